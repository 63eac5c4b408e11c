#include "yugong/frontier/radial_scan.hpp"

#include <bit>
#include <limits>

// Function multiversioning is left out under sanitizers, whose runtime is not up when the loader
// resolves the variants.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define YUGONG_VARIANTS __attribute__((target_clones("avx512f", "avx2", "default")))
#define YUGONG_INLINE inline __attribute__((always_inline))
#else
#define YUGONG_VARIANTS
#define YUGONG_INLINE inline
#endif

namespace yugong::frontier {

namespace {

/// Eight numbers side by side: one register where the machine has such, several otherwise.
constexpr std::size_t lanes = 8;
typedef double Pack __attribute__((vector_size(64), aligned(8), may_alias));

/// Rows > 0: the number of rows is known at compile time.
template <int Rows>
YUGONG_INLINE double lowest_product(const double* normal,
                                    std::size_t rows,
                                    const double* column,
                                    std::size_t stride,
                                    std::size_t count,
                                    double* out) {
  const std::size_t m = Rows > 0 ? static_cast<std::size_t>(Rows) : rows;
  Pack low;
  for (std::size_t l = 0; l < lanes; ++l) low[l] = std::numeric_limits<double>::infinity();
  std::size_t c = 0;
  for (; c + lanes <= count; c += lanes) {
    Pack sum = {};
    for (std::size_t i = 0; i < m; ++i)
      sum += normal[i] * *reinterpret_cast<const Pack*>(column + i * stride + c);
    *reinterpret_cast<Pack*>(out + c) = sum;
    low = sum < low ? sum : low;
  }
  double least = low[0];
  for (std::size_t l = 1; l < lanes; ++l) least = low[l] < least ? low[l] : least;
  for (; c < count; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < m; ++i) sum += normal[i] * column[i * stride + c];
    out[c] = sum;
    least = sum < least ? sum : least;
  }
  return least;
}

constexpr std::size_t block = 8 * lanes;  // columns looked at together

template <int Rows>
YUGONG_INLINE Met first_met(const double* plane,
                            const double* turn,
                            std::size_t rows,
                            const double* column,
                            std::size_t stride,
                            std::size_t count,
                            double least,
                            double floor,
                            const double* open) {
  const std::size_t m = Rows > 0 ? static_cast<std::size_t>(Rows) : rows;
  const Pack none = {};
  Met met;
  for (std::size_t first = 0; first < count; first += block) {
    const std::size_t here = count - first < block ? count - first : block;
    Pack share[block / lanes];
    Pack low = none;
    for (std::size_t c = 0; c < here; c += lanes) {
      Pack height = {}, bend = {};
      for (std::size_t i = 0; i < m; ++i) {
        const Pack a = *reinterpret_cast<const Pack*>(column + i * stride + first + c);
        height += plane[i] * a;
        bend += turn[i] * a;
      }
      height = height < floor ? none + floor : height;
      bend = bend < -least ? bend : none;
      const Pack s = bend * *reinterpret_cast<const Pack*>(open + first + c) / height;
      share[c / lanes] = s;
      low = s < low ? s : low;
    }
    double lowest = low[0];
    for (std::size_t l = 1; l < lanes; ++l) lowest = low[l] < lowest ? low[l] : lowest;
    if (!(lowest < met.share)) continue;
    met.share = lowest;
    const double* at = reinterpret_cast<const double*>(share);
    std::size_t c = 0;
    while (at[c] != lowest) ++c;
    met.column = static_cast<std::int64_t>(first + c);
  }
  return met;
}

}  // namespace

YUGONG_VARIANTS
void load_members(const RadialScale& scale,
                  const double* from,
                  std::size_t from_stride,
                  const std::uint32_t* pick,
                  const double* stretch,
                  std::size_t count,
                  double* to,
                  std::size_t stride,
                  double* size) {
  const bool summed = scale.sums > 0 && scale.sign[0] > 0;
  for (std::size_t j = 0; j < count; ++j) size[j] = summed ? 1.0 : 0.0;
  for (std::size_t v = 0; v < scale.variables; ++v) {
    const double factor = scale.factor[v];
    const double* source = from + v * from_stride;
    double* row = to + v * stride;
    for (std::size_t j = 0; j < count; ++j) row[j] = source[pick[j]] * factor;
    if (scale.moves[v] != 0)
      for (std::size_t j = 0; j < count; ++j) row[j] *= stretch[j];
    for (std::size_t j = 0; j < count; ++j) size[j] = row[j] > size[j] ? row[j] : size[j];
  }
  for (std::size_t j = 0; j < count; ++j) {
    // 2^-e by exponent bits; a column of zeros or of subnormal size is left as it is.
    const std::uint64_t exponent = std::bit_cast<std::uint64_t>(size[j]) >> 52;
    const bool plain = exponent > 0 && exponent < 2046;
    size[j] = plain ? std::bit_cast<double>((std::uint64_t{2046} - exponent) << 52) : 1.0;
  }
  for (std::size_t v = 0; v < scale.variables; ++v) {
    double* row = to + v * stride;
    for (std::size_t j = 0; j < count; ++j) row[j] *= size[j];
  }
  for (std::size_t s = 0; s < scale.sums; ++s) {
    double* row = to + (scale.variables + s) * stride;
    for (std::size_t j = 0; j < count; ++j) row[j] = scale.sign[s] * size[j];
  }
}

YUGONG_VARIANTS
double products(const double* normal,
                std::size_t rows,
                const double* column,
                std::size_t stride,
                std::size_t count,
                double* out) {
  switch (rows) {
    case 3:
      return lowest_product<3>(normal, rows, column, stride, count, out);
    case 4:
      return lowest_product<4>(normal, rows, column, stride, count, out);
    case 5:
      return lowest_product<5>(normal, rows, column, stride, count, out);
    case 6:
      return lowest_product<6>(normal, rows, column, stride, count, out);
    case 7:
      return lowest_product<7>(normal, rows, column, stride, count, out);
    default:
      return lowest_product<0>(normal, rows, column, stride, count, out);
  }
}

YUGONG_VARIANTS
Met turning(const double* plane,
            const double* turn,
            std::size_t rows,
            const double* column,
            std::size_t stride,
            std::size_t count,
            double least,
            double floor,
            const double* open) {
  switch (rows) {
    case 3:
      return first_met<3>(plane, turn, rows, column, stride, count, least, floor, open);
    case 4:
      return first_met<4>(plane, turn, rows, column, stride, count, least, floor, open);
    case 5:
      return first_met<5>(plane, turn, rows, column, stride, count, least, floor, open);
    case 6:
      return first_met<6>(plane, turn, rows, column, stride, count, least, floor, open);
    case 7:
      return first_met<7>(plane, turn, rows, column, stride, count, least, floor, open);
    default:
      return first_met<0>(plane, turn, rows, column, stride, count, least, floor, open);
  }
}

}  // namespace yugong::frontier
