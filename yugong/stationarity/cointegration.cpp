#include "yugong/stationarity/cointegration.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/regression/design.hpp"

namespace yugong::stationarity::cointegration {
namespace {

using regression::Formula;

[[noreturn]] void refuse(const std::string& code, Text what, Text mend, const char* path) {
  Place p;
  p.path = path;
  throw Error(error(code, std::move(what), std::move(mend), p));
}

std::vector<std::string> chosen_tests(const Options& options) {
  std::vector<std::string> known = {"kao", "pedroni", "westerlund"};
  if (options.tests.empty()) return known;
  for (const std::string& name : options.tests) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const Text near = text::did_you_mean(name, known);
    refuse("YG3182",
           {fmt::format("there is no cointegration test '{}'{}", name, near.en),
            fmt::format("没有协整检验“{}”{}", name, near.zh)},
           {"choose from " + text::join(known, ", "), "可选：" + text::join(known, "、")},
           "tests");
  }
  return options.tests;
}

/// The formula, without what a long-run relation does not have.
Formula checked(const Options& options) {
  Formula f = regression::parse_formula(options.formula, options.sets);
  const Text mend = {"write y ~ x1 + x2; constant and trend are set by deterministic",
                     "请写 y ~ x1 + x2；常数与趋势由 deterministic 设定"};
  if (f.outcomes.size() > 1 || !f.fixed_effects.empty() || !f.endogenous.empty() ||
      !f.term_steps.lists.empty() || !f.effect_steps.lists.empty())
    refuse("YG3189",
           {"a cointegration test takes one outcome, no fixed effects, instruments or steps",
            "协整检验只接受一个被解释变量，不含固定效应、工具变量或逐步列表"},
           mend,
           "formula");
  if (f.terms.empty())
    refuse("YG3189",
           {"a cointegration test needs a regressor", "协整检验需要至少一个解释变量"},
           mend,
           "formula");
  return f;
}

/// Leaves out the units whose cointegrating regression cannot be made.
void run_regressions(const data::Panel& panel, Fit& fit) {
  fit.regressions = cointegrating_regressions(fit.input);
  std::vector<Series> series;
  std::vector<CointegratingUnit> kept;
  std::vector<std::string> left;
  for (std::size_t i = 0; i < fit.regressions.size(); ++i) {
    Series& s = fit.input.series[i];
    if (fit.regressions[i].residuals.empty()) {
      left.push_back(panel.units()[s.unit]);
      for (std::size_t r = panel.first(s.unit); r < panel.first(s.unit + 1); ++r) fit.used[r] = 0;
      continue;
    }
    series.push_back(std::move(s));
    kept.push_back(std::move(fit.regressions[i]));
  }
  fit.input.series = std::move(series);
  fit.regressions = std::move(kept);
  if (left.empty()) return;
  const Text list = some_of(left);
  const Text what = {
      fmt::format("{}: {} units are left out (regressors collinear, or no residual): {}",
                  fit.formula,
                  left.size(),
                  list.en),
      fmt::format(
          "{}：剔除 {} 个个体（解释变量共线或没有残差）：{}", fit.formula, left.size(), list.zh)};
  if (fit.input.series.empty())
    throw Error(error("YG3188",
                      {fit.formula + ": no unit is left: its regressors are collinear in every one",
                       fit.formula + "：没有可用个体：各个体内解释变量均共线"},
                      {"leave a regressor out", "请去掉某个解释变量"}));
  fit.notes.push_back(warning("YG3185", what).about("cointegration"));
}

void describe_sample(const data::Panel& panel, Fit& fit) {
  std::vector<char> periods(panel.periods().size(), 0);
  for (std::size_t r = 0; r < panel.rows(); ++r)
    if (fit.used[r] != 0) {
      ++fit.sample.used;
      periods[static_cast<std::size_t>(panel.time()[r])] = 1;
    }
  fit.sample.rows = panel.rows();
  fit.sample.units = fit.input.series.size();
  fit.sample.periods = static_cast<std::size_t>(std::count(periods.begin(), periods.end(), 1));
}

/// Periods that a unit needs: its cointegrating regression, and the Dickey-Fuller regression of its
/// residuals.
std::size_t shortest_unit(const Fit& fit, std::size_t regressors) {
  const LagChoice& lags = fit.input.lags;
  return std::max(shortest_series(Deterministic::none, lags.rule == LagRule::fixed ? lags.lags : 0),
                  regressors + columns_of(fit.input.deterministic) + 3);
}

}  // namespace

Verb verb() {
  return {"cointegration",
          {"panel cointegration tests: Kao, Pedroni, Westerlund",
           "面板协整检验：Kao、Pedroni、Westerlund"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& /*executor*/) {
  const Formula formula = checked(options);
  const std::vector<std::string> tests = chosen_tests(options);
  Fit out;
  out.options = options;
  out.formula = canonical(formula);
  out.unit = panel.unit_name();
  out.units = panel.units();
  out.input.deterministic = options.deterministic;
  out.input.lags = lag_choice(options.lags, options.max_lags, options.significance);
  out.input.leads = options.leads;
  out.input.window = options.window;
  out.input.about = out.formula;
  if (std::vector<Problem> problems = regression::unknown_variables(formula, panel.table().names());
      !problems.empty())
    throw Error(std::move(problems));
  std::vector<regression::Evaluated> columns =
      regression::evaluate(panel, formula.outcomes.front(), formula);
  out.outcome = columns.front().name;
  for (const regression::Term& term : formula.terms)
    for (regression::Evaluated& one : regression::evaluate(panel, term, formula)) {
      out.regressors.push_back(one.name);
      columns.push_back(std::move(one));
    }
  std::vector<Problem> undefined;
  SeriesSettings settings;
  settings.gaps = options.gaps;
  settings.demean = options.demean;
  settings.about = out.formula;
  settings.shortest = shortest_unit(out, out.regressors.size());
  std::vector<std::span<const double>> views;
  for (const regression::Evaluated& c : columns) {
    views.emplace_back(c.values);
    if (c.undefined > 0)
      undefined.push_back(
          warning(
              "YG1204",
              {fmt::format("{} is undefined in {} rows, treated as missing", c.name, c.undefined),
               fmt::format("{} 在 {} 行无定义，按缺失处理", c.name, c.undefined)})
              .about(c.name));
  }
  SeriesSet set = make_series(panel, views, settings);
  out.input.series = std::move(set.series);
  out.used = std::move(set.used);
  out.notes = std::move(undefined);
  out.notes.insert(out.notes.end(), set.notes.begin(), set.notes.end());
  out.sample.dropped = std::move(set.dropped);
  run_regressions(panel, out);
  for (const std::string& test : tests) {
    Statistics rows;
    if (test == "kao")
      rows = kao(out.input, out.notes);
    else if (test == "pedroni")
      rows = pedroni(out.input, out.regressions, out.notes);
    else
      rows = westerlund(out.input, out.regressions, out.notes);
    std::move(rows.begin(), rows.end(), std::back_inserter(out.statistics));
  }
  describe_sample(panel, out);
  return out;
}

std::vector<std::string> uses(const Options& options) {
  static_cast<void>(chosen_tests(options));
  static_cast<void>(lag_choice(options.lags, options.max_lags, options.significance));
  return regression::variables(checked(options));
}

}  // namespace yugong::stationarity::cointegration
