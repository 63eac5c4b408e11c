#include "yugong/regression/absorb_sweep.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace yugong::regression::absorbing {
namespace {

/// One group of rows at a time; `t` holds M numbers per row of the group. Plain: no weights, no
/// slopes.
template <std::size_t M, bool plain>
class Group {
 public:
  Group(const Layout& layout, std::size_t group, double* t)
      : l_(layout),
        group_(group),
        from_(layout.first[group]),
        n_(layout.first[group + 1] - layout.first[group]),
        t_(t) {}

  /// t = v
  void load(const Columns& c) {
    for (std::size_t m = 0; m < M; ++m) {
      const double* v = c.v[m] + from_;
      for (std::size_t i = 0; i < n_; ++i) t_[i * M + m] = v[i];
    }
  }

  void store(const Columns& c) const {
    for (std::size_t m = 0; m < M; ++m) {
      double* v = c.v[m] + from_;
      for (std::size_t i = 0; i < n_; ++i) v[i] = t_[i * M + m];
    }
  }

  /// t += sign * sum over small terms of value * b
  void add_small(const double* b, double sign) {
    for (const Term& term : l_.small) {
      const std::int32_t* level = term.level + from_;
      const double* of = b + term.offset * M;
      if (plain || term.value.empty()) {
        for (std::size_t i = 0; i < n_; ++i) {
          const double* a = of + at(level[i]) * M;
          for (std::size_t m = 0; m < M; ++m) t_[i * M + m] += sign * a[m];
        }
      } else {
        const double* u = term.value.data() + from_;
        for (std::size_t i = 0; i < n_; ++i) {
          const double* a = of + at(level[i]) * M;
          for (std::size_t m = 0; m < M; ++m) t_[i * M + m] += sign * u[i] * a[m];
        }
      }
    }
  }

  /// Takes the projection on the big terms off t; `coefficient(k, m, value)` hears of it.
  template <class Hear>
  void project(Hear coefficient) {
    for (std::size_t k = 0; k < l_.big.size(); ++k) {
      std::array<double, M> s = sums(k);
      const bool dummies = plain || l_.big[k].value.empty();
      if (dummies)
        for (double& x : s) x /= l_.mass[group_];
      for (std::size_t i = 0; i < n_; ++i)
        for (std::size_t m = 0; m < M; ++m)
          t_[i * M + m] -= dummies ? s[m] : l_.big[k].value[from_ + i] * s[m];
      for (std::size_t m = 0; m < M; ++m) coefficient(k, m, s[m]);
    }
  }

  /// Sums of w u t over the group, for a big term.
  std::array<double, M> sums(std::size_t k) const {
    std::array<double, M> s{};
    for (std::size_t i = 0; i < n_; ++i) {
      const double by = factor_of(l_.big[k], i);
      for (std::size_t m = 0; m < M; ++m) s[m] += plain ? t_[i * M + m] : by * t_[i * M + m];
    }
    return s;
  }

  /// Sums of w |u| |t - mean|.
  std::array<double, M> magnitudes(std::size_t k, const double* mean) const {
    std::array<double, M> s{};
    for (std::size_t i = 0; i < n_; ++i) {
      const double by = std::abs(factor_of(l_.big[k], i));
      for (std::size_t m = 0; m < M; ++m) s[m] += by * std::abs(t_[i * M + m] - mean[m]);
    }
    return s;
  }

  /// out += times * w u t by small columns
  void scatter(double times, double* out) const {
    for (const Term& term : l_.small) {
      const std::int32_t* level = term.level + from_;
      double* to = out + term.offset * M;
      for (std::size_t i = 0; i < n_; ++i) {
        const double by = plain ? times : times * factor_of(term, i);
        double* a = to + at(level[i]) * M;
        for (std::size_t m = 0; m < M; ++m) a[m] += by * t_[i * M + m];
      }
    }
  }

  void scatter_magnitudes(const double* mean, double* out) const {
    for (const Term& term : l_.small) {
      const std::int32_t* level = term.level + from_;
      double* to = out + term.offset * M;
      for (std::size_t i = 0; i < n_; ++i) {
        const double by = std::abs(factor_of(term, i));
        double* a = to + at(level[i]) * M;
        for (std::size_t m = 0; m < M; ++m) a[m] += by * std::abs(t_[i * M + m] - mean[m]);
      }
    }
  }

 private:
  /// w u of row i of the group.
  double factor_of(const Term& term, std::size_t i) const {
    if (plain) return 1.0;
    return l_.w(from_ + i) * (term.value.empty() ? 1.0 : term.value[from_ + i]);
  }

