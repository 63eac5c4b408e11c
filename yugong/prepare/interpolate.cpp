#include "yugong/prepare/interpolate.hpp"

#include <cmath>

#include "yugong/prepare/columns.hpp"

namespace yugong::prepare::interpolate {

namespace {

/// What happened to one column.
struct Outcome {
  std::vector<std::uint32_t> rows;
  std::size_t inside = 0, ends = 0, too_long = 0, not_positive = 0, below_zero = 0;
  bool empty = false;
};

/// The rows of one unit with their periods.
class UnitSeries {
 public:
  UnitSeries(const data::Panel& panel,
             std::size_t u,
             data::DataColumn& column,
             const Options& options,
             Outcome& outcome)
      : panel_(panel),
        begin_(panel.first(u)),
        end_(panel.first(u + 1)),
        column_(column),
        options_(options),
        outcome_(outcome) {}

  void fill() {
    std::vector<std::size_t> seen;
    for (std::size_t i = begin_; i < end_; ++i)
      if (!is_missing(x(i))) seen.push_back(i);
    if (seen.empty()) return;
    for (std::size_t k = 0; k + 1 < seen.size(); ++k)
      if (seen[k + 1] > seen[k] + 1) gap(seen[k], seen[k + 1]);
    if (options_.ends == Ends::leave) return;
    const bool line = options_.ends == Ends::extrapolate;
    if (line && seen.size() < 2) return;
    const bool never_negative = non_negative(seen);
    const std::size_t first = seen.front(), last = seen.back();
    const double low = line ? slope(first, seen[1]) : 0;
    const double high = line ? slope(seen[seen.size() - 2], last) : 0;
    for (std::size_t i = begin_; i < first; ++i) beyond(i, first, low, never_negative);
    for (std::size_t i = last + 1; i < end_; ++i) beyond(i, last, high, never_negative);
  }

 private:
  const data::Panel& panel_;
  std::size_t begin_, end_;
  data::DataColumn& column_;
  const Options& options_;
  Outcome& outcome_;

  double& x(std::size_t i) { return column_.numbers[i]; }

  long period(std::size_t i) const {
    return panel_.periods()[static_cast<std::size_t>(panel_.time()[i])];
  }

  bool too_long(long periods) const { return options_.max_gap && periods > *options_.max_gap; }

  double slope(std::size_t a, std::size_t b) {
    return (x(b) - x(a)) / static_cast<double>(period(b) - period(a));
  }

  bool non_negative(const std::vector<std::size_t>& seen) {
    for (std::size_t i : seen)
      if (x(i) < 0) return false;
    return true;
  }

  void put(std::size_t i, double value, data::Mark mark) {
    x(i) = value;
    column_.set_mark(i, mark);
    outcome_.rows.push_back(static_cast<std::uint32_t>(i));
  }

  void gap(std::size_t a, std::size_t b) {
    const double span = static_cast<double>(period(b) - period(a));
    if (too_long(period(b) - period(a) - 1)) {
      outcome_.too_long += b - a - 1;
      return;
    }
    const bool log_linear = options_.method == Along::log_linear;
    if (log_linear && (x(a) <= 0 || x(b) <= 0)) {
      outcome_.not_positive += b - a - 1;
      return;
    }
    const double from = x(a), to = x(b);
    for (std::size_t i = a + 1; i < b; ++i) {
      const double w = static_cast<double>(period(i) - period(a)) / span;
      const double value = log_linear ? std::exp((1 - w) * std::log(from) + w * std::log(to))
                                      : from + (to - from) * w;
      put(i, value, data::Mark::interpolated);
      ++outcome_.inside;
    }
  }

