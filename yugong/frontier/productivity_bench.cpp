#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "yugong/data/panel.hpp"
#include "yugong/frontier/productivity.hpp"
#include "yugong/frontier/simulated_technology.hpp"

/// Productivity indices of a panel of cities: 3 inputs, 1 good, 2 bads, constant returns, 17 years,
/// one thread, everything that the verb does. The parts are checked against the index, and the
/// number of indices, before timing.
namespace yugong::frontier::productivity {

namespace {

constexpr std::size_t years = 17;

data::Panel cities(std::size_t count) {
  const Technology t = simulated_technology(count * years, 2026);
  std::vector<std::string> city;
  std::vector<double> year;
  for (std::size_t j = 0; j < t.units; ++j) {
    city.push_back("city " + std::to_string(j / years));
    year.push_back(2004 + static_cast<double>(j % years));
  }
  data::Table table;
  table.add(Column::of("city", city));
  table.add(Column::of("year", year));
  const char* names[] = {"labour", "capital", "energy", "gdp", "so2", "co2"};
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const auto row = t.value.begin() + static_cast<std::ptrdiff_t>(v * t.units);
    table.add(
        Column::of(names[v], std::vector<double>(row, row + static_cast<std::ptrdiff_t>(t.units))));
  }
  return data::Panel::make(std::move(table), {"city", "year"});
}

Options settings(Model model, const std::string& frontier) {
  Options o;
  o.model = model;
  o.inputs = {"labour", "capital", "energy"};
  o.outputs = {"gdp"};
  o.undesirable = {"so2", "co2"};
  o.frontier = frontier;
  if (model == Model::radial) o.orientation = dea::Orientation::input;
  return o;
}

bool answers_are_right(const Fit& f, std::size_t count) {
  std::size_t found = 0;
  for (const RowChange& row : f.changes) {
    if (row.outcome != Outcome::solved) continue;
    const Change& c = row.change;
    if (!(std::abs(chained(f.index, c.ec, c.tc) - c.index) < 1e-12 * std::abs(c.index)))
      return false;
    ++found;
  }
  return f.steps == count * (years - 1) && found > 0;
}

void indices(benchmark::State& state, Model model, const std::string& frontier) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const data::Panel panel = cities(count);
  const Options options = settings(model, frontier);
  const Fit checked = fit(panel, options, Executor::serial());
  if (!answers_are_right(checked, count)) {
    state.SkipWithError("wrong answers");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(fit(panel, options, Executor::serial()));
  state.counters["programs"] = static_cast<double>(checked.programs);
}

}  // namespace

BENCHMARK_CAPTURE(indices, malmquist_adjacent, Model::radial, "adjacent")
    ->Unit(benchmark::kMillisecond)
    ->Arg(30)
    ->Arg(284);
BENCHMARK_CAPTURE(indices, malmquist_luenberger_adjacent, Model::ddf, "adjacent")
    ->Unit(benchmark::kMillisecond)
    ->Arg(30)
    ->Arg(284);
BENCHMARK_CAPTURE(indices, malmquist_luenberger_global, Model::ddf, "global")
    ->Unit(benchmark::kMillisecond)
    ->Arg(30)
    ->Arg(284);
BENCHMARK_CAPTURE(indices, super_sbm_global, Model::super_sbm, "global")
    ->Unit(benchmark::kMillisecond)
    ->Arg(30)
    ->Arg(284);

}  // namespace yugong::frontier::productivity
