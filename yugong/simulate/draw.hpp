#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/simulate/design.hpp"
#include "yugong/simulate/indicators.hpp"
#include "yugong/simulate/outcome.hpp"
#include "yugong/simulate/technology.hpp"

/// One draw of the panel, before it becomes tables. All columns are [units x periods], row-major.
namespace yugong::simulate {

/// Money, people and the controls made of them.
struct EconomyDraw {
  std::vector<double> gdp, gdp_index, gdp_level, gdp_real, pop_end, fiscal_spend, env_spend, trade,
      broadband;
  std::vector<std::vector<double>>
      controls;  ///< in the order of control_names(), computed from the columns above
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

/// Inputs, investment, energy carriers and CO2 under which the cells have the scores wished for in
/// draw.cee.
TechnologyDraw draw_technology(const Design& design, const Draw& draw, std::uint64_t replicate);

}  // namespace yugong::simulate
