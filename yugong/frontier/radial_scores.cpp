#include "yugong/frontier/radial_scores.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "yugong/frontier/radial_walk.hpp"

namespace yugong::frontier {

namespace {

constexpr double inside =
    1e-9;  // a member at least this far inside the list's set needs no listing
constexpr std::size_t leaf = 8;          // points not split further
constexpr std::size_t looked_back = 96;  // earlier points among which the nearest is the start
constexpr std::uint32_t no_one = std::numeric_limits<std::uint32_t>::max();

double power_below(double amount) {
  return amount > 0 && std::isfinite(amount) ? std::ldexp(1.0, std::ilogb(amount)) : 1.0;
}

RadialRows rows_of(const Technology& t, Orientation orientation) {
  using Kind = RadialRows::Kind;
  RadialRows rows;
  rows.output = orientation == Orientation::output;
  for (const Side side : t.side) rows.kind.push_back(side == Side::good ? Kind::made : Kind::used);
  rows.bound.assign(t.variables(), 0.0);
  const auto add = [&](Kind kind, double bound) {
    rows.kind.push_back(kind);
    rows.bound.push_back(bound);
  };
  if (t.returns == Returns::vrs) add(Kind::sum_equal, 1);
  if (t.returns == Returns::nirs) add(Kind::sum_at_most, 1);
  if (t.returns == Returns::ndrs) add(Kind::sum_at_least, 1);
  if (t.returns == Returns::grs) {
    add(Kind::sum_at_most, t.upper);
    add(Kind::sum_at_least, t.lower);
  }
  return rows;
}

std::unique_ptr<FacetWalk> walk_of(const RadialFrame& frame) {
  switch (frame.dimension) {
    case 2:
      return std::make_unique<FacetsOf<2>>(frame);
    case 3:
      return std::make_unique<FacetsOf<3>>(frame);
    case 4:
      return std::make_unique<FacetsOf<4>>(frame);
    case 5:
      return std::make_unique<FacetsOf<5>>(frame);
    case 6:
      return std::make_unique<FacetsOf<6>>(frame);
    case 7:
      return std::make_unique<FacetsOf<7>>(frame);
    case 8:
      return std::make_unique<FacetsOf<8>>(frame);
    case 9:
      return std::make_unique<FacetsOf<9>>(frame);
    default:
      return nullptr;  // the simplex kernel alone
  }
}

}  // namespace

struct RadialPoints::Data {
  RadialFrame frame;
  std::size_t count = 0, variables = 0;
  std::vector<double> value;               ///< [variables x points] amounts
  std::vector<double> factor;              ///< [variables] row scale, negative for goods
  std::vector<std::uint8_t> moves;         ///< [variables]
  std::vector<double> sign;                ///< [rows on the sum]
  std::vector<double> fixed, moving;       ///< [points x rows]
  std::vector<double> reach, least_slope;  ///< [points]
  std::vector<std::uint32_t> order;        ///< neighbours follow each other
  std::vector<std::uint32_t> nearest;      ///< [points] an earlier point of the order, or no_one

  void scale(const Technology& t);
  void arrange(const Technology& t);
  void split(const std::vector<double>& feature,
             std::size_t width,
             std::size_t begin,
             std::size_t end);

