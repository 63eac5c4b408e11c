#include "yugong/simulate/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "yugong/base/error.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::simulate {
namespace {

constexpr std::size_t kCoarse = 101;  // points of the cheap version that the grid search looks at

bool finite(const Pair& p) {
  return std::isfinite(p[0]) && std::isfinite(p[1]);
}

double squared_deviation(const Pair& f, const Pair& target) {
  const double a = (f[0] - target[0]) / target[0];
  const double b = (f[1] - target[1]) / target[1];
  return a * a + b * b;
}

Pair grid_start(const std::function<Pair(Pair)>& f, const Pair& target, const Box& box) {
  constexpr int kFirst = 25, kSecond = 39;
  Pair best = box.low;
  double best_error = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kFirst; ++i)
    for (int j = 0; j < kSecond; ++j) {
      const Pair x = {box.low[0] + (box.high[0] - box.low[0]) * i / (kFirst - 1),
                      box.low[1] + (box.high[1] - box.low[1]) * j / (kSecond - 1)};
      const Pair y = f(x);
      if (!finite(y)) continue;
      const double error = squared_deviation(y, target);
      if (error < best_error) {
        best_error = error;
        best = x;
      }
    }
  return best;
}

// One damped Newton step; false when no shorter step improves.
bool newton_step(const std::function<Pair(Pair)>& f, const Pair& target, Pair& x) {
  constexpr double kDelta = 1e-5;
  const Pair y = f(x);
  Pair column[2];
  for (std::size_t k = 0; k < 2; ++k) {
    Pair moved = x;
    moved[k] += kDelta;
    const Pair z = f(moved);
    column[k] = {(z[0] - y[0]) / kDelta, (z[1] - y[1]) / kDelta};
  }
  const double det = column[0][0] * column[1][1] - column[1][0] * column[0][1];
  const double r0 = y[0] - target[0], r1 = y[1] - target[1];
  const Pair step = {(r0 * column[1][1] - r1 * column[1][0]) / det,
                     (column[0][0] * r1 - column[0][1] * r0) / det};
  if (!finite(step)) return false;
  const double before = squared_deviation(y, target);
  for (double length = 1; length > 1e-6; length /= 2) {
    const Pair next = {x[0] - length * step[0], x[1] - length * step[1]};
    const Pair z = f(next);
    if (finite(z) && squared_deviation(z, target) < before) {
      x = next;
      return true;
    }
  }
  return false;
}

std::vector<double> scores(std::size_t count) {
  std::vector<double> q(count);
  for (std::size_t k = 0; k < count; ++k)
    q[k] = numeric::normal_quantile((static_cast<double>(k) + 0.5) / static_cast<double>(count));
  return q;
}

double mean_of(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

}  // namespace

Moments moments_of(std::span<const double> values) {
  Moments m;
  m.mean = mean_of(values);
  double squares = 0;
  for (const double v : values) squares += (v - m.mean) * (v - m.mean);
  m.sd = std::sqrt(squares / static_cast<double>(values.size() - 1));
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  m.min = *low;
  m.max = *high;
  return m;
}

Pair solve_pair(const std::function<Pair(Pair)>& coarse,
                const std::function<Pair(Pair)>& exact,
                Pair target,
                double* error,
                const Box& box) {
  Pair x = grid_start(coarse, target, box);
  for (int i = 0; i < 80; ++i) {
    const Pair y = exact(x);
    if (finite(y) && squared_deviation(y, target) < 1e-22) break;
    if (!newton_step(exact, target, x)) break;
  }
  if (error != nullptr) {
    const Pair y = exact(x);
    *error = finite(y) ? std::sqrt(squared_deviation(y, target))
                       : std::numeric_limits<double>::infinity();
  }
  return x;
}

std::vector<double> kumaraswamy(std::size_t count, double low, double high, Pair shape) {
  const double a = std::exp(shape[0]), b = std::exp(shape[1]);
  std::vector<double> z(count);
  for (std::size_t k = 0; k < count; ++k) {
    const double u = static_cast<double>(k) / static_cast<double>(count - 1);
    z[k] = low + (high - low) * std::pow(1 - std::pow(1 - u, 1 / b), 1 / a);
  }
  return z;
}

std::vector<double> with_moments(std::size_t count, const Moments& target) {
  return with_winsorised_moments(count, target, 0, 0, 0);
}

