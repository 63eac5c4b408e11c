#include "yugong/simulate/city_design.hpp"

#include "yugong/base/error.hpp"
#include "yugong/simulate/city_draw.hpp"

namespace yugong::simulate::city_panel {

const std::vector<IndicatorShape>& indicator_shapes() {
  // Weights of table 2. Name, direction, weight, mean of the min-max value, trend, share of the
  // yearly part, range of the indicator.
  static const std::vector<IndicatorShape> all = {
      {"students_pc", true, 0.083, 0.10, 0.05, 0.34, 5, 1300},
      {"it_share", true, 0.056, 0.13, 0.10, 0.34, 0.2, 14},
      {"wage", true, 0.018, 0.22, 0.9, 0.34, 30000, 180000},
      {"robots", true, 0.137, 0.03, 0.5, 0.34, 0.5, 320},
      {"postal_gdp", true, 0.086, 0.05, 0.5, 0.34, 0.0008, 0.05},
      {"telecom_gdp", true, 0.046, 0.11, 0.2, 0.34, 0.004, 0.09},
      {"sci_share", true, 0.083, 0.07, 0.15, 0.34, 0.001, 0.12},
      {"green_cover", true, 0.002, 0.55, 0.2, 0.34, 20, 55},
      {"waste_rate", true, 0.003, 0.84, 0.5, 0.34, 40, 100},
      {"so2_gdp", false, 0.001, 0.90, 0.8, 0.34, 0.00001, 0.02},
      {"books", true, 0.173, 0.035, 0.25, 0.34, 10, 8000},
      {"broadband_pc", true, 0.036, 0.20, 1.0, 0.34, 0.05, 1.3},
      {"mobile_pc", true, 0.012, 0.22, 0.8, 0.34, 0.3, 3.2},
      {"ai_firms", true, 0.244, 0.03, 0.5, 0.34, 0, 9000},
      {"dfi_index", true, 0.021, 0.45, 2.8, 0.1, 20, 360},
  };
  return all;
}

const std::vector<std::size_t>& indicator_dimensions() {
  static const std::vector<std::size_t> all = {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2};
  return all;
}

Design design(const Options& options) {
  if (options.last_year - options.first_year < 3)
    throw Error{error("YG3401",
                      {"a simulated panel needs at least four years, first_year before last_year",
                       "模拟面板至少需要四个年份，且 first_year 早于 last_year"},
                      {"for example first_year = 2011, last_year = 2022",
                       "例如 first_year = 2011，last_year = 2022"})};
  Design d;
  d.options = options;
  d.seed = options.seed;
  d.units = static_cast<std::size_t>(options.cities);
  const int years = options.last_year - options.first_year + 1;
  d.periods = static_cast<std::size_t>(years);
  d.cities = cities(d.units);
  // A little above the printed means, which winsorising lowers; divergences that add up to 0.68 fit
  // the printed spread.
  d.indicators = indicator_values(
      indicator_shapes(), d.cells(), indicator_dimensions(), {0.1254, 0.0686, 0.0716}, 0.68, 0.01);
  const Printed& p = d.printed;
  const auto sorted = [&d](const Moments& m, double below, double above) {
    return with_winsorised_moments(d.cells(), m, kWinsor, below, above);
  };
  d.controls = {sorted(p.econ, 0.04, 0.05),
                sorted(p.gov, 0.05, 0.25),
                sorted(p.fdi, 0, 0.25),
                sorted(p.finan, 0.05, 0.25),
                sorted(p.lnpd, 0.02, 0.06)};
  d.extremes = extreme_points(kExtremes, kBest, 2);
  calibrate(d);
  return d;
}

}  // namespace yugong::simulate::city_panel
