#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/quantile/point_estimates.hpp"

/// Draws whole units with replacement and estimates again, all steps.
namespace yugong::quantile {

struct BootstrapSettings {
  Estimator estimator = Estimator::mmqr;
  std::vector<double> taus;
  long replications = 200;
  std::uint64_t seed = 1;
};

struct BootstrapErrors {
  Matrix covariance;      ///< of the stack of columns of the estimates; empty without estimates
  long replications = 0;  ///< that gave an estimate
};

/// `units` says which rows are drawn together. An effect nested in the units gets levels of its own
/// for each time a unit is drawn.
BootstrapErrors bootstrap(const Rows& rows,
                          const regression::Factor& units,
                          const BootstrapSettings& settings,
                          const Executor& executor);

/// The rows of replicate `number`; every unit's draw depends on the seed and its number alone.
Rows drawn(const Rows& rows,
           const regression::Factor& units,
           std::uint64_t seed,
           std::uint64_t number);

}  // namespace yugong::quantile
