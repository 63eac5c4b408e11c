#include "yugong/simulate/design.hpp"

#include "yugong/base/error.hpp"

namespace yugong::simulate {
Design design(const Options& options) {
  if (options.last_year - options.first_year < 3)
    throw Error{error("YG3401",
                      {"a simulated panel needs at least four years, first_year before last_year",
                       "模拟面板至少需要四个年份，且 first_year 早于 last_year"},
                      {"for example first_year = 2010, last_year = 2023",
                       "例如 first_year = 2010，last_year = 2023"})};
  Design d;
  d.options = options;
  d.seed = options.seed;
  d.units = static_cast<std::size_t>(options.cities);
  d.periods = static_cast<std::size_t>(options.last_year) -
              static_cast<std::size_t>(options.first_year) + 1;
  d.cities = basin_cities(d.units);
  // Divergences that add up to 0.55 fit the printed spread of the index.
  const auto& shapes = indicator_shapes();
  d.indicators = indicator_values(shapes,
                                  d.cells(),
                                  std::vector<std::size_t>(shapes.size(), 0),
                                  {d.printed.nqp.mean},
                                  0.55,
                                  0.02);
  const Printed& p = d.printed;
  for (const Moments& m : {p.open, p.pop, p.er, p.gov, p.inf})
    d.controls.push_back(with_moments(d.cells(), m));
  d.extremes = extreme_points(kExtremes, p.cee.max);
  return d;
}

}  // namespace yugong::simulate
