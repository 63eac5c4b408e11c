#include "yugong/simulate/inverse_sbm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "yugong/base/error.hpp"

namespace yugong::simulate {
namespace {

constexpr double kMost = 0.985;  // largest ratio of a cell inside, so that it stays strictly inside
constexpr double kLeast = 0.02;  // smallest capital ratio

// Objective of the super-efficiency program of `own` when the references add up to good output
// `good`, inputs `input` and bad output `bad`, in units of the ray.
double super_objective(const Extreme& own, double good, double input, double bad) {
  const double numerator = 1 + std::max(0.0, input / own.input - 1);
  const double denominator = 1 - 0.5 * (std::max(0.0, 1 - good) + std::max(0.0, bad / own.bad - 1));
  return denominator > 1e-9 ? numerator / denominator : std::numeric_limits<double>::infinity();
}

struct Line {
  double a, b, c;  // a x + b y = c
};

// Least objective over combinations x, y >= 0 of two references: the objective is linear-fractional
// between the lines.
double best_of_pair(const Extreme& own, const Extreme& p, const Extreme& q) {
  const Line lines[] = {
      {1, 0, 0}, {0, 1, 0}, {1, 1, 1}, {p.input, q.input, own.input}, {p.bad, q.bad, own.bad}};
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 5; ++i)
    for (int j = i + 1; j < 5; ++j) {
      const double det = lines[i].a * lines[j].b - lines[j].a * lines[i].b;
      if (std::abs(det) < 1e-12) continue;
      const double x = (lines[i].c * lines[j].b - lines[j].c * lines[i].b) / det;
      const double y = (lines[i].a * lines[j].c - lines[j].a * lines[i].c) / det;
      if (x < -1e-12 || y < -1e-12) continue;
      best = std::min(
          best, super_objective(own, x + y, x * p.input + y * q.input, x * p.bad + y * q.bad));
    }
  return best;
}

[[noreturn]] void refuse_capital() {
  throw Error{error("YG3402",
                    {"the scores drawn vary so much within a city that its capital would shrink "
                     "faster than it wears out",
                     "某城市的效率波动过大，其资本存量的下降将快于折旧"},
                    {"use another seed", "请更换随机数种子"})};
}

// Best wishes first, in units whose lowest wish is `floor` or more, at least four periods apart
// within a unit: capital must be able to follow.
std::vector<std::size_t> frontier_cells(std::span<const double> wish,
                                        std::size_t periods,
                                        std::size_t count,
                                        double floor) {
  constexpr std::size_t kApart = 4;
  std::vector<std::size_t> order, chosen;
  for (std::size_t first = 0; first < wish.size(); first += periods) {
    const auto unit = wish.subspan(first, periods);
    if (*std::min_element(unit.begin(), unit.end()) < floor) continue;
    for (std::size_t t = 0; t < periods; ++t) order.push_back(first + t);
  }
  std::stable_sort(
      order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return wish[a] > wish[b]; });
  for (const std::size_t cell : order) {
    if (chosen.size() == count) break;
    const bool near = std::any_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
      return cell / periods == other / periods &&
             (cell > other ? cell - other : other - cell) < kApart;
    });
    if (!near) chosen.push_back(cell);
  }
  return chosen;
}

std::vector<Extreme> curve(std::size_t count, double width) {
  std::vector<Extreme> points(count);
  for (std::size_t i = 0; i < count; ++i) {
    // Fewer emissions cost ever more inputs (0.51 + 0.5 a > 0.5): the curve is convex and above h
    // = 1.5 - 0.5 g.
    const double a = std::pow(0.4, static_cast<double>(i));
    points[i].bad = 1 - width * a;
    points[i].input = 1 + width * a * (0.51 + 0.5 * a);
  }
  for (std::size_t i = 0; i < count; ++i) points[i].score = super_score(points, i);
  return points;
}

// Share of the ray's amount in the cell's, bounds of one year.
struct Bounds {
  double low, high;
};

// Capital ratio of one unit over its periods: constant where it can be, never rising faster than
// capital may fall.
std::vector<double> capital_ratios(const std::vector<Bounds>& bounds,
                                   std::span<const double> good,
                                   double keep,
                                   bool frontier) {
  const std::size_t periods = bounds.size();
  std::vector<double> rise(periods, 1), least(periods);
  for (std::size_t t = 1; t < periods; ++t) rise[t] = good[t] / good[t - 1] / (keep + 0.001);
  for (std::size_t t = periods; t-- > 0;) {
    least[t] = bounds[t].low;
    if (t + 1 < periods) least[t] = std::max(least[t], least[t + 1] / rise[t + 1]);
    if (least[t] > bounds[t].high) refuse_capital();
  }
  double low = kLeast, high = 1;
  for (std::size_t t = 0; t < periods; ++t) {
    if (bounds[t].low == bounds[t].high) continue;  // a frontier cell has no choice
    low = std::max(low, least[t]);
    high = std::min(high, bounds[t].high);
  }
  double wish = 0.5 * (low + high);
  if (frontier && low <= high)
    wish = high;
  else if (low <= high && low == kLeast)
    wish = std::max(low, 0.35 * high);
  std::vector<double> ratio(periods);
  for (std::size_t t = 0; t < periods; ++t) {
    const double most = t == 0 ? bounds[t].high : std::min(bounds[t].high, ratio[t - 1] * rise[t]);
    ratio[t] = std::clamp(wish, least[t], std::max(most, least[t]));
  }
  return ratio;
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  const std::size_t n = v.size();
  return n % 2 == 1 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

}  // namespace

