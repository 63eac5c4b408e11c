#pragma once

#include <algorithm>
#include <cmath>
#include <span>

/// Newton's method with a line search, once for every likelihood of the house.
namespace yugong::numeric {

struct Maximum {
  enum class Status {
    converged,
    flat,       ///< no step raises the value visibly and the information is not positive definite
    runs_away,  ///< the problem says that its parameters leave every bound
    not_converged,  ///< iterations exhausted, or no step raises the likelihood
  };
  Status status = Status::not_converged;
  double value = 0;  ///< log likelihood
  int iterations = 0;
  double distance = 0;  ///< last Newton step in standard errors, sqrt(g' I^-1 g)
};

struct MaximiseSettings {
  int iterations = 200;
  double tolerance = 1e-10;  ///< on the Newton step, in standard errors: free of units of measure
};

/// Climbs from `at` to a maximum. `trial` and `step` are memory of the size of `at`.
///
/// A problem has
///   double value(std::span<const double> at)            log likelihood; not finite = outside
///   void differentiate(std::span<const double> at)      gradient g and information I = -Hessian
///   bool solve(double damping, std::span<double> step)  (I + damping diag|I|) step = g, false
///                                                       unless the matrix is positive definite
///   double slope(std::span<const double> step)          g'step
///   double longest(at, step)                            largest multiple of the step allowed
///   bool runs_away(std::span<const double> at)
///
/// Where the likelihood is not concave the diagonal of I is raised until it is (Levenberg). Steps
/// below 1e-4 standard errors are taken whole without looking at the value, whose last digits are
/// noise there; the end is the tolerance, or the point from which steps no longer shrink.
template <class Problem>
Maximum maximise(Problem& problem,
                 std::span<double> at,
                 std::span<double> trial,
                 std::span<double> step,
                 const MaximiseSettings& settings = {}) {
  Maximum out;
  out.value = problem.value(at);
  if (!std::isfinite(out.value)) return out;
  const std::size_t size = at.size();
  constexpr double unseen = 1e-13;  // share of the value below which a gain is rounding
  const auto move = [&](double by) {
    for (std::size_t j = 0; j < size; ++j) trial[j] = at[j] + by * step[j];
    return problem.value(trial);
  };
  double damping = 0, before = INFINITY;
  for (; out.iterations < settings.iterations; ++out.iterations) {
    problem.differentiate(at);
    damping = damping > 1e-3 ? damping / 16 : 0;
    while (!problem.solve(damping, step)) {
      damping = damping == 0 ? 1e-3 : 4 * damping;
      if (!(damping < 1e12)) return out;
    }
    const double slope = problem.slope(step);
    if (!std::isfinite(slope)) return out;
    out.distance = std::sqrt(std::max(slope, 0.0));
    if (out.distance < settings.tolerance || (out.distance < 1e-7 && out.distance > before / 2)) {
      out.status = damping == 0 ? Maximum::Status::converged : Maximum::Status::flat;
      return out;
    }
    if (damping > 0 && slope < unseen * (1 + std::abs(out.value))) {
      out.status = Maximum::Status::flat;
      return out;
    }
    before = out.distance;
    double by = std::min(1.0, problem.longest(at, step));
    double value = move(by);
    const bool local = damping == 0 && out.distance < 1e-4 && by == 1.0;
    if (!local)
      for (int halved = 0; !(value >= out.value + 1e-4 * by * slope) && halved < 50; ++halved)
        value = move(by /= 2);
    if (!std::isfinite(value) || (!local && value < out.value)) return out;
    std::copy(trial.begin(), trial.end(), at.begin());
    out.value = value;
    if (problem.runs_away(at)) {
      out.status = Maximum::Status::runs_away;
      return out;
    }
  }
  return out;
}

/// Cholesky factor of I + damping diag|I|, scaled to a unit diagonal so that units of measure do
/// not matter, and the solution of (..) step = g. `information` and `factor` [size x size], column
/// after column. False unless every pivot is above `smallest`.
bool damped_solve(std::span<const double> information,
                  std::span<const double> gradient,
                  double damping,
                  std::span<double> factor,
                  std::span<double> step,
                  double smallest = 1e-14);

/// Inverse of a positive definite matrix by the same factor; false when it is not.
bool invert(std::span<const double> information, std::size_t size, std::span<double> inverse);

}  // namespace yugong::numeric
