#include "yugong/prepare/shift_share.hpp"

#include <algorithm>
#include <cmath>

namespace yugong::prepare {

namespace {

using Columns = std::vector<std::vector<double>>;

/// Row whose shares stand for row i: its unit's row of the base period, or itself; -1 for none.
std::int64_t share_row(const data::Panel& panel, const std::optional<long>& base, std::size_t i) {
  if (!base) return static_cast<std::int64_t>(i);
  return panel.row_of(static_cast<std::size_t>(panel.unit()[i]), *base);
}

std::int64_t earlier_row(const data::Panel& panel, const ShiftShareInput& in, std::size_t i) {
  return in.from_base ? share_row(panel, in.base, i) : panel.lagged(i, 1);
}

/// Levels of one row over their sum; missing where one is missing or all are zero.
Columns shares_of(const Columns& levels, std::size_t rows) {
  Columns out(levels.size(), std::vector<double>(rows, missing));
  for (std::size_t i = 0; i < rows; ++i) {
    double sum = 0;
    for (const auto& l : levels) sum += l[i];
    for (std::size_t k = 0; k < levels.size() && sum > 0; ++k) out[k][i] = levels[k][i] / sum;
  }
  return out;
}

/// Growth of a sector over the other units, for every row.
std::vector<double> growth_of(const data::Panel& panel,
                              const ShiftShareInput& in,
                              const std::vector<double>& level) {
  const std::size_t rows = panel.rows();
  std::vector<long double> now(panel.periods().size(), 0), then = now;
  std::vector<double> before(rows, missing);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t j = earlier_row(panel, in, i);
    if (j >= 0) before[i] = level[static_cast<std::size_t>(j)];
    if (is_missing(before[i]) || is_missing(level[i])) continue;
    const auto t = static_cast<std::size_t>(panel.time()[i]);
    now[t] += level[i];
    then[t] += before[i];
  }
  std::vector<double> out(rows, missing);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto t = static_cast<std::size_t>(panel.time()[i]);
    const bool own = in.leave_one_out && !is_missing(before[i]) && !is_missing(level[i]);
    const long double top = now[t] - (own ? static_cast<long double>(level[i]) : 0.0L);
    const long double bottom = then[t] - (own ? static_cast<long double>(before[i]) : 0.0L);
    // What is left of a sum after the only unit is taken out is rounding.
    if (bottom > 1e-12L * then[t]) out[i] = static_cast<double>(top / bottom - 1);
  }
  return out;
}

void look_for_negative(const Columns& columns, std::size_t rows, std::vector<std::size_t>& found) {
  for (std::size_t i = 0; i < rows; ++i)
    if (std::any_of(columns.begin(), columns.end(), [i](const auto& c) { return c[i] < 0; }))
      found.push_back(i);
}

}  // namespace

ShiftShare shift_share(const data::Panel& panel, const ShiftShareInput& in) {
  const std::size_t rows = panel.rows();
  ShiftShare out;
  look_for_negative(in.shares, rows, out.negative);
  look_for_negative(in.levels, rows, out.negative);
  if (!out.negative.empty()) return out;
  const Columns shares = in.shares.empty() ? shares_of(in.levels, rows) : in.shares;
  Columns growth = in.growth;
  for (const auto& level : in.levels) growth.push_back(growth_of(panel, in, level));
  out.values.assign(rows, missing);
  for (std::size_t i = 0; i < rows; ++i) {
    const std::int64_t at = share_row(panel, in.base, i);
    double total = 0, value = 0;
    for (std::size_t k = 0; k < shares.size(); ++k) {
      const double s = at < 0 ? missing : shares[k][static_cast<std::size_t>(at)];
      total += s;
      // A sector that a unit does not have adds nothing, even if it exists nowhere else.
      value += s == 0 ? 0.0 : s * growth[k][i];
    }
    if (is_missing(total)) {
      out.without_shares.push_back(i);
      continue;
    }
    if (std::abs(total - 1) > 1e-6) ++out.incomplete;
    out.least_sum = std::min(out.least_sum, total);
    out.most_sum = std::max(out.most_sum, total);
    out.values[i] = value;
    if (!is_missing(value)) continue;
    const bool first = !in.levels.empty() && !in.from_base && panel.time()[i] == 0;
    if (first)
      ++out.first_period;
    else
      out.without_growth.push_back(i);
  }
  return out;
}

}  // namespace yugong::prepare
