#include "yugong/frontier/dea_text.hpp"

#include <fmt/format.h>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

struct Line {
  std::string item;
  Text text;
};

bool bads_above(const Options& o, bool super) {
  return o.bad == Bad::input || (super && o.super == Super::bad_as_input);
}

/// "(1/3) (s-1/x1 + ...)" in words that keep the shape: the sum over one side with its weights.
std::string side_sum(const Options& o, bool above, bool super) {
  const bool apart = o.bad != Bad::translate && disposal_of(o) == Disposal::strong;
  const bool bads_here = !o.undesirable.empty() && apart && bads_above(o, super) == above;
  const std::size_t translated = o.bad == Bad::translate && !above ? o.undesirable.size() : 0;
  if (!o.weights.empty()) {
    if (above) return bads_here ? "sum w s-/x + sum w sb/b" : "sum w s-/x";
    return bads_here ? "sum w s+/y + sum w sb/b" : "sum w s+/y";
  }
  const std::size_t count = (above ? o.inputs.size() : o.outputs.size()) +
                            (bads_here ? o.undesirable.size() : 0) + translated;
  return fmt::format(
      "(1/{}) ({}{})", count, above ? "sum s-/x" : "sum s+/y", bads_here ? " + sum sb/b" : "");
}

std::string formula(const Options& o, bool super) {
  const std::string above =
      o.orientation == Orientation::output
          ? "1"
          : fmt::format("1 {} {}", super ? "+" : "-", side_sum(o, true, super));
  const std::string below =
      o.orientation == Orientation::input
          ? "1"
          : fmt::format("1 {} {}", super ? "-" : "+", side_sum(o, false, super));
  return fmt::format("{} = min ({}) / ({})", super ? "delta" : "rho", above, below);
}

/// "B lam <= b" with what the model adds to b.
std::string bad_rows(const Options& o, const std::string& right) {
  if (o.undesirable.empty() || o.bad == Bad::translate) return "";
  switch (disposal_of(o)) {
    case Disposal::strong:
      return ", B lam <= " + right;
    case Disposal::equality:
      return ", B lam = " + right;
    case Disposal::kuosmanen:
      return ", B lam = " + right + " (abated intensities mu >= 0 use inputs alone)";
  }
  return "";
}

std::string slack_rows(const Options& o, bool super) {
  const bool bads = !o.undesirable.empty() && o.bad != Bad::translate;
  const bool held = disposal_of(o) != Disposal::strong;
  const std::string use = disposal_of(o) == Disposal::kuosmanen ? "X (lam + mu)" : "X lam";
  std::string rows =
      super ? "X lam - s- <= x, Y lam + s+ >= y" : "x = " + use + " + s-, y = Y lam - s+";
  if (bads) rows += super ? ", B lam - sb <= b" : held ? ", b = B lam" : ", b = B lam + sb";
  return rows + ", lam, s >= 0";
}

std::string ebm_rows(const Options& o) {
  const bool in = o.orientation != Orientation::output, out = o.orientation != Orientation::input;
  std::string rows = in ? "X lam + s- = theta x" : "X lam + s- = x";
  rows += out ? ", Y lam - s+ = phi y" : ", Y lam - s+ = y";
  if (!o.undesirable.empty() && o.bad == Bad::strong)
    rows += !out                           ? ", B lam + sb = b"
            : o.ebm_bad == EbmBad::printed ? ", B lam + sb = phi b"
                                           : ", B lam + sb = (2 - phi) b";
  if (!o.undesirable.empty() && o.bad == Bad::input)
    rows += in ? ", B lam + sb = theta b" : ", B lam + sb = b";
  return rows + ", lam, s >= 0";
}

