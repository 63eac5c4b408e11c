#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/column.hpp"
#include "yugong/base/value.hpp"
#include "yugong/stationarity/dickey_fuller_law.hpp"
#include "yugong/stationarity/ols.hpp"

/// Dickey-Fuller and Phillips-Perron tests of one series.
namespace yugong::stationarity {

enum class LagRule { fixed, aic, bic, hqic, general_to_specific };

/// How many lagged differences a test regression has.
struct LagChoice {
  LagRule rule = LagRule::fixed;
  int lags = 1;                ///< of the fixed rule
  std::optional<int> most;     ///< that the other rules consider; by default lags_by_length
  double significance = 0.05;  ///< of the last lag, general to specific
};

/// Reads `lags = 2`, "2", "aic", "bic" (or "sic"), "hqic", "gts". Throws YG3182.
LagChoice lag_choice(const Value& lags, std::optional<int> most, double significance);

/// Schwert's (1989) floor(12 (T/100)^(1/4)), at most a quarter of the periods.
int lags_by_length(std::size_t periods);

/// Periods that a test regression with p lags needs to have one degree of freedom: 2 p + d + 3,
/// five at least; d columns of the deterministic part.
std::size_t shortest_series(Deterministic deterministic, int lags);

/// Lags of one series by the rule, on the same observations for every candidate: those that the
/// longest leaves. AIC, BIC, HQIC: log(rss/n) + c k/n with c = 2, log n, 2 log log n; ties go to
/// the shorter. General to specific: from the longest, the first whose last lag is significant
/// (two-sided, normal).
int choose_lags(std::span<const double> y, Deterministic deterministic, const LagChoice& choice);

/// What an information criterion charges for a parameter: 2, log n, 2 log log n.
double information_cost(LagRule rule, double nobs);

/// D.y_t = (rho - 1) y_{t-1} + sum_{j=1..p} c_j D.y_{t-j} + deterministic + e_t.
struct Adf {
  int lags = 0;
  double coefficient = missing;  ///< rho - 1
  double std_error = missing;
  double t = missing;
  double p_value = missing;  ///< asymptotic
  double rss = missing;
  std::size_t nobs = 0;
  std::size_t parameters = 0;
  bool defined = false;  ///< false: the regressors are collinear or nothing is left to explain
  /// Residuals of D.y and of y_{t-1} on the other regressors.
  std::vector<double> difference, level;
};

/// `by_df`: the error variance is rss/(n - k); else rss/n, as plm by default.
Adf adf(std::span<const double> y, Deterministic deterministic, int lags, bool by_df = true);

/// Phillips and Perron's Z_t: the Dickey-Fuller t without lags, corrected by the Bartlett long-run
/// variance of its residuals.
struct PhillipsPerron {
  double z_t = missing;
  double p_value = missing;  ///< asymptotic
  std::size_t nobs = 0;
  bool defined = false;
};

PhillipsPerron phillips_perron(std::span<const double> y, Deterministic deterministic, int window);

/// First differences.
std::vector<double> differences(std::span<const double> y);

/// Appends a constant, and t = 1, 2, ... for a trend, to the columns.
void add_deterministic(Columns& columns, Deterministic deterministic, std::size_t rows);

}  // namespace yugong::stationarity
