#include "yugong/dynamic/within_bias.hpp"

#include <cmath>

#include <Eigen/Dense>

#include "yugong/regression/least_squares.hpp"

namespace yugong::dynamic {
namespace {

/// Sums over units that the three terms need (the names are Bruno's).
struct Sums {
  Eigen::MatrixXd waw;   ///< W'AW at its expectation
  Eigen::MatrixXd wpaw;  ///< W' Pi A W
  Eigen::MatrixXd wppw;  ///< W' Pi Pi' W
  double trace = 0;      ///< tr Pi
  double trace2 = 0;     ///< tr Pi'Pi
  double trace3 = 0;     ///< tr Pi'Pi Pi
  double trace4 = 0;     ///< tr Pi'Pi Pi'Pi

  explicit Sums(Eigen::Index k)
      : waw(Eigen::MatrixXd::Zero(k, k)),
        wpaw(Eigen::MatrixXd::Zero(k, k)),
        wppw(Eigen::MatrixXd::Zero(k, k)) {}
};

/// L Gamma of one unit: how the errors of earlier periods enter the lagged outcome.
Eigen::MatrixXd past_errors(const Rows& rows, std::size_t u, double lag) {
  const std::size_t begin = rows.first[u];
  const auto n = static_cast<Eigen::Index>(rows.first[u + 1] - begin);
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(n, n);
  for (Eigen::Index t = 1; t < n; ++t) {
    const std::size_t r = begin + static_cast<std::size_t>(t);
    if (rows.slot[r] != rows.slot[r - 1] + 1) continue;
    out.row(t) = lag * out.row(t - 1);
    out(t, t - 1) = 1;
  }
  return out;
}

/// The regressors of one unit with the lagged outcome at its expectation.
Eigen::MatrixXd expected_regressors(const Rows& rows,
                                    std::size_t u,
                                    std::span<const double> b,
                                    double effect) {
  const std::size_t begin = rows.first[u], k = b.size();
  const auto n = static_cast<Eigen::Index>(rows.first[u + 1] - begin);
  Eigen::MatrixXd w(n, static_cast<Eigen::Index>(k));
  for (Eigen::Index t = 0; t < n; ++t) {
    const std::size_t r = begin + static_cast<std::size_t>(t);
    for (std::size_t a = 0; a < k; ++a) w(t, static_cast<Eigen::Index>(a)) = rows.x[r * k + a];
    if (t == 0 || rows.slot[r] != rows.slot[r - 1] + 1) continue;
    double y = effect;
    for (std::size_t a = 0; a < k; ++a) y += b[a] * w(t - 1, static_cast<Eigen::Index>(a));
    w(t, 0) = y;
  }
  return w;
}

void add_unit(Sums& s, const Eigen::MatrixXd& w, const Eigen::MatrixXd& past) {
  const Eigen::MatrixXd pi = past.rowwise() - past.colwise().mean();
  const Eigen::MatrixXd aw = w.rowwise() - w.colwise().mean();
  const Eigen::MatrixXd pp = pi.transpose() * pi;
  s.waw += w.transpose() * aw;
  s.wpaw += w.transpose() * (pi * aw);
  const Eigen::MatrixXd pw = pi.transpose() * w;
  s.wppw += pw.transpose() * pw;
  s.trace += pi.trace();
  s.trace2 += pp.trace();
  s.trace3 += (pp * pi).trace();
  s.trace4 += pp.squaredNorm();
}

}  // namespace

WithinFit within_least_squares(const Rows& rows, std::size_t regressors) {
  const std::size_t n = rows.y.size();
  regression::Matrix x(n, regressors);
  std::vector<double> y(n);
  for (std::size_t u = 0; u + 1 < rows.first.size(); ++u) {
    const std::size_t begin = rows.first[u], end = rows.first[u + 1];
    const double count = static_cast<double>(end - begin);
    for (std::size_t a = 0; a <= regressors; ++a) {
      const auto value = [&](std::size_t r) {
        return a < regressors ? rows.x[r * regressors + a] : rows.y[r];
      };
      double mean = 0;
      for (std::size_t r = begin; r < end; ++r) mean += value(r) / count;
      for (std::size_t r = begin; r < end; ++r) (a < regressors ? x(r, a) : y[r]) = value(r) - mean;
    }
  }
  // What demeaning leaves of a regressor that does not vary within units is rounding.
  WithinFit out;
  out.b.assign(regressors, missing);
  for (std::size_t a = 0; a < regressors; ++a) {
    double square = 0;
    for (std::size_t r = 0; r < n; ++r)
      square += rows.x[r * regressors + a] * rows.x[r * regressors + a];
    if (regression::dot(x.column(a), x.column(a)) <= 1e-24 * square)
      for (double& v : x.column(a)) v = 0;
  }
  const regression::LeastSquares fit = regression::least_squares(x, y, {});
  for (std::size_t i = 0; i < fit.kept.size(); ++i) out.b[fit.kept[i]] = fit.coefficients[i];
  for (const regression::Collinear& c : fit.dropped) out.dropped.push_back(c.column);
  return out;
}

std::vector<double> unit_effects(const Rows& rows, std::span<const double> b) {
  std::vector<double> out;
  const std::size_t k = b.size();
  for (std::size_t u = 0; u + 1 < rows.first.size(); ++u) {
    double sum = 0;
    for (std::size_t r = rows.first[u]; r < rows.first[u + 1]; ++r) {
      sum += rows.y[r];
      for (std::size_t a = 0; a < k; ++a) sum -= rows.x[r * k + a] * b[a];
    }
    out.push_back(sum / static_cast<double>(rows.first[u + 1] - rows.first[u]));
  }
  return out;
}

double within_variance(const Rows& rows, std::span<const double> b) {
  const std::vector<double> effects = unit_effects(rows, b);
  const std::size_t k = b.size();
  double sum = 0;
  for (std::size_t u = 0; u < effects.size(); ++u)
    for (std::size_t r = rows.first[u]; r < rows.first[u + 1]; ++r) {
      double e = rows.y[r] - effects[u];
      for (std::size_t a = 0; a < k; ++a) e -= rows.x[r * k + a] * b[a];
      sum += e * e;
    }
  return sum / (static_cast<double>(rows.y.size()) - static_cast<double>(effects.size() + k));
}

std::vector<double> within_bias(const Rows& rows,
                                std::span<const double> b,
                                double sigma2,
                                BiasOrder order) {
  const auto k = static_cast<Eigen::Index>(b.size());
  const std::vector<double> effects = unit_effects(rows, b);
  Sums s(k);
  for (std::size_t u = 0; u < effects.size(); ++u)
    add_unit(s, expected_regressors(rows, u, b, effects[u]), past_errors(rows, u, b[0]));
  s.waw(0, 0) += sigma2 * s.trace2;
  const Eigen::MatrixXd q = s.waw.ldlt().solve(Eigen::MatrixXd::Identity(k, k));
  const Eigen::VectorXd q1 = q.col(0);
  const double q11 = q1(0);
  Eigen::VectorXd bias = sigma2 * s.trace * q1;
  if (order >= BiasOrder::second) {
    const Eigen::MatrixXd qw = q * s.wpaw;
    bias -= sigma2 * (qw * q1 + (qw.trace() + 2 * sigma2 * q11 * s.trace3) * q1);
  }
  if (order >= BiasOrder::third) {
    const Eigen::MatrixXd qw = q * s.wppw;
    bias += sigma2 * sigma2 * s.trace *
            (2 * q11 * (qw * q1) +
             (q1.dot(s.wppw * q1) + q11 * qw.trace() + 2 * s.trace4 * q11 * q11) * q1);
  }
  return {bias.data(), bias.data() + bias.size()};
}

}  // namespace yugong::dynamic
