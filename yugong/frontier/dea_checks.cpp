#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

using Problems = std::vector<Problem>;

/// A setting that does not go with the model, or with another setting.
void refuse(Problems& problems, const std::string& option, Text what, Text mend) {
  problems.push_back(error("YG3330", std::move(what), std::move(mend)).about(option));
}

std::string model_is(const Options& o) {
  return fmt::format("model = \"{}\"", word_of(o.model));
}

void check_orientation(const Options& o, Problems& problems) {
  const bool none = o.orientation == Orientation::none;
  if (is_radial(o.model) && none)
    refuse(problems,
           "orientation",
           {model_is(o) + " needs an orientation", model_is(o) + " 需要写明导向"},
           {"write orientation = \"input\" (least inputs) or \"output\" (most outputs)",
            "请写 orientation = \"input\"（投入最小）或 \"output\"（产出最大）"});
  if (is_directional(o.model) && !none)
    refuse(
        problems,
        "orientation",
        {model_is(o) + " has a direction, not an orientation", model_is(o) + " 用方向向量而非导向"},
        {"write direction = \"obs:x\" for inputs alone, \"obs:y\" for goods alone, \"obs:yb\" "
         "for goods and bads",
         "只动投入请写 direction = \"obs:x\"，只动期望产出写 \"obs:y\"，产出与非期望产出写 "
         "\"obs:yb\""});
  const bool both = o.model == Model::erg || o.model == Model::additive || o.model == Model::ram;
  if (both && !none)
    refuse(problems,
           "orientation",
           {model_is(o) + " counts the slacks of all sides; it has no orientation",
            model_is(o) + " 计入各侧松弛，没有导向"},
           {"leave orientation out, or write model = \"sbm\" with it",
            "请删去 orientation，或改用 model = \"sbm\""});
}

void check_super(const Options& o, Problems& problems) {
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
    refuse(problems,
           "super",
           {"super = \"tone2002\" knows no bad outputs", "super = \"tone2002\" 不含非期望产出"},
           {"write super = \"standard\", which is the same form with bad outputs",
            "请写 super = \"standard\"（同一形式加入非期望产出）"});
  if (o.super != Super::standard && o.model != Model::super_sbm)
    refuse(problems,
           "super",
           {fmt::format("super = \"{}\" is a form of super-sbm, not of {}",
                        word_of(o.super),
                        word_of(o.model)),
            fmt::format(
                "super = \"{}\" 只用于 super-sbm，不用于 {}", word_of(o.super), word_of(o.model))},
           {"leave super out, or write model = \"super-sbm\"",
            "请删去 super，或写 model = \"super-sbm\""});
  if (o.exclude == Exclude::unit && !is_super(o.model))
    refuse(problems,
           "exclude",
           {"exclude = \"unit\" is about super-efficiency; " + model_is(o) + " excludes nothing",
            "exclude = \"unit\" 用于超效率；" + model_is(o) + " 不剔除任何单元"},
           {"leave exclude out, or write a model beginning with super-",
            "请删去 exclude，或改用 super- 开头的模型"});
  const bool replaceable = (o.model == Model::super_sbm || o.model == Model::super_ebm) &&
                           o.orientation != Orientation::none;
  if (o.infeasible == Infeasible::nonoriented && !replaceable)
    refuse(problems,
           "infeasible",
           {"infeasible = \"nonoriented\" replaces scores of an oriented super-sbm or super-ebm",
            "infeasible = \"nonoriented\" 只用于有导向的 super-sbm、super-ebm"},
           {"leave infeasible out, or write orientation = \"input\" or \"output\"",
            "请删去 infeasible，或写 orientation = \"input\" 或 \"output\""});
}

