#include "yugong/simulate/within.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yugong::simulate {
namespace {

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Inverse of a symmetric positive definite matrix of a few rows, by Gauss-Jordan steps without
// pivoting.
std::vector<std::vector<double>> inverse(std::vector<std::vector<double>> m) {
  const std::size_t n = m.size();
  std::vector<std::vector<double>> out(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) out[i][i] = 1;
  for (std::size_t p = 0; p < n; ++p) {
    const double pivot = m[p][p];
    for (std::size_t j = 0; j < n; ++j) {
      m[p][j] /= pivot;
      out[p][j] /= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i == p) continue;
      const double factor = m[i][p];
      for (std::size_t j = 0; j < n; ++j) {
        m[i][j] -= factor * m[p][j];
        out[i][j] -= factor * out[p][j];
      }
    }
  }
  return out;
}

double within_unit_squares(std::span<const double> values, std::size_t periods) {
  double squares = 0;
  for (std::size_t first = 0; first < values.size(); first += periods) {
    double mean = 0;
    for (std::size_t t = 0; t < periods; ++t)
      mean += values[first + t] / static_cast<double>(periods);
    for (std::size_t t = 0; t < periods; ++t)
      squares += (values[first + t] - mean) * (values[first + t] - mean);
  }
  return squares;
}

// Values less unit and period means over the kept cells, by turns; 0 elsewhere.
std::vector<double> demeaned(std::vector<double> values,
                             const std::vector<char>& keep,
                             std::size_t periods) {
  const std::size_t units = values.size() / periods;
  const auto take_means = [&](std::size_t groups, bool by_unit) {
    std::vector<double> sum(groups, 0.0), count(groups, 0.0);
    const auto group = [&](std::size_t i) { return by_unit ? i / periods : i % periods; };
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (keep[i] == 0) continue;
      sum[group(i)] += values[i];
      count[group(i)] += 1;
    }
    double largest = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      if (count[g] > 0) sum[g] /= count[g];
      largest = std::max(largest, std::abs(sum[g]));
    }
    for (std::size_t i = 0; i < values.size(); ++i)
      if (keep[i] != 0) values[i] -= sum[group(i)];
    return largest;
  };
  double scale = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (keep[i] == 0) values[i] = 0;
    scale = std::max(scale, std::abs(values[i]));
  }
  for (int turn = 0; turn < 2000; ++turn) {
    const double moved = std::max(take_means(units, true), take_means(periods, false));
    if (turn > 0 && moved <= 1e-12 * scale) break;
  }
  return values;
}

}  // namespace

std::vector<double> two_way_within(std::span<const double> values, std::size_t periods) {
  const std::size_t units = values.size() / periods;
  std::vector<double> by_unit(units, 0.0), by_period(periods, 0.0);
  double all = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    by_unit[i / periods] += values[i] / static_cast<double>(periods);
    by_period[i % periods] += values[i] / static_cast<double>(units);
    all += values[i] / static_cast<double>(values.size());
  }
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    out[i] = values[i] - by_unit[i / periods] - by_period[i % periods] + all;
  return out;
}

WithinFit within_ols(std::span<const double> y,
                     const std::vector<std::vector<double>>& x,
                     std::size_t periods) {
  const std::size_t k = x.size();
  std::vector<std::vector<double>> columns;
  for (const auto& column : x) columns.push_back(two_way_within(column, periods));
  std::vector<double> left = two_way_within(y, periods);
  std::vector<std::vector<double>> cross(k, std::vector<double>(k));
  std::vector<double> right(k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) cross[i][j] = dot(columns[i], columns[j]);
    right[i] = dot(columns[i], left);
  }
  const auto bread = inverse(cross);
  WithinFit fit;
  for (std::size_t i = 0; i < k; ++i) fit.slope.push_back(dot(bread[i], right));
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t j = 0; j < k; ++j) left[i] -= fit.slope[j] * columns[j][i];
  const double rss = dot(left, left);
  const std::size_t units = y.size() / periods;
  const double df = static_cast<double>(y.size()) - static_cast<double>(units + periods - 1 + k);
  for (std::size_t i = 0; i < k; ++i) fit.std_error.push_back(std::sqrt(rss / df * bread[i][i]));
  fit.r_squared = 1 - rss / within_unit_squares(y, periods);
  return fit;
}

std::vector<double> within_residual(std::span<const double> y,
                                    const std::vector<std::vector<double>>& x,
                                    std::size_t periods) {
  std::vector<double> left = two_way_within(y, periods);
  const WithinFit fit = within_ols(y, x, periods);
  for (std::size_t j = 0; j < x.size(); ++j) {
    const std::vector<double> column = two_way_within(x[j], periods);
    for (std::size_t i = 0; i < left.size(); ++i) left[i] -= fit.slope[j] * column[i];
  }
  return left;
}

std::vector<double> slopes_in_sample(const std::vector<std::vector<double>>& y,
                                     const std::vector<std::vector<double>>& x,
                                     const std::vector<char>& keep,
                                     std::size_t periods,
                                     const std::vector<double>* z) {
  std::vector<std::vector<double>> inside, outside;
  for (const auto& column : x) inside.push_back(demeaned(column, keep, periods));
  outside = inside;
  if (z != nullptr) outside[0] = demeaned(*z, keep, periods);
  const std::size_t k = x.size();
  std::vector<std::vector<double>> cross(k, std::vector<double>(k));
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j < k; ++j) cross[i][j] = dot(outside[i], inside[j]);
  const auto bread = inverse(cross);
  std::vector<double> slopes;
  for (const auto& column : y) {
    double slope = 0;
    // The other columns are demeaned, so that y need not be.
    for (std::size_t j = 0; j < k; ++j) slope += bread[0][j] * dot(outside[j], column);
    slopes.push_back(slope);
  }
  return slopes;
}

double partial_sum_of_squares(const std::vector<std::vector<double>>& x, std::size_t periods) {
  const std::vector<double> left =
      x.size() == 1
          ? two_way_within(x.front(), periods)
          : within_residual(
                x.front(), std::vector<std::vector<double>>(x.begin() + 1, x.end()), periods);
  return dot(left, left);
}

}  // namespace yugong::simulate
