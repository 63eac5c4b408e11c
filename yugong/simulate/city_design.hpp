#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "yugong/simulate/calibrate.hpp"
#include "yugong/simulate/city_names.hpp"
#include "yugong/simulate/city_panel.hpp"
#include "yugong/simulate/grid.hpp"
#include "yugong/simulate/indicators.hpp"
#include "yugong/simulate/inverse_sbm.hpp"

/// What does not depend on the draw of a city panel: the printed numbers, and the shapes solved
/// from them.
namespace yugong::simulate::city_panel {

inline constexpr double kWinsor = 0.01;  ///< the study winsorises every variable at 1 and 99 %

/// Table 3 of the study: after winsorising.
struct Printed {
  Moments coor = {0.063, 0.046, 0.021, 0.331};
  Moments nqp = {0.077, 0.045, 0.024, 0.260};
  Moments nql = {0.124, 0.104, 0.029, 0.518};
  Moments nqo = {0.068, 0.038, 0.027, 0.227};
  Moments nqm = {0.067, 0.049, 0.012, 0.322};
  Moments econ = {10.81, 0.551, 9.553, 12.02};
  Moments gov = {0.191, 0.087, 0.077, 0.573};
  Moments fdi = {0.016, 0.016, 0.0, 0.069};
  Moments finan = {2.596, 1.185, 1.027, 6.905};
  Moments lnpd = {5.875, 0.807, 3.439, 7.483};
};

/// A slope of the index on a mechanism and its printed standard error: table 5.
struct Mechanism {
  double slope, std_error;
};

/// Tables 4-7.
struct PrintedSlopes {
  double instruments = 0.198, fixed_effects = 0.563;
  std::vector<double> controls = {0.009, -0.057, -0.158, -0.006, 0.010};
  Mechanism energy1 = {-1.583, 0.351}, energy2 = {-4.665, 0.439};
  Mechanism green_app = {3.030, 0.734}, green_grant = {4.330, 0.865};
  Mechanism dfi = {1.389, 0.127};
  /// Printed slopes: of the index in the samples of tables 4, 6 and 7, and of each dimension in its
  /// place (table 4).
  std::map<std::string, double> groups = {{"baseline", 0.563},
                                          {"nql", 0.187},
                                          {"nqo", -0.003},
                                          {"nqm", 0.704},
                                          {"without_municipalities", 0.629},
                                          {"low", 0.009},
                                          {"high", 0.341},
                                          {"capitals", 0.063},
                                          {"ordinary", 0.379},
                                          {"resource_based", 0.046},
                                          {"other", 0.687},
                                          {"dual_high", 0.428},
                                          {"dual_low", -0.004},
                                          {"digital_driven", 0.503},
                                          {"pressure_induced", -0.114}};
};

inline const std::vector<std::string>& control_names() {
  static const std::vector<std::string> names = {"Econ", "Gov", "FDI", "Finan", "lnpd"};
  return names;
}

inline const std::vector<std::string>& dimension_names() {
  static const std::vector<std::string> names = {"nql", "nqo", "nqm"};
  return names;
}

/// The 15 indicators in the order of ratios().
const std::vector<IndicatorShape>& indicator_shapes();
/// 0 labourers, 1 objects of labour, 2 means of labour.
const std::vector<std::size_t>& indicator_dimensions();

inline constexpr std::size_t kDigitalFinance = 14;  ///< drawn as a mechanism, see city_panel.md
inline constexpr std::size_t kExtremes = 3;         ///< super-efficient cells
inline constexpr double kBest = 1.08;               ///< highest score

struct Design : Grid {
  Options options;
  std::vector<City> cities;
  Printed printed;
  PrintedSlopes slopes;
  std::vector<std::vector<double>> indicators;  ///< [15], sorted min-max values
  std::vector<std::vector<double>> controls;    ///< [5], sorted, in the order of control_names()
  std::vector<Extreme> extremes;
  std::array<double, 3> loads = {0.6, 0.6, 0.6};  ///< of the shared factors, by dimension
  double coor_least = 0.015, coor_most = 0.3;     ///< least score, largest city level
};

/// Errors: YG3401 (years), YG3402 (no shape has the printed moments).
Design design(const Options& options);

}  // namespace yugong::simulate::city_panel
