#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>

#include <sys/resource.h>

#include "yugong/frontier/simulated_technology.hpp"
#include "yugong/frontier/slacks.hpp"

/// yugong_scale_bench [WORKERS [LARGEST]]: the complete result of a super-SBM (3 inputs, 1 good, 2
/// bads, constant returns) for 10,000 units and more, to LARGEST (100,000), with wall time,
/// processor time and the highest memory in use so far.
namespace {

double now(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace yugong;
  using namespace yugong::frontier;
  const int workers = argc > 1 ? std::atoi(argv[1]) : 1;
  const auto largest = static_cast<std::size_t>(argc > 2 ? std::atof(argv[2]) : 1e5);
  const Executor executor = workers == 1 ? Executor::serial() : Executor::threads(workers);
  for (const std::size_t units : {10000u, 30000u, 100000u, 300000u, 1000000u}) {
    if (units > largest) break;
    const Technology t = simulated_technology(units, 2026, Returns::crs, 2, 0.1, 0.4);
    std::vector<Reference> references(1);
    references[0].members.resize(units);
    std::iota(references[0].members.begin(), references[0].members.end(), 0u);
    references[0].evaluated = references[0].members;
    MeasureOptions options;
    options.sbm.numerator = equal_weights(t, true);
    options.sbm.denominator = equal_weights(t, false);
    options.super = options.sbm;
    options.with_super = true;
    const double before = megabytes(), wall = now(CLOCK_MONOTONIC),
                 cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    const Measured m = measure(t, references, options, executor);
    const double took = now(CLOCK_MONOTONIC) - wall, worked = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    std::size_t efficient = 0, uncertified = 0, extended = 0;
    for (std::size_t j = 0; j < units; ++j) {
      const Solved& s = m.efficient[j] ? m.super[j] : m.sbm[j];
      efficient += m.efficient[j];
      extended += (m.sbm[j].extended ? 1u : 0u) + (m.efficient[j] && m.super[j].extended ? 1u : 0u);
      uncertified += s.status != Status::optimal || !(s.residual < 1e-10) || !(s.gap < 1e-10);
    }
    std::printf(
        "%8zu units, %5zu efficient: %7.2f s (processor %7.2f s), data %5.0f MB, with results "
        "%6.0f MB, "
        "extended %zu, uncertified %zu\n",
        units,
        efficient,
        took,
        worked,
        before,
        megabytes(),
        extended,
        uncertified);
    std::fflush(stdout);
    if (uncertified > 0) return 1;
  }
}
