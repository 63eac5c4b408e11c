#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/base/value.hpp"
#include "yugong/simulate/calibrate.hpp"
#include "yugong/simulate/technology.hpp"

/// Parts of truth.json that every simulated panel has.
namespace yugong::simulate {

Value table_of(const std::vector<std::pair<std::string, Value>>& members);
Value moments_value(const Moments& moments);
Value technology_value(const TechnologyDraw& technology,
                       const std::vector<Extreme>& extreme_points);

}  // namespace yugong::simulate
