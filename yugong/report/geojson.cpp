#include "yugong/report/geojson.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace yugong::report {
namespace {

using Json = nlohmann::json;

Place place_of(const std::string& file) {
  Place place;
  place.file = file;
  return place;
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw Error{error("YG1081",
                    {"the map is no GeoJSON FeatureCollection of polygons: " + why,
                     "地图文件不是由多边形组成的 GeoJSON FeatureCollection：" + why},
                    {"export the map as GeoJSON in longitude and latitude (EPSG:4326)",
                     "请将地图以经纬度（EPSG:4326）导出为 GeoJSON"},
                    place_of(file))};
}

Ring ring_of(const Json& points, const std::string& file) {
  Ring ring;
  if (!points.is_array()) refuse(file, "a ring is no list");
  for (const Json& point : points) {
    if (!point.is_array() || point.size() < 2 || !point[0].is_number() || !point[1].is_number()) {
      refuse(file, "a position is no pair of numbers");
    }
    ring.emplace_back(point[0].get<double>(), point[1].get<double>());
  }
  return ring;
}

void add_polygon(const Json& rings, Region& region, const std::string& file) {
  if (!rings.is_array()) refuse(file, "a polygon is no list of rings");
  for (std::size_t k = 0; k < rings.size(); ++k) {
    Ring ring = ring_of(rings[k], file);
    if (ring.size() < 4) continue;
    (k == 0 ? region.rings : region.holes).push_back(std::move(ring));
  }
}

std::string said(const Json& properties, const std::string& name) {
  if (name.empty() || !properties.is_object() || !properties.contains(name)) return "";
  const Json& value = properties[name];
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump();
}

/// False when the feature has no polygon.
bool read_geometry(const Json& feature, Region& region, const std::string& file) {
  if (!feature.contains("geometry") || !feature["geometry"].is_object()) return false;
  const Json& geometry = feature["geometry"];
  const std::string type = geometry.value("type", "");
  if (type != "Polygon" && type != "MultiPolygon") return false;
  if (!geometry.contains("coordinates") || !geometry["coordinates"].is_array())
    refuse(file, "a geometry has no coordinates");
  const Json& coordinates = geometry["coordinates"];
  if (type == "Polygon") {
    add_polygon(coordinates, region, file);
  } else {
    for (const Json& polygon : coordinates) add_polygon(polygon, region, file);
  }
  return !region.rings.empty();
}

[[noreturn]] void refuse_key(const std::set<std::string>& names,
                             const GeoOptions& options,
                             const std::string& file) {
  const std::vector<std::string> known(names.begin(), names.end());
  const Text near = text::did_you_mean(options.key, known);
  const std::string list = text::join(known, ", ");
  throw Error{error("YG1082",
                    {"no region of the map has the property '" + options.key + "'",
                     "地图中没有属性“" + options.key + "”"},
                    {"the map has: " + list + near.en, "地图的属性有：" + list + near.zh},
                    place_of(file))};
}

}  // namespace

std::vector<Region> regions_of_geojson(const std::string& json,
                                       const GeoOptions& options,
                                       const std::string& file,
                                       std::vector<Problem>* notes) {
  const Json map =
      Json::parse(json.starts_with("\xEF\xBB\xBF") ? json.substr(3) : json, nullptr, false);
  if (map.is_discarded()) refuse(file, "no valid JSON");
  if (!map.is_object() || map.value("type", "") != "FeatureCollection" ||
      !map.contains("features") || !map["features"].is_array()) {
    refuse(file, "no FeatureCollection");
  }
  std::vector<Region> regions;
  std::set<std::string> names;
  std::size_t skipped = 0;
  for (const Json& feature : map["features"]) {
    if (!feature.is_object()) refuse(file, "a feature is no object");
    const Json properties = feature.value("properties", Json::object());
    for (const auto& [name, value] : properties.items()) names.insert(name);
    Region region;
    region.key = said(properties, options.key);
    if (!read_geometry(feature, region, file)) {
      ++skipped;
      continue;
    }
    region.name = {said(properties, options.label_en), said(properties, options.label_zh)};
    if (region.name.en.empty())
      region.name.en = region.name.zh.empty() ? region.key : region.name.zh;
    regions.push_back(std::move(region));
  }
  if (regions.empty()) refuse(file, "it holds no polygon");
  if (std::ranges::all_of(regions, [](const Region& region) { return region.key.empty(); }))
    refuse_key(names, options, file);
  if (skipped > 0 && notes != nullptr) {
    const std::string n = std::to_string(skipped);
    notes->push_back(note("YG1083",
                          {n + " features of the map are no polygons and are not drawn",
                           "地图中有 " + n + " 个要素不是多边形，未绘制"},
                          {},
                          place_of(file)));
  }
  return regions;
}

void give_values(std::vector<Region>& regions,
                 const std::vector<std::string>& keys,
                 const std::vector<double>& values,
                 std::vector<Problem>& notes) {
  std::map<std::string, double> value_of;
  for (std::size_t k = 0; k < keys.size(); ++k) value_of[keys[k]] = values[k];
  std::set<std::string> used;
  std::vector<std::string> without, nowhere, region_keys;
  for (Region& region : regions) {
    region_keys.push_back(region.key);
    const auto found = value_of.find(region.key);
    if (found == value_of.end()) {
      without.push_back(region.key);
      continue;
    }
    region.value = found->second;
    used.insert(region.key);
  }
  for (const auto& [key, value] : value_of) {
    if (!used.contains(key)) nowhere.push_back(key);
  }
  if (!nowhere.empty()) {
    const Text near = text::did_you_mean(nowhere.front(), region_keys);
    const std::string list = text::join(nowhere, ", ");
    notes.push_back(warning("YG1310",
                            {std::to_string(nowhere.size()) + " units are not on the map: " + list,
                             std::to_string(nowhere.size()) + " 个个体不在地图上：" + list},
                            {"use the names of the map's key property" + near.en,
                             "请使用与地图属性一致的名称" + near.zh}));
  }
  if (!without.empty()) {
    const std::string list = text::join(without, ", ");
    notes.push_back(
        note("YG1310",
             {std::to_string(without.size()) + " regions of the map have no data: " + list,
              "地图上 " + std::to_string(without.size()) + " 个区域没有数据：" + list}));
  }
}

}  // namespace yugong::report
