#pragma once

#include <span>
#include <vector>

#include "yugong/base/column.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"
#include "yugong/regression/vcov.hpp"

/// Instrumental variables on columns that are free of the fixed effects: estimators, first stages,
/// and the tests of ivreg2 (Baum, Schaffer and Stillman 2007). Knows no panel and no names. Private
/// to the room.
///
/// y outcome, X1 endogenous [n x k1], X2 exogenous [n x k2], Z1 excluded instruments [n x l1];
/// X = (X1, X2), Z = (Z1, X2), K = k1 + k2, L = l1 + k2, P = Z(Z'Z)^-1Z', S the covariance of the
/// moments Z'e by the vcov, without any small-sample factor.
namespace yugong::regression::iv {

enum class Estimator {
  two_stage,  ///< b = (X'PX)^-1 X'Py
  liml,       ///< k-class with the smallest eigenvalue of (Y'M_Z Y)^-1 Y'M_X2 Y
  fuller,     ///< LIML's eigenvalue less a/(n - L)
  gmm,        ///< two steps: W = S^-1 at the residuals of two-stage least squares
};

struct Data {
  Matrix y, endogenous, exogenous, instruments;
  std::span<const double> weights;  ///< [n] scaled to sum n, or empty
  bool frequency = false;           ///< the weights are counts
  double n = 0;
  double df_absorbed = 0;  ///< by the fixed effects, as the vcov counts them
  Vcov vcov;
  std::span<const Factor> clusters;
  std::span<const std::int32_t> unit;
  std::span<const long> period;
  std::span<const double> latitude, longitude;
  bool small_sample = true;
};

/// A statistic with its degrees of freedom and p value; missing where it does not exist.
struct Statistic {
  double value = missing, df1 = missing, df2 = missing, p = missing;

  bool exists() const { return !is_missing(value); }
};

struct FirstStage {
  std::vector<double> coefficients, std_errors;  ///< [l1 + k2] excluded instruments first
  Statistic f;                                   ///< of the excluded instruments
  double partial_r2 = missing, shea_r2 = missing, rmse = missing;
  Statistic sanderson_windmeijer;  ///< F, for several endogenous variables
  Statistic angrist_pischke;
};

/// A piece of the line where the Anderson-Rubin test does not reject.
struct Interval {
  double low = 0, high = 0;  ///< infinite ends allowed
};

struct Estimates {
  std::vector<double> coefficients;  ///< [K] endogenous first
  Matrix covariance;                 ///< [K x K]
  std::vector<double> residuals;     ///< [n], not weighted
  double rss = 0;
  double tss = 0;           ///< y'y of the columns given
  double lambda = missing;  ///< LIML's eigenvalue, or Fuller's k
  double df_t = 0;
  double factor = 1;  ///< small-sample factor
  long lags = -1;     ///< of dk and nw
  std::vector<long> groups;

  std::vector<FirstStage> first;
  std::vector<double> reduced, reduced_std_errors;  ///< [l1 + k2] outcome on all instruments
  Statistic underidentification;  ///< Kleibergen-Paap rk LM; Anderson's LM when iid
  Statistic anderson_lm;
  double cragg_donald = missing;     ///< F
  double kleibergen_paap = missing;  ///< rk Wald F; missing when iid
  double effective_f = missing;      ///< Montiel Olea and Pflueger (2013), one endogenous variable
  Statistic overidentification;      ///< Hansen's J; Sargan when iid
  Statistic anderson_rubin;          ///< F
  Statistic anderson_rubin_chi2;
  Statistic stock_wright;
  Statistic endogeneity;          ///< difference of two J, all endogenous variables
  Statistic liml_overidentified;  ///< Anderson-Rubin n ln(lambda)
};

/// `fuller`: the constant a of Fuller's estimator. The columns have full rank. Throws YG3134 when
/// the moments' covariance cannot be inverted under gmm.
Estimates estimate(const Data& data, Estimator estimator, double fuller);

/// Where the Anderson-Rubin test at this level does not reject, for one endogenous variable; pieces
/// in ascending order, none when it rejects everywhere.
std::vector<Interval> anderson_rubin_set(const Data& data, double level);

}  // namespace yugong::regression::iv
