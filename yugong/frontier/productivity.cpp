#include "yugong/frontier/productivity.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "yugong/base/progress.hpp"
#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/productivity_scores.hpp"
#include "yugong/frontier/productivity_settings.hpp"

namespace yugong::frontier::productivity {

namespace {

/// The distances of a step, and what they make.
struct Measured {
  Change change;
  Status status = Status::optimal;  ///< the worst of the distances that the index needs
};

Status worse(Status a, Status b) {
  const auto weight = [](Status s) {
    return s == Status::optimal ? 0 : s == Status::infeasible ? 1 : s == Status::unbounded ? 2 : 3;
  };
  return weight(a) >= weight(b) ? a : b;
}

Measured measured(const Fit& fit, const Distances& distances, const Step& step) {
  const Reading own_before = distances.at(step.own_before);
  const Reading own_after = distances.at(step.own_after);
  const Reading before = distances.at(step.other_before), after = distances.at(step.other_after);
  Measured result;
  if (fit.form.common()) {
    result.change =
        common(fit.index, {own_before.score, own_after.score, before.score, after.score});
    result.status = worse(before.status, after.status);
    return result;
  }
  result.change =
      adjacent(fit.index, {own_before.score, own_after.score, before.score, after.score});
  result.status =
      worse(worse(own_before.status, own_after.status), worse(before.status, after.status));
  return result;
}

Outcome outcome_of(const Measured& m) {
  if (!is_missing(m.change.index)) return Outcome::solved;
  switch (m.status) {
    case Status::optimal:
      return Outcome::undefined;
    case Status::infeasible:
      return Outcome::infeasible;
    case Status::unbounded:
      return Outcome::unbounded;
    case Status::numerical:
      return Outcome::numerical;
  }
  return Outcome::numerical;
}

void read_scores(const Plan& plan, const Distances& distances, Fit& fit) {
  for (std::size_t j = 0; j < fit.changes.size(); ++j) {
    RowChange& row = fit.changes[j];
    row.own = distances.at(plan.own[j]).score;
    if (!plan.whole.empty()) row.whole = distances.at(plan.whole[j]).score;
    if (j > 0 && fit.unit[j] == fit.unit[j - 1]) row.outcome = Outcome::gap;
  }
  for (const Step& step : plan.steps) {
    RowChange& row = fit.changes[step.after];
    const Measured m = measured(fit, distances, step);
    row.before = step.before;
    row.change = m.change;
    row.outcome = outcome_of(m);
    (fit.form.common() ? row.whole : row.earlier) = distances.at(step.other_after).score;
    (fit.form.common() ? row.whole_before : row.later) = distances.at(step.other_before).score;
  }
}

/// Fills the parts of the decomposition from the variable-returns distances.
void read_parts(const Plan& plan, const Distances& vrs, Fit& fit) {
  for (const Step& step : plan.steps) {
    RowChange& row = fit.changes[step.after];
    if (fit.options.decomposition == Decomposition::fgnz) {
      const ScaleSplit split = scale_split(
          fit.index, row.change.ec, vrs.at(step.own_before).score, vrs.at(step.own_after).score);
      row.pec = split.pec;
      row.sec = split.sec;
    } else {
      const RayDesli parts =
          ray_desli(fit.index, row.change.index, measured(fit, vrs, step).change);
      row.pec = parts.pec;
      row.tc_vrs = parts.tc_vrs;
      row.sc = parts.sc;
    }
  }
}

void collect_parts(Fit& fit) {
  const auto add = [&](const std::string& name, const auto& value) {
    Part part{name, {}};
    part.value.reserve(fit.changes.size());
    for (const RowChange& row : fit.changes) part.value.push_back(value(row));
    fit.parts.push_back(std::move(part));
  };
  add("index", [](const RowChange& r) { return r.change.index; });
  add("ec", [](const RowChange& r) { return r.change.ec; });
  add("tc", [](const RowChange& r) { return r.change.tc; });
  if (fit.options.decomposition == Decomposition::none) return;
  add("pec", [](const RowChange& r) { return r.pec; });
  if (fit.options.decomposition == Decomposition::fgnz) {
    add("sec", [](const RowChange& r) { return r.sec; });
    return;
  }
  add("tc_vrs", [](const RowChange& r) { return r.tc_vrs; });
  add("sc", [](const RowChange& r) { return r.sc; });
}

/// Chains from each unit's first row; missing from the first change that is missing.
void chain_parts(Fit& fit) {
  for (const Part& part : fit.parts) {
    Part chain{part.name, {}};
    for (std::size_t j = 0; j < part.value.size(); ++j) {
      const bool first = j == 0 || fit.unit[j] != fit.unit[j - 1];
      chain.value.push_back(first ? neutral(fit.index)
                                  : chained(fit.index, chain.value[j - 1], part.value[j]));
    }
    fit.cumulative.push_back(std::move(chain));
  }
}

std::string some_keys(const Fit& fit, const std::vector<std::size_t>& rows) {
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 5); ++i)
    out += (i == 0 ? "" : "; ") + fit.sample.keys[rows[i]];
  return rows.size() > 5 ? out + "; …" : out;
}

