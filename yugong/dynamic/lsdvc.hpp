#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/dynamic/within_bias.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/formula.hpp"
#include "yugong/regression/matrix.hpp"

namespace yugong::dynamic::lsdvc {

/// The consistent estimator that the bias approximation is evaluated at.
enum class Initial { anderson_hsiao, arellano_bond, blundell_bond };

inline Names<Initial> names_of(Initial) {
  return {{"ah", Initial::anderson_hsiao},
          {"ab", Initial::arellano_bond},
          {"bb", Initial::blundell_bond}};
}

}  // namespace yugong::dynamic::lsdvc

/// Least squares with unit effects and a lagged outcome, corrected for its bias in short panels
/// (Kiviet 1995), for balanced and unbalanced panels (Bruno 2005); standard errors by a parametric
/// bootstrap. A check of GMM estimates when units are few; the other regressors must be strictly
/// exogenous.
///
///     y_it = a y_i,t-1 + x_it' b + u_i + e_it,     estimate = within least squares - bias(a0, s0)
namespace yugong::dynamic::lsdvc {

struct Options {
  std::string formula;
  Initial initial = Initial::arellano_bond;
  int order = 3;
  int replications = 200;
  std::uint64_t seed = 1;
  double level = 0.95;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model with the first lag of the outcome, e.g. n ~ L.n + w + k | year",
                "含被解释变量一阶滞后的公式，如 n ~ L.n + w + k | year"})
            .required()
            .formula(),
        option(
            "initial",
            &Options::initial,
            {"estimator that starts the correction: ah, ab or bb (Anderson-Hsiao, "
             "Arellano-Bond, Blundell-Bond)",
             "修正所用的初始估计：ah、ab 或 bb（Anderson-Hsiao、Arellano-Bond、Blundell-Bond）"}),
        option("order",
               &Options::order,
               {"terms of the bias: 1 up to 1/T, 2 also 1/(NT), 3 also 1/(NT^2)",
                "偏误近似的项数：1 为 1/T，2 加 1/(NT)，3 再加 1/(NT^2)"})
            .at_least(1)
            .at_most(3),
        option("replications",
               &Options::replications,
               {"bootstrap replications of the standard errors; 0 for none",
                "标准误的自助抽样次数；0 表示不计算"})
            .at_least(0)
            .at_most(100000),
        option("seed", &Options::seed, {"seed of the bootstrap", "自助抽样的随机种子"}),
        level_option<Options>(),
        regression::sets_option<Options>()};
  }
};

struct Fit {
  regression::Formula formula;
  Options options;
  Stack stack;
  Rows rows;                        ///< of the level equation
  std::vector<std::string> terms;   ///< the lagged outcome first
  std::vector<double> estimates;    ///< [terms] corrected
  std::vector<double> uncorrected;  ///< [terms] within least squares
  std::vector<double> initial;      ///< [terms]
  std::vector<double> std_errors;   ///< [terms] missing without replications
  regression::Matrix covariance;    ///< [terms x terms] of the bootstrap
  double sigma2 = missing;          ///< of the error, at the initial estimate
  int replications = 0;             ///< that gave an estimate
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::dynamic::lsdvc
