#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "yugong/base/random.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/index/composite.hpp"

/// Indices of 3,000 units x 20 years x 40 indicators, each answer checked against plain loops.
namespace yugong::index::composite {
namespace {

constexpr std::size_t units = 3000, years = 20, indicators = 40;

std::string name_of(std::size_t j) {
  return "x" + std::to_string(j + 1);
}

data::Panel large_panel() {
  data::Table table;
  std::vector<double> unit, year;
  for (std::size_t i = 0; i < units * years; ++i) {
    unit.push_back(static_cast<double>(i / years));
    year.push_back(static_cast<double>(2001 + i % years));
  }
  table.add(Column::of("unit", std::move(unit)));
  table.add(Column::of("year", std::move(year)));
  for (std::size_t j = 0; j < indicators; ++j) {
    std::vector<double> x(units * years);
    Random(5, Purpose::simulation, 0, j).fill_normal(x);
    for (double& v : x) v = std::exp(0.5 * v);
    table.add(Column::of(name_of(j), std::move(x)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

const data::Panel& panel() {
  static const data::Panel made = large_panel();
  return made;
}

Options options_of(Weighting method) {
  Options o;
  o.method = method;
  for (std::size_t j = 0; j < indicators; ++j)
    (j < 35 ? o.positive : o.negative).push_back(name_of(j));
  return o;
}

/// Entropy weights by the formula, in extended precision.
std::vector<double> plain_weights() {
  std::vector<long double> redundancy;
  long double all = 0;
  for (std::size_t j = 0; j < indicators; ++j) {
    const std::vector<double>& x = panel().table().column(name_of(j)).numbers;
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    long double total = 0, information = 0;
    auto z = [&, lo = *low, hi = *high](double v) {
      return static_cast<long double>(j < 35 ? v - lo : hi - v) / (hi - lo) + 1e-4L;
    };
    for (const double v : x) total += z(v);
    for (const double v : x) information += z(v) / total * std::log(z(v) / total);
    redundancy.push_back(1 + information / std::log(static_cast<long double>(x.size())));
    all += redundancy.back();
  }
  std::vector<double> weight;
  for (const long double d : redundancy) weight.push_back(static_cast<double>(d / all));
  return weight;
}

bool right(const Fit& fit, const std::vector<double>& expected) {
  for (std::size_t j = 0; j < indicators; ++j)
    if (std::abs(fit.groups[0].weight[j] - expected[j]) > 1e-11 * expected[j]) return false;
  return true;
}

void entropy(benchmark::State& state) {
  const std::vector<double> expected = plain_weights();
  const Executor executor = Executor::threads(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const Fit f = fit(panel(), options_of(Weighting::entropy), executor);
    benchmark::DoNotOptimize(f.score.data());
    if (!right(f, expected)) state.SkipWithError("the weights are wrong");
  }
}

/// The score is centred and its variance is sum_k lambda_k^3 / (sum_k lambda_k)^2 over the
/// components kept.
void components(benchmark::State& state) {
  const Executor executor = Executor::threads(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    const Fit f = fit(panel(), options_of(Weighting::pca), executor);
    const Components& c = *f.groups[0].components;
    double first = 0, third = 0, variance = 0;
    for (std::size_t k = 0; k < c.kept; ++k) {
      first += c.eigenvalues[k];
      third += std::pow(c.eigenvalues[k], 3);
    }
    for (const double s : f.score) variance += s * s / static_cast<double>(f.score.size() - 1);
    const double expected = third / (first * first);
    if (std::abs(variance - expected) > 1e-9 * expected)
      state.SkipWithError("the variance is wrong");
  }
}

BENCHMARK(entropy)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(components)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace yugong::index::composite
