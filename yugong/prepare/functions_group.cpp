#include <algorithm>
#include <cmath>
#include <numeric>

#include "yugong/prepare/function_groups.hpp"
#include "yugong/prepare/group_statistics.hpp"
#include "yugong/prepare/percentile.hpp"

namespace yugong::prepare {

namespace {

/// The non-missing rows of each group, in row order: sums do not depend on threads.
std::vector<std::vector<std::size_t>> members_of(const Groups& groups,
                                                 const std::vector<double>& x) {
  std::vector<std::vector<std::size_t>> members(groups.count);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (groups.code[i] >= 0 && !is_missing(x[i]))
      members[static_cast<std::size_t>(groups.code[i])].push_back(i);
  return members;
}

std::vector<double> values_of(const std::vector<double>& x, const std::vector<std::size_t>& rows) {
  std::vector<double> v;
  v.reserve(rows.size());
  for (std::size_t i : rows) v.push_back(x[i]);
  return v;
}

double mean_of(const std::vector<double>& v) {
  return v.empty() ? missing
                   : std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

/// Two passes, n - 1.
double variance_of(const std::vector<double>& v) {
  if (v.size() < 2) return missing;
  const double centre = mean_of(v);
  double sum = 0;
  for (double x : v) sum += (x - centre) * (x - centre);
  return sum / static_cast<double>(v.size() - 1);
}

double statistic(const std::string& what, std::vector<double> v, double p) {
  if (what == "count") return static_cast<double>(v.size());
  if (v.empty()) return missing;
  if (what == "mean") return mean_of(v);
  if (what == "sum") return std::accumulate(v.begin(), v.end(), 0.0);
  if (what == "var") return variance_of(v);
  if (what == "sd") return std::sqrt(variance_of(v));
  if (what == "min") return *std::min_element(v.begin(), v.end());
  if (what == "max") return *std::max_element(v.begin(), v.end());
  return percentile(v, p);
}

Series over_groups(Call& call, const std::string& what, double p) {
  const std::vector<double> x = call.column(0);
  const Groups groups = call.groups();
  const auto members = members_of(groups, x);
  std::vector<double> per_group;
  for (const auto& rows : members) per_group.push_back(statistic(what, values_of(x, rows), p));
  std::vector<double> y(x.size(), missing);
  for (std::size_t i = 0; i < y.size(); ++i)
    if (groups.code[i] >= 0) y[i] = per_group[static_cast<std::size_t>(groups.code[i])];
  return Series::of(std::move(y));
}

Series run_statistic(Call& call) {
  return run_group_statistic(call, call.node().word);
}

Series run_median(Call& call) {
  return over_groups(call, "percentile", 50);
}

double percent_at(Call& call, std::size_t i, double fallback) {
  const double p = call.constant(i, fallback);
  if (p < 0 || p > 100)
    call.refuse("YG2242",
                {"a percentile lies between 0 and 100", "百分位应在 0 到 100 之间"},
                {"write 25, not 0.25", "请写 25 而不是 0.25"},
                call.context().at(*call.node().items[i]));
  return p;
}

Series run_percentile(Call& call) {
  return over_groups(call, "percentile", percent_at(call, 1, 50));
}

/// Applies f(values of a group, rows of the group, result) group by group.
template <class F>
Series within_groups(Call& call, F f) {
  const std::vector<double> x = call.column(0);
  const Groups groups = call.groups();
  std::vector<double> y(x.size(), missing);
  for (const auto& rows : members_of(groups, x))
    if (!rows.empty()) f(values_of(x, rows), rows, y);
  return Series::of(std::move(y));
}

/// Group 1..k by the percentiles 100 j / k; a value equal to a cut belongs below it, as in Stata's
/// xtile.
Series run_split(Call& call) {
  const int parts = call.whole(1, 2, 2);
  return within_groups(call, [parts](std::vector<double> v, const auto& rows, auto& y) {
    const std::vector<double> values = v;
    std::vector<double> cuts;
    for (int j = 1; j < parts; ++j) cuts.push_back(percentile(v, 100.0 * j / parts));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto below = std::lower_bound(cuts.begin(), cuts.end(), values[i]);
      y[rows[i]] = 1.0 + static_cast<double>(below - cuts.begin());
    }
  });
}

Series run_above_median(Call& call) {
  Series s = within_groups(call, [](std::vector<double> v, const auto& rows, auto& y) {
    const std::vector<double> values = v;
    const double middle = percentile(v, 50);
    for (std::size_t i = 0; i < rows.size(); ++i) y[rows[i]] = values[i] > middle ? 1 : 0;
  });
  s.type = Series::Type::logical;
  return s;
}

/// Average ranks of ties; `order = descending` gives 1 to the largest.
Series run_rank(Call& call) {
  const double sign = call.word("order") == "descending" ? -1 : 1;
  const bool lowest = call.word("ties") == "min";
  return within_groups(call, [&](const std::vector<double>& v, const auto& rows, auto& y) {
    std::vector<std::size_t> order(v.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(
        order.begin(), order.end(), [&](auto a, auto b) { return sign * v[a] < sign * v[b]; });
    for (std::size_t a = 0, b = 0; a < order.size(); a = b) {
      while (b < order.size() && v[order[b]] == v[order[a]]) ++b;
      const double rank = lowest ? static_cast<double>(a + 1) : static_cast<double>(a + b + 1) / 2;
      for (std::size_t k = a; k < b; ++k) y[rows[order[k]]] = rank;
    }
  });
}

/// A group without spread has no scale: missing, with a note.
template <class F>
Series scaled(Call& call, F scale) {
  std::size_t flat = 0;
  Series s = within_groups(call, [&](const std::vector<double>& v, const auto& rows, auto& y) {
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    if (*low == *high) {
      ++flat;
      return;
    }
    scale(v, rows, y);
  });
  if (flat > 0)
    call.warn(
        "YG1408",
        {call.node().word + "() is missing in " + std::to_string(flat) +
             " groups whose values are all equal",
         call.node().word + "() 有 " + std::to_string(flat) + " 个组的取值全部相同，结果记为缺失"},
        {"leave these rows out or scale over the whole panel", "请剔除这些行，或在全样本内标准化"});
  return s;
}

Series run_z(Call& call) {
  return scaled(call, [](const std::vector<double>& v, const auto& rows, auto& y) {
    const double centre = mean_of(v), spread = std::sqrt(variance_of(v));
    for (std::size_t i = 0; i < rows.size(); ++i) y[rows[i]] = (v[i] - centre) / spread;
  });
}

Series run_minmax(Call& call) {
  const bool reverse = call.flag("reverse", false);
  return scaled(call, [reverse](const std::vector<double>& v, const auto& rows, auto& y) {
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    for (std::size_t i = 0; i < rows.size(); ++i)
      y[rows[i]] = (reverse ? *high - v[i] : v[i] - *low) / (*high - *low);
  });
}

/// winsor2 within an expression; rows whose group is missing keep their value.
Series run_winsor(Call& call) {
  const double low = percent_at(call, 1, 1), high = percent_at(call, 2, 99);
  if (low >= high)
    call.refuse("YG2242",
                {"the lower cut is not below the upper cut", "下分位点应小于上分位点"},
                {"write winsor(x, 1, 99)", "例如 winsor(x, 1, 99)"},
                call.place());
  const bool trim = call.flag("trim", false);
  Series s = within_groups(call, [&](std::vector<double> v, const auto& rows, auto& y) {
    const std::vector<double> values = v;
    const double a = percentile(v, low), b = percentile(v, high);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool beyond = values[i] < a || values[i] > b;
      y[rows[i]] = beyond && trim ? missing : std::clamp(values[i], a, b);
    }
  });
  const Groups groups = call.groups();
  const Series x = call.numeric(0);
  for (std::size_t i = 0; i < s.numbers.size(); ++i)
    if (groups.code[i] < 0) s.numbers[i] = x.number(i);
  s.unit = x.unit;
  return s;
}

}  // namespace

Series run_group_statistic(Call& call, const std::string& what) {
  return over_groups(call, what, 50);
}

std::vector<Function> group_functions() {
  using Kind = Parameter::Kind;
  const Parameter by{"by", Kind::groups, {}};
  const Parameter reverse{"reverse", Kind::choice, {"true", "false"}};
  const Parameter trim{"trim", Kind::choice, {"true", "false"}};
  const Parameter order{"order", Kind::choice, {"ascending", "descending"}};
  const Parameter ties{"ties", Kind::choice, {"average", "min"}};
  return {
      {{"mean",
        "mean(x, by = region)",
        {"mean over the group, or over all rows without `by`", "组内均值，不写 by 则为全样本"},
        "egen mean(x), by(region)"},
       1,
       1,
       {by},
       run_statistic},
      {{"sd",
        "sd(x, by = region)",
        {"standard deviation (n - 1)", "标准差（n - 1）"},
        "egen sd(x), by(region)"},
       1,
       1,
       {by},
       run_statistic},
      {{"var",
        "var(x, by = region)",
        {"variance (n - 1)", "方差（n - 1）"},
        "egen sd(x), by(region)"},
       1,
       1,
       {by},
       run_statistic},
      {{"median", "median(x, by = region)", {"median", "中位数"}, "egen median(x), by(region)"},
       1,
       1,
       {by},
       run_median},
      {{"percentile",
        "percentile(x, 25, by = region)",
        {"percentile as _pctile defines it", "百分位数（定义同 _pctile）"},
        "egen pctile(x), p(25) by(region)"},
       2,
       2,
       {by},
       run_percentile},
      {{"sum",
        "sum(x, by = region)",
        {"sum of the values present; missing when there is none", "非缺失值合计，全缺失则缺失"},
        "egen total(x), by(region) missing"},
       1,
       1,
       {by},
       run_statistic},
      {{"count",
        "count(x, by = region)",
        {"number of values present", "非缺失值个数"},
        "egen count(x), by(region)"},
       1,
       1,
       {by},
       run_statistic},
      {{"split",
        "split(x, 2, by = year)",
        {"quantile group 1..k; a value equal to a cut belongs below it",
         "按分位数分为 k 组，等于分位点者归下组"},
        "xtile g = x, nq(2)"},
       1,
       2,
       {by},
       run_split},
      {{"above_median",
        "above_median(x, by = year)",
        {"1 above the median, 0 at or below it", "高于中位数为 1，否则为 0"},
        "x > r(p50)"},
       1,
       1,
       {by},
       run_above_median},
      {{"rank",
        "rank(x, by = year, order = descending)",
        {"rank from 1; ties = average (default) or min",
         "名次，从 1 开始；ties = average（默认）或 min"},
        "egen rank(x), by(year)"},
       1,
       1,
       {by, order, ties},
       run_rank},
      {{"z", "z(x, by = year)", {"(x - mean) / sd", "Z 标准化"}, "egen std(x)"}, 1, 1, {by}, run_z},
      {{"standardise", "standardise(x, by = year)", {"the same as z()", "同 z()"}, "egen std(x)"},
       1,
       1,
       {by},
       run_z},
      {{"minmax",
        "minmax(x, by = year, reverse = true)",
        {"(x - min) / (max - min), or turned", "极差标准化，可反向"},
        ""},
       1,
       1,
       {by, reverse},
       run_minmax},
      {{"winsor",
        "winsor(x, 1, 99, by = year, trim = true)",
        {"values beyond the percentiles pulled back to them, as winsor2",
         "缩尾（同 winsor2），trim = true 为截尾"},
        "winsor2 x, cuts(1 99) by(year)"},
       1,
       3,
       {by, trim},
       run_winsor},
  };
}

}  // namespace yugong::prepare
