#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace yugong::numeric::simplex {

/// Columns of activities that many programs share. Each column is multiplied by a power of two that
/// brings its largest entry, in rows of a common unit, into [1, 2), and kept twice: exact, and
/// rounded to single precision for a first look at prices. Columns lie in blocks of `lanes`, within
/// a block row by row, so that a list grows without being moved about and a part of it is one
/// stretch of memory. Entries must be non-negative.
class ColumnList {
 public:
  static constexpr std::size_t lanes = 16;

  /// `row_unit` [rows]: powers of two that bring the rows to a common size.
  explicit ColumnList(std::span<const double> row_unit);

  void reserve(std::size_t columns);

  /// `column` [rows] in units of the data.
  void append(std::span<const double> column);

  std::size_t size() const { return scale_.size(); }

  std::size_t rows() const { return row_unit_.size(); }

  double row_unit(std::size_t row) const { return row_unit_[row]; }

  /// The stored entry: datum * row_unit(row) * scale(c).
  double entry(std::size_t c, std::size_t row) const { return wide_[place(c, row)]; }

  double scale(std::size_t c) const { return scale_[c]; }

  /// Blocks of rows x lanes, the last filled with zeros.
  const float* narrow() const { return narrow_.data(); }

  const double* wide() const { return wide_.data(); }

  /// One over the scale, in single precision.
  const float* narrow_run() const { return run_.data(); }

 private:
  std::size_t place(std::size_t c, std::size_t row) const {
    return (c / lanes * rows() + row) * lanes + c % lanes;
  }

  std::vector<double> row_unit_, wide_, scale_;
  std::vector<float> narrow_, run_;
};

}  // namespace yugong::numeric::simplex
