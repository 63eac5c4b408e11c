#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/report/regression_options.hpp"
#include "yugong/report/table.hpp"
#include "yugong/report/words.hpp"

/// The three-line table of estimates: a column per model, estimates with stars over the statistic
/// in parentheses, then controls, fixed effects, observations, R² and further rows.
namespace yugong::report {

/// One column. What is empty is taken from the result: the outcome from its formula.
struct RegressionColumn {
  const Result* result =
      nullptr;      ///< null: an estimate that failed; the column stays, blank with `reason`
  Text title = {};  ///< e.g. "缩尾处理"
  Text outcome = {};
  Text group = {};  ///< neighbours with the same group get a spanning header
  Text reason = {};
  std::optional<std::vector<std::string>> fixed_effects = {};  ///< when the formula does not say
  std::string of = {};    ///< id of the result that this is a part of (result_parts.hpp)
  std::string part = {};  ///< "first", "reduced", ...; empty: the result itself
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
/// A tidy frame of tests is printed with its statistics as estimates; the parts of one with several
/// components under a heading each. Stars come from p-values at full precision. A statistic that a
/// column does not have is blank with a reason; those about instruments stand under the first stage
/// where a column shows it. A shown term that no column has is skipped, since `show` of a study's
/// style serves several tables; terms_not_found() tells. Throws Error YG4022 for a row that no
/// column has (nearest names offered), YG4021 when there is no column, YG4026 for options that do
/// not fit, YG4029 for a result without terms.
Table regression_table(const std::vector<RegressionColumn>& columns,
                       const RegressionTableOptions& options,
                       const TableContext& context);

/// As above with nothing but the results; a result with several outcomes, quantiles, ... gives a
/// column each.
Table regression_table(const std::vector<const Result*>& results,
                       const RegressionTableOptions& options = {},
                       const TableContext& context = {});

/// One of several tables stacked under one head, as wide as the others.
struct RegressionPanel {
  Text title;
  std::vector<RegressionColumn> columns;
  RegressionTableOptions options;
};

/// Panel A, Panel B, ...: a head for all (lines that differ stand in each panel), rows of marks
/// that all share at the end, notes once. Throws Error YG4028 when the panels differ in width.
Table panelled_table(const std::vector<RegressionPanel>& panels, const TableContext& context);

/// Names in `show`, `drop`, `order`, `merge`, `controls` and `indicate`, as written.
std::vector<std::string> terms_asked(const RegressionTableOptions& options);

/// Those of them that none of the columns has: for a study to check over all its tables.
std::vector<std::string> terms_not_found(const std::vector<RegressionColumn>& columns,
                                         const RegressionTableOptions& options);

/// Parts of a canonical formula "y ~ a + b | fe1 + fe2 | d ~ z": the outcome and the absorbed
/// effects.
std::string outcome_of(const std::string& formula);
std::vector<std::string> fixed_effects_of(const std::string& formula);

}  // namespace yugong::report
