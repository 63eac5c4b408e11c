#include <cmath>
#include <string>

#include <benchmark/benchmark.h>

#include "yugong/dynamic/gmm.hpp"
#include "yugong/dynamic/sample_panel.hpp"

namespace yugong::dynamic {
namespace {

/// A fast wrong answer fails: the number of instruments is known, and the slopes lie within six
/// standard errors of the truth.
std::string wrong(const DynamicModel& m, long instruments) {
  if (m.instruments != instruments)
    return "there are " + std::to_string(m.instruments) + " instruments";
  const std::vector<double> truth = {0.5, 0.6, -0.4};
  for (std::size_t k = 0; k < truth.size(); ++k)
    if (!(std::abs(m.estimates[k] - truth[k]) < 6 * m.std_errors[k]))
      return "slope of " + m.terms[k] + " is off";
  return m.hansen.p_value > 1e-6 ? "" : "valid instruments are rejected";
}

void estimate(benchmark::State& state,
              const SampleShape& shape,
              const std::string& gmm,
              const std::string& iv,
              long instruments,
              int threads = 1) {
  const data::Panel panel = sample_panel(shape);
  gmm::Options o;
  o.formula = "y ~ L.y + x + w | year";
  o.gmm = Value::of(gmm);
  o.iv = Value::of(iv);
  const Executor executor = threads == 1 ? Executor::serial() : Executor::threads(threads);
  gmm::Fit fit;
  for (auto _ : state) {
    fit = gmm::fit(panel, o, executor);
    benchmark::DoNotOptimize(fit);
  }
  if (const std::string problem = wrong(fit.model, instruments); !problem.empty())
    state.SkipWithError(problem.c_str());
  state.counters["instruments"] = static_cast<double>(fit.model.instruments);
}

/// The size of the British companies of Arellano and Bond.
void companies(benchmark::State& state) {
  estimate(state, {.units = 140, .periods = 9}, "L.y x L.w", "w", 122);
}

void cities(benchmark::State& state) {
  estimate(state,
           {.units = 285, .periods = 18},
           "y, lag(2 4); x, lag(1 3); L.z, lag(1 1) eq(diff)",
           "w z; region, eq(level)",
           161);
}

void cities_collapsed(benchmark::State& state) {
  estimate(
      state, {.units = 285, .periods = 18}, "y, lag(2 4) collapse; x, lag(1 3) collapse", "w", 26);
}

void firms(benchmark::State& state) {
  estimate(state, {.units = 20000, .periods = 10}, "y, lag(2 4); x, lag(1 3)", "w", 71, 0);
}

BENCHMARK(companies)->Unit(benchmark::kMillisecond);
BENCHMARK(cities)->Unit(benchmark::kMillisecond);
BENCHMARK(cities_collapsed)->Unit(benchmark::kMillisecond);
BENCHMARK(firms)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace
}  // namespace yugong::dynamic
