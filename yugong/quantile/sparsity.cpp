#include "yugong/quantile/sparsity.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "yugong/base/column.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::quantile {
namespace {

double normal_density(double x) {
  return std::exp(-0.5 * x * x) * 0.39894228040143267794;
}

double median_of(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return smooth_quantile(v, 0.5);
}

/// Half width of a kernel in standard deviations.
double normal_width(Bandwidth rule, double tau, std::size_t n) {
  const double h = bandwidth_inside(rule, tau, static_cast<double>(n));
  return numeric::normal_quantile(tau + h) - numeric::normal_quantile(tau - h);
}

/// Residuals below this are those of the basis (quantreg's bound).
constexpr double zero_residual = 1.4901161193847656e-8;

}  // namespace

double bandwidth(Bandwidth rule, double tau, double n) {
  const double x = numeric::normal_quantile(tau), f = normal_density(x);
  if (rule == Bandwidth::bofinger)
    return std::pow(n, -0.2) * std::pow(4.5 * std::pow(f, 4) / std::pow(2 * x * x + 1, 2), 0.2);
  const double z = numeric::normal_quantile(0.975);
  return std::pow(n, -1.0 / 3) * std::pow(z, 2.0 / 3) *
         std::pow(1.5 * f * f / (2 * x * x + 1), 1.0 / 3);
}

double bandwidth_inside(Bandwidth rule, double tau, double n) {
  double h = bandwidth(rule, tau, n);
  while (tau - h < 0 || tau + h > 1) h /= 2;
  return h;
}

double sample_quantile(std::span<const double> sorted, double tau) {
  const auto n = static_cast<double>(sorted.size());
  // tau n is a whole number in many samples, and rounding must not move it.
  const double at = std::ceil(tau * n - 1e-9 * n);
  const double last = n - 1;
  return sorted[static_cast<std::size_t>(std::clamp(at - 1, 0.0, last))];
}

double smooth_quantile(std::span<const double> sorted, double tau) {
  const double at = tau * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double density_at(std::span<const double> sorted, double tau, Bandwidth rule) {
  const double h = bandwidth_inside(rule, tau, static_cast<double>(sorted.size()));
  const double distance = sample_quantile(sorted, tau + h) - sample_quantile(sorted, tau - h);
  return distance > 0 ? 2 * h / distance : missing;
}

double sparsity(const std::vector<double>& residuals, double tau, std::size_t p, Bandwidth rule) {
  const std::size_t n = residuals.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::abs(residuals[i]) < std::abs(residuals[j]);
  });
  const auto zeros = static_cast<std::size_t>(std::count_if(
      residuals.begin(), residuals.end(), [](double u) { return std::abs(u) < zero_residual; }));
  const auto rows = static_cast<double>(n);
  const auto h = std::max<std::size_t>(
      p + 1, static_cast<std::size_t>(std::ceil(rows * bandwidth(rule, tau, rows))));
  std::vector<double> near, share;
  for (std::size_t k = zeros; k <= zeros + h && k < n; ++k) {
    near.push_back(residuals[order[k]]);
    share.push_back(static_cast<double>(k + 1) / static_cast<double>(n - p));
  }
  if (near.size() < 3) return missing;
  std::sort(near.begin(), near.end());
  Matrix x(near.size(), 2);
  for (std::size_t i = 0; i < near.size(); ++i) {
    x(i, 0) = 1;
    x(i, 1) = share[i];
  }
  return CheckSolver(x, near).solve(0.5).b[1];
}

std::vector<double> kernel_density(const std::vector<double>& residuals,
                                   double tau,
                                   Bandwidth rule) {
  const std::size_t n = residuals.size();
  std::vector<double> sorted = residuals;
  std::sort(sorted.begin(), sorted.end());
  const double mean =
      std::accumulate(residuals.begin(), residuals.end(), 0.0) / static_cast<double>(n);
  double squares = 0;
  for (const double u : residuals) squares += (u - mean) * (u - mean);
  const double spread =
      std::min(std::sqrt(squares / static_cast<double>(n - 1)),
               (smooth_quantile(sorted, 0.75) - smooth_quantile(sorted, 0.25)) / 1.34);
  const double width = normal_width(rule, tau, n) * spread;
  std::vector<double> out;
  for (const double u : residuals) out.push_back(normal_density(u / width) / width);
  return out;
}

std::vector<double> uniform_density(const std::vector<double>& residuals,
                                    double tau,
                                    Bandwidth rule) {
  const double middle = median_of(residuals);
  std::vector<double> deviations;
  for (const double u : residuals) deviations.push_back(std::abs(u - middle));
  const double width = normal_width(rule, tau, residuals.size()) * median_of(deviations);
  std::vector<double> out;
  for (const double u : residuals) out.push_back(std::abs(u) <= width ? 0.5 / width : 0.0);
  return out;
}

std::vector<double> difference_density(std::span<const double> upper,
                                       std::span<const double> lower,
                                       double h,
                                       std::size_t& crossed) {
  std::vector<double> out;
  for (std::size_t i = 0; i < upper.size(); ++i) {
    const double distance = upper[i] - lower[i];
    if (distance <= 0) ++crossed;
    out.push_back(std::max(0.0, 2 * h / (distance - zero_residual)));
  }
  return out;
}

}  // namespace yugong::quantile
