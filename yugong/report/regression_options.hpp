#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/report/table.hpp"

/// What a study may say of a table of estimates, declared once.
namespace yugong::report {

enum class Preset {
  cn,     ///< t in parentheses, 是/否, *** 1% ** 5% * 10%
  aer,    ///< standard errors in parentheses, Yes/No
  plain,  ///< standard errors, no stars
};
enum class Parentheses { t, se, p, ci };
enum class Markers { words, ticks };                      ///< 是/否, Yes/No or √/×
enum class Naming { symbol, label };                      ///< print "NQP" or "新质生产力"
enum class NumberStyle { fixed, automatic, scientific };  ///< 0.012, 0.0123, 1.23e-02
enum class AutomaticNotes { automatic, none };

inline Names<Preset> names_of(Preset) {
  return {{"cn", Preset::cn}, {"aer", Preset::aer}, {"plain", Preset::plain}};
}

inline Names<Parentheses> names_of(Parentheses) {
  return {{"t", Parentheses::t},
          {"se", Parentheses::se},
          {"p", Parentheses::p},
          {"ci", Parentheses::ci}};
}

inline Names<Markers> names_of(Markers) {
  return {{"words", Markers::words}, {"ticks", Markers::ticks}};
}

inline Names<Naming> names_of(Naming) {
  return {{"symbol", Naming::symbol}, {"label", Naming::label}};
}

inline Names<NumberStyle> names_of(NumberStyle) {
  return {{"fixed", NumberStyle::fixed},
          {"auto", NumberStyle::automatic},
          {"scientific", NumberStyle::scientific}};
}

inline Names<AutomaticNotes> names_of(AutomaticNotes) {
  return {{"auto", AutomaticNotes::automatic}, {"none", AutomaticNotes::none}};
}

/// What `[style]` and `[table]` of a study may say. An option left out follows the preset. Names of
/// terms may be patterns: `*` stands for any run of characters. Texts are "x" or { zh = ..., en =
/// ... }.
struct RegressionTableOptions {
  Preset preset = Preset::cn;
  std::vector<std::string> show;                          ///< terms in order; empty: every term
  std::vector<std::string> drop;                          ///< terms not printed
  std::vector<std::string> order;                         ///< terms that come first
  std::map<std::string, std::vector<std::string>> merge;  ///< row of a term also takes these terms
  std::map<std::string, Value> labels;                    ///< of terms and rows, in this table
  std::vector<std::string> controls;  ///< terms counted as controls; empty: those not shown
  Value indicate;           ///< { "城市特征" = ["OPEN", "POP"] }: a yes/no row per name
  std::vector<Value> rows;  ///< statistics beneath, see statistic_rows.hpp
  Value extra;              ///< [["聚类层级", "城市", "省份"]]: rows of text
  Value groups;             ///< headings over columns: a text per column, or { title, span }
  std::vector<Parentheses> parentheses;         ///< lines under an estimate, in order
  std::map<std::string, std::string> brackets;  ///< { se = "()", p = "[]" }
  bool beside = false;  ///< the statistic on the line of the estimate, not beneath
  std::optional<Markers> markers;
  std::optional<bool> stars;
  std::vector<double> levels = {0.1, 0.05, 0.01};
  std::vector<std::string> symbols;  ///< one per level; empty: *, **, ***
  int digits = 3;
  std::map<std::string, int> digits_of;  ///< { se = 4, p = 3, r2 = 2 }: of one statistic
  NumberStyle numbers = NumberStyle::fixed;
  bool thousands = false;
  bool superscript = false;
  bool column_numbers = true;
  bool outcome_row = true;
  bool control_row = true;
  bool fixed_effect_rows = true;
  Naming naming = Naming::symbol;
  AutomaticNotes notes = AutomaticNotes::automatic;
  bool transpose = false;  ///< a model is a row

