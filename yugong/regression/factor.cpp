#include "yugong/regression/factor.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

constexpr std::int32_t none = -1;

/// Renumbers keys (negative = missing) as 0.. in order of the keys that occur.
std::vector<std::int32_t> dense(const std::vector<std::int64_t>& keys,
                                std::int64_t range,
                                std::int32_t& levels) {
  std::vector<std::int32_t> out(keys.size(), none);
  levels = 0;
  if (range <= static_cast<std::int64_t>(4 * keys.size() + 1024)) {
    std::vector<std::int32_t> code(static_cast<std::size_t>(range), none);
    for (const std::int64_t k : keys)
      if (k >= 0) code[static_cast<std::size_t>(k)] = 0;
    for (std::int32_t& c : code)
      if (c == 0) c = levels++;
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (keys[i] >= 0) out[i] = code[static_cast<std::size_t>(keys[i])];
    return out;
  }
  std::vector<std::int64_t> distinct;
  for (const std::int64_t k : keys)
    if (k >= 0) distinct.push_back(k);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  levels = static_cast<std::int32_t>(distinct.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] >= 0)
      out[i] = static_cast<std::int32_t>(
          std::lower_bound(distinct.begin(), distinct.end(), keys[i]) - distinct.begin());
  return out;
}

std::vector<std::int32_t> code_numbers(const std::vector<double>& v, std::int32_t& levels) {
  double low = INFINITY, high = -INFINITY;
  bool whole = true;
  for (const double x : v) {
    if (is_missing(x)) continue;
    low = std::min(low, x);
    high = std::max(high, x);
    whole = whole && x == std::floor(x);
  }
  std::vector<std::int64_t> keys(v.size(), none);
  if (whole && high - low < 1e15) {
    for (std::size_t i = 0; i < v.size(); ++i)
      if (!is_missing(v[i])) keys[i] = static_cast<std::int64_t>(v[i] - low);
    return dense(keys, high < low ? 0 : static_cast<std::int64_t>(high - low) + 1, levels);
  }
  std::vector<double> distinct;
  for (const double x : v)
    if (!is_missing(x)) distinct.push_back(x);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  for (std::size_t i = 0; i < v.size(); ++i)
    if (!is_missing(v[i]))
      keys[i] = std::lower_bound(distinct.begin(), distinct.end(), v[i]) - distinct.begin();
  return dense(keys, static_cast<std::int64_t>(distinct.size()), levels);
}

std::vector<std::int32_t> code_texts(const std::vector<std::string>& v, std::int32_t& levels) {
  std::unordered_map<std::string_view, std::int32_t> seen;
  std::vector<std::string_view> distinct;
  std::vector<std::int32_t> first(v.size(), none);
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (v[i].empty()) continue;
    const auto [at, added] = seen.try_emplace(v[i], static_cast<std::int32_t>(distinct.size()));
    if (added) distinct.push_back(v[i]);
    first[i] = at->second;
  }
  std::vector<std::int32_t> order(distinct.size()), rank(distinct.size());
  std::iota(order.begin(), order.end(), 0);
  const auto at = [&](std::int32_t c) { return distinct[static_cast<std::size_t>(c)]; };
  std::sort(
      order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) { return at(a) < at(b); });
  for (std::size_t k = 0; k < order.size(); ++k)
    rank[static_cast<std::size_t>(order[k])] = static_cast<std::int32_t>(k);
  levels = static_cast<std::int32_t>(distinct.size());
  for (std::int32_t& c : first)
    if (c >= 0) c = rank[static_cast<std::size_t>(c)];
  return first;
}

std::vector<std::int32_t> code_column(const data::Panel& panel,
                                      const std::string& name,
                                      const Place& place,
                                      std::int32_t& levels) {
  if (name == panel.time_name() && !name.empty()) {
    levels = static_cast<std::int32_t>(panel.periods().size());
    return {panel.time().begin(), panel.time().end()};
  }
  const data::DataColumn& column = panel.table().column(name, place);
  return column.is_text ? code_texts(column.texts, levels) : code_numbers(column.numbers, levels);
}

