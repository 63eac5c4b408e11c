#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/simulate/design.hpp"

/// One draw of the panel, before it becomes tables. All columns are [units x periods], row-major.
namespace yugong::simulate {

/// The index and what is behind it, after the raw indicators were rounded as printed.
struct IndexDraw {
  std::vector<std::vector<double>> raw;  ///< [15]
  std::vector<double> weights;           ///< [15], entropy weights of the rounded indicators
  std::vector<double> score;
};

/// Money, people and the controls made of them.
struct EconomyDraw {
  std::vector<double> gdp, gdp_index, gdp_level, gdp_real, pop_end, fiscal_spend, env_spend, trade,
      broadband;
  std::vector<std::vector<double>>
      controls;  ///< in the order of control_names(), computed from the columns above
};

/// An outcome = least + city level + (systematic part - its least value in the city) + noise.
struct OutcomeDraw {
  std::vector<double> values;
  std::vector<double> noise;       ///< as drawn
  std::vector<double> systematic;  ///< slopes times regressors, plus year effects (plus last year's
                                   ///< with persistence)
};

/// What the efficiency program sees.
struct TechnologyDraw {
  Assigned assigned;
  Ray ray;
  std::vector<double> invest, invest_index, invest_level, capital;
  std::vector<double> labour, power_use, gas_use, lpg_use, energy, co2;
  std::vector<double> score;  ///< of the printed (rounded) quantities, by the closed form
};

struct Draw {
  std::vector<double> city_factor;  ///< [units], development of the city, mean 0 and sd 1
  IndexDraw index;
  EconomyDraw economy;
  OutcomeDraw cee, uis, gt;
  TechnologyDraw technology;
  std::vector<double> secondary, tertiary,
      structure;  ///< structure = tertiary / secondary, of the printed values
  std::vector<double> green_patents;
};

/// A function of the seed, the replicate and the design alone.
Draw draw(const Design& design, std::uint64_t replicate);

/// Tonnes of standard coal in one unit of each carrier, as in the conversion table of GB/T 2589:
/// electricity 1.229 t per 10,000 kWh, natural gas 13.3 t per 10,000 m3, liquefied petroleum
/// gas 1.7143 t per t.
inline constexpr double kPowerCoal = 1.229, kGasCoal = 13.3, kLpgCoal = 1.7143;

}  // namespace yugong::simulate
