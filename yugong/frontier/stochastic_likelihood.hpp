#pragma once

#include <span>
#include <vector>

#include "yugong/frontier/stochastic.hpp"

namespace yugong::frontier::stochastic {

/// The sample in the form the likelihood works on: y and x times the sign s, so that the error is
/// always v - u, and columns made orthogonal.
struct Sample {
  std::size_t n = 0, p = 0, q = 0, units = 0;
  std::vector<double> y;           ///< [n]
  std::vector<double> x, z;        ///< [n x p], [n x q] row after row
  std::vector<std::int32_t> unit;  ///< [n]
  std::vector<double> since;       ///< [n]
  double loglik_ols = 0;           ///< log likelihood without inefficiency
  double spread = 0;               ///< of the least-squares residuals
};

/// Where the parameters of a model stand: beta [p], delta/su^2 [q], eta when estimated, ln su, ln
/// sv; then the constants of the units under true_fixed. In delta/su^2, the pull of the density of
/// u at zero, the way to the exponential limit (su and -delta growing together) is a straight line.
struct Layout {
  std::size_t delta = 0, eta = 0, log_su = 0, log_sv = 0, core = 0, size = 0;
  bool has_eta = false;

  Layout(const Sample& sample, const Settings& settings);
};

/// What the data say of u given e: u ~ N+(mean, sd^2) before the factor g of the row.
struct Posterior {
  double mean = 0, sd = 0;
};

/// A problem for numeric::maximise.
class Likelihood {
 public:
  Likelihood(const Sample& sample, const Settings& settings);

  const Layout& layout() const { return layout_; }

  double value(std::span<const double> at) const;
  void differentiate(std::span<const double> at);
  bool solve(double damping, std::span<double> step);
  double slope(std::span<const double> step) const;
  double longest(std::span<const double> at, std::span<const double> step) const;

  bool runs_away(std::span<const double> at) const { return whither(at) != Status::converged; }

  Status whither(std::span<const double> at) const;

  /// Minus the second derivatives of the core parameters, constants of units profiled out, after
  /// differentiate; empty when it is not positive definite there.
  std::vector<double> core_information() const;
  /// Scores of the core parameters by row (decay: by unit), profiled likewise.
  std::vector<std::vector<double>> scores(std::span<const double> at);

  std::vector<Posterior> posteriors(std::span<const double> at) const;  ///< [n]
  double decay_of(std::size_t row, std::span<const double> at) const;   ///< g
  double residual(std::size_t row, std::span<const double> at) const;   ///< of v - u

 private:
  double pull_of(std::size_t row, std::span<const double> at) const;  // z'delta / su^2
  double mean_of(std::size_t row, std::span<const double> at) const;
  void clear();
  void add_row(std::size_t row, std::span<const double> at);
  void add_unit(std::size_t begin, std::size_t end, std::span<const double> at);

  const Sample& data_;
  const Settings& set_;
  Layout layout_;
  std::vector<double> gradient_, information_, factor_;           // of the core
  std::vector<double> unit_gradient_, unit_information_, cross_;  // of the constants
};

}  // namespace yugong::frontier::stochastic
