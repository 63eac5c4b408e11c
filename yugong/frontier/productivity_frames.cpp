#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "yugong/frontier/productivity.hpp"
#include "yugong/frontier/productivity_settings.hpp"
#include "yugong/frontier/productivity_text.hpp"

namespace yugong::frontier::productivity {

namespace {

using Periods = std::pair<long, long>;

const char* outcome_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::solved:
      return "optimal";
    case Outcome::first:
      return "first";
    case Outcome::gap:
      return "gap";
    case Outcome::infeasible:
      return "infeasible";
    case Outcome::unbounded:
      return "unbounded";
    case Outcome::numerical:
      return "numerical";
    case Outcome::undefined:
      return "undefined";
  }
  return "";
}

/// Rows that end a step, in groups.
struct Rows {
  std::string scope, term;
  std::vector<std::size_t> rows;
};

Periods periods_of(const Fit& fit, std::size_t j) {
  return {fit.period[static_cast<std::size_t>(fit.changes[j].before)], fit.period[j]};
}

std::string term_of(const Periods& p) {
  return fmt::format("{}-{}", p.first, p.second);
}

/// Rows that were compared with an earlier one, by pair of periods.
std::map<Periods, std::vector<std::size_t>> by_periods(const Fit& fit) {
  std::map<Periods, std::vector<std::size_t>> groups;
  for (std::size_t j = 0; j < fit.changes.size(); ++j)
    if (fit.changes[j].before >= 0) groups[periods_of(fit, j)].push_back(j);
  return groups;
}

std::vector<Rows> by_unit(const Fit& fit) {
  std::vector<Rows> groups;
  for (std::size_t j = 0; j < fit.changes.size(); ++j) {
    if (fit.changes[j].before < 0) continue;
    const std::string& name = fit.labels[static_cast<std::size_t>(fit.unit[j])];
    const bool fresh = groups.empty() || fit.unit[groups.back().rows.front()] != fit.unit[j];
    if (fresh) groups.push_back({"unit", name, {}});
    groups.back().rows.push_back(j);
  }
  return groups;
}

/// Means of one part over the rows that have an index, so that the means of the parts make up the
/// mean of the index.
double mean_of(const Fit& fit, const Part& part, const std::vector<std::size_t>& rows) {
  std::vector<double> values;
  for (const std::size_t j : rows)
    if (!is_missing(fit.changes[j].change.index)) values.push_back(part.value[j]);
  return mean(fit.index, values);
}

std::size_t with_index(const Fit& fit, const std::vector<std::size_t>& rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [&](std::size_t j) {
    return !is_missing(fit.changes[j].change.index);
  }));
}

void add_means(const Fit& fit, const std::vector<Rows>& groups, Frame& frame) {
  for (const Part& part : fit.parts) {
    std::vector<double> column;
    for (const Rows& g : groups) column.push_back(mean_of(fit, part, g.rows));
    frame.add(part.name, std::move(column));
  }
  std::vector<double> used, lacking;
  for (const Rows& g : groups) {
    used.push_back(double(with_index(fit, g.rows)));
    lacking.push_back(double(g.rows.size()) - used.back());
  }
  frame.add("nobs", std::move(used)).add("no_index", std::move(lacking));
}

/// Means per pair of neighbouring periods, with their chain: how index and parts move over time.
Frame periods_table(const Fit& fit) {
  std::vector<Rows> groups;
  std::vector<double> from, to;
  for (auto& [periods, rows] : by_periods(fit)) {
    const auto next =
        std::upper_bound(fit.panel_periods.begin(), fit.panel_periods.end(), periods.first);
    if (next == fit.panel_periods.end() || *next != periods.second) continue;  // across a gap
    groups.push_back({"period", term_of(periods), rows});
    from.push_back(double(periods.first));
    to.push_back(double(periods.second));
  }
  std::vector<std::string> terms;
  for (const Rows& g : groups) terms.push_back(g.term);
  Frame frame;
  frame.add("term", terms).add("from", from).add("to", to);
  add_means(fit, groups, frame);
  for (const Part& part : fit.parts) {
    std::vector<double> chain;
    double level = neutral(fit.index);
    for (const Rows& g : groups)
      chain.push_back(level = chained(fit.index, level, mean_of(fit, part, g.rows)));
    frame.add("cumulative." + part.name, std::move(chain));
  }
  return frame;
}

/// Columns over all rows of the panel, missing where a row is not in use.
class PanelColumns {
 public:
  PanelColumns(const Fit& fit, std::size_t rows, Frame& frame)
      : fit_(fit),
        rows_(rows),
        frame_(frame) {}

  void add(const std::string& name, const std::vector<double>& values) {
    std::vector<double> column(rows_, missing);
    for (std::size_t j = 0; j < values.size(); ++j) column[fit_.sample.rows[j]] = values[j];
    frame_.add(name, std::move(column));
  }

  template <class Value>
  void add_each(const std::string& name, const Value& value) {
    std::vector<double> values;
    for (const RowChange& row : fit_.changes) values.push_back(value(row));
    add(name, values);
  }

 private:
  const Fit& fit_;
  std::size_t rows_;
  Frame& frame_;
};

