#include "yugong/dynamic/gmm.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/attempts.hpp"
#include "yugong/base/text.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/vcov.hpp"

namespace yugong::dynamic::gmm {
namespace {

using Style = InstrumentGroup::Style;

/// Settings read from their texts.
struct Plan {
  regression::Formula formula;
  std::vector<InstrumentGroup> groups;  ///< iv first
  std::vector<std::string> cluster;     ///< columns crossed; empty: units
  DynamicSettings settings;
  Equation equation = Equation::both;
};

/// Collects what goes wrong, so that all of it comes out together.
class Reader {
 public:
  explicit Reader(const Options& options) : o_(options) {}

  Plan read() {
    attempt([&] {
      plan_.formula = regression::parse_formula(o_.formula, o_.sets);
      regression::refuse_steps(plan_.formula);
    });
    attempt([&] { errors(); });
    plan_.equation = o_.equation;
    settings();
    attempt([&] { groups(Style::iv, o_.iv, "iv"); });
    attempt([&] { groups(Style::gmm, o_.gmm, "gmm"); });
    if (!problems_.empty()) throw Error(std::move(problems_));
    formula_parts();
    if (o_.estimator != Estimator::gmm) anderson_hsiao();
    equations();
    if (plan_.groups.empty()) no_instruments();
    if (!problems_.empty()) throw Error(std::move(problems_));
    return std::move(plan_);
  }

 private:
  template <class Action>
  void attempt(const Action& action) {
    try {
      action();
    } catch (const Error& e) {
      problems_.insert(problems_.end(), e.problems().begin(), e.problems().end());
    }
  }

  void mistake(const char* code, Text what, Text mend, const std::string& path) {
    problems_.push_back(error(code, std::move(what), std::move(mend), at_path(path)));
  }

  void settings() {
    DynamicSettings& s = plan_.settings;
    s.steps = o_.steps;
    s.h = o_.h;
    s.small = o_.small;
    s.force = o_.force;
    s.ar = o_.ar;
    s.level = o_.level;
  }

  void errors() {
    const std::string name = text::lower(text::trim(o_.errors));
    if (name == "robust" || name == "windmeijer") return;
    if (name == "conventional" || name == "iid") {
      plan_.settings.errors = Errors::conventional;
      return;
    }
    const regression::Vcov vcov = regression::parse_vcov(o_.errors, at_path("errors"));
    if (vcov.kind == regression::Vcov::Kind::cluster && vcov.clusters.size() == 1) {
      plan_.cluster = vcov.clusters.front();
      return;
    }
    throw Error(
        error("YG2256",
              {fmt::format("errors = \"{}\" is not available for dynamic panels", o_.errors),
               fmt::format("动态面板不支持 errors = \"{}\"", o_.errors)},
              {"write robust (clustered by unit; Windmeijer after two steps), conventional, "
               "or cluster(a) for groups of units",
               "请写 robust（按个体聚类；两步时为 Windmeijer 修正）、conventional 或 "
               "cluster(a)（a 为个体的分组）"},
              at_path("errors")));
  }

  void groups(Style style, const Value& written, const std::string& path) {
    for (InstrumentGroup& g : instrument_groups(written, style, o_.sets, path)) {
      if (o_.collapse && style == Style::gmm) {
        g.collapse = true;
        g.label = label_of(g);
      }
      plan_.groups.push_back(std::move(g));
    }
  }

  void formula_parts() {
    const regression::Formula& f = plan_.formula;
    if (f.outcomes.size() > 1)
      mistake("YG2265",
              {"a dynamic panel has one outcome", "动态面板只有一个被解释变量"},
              {"write one model per outcome", "请为每个被解释变量各写一个模型"},
              "formula");
    if (!f.endogenous.empty())
      mistake("YG2265",
              {"instruments of a dynamic panel do not stand in the formula",
               "动态面板的工具变量不写在公式中"},
              {"list them under gmm and iv", "请写入 gmm 与 iv"},
              "formula");
  }