std::vector<std::size_t> rows_with(const Fit& fit, Outcome outcome) {
  std::vector<std::size_t> rows;
  for (std::size_t j = 0; j < fit.changes.size(); ++j)
    if (fit.changes[j].outcome == outcome) rows.push_back(j);
  return rows;
}

void note_without_value(Fit& fit, Outcome outcome, const Text& why, const Text& mend) {
  const std::vector<std::size_t> rows = rows_with(fit, outcome);
  if (rows.empty()) return;
  const std::string who = some_keys(fit, rows);
  fit.notes.push_back(warning(
      "YG3342",
      {fmt::format(
           "{} of {} indices have no value because {}: {}", rows.size(), fit.steps, why.en, who),
       fmt::format(
           "{1} 个指数中有 {0} 个没有取值：{2}（{3}）", rows.size(), fit.steps, why.zh, who)},
      mend));
}

void note_outcomes(Fit& fit) {
  note_without_value(
      fit,
      Outcome::infeasible,
      {"a distance to the technology has no solution (the unit lies outside it)",
       "某一距离函数无可行解（单元落在该期前沿之外）"},
      {"efficiency change is reported where it has a value; frontier = \"global\" contains every "
       "row and always has a solution",
       "效率变化（ec）仍予报告；frontier = \"global\" 的前沿包含全部样本，总有解"});
  note_without_value(fit,
                     Outcome::unbounded,
                     {"a distance has no bound", "某一距离函数无界"},
                     {"look for zero amounts in the data", "请检查数据中的零值"});
  note_without_value(fit,
                     Outcome::numerical,
                     {"a distance could not be certified", "某一距离函数未通过数值校验"},
                     {"rescale or check the data of these rows", "请检查这些行的数据"});
  note_without_value(
      fit,
      Outcome::undefined,
      {"a score is zero, and ratios with it have no meaning", "某一得分为零，比率无意义"},
      {"look at the rows whose good outputs are zero", "请检查期望产出为零的行"});
}

void note_gaps(Fit& fit) {
  if (fit.gaps == 0) return;
  const bool bridged = fit.options.gap == Gap::bridge;
  fit.notes.push_back(
      note("YG3343",
           {fmt::format("{} rows follow a gap in the periods of their unit; {}",
                        fit.gaps,
                        bridged ? "they are compared with the last period before it"
                                : "they have no index"),
            fmt::format(
                "{} 行的上一期缺失；{}", fit.gaps, bridged ? "与缺口前最近一期比较" : "没有指数")},
           bridged ? Text{}
                   : Text{"write gap = \"bridge\" to compare with the last period before the gap",
                          "gap = \"bridge\" 可与缺口前最近一期比较"}));
}

