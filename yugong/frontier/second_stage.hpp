#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/frontier/common_options.hpp"
#include "yugong/frontier/radial_sample.hpp"

/// What explains radial efficiency: truncated regression with bootstrap inference (Simar and Wilson
/// 2007).
///
///     delta_i = z_i'b + e_i >= 1,  e_i normal with variance s^2, truncated from below at 1 - z_i'b
///
/// delta = 1/theta (input) or phi (output): more is worse. Algorithm 1 regresses the estimates
/// above one and draws new outcomes from the fit. Algorithm 2 first corrects the estimates for bias
/// by measuring the units against pseudo-samples drawn from the regression, and regresses the
/// corrected ones. Scores depend on each other, and ordinary standard errors do not hold; the
/// bootstrap stands in for them. In: amounts as for dea, covariates. Out: coefficients, bootstrap
/// standard errors, percentile intervals. Refuses what dea refuses, covariates that are collinear
/// or a likelihood without a maximum (YG3357), a reference set whose members are not the rows it
/// evaluates under algorithm 2 (YG3353). See second_stage.md.
namespace yugong::frontier::second_stage {

enum class Interval { percentile, basic };

inline Names<Interval> names_of(Interval) {
  return {{"percentile", Interval::percentile}, {"basic", Interval::basic}};
}

struct Options {
  std::vector<std::string> inputs, outputs, undesirable;
  std::vector<std::string> covariates;
  std::vector<std::string> dummies;
  RadialSide orientation = RadialSide::output;
  Returns returns = Returns::vrs;
  std::vector<double> bounds;
  std::string frontier = "pooled";
  int algorithm = 2;
  int reps = 2000;
  int bias_reps = 100;
  std::uint64_t seed = 1;
  double level = 0.95;
  Interval interval = Interval::percentile;
  dea::Missing missing = dea::Missing::drop;

  static auto described() {
    return std::tuple{
        inputs_option<Options>(),
        outputs_option<Options>(),
        undesirable_as_inputs_option<Options>(),
        option("covariates",
               &Options::covariates,
               {"columns that may explain inefficiency", "解释无效率的变量"})
            .required()
            .columns()
            .min_items(1),
        option("dummies",
               &Options::dummies,
               {"columns whose values enter as dummies, such as the year",
                "以虚拟变量进入的分类列，如年份"})
            .columns(),
        radial_orientation_option<Options>(),
        returns_option<Options>(),
        bounds_option<Options>(),
        frontier_option<Options>(),
        option("algorithm",
               &Options::algorithm,
               {"1: the scores as they are; 2: corrected for bias first",
                "1：直接使用得分；2：先修正偏差"})
            .at_least(1)
            .at_most(2),
        option("reps", &Options::reps, {"replicates of the regression", "回归的自助重复次数"})
            .at_least(10)
            .at_most(1e6),
        option("bias_reps",
               &Options::bias_reps,
               {"replicates of the bias correction (algorithm 2)", "偏差修正的重复次数（算法 2）"})
            .at_least(10)
            .at_most(1e6),
        option("seed", &Options::seed, {"seed of the draws", "随机数种子"}),
        level_option<Options>(),
        option("interval",
               &Options::interval,
               {"quantiles of the replicates (percentile), or reflected about the estimate (basic)",
                "置信区间：自助分位数（percentile）或关于估计值反射（basic）"}),
        missing_option<Options>()};
  }
};

/// A coefficient, or sigma.
struct Term {
  std::string name;
  double estimate = missing;
  double std_error = missing;  ///< sd of the replicates
  double low = missing, high = missing;
  double p_value = missing;  ///< of zero: twice the smaller share of replicates on one side of it
};

struct Fit {
  Options options;
  RadialSample sample;                  ///< of the rows that have every covariate
  std::vector<std::uint32_t> row;       ///< [units] row of the panel given
  std::vector<double> delta;            ///< [units]
  std::vector<double> delta_corrected;  ///< [units] algorithm 2, else empty
  std::vector<double> fitted;           ///< [units] z'b
  std::vector<std::uint8_t> used;       ///< [units] 1: in the regression
  std::vector<Term> terms;              ///< last: sigma
  double loglik = missing;
  std::size_t efficient = 0;  ///< delta = 1: not in the regression of algorithm 1
  std::size_t failed = 0;     ///< replicates whose likelihood had no maximum
  std::size_t panel_rows = 0;
  std::vector<Dropped> dropped;
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);

/// Keys, score, delta, delta_corrected, fitted, used.
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::frontier::second_stage
