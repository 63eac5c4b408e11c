#pragma once

#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/regression/degrees.hpp"

namespace yugong::regression {

/// Which constant is printed beside fixed effects.
enum class Constant {
  mean,       ///< ybar - xbar'b, the average effect (reghdfe)
  base_year,  ///< average unit effect at the base level of the other effects (xtreg with i.year)
  none,
};
enum class Singletons { drop, keep };
enum class Distribution { t, normal };

/// A convention: the choices of a program as values, never as branches.
struct Convention {
  std::string name;
  Text meaning;
  DfRule df = DfRule::pairwise;
  NestedRelief nested = NestedRelief::pairwise;
  bool r2_follows_clusters =
      false;  ///< adjusted R2 and rmse count nested factors as the clustered covariance does
  Constant constant = Constant::mean;
  bool dummies_are_regressors =
      false;  ///< effects other than the unit's count as regressors in within R2 and F
  Singletons singletons = Singletons::drop;
  Distribution distribution = Distribution::t;
};

/// reghdfe, xtreg, fixest, exact; the first is the default.
const std::vector<Convention>& conventions();
/// Throws YG2257 with the names when there is no such convention.
const Convention& convention(const std::string& name);

inline Names<Constant> names_of(Constant) {
  return {{"mean", Constant::mean}, {"base_year", Constant::base_year}, {"none", Constant::none}};
}

inline Names<Singletons> names_of(Singletons) {
  return {{"drop", Singletons::drop}, {"keep", Singletons::keep}};
}

inline Names<Distribution> names_of(Distribution) {
  return {{"t", Distribution::t}, {"normal", Distribution::normal}};
}

}  // namespace yugong::regression
