#pragma once

#include <span>
#include <vector>

#include "yugong/base/executor.hpp"

/// Kernels of the objective weights: columns in, weights out; no options, no panel, no messages.
/// `Columns` are indicators x rows: columns[j][i] is row i of indicator j, nothing missing, no
/// column constant.
namespace yugong::index {

using Columns = std::vector<std::vector<double>>;

/// (x - min)/(max - min), or (max - x)/(max - min) where positive[j] is false, plus the shift: in
/// [shift, 1 + shift].
Columns min_max(const Columns& x,
                const std::vector<bool>& positive,
                double shift,
                const Executor& executor);

struct Entropy {
  std::vector<double> entropy;     ///< e_j in [0, 1]
  std::vector<double> redundancy;  ///< d_j = 1 - e_j
  std::vector<double> weight;      ///< d_j / sum d
};

/// Entropy weights of non-negative columns of at least two rows (eq. 3-6): P = z / sum z, e = -sum
/// P ln P / ln n; P = 0 adds 0.
Entropy entropy_weights(const Columns& z, const Executor& executor);

/// CRITIC: sd(z_j) sum_k (1 - r_jk), divided by its sum. All zero when every pair of columns is
/// perfectly correlated.
std::vector<double> critic_weights(const Columns& z, const Executor& executor);

/// Coefficients of variation sd / |mean| (divisor n - 1), divided by their sum; infinite where a
/// mean is zero.
std::vector<double> variation_weights(const Columns& x, const Executor& executor);

/// sum_j w_j z_ij for each row.
std::vector<double> weighted_sum(const Columns& z,
                                 std::span<const double> weight,
                                 const Executor& executor);

/// Closeness to the ideal, D- / (D+ + D-), of weighted min-max values without shift (so that best =
/// w_j, worst = 0).
std::vector<double> closeness(const Columns& z,
                              std::span<const double> weight,
                              const Executor& executor);

/// Correlation matrix, by rows [columns x columns]; the diagonal is exactly one.
std::vector<std::vector<double>> correlation(const Columns& x, const Executor& executor);

}  // namespace yugong::index
