#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "yugong/frontier/evaluate.hpp"
#include "yugong/frontier/simulated_technology.hpp"

/// Models and small technologies for tests of the efficiency models.
namespace yugong::frontier::cases {

/// Rows are units, columns inputs, goods, bads.
inline Technology technology_of(std::vector<Side> side,
                                const std::vector<std::vector<double>>& units,
                                Returns returns = Returns::crs) {
  Technology t;
  t.side = std::move(side);
  t.units = units.size();
  t.returns = returns;
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (const auto& unit : units) t.value.push_back(unit[v]);
  return t;
}

inline Reference pooled(const Technology& t) {
  Reference r;
  r.members.resize(t.units);
  std::iota(r.members.begin(), r.members.end(), 0u);
  r.evaluated = r.members;
  return r;
}

inline Model radial(Orientation orientation) {
  Model m;
  m.measure = Measure::radial;
  m.orientation = orientation;
  return m;
}

/// The own amounts of the sides named ("xyb") as direction.
inline std::vector<double> own_direction(const Technology& t, const std::string& sides) {
  std::vector<double> g(t.value.size(), 0.0);
  for (std::size_t v = 0; v < t.variables(); ++v)
    if (sides.find("xyb"[static_cast<std::size_t>(t.side[v])]) != std::string::npos)
      for (std::size_t j = 0; j < t.units; ++j) g[v * t.units + j] = t.at(v, j);
  return g;
}

inline Model directional(const Technology& t, const std::string& sides, Disposal disposal) {
  Model m;
  m.measure = Measure::directional;
  m.disposal = disposal;
  m.direction = own_direction(t, sides);
  return m;
}

inline Model weighted(const Technology& t, Measure measure) {
  Model m;
  m.measure = measure;
  m.weight = equal_weights(t, true);
  const std::vector<double> others = equal_weights(t, false);
  for (std::size_t v = 0; v < m.weight.size(); ++v) m.weight[v] += others[v];
  if (measure == Measure::nonradial) m.direction = own_direction(t, "xyb");
  return m;
}

inline std::vector<double> scores(const Technology& t, const Model& m) {
  std::vector<double> s;
  for (const Solved& one : evaluate(t, pooled(t), m, Executor::serial())) s.push_back(one.score);
  return s;
}

/// Every model, on data with bads.
inline std::vector<Model> every_model(const Technology& t) {
  std::vector<Model> models;
  for (const Disposal disposal : {Disposal::strong, Disposal::equality, Disposal::kuosmanen}) {
    for (const bool super : {false, true}) {
      for (const Orientation o : {Orientation::input, Orientation::output}) {
        models.push_back(radial(o));
        models.back().disposal = disposal;
        models.back().super = super;
      }
      models.push_back(directional(t, "yb", disposal));
      models.back().super = super;
    }
    models.push_back(weighted(t, Measure::nonradial));
    models.back().disposal = disposal;
    for (const Orientation o : {Orientation::none, Orientation::input, Orientation::output}) {
      models.push_back(weighted(t, Measure::ebm));
      models.back().disposal = disposal;
      models.back().orientation = o;
      models.back().epsilon_input = 0.4;
      models.back().epsilon_good = 0.3;
      models.back().epsilon_bad = 0.2;
    }
    models.push_back(weighted(t, Measure::additive));
  }
  return models;
}

}  // namespace yugong::frontier::cases