void find_examples(Factor& f, std::span<const std::uint32_t> rows) {
  f.example.assign(static_cast<std::size_t>(f.levels), 0);
  for (std::size_t i = f.level.size(); i-- > 0;)
    if (f.level[i] >= 0)
      f.example[static_cast<std::size_t>(f.level[i])] =
          rows.empty() ? static_cast<std::uint32_t>(i) : rows[i];
}

std::vector<std::int32_t> combine(const std::vector<std::int32_t>& a,
                                  const std::vector<std::int32_t>& b,
                                  std::int32_t a_levels,
                                  std::int32_t b_levels,
                                  std::int32_t& levels) {
  std::vector<std::int64_t> keys(a.size(), none);
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] >= 0 && b[i] >= 0) keys[i] = static_cast<std::int64_t>(a[i]) * b_levels + b[i];
  return dense(keys, static_cast<std::int64_t>(a_levels) * b_levels, levels);
}

std::int32_t root(std::vector<std::int32_t>& parent, std::int32_t i) {
  auto up = [&](std::int32_t k) -> std::int32_t& { return parent[static_cast<std::size_t>(k)]; };
  while (up(i) != i) {
    up(i) = up(up(i));
    i = up(i);
  }
  return i;
}

}  // namespace

Factor encode(const data::Panel& panel,
              const std::vector<std::string>& variables,
              const Place& place) {
  Factor f;
  f.variables = variables;
  f.name = text::join(variables, "^");
  for (std::size_t k = 0; k < variables.size(); ++k) {
    std::int32_t levels = 0;
    std::vector<std::int32_t> codes = code_column(panel, variables[k], place, levels);
    if (k == 0) {
      f.level = std::move(codes);
      f.levels = levels;
    } else {
      std::int32_t both = 0;
      f.level = combine(f.level, codes, f.levels, levels, both);
      f.levels = both;
    }
  }
  find_examples(f, {});
  return f;
}

Factor restrict_to(const Factor& factor, std::span<const std::uint32_t> rows) {
  Factor f;
  f.name = factor.name;
  f.variables = factor.variables;
  std::vector<std::int64_t> keys(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) keys[i] = factor.level[rows[i]];
  f.level = dense(keys, factor.levels, f.levels);
  find_examples(f, rows);
  f.slope_names = factor.slope_names;
  f.intercept = factor.intercept;
  for (const std::vector<double>& z : factor.slopes) {
    std::vector<double>& kept = f.slopes.emplace_back(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) kept[i] = z[rows[i]];
  }
  return f;
}

std::string level_label(const data::Panel& panel, const Factor& factor, std::int32_t level) {
  const std::uint32_t row = factor.example[static_cast<std::size_t>(level)];
  std::vector<std::string> parts;
  for (const std::string& v : factor.variables) {
    const data::DataColumn& c = panel.table().column(v);
    parts.push_back(c.is_text ? c.texts[row] : text::round_trip(c.numbers[row]));
  }
  return text::join(parts, "^");
}

bool nested_in(const Factor& inner, const Factor& outer) {
  std::vector<std::int32_t> of(static_cast<std::size_t>(inner.levels), none);
  for (std::size_t i = 0; i < inner.level.size(); ++i) {
    std::int32_t& o = of[static_cast<std::size_t>(inner.level[i])];
    if (o == none) o = outer.level[i];
    if (o != outer.level[i]) return false;
  }
  return true;
}

std::int32_t components(const Factor& a, const Factor& b) {
  std::vector<std::int32_t> parent(static_cast<std::size_t>(a.levels + b.levels));
  std::iota(parent.begin(), parent.end(), 0);
  std::int32_t count = a.levels + b.levels;
  for (std::size_t i = 0; i < a.level.size(); ++i) {
    const std::int32_t x = root(parent, a.level[i]), y = root(parent, a.levels + b.level[i]);
    if (x == y) continue;
    parent[static_cast<std::size_t>(std::max(x, y))] = std::min(x, y);
    --count;
  }
  return count;
}

Factor cross(const Factor& a, const Factor& b) {
  Factor f;
  f.name = a.name + "^" + b.name;
  f.variables = a.variables;
  f.variables.insert(f.variables.end(), b.variables.begin(), b.variables.end());
  f.level = combine(a.level, b.level, a.levels, b.levels, f.levels);
  return f;
}

}  // namespace yugong::regression