void note_chains(Fit& fit) {
  if (!fit.options.cumulative) return;
  std::size_t late = 0, broken = 0;
  const std::vector<double>& chain = fit.cumulative.front().value;
  for (std::size_t j = 0; j < chain.size(); ++j) {
    const bool first = j == 0 || fit.unit[j] != fit.unit[j - 1];
    const bool last = j + 1 == chain.size() || fit.unit[j + 1] != fit.unit[j];
    late += first && fit.period[j] != fit.panel_periods.front();
    broken += last && is_missing(chain[j]);
  }
  const Text mend{"compare levels only between units with the same first period",
                  "累积水平只宜在首期相同的单元之间比较"};
  if (late > 0)
    fit.notes.push_back(
        note("YG3345",
             {fmt::format("{} units enter after the first period; their chains begin there", late),
              fmt::format("{} 个单元首期较晚，其累积指数自该期起算", late)},
             mend));
  if (broken > 0)
    fit.notes.push_back(
        note("YG3345",
             {fmt::format("the chains of {} units break off at an index without a value", broken),
              fmt::format("{} 个单元的累积指数因指数缺失而中断", broken)},
             {"frontier = \"global\" has fewer missing indices; gap = \"bridge\" closes gaps",
              "frontier = \"global\" 的缺失较少；gap = \"bridge\" 可跨间断"}));
}

/// Variable-returns distances of the rows that the decomposition needs.
void decompose(const Plan& plan, const Executor& executor, Fit& fit) {
  const Plan needed = fit.options.decomposition == Decomposition::fgnz ? own_rows_only(plan) : plan;
  Fit variable = fit;
  variable.model.returns = variable.sample.options.returns = Returns::vrs;
  const Distances distances(needed, variable, executor);
  fit.programs += distances.programs();
  read_parts(plan, distances, fit);
}

}  // namespace

Verb verb() {
  return {"productivity",
          {"Productivity indices: Malmquist, Malmquist-Luenberger and Luenberger, with their parts",
           "生产率指数：Malmquist、Malmquist-Luenberger 与 Luenberger 及其分解"},
          "efficiency",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  Fit fit;
  try {
    settle(options, fit);
  } catch (const Error&) {
    // Wrong settings are reported when the method runs; the columns named are still its own.
    std::vector<std::string> names = options.inputs;
    names.insert(names.end(), options.outputs.begin(), options.outputs.end());
    names.insert(names.end(), options.undesirable.begin(), options.undesirable.end());
    return names;
  }
  return dea::uses(fit.model);
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit fit;
  settle(options, fit);
  read_sample(panel, fit);
  const Plan plan = productivity::plan(
      fit.unit,
      fit.period,
      {fit.form, options.balanced == Balanced::pair, options.gap == Gap::bridge});
  fit.steps = plan.steps.size();
  fit.gaps = plan.gaps;
  fit.bridged = plan.bridged;
  fit.panel_periods = plan.periods;
  if (plan.steps.empty())
    throw Error{error("YG3340",
                      {"no unit has two consecutive periods", "没有任何单元具有相邻两期的数据"},
                      {"check the unit and time columns; gap = \"bridge\" compares across gaps",
                       "请检查个体列与时间列；gap = \"bridge\" 可跨间断比较"})};
  fit.changes.resize(fit.unit.size());
  const bool twice = options.decomposition != Decomposition::none;
  executor.progress().begin(
      "productivity", "technologies", plan.technologies.size() * (twice ? 2 : 1));
  if (options.model == Model::ebm)
    fit.sample.ebm = dea::ebm_sides(
        fit.sample, dea::prepare(fit.sample, fit.model.returns), executor, fit.notes);
  const Distances distances(plan, fit, executor);
  fit.programs = distances.programs();
  read_scores(plan, distances, fit);
  if (twice) decompose(plan, executor, fit);
  executor.progress().finish("productivity", "");
  collect_parts(fit);
  if (options.cumulative) chain_parts(fit);
  note_outcomes(fit);
  note_gaps(fit);
  note_chains(fit);
  return fit;
}

}  // namespace yugong::frontier::productivity