  const Layout& l_;
  std::size_t group_, from_, n_;
  double* t_;
};

/// Adds up the blocks' vectors in the order of the blocks.
void add_up(const std::vector<double>& parts,
            std::size_t blocks,
            std::size_t size,
            const Executor& executor,
            std::vector<double>& out) {
  out.resize(size);
  executor.for_blocks(size, 16384, [&](std::size_t begin, std::size_t end) {
    std::copy(parts.begin() + static_cast<std::ptrdiff_t>(begin),
              parts.begin() + static_cast<std::ptrdiff_t>(end),
              out.begin() + static_cast<std::ptrdiff_t>(begin));
    for (std::size_t b = 1; b < blocks; ++b) {
      const double* part = parts.data() + b * size;
      for (std::size_t i = begin; i < end; ++i) out[i] += part[i];
    }
  });
}

/// body(block, first group, last group)
template <class Body>
void for_each_block(const std::vector<std::uint32_t>& bounds,
                    const Executor& executor,
                    const Body& body) {
  executor.for_blocks(bounds.size() - 1, 1, [&](std::size_t b, std::size_t) {
    body(b, std::size_t{bounds[b]}, std::size_t{bounds[b + 1]});
  });
}

void ignore(std::size_t, std::size_t, double) {}

template <std::size_t M, bool plain>
void forward_of(const Layout& l, const Columns& c, const Executor& executor, Sums& sums) {
  const std::size_t blocks = l.block.size() - 1, size = l.columns * M;
  std::vector<double> parts(blocks * size, 0.0), magnitudes(blocks * size, 0.0);
  for_each_block(l.block, executor, [&](std::size_t b, std::size_t begin, std::size_t end) {
    std::vector<double> t(l.largest_group * M);
    for (std::size_t g = begin; g < end; ++g) {
      Group<M, plain> group(l, g, t.data());
      group.load(c);
      group.scatter_magnitudes(c.mean, magnitudes.data() + b * size);
      group.project(ignore);
      group.scatter(1.0, parts.data() + b * size);
    }
  });
  add_up(parts, blocks, size, executor, sums.small);
  add_up(magnitudes, blocks, size, executor, sums.small_magnitude);
}

template <std::size_t M, bool plain>
void backward_of(const Layout& l,
                 const Columns& c,
                 const std::vector<double>& b,
                 const Executor& executor,
                 Sums& sums,
                 std::vector<std::vector<double>>* coefficients) {
  const std::size_t blocks = l.block.size() - 1, size = l.columns * M, bigs = l.big.size() * M;
  std::vector<double> parts(blocks * size, 0.0), left(blocks * bigs, 0.0), had(blocks * bigs, 0.0);
  for_each_block(l.block, executor, [&](std::size_t at_block, std::size_t begin, std::size_t end) {
    std::vector<double> t(l.largest_group * M);
    double* left_here = left.data() + at_block * bigs;
    double* had_here = had.data() + at_block * bigs;
    for (std::size_t g = begin; g < end; ++g) {
      Group<M, plain> group(l, g, t.data());
      group.load(c);
      for (std::size_t k = 0; k < l.big.size(); ++k) {
        const auto s = group.magnitudes(k, c.mean);
        for (std::size_t m = 0; m < M; ++m)
          had_here[k * M + m] = std::max(had_here[k * M + m], s[m]);
      }
      group.add_small(b.data(), -1.0);
      group.project([&](std::size_t k, std::size_t, double value) {
        if (coefficients != nullptr) (*coefficients)[k][g] += value;
      });
      group.store(c);
      for (std::size_t k = 0; k < l.big.size(); ++k) {
        const auto s = group.sums(k);
        for (std::size_t m = 0; m < M; ++m)
          left_here[k * M + m] = std::max(left_here[k * M + m], std::abs(s[m]));
      }
      group.scatter(1.0, parts.data() + at_block * size);
    }
  });
  add_up(parts, blocks, size, executor, sums.small);
  sums.big.assign(bigs, 0.0);
  sums.big_magnitude.assign(bigs, 0.0);
  for (std::size_t i = 0; i < blocks * bigs; ++i) {
    sums.big[i % bigs] = std::max(sums.big[i % bigs], left[i]);
    sums.big_magnitude[i % bigs] = std::max(sums.big_magnitude[i % bigs], had[i]);
  }
}

/// One group's part of the complement times b, for the dummies of two small factors and one big: in
/// models with three effects this is where iterations spend their time.
template <std::size_t M>
void pair_of(
    const Layout& l, std::size_t group, double times, const double* b, double* t, double* to) {
  const std::size_t from = l.first[group], n = l.first[group + 1] - from;
  const std::int32_t* one = l.small[0].level + from;
  const std::int32_t* two = l.small[1].level + from;
  const std::size_t first = l.small[0].offset, second = l.small[1].offset;
  std::array<double, M> mean{};
  for (std::size_t i = 0; i < n; ++i) {
    const double* x = b + (first + at(one[i])) * M;
    const double* y = b + (second + at(two[i])) * M;
    for (std::size_t m = 0; m < M; ++m) {
      t[i * M + m] = times * (x[m] + y[m]);
      mean[m] += t[i * M + m];
    }
  }
  for (double& v : mean) v /= l.mass[group];
  for (std::size_t i = 0; i < n; ++i) {
    double* x = to + (first + at(one[i])) * M;
    double* y = to + (second + at(two[i])) * M;
    for (std::size_t m = 0; m < M; ++m) {
      const double rest = t[i * M + m] - mean[m];
      x[m] += rest;
      y[m] += rest;
    }
  }
}

template <std::size_t M, bool plain>
void complement_of(const Layout& l,
                   const Kinds& kinds,
                   const std::vector<double>& b,
                   const Executor& executor,
                   std::vector<double>& parts,
                   std::vector<double>& out) {
  const std::size_t blocks = kinds.block.size() - 1, size = l.columns * M;
  parts.resize(blocks * size);
  for_each_block(kinds.block, executor, [&](std::size_t k, std::size_t begin, std::size_t end) {
    std::vector<double> t(l.largest_group * M);
    double* to = parts.data() + k * size;
    std::fill_n(to, size, 0.0);
    const bool pair = plain && l.small.size() == 2 && l.big.size() == 1;
    for (std::size_t g = begin; g < end; ++g) {
      if (pair) {
        pair_of<M>(l, kinds.group[g], kinds.times[g], b.data(), t.data(), to);
        continue;
      }
      const std::size_t n = l.first[kinds.group[g] + 1] - l.first[kinds.group[g]];
      std::fill_n(t.data(), n * M, 0.0);
      Group<M, plain> group(l, kinds.group[g], t.data());
      group.add_small(b.data(), 1.0);
      group.project(ignore);
      group.scatter(kinds.times[g], to);
    }
  });
  add_up(parts, blocks, size, executor, out);
}

/// Calls f<M, plain>() for the count and the layout at hand.
template <class Call>
void choose(const Layout& l, std::size_t count, const Call& call) {
  const auto with = [&]<std::size_t M>() {
    if (l.plain)
      call.template operator()<M, true>();
    else
      call.template operator()<M, false>();
  };
  if (count == 1) with.template operator()<1>();
  if (count == 2) with.template operator()<2>();
  if (count == 4) with.template operator()<4>();
  if (count == 8) with.template operator()<8>();
}

}  // namespace

