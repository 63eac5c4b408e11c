#include "yugong/numeric/pricing.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "yugong/numeric/lanes.hpp"

namespace yugong::numeric::simplex {

namespace {

/// Eight doubles side by side: one register where the machine has such, several otherwise.
constexpr std::size_t lanes = 8;
typedef double Pack __attribute__((vector_size(64), aligned(8), may_alias));

/// Rows > 0: the number of rows is known at compile time, the sum stays in registers.
template <int Rows>
YUGONG_INLINE double priced(const double* dual,
                            std::size_t rows,
                            const double* activity,
                            std::size_t stride,
                            std::size_t columns,
                            double* out) {
  const std::size_t m = Rows > 0 ? static_cast<std::size_t>(Rows) : rows;
  Pack low;
  for (std::size_t l = 0; l < lanes; ++l) low[l] = std::numeric_limits<double>::infinity();
  std::size_t c = 0;
  for (; c + lanes <= columns; c += lanes) {
    Pack sum = {};
    for (std::size_t i = 0; i < m; ++i)
      sum -= dual[i] * *reinterpret_cast<const Pack*>(activity + i * stride + c);
    *reinterpret_cast<Pack*>(out + c) = sum;
    low = sum < low ? sum : low;
  }
  double least = low[0];
  for (std::size_t l = 1; l < lanes; ++l) least = low[l] < least ? low[l] : least;
  for (; c < columns; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < m; ++i) sum -= dual[i] * activity[i * stride + c];
    out[c] = sum;
    least = sum < least ? sum : least;
  }
  return least;
}

}  // namespace

YUGONG_VARIANTS
double reduced_costs(const double* dual,
                     std::size_t rows,
                     const double* activity,
                     std::size_t stride,
                     std::size_t columns,
                     double* out) {
  switch (rows) {
    case 2:
      return priced<2>(dual, rows, activity, stride, columns, out);
    case 3:
      return priced<3>(dual, rows, activity, stride, columns, out);
    case 4:
      return priced<4>(dual, rows, activity, stride, columns, out);
    case 5:
      return priced<5>(dual, rows, activity, stride, columns, out);
    case 6:
      return priced<6>(dual, rows, activity, stride, columns, out);
    case 7:
      return priced<7>(dual, rows, activity, stride, columns, out);
    case 8:
      return priced<8>(dual, rows, activity, stride, columns, out);
    default:
      return priced<0>(dual, rows, activity, stride, columns, out);
  }
}

YUGONG_VARIANTS
void sized_reduced_costs(const double* dual,
                         std::size_t rows,
                         const double* activity,
                         std::size_t stride,
                         std::size_t columns,
                         double* out,
                         double* size) {
  for (std::size_t c = 0; c < columns; ++c) out[c] = size[c] = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double* row = activity + i * stride;
    for (std::size_t c = 0; c < columns; ++c) {
      const double term = dual[i] * row[c];
      out[c] -= term;
      size[c] += std::fabs(term);
    }
  }
}

YUGONG_VARIANTS
bool gather_scaled(const double* from,
                   std::size_t from_stride,
                   std::size_t rows,
                   const std::uint8_t* scaling,
                   const double* row_scale,
                   const std::uint32_t* pick,
                   std::size_t columns,
                   double* to,
                   std::size_t to_stride,
                   double* column_scale) {
  for (std::size_t c = 0; c < columns; ++c) column_scale[c] = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const double* source = from + i * from_stride;
    double* row = to + i * to_stride;
    if (pick == nullptr)
      for (std::size_t c = 0; c < columns; ++c) row[c] = source[c] * row_scale[i];
    else
      for (std::size_t c = 0; c < columns; ++c) row[c] = source[pick[c]] * row_scale[i];
    for (std::size_t c = 0; c < columns && scaling[i] != 0; ++c)
      column_scale[c] = row[c] > column_scale[c] ? row[c] : column_scale[c];
  }
  std::uint64_t empty = 0;
  for (std::size_t c = 0; c < columns; ++c) {
    // 2^-e by exponent bits; a column of zeros or of subnormal size is left as it is.
    const std::uint64_t exponent = std::bit_cast<std::uint64_t>(column_scale[c]) >> 52;
    const bool plain = exponent > 0 && exponent < 2046;
    empty += plain ? 0 : 1;
    column_scale[c] = plain ? std::bit_cast<double>((std::uint64_t{2046} - exponent) << 52) : 1.0;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    double* row = to + i * to_stride;
    for (std::size_t c = 0; c < columns; ++c) row[c] *= column_scale[c];
  }
  return empty == 0;
}

YUGONG_VARIANTS
void extreme_shares(
    const double* row, std::size_t columns, double share, bool least, double* extreme) {
  if (least)
    for (std::size_t c = 0; c < columns; ++c)
      extreme[c] = row[c] * share < extreme[c] ? row[c] * share : extreme[c];
  else
    for (std::size_t c = 0; c < columns; ++c)
      extreme[c] = row[c] * share > extreme[c] ? row[c] * share : extreme[c];
}

}  // namespace yugong::numeric::simplex
