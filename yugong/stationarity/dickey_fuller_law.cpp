#include "yugong/stationarity/dickey_fuller_law.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <Eigen/Dense>

#include "yugong/numeric/distributions.hpp"

namespace yugong::stationarity {
namespace {

using Index = Eigen::Index;

/// Points of the local regression, and half of those beside the nearest.
constexpr std::size_t points = 9, half = 4;
constexpr double significant = 2;

struct Local {
  Eigen::VectorXd coefficients;
  double last_t = 0;  ///< of the highest power
};

/// Generalised least squares of the normal scores on powers 0..degree of the quantiles.
Local fit(const Eigen::VectorXd& score,
          const Eigen::VectorXd& quantile,
          const Eigen::LLT<Eigen::MatrixXd>& covariance,
          Index degree) {
  Eigen::MatrixXd x(score.size(), degree + 1);
  x.col(0).setOnes();
  for (Index j = 1; j <= degree; ++j) x.col(j) = x.col(j - 1).cwiseProduct(quantile);
  const Eigen::MatrixXd wx = covariance.matrixL().solve(x);
  const Eigen::VectorXd wy = covariance.matrixL().solve(score);
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(wx);
  Local out;
  out.coefficients = qr.solve(wy);
  const double rss = (wy - wx * out.coefficients).squaredNorm();
  const double last = qr.matrixQR()(degree, degree);
  const double spread =
      std::sqrt(rss / static_cast<double>(score.size() - degree - 1)) / std::abs(last);
  out.last_t = std::abs(out.coefficients[degree]) / spread;
  return out;
}

double value_at(const Local& local, double t) {
  double value = 0;
  for (Index j = local.coefficients.size() - 1; j >= 0; --j)
    value = value * t + local.coefficients[j];
  return value;
}

}  // namespace

double dickey_fuller_p_value(double t, Deterministic deterministic) {
  const auto table = dickey_fuller_quantiles();
  const auto law = static_cast<std::size_t>(deterministic);
  std::size_t nearest = 0;
  for (std::size_t i = 1; i < table.size(); ++i)
    if (std::abs(table[i].quantile[law] - t) < std::abs(table[nearest].quantile[law] - t))
      nearest = i;
  // At the ends of the table as many points as there are, five at least.
  std::size_t begin = nearest >= half ? nearest - half : 0;
  std::size_t end = std::min(nearest + half + 1, table.size());
  if (begin == 0) end = std::max(end, points - half);
  if (end == table.size()) begin = std::min(begin, table.size() - (points - half));
  const auto n = static_cast<Index>(end - begin);
  Eigen::VectorXd score(n), quantile(n);
  Eigen::MatrixXd covariance(n, n);
  for (Index i = 0; i < n; ++i) {
    const DickeyFullerQuantile& a = table[begin + static_cast<std::size_t>(i)];
    score[i] = numeric::normal_quantile(a.probability);
    quantile[i] = a.quantile[law];
    for (Index j = i; j < n; ++j) {
      const DickeyFullerQuantile& b = table[begin + static_cast<std::size_t>(j)];
      covariance(i, j) = covariance(j, i) =
          a.std_error[law] * b.std_error[law] *
          std::sqrt(a.probability * (1 - b.probability) / (b.probability * (1 - a.probability)));
    }
  }
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  Local local = fit(score, quantile, factor, 3);
  if (!(local.last_t > significant)) local = fit(score, quantile, factor, 2);
  double p = numeric::normal_cdf(value_at(local, t));
  // Beyond the table the parabola may turn back.
  if (nearest == 0) p = std::min(p, table.front().probability);
  if (nearest + 1 == table.size()) p = std::max(p, table.back().probability);
  return std::clamp(p, 1e-15, 1 - 1e-15);
}

}  // namespace yugong::stationarity
