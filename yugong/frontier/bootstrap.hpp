#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/base/column.hpp"
#include "yugong/base/executor.hpp"
#include "yugong/frontier/radial_scores.hpp"

/// How far radial scores are from those of the true frontier (kernel; knows no panel and no
/// options).
///
/// Everything is in delta = 1/theta (input orientation) or phi (output), at least one for members.
/// The estimate d_k of unit k is too low, because the observed frontier lies inside the true one;
/// a bootstrap repeats the estimation on pseudo-samples and sees by how much: d*_k - d_k mimics
/// d_k - delta_k.
///
/// Smoothed homogeneous bootstrap (Simar and Wilson 1998). F = {d_i} and {2 - d_i}, n members. Each
/// replicate draws b_i from F; b'_i = m + (b_i + h e_i - m) / sqrt(1 + h^2 / var F), m the mean of
/// the drawn b; b'_i < 1 is reflected to 2 - b'_i; member i is moved along its ray to b'_i times
/// its frontier amount. Bandwidth h: over the 2 q values of F that belong to members with d > 1 +
/// 1e-6, h0 = 0.9 min(sd, IQR / 1.349) (2q)^(-1/5) and h = h0 (2q / n)^(1/5) sd(d) / sd(those
/// values). It supposes that inefficiency is spread alike over all members.
///
/// Subsampling (Kneip, Simar and Wilson 2008; Simar and Wilson 2011). Each replicate measures
/// against m of the n members, drawn without replacement; the error then shrinks as m^-k, k = 2 /
/// (p + q) under constant returns and 2 / (p + q + 1) otherwise, p inputs and bads, q goods, so
/// that (m / n)^k (d*_k - d_k) mimics d_k - delta_k. No homogeneity is supposed.
///
/// bias = mean of what mimics; corrected = d - bias; the interval takes its quantiles (type 7) from
/// d.
namespace yugong::frontier {

enum class Resampling : std::uint8_t { sw1998, subsample };

/// Draws that are given, not made: replicate r, member i at r * members + i.
struct GivenDraws {
  std::size_t reps = 0;
  std::span<const std::uint32_t> pick;  ///< 0..2n-1: position in (d_1..d_n, 2 - d_1..2 - d_n)
  std::span<const double> noise;        ///< e
};

struct BootstrapSettings {
  Orientation orientation = Orientation::input;
  Resampling method = Resampling::sw1998;
  std::size_t reps = 2000;
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;  ///< number of the reference set: sets never share draws
  double alpha = 0.05;
  double bandwidth = missing;  ///< h; missing: by the rule above
  std::size_t size = 0;        ///< m; 0: n^0.7
  const GivenDraws* given = nullptr;
};

/// One entry per evaluated unit, in terms of delta.
struct Bootstrapped {
  std::vector<double> delta;           ///< NaN where the program has no solution: so are the others
  std::vector<double> bias;            ///< below zero when the estimate is too low
  std::vector<double> sd;              ///< divisor B - 1
  std::vector<double> corrected;       ///< delta - bias
  std::vector<double> low, high;       ///< interval of the true delta
  std::vector<std::uint8_t> keep;      ///< sd^2 < bias^2 / 3: correcting does not add noise
  std::vector<std::uint32_t> counted;  ///< replicates with a score (a subsample may give none)
  double bandwidth = missing;
  std::size_t size = 0;   ///< members drawn in each replicate
  double rate = missing;  ///< k of subsampling
  RadialCounts counts;
};

/// Bootstraps the units evaluated against one reference set. Replicates are the parallel loop, and
/// replicate r has draws of its own: bit-identical for any number of workers. Draw i belongs to the
/// i-th member. Throws Error: YG3350 fewer than two members are inefficient, so that there is no
/// bandwidth; YG3351 a subsample that is no part of the members.
Bootstrapped bootstrap(const Technology& technology,
                       const Reference& reference,
                       const BootstrapSettings& settings,
                       const Executor& executor);

/// Whether returns are constant (Simar and Wilson 2002): the ratio of the sums of the scores under
/// constant and under variable returns, against its distribution in smoothed pseudo-samples made
/// under constant returns.
struct ReturnsTest {
  double statistic = missing;  ///< at most one; small speaks against constant returns
  double p_value = missing;    ///< share of replicates with a statistic not above it
  std::size_t counted = 0;     ///< replicates with a statistic
};

/// The members of one reference set; `settings` of sw1998. Throws as bootstrap().
ReturnsTest returns_test(const Technology& technology,
                         const Reference& reference,
                         const BootstrapSettings& settings,
                         const Executor& executor);

/// h of the rule above.
double silverman_bandwidth(std::span<const double> delta);

/// The quantile of type 7 (linear between order statistics); reorders `values`, not empty.
double quantile_in_place(std::span<double> values, double probability);

}  // namespace yugong::frontier
