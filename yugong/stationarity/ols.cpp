#include "yugong/stationarity/ols.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace yugong::stationarity {
namespace {

using Index = Eigen::Index;

/// Smallest part of a column, relative to its length, that must be its own.
constexpr double own_part = 1e-10;

}  // namespace

Regression regress(std::span<const double> y, const Columns& x) {
  Regression out;
  const auto n = static_cast<Index>(y.size());
  const auto k = static_cast<Index>(x.size());
  out.residuals.assign(y.begin(), y.end());
  for (const double v : y) out.rss += v * v;
  if (k == 0) return out;
  out.full_rank = n >= k;
  if (!out.full_rank) return out;
  Eigen::MatrixXd columns(n, k);
  Eigen::VectorXd length(k);
  for (Index j = 0; j < k; ++j) {
    columns.col(j) = Eigen::Map<const Eigen::VectorXd>(x[static_cast<std::size_t>(j)].data(), n);
    length[j] = columns.col(j).norm();
    if (!(length[j] > 0)) {
      out.full_rank = false;
      return out;
    }
    columns.col(j) /= length[j];
  }
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(columns);
  const Eigen::MatrixXd r = qr.matrixQR().topRows(k).triangularView<Eigen::Upper>();
  for (Index j = 0; j < k; ++j)
    if (!(std::abs(r(j, j)) > own_part)) {
      out.full_rank = false;
      return out;
    }
  const Eigen::Map<const Eigen::VectorXd> outcome(y.data(), n);
  const Eigen::VectorXd b = qr.solve(outcome);
  const Eigen::VectorXd e = outcome - columns * b;
  const Eigen::MatrixXd inverse =
      r.triangularView<Eigen::Upper>().solve(Eigen::MatrixXd::Identity(k, k));
  for (Index j = 0; j < k; ++j) {
    out.coefficients.push_back(b[j] / length[j]);
    out.spread.push_back(inverse.row(j).squaredNorm() / (length[j] * length[j]));
  }
  out.residuals.assign(e.data(), e.data() + n);
  out.rss = e.squaredNorm();
  return out;
}

double bartlett(std::span<const double> x, int window, double divisor) {
  return bartlett(x, x, window, divisor);
}

double bartlett(std::span<const double> x, std::span<const double> y, int window, double divisor) {
  double total = 0;
  for (std::size_t t = 0; t < x.size(); ++t) total += x[t] * y[t];
  for (int j = 1; j <= window && static_cast<std::size_t>(j) < x.size(); ++j) {
    const auto lag = static_cast<std::size_t>(j);
    double sum = 0;
    for (std::size_t t = lag; t < x.size(); ++t) sum += x[t] * y[t - lag] + y[t] * x[t - lag];
    total += (1 - j / (window + 1.0)) * sum;
  }
  return total / divisor;
}

int newey_west_window(double periods) {
  return static_cast<int>(std::floor(4 * std::pow(periods / 100, 2.0 / 9)));
}

double mean_of(std::span<const double> x) {
  double sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<double>(x.size());
}

}  // namespace yugong::stationarity
