#include "yugong/simulate/grid.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yugong::simulate {

Random stream(const Grid& grid, std::uint64_t replicate, Stream which, std::size_t part) {
  return {
      grid.seed, Purpose::simulation, replicate, static_cast<std::uint64_t>(which) * 100 + part};
}

double round_to(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

double course(std::size_t t, std::size_t periods) {
  return 2.0 * static_cast<double>(t) / static_cast<double>(periods - 1) - 1;
}

double clipped_normal(Random& random, double most) {
  return std::clamp(random.next_normal(), -most, most);
}

void standardise(std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double sd = std::sqrt(squares / n);
  for (double& v : values) v = (v - mean) / sd;
}

std::vector<double> slow_score(Random random,
                               const Grid& grid,
                               const std::vector<double>& factor,
                               double trend,
                               double noise,
                               double load) {
  std::vector<double> out(grid.cells());
  for (std::size_t i = 0; i < grid.units; ++i) {
    const double level = load * factor[i] + std::sqrt(1 - load * load) * random.next_normal();
    const double speed = 1 + 0.15 * random.next_normal();
    double walk = 0;
    for (std::size_t t = 0; t < grid.periods; ++t) {
      walk += noise * random.next_normal();
      out[i * grid.periods + t] = level + 0.5 * trend * speed * course(t, grid.periods) + walk;
    }
  }
  return out;
}

}  // namespace yugong::simulate
