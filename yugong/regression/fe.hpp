#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/conventions.hpp"
#include "yugong/regression/formula.hpp"
#include "yugong/regression/linear_model.hpp"
#include "yugong/regression/post_estimation.hpp"
#include "yugong/regression/predictions.hpp"

namespace yugong::regression {

inline Names<WeightKind> names_of(WeightKind) {
  return {{"analytic", WeightKind::analytic},
          {"frequency", WeightKind::frequency},
          {"probability", WeightKind::probability}};
}

}  // namespace yugong::regression

/// Least squares with any number of fixed effects, and without: pooled least squares.
///
///     y_it = x_it' b + a_i + l_t + e_it,     b = (X~'wX~)^-1 X~'w y~  by QR, ~ = residual on the
///     effects
///
/// Out: slopes, constant, covariance, the family of R2. fe.md says which convention each default
/// follows. A formula with several outcomes or steps, and split, give several models, each on its
/// own sample. Refuses in words: an empty sample, a constant outcome, more parameters than rows,
/// one cluster. Agrees with: reghdfe 6, xtreg, fixest 0.14, by the option `convention`.
namespace yugong::regression::fe {

struct Options {
  std::string formula;
  std::string vcov = "iid";
  std::string convention = "reghdfe";
  std::string subset;
  std::string split;
  std::string fsplit;
  std::string weights;
  WeightKind weight_kind = WeightKind::analytic;
  std::optional<Constant> constant;
  std::optional<Singletons> singletons;
  std::optional<Distribution> distribution;
  double level = 0.95;
  bool small_sample = true;
  std::uint64_t seed = 1;
  std::vector<std::string> test;
  std::vector<std::string> combine;
  std::string margins_of;
  std::string margins_at;
  std::vector<double> margins_values;
  bool effects = false;
  bool predict = false;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model, e.g. y ~ x1 + x2 | city + year", "模型公式，如 y ~ x1 + x2 | city + year"})
            .required()
            .formula(),
        option(
            "vcov",
            &Options::vcov,
            {"standard errors: iid, robust, hc0..hc3, cluster(a), cluster(a, b), cr0(a), cr2(a), "
             "cr3(a), dk(lags), nw(lags), conley(300km, lat, lon), wild(a, 9999)",
             "标准误：iid、robust、hc0..hc3、cluster(a)、cluster(a, "
             "b)、cr0(a)、cr2(a)、cr3(a)、dk(滞后)、nw(滞后)、conley(300km, 纬度, "
             "经度)、wild(a, 9999)"}),
        option("convention",
               &Options::convention,
               {"whose constant, R2 and degrees of freedom: reghdfe, xtreg, fixest, exact",
                "常数项、R2 与自由度按哪个软件：reghdfe、xtreg、fixest、exact"}),
        option("subset",
               &Options::subset,
               {"rows used, e.g. \"year < 2020 and region == 1\"; lags still read the other rows",
                "使用的样本，如 \"year < 2020 and region == 1\"；滞后项仍读取其余行"}),
        option("split",
               &Options::split,
               {"one model for each value of this column", "按该变量的每个取值分别估计"})
            .columns(),
        option("fsplit",
               &Options::fsplit,
               {"the same after a model on all rows", "先估计全样本，再按该变量分别估计"})
            .columns(),
        weights_option<Options>(),
        weight_kind_option<Options>(),
        option("constant",
               &Options::constant,
               {"constant printed: mean, base_year or none; by default the convention's",
                "报告的常数项：mean、base_year 或 none；默认随 convention"}),
        option("singletons",
               &Options::singletons,
               {"rows alone in a fixed effect: drop or keep; by default the convention's",
                "固定效应中的单例观测：drop 剔除或 keep 保留；默认随 convention"}),
        option(
            "distribution",
            &Options::distribution,
            {"reference distribution of the p values: t or normal", "p 值所用分布：t 或 normal"}),
        level_option<Options>(),
        option("small_sample",
               &Options::small_sample,
               {"small-sample factor on robust and clustered covariances",
                "稳健与聚类协方差是否乘小样本修正系数"}),
        option("seed", &Options::seed, {"seed of the wild bootstrap", "wild 自助法的随机种子"}),
        test_option<Options>(),
        combine_option<Options>(),
        margins_of_option<Options>(),
        margins_at_option<Options>(),
        margins_values_option<Options>(),
        option("effects",
               &Options::effects,
               {"also give the estimated fixed effects as a table", "另给出固定效应的估计值"}),
        option("predict",
               &Options::predict,
               {"add predictions to the rows: xb, effects, xbd, stdp, also outside of the sample",
                "逐行给出预测：xb、effects、xbd、stdp，样本外的行也包括在内"}),
        sets_option<Options>()};
  }
};

/// What tells one model of a call from the others.
struct ModelKey {
  std::string group;    ///< value of split, "full" for all rows; empty without split
  std::string outcome;  ///< as in the design
  int step = 0;         ///< 1, 2, ... among the steps of this outcome; 0 without steps
  std::string name;     ///< the parts that differ, joined by points: "east.y1.2"
  Formula formula;      ///< of this model alone
};

struct Fit {
  std::vector<LinearModel> models;  ///< one per group, outcome and step that could be estimated
  std::vector<ModelKey> keys;       ///< [models]
  Formula formula;
  Vcov vcov;
  Convention convention;  ///< with the options that were given in place of its own
  double level = 0.95;
  std::vector<Answers> answers;          ///< [models] to test, combine and margins
  std::vector<Predictions> predictions;  ///< [models] when asked
  std::vector<Problem> notes;            ///< on models that could not be estimated
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::regression::fe
