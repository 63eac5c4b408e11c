#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "yugong/base/random.hpp"
#include "yugong/data/panel.hpp"

/// Simulated series for the tests of this room.
namespace yugong::stationarity {

struct SampleShape {
  int units = 12;
  int periods = 25;
  double root = 1;        ///< of y: 1 a unit root
  double serial = 0;      ///< autocorrelation of the errors of y
  double common = 0;      ///< weight of a random walk that all units share in y
  double slope = 0;       ///< 0: y and x are unrelated; else y = slope x + what has the root
  double scale = 1;       ///< unit of measure of y
  bool reversed = false;  ///< rows of the file in the opposite order
  std::uint64_t seed = 1;
  std::uint64_t replicate = 0;
};

/// Columns unit, year, y, x, w (two random walks). y_it = a_i + z_it, z_it = root z_i,t-1 + u_it,
/// u_it = serial u_i,t-1 + e_it.
inline data::Panel sample_panel(const SampleShape& shape = {}) {
  Random draws(shape.seed, Purpose::simulation, shape.replicate);
  std::vector<double> shared(static_cast<std::size_t>(shape.periods), 0.0);
  double walk = 0;
  for (double& v : shared) v = walk += draws.next_normal();
  std::vector<std::vector<double>> rows;
  constexpr int burn = 20;
  for (int i = 0; i < shape.units; ++i) {
    const double effect = draws.next_normal();
    double z = 0, u = 0, x = 0, w = 0;
    for (int t = -burn; t < shape.periods; ++t) {
      u = shape.serial * u + draws.next_normal();
      const double dx = draws.next_normal(), dw = draws.next_normal();
      if (t < 0 && shape.root >= 1) continue;
      z = shape.root * z + u;
      x += dx;
      w += dw;
      if (t < 0) continue;
      const double y =
          effect + z + shape.slope * x + shape.common * shared[static_cast<std::size_t>(t)];
      rows.push_back({double(i + 1), 2000.0 + t, y * shape.scale, x, w});
    }
  }
  if (shape.reversed) std::reverse(rows.begin(), rows.end());
  data::Table table;
  const std::vector<std::string> names = {"unit", "year", "y", "x", "w"};
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[j]);
    table.add(Column::of(names[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

}  // namespace yugong::stationarity
