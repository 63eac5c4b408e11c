#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

namespace yugong::regression {

/// The choice of standard errors as a user writes it:
///
///     iid, robust (= hc1), hc0, hc2, hc3
///     cluster(a), cluster(a, b), cluster(prov^year), cr0(a)     one way and several
///     cr2(a), cr2(a, satterthwaite), cr3(a)                     bias-reduced, one way
///     dk, dk(2)                                                 Driscoll-Kraay with 2 lags
///     nw, nw(2)                                                 Newey-West within units
///     conley(300km), conley(300km, lat, lon, bartlett)          by distance; also planar,
///                                                               radius=6376, same_year, lags=2
///     wild(a, 9999)                                             wild cluster bootstrap; also
///                                                               rademacher, webb, mammen,
///                                                               unrestricted, equal_tail
struct Vcov {
  enum class Kind {
    iid,
    hc0,
    hc1,
    hc2,
    hc3,
    cr0,
    cluster,
    cr2,
    cr3,
    driscoll_kraay,
    newey_west,
    conley,
    wild
  };
  enum class Kernel { uniform, bartlett };
  enum class Draws { automatic, rademacher, webb, mammen };

  Kind kind = Kind::iid;
  std::vector<std::vector<std::string>> clusters;  ///< ways; each the columns crossed
  double number = -1;          ///< lags, distance in km, or replications; -1: not written
  bool satterthwaite = false;  ///< cr2: degrees of freedom of Bell and McCaffrey (2002)

  std::vector<std::string> coordinates;  ///< conley: columns of latitude and longitude
  Kernel kernel = Kernel::uniform;
  bool planar = false;           ///< 111 km a degree instead of the great circle
  bool same_year = false;        ///< only pairs of rows of one period
  double radius_km = 6371.0088;  ///< of the earth
  double serial_lags = 0;        ///< conley: also Bartlett weights within the unit over time

  Draws draws = Draws::automatic;  ///< webb for at most 12 clusters, else rademacher
  bool impose_null = true;
  bool equal_tail = false;

  std::string text;  ///< canonical

  bool clustered() const {
    return kind == Kind::cr0 || kind == Kind::cluster || kind == Kind::cr2 || kind == Kind::cr3 ||
           kind == Kind::wild;
  }

  bool over_time() const {
    return kind == Kind::driscoll_kraay || kind == Kind::newey_west ||
           (kind == Kind::conley && (same_year || serial_lags > 0));
  }
};

/// All spellings, for messages.
std::string vcov_spellings();

/// Throws Error YG2255 when it is not understood, YG2003 for a full-width character.
Vcov parse_vcov(std::string_view text, const Place& place = {});

}  // namespace yugong::regression
