#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/iv_model.hpp"
#include "yugong/regression/post_estimation.hpp"

namespace yugong::regression::iv {

inline Names<Estimator> names_of(Estimator) {
  return {{"2sls", Estimator::two_stage},
          {"liml", Estimator::liml},
          {"fuller", Estimator::fuller},
          {"gmm", Estimator::gmm},
          {"gmm2s", Estimator::gmm}};
}

/// Instrumental variables with any number of fixed effects partialled out:
///
///     y = X1 b1 + X2 b2 + effects + e,   X1 endogenous, Z1 excluded instruments
///
/// by two-stage least squares, LIML, Fuller's k-class, or two-step GMM. Out: slopes and covariance;
/// first stages and reduced form; underidentification (Kleibergen-Paap rk LM, Anderson), weak
/// instruments (Kleibergen-Paap rk Wald F, Cragg-Donald F, effective F, Stock-Yogo values),
/// overidentification, endogeneity, Anderson-Rubin test and set, Stock-Wright S. Agrees with
/// ivreghdfe and ivreg2 with the option small. Sources in iv.md.
struct Options {
  std::string formula;
  Estimator estimator = Estimator::two_stage;
  double fuller = 1;
  std::string vcov = "iid";
  std::string weights;
  WeightKind weight_kind = WeightKind::analytic;
  bool small_sample = true;
  Singletons singletons = Singletons::drop;
  std::optional<Distribution> distribution;
  double level = 0.95;
  std::vector<std::string> test;
  std::vector<std::string> combine;
  std::string margins_of;
  std::string margins_at;
  std::vector<double> margins_values;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model, e.g. y ~ x | city + year | endogenous ~ z1 + z2",
                "模型公式，如 y ~ x | city + year | 内生变量 ~ z1 + z2"})
            .required()
            .formula(),
        option("estimator",
               &Options::estimator,
               {"2sls, liml, fuller or gmm (two steps)",
                "估计方法：2sls、liml、fuller 或 gmm（两步）"}),
        option("fuller", &Options::fuller, {"Fuller's constant", "Fuller 估计的常数"}).at_least(0),
        option("vcov",
               &Options::vcov,
               {"standard errors: iid, robust, hc0, cluster(a), cluster(a, b), cr0(a), dk(lags), "
                "nw(lags), conley(300km, lat, lon)",
                "标准误：iid、robust、hc0、cluster(a)、cluster(a, b)、cr0(a)、dk(滞后)、nw(滞后)、"
                "conley(300km, 纬度, 经度)"}),
        weights_option<Options>(),
        weight_kind_option<Options>(),
        option("small_sample",
               &Options::small_sample,
               {"small-sample factors and the t distribution (ivreg2's option small, ivreghdfe's "
                "default); false: none, and the normal",
                "小样本修正与 t 分布（ivreg2 的 small 选项，ivreghdfe "
                "默认）；false：不修正，用正态分布"}),
        option("singletons",
               &Options::singletons,
               {"rows alone in a fixed effect: drop or keep",
                "固定效应中的单例观测：drop 剔除或 keep 保留"}),
        option(
            "distribution",
            &Options::distribution,
            {"reference distribution of the p values: t or normal", "p 值所用分布：t 或 normal"}),
        level_option<Options>(),
        test_option<Options>(),
        combine_option<Options>(),
        margins_of_option<Options>(),
        margins_at_option<Options>(),
        margins_values_option<Options>(),
        sets_option<Options>()};
  }
};

struct Fit {
  std::vector<Model> models;  ///< one per outcome
  Formula formula;
  Options options;
  Settings settings;
  std::vector<Answers> answers;  ///< [models] to test, combine and margins
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per term: the endogenous variables first.
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, tests and notes; tables first_stage, first_stage_tests, reduced_form, weak_instruments,
/// anderson_rubin_set, covariance.
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::regression::iv
