#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/stationarity/moments.hpp"
#include "yugong/stationarity/panel_statistics.hpp"

/// Cointegration tests of a panel, from the series of its units: the outcome first, then the
/// regressors. The null of all is no cointegration.
namespace yugong::stationarity {

struct CointegrationInput {
  std::vector<Series> series;  ///< columns: y, x1, ..., xk
  Deterministic deterministic = Deterministic::constant;
  LagChoice lags;
  int leads = 0;              ///< of the differenced regressors, Westerlund
  std::optional<int> window;  ///< Bartlett; by default 4 (T/100)^(2/9) for each unit
  std::string about;          ///< the formula, for messages

  std::size_t regressors() const { return series.front().columns.size() - 1; }

  int window_of(std::size_t unit) const {
    return window.value_or(newey_west_window(static_cast<double>(series[unit].length())));
  }
};

/// The cointegrating regression of one unit and the Dickey-Fuller regression of its residuals.
struct CointegratingUnit {
  std::vector<double> residuals;  ///< [periods]
  Adf adf;                        ///< of the residuals, without deterministic part
  double adjustment = missing;    ///< alpha of Westerlund's error-correction model
  double adjustment_t = missing;
};

/// One regression per unit; empty residuals where the regressors are collinear.
std::vector<CointegratingUnit> cointegrating_regressions(const CointegrationInput& in);

/// Kao (1999): pooled regression with unit intercepts; two Dickey-Fuller statistics that take the
/// regressors as exogenous and the errors as uncorrelated, two corrected ones, and the augmented
/// one.
Statistics kao(const CointegrationInput& in, std::vector<Problem>& notes);

/// Pedroni (1999, 2004): four statistics that pool, three that average over units.
Statistics pedroni(const CointegrationInput& in,
                   const std::vector<CointegratingUnit>& units,
                   std::vector<Problem>& notes);

/// Westerlund (2007): error-correction statistics G_t, G_a, P_t, P_a; fills the adjustments of
/// `units`.
Statistics westerlund(const CointegrationInput& in,
                      std::vector<CointegratingUnit>& units,
                      std::vector<Problem>& notes);

/// Most regressors of the published moments.
constexpr std::size_t most_pedroni_regressors = 7, most_westerlund_regressors = 6;

/// Moments of Pedroni's statistics, per statistic in the order panel v, rho, t, group rho, t: mean,
/// variance. Two to seven regressors: Pedroni (1999, table 2). One regressor, which that table does
/// not have: 60,000 draws of the limiting functionals over 1,000 steps.
Moments pedroni_moments(std::size_t statistic, std::size_t regressors, Deterministic deterministic);

/// Moments of Westerlund's statistics G_t, G_a, P_t, P_a (2007, table 1).
Moments westerlund_moments(std::size_t statistic,
                           std::size_t regressors,
                           Deterministic deterministic);

}  // namespace yugong::stationarity