double super_score(const std::vector<Extreme>& points, std::size_t which) {
  std::vector<Extreme> references = {Extreme{}};
  for (std::size_t j = 0; j < points.size(); ++j)
    if (j != which) references.push_back(points[j]);
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < references.size(); ++p)
    for (std::size_t q = p; q < references.size(); ++q)
      best = std::min(best, best_of_pair(points[which], references[p], references[q]));
  return best;
}

std::vector<Extreme> extreme_points(std::size_t count, double best) {
  if (count == 0) return {};
  double low = 0, high = 0.6;
  for (int i = 0; i < 60; ++i) {
    const double width = 0.5 * (low + high);
    double top = 0;
    for (const Extreme& e : curve(count, width)) top = std::max(top, e.score);
    (top < best ? low : high) = width;
  }
  std::vector<Extreme> points = curve(count, 0.5 * (low + high));
  std::sort(points.begin(), points.end(), [](const Extreme& a, const Extreme& b) {
    return a.score > b.score;
  });
  return points;
}

Assigned assign_frontier(std::span<const double> wish,
                         std::size_t periods,
                         const std::vector<Extreme>& extremes,
                         double cap,
                         double floor) {
  Assigned out;
  out.score.assign(wish.begin(), wish.end());
  out.role.assign(wish.size(), -1);
  const std::vector<std::size_t> best = frontier_cells(wish, periods, extremes.size() + 2, floor);
  if (best.size() < 2)
    throw Error{
        error("YG3402",
              {"no city is efficient enough throughout to hold the frontier",
               "没有城市能始终保持足够高的效率以构成前沿"},
              {"simulate more cities or use another seed", "请增加城市个数或更换随机数种子"})};
  for (std::size_t k = 0; k < best.size(); ++k) {
    const bool on_ray = k + 2 >= best.size();  // without a ray there is no technology
    out.role[best[k]] = static_cast<int>(on_ray ? extremes.size() : k);
    out.score[best[k]] = on_ray ? 1 : extremes[k].score;
  }
  for (std::size_t i = 0; i < wish.size(); ++i)
    if (out.role[i] < 0 && out.score[i] > cap) {
      out.score[i] = cap;
      ++out.capped;
    }
  return out;
}

double closed_form_score(double capital_ratio,
                         double labour_ratio,
                         double energy_ratio,
                         double bad_ratio) {
  return (capital_ratio + labour_ratio + energy_ratio) / 3 / (1 + 0.5 * (1 - bad_ratio));
}

Inverted invert_sbm(const Assigned& assigned,
                    const std::vector<Extreme>& extremes,
                    const InverseInput& input) {
  const std::size_t cells = assigned.score.size(), periods = input.periods;
  const auto inside = [&](std::size_t i) { return assigned.role[i] < 0; };
  Inverted out;
  out.ray.bad = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < cells; ++i)
    if (inside(i)) out.ray.bad = std::min(out.ray.bad, 0.98 * input.bad[i] / input.good[i]);
  // Sum of the three input ratios. A bad output far above the ray would ask for ratios near or
  // above one where the score is high, so it is moved towards the ray until rho D <= 0.7 (or D
  // = 1.02).
  std::vector<double> q(cells, 1), total(cells, 3);
  for (std::size_t i = 0; i < cells; ++i) {
    if (!inside(i)) continue;
    const double wished = 1 + 0.5 * (1 - out.ray.bad * input.good[i] / input.bad[i]);
    const double denominator = std::min(wished, std::max(1.02, 0.7 / assigned.score[i]));
    q[i] = 1 - 2 * (denominator - 1);
    total[i] = 3 * assigned.score[i] * denominator;
  }
  std::vector<double> rk(cells), rl(cells), re(cells);
  for (std::size_t first = 0; first < cells; first += periods) {
    std::vector<Bounds> bounds(periods);
    bool frontier = false;
    for (std::size_t t = 0; t < periods; ++t) {
      const std::size_t i = first + t;
      bounds[t] = {std::max(kLeast, total[i] - 2 * kMost), std::min(kMost, 0.9 * total[i])};
      if (inside(i)) continue;
      frontier = true;
      const auto role = static_cast<std::size_t>(assigned.role[i]);
      const double fixed = role < extremes.size() ? 1 / extremes[role].input : 1;
      bounds[t] = {fixed, fixed};
    }
    const std::vector<double> ratio =
        capital_ratios(bounds, std::span(input.good).subspan(first, periods), input.keep, frontier);
    for (std::size_t t = 0; t < periods; ++t) {
      const std::size_t i = first + t;
      rk[i] = rl[i] = re[i] = ratio[t];
      if (!inside(i)) continue;
      const double left = total[i] - ratio[t];
      rl[i] = std::clamp(
          input.labour_share[first / periods] * left, std::max(0.0, left - kMost), kMost);
      re[i] = left - rl[i];
    }
  }
  out.ray.capital = input.capital_scale * median(rk);
  out.ray.labour = input.labour_scale * median(rl);
  out.ray.energy = input.energy_scale * median(re);
  for (std::size_t i = 0; i < cells; ++i) {
    const auto role = static_cast<std::size_t>(std::max(assigned.role[i], 0));
    const double bad = inside(i) ? 1 / q[i] : role < extremes.size() ? extremes[role].bad : 1;
    out.capital.push_back(out.ray.capital * input.good[i] / rk[i]);
    out.labour.push_back(out.ray.labour * input.good[i] / rl[i]);
    out.energy.push_back(out.ray.energy * input.good[i] / re[i]);
    out.bad.push_back(out.ray.bad * input.good[i] * bad);
  }
  return out;
}

}  // namespace yugong::simulate
