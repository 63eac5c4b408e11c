#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/base/column.hpp"
#include "yugong/base/executor.hpp"
#include "yugong/frontier/radial_scores.hpp"
#include "yugong/numeric/limited.hpp"

/// The regression of Simar and Wilson (2007) and its draws (kernel; knows no panel and no options).
namespace yugong::frontier {

/// Inefficiencies and what may explain them.
struct StageData {
  std::vector<double> delta;  ///< [n]
  std::vector<double> z;      ///< [n x p] column after column, the constant among them
  std::size_t p = 0;

  std::size_t rows() const { return delta.size(); }
};

/// delta = z'b + e, truncated from below at one.
struct StageFit {
  numeric::LimitedFit fit;
  std::vector<double> beta;  ///< [p]
  double sigma = 0;
};

/// Maximum likelihood over the rows with delta > 1 + 1e-9.
StageFit fit_stage(const StageData& data);

/// Estimates from outcomes drawn from a fit: [reps x (p + 1)], beta then sigma; NaN in a replicate
/// without a maximum. Row i draws number i of its replicate.
std::vector<double> redraw_stage(const StageData& data,
                                 const StageFit& fit,
                                 std::size_t reps,
                                 std::uint64_t seed,
                                 const Executor& executor);

/// Means of delta measured against pseudo-samples: in each, unit i is moved along its ray so that
/// its inefficiency is z_i'b + e_i. One reference set: `unit` [n] are its members and the units
/// evaluated, rows of `technology` and of the data. NaN where a replicate has no score.
std::vector<double> pseudo_means(const Technology& technology,
                                 std::span<const std::uint32_t> unit,
                                 const StageData& data,
                                 const StageFit& fit,
                                 Orientation orientation,
                                 std::size_t reps,
                                 std::uint64_t seed,
                                 const Executor& executor);

}  // namespace yugong::frontier
