#include "yugong/frontier/truncated_stage.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>

#include "yugong/base/random.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::frontier {

namespace {

constexpr double one[] = {1.0};       // the truncation point
constexpr double inefficient = 1e-9;  // delta above one by more
constexpr std::size_t replicates_per_block = 8;

/// What a draw is for: streams of the same replicate.
enum class Use : std::uint64_t { regression = 1, bias = 2 };

StageData above_one(const StageData& data) {
  StageData kept;
  kept.p = data.p;
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < data.rows(); ++i)
    if (data.delta[i] > 1 + inefficient) rows.push_back(i);
  for (const std::size_t i : rows) kept.delta.push_back(data.delta[i]);
  for (std::size_t c = 0; c < data.p; ++c)
    for (const std::size_t i : rows) kept.z.push_back(data.z[c * data.rows() + i]);
  return kept;
}

std::vector<double> index_of(const StageData& data, std::span<const double> beta) {
  std::vector<double> index(data.rows(), 0.0);
  for (std::size_t c = 0; c < data.p; ++c)
    for (std::size_t i = 0; i < data.rows(); ++i) index[i] += data.z[c * data.rows() + i] * beta[c];
  return index;
}

/// index + e above one: e is the upper tail drawn by inversion, exact however far out it lies.
double draw_above_one(double index, double sigma, double uniform) {
  const double tail = numeric::normal_cdf((index - 1) / sigma);
  const double e = -sigma * numeric::normal_quantile(uniform * tail);
  return std::max(index + e, std::nextafter(1.0, 2.0));
}

numeric::LimitedSample sample_of(const StageData& data, std::span<const double> y) {
  numeric::LimitedSample sample;
  sample.y = y;
  sample.x = data.z;
  sample.p = data.p;
  sample.lower = one;
  return sample;
}

}  // namespace

StageFit fit_stage(const StageData& data) {
  const StageData kept = above_one(data);
  StageFit result;
  result.beta.assign(data.p, 0.0);
  numeric::LimitedWorkspace workspace;
  result.fit = numeric::fit_limited(numeric::LimitKind::truncated,
                                    sample_of(kept, kept.delta),
                                    result.beta,
                                    result.sigma,
                                    workspace);
  return result;
}

std::vector<double> redraw_stage(const StageData& data,
                                 const StageFit& fit,
                                 std::size_t reps,
                                 std::uint64_t seed,
                                 const Executor& executor) {
  const StageData kept = above_one(data);
  const std::vector<double> index = index_of(kept, fit.beta);
  const std::size_t width = data.p + 1;
  std::vector<double> all(reps * width, missing);
  executor.spread(
      reps,
      replicates_per_block,
      [&](std::size_t begin, std::size_t end) {
        numeric::LimitedWorkspace workspace;
        std::vector<double> y(kept.rows()), beta(data.p);
        for (std::size_t r = begin; r < end; ++r) {
          const Random random(
              seed, Purpose::bootstrap, r, static_cast<std::uint64_t>(Use::regression));
          for (std::size_t i = 0; i < y.size(); ++i)
            y[i] = draw_above_one(index[i], fit.sigma, random.uniform(i));
          beta = fit.beta;
          double sigma = fit.sigma;
          const numeric::LimitedFit drawn = numeric::fit_limited(
              numeric::LimitKind::truncated, sample_of(kept, y), beta, sigma, workspace);
          if (drawn.status != numeric::LimitedStatus::converged) continue;
          std::copy(beta.begin(), beta.end(), &all[r * width]);
          all[r * width + data.p] = sigma;
        }
      },
      [&](std::size_t begin, std::size_t end) {
        return std::string(reinterpret_cast<const char*>(&all[begin * width]),
                           (end - begin) * width * sizeof(double));
      },
      [&](std::size_t begin, std::size_t, std::string_view bytes) {
        std::memcpy(&all[begin * width], bytes.data(), bytes.size());
      });
  return all;
}

std::vector<double> pseudo_means(const Technology& technology,
                                 std::span<const std::uint32_t> unit,
                                 const StageData& data,
                                 const StageFit& fit,
                                 Orientation orientation,
                                 std::size_t reps,
                                 std::uint64_t seed,
                                 const Executor& executor) {
  const std::size_t n = unit.size();
  const bool input = orientation == Orientation::input;
  const std::vector<double> index = index_of(data, fit.beta);
  Technology part = technology;
  part.units = n;
  part.value.resize(technology.variables() * n);
  for (std::size_t v = 0; v < technology.variables(); ++v)
    for (std::size_t i = 0; i < n; ++i) part.value[v * n + i] = technology.at(v, unit[i]);
  const RadialPoints points(part, orientation);
  std::vector<std::uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0u);
  std::vector<double> measured(reps * n);
  executor.spread(
      reps,
      replicates_per_block,
      [&](std::size_t begin, std::size_t end) {
        RadialScorer scorer(points);
        std::vector<double> drawn(n), stretch(n);
        std::vector<std::uint32_t> promising;
        for (std::size_t r = begin; r < end; ++r) {
          const Random random(seed, Purpose::bootstrap, r, static_cast<std::uint64_t>(Use::bias));
          for (std::size_t i = 0; i < n; ++i) {
            const std::size_t row = unit[i];
            drawn[i] = draw_above_one(index[row], fit.sigma, random.uniform(row));
            stretch[i] = input ? drawn[i] / data.delta[row] : data.delta[row] / drawn[i];
          }
          promising = all;
          const std::size_t kept = std::min(n, 64 + n / 16);
          std::nth_element(promising.begin(),
                           promising.begin() + static_cast<std::ptrdiff_t>(kept),
                           promising.end(),
                           [&](std::uint32_t a, std::uint32_t b) {
                             return drawn[a] != drawn[b] ? drawn[a] < drawn[b] : a < b;
                           });
          promising.resize(kept);
          const std::span<double> row{&measured[r * n], n};
          scorer.score(all, stretch, promising, row);
          if (input)
            for (double& d : row) d = 1 / d;
        }
      },
      [&](std::size_t begin, std::size_t end) {
        return std::string(reinterpret_cast<const char*>(&measured[begin * n]),
                           (end - begin) * n * sizeof(double));
      },
      [&](std::size_t begin, std::size_t, std::string_view bytes) {
        std::memcpy(&measured[begin * n], bytes.data(), bytes.size());
      });
  std::vector<double> mean(n, 0.0);
  for (std::size_t r = 0; r < reps; ++r)
    for (std::size_t i = 0; i < n; ++i) mean[i] += measured[r * n + i];
  for (double& m : mean) m /= static_cast<double>(reps);
  return mean;
}

}  // namespace yugong::frontier
