// Yes/no rows of a table of estimates: controls, sets of terms, fixed effects; rows of text.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "yugong/report/name_patterns.hpp"
#include "yugong/report/regression_parts.hpp"

namespace yugong::report {
namespace {

void append_new(NameList& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

/// Yes when a column holds all of a set, "partly" when some: a reader must not take one for the
/// other.
Cell mark(const Making& making, std::size_t column, std::size_t held, std::size_t of) {
  if (making.failed(column)) return Cell::blank(making.why_absent(column, "absent.failed"));
  if (held > 0 && held < of) return Cell::of(making.word("partly"));
  return Cell::of(making.marker(held > 0));
}

/// Rows of a second component (variances, inefficiency) are no controls.
bool in_first_component(const Making& making, std::size_t column, std::size_t row) {
  const Frame& tidy = making.tidy[column];
  if (!tidy.has("component")) return true;
  const NameList& components = tidy.column("component").texts;
  return components[row] == components.front();
}

void add_controls(Making& making) {
  const RegressionTableOptions& options = making.options;
  NameList summed;
  for (const Indicated& row : indicated_of(options, "table"))
    summed.insert(summed.end(), row.terms.begin(), row.terms.end());
  const auto is_control = [&](const std::string& term) {
    if (!options.controls.empty()) return matches_any(options.controls, term);
    // "_cons", "_sigma": parameters, not regressors.
    if (term.starts_with("_") || matches_any(summed, term)) return false;
    if (std::ranges::find(making.shown, term) != making.shown.end()) return false;
    return std::ranges::none_of(options.merge, [&](const auto& merged) {
      return std::ranges::find(merged.second, term) != merged.second.end();
    });
  };
  std::vector<NameList> held;
  NameList all;
  for (const std::string& name : options.controls) {
    if (!is_pattern(name)) append_new(all, name);
  }
  for (std::size_t i = 0; i < making.size(); ++i) {
    NameList here;
    const bool tests = !making.tidy[i].has("std_error");
    for (std::size_t r = 0; r < making.keys[i].size() && !tests; ++r) {
      if (in_first_component(making, i, r) && is_control(making.keys[i][r]))
        append_new(here, making.keys[i][r]);
    }
    for (const std::string& term : here) append_new(all, term);
    held.push_back(std::move(here));
  }
  if (all.empty()) return;
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < making.size(); ++i)
    cells.push_back(mark(making, i, held[i].size(), all.size()));
  making.add_row(making.word("controls"), std::move(cells));
}

void add_indicated(Making& making) {
  for (const Indicated& row : indicated_of(making.options, "table")) {
    NameList all;
    std::vector<NameList> held(making.size());
    for (std::size_t i = 0; i < making.size(); ++i) {
      const NameList effects = making.effects_of(i);
      for (const NameList* names : {std::as_const(making.keys).data() + i, &effects}) {
        for (const std::string& name : *names) {
          if (matches_any(row.terms, name)) append_new(held[i], name);
        }
      }
      for (const std::string& name : held[i]) append_new(all, name);
    }
    if (all.empty()) continue;
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < making.size(); ++i)
      cells.push_back(mark(making, i, held[i].size(), all.size()));
    making.add_row(making.has_own_label(row.name) ? making.own_label(row.name) : Text{row.name},
                   std::move(cells));
  }
}

Text effect_label(const Making& making, const std::string& effect) {
  const TableContext& context = making.context;
  if (making.has_own_label(effect)) return making.own_label(effect);
  if (effect == context.unit && !effect.empty()) return making.word("unit_fe");
  if (effect == context.time && !effect.empty()) return making.word("time_fe");
  const auto named = [&](const std::string& name) {
    const auto found = context.labels.find(name);
    if (found != context.labels.end() && !found->second.empty()) return found->second;
    // The keys of the panel need no label to be read in Chinese: 省份×时间固定.
    if (name == context.unit) return Text{name, making.word("name.unit").zh};
    if (name == context.time) return Text{name, making.word("name.time").zh};
    return Text(name);
  };
  // city[[t]]: a slope on t for every city.
  const std::size_t open = effect.find("[[");
  Text label;
  for (const std::string& part : text::split(effect.substr(0, open), '^')) {
    const Text name = named(part);
    label.en += (label.en.empty() ? "" : "×") + name.en;
    label.zh += (label.zh.empty() ? "" : "×") + name.in(Lang::zh);
  }
  const char* kind = open == std::string::npos ? "other_fe" : "slope_fe";
  if (open != std::string::npos) {
    const Text slope = named(effect.substr(open + 2, effect.size() - open - 4));
    label.en += "×" + slope.en;
    label.zh += "×" + slope.in(Lang::zh);
  }
  return {label.en + making.word(kind).en, label.zh + making.word(kind).in(Lang::zh)};
}

void add_fixed_effects(Making& making) {
  NameList effects;
  for (std::size_t i = 0; i < making.size(); ++i) {
    for (const std::string& effect : making.effects_of(i)) append_new(effects, effect);
  }
  const bool time_first = making.house.time_first;
  const std::string& first = time_first ? making.context.time : making.context.unit;
  const std::string& second = time_first ? making.context.unit : making.context.time;
  const auto rank = [&](const std::string& effect) {
    return effect == first ? 0 : effect == second ? 1 : 2;
  };
  std::ranges::stable_sort(effects, {}, rank);
  for (const std::string& effect : effects) {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < making.size(); ++i) {
      const NameList own = making.effects_of(i);
      cells.push_back(mark(making, i, std::ranges::find(own, effect) != own.end() ? 1 : 0, 1));
    }
    making.add_row(effect_label(making, effect), std::move(cells));
  }
}

void add_extra(Making& making) {
  for (const ExtraRow& row : extra_rows_of(making.options, "table " + making.context.number)) {
    if (row.cells.size() != making.size()) {
      const std::string name = row.label.in(Lang::zh);
      throw Error{error("YG4026",
                        {fmt::format("row '{}' of extra has {} texts for {} columns",
                                     row.label.en,
                                     row.cells.size(),
                                     making.size()),
                         fmt::format("extra 的“{}”一行有 {} 个文字，而表有 {} 列",
                                     name,
                                     row.cells.size(),
                                     making.size())},
                        {"give a text for each column, \"\" where there is none",
                         "请为每一列给出文字，无内容处写 \"\""})
                      .about(row.label.en)};
    }
    std::vector<Cell> cells;
    for (const ExtraCell& cell : row.cells)
      cells.push_back(Cell::of(cell.flag ? making.marker(*cell.flag) : cell.text));
    making.add_row(row.label, std::move(cells));
  }
}

}  // namespace

void add_marks(Making& making) {
  if (making.options.control_row) add_controls(making);
  add_indicated(making);
  if (making.options.fixed_effect_rows) add_fixed_effects(making);
  add_extra(making);
}

}  // namespace yugong::report
