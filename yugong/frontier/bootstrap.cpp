#include "yugong/frontier/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"

namespace yugong::frontier {

namespace {

constexpr std::size_t replicates_per_block = 8;
constexpr std::size_t points_per_block = 32;
constexpr double inefficient = 1e-6;  // delta above 1 by more belongs to the bandwidth

double mean_of(std::span<const double> v) {
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

double variance_of(std::span<const double> v) {
  const double mean = mean_of(v);
  double sum = 0;
  for (const double x : v) sum += (x - mean) * (x - mean);
  return sum / static_cast<double>(v.size() - 1);
}

std::vector<double> reflected(std::span<const double> delta) {
  std::vector<double> both(delta.begin(), delta.end());
  for (const double d : delta) both.push_back(2 - d);
  return both;
}

/// Members and evaluated units as points of their own, members first where they are both.
struct Points {
  Technology technology;
  std::vector<std::uint32_t> member, evaluated;  // positions among the points
};

Points points_of(const Technology& t, const Reference& reference) {
  std::vector<std::uint32_t> units = reference.members;
  units.insert(units.end(), reference.evaluated.begin(), reference.evaluated.end());
  std::sort(units.begin(), units.end());
  units.erase(std::unique(units.begin(), units.end()), units.end());
  Points p;
  p.technology = t;
  p.technology.units = units.size();
  p.technology.value.resize(t.variables() * units.size());
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t i = 0; i < units.size(); ++i)
      p.technology.value[v * units.size() + i] = t.at(v, units[i]);
  const auto place = [&](std::uint32_t unit) {
    return static_cast<std::uint32_t>(std::lower_bound(units.begin(), units.end(), unit) -
                                      units.begin());
  };
  for (const std::uint32_t j : reference.members) p.member.push_back(place(j));
  for (const std::uint32_t k : reference.evaluated) p.evaluated.push_back(place(k));
  return p;
}

/// The pseudo-sample of one replicate: which members, how far along their rays, and which of them
/// promise to be on its frontier.
struct Sample {
  std::vector<std::uint32_t> members;
  std::vector<double> stretch;
  std::vector<std::uint32_t> promising;
  std::vector<double> away;  // scratch: distance from the observed frontier

  void find_promising() {
    promising.resize(away.size());
    std::iota(promising.begin(), promising.end(), 0u);
    const std::size_t kept = std::min(promising.size(), 64 + promising.size() / 16);
    std::nth_element(promising.begin(),
                     promising.begin() + static_cast<std::ptrdiff_t>(kept),
                     promising.end(),
                     [&](std::uint32_t a, std::uint32_t b) {
                       return away[a] != away[b] ? away[a] < away[b] : a < b;
                     });
    promising.resize(kept);
    std::sort(promising.begin(), promising.end());
  }
};

/// Draws pseudo-samples; one for all workers.
class Sampler {
 public:
  Sampler(std::span<const std::uint32_t> member,
          std::vector<double> delta,
          const BootstrapSettings& settings)
      : member_(member),
        delta_(std::move(delta)),
        settings_(settings) {}

  void smooth(double bandwidth) {
    bandwidth_ = bandwidth;
    reflected_ = reflected(delta_);
    shrink_ = 1 / std::sqrt(1 + bandwidth * bandwidth / variance_of(reflected_));
  }

  void part(std::size_t size) { size_ = size; }

  void draw(std::size_t replicate, Sample& sample) const {
    if (settings_.method == Resampling::sw1998)
      smoothed(replicate, sample);
    else
      subsample(replicate, sample);
    sample.find_promising();
  }

 private:
  Random random(std::size_t replicate, std::uint64_t use) const {
    return {settings_.seed, Purpose::bootstrap, replicate, 2 * settings_.stream + use};
  }

  void smoothed(std::size_t replicate, Sample& sample) const {
    const std::size_t n = delta_.size();
    sample.members.assign(member_.begin(), member_.end());
    sample.stretch.resize(n);
    std::vector<double>& away = sample.away;
    away.resize(n);
    Random picks = random(replicate, 0);
    const Random noise = random(replicate, 1);
    const GivenDraws* given = settings_.given;
    for (std::size_t i = 0; i < n; ++i)
      away[i] =
          reflected_[given != nullptr ? given->pick[replicate * n + i] : picks.next_below(2 * n)];
    const double mean = mean_of(away);
    for (std::size_t i = 0; i < n; ++i) {
      const double e = given != nullptr ? given->noise[replicate * n + i] : noise.normal(i);
      away[i] = mean + (away[i] + bandwidth_ * e - mean) * shrink_;
      if (away[i] < 1) away[i] = 2 - away[i];
      sample.stretch[i] =
          settings_.orientation == Orientation::input ? away[i] / delta_[i] : delta_[i] / away[i];
    }
  }

