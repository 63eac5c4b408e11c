#pragma once

#include <span>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/quantile/check_function.hpp"

/// How dense the errors are at a quantile: what standard errors of quantiles divide by.
namespace yugong::quantile {

/// Bandwidth on the scale of probabilities.
enum class Bandwidth { hall_sheather, bofinger };

inline Names<Bandwidth> names_of(Bandwidth) {
  return {{"hall-sheather", Bandwidth::hall_sheather}, {"bofinger", Bandwidth::bofinger}};
}

/// Hall and Sheather (1988, with the 95 percent interval in mind), or Bofinger (1975), for `n`
/// rows.
double bandwidth(Bandwidth rule, double tau, double n);
/// The same, halved until tau - h and tau + h lie in (0, 1), as R quantreg does.
double bandwidth_inside(Bandwidth rule, double tau, double n);

/// Least order statistic with a share of at least `tau` at or below it; `sorted` ascending.
double sample_quantile(std::span<const double> sorted, double tau);
/// Linear between order statistics (R's default, type 7).
double smooth_quantile(std::span<const double> sorted, double tau);
/// Density of a sample at its tau quantile, 2h / (Q(tau + h) - Q(tau - h)); missing where the two
/// quantiles coincide.
double density_at(std::span<const double> sorted, double tau, Bandwidth rule);

/// Sparsity 1/f at zero of the residuals of a regression with `p` columns: the slope of a median
/// regression through the residuals nearest to zero (Koenker 2005, section 3.4.1; quantreg "iid").
double sparsity(const std::vector<double>& residuals, double tau, std::size_t p, Bandwidth rule);

/// Density of each row's error at zero by a normal kernel (quantreg "ker"; Powell 1991).
std::vector<double> kernel_density(const std::vector<double>& residuals,
                                   double tau,
                                   Bandwidth rule);
/// The same by a uniform kernel, whose half width is the median absolute deviation times
/// Phi^-1(tau + h) - Phi^-1(tau - h) (Parente and Santos Silva 2016).
std::vector<double> uniform_density(const std::vector<double>& residuals,
                                    double tau,
                                    Bandwidth rule);
/// Density of each row's error from the distance between its fitted quantiles at tau + h and
/// tau - h (Hendricks and Koenker 1992; quantreg "nid"). `curves` [n] fitted at both; rows at which
/// they cross have density zero and are counted.
std::vector<double> difference_density(std::span<const double> upper,
                                       std::span<const double> lower,
                                       double h,
                                       std::size_t& crossed);

}  // namespace yugong::quantile
