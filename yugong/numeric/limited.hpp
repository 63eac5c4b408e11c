#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Maximum likelihood for a normal linear model whose outcome is seen within limits only:
///
///     y* = x'b + s e,  e standard normal, limits l < u
///
/// censored   y = min(max(y*, l), u): rows at a limit count with P(y* <= l) or P(y* >= u)
///            (Tobin 1958);
/// truncated  rows outside (l, u) are not in the sample: each density is divided by
///            P(l < y* < u) (Amemiya 1973).
///
/// Newton's method in Olsen's (1978) parameters t = 1/s and d = b/s, in which the censored
/// likelihood is concave and the truncated one has at most one stationary point (Orme 1989; Orme
/// and Ruud 2002). Stops when the Newton step is below 1e-10 standard errors. Log probabilities
/// keep their digits in far tails.
namespace yugong::numeric {

enum class LimitKind : std::uint8_t { censored, truncated };

enum class LimitedStatus : std::uint8_t {
  converged,
  no_maximum,  ///< the likelihood rises for ever: no row inside the limits, rows inside that fit
               ///< exactly, or truncated data whose best density is an exponential (s -> infinity)
  collinear,   ///< the columns of x are linearly dependent (or on the rows that inform about b)
  not_converged,  ///< iterations exhausted
  outside,        ///< truncated: a row of y lies at or beyond a limit, or a limit pair with l >= u
};

/// "converged", "no maximum", ...
const char* word(LimitedStatus status);

/// Views on the data; nothing is copied.
struct LimitedSample {
  std::span<const double> y;  ///< [n]
  std::span<const double> x;  ///< [n x p], column after column; the constant is a column too
  std::size_t p = 0;
  std::span<const double> lower;    ///< empty: none; one number for all rows; or [n], -inf = none
  std::span<const double> upper;    ///< the same with +inf
  std::span<const double> weights;  ///< [n] of the log likelihood, or empty
};

struct LimitedFit {
  LimitedStatus status = LimitedStatus::not_converged;
  double loglik = 0;
  int iterations = 0;
  double distance = 0;  ///< last Newton step in standard errors, sqrt(g' H^-1 g)
};

/// Memory of a fit, to be kept between calls: no allocation once it has seen the largest n and p.
/// One per thread.
class LimitedWorkspace {
 public:
  void reserve(std::size_t n, std::size_t p);

 private:
  friend struct LimitedProblem;
  friend struct LimitedAnswer;
  std::vector<double> index_;                                      // [n] x'd
  std::vector<double> du_, duu_, dut_;                             // [n] derivatives by index and t
  std::vector<double> at_, trial_, step_, gradient_;               // [p + 1]
  std::vector<double> information_, factor_, gram_, gram_factor_;  // [(p + 1) x (p + 1)]
};

/// Fits. `beta` [p] and `sigma` are the start when sigma > 0 (a warm start), else the start is
/// least squares; out come the estimates. Unless the status is `converged` they are the last point
/// reached and not an estimate.
LimitedFit fit_limited(LimitKind kind,
                       const LimitedSample& sample,
                       std::span<double> beta,
                       double& sigma,
                       LimitedWorkspace& workspace);

/// What standard errors need, for the parameters (b, s) in this order.
struct LimitedInference {
  std::vector<double> information;  ///< [(p+1) x (p+1)] minus the second derivatives, weighted
  std::vector<double> covariance;   ///< its inverse; empty when it is not positive definite
  std::vector<double> scores;       ///< [n x (p+1)] column after column, of each row, not weighted
};

/// Log likelihood of one row as a function of its index u = x'd and of t = 1/s, with derivatives:
/// for models that integrate over an effect in the index.
struct LimitedRow {
  double value, u, t, uu, ut, tt;
};

LimitedRow limited_row(LimitKind kind, double y, double low, double high, double u, double t);

LimitedInference limited_inference(LimitKind kind,
                                   const LimitedSample& sample,
                                   std::span<const double> beta,
                                   double sigma);

}  // namespace yugong::numeric