  void subsample(std::size_t replicate, Sample& sample) const {
    const std::size_t n = delta_.size();
    sample.promising.resize(n);
    std::iota(sample.promising.begin(), sample.promising.end(), 0u);
    Random picks = random(replicate, 0);
    for (std::size_t i = 0; i < size_; ++i)
      std::swap(sample.promising[i], sample.promising[i + picks.next_below(n - i)]);
    sample.promising.resize(size_);
    std::sort(sample.promising.begin(), sample.promising.end());
    sample.members.clear();
    sample.away.clear();
    for (const std::uint32_t i : sample.promising) {
      sample.members.push_back(member_[i]);
      sample.away.push_back(delta_[i]);
    }
    sample.stretch.assign(size_, 1.0);
  }

  std::span<const std::uint32_t> member_;
  std::vector<double> delta_, reflected_;
  const BootstrapSettings& settings_;
  double bandwidth_ = 0, shrink_ = 1;
  std::size_t size_ = 0;
};

double delta_of(double factor, Orientation orientation) {
  return orientation == Orientation::input ? 1 / factor : factor;
}

[[noreturn]] void refuse_bandwidth() {
  throw Error{error("YG3350",
                    {"fewer than two members of a reference set are inefficient: there is no "
                     "spread of scores to draw from",
                     "参照集中非有效的成员不足两个，没有可供抽样的得分分布"},
                    {"use fewer variables, a wider reference set, or method = \"subsample\"",
                     "请减少变量、扩大参照集，或取 method = \"subsample\""})
                  .about("bandwidth")};
}

double rate_of(const Technology& t) {
  const double dimensions = static_cast<double>(t.variables());
  return 2 / (dimensions + (t.returns == Returns::crs ? 0 : 1));
}

std::size_t size_of(const BootstrapSettings& settings, std::size_t n) {
  const auto by_rule = static_cast<std::size_t>(std::lround(std::pow(static_cast<double>(n), 0.7)));
  const std::size_t size = settings.size == 0 ? std::max<std::size_t>(by_rule, 2) : settings.size;
  if (size >= 2 && size < n) return size;
  throw Error{
      error("YG3351",
            {fmt::format("a subsample of {} is no part of a reference set of {} rows", size, n),
             fmt::format("子样本量 {} 不是参照集（{} 行）的一部分", size, n)},
            {"write a size between 2 and the rows of the smallest reference set",
             "size 须不小于 2 且小于最小参照集的行数"})
          .about("size")};
}

/// delta of every point in every replicate: [reps x points].
std::vector<double> replicate_all(const RadialPoints& points,
                                  const Sampler& sampler,
                                  const BootstrapSettings& settings,
                                  std::size_t reps,
                                  RadialCounts& counts,
                                  const Executor& executor) {
  constexpr std::size_t block = replicates_per_block;
  const std::size_t n = points.count();
  std::vector<double> delta(reps * n);
  std::vector<RadialCounts> taken((reps + block - 1) / block);
  const auto bytes_of = [&](std::size_t begin, std::size_t end) {
    return (end - begin) * n * sizeof(double);
  };
  executor.spread(
      reps,
      block,
      [&](std::size_t begin, std::size_t end) {
        RadialScorer scorer(points);
        Sample sample;
        for (std::size_t r = begin; r < end; ++r) {
          const std::span<double> row{&delta[r * n], n};
          sampler.draw(r, sample);
          scorer.score(sample.members, sample.stretch, sample.promising, row);
          for (double& d : row) d = delta_of(d, settings.orientation);
        }
        taken[begin / block] = scorer.counts();
      },
      [&](std::size_t begin, std::size_t end) {
        std::string bytes(bytes_of(begin, end) + sizeof(RadialCounts), '\0');
        std::memcpy(bytes.data(), &delta[begin * n], bytes_of(begin, end));
        std::memcpy(
            bytes.data() + bytes_of(begin, end), &taken[begin / block], sizeof(RadialCounts));
        return bytes;
      },
      [&](std::size_t begin, std::size_t end, std::string_view bytes) {
        std::memcpy(&delta[begin * n], bytes.data(), bytes_of(begin, end));
        std::memcpy(
            &taken[begin / block], bytes.data() + bytes_of(begin, end), sizeof(RadialCounts));
      });
  for (const RadialCounts& c : taken) counts += c;
  return delta;
}

/// Bias, sd and interval of one unit from what mimics its error.
void summarise(std::span<double> error, double alpha, std::size_t k, Bootstrapped& result) {
  result.counted[k] = static_cast<std::uint32_t>(error.size());
  if (error.size() < 2) return;
  const double bias = mean_of(error), sd = std::sqrt(variance_of(error));
  result.bias[k] = bias;
  result.sd[k] = sd;
  result.corrected[k] = result.delta[k] - bias;
  result.keep[k] = sd * sd < bias * bias / 3 ? 1 : 0;
  result.low[k] = result.delta[k] - quantile_in_place(error, 1 - alpha / 2);
  result.high[k] = result.delta[k] - quantile_in_place(error, alpha / 2);
}

}  // namespace

double quantile_in_place(std::span<double> values, double probability) {
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(std::floor(position));
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  const double share = position - static_cast<double>(below);
  if (share == 0) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + share * (high - low);
}

double silverman_bandwidth(std::span<const double> delta) {
  std::vector<double> below;
  for (const double d : delta)
    if (d > 1 + inefficient) below.push_back(d);
  if (below.size() < 2) refuse_bandwidth();
  std::vector<double> both = reflected(below);
  const double count = static_cast<double>(both.size());
  const double sd = std::sqrt(variance_of(both));
  const double range = quantile_in_place(both, 0.75) - quantile_in_place(both, 0.25);
  const double h = 0.9 * std::min(sd, range / 1.349) * std::pow(count, -0.2);
  return h * std::pow(count / static_cast<double>(delta.size()), 0.2) *
         std::sqrt(variance_of(delta)) / sd;
}

Bootstrapped bootstrap(const Technology& technology,
                       const Reference& reference,
                       const BootstrapSettings& settings,
                       const Executor& executor) {
  const Points p = points_of(technology, reference);
  const std::size_t n = p.member.size(), count = p.evaluated.size();
  Bootstrapped result;
  const std::vector<double> factor =
      radial_factors(p.technology, p.member, settings.orientation, &result.counts);
  std::vector<double> delta(n);
  for (std::size_t i = 0; i < n; ++i)
    delta[i] = delta_of(factor[p.member[i]], settings.orientation);
  for (const std::uint32_t k : p.evaluated)
    result.delta.push_back(delta_of(factor[k], settings.orientation));
  for (auto* v : {&result.bias, &result.sd, &result.corrected, &result.low, &result.high})
    v->assign(count, missing);
  result.keep.assign(count, 0);
  result.counted.assign(count, 0);

  Sampler sampler(p.member, delta, settings);
  double scale = 1;
  result.size = n;
  if (settings.method == Resampling::sw1998) {
    result.bandwidth =
        is_missing(settings.bandwidth) ? silverman_bandwidth(delta) : settings.bandwidth;
    sampler.smooth(result.bandwidth);
  } else {
    result.size = size_of(settings, n);
    result.rate = rate_of(technology);
    scale = std::pow(static_cast<double>(result.size) / static_cast<double>(n), result.rate);
    sampler.part(result.size);
  }
  const std::size_t reps = settings.given != nullptr ? settings.given->reps : settings.reps;
  const RadialPoints points(p.technology, settings.orientation);
  const std::vector<double> star =
      replicate_all(points, sampler, settings, reps, result.counts, executor);
  const std::size_t width = points.count();
  executor.for_blocks(count, points_per_block, [&](std::size_t begin, std::size_t end) {
    std::vector<std::vector<double>> error(end - begin);
    for (auto& e : error) e.reserve(reps);
    for (std::size_t r = 0; r < reps; ++r)
      for (std::size_t k = begin; k < end; ++k)
        if (const double d = star[r * width + p.evaluated[k]]; std::isfinite(d))
          error[k - begin].push_back(scale * (d - result.delta[k]));
    for (std::size_t k = begin; k < end; ++k)
      if (std::isfinite(result.delta[k])) summarise(error[k - begin], settings.alpha, k, result);
  });
  return result;
}

ReturnsTest returns_test(const Technology& technology,
                         const Reference& reference,
                         const BootstrapSettings& settings,
                         const Executor& executor) {
  Points p = points_of(technology, {reference.members, {}});
  p.technology.returns = Returns::crs;
  const RadialPoints constant(p.technology, settings.orientation);
  const auto factors = [&] { return radial_factors(p.technology, p.member, settings.orientation); };
  const std::vector<double> under_constant = factors();
  p.technology.returns = Returns::vrs;
  const RadialPoints variable(p.technology, settings.orientation);
  const std::vector<double> under_variable = factors();
  const auto ratio = [&](std::span<const double> crs, std::span<const double> vrs) {
    const auto sum = [&](std::span<const double> factor) {
      double total = 0;
      for (const double f : factor) total += 1 / delta_of(f, settings.orientation);
      return total;
    };
    return sum(crs) / sum(vrs);
  };
  std::vector<double> delta;
  for (const double f : under_constant) delta.push_back(delta_of(f, settings.orientation));
  Sampler sampler(p.member, delta, settings);
  sampler.smooth(is_missing(settings.bandwidth) ? silverman_bandwidth(delta) : settings.bandwidth);
  std::vector<double> star(settings.reps);
  executor.spread(
      std::span<double>(star), replicates_per_block, [&](std::size_t begin, std::size_t end) {
        RadialScorer crs(constant), vrs(variable);
        std::vector<double> a(constant.count()), b(constant.count());
        Sample sample;
        for (std::size_t r = begin; r < end; ++r) {
          sampler.draw(r, sample);
          crs.score(sample.members, sample.stretch, sample.promising, a);
          vrs.score(sample.members, sample.stretch, sample.promising, b);
          star[r] = ratio(a, b);
        }
      });
  ReturnsTest test;
  test.statistic = ratio(under_constant, under_variable);
  double below = 0;
  for (const double s : star) {
    if (!std::isfinite(s)) continue;
    ++test.counted;
    below += s <= test.statistic ? 1 : 0;
  }
  if (test.counted > 0) test.p_value = below / static_cast<double>(test.counted);
  return test;
}

}  // namespace yugong::frontier
