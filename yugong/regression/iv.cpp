#include "yugong/regression/iv.hpp"

#include <algorithm>

#include "yugong/base/attempts.hpp"
#include "yugong/regression/model_errors.hpp"
#include "yugong/regression/model_run.hpp"

namespace yugong::regression::iv {
namespace {

void check(const Formula& formula, const Vcov& vcov, const Options& options) {
  if (formula.endogenous.empty() || formula.instruments.empty())
    throw Error(error(
        "YG3131",
        {"the formula has no part '| endogenous ~ instruments'", "公式缺少“| 内生变量 ~ 工具变量”"},
        {"write y ~ x | city + year | endogenous ~ z, or estimate with fe",
         "请写 y ~ x | city + year | 内生变量 ~ z，或改用 fe"},
        formula.origin));
  for (const Term& z : formula.instruments)
    for (const Term& x : formula.endogenous)
      if (z.name == x.name)
        throw Error(error("YG3135",
                          {"'" + z.name + "' is both endogenous and an instrument",
                           "“" + z.name + "”既是内生变量又是工具变量"},
                          {"use its lag, L." + z.name + ", or another instrument",
                           "请使用其滞后项 L." + z.name + " 或其他工具变量"},
                          formula.origin)
                        .about(z.name));
  for (const Term& x : formula.terms)
    for (const Term& e : formula.endogenous)
      if (x.name == e.name)
        throw Error(error("YG3135",
                          {"'" + x.name +
                               "' stands among the exogenous regressors and among the "
                               "endogenous variables",
                           "“" + x.name + "”同时列为外生变量和内生变量"},
                          {"name it in one place only", "请只写在一处"},
                          formula.origin)
                        .about(x.name));
  require_plain(vcov);
  if (vcov.kind == Vcov::Kind::iid && !options.weights.empty() &&
      options.weight_kind == WeightKind::probability)
    throw Error(
        error("YG3114",
              {"iid standard errors do not hold with probability weights",
               "抽样权重下不能使用 iid 标准误"},
              {"write vcov = \"robust\" or cluster(a)", "请写 vcov = \"robust\" 或 cluster(a)"},
              at_path("vcov")));
}

/// A product of an endogenous variable with another is itself endogenous: the forbidden regression.
void warn_of_products(const Formula& formula, std::vector<Problem>& notes) {
  for (const Term& x : formula.terms) {
    const std::string around = ":" + x.name + ":";
    for (const Term& e : formula.endogenous)
      if (around.find(":" + e.name + ":") != std::string::npos)
        notes.push_back(
            warning("YG3136",
                    {"'" + x.name + "' contains the endogenous '" + e.name +
                         "' but is treated as exogenous",
                     "“" + x.name + "”含有内生变量“" + e.name + "”，却被当作外生变量"},
                    {"move it to the endogenous part, with an instrument such as the product of "
                     "the instrument",
                     "请移到内生变量部分，并以工具变量的相应乘积作工具变量"})
                .about(x.name));
  }
}

/// A lag of the endogenous variable as instrument rests on errors without serial correlation.
void warn_of_lags(const Formula& formula, std::vector<Problem>& notes) {
  for (const Term& z : formula.instruments)
    for (const Term& e : formula.endogenous) {
      const bool lag = z.factors.size() == 1 && z.factors[0].op == Expr::Op::lag &&
                       canonical(z.factors[0].args[0]) == e.name;
      if (!lag) continue;
      notes.push_back(
          note("YG3137",
               {"'" + z.name + "' is valid only if the errors are not serially correlated",
                "仅当误差不存在序列相关时，“" + z.name + "”才是有效工具变量"},
               {"test the errors (Wooldridge, or the AR tests of gmm) and say so",
                "请检验误差的序列相关（Wooldridge 检验或 gmm 的 AR 检验）并说明"})
              .about(z.name));
      return;
    }
}

Settings settings_of(const Options& options, const Vcov& vcov) {
  Settings out;
  out.linear.convention = convention("reghdfe");
  out.linear.convention.singletons = options.singletons;
  out.linear.convention.distribution =
      options.distribution.value_or(options.small_sample ? Distribution::t : Distribution::normal);
  out.linear.vcov = vcov;
  out.linear.weight_kind = options.weight_kind;
  out.linear.level = options.level;
  out.linear.small_sample = options.small_sample;
  out.estimator = options.estimator;
  out.fuller = options.fuller;
  return out;
}

/// Columns named outside the formula, with the options that name them.
std::vector<Named> named_by(const Options& options, const Vcov& vcov) {
  std::vector<Named> out = named_columns(vcov, options.weights);
  if (!options.margins_of.empty()) out.emplace_back(options.margins_of, "margins_of");
  if (!options.margins_at.empty()) out.emplace_back(options.margins_at, "margins_at");
  return out;
}

}  // namespace

Verb verb() {
  return {"iv",
          {"instrumental variables with fixed effects: 2SLS, LIML, GMM",
           "带固定效应的工具变量回归：2SLS、LIML、GMM"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.options = options;
  out.formula = parse_formula(options.formula, options.sets);
  const Vcov vcov = parse_vcov(options.vcov);
  check(out.formula, vcov, options);
  out.settings = settings_of(options, vcov);
  out.settings.linear.constant_in_model = out.formula.constant;
  const std::vector<std::string> known = panel.table().names();
  require_known(out.formula, named_by(options, vcov), known);
  DesignOptions design;
  design.clusters = vcov.clusters;
  design.weights = options.weights;
  design.weight_kind = options.weight_kind;
  design.singletons = options.singletons;
  design.slopes = true;
  design.complete = coordinate_columns(vcov, known);
  AbsorptionCache cache;
  for (const Formula& one : by_outcome(out.formula)) {
    executor.check_stop();
    Model m = estimate(panel, make_design(panel, one, design), out.settings, executor, cache);
    warn_of_products(one, m.notes);
    warn_of_lags(one, m.notes);
    out.answers.push_back(answer({m.terms,
                                  m.estimates.coefficients,
                                  &m.estimates.covariance,
                                  m.estimates.df_t,
                                  options.level},
                                 {options.test,
                                  options.combine,
                                  {options.margins_of, options.margins_at, options.margins_values}},
                                 panel,
                                 m.design.rows,
                                 one));
    out.models.push_back(std::move(m));
  }
  return out;
}

std::vector<std::string> uses(const Options& options) {
  Attempts attempt;
  Formula formula;
  Vcov vcov;
  attempt([&] { formula = parse_formula(options.formula, options.sets); });
  attempt([&] { vcov = parse_vcov(options.vcov); });
  if (attempt.clean()) attempt([&] { check(formula, vcov, options); });
  attempt.raise();
  return columns_read(formula, named_by(options, vcov));
}

}  // namespace yugong::regression::iv
