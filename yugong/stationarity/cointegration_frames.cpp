#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/stationarity/cointegration.hpp"

namespace yugong::stationarity::cointegration {
namespace {

std::string word_of(Deterministic value) {
  for (const auto& [name, v] : names_of(value))
    if (v == value) return name;
  return "";
}

Frame unit_table(const Fit& fit) {
  std::vector<std::string> unit;
  std::vector<double> estimate, t, lags, nobs, periods, adjustment, adjustment_t;
  for (std::size_t i = 0; i < fit.regressions.size(); ++i) {
    const CointegratingUnit& u = fit.regressions[i];
    unit.push_back(fit.units[fit.input.series[i].unit]);
    estimate.push_back(u.adf.coefficient);
    t.push_back(u.adf.t);
    lags.push_back(u.adf.lags);
    nobs.push_back(static_cast<double>(u.adf.nobs));
    periods.push_back(static_cast<double>(fit.input.series[i].length()));
    adjustment.push_back(u.adjustment);
    adjustment_t.push_back(u.adjustment_t);
  }
  Frame out;
  out.add(fit.unit, std::move(unit)).add("estimate", std::move(estimate));
  out.add("statistic", std::move(t)).add("lags", std::move(lags));
  out.add("nobs", std::move(nobs)).add("periods", std::move(periods));
  if (std::any_of(adjustment.begin(), adjustment.end(), [](double v) { return !is_missing(v); }))
    out.add("adjustment", std::move(adjustment)).add("adjustment_t", std::move(adjustment_t));
  return out;
}

Frame settings_table(const Fit& fit) {
  std::vector<std::string> test, kernel, source, source_zh, side;
  std::vector<double> lags, window;
  for (const PanelStatistic& s : fit.statistics) {
    test.push_back(s.name);
    side.emplace_back(s.upper ? "right" : "left");
    lags.push_back(s.lags);
    window.push_back(s.window);
    kernel.emplace_back(is_missing(s.window) ? "" : "Bartlett");
    source.push_back(s.table.en);
    source_zh.push_back(s.table.in(Lang::zh));
  }
  Frame out;
  out.add("test", std::move(test)).add("tail", std::move(side));
  out.add(titled("lags", std::move(lags), {"lags", "滞后阶数"}));
  out.add("window", std::move(window));
  out.add(titled("kernel", std::move(kernel), {"kernel", "核函数"}));
  out.add(titled("source", std::move(source), {"source", "依据"}))
      .add("source_zh", std::move(source_zh));
  return out;
}

}  // namespace

Frame tidy(const Fit& fit) {
  std::vector<std::string> test, label, label_zh, law;
  std::vector<double> raw, statistic, p, units, periods;
  for (const PanelStatistic& s : fit.statistics) {
    test.push_back(s.name);
    label.push_back(s.label.en);
    label_zh.push_back(s.label.in(Lang::zh));
    raw.push_back(s.raw);
    statistic.push_back(s.statistic);
    p.push_back(s.p_value);
    law.push_back(s.law);
    units.push_back(static_cast<double>(s.units));
    periods.push_back(s.periods);
  }
  Frame out;
  out.add("test", std::move(test)).add("label", std::move(label));
  out.add("label_zh", std::move(label_zh));
  out.add(titled("raw_statistic", std::move(raw), {"raw", "原始统计量"}));
  out.add("statistic", std::move(statistic));
  out.add(titled("p_value", std::move(p), {"p value", "p 值"}));
  out.add(titled("distribution", std::move(law), {"distribution", "分布"}));
  out.add("units", std::move(units));
  out.add("periods", std::move(periods));
  return out;
}

Frame glance(const Fit& fit) {
  const Value& lags = fit.options.lags;
  Frame out;
  out.put("outcome", fit.outcome).put("nobs", static_cast<double>(fit.sample.used));
  out.put("units", static_cast<double>(fit.sample.units));
  out.put("periods", static_cast<double>(fit.sample.periods));
  out.put("df_model", static_cast<double>(fit.regressors.size()));
  out.put("deterministic", word_of(fit.options.deterministic));
  out.put("lag_rule", lags.is_text() ? lags.text : text::round_trip(lags.number()));
  out.put("demeaned", std::string(fit.options.demean ? "yes" : "no"));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  std::vector<double> resid(panel.rows(), missing), used;
  for (std::size_t i = 0; i < fit.regressions.size(); ++i) {
    const Series& s = fit.input.series[i];
    for (std::size_t t = 0; t < s.length(); ++t)
      if (const auto row = panel.row_of(s.unit, s.first + static_cast<long>(t)); row >= 0)
        resid[static_cast<std::size_t>(row)] = fit.regressions[i].residuals[t];
  }
  for (const char u : fit.used) used.push_back(u != 0 ? 1 : 0);
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  out.add("resid", std::move(resid)).add("used", std::move(used));
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.formula = fit.formula;
  result.sample = fit.sample;
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  for (const PanelStatistic& s : fit.statistics)
    result.tests.push_back({s.name, s.label, s.statistic, s.law, s.p_value});
  result.tables["units"] = unit_table(fit);
  result.tables["settings"] = settings_table(fit);
}

}  // namespace yugong::stationarity::cointegration
