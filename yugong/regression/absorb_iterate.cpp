#include "yugong/regression/absorb_iterate.hpp"

#include <cmath>
#include <cstdint>

#include "yugong/regression/absorb_sweep.hpp"

namespace yugong::regression::absorbing {
namespace {

constexpr int trial_iterations = 12;
constexpr double trial_gain = 1e-3;

std::vector<double> products(std::size_t count,
                             const std::vector<double>& a,
                             const std::vector<double>& b) {
  std::vector<double> out(count, 0.0);
  for (std::size_t i = 0; i < a.size(); i += count)
    for (std::size_t m = 0; m < count; ++m) out[m] += a[i + m] * b[i + m];
  return out;
}

/// to += by * from, a factor for each column.
void add(const std::vector<double>& by, const std::vector<double>& from, std::vector<double>& to) {
  const std::size_t count = by.size();
  for (std::size_t i = 0; i < to.size(); i += count)
    for (std::size_t m = 0; m < count; ++m) to[i + m] += by[m] * from[i + m];
}

}  // namespace

void Iteration::times(std::size_t count,
                      const std::vector<double>& x,
                      std::vector<double>& out,
                      const Executor& executor) {
  unscaled_.resize(x.size());
  for (std::size_t c = 0; c < l_.columns; ++c)
    for (std::size_t m = 0; m < count; ++m)
      unscaled_[c * count + m] = x[c * count + m] * l_.scale[c];
  complement_times(l_, kinds_, count, unscaled_, executor, scratch_, out);
  for (std::size_t c = 0; c < l_.columns; ++c)
    for (std::size_t m = 0; m < count; ++m) out[c * count + m] *= l_.scale[c];
}

int Iteration::solve(std::vector<double>& x,
                     const std::vector<double>& goals,
                     int most_iterations,
                     const Executor& executor) {
  const std::size_t count = goals.size();
  std::vector<double> r = x, p = x, s;
  x.assign(x.size(), 0.0);
  std::vector<double> rr = products(count, r, r), alpha(count), minus(count);
  int made = 0;
  const auto open = [&](std::size_t m) { return rr[m] > goals[m]; };
  const auto any = [&] {
    for (std::size_t m = 0; m < count; ++m)
      if (open(m)) return true;
    return false;
  };
  while (any() && made < most_iterations) {
    ++made;
    executor.check_stop();
    times(count, p, s, executor);
    const std::vector<double> curvature = products(count, p, s);
    for (std::size_t m = 0; m < count; ++m) {
      alpha[m] = open(m) && curvature[m] > 0 ? rr[m] / curvature[m] : 0.0;
      minus[m] = -alpha[m];
      if (open(m) && !(curvature[m] > 0)) return made;
    }
    add(alpha, p, x);
    add(minus, s, r);
    const std::vector<double> next = products(count, r, r);
    for (std::size_t i = 0; i < p.size(); i += count)
      for (std::size_t m = 0; m < count; ++m)
        if (open(m)) p[i + m] = r[i + m] + next[m] / rr[m] * p[i + m];
    for (std::size_t m = 0; m < count; ++m)
      if (open(m)) rr[m] = next[m];
  }
  return made;
}

bool Iteration::slow(const Executor& executor) {
  std::vector<double> x(l_.columns), image;
  std::uint64_t state = 88172645463325252U;
  for (double& v : x) {  // xorshift: any column without structure will do
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    v = static_cast<double>(state >> 11U) * 0x1p-53 - 0.5;
  }
  times(1, x, image, executor);
  const double goal = trial_gain * trial_gain * products(1, image, image)[0];
  return solve(image, {goal}, trial_iterations, executor) >= trial_iterations;
}

}  // namespace yugong::regression::absorbing