void add_scores(const Fit& fit, PanelColumns& columns) {
  columns.add_each("own", [](const RowChange& r) { return r.own; });
  if (!fit.form.common()) {
    columns.add_each("earlier", [](const RowChange& r) { return r.earlier; });
    columns.add_each("later", [](const RowChange& r) { return r.later; });
    return;
  }
  columns.add_each("common", [](const RowChange& r) { return r.whole; });
  columns.add_each("common_before", [](const RowChange& r) { return r.whole_before; });
  columns.add_each("bpg", [&](const RowChange& r) { return change(fit.index, r.own, r.whole); });
}

void add_keys(const data::Panel& panel, Frame& frame) {
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    frame.add(static_cast<const Column&>(panel.table().column(key)));
}

struct Spread {
  double sd = missing, min = missing, max = missing;
  std::size_t improved = 0;
};

Spread spread(const Fit& fit) {
  Spread s;
  double sum = 0, squares = 0;
  std::size_t n = 0;
  for (const double v : fit.parts.front().value) {
    if (is_missing(v)) continue;
    s.min = n == 0 ? v : std::min(s.min, v);
    s.max = n == 0 ? v : std::max(s.max, v);
    s.improved += v > neutral(fit.index);
    sum += v;
    ++n;
  }
  const double average = sum / double(n);
  for (const double v : fit.parts.front().value)
    if (!is_missing(v)) squares += (v - average) * (v - average);
  if (n > 1) s.sd = std::sqrt(squares / double(n - 1));
  return s;
}

double count_of(const Fit& fit, Outcome outcome) {
  return double(std::count_if(fit.changes.begin(), fit.changes.end(), [&](const RowChange& r) {
    return r.outcome == outcome;
  }));
}

}  // namespace

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame frame;
  add_keys(panel, frame);
  PanelColumns columns(fit, panel.rows(), frame);
  for (const Part& part : fit.parts) columns.add(part.name, part.value);
  for (const Part& part : fit.parts)
    if (const std::string alias = alias_of(fit.options.replicate, part.name); !alias.empty())
      columns.add(alias, part.value);
  for (const Part& chain : fit.cumulative) columns.add("cumulative." + chain.name, chain.value);
  columns.add_each("from", [&](const RowChange& r) {
    return r.before < 0 ? missing : double(fit.period[static_cast<std::size_t>(r.before)]);
  });
  add_scores(fit, columns);
  std::vector<std::string> status(panel.rows(), "missing");
  for (std::size_t j = 0; j < fit.changes.size(); ++j)
    status[fit.sample.rows[j]] = outcome_word(fit.changes[j].outcome);
  frame.add("status", std::move(status));
  return frame;
}

Frame tidy(const Fit& fit) {
  std::vector<Rows> groups = {{"overall", "all", {}}};
  for (auto& [periods, rows] : by_periods(fit)) {
    groups.push_back({"period", term_of(periods), rows});
    groups[0].rows.insert(groups[0].rows.end(), rows.begin(), rows.end());
  }
  for (Rows& unit : by_unit(fit)) groups.push_back(std::move(unit));
  std::vector<std::string> scopes, terms;
  for (const Rows& g : groups) {
    scopes.push_back(g.scope);
    terms.push_back(g.term);
  }
  Frame frame;
  frame.add("scope", scopes).add("term", terms);
  add_means(fit, groups, frame);
  return frame;
}

Frame glance(const Fit& fit) {
  const Spread s = spread(fit);
  const double valued = double(with_index(fit, [&] {
    std::vector<std::size_t> all(fit.changes.size());
    for (std::size_t j = 0; j < all.size(); ++j) all[j] = j;
    return all;
  }()));
  Frame frame;
  frame.put("index_type", word_of(fit.index))
      .put("model", word_of(fit.options.model))
      .put("returns", word_of(fit.model.returns))
      .put("frontier", fit.options.frontier)
      .put("orientation", word_of(fit.model.orientation))
      .put("bad", fit.model.undesirable.empty() ? "" : word_of(fit.model.bad));
  frame.put("nobs", double(fit.changes.size()))
      .put("units", double(fit.sample.units))
      .put("periods", double(fit.sample.periods));
  frame.put("steps", double(fit.steps))
      .put("indices", valued)
      .put("infeasible", count_of(fit, Outcome::infeasible))
      .put("unbounded", count_of(fit, Outcome::unbounded))
      .put("uncertified", count_of(fit, Outcome::numerical))
      .put("undefined", count_of(fit, Outcome::undefined))
      .put("gaps", double(fit.gaps));
  frame.put("mean", mean(fit.index, fit.parts.front().value))
      .put("sd", s.sd)
      .put("min", s.min)
      .put("max", s.max)
      .put("improved", double(s.improved));
  frame.put("zero_cells", double(fit.sample.zero_cells)).put("programs", double(fit.programs));
  return frame;
}

void complete(const Fit& fit, Result& result) {
  result.sample.rows = fit.sample.panel_rows;
  result.sample.used = fit.changes.size();
  result.sample.units = fit.sample.units;
  result.sample.periods = fit.sample.periods;
  result.sample.dropped = fit.sample.dropped;
  result.notes = fit.sample.notes;
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  result.notes.push_back(note("YG3344", reading_text(fit)));
  result.notes.push_back(note("YG3311",
                              {"the scores behind an index are estimated jointly from all rows of "
                               "a technology; a regression that explains the index should say so",
                               "指数所用的得分由技术前沿的全部样本共同估计得到；用作被解释变量时应"
                               "予说明"}));
  result.tables["method"] = method_table(fit);
  result.tables["periods"] = periods_table(fit);
}

}  // namespace yugong::frontier::productivity
