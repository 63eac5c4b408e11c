#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <benchmark/benchmark.h>

#include "yugong/frontier/simulated_technology.hpp"
#include "yugong/frontier/slacks.hpp"

/// SBM and super-SBM with slacks, targets, peers and a certificate per unit: 3 inputs, 1 good, 2
/// bads, constant returns, one frontier, one thread. The scores of a sample of units are compared
/// with the plain program over all units before timing.
namespace yugong::frontier {

namespace {

struct Workload {
  Technology technology;
  std::vector<Reference> references{1};
  MeasureOptions options;

  Workload(std::size_t units, double spread, double mix)
      : technology(simulated_technology(units, 2026, Returns::crs, 2, spread, mix)) {
    references[0].members.resize(units);
    std::iota(references[0].members.begin(), references[0].members.end(), 0u);
    references[0].evaluated = references[0].members;
    options.sbm.numerator = equal_weights(technology, true);
    options.sbm.denominator = equal_weights(technology, false);
    options.super = options.sbm;
    options.with_super = true;
  }
};

bool answers_are_right(const Workload& w, const Measured& m) {
  const std::vector<std::uint32_t>& all = w.references[0].members;
  for (std::size_t j = 0; j < w.technology.units; ++j) {
    const Solved& s = m.efficient[j] ? m.super[j] : m.sbm[j];
    if (s.status != Status::optimal || !(s.residual < 1e-10) || !(s.gap < 1e-10)) return false;
    if (j % 97 != 0) continue;
    if (std::abs(solve_unit(w.technology, j, all, w.options.sbm, false, true).score -
                 m.sbm[j].score) > 1e-11)
      return false;
    if (!m.efficient[j]) continue;
    std::vector<std::uint32_t> others = all;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(j));
    if (std::abs(solve_unit(w.technology, j, others, w.options.super, true, true).score - s.score) >
        1e-11)
      return false;
  }
  return true;
}

void super_sbm(benchmark::State& state) {
  const Workload w(static_cast<std::size_t>(state.range(0)),
                   static_cast<double>(state.range(1)) / 1e5,
                   static_cast<double>(state.range(2)) / 1e5);
  const Measured checked = measure(w.technology, w.references, w.options, Executor::serial());
  if (!answers_are_right(w, checked)) {
    state.SkipWithError("wrong or uncertified answers");
    return;
  }
  for (auto _ : state)
    benchmark::DoNotOptimize(measure(w.technology, w.references, w.options, Executor::serial()));
  state.counters["efficient"] =
      std::accumulate(checked.efficient.begin(), checked.efficient.end(), 0.0);
}

}  // namespace

// Units, and the spreads of inefficiency and of proportions in hundred-thousandths: 16 and 882
// units of 2,904 are efficient in the second and third.
BENCHMARK(super_sbm)
    ->Unit(benchmark::kMillisecond)
    ->Args({504, 40000, 40000})
    ->Args({2904, 100000, 2000})
    ->Args({2904, 455, 40000});

}  // namespace yugong::frontier
