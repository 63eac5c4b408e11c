#include "yugong/frontier/dea_settings.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace yugong::frontier::dea {

namespace {

Problem not_built(const std::string& option,
                  const std::string& value,
                  const Text& why,
                  const Text& mend) {
  return error("YG3310",
               {fmt::format("{} = \"{}\" {}", option, value, why.en),
                fmt::format("{} = \"{}\" {}", option, value, why.zh)},
               mend)
      .about(option);
}

template <class E>
std::string name_of(E value) {
  for (const auto& [name, v] : names_of(E{}))
    if (v == value) return name;
  return "";
}

void check_bads(const Options& o, std::vector<Problem>& problems) {
  const Text soon = {"is not built for slacks-based measures", "在 SBM 类模型中尚不支持"};
  if (o.bad != Bad::strong && o.bad != Bad::input)
    problems.push_back(not_built(
        "bad",
        name_of(o.bad),
        soon,
        {"write bad = \"strong\" (bad outputs freely disposable, the default) or bad = \"input\"",
         "请写 bad = \"strong\"（强可处置，默认）或 bad = \"input\""}));
  if (o.super == Super::composite)
    problems.push_back(not_built("super",
                                 "composite",
                                 {"is not built", "尚不支持"},
                                 {"write super = \"standard\", \"tone2002\" or \"bad-as-input\"",
                                  "请写 super = \"standard\"、\"tone2002\" 或 \"bad-as-input\""}));
  if (o.super == Super::printed)
    problems.push_back(
        error("YG3317",
              {"the super form often printed with + b̄/b in the denominator has infimum zero for "
               "every unit: raising b̄ only helps",
               "文献中常见的分母带 + b̄/b 的超效率公式，其下确界恒为 0：b̄ 越大目标值越小"},
              {"write super = \"standard\", whose denominator is 1 - (1/(s1+s2)) (sum s+/y + sum "
               "sb/b)",
               "请写 super = \"standard\"，其分母为 1 - (1/(s1+s2)) (Σ s+/y + Σ sb/b)"})
            .about("super"));
  if (o.super == Super::tone2002 && !o.undesirable.empty())
    problems.push_back(
        not_built("super",
                  "tone2002",
                  {"knows no bad outputs", "不含非期望产出"},
                  {"write super = \"standard\", which is the same form with bad outputs",
                   "请写 super = \"standard\"（同一形式加入非期望产出）"}));
}

void check_data_rules(const Options& o, std::vector<Problem>& problems) {
  if (o.negative != Negative::error)
    problems.push_back(
        not_built("negative",
                  name_of(o.negative),
                  {"is not built", "尚不支持"},
                  {"write negative = \"error\" and derive columns that are not negative",
                   "请写 negative = \"error\"，并先构造非负的变量"}));
  const bool grs = o.returns == Returns::grs;
  const bool two = o.bounds.size() == 2 && o.bounds[0] >= 0 && o.bounds[0] <= 1 && o.bounds[1] >= 1;
  if (grs && !two)
    problems.push_back(error("YG3318",
                             {"returns = \"grs\" needs bounds = [L, U] with 0 <= L <= 1 <= U",
                              "returns = \"grs\" 需要 bounds = [L, U]，且 0 <= L <= 1 <= U"},
                             {"for example bounds = [0.8, 1.2]", "例如 bounds = [0.8, 1.2]"})
                           .about("bounds"));
  if (!grs && !o.bounds.empty())
    problems.push_back(error("YG3318",
                             {"bounds is given but returns is not \"grs\"",
                              "给出了 bounds，但 returns 不是 \"grs\""},
                             {"leave bounds out, or write returns = \"grs\"",
                              "请删去 bounds，或写 returns = \"grs\""})
                           .about("bounds"));
}

void check_names(const Options& o, std::vector<Problem>& problems) {
  std::set<std::string> seen;
  for (const Variable& v : variables_of(o))
    if (!seen.insert(v.name).second)
      problems.push_back(
          error("YG3309",
                {fmt::format("variable '{}' is named twice among inputs, outputs and undesirable",
                             v.name),
                 fmt::format("变量 '{}' 在投入、产出、非期望产出中重复出现", v.name)},
                {"name it once, on the side where it belongs", "请只在所属的一侧列出一次"})
              .about(v.name));
  if (seen.size() > 60)
    problems.push_back(error("YG3309",
                             {fmt::format("{} variables; at most 60 can be measured", seen.size()),
                              fmt::format("变量过多（{} 个），最多 60 个", seen.size())},
                             {"combine variables into fewer", "请合并变量"}));
}

/// {good = a, bad = c}, unless a variable happens to have such a name.
bool by_side(const Options& o) {
  for (const Variable& v : variables_of(o))
    if (v.name == "good" || v.name == "bad") return false;
  return std::all_of(o.weights.begin(), o.weights.end(), [](const auto& w) {
    return w.first == "good" || w.first == "bad";
  });
}

void check_weights(const Options& o, std::vector<Problem>& problems) {
  if (o.weights.empty()) return;
  const auto wrong = [&](const std::string& term, Text what, Text mend) {
    problems.push_back(error("YG3319", std::move(what), std::move(mend)).about(term));
  };
  for (const auto& [name, weight] : o.weights)
    if (!(weight > 0))
      wrong(name,
            {fmt::format(
                 "the weight of '{}' is {}; weights are positive", name, text::round_trip(weight)),
             fmt::format("'{}' 的权重为 {}；权重须为正", name, text::round_trip(weight))},
            {"leave the variable out instead of giving it no weight", "不需要的变量请直接删去"});
  if (by_side(o)) {
    if (o.weights.size() != 2 || o.undesirable.empty() || o.bad == Bad::input)
      wrong(
          "weights",
          {"weights by side need both good and bad, bad outputs, and bad = \"strong\"",
           "按类别给权重时须同时给出 good 与 bad，且有非期望产出并取 bad = \"strong\""},
          {"for example weights = { good = 2, bad = 1 }", "例如 weights = { good = 2, bad = 1 }"});
    return;
  }
  std::vector<std::string> names;
  for (const Variable& v : variables_of(o)) names.push_back(v.name);
  for (const auto& [name, weight] : o.weights)
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      const Text hint = text::did_you_mean(name, names);
      wrong(name,
            {fmt::format("weights name '{}', which is no input or output", name),
             fmt::format("weights 中的 '{}' 不是投入或产出变量", name)},
            {"name every variable of a side, or { good = a, bad = c }" + hint.en,
             "请列出同侧全部变量，或写 { good = a, bad = c }" + hint.zh});
    }
  Options unweighted = o;
  unweighted.weights.clear();
  const Ratio equal = ratio_of(unweighted, false);
  for (const std::vector<double>* side : {&equal.numerator, &equal.denominator}) {
    std::size_t given = 0, all = 0;
    for (std::size_t v = 0; v < names.size(); ++v) {
      if ((*side)[v] == 0) continue;
      ++all;
      given += o.weights.count(names[v]);
    }
    if (given != 0 && given != all)
      wrong("weights",
            {fmt::format("weights are given for {} of the {} variables of one side", given, all),
             fmt::format("同一侧的 {1} 个变量中只有 {0} 个给了权重", given, all)},
            {"give a weight to each of them, or to none", "请全部给出，或全部不给"});
  }
}

}  // namespace

