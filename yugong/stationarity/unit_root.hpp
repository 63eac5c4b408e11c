#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/base/method.hpp"
#include "yugong/stationarity/panel_statistics.hpp"

/// Unit-root tests of the variables of a panel: Levin-Lin-Chu, Im-Pesaran-Shin, Fisher-ADF and
/// Fisher-PP, Breitung, Harris-Tzavalis, Hadri, CIPS; levels and differences side by side.
/// Definitions, tables and what other programs do stand in unit_root.md.
namespace yugong::stationarity::unit_root {

struct Options {
  std::vector<std::string> variables;
  std::vector<std::string> tests;
  Deterministic deterministic = Deterministic::constant;
  Value lags = Value::of(1);
  std::optional<int> max_lags;
  double significance = 0.05;
  std::vector<int> difference = {0};
  bool demean = false;
  Gaps gaps = Gaps::longest;
  bool dfcor = true;
  Convention convention = Convention::paper;
  std::optional<int> window;
  std::optional<int> pp_window;
  int hadri_window = 0;

  static auto described() {
    return std::tuple{
        option("variables", &Options::variables, {"columns to test", "要检验的变量"})
            .required()
            .columns()
            .min_items(1),
        option("tests",
               &Options::tests,
               {"which: llc, ips, fisher_adf, fisher_pp, breitung, ht, hadri, cips, or all; by "
                "default llc, ips, fisher_adf, fisher_pp, cips",
                "检验：llc、ips、fisher_adf、fisher_pp、breitung、ht、hadri、cips 或 all；默认 "
                "llc、ips、fisher_adf、fisher_pp、cips"}),
        option("deterministic",
               &Options::deterministic,
               {"deterministic part: none, constant, trend (with a constant)",
                "确定性成分：none（无）、constant（常数）、trend（常数与趋势）"}),
        option(
            "lags",
            &Options::lags,
            {"lagged differences: a number, or aic, bic, hqic, gts (general to specific), chosen "
             "for each unit",
             "滞后差分阶数：整数，或 aic、bic、hqic、gts（由一般到特殊），逐个体选择"}),
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
        option("difference",
               &Options::difference,
               {"orders of differences to test: 0 the level, 1 the first difference, e.g. [0, 1]",
                "检验的差分阶数：0 为水平，1 为一阶差分，如 [0, 1]"})
            .at_least(0)
            .at_most(3)
            .min_items(1),
        option("demean",
               &Options::demean,
               {"subtract the mean over units of every period first", "先减去各期截面均值"}),
        option("gaps",
               &Options::gaps,
               {"a unit with a gap in time: longest keeps its longest run, refuse stops",
                "存在时间间断的个体：longest 取最长连续段，refuse 则停止"}),
        option("dfcor",
               &Options::dfcor,
               {"error variance of the ADF regressions rss/(n - k); false: rss/n, as plm",
                "ADF 回归误差方差取 rss/(n - k)；false 时为 rss/n（同 plm 默认）"}),
        option("convention",
               &Options::convention,
               {"details of Levin-Lin-Chu: paper, plm, gretl",
                "Levin-Lin-Chu 的细节：paper（原文）、plm、gretl"}),
        option("window",
               &Options::window,
               {"Bartlett window of Levin-Lin-Chu; by default 3.21 T^(1/3)",
                "Levin-Lin-Chu 的 Bartlett 窗宽；默认 3.21 T^(1/3)"})
            .at_least(0)
            .at_most(10000),
        option("pp_window",
               &Options::pp_window,
               {"Bartlett window of Phillips-Perron; by default 4 (T/100)^(2/9)",
                "Phillips-Perron 的 Bartlett 窗宽；默认 4 (T/100)^(2/9)"})
            .at_least(0)
            .at_most(10000),
        option("hadri_window",
               &Options::hadri_window,
               {"Bartlett window of Hadri's long-run variance; 0: serially uncorrelated errors",
                "Hadri 检验长期方差的 Bartlett 窗宽；0 表示误差无序列相关"})
            .at_least(0)
            .at_most(10000)};
  }
};

/// One variable at one order of differences.
struct Tested {
  std::string variable;
  int difference = 0;
  std::string name;  ///< "y", "D.y", "D2.y"
  SeriesSet set;
  std::vector<Adf> adf;  ///< per series of the set
  std::vector<PhillipsPerron> pp;
  std::vector<Cadf> cadf;  ///< empty unless CIPS was asked for
  Statistics statistics;
  std::vector<Problem> notes;
};

struct Fit {
  Options options;
  std::string unit;                ///< column of the units
  std::vector<std::string> units;  ///< their names
  std::vector<Tested> tested;      ///< by variable, then by difference
  Sample sample;
  std::vector<char> used;  ///< [panel rows] in any test
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per variable, order of differences and statistic.
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, tests, notes; tables adf (one row per unit), settings (windows and tables of moments),
/// paper (variables in rows, tests in columns, stars).
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::stationarity::unit_root