std::string model_rows(const Options& o) {
  const bool mu = disposal_of(o) == Disposal::kuosmanen;
  const std::string use = mu ? "X (lam + mu) <= " : "X lam <= ";
  if (is_radial(o.model)) {
    if (o.orientation == Orientation::input)
      return use + "theta x, Y lam >= y" + bad_rows(o, o.bad == Bad::input ? "theta b" : "b") +
             ", lam >= 0";
    return use + "x, Y lam >= phi y" + bad_rows(o, "b") + ", lam >= 0";
  }
  if (o.model == Model::nddf)
    return use + "x - beta_x g_x, Y lam >= y + beta_y g_y" + bad_rows(o, "b - beta_b g_b") +
           ", lam, beta >= 0";
  if (is_directional(o.model))
    return use + "x - beta g_x, Y lam >= y + beta g_y" + bad_rows(o, "b - beta g_b") + ", lam >= 0";
  if (is_ebm(o.model)) return ebm_rows(o);
  return slack_rows(o, false);
}

std::string returns_rows(const Options& o) {
  const std::string sum = disposal_of(o) == Disposal::kuosmanen ? "sum (lam + mu)" : "sum lam";
  switch (o.returns) {
    case Returns::crs:
      return "";
    case Returns::vrs:
      return ", " + sum + " = 1";
    case Returns::nirs:
      return ", " + sum + " <= 1";
    case Returns::ndrs:
      return ", " + sum + " >= 1";
    case Returns::grs:
      return fmt::format(", {} <= {} <= {}", o.bounds[0], sum, o.bounds[1]);
  }
  return "";
}

std::string constraints(const Options& o, bool super) {
  return (is_sbm(o.model) ? slack_rows(o, super) : model_rows(o)) + returns_rows(o);
}

std::string ebm_formula(const Options& o) {
  const bool in = o.orientation != Orientation::output, out = o.orientation != Orientation::input;
  const bool bads = !o.undesirable.empty() && o.bad == Bad::strong;
  const std::string above = in ? "theta - eps_x sum w s-/x" : "1";
  const std::string below = !out   ? "1"
                            : bads ? "phi + eps_y sum w s+/y + eps_b sum w sb/b"
                                   : "phi + eps_y sum w s+/y";
  return "gamma = min (" + above + ") / (" + below + ")";
}

std::string formula_of(const Options& o, bool super) {
  if (is_sbm(o.model)) return formula(o, super);
  if (is_radial(o.model))
    return o.orientation == Orientation::input ? "theta = min theta" : "1/phi, phi = max phi";
  if (o.model == Model::nddf) return "D = max sum w beta";
  if (is_directional(o.model)) return "beta = max beta";
  if (is_ebm(o.model)) return ebm_formula(o);
  return o.model == Model::ram ? "1 - max (1/(m+s)) (sum s-/R- + sum s+/R+), R the ranges"
                               : "max (sum s-/x + sum s+/y)";
}

Text reference_words(const Options& o) {
  using Kind = FrontierRule::Kind;
  const FrontierRule rule = frontier_rule(o.frontier);
  switch (rule.kind) {
    case Kind::pooled:
      return {"all rows of all periods form one frontier (global reference)",
              "全部时期的样本构成同一前沿（全局参比）"};
    case Kind::yearly:
      return {"each period has its own frontier (contemporaneous)",
              "每期样本各自构成前沿（当期参比）"};
    case Kind::sequential:
      return {"the rows of the period and all earlier ones (sequential)",
              "当期及以前各期样本构成前沿（序列参比）"};
    case Kind::window:
      return {fmt::format("the rows of the {} periods that end with the row's own (window)",
                          rule.width),
              fmt::format("以当期为末的 {} 期样本构成前沿（视窗参比）", rule.width)};
    case Kind::centred:
      return {fmt::format("the rows at most {} periods away (centred window)", rule.width),
              fmt::format("前后各 {} 期样本构成前沿（中心视窗）", rule.width)};
    case Kind::classic:
      return {fmt::format("every window of {} periods that holds the row; the score is the mean "
                          "over the windows (classic window analysis)",
                          rule.width),
              fmt::format("包含该期的每个 {} 期视窗各成前沿，得分取各视窗均值（经典视窗分析）",
                          rule.width)};
    case Kind::fixed:
      return {fmt::format("the rows of period {} (fixed base)", rule.base),
              fmt::format("{} 期样本构成前沿（固定参比）", rule.base)};
    case Kind::custom:
      return {fmt::format("the rows where {} is not zero", rule.column),
              fmt::format("{} 不为零的样本构成前沿", rule.column)};
    case Kind::biennial:
      return {"the rows of the period and the next (biennial)",
              "当期与下一期样本构成前沿（两期参比）"};
    case Kind::group:
      return {fmt::format("the rows with the same {} (group frontier)", rule.column),
              fmt::format("{} 相同的样本构成前沿（群组前沿）", rule.column)};
    case Kind::group_yearly:
      return {fmt::format("the rows with the same {} in the same period", rule.column),
              fmt::format("同期且 {} 相同的样本构成前沿", rule.column)};
  }
  return {};
}

