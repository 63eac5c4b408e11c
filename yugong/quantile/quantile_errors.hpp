#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/regression/vcov.hpp"

/// The choice of standard errors of a quantile regression as a user writes it.
namespace yugong::quantile {

enum class Estimator { mmqr, canay, pooled };

inline Names<Estimator> names_of(Estimator) {
  return {{"mmqr", Estimator::mmqr}, {"canay", Estimator::canay}, {"pooled", Estimator::pooled}};
}

///     iid                        errors independent of the regressors
///     nid                        pooled: Hendricks and Koenker
///     robust, hc0                pooled: Powell's kernel (also written kernel); mmqr: White, with
///     and without n/(n - k) cluster(a, b), cr0(a)      Parente and Santos Silva; with and without
///     small-sample factor bootstrap, bootstrap(400), bootstrap(prov, 400)      units drawn with
///     all their rows
struct QuantileErrors {
  enum class Kind { iid, nid, robust, cluster, bootstrap };

  Kind kind = Kind::iid;
  regression::Vcov vcov;               ///< of robust and cluster
  std::vector<std::string> resampled;  ///< bootstrap: columns whose levels are drawn; empty: units
  long replications = 200;             ///< bootstrap
  std::string text;                    ///< canonical
};

/// Empty: iid, and bootstrap for canay. Throws YG2255 when it is not understood, YG2256 where the
/// estimator does not have it.
QuantileErrors parse_errors(std::string_view text, Estimator estimator);

}  // namespace yugong::quantile
