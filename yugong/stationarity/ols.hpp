#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Least squares on a handful of columns, and long-run variances: what every test of this room is
/// made of.
namespace yugong::stationarity {

struct Regression {
  std::vector<double> coefficients;  ///< [k] in the order of the columns
  std::vector<double> spread;        ///< [k] diagonal of (X'X)^-1
  std::vector<double> residuals;     ///< [n]
  double rss = 0;
  bool full_rank = true;  ///< false: coefficients and spread are empty, residuals of no use

  std::size_t nobs() const { return residuals.size(); }

  double df() const {
    return static_cast<double>(nobs()) - static_cast<double>(coefficients.size());
  }
};

using Columns = std::vector<std::vector<double>>;

/// Least squares of y on the columns of x, all of the length of y, by Householder reflections on
/// columns of unit length. Without columns the residuals are y. Not of full rank: a column that is
/// linear in others to ten digits, or fewer rows than columns.
Regression regress(std::span<const double> y, const Columns& x);

/// [sum x_t^2 + 2 sum_{j=1..window} (1 - j/(window + 1)) sum_t x_t x_{t-j}] / divisor: the Bartlett
/// long-run variance of what has mean zero.
double bartlett(std::span<const double> x, int window, double divisor);

/// The same for two series: the long-run covariance.
double bartlett(std::span<const double> x, std::span<const double> y, int window, double divisor);

/// Floor of 4 (T/100)^(2/9), the window of Newey and West (1994) for the Bartlett kernel without a
/// pilot estimate.
int newey_west_window(double periods);

double mean_of(std::span<const double> x);

}  // namespace yugong::stationarity
