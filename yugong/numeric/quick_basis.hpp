#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "yugong/numeric/column_list.hpp"
#include "yugong/numeric/lanes.hpp"
#include "yugong/numeric/simplex.hpp"

/// The basis of a quick attempt: at most 8 rows a pack. Private to the room.
namespace yugong::numeric::simplex {

/// Whether no level of the basis with these columns is below zero, in double-double precision.
/// `column` and `inverse`: rows x rows, column k from k * stride.
bool never_below_zero(std::size_t rows,
                      std::size_t stride,
                      const double* column,
                      const double* inverse,
                      const double* rhs,
                      const double* level);

typedef double Eight __attribute__((vector_size(64), may_alias));

/// Rows > 0: known at compile time. Columns of the program (rows scaled), explicit inverse by rows
/// and by columns, levels. Lanes past the rows are zero.
template <int Rows>
class QuickBasis {
 public:
  static constexpr int Packs = Rows > 0 && Rows <= 8 ? 1 : 2;
  static constexpr std::size_t capacity = 8 * static_cast<std::size_t>(Packs);

  YUGONG_INLINE explicit QuickBasis(const Program& program) : p_(program), rows_(program.rows()) {
    for (std::size_t i = 0; i < capacity; ++i) b[i] = i < rows() ? p_.rhs[i] : 0.0;
  }

  YUGONG_INLINE std::size_t rows() const {
    if constexpr (Rows > 0)
      return static_cast<std::size_t>(Rows);
    else
      return rows_;
  }

  bool contains(std::int64_t c) const {
    for (std::size_t i = 0; i < rows(); ++i)
      if (column[i] == c) return true;
    return false;
  }

  /// Row of an extra's only entry, or -1.
  std::int32_t single(std::size_t e) const {
    if (!p_.single.empty()) return p_.single[e];
    std::int32_t row = -1;
    for (std::size_t i = 0; i < rows(); ++i) {
      if (p_.extra[e * rows() + i] == 0) continue;
      if (row >= 0) return -1;
      row = static_cast<std::int32_t>(i);
    }
    return row;
  }

  /// The column of this number, in the program's rows.
  YUGONG_INLINE void load(std::int64_t c, double* to) const {
    for (std::size_t i = rows(); i < capacity; ++i) to[i] = 0;
    const auto at = static_cast<std::size_t>(c);
    if (at < p_.activities) {
      const double* entry = p_.list->wide() +
                            (at / ColumnList::lanes * rows()) * ColumnList::lanes +
                            at % ColumnList::lanes;
      for (std::size_t i = 0; i < rows(); ++i)
        to[i] = entry[i * ColumnList::lanes] * p_.row_scale[i];
    } else if (at < p_.activities + p_.extras()) {
      const double* entry = p_.extra.data() + (at - p_.activities) * rows();
      for (std::size_t i = 0; i < rows(); ++i) to[i] = entry[i];
    } else {
      for (std::size_t i = 0; i < rows(); ++i) to[i] = p_.own[i];
    }
  }

  /// Columns with one entry take their rows; the others are pivoted into the rest one by one. False
  /// when the basis is close to singular.
  YUGONG_INLINE bool take(const std::int64_t* numbers) {
    bool taken[capacity] = {}, placed[capacity] = {};
    for (std::size_t i = 0; i < rows(); ++i)
      for (std::size_t l = 0; l < capacity; ++l)
        inverse_row[i][l] = inverse_column[i][l] = l == i ? 1 : 0;
    for (std::size_t n = 0; n < rows(); ++n) {
      const auto c = static_cast<std::size_t>(numbers[n]);
      if (c < p_.activities || c >= p_.activities + p_.extras()) continue;
      const std::int32_t at = single(c - p_.activities);
      if (at < 0 || taken[at]) continue;
      const auto row = static_cast<std::size_t>(at);
      load(numbers[n], entries[row]);
      column[row] = numbers[n];
      inverse_row[row][row] = inverse_column[row][row] = 1 / entries[row][row];
      taken[row] = placed[n] = true;
    }
    for (std::size_t n = 0; n < rows(); ++n) {
      if (placed[n]) continue;
      load(numbers[n], enter);
      direction();
      std::size_t best = rows();
      double size = 0;
      for (std::size_t i = 0; i < rows(); ++i) {
        size = std::max(size, std::fabs(alpha[i]));
        if (!taken[i] && (best == rows() || std::fabs(alpha[i]) > std::fabs(alpha[best]))) best = i;
      }
      if (best == rows() || !(std::fabs(alpha[best]) > 1e-9 * size)) return false;
      taken[best] = true;
      replace(best, numbers[n]);
    }
    levels();
    return true;
  }

