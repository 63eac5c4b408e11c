#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "yugong/simulate/city_design.hpp"
#include "yugong/simulate/indicators.hpp"
#include "yugong/simulate/outcome.hpp"
#include "yugong/simulate/technology.hpp"

/// One draw of the city panel, before it becomes tables. All columns are [units x periods],
/// row-major.
namespace yugong::simulate::city_panel {

using Cells = std::vector<double>;

/// Money, people and the controls made of them.
struct EconomyDraw {
  Cells gdp, gdp_index, gdp_real, pop, area, fiscal_spend, fdi_used, loans;
  std::vector<Cells> controls;  ///< in the order of control_names(), from the columns above
};

/// The index: raw holds the ratios, printed the yearbook's columns behind them.
struct CityIndex : IndexDraw {
  std::vector<Cells> printed;     ///< [15]
  std::vector<Cells> dimensions;  ///< [3]: Nql, Nqo, Nqm
};

/// What the noise-free slope of the index is made of.
struct SlopeDraw {
  Cells innovation;                        ///< u, see city_panel.hpp
  Cells systematic;                        ///< without year and city effects
  std::map<std::string, double> loadings;  ///< of the carriers: pooled b and k, or those of groups
  std::map<std::string, double> noise_free;  ///< sample -> slope that fixed effects find
  double instruments = 0;                    ///< slope that last year's index finds as instrument
  double first_stage = 0;                    ///< of last year's index
};

struct Draw {
  Cells city_factor;  ///< [units], mean 0 and sd 1
  EconomyDraw economy;
  CityIndex index;
  Cells internet;   ///< users, as printed
  Cells digital;    ///< entropy index of internet, mobile phones and telecommunication per head
  Cells lowcarbon;  ///< 1 from the pilot's year on
  SlopeDraw slope;
  std::vector<std::size_t> frontier_cities;  ///< whose scores stand far above all others
  OutcomeDraw coor;
  std::map<std::string, Cells> mechanisms;  ///< as a study computes them from printed columns
  std::map<std::string, double> mechanism_slopes;  ///< true ones
  Cells green_app_n, green_grant_n;
  TechnologyDraw technology;
};

/// Cells of the samples of `PrintedSlopes::groups`.
std::map<std::string, std::vector<char>> samples(const Design& design, const Draw& draw);

/// A function of the seed, the replicate and the design alone.
Draw draw(const Design& design, std::uint64_t replicate);

/// Loads of the dimensions, least score and largest city level, by which the winsorised moments of
/// replicate 0 come near to the printed ones.
void calibrate(Design& design);

/// Steps of draw(); the first makes all that the outcome depends on.
Draw draw_regressors(const Design& design, std::uint64_t replicate);
EconomyDraw draw_economy(const Design& design, const Cells& factor, std::uint64_t replicate);
CityIndex draw_index(const Design& design,
                     const EconomyDraw& economy,
                     const Cells& factor,
                     std::uint64_t replicate);
SlopeDraw draw_slope(const Design& design, const Draw& draw);
/// Cities that hold the frontier. Of the tenth with the largest output (whose concentrations per
/// unit of output can be as low as the frontier's) those whose index moves least: what the study
/// winsorises in them is lost to its estimates.
std::vector<std::size_t> choose_frontier(const Design& design, const Draw& draw);
OutcomeDraw draw_coor(const Design& design, const Draw& draw, std::uint64_t replicate);
/// Energy, green patents, and the inputs that give the scores.
void draw_mechanisms(const Design& design, Draw& draw, std::uint64_t replicate);
void draw_technology(const Design& design, Draw& draw, std::uint64_t replicate);

/// Index and controls: the regressors of every equation.
std::vector<Cells> regressors(const Draw& draw);

}  // namespace yugong::simulate::city_panel
