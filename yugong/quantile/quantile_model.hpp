#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/result.hpp"
#include "yugong/quantile/location_scale.hpp"
#include "yugong/quantile/quantile_errors.hpp"
#include "yugong/regression/conventions.hpp"
#include "yugong/regression/design.hpp"

/// A quantile regression of one outcome at several quantiles: what the verb `quantile` reports.
namespace yugong::quantile {

/// Whose influence function of the quantile of the standardised residual.
enum class Convention {
  exact,   ///< of the sample quantile that is taken
  mmqreg,  ///< of Stata's mmqreg: the mean of the scale in place of each row's; no small-sample
           ///< factor, normal
};

inline Names<Convention> names_of(Convention) {
  return {{"exact", Convention::exact}, {"mmqreg", Convention::mmqreg}};
}

struct QuantileSettings {
  Estimator estimator = Estimator::mmqr;
  std::vector<double> taus;  ///< ascending
  QuantileErrors errors;
  Bandwidth bandwidth = Bandwidth::hall_sheather;
  Convention convention = Convention::exact;
  std::optional<regression::Distribution> distribution;
  double level = 0.95;
  bool constant_in_model = true;
  std::uint64_t seed = 1;
};

/// Terms: the slopes of the formula, without those dropped; then "_cons", with effects their mean
/// (mmqr, canay) or that of the first levels (pooled).
struct QuantileModel {
  regression::Design design;
  std::vector<std::string> terms;
  std::size_t slopes = 0;
  Matrix estimates;   ///< [terms x quantiles]
  Matrix covariance;  ///< of the columns of `estimates`, one after another
  Matrix std_errors;  ///< [terms x quantiles]

  std::vector<double> q, density;       ///< [quantiles] mmqr: of the standardised residual
  std::vector<double> objective;        ///< [quantiles] sum of the check function
  std::vector<double> pseudo_r2;        ///< [quantiles] Koenker and Machado (1999)
  std::vector<double> location, scale;  ///< [terms] mmqr
  Matrix location_covariance, scale_covariance;
  std::size_t not_positive = 0;  ///< mmqr: rows whose fitted scale is not above zero

  Matrix fitted;              ///< [rows x quantiles]
  std::size_t crossings = 0;  ///< rows whose fitted quantiles fall somewhere
  double n = 0;
  double df_t = missing;  ///< infinite for the normal
  double df_absorbed = 0;
  double small_sample = 1;
  std::size_t dummies = 0;   ///< pooled
  std::vector<long> groups;  ///< clusters per way
  long replications = 0;     ///< of the bootstrap, that gave an estimate
  std::vector<Test> tests;
  std::vector<Problem> notes;
};

/// Throws what a linear model throws (YG3101 to YG3110), YG3193 (fitted scale not positive in too
/// many rows), YG3195 (no density at a quantile), YG3196 (too many dummies), YG3198.
QuantileModel estimate(const data::Panel& panel,
                       regression::Design design,
                       const QuantileSettings& settings,
                       const Executor& executor);

}  // namespace yugong::quantile
