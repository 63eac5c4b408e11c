#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "yugong/numeric/column_list.hpp"
#include "yugong/numeric/narrow_pricing.hpp"
#include "yugong/numeric/simplex.hpp"

/// Reduced costs of the columns of a list. Private to the room.
namespace yugong::numeric::simplex {

/// A first look in single precision at all columns of a stretch, with multipliers moved so that a
/// positive answer means a positive reduced cost beyond doubt; a second look, in double precision,
/// at the rest, the `near` ones.
class ListPrices {
 public:
  ListPrices(const Program& program, std::vector<std::uint32_t>& near);

  /// First look at the active columns; false when the multipliers are of no use.
  bool look(const double* dual);

  /// The column with the lowest price of the first look, or -1.
  std::int64_t lowest() const { return lowest_; }

  /// Near columns of the active ones after look(), replacing those of before.
  void collect_active();

  /// Near columns of the others, added; false when the multipliers are of no use.
  bool collect_others(const double* dual);

  bool collect(const double* dual, std::size_t begin, std::size_t end);

  const std::vector<std::uint32_t>& near() const { return near_; }

  /// The reduced cost, and the sum of its terms' sizes.
  double cost(const double* dual, std::size_t c, double& size) const {
    const std::size_t rows = list_.rows();
    const double* entry =
        list_.wide() + (c / ColumnList::lanes * rows) * ColumnList::lanes + c % ColumnList::lanes;
    double minus = 0;
    size = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const double term = dual[i] * (entry[i * ColumnList::lanes] * row_scale_[i]);
      minus += term;
      size += term < 0 ? -term : term;
    }
    return -minus;
  }

  /// The reduced cost to the last bit but one, whatever cancels.
  double exact_cost(const double* dual, std::size_t c) const;

  /// The column's largest entry in the rows that bound intensities.
  double bound(std::size_t c) const;

  /// Brings reduced costs of the list to the size of those of a column of this program.
  double unit() const { return unit_; }

 private:
  static constexpr std::size_t chunk = 4096;

  bool set_dual(const double* dual);
  NarrowLowest price(std::size_t begin, std::size_t end);
  void gather(std::size_t begin, std::size_t end);

  const Program& p_;
  const ColumnList& list_;
  std::vector<std::uint32_t>& near_;
  std::array<double, most_rows> row_scale_, to_narrow_, shift_;
  std::array<float, most_rows> y_;
  double unit_ = 1;
  float least_ = 0;
  std::int64_t lowest_ = -1;
};

}  // namespace yugong::numeric::simplex
