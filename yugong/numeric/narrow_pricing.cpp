#include "yugong/numeric/narrow_pricing.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#include "yugong/numeric/column_list.hpp"
#include "yugong/numeric/lanes.hpp"

namespace yugong::numeric::simplex {

namespace {

constexpr std::size_t lanes = ColumnList::lanes;
constexpr float margin = 1e-5F;  // rounding must not take a column that is outside
constexpr float infinite = std::numeric_limits<float>::infinity();
typedef float Narrow __attribute__((vector_size(64), aligned(4), may_alias));

/// Every lane at one value.
YUGONG_INLINE void fill(Narrow& lanes_of, float value) {
  for (std::size_t l = 0; l < lanes; ++l) lanes_of[l] = value;
}

typedef float Half __attribute__((vector_size(32)));
typedef float Quarter __attribute__((vector_size(16)));

YUGONG_INLINE float smallest(const Narrow& v) {
  const Half a = __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7),
             b = __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  const Half h = b < a ? b : a;
  const Quarter c = __builtin_shufflevector(h, h, 0, 1, 2, 3),
                d = __builtin_shufflevector(h, h, 4, 5, 6, 7);
  const Quarter q = d < c ? d : c;
  const float left = q[2] < q[0] ? q[2] : q[0], right = q[3] < q[1] ? q[3] : q[1];
  return right < left ? right : left;
}

typedef std::int32_t Places __attribute__((vector_size(64)));

/// The smallest value; of the lanes that have it, the lowest position.
YUGONG_INLINE NarrowLowest first_lowest(const Narrow& value, const Places& block) {
  const float least = smallest(value);
  std::int32_t blocks[lanes];
  float values[lanes];
  std::memcpy(values, &value, sizeof values);
  std::memcpy(blocks, &block, sizeof blocks);
  NarrowLowest found{least, std::numeric_limits<std::int32_t>::max()};
  for (std::size_t l = 0; l < lanes; ++l) {
    const auto place = static_cast<std::int32_t>(static_cast<std::size_t>(blocks[l]) * lanes + l);
    if (values[l] == least && place < found.place) found.place = place;
  }
  return found;
}

template <int Rows>
YUGONG_INLINE NarrowLowest
costs(const float* dual, std::size_t rows, const float* narrow, std::size_t columns, float* out) {
  const std::size_t m = Rows > 0 ? static_cast<std::size_t>(Rows) : rows;
  const std::size_t blocks = (columns + lanes - 1) / lanes;
  float y[Rows > 0 ? Rows : most_narrow_rows];
  for (std::size_t i = 0; i < m; ++i) y[i] = dual[i];
  Narrow least;
  fill(least, infinite);
  Places where = {}, now = {};
  for (std::size_t b = 0; b < blocks; ++b) {
    const float* entry = narrow + b * m * lanes;
    Narrow sum = {};
    for (std::size_t i = 0; i < m; ++i)
      sum -= y[i] * *reinterpret_cast<const Narrow*>(entry + i * lanes);
    if ((b + 1) * lanes > columns)
      for (std::size_t l = columns - b * lanes; l < lanes; ++l) sum[l] = infinite;
    *reinterpret_cast<Narrow*>(out + b * lanes) = sum;
    where = sum < least ? now : where;
    least = sum < least ? sum : least;
    now += 1;
  }
  return first_lowest(least, where);
}

/// `over`: the largest share used less the run, or the run less the smallest share made, whichever
/// is larger; the run is the given one or that share.
template <int Rows>
YUGONG_INLINE void excess(const NarrowShares& s,
                          std::size_t rows,
                          const float* entry,
                          const float* given,
                          Narrow& run,
                          Narrow& over) {
  const std::size_t m = Rows > 0 ? static_cast<std::size_t>(Rows) : rows;
  Narrow used = {}, made;
  fill(made, infinite);
  for (std::size_t i = 0; i < m; ++i) {
    const Narrow part = *reinterpret_cast<const Narrow*>(entry + i * lanes) * s.share[i];
    if (s.output[i] > 0)
      made = part < made ? part : made;
    else
      used = part > used ? part : used;
  }
  if (given == nullptr) {
    run = made;
    over = used - run;
  } else {
    run = *reinterpret_cast<const Narrow*>(given);
    const Narrow above = used - run, below = run - made;
    over = above > below ? above : below;
  }
  over += margin * run;
}

template <int Rows>
YUGONG_INLINE long dominating(const NarrowShares& s,
                              std::size_t rows,
                              const float* narrow,
                              std::size_t columns) {
  const std::size_t m = Rows > 0 ? static_cast<std::size_t>(Rows) : rows;
  constexpr std::size_t group = 4;
  const std::size_t blocks = (columns + lanes - 1) / lanes;
  long best = -1;
  float lowest = infinite;
  for (std::size_t begin = 0; begin < blocks; begin += group) {
    const std::size_t end = std::min(blocks, begin + group);
    Narrow run[group], over[group], least;
    fill(least, infinite);
    for (std::size_t b = begin; b < end; ++b) {
      Narrow& o = over[b - begin];
      excess<Rows>(s,
                   rows,
                   narrow + b * m * lanes,
                   s.run == nullptr ? nullptr : s.run + b * lanes,
                   run[b - begin],
                   o);
      least = o < least ? o : least;
    }
    if (!(smallest(least) <= 0)) continue;
    for (std::size_t b = begin; b < end; ++b) {
      Narrow above = {}, below = {}, none;
      fill(none, infinite);
      const float* entry = narrow + b * m * lanes;
      for (std::size_t i = 0; i < m; ++i) {
        const Narrow a = *reinterpret_cast<const Narrow*>(entry + i * lanes);
        above += s.above[i] * a;
        below += s.below[i] * a;
      }
      const Narrow level = 1.0F / run[b - begin];
      Narrow value = (s.above0 + above * level) / (s.below0 + below * level);
      value = over[b - begin] <= 0 ? value : none;
      if (!(smallest(value) < lowest)) continue;
      for (std::size_t l = 0; l < lanes && b * lanes + l < columns; ++l)
        if (value[l] < lowest) {
          lowest = value[l];
          best = static_cast<long>(b * lanes + l);
        }
    }
  }
  return best;
}

}  // namespace

