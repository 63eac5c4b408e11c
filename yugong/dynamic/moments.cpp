#include "yugong/dynamic/moments.hpp"

#include <algorithm>
#include <cmath>

namespace yugong::dynamic {
namespace {

using regression::Matrix;

/// Units per block: enough blocks for many workers, few enough for their sums to fit into memory.
std::size_t block_of(const Stack& stack) {
  return std::max<std::size_t>(32, (stack.units() + 31) / 32);
}

/// A sum over units into one matrix.
template <class Add>
Matrix sum_over_units(const Stack& stack,
                      std::size_t rows,
                      std::size_t cols,
                      const Executor& executor,
                      const Add& add) {
  return executor.reduce<Matrix>(
      stack.units(),
      block_of(stack),
      [&] { return Matrix(rows, cols); },
      [&](Matrix& m, std::size_t begin, std::size_t end) { add(m, begin, end); },
      [](Matrix& left, Matrix& right) {
        for (std::size_t i = 0; i < left.values.size(); ++i) left.values[i] += right.values[i];
      });
}

/// Rows P_i'Z_i of one unit, made one after the other.
class LoadedInstruments {
 public:
  LoadedInstruments(const Stack& stack, const Loadings& p)
      : stack_(stack),
        p_(p),
        of_slot_(static_cast<std::size_t>(p.slots)),
        dense_(stack.instruments(), 0.0),
        seen_(stack.instruments(), 0) {}

  void add_unit(std::size_t unit, Matrix& sum) {
    for (std::size_t r = stack_.rows.first[unit]; r < stack_.rows.first[unit + 1]; ++r)
      for (std::size_t i = p_.first[r]; i < p_.first[r + 1]; ++i) {
        auto& list = of_slot_[static_cast<std::size_t>(p_.slot[i])];
        if (list.empty()) touched_.push_back(p_.slot[i]);
        list.push_back({r, p_.coefficient[i]});
      }
    std::sort(touched_.begin(), touched_.end());
    for (const std::int32_t s : touched_) {
      gather(of_slot_[static_cast<std::size_t>(s)]);
      of_slot_[static_cast<std::size_t>(s)].clear();
      add_square(sum);
    }
    touched_.clear();
  }

 private:
  struct Part {
    std::size_t row;
    double coefficient;
  };

  void gather(const std::vector<Part>& parts) {
    columns_.clear();
    for (const Part& part : parts)
      for (std::size_t i = stack_.z_first[part.row]; i < stack_.z_first[part.row + 1]; ++i) {
        const std::uint32_t c = stack_.z_column[i];
        if (seen_[c] == 0) columns_.push_back(c);
        seen_[c] = 1;
        dense_[c] += part.coefficient * stack_.z_value[i];
      }
    std::sort(columns_.begin(), columns_.end());
    values_.clear();
    for (const std::uint32_t c : columns_) {
      values_.push_back(dense_[c]);
      dense_[c] = 0;
      seen_[c] = 0;
    }
  }

  /// The part on and below the diagonal.
  void add_square(Matrix& sum) const {
    for (std::size_t a = 0; a < columns_.size(); ++a) {
      double* const column = sum.values.data() + columns_[a] * sum.rows;
      for (std::size_t b = a; b < columns_.size(); ++b)
        column[columns_[b]] += values_[a] * values_[b];
    }
  }

  const Stack& stack_;
  const Loadings& p_;
  std::vector<std::vector<Part>> of_slot_;
  std::vector<std::int32_t> touched_;
  std::vector<double> dense_;
  std::vector<char> seen_;
  std::vector<std::uint32_t> columns_;
  std::vector<double> values_;
};

/// Loadings of one unit's rows.
class LoadingsOfUnit {
 public:
  LoadingsOfUnit(const Stack& stack, ErrorStructure structure, bool exact)
      : stack_(stack),
        structure_(structure),
        exact_(exact) {
    out_.first.push_back(0);
    out_.slots = 2 * stack.slots + 2;
  }

  void add(std::size_t u) {
    const std::size_t begin = stack_.rows.first[u], level = stack_.level_first[u];
    for (std::size_t r = begin; r < level; ++r) {
      if (structure_ == ErrorStructure::identity || (stack_.transform == Transform::fod && !exact_))
        put(stack_.rows.slot[r], 1);
      else if (stack_.transform == Transform::fd)
        put(stack_.rows.slot[r], 1), put(stack_.rows.slot[r] - 1, -1);
      else
        deviation(r, level, stack_.last[u]);
      out_.first.push_back(out_.slot.size());
    }
    for (std::size_t r = level; r < stack_.rows.first[u + 1]; ++r) {
      const bool apart = structure_ != ErrorStructure::joint;
      put(stack_.rows.slot[r] + (apart ? stack_.slots + 1 : 0), 1);
      out_.first.push_back(out_.slot.size());
    }
  }

