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
  const bool bads_here = !o.undesirable.empty() && bads_above(o, super) == above;
  if (!o.weights.empty()) {
    if (above) return bads_here ? "sum w s-/x + sum w sb/b" : "sum w s-/x";
    return bads_here ? "sum w s+/y + sum w sb/b" : "sum w s+/y";
  }
  const std::size_t count =
      (above ? o.inputs.size() : o.outputs.size()) + (bads_here ? o.undesirable.size() : 0);
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

std::string constraints(const Options& o, bool super) {
  const bool bads = !o.undesirable.empty();
  std::string rows = super ? "X lam - s- <= x, Y lam + s+ >= y" : "x = X lam + s-, y = Y lam - s+";
  if (bads) rows += super ? ", B lam - sb <= b" : ", b = B lam + sb";
  rows += ", lam, s >= 0";
  switch (o.returns) {
    case Returns::crs:
      break;
    case Returns::vrs:
      rows += ", sum lam = 1";
      break;
    case Returns::nirs:
      rows += ", sum lam <= 1";
      break;
    case Returns::ndrs:
      rows += ", sum lam >= 1";
      break;
    case Returns::grs:
      rows += fmt::format(", {} <= sum lam <= {}", o.bounds[0], o.bounds[1]);
      break;
  }
  return rows;
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

Text score_words(const Options& o) {
  if (o.model == Model::sbm)
    return {"rho, in (0, 1]; 1 means efficient", "rho，取值 (0, 1]，1 表示有效"};
  return {fmt::format("rho where rho < 1 - {:g}; otherwise delta >= 1, the evaluated {} left out "
                      "of the reference set",
                      o.tolerance,
                      o.exclude == Exclude::unit ? "unit (all its periods)" : "row"),
          fmt::format("rho < 1 - {:g} 时取 rho，否则取 delta（≥ 1），其参照集剔除被评价{}",
                      o.tolerance,
                      o.exclude == Exclude::unit ? "单元（各期）" : "行")};
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
      return {
          fmt::format(
              "zero amounts are replaced by {:g} times the smallest positive amount of the column",
              rule.factor),
          fmt::format("零值替换为该列最小正值的 {:g} 倍", rule.factor)};
  }
  return {};
}

Text bad_words(const Options& o) {
  if (o.undesirable.empty()) return {"no bad outputs", "无非期望产出"};
  if (o.bad == Bad::input) return {"bad outputs are treated as inputs", "非期望产出作为投入处理"};
  return {"bad outputs are strongly disposable (B lam <= b)", "非期望产出强可处置（B lam <= b）"};
}

}  // namespace

Frame method_table(const Fit& fit) {
  const Options& o = fit.options;
  const std::string sources =
      o.model == Model::sbm ? "Tone (2001), Tone (2003)" : "Tone (2001), Tone (2002), Tone (2003)";
  std::vector<Line> lines = {{"formula", formula(o, false)},
                             {"constraints", constraints(o, false)}};
  if (o.model == Model::super_sbm) {
    lines.push_back({"super_formula", formula(o, true)});
    lines.push_back({"super_constraints", constraints(o, true)});
  }
  lines.push_back({"score", score_words(o)});
  lines.push_back({"frontier", reference_words(o)});
  lines.push_back({"returns", returns_words(o.returns)});
  lines.push_back({"bad", bad_words(o)});
  lines.push_back({"zero", zero_words(o)});
  lines.push_back(
      {"tie",
       o.tie == Tie::maxsum
           ? Text{"among equal optima: largest sum of relative slacks, then the lowest row numbers",
                  "多重最优解取相对松弛之和最大者，再按行号取最前者"}
           : Text{"among equal optima: the vertex found", "多重最优解取所得顶点"}});
  lines.push_back(
      {"certificate",
       {"every score is certified: relative primal residual and duality gap below 1e-10",
        "每个得分均经校验：原始残差与对偶间隙均小于 1e-10"}});
  lines.push_back({"source", sources});
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