std::vector<double> sizes(const Layout& l, Columns& c, bool centre, const Executor& executor) {
  constexpr std::size_t run = 65536;
  const std::size_t runs = (l.rows + run - 1) / run;
  std::vector<double> sum(runs * c.count), most(runs * c.count), out(c.count, 0.0);
  executor.for_blocks(l.rows, run, [&](std::size_t begin, std::size_t end) {
    for (std::size_t m = 0; m < c.count; ++m) {
      double s = 0, high = 0;
      for (std::size_t i = begin; i < end; ++i) {
        s += l.w(i) * c.v[m][i];
        high = std::max(high, std::abs(c.v[m][i]));
      }
      sum[begin / run * c.count + m] = s;
      most[begin / run * c.count + m] = high;
    }
  });
  double mass = 0;
  for (const double m : l.mass) mass += m;
  for (std::size_t m = 0; m < c.count; ++m) {
    double total = 0;
    for (std::size_t r = 0; r < runs; ++r) {
      total += sum[r * c.count + m];
      out[m] = std::max(out[m], most[r * c.count + m]);
    }
    c.mean[m] = centre ? total / mass : 0.0;
  }
  return out;
}

void forward(const Layout& l, const Columns& c, const Executor& executor, Sums& sums) {
  choose(
      l, c.count, [&]<std::size_t M, bool plain>() { forward_of<M, plain>(l, c, executor, sums); });
}

void backward(const Layout& l,
              const Columns& c,
              const std::vector<double>& b,
              const Executor& executor,
              Sums& sums,
              std::vector<std::vector<double>>* coefficients) {
  choose(l, c.count, [&]<std::size_t M, bool plain>() {
    backward_of<M, plain>(l, c, b, executor, sums, coefficients);
  });
}

void complement_times(const Layout& l,
                      const Kinds& kinds,
                      std::size_t count,
                      const std::vector<double>& b,
                      const Executor& executor,
                      std::vector<double>& scratch,
                      std::vector<double>& out) {
  choose(l, count, [&]<std::size_t M, bool plain>() {
    complement_of<M, plain>(l, kinds, b, executor, scratch, out);
  });
}

}  // namespace yugong::regression::absorbing
