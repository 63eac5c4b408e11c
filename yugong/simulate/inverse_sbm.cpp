#include "yugong/simulate/inverse_sbm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "yugong/base/error.hpp"

namespace yugong::simulate {
namespace {

constexpr double kMost = 0.985;  // largest ratio of a cell inside, so that it stays strictly inside

// Objective of the super-efficiency program of `own` when the references add up to good output
// `good`, inputs `input` and bad output `bad`, in units of the ray.
double super_objective(const Extreme& own, double good, double input, double bad, double bads) {
  const double numerator = 1 + std::max(0.0, input / own.input - 1);
  const double denominator =
      1 - (std::max(0.0, 1 - good) + bads * std::max(0.0, bad / own.bad - 1)) / (1 + bads);
  return denominator > 1e-9 ? numerator / denominator : std::numeric_limits<double>::infinity();
}

struct Line {
  double a, b, c;  // a x + b y = c
};

// Least objective over combinations x, y >= 0 of two references: the objective is linear-fractional
// between the lines.
double best_of_pair(const Extreme& own, const Extreme& p, const Extreme& q, double bads) {
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
          best,
          super_objective(own, x + y, x * p.input + y * q.input, x * p.bad + y * q.bad, bads));
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

std::vector<Extreme> curve(std::size_t count, double width, std::size_t bads) {
  std::vector<Extreme> points(count);
  const double slope = static_cast<double>(bads) / (1 + static_cast<double>(bads)) + 0.01;
  for (std::size_t i = 0; i < count; ++i) {
    // Fewer emissions cost ever more inputs: the curve is convex and above h = (1 + 2B - gB)/(1 +
    // B) = 1 + (1 - g) B/(1 + B).
    const double a = std::pow(0.4, static_cast<double>(i));
    points[i].bad = 1 - width * a;
    points[i].input = 1 + width * a * (slope + 0.5 * a);
  }
  for (std::size_t i = 0; i < count; ++i) points[i].score = super_score(points, i, bads);
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
                                   double smallest,
                                   bool frontier) {
  const std::size_t periods = bounds.size();
  std::vector<double> rise(periods, 1), least(periods);
  for (std::size_t t = 1; t < periods; ++t) rise[t] = good[t] / good[t - 1] / (keep + 0.001);
  for (std::size_t t = periods; t-- > 0;) {
    least[t] = bounds[t].low;
    if (t + 1 < periods) least[t] = std::max(least[t], least[t + 1] / rise[t + 1]);
    if (least[t] > bounds[t].high) refuse_capital();
  }
  double low = smallest, high = 1;
  for (std::size_t t = 0; t < periods; ++t) {
    if (bounds[t].low == bounds[t].high) continue;  // a frontier cell has no choice
    low = std::max(low, least[t]);
    high = std::min(high, bounds[t].high);
  }
  double wish = 0.5 * (low + high);
  if (frontier && low <= high)
    wish = high;
  else if (low <= high && low == smallest)
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

// One inversion: ratios of the ray's amounts to the cells', then the amounts.
class Inversion {
 public:
  Inversion(const Assigned& assigned,
            const std::vector<Extreme>& extremes,
            const InverseInput& input)
      : assigned_(assigned),
        extremes_(extremes),
        in_(input),
        cells_(assigned.score.size()),
        q_(input.bads.size(), std::vector<double>(cells_, 1.0)),
        total_(cells_, 3.0),
        rk_(cells_, 1.0),
        rl_(cells_, 1.0),
        re_(cells_, 1.0) {}

  Inverted run() {
    bad_ratios();
    if (!in_.energy.empty()) given_energy();
    for (std::size_t first = 0; first < cells_; first += in_.periods) unit(first);
    return amounts();
  }

 private:
  bool inside(std::size_t i) const { return assigned_.role[i] < 0; }

  const Extreme* extreme(std::size_t i) const {
    const auto role = static_cast<std::size_t>(std::max(assigned_.role[i], 0));
    return !inside(i) && role < extremes_.size() ? &extremes_[role] : nullptr;
  }

  // Bad outputs far above the ray would ask for input ratios near or above one where the score is
  // high, so they are moved towards the ray until rho D <= most (or D = 1.02). The sum of the three
  // input ratios is 3 rho D.
  void bad_ratios() {
    const auto count = static_cast<double>(in_.bads.size());
    for (const std::vector<double>& bad : in_.bads) {
      double ray = std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < cells_; ++i)
        if (inside(i)) ray = std::min(ray, 0.98 * bad[i] / in_.good[i]);
      out_.ray.bads.push_back(ray);
    }
    for (std::size_t i = 0; i < cells_; ++i) {
      if (!inside(i)) continue;
      double excess = 0;
      for (std::size_t b = 0; b < q_.size(); ++b) {
        q_[b][i] = out_.ray.bads[b] * in_.good[i] / in_.bads[b][i];
        excess += 1 - q_[b][i];
      }
      const double wished = 1 + excess / (1 + count);
      const double denominator = std::min(wished, std::max(1.02, in_.most / assigned_.score[i]));
      const double kept = (denominator - 1) / (wished - 1);
      for (std::vector<double>& q : q_) q[i] = 1 - kept * (1 - q[i]);
      total_[i] = 3 * assigned_.score[i] * denominator;
    }
  }

  // The ray uses so little energy that the ratio is at most 0.3 of the least sum.
  void given_energy() {
    double ray = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < cells_; ++i)
      if (inside(i))
        ray = std::min(ray, std::min(0.98, 0.3 * total_[i]) * in_.energy[i] / in_.good[i]);
    out_.ray.energy = ray;
    for (std::size_t i = 0; i < cells_; ++i)
      if (inside(i)) re_[i] = ray * in_.good[i] / in_.energy[i];
  }

