#pragma once

#include <vector>

#include "yugong/base/random.hpp"
#include "yugong/simulate/grid.hpp"
#include "yugong/simulate/inverse_sbm.hpp"

/// From amounts of capital and energy to the raw columns that a yearbook prints, and back.
/// Everything is rounded as printed except in frontier cells, which must lie on the frontier
/// exactly; the scores are then those of the rounded numbers.
namespace yugong::simulate {

inline constexpr double kDepreciation = 0.096;
inline constexpr double kInitialRatio = 10;  ///< capital of the first year over its investment

/// What the efficiency program sees.
struct TechnologyDraw {
  Assigned assigned;
  Ray ray;
  std::vector<double> invest, invest_index, invest_level, capital;
  std::vector<double> labour, power_use, gas_use, lpg_use, energy, co2;
  std::vector<double> pm25;   ///< empty where CO2 is the only bad output
  std::vector<double> score;  ///< of the printed (rounded) quantities, by the closed form
};

/// Tonnes of standard coal in one unit of each carrier, as in the conversion table of GB/T 2589:
/// electricity 1.229 t per 10,000 kWh, natural gas 13.3 t per 10,000 m3, liquefied petroleum
/// gas 1.7143 t per t.
inline constexpr double kPowerCoal = 1.229, kGasCoal = 13.3, kLpgCoal = 1.7143;

/// Investment, its prices and the capital they give, so that capital is `wish` up to rounding, by
/// inverting the perpetual inventory
///     K_0 = 10 I_0,   K_t = (1 - delta) K_(t-1) + I_t / P_t,   P_0 = 1.
void invert_inventory(const Grid& grid,
                      const std::vector<double>& wish,
                      Random& random,
                      TechnologyDraw& out);

/// Energy carriers that come to `wish` tonnes of standard coal, up to rounding.
void split_energy(const Grid& grid,
                  const std::vector<double>& wish,
                  Random& random,
                  TechnologyDraw& out);

}  // namespace yugong::simulate
