#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Two-way fixed effects on a balanced panel, values row-major [units x periods]: what calibration
/// needs, and no more. Estimates for users come from the regression room.
namespace yugong::simulate {

/// v_it - mean_i - mean_t + mean.
std::vector<double> two_way_within(std::span<const double> values, std::size_t periods);

struct WithinFit {
  std::vector<double> slope,
      std_error;         ///< iid errors, sigma^2 with divisor N - units - periods + 1 - k
  double r_squared = 0;  ///< after unit means, year effects counted as regressors
};

WithinFit within_ols(std::span<const double> y,
                     const std::vector<std::vector<double>>& x,
                     std::size_t periods);

/// Sum of squares of x[0] left over by the other columns, units and periods.
double partial_sum_of_squares(const std::vector<std::vector<double>>& x, std::size_t periods);

}  // namespace yugong::simulate
