#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

namespace yugong::regression {

/// The choice of standard errors as a user writes it: `iid`, `robust` (= `hc1`), `hc0`, `hc2`,
/// `hc3`, `cluster(a)`, `cluster(a, b)`, `cluster(prov^year)`, `cr0(a)`; understood, but not for
/// every estimator: `dk(2)`, `conley(300km)`, `wild(city, 999)`.
struct Vcov {
  enum class Kind { iid, hc0, hc1, hc2, hc3, cr0, cluster, driscoll_kraay, conley, wild };
  Kind kind = Kind::iid;
  std::vector<std::vector<std::string>> clusters;  ///< ways; each the columns crossed
  double number = 0;                               ///< lag, distance in km, or replications
  std::string text;                                ///< canonical

  bool clustered() const {
    return kind == Kind::cr0 || kind == Kind::cluster || kind == Kind::wild;
  }
};

/// Throws Error YG2255 when it is not understood, YG2003 for a full-width character.
Vcov parse_vcov(std::string_view text, const Place& place = {});

}  // namespace yugong::regression
