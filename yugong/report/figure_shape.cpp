#include "yugong/report/figure_shape.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <tuple>

namespace yugong::report {
namespace {

std::vector<double> sorted_present(const std::vector<double>& values) {
  std::vector<double> present;
  std::ranges::copy_if(
      values, std::back_inserter(present), [](double v) { return std::isfinite(v); });
  std::ranges::sort(present);
  return present;
}

/// Linear interpolation between order statistics; `sorted` is not empty.
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto left = static_cast<std::size_t>(position);
  if (left + 1 >= sorted.size()) return sorted.back();
  const double part = position - static_cast<double>(left);
  return sorted[left] * (1 - part) + sorted[left + 1] * part;
}

/// Crossing-number test (a point on the border may fall either way).
bool inside(const std::pair<double, double>& point, const Ring& ring) {
  bool in = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const auto& [xi, yi] = ring[i];
    const auto& [xj, yj] = ring[j];
    if ((yi > point.second) != (yj > point.second) &&
        point.first < (xj - xi) * (point.second - yi) / (yj - yi) + xi) {
      in = !in;
    }
  }
  return in;
}

/// The mean of the corners: good enough to tell which hole an enclave lies in.
std::pair<double, double> middle(const Ring& ring) {
  double x = 0, y = 0;
  for (const auto& [a, b] : ring) {
    x += a;
    y += b;
  }
  const auto n = static_cast<double>(ring.size());
  return {x / n, y / n};
}

/// Area within a ring (shoelace), without sign.
double area_of(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    twice += ring[j].first * ring[i].second - ring[i].first * ring[j].second;
  }
  return std::abs(twice) / 2;
}

}  // namespace

Curve density_of(const std::vector<double>& values, std::size_t points) {
  const std::vector<double> sorted = sorted_present(values);
  Curve curve;
  if (sorted.size() < 2 || sorted.front() == sorted.back()) return curve;
  const auto n = static_cast<double>(sorted.size());
  double mean = 0, squares = 0;
  for (const double v : sorted) mean += v / n;
  for (const double v : sorted) squares += (v - mean) * (v - mean);
  const double sd = std::sqrt(squares / (n - 1));
  const double spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 1.34;
  const double h = 0.9 * (spread > 0 ? std::min(sd, spread) : sd) * std::pow(n, -0.2);
  const double low = sorted.front() - 3 * h, high = sorted.back() + 3 * h;
  for (std::size_t k = 0; k < points; ++k) {
    const double x = low + (high - low) * static_cast<double>(k) / static_cast<double>(points - 1);
    double sum = 0;
    for (const double v : sorted) sum += std::exp(-0.5 * (x - v) * (x - v) / (h * h));
    curve.x.push_back(x);
    curve.y.push_back(sum / (n * h * std::sqrt(2 * std::numbers::pi)));
  }
  return curve;
}

Bins bins_of(const std::vector<Series>& series) {
  std::vector<double> all;
  for (const Series& one : series) all.insert(all.end(), one.x.begin(), one.x.end());
  all = sorted_present(all);
  Bins bins;
  bins.counts.resize(series.size());
  if (all.empty()) return bins;
  const double wanted = std::ceil(1 + std::log2(static_cast<double>(all.size())));
  const auto count = static_cast<std::size_t>(std::clamp(wanted, 1.0, 40.0));
  bins.first = all.front();
  const double range = all.back() - all.front();
  bins.width = range > 0 ? range / static_cast<double>(count) : 1;
  for (std::size_t s = 0; s < series.size(); ++s) {
    bins.counts[s].assign(count, 0);
    for (const double v : series[s].x) {
      if (!std::isfinite(v)) continue;
      const auto k =
          static_cast<std::size_t>(std::max(0.0, std::floor((v - bins.first) / bins.width)));
      ++bins.counts[s][std::min(k, count - 1)];
    }
  }
  return bins;
}

std::vector<double> breaks_of(const Figure& figure) {
  std::vector<double> breaks = figure.breaks;
  if (figure.scale == Scale::categorical) {
    breaks.clear();
    for (std::size_t k = 1; k < figure.class_names.size(); ++k)
      breaks.push_back(static_cast<double>(k) - 0.5);
  } else if (breaks.empty()) {
    std::vector<double> values;
    for (const Region& region : figure.regions) values.push_back(region.value);
    values = sorted_present(values);
    for (int k = 1; k < figure.classes && !values.empty(); ++k) {
      breaks.push_back(quantile(values, static_cast<double>(k) / figure.classes));
    }
  }
  std::ranges::sort(breaks);
  breaks.erase(std::unique(breaks.begin(), breaks.end()), breaks.end());
  return breaks;
}

std::size_t class_of(double value, const std::vector<double>& breaks) {
  return static_cast<std::size_t>(
      std::ranges::count_if(breaks, [&](double limit) { return limit < value; }));
}

std::vector<std::string> class_labels(const Figure& figure, Lang lang, const Words& words) {
  std::vector<std::string> labels;
  if (figure.scale == Scale::categorical) {
    for (const Text& name : figure.class_names) labels.push_back(name.in(lang));
    return labels;
  }
  const std::vector<double> breaks = breaks_of(figure);
  if (breaks.empty()) return {""};
  const auto printed = [&](double v) { return text::fixed(v, figure.decimals); };
  labels.push_back(words.in(lang, "up_to") + printed(breaks.front()));
  for (std::size_t k = 1; k < breaks.size(); ++k)
    labels.push_back(printed(breaks[k - 1]) + " – " + printed(breaks[k]));
  labels.push_back(words.in(lang, "over") + printed(breaks.back()));
  return labels;
}

std::vector<Paint> paints_of(const Figure& figure, const std::vector<double>& breaks) {
  std::vector<std::pair<const Ring*, const Region*>> holes;
  for (const Region& region : figure.regions) {
    for (const Ring& hole : region.holes) {
      if (!hole.empty()) holes.emplace_back(&hole, &region);
    }
  }
  // How many holes of other regions a ring lies in: it is painted after them.
  const auto depth = [&](const Ring& ring, const Region* owner) {
    const auto point = middle(ring);
    const double area = area_of(ring);
    return std::ranges::count_if(holes, [&](const auto& hole) {
      return hole.second != owner && area <= 1.01 * area_of(*hole.first) &&
             inside(point, *hole.first);
    });
  };
  // Key: layer, holes after regions, class. A map keeps the order of painting.
  std::map<std::tuple<std::ptrdiff_t, bool, int>, Paint> paints;
  for (const Region& region : figure.regions) {
    const int group =
        is_missing(region.value) ? -2 : static_cast<int>(class_of(region.value, breaks));
    const auto paint = [&](const std::vector<Ring>& rings, bool hole, int which) {
      for (const Ring& ring : rings) {
        if (ring.empty()) continue;
        Paint& coat = paints[{depth(ring, &region), hole, which}];
        coat.group = which;
        coat.rings.push_back(&ring);
        coat.owners.push_back(&region);
      }
    };
    paint(region.rings, false, group);
    paint(region.holes, true, -1);
  }
  std::vector<Paint> order;
  for (auto& [key, coat] : paints) order.push_back(std::move(coat));
  return order;
}

}  // namespace yugong::report
