#include "yugong/simulate/truth_values.hpp"

#include <algorithm>

namespace yugong::simulate {

Value table_of(const std::vector<std::pair<std::string, Value>>& members) {
  Value v = Value::table();
  for (const auto& [key, value] : members) v.set(key, value);
  return v;
}

Value moments_value(const Moments& m) {
  return table_of({{"mean", Value::of(m.mean)},
                   {"sd", Value::of(m.sd)},
                   {"min", Value::of(m.min)},
                   {"max", Value::of(m.max)}});
}

Value technology_value(const TechnologyDraw& technology,
                       const std::vector<Extreme>& extreme_points) {
  Value extremes = Value::array();
  for (const Extreme& e : extreme_points)
    extremes.items.push_back(table_of({{"inputs", Value::of(e.input)},
                                       {"bad", Value::of(e.bad)},
                                       {"score", Value::of(e.score)}}));
  const auto& role = technology.assigned.role;
  const auto frontier = std::count_if(role.begin(), role.end(), [](int r) { return r >= 0; });
  const Ray& ray = technology.ray;
  Value ray_value = table_of({{"capital", Value::of(ray.capital)},
                              {"labour", Value::of(ray.labour)},
                              {"energy", Value::of(ray.energy)},
                              {"co2", Value::of(ray.bads[0])}});
  if (ray.bads.size() > 1) ray_value.set("pm25", Value::of(ray.bads[1]));
  return table_of(
      {{"returns", Value::of("crs")},
       {"frontier", Value::of("pooled")},
       {"frontier_cells", Value::of(static_cast<std::int64_t>(frontier))},
       {"lowered_cells", Value::of(static_cast<std::int64_t>(technology.assigned.capped))},
       {"ray", ray_value},
       {"extremes", extremes},
       {"depreciation", Value::of(kDepreciation)},
       {"initial_capital_over_investment", Value::of(kInitialRatio)}});
}

}  // namespace yugong::simulate
