#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/base/value.hpp"

/// The statistics beneath the estimates, one row each.
namespace yugong::report {

/// `rows` of a table, one entry: a text
///
///     "nobs"   "+hansen_p"   "kp_lm [p]"   "kp_f {critical}"   "wald (wald_df)"
///
/// or a table { stat = "kp_f", label = ..., digits = 2, brackets = "critical", stars = true, beside
/// = true }. What stands in brackets is "p" (the p-value of the statistic), "critical" (its
/// critical value, of kp_f and cd_f that of Stock and Yogo), or the name of another statistic.
/// Written as a table, p stands in [ ], a critical value in { }, anything else in ( ).
struct StatisticRow {
  std::string stat;
  Text label;
  std::optional<int> digits;
  std::string bracketed;  ///< "p", "critical", a statistic; empty: none
  std::string marks;      ///< "[]", "{}", "()"
  bool stars = false;
  std::optional<bool> beside;
  bool adds = false;  ///< written with a leading "+"
};

/// Throws Error YG4026; `path` names the entry in the message.
StatisticRow statistic_row_of(const Value& value, const std::string& path);

/// A statistic of a result by name: a number of glance, a test's statistic, its p-value as
/// "<test>_p". Nothing when the result does not have it; missing when it has it without a value.
std::optional<double> statistic_of(const Result& result, const std::string& name);
/// A text of glance, e.g. "vcov".
std::optional<std::string> text_statistic_of(const Result& result, const std::string& name);

/// What stands in brackets beside `row.stat`.
std::optional<double> bracketed_of(const Result& result, const StatisticRow& row);

/// All names that statistic_of knows.
std::vector<std::string> statistic_names(const Result& result);

/// True for whole numbers such as observations.
bool is_count(const std::string& name);

}  // namespace yugong::report