YUGONG_VARIANTS
NarrowLowest narrow_costs(
    const float* dual, std::size_t rows, const float* narrow, std::size_t columns, float* out) {
  switch (rows) {
    case 2:
      return costs<2>(dual, rows, narrow, columns, out);
    case 3:
      return costs<3>(dual, rows, narrow, columns, out);
    case 4:
      return costs<4>(dual, rows, narrow, columns, out);
    case 5:
      return costs<5>(dual, rows, narrow, columns, out);
    case 6:
      return costs<6>(dual, rows, narrow, columns, out);
    case 7:
      return costs<7>(dual, rows, narrow, columns, out);
    case 8:
      return costs<8>(dual, rows, narrow, columns, out);
    default:
      return costs<0>(dual, rows, narrow, columns, out);
  }
}

YUGONG_VARIANTS
NarrowLowest narrow_lowest(const float* price, std::size_t columns) {
  const std::size_t blocks = (columns + lanes - 1) / lanes;
  Narrow least;
  fill(least, infinite);
  Places where = {}, now = {};
  for (std::size_t b = 0; b < blocks; ++b) {
    const Narrow value = *reinterpret_cast<const Narrow*>(price + b * lanes);
    where = value < least ? now : where;
    least = value < least ? value : least;
    now += 1;
  }
  return first_lowest(least, where);
}

YUGONG_VARIANTS
std::size_t narrow_near(const float* price, std::size_t columns, float limit, std::uint32_t* near) {
  constexpr std::size_t group = 4;
  const std::size_t blocks = (columns + lanes - 1) / lanes;
  std::size_t found = 0;
  for (std::size_t begin = 0; begin < blocks; begin += group) {
    const std::size_t end = std::min(blocks, begin + group);
    Narrow least;
    fill(least, infinite);
    for (std::size_t b = begin; b < end; ++b) {
      const Narrow value = *reinterpret_cast<const Narrow*>(price + b * lanes);
      least = value < least ? value : least;
    }
    if (smallest(least) > limit) continue;
    for (std::size_t c = begin * lanes; c < std::min(columns, end * lanes); ++c) {
      near[found] = static_cast<std::uint32_t>(c);
      found += price[c] <= limit ? 1 : 0;
    }
  }
  return found;
}

YUGONG_VARIANTS
long narrow_dominating(const NarrowShares& shares,
                       std::size_t rows,
                       const float* narrow,
                       std::size_t columns) {
  switch (rows) {
    case 4:
      return dominating<4>(shares, rows, narrow, columns);
    case 5:
      return dominating<5>(shares, rows, narrow, columns);
    case 6:
      return dominating<6>(shares, rows, narrow, columns);
    case 7:
      return dominating<7>(shares, rows, narrow, columns);
    case 8:
      return dominating<8>(shares, rows, narrow, columns);
    default:
      return dominating<0>(shares, rows, narrow, columns);
  }
}

}  // namespace yugong::numeric::simplex
