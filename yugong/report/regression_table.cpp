#include "yugong/report/regression_table.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include <fmt/format.h>

#include "yugong/report/label.hpp"
#include "yugong/report/name_patterns.hpp"
#include "yugong/report/regression_parts.hpp"
#include "yugong/report/result_parts.hpp"
#include "yugong/report/table_shapes.hpp"

namespace yugong::report {
namespace {

/// A result with nothing to print in a column, beside others that have something.
void require_terms(const Making& making) {
  for (std::size_t i = 0; i < making.size(); ++i) {
    if (making.failed(i) || !making.keys[i].empty()) continue;
    const Result& result = *making.columns[i].result;
    throw Error{error("YG4029",
                      {"'" + result.id + "' has no coefficients to print in a column",
                       "“" + result.id + "”没有可列示的系数"},
                      {"print it with kind = \"frame\", of = \"" + result.id + "\"",
                       "请用 kind = \"frame\", of = \"" + result.id + "\" 列示"})
                    .about(result.id)};
  }
}

Table finished(Making making) {
  Table& table = making.table;
  table.id = making.context.id;
  table.number = making.context.number;
  table.title = making.context.title;
  table.simulated = making.context.simulated;
  table.superscript_stars = making.options.superscript;
  add_head(making);
  add_terms(making);
  // A Chinese three-line table has three lines; the others set the estimates off with a fourth.
  if (!table.rows.empty() && making.options.preset != Preset::cn && !making.options.transpose)
    table.rows.push_back({RowKind::rule, {}});
  add_marks(making);
  add_statistics(making);
  add_notes(making);
  table.tidy = making.sheet.frame();
  if (making.options.transpose) table = transposed(table, making.word("model"));
  check(table);
  return std::move(making.table);
}

}  // namespace

House house_of(const RegressionTableOptions& options) {
  House house{{Parentheses::t}, Markers::words, true, true};
  if (options.preset != Preset::cn)
    house = {{Parentheses::se}, Markers::words, options.preset == Preset::aer, false};
  if (!options.parentheses.empty()) house.parentheses = options.parentheses;
  if (options.markers) house.markers = *options.markers;
  if (options.stars) house.stars = *options.stars;
  return house;
}

void TidySheet::add(std::size_t column,
                    const RegressionColumn& c,
                    std::string row,
                    std::string part,
                    double value,
                    std::string stars) {
  column_.push_back(static_cast<double>(column + 1));
  model_.push_back(c.result != nullptr ? c.result->id : "");
  row_.push_back(std::move(row));
  part_.push_back(std::move(part));
  value_.push_back(value);
  stars_.push_back(std::move(stars));
}

Frame TidySheet::frame() const {
  Frame frame;
  frame.add("column", column_)
      .add("model", model_)
      .add("term", row_)
      .add("part", part_)
      .add("value", value_)
      .add("stars", stars_);
  return frame;
}

std::ptrdiff_t Making::row_of(std::size_t column, const std::string& name) const {
  const NameList& names = keys[column];
  const auto find = [&](const std::string& wanted) {
    const auto found = std::ranges::find(names, wanted);
    return found == names.end() ? std::ptrdiff_t{-1} : found - names.begin();
  };
  const std::ptrdiff_t own = find(name);
  const auto merged = options.merge.find(name);
  if (own >= 0 || merged == options.merge.end()) return own;
  for (const std::string& alias : merged->second) {
    if (const std::ptrdiff_t row = find(alias); row >= 0) return row;
  }
  return -1;
}

bool Making::somewhere(const std::string& name) const {
  for (std::size_t i = 0; i < size(); ++i) {
    if (row_of(i, name) >= 0) return true;
  }
  return false;
}

NameList Making::effects_of(std::size_t column) const {
  if (columns[column].fixed_effects) return *columns[column].fixed_effects;
  if (failed(column)) return {};
  const Result& result = *columns[column].result;
  NameList effects = fixed_effects_of(result.formula);
  // Dynamic panels and first differences take the effects of units away without naming them.
  const bool differenced =
      result.kind == "gmm" || result.kind == "lsdvc" ||
      (result.kind == "panel" && text_statistic_of(result, "estimator").value_or("") == "fd");
  if (differenced && !context.unit.empty() &&
      std::ranges::find(effects, context.unit) == effects.end())
    effects.push_back(context.unit);
  return effects;
}

bool Making::holds(std::size_t column, const std::string& pattern) const {
  const auto fits = [&](const std::string& name) { return matches(pattern, name); };
  return std::ranges::any_of(keys[column], fits) || std::ranges::any_of(effects_of(column), fits);
}

bool Making::has_own_label(const std::string& name) const {
  return options.labels.contains(name);
}

Text Making::own_label(const std::string& name) const {
  return text_of_value(options.labels.at(name), "labels." + name);
}

Text Making::label_of(const std::string& name) const {
  return has_own_label(name) ? own_label(name) : report::label_of(name, options.naming, context);
}

Text Making::why_absent(std::size_t column, std::string_view otherwise) const {
  if (!failed(column)) return word(otherwise);
  return columns[column].reason.empty() ? word("absent.failed") : columns[column].reason;
}

int Making::digits(const std::string& part) const {
  const auto own = options.digits_of.find(part);
  return own == options.digits_of.end() ? options.digits : own->second;
}

Cell Making::number(double value, int decimals, Text reason) const {
  return styled_number(value, decimals, options.numbers, std::move(reason));
}

Text Making::marker(bool yes) const {
  if (house.markers == Markers::ticks) return word(yes ? "tick" : "cross");
  return word(yes ? "yes" : "no");
}

void Making::add_row(Text label, std::vector<Cell> cells) {
  Row row{RowKind::values, {Cell::of(std::move(label))}};
  row.cells.insert(row.cells.end(), cells.begin(), cells.end());
  table.rows.push_back(std::move(row));
}

Making make(const std::vector<RegressionColumn>& columns,
            const RegressionTableOptions& options,
            const TableContext& context) {
  Making making{columns, options, context};
  making.house = house_of(options);
  bool errors = false, tests = false;
  for (const RegressionColumn& column : columns) {
    making.tidy.push_back(column.result != nullptr ? as_terms(column.result->tidy) : Frame{});
    making.keys.push_back(row_names(making.tidy.back()));
    errors = errors || making.tidy.back().has("std_error");
    tests = tests || (making.tidy.back().has("estimate") && !making.tidy.back().has("std_error"));
  }
  // Tests have a p-value and nothing else to stand beneath them.
  if (tests && !errors) making.house.parentheses = {Parentheses::p};
  making.shown = shown_terms(making);
  return making;
}

Table regression_table(const std::vector<RegressionColumn>& columns,
                       const RegressionTableOptions& options,
                       const TableContext& context) {
  if (columns.empty()) {
    throw Error{error(
        "YG4021",
        {"table " + context.number + " has no columns", "表 " + context.number + " 没有任何列"},
        {"give it models: columns = [\"base1\", \"base2\"]",
         "请指定模型：columns = [\"base1\", \"base2\"]"})};
  }
  std::vector<Problem> problems = problems_of(options, "table " + context.number);
  if (!problems.empty()) throw Error{std::move(problems)};
  Making making = make(columns, options, context);
  require_terms(making);
  return finished(std::move(making));
}

Table regression_table(const std::vector<const Result*>& results,
                       const RegressionTableOptions& options,
                       const TableContext& context) {
  std::deque<Part> kept;  // columns point into it
  std::vector<RegressionColumn> columns;
  for (const Result* result : results) {
    if (result == nullptr) {
      columns.emplace_back();
      continue;
    }
    for (Part& part : parts_of(*result, "", context.words)) {
      kept.push_back(std::move(part));
      RegressionColumn column;
      column.result = &kept.back().result;
      column.title = kept.back().title;
      column.of = kept.back().of;
      columns.push_back(std::move(column));
    }
  }
  return regression_table(columns, options, context);
}

Table panelled_table(const std::vector<RegressionPanel>& panels, const TableContext& context) {
  std::vector<Panel> made;
  for (const RegressionPanel& panel : panels)
    made.push_back({panel.title, regression_table(panel.columns, panel.options, context)});
  if (made.empty()) return regression_table(std::vector<RegressionColumn>{}, {}, context);
  Table table = stacked(std::move(made));
  check(table);
  return table;
}

std::vector<std::string> terms_asked(const RegressionTableOptions& options) {
  NameList wanted;
  const auto want = [&](const NameList& names) {
    for (const std::string& name : names) {
      if (std::ranges::find(wanted, name) == wanted.end()) wanted.push_back(name);
    }
  };
  want(options.show);
  for (const auto& [row, aliases] : options.merge) want(aliases);
  want(options.drop);
  want(options.order);
  want(options.controls);
  for (const Indicated& row : indicated_of(options, "table")) want(row.terms);
  return wanted;
}

std::vector<std::string> terms_not_found(const std::vector<RegressionColumn>& columns,
                                         const RegressionTableOptions& options) {
  const TableContext context;
  const Making making = make(columns, options, context);
  NameList absent;
  for (const std::string& term : terms_asked(options)) {
    bool found = making.somewhere(term);
    for (std::size_t i = 0; i < making.size() && !found; ++i) found = making.holds(i, term);
    if (!found) absent.push_back(term);
  }
  return absent;
}

std::string outcome_of(const std::string& formula) {
  return text::trim(formula.substr(0, formula.find('~')));
}

namespace {

/// Pieces between the marks that stand outside of brackets.
NameList pieces(const std::string& text, char mark) {
  NameList out(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    if (c == mark && depth == 0)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

}  // namespace

std::vector<std::string> fixed_effects_of(const std::string& formula) {
  const NameList parts = text::split(formula, '|');
  NameList effects;
  if (parts.size() < 2 || parts[1].find('~') != std::string::npos) return effects;
  for (const std::string& part : pieces(parts[1], '+')) {
    const std::string effect = text::trim(part);
    if (effect.empty() || effect == "0" || effect == "1") continue;
    const std::size_t open = effect.find('['), close = effect.rfind(']');
    if (open == std::string::npos || close == std::string::npos) {
      effects.push_back(effect);
      continue;
    }
    const std::string by = effect.substr(0, open);
    const bool alone = effect[open + 1] == '[';
    if (!alone) effects.push_back(by);
    const std::size_t first = open + (alone ? 2 : 1);
    for (const std::string& z : pieces(effect.substr(first, close - (alone ? 1 : 0) - first), ','))
      effects.push_back(by + "[[" + text::trim(z) + "]]");
  }
  return effects;
}

}  // namespace yugong::report
