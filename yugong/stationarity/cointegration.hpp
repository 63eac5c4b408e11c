#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/stationarity/cointegration_statistics.hpp"

/// Cointegration of the variables of a panel: Kao, Pedroni, Westerlund. The null of all is no
/// cointegration. Definitions, moments and what other programs do stand in cointegration.md.
namespace yugong::stationarity::cointegration {

struct Options {
  std::string formula;
  std::vector<std::string> tests;
  Deterministic deterministic = Deterministic::constant;
  Value lags = Value::of(1);
  std::optional<int> max_lags;
  double significance = 0.05;
  int leads = 0;
  std::optional<int> window;
  bool demean = false;
  Gaps gaps = Gaps::longest;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"long-run relation, e.g. y ~ x1 + x2; units have coefficients of their own (Kao: "
                "one for all)",
                "长期关系，如 y ~ x1 + x2；各个体系数不同（Kao 检验为共同系数）"})
            .required()
            .formula(),
        option("tests",
               &Options::tests,
               {"which: kao, pedroni, westerlund; by default all",
                "检验：kao、pedroni、westerlund；默认全部"}),
        option("deterministic",
               &Options::deterministic,
               {"deterministic part of Pedroni and Westerlund: none, constant, trend",
                "Pedroni 与 Westerlund 检验的确定性成分：none、constant、trend"}),
        option("lags",
               &Options::lags,
               {"lagged differences: a number, or aic, bic, hqic, gts, chosen for each unit (Kao: "
                "for all)",
                "滞后差分阶数：整数，或 aic、bic、hqic、gts，逐个体选择（Kao 为统一选择）"}),
        option("max_lags",
               &Options::max_lags,
               {"most lags that a rule considers; by default 12 (T/100)^(1/4), at most T/4",
                "准则所考虑的最大滞后阶数；默认 12 (T/100)^(1/4)，不超过 T/4"})
            .at_least(0)
            .at_most(1000),
        option("significance",
               &Options::significance,
               {"level at which gts keeps the last lag", "gts 保留最后一阶滞后的显著性水平"})
            .at_least(1e-6)
            .at_most(0.5),
        option("leads",
               &Options::leads,
               {"leads of the differenced regressors, Westerlund",
                "Westerlund 检验中差分解释变量的领先阶数"})
            .at_least(0)
            .at_most(1000),
        option("window",
               &Options::window,
               {"Bartlett window of the long-run variances; by default 4 (T/100)^(2/9)",
                "长期方差的 Bartlett 窗宽；默认 4 (T/100)^(2/9)"})
            .at_least(0)
            .at_most(10000),
        option("demean",
               &Options::demean,
               {"subtract the mean over units of every period first", "先减去各期截面均值"}),
        option("gaps",
               &Options::gaps,
               {"a unit with a gap in time: longest keeps its longest run, refuse stops",
                "存在时间间断的个体：longest 取最长连续段，refuse 则停止"}),
        regression::sets_option<Options>()};
  }
};

struct Fit {
  Options options;
  std::string formula;  ///< canonical
  std::string outcome;
  std::vector<std::string> regressors;
  std::string unit;                ///< column of the units
  std::vector<std::string> units;  ///< their names
  CointegrationInput input;        ///< series of the units used
  std::vector<CointegratingUnit> regressions;
  Statistics statistics;
  Sample sample;
  std::vector<char> used;  ///< [panel rows]
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per statistic.
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);

/// Keys, residuals of the units' cointegrating regressions, rows used.
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, tests, notes; tables units (one row per unit) and settings.
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::stationarity::cointegration
