#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "yugong/base/random.hpp"
#include "yugong/frontier/bootstrap.hpp"
#include "yugong/frontier/radial_program.hpp"
#include "yugong/frontier/simulated_technology.hpp"

/// The smoothed bootstrap of Simar and Wilson (1998): 2,000 replicates of 2,904 units, 3 inputs and
/// 1 good (and 2 bads as inputs), every score certified. Before timing, scores of a sample of units
/// against a pseudo-sample are compared with the simplex kernel on all members.
namespace yugong::frontier {

namespace {

constexpr std::size_t units = 2904, reps = 2000;

struct Workload {
  Technology technology;
  Reference reference;
  BootstrapSettings settings;

  Workload(Returns returns, std::size_t bads)
      : technology(simulated_technology(units, 2026, returns, bads)) {
    reference.members.resize(units);
    std::iota(reference.members.begin(), reference.members.end(), 0u);
    reference.evaluated = reference.members;
    settings.orientation = Orientation::input;
    settings.reps = reps;
  }
};

RadialRows rows_of(const Technology& t) {
  RadialRows rows;
  for (const Side side : t.side)
    rows.kind.push_back(side == Side::good ? RadialRows::Kind::made : RadialRows::Kind::used);
  rows.bound.assign(t.variables(), 0.0);
  if (t.returns == Returns::vrs) {
    rows.kind.push_back(RadialRows::Kind::sum_equal);
    rows.bound.push_back(1);
  }
  return rows;
}

/// One pseudo-sample: every 97th unit by the simplex kernel over all members.
bool answers_are_right(const Workload& w) {
  const Technology& t = w.technology;
  const std::vector<double> own = radial_factors(t, w.reference.members, Orientation::input);
  std::vector<double> stretch(units), factor(units);
  const Random random(7, Purpose::bootstrap);
  for (std::size_t j = 0; j < units; ++j)
    stretch[j] = own[j] * (1 + 0.4 * std::abs(random.normal(j)));
  const RadialPoints points(t, Orientation::input);
  RadialScorer scorer(points);
  scorer.score(w.reference.members, stretch, {}, factor);
  const RadialRows rows = rows_of(t);
  std::vector<double> amount(t.value), point(rows.count());
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t j = 0; j < units && rows.moves(v); ++j) amount[v * units + j] *= stretch[j];
  RadialProgram program;
  for (std::size_t k = 0; k < units; k += 97) {
    for (std::size_t v = 0; v < t.variables(); ++v) point[v] = t.at(v, k);
    const double wanted = program.solve(rows, point, amount.data(), units, units).factor;
    if (!(std::abs(factor[k] - wanted) <= 1e-12 * wanted)) return false;
  }
  return true;
}

void sw1998(benchmark::State& state) {
  const Workload w(state.range(0) == 0 ? Returns::crs : Returns::vrs,
                   static_cast<std::size_t>(state.range(1)));
  if (!answers_are_right(w)) {
    state.SkipWithError("wrong answers");
    return;
  }
  const Executor executor = Executor::threads(static_cast<int>(state.range(2)));
  RadialCounts counts;
  for (auto _ : state) counts = bootstrap(w.technology, w.reference, w.settings, executor).counts;
  state.counters["facets"] = static_cast<double>(counts.facets) / static_cast<double>(reps);
  state.counters["by_simplex"] = static_cast<double>(counts.by_simplex);
  state.counters["uncertified"] = static_cast<double>(counts.uncertified);
}

}  // namespace

// Variable returns, bads, threads.
BENCHMARK(sw1998)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Args({0, 0, 1})
    ->Args({0, 0, 2})
    ->Args({1, 0, 1})
    ->Args({1, 0, 2})
    ->Args({0, 2, 1})
    ->Args({0, 2, 2})
    ->Args({1, 2, 2});

}  // namespace yugong::frontier
