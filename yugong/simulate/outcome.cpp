#include "yugong/simulate/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <span>

namespace yugong::simulate {
namespace {

using Cells = std::vector<double>;

// x_t + r x_(t-1) + r^2 x_(t-2) + ..., as if x had stood at its first value for ever (or, for
// noise, been drawn for ever).
void accumulate(Cells& values, std::size_t periods, double r, bool noise) {
  if (r == 0) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % periods == 0)
      values[i] /= noise ? std::sqrt(1 - r * r) : 1 - r;
    else
      values[i] += r * values[i - 1];
  }
}

class Outcome {
 public:
  Outcome(const Grid& d, const OutcomePlan& plan, Random random, const Cells& factor)
      : plan_(plan),
        units_(d.units),
        periods_(d.periods),
        systematic_(plan.systematic) {
    Cells wish(units_);
    for (std::size_t i = 0; i < units_; ++i) wish[i] = 0.4 * factor[i] + random.next_normal();
    for (const std::size_t city : plan.top) wish[city] = std::numeric_limits<double>::infinity();
    is_top_.assign(units_, 0);
    for (const std::size_t city : plan.top) is_top_[city] = 1;
    rank_ = ranks(wish);
    city_of_.resize(units_);
    for (std::size_t i = 0; i < units_; ++i) city_of_[rank_[i]] = i;
    for (std::size_t i = 0; i < d.cells(); ++i) drawn_.push_back(clipped_normal(random, 2.5));
    noise_ = drawn_;
    accumulate(systematic_, periods_, plan.persistence, false);
    accumulate(noise_, periods_, plan.persistence, true);
  }

  OutcomeDraw solve() const {
    double most = plan_.most_level > 0 ? plan_.most_level : most_level();
    const auto evaluate = [&](std::size_t count) {
      return [this, most, count](Pair shape) -> Pair {
        const Moments m =
            moments_of(winsorised(values(kumaraswamy(count, 0, most, shape)), plan_.winsor));
        return {m.mean - plan_.target.min, m.sd};
      };
    };
    // Few cities hold no two that stand above all others.
    const std::size_t few = plan_.top.empty() ? 48 : std::max<std::size_t>(48, units_ / 2);
    const Pair shape = solve_pair(evaluate(std::min(units_, few)),
                                  evaluate(units_),
                                  {plan_.target.mean - plan_.target.min, plan_.target.sd});
    const Cells levels = kumaraswamy(units_, 0, most, shape);
    OutcomeDraw out;
    out.systematic = plan_.systematic;
    out.values.resize(systematic_.size());
    out.noise.resize(systematic_.size());
    for (std::size_t i = 0; i < units_; ++i) {
      const double level = levels[rank_[i]];
      city_values(i, level, std::span(out.values).subspan(i * periods_, periods_));
      for (std::size_t t = 0; t < periods_; ++t)
        out.noise[i * periods_ + t] =
            noise_at(is_top_[i] != 0 ? plan_.top_level : level) * drawn_[i * periods_ + t];
    }
    return out;
  }

 private:
  double noise_at(double level) const {
    const double sd = plan_.noise + plan_.level_noise * level;
    return plan_.most_noise > 0 ? std::min(sd, plan_.most_noise) : sd;
  }

  void city_values(std::size_t city, double level, std::span<double> out) const {
    if (is_top_[city] != 0) level = plan_.top_level;
    const double sd = noise_at(level);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t t = 0; t < periods_; ++t) {
      out[t] = systematic_[city * periods_ + t] + sd * noise_[city * periods_ + t];
      least = std::min(least, out[t]);
    }
    for (double& v : out) v += plan_.target.min + level - least;
  }

  // Values when cities evenly spread over the ranks have these levels.
  Cells values(const Cells& levels) const {
    Cells out(levels.size() * periods_);
    for (std::size_t k = 0; k < levels.size(); ++k) {
      const std::size_t rank = k * (units_ - 1) / (levels.size() - 1);
      city_values(city_of_[rank], levels[k], std::span(out).subspan(k * periods_, periods_));
    }
    if (plan_.extremes != nullptr) out = assign_frontier(out, periods_, *plan_.extremes).score;
    return out;
  }

  double most_level() const {
    double low = 0, high = plan_.target.max - plan_.target.min;
    Cells top(periods_);
    for (int k = 0; k < 60; ++k) {
      const double level = 0.5 * (low + high);
      city_values(city_of_.back(), level, top);
      (*std::max_element(top.begin(), top.end()) < plan_.target.max ? low : high) = level;
    }
    return 0.5 * (low + high);
  }

  const OutcomePlan& plan_;
  std::size_t units_, periods_;
  Cells systematic_, noise_, drawn_;
  std::vector<std::size_t> rank_, city_of_;
  std::vector<char> is_top_;
};

}  // namespace

OutcomeDraw draw_outcome(const Grid& grid,
                         const OutcomePlan& plan,
                         Random random,
                         const std::vector<double>& factor) {
  return Outcome(grid, plan, random, factor).solve();
}

// As Stata's _pctile: the average of two order statistics where count * share is whole.
std::vector<double> winsorised(std::vector<double> values, double share) {
  if (share == 0 || values.empty()) return values;
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  const auto quantile = [&sorted](double p) {
    const double at = p * static_cast<double>(sorted.size());
    const auto below = static_cast<std::size_t>(std::floor(at + 1e-9));
    if (std::abs(at - std::round(at)) < 1e-9 && below > 0 && below < sorted.size())
      return 0.5 * (sorted[below - 1] + sorted[below]);
    return sorted[std::min(below, sorted.size() - 1)];
  };
  const double low = quantile(share), high = quantile(1 - share);
  for (double& v : values) v = std::clamp(v, low, high);
  return values;
}

}  // namespace yugong::simulate
