#pragma once

#include <optional>
#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/quantile/location_scale.hpp"
#include "yugong/quantile/quantile_errors.hpp"

/// From rows to coefficients, the same for a sample and for one drawn from it.
namespace yugong::quantile {

/// Columns of a regression whose effects are dummies: the constant, the regressors, a dummy for
/// each level but the first. Those linear in earlier ones are left out.
struct DummyColumns {
  Matrix x;
  std::vector<std::size_t> reported;  ///< columns of the slopes and then of the constant
  std::size_t dummies = 0;            ///< kept
  bool complete = true;  ///< false when a slope or the constant is among those left out
};

DummyColumns dummy_columns(const Rows& rows);

/// Canay's (2011) second step: the outcome without the effects estimated at the mean, and the
/// regressors with the constant.
struct WithoutEffects {
  Matrix x;
  std::vector<double> y;
  bool complete = true;
};

WithoutEffects without_effects(const Rows& rows, const Executor& executor);

/// Slopes and constant by quantile, [p x quantiles]; nothing when they are not identified in these
/// rows.
std::optional<Matrix> point_estimates(Estimator estimator,
                                      const Rows& rows,
                                      std::span<const double> taus,
                                      const Executor& executor);

}  // namespace yugong::quantile
