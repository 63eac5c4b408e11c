#include "yugong/frontier/dea_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/frontier/dea_data.hpp"
#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/dea_settings.hpp"
#include "yugong/frontier/solved_record.hpp"

namespace yugong::frontier::dea {

namespace {

constexpr std::size_t block = 16;  // units per block where programs are solved one by one

bool is_member(const Reference& set, std::uint32_t k) {
  return std::binary_search(set.members.begin(), set.members.end(), k);
}

/// The members that remain when k (or its unit) is taken out.
std::vector<std::uint32_t> others(const Fit& fit, const Reference& set, std::uint32_t k) {
  std::vector<std::uint32_t> members;
  for (const std::uint32_t j : set.members)
    if (fit.owner.empty() ? j != k : fit.owner[j] != fit.owner[k]) members.push_back(j);
  return members;
}

/// Whether a program as the kernel solved it says efficient. A radial model may have been solved as
/// a directional one.
bool reaches_frontier(const Options& o, const frontier::Model& model, const Solved& s) {
  if (s.status != Status::optimal) return false;
  const bool ratio = model.measure == Measure::sbm || model.measure == Measure::radial ||
                     model.measure == Measure::ebm;
  return ratio ? s.score >= 1 - *o.tolerance : s.score <= *o.tolerance;
}

/// Runs the programs of one study under one returns to scale.
class Runner {
 public:
  Runner(const Fit& fit, Returns returns, bool with_super, const Executor& executor)
      : fit_(fit),
        with_super_(with_super),
        executor_(executor),
        prepared_(prepare(fit, returns)) {
    const std::size_t n = fit.rows.size();
    scores_.plain.resize(n);
    scores_.efficient.assign(n, 0);
    scores_.substituted.assign(n, 0);
    scores_.reference_size.assign(n, 0);
    if (with_super) scores_.super.resize(n);
  }

  Scores run(const std::vector<Reference>& sets) {
    if (is_sbm(fit_.options.model))
      run_slacks(sets);
    else
      for (const Reference& set : sets) run_model(set);
    for (const Reference& set : sets) {
      if (with_super_) {
        step_outside(set);
        substitute(set);
      }
      const std::vector<double> largest = largest_of(set);
      for (const std::uint32_t k : set.evaluated) {
        scores_.reference_size[k] = static_cast<std::uint32_t>(set.members.size());
        restore(fit_, prepared_, k, largest, scores_.plain[k]);
        if (with_super_) restore(fit_, prepared_, k, largest, scores_.super[k]);
      }
    }
    return std::move(scores_);
  }

 private:
  void run_slacks(const std::vector<Reference>& sets) {
    std::vector<Reference> kernel;
    for (const Reference& set : sets) kernel.push_back(reference_of(prepared_, set));
    MeasureOptions options;
    options.sbm = prepared_.plain;
    options.super = prepared_.super;
    options.with_super = with_super_;
    options.tie_maxsum = fit_.options.tie == Tie::maxsum;
    options.tolerance = *fit_.options.tolerance;
    options.owner = fit_.owner;
    Measured measured = measure(prepared_.technology, kernel, options, executor_);
    for (std::size_t k = 0; k < scores_.plain.size(); ++k) {
      scores_.plain[k] = std::move(measured.sbm[k]);
      scores_.efficient[k] = measured.efficient[k];
      if (with_super_) scores_.super[k] = std::move(measured.super[k]);
    }
  }

  void run_model(const Reference& set) {
    const Orientation orientation = fit_.options.orientation;
    const frontier::Model model = model_for(fit_, prepared_, set, orientation, false);
    std::vector<Solved> solved = evaluate(prepared_.technology, set, model, executor_);
    Reference efficient{set.members, {}};
    for (std::size_t i = 0; i < set.evaluated.size(); ++i) {
      const std::uint32_t k = set.evaluated[i];
      scores_.plain[k] = std::move(solved[i]);
      scores_.efficient[k] = reaches_frontier(fit_.options, model, scores_.plain[k]);
      if (scores_.efficient[k]) efficient.evaluated.push_back(k);
    }
    if (!with_super_ || efficient.evaluated.empty()) return;
    solved = evaluate(prepared_.technology,
                      efficient,
                      model_for(fit_, prepared_, efficient, orientation, true),
                      executor_);
    for (std::size_t i = 0; i < efficient.evaluated.size(); ++i)
      scores_.super[efficient.evaluated[i]] = std::move(solved[i]);
  }

  /// A row that is not in its own reference set and lies beyond it has no SBM score, and the super
  /// form measures how far beyond.
  void step_outside(const Reference& set) {
    if (!is_sbm(fit_.options.model)) return;
    std::vector<std::uint32_t> outside;
    for (const std::uint32_t k : set.evaluated)
      if (!is_member(set, k) && scores_.plain[k].status == Status::infeasible) outside.push_back(k);
    solve_each(outside, set, prepared_.super);
    for (const std::uint32_t k : outside) scores_.efficient[k] = 1;
  }

