#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "yugong/base/random.hpp"
#include "yugong/data/panel.hpp"

/// Small simulated panels for the tests of this room.
namespace yugong::regression {

struct SampleShape {
  int units = 30;
  int periods = 8;
  double gaps = 0;          ///< share of rows left out
  bool reversed = false;    ///< rows of the file in the opposite order
  bool text_units = false;  ///< names instead of codes
  double scale = 1;         ///< unit of measure of x1
};

/// y = 0.5 x1 - 0.3 x2 + effects + noise; columns unit, year, region, sector, x1, x2, w (1, 2 or
/// 3), y.
inline data::Panel sample_panel(const SampleShape& shape = {}) {
  Random draws(42, Purpose::simulation);
  std::vector<std::vector<double>> rows;
  for (int u = 0; u < shape.units; ++u)
    for (int t = 0; t < shape.periods; ++t) {
      const double x1 = draws.next_normal() + 0.1 * u, x2 = draws.next_normal() + 0.2 * t,
                   e = draws.next_normal();
      const double sector = std::floor(draws.next_uniform() * 5), keep = draws.next_uniform();
      const double y = 0.5 * x1 - 0.3 * x2 + std::sin(u) + 0.1 * t + 0.2 * sector + 0.4 * e;
      if (keep < shape.gaps) continue;
      rows.push_back({double(u),
                      2010.0 + t,
                      double(u % 4),
                      sector,
                      x1 * shape.scale,
                      x2,
                      double(1 + (u + t) % 3),
                      y});
    }
  if (shape.reversed) rows = {rows.rbegin(), rows.rend()};
  data::Table table;
  const std::vector<std::string> names = {"unit", "year", "region", "sector", "x1", "x2", "w", "y"};
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<double> column;
    std::vector<std::string> texts;
    for (const auto& row : rows) {
      column.push_back(row[j]);
      texts.push_back("城" + std::to_string(static_cast<int>(row[j]) + 100));
    }
    if (j == 0 && shape.text_units)
      table.add(Column::of(names[j], std::move(texts)));
    else
      table.add(Column::of(names[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

}  // namespace yugong::regression
