#include "yugong/index/weighting.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/index/moments.hpp"

namespace yugong::index {

namespace {

// Rows that one block of a row-wise pass takes: a few tens of kilobytes of scores and columns.
constexpr std::size_t row_block = 1024;

/// One call per column; columns are the natural unit of work here.
template <class Body>
void for_columns(const Columns& columns, const Executor& executor, Body body) {
  executor.for_blocks(columns.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t j = begin; j < end; ++j) body(j);
  });
}

std::vector<double> divided_by_sum(std::vector<double> v) {
  const double total = sum(v);
  if (total != 0)
    for (double& x : v) x /= total;
  return v;
}

/// The column as deviations from its mean, divided by their length.
std::vector<double> unit_deviations(const std::vector<double>& x) {
  const double mean = moments(x).mean;
  std::vector<double> d(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) d[i] = x[i] - mean;
  const double length = std::sqrt(dot(d, d));
  for (double& v : d) v /= length;
  return d;
}

}  // namespace

Columns min_max(const Columns& x,
                const std::vector<bool>& positive,
                double shift,
                const Executor& executor) {
  Columns z(x.size());
  for_columns(x, executor, [&](std::size_t j) {
    const auto [low, high] = std::minmax_element(x[j].begin(), x[j].end());
    const double range = *high - *low;
    z[j].resize(x[j].size());
    for (std::size_t i = 0; i < x[j].size(); ++i)
      z[j][i] = (positive[j] ? x[j][i] - *low : *high - x[j][i]) / range + shift;
  });
  return z;
}

Entropy entropy_weights(const Columns& z, const Executor& executor) {
  Entropy out;
  out.entropy.resize(z.size());
  for_columns(z, executor, [&](std::size_t j) {
    const double total = sum(z[j]);
    Sum information;
    for (const double v : z[j]) {
      const double p = v / total;
      if (p > 0) information.add(p * std::log(p));
    }
    out.entropy[j] = -information.value() / std::log(static_cast<double>(z[j].size()));
  });
  out.redundancy.resize(z.size());
  for (std::size_t j = 0; j < z.size(); ++j) out.redundancy[j] = 1 - out.entropy[j];
  out.weight = divided_by_sum(out.redundancy);
  return out;
}

std::vector<double> critic_weights(const Columns& z, const Executor& executor) {
  if (z.size() == 1) return {1.0};
  const auto r = correlation(z, executor);
  std::vector<double> weight(z.size());
  for_columns(z, executor, [&](std::size_t j) {
    Sum conflict;
    for (std::size_t k = 0; k < z.size(); ++k)
      if (k != j) conflict.add(1 - r[j][k]);
    weight[j] = moments(z[j]).sd * conflict.value();
  });
  // Rounding leaves about 1e-16 where every correlation is one; such weights would be noise.
  if (sum(weight) < 1e-12 * static_cast<double>(z.size()))
    return std::vector<double>(z.size(), 0.0);
  return divided_by_sum(std::move(weight));
}

std::vector<double> variation_weights(const Columns& x, const Executor& executor) {
  std::vector<double> weight(x.size());
  for_columns(x, executor, [&](std::size_t j) {
    const Moments m = moments(x[j]);
    weight[j] = m.sd / std::abs(m.mean);
  });
  return divided_by_sum(std::move(weight));
}

std::vector<double> weighted_sum(const Columns& z,
                                 std::span<const double> weight,
                                 const Executor& executor) {
  std::vector<double> score(z.empty() ? 0 : z.front().size(), 0.0);
  executor.for_blocks(score.size(), row_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t j = 0; j < z.size(); ++j)
      for (std::size_t i = begin; i < end; ++i) score[i] += weight[j] * z[j][i];
  });
  return score;
}

std::vector<double> closeness(const Columns& z,
                              std::span<const double> weight,
                              const Executor& executor) {
  std::vector<double> score(z.empty() ? 0 : z.front().size());
  executor.for_blocks(score.size(), row_block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      double to_best = 0, to_worst = 0;
      for (std::size_t j = 0; j < z.size(); ++j) {
        const double gap = weight[j] * (1 - z[j][i]);
        const double gain = weight[j] * z[j][i];
        to_best += gap * gap;
        to_worst += gain * gain;
      }
      score[i] = std::sqrt(to_worst) / (std::sqrt(to_best) + std::sqrt(to_worst));
    }
  });
  return score;
}

std::vector<std::vector<double>> correlation(const Columns& x, const Executor& executor) {
  Columns deviations(x.size());
  for_columns(x, executor, [&](std::size_t j) { deviations[j] = unit_deviations(x[j]); });
  std::vector<std::vector<double>> r(x.size(), std::vector<double>(x.size(), 1.0));
  for_columns(x, executor, [&](std::size_t j) {
    for (std::size_t k = 0; k < j; ++k) {
      const double value = std::clamp(dot(deviations[j], deviations[k]), -1.0, 1.0);
      r[j][k] = value;
      r[k][j] = value;
    }
  });
  return r;
}

}  // namespace yugong::index
