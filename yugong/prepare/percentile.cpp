#include "yugong/prepare/percentile.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/column.hpp"

namespace yugong::prepare {

double percentile(std::span<double> values, double p) {
  const std::size_t n = values.size();
  if (n == 0) return missing;
  const double position = static_cast<double>(n) * p / 100;
  // n p / 100 is whole for many cuts, yet 0.07 * 100 is not in binary: decide up to rounding.
  const double whole = std::round(position);
  const bool between = std::abs(position - whole) <= 1e-9 * std::max(1.0, whole);
  const auto rank = static_cast<std::size_t>(between ? whole : std::ceil(position));
  const std::size_t k = std::clamp<std::size_t>(rank, 1, n) - 1;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(k);
  std::nth_element(values.begin(), at, values.end());
  if (!between || rank == 0 || rank >= n) return *at;
  return (*at + *std::min_element(at + 1, values.end())) / 2;
}

std::vector<double> percentiles(std::span<const double> column, std::span<const double> ps) {
  std::vector<double> present;
  present.reserve(column.size());
  for (double v : column)
    if (!is_missing(v)) present.push_back(v);
  std::vector<double> cuts;
  for (double p : ps) cuts.push_back(percentile(present, p));
  return cuts;
}

}  // namespace yugong::prepare
