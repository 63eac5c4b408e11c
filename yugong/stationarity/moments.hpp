#pragma once

#include <array>
#include <string>

#include "yugong/stationarity/dickey_fuller_law.hpp"

/// Published moments and critical values that panel statistics are standardised and judged by.
namespace yugong::stationarity {

/// A mean and a variance (for Levin-Lin-Chu: a standard deviation) looked up for a sample.
struct Moments {
  double mean = 0, variance = 0;
  bool outside = false;  ///< of the table: the nearest entry was taken
};

/// Which row of the table of Levin, Lin and Chu (2002) a length takes.
enum class Lookup {
  interpolate,  ///< linear in T; beyond 250 linear in 1/T up to the limit
  next          ///< the first row with at least T, as gretl
};

/// mu* and sigma* of Levin, Lin and Chu (2002, table 2).
Moments levin_lin_moments(double periods, Deterministic deterministic, Lookup lookup);

/// The same, with the limit at T = 500, as plm has it.
Moments levin_lin_moments_plm(double periods, Deterministic deterministic);

/// E and Var of the Dickey-Fuller t of one unit with `lags` lagged differences and `nobs`
/// observations: Im, Pesaran and Shin (2003, table 3), linear in the observations. Deterministic:
/// constant or trend.
Moments ips_moments(double nobs, int lags, Deterministic deterministic);

/// E and Var of t~, the Dickey-Fuller t without lags whose error variance is that of the restricted
/// model, for `nobs` observations: two million draws for each length, which are close to the fifty
/// thousand of Im, Pesaran and Shin (2003, table 1). Deterministic: constant or trend.
Moments t_tilde_moments(double nobs, Deterministic deterministic);

/// Critical values at 1, 5 and 10 percent.
struct Critical {
  std::array<double, 3> value{};
  bool outside = false;
};

/// Of t-bar without lags: Im, Pesaran and Shin (2003, table 2), linear in units and observations.
Critical t_bar_critical(double units, double nobs, Deterministic deterministic);

/// Of CIPS: Pesaran (2007, tables II a-c), linear in units and periods.
Critical cips_critical(double units, double periods, Deterministic deterministic, bool truncated);

/// Linear interpolation between the knots of a table; outside, the nearest knot.
struct Between {
  std::size_t low = 0, high = 0;
  double share = 0;  ///< of `high`
  bool outside = false;
};

template <class Knots>
Between between(const Knots& knots, double at) {
  Between out;
  out.outside = at < knots.front() || at > knots.back();
  if (at <= knots.front()) return out;
  if (at >= knots.back()) {
    out.low = out.high = knots.size() - 1;
    return out;
  }
  while (knots[out.low + 1] <= at) ++out.low;
  out.high = out.low + 1;
  out.share = (at - knots[out.low]) / (knots[out.high] - knots[out.low]);
  return out;
}

}  // namespace yugong::stationarity