  void unit(std::size_t first) {
    const bool given = !in_.energy.empty();
    std::vector<Bounds> bounds(in_.periods);
    bool frontier = false;
    for (std::size_t t = 0; t < in_.periods; ++t) {
      const std::size_t i = first + t;
      const double left = given ? total_[i] - re_[i] : total_[i];
      bounds[t] = {std::max(in_.least, left - (given ? 1 : 2) * kMost),
                   std::min(kMost, 0.9 * left)};
      if (inside(i)) continue;
      frontier = true;
      const double fixed = extreme(i) != nullptr ? 1 / extreme(i)->input : 1;
      bounds[t] = {fixed, fixed};
    }
    const std::vector<double> ratio = capital_ratios(
        bounds, std::span(in_.good).subspan(first, in_.periods), in_.keep, in_.least, frontier);
    for (std::size_t t = 0; t < in_.periods; ++t) {
      const std::size_t i = first + t;
      rk_[i] = ratio[t];
      if (!inside(i)) {
        rl_[i] = re_[i] = ratio[t];
      } else if (given) {
        rl_[i] = total_[i] - re_[i] - ratio[t];
      } else {
        const double left = total_[i] - ratio[t];
        rl_[i] = std::clamp(
            in_.labour_share[first / in_.periods] * left, std::max(0.0, left - kMost), kMost);
        re_[i] = left - rl_[i];
      }
    }
  }

  Inverted amounts() {
    out_.ray.capital = in_.capital_scale * median(rk_);
    out_.ray.labour = in_.labour_scale * median(rl_);
    if (in_.energy.empty()) out_.ray.energy = in_.energy_scale * median(re_);
    out_.bads.resize(q_.size());
    for (std::size_t i = 0; i < cells_; ++i) {
      out_.capital.push_back(out_.ray.capital * in_.good[i] / rk_[i]);
      out_.labour.push_back(out_.ray.labour * in_.good[i] / rl_[i]);
      out_.energy.push_back(out_.ray.energy * in_.good[i] / re_[i]);
      for (std::size_t b = 0; b < q_.size(); ++b) {
        const double bad = inside(i) ? 1 / q_[b][i] : extreme(i) != nullptr ? extreme(i)->bad : 1;
        out_.bads[b].push_back(out_.ray.bads[b] * in_.good[i] * bad);
      }
    }
    return std::move(out_);
  }

  const Assigned& assigned_;
  const std::vector<Extreme>& extremes_;
  const InverseInput& in_;
  std::size_t cells_;
  std::vector<std::vector<double>> q_;
  std::vector<double> total_, rk_, rl_, re_;
  Inverted out_;
};

}  // namespace

double super_score(const std::vector<Extreme>& points, std::size_t which, std::size_t bads) {
  std::vector<Extreme> references = {Extreme{}};
  for (std::size_t j = 0; j < points.size(); ++j)
    if (j != which) references.push_back(points[j]);
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t p = 0; p < references.size(); ++p)
    for (std::size_t q = p; q < references.size(); ++q)
      best = std::min(
          best,
          best_of_pair(points[which], references[p], references[q], static_cast<double>(bads)));
  return best;
}

std::vector<Extreme> extreme_points(std::size_t count, double best, std::size_t bads) {
  if (count == 0) return {};
  double low = 0, high = 0.6;
  for (int i = 0; i < 60; ++i) {
    const double width = 0.5 * (low + high);
    double top = 0;
    for (const Extreme& e : curve(count, width, bads)) top = std::max(top, e.score);
    (top < best ? low : high) = width;
  }
  std::vector<Extreme> points = curve(count, 0.5 * (low + high), bads);
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
                         std::span<const double> bad_ratios) {
  double excess = 0;
  for (const double q : bad_ratios) excess += 1 - q;
  return (capital_ratio + labour_ratio + energy_ratio) / 3 /
         (1 + excess / (1 + static_cast<double>(bad_ratios.size())));
}

Inverted invert_sbm(const Assigned& assigned,
                    const std::vector<Extreme>& extremes,
                    const InverseInput& input) {
  return Inversion(assigned, extremes, input).run();
}

}  // namespace yugong::simulate
