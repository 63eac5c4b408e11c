#pragma once

#include <span>
#include <vector>

#include "yugong/regression/absorb.hpp"
#include "yugong/regression/design.hpp"
#include "yugong/regression/least_squares.hpp"

/// The estimators that papers print beside fixed effects, on one sample without weights: pooled,
/// within, between, random effects (Swamy and Arora 1972), first differences. Private to the room.
namespace yugong::regression {

/// A regression of a panel: columns with a coefficient among those of the design, the constant last
/// where there is one.
struct PanelRegression {
  std::vector<std::size_t> kept;  ///< columns of the design, in order
  bool constant = false;
  std::vector<double> coefficients;  ///< [kept (+ constant)]
  Matrix x;                          ///< [rows x coefficients] transformed regressors
  std::vector<double> y;             ///< [rows] transformed outcome
  Matrix bread;                      ///< (x'x)^-1
  std::vector<double> residuals;     ///< [rows]
  double rss = 0;
  double df_resid = 0;
  std::vector<Factor> clusters;     ///< ways of the design on the rows of the regression
  std::vector<std::uint32_t> rows;  ///< panel row of each row (between: the unit's first)

  double variance() const { return rss / df_resid; }
};

/// Units and periods of a sample, coded on its rows.
struct PanelIndex {
  Factor unit, period;
  std::vector<long> time;  ///< [n] calendar

  PanelIndex(const data::Panel& panel, const Design& design);
};

PanelRegression pooled(const Design& design);
/// One-way within: `effects` are absorbed.
PanelRegression within(const Design& design,
                       const std::vector<Factor>& effects,
                       const Executor& executor);
PanelRegression between(const Design& design, const PanelIndex& index);
/// x_t - x_{t-1} by calendar time, without constant.
PanelRegression differences(const Design& design, const PanelIndex& index, bool constant);

struct RandomEffects {
  PanelRegression gls;        ///< on quasi-demeaned columns
  double idiosyncratic = 0;   ///< variance of e
  double individual = 0;      ///< variance of u, not below zero
  bool cut = false;           ///< the variance of u was negative
  std::vector<double> theta;  ///< [units] 1 - sqrt(s_e^2 / (T_i s_u^2 + s_e^2))
};

/// s_e^2 from the within regression, s_u^2 = rss_between / (N - K) - s_e^2 / T with T the harmonic
/// mean of the units' rows (Stata's xtreg, re; Swamy and Arora when balanced).
RandomEffects random_effects(const Design& design,
                             const PanelIndex& index,
                             const Executor& executor);

}  // namespace yugong::regression
