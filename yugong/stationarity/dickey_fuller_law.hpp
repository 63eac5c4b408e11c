#pragma once

#include <array>
#include <span>

#include "yugong/base/options.hpp"

/// The asymptotic law of the Dickey-Fuller t statistic.
namespace yugong::stationarity {

/// Deterministic part of a test regression.
enum class Deterministic { none, constant, trend };

inline Names<Deterministic> names_of(Deterministic) {
  return {{"none", Deterministic::none},
          {"constant", Deterministic::constant},
          {"trend", Deterministic::trend}};
}

/// Columns of it: 0, 1 (constant) or 2 (constant and trend).
constexpr std::size_t columns_of(Deterministic d) {
  return static_cast<std::size_t>(d);
}

/// One quantile of the asymptotic laws without constant, with constant, with trend, and the
/// standard error of its estimate.
struct DickeyFullerQuantile {
  double probability;
  std::array<double, 3> quantile;
  std::array<double, 3> std_error;
};

/// The 221 quantiles of MacKinnon (1996).
std::span<const DickeyFullerQuantile> dickey_fuller_quantiles();

/// P(tau < t) by MacKinnon's (1996) local approximation: nine quantiles around t, the normal score
/// of their probability regressed on a cubic in the quantile by generalised least squares, the
/// cubic term left out unless its |t| exceeds 2. Equals urca's punitroot(N = Inf) and gretl's
/// asymptotic p values. Kept inside [1e-15, 1 - 1e-15], so that its normal score is finite.
double dickey_fuller_p_value(double t, Deterministic deterministic);

}  // namespace yugong::stationarity