ZeroRule zero_rule(const std::string& written) {
  const std::string s = text::lower(text::trim(text::normalise(written)));
  if (s == "drop-term") return {};
  if (s == "keep-count") return {ZeroRule::Kind::keep_count, 0};
  double factor = 0;
  if (s.starts_with("small(") && s.ends_with(")") &&
      text::parse_number(text::trim(s.substr(6, s.size() - 7)), factor) && factor > 0 &&
      factor <= 1)
    return {ZeroRule::Kind::small, factor};
  throw Error{not_built("zero",
                        written,
                        {"is not a rule for zero amounts", "不是零值处理规则"},
                        {"write drop-term (the default), keep-count, or small(0.01)",
                         "请写 drop-term（默认）、keep-count 或 small(0.01)"})};
}

std::vector<Variable> variables_of(const Options& options) {
  std::vector<Variable> variables;
  for (const std::string& name : options.inputs) variables.push_back({name, Side::input, name});
  for (const std::string& name : options.outputs) variables.push_back({name, Side::good, name});
  for (const std::string& name : options.undesirable) variables.push_back({name, Side::bad, name});
  return variables;
}

Ratio ratio_of(const Options& options, bool super) {
  const std::vector<Variable> variables = variables_of(options);
  const bool bads_above =
      options.bad == Bad::input || (super && options.super == Super::bad_as_input);
  Ratio ratio;
  ratio.numerator.assign(variables.size(), 0.0);
  ratio.denominator.assign(variables.size(), 0.0);
  const bool sides = !options.weights.empty() && by_side(options);
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const Side side = variables[v].side;
    double weight = 1;
    if (sides && side == Side::good)
      weight = options.weights.at("good") / static_cast<double>(options.outputs.size());
    if (sides && side == Side::bad)
      weight = options.weights.at("bad") / static_cast<double>(options.undesirable.size());
    if (const auto given = options.weights.find(variables[v].name);
        !sides && given != options.weights.end())
      weight = given->second;
    const bool above = side == Side::input || (side == Side::bad && bads_above);
    (above ? ratio.numerator : ratio.denominator)[v] = weight;
  }
  for (std::vector<double>* side : {&ratio.numerator, &ratio.denominator}) {
    double total = 0;
    for (const double w : *side) total += w;
    for (double& w : *side) w /= total;
  }
  ratio.input_oriented = options.orientation == Orientation::input;
  ratio.output_oriented = options.orientation == Orientation::output;
  ratio.share_zero_weight = zero_rule(options.zero).kind != ZeroRule::Kind::keep_count;
  return ratio;
}

void check_settings(const Options& options) {
  std::vector<Problem> problems;
  const auto collect = [&](const auto& step) {
    try {
      step();
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  };
  check_bads(options, problems);
  check_data_rules(options, problems);
  check_names(options, problems);
  collect([&] { frontier_rule(options.frontier); });
  collect([&] { zero_rule(options.zero); });
  if (problems.empty()) check_weights(options, problems);
  if (!problems.empty()) throw Error{std::move(problems)};
}

}  // namespace yugong::frontier::dea
