#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/base/result.hpp"
#include "yugong/report/table.hpp"
#include "yugong/report/words.hpp"

/// The three-line table of estimates: a column per model, estimates with stars over the statistic
/// in parentheses, then controls, fixed effects, observations, R² and further rows.
namespace yugong::report {

enum class Preset {
  cn,     ///< t in parentheses, 是/否, *** 1% ** 5% * 10%
  aer,    ///< standard errors in parentheses, Yes/No
  plain,  ///< standard errors, no stars
};
enum class Parentheses { t, se, p, ci };
enum class Markers { words, ticks };  ///< 是/否, Yes/No or √/×
enum class Naming { symbol, label };  ///< print "NQP" or "新质生产力"

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

/// What `[style]` and `[table]` of a study may say. An option left out follows the preset.
struct RegressionTableOptions {
  Preset preset = Preset::cn;
  std::vector<std::string> show;                          ///< terms in order; empty: every term
  std::map<std::string, std::vector<std::string>> merge;  ///< row of a term also takes these terms
  std::vector<std::string> controls;  ///< terms counted as controls; empty: those not shown
  std::vector<std::string> rows;      ///< of glance or tests; "+x" adds to the preset's rows
  std::optional<Parentheses> parentheses;
  std::optional<Markers> markers;
  std::optional<bool> stars;
  std::vector<double> levels = {0.1, 0.05, 0.01};
  int digits = 3;
  bool superscript = false;
  bool control_row = true;
  bool fixed_effect_rows = true;
  Naming naming = Naming::symbol;

  static auto described() {
    return std::tuple{
        option("preset", &RegressionTableOptions::preset, {"house style of the table", "表格样式"}),
        option("show",
               &RegressionTableOptions::show,
               {"terms printed, in this order", "列示的变量及顺序"}),
        option("merge",
               &RegressionTableOptions::merge,
               {"terms that share the row of another", "并入同一行的变量"}),
        option("controls",
               &RegressionTableOptions::controls,
               {"terms summed up as controls", "合并列示的控制变量"}),
        option(
            "rows",
            &RegressionTableOptions::rows,
            {"statistics beneath; '+name' adds to the usual ones", "表尾统计量；'+名称'表示追加"}),
        option("parentheses",
               &RegressionTableOptions::parentheses,
               {"what stands in parentheses", "括号内的统计量"}),
        option("markers",
               &RegressionTableOptions::markers,
               {"words or ticks for yes and no", "是/否的写法"}),
        option("stars",
               &RegressionTableOptions::stars,
               {"mark significance with stars", "是否标注显著性星号"}),
        option("levels",
               &RegressionTableOptions::levels,
               {"significance levels of the stars", "星号对应的显著性水平"}),
        option("digits", &RegressionTableOptions::digits, {"decimals", "小数位数"})
            .at_least(0)
            .at_most(12),
        option(
            "superscript", &RegressionTableOptions::superscript, {"raise the stars", "星号上标"}),
        option("control_row",
               &RegressionTableOptions::control_row,
               {"print the row of controls", "列示控制变量行"}),
        option("fixed_effect_rows",
               &RegressionTableOptions::fixed_effect_rows,
               {"print the rows of fixed effects", "列示固定效应行"}),
        option("naming",
               &RegressionTableOptions::naming,
               {"print variables by symbol or by label", "以符号或标签列示变量"})};
  }
};

/// One column. What is empty is taken from the result: the outcome from its formula.
struct RegressionColumn {
  const Result* result =
      nullptr;      ///< null: an estimate that failed; the column stays, blank with `reason`
  Text title = {};  ///< e.g. "缩尾处理"
  Text outcome = {};
  Text group = {};  ///< neighbours with the same group get a spanning header
  Text reason = {};
  std::optional<std::vector<std::string>> fixed_effects = {};  ///< when the formula does not say
};

/// What a table needs to know of the study.
struct TableContext {
  std::string id;      ///< "t4"
  std::string number;  ///< "4"
  Text title;
  std::map<std::string, Text> labels;  ///< of variables; a term without one is printed by name
  std::string unit;  ///< name of the unit column: its fixed effect is 个体固定 / Unit FE
  std::string time;
  bool simulated = false;
  Words words;
};

/// Terms are looked up in tidy (`term`, `estimate`, `std_error`, `statistic`, `p_value`,
/// `conf_low`, `conf_high`), rows in glance or, as `<test>_p` and `<test>`, in the result's tests.
/// Stars come from p-values at full precision. A statistic that a column does not have is blank
/// with a reason. A shown term that no column has is skipped, since `show` of a study's style
/// serves several tables; terms_not_found() tells. Throws Error YG4022 for a row that no column has
/// (nearest names offered), YG4021 when there is no column.
Table regression_table(const std::vector<RegressionColumn>& columns,
                       const RegressionTableOptions& options,
                       const TableContext& context);

/// As above with nothing but the results.
Table regression_table(const std::vector<const Result*>& results,
                       const RegressionTableOptions& options = {},
                       const TableContext& context = {});

/// Names in `show` and `merge` that none of the columns has: for a study to check over all its
/// tables.
std::vector<std::string> terms_not_found(const std::vector<RegressionColumn>& columns,
                                         const RegressionTableOptions& options);

/// Parts of a canonical formula "y ~ a + b | fe1 + fe2 | d ~ z": the outcome and the absorbed
/// effects.
std::string outcome_of(const std::string& formula);
std::vector<std::string> fixed_effects_of(const std::string& formula);

}  // namespace yugong::report
