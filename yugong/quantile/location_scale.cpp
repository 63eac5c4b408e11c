#include "yugong/quantile/location_scale.hpp"

#include <algorithm>
#include <numeric>

#include "yugong/regression/absorb.hpp"
#include "yugong/regression/least_squares.hpp"

namespace yugong::quantile {
namespace {

double mean_of(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

/// One regression within the effects: the coefficients with the constant, and the residuals.
struct Within {
  std::vector<double> coefficients, residuals;
  bool complete = true;
};

/// Regresses columns on the regressors of one sample, whose effects are absorbed once.
class Regressor {
 public:
  Regressor(const Rows& rows, const Executor& executor)
      : rows_(rows),
        executor_(executor),
        absorption_(rows.effects, {}, rows.count(), settings(rows)),
        x_(rows.x) {
    absorption_.residualise(x_, executor_);
    if (has_constant())
      for (std::size_t j = 0; j < rows.x.cols; ++j) means_.push_back(mean_of(rows.x.column(j)));
  }

  Within regress(std::span<const double> y) const {
    Matrix one(rows_.count(), 1);
    std::copy(y.begin(), y.end(), one.values.begin());
    absorption_.residualise(one, executor_);
    regression::LeastSquares ls = regression::least_squares(x_, one.column(0), {});
    Within out;
    out.complete = ls.dropped.empty();
    out.coefficients = std::move(ls.coefficients);
    out.residuals = std::move(ls.residuals);
    if (!out.complete || !has_constant()) return out;
    double constant = mean_of(y);
    for (std::size_t j = 0; j < means_.size(); ++j) constant -= means_[j] * out.coefficients[j];
    out.coefficients.push_back(constant);
    return out;
  }

  /// Rows of X (X'X)^-1 for the residual regressors moved to their means, and the constant.
  Matrix influence() const {
    const std::size_t n = rows_.count(), k = x_.cols, p = rows_.columns();
    Matrix columns(n, p);
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t i = 0; i < n; ++i)
        columns(i, j) = x_(i, j) + (has_constant() ? means_[j] : 0.0);
    if (has_constant()) std::fill(columns.column(k).begin(), columns.column(k).end(), 1.0);
    const std::vector<double> zero(n, 0.0);
    return regression::multiply(columns, regression::least_squares(columns, zero, {}).bread);
  }

 private:
  static regression::Absorption::Settings settings(const Rows& rows) {
    regression::Absorption::Settings out;
    out.constant = rows.constant;
    return out;
  }

  bool has_constant() const { return rows_.constant || !rows_.effects.empty(); }

  const Rows& rows_;
  const Executor& executor_;
  regression::Absorption absorption_;
  Matrix x_;
  std::vector<double> means_;
};

}  // namespace

std::vector<double> LocationScale::quantiles(std::span<const double> taus) const {
  std::vector<double> out;
  for (const double tau : taus) out.push_back(sample_quantile(sorted, tau));
  return out;
}

LocationScale location_scale(const Rows& rows,
                             const Executor& executor,
                             LocationScaleParts* parts) {
  const Regressor regressor(rows, executor);
  const std::size_t n = rows.count();
  LocationScale out;
  Within first = regressor.regress(rows.y);
  out.complete = first.complete;
  if (!out.complete) return out;
  out.location = std::move(first.coefficients);
  out.e = std::move(first.residuals);
  const double above = static_cast<double>(std::count_if(
                           out.e.begin(), out.e.end(), [](double e) { return e >= 0; })) /
                       static_cast<double>(n);
  for (const double e : out.e) out.v.push_back(2 * e * ((e >= 0 ? 1.0 : 0.0) - above));
  Within second = regressor.regress(out.v);
  out.scale = std::move(second.coefficients);
  for (std::size_t i = 0; i < n; ++i) {
    out.sigma.push_back(out.v[i] - second.residuals[i]);
    if (out.sigma[i] <= 0) ++out.not_positive;
    out.u.push_back(out.e[i] / out.sigma[i]);
  }
  out.sorted = out.u;
  std::sort(out.sorted.begin(), out.sorted.end());
  if (parts == nullptr) return out;
  std::vector<double> inverse;
  for (const double s : out.sigma) inverse.push_back(1 / s);
  const Within third = regressor.regress(inverse);
  parts->lean.resize(n);
  for (std::size_t i = 0; i < n; ++i) parts->lean[i] = inverse[i] - third.residuals[i];
  parts->plain.assign(n, 1 / mean_of(out.sigma));
  parts->influence = regressor.influence();
  return out;
}

Matrix slopes_at(const LocationScale& fit, std::span<const double> q) {
  Matrix out(fit.location.size(), q.size());
  for (std::size_t t = 0; t < q.size(); ++t)
    for (std::size_t j = 0; j < out.rows; ++j) out(j, t) = fit.location[j] + q[t] * fit.scale[j];
  return out;
}

}  // namespace yugong::quantile
