#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/text.hpp"
#include "yugong/simulate/indicators.hpp"
#include "yugong/simulate/presentation.hpp"

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

/// Names of former prefectures and leagues of the 36 cities.
const std::vector<OldName>& old_names();

/// In the order of the files.
const std::vector<RawColumn>& raw_columns();
const RawColumn& raw_column(std::string_view name);

/// The 15 indicators of the index.
const std::vector<IndicatorShape>& indicator_shapes();

}  // namespace yugong::simulate
