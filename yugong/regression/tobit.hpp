#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/limited_run.hpp"

namespace yugong::regression {

enum class UnitEffects { none, random };

inline Names<UnitEffects> names_of(UnitEffects) {
  return {{"none", UnitEffects::none}, {"random", UnitEffects::random}};
}

}  // namespace yugong::regression

/// Censored (Tobit) regression by maximum likelihood, with a left limit, a right limit or both:
///
///     y* = x'b + e,  e ~ N(0, s^2),     y = min(max(y*, left), right)
///
/// and with normal random effects of the units, y*_it = x_it'b + u_i + e_it. Out: slopes, sigma,
/// covariance from the observed information or its scores, marginal effects, log likelihoods.
/// Refuses in words: all rows at a limit, a regressor that separates the rows at the limit, limits
/// that cross. Source: Tobin (1958); Olsen (1978); McDonald and Moffitt (1980). Agrees with: R
/// survival 3.5 survreg, Stata tobit and xttobit. See tobit.md.
namespace yugong::regression::tobit {

struct Options {
  std::string formula;
  Value left;
  Value right;
  std::string vcov = "iid";
  std::string weights;
  WeightKind weight_kind = WeightKind::analytic;
  UnitEffects unit_effects = UnitEffects::none;
  int points = 16;
  Distribution distribution = Distribution::normal;
  double level = 0.95;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model, e.g. score ~ x1 + x2; fixed effects after | enter as dummies",
                "模型公式，如 score ~ x1 + x2；| 之后的固定效应以虚拟变量进入"})
            .required()
            .formula(),
        option("left",
               &Options::left,
               {"lower limit: a number, a column of limits, or min; rows at or below are censored",
                "下限：数值、界限变量名或 min；不高于下限的观测视为删失"}),
        option("right",
               &Options::right,
               {"upper limit: a number, a column of limits, or max; rows at or above are censored",
                "上限：数值、界限变量名或 max；不低于上限的观测视为删失"}),
        option("vcov",
               &Options::vcov,
               {"standard errors: iid (observed information), robust, hc0, cluster(a), cr0(a)",
                "标准误：iid（观测信息阵）、robust、hc0、cluster(a)、cr0(a)"}),
        weights_option<Options>(),
        weight_kind_option<Options>(),
        option("unit_effects",
               &Options::unit_effects,
               {"effects of the panel's units: none, or random (normal)",
                "个体效应：none 无，random 随机（正态）"}),
        option("points",
               &Options::points,
               {"points of the adaptive Gauss-Hermite quadrature over a random effect",
                "随机效应自适应 Gauss-Hermite 求积的节点数"})
            .at_least(4)
            .at_most(64),
        option(
            "distribution",
            &Options::distribution,
            {"reference distribution of the p values: t or normal", "p 值所用分布：t 或 normal"}),
        level_option<Options>(),
        sets_option<Options>()};
  }
};

using Fit = LimitedRun;

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::regression::tobit
