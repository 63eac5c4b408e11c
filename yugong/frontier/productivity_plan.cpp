#include "yugong/frontier/productivity_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"

namespace yugong::frontier::productivity {

namespace {

using Kind = FrontierForm::Kind;

[[noreturn]] void refuse(const std::string& written) {
  throw Error{error("YG3341",
                    {fmt::format("frontier = \"{}\" is no technology of an index", written),
                     fmt::format("frontier = \"{}\" 不是指数所用的技术前沿", written)},
                    {"write adjacent, global, sequential, biennial, fixed(2010), window(3) or "
                     "window(3, centred)",
                     "可写 adjacent（相邻）、global（全局）、sequential（序列）、biennial（两期）、"
                     "fixed(2010)（固定基期）、window(3) 或 window(3, centred)（视窗）"})
                  .about("frontier")};
}

/// Builds technologies once each.
class Planner {
 public:
  Planner(std::span<const std::int32_t> unit,
          std::span<const long> period,
          const PlanOptions& options)
      : unit_(unit),
        period_(period),
        options_(options) {
    for (std::size_t j = 0; j < unit.size(); ++j) units_of_[period[j]].insert(unit[j]);
    for (const auto& [p, units] : units_of_) plan_.periods.push_back(p);
  }

  Plan make() {
    for (std::uint32_t j = 0; j < unit_.size(); ++j) {
      if (!options_.balanced_pairs) plan_.own.push_back(slot(own_technology(period_[j]), j));
      if (options_.form.kind == Kind::global || options_.form.kind == Kind::fixed)
        plan_.whole.push_back(slot(common_technology(0, 0), j));
      if (j > 0 && unit_[j - 1] == unit_[j]) add_step(j - 1, j);
    }
    for (Reference& r : plan_.technologies) {
      std::sort(r.evaluated.begin(), r.evaluated.end());
      r.evaluated.erase(std::unique(r.evaluated.begin(), r.evaluated.end()), r.evaluated.end());
    }
    if (options_.balanced_pairs) own_of_steps();
    return std::move(plan_);
  }

 private:
  void add_step(std::uint32_t before, std::uint32_t after) {
    const long t0 = period_[before], t1 = period_[after];
    const auto later = std::upper_bound(plan_.periods.begin(), plan_.periods.end(), t0);
    if (*later != t1) {
      ++plan_.gaps;
      if (!options_.bridge) return;
      ++plan_.bridged;
    }
    Step step{before, after, {}, {}, {}, {}};
    const std::uint32_t earlier_technology =
        options_.balanced_pairs ? pair_technology(t0, t0, t1) : own_technology(t0);
    const std::uint32_t later_technology =
        options_.balanced_pairs ? pair_technology(t1, t0, t1) : own_technology(t1);
    step.own_before = slot(earlier_technology, before);
    step.own_after = slot(later_technology, after);
    const bool common = options_.form.common();
    step.other_before = slot(common ? common_technology(t0, t1) : later_technology, before);
    step.other_after = slot(common ? common_technology(t0, t1) : earlier_technology, after);
    plan_.steps.push_back(step);
  }

  /// The own score of a row is that of the step that leads to it, or else from it.
  void own_of_steps() {
    plan_.own.assign(unit_.size(), {});
    std::vector<bool> known(unit_.size(), false);
    for (const Step& s : plan_.steps) {
      plan_.own[s.after] = s.own_after;
      known[s.after] = true;
      if (!known[s.before]) plan_.own[s.before] = s.own_before;
      known[s.before] = true;
    }
    for (std::uint32_t j = 0; j < unit_.size(); ++j)
      if (!known[j]) plan_.own[j] = slot(own_technology(period_[j]), j);
  }

  Slot slot(std::uint32_t technology, std::uint32_t row) {
    plan_.technologies[technology].evaluated.push_back(row);
    return {technology, row};
  }

  template <class Belongs>
  std::uint32_t technology(std::tuple<int, long, long, long> key, const Belongs& belongs) {
    const auto [at, fresh] =
        number_.emplace(key, static_cast<std::uint32_t>(plan_.technologies.size()));
    if (!fresh) return at->second;
    Reference r;
    for (std::uint32_t j = 0; j < unit_.size(); ++j)
      if (belongs(j)) r.members.push_back(j);
    plan_.technologies.push_back(std::move(r));
    return at->second;
  }

  std::uint32_t own_technology(long t) {
    const FrontierForm& form = options_.form;
    return technology({0, t, 0, 0}, [&, t](std::uint32_t j) {
      switch (form.kind) {
        case Kind::sequential:
          return period_[j] <= t;
        case Kind::window:
          return period_[j] <= t && period_[j] > t - form.width;
        case Kind::centred:
          return period_[j] >= t - form.width && period_[j] <= t + form.width;
        default:
          return period_[j] == t;
      }
    });
  }

  bool in_both(std::uint32_t j, long t0, long t1) const {
    return units_of_.at(t0).count(unit_[j]) > 0 && units_of_.at(t1).count(unit_[j]) > 0;
  }

  std::uint32_t pair_technology(long t, long t0, long t1) {
    return technology({1, t, t0, t1}, [&, t, t0, t1](std::uint32_t j) {
      return period_[j] == t && in_both(j, t0, t1);
    });
  }

  std::uint32_t common_technology(long t0, long t1) {
    switch (options_.form.kind) {
      case Kind::fixed:
        return own_technology(options_.form.base);
      case Kind::biennial:
        return technology({2, 0, t0, t1}, [&, t0, t1](std::uint32_t j) {
          return (period_[j] == t0 || period_[j] == t1) &&
                 (!options_.balanced_pairs || in_both(j, t0, t1));
        });
      default:
        return technology({3, 0, 0, 0}, [](std::uint32_t) { return true; });
    }
  }

  std::span<const std::int32_t> unit_;
  std::span<const long> period_;
  const PlanOptions& options_;
  std::map<long, std::set<std::int32_t>> units_of_;
  std::map<std::tuple<int, long, long, long>, std::uint32_t> number_;
  Plan plan_;
};

}  // namespace

FrontierForm frontier_form(const std::string& written) {
  FrontierForm form;
  const std::string s = text::lower(text::trim(text::normalise(written)));
  if (s == "adjacent") return form;
  FrontierRule rule;
  try {
    rule = frontier_rule(written);
  } catch (const Error&) {
    refuse(written);
  }
  form.width = rule.width;
  form.base = rule.base;
  switch (rule.kind) {
    case FrontierRule::Kind::pooled:
      form.kind = Kind::global;
      return form;
    case FrontierRule::Kind::yearly:
      form.kind = Kind::adjacent;
      return form;
    case FrontierRule::Kind::sequential:
      form.kind = Kind::sequential;
      return form;
    case FrontierRule::Kind::window:
      form.kind = Kind::window;
      return form;
    case FrontierRule::Kind::centred:
      form.kind = Kind::centred;
      return form;
    case FrontierRule::Kind::biennial:
      form.kind = Kind::biennial;
      return form;
    case FrontierRule::Kind::fixed:
      form.kind = Kind::fixed;
      return form;
    default:
      refuse(written);
  }
}

Plan plan(std::span<const std::int32_t> unit,
          std::span<const long> period,
          const PlanOptions& options) {
  return Planner(unit, period, options).make();
}

}  // namespace yugong::frontier::productivity
