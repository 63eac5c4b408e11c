#include "yugong/simulate/design.hpp"

#include "yugong/base/error.hpp"

namespace yugong::simulate {
namespace {

// Sorted min-max values of the 15 indicators. Divergences are proportional to the weights wished
// for; 0.55 in all fits the printed spread of the index. Indicators of little weight take the shape
// nearest to theirs, then the means of the others are scaled so that the index has its printed
// mean.
std::vector<std::vector<double>> indicator_values(std::size_t cells, double index_mean) {
  constexpr double kHeavy = 0.02, kDivergence = 0.55;
  const auto& shapes = indicator_shapes();
  double weights = 0;
  for (const IndicatorShape& s : shapes) weights += s.weight;
  const auto target = [&](std::size_t j) { return kDivergence * shapes[j].weight / weights; };
  const auto light = [&](std::size_t j) { return shapes[j].weight / weights <= kHeavy; };
  std::vector<std::vector<double>> values(shapes.size());
  double all = 0, light_part = 0, heavy_part = 0;
  for (std::size_t j = 0; j < shapes.size(); ++j) {
    if (light(j)) {
      values[j] = with_divergence(cells, shapes[j].mean, target(j), kShift);
      const double achieved = divergence(values[j], kShift);
      all += achieved;
      light_part += achieved * (moments_of(values[j]).mean + kShift);
    } else {
      all += target(j);
      heavy_part += target(j) * (shapes[j].mean + kShift);
    }
  }
  const double scale = (index_mean * all - light_part) / heavy_part;
  for (std::size_t j = 0; j < shapes.size(); ++j)
    if (!light(j)) values[j] = with_divergence(cells, shapes[j].mean * scale, target(j), kShift);
  return values;
}

}  // namespace

Design design(const Options& options) {
  if (options.last_year - options.first_year < 3)
    throw Error{error("YG3401",
                      {"a simulated panel needs at least four years, first_year before last_year",
                       "模拟面板至少需要四个年份，且 first_year 早于 last_year"},
                      {"for example first_year = 2010, last_year = 2023",
                       "例如 first_year = 2010，last_year = 2023"})};
  Design d;
  d.options = options;
  d.units = static_cast<std::size_t>(options.cities);
  d.periods = static_cast<std::size_t>(options.last_year - options.first_year + 1);
  d.cities = basin_cities(d.units);
  d.indicators = indicator_values(d.cells(), d.printed.nqp.mean);
  const Printed& p = d.printed;
  for (const Moments& m : {p.open, p.pop, p.er, p.gov, p.inf})
    d.controls.push_back(with_moments(d.cells(), m));
  d.extremes = extreme_points(kExtremes, p.cee.max);
  return d;
}

}  // namespace yugong::simulate
