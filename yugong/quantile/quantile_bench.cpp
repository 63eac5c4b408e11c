#include <cmath>
#include <string>

#include <benchmark/benchmark.h>

#include "yugong/base/random.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/quantile/quantile_regression.hpp"

namespace yugong::quantile::quantile_regression {
namespace {

/// The city panel: 242 units, 12 years, six regressors; y = x1 + (2 + x1/2) e + effects.
data::Panel cities() {
  Random draws(7, Purpose::simulation);
  std::vector<std::vector<double>> columns(9);
  for (int i = 0; i < 242; ++i)
    for (int t = 0; t < 12; ++t) {
      columns[0].push_back(i);
      columns[1].push_back(2010 + t);
      for (std::size_t j = 2; j < 8; ++j) columns[j].push_back(draws.next_uniform());
      const double x = columns[2].back();
      columns[8].push_back(x + 0.01 * i + 0.1 * t + (2 + 0.5 * x) * draws.next_normal());
    }
  const char* names[] = {"city", "year", "x1", "x2", "x3", "x4", "x5", "x6", "y"};
  data::Table table;
  for (std::size_t j = 0; j < columns.size(); ++j)
    table.add(yugong::Column::of(names[j], std::move(columns[j])));
  return data::Panel::make(std::move(table), {"city", "year"});
}

void nine(benchmark::State& state,
          Estimator estimator,
          const std::string& effects,
          const std::string& vcov,
          int threads = 1) {
  const data::Panel panel = cities();
  Options o;
  o.formula = "y ~ x1 + x2 + x3 + x4 + x5 + x6" + effects;
  o.quantiles = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
  o.estimator = estimator;
  o.vcov = vcov;
  const Executor executor = threads == 1 ? Executor::serial() : Executor::threads(threads);
  Fit out;
  for (auto _ : state) {
    out = fit(panel, o, executor);
    benchmark::DoNotOptimize(out);
  }
  // A fast wrong answer fails.
  const QuantileModel& m = out.models.front();
  for (std::size_t t = 0; t < 9; ++t) {
    const double truth = 1 + 0.5 * numeric::normal_quantile(o.quantiles[t]);
    if (!(std::abs(m.estimates(0, t) - truth) < 6 * m.std_errors(0, t)))
      state.SkipWithError("the slope of x1 is off");
  }
}

void mmqr(benchmark::State& state) {
  nine(state, Estimator::mmqr, " | city + year", "cluster(city)");
}

void mmqr_bootstrap(benchmark::State& state) {
  nine(state, Estimator::mmqr, " | city + year", "bootstrap(200)", 2);
}

void canay_bootstrap(benchmark::State& state) {
  nine(state, Estimator::canay, " | city + year", "bootstrap(50)", 2);
}

void pooled(benchmark::State& state) {
  nine(state, Estimator::pooled, "", "robust");
}

void pooled_nid(benchmark::State& state) {
  nine(state, Estimator::pooled, "", "nid");
}

BENCHMARK(mmqr)->Unit(benchmark::kMillisecond);
BENCHMARK(mmqr_bootstrap)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(canay_bootstrap)->Unit(benchmark::kMillisecond)->Iterations(1);
BENCHMARK(pooled)->Unit(benchmark::kMillisecond);
BENCHMARK(pooled_nid)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yugong::quantile::quantile_regression
