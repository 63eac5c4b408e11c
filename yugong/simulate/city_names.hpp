#pragma once

#include <cstddef>
#include <vector>

#include "yugong/base/text.hpp"
#include "yugong/simulate/presentation.hpp"

/// Names: the cities of the panel of 242 and the columns that their yearbooks print.
namespace yugong::simulate::city_panel {

enum class Rank { municipality, capital, ordinary };

struct City {
  Text name, province;
  Rank rank = Rank::ordinary;
  bool resource = false;  ///< in the national plan for resource-based cities, 2013-2020
  int pilot_year = 0;     ///< of the low-carbon pilot; 0: none

  bool is_capital() const { return rank != Rank::ordinary; }
};

Text name_of(Rank rank);
Text capital_label(bool capital);    ///< capital or municipality; ordinary city
Text resource_label(bool resource);  ///< resource-based; other

/// By administrative code: 4 municipalities, 24 provincial capitals, 92 resource-based cities and
/// 122 others in 30 provinces, seven of which have one city. Low-carbon pilots of 2010 (five
/// provinces and eight cities), 2012 and 2017. Any other number gives "Simulated city 001" with the
/// same mixture.
std::vector<City> cities(std::size_t count);

/// In the order of the files.
const std::vector<RawColumn>& raw_columns();

/// An indicator of the index: a raw column, or its ratio to another one.
struct Ratio {
  const char* name;  ///< short name of the ratio
  const char* raw;
  const char* base;  ///< "" where the raw column is the indicator
};

/// 15, in the order of the index.
const std::vector<Ratio>& ratios();

}  // namespace yugong::simulate::city_panel
