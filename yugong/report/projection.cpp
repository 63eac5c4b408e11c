#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "yugong/report/geojson.hpp"

namespace yugong::report {
namespace {

constexpr double degree = std::numbers::pi / 180;

struct Extent {
  double west = std::numeric_limits<double>::infinity(), east = -west;
  double south = west, north = -west;

  void see(const std::vector<Ring>& rings) {
    for (const Ring& ring : rings) {
      for (const auto& [lon, lat] : ring) {
        west = std::min(west, lon);
        east = std::max(east, lon);
        south = std::min(south, lat);
        north = std::max(north, lat);
      }
    }
  }
};

/// Albers' equal-area conic on the sphere; radius one.
class Albers {
 public:
  Albers(double parallel_1, double parallel_2, double origin_lat, double centre_lon)
      : n_((std::sin(parallel_1 * degree) + std::sin(parallel_2 * degree)) / 2),
        c_(std::pow(std::cos(parallel_1 * degree), 2) + 2 * n_ * std::sin(parallel_1 * degree)),
        rho_0_(rho(origin_lat)),
        centre_(centre_lon) {}

  std::pair<double, double> operator()(double lon, double lat) const {
    const double theta = n_ * (lon - centre_) * degree, r = rho(lat);
    return {r * std::sin(theta), rho_0_ - r * std::cos(theta)};
  }

 private:
  double rho(double lat) const {
    return std::sqrt(std::max(0.0, c_ - 2 * n_ * std::sin(lat * degree))) / n_;
  }

  double n_, c_, rho_0_, centre_;
};

template <class Projection>
void move_points(std::vector<Region>& regions, const Projection& projection) {
  for (Region& region : regions) {
    for (std::vector<Ring>* rings : {&region.rings, &region.holes}) {
      for (Ring& ring : *rings) {
        for (auto& point : ring) point = projection(point.first, point.second);
      }
    }
  }
}

}  // namespace

void project(std::vector<Region>& regions) {
  Extent extent;
  for (const Region& region : regions) extent.see(region.rings);
  if (!(extent.west <= extent.east)) return;
  // Coordinates beyond the globe are on a plane already.
  if (extent.west < -180.5 || extent.east > 360.5 || extent.south < -90.5 || extent.north > 90.5)
    return;
  const double wide = extent.east - extent.west, high = extent.north - extent.south;
  const bool like_china =
      extent.west > 65 && extent.east < 140 && extent.south > 0 && extent.north < 60 && wide > 40;
  if (like_china) {
    move_points(regions, Albers(25, 47, 36, 105));
    return;
  }
  const bool one_side = extent.south >= 0 || extent.north <= 0;
  if (one_side && std::max(wide, high) > 5 && wide < 180) {
    const double sixth = high / 6, middle = (extent.south + extent.north) / 2;
    move_points(
        regions,
        Albers(
            extent.south + sixth, extent.north - sixth, middle, (extent.west + extent.east) / 2));
    return;
  }
  const double shrink = wide > 180 ? 1 : std::cos((extent.south + extent.north) / 2 * degree);
  move_points(regions, [&](double lon, double lat) {
    return std::pair{lon * shrink * degree, lat * degree};
  });
}

}  // namespace yugong::report
