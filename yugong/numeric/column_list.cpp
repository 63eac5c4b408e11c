#include "yugong/numeric/column_list.hpp"

#include <algorithm>
#include <bit>

namespace yugong::numeric::simplex {

ColumnList::ColumnList(std::span<const double> row_unit)
    : row_unit_(row_unit.begin(), row_unit.end()) {}

void ColumnList::reserve(std::size_t columns) {
  const std::size_t padded = (columns + lanes - 1) / lanes * lanes;
  wide_.reserve(padded * rows());
  narrow_.reserve(padded * rows());
  scale_.reserve(columns);
  run_.reserve(padded);
}

void ColumnList::append(std::span<const double> column) {
  const std::size_t c = size();
  if (c % lanes == 0) {
    wide_.resize(wide_.size() + rows() * lanes);
    narrow_.resize(narrow_.size() + rows() * lanes);
    run_.resize(run_.size() + lanes, 1.0F);
  }
  double largest = 0;
  for (std::size_t i = 0; i < rows(); ++i) largest = std::max(largest, column[i] * row_unit_[i]);
  const std::uint64_t exponent = std::bit_cast<std::uint64_t>(largest) >> 52;
  const double scale = exponent > 0 && exponent < 2046
                           ? std::bit_cast<double>((std::uint64_t{2046} - exponent) << 52)
                           : 1.0;
  scale_.push_back(scale);
  run_[c] = static_cast<float>(scale);
  for (std::size_t i = 0; i < rows(); ++i) {
    const double entry = column[i] * row_unit_[i] * scale;
    wide_[place(c, i)] = entry;
    narrow_[place(c, i)] = static_cast<float>(entry);
  }
}

}  // namespace yugong::numeric::simplex
