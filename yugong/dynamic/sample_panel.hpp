#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "yugong/base/random.hpp"
#include "yugong/data/panel.hpp"

/// Simulated dynamic panels for the tests and benchmarks of this room.
namespace yugong::dynamic {

struct SampleShape {
  int units = 120;
  int periods = 8;
  double lag = 0.5;       ///< coefficient of the lagged outcome
  double noise = 1;       ///< standard deviation of the error
  double gaps = 0;        ///< share of rows left out
  bool reversed = false;  ///< rows of the file in the opposite order
  double scale = 1;       ///< unit of measure of x
  std::uint64_t seed = 11;
};

/// y = lag L.y + 0.6 x - 0.4 w + unit effect + 0.05 t + e, x predetermined (it answers to the last
/// error), w and z exogenous; y starts in its stationary mean given the unit effect. Columns unit,
/// year, region, y, x, w, z.
inline data::Panel sample_panel(const SampleShape& shape = {}) {
  Random draws(shape.seed, Purpose::simulation);
  std::vector<std::vector<double>> rows;
  constexpr int burn = 20;
  for (int u = 0; u < shape.units; ++u) {
    const double effect = 0.5 * draws.next_normal();
    double y = effect / (1 - shape.lag), last = 0, x = 0;
    for (int t = -burn; t < shape.periods; ++t) {
      const double w = draws.next_normal(), z = draws.next_normal();
      x = 0.5 * x + 0.3 * last + 0.3 * effect + draws.next_normal();
      last = shape.noise * draws.next_normal();
      const double keep = draws.next_uniform();
      y = shape.lag * y + 0.6 * x - 0.4 * w + effect + last;
      if (t < 0 || keep < shape.gaps) continue;
      rows.push_back({double(u), 2000.0 + t, double(u % 20), y + 0.05 * t, x * shape.scale, w, z});
    }
  }
  if (shape.reversed) rows = {rows.rbegin(), rows.rend()};
  data::Table table;
  const std::vector<std::string> names = {"unit", "year", "region", "y", "x", "w", "z"};
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[j]);
    table.add(Column::of(names[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

}  // namespace yugong::dynamic
