#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "yugong/numeric/simplex.hpp"
#include "yugong/numeric/simplex_real.hpp"

/// Columns and basis of one program in one precision. Private to the room.
namespace yugong::numeric::simplex {

/// Columns by number: activities first, extra e is activities + e.
template <int Rows, class Real>
class Columns {
 public:
  static constexpr std::size_t capacity = Rows > 0 ? static_cast<std::size_t>(Rows) : most_rows;
  static constexpr std::int32_t dense = -1;  ///< a column with several entries

  explicit Columns(const Program& program) : p_(program), rows_(program.rows()) {
    find_single_entries();
  }

  const Program& program() const { return p_; }

  std::size_t rows() const {
    if constexpr (Rows > 0)
      return static_cast<std::size_t>(Rows);
    else
      return rows_;
  }

  std::size_t count() const { return p_.activities + p_.extras(); }

  bool is_extra(std::int64_t c) const { return c >= static_cast<std::int64_t>(p_.activities); }

  std::size_t extra(std::int64_t c) const { return static_cast<std::size_t>(c) - p_.activities; }

  /// A stand-in that must end at zero.
  bool barred(std::int64_t c) const {
    return is_extra(c) && !p_.barred.empty() && p_.barred[extra(c)];
  }

  /// The row of an extra's only entry, or `dense`.
  std::int32_t single_row(std::size_t e) const {
    return e < single_row_.size() ? single_row_[e] : dense;
  }

  /// The row of a column's only entry, or `dense`.
  std::int32_t single_row_of(std::int64_t c) const {
    return is_extra(c) ? single_row(extra(c)) : dense;
  }

  Real entry(std::int64_t c, std::size_t row) const {
    if (is_extra(c)) return p_.extra[extra(c) * rows() + row];
    return p_.activity[row * p_.stride + static_cast<std::size_t>(c)];
  }

 private:
  /// Slacks are columns with one entry: found once, so that pricing them costs one product.
  void find_single_entries() {
    const std::size_t n = std::min(p_.extras(), single_row_.size());
    for (std::size_t e = 0; e < n; ++e) {
      single_row_[e] = dense;
      std::size_t entries = 0;
      for (std::size_t i = 0; i < rows(); ++i) {
        if (p_.extra[e * rows() + i] == 0) continue;
        single_row_[e] = static_cast<std::int32_t>(i);
        ++entries;
      }
      if (entries != 1) single_row_[e] = dense;
    }
  }

  const Program& p_;
  std::size_t rows_;
  std::array<std::int32_t, 2 * capacity + 4> single_row_;
};

/// A basis: its explicit inverse, and the level of each of its columns.
template <int Rows, class Real>
class Basis {
 public:
  static constexpr std::size_t capacity = Columns<Rows, Real>::capacity;
  using Vector = std::array<Real, capacity>;
  using Numbers = std::array<std::int64_t, capacity>;

  explicit Basis(const Columns<Rows, Real>& columns) : columns_(columns) {
    for (std::size_t i = 0; i < rows(); ++i) b_[i] = columns.program().rhs[i];
  }

  std::size_t rows() const { return columns_.rows(); }

  std::int64_t operator[](std::size_t i) const { return column_[i]; }

  const Numbers& numbers() const { return column_; }

  Real level(std::size_t i) const { return x_[i]; }

  /// Levels as a point: never negative.
  Real point(std::size_t i) const { return larger(x_[i], Real(0)); }

  Real rhs(std::size_t i) const { return b_[i]; }

  /// How far each level may be off for rounding.
  Vector doubt() const {
    Vector size, sum;
    for (std::size_t i = 0; i < rows(); ++i) {
      size[i] = magnitude(b_[i]);
      for (std::size_t k = 0; k < rows(); ++k)
        size[i] += magnitude(columns_.entry(column_[k], i) * x_[k]);
    }
    for (std::size_t i = 0; i < rows(); ++i) {
      sum[i] = 0;
      for (std::size_t k = 0; k < rows(); ++k)
        sum[i] +=
            4 * Real(Tolerance<Real>::rounding) * magnitude(inverse_[i * rows() + k]) * size[k];
    }
    return sum;
  }

  /// Whether no level is negative by more than a hundred times what rounding explains. For the
  /// highest precision.
  bool never_negative() const {
    const Vector off = doubt();
    for (std::size_t i = 0; i < rows(); ++i)
      if (x_[i] < -100 * off[i]) return false;
    return true;
  }

  /// Takes what column i brings out of the right side: its level is zero then, and the rest of the
  /// point exactly as feasible as before.
  void absorb(std::size_t i) {
    for (std::size_t k = 0; k < rows(); ++k) b_[k] -= columns_.entry(column_[i], k) * x_[i];
    x_[i] = 0;
  }

  bool contains(std::int64_t c) const {
    for (std::size_t i = 0; i < rows(); ++i)
      if (column_[i] == c) return true;
    return false;
  }

  template <class Range>
  bool take(const Range& numbers) {
    std::copy_n(numbers.begin(), rows(), column_.begin());
    return rebuild();
  }