  /// The lag of the outcome has one instrument; the other regressors are their own.
  void anderson_hsiao() {
    if (!plan_.groups.empty())
      mistake("YG2265",
              {"Anderson and Hsiao's estimator has its own instruments",
               "Anderson-Hsiao 估计自带工具变量"},
              {"leave out gmm and iv, or estimator", "请去掉 gmm 与 iv，或去掉 estimator"},
              "estimator");
    plan_.equation = Equation::difference;
    plan_.settings.steps = 1;
    plan_.settings.h = 1;
    plan_.groups.clear();
    const std::string y = canonical(plan_.formula.outcomes.front());
    const bool levels = o_.estimator == Estimator::anderson_hsiao;
    InstrumentGroup gmm;
    gmm.variables = regression::parse_formula("y ~ " + std::string(levels ? "" : "D.") + y);
    gmm.variables.outcomes.clear();
    gmm.from = gmm.to = 2;
    gmm.collapse = true;
    gmm.label = label_of(gmm);
    InstrumentGroup iv;
    iv.style = Style::iv;
    iv.variables = plan_.formula;
    iv.variables.outcomes.clear();
    iv.variables.fixed_effects.clear();
    auto& terms = iv.variables.terms;
    const std::string lag = "L." + y;
    const std::size_t before = terms.size();
    std::erase_if(terms, [&](const regression::Term& t) { return t.name == lag; });
    if (terms.size() == before)
      mistake("YG2265",
              {fmt::format("the formula has no {}", lag), fmt::format("公式中没有 {}", lag)},
              {fmt::format("write {} ~ {} + x", y, lag), fmt::format("请写 {} ~ {} + x", y, lag)},
              "formula");
    iv.label = label_of(iv);
    if (!terms.empty()) plan_.groups.push_back(std::move(iv));
    plan_.groups.push_back(std::move(gmm));
  }

  void equations() {
    for (InstrumentGroup& g : plan_.groups) {
      const bool lost = (plan_.equation == Equation::difference && g.equation == Equation::level) ||
                        (plan_.equation == Equation::level && g.equation == Equation::difference);
      if (lost)
        mistake("YG2265",
                {fmt::format("{} stands in an equation that is not estimated", g.label),
                 fmt::format("{} 所在的方程没有被估计", g.label)},
                {"write equation = \"both\", or another eq() in the group",
                 "请写 equation = \"both\"，或更改该组的 eq()"},
                g.style == Style::gmm ? "gmm" : "iv");
      if (g.split && (plan_.equation != Equation::both || g.equation != Equation::both))
        g.split = false;
    }
    if (o_.dummies && plan_.equation == Equation::difference && *o_.dummies == Equation::level)
      mistake("YG2265",
              {"difference GMM has no level equation for the time dummies",
               "差分 GMM 没有水平方程可放入时间虚拟变量"},
              {"leave out dummies, or write dummies = \"difference\"",
               "请去掉 dummies，或写 dummies = \"difference\""},
              "dummies");
  }

  void no_instruments() {
    std::vector<std::string> own;
    std::string lag;
    const std::string y = canonical(plan_.formula.outcomes.front());
    for (const regression::Term& t : plan_.formula.terms) {
      if (t.name == "L." + y)
        lag = t.name;
      else if (t.name.find("." + y) == std::string::npos)
        own.push_back(t.name);
    }
    const std::string advice = fmt::format(
        "gmm = \"L.{}, lag(1 3) collapse\"{}",
        y,
        own.empty() ? std::string() : fmt::format(", iv = \"{}\"", text::join(own, " ")));
    mistake("YG2263",
            {"no instruments are given", "没有给出工具变量"},
            {fmt::format("for example {}, if those regressors are exogenous", advice),
             fmt::format("例如 {}（若这些解释变量为外生）", advice)},
            "gmm");
  }

