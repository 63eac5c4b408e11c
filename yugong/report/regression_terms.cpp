// The estimates of a table, with what stands beneath or beside them.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "yugong/report/name_patterns.hpp"
#include "yugong/report/regression_parts.hpp"

namespace yugong::report {
namespace {

void append_new(NameList& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

/// Every name of the table but those that stand in another's row; the constant and further
/// parameters (_sigma) last.
NameList all_names(const Making& making) {
  std::set<std::string> aliases;
  for (const auto& [row, names] : making.options.merge) aliases.insert(names.begin(), names.end());
  NameList all;
  for (const NameList& keys : making.keys) {
    for (const std::string& name : keys) {
      if (!name.starts_with("_") && !aliases.contains(name)) append_new(all, name);
    }
  }
  for (const auto& [row, names] : making.options.merge) {
    if (making.somewhere(row) && std::ranges::find(all, row) == all.end())
      all.insert(all.begin(), row);
  }
  if (making.somewhere("_cons")) all.push_back("_cons");
  for (const NameList& keys : making.keys) {
    for (const std::string& name : keys) {
      if (name.starts_with("_")) append_new(all, name);
    }
  }
  return all;
}

/// Names that `pattern` stands for, in the order of appearance; a plain name stands for itself.
NameList named_by(const std::string& pattern, const NameList& all, const Making& making) {
  if (!is_pattern(pattern)) return making.somewhere(pattern) ? NameList{pattern} : NameList{};
  NameList names;
  for (const std::string& name : all) {
    if (matches(pattern, name)) names.push_back(name);
  }
  return names;
}

double number_at(const Frame& frame, const char* name, std::ptrdiff_t row) {
  return frame.has(name) ? frame.number(name, static_cast<std::size_t>(row)) : missing;
}

const char* column_of(Parentheses part) {
  return part == Parentheses::t ? "statistic" : part == Parentheses::se ? "std_error" : "p_value";
}

/// The component of a row whose frame has several: "inefficiency"; empty for the first.
std::string component_at(const Making& making, const std::string& name) {
  for (std::size_t i = 0; i < making.size(); ++i) {
    const std::ptrdiff_t row = making.row_of(i, name);
    if (row < 0 || !making.tidy[i].has("component")) continue;
    const NameList& components = making.tidy[i].column("component").texts;
    const std::string& own = components[static_cast<std::size_t>(row)];
    return own == components.front() ? "" : own;
  }
  return "";
}

/// The label of a row: of its own frame where that has one (tests), else of the term.
Text row_label(const Making& making, const std::string& name, const std::string& component) {
  if (making.has_own_label(name)) return making.own_label(name);
  for (std::size_t i = 0; i < making.size(); ++i) {
    const std::ptrdiff_t row = making.row_of(i, name);
    if (row < 0 || !making.tidy[i].has("label") || making.tidy[i].has("std_error")) continue;
    const auto at = static_cast<std::size_t>(row);
    const Frame& tidy = making.tidy[i];
    return {tidy.text("label", at), tidy.has("label_zh") ? tidy.text("label_zh", at) : ""};
  }
  const std::size_t prefix = component.empty() ? 0 : component.size() + 1;
  return making.label_of(name.substr(prefix));
}

/// One statistic of a coefficient as it is printed, brackets included.
Cell statistic_cell(const Making& making, std::size_t i, std::ptrdiff_t row, std::size_t line) {
  const Frame& tidy = making.tidy[i];
  const Parentheses part = making.house.parentheses[line];
  const std::string marks = brackets_of(making, line);
  const std::string open = marks.substr(0, marks.size() / 2),
                    close = marks.substr(marks.size() / 2);
  const int digits = making.digits(name_of(part));
  const Text& absent = making.word("absent.value");
  if (part != Parentheses::ci) {
    Cell cell = making.number(number_at(tidy, column_of(part), row), digits, absent);
    if (cell.kind == Cell::Kind::number) {
      cell.prefix = open;
      cell.suffix = close;
    }
    return cell;
  }
  const Cell low = making.number(number_at(tidy, "conf_low", row), digits, absent);
  const Cell high = making.number(number_at(tidy, "conf_high", row), digits, absent);
  if (low.kind == Cell::Kind::blank || high.kind == Cell::Kind::blank) return Cell::blank(absent);
  return Cell::of(
      Text(fmt::format("{}{}, {}{}", open, low.plain(Lang::en), high.plain(Lang::en), close)));
}

void add_to_sheet(Making& making, std::size_t i, std::ptrdiff_t row, const Cell& estimate) {
  const Frame& tidy = making.tidy[i];
  const std::string& term = tidy.text("term", static_cast<std::size_t>(row));
  making.sheet.add(i, making.columns[i], term, "estimate", estimate.value, estimate.stars);
  for (const char* part : {"std_error", "statistic", "p_value", "conf_low", "conf_high"}) {
    if (tidy.has(part))
      making.sheet.add(i, making.columns[i], term, part, number_at(tidy, part, row), "");
  }
}

/// The mark of a p-value; of a test without one that has critical values (critical_1, critical_5,
/// critical_10; small values reject), the mark of the smallest level that it passes.
std::string significance(Making& making, std::size_t i, std::ptrdiff_t row) {
  const Frame& tidy = making.tidy[i];
  const RegressionTableOptions& options = making.options;
  const double p = number_at(tidy, "p_value", row);
  if (!is_missing(p) || tidy.has("std_error")) return mark_of(p, options.levels, options.symbols);
  std::vector<double> levels = options.levels;
  std::ranges::sort(levels);
  for (const double level : levels) {
    const std::string column = fmt::format("critical_{:g}", level * 100);
    const double critical = number_at(tidy, column.c_str(), row);
    if (is_missing(critical) || !(number_at(tidy, "estimate", row) < critical)) continue;
    making.by_critical_values = true;
    return mark_of(std::nextafter(level, 0.0), options.levels, options.symbols);
  }
  return "";
}

void add_term(Making& making, const std::string& name, const std::string& component) {
  const std::size_t lines = making.options.beside ? 0 : making.house.parentheses.size();
  Row estimates{RowKind::estimate, {Cell::of(row_label(making, name, component))}};
  std::vector<Row> beneath(lines, Row{RowKind::statistic, {Cell::blank()}});
  for (std::size_t i = 0; i < making.size(); ++i) {
    const std::ptrdiff_t row = making.row_of(i, name);
    if (row < 0) {
      const Cell blank = Cell::blank(making.why_absent(i, "absent.term"));
      estimates.cells.push_back(blank);
      for (Row& line : beneath) line.cells.push_back(blank);
      continue;
    }
    Cell estimate = making.number(number_at(making.tidy[i], "estimate", row),
                                  making.digits("estimate"),
                                  making.word("absent.value"));
    if (making.house.stars && estimate.kind == Cell::Kind::number)
      estimate.stars = significance(making, i, row);
    add_to_sheet(making, i, row, estimate);
    for (std::size_t k = 0; k < making.house.parentheses.size(); ++k) {
      Cell statistic = statistic_cell(making, i, row, k);
      if (lines > 0)
        beneath[k].cells.push_back(std::move(statistic));
      else if (statistic.kind != Cell::Kind::blank && estimate.kind == Cell::Kind::number)
        estimate.after += " " + statistic.plain(Lang::en);
    }
    estimates.cells.push_back(std::move(estimate));
  }
  making.table.rows.push_back(std::move(estimates));
  for (Row& line : beneath) making.table.rows.push_back(std::move(line));
}

/// Names of components in words, where a result has said what they are.
Text component_label(const Making& making, const std::string& component) {
  if (making.has_own_label(component)) return making.own_label(component);
  const std::string key = "component." + component;
  return making.context.words.has(key) ? making.word(key) : Text{component};
}

}  // namespace

const char* name_of(Parentheses part) {
  switch (part) {
    case Parentheses::t:
      return "t";
    case Parentheses::se:
      return "se";
    case Parentheses::p:
      return "p";
    case Parentheses::ci:
      return "ci";
  }
  return "t";
}

std::string brackets_of(const Making& making, std::size_t line) {
  std::set<std::string> taken;
  std::string marks;
  for (std::size_t k = 0; k <= line; ++k) {
    const Parentheses part = making.house.parentheses[k];
    const auto own = making.options.brackets.find(name_of(part));
    if (own != making.options.brackets.end()) {
      marks = own->second;
    } else {
      // Intervals are written in square brackets wherever these are free.
      const NameList wishes =
          part == Parentheses::ci ? NameList{"[]", "()", "{}", ""} : NameList{"()", "[]", "{}", ""};
      marks = *std::ranges::find_if(
          wishes, [&](const std::string& m) { return m.empty() || !taken.contains(m); });
    }
    taken.insert(marks);
  }
  return marks;
}

NameList shown_terms(const Making& making) {
  const RegressionTableOptions& options = making.options;
  const NameList all = all_names(making);
  NameList names;
  if (!options.show.empty()) {
    for (const std::string& pattern : options.show) {
      for (const std::string& name : named_by(pattern, all, making)) append_new(names, name);
    }
  } else {
    NameList summed = options.controls;
    for (const Indicated& row : indicated_of(options, "table"))
      summed.insert(summed.end(), row.terms.begin(), row.terms.end());
    for (const std::string& name : all) {
      if (!matches_any(summed, name)) names.push_back(name);
    }
  }
  std::erase_if(names, [&](const std::string& name) { return matches_any(options.drop, name); });
  NameList ordered;
  for (const std::string& pattern : options.order) {
    for (const std::string& name : names) {
      if (matches(pattern, name)) append_new(ordered, name);
    }
  }
  for (const std::string& name : names) append_new(ordered, name);
  return ordered;
}

void add_terms(Making& making) {
  // Rows of one component stay together, under its name; those of the first have no heading.
  NameList components{""};
  std::vector<std::string> of;
  for (const std::string& name : making.shown) {
    of.push_back(component_at(making, name));
    append_new(components, of.back());
  }
  for (const std::string& component : components) {
    bool first = true;
    for (std::size_t k = 0; k < making.shown.size(); ++k) {
      if (of[k] != component) continue;
      if (first && !component.empty())
        making.table.rows.push_back(
            {RowKind::panel, {Cell::of(component_label(making, component))}});
      first = false;
      add_term(making, making.shown[k], component);
    }
  }
}

}  // namespace yugong::report
