#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yugong/simulate/basin.hpp"
#include "yugong/simulate/calibrate.hpp"
#include "yugong/simulate/grid.hpp"
#include "yugong/simulate/inverse_sbm.hpp"
#include "yugong/simulate/yellow_river.hpp"

/// What does not depend on the draw: the printed numbers, and the shapes solved from them.
namespace yugong::simulate {

/// Table 3 of the study.
struct Printed {
  Moments cee = {0.457, 0.182, 0.128, 1.073};
  Moments nqp = {0.168, 0.103, 0.043, 0.678};
  Moments er = {0.036, 0.018, 0.0, 0.148};
  Moments open = {0.064, 0.122, 0.001, 1.222};
  Moments gov = {0.211, 0.089, 0.070, 0.541};
  Moments pop = {5.510, 0.677, 3.766, 6.731};
  Moments inf = {6.218, 0.882, 3.738, 8.143};
  Moments uis = {0.913, 0.487, 0.152, 3.525};
  Moments gt = {168.939, 213.889, 2, 1444};
};

/// Tables 4, 6 and 8: slopes that are true here. The paper does not print the slopes of its
/// controls; ours are plausible.
struct Slopes003 {
  double cee = 0.230, cee_error = 0.230 / 2.003;
  double upper = 3.608, middle = 0.414, lower = -0.210;
  double uis = 0.776, uis_error = 0.776 / 2.605;
  double gt = 1393.573, gt_error = 1393.573 / 13.045;
  std::vector<double> controls = {0.10, 0.05, 0.60, -0.35, 0.03};  ///< OPEN, POP, ER, GOV, INF
  double dynamic = 0.192;  ///< of NQP, with persistence (0.809 in table 5)
};

inline const std::vector<std::string>& control_names() {
  static const std::vector<std::string> names = {"OPEN", "POP", "ER", "GOV", "INF"};
  return names;
}

inline constexpr std::size_t kExtremes = 3;  ///< super-efficient cells

struct Design : Grid {
  Options options;
  std::vector<City> cities;
  Printed printed;
  Slopes003 slopes;
  std::vector<std::vector<double>> indicators;  ///< [15], sorted min-max values
  std::vector<std::vector<double>>
      controls;  ///< [5], sorted values in the order of control_names()
  std::vector<Extreme> extremes;
};

/// Errors: YG3401 (years), YG3402 (no shape has the printed moments).
Design design(const Options& options);

}  // namespace yugong::simulate
