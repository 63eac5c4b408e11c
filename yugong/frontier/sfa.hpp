#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/frontier/stochastic.hpp"

/// Stochastic frontier analysis with panel effects (kernel and formulas: stochastic.hpp; method
/// page: sfa.md). Out: coefficients, variances, a test against no inefficiency, and for each row
/// the technical (or cost) efficiency E[exp(-u)|e] with bounds. Refuses in words: amounts that have
/// no logarithm, settings that do not fit the model, a likelihood without a maximum. A sample
/// without inefficiency (wrong skewness) is reported as such: the frontier is then least squares
/// and every score one. Agrees with: FRONTIER 4.1 and R frontier 1.1 on their example; Stata
/// frontier, xtfrontier and sfpanel by formula.
namespace yugong::frontier::sfa {

enum class Model { pooled, bc88, bc92, bc95, true_fixed };
enum class Distribution { half_normal, truncated_normal, exponential };
enum class Side { production, cost };
enum class Form { cobb_douglas, translog };
enum class Trend { none, linear, quadratic, biased };
enum class Errors { information, robust, cluster };
enum class Base { panel, unit };

inline Names<Model> names_of(Model) {
  return {{"pooled", Model::pooled},
          {"bc88", Model::bc88},
          {"bc92", Model::bc92},
          {"bc95", Model::bc95},
          {"true_fixed", Model::true_fixed}};
}

inline Names<Distribution> names_of(Distribution) {
  return {{"half_normal", Distribution::half_normal},
          {"truncated_normal", Distribution::truncated_normal},
          {"exponential", Distribution::exponential}};
}

inline Names<Side> names_of(Side) {
  return {{"production", Side::production}, {"cost", Side::cost}};
}

inline Names<Form> names_of(Form) {
  return {{"cobb_douglas", Form::cobb_douglas}, {"translog", Form::translog}};
}

inline Names<Trend> names_of(Trend) {
  return {{"none", Trend::none},
          {"linear", Trend::linear},
          {"quadratic", Trend::quadratic},
          {"biased", Trend::biased}};
}

inline Names<Errors> names_of(Errors) {
  return {{"iid", Errors::information}, {"robust", Errors::robust}, {"cluster", Errors::cluster}};
}

inline Names<Base> names_of(Base) {
  return {{"panel", Base::panel}, {"unit", Base::unit}};
}

struct Options {
  std::string output;
  std::vector<std::string> inputs;
  Side side = Side::production;
  Model model = Model::pooled;
  std::optional<Distribution> distribution;
  Form form = Form::cobb_douglas;
  bool logs = true;
  Trend trend = Trend::none;
  std::vector<std::string> shifters;
  std::vector<std::string> z;
  bool z_constant = true;
  Base decay_base = Base::panel;
  Errors vcov = Errors::information;
  double level = 0.95;

  static auto described() {
    return std::tuple{
        option("output",
               &Options::output,
               {"explained variable: the output, or the cost", "被解释变量：产出或成本"})
            .required()
            .columns(),
        option("inputs",
               &Options::inputs,
               {"inputs of the frontier; for cost: outputs and prices",
                "前沿的投入；成本前沿为产出与价格"})
            .required()
            .columns()
            .min_items(1),
        option("side",
               &Options::side,
               {"production: inefficiency lowers the output; cost: it raises the cost",
                "production：无效率降低产出；cost：无效率提高成本"}),
        option("model",
               &Options::model,
               {"pooled; bc88 (constant over time), bc92 (decaying), bc95 (effects of z); "
                "true_fixed (Greene)",
                "pooled 混合；bc88（不随时间变化）、bc92（随时间衰减）、bc95（含 z 的影响）；"
                "true_fixed（Greene 真实固定效应）"}),
        option("distribution",
               &Options::distribution,
               {"of inefficiency: half_normal, truncated_normal, exponential; by default "
                "half_normal, and truncated_normal with bc95",
                "无效率项的分布：half_normal、truncated_normal、exponential；默认 half_normal，"
                "bc95 为 truncated_normal"}),
        option("form",
               &Options::form,
               {"functional form: cobb_douglas or translog", "函数形式：cobb_douglas 或 translog"}),
        option("logs",
               &Options::logs,
               {"take logarithms of output and inputs; false: they are logarithms already",
                "对产出与投入取对数；false 表示数据已取对数"}),
        option("trend",
               &Options::trend,
               {"time trend: none, linear, quadratic, or biased (quadratic and times each input)",
                "时间趋势：none、linear、quadratic 或 biased（二次项及与各投入的交互）"}),
        option("shifters",
               &Options::shifters,
               {"further columns of the frontier, as they are", "前沿中的其他变量，按原值进入"})
            .columns(),
        option("z",
               &Options::z,
               {"variables that explain inefficiency (bc95)", "解释无效率的变量（bc95）"})
            .columns(),
        option("z_constant",
               &Options::z_constant,
               {"a constant beside z (bc95)", "z 中含常数项（bc95）"}),
        option("decay_base",
               &Options::decay_base,
               {"period in which the decay of bc92 is one: the last of the panel, or of each unit",
                "bc92 衰减系数为 1 的时期：面板末期 panel 或各单元末期 unit"}),
        option("vcov",
               &Options::vcov,
               {"standard errors: iid (observed information), robust, or cluster (by unit)",
                "标准误：iid（观测信息阵）、robust 或 cluster（按单元）"}),
        level_option<Options>()};
  }
};

/// One reported parameter.
struct Parameter {
  std::string component;  ///< "frontier", "inefficiency" or "variance"
  std::string term;
  double estimate = missing;
  double std_error = missing;
  bool tested = true;  ///< against zero
};

/// Elasticity of the output with an input at the means, and their sum.
struct Elasticity {
  std::string input;
  double estimate = missing;
  double std_error = missing;
};

struct Fit {
  Options options;  ///< with the distribution filled in
  stochastic::Fit fit;
  std::vector<std::uint32_t> rows;  ///< panel rows used
  std::vector<std::int32_t> unit;   ///< [rows] 0.. in order
  std::vector<std::string> units;   ///< names of those
  std::vector<double> y;            ///< [rows] explained variable as it entered
  std::vector<Parameter> parameters;
  std::vector<Elasticity> elasticities;
  std::vector<double> covariance;  ///< [beta, delta, eta, ln su, ln sv], as chosen by vcov
  double gamma = missing, lambda = missing;
  double lr = missing, lr_p = missing, restrictions = 0;
  std::size_t clusters = 0, periods = 0;
  std::vector<Dropped> dropped;
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::frontier::sfa