  RadialPoint point(std::size_t k) const {
    return {&fixed[k * frame.dimension], &moving[k * frame.dimension], reach[k], least_slope[k]};
  }
};

void RadialPoints::Data::scale(const Technology& t) {
  const RadialRows& rows = frame.rows;
  const std::size_t d = frame.dimension;
  for (std::size_t v = 0; v < variables; ++v) {
    const double* row = &t.value[v * t.units];
    const double largest = count == 0 ? 0 : *std::max_element(row, row + count);
    factor.push_back((rows.kind[v] == RadialRows::Kind::made ? -1 : 1) / power_below(largest));
  }
  for (std::size_t v = 0; v < variables; ++v) moves.push_back(rows.moves(v) ? 1 : 0);
  value = t.value;
  for (std::size_t i = variables; i < d; ++i)
    sign.push_back(rows.kind[i] == RadialRows::Kind::sum_at_least ? -1 : 1);
  fixed.assign(count * d, 0.0);
  moving.assign(count * d, 0.0);
  reach.assign(count, 0.0);
  least_slope.assign(count, 0.0);
  for (std::size_t k = 0; k < count; ++k) {
    double largest = 0;
    for (std::size_t i = 0; i < d; ++i) {
      const bool on_sum = i >= variables;
      const double entry = on_sum ? sign[i - variables] * rows.bound[i] : factor[i] * t.at(i, k);
      (rows.moves(i) ? moving : fixed)[k * d + i] = entry;
      largest = std::max(largest, entry);
    }
    const double scale = 1 / power_below(largest);
    for (std::size_t i = 0; i < d; ++i) {
      fixed[k * d + i] *= scale;
      moving[k * d + i] *= scale;
      least_slope[k] += 1e-12 * std::abs(moving[k * d + i]);
    }
    reach[k] = largest * scale;
  }
}

/// Points whose rays are alike are near: logarithms of the amounts, without the part that moving
/// along the ray (and, under constant returns, the size) changes.
void RadialPoints::Data::arrange(const Technology& t) {
  const bool constant = t.returns == Returns::crs;
  std::vector<double> feature(count * variables);
  for (std::size_t v = 0; v < variables; ++v) {
    double sum = 0;
    for (std::size_t k = 0; k < count; ++k) sum += t.at(v, k);
    const double small = count > 0 && sum > 0 ? 1e-6 * sum / static_cast<double>(count) : 1.0;
    for (std::size_t k = 0; k < count; ++k)
      feature[k * variables + v] = std::log(std::max(t.at(v, k), small));
  }
  for (std::size_t k = 0; k < count; ++k)
    for (const bool made : {false, true}) {
      if (!constant && made != frame.rows.output) continue;
      double sum = 0, n = 0;
      const auto here = [&](std::size_t v) {
        return (frame.rows.kind[v] == RadialRows::Kind::made) == made;
      };
      for (std::size_t v = 0; v < variables; ++v)
        if (here(v)) {
          sum += feature[k * variables + v];
          n += 1;
        }
      for (std::size_t v = 0; v < variables; ++v)
        if (here(v)) feature[k * variables + v] -= sum / n;
    }
  order.resize(count);
  std::iota(order.begin(), order.end(), 0u);
  split(feature, variables, 0, count);
  nearest.assign(count, no_one);
  for (std::size_t i = 1; i < count; ++i) {
    double least = std::numeric_limits<double>::infinity();
    const double* own = &feature[order[i] * variables];
    for (std::size_t back = 1; back <= std::min(i, looked_back); ++back) {
      const double* other = &feature[order[i - back] * variables];
      double distance = 0;
      for (std::size_t v = 0; v < variables; ++v)
        distance += (own[v] - other[v]) * (own[v] - other[v]);
      if (!(distance < least)) continue;
      least = distance;
      nearest[order[i]] = order[i - back];
    }
  }
}

void RadialPoints::Data::split(const std::vector<double>& feature,
                               std::size_t width,
                               std::size_t begin,
                               std::size_t end) {
  if (end - begin <= leaf) return;
  std::size_t widest = 0;
  double range = -1;
  for (std::size_t v = 0; v < width; ++v) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::size_t i = begin; i < end; ++i) {
      low = std::min(low, feature[order[i] * width + v]);
      high = std::max(high, feature[order[i] * width + v]);
    }
    if (!(high - low > range)) continue;
    range = high - low;
    widest = v;
  }
  const std::size_t middle = (begin + end) / 2;
  const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
  std::nth_element(at(begin), at(middle), at(end), [&](std::uint32_t a, std::uint32_t b) {
    const double x = feature[a * width + widest], y = feature[b * width + widest];
    return x != y ? x < y : a < b;
  });
  split(feature, width, begin, middle);
  split(feature, width, middle, end);
}

RadialPoints::RadialPoints(const Technology& points, Orientation orientation) {
  auto data = std::make_unique<Data>();
  data->frame.rows = rows_of(points, orientation);
  data->frame.dimension = data->frame.rows.count();
  data->count = points.units;
  data->variables = points.variables();
  data->scale(points);
  data->arrange(points);
  data_ = std::move(data);
}

RadialPoints::~RadialPoints() = default;
RadialPoints::RadialPoints(RadialPoints&&) noexcept = default;

std::size_t RadialPoints::count() const {
  return data_->count;
}

RadialCounts& RadialCounts::operator+=(const RadialCounts& other) {
  scores += other.scores;
  facets += other.facets;
  steps += other.steps;
  by_simplex += other.by_simplex;
  infeasible += other.infeasible;
  uncertified += other.uncertified;
  return *this;
}

struct RadialScorer::Work {
  const RadialPoints::Data& points;
  std::unique_ptr<FacetWalk> walk;
  RadialProgram program;
  RadialCounts counts;
  std::span<const std::uint32_t> members;
  std::span<const double> stretch;
  std::vector<double> column, size, amount, point;
  std::vector<std::int32_t> facet;  // [points]
  std::vector<std::uint32_t> outside, every;

  explicit Work(const RadialPoints::Data& data) : points(data), walk(walk_of(data.frame)) {}

  void load(std::span<const std::uint32_t> promising) {
    const std::size_t count = members.size(), wide = (count + 7) / 8 * 8;
    column.resize(wide * points.frame.dimension);
    size.resize(wide);
    const RadialScale scale{points.variables,
                            points.factor.data(),
                            points.moves.data(),
                            points.sign.size(),
                            points.sign.data()};
    load_members(scale,
                 points.value.data(),
                 points.count,
                 members.data(),
                 stretch.data(),
                 count,
                 column.data(),
                 wide,
                 size.data());
    walk->begin(column.data(), wide, count, promising);
  }

