#include "yugong/report/regression_table.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "yugong/report/label.hpp"
#include "yugong/report/vcov_note.hpp"

namespace yugong::report {
namespace {

using Names = std::vector<std::string>;

/// What the preset decides where the options say nothing.
struct House {
  Parentheses parentheses;
  Markers markers;
  bool stars;
  bool time_first;
};

House house_of(const RegressionTableOptions& options) {
  House house{Parentheses::t, Markers::words, true, true};
  if (options.preset != Preset::cn)
    house = {Parentheses::se, Markers::words, options.preset == Preset::aer, false};
  if (options.parentheses) house.parentheses = *options.parentheses;
  if (options.markers) house.markers = *options.markers;
  if (options.stars) house.stars = *options.stars;
  return house;
}

bool contains(const Names& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void append_new(Names& names, const std::string& name) {
  if (!contains(names, name)) names.push_back(name);
}

/// Row of a term in a tidy frame, or -1.
std::ptrdiff_t row_of(const Frame& tidy, const std::string& term) {
  if (!tidy.has("term")) return -1;
  const auto& terms = tidy.column("term").texts;
  const auto found = std::ranges::find(terms, term);
  return found == terms.end() ? -1 : found - terms.begin();
}

double number_at(const Frame& frame, const std::string& name, std::ptrdiff_t row) {
  return frame.has(name) ? frame.number(name, static_cast<std::size_t>(row)) : missing;
}

/// The term itself or one merged into it.
std::ptrdiff_t row_of_merged(const Frame& tidy,
                             const std::string& term,
                             const RegressionTableOptions& options) {
  const std::ptrdiff_t own = row_of(tidy, term);
  const auto merged = options.merge.find(term);
  if (own >= 0 || merged == options.merge.end()) return own;
  for (const std::string& alias : merged->second) {
    if (const std::ptrdiff_t row = row_of(tidy, alias); row >= 0) return row;
  }
  return -1;
}

/// Builds one table; holds what every part of it needs.
class Builder {
 public:
  Builder(const std::vector<RegressionColumn>& columns,
          const RegressionTableOptions& options,
          const TableContext& context)
      : columns_(columns),
        options_(options),
        context_(context),
        house_(house_of(options)) {}

  Table build() {
    table_.id = context_.id;
    table_.number = context_.number;
    table_.title = context_.title;
    table_.simulated = context_.simulated;
    table_.superscript_stars = options_.superscript;
    add_header();
    for (const std::string& term : shown_terms()) add_term(term);
    // A Chinese three-line table has three lines; the others set the estimates off with a fourth.
    if (!table_.rows.empty() && options_.preset != Preset::cn)
      table_.rows.push_back({RowKind::rule, {}});
    if (options_.control_row) add_controls();
    if (options_.fixed_effect_rows) add_fixed_effects();
    for (const std::string& name : statistics()) add_statistic(name);
    add_notes();
    table_.tidy = std::move(tidy_.frame());
    check(table_);
    return std::move(table_);
  }

  /// Terms in the order of `show`, else of appearance; the constant last. Aliases stand in their
  /// row.
  Names shown_terms() const {
    if (!options_.show.empty()) {
      Names present;
      for (const std::string& term : options_.show) {
        if (std::ranges::any_of(columns_, [&](const RegressionColumn& c) { return has(c, term); }))
          present.push_back(term);
      }
      return present;
    }
    std::set<std::string> aliases(options_.controls.begin(), options_.controls.end());
    for (const auto& [row, names] : options_.merge) aliases.insert(names.begin(), names.end());
    Names terms;
    for (const RegressionColumn& column : columns_) {
      if (column.result == nullptr || !column.result->tidy.has("term")) continue;
      for (const std::string& term : column.result->tidy.column("term").texts) {
        if (term != "_cons" && !aliases.contains(term)) append_new(terms, term);
      }
    }
    for (const auto& [row, names] : options_.merge) {
      const bool somewhere =
          std::ranges::any_of(columns_, [&](const RegressionColumn& c) { return has(c, row); });
      if (somewhere && !contains(terms, row)) terms.insert(terms.begin(), row);
    }
    if (std::ranges::any_of(columns_, [&](const RegressionColumn& c) { return has(c, "_cons"); }))
      terms.push_back("_cons");
    return terms;
  }

 private:
  /// The tidy sheet: one row per number printed.
  class TidySheet {
   public:
    void add(std::size_t column,
             const RegressionColumn& c,
             std::string row,
             std::string part,
             double value,
             std::string stars) {
      column_.push_back(static_cast<double>(column + 1));
      model_.push_back(c.result ? c.result->id : "");
      row_.push_back(std::move(row));
      part_.push_back(std::move(part));
      value_.push_back(value);
      stars_.push_back(std::move(stars));
    }

    Frame& frame() {
      frame_.add("column", column_)
          .add("model", model_)
          .add("term", row_)
          .add("part", part_)
          .add("value", value_)
          .add("stars", stars_);
      return frame_;
    }

   private:
    std::vector<double> column_, value_;
    Names model_, row_, part_, stars_;
    Frame frame_;
  };

  bool has(const RegressionColumn& column, const std::string& term) const {
    return column.result != nullptr && row_of_merged(column.result->tidy, term, options_) >= 0;
  }

  const Text& word(std::string_view key) const { return context_.words(key); }

  Text label_of(const std::string& name) const {
    return report::label_of(name, options_.naming, context_);
  }

  void add_header() {
    std::vector<HeaderCell> groups{{Text(), 1, false}}, numbers{{word("variable"), 1, false}},
        titles{{Text(), 1, false}}, outcomes{{Text(), 1, false}};
    bool any_group = false, any_title = false;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const RegressionColumn& column = columns_[i];
      any_group = any_group || !column.group.empty();
      any_title = any_title || !column.title.empty();
      const bool joins = i > 0 && !column.group.empty() && columns_[i - 1].group == column.group;
      if (joins) {
        ++groups.back().columns;
      } else {
        groups.push_back({column.group, 1, !column.group.empty()});
      }
      numbers.push_back({Text(fmt::format("({})", i + 1)), 1, false});
      titles.push_back({column.title, 1, false});
      Text outcome = column.outcome;
      if (outcome.empty() && column.result != nullptr)
        outcome = label_of(outcome_of(column.result->formula));
      outcomes.push_back({outcome, 1, false});
    }
    if (any_group) table_.header.push_back(std::move(groups));
    table_.header.push_back(std::move(numbers));
    if (any_title) table_.header.push_back(std::move(titles));
    table_.header.push_back(std::move(outcomes));
  }

  Text why_absent(const RegressionColumn& column, std::string_view otherwise) const {
    if (column.result != nullptr) return word(otherwise);
    return column.reason.empty() ? word("absent.failed") : column.reason;
  }

  void add_term(const std::string& term) {
    Row estimates{RowKind::estimate, {Cell::of(label_of(term))}};
    Row statistics{RowKind::statistic, {Cell::blank()}};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const RegressionColumn& column = columns_[i];
      const std::ptrdiff_t row =
          column.result ? row_of_merged(column.result->tidy, term, options_) : -1;
      if (row < 0) {
        estimates.cells.push_back(Cell::blank(why_absent(column, "absent.term")));
        statistics.cells.push_back(Cell::blank(why_absent(column, "absent.term")));
        continue;
      }
      const Frame& tidy = column.result->tidy;
      Cell estimate =
          Cell::of(number_at(tidy, "estimate", row), options_.digits, word("absent.value"));
      if (house_.stars && estimate.kind == Cell::Kind::number) {
        estimate.stars = stars_of(number_at(tidy, "p_value", row), options_.levels);
      }
      const std::string& printed_term = tidy.text("term", static_cast<std::size_t>(row));
      tidy_.add(i, column, printed_term, "estimate", estimate.value, estimate.stars);
      for (const char* part : {"std_error", "statistic", "p_value", "conf_low", "conf_high"}) {
        if (tidy.has(part))
          tidy_.add(i, column, printed_term, part, number_at(tidy, part, row), "");
      }
      estimates.cells.push_back(std::move(estimate));
      statistics.cells.push_back(parenthesised(tidy, row));
    }
    table_.rows.push_back(std::move(estimates));
    table_.rows.push_back(std::move(statistics));
  }