  Loadings take() { return std::move(out_); }

 private:
  void put(std::int32_t slot, double coefficient) {
    out_.slot.push_back(slot);
    out_.coefficient.push_back(coefficient);
  }

  /// The source of a deviation is the period before its row; the later sources follow.
  void deviation(std::size_t r, std::size_t end, std::int32_t last) {
    const double m = static_cast<double>(end - r);
    const double scale = std::sqrt(m / (m + 1));
    put(stack_.rows.slot[r] - 1, scale);
    for (std::size_t later = r + 1; later < end; ++later)
      put(stack_.rows.slot[later] - 1, -scale / m);
    put(last, -scale / m);
  }

  const Stack& stack_;
  ErrorStructure structure_;
  bool exact_;
  Loadings out_;
};

}  // namespace

Loadings system_loadings(const Stack& stack, ErrorStructure structure, bool exact) {
  LoadingsOfUnit out(stack, structure, exact);
  for (std::size_t u = 0; u < stack.units(); ++u) out.add(u);
  return out.take();
}

Matrix weight_matrix(const Stack& stack, const Loadings& p, const Executor& executor) {
  const std::size_t j = stack.instruments();
  Matrix out =
      sum_over_units(stack, j, j, executor, [&](Matrix& m, std::size_t begin, std::size_t end) {
        LoadedInstruments loaded(stack, p);
        for (std::size_t u = begin; u < end; ++u) loaded.add_unit(u, m);
      });
  for (std::size_t a = 0; a < j; ++a)
    for (std::size_t b = a + 1; b < j; ++b) out(a, b) = out(b, a);
  return out;
}

Matrix cross_regressors(const Stack& stack, std::span<const double> c, const Executor& executor) {
  const std::size_t k = stack.regressors;
  const auto add = [&](Matrix& m, std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u) {
      const double times = c.empty() ? 1.0 : c[u];
      for (std::size_t r = stack.rows.first[u]; r < stack.rows.first[u + 1]; ++r)
        for (std::size_t i = stack.z_first[r]; i < stack.z_first[r + 1]; ++i) {
          double* const row = m.values.data() + stack.z_column[i] * k;
          const double z = times * stack.z_value[i];
          for (std::size_t a = 0; a < k; ++a) row[a] += z * stack.rows.x[r * k + a];
        }
    }
  };
  const Matrix transposed = sum_over_units(stack, k, stack.instruments(), executor, add);
  Matrix out(stack.instruments(), k);
  for (std::size_t i = 0; i < out.rows; ++i)
    for (std::size_t a = 0; a < k; ++a) out(i, a) = transposed(a, i);
  return out;
}

Matrix unit_moments(const Stack& stack, std::span<const double> v, const Executor& executor) {
  Matrix out(stack.instruments(), stack.units());
  executor.for_blocks(stack.units(), block_of(stack), [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u) {
      const std::span<double> g = out.column(u);
      for (std::size_t r = stack.rows.first[u]; r < stack.rows.first[u + 1]; ++r)
        for (std::size_t i = stack.z_first[r]; i < stack.z_first[r + 1]; ++i)
          g[stack.z_column[i]] += stack.z_value[i] * v[r];
    }
  });
  return out;
}

Matrix unit_products(const Stack& stack, std::span<const double> g, const Executor& executor) {
  const std::size_t k = stack.regressors;
  Matrix out(k, stack.units());
  executor.for_blocks(stack.units(), block_of(stack), [&](std::size_t begin, std::size_t end) {
    for (std::size_t u = begin; u < end; ++u)
      for (std::size_t r = stack.rows.first[u]; r < stack.rows.first[u + 1]; ++r) {
        double zg = 0;
        for (std::size_t i = stack.z_first[r]; i < stack.z_first[r + 1]; ++i)
          zg += stack.z_value[i] * g[stack.z_column[i]];
        for (std::size_t a = 0; a < k; ++a) out(a, u) += zg * stack.rows.x[r * k + a];
      }
  });
  return out;
}

std::vector<double> residuals(const Rows& rows, std::span<const double> b) {
  const std::size_t k = b.size();
  std::vector<double> e = rows.y;
  for (std::size_t r = 0; r < e.size(); ++r)
    for (std::size_t a = 0; a < k; ++a) e[r] -= rows.x[r * k + a] * b[a];
  return e;
}

}  // namespace yugong::dynamic