Text returns_words(Returns returns) {
  switch (returns) {
    case Returns::crs:
      return {"constant returns to scale", "规模报酬不变"};
    case Returns::vrs:
      return {"variable returns to scale", "规模报酬可变"};
    case Returns::nirs:
      return {"non-increasing returns to scale", "规模报酬非递增"};
    case Returns::ndrs:
      return {"non-decreasing returns to scale", "规模报酬非递减"};
    case Returns::grs:
      return {"generalised returns to scale", "广义规模报酬"};
  }
  return {};
}

Text range_words(const Options& o) {
  if (is_directional(o.model) || o.model == Model::additive)
    return {"0 is efficient, larger is worse", "0 表示有效，越大越无效率"};
  return {"1 means efficient", "1 表示有效"};
}

Text score_words(const Options& o) {
  if (o.super == Super::composite && o.model == Model::super_sbm)
    return {
        "rho where rho < 1; otherwise the composite of super projection and its own slacks "
        "(Bolos, Benitez and Coll-Serrano 2024); the column super has delta",
        "rho < 1 时取 rho，否则取超效率投影与其自身松弛合成的得分（Bolos、Benitez 与 "
        "Coll-Serrano 2024）；super 列为 delta"};
  if (!is_super(o.model)) {
    if (o.model == Model::sbm || o.model == Model::erg)
      return {"rho, in (0, 1]; 1 means efficient", "rho，取值 (0, 1]，1 表示有效"};
    return range_words(o);
  }
  const std::string who = o.exclude == Exclude::unit ? "unit (all its periods)" : "row",
                    who_zh = o.exclude == Exclude::unit ? "单元（各期）" : "行";
  if (o.model == Model::super_sbm)
    return {fmt::format("rho where rho < 1 - {:g}; otherwise delta >= 1, the evaluated {} left out "
                        "of the reference set",
                        *o.tolerance,
                        who),
            fmt::format("rho < 1 - {:g} 时取 rho，否则取 delta（≥ 1），其参照集剔除被评价{}",
                        *o.tolerance,
                        who_zh)};
  return {fmt::format("{}; efficient rows are measured with the evaluated {} left out of the "
                      "reference set",
                      range_words(o).en,
                      who),
          fmt::format("{}；有效行在剔除被评价{}的参照集下重新评价", range_words(o).zh, who_zh)};
}

Text report_words(const Options& o) {
  if (o.report == Report::farrell)
    return {"the column score is phi itself, at least 1", "score 列为 φ 本身（≥ 1）"};
  if (o.report == Report::super)
    return {"the column score is delta, 1 for inefficient rows", "score 列为 delta，无效行记 1"};
  if (o.report == Report::efficiency && is_directional(o.model))
    return {"the column score is an efficiency that is 1 at best", "score 列为以 1 为最优的效率值"};
  return {"the column score is the value of the formula", "score 列为上式之值"};
}