void check_disposal(const Options& o, Problems& problems) {
  if (o.undesirable.empty()) return;
  const bool vrs = o.returns == Returns::vrs;
  if (o.bad == Bad::translate && !vrs)
    refuse(problems,
           "bad",
           {"bad = \"translate\" adds a constant to the bad outputs, which changes every score "
            "unless returns = \"vrs\"",
            "bad = \"translate\" 对非期望产出加常数，只有 returns = \"vrs\" 时得分才不受其影响"},
           {"write returns = \"vrs\", or bad = \"strong\" or \"weak\"",
            "请写 returns = \"vrs\"，或 bad = \"strong\"、\"weak\""});
  if (o.bad == Bad::kuosmanen && !vrs)
    refuse(problems,
           "bad",
           {"bad = \"kuosmanen\" is weak disposability under variable returns",
            "bad = \"kuosmanen\" 是规模报酬可变下的弱可处置"},
           {"write returns = \"vrs\", or bad = \"weak\" with returns = \"crs\"",
            "请写 returns = \"vrs\"，或 bad = \"weak\" 配 returns = \"crs\""});
  if (o.bad == Bad::weak && !vrs && o.returns != Returns::crs)
    refuse(problems,
           "bad",
           {"weak disposability is defined here for constant and variable returns",
            "弱可处置只定义于规模报酬不变与可变"},
           {"write returns = \"crs\" or \"vrs\", or bad = \"strong\", or bad = \"equality\" for "
            "B lam = b as it stands",
            "请写 returns = \"crs\" 或 \"vrs\"，或 bad = \"strong\"，或 bad = \"equality\"（即 "
            "B lam = b）"});
  const bool held = disposal_of(o) != Disposal::strong;
  if (held && (o.model == Model::super_sbm || is_ebm(o.model)))
    refuse(problems,
           "bad",
           {fmt::format("bad = \"{}\" holds bad outputs fixed, and {} must let them move",
                        word_of(o.bad),
                        word_of(o.model)),
            fmt::format("bad = \"{}\" 使非期望产出固定不变，而 {} 要求其可变",
                        word_of(o.bad),
                        word_of(o.model))},
           {"write bad = \"strong\" or \"input\"; weakly disposable bads go with sbm, radial, ddf "
            "and nddf",
            "请写 bad = \"strong\" 或 \"input\"；弱可处置可用于 sbm、radial、ddf、nddf"});
  if (held && (o.model == Model::additive || o.model == Model::ram))
    refuse(problems,
           "bad",
           {"additive models count the slacks of the bads, and weak disposability leaves none",
            "加性模型计入非期望产出的松弛，而弱可处置下没有松弛"},
           {"write bad = \"strong\"", "请写 bad = \"strong\""});
}

void check_negative(const Options& o, Problems& problems) {
  const NegativeRule rule = negative_rule(o.negative);
  if (rule.kind == NegativeRule::Kind::error) return;
  if (o.returns != Returns::vrs)
    refuse(
        problems,
        "negative",
        {fmt::format("negative = \"{}\" moves the origin, which has a meaning only under "
                     "returns = \"vrs\"",
                     o.negative),
         fmt::format("negative = \"{}\" 移动原点，只有 returns = \"vrs\" 时才有意义", o.negative)},
        {"write returns = \"vrs\"", "请写 returns = \"vrs\""});
  if (rule.kind != NegativeRule::Kind::rdm) return;
  const bool range = o.direction.is_text() && text::lower(o.direction.text).starts_with("range");
  if (!is_directional(o.model) || !range)
    refuse(
        problems,
        "negative",
        {"negative = \"rdm\" is the range directional model", "negative = \"rdm\" 即极差方向模型"},
        {"write model = \"ddf\" with direction = \"range\"",
         "请写 model = \"ddf\" 与 direction = \"range\""});
  if (disposal_of(o) != Disposal::strong)
    refuse(problems,
           "negative",
           {"negative = \"rdm\" needs freely disposable bad outputs",
            "negative = \"rdm\" 要求非期望产出强可处置"},
           {"write bad = \"strong\"", "请写 bad = \"strong\""});
}

