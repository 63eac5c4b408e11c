#include "yugong/report/regression_options.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/report/statistic_rows.hpp"

namespace yugong::report {
namespace {

Problem misfit(const std::string& path, const std::string& key, const Text& what, Text mend) {
  return error("YG4026",
               {path + "." + key + ": " + what.en, path + "." + key + "：" + what.in(Lang::zh)},
               std::move(mend))
      .about(key);
}

void check_symbols(const RegressionTableOptions& options,
                   const std::string& path,
                   std::vector<Problem>& problems) {
  if (!std::ranges::all_of(options.levels, [](double p) { return p > 0 && p < 1; }))
    problems.push_back(
        misfit(path,
               "levels",
               {"a significance level lies between 0 and 1", "显著性水平应在 0 与 1 之间"},
               {"Write:  levels = [0.1, 0.05, 0.01]", "请写：  levels = [0.1, 0.05, 0.01]"}));
  if (options.symbols.empty() || options.symbols.size() == options.levels.size()) return;
  problems.push_back(misfit(
      path,
      "symbols",
      {fmt::format("{} symbols for {} levels", options.symbols.size(), options.levels.size()),
       fmt::format("{} 个符号对应 {} 个显著性水平", options.symbols.size(), options.levels.size())},
      {"give a symbol for each level, in the order of `levels`",
       "请按 levels 的顺序为每个水平给出一个符号"}));
}

void check_brackets(const RegressionTableOptions& options,
                    const std::string& path,
                    std::vector<Problem>& problems) {
  static const std::vector<std::string> parts = {"t", "se", "p", "ci"};
  static const std::set<std::string> pairs = {"()", "[]", "{}", ""};
  for (const auto& [part, marks] : options.brackets) {
    if (std::ranges::find(parts, part) == parts.end()) {
      const Text near = text::did_you_mean(part, parts);
      problems.push_back(misfit(path,
                                "brackets",
                                {"no statistic '" + part + "'", "没有统计量“" + part + "”"},
                                {"known: t, se, p, ci" + near.en, "可用：t、se、p、ci" + near.zh}));
    } else if (!pairs.contains(marks)) {
      problems.push_back(
          misfit(path,
                 "brackets",
                 {"'" + marks + "' is no pair of brackets", "“" + marks + "”不是一对括号"},
                 {"one of \"()\", \"[]\", \"{}\" or \"\" for none",
                  "可用 \"()\"、\"[]\"、\"{}\"，或 \"\" 表示不加"}));
    }
  }
}

void check_lines(const RegressionTableOptions& options,
                 const std::string& path,
                 std::vector<Problem>& problems) {
  const std::set<Parentheses> distinct(options.parentheses.begin(), options.parentheses.end());
  if (distinct.size() < options.parentheses.size())
    problems.push_back(
        misfit(path,
               "parentheses",
               {"a statistic is named twice", "同一统计量写了两次"},
               {"e.g. parentheses = [\"se\", \"p\"]", "例如 parentheses = [\"se\", \"p\"]"}));
}

/// Runs a reader for its mistakes only.
template <class Read>
void collect(std::vector<Problem>& problems, const Read& read) {
  try {
    read();
  } catch (const Error& e) {
    problems.insert(problems.end(), e.problems().begin(), e.problems().end());
  }
}

}  // namespace

std::vector<Problem> problems_of(const RegressionTableOptions& options, const std::string& path) {
  std::vector<Problem> problems;
  check_symbols(options, path, problems);
  check_brackets(options, path, problems);
  check_lines(options, path, problems);
  for (std::size_t i = 0; i < options.rows.size(); ++i)
    collect(problems, [&] {
      static_cast<void>(statistic_row_of(options.rows[i], fmt::format("{}.rows[{}]", path, i + 1)));
    });
  for (const auto& label : options.labels)
    collect(problems, [&] {
      static_cast<void>(text_of_value(label.second, path + ".labels." + label.first));
    });
  collect(problems, [&] { static_cast<void>(indicated_of(options, path)); });
  collect(problems, [&] { static_cast<void>(extra_rows_of(options, path)); });
  collect(problems, [&] { static_cast<void>(groups_of(options, path)); });
  return problems;
}

std::vector<Indicated> indicated_of(const RegressionTableOptions& options,
                                    const std::string& path) {
  std::vector<Indicated> out;
  if (options.indicate.type == Value::Type::null) return out;
  const Text mend{"Write:  indicate = { \"City traits\" = [\"OPEN\", \"POP\"] }",
                  "请写：  indicate = { \"城市特征\" = [\"OPEN\", \"POP\"] }"};
  if (!options.indicate.is_table())
    throw Error{misfit(path,
                       "indicate",
                       {"a table of rows and their terms is expected", "应为“行名 = 变量列表”的表"},
                       mend)};
  for (const auto& [name, value] : options.indicate.members) {
    Indicated row;
    row.name = name;
    if (value.is_text()) row.terms.push_back(value.text);
    for (const Value& item : value.items) {
      if (item.is_text()) row.terms.push_back(item.text);
    }
    const bool all_text = value.is_text() || row.terms.size() == value.items.size();
    if (row.terms.empty() || !all_text)
      throw Error{misfit(path,
                         "indicate",
                         {"row '" + name + "' names no terms", "“" + name + "”一行没有变量名"},
                         mend)};
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<ExtraRow> extra_rows_of(const RegressionTableOptions& options,
                                    const std::string& path) {
  std::vector<ExtraRow> out;
  if (options.extra.type == Value::Type::null) return out;
  const Text mend{"Write:  extra = [[\"Clustered by\", \"city\", \"province\"]]",
                  "请写：  extra = [[\"聚类层级\", \"城市\", \"省份\"]]"};
  const bool nested =
      options.extra.is_array() &&
      std::ranges::all_of(options.extra.items, [](const Value& v) { return v.is_array(); });
  if (!nested)
    throw Error{misfit(path,
                       "extra",
                       {"a list of rows is expected, each a list", "应为若干行，每行一个列表"},
                       mend)};
  for (std::size_t i = 0; i < options.extra.items.size(); ++i) {
    const std::vector<Value>& items = options.extra.items[i].items;
    const std::string where = fmt::format("{}.extra[{}]", path, i + 1);
    if (items.size() < 2)
      throw Error{
          misfit(path,
                 "extra",
                 {"a row has a label and a text for each column", "每行应有名称与各列的文字"},
                 mend)};
    ExtraRow row;
    row.label = text_of_value(items[0], where);
    for (std::size_t k = 1; k < items.size(); ++k) {
      ExtraCell cell;
      if (items[k].type == Value::Type::boolean)
        cell.flag = items[k].boolean;
      else
        cell.text = text_of_value(items[k], where);
      row.cells.push_back(std::move(cell));
    }
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<Text> groups_of(const RegressionTableOptions& options, const std::string& path) {
  std::vector<Text> out;
  if (options.groups.type == Value::Type::null) return out;
  const std::string where = path + ".groups";
  const Text mend{
      "Write:  groups = [\"\", { title = { zh = \"稳健性\", en = \"Robustness\" }, span = 2 }]",
      "请写：  groups = [\"\", { title = { zh = \"稳健性\", en = \"Robustness\" }, span = 2 }]"};
  if (!options.groups.is_array())
    throw Error{misfit(path, "groups", {"a list is expected", "应为列表"}, mend)};
  for (const Value& item : options.groups.items) {
    const Value* title = item.find("title");
    const Value* span = item.find("span");
    std::int64_t columns = 1;
    if (span != nullptr) columns = span->type == Value::Type::integer ? span->integer : 0;
    if (columns < 1 || columns > 1000)
      throw Error{misfit(path,
                         "groups",
                         {"span is a number of columns, 1 or more", "span 应为列数，至少为 1"},
                         mend)};
    const Text text = text_of_value(title != nullptr ? *title : item, where);
    for (std::int64_t k = 0; k < columns; ++k) out.push_back(text);
  }
  return out;
}

std::string mark_of(double p_value,
                    const std::vector<double>& levels,
                    const std::vector<std::string>& symbols) {
  if (is_missing(p_value)) return "";
  if (symbols.empty())
    return std::string(static_cast<std::size_t>(std::ranges::count_if(
                           levels, [&](double level) { return p_value < level; })),
                       '*');
  std::string mark;
  double smallest = 2;
  for (std::size_t k = 0; k < levels.size() && k < symbols.size(); ++k) {
    if (p_value < levels[k] && levels[k] < smallest) {
      smallest = levels[k];
      mark = symbols[k];
    }
  }
  return mark;
}

Cell styled_number(double value, int digits, NumberStyle style, Text reason) {
  Cell cell = Cell::of(value, digits, std::move(reason));
  if (cell.kind != Cell::Kind::number || style == NumberStyle::fixed) return cell;
  const int significant = std::max(digits, 1);
  const int exponent = value == 0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value))));
  cell.scientific = style == NumberStyle::scientific || exponent < -4 || exponent >= 9;
  cell.decimals = style == NumberStyle::scientific ? digits
                  : cell.scientific                ? significant - 1
                                                   : std::max(0, significant - 1 - exponent);
  return cell;
}

Text text_of_value(const Value& value, const std::string& path) {
  if (value.is_text()) return value.text;
  if (value.is_number())
    return value.type == Value::Type::integer ? std::to_string(value.integer)
                                              : text::round_trip(value.real);
  const Value* zh = value.find("zh");
  const Value* en = value.find("en");
  const bool good = value.is_table() && (zh != nullptr || en != nullptr) &&
                    (zh == nullptr || zh->is_text()) && (en == nullptr || en->is_text()) &&
                    value.members.size() == (zh != nullptr ? 1u : 0u) + (en != nullptr ? 1u : 0u);
  if (!good)
    throw Error{error("YG4026",
                      {path + ": a text is expected", path + "：应为文字"},
                      {"Write:  \"x\" or { zh = \"x\", en = \"y\" }",
                       "请写：  \"x\" 或 { zh = \"x\", en = \"y\" }"})};
  if (en == nullptr) return zh->text;
  return {en->text, zh == nullptr ? "" : zh->text};
}

}  // namespace yugong::report
