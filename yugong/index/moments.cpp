#include "yugong/index/moments.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/column.hpp"

namespace yugong::index {

double sum(std::span<const double> x) {
  Sum total;
  for (const double v : x) total.add(v);
  return total.value();
}

double dot(std::span<const double> x, std::span<const double> y) {
  Sum total;
  for (std::size_t i = 0; i < x.size(); ++i) total.add(x[i] * y[i]);
  return total.value();
}

Moments moments(std::span<const double> x) {
  Moments m{0, missing, missing, missing, missing};
  Sum total;
  for (const double v : x) {
    if (is_missing(v)) continue;
    m.min = m.count == 0 ? v : std::min(m.min, v);
    m.max = m.count == 0 ? v : std::max(m.max, v);
    total.add(v);
    ++m.count;
  }
  if (m.count == 0) return m;
  m.mean = total.value() / static_cast<double>(m.count);
  if (m.count < 2) return m;
  Sum squares;
  for (const double v : x)
    if (!is_missing(v)) squares.add((v - m.mean) * (v - m.mean));
  m.sd = std::sqrt(squares.value() / static_cast<double>(m.count - 1));
  return m;
}

bool is_constant(const Moments& m) {
  return m.max - m.min <= 1e-12 * std::max(std::abs(m.min), std::abs(m.max));
}

}  // namespace yugong::index
