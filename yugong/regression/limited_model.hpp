#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "yugong/base/value.hpp"
#include "yugong/numeric/limited.hpp"
#include "yugong/regression/conventions.hpp"
#include "yugong/regression/covariance.hpp"
#include "yugong/regression/design.hpp"

/// A normal linear model whose outcome is censored or truncated, estimated by maximum likelihood:
/// what the verbs `tobit` and `truncreg` report.
namespace yugong::regression {

/// A limit of the outcome: none, one number, the least or largest outcome of the sample, or a
/// column with the limit of each row (missing there = none).
struct Limit {
  enum class Kind { none, number, extreme, column };
  Kind kind = Kind::none;
  double number = 0;
  std::string column;
  std::string text = "none";  ///< as a user writes it
};

/// Reads the option `left` (extreme word "min") or `right` ("max"): a number, the word, or a
/// column.
Limit limit_of(const Value& value, const std::string& extreme);

struct LimitedSettings {
  numeric::LimitKind kind = numeric::LimitKind::censored;
  Limit left, right;
  Vcov vcov;
  WeightKind weight_kind = WeightKind::analytic;
  Distribution distribution = Distribution::normal;
  double level = 0.95;
  bool constant = true;
  bool random_effects = false;  ///< a normal effect of each unit (censored only)
  int points = 16;              ///< of the quadrature over that effect
};

/// A change of an expectation or of a probability with a regressor, by the delta method.
struct Margin {
  std::string term;
  std::string quantity;  ///< "latent", "between" (given that it lies between the limits),
                         ///< "observed" (with the limits put in), "probability" (of between)
  std::string at;        ///< "means" of the regressors, or "average" over the rows
  double estimate = missing;
  double std_error = missing;
};

/// The estimate for one outcome. Terms: regressors of the formula, dummies of the effects, "_cons",
/// then the standard deviations: "_sigma", or "_sigma_u" and "_sigma_e" with random effects.
struct LimitedModel {
  Design design;                  ///< of the rows used
  std::vector<double> low, high;  ///< [rows] limits
  std::vector<std::string> terms;
  std::vector<double> estimates, std_errors, statistics, p_values, conf_low,
      conf_high;  ///< [terms]
  Matrix covariance;
  std::size_t regressors = 0;    ///< slopes of the formula's own regressors
  std::size_t slopes = 0;        ///< with the dummies
  std::vector<double> fitted;    ///< [rows] x'b, of the latent outcome
  std::vector<double> expected;  ///< [rows] of the observed outcome: censored or truncated mean
  double n = 0;
  double at_left = 0, at_right = 0, beyond = 0;  ///< rows at a limit; rows outside, left out
  double df_t = missing;
  double sigma = missing;    ///< of e
  double sigma_u = missing;  ///< of the random effects

  /// Standard deviation of all that is not x'b.
  double spread() const { return is_missing(sigma_u) ? sigma : std::hypot(sigma, sigma_u); }

  double loglik = missing, loglik_constant = missing, aic = missing, bic = missing;
  double chi2 = missing, chi2_p = missing;  ///< Wald test of the regressors
  double lr = missing, lr_p = missing;      ///< random effects against none
  int iterations = 0;
  std::vector<long> groups;
  std::vector<Margin> margins;
  std::vector<Problem> notes;
};

/// Throws YG3103 (constant outcome), YG3141 (no maximum, in words why), YG3142 (limits that cross),
/// YG3143 (not converged), YG3149 (random effects without units), YG3102 (more parameters than
/// rows).
LimitedModel estimate_limited(const data::Panel& panel,
                              Design design,
                              const LimitedSettings& settings,
                              const Executor& executor);

/// Marginal effects of the regressors, `average` over rows and, where the limits are the same for
/// all rows, at the `means`.
std::vector<Margin> margins_of(const LimitedModel& model,
                               numeric::LimitKind kind,
                               const std::vector<double>& x,
                               std::size_t columns);

}  // namespace yugong::regression
