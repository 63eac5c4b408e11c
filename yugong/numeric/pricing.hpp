#pragma once

#include <cstddef>
#include <cstdint>

/// The inner loop of the simplex kernel, compiled for several instruction sets and chosen at run
/// time. No contraction into fused operations, so that every variant gives the same bits.
namespace yugong::numeric::simplex {

/// out[c] = -sum_i dual[i] * activity[i * stride + c], c < columns; the smallest is returned.
double reduced_costs(const double* dual,
                     std::size_t rows,
                     const double* activity,
                     std::size_t stride,
                     std::size_t columns,
                     double* out);

/// As above with size[c] = sum_i |dual[i] * activity[i * stride + c]|.
void sized_reduced_costs(const double* dual,
                         std::size_t rows,
                         const double* activity,
                         std::size_t stride,
                         std::size_t columns,
                         double* out,
                         double* size);

/// to[i * to_stride + c] = from[i * from_stride + pick[c]] * row_scale[i] * column_scale[c], where
/// column_scale[c] is the power of two that brings the largest entry of the column in the rows
/// marked in `scaling` into [1, 2); false when a column has no entry there (its scale is then one).
/// Entries must be non-negative. A null `pick` takes the columns as they come.
bool gather_scaled(const double* from,
                   std::size_t from_stride,
                   std::size_t rows,
                   const std::uint8_t* scaling,
                   const double* row_scale,
                   const std::uint32_t* pick,
                   std::size_t columns,
                   double* to,
                   std::size_t to_stride,
                   double* column_scale);

/// extreme[c] = the smaller (`least`) or larger of itself and row[c] * share.
void extreme_shares(
    const double* row, std::size_t columns, double share, bool least, double* extreme);

}  // namespace yugong::numeric::simplex