  Cell parenthesised(const Frame& tidy, std::ptrdiff_t row) const {
    if (house_.parentheses == Parentheses::ci) {
      const double low = number_at(tidy, "conf_low", row), high = number_at(tidy, "conf_high", row);
      if (is_missing(low) || is_missing(high)) return Cell::blank(word("absent.value"));
      return Cell::of(Text(fmt::format(
          "[{}, {}]", text::fixed(low, options_.digits), text::fixed(high, options_.digits))));
    }
    const char* name = house_.parentheses == Parentheses::t    ? "statistic"
                       : house_.parentheses == Parentheses::se ? "std_error"
                                                               : "p_value";
    Cell cell = Cell::of(number_at(tidy, name, row), options_.digits, word("absent.value"));
    if (cell.kind == Cell::Kind::number) {
      cell.prefix = "(";
      cell.suffix = ")";
    }
    return cell;
  }

  Text marker(bool yes) const {
    if (house_.markers == Markers::ticks) return word(yes ? "tick" : "cross");
    return word(yes ? "yes" : "no");
  }

  void add_row(Text label, std::vector<Cell> cells) {
    Row row{RowKind::values, {Cell::of(std::move(label))}};
    row.cells.insert(row.cells.end(), cells.begin(), cells.end());
    table_.rows.push_back(std::move(row));
  }

