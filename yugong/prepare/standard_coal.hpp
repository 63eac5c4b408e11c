#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/base/text.hpp"

/// Conversion of energy carriers to standard coal: 1 kgce = 29 307.6 kJ (7 000 kcal).
///   energy = sum over carriers of quantity x coefficient
/// The coefficients stand in standard_coal.csv (GB/T 2589, General rules for calculation of the
/// comprehensive energy consumption, appendix A; the same in the appendix of the China Energy
/// Statistical Yearbook), which the build embeds.
namespace yugong::prepare {

struct Carrier {
  std::string name;  ///< argument of standard_coal(), e.g. "power"
  Text label;
  std::string unit;           ///< "kg", "m3", "kWh" or "MJ"
  double coefficient = 0;     ///< kgce per unit
  std::string yearbook_unit;  ///< assumed when a column declares no unit of measure
  std::string source;
  std::string remark;
};

/// The table, in the order of the file.
const std::vector<Carrier>& carriers();

/// By name or Chinese name; nullptr when there is none.
const Carrier* find_carrier(const std::string& name);

/// A unit of measure as a multiple of kg, m3, kWh or MJ, e.g. "万千瓦时" = 10,000 kWh, "10^4 m3",
/// "吨", "GWh".
struct Measure {
  std::string base;
  double factor = 1;
};

/// Reads a unit of measure; nothing when it is none of mass, volume, electricity or heat.
std::optional<Measure> read_measure(const std::string& unit);

/// kgce per unit of a column measured in `measure`; nothing when the column measures something else
/// than the carrier. Electricity and heat are not mixed up: kWh of heat and MJ of power are
/// converted by 3.6 MJ = 1 kWh.
std::optional<double> kgce_per(const Carrier& carrier, const Measure& measure);

}  // namespace yugong::prepare