  /// Inverse and levels from the data (Gauss-Jordan with row exchange) and one step of refinement;
  /// false when the basis is singular.
  bool rebuild() {
    const std::size_t n = rows();
    std::array<Real, capacity * capacity> work;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k) {
        work[i * n + k] = columns_.entry(column_[k], i);
        inverse_[i * n + k] = i == k;
      }
    for (std::size_t c = 0; c < n; ++c)
      if (!eliminate(work, c)) return false;
    for (std::size_t i = 0; i < n; ++i) {
      x_[i] = 0;
      for (std::size_t k = 0; k < n; ++k) x_[i] += inverse_[i * n + k] * b_[k];
    }
    refine_levels();
    exchanges_ = 0;
    return true;
  }

  /// y with y'B = cost, refined once on demand.
  void multipliers(const Vector& cost, bool refine, Vector& y) const {
    const std::size_t n = rows();
    for (std::size_t k = 0; k < n; ++k) y[k] = 0;
    for (std::size_t i = 0; i < n; ++i) {
      if (cost[i] == 0) continue;
      for (std::size_t k = 0; k < n; ++k) y[k] += cost[i] * inverse_[i * n + k];
    }
    if (!refine) return;
    Vector miss;
    for (std::size_t k = 0; k < n; ++k) {
      miss[k] = cost[k];
      if (const std::int32_t row = columns_.single_row_of(column_[k]); row >= 0) {
        const auto i = static_cast<std::size_t>(row);
        miss[k] -= y[i] * columns_.entry(column_[k], i);
        continue;
      }
      for (std::size_t i = 0; i < n; ++i) miss[k] -= y[i] * columns_.entry(column_[k], i);
    }
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i) y[i] += miss[k] * inverse_[k * n + i];
  }

  /// How fast each basis level falls while column c rises.
  void direction(std::int64_t c, Vector& alpha) const {
    const std::size_t n = rows();
    if (const std::int32_t row = columns_.single_row_of(c); row >= 0) {
      const auto k = static_cast<std::size_t>(row);
      const Real a = columns_.entry(c, k);
      for (std::size_t i = 0; i < n; ++i) alpha[i] = inverse_[i * n + k] * a;
      return;
    }
    for (std::size_t i = 0; i < n; ++i) alpha[i] = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const Real a = columns_.entry(c, k);
      if (a == 0) continue;
      for (std::size_t i = 0; i < n; ++i) alpha[i] += inverse_[i * n + k] * a;
    }
  }

  /// Column c takes the place of basis column `row`. A pivot far smaller than its direction ruins
  /// the inverse, which is then built anew; false when that fails.
  bool exchange(std::size_t row, std::int64_t c, Real step, const Vector& alpha) {
    const std::size_t n = rows();
    Real size = 0;
    for (std::size_t i = 0; i < n; ++i) {
      x_[i] -= step * alpha[i];
      size = larger(size, magnitude(alpha[i]));
    }
    x_[row] = step;
    column_[row] = c;
    const Real pivot = alpha[row];
    const Real growth = Real(Tolerance<Real>::growth);
    if (++exchanges_ >= 50 || size > growth || size > growth * magnitude(pivot)) return rebuild();
    for (std::size_t k = 0; k < n; ++k) inverse_[row * n + k] /= pivot;
    for (std::size_t i = 0; i < n; ++i) {
      if (i == row || alpha[i] == 0) continue;
      for (std::size_t k = 0; k < n; ++k) inverse_[i * n + k] -= alpha[i] * inverse_[row * n + k];
    }
    return true;
  }

 private:
  bool eliminate(std::array<Real, capacity * capacity>& work, std::size_t c) {
    const std::size_t n = rows();
    std::size_t best = c;
    for (std::size_t i = c + 1; i < n; ++i)
      if (magnitude(work[i * n + c]) > magnitude(work[best * n + c])) best = i;
    const Real pivot = work[best * n + c];
    if (!(magnitude(pivot) > Real(Tolerance<Real>::singular))) return false;
    for (std::size_t k = 0; k < n && best != c; ++k) {
      std::swap(work[best * n + k], work[c * n + k]);
      std::swap(inverse_[best * n + k], inverse_[c * n + k]);
    }
    for (std::size_t k = 0; k < n; ++k) {
      work[c * n + k] /= pivot;
      inverse_[c * n + k] /= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
      const Real factor = work[i * n + c];
      if (i == c || factor == 0) continue;
      for (std::size_t k = 0; k < n; ++k) {
        work[i * n + k] -= factor * work[c * n + k];
        inverse_[i * n + k] -= factor * inverse_[c * n + k];
      }
    }
    return true;
  }

  void refine_levels() {
    const std::size_t n = rows();
    Vector miss = b_;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k) miss[i] -= columns_.entry(column_[k], i) * x_[k];
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t k = 0; k < n; ++k) x_[i] += inverse_[i * n + k] * miss[k];
  }

  const Columns<Rows, Real>& columns_;
  Numbers column_{};
  std::array<Real, capacity * capacity> inverse_;
  Vector b_, x_;
  int exchanges_ = 0;
};

}  // namespace yugong::numeric::simplex
