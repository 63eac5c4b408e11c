#include "yugong/report/statistic_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/report/regression_options.hpp"

namespace yugong::report {
namespace {

[[noreturn]] void refuse(const std::string& path, const Text& what) {
  throw Error{
      error("YG4026",
            {path + ": " + what.en, path + "：" + what.zh},
            {"Write:  rows = [\"nobs\", \"kp_lm [p]\", { stat = \"kp_f\", digits = 2, brackets = "
             "\"critical\" }]",
             "请写：  rows = [\"nobs\", \"kp_lm [p]\", { stat = \"kp_f\", digits = 2, brackets = "
             "\"critical\" }]"})};
}

std::string marks_of(const std::string& bracketed) {
  return bracketed == "p" ? "[]" : bracketed == "critical" ? "{}" : "()";
}

/// "+name" adds; "name [p]" has a second number.
void read_name(std::string written, StatisticRow& row, const std::string& path) {
  written = text::trim(written);
  if (written.starts_with("+")) {
    row.adds = true;
    written = text::trim(written.substr(1));
  }
  const std::size_t open = written.find_first_of("[({");
  if (open != std::string::npos && open > 0) {
    const char closing = written[open] == '[' ? ']' : written[open] == '{' ? '}' : ')';
    if (written.back() != closing || written.size() < open + 3)
      refuse(path,
             {"'" + written + "' does not close its bracket", "“" + written + "”的括号不完整"});
    row.bracketed = text::trim(written.substr(open + 1, written.size() - open - 2));
    row.marks = {written[open], closing};
    written = text::trim(written.substr(0, open));
  }
  row.stat = written;
}

/// Names under which the companion of a statistic is kept: "kp_lm" has "kp_lm_p", "hansen_j" has
/// "hansen_p", "f_statistic" has "f_p_value".
std::vector<std::string> p_names(const std::string& name) {
  std::vector<std::string> names = {name + "_p", name + "_p_value"};
  const std::size_t last = name.rfind('_');
  if (last != std::string::npos)
    for (const char* ending : {"_p", "_p_value"}) names.push_back(name.substr(0, last) + ending);
  return names;
}

}  // namespace

StatisticRow statistic_row_of(const Value& value, const std::string& path) {
  StatisticRow row;
  if (value.is_text()) {
    read_name(value.text, row, path);
  } else if (value.is_table()) {
    for (const auto& [key, v] : value.members) {
      if (key == "stat" && v.is_text())
        read_name(v.text, row, path);
      else if (key == "label")
        row.label = text_of_value(v, path + ".label");
      else if (key == "digits" && v.type == Value::Type::integer && v.integer >= 0 &&
               v.integer <= 12)
        row.digits = static_cast<int>(v.integer);
      else if (key == "brackets" && v.is_text())
        row.bracketed = v.text;
      else if (key == "stars" && v.type == Value::Type::boolean)
        row.stars = v.boolean;
      else if (key == "beside" && v.type == Value::Type::boolean)
        row.beside = v.boolean;
      else {
        const std::vector<std::string> known = {
            "stat", "label", "digits", "brackets", "stars", "beside"};
        const bool is_known = std::ranges::find(known, key) != known.end();
        const Text near = is_known ? Text{} : text::did_you_mean(key, known);
        refuse(path,
               {(is_known ? "'" + key + "' has a value of the wrong kind"
                          : "unknown key '" + key + "'") +
                    near.en,
                (is_known ? "“" + key + "”的取值类型不对" : "未知的键“" + key + "”") +
                    near.in(Lang::zh)});
      }
    }
  }
  if (row.stat.empty()) refuse(path, {"a row names a statistic", "每一行应写明统计量"});
  if (!row.bracketed.empty() && row.marks.empty()) row.marks = marks_of(row.bracketed);
  return row;
}

std::optional<double> statistic_of(const Result& result, const std::string& name) {
  const Frame& glance = result.glance;
  if (glance.has(name) && !glance.column(name).is_text && glance.rows() > 0)
    return glance.number(name, 0);
  for (const Test& test : result.tests) {
    if (name == test.name) return test.statistic;
    if (name == test.name + "_p") return test.p_value;
  }
  return std::nullopt;
}

std::optional<std::string> text_statistic_of(const Result& result, const std::string& name) {
  const Frame& glance = result.glance;
  if (!glance.has(name) || !glance.column(name).is_text || glance.rows() == 0) return std::nullopt;
  return glance.text(name, 0);
}

std::optional<double> bracketed_of(const Result& result, const StatisticRow& row) {
  if (row.bracketed == "p") {
    for (const Test& test : result.tests) {
      if (test.name == row.stat) return test.p_value;
    }
    for (const std::string& name : p_names(row.stat)) {
      if (const auto found = statistic_of(result, name)) return found;
    }
    return std::nullopt;
  }
  if (row.bracketed == "critical") {
    if (row.stat == "kp_f" || row.stat == "cd_f") return statistic_of(result, "stock_yogo_10");
    return statistic_of(result, row.stat + "_critical");
  }
  return statistic_of(result, row.bracketed);
}

std::vector<std::string> statistic_names(const Result& result) {
  std::vector<std::string> names;
  for (const Column& column : result.glance.columns()) names.push_back(column.name);
  for (const Test& test : result.tests) {
    names.push_back(test.name);
    names.push_back(test.name + "_p");
  }
  std::vector<std::string> distinct;
  for (const std::string& name : names) {
    if (std::ranges::find(distinct, name) == distinct.end()) distinct.push_back(name);
  }
  return distinct;
}

bool is_count(const std::string& name) {
  return std::ranges::any_of(glossary(), [&](const GlossaryEntry& entry) {
    return entry.name == name && entry.type == "count";
  });
}

}  // namespace yugong::report
