#pragma once

#include <span>
#include <vector>

#include "yugong/dynamic/stack.hpp"

/// Least squares with unit effects and a lagged outcome, and its bias in short panels.
namespace yugong::dynamic {

/// Within-unit least squares; the first regressor of `rows` is the lagged outcome.
struct WithinFit {
  std::vector<double> b;
  std::vector<std::size_t> dropped;  ///< regressors that do not vary within units, or are linear
};

WithinFit within_least_squares(const Rows& rows, std::size_t regressors);

/// Residual variance within units at the coefficients given, over rows - units - regressors.
double within_variance(const Rows& rows, std::span<const double> b);

/// Mean of y - x'b of every unit.
std::vector<double> unit_effects(const Rows& rows, std::span<const double> b);

/// Terms of the bias approximation that are summed: of order 1/T, also 1/(NT), also 1/(NT^2).
enum class BiasOrder { first = 1, second = 2, third = 3 };

/// Bias of within least squares (Kiviet 1995; Bun and Kiviet 2003; Bruno 2005, equations 7 to 9,
/// for unbalanced panels), at the coefficients and error variance given. Rows of a unit that follow
/// one another without a gap form one stretch, conditional on the outcome before it.
std::vector<double> within_bias(const Rows& rows,
                                std::span<const double> b,
                                double sigma2,
                                BiasOrder order);

}  // namespace yugong::dynamic
