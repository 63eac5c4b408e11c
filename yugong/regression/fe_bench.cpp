#include <cmath>
#include <string>

#include <benchmark/benchmark.h>

#include "yugong/base/random.hpp"
#include "yugong/regression/fe.hpp"

namespace yugong::regression {
namespace {

constexpr int regressors = 6;

/// units x periods with six regressors, a province for every eight units, a mobile zone; slopes 1,
/// 1/2, ..., 1/6 and noise that is orthogonal to nothing, so that the estimate is near but not
/// equal to them.
data::Panel simulated(int units, int periods, double gaps) {
  Random draws(7, Purpose::simulation);
  std::vector<std::vector<double>> columns(5 + regressors);
  for (int u = 0; u < units; ++u)
    for (int t = 0; t < periods; ++t) {
      double y = std::sin(u) + 0.1 * t;
      std::vector<double> x(regressors);
      for (int k = 0; k < regressors; ++k) {
        x[static_cast<std::size_t>(k)] = draws.next_normal() + 0.01 * (u % 50) + 0.05 * t;
        y += x[static_cast<std::size_t>(k)] / (k + 1);
      }
      y += 0.1 * draws.next_normal();
      const double zone = std::floor(draws.next_uniform() * units / 4);
      if (draws.next_uniform() < gaps) continue;
      const std::vector<double> keys = {double(u), 2000.0 + t, double(u / 8), zone, y};
      for (std::size_t j = 0; j < keys.size(); ++j) columns[j].push_back(keys[j]);
      for (std::size_t k = 0; k < x.size(); ++k) columns[5 + k].push_back(x[k]);
    }
  data::Table table;
  const std::vector<std::string> names = {"city", "year", "prov", "zone", "y"};
  for (std::size_t j = 0; j < columns.size(); ++j)
    table.add(Column::of(j < 5 ? names[j] : "x" + std::to_string(j - 4), std::move(columns[j])));
  return data::Panel::make(std::move(table), {"city", "year"});
}

/// A fast wrong answer fails: slopes within six standard errors of the truth, normal equations at
/// rounding.
std::string wrong(const LinearModel& m) {
  for (std::size_t k = 0; k < regressors; ++k) {
    const double truth = 1.0 / static_cast<double>(k + 1);
    if (!(std::abs(m.estimates[k] - truth) < 6 * m.std_errors[k]))
      return "slope of " + m.terms[k] + " is off";
    double normal = 0, size = 0;
    for (std::size_t i = 0; i < m.residuals.size(); ++i) {
      normal += m.residuals[i] * m.design.x(i, k);
      size += std::abs(m.residuals[i] * m.design.x(i, k));
    }
    if (std::abs(normal) > 1e-11 * size)
      return "normal equation of " + m.terms[k] + " does not hold";
  }
  return "";
}

void estimate(benchmark::State& state,
              const data::Panel& panel,
              const std::string& effects,
              const std::string& vcov,
              int threads) {
  fe::Options o;
  o.formula = "y ~ x1 + x2 + x3 + x4 + x5 + x6 | " + effects;
  o.vcov = vcov;
  const Executor executor = threads == 1 ? Executor::serial() : Executor::threads(threads);
  fe::Fit fit;
  for (auto _ : state) {
    fit = fe::fit(panel, o, executor);
    benchmark::DoNotOptimize(fit);
  }
  if (const std::string problem = wrong(fit.models.front()); !problem.empty())
    state.SkipWithError(problem.c_str());
  state.counters["rows"] = fit.models.front().n;
}

void city_study(benchmark::State& state) {
  estimate(state, simulated(242, 12, 0), "city + year", "cluster(city)", 1);
}

void city_study_two_way_clusters(benchmark::State& state) {
  estimate(state, simulated(242, 12, 0), "city + year", "cluster(city, year)", 1);
}

void city_study_with_gaps(benchmark::State& state) {
  estimate(state, simulated(242, 12, 0.1), "city + year", "cluster(city)", 1);
}

void city_study_with_province_years(benchmark::State& state) {
  estimate(state, simulated(242, 12, 0.1), "city + year + prov^year", "cluster(city)", 1);
}

void county_study(benchmark::State& state) {
  estimate(state, simulated(3000, 20, 0.1), "city + year + zone", "cluster(city)", 1);
}

void firm_study(benchmark::State& state) {
  estimate(state, simulated(100000, 10, 0.1), "city + year", "cluster(prov)", 0);
}

BENCHMARK(city_study)->Unit(benchmark::kMillisecond);
BENCHMARK(city_study_two_way_clusters)->Unit(benchmark::kMillisecond);
BENCHMARK(city_study_with_gaps)->Unit(benchmark::kMillisecond);
BENCHMARK(city_study_with_province_years)->Unit(benchmark::kMillisecond);
BENCHMARK(county_study)->Unit(benchmark::kMillisecond);
BENCHMARK(firm_study)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace yugong::regression
