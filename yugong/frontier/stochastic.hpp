#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "yugong/base/column.hpp"

/// Stochastic frontiers by maximum likelihood (kernel; knows no panel and no options):
///
///     y = x'b + v - s u,   v ~ N(0, sv^2),   u >= 0,   s = 1 production, s = -1 cost
///
/// pooled      u half-normal N+(0, su^2), truncated normal N+(m, su^2) or exponential with mean su
///             (Aigner, Lovell and Schmidt 1977; Meeusen and van den Broeck 1977; Stevenson 1980)
/// effects     u ~ N+(z'd, su^2), a row at a time (Battese and Coelli 1995)
/// decay       u_it = exp(-eta (t - T)) u_i, u_i ~ N+(m, su^2), m = 0 for half-normal (Battese and
///             Coelli 1992); eta = 0 fixed: time-invariant (Battese and Coelli 1988)
/// true_fixed  y_it = a_i + x_it'b + v_it - s u_it with a constant for each unit (Greene 2005)
///
/// Newton on exact first and second derivatives, from least squares and a grid over gamma =
/// su^2/(su^2 + sv^2); the constants of units take part at linear cost. Columns of x are
/// orthogonalised first, so that translog terms keep their digits.
namespace yugong::frontier::stochastic {

enum class Inefficiency : std::uint8_t { half_normal, truncated_normal, exponential };
enum class Structure : std::uint8_t { pooled, effects, decay, true_fixed };

struct Settings {
  Structure structure = Structure::pooled;
  Inefficiency inefficiency = Inefficiency::half_normal;
  double sign = 1;         ///< s
  bool eta_fixed = false;  ///< decay: time-invariant
  double level = 0.95;     ///< of the bounds of a row's efficiency
};

/// A matrix by columns.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::vector<double>> values;  ///< [names][rows]
};

struct Data {
  std::vector<double> y;           ///< [n]
  Columns x;                       ///< of the frontier; the constant first, none with true_fixed
  Columns z;                       ///< effects: of the inefficiency, its constant first if any
  std::vector<std::int32_t> unit;  ///< [n] 0..units-1, rows of a unit together
  std::vector<double> since;       ///< [n] t - T, for decay
};

enum class Status : std::uint8_t {
  converged,
  no_inefficiency,  ///< the maximum lies at su = 0: the estimate is least squares
  no_noise,         ///< the likelihood rises towards sv = 0
  no_maximum,       ///< m and su grow for ever, or the parameters are not identified
  not_converged,
};

const char* word(Status status);

struct Fit {
  Status status = Status::not_converged;
  std::vector<std::size_t> x_kept, z_kept;  ///< columns that are not linear in earlier ones
  std::vector<double> beta, delta;          ///< [x_kept], [z_kept]; delta: m where it is estimated
  double eta = 0;
  double sigma_u = 0, sigma_v = 0;
  std::vector<double> effect;  ///< [units] of true_fixed
  double loglik = missing, loglik_ols = missing;
  double skewness = missing;  ///< of s times the least-squares residuals; inefficiency: negative
  int iterations = 0;

  /// Of (beta, delta, eta if estimated, ln su, ln sv): minus the second derivatives inverted (the
  /// constants of units profiled out), and the score of each unit or row for sandwiches.
  std::size_t parameters = 0;
  std::vector<double> covariance;          ///< [parameters x parameters]
  std::vector<std::vector<double>> score;  ///< [score_rows][parameters]
  std::vector<std::int32_t> score_unit;    ///< [score_rows]

  // Of each row.
  std::vector<double> fitted;        ///< x'b (+ a_i)
  std::vector<double> residual;      ///< y - fitted = v - s u
  std::vector<double> inefficiency;  ///< E[g u | e] (Jondrow et al. 1982)
  std::vector<double> efficiency;    ///< E[exp(-g u) | e] (Battese and Coelli 1988)
  std::vector<double> low, high;     ///< bounds of exp(-g u) (Horrace and Schmidt 1996)
};

/// Estimates. `beta` etc. mean something for converged and no_inefficiency only.
Fit estimate(const Data& data, const Settings& settings);

/// P(mixed chi-square >= lr): half of chi2(q - 1) and half of chi2(q), q restrictions of which one
/// is on the boundary (Kodde and Palm 1986), and its quantile.
double mixed_chi2_upper(double lr, double restrictions);
double mixed_chi2_quantile(double p, double restrictions);

}  // namespace yugong::frontier::stochastic
