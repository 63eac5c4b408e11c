#pragma once

#include <cstddef>
#include <cstdint>

/// Loops over the single-precision copy of a column list.
namespace yugong::numeric::simplex {

inline constexpr std::size_t most_narrow_rows = 16;

struct NarrowLowest {
  float price = 0;         ///< infinite when there is no column
  std::int32_t place = 0;  ///< the first column with this price
};

/// out[c] = -sum_i dual[i] * entry(c, i) for `columns` columns from the block that `narrow` points
/// at; the lowest. Entries of `out` past `columns` up to the end of the last block are infinite.
NarrowLowest narrow_costs(
    const float* dual, std::size_t rows, const float* narrow, std::size_t columns, float* out);

/// The lowest of prices that narrow_costs left.
NarrowLowest narrow_lowest(const float* price, std::size_t columns);

/// Columns whose price is not above the limit, ascending, to `near` (room for all and one more);
/// how many.
std::size_t narrow_near(const float* price, std::size_t columns, float limit, std::uint32_t* near);

/// What narrow_dominating looks for: columns that, run at a level where the outputs are at least
/// the unit's own, use no more than it in any other row.
struct NarrowShares {
  const float* share = nullptr;   ///< [rows] one over the unit's own amounts
  const float* output = nullptr;  ///< [rows] 1 for rows that are made, 0 for rows that are used
  const float* above = nullptr;   ///< [rows] coefficients of the numerator per unit of the level
  const float* below = nullptr;   ///< [rows] likewise of the denominator
  float above0 = 0, below0 = 0;
  const float* run = nullptr;  ///< one over the level of each column; null: the lowest
                               ///< level that makes the outputs
};

/// Position of the dominating column with the lowest ratio, or -1.
long narrow_dominating(const NarrowShares& shares,
                       std::size_t rows,
                       const float* narrow,
                       std::size_t columns);

}  // namespace yugong::numeric::simplex
