#include "yugong/regression/fe.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/regression/model_errors.hpp"

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

/// Names of the covariance and the weights that the panel does not have.
void unknown_names(const Options& options,
                   const Vcov& vcov,
                   const std::vector<std::string>& known,
                   std::vector<Problem>& problems) {
  const auto check = [&](const std::string& name, const std::string& path) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const Text near = text::did_you_mean(name, known);
    problems.push_back(
        error(
            "YG2104",
            {"unknown variable '" + name + "' in " + path, path + " 中的变量“" + name + "”不存在"},
            {"the data have " + std::to_string(known.size()) + " variables" + near.en,
             "数据共有 " + std::to_string(known.size()) + " 个变量" + near.in(Lang::zh)},
            at_path(path))
            .about(name));
  };
  for (const auto& way : vcov.clusters)
    for (const std::string& name : way) check(name, "vcov");
  for (const std::string& name : vcov.coordinates) check(name, "vcov");
  if (!options.weights.empty()) check(options.weights, "weights");
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
  std::vector<Problem> problems = unknown_variables(out.formula, known);
  unknown_names(options, out.vcov, known, problems);
  if (!problems.empty()) throw Error(std::move(problems));

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
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  };
  for (const std::string& name : variables(formula)) add(name);
  for (const auto& way : vcov.clusters)
    for (const std::string& name : way) add(name);
  for (const std::string& name : vcov.coordinates) add(name);
  if (!options.weights.empty()) add(options.weights);
  return out;
}

}  // namespace yugong::regression::fe
