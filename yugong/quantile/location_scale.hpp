#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/quantile/sparsity.hpp"
#include "yugong/regression/factor.hpp"

/// Quantiles via moments (Machado and Santos Silva 2019): location and scale by within regressions,
/// quantiles of the standardised residual.
///
///     y = x'b + a_i + (x'g + d_i) U,   E U = 0,  E |U| = 1,    b(t) = b + q(t) g
namespace yugong::quantile {

/// Rows of a model: regressors that vary within the effects, the outcome, the effects.
struct Rows {
  Matrix x;  ///< [n x k]
  std::vector<double> y;
  std::vector<regression::Factor> effects;
  bool constant = true;

  std::size_t count() const { return y.size(); }

  /// Coefficients: slopes, then the constant when there is one.
  std::size_t columns() const { return x.cols + (constant || !effects.empty() ? 1 : 0); }
};

/// Least squares within the effects, twice: of y, then of the size of its residual.
struct LocationScale {
  std::vector<double> location, scale;  ///< [p] slopes, then the constant (the mean effect)
  std::vector<double> e;                ///< [n] residual of the location
  std::vector<double> v;                ///< [n] 2 e (1[e >= 0] - mean of 1[e >= 0])
  std::vector<double> sigma;            ///< [n] fitted v
  std::vector<double> u;                ///< [n] e / sigma
  std::vector<double> sorted;           ///< [n] u, ascending
  std::size_t not_positive = 0;         ///< rows with sigma <= 0
  bool complete = true;                 ///< false when a slope is not identified

  std::vector<double> quantiles(std::span<const double> taus) const;
};

/// What inference needs beside it.
struct LocationScaleParts {
  Matrix influence;           ///< [n x p] x_i'(X'X)^-1 on the residual columns and the constant
  std::vector<double> lean;   ///< [n] 1/sigma projected on regressors and effects
  std::vector<double> plain;  ///< [n] one over the mean of sigma (mmqreg's rule)
};

/// `parts` may be null. Throws what the absorption throws (YG3106).
LocationScale location_scale(const Rows& rows,
                             const Executor& executor,
                             LocationScaleParts* parts = nullptr);

/// b + q g for each quantile: [p x quantiles].
Matrix slopes_at(const LocationScale& fit, std::span<const double> q);

}  // namespace yugong::quantile