  /// Yes when every control is in the model, "partly" when some are: a reader must not take one for
  /// the other.
  void add_controls() {
    const Names shown = shown_terms();
    const auto is_control = [&](const std::string& term) {
      if (!options_.controls.empty()) return contains(options_.controls, term);
      if (term == "_cons" || contains(shown, term)) return false;
      return std::ranges::none_of(
          options_.merge, [&](const auto& merged) { return contains(merged.second, term); });
    };
    std::vector<Names> held;
    Names all = options_.controls;
    for (const RegressionColumn& column : columns_) {
      Names here;
      if (column.result != nullptr && column.result->tidy.has("term")) {
        for (const std::string& term : column.result->tidy.column("term").texts) {
          if (is_control(term)) append_new(here, term);
        }
      }
      for (const std::string& term : here) append_new(all, term);
      held.push_back(std::move(here));
    }
    if (all.empty()) return;
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].result == nullptr) {
        cells.push_back(Cell::blank(why_absent(columns_[i], "absent.failed")));
      } else if (!held[i].empty() && held[i].size() < all.size()) {
        cells.push_back(Cell::of(word("partly")));
      } else {
        cells.push_back(Cell::of(marker(!held[i].empty())));
      }
    }
    add_row(word("controls"), std::move(cells));
  }

  Names effects_of(const RegressionColumn& column) const {
    if (column.fixed_effects) return *column.fixed_effects;
    return column.result ? fixed_effects_of(column.result->formula) : Names{};
  }

  Text effect_label(const std::string& effect) const {
    if (effect == context_.unit && !effect.empty()) return word("unit_fe");
    if (effect == context_.time && !effect.empty()) return word("time_fe");
    Text label;
    for (const std::string& part : text::split(effect, '^')) {
      const auto found = context_.labels.find(part);
      const Text name =
          found == context_.labels.end() || found->second.empty() ? Text(part) : found->second;
      label.en += (label.en.empty() ? "" : "×") + name.en;
      label.zh += (label.zh.empty() ? "" : "×") + name.in(Lang::zh);
    }
    return {label.en + word("other_fe").en, label.zh + word("other_fe").in(Lang::zh)};
  }

  void add_fixed_effects() {
    Names effects;
    for (const RegressionColumn& column : columns_) {
      for (const std::string& effect : effects_of(column)) append_new(effects, effect);
    }
    const std::string& first = house_.time_first ? context_.time : context_.unit;
    const std::string& second = house_.time_first ? context_.unit : context_.time;
    const auto rank = [&](const std::string& effect) {
      return effect == first ? 0 : effect == second ? 1 : 2;
    };
    std::ranges::stable_sort(effects, {}, rank);
    for (const std::string& effect : effects) {
      std::vector<Cell> cells;
      for (const RegressionColumn& column : columns_) {
        cells.push_back(column.result == nullptr
                            ? Cell::blank(why_absent(column, "absent.failed"))
                            : Cell::of(marker(contains(effects_of(column), effect))));
      }
      add_row(effect_label(effect), std::move(cells));
    }
  }

  /// N and the R² that suits: within where effects are absorbed, plain where a column has no within
  /// R².
  Names usual_statistics() const {
    bool within = false, plain = false;
    for (const RegressionColumn& column : columns_) {
      if (column.result == nullptr) continue;
      const Frame& glance = column.result->glance;
      const bool has_within = glance.has("r2_within") && glance.rows() > 0 &&
                              !is_missing(glance.number("r2_within", 0)) &&
                              !effects_of(column).empty();
      within = within || has_within;
      plain = plain || (!has_within && glance.has("r2") && glance.rows() > 0 &&
                        !is_missing(glance.number("r2", 0)));
    }
    Names names{"nobs"};
    if (within) names.push_back("r2_within");
    if (plain) names.push_back("r2");
    return names;
  }

  Names statistics() const {
    const bool replaces = std::ranges::any_of(
        options_.rows, [](const std::string& row) { return !row.starts_with("+"); });
    Names names = replaces ? Names{} : usual_statistics();
    for (const std::string& row : options_.rows)
      append_new(names, row.starts_with("+") ? row.substr(1) : row);
    return names;
  }

  static double statistic_of(const Result& result, const std::string& name) {
    if (result.glance.has(name) && !result.glance.column(name).is_text &&
        result.glance.rows() > 0) {
      return result.glance.number(name, 0);
    }
    for (const Test& test : result.tests) {
      if (name == test.name) return test.statistic;
      if (name == test.name + "_p") return test.p_value;
    }
    return missing;
  }

  Text statistic_label(const std::string& name) const {
    if (context_.words.has(name)) return word(name);
    for (const RegressionColumn& column : columns_) {
      if (column.result == nullptr) continue;
      for (const Test& test : column.result->tests) {
        const Text label = test.label.empty() ? Text(test.name) : test.label;
        if (name == test.name) return label;
        if (name == test.name + "_p") {
          return {label.en + word("p_of_test").en,
                  label.in(Lang::zh) + word("p_of_test").in(Lang::zh)};
        }
      }
    }
    for (const GlossaryEntry& entry : glossary()) {
      if (entry.name == name) return entry.meaning;
    }
    return name;
  }

  [[noreturn]] void refuse_statistic(const std::string& name) const {
    Names known;
    for (const RegressionColumn& column : columns_) {
      if (column.result == nullptr) continue;
      for (const Column& c : column.result->glance.columns()) append_new(known, c.name);
      for (const Test& test : column.result->tests) append_new(known, test.name + "_p");
    }
    const Text near = text::did_you_mean(name, known);
    const std::string list = text::join(known, ", ");
    throw Error{
        error("YG4022",
              {"no column of table " + context_.number + " has the statistic '" + name + "'",
               "表 " + context_.number + " 的各列均无统计量“" + name + "”"},
              {"the models have: " + list + near.en, "模型提供：" + list + near.zh})};
  }

  void add_statistic(const std::string& name) {
    std::vector<double> values;
    for (const RegressionColumn& column : columns_)
      values.push_back(column.result ? statistic_of(*column.result, name) : missing);
    const bool any_result = std::ranges::any_of(
        columns_, [](const RegressionColumn& c) { return c.result != nullptr; });
    if (any_result && std::ranges::all_of(values, [](double v) { return is_missing(v); }))
      refuse_statistic(name);
    const bool count = std::ranges::any_of(
        glossary(), [&](const GlossaryEntry& e) { return e.name == name && e.type == "count"; });
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      cells.push_back(
          Cell::of(values[i], count ? 0 : options_.digits, why_absent(columns_[i], "absent.row")));
      if (!is_missing(values[i])) tidy_.add(i, columns_[i], name, "statistic_row", values[i], "");
    }
    add_row(statistic_label(name), std::move(cells));
  }

  void add_notes() {
    table_.notes.push_back(stars_note());
    std::vector<std::string> kinds;
    for (const RegressionColumn& column : columns_) {
      const bool known =
          column.result && column.result->glance.has("vcov") && column.result->glance.rows() > 0;
      kinds.push_back(known ? column.result->glance.text("vcov", 0) : "");
    }
    if (Text vcov = vcov_note(kinds, context_.labels, context_.words); !vcov.empty())
      table_.notes.push_back(std::move(vcov));
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].result == nullptr) {
        const Text& failed = word("absent.failed");
        const Text& why = columns_[i].reason;
        const std::string number = fmt::format("({}) ", i + 1);
        table_.notes.push_back(
            {number + failed.en + (why.empty() ? "" : ": " + why.en) + ".",
             number + failed.in(Lang::zh) + (why.empty() ? "" : "：" + why.in(Lang::zh)) + "。"});
        continue;
      }
      for (const Problem& problem : columns_[i].result->notes) {
        if (problem.level != Level::warning) continue;
        const std::string number = fmt::format("({}) ", i + 1);
        table_.notes.push_back(
            {number + problem.what.en + ".", number + problem.what.in(Lang::zh) + "。"});
      }
    }
  }

  Text stars_note() const {
    const char* keys[] = {"note.t", "note.se", "note.p", "note.ci"};
    const Text& inside = word(keys[static_cast<int>(house_.parentheses)]);
    if (!house_.stars || options_.levels.empty())
      return {inside.en + ".", inside.in(Lang::zh) + "。"};
    return levels_note(options_.levels, inside);
  }

  const std::vector<RegressionColumn>& columns_;
  const RegressionTableOptions& options_;
  const TableContext& context_;
  House house_;
  Table table_;
  TidySheet tidy_;
};

}  // namespace

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
  return Builder(columns, options, context).build();
}

