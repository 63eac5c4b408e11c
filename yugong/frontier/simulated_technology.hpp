#pragma once

#include <cmath>
#include <cstdint>

#include "yugong/base/random.hpp"
#include "yugong/frontier/technology.hpp"

/// Simulated technologies for tests and benchmarks of this room.
namespace yugong::frontier {

/// Cobb-Douglas units with log-normal inputs, one good output with half-normal inefficiency of
/// scale `spread`, and `bads` bad outputs; the columns have units of measure that differ by seven
/// orders of magnitude. `mix` is the spread of the proportions between inputs, and between inputs
/// and bads: with `spread` it sets how many units are efficient.
inline Technology simulated_technology(std::size_t units,
                                       std::uint64_t seed,
                                       Returns returns = Returns::crs,
                                       std::size_t bads = 2,
                                       double spread = 0.4,
                                       double mix = 0.4) {
  Technology t;
  t.units = units;
  t.returns = returns;
  for (int i = 0; i < 3; ++i) t.side.push_back(Side::input);
  t.side.push_back(Side::good);
  for (std::size_t q = 0; q < bads; ++q) t.side.push_back(Side::bad);
  t.value.resize(t.variables() * units);
  const double measure[] = {1e3, 1e-2, 1e2, 1e4, 1e-3, 1e1};
  for (std::size_t j = 0; j < units; ++j) {
    const Random random(seed, Purpose::simulation, j);
    const double size = random.normal(0);
    double logs[3], output = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      logs[i] = size + mix * random.normal(1 + i);
      output += logs[i] / 3;
      t.value[i * units + j] = measure[i] * std::exp(logs[i]);
    }
    output -= spread * std::abs(random.normal(4));
    t.value[3 * units + j] = measure[3] * std::exp(output);
    for (std::size_t q = 0; q < bads; ++q)
      t.value[(4 + q) * units + j] =
          measure[4 + q % 2] *
          std::exp(0.6 * logs[2] + 0.4 * size + 0.75 * mix * random.normal(5 + q));
  }
  return t;
}

/// Equal weights on inputs, and on goods and bads together.
inline std::vector<double> equal_weights(const Technology& t, bool numerator) {
  std::vector<double> weights(t.variables(), 0.0);
  double count = 0;
  for (const Side side : t.side) count += (side == Side::input) == numerator;
  for (std::size_t v = 0; v < t.variables(); ++v)
    if ((t.side[v] == Side::input) == numerator) weights[v] = 1 / count;
  return weights;
}

}  // namespace yugong::frontier
