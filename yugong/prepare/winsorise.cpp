#include "yugong/prepare/winsorise.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/prepare/columns.hpp"
#include "yugong/prepare/percentile.hpp"
#include "yugong/prepare/series.hpp"

namespace yugong::prepare::winsorise {

namespace {

struct Outcome {
  std::vector<std::uint32_t> rows;
  double low = missing, high = missing;  ///< the cuts when there is one group
  std::size_t below = 0;
};

Outcome cut_column(data::DataColumn& column, const Groups& groups, const Options& options) {
  Outcome outcome;
  std::vector<std::vector<double>> values(groups.count);
  for (std::size_t i = 0; i < column.numbers.size(); ++i)
    if (groups.code[i] >= 0 && !is_missing(column.numbers[i]))
      values[static_cast<std::size_t>(groups.code[i])].push_back(column.numbers[i]);
  std::vector<double> low(groups.count), high(groups.count);
  for (std::size_t g = 0; g < groups.count; ++g) {
    low[g] = percentile(values[g], options.cuts[0]);
    high[g] = percentile(values[g], options.cuts[1]);
  }
  if (groups.count == 1) outcome.low = low[0], outcome.high = high[0];
  for (std::size_t i = 0; i < column.numbers.size(); ++i) {
    double& x = column.numbers[i];
    if (groups.code[i] < 0 || is_missing(x)) continue;
    const auto g = static_cast<std::size_t>(groups.code[i]);
    if (x >= low[g] && x <= high[g]) continue;
    outcome.below += x < low[g] ? 1u : 0u;
    x = options.trim ? missing : x < low[g] ? low[g] : high[g];
    column.set_mark(i, options.trim ? data::Mark::missing : data::Mark::winsorised);
    outcome.rows.push_back(static_cast<std::uint32_t>(i));
  }
  return outcome;
}

Text detail_of(const Outcome& o, const Options& options) {
  const std::string p = text::round_trip(options.cuts[0]), q = text::round_trip(options.cuts[1]);
  const std::string below = std::to_string(o.below),
                    above = std::to_string(o.rows.size() - o.below);
  Text d{"percentiles " + p + " and " + q, "分位点 " + p + " 与 " + q};
  if (!is_missing(o.low)) {
    const std::string values = text::round_trip(o.low) + ", " + text::round_trip(o.high);
    d = {d.en + " (" + values + ")", d.zh + "（" + values + "）"};
  } else if (!options.by.empty()) {
    const std::string by = text::join(options.by, ", ");
    d = {d.en + " by " + by, d.zh + "，按 " + by + " 分组"};
  }
  return {d.en + ": " + below + " below, " + above + " above" + (options.trim ? ", trimmed" : ""),
          d.zh + "：低于 " + below + " 个，高于 " + above + " 个" + (options.trim ? "，截尾" : "")};
}

}  // namespace

void apply(data::Panel& panel, const Options& options, const Executor& executor) {
  const bool ordered = options.cuts.size() == 2 && options.cuts[0] >= 0 &&
                       options.cuts[0] < options.cuts[1] && options.cuts[1] <= 100;
  if (!ordered)
    throw Error(
        error("YG2242",
              {"cuts must be two percentiles, the lower first", "cuts 应为由小到大的两个百分位"},
              {"write cuts = [1, 99]; one-sided cuts are [0, 99] or [1, 100]",
               "例如 cuts = [1, 99]；单侧为 [0, 99] 或 [1, 100]"}));
  const std::vector<std::string> names = chosen_columns(panel, options.vars);
  const Groups groups = group_rows(panel, options.by);
  std::vector<data::DataColumn*> columns;
  for (const std::string& name : names) columns.push_back(&panel.table().edit(name));
  std::vector<Outcome> outcomes(names.size());
  executor.for_blocks(names.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k)
      outcomes[k] = cut_column(*columns[k], groups, options);
  });
  for (std::size_t k = 0; k < names.size(); ++k) {
    Text detail = detail_of(outcomes[k], options);
    record(panel, "winsorise", names[k], std::move(detail), std::move(outcomes[k].rows));
  }
}

}  // namespace yugong::prepare::winsorise
