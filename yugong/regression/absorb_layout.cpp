#include "yugong/regression/absorb_layout.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yugong::regression::absorbing {
namespace {

/// A slope is redundant in a level where less than this share of its norm is left.
constexpr double no_variation = 1e-10;
constexpr std::size_t run_length = 1024;
/// Rows that a block of the sweep has at least, and blocks at most.
constexpr std::size_t least_rows = 32768;
constexpr std::size_t most_blocks = 64;

/// Rows sorted by the level of a factor (counting sort, stable).
std::vector<std::uint32_t> sorted_by(const Factor& f, const std::vector<std::uint32_t>& first) {
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  std::vector<std::uint32_t> order(f.level.size());
  for (std::size_t i = 0; i < f.level.size(); ++i)
    order[next[at(f.level[i])]++] = static_cast<std::uint32_t>(i);
  return order;
}

void group_by(const Factor& f, Layout& out) {
  out.first.assign(at(f.levels) + 1, 0);
  for (const std::int32_t l : f.level) ++out.first[at(l) + 1];
  std::partial_sum(out.first.begin(), out.first.end(), out.first.begin());
  if (!ascending(f)) out.order = sorted_by(f, out.first);
}

void group_by_runs(Layout& out) {
  for (std::size_t i = 0; i < out.rows; i += run_length)
    out.first.push_back(static_cast<std::uint32_t>(i));
  out.first.push_back(static_cast<std::uint32_t>(out.rows));
}

/// Boundaries of blocks with about the same number of rows. The number of blocks depends on the
/// data alone, so that sums come out the same for any number of threads; it is bounded by what it
/// costs to add up the blocks' sums of all columns.
template <class RowsUpTo>
std::vector<std::uint32_t> blocks_of(std::size_t groups,
                                     std::size_t rows,
                                     std::size_t columns,
                                     RowsUpTo rows_up_to) {
  const std::size_t by_rows = rows / least_rows + 1;
  const std::size_t by_columns =
      std::max<std::size_t>(4, rows / (16 * std::max<std::size_t>(columns, 1)));
  const std::size_t count = std::min({by_rows, by_columns, most_blocks, groups});
  std::vector<std::uint32_t> out = {0};
  std::size_t g = 0;
  for (std::size_t b = 1; b < count; ++b) {
    while (g < groups && rows_up_to(g) < rows * b / count) ++g;
    if (g > out.back()) out.push_back(static_cast<std::uint32_t>(g));
  }
  if (out.back() < groups) out.push_back(static_cast<std::uint32_t>(groups));
  return out;
}

/// Makes the terms of one factor orthonormal within each level (modified Gram-Schmidt, twice).
class Orthonormal {
 public:
  Orthonormal(const Layout& layout, std::vector<Term>& terms, std::size_t levels, bool intercept)
      : l_(layout),
        t_(terms),
        levels_(levels),
        p_(terms.size()),
        basis(levels * p_ * p_, 0.0) {
    for (std::size_t level = 0; level < levels; ++level)
      for (std::size_t k = 0; k < p_; ++k) c(level, k, k) = 1.0;
    for (std::size_t k = intercept ? 1 : 0; k < p_; ++k) make(k);
  }

 private:
  const Layout& l_;
  std::vector<Term>& t_;
  std::size_t levels_, p_;

 public:
  std::vector<double> basis;

 private:
  double& c(std::size_t level, std::size_t j, std::size_t k) {
    return basis[(level * p_ + k) * p_ + j];
  }

  double value(std::size_t k, std::size_t i) const {
    return t_[k].value.empty() ? 1.0 : t_[k].value[i];
  }

  std::vector<double> products(std::size_t j, std::size_t k) const {
    std::vector<double> out(levels_, 0.0);
    for (std::size_t i = 0; i < l_.rows; ++i)
      out[at(t_[k].level[i])] += l_.w(i) * value(j, i) * value(k, i);
    return out;
  }

