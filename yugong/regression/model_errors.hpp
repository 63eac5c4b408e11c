#pragma once

#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb.hpp"
#include "yugong/regression/linear_model.hpp"
#include "yugong/regression/wild_bootstrap.hpp"

/// Standard errors of a linear model by any vcov: gathers what each needs (leverage, adjusted
/// residuals, periods, coordinates) and hands it to `covariance`. Private to the room.
namespace yugong::regression {

struct FittedParts {
  const data::Panel& panel;
  const Design& design;
  const LinearSettings& settings;
  const Absorption& absorption;
  const Matrix& slopes;               ///< [n x k] residualised regressors with a coefficient
  const Matrix& slope_bread;          ///< [k x k]
  std::span<const double> shifts;     ///< [k] means of the regressors when a constant is reported
  const Matrix& bread;                ///< [p x p]
  std::span<const double> residuals;  ///< [n]
  double rss, n, parameters, parameters_clustered;
};

struct ModelErrors {
  Covariance covariance;
  std::vector<double> df;         ///< [k] Satterthwaite, when asked
  double max_leverage = missing;  ///< hc2 and hc3
};

/// Throws YG3104, YG3107 (leverage one), YG3116, YG3117, YG3118 (no coordinates), YG2256.
ModelErrors model_errors(const FittedParts& parts, const Executor& executor);

/// Where and when the rows of a sample are, for covariances over time and distance; filled only
/// where the vcov needs it. Throws YG3116 when the data have no periods.
struct Positions {
  std::vector<std::int32_t> unit;           ///< [n]
  std::vector<long> period;                 ///< [n]
  std::vector<double> latitude, longitude;  ///< [n]

  Positions(const data::Panel& panel, const Design& design, const Vcov& vcov);
};

/// Columns with the places of the rows for a conley vcov: those written, or lat, lon (also
/// latitude, longitude; 纬度, 经度). Empty for other kinds. Throws YG3118 when there are none.
std::vector<std::string> coordinate_columns(const Vcov& vcov,
                                            const std::vector<std::string>& known);

}  // namespace yugong::regression
