#include "yugong/frontier/dea.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "yugong/base/progress.hpp"
#include "yugong/frontier/dea_data.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

/// Local returns by comparing scores: equal within 1e-8.
std::string phase(double crs, double vrs, double nirs) {
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-8; };
  if (is_missing(crs) || is_missing(vrs) || is_missing(nirs)) return "";
  if (same(crs, vrs)) return "crs";
  return same(nirs, crs) ? "irs" : "drs";
}

/// SBM scores under another returns to scale; NaN where there is none.
std::vector<double> scores_under(Technology technology,
                                 Returns returns,
                                 const std::vector<Reference>& sets,
                                 MeasureOptions options,
                                 const Executor& executor) {
  technology.returns = returns;
  options.with_super = false;
  options.tie_maxsum = false;
  std::vector<double> scores;
  for (const Solved& s : measure(technology, sets, options, executor).sbm)
    scores.push_back(s.score);
  return scores;
}

void add_scale(Fit& fit,
               const std::vector<Reference>& sets,
               const MeasureOptions& options,
               const Executor& executor) {
  const auto crs = scores_under(fit.technology, Returns::crs, sets, options, executor);
  const auto vrs = scores_under(fit.technology, Returns::vrs, sets, options, executor);
  const auto nirs = scores_under(fit.technology, Returns::nirs, sets, options, executor);
  for (std::size_t i = 0; i < crs.size(); ++i) {
    fit.scale_efficiency.push_back(vrs[i] > 0 ? crs[i] / vrs[i] : missing);
    fit.returns_phase.push_back(phase(crs[i], vrs[i], nirs[i]));
  }
}

std::string some_keys(const Fit& fit, const std::vector<std::size_t>& rows) {
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(rows.size(), 5); ++i)
    out += (i == 0 ? "" : "; ") + fit.keys[rows[i]];
  return rows.size() > 5 ? out + "; …" : out;
}

void note_outcomes(Fit& fit) {
  std::vector<std::size_t> infeasible, unbounded, uncertified, no_target;
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    const Status status = fit.status(i);
    if (status == Status::infeasible) infeasible.push_back(i);
    if (status == Status::unbounded) unbounded.push_back(i);
    if (status == Status::numerical) uncertified.push_back(i);
    if (status == Status::optimal && fit.reported(i).peers.empty()) no_target.push_back(i);
  }
  const auto add = [&](const std::vector<std::size_t>& rows,
                       const std::string& code,
                       Level level,
                       Text what,
                       Text mend) {
    if (rows.empty()) return;
    Problem p = level == Level::warning ? warning(code, std::move(what), std::move(mend))
                                        : note(code, std::move(what), std::move(mend));
    const std::string who = some_keys(fit, rows);
    p.what.en = fmt::format("{} rows {}: {}", rows.size(), p.what.en, who);
    p.what.zh = fmt::format("{} 行{}：{}", rows.size(), p.what.zh, who);
    fit.notes.push_back(std::move(p));
  };
  add(infeasible,
      "YG3307",
      Level::warning,
      {"have no score because their super-efficiency program has no solution",
       "因超效率规划无可行解而没有得分"},
      {"they are efficient (column sbm is 1); use returns = \"crs\" or orientation = \"none\", or "
       "report them as missing",
       "这些行是有效的（sbm 列为 1）；可改用 returns = \"crs\" 或 orientation = "
       "\"none\"，或按缺失处理"});
  add(unbounded,
      "YG3307",
      Level::warning,
      {"have no score because the infimum is not attained", "因下确界不可达而没有得分"},
      {"look for zero amounts in the data", "请检查数据中的零值"});
  add(uncertified,
      "YG3308",
      Level::warning,
      {"could not be certified and have no score", "的解未能通过数值校验，没有得分"},
      {"rescale or check the data of these rows", "请检查这些行的数据"});
  add(no_target,
      "YG3314",
      Level::note,
      {"have the zero point as their target (producing nothing is optimal)",
       "的目标点为零点（不生产即为最优）"},
      {"their score is the bound set by the weight of the bad outputs, or zero",
       "其得分由非期望产出权重的上界决定，或为 0"});
}

void score_rows(Fit& fit) {
  fit.score.resize(fit.rows.size());
  for (std::size_t i = 0; i < fit.rows.size(); ++i)
    fit.score[i] = fit.status(i) == Status::optimal ? fit.reported(i).score : missing;
}

}  // namespace

const Solved& Fit::reported(std::size_t i) const {
  return !measured.super.empty() && measured.efficient[i] ? measured.super[i] : measured.sbm[i];
}

Verb verb() {
  return {"dea",
          {"Efficiency scores by data envelopment analysis: SBM and super-SBM, with bad outputs",
           "数据包络分析：SBM 与超效率 SBM，可含非期望产出"},
          "efficiency",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  std::vector<std::string> names;
  for (const Variable& v : variables_of(options)) names.push_back(v.name);
  try {
    if (const FrontierRule rule = frontier_rule(options.frontier); !rule.column.empty())
      names.push_back(rule.column);
  } catch (const Error&) {
    // An unknown reference set is reported when the method runs.
  }
  return names;
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  check_settings(options);
  Fit fit;
  fit.options = options;
  const std::vector<Reference> sets = read_panel(panel, fit);
  MeasureOptions measuring;
  measuring.sbm = ratio_of(options, false);
  measuring.super = ratio_of(options, true);
  measuring.with_super = options.model == Model::super_sbm;
  measuring.tie_maxsum = options.tie == Tie::maxsum;
  measuring.tolerance = options.tolerance;
  std::vector<std::int32_t> owner;
  if (options.exclude == Exclude::unit) {
    for (const std::uint32_t row : fit.rows) owner.push_back(panel.unit()[row]);
    measuring.owner = owner;
  }
  executor.progress().begin("dea", "units", fit.rows.size());
  fit.measured = measure(fit.technology, sets, measuring, executor);
  if (options.scale) add_scale(fit, sets, measuring, executor);
  executor.progress().finish("dea", "");
  score_rows(fit);
  note_outcomes(fit);
  return fit;
}

}  // namespace yugong::frontier::dea
