#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorption_cache.hpp"
#include "yugong/regression/conventions.hpp"
#include "yugong/regression/covariance.hpp"
#include "yugong/regression/degrees.hpp"
#include "yugong/regression/design.hpp"

/// A linear model estimated by least squares with absorbed effects: what the verb `fe` reports, and
/// what other rooms call when they need such a regression inside.
namespace yugong::regression {

struct LinearSettings {
  Convention convention;
  Vcov vcov;
  WeightKind weight_kind = WeightKind::analytic;
  double level = 0.95;            ///< of the confidence intervals
  bool constant_in_model = true;  ///< false after `0 +` in the formula
  bool effects = false;           ///< recover the effects of every level
  bool small_sample = true;       ///< false: no small-sample factor on robust covariances
  std::uint64_t seed = 1;         ///< of the wild bootstrap
};

/// One estimated effect of a level, or its slope; zero for a level left out.
struct LevelEffect {
  std::string factor;  ///< "city"; "city[t]" for the slope on t
  std::string level;
  double estimate = missing;
};

/// The estimate for one outcome. Terms: the regressors of the formula in order, without those
/// dropped; then the dummies of the xtreg form; then the constant "_cons" when it is reported.
struct LinearModel {
  Design design;
  std::vector<std::string> terms;  ///< slopes, then "_cons"
  std::vector<double> estimates;   ///< [terms]
  Matrix covariance;               ///< [terms x terms]
  std::vector<double> std_errors, statistics, p_values, conf_low, conf_high;  ///< [terms]
  std::vector<double> fitted, residuals;  ///< [rows of the sample]
  double n = 0;                           ///< observations
  double df_t = missing;                  ///< of the t distribution; infinite for the normal
  std::vector<double> df_terms;           ///< of each slope where they differ (Satterthwaite)
  std::string vcov;                       ///< as used, default lags written out
  long bootstrap_draws = 0;               ///< of the wild bootstrap
  double df_resid = missing;              ///< n - slopes - absorbed
  std::size_t regressors = 0;             ///< slopes of the formula's own regressors
  std::size_t slopes = 0;                 ///< estimated, dummies of the xtreg form included
  long df_absorbed = 0;                   ///< by the convention's rule
  AbsorbedDf absorbed;                    ///< by every rule
  ClusteredDf clustered;
  std::vector<long> groups;  ///< clusters per way
  double small_sample = 1;   ///< factor on the covariance
  bool repaired = false;     ///< a multi-way covariance had negative eigenvalues
  double rss = missing, tss = missing, tss_within = missing;
  double r2 = missing, r2_adj = missing, r2_within = missing, r2_adj_within = missing;
  double rmse = missing;
  double f = missing, f_p = missing;  ///< Wald test of all slopes
  double f_df = 0;
  double max_leverage = missing;  ///< computed for HC2 and HC3 only
  std::vector<LevelEffect> effects;
  std::vector<Factor> absorbed_factors;            ///< with `effects`: as absorbed
  std::vector<std::vector<double>> level_effects;  ///< [factors] as Absorption::effects gives them
  std::vector<Problem> notes;
};

/// Throws YG3102 (more parameters than rows), YG3103 (constant outcome), YG3104 (one cluster),
/// YG3107 (leverage one), YG3108 (outcome absorbed by the effects), YG3123 (no regressor left),
/// YG3126 (the xtreg form of effects with slopes).
LinearModel estimate(const data::Panel& panel,
                     Design design,
                     const LinearSettings& settings,
                     const Executor& executor,
                     AbsorptionCache& cache);

}  // namespace yugong::regression