  void remove(std::size_t j, std::size_t k) {
    std::vector<double> by = products(j, k);
    if (t_[j].value.empty())
      for (std::size_t level = 0; level < levels_; ++level)
        by[level] *= t_[j].scale[level] * t_[j].scale[level];
    for (std::size_t i = 0; i < l_.rows; ++i)
      t_[k].value[i] -= by[at(t_[k].level[i])] * value(j, i);
    for (std::size_t level = 0; level < levels_; ++level)
      for (std::size_t m = 0; m < p_; ++m) c(level, m, k) -= by[level] * c(level, m, j);
  }

  void make(std::size_t k) {
    const std::vector<double> whole = products(k, k);
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t j = 0; j < k; ++j) remove(j, k);
    std::vector<double> by = products(k, k);
    for (std::size_t level = 0; level < levels_; ++level) {
      const bool none = by[level] <= no_variation * no_variation * whole[level];
      t_[k].zero += none ? 1 : 0;
      by[level] = none ? 0.0 : 1.0 / std::sqrt(by[level]);
      for (std::size_t m = 0; m < p_; ++m) c(level, m, k) *= by[level];
    }
    for (std::size_t i = 0; i < l_.rows; ++i) t_[k].value[i] *= by[at(t_[k].level[i])];
  }
};

std::vector<double> in_order(const std::vector<double>& v,
                             const std::vector<std::uint32_t>& order) {
  if (order.empty()) return v;
  std::vector<double> out(v.size());
  for (std::size_t i = 0; i < v.size(); ++i) out[i] = v[order[i]];
  return out;
}

std::vector<Term> terms_of(const Factor& f, std::size_t index, Layout& out) {
  const std::int32_t* level = f.level.data();
  if (!out.order.empty()) {
    std::vector<std::int32_t>& kept = out.level_store.emplace_back(out.rows);
    for (std::size_t i = 0; i < out.rows; ++i) kept[i] = f.level[out.order[i]];
    level = kept.data();
  }
  std::vector<Term> terms;
  const auto add = [&] {
    Term t;
    t.factor = index;
    t.level = level;
    t.levels = at(f.levels);
    t.scale.assign(t.levels, 1.0);
    terms.push_back(std::move(t));
  };
  if (f.intercept) {
    add();
    std::vector<double> mass(at(f.levels), 0.0);
    for (std::size_t i = 0; i < out.rows; ++i) mass[at(level[i])] += out.w(i);
    for (std::size_t l = 0; l < mass.size(); ++l) terms[0].scale[l] = 1.0 / std::sqrt(mass[l]);
  }
  for (const std::vector<double>& z : f.slopes) {
    add();
    terms.back().value = in_order(z, out.order);
  }
  if (!f.slopes.empty()) {
    Orthonormal made(out, terms, at(f.levels), f.intercept);
    out.basis[index] = std::move(made.basis);
    out.plain = false;
  }
  return terms;
}

/// The levels of the small terms in one group, as a number.
std::uint64_t signature(const Layout& l, std::size_t group) {
  std::uint64_t h = l.first[group + 1] - l.first[group];
  for (std::size_t i = l.first[group]; i < l.first[group + 1]; ++i)
    for (const Term& t : l.small) {
      h = (h ^ static_cast<std::uint64_t>(t.level[i])) * 0x9e3779b97f4a7c15U;
      h ^= h >> 29U;
    }
  return h;
}

bool alike(const Layout& l, std::size_t a, std::size_t b) {
  const std::size_t n = l.first[a + 1] - l.first[a];
  if (n != l.first[b + 1] - l.first[b]) return false;
  return std::all_of(l.small.begin(), l.small.end(), [&](const Term& t) {
    return std::equal(t.level + l.first[a], t.level + l.first[a] + n, t.level + l.first[b]);
  });
}

