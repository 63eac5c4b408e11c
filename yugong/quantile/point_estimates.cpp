#include "yugong/quantile/point_estimates.hpp"

#include <algorithm>

#include "yugong/regression/least_squares.hpp"

namespace yugong::quantile {
namespace {

void append(Matrix& x, std::span<const double> column) {
  x.values.insert(x.values.end(), column.begin(), column.end());
  ++x.cols;
}

Matrix with_constant(const Rows& rows) {
  Matrix x = rows.x;
  x.rows = rows.count();
  if (rows.columns() > rows.x.cols) append(x, std::vector<double>(rows.count(), 1.0));
  return x;
}

/// Coefficients of columns `which` at each quantile.
Matrix coefficients(const Matrix& x,
                    std::span<const double> y,
                    std::span<const std::size_t> which,
                    std::span<const double> taus) {
  const CheckSolver solver(x, y);
  Matrix out(which.size(), taus.size());
  for (std::size_t t = 0; t < taus.size(); ++t) {
    const CheckFit fit = solver.solve(taus[t]);
    for (std::size_t j = 0; j < which.size(); ++j) out(j, t) = fit.b[which[j]];
  }
  return out;
}

}  // namespace

DummyColumns dummy_columns(const Rows& rows) {
  const std::size_t n = rows.count(), k = rows.x.cols;
  const bool constant = rows.columns() > k;
  Matrix all(n, 0);
  if (constant) append(all, std::vector<double>(n, 1.0));
  for (std::size_t j = 0; j < k; ++j) append(all, rows.x.column(j));
  std::vector<double> column(n);
  for (const regression::Factor& f : rows.effects)
    for (std::int32_t l = 1; l < f.levels; ++l) {
      for (std::size_t i = 0; i < n; ++i) column[i] = f.level[i] == l ? 1.0 : 0.0;
      append(all, column);
    }
  const regression::LeastSquares ls = regression::least_squares(all, rows.y, {});
  DummyColumns out;
  out.x = Matrix(n, 0);
  const std::size_t own = k + (constant ? 1 : 0);
  std::size_t own_kept = 0;
  for (const std::size_t j : ls.kept) {
    append(out.x, all.column(j));
    if (j < own) ++own_kept;
  }
  out.dummies = ls.kept.size() - own_kept;
  out.complete = own_kept == own;
  for (std::size_t j = 0; j < k; ++j) out.reported.push_back(j + (constant ? 1 : 0));
  if (constant) out.reported.push_back(0);
  return out;
}

WithoutEffects without_effects(const Rows& rows, const Executor& executor) {
  const LocationScale first = location_scale(rows, executor);
  WithoutEffects out;
  out.complete = first.complete;
  if (!out.complete) return out;
  out.x = with_constant(rows);
  for (std::size_t i = 0; i < rows.count(); ++i) {
    double y = first.e[i];
    for (std::size_t j = 0; j < out.x.cols; ++j) y += first.location[j] * out.x(i, j);
    out.y.push_back(y);
  }
  return out;
}

std::optional<Matrix> point_estimates(Estimator estimator,
                                      const Rows& rows,
                                      std::span<const double> taus,
                                      const Executor& executor) {
  if (estimator == Estimator::mmqr) {
    const LocationScale fit = location_scale(rows, executor);
    if (!fit.complete) return std::nullopt;
    return slopes_at(fit, fit.quantiles(taus));
  }
  if (estimator == Estimator::pooled) {
    const DummyColumns columns = dummy_columns(rows);
    if (!columns.complete || columns.x.cols >= rows.count()) return std::nullopt;
    return coefficients(columns.x, rows.y, columns.reported, taus);
  }
  const WithoutEffects second = without_effects(rows, executor);
  if (!second.complete) return std::nullopt;
  std::vector<std::size_t> all(second.x.cols);
  for (std::size_t j = 0; j < all.size(); ++j) all[j] = j;
  return coefficients(second.x, second.y, all, taus);
}

}  // namespace yugong::quantile
