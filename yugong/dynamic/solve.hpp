#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "yugong/regression/matrix.hpp"

/// Linear algebra of the generalised method of moments on dense moment matrices.
namespace yugong::dynamic {

/// A weight A = L L', the inverse of a covariance of moments.
struct Weight {
  regression::Matrix root;  ///< L, [instruments x rank]
  std::size_t rank = 0;
  bool generalised = false;  ///< the covariance was singular
};

/// Inverse of a positive semidefinite matrix; of the part of it that is not zero when it is
/// singular (Moore-Penrose after scaling to unit diagonal).
Weight invert(const regression::Matrix& covariance);

/// The same, computed in the coordinates of another weight: the generalised inverse then does not
/// depend on the units of measure or on the choice of basis of the instruments.
Weight invert(const regression::Matrix& covariance, const Weight& base);

/// Columns of a cross product that are not linear in earlier ones: at most 1 - 1e-10 of their
/// squared length is explained.
std::vector<std::size_t> independent_columns(const regression::Matrix& cross_product);

/// b = argmin (zy - zx b)' A (zy - zx b).
struct Minimum {
  std::vector<double> b;
  regression::Matrix bread;   ///< (zx' A zx)^-1, [k x k]
  regression::Matrix filter;  ///< bread zx' A, [k x instruments]
  double objective = 0;
  bool identified = false;  ///< false when zx' A zx is singular; the rest is then empty
};

Minimum minimise(const regression::Matrix& zx, std::span<const double> zy, const Weight& a);

/// A v.
std::vector<double> weighted(const Weight& a, std::span<const double> v);

/// The rows and columns given of a symmetric matrix; the rows given of any.
regression::Matrix part(const regression::Matrix& symmetric, std::span<const std::size_t> of);
regression::Matrix rows_of(const regression::Matrix& m, std::span<const std::size_t> rows);

/// G G' for G [p x n].
regression::Matrix outer(const regression::Matrix& g);
/// M v for M [p x n].
std::vector<double> times(const regression::Matrix& m, std::span<const double> v);
/// A B'.
regression::Matrix times_transposed(const regression::Matrix& a, const regression::Matrix& b);

}  // namespace yugong::dynamic