std::vector<double> with_winsorised_moments(
    std::size_t count, const Moments& target, double share, double below, double above) {
  // Numbers beyond each quantile; the quantile itself is attained twice, whatever its definition.
  const auto beyond = [share](std::size_t points) {
    return static_cast<std::size_t>(share * static_cast<double>(points));
  };
  const auto inner = [&](std::size_t points, Pair shape) {
    const std::size_t tail = beyond(points);
    if (tail == 0) return kumaraswamy(points, target.min, target.max, shape);
    std::vector<double> z(points, target.min);
    const std::vector<double> core =
        kumaraswamy(points - 2 * tail - 2, target.min, target.max, shape);
    std::copy(core.begin(), core.end(), z.begin() + static_cast<std::ptrdiff_t>(tail + 1));
    std::fill(z.end() - static_cast<std::ptrdiff_t>(tail + 1), z.end(), target.max);
    return z;
  };
  const auto evaluate = [&](std::size_t points) {
    return [&target, &inner, points](Pair shape) -> Pair {
      const Moments m = moments_of(inner(points, shape));
      return {m.mean - target.min, m.sd};
    };
  };
  double error_left = 0;
  const Pair shape = solve_pair(evaluate(std::min(count, kCoarse)),
                                evaluate(count),
                                {target.mean - target.min, target.sd},
                                &error_left);
  if (!(error_left < 1e-6))
    throw Error{
        error("YG3402",
              {"no distribution on the printed range has the printed mean and standard deviation",
               "在给定的最小值与最大值之间找不到满足均值与标准差的分布"},
              {"simulate at least 8 cities and 4 years", "请至少模拟 8 个城市、4 个年份"})};
  std::vector<double> z = inner(count, shape);
  const std::size_t tail = beyond(count);
  const double range = target.max - target.min;
  for (std::size_t k = 0; k < tail; ++k) {
    const double far = static_cast<double>(tail - k) / static_cast<double>(tail);
    z[k] -= below * range * far;
    z[count - 1 - k] += above * range * far;
  }
  return z;
}

double divergence(std::span<const double> z, double shift) {
  double sum = 0;
  for (const double v : z) sum += v + shift;
  double total = 0;
  for (const double v : z) {
    const double p = (v + shift) / sum;
    if (p > 0) total += p * std::log(p);
  }
  return 1 + total / std::log(static_cast<double>(z.size()));
}

std::vector<double> with_divergence(std::size_t count, double mean, double target, double shift) {
  const bool mirror = mean > 0.5;
  const auto shape = [mirror](const std::vector<double>& q, Pair at) {
    const double spread = std::exp(at[0]), tail = std::exp(at[1]);
    std::vector<double> z(q.size());
    for (std::size_t k = 0; k < q.size(); ++k)
      z[k] = std::exp(spread * std::sinh(tail * std::asinh(q[k])) / tail);
    const double low = z.front(), high = z.back();
    for (double& v : z) v = (v - low) / (high - low);
    if (mirror) {
      std::reverse(z.begin(), z.end());
      for (double& v : z) v = 1 - v;
    }
    return z;
  };
  // The divergence times ln n hardly depends on n, so that fewer points can stand for all in the
  // grid search.
  const double scaled = target * std::log(static_cast<double>(count));
  const auto evaluate = [&shape, mirror, shift](std::vector<double> q) {
    return [&shape, mirror, shift, q = std::move(q)](Pair at) -> Pair {
      if (at[0] > 1.6 || at[1] > 1.6) return {NAN, NAN};
      const std::vector<double> z = shape(q, at);
      const double m = mean_of(z);
      return {mirror ? 1 - m : m, divergence(z, shift) * std::log(static_cast<double>(z.size()))};
    };
  };
  // The largest of many scores lies far out and sets the scale: few points cannot stand for them.
  const std::size_t coarse = count <= 1000 ? std::min(count, kCoarse) : count / 3;
  const Pair at = solve_pair(evaluate(scores(coarse)),
                             evaluate(scores(count)),
                             {mirror ? 1 - mean : mean, scaled},
                             nullptr,
                             {{-3.5, -2.5}, {1.6, 1.6}});
  return shape(scores(count), at);
}

std::vector<std::size_t> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] < values[b];
  });
  std::vector<std::size_t> rank(values.size());
  for (std::size_t k = 0; k < order.size(); ++k) rank[order[k]] = k;
  return rank;
}

std::vector<double> dealt(std::span<const double> score, std::span<const double> sorted) {
  const std::vector<std::size_t> rank = ranks(score);
  std::vector<double> out(score.size());
  for (std::size_t i = 0; i < score.size(); ++i) out[i] = sorted[rank[i]];
  return out;
}

}  // namespace yugong::simulate
