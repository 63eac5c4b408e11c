#include "yugong/simulate/indicators.hpp"

#include <algorithm>

#include "yugong/simulate/calibrate.hpp"

namespace yugong::simulate {

void entropy_index(const std::vector<IndicatorShape>& shapes, IndexDraw& index) {
  std::vector<std::vector<double>> z = index.raw;
  double redundancy = 0;
  index.weights.assign(z.size(), 0.0);
  for (std::size_t j = 0; j < z.size(); ++j) {
    const auto [low, high] = std::minmax_element(index.raw[j].begin(), index.raw[j].end());
    for (double& v : z[j])
      v = shapes[j].positive ? (v - *low) / (*high - *low) : (*high - v) / (*high - *low);
    index.weights[j] = divergence(z[j], kShift);
    redundancy += index.weights[j];
  }
  index.score.assign(z.front().size(), 0.0);
  for (std::size_t j = 0; j < z.size(); ++j) {
    index.weights[j] /= redundancy;
    for (std::size_t i = 0; i < index.score.size(); ++i)
      index.score[i] += index.weights[j] * (z[j][i] + kShift);
  }
}

std::vector<std::vector<double>> indicator_values(const std::vector<IndicatorShape>& shapes,
                                                  std::size_t cells,
                                                  const std::vector<std::size_t>& dimension,
                                                  const std::vector<double>& level,
                                                  double divergence,
                                                  double light) {
  double weights = 0;
  for (const IndicatorShape& s : shapes) weights += s.weight;
  const auto target = [&](std::size_t j) { return divergence * shapes[j].weight / weights; };
  const auto is_light = [&](std::size_t j) { return shapes[j].weight / weights <= light; };
  std::vector<std::vector<double>> values(shapes.size());
  std::vector<double> all(level.size(), 0.0), light_part(level.size(), 0.0),
      heavy_part(level.size(), 0.0);
  for (std::size_t j = 0; j < shapes.size(); ++j) {
    const std::size_t d = dimension[j];
    if (is_light(j)) {
      values[j] = with_divergence(cells, shapes[j].mean, target(j), kShift);
      const double achieved = simulate::divergence(values[j], kShift);
      all[d] += achieved;
      light_part[d] += achieved * (moments_of(values[j]).mean + kShift);
    } else {
      all[d] += target(j);
      heavy_part[d] += target(j) * (shapes[j].mean + kShift);
    }
  }
  for (std::size_t j = 0; j < shapes.size(); ++j) {
    if (is_light(j)) continue;
    const std::size_t d = dimension[j];
    const double scale = (level[d] * all[d] - light_part[d]) / heavy_part[d];
    values[j] = with_divergence(cells, shapes[j].mean * scale, target(j), kShift);
  }
  return values;
}

}  // namespace yugong::simulate
