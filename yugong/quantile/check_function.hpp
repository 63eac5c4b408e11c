#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "yugong/regression/matrix.hpp"

/// The minimum of the check function,  sum_i rho_t(y_i - x_i'b),  rho_t(u) = u (t - 1[u < 0]).
///
/// A linear program (Koenker and Bassett 1978). An interior point method of Frisch-Newton type
/// (Portnoy and Koenker 1997), with Mehrotra's corrector, comes near the optimum; from there edges
/// are followed with exact line search (Barrodale and Roberts 1974) to a vertex, at which as many
/// rows are fitted exactly as there are columns. The vertex is certified by the gap to its dual
/// solution, so that the answer does not depend on any stopping rule. Ties are broken by a fixed,
/// tiny perturbation of y where the walk stalls. Deterministic.
namespace yugong::quantile {

using regression::Matrix;

struct CheckFit {
  double tau = 0;
  std::vector<double> b;           ///< [p]
  std::vector<double> residuals;   ///< [n]; exactly zero on the basis
  std::vector<std::size_t> basis;  ///< [p] rows fitted exactly
  double objective = 0;            ///< sum of rho_tau
  double gap = 0;                  ///< to the dual solution, relative to the objective
  bool unique = true;              ///< no other vertex has the same objective
  int steps = 0;                   ///< of the interior point
  int pivots = 0;                  ///< of the walk over vertices
};

class CheckSolver {
 public:
  /// `x` [n x p] of full column rank, n > p; `y` [n]. Both are copied.
  CheckSolver(const Matrix& x, std::span<const double> y);
  ~CheckSolver();
  CheckSolver(CheckSolver&&) noexcept;
  CheckSolver& operator=(CheckSolver&&) noexcept;

  /// Throws YG3198 when no vertex could be certified.
  CheckFit solve(double tau) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// rho_tau(u).
inline double check(double tau, double u) {
  return u < 0 ? (tau - 1) * u : tau * u;
}

}  // namespace yugong::quantile
