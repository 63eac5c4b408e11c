#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "experiment.hpp"

#include "yugong/base/executor.hpp"
#include "yugong/base/method.hpp"

/// From replications to the table.
namespace yugong::monte_carlo {

/// Whether the promise of theory was kept.
enum class Verdict {
  no_promise,
  kept,          ///< promised, and inside the band
  broken,        ///< promised, and outside: an error
  as_expected,   ///< expected to be off, and outside the band
  not_detected,  ///< expected to be off, yet inside the band
};

/// One row of the printed table.
struct Row {
  std::string section, design, estimator, parameter;
  double truth = missing;
  std::size_t replications = 0, failures = 0;
  double mean = missing, median = missing, bias = missing, sd = missing;
  double mean_se = missing, se_over_sd = missing;
  double coverage = missing, coverage_error = missing;
  double rejections = missing;
  double unbounded = missing;  ///< share of intervals with an infinite end
  double milliseconds = missing;
  Promise promise = Promise::none;
  Verdict verdict = Verdict::no_promise;
  double band_low = missing, band_high = missing;
};

struct Outcome {
  std::vector<Row> rows;
  std::map<std::string, std::size_t> refusals;  ///< code or message, how often
  std::size_t not_drawn = 0;                    ///< panels that a simulator refused to draw
};

struct Asked {
  std::size_t replications = 200;
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;  ///< number of the design
};

/// Runs every estimator of the design on every panel. The numbers, times apart, do not depend on
/// the number of threads.
Outcome run(const Design& design,
            const std::vector<Method>& methods,
            const Asked& asked,
            const Executor& executor);

std::string markdown(const Design& design, const Outcome& outcome, bool times);
std::string csv_header();
std::string csv(const Outcome& outcome, bool times);

}  // namespace yugong::monte_carlo
