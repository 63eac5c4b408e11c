#include "yugong/frontier/productivity_text.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "yugong/frontier/dea_text.hpp"
#include "yugong/frontier/productivity_settings.hpp"

namespace yugong::frontier::productivity {

namespace {

using Kind = FrontierForm::Kind;

struct Line {
  std::string item;
  Text text;
};

/// Change of one technology's score between the two periods, as a formula.
std::string change_formula(Index index, const std::string& technology) {
  const std::string& a = technology;
  switch (index) {
    case Index::malmquist:
      return fmt::format("E^{}(t+1)/E^{}(t)", a, a);
    case Index::malmquist_luenberger:
      return fmt::format("(1 + D^{}(t))/(1 + D^{}(t+1))", a, a);
    case Index::luenberger:
      return fmt::format("(D^{}(t) - D^{}(t+1))", a, a);
  }
  return "";
}

std::string symbol(Index index) {
  return index == Index::malmquist ? "M" : index == Index::luenberger ? "L" : "ML";
}

std::string common_letter(const FrontierForm& form) {
  return form.kind == Kind::global ? "G" : form.kind == Kind::biennial ? "B" : "F";
}

std::string index_formula(const Fit& fit) {
  const std::string head = "index = " + symbol(fit.index) + " = ";
  if (fit.form.common()) return head + change_formula(fit.index, common_letter(fit.form));
  const std::string first = change_formula(fit.index, "t"),
                    second = change_formula(fit.index, "{t+1}");
  return fit.index == Index::luenberger ? fmt::format("{}(1/2) [{} + {}]", head, first, second)
                                        : fmt::format("{}sqrt[ {} * {} ]", head, first, second);
}

std::string ec_formula(Index index) {
  switch (index) {
    case Index::malmquist:
      return "ec = E^{t+1}(t+1)/E^t(t)";
    case Index::malmquist_luenberger:
      return "ec = (1 + D^t(t))/(1 + D^{t+1}(t+1))";
    case Index::luenberger:
      return "ec = D^t(t) - D^{t+1}(t+1)";
  }
  return "";
}

Text technologies_text(const Fit& fit) {
  const FrontierForm& form = fit.form;
  switch (form.kind) {
    case Kind::adjacent:
      return {"the technology of a period is spanned by the rows of that period",
              "各期技术由该期样本构成（相邻参比）"};
    case Kind::sequential:
      return {
          "the technology of a period is spanned by the rows of that period and all before it "
          "(sequential): it cannot regress",
          "各期技术由该期及以前全部样本构成（序列参比），不会退步"};
    case Kind::window:
      return {
          fmt::format("the technology of a period is spanned by the rows of the {} periods that "
                      "end with it (window)",
                      form.width),
          fmt::format("各期技术由以该期为末的 {} 期样本构成（视窗参比）", form.width)};
    case Kind::centred:
      return {fmt::format("the technology of a period is spanned by the rows at most {} periods "
                          "away (centred window)",
                          form.width),
              fmt::format("各期技术由前后各 {} 期样本构成（中心视窗）", form.width)};
    case Kind::global:
      return {
          "G is spanned by all rows of all periods (global); ec uses the technologies of the "
          "single periods",
          "G 由全部时期样本构成（全局参比）；ec 使用各期自身的技术前沿"};
    case Kind::biennial:
      return {
          "B is spanned by the rows of t and t+1 together (biennial); ec uses the technologies "
          "of the single periods",
          "B 由 t 与 t+1 两期样本共同构成（两期参比）；ec 使用各期自身的技术前沿"};
    case Kind::fixed:
      return {fmt::format("F is spanned by the rows of period {} (fixed base); ec uses the "
                          "technologies of the single periods",
                          form.base),
              fmt::format("F 由 {} 期样本构成（固定基期）；ec 使用各期自身的技术前沿", form.base)};
  }
  return {};
}

/// What the letters mean.
Text letters_text(const Fit& fit) {
  if (fit.index == Index::malmquist)
    return {"E^a(c) is the score of the unit in period c against technology a",
            "E^a(c) 为该单元 c 期相对于技术 a 的效率得分"};
  return {"D^a(c) is the distance of the unit in period c to technology a",
          "D^a(c) 为该单元 c 期到技术 a 的方向距离"};
}

Text tc_text(const Fit& fit) {
  const std::string formula =
      fit.index == Index::luenberger ? "tc = index - ec" : "tc = index / ec";
  if (!fit.form.common())
    return {formula + ": technical change, the shift of the frontier at the unit's place",
            formula + "：技术进步，前沿在该单元处的移动"};
  return {formula +
              ": best-practice change, the period's frontier moving towards the common one (bpg is "
              "the gap between them)",
          formula + "：最佳实践者变化（BPC），即当期前沿向共同前沿的靠近（bpg 为二者之差距）"};
}

void add_decomposition(const Fit& fit, std::vector<Line>& lines) {
  const bool additive = fit.index == Index::luenberger;
  const std::string times = additive ? " + " : " * ";
  if (fit.options.decomposition == Decomposition::fgnz)
    lines.push_back(
        {"decomposition",
         {"ec = pec" + times +
              "sec: pec is ec under variable returns, sec the change of scale efficiency (Faere et "
              "al. 1994)",
          "ec = pec" + times + "sec：pec 为规模报酬可变下的 ec，sec 为规模效率变化（FGNZ 1994）"}});
  if (fit.options.decomposition == Decomposition::ray_desli)
    lines.push_back(
        {"decomposition",
         {"index = pec" + times + "tc_vrs" + times +
              "sc: pec and tc_vrs are ec and tc under variable returns, sc the constant-returns "
              "index over the variable-returns one (Ray and Desli 1997)",
          "index = pec" + times + "tc_vrs" + times +
              "sc：pec、tc_vrs 为规模报酬可变下的 ec 与 tc，sc 为两种规模报酬下指数之比"
              "（Ray-Desli 1997）"}});
}

void add_conventions(const Fit& fit, std::vector<Line>& lines) {
  if (fit.options.balanced == Balanced::pair)
    lines.push_back({"balanced",
                     {"a technology is spanned by the units present in both periods compared",
                      "技术前沿只含两期均有数据的单元"}});
  else
    lines.push_back({"balanced",
                     {"a technology is spanned by every unit present in its periods",
                      "技术前沿包含各期全部样本（非平衡面板亦然）"}});
  lines.push_back(
      {"gap",
       fit.options.gap == Gap::bridge
           ? Text{"a unit without the period before is compared with its last one",
                  "缺少上一期的单元与其最近一期比较"}
           : Text{"a unit without the period before has no index", "缺少上一期的单元没有指数"}});
  if (fit.options.cumulative)
    lines.push_back(
        {"cumulative",
         {"cumulative columns are chained from the unit's first period, where they are " +
              std::string(fit.index == Index::luenberger ? "zero" : "one"),
          "累积列自该单元首期起连乘（Luenberger 为累加），首期取 " +
              std::string(fit.index == Index::luenberger ? "0" : "1")}});
  const bool sbm = fit.options.model == Model::sbm || fit.options.model == Model::super_sbm;
  if (sbm && !(fit.form.kind == Kind::global))
    lines.push_back(
        {"outside",
         fit.options.outside == Outside::super
             ? Text{"a row that lies outside a technology has its super-efficiency score there",
                    "落在某期前沿之外的行，对该前沿取超效率得分"}
             : Text{"a row that lies outside a technology has no score there",
                    "落在某期前沿之外的行，对该前沿没有得分"}});
}

/// What the efficiency model says of itself, as far as it is about one distance.
void add_distance(const Fit& fit, std::vector<Line>& lines) {
  static constexpr std::array<std::string_view, 5> not_of_a_distance = {
      "score", "frontier", "tie", "certificate", "replicate"};
  const Frame model = dea::method_table(fit.sample);
  for (std::size_t i = 0; i < model.rows(); ++i) {
    const std::string& item = model.text("item", i);
    bool skipped = false;
    for (const std::string_view other : not_of_a_distance) skipped = skipped || item == other;
    if (!skipped)
      lines.push_back({"distance_" + item, {model.text("label", i), model.text("label_zh", i)}});
  }
}

std::string source(const Fit& fit) {
  std::string names;
  switch (fit.index) {
    case Index::malmquist:
      names = "Caves, Christensen and Diewert (1982); Faere, Grosskopf, Norris and Zhang (1994)";
      break;
    case Index::malmquist_luenberger:
      names = "Chung, Faere and Grosskopf (1997)";
      break;
    case Index::luenberger:
      names = "Chambers, Faere and Grosskopf (1996)";
      break;
  }
  switch (fit.form.kind) {
    case Kind::global:
      return names + (fit.index == Index::malmquist ? "; Pastor and Lovell (2005)"
                                                    : "; Pastor and Lovell (2005); Oh (2010)");
    case Kind::biennial:
      return names + "; Pastor, Asmild and Lovell (2011)";
    case Kind::sequential:
      return names +
             (fit.index == Index::malmquist ? "; Shestalova (2003)" : "; Oh and Heshmati (2010)");
    case Kind::fixed:
      return names + "; Berg, Foersund and Jansen (1992)";
    default:
      return names;
  }
}

}  // namespace

Text reading_text(const Fit& fit) {
  const std::string bound = fit.index == Index::luenberger ? "zero" : "one";
  const std::string sign = fit.index == Index::luenberger ? "> 0" : "> 1";
  return {
      fmt::format("improvement if {}: an index, ec or tc above {} is a gain from the earlier to "
                  "the later period",
                  sign,
                  bound),
      fmt::format("{} 表示改善：指数、ec、tc {} 即较上一期进步", sign, sign)};
}

Frame method_table(const Fit& fit) {
  std::vector<Line> lines = {{"formula", index_formula(fit)},
                             {"letters", letters_text(fit)},
                             {"ec",
                              {ec_formula(fit.index) + ": efficiency change, catching up",
                               ec_formula(fit.index) + "：效率变化（追赶效应）"}},
                             {"tc", tc_text(fit)}};
  add_decomposition(fit, lines);
  lines.push_back({"reading", reading_text(fit)});
  lines.push_back({"frontier", technologies_text(fit)});
  add_conventions(fit, lines);
  add_distance(fit, lines);
  lines.push_back({"source", source(fit)});
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

}  // namespace yugong::frontier::productivity