Text efficiency_words(const Options& o) {
  if (o.model == Model::nddf)
    return {
        "efficiency = (1 - mean beta of what falls) / (1 + mean beta of what rises), means with "
        "the weights of the model",
        "efficiency = (1 - 减少项 β 均值) / (1 + 增加项 β 均值)，按模型权重平均"};
  return {"efficiency = 1/(1 + beta) where goods grow, else 1 - beta",
          "期望产出增加时 efficiency = 1/(1 + β)，否则为 1 - β"};
}

Text direction_words(const Options& o) {
  const std::string written = o.direction.is_text() ? o.direction.text : to_json(o.direction);
  return {"direction: " + written +
              " (x inputs, y goods, b bads; obs: own amounts, range: distance to the best of the "
              "reference set)",
          "方向：" + written +
              "（x 投入、y 期望产出、b 非期望产出；obs 为自身数值，range 为到参照集最优值的距离）"};
}

Text zero_words(const Options& o) {
  const ZeroRule rule = zero_rule(o.zero);
  switch (rule.kind) {
    case ZeroRule::Kind::drop_term:
      return {"a zero amount drops its ratio term; the other terms of that side share its weight",
              "零值对应的比率项被剔除，权重由同侧其余各项分担"};
    case ZeroRule::Kind::keep_count:
      return {"a zero amount drops its ratio term; the other weights stay",
              "零值对应的比率项被剔除，其余权重不变"};
    case ZeroRule::Kind::small:
    case ZeroRule::Kind::small_outputs: {
      const bool all = rule.kind == ZeroRule::Kind::small;
      return {fmt::format("zero {} are replaced by {:g} times the smallest positive amount of the "
                          "column",
                          all ? "amounts" : "outputs",
                          rule.factor),
              fmt::format("零{}替换为该列最小正值的 {:g} 倍", all ? "值" : "产出", rule.factor)};
    }
    case ZeroRule::Kind::missing:
      return {"rows with a zero amount are left out", "含零值的行被剔除"};
  }
  return {};
}

Text bad_words(const Options& o) {
  if (o.undesirable.empty()) return {"no bad outputs", "无非期望产出"};
  switch (o.bad) {
    case Bad::input:
      return {"bad outputs are treated as inputs", "非期望产出作为投入处理"};
    case Bad::translate:
      return {"bad outputs enter as goods, b' = max b + 1 - b (Seiford and Zhu 2002)",
              "非期望产出转换为期望产出：b' = max b + 1 - b（Seiford 与 Zhu 2002）"};
    default:
      break;
  }
  switch (disposal_of(o)) {
    case Disposal::equality:
      return {"bad outputs are met exactly (B lam = b): weakly disposable under constant returns",
              "非期望产出取等式约束（B lam = b）：规模报酬不变下的弱可处置"};
    case Disposal::kuosmanen:
      return {"bad outputs are weakly disposable under variable returns (Kuosmanen 2005)",
              "规模报酬可变下的弱可处置（Kuosmanen 2005）"};
    case Disposal::strong:
      break;
  }
  return {"bad outputs are strongly disposable (B lam <= b)", "非期望产出强可处置（B lam <= b）"};
}

std::string sources(const Options& o) {
  switch (o.model) {
    case Model::sbm:
      return "Tone (2001), Tone (2003)";
    case Model::super_sbm:
      return "Tone (2001), Tone (2002), Tone (2003)";
    case Model::erg:
      return "Pastor, Ruiz and Sirvent (1999), Tone (2001)";
    case Model::radial:
      return "Farrell (1957), Charnes, Cooper and Rhodes (1978), Banker, Charnes and Cooper (1984)";
    case Model::super_radial:
      return "Farrell (1957), Charnes, Cooper and Rhodes (1978), Andersen and Petersen (1993)";
    case Model::ddf:
    case Model::super_ddf:
      return "Chambers, Chung and Faere (1996), Chung, Faere and Grosskopf (1997)";
    case Model::nddf:
      return "Zhou, Ang and Wang (2012)";
    case Model::ebm:
    case Model::super_ebm:
      return "Tone and Tsutsui (2010)";
    case Model::additive:
      return "Charnes, Cooper, Golany, Seiford and Stutz (1985)";
    case Model::ram:
      return "Cooper, Park and Pastor (1999)";
  }
  return "";
}

