#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/quantile/quantile_model.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/formula.hpp"

/// Quantile regression at several quantiles, with effects of units and periods.
///
///     mmqr     y = x'b + a_i + (x'g + d_i) U,   b(t) = b + q(t) g     (Machado and Santos Silva
///     2019) canay    quantiles of y - a_i, the a_i estimated at the mean    (Canay 2011) pooled
///     min sum rho_t(y - x'b(t)), effects as dummies          (Koenker and Bassett 1978)
///
/// Out: slopes by quantile, their joint covariance, location and scale. Agrees with: R quantreg
/// 5.94 (pooled: coefficients; "iid", "nid" and "ker" errors), Stata mmqreg (mmqr, convention
/// mmqreg). See quantile_regression.md.
namespace yugong::quantile::quantile_regression {

struct Options {
  std::string formula;
  std::vector<double> quantiles = {0.1, 0.25, 0.5, 0.75, 0.9};
  Estimator estimator = Estimator::mmqr;
  std::string vcov;
  Bandwidth bandwidth = Bandwidth::hall_sheather;
  Convention convention = Convention::exact;
  std::optional<regression::Distribution> distribution;
  double level = 0.95;
  std::uint64_t seed = 1;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model, e.g. y ~ x1 + x2 | city + year", "模型公式，如 y ~ x1 + x2 | city + year"})
            .required()
            .formula(),
        option("quantiles",
               &Options::quantiles,
               {"quantiles between 0 and 1, e.g. [0.25, 0.5, 0.75]",
                "0 与 1 之间的分位数，如 [0.25, 0.5, 0.75]"})
            .min_items(1),
        option("estimator",
               &Options::estimator,
               {"mmqr (quantiles via moments, effects shift and scale), canay (effects shift) or "
                "pooled (effects as dummies)",
                "mmqr（矩分位数，效应影响位置与尺度）、canay（效应只影响位置）或 "
                "pooled（效应为虚拟变量）"}),
        option("vcov",
               &Options::vcov,
               {"standard errors: iid, robust, cluster(a), bootstrap(a, 400); pooled also nid; "
                "canay bootstrap only",
                "标准误：iid、robust、cluster(a)、bootstrap(a, 400)；pooled 另有 nid；canay 仅 "
                "bootstrap"}),
        option("bandwidth",
               &Options::bandwidth,
               {"bandwidth of the density: hall-sheather or bofinger",
                "密度估计的带宽：hall-sheather 或 bofinger"}),
        option("convention",
               &Options::convention,
               {"mmqr standard errors: exact, or those of Stata's mmqreg",
                "mmqr 标准误：exact，或同 Stata 的 mmqreg"}),
        option(
            "distribution",
            &Options::distribution,
            {"reference distribution of the p values: t or normal", "p 值所用分布：t 或 normal"}),
        level_option<Options>(),
        option("seed", &Options::seed, {"seed of the bootstrap", "自助抽样的随机种子"}),
        regression::sets_option<Options>()};
  }
};

struct Fit {
  std::vector<QuantileModel> models;  ///< one per outcome
  regression::Formula formula;
  QuantileSettings settings;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::quantile::quantile_regression