  YUGONG_INLINE void multipliers(const double* cost, double* y) const {
    for (int q = 0; q < Packs; ++q) {
      Eight sum = {};
      for (std::size_t i = 0; i < rows(); ++i) sum += cost[i] * pack(inverse_row[i], q);
      pack(y, q) = sum;
    }
  }

  /// How fast each level falls while the column in `enter` rises.
  YUGONG_INLINE void direction() {
    for (int q = 0; q < Packs; ++q) {
      Eight sum = {};
      for (std::size_t k = 0; k < rows(); ++k) sum += enter[k] * pack(inverse_column[k], q);
      pack(alpha, q) = sum;
    }
  }

  /// The row that leaves, ties to the largest pivot; -1 when nothing bounds the step.
  YUGONG_INLINE int leaving(double& length) const {
    double size = 1, step[capacity];
    for (std::size_t i = 0; i < rows(); ++i) size = std::max(size, std::fabs(alpha[i]));
    const double smallest = 1e-11 * size;
    double shortest = HUGE_VAL;
    for (std::size_t i = 0; i < rows(); ++i) {
      step[i] = (x[i] > 0 ? x[i] : 0.0) / alpha[i];
      if (alpha[i] > smallest && step[i] < shortest) shortest = step[i];
    }
    int row = -1;
    for (std::size_t i = 0; i < rows(); ++i) {
      if (!(alpha[i] > smallest) || x[i] > shortest * alpha[i] + 1e-13) continue;
      if (row < 0 || alpha[i] > alpha[row]) row = static_cast<int>(i);
    }
    if (row >= 0) length = step[row];
    return row;
  }

  YUGONG_INLINE void exchange(std::size_t row, std::int64_t c, double length) {
    for (int q = 0; q < Packs; ++q) pack(x, q) -= length * pack(alpha, q);
    x[row] = length;
    replace(row, c);
  }

  /// Where one column by itself, at a level that is a power of two, meets every row to the last
  /// bit, as the unit's own does, the levels are exact.
  YUGONG_INLINE void snap() {
    for (std::size_t k = 0; k < rows(); ++k) {
      if (!(x[k] > 0) || !(entries[k][0] > 0)) continue;
      const double level = b[0] / entries[k][0];
      int exponent = 0;
      bool exact = std::frexp(level, &exponent) == 0.5;
      for (std::size_t i = 0; i < rows() && exact; ++i) exact = entries[k][i] * level == b[i];
      if (!exact) continue;
      for (std::size_t i = 0; i < rows(); ++i) x[i] = i == k ? level : 0;
      exact_ = true;
      return;
    }
    exact_ = false;
  }

  /// Two steps of refinement against the columns; false when the inverse has become useless.
  YUGONG_INLINE bool refine_levels() {
    if (exact_) return true;
    double moved = 0;
    for (int round = 0; round < 2; ++round) {
      alignas(64) double miss[capacity], by[capacity];
      for (int q = 0; q < Packs; ++q) {
        Eight rest = pack(b, q);
        for (std::size_t k = 0; k < rows(); ++k) rest -= x[k] * pack(entries[k], q);
        pack(miss, q) = rest;
      }
      for (int q = 0; q < Packs; ++q) {
        Eight sum = {};
        for (std::size_t k = 0; k < rows(); ++k) sum += miss[k] * pack(inverse_column[k], q);
        pack(by, q) = sum;
        pack(x, q) += sum;
      }
      double most = 0;
      for (std::size_t i = 0; i < rows(); ++i) most = std::max(most, std::fabs(by[i]));
      if (round == 0) moved = most;
      if (most < 1e-15) break;
    }
    return moved < 1e-7;
  }

