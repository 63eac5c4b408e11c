#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"
#include "yugong/regression/vcov.hpp"

namespace yugong::regression {

enum class WeightKind { analytic, frequency, probability };

/// All that a covariance needs to know of an estimator: V = c D M D with the bread D and the meat M
/// of the scores s_i = w_i e_i x_i. Least squares hands over its design, two-stage least squares
/// the projected one.
struct CovarianceInput {
  const Matrix* design = nullptr;     ///< [n x p] columns that enter the scores
  std::span<const double> residuals;  ///< [n]
  std::span<const double> weights;    ///< [n] scaled to sum n, or empty
  WeightKind weight_kind = WeightKind::analytic;
  const Matrix* bread = nullptr;  ///< [p x p] (X'wX)^-1
  /// [columns of design] Where the bread has one column more than the design: the regressors are
  /// the design's columns plus these numbers, and a constant after them.
  std::span<const double> shifts;
  std::size_t slopes =
      0;  ///< leading block of p that is repaired when V is not positive; the rest is the constant
  double rss = 0;
  double n = 0;                     ///< observations (sum of frequency weights)
  double parameters = 0;            ///< K of the iid and HC factors
  double parameters_clustered = 0;  ///< K* of the clustered factor
  std::span<const Factor> clusters;
  std::span<const double>
      leverage;  ///< [n] of the whole model, fixed effects included; for HC2, HC3
  std::span<const double> adjusted;    ///< [n] residuals of cr2 and cr3 (cluster_adjustment.hpp)
  std::span<const std::int32_t> unit;  ///< [n] for nw and conley with lags
  std::span<const long> period;        ///< [n] calendar time, for dk, nw, conley
  std::span<const double> latitude;    ///< [n] degrees, for conley
  std::span<const double> longitude;   ///< [n]
  bool small_sample = true;            ///< false: every factor c is one
};

struct Covariance {
  Matrix v;                  ///< [p x p]
  double df = 0;             ///< of the t distribution: n - K, or the fewest clusters - 1
  double factor = 1;         ///< small-sample factor c
  std::vector<long> groups;  ///< clusters per way
  bool repaired = false;     ///< negative eigenvalues of the slope block were set to zero
  long lags = -1;            ///< of dk and nw, as used
  long periods = 0;          ///< of dk and nw
};

/// Covariance of the coefficients; `wild` gives that of `cluster`, on which the bootstrap's t
/// statistics stand. Throws YG3104 for a single cluster, YG3116 for a single period under dk or nw.
/// For HC2 and HC3 the caller has made sure that no row has leverage one. Sources: White (1980);
/// MacKinnon and White (1985); Liang and Zeger (1986); Bell and McCaffrey (2002); Newey and West
/// (1987); Driscoll and Kraay (1998); Conley (1999); Cameron, Gelbach, Miller (2011).
Covariance covariance(const Vcov& vcov, const CovarianceInput& input);

/// What a user is told of a covariance: fewer than 30 clusters (YG3002; not for wild, cr2 and cr3,
/// which are made for few), negative eigenvalues set to zero (YG3003). `advise_few`: the estimator
/// has wild and cr2, so that they can be advised.
std::vector<Problem> covariance_notes(const Vcov& vcov,
                                      std::span<const Factor> clusters,
                                      bool repaired,
                                      bool advise_few);

/// Lags used when none are written: floor(4 (T/100)^(2/9)) (Newey and West 1994; xtscc).
long default_lags(long periods);

/// Throws YG3104 when the rows of a sample lie in a single cluster of some way.
void require_several_clusters(std::span<const Factor> clusters);

/// Refuses the kinds that an estimator which hands over no absorption cannot have (YG2256), before
/// any work is done: hc2, hc3, cr2, cr3 and wild need the whole design.
void require_plain(const Vcov& vcov);

struct Wald {
  double statistic = 0;  ///< b'V^-1 b; missing when V is singular
  std::size_t rank = 0;  ///< of V
};

/// Joint test of the leading `b` of a covariance.
Wald wald(const Matrix& v, std::span<const double> b);

}  // namespace yugong::regression