  /// Members not proved to lie inside what the list spans, by the score of their own point.
  void find_outside(std::span<const double> factor) {
    outside.clear();
    const double least = points.frame.rows.output ? 1 - inside : 1 + inside;
    for (std::size_t j = 0; j < members.size(); ++j) {
      const double edge = factor[members[j]] * least;
      const bool within = points.frame.rows.output ? stretch[j] < edge : stretch[j] > edge;
      if (!within && !walk->is_listed(j)) outside.push_back(static_cast<std::uint32_t>(j));
    }
  }

  void walk_all(std::span<double> factor, bool again) {
    for (const std::uint32_t k : points.order) {
      if (again && walk->is_alive(facet[k])) continue;
      facet[k] = points.nearest[k] == no_one ? -1 : facet[points.nearest[k]];
      factor[k] = walk->find(points.point(k), facet[k]);
    }
  }

  double by_simplex(std::size_t k) {
    using numeric::simplex::Status;
    const std::size_t count = members.size(), d = points.frame.dimension;
    if (amount.empty()) {
      amount.assign(d * count, 0.0);
      for (std::size_t v = 0; v < points.variables; ++v)
        for (std::size_t j = 0; j < count; ++j)
          amount[v * count + j] = points.value[v * points.count + members[j]] *
                                  (points.moves[v] != 0 ? stretch[j] : 1.0);
    }
    point.assign(d, 0.0);
    for (std::size_t v = 0; v < points.variables; ++v)
      point[v] = points.value[v * points.count + k];
    ++counts.by_simplex;
    const RadialSolved solved =
        program.solve(points.frame.rows, point, amount.data(), count, count);
    counts.infeasible += solved.status == Status::infeasible;
    counts.uncertified += solved.status != Status::infeasible && solved.status != Status::optimal;
    return solved.factor;
  }
};

RadialScorer::RadialScorer(const RadialPoints& points)
    : work_(std::make_unique<Work>(points.data())) {}

RadialScorer::~RadialScorer() = default;
RadialScorer::RadialScorer(RadialScorer&&) noexcept = default;

const RadialCounts& RadialScorer::counts() const {
  return work_->counts;
}

void RadialScorer::score(std::span<const std::uint32_t> members,
                         std::span<const double> stretch,
                         std::span<const std::uint32_t> promising,
                         std::span<double> factor) {
  Work& w = *work_;
  const std::size_t points = w.points.count;
  w.members = members;
  w.stretch = stretch;
  w.amount.clear();
  w.counts.scores += points;
  std::fill(factor.begin(), factor.end(), std::numeric_limits<double>::quiet_NaN());
  if (w.walk) {
    const std::size_t steps = w.walk->steps;
    w.facet.assign(points, -1);
    // Between two bounds of the sum a point is no ray of its member: nothing tells which members
    // lie inside, and all are listed.
    if (w.points.sign.size() > 1) {
      w.every.resize(members.size());
      std::iota(w.every.begin(), w.every.end(), 0u);
      promising = w.every;
    }
    w.load(promising);
    w.walk_all(factor, false);
    w.find_outside(factor);
    if (!w.outside.empty()) {
      w.walk->grow(w.outside);
      w.walk_all(factor, true);
    }
    w.counts.facets += w.walk->facets();
    w.counts.steps += w.walk->steps - steps;
  }
  for (std::size_t k = 0; k < points; ++k)
    if (std::isnan(factor[k])) factor[k] = w.by_simplex(k);
}

namespace {

/// A tenth of the members: those with the best ratio of a good to an input or bad, each ratio
/// relative to its best.
std::vector<std::uint32_t> promising_of(const Technology& t,
                                        std::span<const std::uint32_t> members) {
  std::vector<double> best(members.size(), 0.0), ratio(members.size());
  for (std::size_t r = 0; r < t.variables(); ++r)
    for (std::size_t i = 0; i < t.variables() && t.side[r] == Side::good; ++i) {
      if (t.side[i] == Side::good) continue;
      double largest = 0;
      for (std::size_t j = 0; j < members.size(); ++j) {
        const double x = t.at(i, members[j]);
        ratio[j] = x > 0 ? t.at(r, members[j]) / x : 0;
        largest = std::max(largest, ratio[j]);
      }
      for (std::size_t j = 0; j < members.size() && largest > 0; ++j)
        best[j] = std::max(best[j], ratio[j] / largest);
    }
  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0u);
  const std::size_t kept = std::min(order.size(), 64 + order.size() / 10);
  std::partial_sort(order.begin(),
                    order.begin() + static_cast<std::ptrdiff_t>(kept),
                    order.end(),
                    [&](std::uint32_t a, std::uint32_t b) {
                      return best[a] != best[b] ? best[a] > best[b] : a < b;
                    });
  order.resize(kept);
  return order;
}

}  // namespace

std::vector<double> radial_factors(const Technology& technology,
                                   std::span<const std::uint32_t> members,
                                   Orientation orientation,
                                   RadialCounts* counts) {
  const RadialPoints points(technology, orientation);
  RadialScorer scorer(points);
  std::vector<double> factor(technology.units);
  const std::vector<double> stretch(members.size(), 1.0);
  scorer.score(members, stretch, promising_of(technology, members), factor);
  if (counts != nullptr) *counts += scorer.counts();
  return factor;
}

}  // namespace yugong::frontier
