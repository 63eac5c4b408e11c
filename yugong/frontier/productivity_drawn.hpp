#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/frontier/productivity.hpp"

/// A panel for tests of productivity indices.
namespace yugong::frontier::productivity {

inline data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"city", "year"});
}

inline Frame rows_of(const Options& options, data::Table table) {
  const data::Panel data = panel(std::move(table));
  return augment(fit(data, options, Executor::serial()), data);
}

/// A panel of `cities` x `years` with two inputs, a good and a bad, that changes when `seed` does.
inline data::Table drawn(std::size_t cities, std::size_t years, std::uint64_t seed = 7) {
  std::uint64_t state = seed;
  const auto uniform = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return double(state >> 11) / 9007199254740992.0;
  };
  std::vector<std::string> city;
  std::vector<double> year, labour, capital, gdp, co2;
  for (std::size_t i = 0; i < cities; ++i)
    for (std::size_t t = 0; t < years; ++t) {
      city.push_back("city" + std::to_string(i));
      year.push_back(2010 + double(t));
      labour.push_back(1 + 4 * uniform());
      capital.push_back(1 + 4 * uniform());
      gdp.push_back((0.5 + uniform()) * std::sqrt(labour.back() * capital.back()) *
                    (1 + 0.05 * double(t)));
      co2.push_back((0.3 + uniform()) * capital.back());
    }
  data::Table table;
  table.add(Column::of("city", city));
  table.add(Column::of("year", year));
  table.add(Column::of("labour", labour));
  table.add(Column::of("capital", capital));
  table.add(Column::of("gdp", gdp));
  table.add(Column::of("co2", co2));
  return table;
}

inline Options on_drawn(Model model, const std::string& frontier = "adjacent") {
  Options o;
  o.model = model;
  o.inputs = {"labour", "capital"};
  o.outputs = {"gdp"};
  o.undesirable = {"co2"};
  o.frontier = frontier;
  if (model == Model::radial) o.orientation = dea::Orientation::input;
  return o;
}

}  // namespace yugong::frontier::productivity
