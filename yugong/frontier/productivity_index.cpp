#include "yugong/frontier/productivity_index.hpp"

#include <cmath>
#include <cstddef>

#include "yugong/base/column.hpp"

namespace yugong::frontier::productivity {

namespace {

double finite(double value) {
  return std::isfinite(value) ? value : missing;
}

double quotient(double above, double below) {
  return above > 0 && below > 0 ? finite(above / below) : missing;
}

bool additive(Index index) {
  return index == Index::luenberger;
}

/// Mean of two changes.
double middle(Index index, double a, double b) {
  return additive(index) ? (a + b) / 2 : std::sqrt(a * b);
}

}  // namespace

double change(Index index, double before, double after) {
  switch (index) {
    case Index::malmquist:
      return quotient(after, before);
    case Index::malmquist_luenberger:
      return quotient(1 + before, 1 + after);
    case Index::luenberger:
      return finite(before - after);
  }
  return missing;
}

double neutral(Index index) {
  return additive(index) ? 0.0 : 1.0;
}

double chained(Index index, double first, double second) {
  return finite(additive(index) ? first + second : first * second);
}

double rest(Index index, double whole, double part) {
  return additive(index) ? finite(whole - part) : quotient(whole, part);
}

double mean(Index index, std::span<const double> changes) {
  double sum = 0;
  std::size_t count = 0;
  for (const double c : changes) {
    if (is_missing(c)) continue;
    sum += additive(index) ? c : std::log(c);
    ++count;
  }
  if (count == 0) return missing;
  const double average = sum / static_cast<double>(count);
  return additive(index) ? average : std::exp(average);
}

Change adjacent(Index index, const AdjacentScores& s) {
  Change result;
  result.index = middle(index,
                        change(index, s.own_before, s.after_in_earlier),
                        change(index, s.before_in_later, s.own_after));
  result.ec = change(index, s.own_before, s.own_after);
  result.tc = rest(index, result.index, result.ec);
  return result;
}

Change common(Index index, const CommonScores& s) {
  Change result;
  result.index = change(index, s.before, s.after);
  result.ec = change(index, s.own_before, s.own_after);
  result.tc = rest(index, result.index, result.ec);
  return result;
}

ScaleSplit scale_split(Index index, double ec, double own_before_vrs, double own_after_vrs) {
  const double pec = change(index, own_before_vrs, own_after_vrs);
  return {pec, rest(index, ec, pec)};
}

RayDesli ray_desli(Index index, double crs_index, const Change& vrs) {
  return {vrs.ec, vrs.tc, rest(index, crs_index, vrs.index)};
}

}  // namespace yugong::frontier::productivity
