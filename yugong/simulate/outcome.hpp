#pragma once

#include <cstddef>
#include <vector>

#include "yugong/base/random.hpp"
#include "yugong/simulate/calibrate.hpp"
#include "yugong/simulate/grid.hpp"
#include "yugong/simulate/inverse_sbm.hpp"

/// Outcomes of a regression that have printed moments.
namespace yugong::simulate {

/// An outcome = least + city level + (systematic part - its least value in the city) + noise. No
/// value is ever cut off: levels are city effects, which an estimate with city effects takes away.
struct OutcomeDraw {
  std::vector<double> values;
  std::vector<double> noise;       ///< as drawn
  std::vector<double> systematic;  ///< slopes times regressors, plus year effects (plus last year's
                                   ///< with persistence)
};

/// What an outcome is to look like.
struct OutcomePlan {
  Moments target;  ///< max is used when most_level is 0
  std::vector<double> systematic;
  double noise = 0;        ///< standard deviation
  double level_noise = 0;  ///< further standard deviation per unit of the city's level
  double most_level = 0;   ///< largest city level; 0: such that the top city attains target.max
  double persistence = 0;
  const std::vector<Extreme>* extremes = nullptr;  ///< the outcome is an efficiency score
  double winsor = 0;      ///< mean and sd of the target are those after this share is winsorised
                          ///< at either end; min is then the least value, not a quantile
  double most_noise = 0;  ///< largest standard deviation of the noise; 0: none
  std::vector<std::size_t> top;  ///< cities that stand above all others, at `top_level`
  double top_level = 0;
};

/// City levels are Kumaraswamy quantiles whose two shapes give the mean and sd asked for; `factor`
/// [units] orders the cities in part.
OutcomeDraw draw_outcome(const Grid& grid,
                         const OutcomePlan& plan,
                         Random random,
                         const std::vector<double>& factor);

/// Values pulled back to their `share` and 1 - `share` quantiles, as Stata's winsor2 and the
/// prepare room do it.
std::vector<double> winsorised(std::vector<double> values, double share);

}  // namespace yugong::simulate
