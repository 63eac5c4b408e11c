#include "yugong/numeric/maximise.hpp"

#include <vector>

namespace yugong::numeric {
namespace {

/// Lower factor of the scaled matrix in the lower triangle of `factor`.
bool factorise(std::span<const double> a,
               std::size_t n,
               double damping,
               std::span<double> factor,
               double smallest) {
  const auto diagonal = [&](std::size_t j) { return std::abs(a[j * n + j]); };
  for (std::size_t j = 0; j < n; ++j)
    if (!(diagonal(j) > 0) || !std::isfinite(diagonal(j))) return false;
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      double sum = a[j * n + i] / std::sqrt(diagonal(i) * diagonal(j));
      if (i == j) sum += damping;
      for (std::size_t k = 0; k < j; ++k) sum -= factor[k * n + i] * factor[k * n + j];
      if (i == j) {
        if (!(sum > smallest)) return false;
        factor[j * n + j] = std::sqrt(sum);
      } else {
        factor[j * n + i] = sum / factor[j * n + j];
      }
    }
  }
  return true;
}

/// Solves with the scaled factor, in place.
void substitute(std::span<const double> a,
                std::size_t n,
                std::span<const double> factor,
                std::span<double> v) {
  for (std::size_t j = 0; j < n; ++j) v[j] /= std::sqrt(std::abs(a[j * n + j]));
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < j; ++k) v[j] -= factor[k * n + j] * v[k];
    v[j] /= factor[j * n + j];
  }
  for (std::size_t j = n; j-- > 0;) {
    for (std::size_t k = j + 1; k < n; ++k) v[j] -= factor[j * n + k] * v[k];
    v[j] /= factor[j * n + j];
  }
  for (std::size_t j = 0; j < n; ++j) v[j] /= std::sqrt(std::abs(a[j * n + j]));
}

}  // namespace

bool damped_solve(std::span<const double> information,
                  std::span<const double> gradient,
                  double damping,
                  std::span<double> factor,
                  std::span<double> step,
                  double smallest) {
  const std::size_t n = gradient.size();
  if (!factorise(information, n, damping, factor, smallest)) return false;
  std::copy(gradient.begin(), gradient.end(), step.begin());
  substitute(information, n, factor, step);
  return true;
}

bool invert(std::span<const double> information, std::size_t size, std::span<double> inverse) {
  std::vector<double> factor(size * size);
  if (!factorise(information, size, 0, factor, 1e-15)) return false;
  for (std::size_t j = 0; j < size; ++j) {
    const std::span<double> column = inverse.subspan(j * size, size);
    std::fill(column.begin(), column.end(), 0.0);
    column[j] = 1;
    substitute(information, size, factor, column);
  }
  for (std::size_t j = 0; j < size; ++j)
    for (std::size_t i = 0; i < j; ++i)
      inverse[i * size + j] = inverse[j * size + i] =
          0.5 * (inverse[i * size + j] + inverse[j * size + i]);
  return true;
}

}  // namespace yugong::numeric
