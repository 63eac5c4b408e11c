#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/design.hpp"
#include "yugong/regression/iv_algebra.hpp"
#include "yugong/regression/linear_model.hpp"

/// An instrumental-variables model on a sample: fixed effects partialled out of every column,
/// collinear columns left out and named, then the algebra of iv_algebra.hpp.
namespace yugong::regression::iv {

struct Settings {
  LinearSettings linear;
  Estimator estimator = Estimator::two_stage;
  double fuller = 1;
  bool rubin_set = true;
};

struct Model {
  Design design;
  std::vector<std::string> endogenous, exogenous, instruments;  ///< kept; "_cons" last of exogenous
  std::vector<std::string> terms;                               ///< endogenous, then exogenous
  Estimates estimates;
  std::vector<double> std_errors, statistics, p_values, conf_low, conf_high;
  std::vector<double> fitted;
  AbsorbedDf absorbed;
  double df_absorbed = 0;  ///< as the vcov counts them
  double n = 0;
  double r2 = missing;  ///< without effects: centred
  double r2_adj = missing;
  double r2_within = missing;  ///< with effects: uncentred, of the residualised columns (ivreghdfe)
  double rmse = missing;
  double f = missing, f_df = 0, f_p = missing;
  std::string vcov;
  std::vector<Interval> rubin_set;
  std::vector<Problem> notes;
};

/// Throws YG3131 (no endogenous variable, or no instrument), YG3132 (fewer instruments than
/// endogenous variables), YG3133 (an endogenous variable without variation of its own), YG3134,
/// YG3102, YG3103, YG3104.
Model estimate(const data::Panel& panel,
               Design design,
               const Settings& settings,
               const Executor& executor,
               AbsorptionCache& cache);

}  // namespace yugong::regression::iv
