#include "yugong/simulate/within.hpp"

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
  const double df =
      static_cast<double>(y.size()) - static_cast<double>(y.size() / periods + periods - 1 + k);
  for (std::size_t i = 0; i < k; ++i) fit.std_error.push_back(std::sqrt(rss / df * bread[i][i]));
  fit.r_squared = 1 - rss / within_unit_squares(y, periods);
  return fit;
}

double partial_sum_of_squares(const std::vector<std::vector<double>>& x, std::size_t periods) {
  std::vector<double> first = two_way_within(x.front(), periods);
  if (x.size() == 1) return dot(first, first);
  const std::vector<std::vector<double>> others(x.begin() + 1, x.end());
  const WithinFit fit = within_ols(x.front(), others, periods);
  for (std::size_t j = 0; j < others.size(); ++j) {
    const std::vector<double> column = two_way_within(others[j], periods);
    for (std::size_t i = 0; i < first.size(); ++i) first[i] -= fit.slope[j] * column[i];
  }
  return dot(first, first);
}

}  // namespace yugong::simulate