Text slack_words(const Options& o) {
  switch (o.slacks) {
    case Stage::unweighted:
      return {
          "second stage: largest sum of slacks in units of the data (depends on units of "
          "measure)",
          "第二阶段：最大化原始松弛之和（与计量单位有关）"};
    case Stage::none:
      return {"no second stage for slacks", "不做第二阶段"};
    case Stage::automatic:
    case Stage::weighted:
      break;
  }
  return {"second stage: largest sum of slacks relative to the row's own amounts",
          "第二阶段：最大化相对松弛之和"};
}

Text tie_words(const Options& o) {
  return o.tie == Tie::maxsum
             ? Text{"among equal optima: largest sum of relative slacks, then the lowest row "
                    "numbers",
                    "多重最优解取相对松弛之和最大者，再按行号取最前者"}
             : Text{"among equal optima: the vertex found", "多重最优解取所得顶点"};
}

/// Lines that only some models have.
void model_lines(const Options& o, std::vector<Line>& lines) {
  if (is_directional(o.model)) {
    lines.push_back({"direction", direction_words(o)});
    lines.push_back({"efficiency", efficiency_words(o)});
  }
  if (is_radial(o.model) || o.model == Model::ddf || o.model == Model::super_ddf)
    lines.push_back({"slacks", slack_words(o)});
  if (is_ebm(o.model))
    lines.push_back(
        {"epsilon",
         {"epsilon and weights from the affinity matrix of " +
              std::string(o.affinity == Affinity::raw   ? "the amounts"
                          : o.affinity == Affinity::sbm ? "the SBM targets under VRS"
                                                        : "the additive targets under VRS") +
              ", pooled, unless given; theta is free, so that a target may have more of an input",
          "epsilon 与权重由" +
              std::string(o.affinity == Affinity::raw   ? "原始数据"
                          : o.affinity == Affinity::sbm ? "VRS 下 SBM 目标值"
                                                        : "VRS 下加性模型目标值") +
              "（全部样本）的亲和矩阵得到，除非另行给出；θ 不受限，目标可多用某项投入"}});
  if (o.negative != "error")
    lines.push_back({"negative", {"negative amounts: " + o.negative, "负值处理：" + o.negative}});
  if (o.replicate != Replicate::none)
    lines.push_back({"replicate",
                     {"conventions of " + word_of(o.replicate) + " where nothing else is stated",
                      "未写明之处采用 " + word_of(o.replicate) + " 的惯例"}});
}

}  // namespace

Frame method_table(const Fit& fit) {
  const Options& o = fit.options;
  std::vector<Line> lines = {{"formula", formula_of(o, false)},
                             {"constraints", constraints(o, false)}};
  if (o.model == Model::super_sbm) {
    lines.push_back({"super_formula", formula_of(o, true)});
    lines.push_back({"super_constraints", constraints(o, true)});
  }
  lines.push_back({"score", score_words(o)});
  lines.push_back({"report", report_words(o)});
  lines.push_back({"frontier", reference_words(o)});
  lines.push_back({"returns", returns_words(o.returns)});
  lines.push_back({"bad", bad_words(o)});
  lines.push_back({"zero", zero_words(o)});
  model_lines(o, lines);
  lines.push_back({"tie", tie_words(o)});
  lines.push_back(
      {"certificate",
       {"every score is certified: relative primal residual and duality gap below 1e-10",
        "每个得分均经校验：原始残差与对偶间隙均小于 1e-10"}});
  lines.push_back({"source", sources(o)});
  std::vector<std::string> items, english, chinese;
  for (const Line& line : lines) {
    items.push_back(line.item);
    english.push_back(line.text.in(Lang::en));
    chinese.push_back(line.text.in(Lang::zh));
  }
  Frame frame;
  frame.add("item", items).add("label", english).add("label_zh", chinese);
  return frame;
}

}  // namespace yugong::frontier::dea
