#pragma once

#include <string>
#include <vector>

/// Indicators of a composite index and the index by the entropy method, as index/composite defines
/// it.
namespace yugong::simulate {

inline constexpr double kShift = 1e-4;  ///< of the entropy method

/// An indicator as it is to be drawn.
struct IndicatorShape {
  std::string name;
  bool positive;
  double weight;     ///< wished for
  double mean;       ///< of the min-max value
  double trend;      ///< over the years, in standard deviations of the score
  double noise;      ///< share of the yearly part in the score
  double low, high;  ///< of the raw column
};

/// The index and what is behind it.
struct IndexDraw {
  std::vector<std::vector<double>> raw;  ///< [indicator][cell], rounded as printed
  std::vector<double> weights;           ///< entropy weights of the rounded indicators
  std::vector<double> score;
};

/// Weights and score from `raw`: min-max over all cells, pooled entropy weights, shift kShift.
void entropy_index(const std::vector<IndicatorShape>& shapes, IndexDraw& index);

/// Sorted min-max values [indicator][cell] whose divergences are proportional to the weights wished
/// for and add up to about `divergence`. `level` is the mean of the index over the indicators of
/// one dimension; `dimension[j]` says which one indicator j belongs to. Indicators of little weight
/// (`light` or less) take the shape nearest to theirs, then the means of the others are scaled so
/// that every dimension has its level.
std::vector<std::vector<double>> indicator_values(const std::vector<IndicatorShape>& shapes,
                                                  std::size_t cells,
                                                  const std::vector<std::size_t>& dimension,
                                                  const std::vector<double>& level,
                                                  double divergence,
                                                  double light);

}  // namespace yugong::simulate