  /// One step of refinement, to where reduced costs of the basis are above zero by what rounding
  /// may hide.
  YUGONG_INLINE void refine_multipliers(const double* cost, double* y) const {
    double miss[capacity];
    for (std::size_t k = 0; k < rows(); ++k) {
      double rest = cost[k], size = std::fabs(cost[k]);
      for (std::size_t i = 0; i < rows(); ++i) {
        const double term = entries[k][i] * y[i];
        rest -= term;
        size += std::fabs(term);
      }
      miss[k] = rest - 1e-15 * size;
    }
    for (int q = 0; q < Packs; ++q) {
      Eight sum = pack(y, q);
      for (std::size_t k = 0; k < rows(); ++k) sum += miss[k] * pack(inverse_row[k], q);
      pack(y, q) = sum;
    }
  }

  /// Largest distance from the rows relative to their terms; `missed` is what is missed, with what
  /// rounding may hide, times the multipliers.
  YUGONG_INLINE double distance(const double* y, double& missed) {
    missed = 0;
    if (exact_) return 0;
    alignas(64) double miss[capacity];
    for (int q = 0; q < Packs; ++q) {
      const Eight right = pack(b, q);
      Eight rest = -right, sum = right;
      for (std::size_t k = 0; k < rows(); ++k) {
        const Eight term = (x[k] > 0 ? x[k] : 0.0) * pack(entries[k], q);
        rest += term;
        sum += term < 0 ? -term : term;
      }
      pack(miss, q) = rest < 0 ? -rest : rest;
      pack(terms, q) = sum;
    }
    double worst = 0;
    for (std::size_t i = 0; i < rows(); ++i) {
      const double whole = std::max(terms[i], 1.0);
      worst = std::max(worst, miss[i] / whole);
      missed += std::fabs(y[i]) * (miss[i] + 1.2e-16 * whole);
    }
    return worst;
  }

  /// After distance(): whether no level is below zero beyond doubt.
  YUGONG_INLINE bool feasible() const {
    if (exact_) return true;
    alignas(64) double doubt[capacity];
    for (int q = 0; q < Packs; ++q) {
      Eight sum = {};
      for (std::size_t k = 0; k < rows(); ++k) {
        const Eight part = terms[k] * pack(inverse_column[k], q);
        sum += part < 0 ? -part : part;
      }
      pack(doubt, q) = 4.8e-16 * sum;
    }
    bool sure = true;
    for (std::size_t i = 0; i < rows(); ++i) sure = sure && x[i] > doubt[i];
    return sure || never_below_zero(rows(), capacity, entries[0], inverse_column[0], b, x);
  }

  std::int64_t column[capacity] = {};
  alignas(64) double b[capacity], x[capacity], enter[capacity];

 private:
  static YUGONG_INLINE Eight& pack(double* values, int q) {
    return *reinterpret_cast<Eight*>(values + 8 * q);
  }

  static YUGONG_INLINE const Eight& pack(const double* values, int q) {
    return *reinterpret_cast<const Eight*>(values + 8 * q);
  }

  YUGONG_INLINE void levels() {
    for (int q = 0; q < Packs; ++q) {
      Eight sum = {};
      for (std::size_t k = 0; k < rows(); ++k) sum += b[k] * pack(inverse_column[k], q);
      pack(x, q) = sum;
    }
  }

  /// The column in `enter`, whose direction is `alpha`, takes the place of row `row`.
  YUGONG_INLINE void replace(std::size_t row, std::int64_t c) {
    const double pivot = alpha[row];
    column[row] = c;
    for (int q = 0; q < Packs; ++q) {
      pack(entries[row], q) = pack(enter, q);
      pack(inverse_row[row], q) /= pivot;
    }
    for (std::size_t i = 0; i < rows(); ++i) {
      if (i == row) continue;
      for (int q = 0; q < Packs; ++q)
        pack(inverse_row[i], q) -= alpha[i] * pack(inverse_row[row], q);
    }
    for (std::size_t k = 0; k < rows(); ++k) {
      const double share = inverse_row[row][k];
      for (int q = 0; q < Packs; ++q) pack(inverse_column[k], q) -= share * pack(alpha, q);
      inverse_column[k][row] = share;
    }
  }

  const Program& p_;
  std::size_t rows_;
  bool exact_ = false;
  alignas(64) double alpha[capacity], terms[capacity];
  alignas(64) double entries[capacity][capacity];
  alignas(64) double inverse_row[capacity][capacity], inverse_column[capacity][capacity];
};

}  // namespace yugong::numeric::simplex
