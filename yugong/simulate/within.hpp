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

/// What the columns of x, units and periods leave of y.
std::vector<double> within_residual(std::span<const double> y,
                                    const std::vector<std::vector<double>>& x,
                                    std::size_t periods);

/// Slope of x[0] in each regression of y[k] on x with two-way effects, in the cells where `keep` is
/// not 0; an unbalanced sample is demeaned by turns. `z`, when given, is the instrument of x[0].
std::vector<double> slopes_in_sample(const std::vector<std::vector<double>>& y,
                                     const std::vector<std::vector<double>>& x,
                                     const std::vector<char>& keep,
                                     std::size_t periods,
                                     const std::vector<double>* z = nullptr);

/// Sum of squares of x[0] left over by the other columns, units and periods.
double partial_sum_of_squares(const std::vector<std::vector<double>>& x, std::size_t periods);

}  // namespace yugong::simulate