  static auto described() {
    using O = RegressionTableOptions;
    return std::tuple{
        option("preset", &O::preset, {"house style of the table", "表格样式"}),
        option("show",
               &O::show,
               {"terms printed, in this order; * stands for any characters",
                "列示的变量及顺序，可用 * 通配"}),
        option("drop", &O::drop, {"terms not printed; patterns", "不列示的变量，可用 * 通配"}),
        option("order",
               &O::order,
               {"terms that come first, in this order; patterns", "排在最前的变量，可用 * 通配"}),
        option("merge", &O::merge, {"terms that share the row of another", "并入同一行的变量"}),
        option("labels",
               &O::labels,
               {"labels of terms and rows in this table: { \"L.NQP\" = \"IV\" }",
                "本表中变量与统计量的名称"}),
        option("controls",
               &O::controls,
               {"terms summed up as controls; patterns", "合并列示的控制变量，可用 * 通配"}),
        option("indicate",
               &O::indicate,
               {"yes/no rows for sets of terms: { \"City traits\" = [\"OPEN\", \"POP\"] }",
                "以是/否列示的变量组：{ \"城市特征\" = [\"OPEN\", \"POP\"] }"}),
        option("rows",
               &O::rows,
               {"statistics beneath: \"nobs\", \"kp_lm [p]\", \"kp_f {critical}\", or { stat, "
                "label, digits, brackets, stars, beside }; '+name' adds to the usual ones",
                "表尾统计量：\"nobs\"、\"kp_lm [p]\"、\"kp_f {critical}\"，或 { stat, label, "
                "digits, brackets, stars, beside }；'+名称'表示追加"}),
        option("extra",
               &O::extra,
               {"rows of text: [[\"Clustered by\", \"city\", \"province\"]]",
                "文字行：[[\"聚类层级\", \"城市\", \"省份\"]]"}),
        option("groups",
               &O::groups,
               {"headings over columns: a text for each column (neighbours alike share one), or { "
                "title = ..., span = 2 }",
                "列的上层表头：逐列给出（相邻相同者合并），或 { title = ..., span = 2 }"}),
        option("parentheses",
               &O::parentheses,
               {"statistics under the estimate, a line each: t, se, p, ci",
                "系数下方的统计量，每个一行：t、se、p、ci"}),
        option("brackets",
               &O::brackets,
               {"around each of them: { se = \"()\", p = \"[]\" }", "各统计量所用的括号"}),
        option("beside",
               &O::beside,
               {"print the statistic on the line of the estimate", "统计量与系数同行"}),
        option("markers", &O::markers, {"words or ticks for yes and no", "是/否的写法"}),
        option("stars", &O::stars, {"mark significance with stars", "是否标注显著性星号"}),
        option("levels", &O::levels, {"significance levels of the stars", "星号对应的显著性水平"}),
        option("symbols",
               &O::symbols,
               {"marks of the levels, in their order", "各显著性水平的符号，顺序同 levels"}),
        option("digits", &O::digits, {"decimals", "小数位数"}).at_least(0).at_most(12),
        option(
            "digits_of",
            &O::digits_of,
            {"decimals of one statistic: { estimate = 3, se = 4, r2 = 2 }", "某一统计量的小数位数"})
            .at_least(0)
            .at_most(12),
        option("numbers",
               &O::numbers,
               {"fixed decimals, auto (significant digits) or scientific",
                "数字格式：fixed 固定小数位、auto 有效数字、scientific 科学计数"}),
        option("thousands", &O::thousands, {"separators in counts: 2,904", "计数用千位分隔符"}),
        option("superscript", &O::superscript, {"raise the stars", "星号上标"}),
        option("column_numbers", &O::column_numbers, {"print (1), (2), ...", "列示列号"}),
        option("outcome_row",
               &O::outcome_row,
               {"print the dependent variable over each column", "列示被解释变量"}),
        option("control_row", &O::control_row, {"print the row of controls", "列示控制变量行"}),
        option("fixed_effect_rows",
               &O::fixed_effect_rows,
               {"print the rows of fixed effects", "列示固定效应行"}),
        option("naming",
               &O::naming,
               {"print variables by symbol or by label", "以符号或标签列示变量"}),
        option("notes",
               &O::notes,
               {"none: no note but what a failed column needs and your own",
                "none：除失败列的说明与自定附注外不加注"}),
        option("transpose",
               &O::transpose,
               {"a row per model, a column per term", "转置：模型为行，变量为列"})};
  }
};

/// What is wrong with the settings themselves, whatever the models: lists that do not fit each
/// other (levels, symbols), unknown names in `brackets`, rows or groups that are not well formed
/// (YG4026). `path` names the table in messages.
std::vector<Problem> problems_of(const RegressionTableOptions& options, const std::string& path);

/// `indicate`: a yes/no row over terms or absorbed effects.
struct Indicated {
  std::string name;
  std::vector<std::string> terms;  ///< patterns
};

/// `extra`: a row of texts; true and false become the marks of the table.
struct ExtraCell {
  Text text;
  std::optional<bool> flag;
};

struct ExtraRow {
  Text label;
  std::vector<ExtraCell> cells;
};

/// The settings that are lists of their own, read. Throw Error YG4026.
std::vector<Indicated> indicated_of(const RegressionTableOptions& options, const std::string& path);
std::vector<ExtraRow> extra_rows_of(const RegressionTableOptions& options, const std::string& path);
/// A heading per column, as far as given.
std::vector<Text> groups_of(const RegressionTableOptions& options, const std::string& path);

/// The mark of the smallest level that p is below; a missing p gives none. Levels and symbols
/// agree; without symbols, one more star per level.
std::string mark_of(double p_value,
                    const std::vector<double>& levels,
                    const std::vector<std::string>& symbols);

/// A number in the style of the table: `digits` decimals, that many significant digits (whole parts
/// are never cut; what would need many zeros is written as 1.23e-05), or scientific.
Cell styled_number(double value, int digits, NumberStyle style, Text reason = {});

/// "x" or { zh = "x", en = "y" }; numbers as written. Throws Error YG4026 for anything else.
Text text_of_value(const Value& value, const std::string& path);

}  // namespace yugong::report
