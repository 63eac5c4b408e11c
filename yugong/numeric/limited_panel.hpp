#pragma once

#include <cstdint>

#include "yugong/numeric/limited.hpp"

/// Censored normal regression with a normal effect of each unit, integrated out:
///
///     y*_it = x_it'b + u_i + e_it,   u ~ N(0, su^2),  e ~ N(0, se^2),  y = min(max(y*, l), u)
///     L_i = integral of prod_t f(y_it | x_it'b + su a) phi(a) da
///
/// by adaptive Gauss-Hermite quadrature: the nodes of a unit stand around the mode of its
/// integrand, in the scale of its curvature there (Liu and Pierce 1994), and are moved until the
/// estimates stand. Newton on exact derivatives in d = b/se, t = 1/se, r = su/se.
namespace yugong::numeric {

struct LimitedPanelFit {
  LimitedStatus status = LimitedStatus::not_converged;
  double loglik = 0;
  int iterations = 0;               ///< Newton steps, all placements of nodes together
  std::vector<double> beta;         ///< [p]
  double sigma_u = 0, sigma_e = 0;  ///< sigma_u is zero when the maximum lies there
  std::vector<double> covariance;   ///< [(p+2) x (p+2)] of (b, su, se), observed information
  std::vector<double> scores;       ///< [units x (p+2)] column after column
};

/// `sample` without weights, rows of a unit together; `unit` [n] 0..units-1. `beta` and `sigma` of
/// the model without effects are the start. `points` nodes.
LimitedPanelFit fit_limited_panel(const LimitedSample& sample,
                                  std::span<const std::int32_t> unit,
                                  std::span<const double> beta,
                                  double sigma,
                                  int points);

/// Nodes and weights with sum w f(z) = integral of exp(-z^2) f(z), exact for polynomials of degree
/// 2 points - 1.
struct Hermite {
  std::vector<double> node, weight;
};

Hermite gauss_hermite(int points);

}  // namespace yugong::numeric