void check_bounds(const Options& o, Problems& problems) {
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

void check_names(const Options& o, Problems& problems) {
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

/// Options that belong to some models only.
void check_belonging(const Options& o, Problems& problems) {
  const auto only = [&](const std::string& option, bool given, bool fits, const Text& models) {
    if (!given || fits) return;
    refuse(problems,
           option,
           {fmt::format("{} has no meaning for {}", option, model_is(o)),
            fmt::format("{} 对 {} 没有意义", option, model_is(o))},
           {"leave it out; it goes with " + models.en, "请删去；它用于 " + models.zh});
  };
  only("direction",
       o.direction.type != Value::Type::null,
       is_directional(o.model),
       {"ddf, super-ddf and nddf", "ddf、super-ddf、nddf"});
  only("epsilon",
       o.epsilon.type != Value::Type::null,
       is_ebm(o.model),
       {"ebm and super-ebm", "ebm、super-ebm"});
  only("affinity",
       o.affinity != Affinity::additive,
       is_ebm(o.model),
       {"ebm and super-ebm", "ebm、super-ebm"});
  only("ebm_bad",
       o.ebm_bad != EbmBad::reduce,
       is_ebm(o.model),
       {"ebm and super-ebm", "ebm、super-ebm"});
  only("slacks",
       o.slacks != Stage::weighted,
       is_radial(o.model) || o.model == Model::ddf || o.model == Model::super_ddf,
       {"radial and ddf", "radial、ddf"});
  only("weights",
       !o.weights.empty(),
       !is_radial(o.model) && o.model != Model::ddf && o.model != Model::super_ddf &&
           o.model != Model::ram,
       {"sbm, nddf, ebm and additive", "sbm、nddf、ebm、additive"});
  only("scale", o.scale, is_ratio(o.model), {"sbm, radial and ebm", "sbm、radial、ebm"});
  only("energy", !o.energy.empty(), o.model == Model::nddf, {"nddf", "nddf"});
  only("carbon", !o.carbon.empty(), o.model == Model::nddf, {"nddf", "nddf"});
  only("report = \"farrell\"",
       o.report == Report::farrell,
       is_radial(o.model),
       {"radial", "radial"});
  only("report = \"super\"",
       o.report == Report::super,
       o.model == Model::super_sbm && o.super != Super::composite,
       {"super-sbm", "super-sbm"});
  only("report = \"efficiency\"",
       o.report == Report::efficiency,
       o.model != Model::additive,
       {"models with an efficiency; the range-adjusted measure (ram) is one",
        "有效率值的模型，如极差调整测度 ram"});
  only("technology_gap",
       !o.technology_gap.empty(),
       o.model != Model::additive,
       {"models with an efficiency", "有效率值的模型"});
}

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void check_roles(const Options& o, Problems& problems) {
  const auto role = [&](const std::string& option,
                        const std::string& name,
                        const std::vector<std::string>& names,
                        const Text& side) {
    if (name.empty() || among(names, name)) return;
    const Text hint = text::did_you_mean(name, names);
    refuse(problems,
           option,
           {fmt::format("{} = \"{}\" is not among the {}{}", option, name, side.en, hint.en),
            fmt::format("{} = \"{}\" 不在{}中{}", option, name, side.zh, hint.zh)},
           {"name one of the " + side.en, "请写" + side.zh + "之一"});
  };
  role("energy", o.energy, o.inputs, {"inputs", "投入变量"});
  role("carbon", o.carbon, o.undesirable, {"bad outputs", "非期望产出变量"});
  for (const auto& [bad, good] : o.price) {
    role("price", bad, o.undesirable, {"bad outputs", "非期望产出变量"});
    role("price", good, o.outputs, {"good outputs", "期望产出变量"});
  }
  if (!o.price.empty() && o.bad == Bad::translate)
    refuse(problems,
           "price",
           {"a translated bad output has no shadow price: its row is about max b + 1 - b",
            "经平移转换的非期望产出没有影子价格（约束针对 max b + 1 - b）"},
           {"write bad = \"weak\" or \"strong\"", "请写 bad = \"weak\" 或 \"strong\""});
}

void check_together(const Options& o, Problems& problems) {
  const bool held = o.bad == Bad::translate || disposal_of(o) != Disposal::strong;
  if (o.scale && held && !o.undesirable.empty())
    refuse(problems,
           "scale",
           {fmt::format("scale compares returns, but bad = \"{}\" is not the same under each",
                        word_of(o.bad)),
            fmt::format("scale 比较不同规模报酬，而 bad = \"{}\" 在各规模报酬下含义不同",
                        word_of(o.bad))},
           {"write bad = \"strong\" or \"input\"", "请写 bad = \"strong\" 或 \"input\""});
  FrontierRule rule;
  try {
    rule = frontier_rule(o.frontier);
  } catch (const Error&) {
    return;  // reported on its own
  }
  const bool classic = rule.kind == FrontierRule::Kind::classic;
  if (classic && (o.scale || !o.technology_gap.empty() || o.super == Super::composite))
    refuse(problems,
           "frontier",
           {"classic windows measure a row several times; scale, technology_gap and the composite "
            "form need one reference set per row",
            "经典视窗对同一行评价多次；scale、technology_gap 与合成形式要求每行只有一个参照集"},
           {"write frontier = \"window(w)\"", "请写 frontier = \"window(w)\""});
  if (!o.technology_gap.empty() && !rule.column.empty())
    refuse(
        problems,
        "technology_gap",
        {"technology_gap compares with the frontier of all groups, and frontier names a group "
         "or a flag already",
         "technology_gap 与全部分组的共同前沿比较，而 frontier 已限定分组或样本"},
        {"write frontier = \"pooled\" or \"yearly\"", "请写 frontier = \"pooled\" 或 \"yearly\""});
}

void wrong_weight(Problems& problems, const std::string& term, Text what, Text mend) {
  problems.push_back(error("YG3319", std::move(what), std::move(mend)).about(term));
}

void check_side_weights(const Options& o, Problems& problems) {
  if (o.model == Model::nddf) return;  // checked against the sides that move
  const bool fits = is_sbm(o.model) && o.weights.size() == 2 && !o.weights.contains("input") &&
                    !o.undesirable.empty() && o.bad == Bad::strong;
  if (!fits)
    wrong_weight(
        problems,
        "weights",
        {"weights by side need both good and bad, bad outputs, and bad = \"strong\"",
         "按类别给权重时须同时给出 good 与 bad，且有非期望产出并取 bad = \"strong\""},
        {"for example weights = { good = 2, bad = 1 }", "例如 weights = { good = 2, bad = 1 }"});
}

/// A side has a weight for each of its variables, or for none.
void check_whole_sides(const Options& o, Problems& problems) {
  const std::vector<Variable> variables = variables_of(o);
  Options unweighted = o;
  unweighted.weights.clear();
  const Ratio equal = ratio_of(unweighted, false);
  for (const std::vector<double>* side : {&equal.numerator, &equal.denominator}) {
    std::size_t given = 0, all = 0;
    for (std::size_t v = 0; v < variables.size(); ++v) {
      if ((*side)[v] == 0) continue;
      ++all;
      given += o.weights.count(variables[v].name);
    }
    if (given != 0 && given != all)
      wrong_weight(
          problems,
          "weights",
          {fmt::format("weights are given for {} of the {} variables of one side", given, all),
           fmt::format("同一侧的 {1} 个变量中只有 {0} 个给了权重", given, all)},
          {"give a weight to each of them, or to none", "请全部给出，或全部不给"});
  }
}

void check_weights(const Options& o, Problems& problems) {
  if (o.weights.empty()) return;
  const bool may_be_zero = o.model == Model::nddf;
  for (const auto& [name, weight] : o.weights)
    if (!(weight > 0) && !(may_be_zero && weight == 0))
      wrong_weight(
          problems,
          name,
          {fmt::format(
               "the weight of '{}' is {}; weights are positive", name, text::round_trip(weight)),
           fmt::format("'{}' 的权重为 {}；权重须为正", name, text::round_trip(weight))},
          {"leave the variable out instead of giving it no weight", "不需要的变量请直接删去"});
  if (weights_by_side(o)) {
    check_side_weights(o, problems);
    return;
  }
  std::vector<std::string> names;
  for (const Variable& v : variables_of(o)) names.push_back(v.name);
  for (const auto& [name, weight] : o.weights)
    if (!among(names, name)) {
      const Text hint = text::did_you_mean(name, names);
      wrong_weight(problems,
                   name,
                   {fmt::format("weights name '{}', which is no input or output", name),
                    fmt::format("weights 中的 '{}' 不是投入或产出变量", name)},
                   {"name every variable of a side, or { good = a, bad = c }" + hint.en,
                    "请列出同侧全部变量，或写 { good = a, bad = c }" + hint.zh});
    }
  if (o.model != Model::nddf) check_whole_sides(o, problems);
}

}  // namespace

void check_settings(const Options& options) {
  Problems problems;
  const auto collect = [&](const auto& step) {
    try {
      step();
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  };
  check_orientation(options, problems);
  check_super(options, problems);
  check_disposal(options, problems);
  check_bounds(options, problems);
  check_names(options, problems);
  check_belonging(options, problems);
  check_roles(options, problems);
  check_together(options, problems);
  collect([&] { check_negative(options, problems); });
  collect([&] { frontier_rule(options.frontier); });
  collect([&] { zero_rule(options.zero); });
  collect([&] { epsilon_rule(options.epsilon); });
  if (is_directional(options.model)) collect([&] { direction_rule(options); });
  if (problems.empty()) check_weights(options, problems);
  if (!problems.empty()) throw Error{std::move(problems)};
}

void note_settings(const Options& options, std::vector<Problem>& notes) {
  if (options.model == Model::erg)
    notes.push_back(
        note("YG3330",
             {"the enhanced Russell graph measure (Pastor, Ruiz and Sirvent 1999) is the "
              "non-oriented sbm: the same number",
              "增强 Russell 测度（Pastor、Ruiz 与 Sirvent 1999）即非导向 SBM，数值相同"}));
  if (options.model == Model::ram && options.returns != Returns::vrs)
    notes.push_back(
        warning("YG3330",
                {"the range-adjusted measure is meant for returns = \"vrs\"; elsewhere slacks can "
                 "exceed the ranges and scores fall below zero",
                 "极差调整测度针对 returns = \"vrs\"；其他规模报酬下松弛可超过极差，得分可为负"},
                {"write returns = \"vrs\"", "请写 returns = \"vrs\""}));
  if (!options.undesirable.empty() && options.bad == Bad::equality &&
      options.returns != Returns::crs)
    notes.push_back(
        warning("YG3330",
                {"B lam = b beside a row on the sum of intensities is not weak disposability; it "
                 "is kept to replicate programs that use it",
                 "在强度之和约束下取 B lam = b 并非弱可处置；保留它只为复现采用该做法的软件"},
                {"write bad = \"kuosmanen\" with returns = \"vrs\"",
                 "请写 bad = \"kuosmanen\" 并取 returns = \"vrs\""}));
  if (options.replicate == Replicate::deaR && options.model == Model::super_sbm &&
      !options.undesirable.empty())
    notes.push_back(warning("YG3336",
                            {"deaR leaves bad outputs out of super-SBM; here they are measured",
                             "deaR 的超效率 SBM 会忽略非期望产出；此处予以计入"},
                            {"leave undesirable out to compare with its numbers",
                             "如需与其数值对照，请删去 undesirable"}));
  const bool distance = is_directional(options.model) || options.model == Model::additive;
  if (distance && options.report == Report::model)
    notes.push_back(
        note("YG3338",
             {fmt::format(
                  "the score of {} is a distance: 0 is efficient, larger is worse{}",
                  word_of(options.model),
                  options.model == Model::additive ? "" : "; the column efficiency is 1 at best"),
              fmt::format("{} 的得分是距离：0 表示有效，越大越无效率{}",
                          word_of(options.model),
                          options.model == Model::additive ? "" : "；efficiency 列以 1 为最优")},
             {"write report = \"efficiency\" to have the efficiency as score",
              "若需以效率值为得分，请写 report = \"efficiency\""}));
}

}  // namespace yugong::frontier::dea
