#pragma once

#include <span>
#include <vector>

#include "yugong/regression/matrix.hpp"

namespace yugong::regression {

/// A column left out because it is a linear combination of earlier ones.
struct Collinear {
  std::size_t column = 0;
  std::vector<std::size_t> of;  ///< earlier columns with a coefficient that matters
};

/// Least squares by Householder QR in the order of the columns: later columns are dropped when
/// their part orthogonal to the earlier ones is below `tolerance` times their norm.
struct LeastSquares {
  std::vector<std::size_t> kept;  ///< columns with a coefficient, in order
  std::vector<Collinear> dropped;
  std::vector<double> coefficients;  ///< [kept]
  Matrix bread;                      ///< [kept x kept] (X'wX)^-1
  std::vector<double> residuals;     ///< [n]
  double rss = 0;                    ///< weighted
};

/// `x` [n x p] and `y` [n], residualised on the fixed effects; `weights` [n] or empty.
LeastSquares least_squares(const Matrix& x,
                           std::span<const double> y,
                           std::span<const double> weights,
                           double tolerance = 1e-10);

}  // namespace yugong::regression