  void beyond(std::size_t i, std::size_t nearest, double per_period, bool never_negative) {
    const long distance = period(i) - period(nearest);
    if (too_long(std::abs(distance))) {
      ++outcome_.too_long;
      return;
    }
    const double value = x(nearest) + per_period * static_cast<double>(distance);
    if (value < 0 && never_negative) ++outcome_.below_zero;
    put(i, value, data::Mark::extrapolated);
    ++outcome_.ends;
  }
};

Outcome fill_column(const data::Panel& panel, data::DataColumn& column, const Options& options) {
  Outcome outcome;
  bool any = false, hole = false;
  for (double v : column.numbers) (is_missing(v) ? hole : any) = true;
  outcome.empty = !any;
  if (!any || !hole) return outcome;
  for (std::size_t u = 0; u < panel.units().size(); ++u)
    UnitSeries(panel, u, column, options, outcome).fill();
  return outcome;
}

void report(data::Panel& panel, const std::string& name, Outcome outcome) {
  auto& notes = panel.table().notes();
  const auto count = [](std::size_t n) { return std::to_string(n); };
  if (outcome.empty)
    notes.push_back(warning("YG1407",
                            {"'" + name + "' has no value at all and cannot be interpolated",
                             "“" + name + "”全部缺失，无法插补"},
                            {"check the column and the join, or leave it out",
                             "请检查该变量及数据合并，或不使用它"})
                        .about(name));
  if (outcome.not_positive > 0)
    notes.push_back(
        warning("YG1417",
                {count(outcome.not_positive) + " cells of '" + name +
                     "' stay missing: log-linear interpolation needs positive neighbours",
                 "“" + name + "”有 " + count(outcome.not_positive) +
                     " 个单元格未插补：对数线性插值要求相邻值为正"},
                {"use method = \"linear\" for it", "请对该变量使用 method = \"linear\""})
            .about(name));
  if (outcome.below_zero > 0)
    notes.push_back(
        warning("YG1418",
                {count(outcome.below_zero) + " extrapolated cells of '" + name +
                     "' are negative although it never is",
                 "“" + name + "”原值非负，但有 " + count(outcome.below_zero) + " 个外推值为负"},
                {"use ends = \"nearest\" or \"leave\"", "请使用 ends = \"nearest\" 或 \"leave\""})
            .about(name));
  if (outcome.rows.empty() && outcome.too_long == 0) return;
  Text detail{count(outcome.inside) + " inside gaps", "缺口内 " + count(outcome.inside) + " 个"};
  if (outcome.ends > 0)
    detail = {detail.en + ", " + count(outcome.ends) + " at the ends",
              detail.zh + "，首尾 " + count(outcome.ends) + " 个"};
  if (outcome.too_long > 0)
    detail = {detail.en + ", " + count(outcome.too_long) + " left: gap too long",
              detail.zh + "，缺口过长未插补 " + count(outcome.too_long) + " 个"};
  record(panel, "interpolate", name, std::move(detail), std::move(outcome.rows));
}

std::string mark_name(data::Mark mark) {
  switch (mark) {
    case data::Mark::interpolated:
      return "interpolated";
    case data::Mark::extrapolated:
      return "extrapolated";
    case data::Mark::winsorised:
      return "winsorised";
    default:
      return {};
  }
}

}  // namespace

void apply(data::Panel& panel, const Options& options, const Executor& executor) {
  if (panel.time_name().empty())
    throw Error(
        error("YG1413",
              {"interpolation needs periods, and this panel has no time column",
               "插补需要时间变量，而当前面板没有"},
              {"name the column under [panel] time =", "请在 [panel] 中用 time = 指定时间变量"}));
  const std::vector<std::string> names = chosen_columns(panel, options.vars, options.except);
  std::vector<data::DataColumn*> columns;
  for (const std::string& name : names) columns.push_back(&panel.table().edit(name));
  std::vector<Outcome> outcomes(names.size());
  executor.for_blocks(names.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k)
      outcomes[k] = fill_column(panel, *columns[k], options);
  });
  for (std::size_t k = 0; k < names.size(); ++k) report(panel, names[k], std::move(outcomes[k]));
}

Frame filled_cells(const data::Panel& panel) {
  std::vector<std::string> variable, unit, mark;
  std::vector<double> time, value;
  for (const data::DataColumn& c : panel.table().columns()) {
    if (c.is_text || c.marks.empty()) continue;
    for (std::size_t i = 0; i < c.marks.size(); ++i) {
      const std::string name = mark_name(c.marks[i]);
      if (name.empty()) continue;
      variable.push_back(c.name);
      unit.push_back(panel.units()[static_cast<std::size_t>(panel.unit()[i])]);
      time.push_back(
          static_cast<double>(panel.periods()[static_cast<std::size_t>(panel.time()[i])]));
      value.push_back(c.numbers[i]);
      mark.push_back(name);
    }
  }
  Frame frame;
  frame.add(panel.unit_name().empty() ? "row" : panel.unit_name(), std::move(unit));
  frame.add(panel.time_name(), std::move(time)).add("variable", std::move(variable));
  frame.add("value", std::move(value)).add("mark", std::move(mark));
  return frame;
}

}  // namespace yugong::prepare::interpolate
