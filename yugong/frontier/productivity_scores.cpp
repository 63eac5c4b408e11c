#include "yugong/frontier/productivity_scores.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "yugong/base/progress.hpp"
#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/dea_run.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::productivity {

namespace {

/// The programs of the efficiency model.
class Programs {
 public:
  Programs(const Fit& fit, const Executor& executor)
      : fit_(fit),
        prepared_(dea::prepare(fit.sample, fit.model.returns)),
        executor_(executor) {
    const bool sbm = dea::is_sbm(fit.model.model);
    by_range_ = dea::is_directional(fit.model.model) &&
                dea::direction_rule(fit.model).kind == dea::DirectionRule::Kind::range;
    largest_.assign(prepared_.technology.variables(), 1.0);
    super_inside_ = fit.options.model == Model::super_sbm;
    super_outside_ = sbm && fit.options.outside == Outside::super &&
                     dea::disposal_of(fit.model) == Disposal::strong;
  }

  std::vector<Reading> measure(const Reference& rows) const {
    std::vector<Reading> readings = plain(rows);
    for (const bool inside : {true, false})
      if (const auto again = beyond(rows, readings, inside); !again.empty())
        fill(readings, again, rows, true);
    return readings;
  }

 private:
  /// Slacks-based programs are faster when a set measures its own rows alone.
  std::vector<Reading> plain(const Reference& rows) const {
    std::vector<Reading> readings(rows.evaluated.size());
    std::vector<std::size_t> inside, outside;
    for (std::size_t i = 0; i < readings.size(); ++i)
      (contains(rows, i) ? inside : outside).push_back(i);
    if (!dea::is_sbm(fit_.model.model) || inside.size() != rows.members.size()) {
      inside.insert(inside.end(), outside.begin(), outside.end());
      std::sort(inside.begin(), inside.end());
      outside.clear();
    }
    fill(readings, inside, rows, false);
    if (!outside.empty()) fill(readings, outside, rows, false);
    return readings;
  }

  /// Solves the rows at some positions.
  void fill(std::vector<Reading>& readings,
            const std::vector<std::size_t>& positions,
            const Reference& rows,
            bool super) const {
    Reference some{rows.members, {}};
    for (const std::size_t i : positions) some.evaluated.push_back(rows.evaluated[i]);
    const std::vector<Reading> solved = solve(some, super);
    for (std::size_t i = 0; i < positions.size(); ++i) readings[positions[i]] = solved[i];
  }

  std::vector<Reading> solve(const Reference& rows, bool super) const {
    const Reference set = dea::reference_of(prepared_, rows);
    const dea::Orientation orientation = fit_.model.orientation;
    frontier::Model model = dea::model_for(fit_.sample, prepared_, set, orientation, super);
    model.slack_stage = false;
    model.tie_maxsum = false;
    // Another period's technology keeps the unit's own row of that period.
    if (!set.evaluated.empty() && !contains(rows, 0)) model.owner = {};
    if (by_range_) model.direction = dea::directions(fit_.sample, prepared_, of_all_rows(set));
    std::vector<Solved> solved = evaluate(prepared_.technology, set, model, executor_);
    std::vector<Reading> readings;
    readings.reserve(solved.size());
    for (std::size_t i = 0; i < solved.size(); ++i) {
      dea::restore(fit_.sample, prepared_, set.evaluated[i], largest_, solved[i]);
      readings.push_back({dea::score_of(fit_.sample, solved[i]), solved[i].status});
    }
    return readings;
  }

  /// The range direction of a row is the same against every technology: that of all rows.
  Reference of_all_rows(const Reference& set) const {
    Reference all{{}, set.evaluated};
    for (std::uint32_t j = 0; j < prepared_.units; ++j) all.members.push_back(j);
    return all;
  }

  static bool contains(const Reference& rows, std::size_t i) {
    return std::binary_search(rows.members.begin(), rows.members.end(), rows.evaluated[i]);
  }

  /// Rows (members of the set, or the others) that the super form measures instead, as positions
  /// among the rows evaluated.
  std::vector<std::size_t> beyond(const Reference& rows,
                                  const std::vector<Reading>& readings,
                                  bool inside) const {
    std::vector<std::size_t> positions;
    if (!(inside ? super_inside_ : super_outside_)) return positions;
    const double enough = 1 - fit_.model.tolerance.value_or(1e-9);
    for (std::size_t i = 0; i < readings.size(); ++i) {
      if (contains(rows, i) != inside) continue;
      const Reading& r = readings[i];
      const bool efficient = r.status == Status::optimal && r.score >= enough;
      // A row that no combination of the members dominates has no slacks-based program.
      if (efficient || (!inside && r.status == Status::infeasible)) positions.push_back(i);
    }
    return positions;
  }

  const Fit& fit_;
  dea::Prepared prepared_;
  const Executor& executor_;
  bool by_range_ = false, super_inside_ = false, super_outside_ = false;
  std::vector<double> largest_;  // scale of multipliers, which are not read here
};

void sort_once(std::vector<std::uint32_t>& rows) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
}

}  // namespace

Distances::Distances(const Plan& plan, const Fit& fit, const Executor& executor) : plan_(plan) {
  const Programs programs(fit, executor);
  readings_.resize(plan.technologies.size());
  for (std::size_t i = 0; i < readings_.size(); ++i) {
    if (plan.technologies[i].evaluated.empty()) continue;
    executor.check_stop();
    readings_[i] = programs.measure(plan.technologies[i]);
    executor.progress().advance(1);
  }
}

Reading Distances::at(Slot slot) const {
  const std::vector<std::uint32_t>& rows = plan_.technologies[slot.technology].evaluated;
  const auto at = std::lower_bound(rows.begin(), rows.end(), slot.row);
  if (at == rows.end() || *at != slot.row) return {};
  return readings_[slot.technology][static_cast<std::size_t>(at - rows.begin())];
}

std::size_t Distances::programs() const {
  std::size_t count = 0;
  for (const std::vector<Reading>& r : readings_) count += r.size();
  return count;
}

Plan own_rows_only(const Plan& plan) {
  Plan own = plan;
  for (Reference& r : own.technologies) r.evaluated.clear();
  const auto keep = [&](Slot slot) {
    own.technologies[slot.technology].evaluated.push_back(slot.row);
  };
  for (const Slot slot : plan.own) keep(slot);
  for (const Step& step : plan.steps) {
    keep(step.own_before);
    keep(step.own_after);
  }
  for (Reference& r : own.technologies) sort_once(r.evaluated);
  return own;
}

}  // namespace yugong::frontier::productivity
