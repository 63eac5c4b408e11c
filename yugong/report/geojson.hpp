#pragma once

#include <string>
#include <vector>

#include "yugong/report/figure.hpp"

/// Polygons of a map from GeoJSON (RFC 7946), and the projections in which they are drawn.
namespace yugong::report {

struct GeoOptions {
  std::string key = "name";        ///< property that names a region, matched with the data
  std::string label_zh, label_en;  ///< properties with labels; empty: the key
};

/// Regions of a FeatureCollection of Polygons and MultiPolygons; other geometries are skipped with
/// a note. Throws Error YG1081 when the text is no GeoJSON FeatureCollection, YG1082 when no
/// feature has the property `key` (names offered).
std::vector<Region> regions_of_geojson(const std::string& json,
                                       const GeoOptions& options,
                                       const std::string& file = "",
                                       std::vector<Problem>* notes = nullptr);

/// Gives each region the value of its key. Keys without a region and regions without a value are
/// named in notes (YG1310).
void give_values(std::vector<Region>& regions,
                 const std::vector<std::string>& keys,
                 const std::vector<double>& values,
                 std::vector<Problem>& notes);

/// Longitude and latitude to the plane. Albers equal-area conic for extents wider than 5 degrees on
/// one side of the equator: standard parallels 25°N and 47°N about 105°E for a map of China, else a
/// sixth of the latitude range from either end. Otherwise equirectangular at the middle latitude.
/// Coordinates beyond the globe are taken as projected already. Snyder (1987), eq. 14-1 to 14-6.
void project(std::vector<Region>& regions);

}  // namespace yugong::report
