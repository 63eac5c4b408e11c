#include "yugong/regression/meat.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <optional>
#include <tuple>
#include <vector>

namespace yugong::regression {
namespace {

void add(Matrix& to, double sign, const Matrix& what) {
  add_scaled(sign, what.values, to.values);
}

/// to += weight (a b' + b a') for rows a of `s` and b of `t`.
void add_pair(
    Matrix& to, double weight, const Matrix& s, std::size_t a, const Matrix& t, std::size_t b) {
  for (std::size_t i = 0; i < s.cols; ++i)
    for (std::size_t j = 0; j < s.cols; ++j)
      to(i, j) += weight * (s(a, i) * t(b, j) + t(b, i) * s(a, j));
}

double bartlett(long lag, long lags) {
  return 1.0 - static_cast<double>(lag) / (static_cast<double>(lags) + 1.0);
}

/// Rows with equal keys summed, in the order of the keys.
template <class Key>
struct Groups {
  std::vector<Key> keys;
  Matrix sums;

  template <class KeyOf>
  Groups(const Matrix& scores, const KeyOf& key_of) {
    std::map<Key, std::vector<std::size_t>> rows;
    for (std::size_t i = 0; i < scores.rows; ++i) rows[key_of(i)].push_back(i);
    sums = Matrix(rows.size(), scores.cols);
    for (const auto& [key, members] : rows) {
      for (std::size_t j = 0; j < scores.cols; ++j)
        for (const std::size_t i : members) sums(keys.size(), j) += scores(i, j);
      keys.push_back(key);
    }
  }
};

/// Latitude, longitude, and the period where only pairs of one period count.
using Spot = std::tuple<double, double, long>;

double radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

double great_circle(const Spot& a, const Spot& b, double radius) {
  const double lat_a = radians(std::get<0>(a)), lat_b = radians(std::get<0>(b));
  const double up = std::sin((lat_b - lat_a) / 2);
  const double across = std::sin(radians(std::get<1>(b) - std::get<1>(a)) / 2);
  const double h = up * up + std::cos(lat_a) * std::cos(lat_b) * across * across;
  return 2 * radius * std::asin(std::min(1.0, std::sqrt(h)));
}

constexpr double km_per_degree = 111.0;

/// fixest's flat distance: degrees of longitude shortened by the cosine of the mean latitude.
double flat(const Spot& a, const Spot& b) {
  const double up = std::get<0>(b) - std::get<0>(a);
  const double across =
      (std::get<1>(b) - std::get<1>(a)) * std::cos(radians((std::get<0>(a) + std::get<0>(b)) / 2));
  return km_per_degree * std::sqrt(up * up + across * across);
}

}  // namespace

Matrix meat_of_rows(const Matrix& s) {
  Matrix out(s.cols, s.cols);
  for (std::size_t i = 0; i < s.cols; ++i)
    for (std::size_t j = 0; j <= i; ++j) out(i, j) = out(j, i) = dot(s.column(i), s.column(j));
  return out;
}

Matrix sums_by(const Matrix& s, const Factor& f) {
  Matrix out(static_cast<std::size_t>(f.levels), s.cols);
  for (std::size_t j = 0; j < s.cols; ++j) {
    const std::span<double> sums = out.column(j);
    const std::span<const double> column = s.column(j);
    for (std::size_t i = 0; i < s.rows; ++i)
      sums[static_cast<std::size_t>(f.level[i])] += column[i];
  }
  return out;
}

Matrix meat_of_clusters(const std::function<Matrix(const Factor&)>& sums,
                        std::span<const Factor> ways,
                        std::size_t size) {
  Matrix meat(size, size);
  for (unsigned subset = 1; subset < (1U << ways.size()); ++subset) {
    std::optional<Factor> both;
    for (std::size_t k = 0; k < ways.size(); ++k)
      if ((subset >> k & 1U) != 0) both = both ? cross(*both, ways[k]) : ways[k];
    add(meat, std::popcount(subset) % 2 == 1 ? 1.0 : -1.0, meat_of_rows(sums(*both)));
  }
  return meat;
}

Matrix meat_of_clusters(const Matrix& scores, std::span<const Factor> ways) {
  return meat_of_clusters([&](const Factor& f) { return sums_by(scores, f); }, ways, scores.cols);
}

Matrix meat_over_time(const Matrix& scores, std::span<const long> period, long lags) {
  const Groups<long> by(scores, [&](std::size_t i) { return period[i]; });
  Matrix meat = meat_of_rows(by.sums);
  for (std::size_t t = 0; t < by.keys.size(); ++t)
    for (std::size_t s = t; s-- > 0 && by.keys[t] - by.keys[s] <= lags;)
      add_pair(meat, bartlett(by.keys[t] - by.keys[s], lags), by.sums, t, by.sums, s);
  return meat;
}

Matrix meat_within_units(const Matrix& scores,
                         std::span<const std::int32_t> unit,
                         std::span<const long> period,
                         long lags) {
  const Groups<std::pair<std::int32_t, long>> by(scores, [&](std::size_t i) {
    return std::pair{unit[i], period[i]};
  });
  Matrix meat = meat_of_rows(by.sums);
  for (std::size_t t = 0; t < by.keys.size(); ++t)
    for (std::size_t s = t; s-- > 0 && by.keys[s].first == by.keys[t].first &&
                            by.keys[t].second - by.keys[s].second <= lags;)
      add_pair(meat, bartlett(by.keys[t].second - by.keys[s].second, lags), by.sums, t, by.sums, s);
  return meat;
}

Matrix meat_over_distance(const Matrix& scores,
                          std::span<const double> latitude,
                          std::span<const double> longitude,
                          std::span<const std::int32_t> unit,
                          std::span<const long> period,
                          const Vcov& vcov) {
  const bool apart = vcov.same_year || vcov.serial_lags > 0;
  const Groups<Spot> by(scores, [&](std::size_t i) {
    return Spot{latitude[i], longitude[i], apart ? period[i] : 0};
  });
  Matrix meat = meat_of_rows(by.sums);
  // Places are sorted by latitude: only those within the cutoff to the south can be near.
  const double km = vcov.planar ? km_per_degree : radians(1.0) * vcov.radius_km;
  const double band = vcov.number / km * (1 + 1e-12);
  for (std::size_t a = 0; a < by.keys.size(); ++a)
    for (std::size_t b = a; b-- > 0 && std::get<0>(by.keys[a]) - std::get<0>(by.keys[b]) <= band;) {
      if (apart && std::get<2>(by.keys[a]) != std::get<2>(by.keys[b])) continue;
      const double distance = vcov.planar ? flat(by.keys[a], by.keys[b])
                                          : great_circle(by.keys[a], by.keys[b], vcov.radius_km);
      if (distance > vcov.number) continue;
      const double weight =
          vcov.kernel == Vcov::Kernel::bartlett ? 1.0 - distance / vcov.number : 1.0;
      add_pair(meat, weight, by.sums, a, by.sums, b);
    }
  if (vcov.serial_lags > 0) {
    const long lags = static_cast<long>(vcov.serial_lags);
    add(meat, 1.0, meat_within_units(scores, unit, period, lags));
    add(meat, -1.0, meat_within_units(scores, unit, period, 0));
  }
  return meat;
}

}  // namespace yugong::regression
