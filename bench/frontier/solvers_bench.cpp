#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "bench/frontier/solver_loop.hpp"

#include "yugong/frontier/simulated_technology.hpp"
#include "yugong/frontier/slacks.hpp"

/// yugong_solvers_bench [ROUNDS]: the complete result of a super-SBM (SBM scores, super scores,
/// slacks, targets, peers, a certificate for each unit) by our kernel, and the same programs by
/// loops over GLPK and CLP, in turn, ROUNDS times (5). Prints medians of processor time of one
/// thread, and of the ratios of a round. All answers are compared; a wrong one ends the program.
namespace yugong::bench {

namespace {

using namespace frontier;

double seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

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

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "wrong answers: %s\n", why.c_str());
  std::exit(1);
}

/// Largest difference of scores, and of slacks where the point is the only one.
struct Difference {
  double score = 0, slack = 0;
};

void compare(const Solved& ours,
             double score,
             const std::vector<double>& slack,
             Difference& largest) {
  if (!(std::abs(score - ours.score) < 1e9)) give_up("a library found no optimum");
  largest.score = std::max(largest.score, std::abs(score - ours.score) / ours.score);
  for (std::size_t v = 0; v < slack.size() && ours.unique; ++v)
    largest.slack = std::max(largest.slack, std::abs(slack[v] - ours.slack[v]));
}

using Maker = std::function<std::unique_ptr<SolverLoop>(const Technology&, bool, bool)>;

/// Every unit by the library: the SBM form, then the super form of the efficient ones.
double loop(const Workload& w,
            const Measured& ours,
            const Maker& make,
            const bool* dual,
            Difference& largest) {
  const auto sbm = make(w.technology, false, dual[0]), super = make(w.technology, true, dual[1]);
  std::vector<double> score(w.technology.units), beyond(w.technology.units);
  std::vector<std::vector<double>> slack(w.technology.units), expansion(w.technology.units);
  const double begin = seconds();
  for (std::size_t k = 0; k < w.technology.units; ++k) score[k] = sbm->solve(k, slack[k]);
  for (std::size_t k = 0; k < w.technology.units; ++k)
    if (ours.efficient[k]) beyond[k] = super->solve(k, expansion[k]);
  const double took = seconds() - begin;
  for (std::size_t k = 0; k < w.technology.units; ++k) {
    compare(ours.sbm[k], score[k], slack[k], largest);
    if (ours.efficient[k]) compare(ours.super[k], beyond[k], expansion[k], largest);
  }
  return took;
}

/// Whether the dual method is the faster one for a form, on every tenth unit.
void choose_methods(const Workload& w, const Measured& ours, const Maker& make, bool* dual) {
  std::vector<double> slack;
  for (const bool super : {false, true}) {
    double took[2];
    for (const bool method : {false, true}) {
      const auto solver = make(w.technology, super, method);
      const double begin = seconds();
      std::size_t turn = 0;
      for (std::size_t k = 0; k < w.technology.units; ++k)
        if ((!super || ours.efficient[k]) && (turn++ % 10 == 0 || w.technology.units < 1000))
          solver->solve(k, slack);
      took[method] = seconds() - begin;
    }
    dual[super] = took[1] < took[0];
  }
}

void check_certificates(const Measured& m) {
  for (std::size_t j = 0; j < m.sbm.size(); ++j) {
    const Solved& s = m.efficient[j] ? m.super[j] : m.sbm[j];
    if (s.status != Status::optimal || !(s.residual < 1e-10) || !(s.gap < 1e-10))
      give_up("no certificate");
  }
}

void run(std::size_t units, double spread, double mix, int rounds) {
  const Workload w(units, spread, mix);
  const auto measured = [&] {
    return measure(w.technology, w.references, w.options, Executor::serial());
  };
  const Measured ours = measured();
  check_certificates(ours);
  const Maker make[] = {glpk_loop, clp_loop};
  const char* name[] = {"GLPK", "CLP"};
  bool dual[2][2];
  for (int s = 0; s < 2; ++s) choose_methods(w, ours, make[s], dual[s]);
  std::vector<double> own, took[2], ratio[2];
  Difference largest[2];
  for (int round = 0; round < rounds; ++round) {
    std::vector<double> repeated;
    for (double until = seconds() + 0.25; seconds() < until || repeated.size() < 5;) {
      const double begin = seconds();
      const Measured again = measured();
      repeated.push_back(seconds() - begin);
      if (again.sbm.size() != units) give_up("sizes");
    }
    own.push_back(median(repeated));
    for (int s = 0; s < 2; ++s) {
      took[s].push_back(loop(w, ours, make[s], dual[s], largest[s]));
      ratio[s].push_back(took[s].back() / own.back());
    }
  }
  const double efficient = std::accumulate(ours.efficient.begin(), ours.efficient.end(), 0.0);
  std::printf("%zu units, %.0f efficient: ours %.3f ms", units, efficient, 1e3 * median(own));
  for (int s = 0; s < 2; ++s)
    std::printf(", %s (%s, %s) %.1f ms = %.0f x (scores within %.0e, slacks %.0e)",
                name[s],
                dual[s][0] ? "dual" : "primal",
                dual[s][1] ? "dual" : "primal",
                1e3 * median(took[s]),
                median(ratio[s]),
                largest[s].score,
                largest[s].slack);
  std::printf("\n");
  std::fflush(stdout);
  for (int s = 0; s < 2; ++s)
    if (largest[s].score > 1e-6) give_up(std::string("scores differ from ") + name[s]);
}

}  // namespace

}  // namespace yugong::bench

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  yugong::bench::run(504, 0.4, 0.4, rounds);
  yugong::bench::run(2904, 1, 0.02, rounds);
  yugong::bench::run(2904, 0.00455, 0.4, rounds);
}