Table regression_table(const std::vector<const Result*>& results,
                       const RegressionTableOptions& options,
                       const TableContext& context) {
  std::vector<RegressionColumn> columns(results.size());
  for (std::size_t i = 0; i < results.size(); ++i) columns[i].result = results[i];
  return regression_table(columns, options, context);
}

std::vector<std::string> terms_not_found(const std::vector<RegressionColumn>& columns,
                                         const RegressionTableOptions& options) {
  Names wanted = options.show;
  for (const auto& [row, aliases] : options.merge) {
    for (const std::string& alias : aliases) append_new(wanted, alias);
  }
  Names absent;
  for (const std::string& term : wanted) {
    const bool found = std::ranges::any_of(columns, [&](const RegressionColumn& column) {
      return column.result != nullptr && row_of_merged(column.result->tidy, term, options) >= 0;
    });
    if (!found) absent.push_back(term);
  }
  return absent;
}

std::string outcome_of(const std::string& formula) {
  return text::trim(formula.substr(0, formula.find('~')));
}

std::vector<std::string> fixed_effects_of(const std::string& formula) {
  const Names parts = text::split(formula, '|');
  Names effects;
  if (parts.size() < 2) return effects;
  for (const std::string& part : text::split(parts[1], '+')) {
    const std::string effect = text::trim(part);
    if (!effect.empty() && effect != "0" && effect != "1") effects.push_back(effect);
  }
  return effects;
}

}  // namespace yugong::report
