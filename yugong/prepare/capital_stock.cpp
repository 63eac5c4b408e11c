#include "yugong/prepare/capital_stock.hpp"

#include <algorithm>
#include <cmath>

namespace yugong::prepare {

namespace {

using Rule = InitialStock::Rule;

struct UnitSeries {
  const data::Panel& panel;
  std::span<const double> investment, depreciation;
  std::size_t begin, end;

  bool follows(std::size_t i) const {
    return i > begin && panel.time()[i] > panel.time()[i - 1] &&
           panel.periods()[static_cast<std::size_t>(panel.time()[i])] ==
               panel.periods()[static_cast<std::size_t>(panel.time()[i - 1])] + 1;
  }
};

/// Mean geometric growth from `start` over at most `years` years without a break; missing when it
/// is not defined.
double growth_from(const UnitSeries& s, std::size_t start, int years) {
  std::size_t last = start;
  while (last + 1 < s.end && s.follows(last + 1) && !is_missing(s.investment[last + 1]) &&
         (years == 0 || last - start < static_cast<std::size_t>(years)))
    ++last;
  if (last == start || s.investment[start] <= 0 || s.investment[last] <= 0) return missing;
  return std::pow(s.investment[last] / s.investment[start],
                  1.0 / static_cast<double>(last - start)) -
         1;
}

double steady_state(const UnitSeries& s,
                    std::size_t start,
                    const InitialStock& initial,
                    double& growth) {
  const bool next = initial.rule == Rule::perpetual;
  const int years = initial.years > 0 ? initial.years : next ? 5 : 0;
  // Shan's growth rate begins with the year whose investment is used.
  const std::size_t from = next ? start + 1 : start;
  if (next && !(from < s.end && s.follows(from))) return missing;
  if (is_missing(s.investment[from])) return missing;
  growth = growth_from(s, from, next ? years - 1 : years);
  const double rate = growth + s.depreciation[start];
  return rate > 0 ? s.investment[from] / rate : missing;
}

double first_stock(const UnitSeries& s,
                   std::size_t start,
                   const InitialStock& initial,
                   double& growth) {
  switch (initial.rule) {
    case Rule::ratio:
      return initial.ratio * s.investment[start];
    case Rule::value:
      return initial.given[start];
    case Rule::opening:
      return (1 - s.depreciation[start]) * initial.given[start] + s.investment[start];
    default:
      return steady_state(s, start, initial, growth);
  }
}

std::size_t first_row(const UnitSeries& s, const InitialStock& initial) {
  const bool given = initial.rule == Rule::value || initial.rule == Rule::opening;
  std::size_t i = s.begin;
  while (i < s.end && (given ? is_missing(initial.given[i]) : is_missing(s.investment[i]))) ++i;
  return i;
}

}  // namespace

CapitalStock capital_stock(const data::Panel& panel,
                           std::span<const double> investment,
                           std::span<const double> depreciation,
                           const InitialStock& initial) {
  CapitalStock result;
  result.stock.assign(panel.rows(), missing);
  bool any_growth = false;
  for (std::size_t u = 0; u < panel.units().size(); ++u) {
    const UnitSeries s{panel, investment, depreciation, panel.first(u), panel.first(u + 1)};
    const std::size_t start = first_row(s, initial);
    double growth = missing;
    const double first = start < s.end ? first_stock(s, start, initial, growth) : missing;
    if (is_missing(first)) {
      result.unstarted.push_back(s.begin);
      continue;
    }
    if (!is_missing(growth)) {
      result.least_growth = any_growth ? std::min(result.least_growth, growth) : growth;
      result.most_growth = any_growth ? std::max(result.most_growth, growth) : growth;
      any_growth = true;
    }
    result.stock[start] = first;
    if (first < 0) result.negative.push_back(start);
    for (std::size_t i = start + 1; i < s.end; ++i) {
      const double next = (1 - depreciation[i]) * result.stock[i - 1] + investment[i];
      if (!s.follows(i) || is_missing(next)) {
        result.breaks.push_back(i);
        break;
      }
      result.stock[i] = next;
      if (next < 0) result.negative.push_back(i);
    }
  }
  return result;
}

}  // namespace yugong::prepare