  void substitute(const Reference& set) {
    if (fit_.options.infeasible != Infeasible::nonoriented) return;
    Reference lacking{set.members, {}};
    for (const std::uint32_t k : set.evaluated)
      if (scores_.efficient[k] && scores_.super[k].status == Status::infeasible)
        lacking.evaluated.push_back(k);
    if (is_sbm(fit_.options.model)) {
      Ratio free = prepared_.super;
      free.input_oriented = free.output_oriented = false;
      solve_each(lacking.evaluated, set, free);
    } else if (!lacking.evaluated.empty()) {
      std::vector<Solved> solved =
          evaluate(prepared_.technology,
                   lacking,
                   model_for(fit_, prepared_, lacking, Orientation::none, true),
                   executor_);
      for (std::size_t i = 0; i < solved.size(); ++i)
        scores_.super[lacking.evaluated[i]] = std::move(solved[i]);
    }
    // The nonoriented form can lack a solution too.
    for (const std::uint32_t k : lacking.evaluated)
      scores_.substituted[k] = scores_.super[k].status == Status::optimal;
  }

  /// The super form of each unit against the set without it.
  void solve_each(const std::vector<std::uint32_t>& units,
                  const Reference& set,
                  const Ratio& ratio) {
    const auto body = [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        scores_.super[units[i]] = solve_unit(prepared_.technology,
                                             units[i],
                                             others(fit_, set, units[i]),
                                             ratio,
                                             true,
                                             fit_.options.tie == Tie::maxsum);
    };
    spread_units(executor_, units.size(), block, body, [&](std::size_t i) -> Solved& {
      return scores_.super[units[i]];
    });
  }

  std::vector<double> largest_of(const Reference& set) const {
    const Technology& t = prepared_.technology;
    std::vector<double> largest(t.variables(), 0.0);
    for (std::size_t v = 0; v < t.variables(); ++v)
      for (const std::uint32_t j : set.members) largest[v] = std::max(largest[v], t.at(v, j));
    return largest;
  }

  const Fit& fit_;
  bool with_super_;
  const Executor& executor_;
  Prepared prepared_;
  Scores scores_;
};

/// Local returns by comparing scores: equal within 1e-8.
std::string phase(double crs, double vrs, double nirs) {
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-8; };
  if (is_missing(crs) || is_missing(vrs) || is_missing(nirs)) return "";
  if (same(crs, vrs)) return "crs";
  return same(nirs, crs) ? "irs" : "drs";
}

void add_scale(Fit& fit, const std::vector<Reference>& sets, const Executor& executor) {
  std::vector<double> scores[3];
  const Returns returns[3] = {Returns::crs, Returns::vrs, Returns::nirs};
  for (std::size_t r = 0; r < 3; ++r)
    for (const Solved& s : run(fit, sets, returns[r], false, executor).plain)
      scores[r].push_back(score_of(fit, s));
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    const double crs = scores[0][i], vrs = scores[1][i];
    fit.scale_efficiency.push_back(vrs > 0 ? crs / vrs : missing);
    fit.returns_phase.push_back(phase(crs, vrs, scores[2][i]));
  }
}

void add_technology_gap(Fit& fit, const Executor& executor) {
  const Options& o = fit.options;
  const bool whole_score = o.gap_on == GapOn::score;
  const auto sets = references(frontier_rule(o.frontier), fit.period, fit.group);
  warn_few(fit, sets);
  const Scores within = run(fit, sets, o.returns, whole_score && is_super(o.model), executor);
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    const Solved& mine = whole_score ? within.reported(i) : within.plain[i];
    const Solved& all = whole_score ? fit.scores.reported(i) : fit.scores.plain[i];
    fit.group_score.push_back(efficiency_of(fit, mine));
    const double gap = efficiency_of(fit, all) / fit.group_score.back();
    fit.technology_gap.push_back(fit.group_score.back() > 0 ? gap : missing);
  }
}

/// The column score, as `report` asks.
double reported_score(const Fit& fit, const Scores& scores, std::size_t i) {
  const Solved& s = scores.reported(i);
  if (fit.options.report == Report::efficiency) return efficiency_of(fit, s);
  // A row that is not efficient is not beyond the others: its delta is one.
  if (fit.options.report == Report::super && !scores.efficient[i])
    return s.status == Status::optimal ? 1.0 : missing;
  return score_of(fit, s);
}

