#include "yugong/regression/factor.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

constexpr std::int32_t none = -1;

/// Codes of a column, and where each level was first seen.
struct Codes {
  std::vector<std::int32_t> level;     // [rows]; none where missing
  std::vector<std::uint32_t> example;  // [levels]
};

/// Numbers the keys key(0), ..., key(rows - 1) (negative = missing, below `range`) as 0.. in order
/// of the keys that occur.
template <class Key>
Codes dense(std::size_t rows, std::int64_t range, const Key& key) {
  Codes out;
  out.level.assign(rows, none);
  if (range <= static_cast<std::int64_t>(4 * rows + 1024)) {
    constexpr std::uint32_t unseen = ~0U;
    std::vector<std::uint32_t> seen(static_cast<std::size_t>(range), unseen);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::int64_t k = key(i);
      if (k >= 0 && seen[static_cast<std::size_t>(k)] == unseen)
        seen[static_cast<std::size_t>(k)] = static_cast<std::uint32_t>(i);
    }
    for (std::uint32_t& first : seen) {
      if (first == unseen) continue;
      out.example.push_back(first);
      first = static_cast<std::uint32_t>(out.example.size() - 1);
    }
    for (std::size_t i = 0; i < rows; ++i)
      if (const std::int64_t k = key(i); k >= 0)
        out.level[i] = static_cast<std::int32_t>(seen[static_cast<std::size_t>(k)]);
    return out;
  }
  std::vector<std::int64_t> distinct;
  for (std::size_t i = 0; i < rows; ++i)
    if (const std::int64_t k = key(i); k >= 0) distinct.push_back(k);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  out.example.resize(distinct.size());
  for (std::size_t i = rows; i-- > 0;) {
    const std::int64_t k = key(i);
    if (k < 0) continue;
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), k) - distinct.begin();
    out.level[i] = static_cast<std::int32_t>(place);
    out.example[static_cast<std::size_t>(place)] = static_cast<std::uint32_t>(i);
  }
  return out;
}

Codes code_numbers(const std::vector<double>& v) {
  double low = INFINITY, high = -INFINITY;
  bool whole = true;
  for (const double x : v) {
    if (is_missing(x)) continue;
    low = std::min(low, x);
    high = std::max(high, x);
    whole = whole && x == std::floor(x);
  }
  if (whole && high - low < 1e15)
    return dense(
        v.size(), high < low ? 0 : static_cast<std::int64_t>(high - low) + 1, [&](std::size_t i) {
          return is_missing(v[i]) ? std::int64_t{none} : static_cast<std::int64_t>(v[i] - low);
        });
  std::vector<double> distinct;
  for (const double x : v)
    if (!is_missing(x)) distinct.push_back(x);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  return dense(v.size(), static_cast<std::int64_t>(distinct.size()), [&](std::size_t i) {
    if (is_missing(v[i])) return std::int64_t{none};
    return static_cast<std::int64_t>(std::lower_bound(distinct.begin(), distinct.end(), v[i]) -
                                     distinct.begin());
  });
}

Codes code_texts(const std::vector<std::string>& v) {
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
  return dense(v.size(), static_cast<std::int64_t>(distinct.size()), [&](std::size_t i) {
    return first[i] < 0 ? std::int64_t{none}
                        : std::int64_t{rank[static_cast<std::size_t>(first[i])]};
  });
}

Codes code_column(const data::Panel& panel, const std::string& name, const Place& place) {
  if (name == panel.time_name() && !name.empty()) {
    const std::span<const std::int32_t> time = panel.time();
    return dense(time.size(),
                 static_cast<std::int64_t>(panel.periods().size()),
                 [&](std::size_t i) { return std::int64_t{time[i]}; });
  }
  const data::DataColumn& column = panel.table().column(name, place);
  return column.is_text ? code_texts(column.texts) : code_numbers(column.numbers);
}

Codes combine(std::span<const std::int32_t> a,
              std::span<const std::int32_t> b,
              std::int32_t a_levels,
              std::int32_t b_levels) {
  return dense(a.size(), static_cast<std::int64_t>(a_levels) * b_levels, [&](std::size_t i) {
    return a[i] >= 0 && b[i] >= 0 ? static_cast<std::int64_t>(a[i]) * b_levels + b[i]
                                  : std::int64_t{none};
  });
}

void take(Factor& f, Codes codes) {
  f.level = std::move(codes.level);
  f.example = std::move(codes.example);
  f.levels = static_cast<std::int32_t>(f.example.size());
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
  take(f, code_column(panel, variables.front(), place));
  for (std::size_t k = 1; k < variables.size(); ++k) {
    const Codes next = code_column(panel, variables[k], place);
    take(f, combine(f.level, next.level, f.levels, static_cast<std::int32_t>(next.example.size())));
  }
  return f;
}

Factor restrict_to(const Factor& factor, std::span<const std::uint32_t> rows) {
  if (rows.size() == factor.level.size()) return factor;  // rows ascend: these are all
  Factor f;
  f.name = factor.name;
  f.variables = factor.variables;
  take(f, dense(rows.size(), factor.levels, [&](std::size_t i) {
         return std::int64_t{factor.level[rows[i]]};
       }));
  for (std::uint32_t& e : f.example) e = rows[e];
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
  if (inner.level.data() == outer.level.data()) return true;
  std::vector<std::int32_t> of(static_cast<std::size_t>(inner.levels), none);
  for (std::size_t i = 0; i < inner.level.size(); ++i) {
    std::int32_t& o = of[static_cast<std::size_t>(inner.level[i])];
    if (o == none) o = outer.level[i];
    if (o != outer.level[i]) return false;
  }
  return true;
}

/// Levels of the factor with more of them are merged into those of the other that they meet; the
/// search ends when everything hangs together.
std::int32_t components(const Factor& a, const Factor& b) {
  if (a.levels < b.levels) return components(b, a);
  std::vector<std::int32_t> parent(static_cast<std::size_t>(b.levels));
  std::iota(parent.begin(), parent.end(), 0);
  std::vector<std::int32_t> met(static_cast<std::size_t>(a.levels), none);
  std::int32_t count = b.levels;
  for (std::size_t i = 0; i < a.level.size() && count > 1; ++i) {
    std::int32_t& first = met[static_cast<std::size_t>(a.level[i])];
    if (first == none) {
      first = b.level[i];
      continue;
    }
    const std::int32_t x = root(parent, first), y = root(parent, b.level[i]);
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
  take(f, combine(a.level, b.level, a.levels, b.levels));
  return f;
}

}  // namespace yugong::regression
