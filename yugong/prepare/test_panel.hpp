#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/data/panel.hpp"

/// Small panels for tests.
namespace yugong::prepare::test {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

/// A panel of `units` (text) by `years`, unit by unit, to which columns are added in that order.
inline data::Panel grid(const Texts& units,
                        const std::vector<int>& years,
                        const std::vector<std::pair<std::string, Numbers>>& columns = {}) {
  Texts unit;
  Numbers time;
  for (const std::string& u : units)
    for (int y : years) {
      unit.push_back(u);
      time.push_back(y);
    }
  data::Table table;
  table.add(Column::of("city", std::move(unit)));
  table.add(Column::of("year", std::move(time)));
  for (const auto& [name, values] : columns) table.add(Column::of(name, values));
  return data::Panel::make(std::move(table), {"city", "year"});
}

inline data::DataColumn column_of(std::string name, Numbers values, Text label, std::string unit) {
  data::DataColumn c{Column::of(std::move(name), std::move(values))};
  c.label = std::move(label);
  c.unit = std::move(unit);
  return c;
}

}  // namespace yugong::prepare::test