std::string period_range(const Fit& fit, const Reference& window) {
  long first = fit.period[window.members[0]], last = first;
  for (const std::uint32_t j : window.members) {
    first = std::min(first, fit.period[j]);
    last = std::max(last, fit.period[j]);
  }
  return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

/// Every window by itself. Slacks, targets and peers are those of the first window of a row, which
/// ends with its own period (but for the first periods); its score is the mean over windows.
void measure_windows(Fit& fit, const std::vector<Reference>& windows, const Executor& executor) {
  const std::size_t n = fit.rows.size();
  const bool super = is_super(fit.options.model);
  std::vector<std::uint8_t> seen(n, 0);
  fit.scores.plain.resize(n);
  if (super) fit.scores.super.resize(n);
  fit.scores.efficient.assign(n, 0);
  fit.scores.substituted.assign(n, 0);
  fit.scores.reference_size.assign(n, 0);
  for (const Reference& window : windows) {
    Scores scores = run(fit, {window}, fit.options.returns, super, executor);
    Window& column = fit.windows.emplace_back();
    column.name = period_range(fit, window);
    column.score.assign(n, missing);
    for (const std::uint32_t k : window.evaluated) {
      const Solved& s = scores.reported(k);
      column.score[k] = reported_score(fit, scores, k);
      // A window without a solution is not averaged away.
      if (seen[k] && s.status == Status::optimal) continue;
      if (seen[k] && fit.scores.reported(k).status != Status::optimal) continue;
      seen[k] = 1;
      fit.scores.efficient[k] = scores.efficient[k];
      fit.scores.substituted[k] = scores.substituted[k];
      fit.scores.reference_size[k] = scores.reference_size[k];
      if (super) fit.scores.super[k] = std::move(scores.super[k]);
      fit.scores.plain[k] = std::move(scores.plain[k]);
    }
  }
}

void average_windows(Fit& fit) {
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    if (is_missing(fit.score[i])) continue;
    double sum = 0;
    std::size_t count = 0;
    for (const Window& w : fit.windows)
      if (!is_missing(w.score[i])) {
        sum += w.score[i];
        ++count;
      }
    fit.score[i] = sum / static_cast<double>(count);
  }
}

}  // namespace

Scores run(const Fit& fit,
           const std::vector<Reference>& sets,
           Returns returns,
           bool with_super,
           const Executor& executor) {
  return Runner(fit, returns, with_super, executor).run(sets);
}

double score_of(const Fit& fit, const Solved& solved) {
  if (solved.status != Status::optimal) return missing;
  const bool phi =
      fit.options.report == Report::farrell && fit.options.orientation == Orientation::output;
  return phi ? 1 / solved.score : solved.score;
}

double efficiency_of(const Fit& fit, const Solved& solved) {
  const Options& o = fit.options;
  if (solved.status != Status::optimal || o.model == Model::additive) return missing;
  if (!is_directional(o.model)) return solved.score;
  const DirectionRule rule = direction_rule(o);
  std::vector<double> weights;
  if (o.model == Model::nddf) weights = beta_weights(fit);
  double fall = 0, fall_weight = 0, rise = 0, rise_weight = 0;
  for (std::size_t v = 0; v < fit.variables.size(); ++v) {
    if (!moves(rule, v)) continue;
    const double weight = weights.empty() ? 1.0 : weights[v];
    const bool grows = fit.variables[v].side == Side::good ||
                       (fit.variables[v].side == Side::bad && o.bad == Bad::translate);
    (grows ? rise : fall) += weight * (weights.empty() ? solved.score : solved.beta[v]);
    (grows ? rise_weight : fall_weight) += weight;
  }
  if (weights.empty()) {
    if (rise_weight == 0) return 1 - solved.score;
    return solved.score > -1 ? 1 / (1 + solved.score) : missing;
  }
  return (1 - (fall_weight > 0 ? fall / fall_weight : 0)) /
         (1 + (rise_weight > 0 ? rise / rise_weight : 0));
}

void measure_all(Fit& fit, const std::vector<Reference>& sets, const Executor& executor) {
  const Options& o = fit.options;
  const FrontierRule rule = frontier_rule(o.frontier);
  if (is_ebm(o.model)) fit.ebm = ebm_sides(fit, prepare(fit, o.returns), executor, fit.notes);
  if (rule.kind == FrontierRule::Kind::classic)
    measure_windows(fit, sets, executor);
  else
    fit.scores = run(fit, sets, o.returns, is_super(o.model), executor);
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    fit.efficiency.push_back(efficiency_of(fit, fit.reported(i)));
    fit.score.push_back(reported_score(fit, fit.scores, i));
  }
  if (rule.kind == FrontierRule::Kind::classic) average_windows(fit);
  if (o.super == Super::composite) add_composite(fit, sets, executor);
  if (o.scale) add_scale(fit, sets, executor);
  if (!o.technology_gap.empty()) add_technology_gap(fit, executor);
}

}  // namespace yugong::frontier::dea