  const Options& o_;
  Plan plan_;
  std::vector<Problem> problems_;
};

/// Time and unit are what may stand after `|`: time dummies, and the effect that the transformation
/// removes.
bool wants_dummies(const Plan& plan, const data::Panel& panel) {
  bool time = false;
  for (const regression::FixedEffect& fe : plan.formula.fixed_effects) {
    const bool plain = fe.slopes.empty();
    if (plain && fe.variables.size() == 1 && fe.variables.front() == panel.time_name()) {
      time = true;
    } else if (!plain || fe.variables.size() != 1 || fe.variables.front() != panel.unit_name()) {
      throw Error(
          error("YG2264",
                {fmt::format("'| {}' is no effect of a dynamic panel", fe.name),
                 fmt::format("动态面板不能使用“| {}”", fe.name)},
                {fmt::format("write | {} for time dummies; write i({}) among the regressors "
                             "and under iv for other dummies",
                             panel.time_name(),
                             fe.variables.front()),
                 fmt::format("时间虚拟变量写 | {}；其他虚拟变量请在解释变量与 iv 中写 i({})",
                             panel.time_name(),
                             fe.variables.front())},
                regression::place_in(plan.formula, fe.begin, fe.length)));
    }
  }
  return time;
}

void check_names(const Plan& plan, const data::Panel& panel) {
  const std::vector<std::string> known = panel.table().names();
  std::vector<Problem> problems = regression::unknown_variables(plan.formula, known);
  const auto unknown = [&](const std::string& name, const std::string& path) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    const Text near = text::did_you_mean(name, known);
    problems.push_back(error("YG2104",
                             {fmt::format("unknown variable '{}' in {}", name, path),
                              fmt::format("{} 中的变量“{}”不存在", path, name)},
                             {fmt::format("the data have {} variables{}", known.size(), near.en),
                              fmt::format("数据共有 {} 个变量{}", known.size(), near.in(Lang::zh))},
                             at_path(path))
                           .about(name));
  };
  for (const InstrumentGroup& g : plan.groups)
    for (const std::string& name : regression::variables(g.variables))
      unknown(name, g.style == Style::gmm ? "gmm" : "iv");
  for (const std::string& name : plan.cluster) unknown(name, "errors");
  if (!problems.empty()) throw Error(std::move(problems));
}

/// Units' clusters; a unit must lie in one.
void code_clusters(const Plan& plan,
                   const data::Panel& panel,
                   const Stack& stack,
                   DynamicSettings& settings) {
  if (plan.cluster.empty()) return;
  const regression::Factor f = regression::encode(panel, plan.cluster, at_path("errors"));
  std::vector<std::int32_t> number(static_cast<std::size_t>(f.levels), -1);
  for (std::size_t u = 0; u < stack.units(); ++u) {
    const std::size_t code = stack.unit[u], first = panel.first(code);
    for (std::size_t r = first; r < panel.first(code + 1); ++r)
      if (f.level[r] != f.level[first] || f.level[r] < 0)
        throw Error(error(
            "YG3173",
            {fmt::format("{} changes within {} or is missing: clusters must be groups of units",
                         f.name,
                         panel.key(r)),
             fmt::format("{} 在 {} 处发生变化或缺失：聚类须为个体的分组", f.name, panel.key(r))},
            {"use a variable that is fixed for each unit, or errors = \"robust\"",
             "请使用不随时间变化的变量，或 errors = \"robust\""},
            at_path("errors")));
    std::int32_t& mine = number[static_cast<std::size_t>(f.level[first])];
    if (mine < 0) mine = settings.clusters++;
    settings.cluster.push_back(mine);
  }
  if (settings.clusters < 2)
    throw Error(error("YG3104",
                      {fmt::format("{} has one group in the sample", f.name),
                       fmt::format("样本中 {} 只有一组", f.name)},
                      {"errors = \"robust\" clusters by unit", "errors = \"robust\" 按个体聚类"},
                      at_path("errors")));
}

/// Regressors that no group names have no instrument of their own: legal, and mostly a slip.
std::vector<Problem> without_instrument(const Plan& plan) {
  std::vector<std::string> covered;
  for (const InstrumentGroup& g : plan.groups)
    for (const std::string& name : regression::variables(g.variables)) covered.push_back(name);
  std::vector<Problem> out;
  for (const regression::Term& t : plan.formula.terms) {
    regression::Formula one = plan.formula;
    one.outcomes.clear();
    one.fixed_effects.clear();
    one.terms = {t};
    const std::vector<std::string> names = regression::variables(one);
    const bool any = std::any_of(names.begin(), names.end(), [&](const std::string& n) {
      return std::find(covered.begin(), covered.end(), n) != covered.end();
    });
    if (!any)
      out.push_back(
          warning(
              "YG3168",
              {fmt::format("'{}' stands in no group of instruments", t.name),
               fmt::format("“{}”不在任何工具变量组中", t.name)},
              {fmt::format("write iv = \"{0}\" when it is exogenous, gmm = \"{0}, "
                           "endogenous\" when it is not",
                           t.name),
               fmt::format("外生时写 iv = \"{0}\"，内生时写 gmm = \"{0}, endogenous\"", t.name)})
              .about(t.name));
  }
  return out;
}

}  // namespace

Verb verb() {
  return {"gmm",
          {"dynamic panel by difference or system GMM", "动态面板的差分或系统 GMM 估计"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Plan plan = Reader(options).read();
  check_names(plan, panel);
  StackInput input;
  input.formula = &plan.formula;
  input.groups = plan.groups;
  input.time_dummies = wants_dummies(plan, panel);
  input.equation = plan.equation;
  input.transform = options.transform;
  input.dummies = options.dummies.value_or(
      plan.equation == Equation::difference ? Equation::difference : Equation::level);
  Stack stack = make_stack(panel, input);
  for (Problem& p : without_instrument(plan)) stack.notes.push_back(std::move(p));
  code_clusters(plan, panel, stack, plan.settings);
  Fit out;
  out.model = estimate(std::move(stack), plan.settings, executor);
  out.formula = std::move(plan.formula);
  out.options = options;
  out.unit = panel.unit_name();
  return out;
}

std::vector<std::string> uses(const Options& options) {
  const Plan plan = Reader(options).read();
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  };
  for (const std::string& name : regression::variables(plan.formula)) add(name);
  for (const InstrumentGroup& g : plan.groups)
    for (const std::string& name : regression::variables(g.variables)) add(name);
  for (const std::string& name : plan.cluster) add(name);
  return out;
}

}  // namespace yugong::dynamic::gmm
