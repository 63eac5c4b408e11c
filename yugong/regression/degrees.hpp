#pragma once

#include <span>
#include <vector>

#include "yugong/regression/absorb.hpp"
#include "yugong/regression/factor.hpp"

namespace yugong::regression {

/// How the degrees of freedom of absorbed effects are counted. Slopes of a factor count once per
/// level, under the first two rules without the levels where the variable is constant (zero, for a
/// factor without intercepts); a factor nested in a cluster is so with its slopes.
enum class DfRule {
  exact,     ///< rank of the dummies
  pairwise,  ///< reghdfe: each later factor loses the components it shares with an earlier one
  simple,    ///< fixest: levels - (factors with intercepts - 1)
};

/// What a factor nested in a cluster costs the clustered covariance.
enum class NestedRelief {
  none,
  pairwise,  ///< reghdfe: nothing; remaining factors recounted, one more for the constant
  simple,    ///< fixest: levels - 1 are given back
};

/// Degrees of freedom absorbed on one sample, by every rule.
struct AbsorbedDf {
  long levels = 0;  ///< sum over factors, slopes included
  long exact = -1;  ///< rank; -1 when unknown
  long pairwise = 0;
  long simple = 0;
  bool constant_only = false;  ///< no factor, only a constant

  /// By rule; exact falls back on pairwise, an upper bound, when the rank is unknown.
  long by(DfRule rule) const;
};

/// Count for clustered errors.
struct ClusteredDf {
  long charged = 0;          ///< added to the slopes in the small-sample factor, constant included
  long absorbed = 0;         ///< as reghdfe prints it (the extra one for the constant not included)
  long nested_levels = 0;    ///< levels of the factors nested in a cluster
  std::vector<bool> nested;  ///< [factors]
};

AbsorbedDf absorbed_df(const Absorption& absorption, bool constant);
ClusteredDf clustered_df(const Absorption& absorption,
                         const AbsorbedDf& absorbed,
                         std::span<const Factor> clusters,
                         DfRule rule,
                         NestedRelief relief);

}  // namespace yugong::regression
