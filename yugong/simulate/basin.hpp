#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/text.hpp"

/// Names: the cities of the basin and the columns that their yearbooks print.
namespace yugong::simulate {

enum class Region { upper, middle, lower };
enum class Stage { growing, mature, declining, regenerating };

struct City {
  Text name;
  Region region;
  Stage stage;
};

Text name_of(Region region);
Text name_of(Stage stage);

/// The 36 resource-based prefecture-level cities of the Yellow River basin, by administrative code
/// (region and life-cycle stage after the national plan for resource-based cities, 2013-2020: upper
/// 7, middle 18, lower 11; growing 7, mature 18, declining 7, regenerating 4). Any other number
/// gives "Simulated city 001" with the same mixture of regions and stages.
std::vector<City> basin_cities(std::size_t count);

/// An old or short name and the name to use.
struct OldName {
  std::string alias;
  std::string name;
};

/// Names of former prefectures and leagues of the 36 cities.
const std::vector<OldName>& old_names();

/// The file of the shipped layout that a raw column stands in.
enum class Home { yearbook, energy, patents };

/// A raw column as a yearbook prints it.
struct RawColumn {
  std::string name;
  Text group;  ///< upper header row
  Text label;
  Text unit;
  Home home = Home::yearbook;
  int decimals = 0;  ///< printed
};

/// In the order of the files.
const std::vector<RawColumn>& raw_columns();
const RawColumn& raw_column(std::string_view name);

/// The 15 indicators of the index.
struct IndicatorShape {
  std::string name;
  bool positive;
  double weight;     ///< wished for
  double mean;       ///< of the min-max value
  double trend;      ///< over the years, in standard deviations of the score
  double noise;      ///< share of the yearly part in the score
  double low, high;  ///< of the raw column
};

const std::vector<IndicatorShape>& indicator_shapes();

}  // namespace yugong::simulate