/// Finds the kinds with an open hash table. Gives up, with an empty answer, when after a good part
/// of the groups few were alike.
Kinds find_kinds(const Layout& l) {
  constexpr std::size_t trial = std::size_t{1} << 16;
  std::size_t slots = 1024;
  while (slots < 2 * std::min(l.groups(), 4 * trial)) slots *= 2;
  std::vector<std::uint32_t> table(slots, 0);  // kind + 1
  Kinds out;
  for (std::size_t g = 0; g < l.groups(); ++g) {
    if ((g == trial && out.group.size() > 3 * trial / 4) || 2 * out.group.size() > slots) return {};
    std::size_t slot = signature(l, g) & (slots - 1);
    while (table[slot] != 0 && !alike(l, g, out.group[table[slot] - 1]))
      slot = (slot + 1) & (slots - 1);
    if (table[slot] == 0) {
      out.group.push_back(static_cast<std::uint32_t>(g));
      out.times.push_back(0.0);
      table[slot] = static_cast<std::uint32_t>(out.group.size());
    }
    out.times[table[slot] - 1] += 1.0;
  }
  if (4 * out.group.size() > 3 * l.groups()) return {};
  return out;
}

}  // namespace

std::size_t parameters(const Factor& f) {
  return f.slopes.size() + (f.intercept ? 1 : 0);
}

bool ascending(const Factor& f) {
  return std::is_sorted(f.level.begin(), f.level.end());
}

Layout lay_out(const std::vector<Factor>& factors,
               std::span<const double> weights,
               std::size_t rows,
               std::size_t big) {
  Layout out;
  out.rows = rows;
  out.basis.resize(factors.size());
  if (big < factors.size())
    group_by(factors[big], out);
  else
    group_by_runs(out);
  out.weight = weights;
  if (!weights.empty()) {
    out.plain = false;
    if (!out.order.empty()) {
      out.weight_store = in_order({weights.begin(), weights.end()}, out.order);
      out.weight = out.weight_store;
    }
  }
  out.level_store.reserve(factors.size());  // terms look into it
  for (std::size_t q = 0; q < factors.size(); ++q) {
    std::vector<Term> terms = terms_of(factors[q], q, out);
    if (q == big) {
      out.big = std::move(terms);
      continue;
    }
    for (Term& t : terms) {
      t.offset = out.columns;
      out.columns += t.levels;
      out.scale.insert(out.scale.end(), t.scale.begin(), t.scale.end());
      out.small.push_back(std::move(t));
    }
  }
  out.mass.resize(out.groups());
  for (std::size_t g = 0; g < out.groups(); ++g) {
    out.largest_group = std::max<std::size_t>(out.largest_group, out.first[g + 1] - out.first[g]);
    if (out.weight.empty())
      out.mass[g] = static_cast<double>(out.first[g + 1] - out.first[g]);
    else
      for (std::size_t i = out.first[g]; i < out.first[g + 1]; ++i) out.mass[g] += out.weight[i];
  }
  out.block =
      blocks_of(out.groups(), rows, out.columns, [&](std::size_t g) { return out.first[g]; });
  return out;
}

Kinds kinds_of(const Layout& l) {
  Kinds out;
  if (l.plain && !l.big.empty()) out = find_kinds(l);
  if (out.group.empty()) {
    out.group.resize(l.groups());
    std::iota(out.group.begin(), out.group.end(), 0U);
    out.times.assign(l.groups(), 1.0);
    out.block = l.block;
    return out;
  }
  std::vector<std::size_t> up_to(out.group.size() + 1, 0);
  for (std::size_t k = 0; k < out.group.size(); ++k)
    up_to[k + 1] = up_to[k] + l.first[out.group[k] + 1] - l.first[out.group[k]];
  out.block =
      blocks_of(out.group.size(), up_to.back(), l.columns, [&](std::size_t k) { return up_to[k]; });
  return out;
}

}  // namespace yugong::regression::absorbing
