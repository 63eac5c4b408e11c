#include "yugong/regression/fe.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/regression/model_errors.hpp"
#include "yugong/regression/model_run.hpp"

namespace yugong::regression::fe {
namespace {

Place at_path(const std::string& path) {
  Place p;
  p.path = path;
  return p;
}

Convention resolved(const Options& options) {
  Convention c = convention(options.convention);
  if (options.constant) c.constant = *options.constant;
  if (options.singletons) c.singletons = *options.singletons;
  if (options.distribution) c.distribution = *options.distribution;
  return c;
}

void refuse_what_is_not_ours(const Formula& formula, const Vcov& vcov, const Options& options) {
  if (!formula.endogenous.empty())
    throw Error(error("YG2258",
                      {"least squares takes no instruments, but the formula has a part '| "
                       "endogenous ~ instruments'",
                       "最小二乘不使用工具变量，但公式含有“| 内生变量 ~ 工具变量”"},
                      {"estimate it as an instrumental-variables model, or remove that part",
                       "请改用工具变量估计，或删去该部分"},
                      formula.origin));
  if (vcov.kind == Vcov::Kind::iid && !options.weights.empty() &&
      options.weight_kind == WeightKind::probability)
    throw Error(
        error("YG3114",
              {"iid standard errors do not hold with probability weights",
               "抽样权重下不能使用 iid 标准误"},
              {"write vcov = \"robust\" or cluster(a)", "请写 vcov = \"robust\" 或 cluster(a)"},
              at_path("vcov")));
}

void refuse_nothing_to_estimate(const Formula& formula) {
  if (!formula.terms.empty() || formula.constant) return;
  throw Error(error("YG2254",
                    {"the formula has no regressor", "公式没有解释变量"},
                    {"write y ~ x", "写成 y ~ x"},
                    formula.origin));
}

Questions questions_of(const Options& o) {
  return {o.test, o.combine, {o.margins_of, o.margins_at, o.margins_values}};
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
  return {"fe", {"least squares with fixed effects", "固定效应最小二乘回归"}, "model", "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.formula = parse_formula(options.formula, options.sets);
  out.vcov = parse_vcov(options.vcov);
  out.convention = resolved(options);
  out.level = options.level;
  refuse_what_is_not_ours(out.formula, out.vcov, options);
  refuse_nothing_to_estimate(out.formula);
  const std::vector<std::string> known = panel.table().names();
  require_known(out.formula, named_by(options, out.vcov), known);

  DesignOptions design;
  design.clusters = out.vcov.clusters;
  design.weights = options.weights;
  design.weight_kind = options.weight_kind;
  design.singletons = out.convention.singletons;
  design.complete = coordinate_columns(out.vcov, known);
  LinearSettings settings;
  settings.convention = out.convention;
  settings.vcov = out.vcov;
  settings.weight_kind = options.weight_kind;
  settings.level = options.level;
  settings.constant_in_model = out.formula.constant;
  settings.effects = options.effects;
  settings.small_sample = options.small_sample;
  settings.seed = options.seed;
  AbsorptionCache cache;
  for (const Formula& one : by_outcome(out.formula)) {
    executor.check_stop();
    out.models.push_back(
        estimate(panel, make_design(panel, one, design), settings, executor, cache));
    const LinearModel& m = out.models.back();
    out.answers.push_back(answer({m.terms, m.estimates, &m.covariance, m.df_t, options.level},
                                 questions_of(options),
                                 panel,
                                 m.design.rows,
                                 one));
  }
  return out;
}

/// All mistakes that can be found without data come out together.
std::vector<std::string> uses(const Options& options) {
  std::vector<Problem> problems;
  const auto attempt = [&](const auto& action) {
    try {
      action();
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  };
  Formula formula;
  Vcov vcov;
  attempt([&] { formula = parse_formula(options.formula, options.sets); });
  attempt([&] { vcov = parse_vcov(options.vcov); });
  attempt([&] { static_cast<void>(convention(options.convention)); });
  if (problems.empty()) attempt([&] { refuse_what_is_not_ours(formula, vcov, options); });
  if (!problems.empty()) throw Error(std::move(problems));
  return columns_read(formula, named_by(options, vcov));
}

}  // namespace yugong::regression::fe
