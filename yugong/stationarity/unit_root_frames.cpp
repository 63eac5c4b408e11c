#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/stationarity/unit_root.hpp"

namespace yugong::stationarity::unit_root {
namespace {

template <class E>
std::string word_of(E value) {
  for (const auto& [name, v] : names_of(value))
    if (v == value) return name;
  return "";
}

/// Stars by the p value, else by the critical values; both at 1, 5 and 10 percent.
std::string stars(const PanelStatistic& s) {
  static constexpr std::array<double, 3> levels = {{0.01, 0.05, 0.1}};
  static constexpr std::array<const char*, 3> marks = {{"***", "**", "*"}};
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (!is_missing(s.p_value) ? s.p_value < levels[i] : s.statistic < s.critical[i])
      return marks[i];
  }
  return "";
}

std::string cell(const PanelStatistic& s) {
  // A t-bar with lags has neither p value nor critical values: nothing to read.
  if (is_missing(s.statistic) || (is_missing(s.p_value) && is_missing(s.critical[1]))) return "";
  std::string out = text::fixed(s.statistic, 3) + stars(s);
  if (!is_missing(s.p_value)) out += " (" + text::fixed(s.p_value, 3) + ")";
  return out;
}

/// One row per unit and variable.
Frame unit_table(const Fit& fit) {
  std::vector<std::string> variable, unit;
  std::vector<double> difference, periods, lags, nobs, estimate, std_error, t, p, pp, pp_p, cadf;
  for (const Tested& tested : fit.tested)
    for (std::size_t i = 0; i < tested.set.series.size(); ++i) {
      const Series& s = tested.set.series[i];
      const Adf& a = tested.adf[i];
      variable.push_back(tested.name);
      difference.push_back(tested.difference);
      unit.push_back(fit.units[s.unit]);
      periods.push_back(static_cast<double>(s.length()));
      lags.push_back(a.lags);
      nobs.push_back(static_cast<double>(a.nobs));
      estimate.push_back(a.coefficient);
      std_error.push_back(a.std_error);
      t.push_back(a.t);
      p.push_back(a.p_value);
      pp.push_back(tested.pp[i].z_t);
      pp_p.push_back(tested.pp[i].p_value);
      cadf.push_back(tested.cadf.empty() ? missing : tested.cadf[i].t);
    }
  Frame out;
  out.add("variable", std::move(variable)).add("difference", std::move(difference));
  out.add(fit.unit, std::move(unit)).add("estimate", std::move(estimate));
  out.add("std_error", std::move(std_error)).add("statistic", std::move(t));
  out.add("p_value", std::move(p)).add("lags", std::move(lags));
  out.add("nobs", std::move(nobs)).add("periods", std::move(periods));
  out.add("pp_statistic", std::move(pp)).add("pp_p_value", std::move(pp_p));
  if (std::any_of(cadf.begin(), cadf.end(), [](double v) { return !is_missing(v); }))
    out.add("cadf", std::move(cadf));
  return out;
}

Frame settings_table(const Fit& fit) {
  std::vector<std::string> variable, test, null, null_zh, kernel, source, source_zh;
  std::vector<double> lags, nobs, window;
  for (const Tested& tested : fit.tested)
    for (const PanelStatistic& s : tested.statistics) {
      const bool stationary = s.name.rfind("hadri", 0) == 0;
      variable.push_back(tested.name);
      test.push_back(s.name);
      null.emplace_back(stationary ? "all series are stationary" : "all series have a unit root");
      null_zh.emplace_back(stationary ? "所有序列平稳" : "所有序列含单位根");
      lags.push_back(s.lags);
      nobs.push_back(s.nobs);
      window.push_back(s.window);
      kernel.emplace_back(is_missing(s.window) ? "" : "Bartlett");
      source.push_back(s.table.en);
      source_zh.push_back(s.table.in(Lang::zh));
    }
  Frame out;
  out.add("variable", std::move(variable)).add("test", std::move(test));
  out.add("null", std::move(null)).add("null_zh", std::move(null_zh));
  out.add(titled("lags", std::move(lags), {"lags", "滞后阶数"})).add("nobs", std::move(nobs));
  out.add("window", std::move(window));
  out.add(titled("kernel", std::move(kernel), {"kernel", "核函数"}));
  out.add(titled("source", std::move(source), {"source", "依据"}))
      .add("source_zh", std::move(source_zh));
  return out;
}

/// Variables in rows, statistics in columns: "-3.214*** (0.001)".
Frame paper_table(const Fit& fit) {
  std::vector<std::string> variable, names;
  for (const PanelStatistic& s : fit.tested.front().statistics) names.push_back(s.name);
  std::map<std::string, std::vector<std::string>> cells;
  for (const Tested& tested : fit.tested) {
    variable.push_back(tested.name);
    for (const std::string& name : names) {
      std::string shown;
      for (const PanelStatistic& s : tested.statistics)
        if (s.name == name) shown = cell(s);
      cells[name].push_back(std::move(shown));
    }
  }
  Frame out;
  out.add("variable", std::move(variable));
  for (const std::string& name : names) {
    const auto& column = cells[name];
    if (std::any_of(column.begin(), column.end(), [](const auto& c) { return !c.empty(); }))
      out.add(name, column);
  }
  return out;
}

}  // namespace

Frame tidy(const Fit& fit) {
  std::vector<std::string> variable, test, label, label_zh, law;
  std::vector<double> difference, statistic, p, lags, units, periods;
  std::array<std::vector<double>, 3> critical;
  for (const Tested& tested : fit.tested)
    for (const PanelStatistic& s : tested.statistics) {
      variable.push_back(tested.variable);
      difference.push_back(tested.difference);
      test.push_back(s.name);
      label.push_back(s.label.en);
      label_zh.push_back(s.label.in(Lang::zh));
      statistic.push_back(s.statistic);
      p.push_back(s.p_value);
      law.push_back(s.law);
      for (std::size_t i = 0; i < critical.size(); ++i) critical[i].push_back(s.critical[i]);
      lags.push_back(s.lags);
      units.push_back(static_cast<double>(s.units));
      periods.push_back(s.periods);
    }
  Frame out;
  out.add("variable", std::move(variable)).add("difference", std::move(difference));
  out.add("test", std::move(test)).add("label", std::move(label));
  out.add("label_zh", std::move(label_zh)).add("statistic", std::move(statistic));
  out.add(titled("p_value", std::move(p), {"p value", "p 值"}));
  out.add(titled("distribution", std::move(law), {"distribution", "分布"}));
  out.add(titled("critical_1", std::move(critical[0]), {"1% value", "1% 临界值"}));
  out.add(titled("critical_5", std::move(critical[1]), {"5% value", "5% 临界值"}));
  out.add(titled("critical_10", std::move(critical[2]), {"10% value", "10% 临界值"}));
  out.add(titled("lags", std::move(lags), {"lags", "滞后阶数"}));
  out.add("units", std::move(units)).add("periods", std::move(periods));
  return out;
}

Frame glance(const Fit& fit) {
  const Value& lags = fit.options.lags;
  Frame out;
  out.put("variables", static_cast<double>(fit.options.variables.size()));
  out.put("nobs", static_cast<double>(fit.sample.used));
  out.put("units", static_cast<double>(fit.sample.units));
  out.put("periods", static_cast<double>(fit.sample.periods));
  out.put("deterministic", word_of(fit.options.deterministic));
  out.put("lag_rule", lags.is_text() ? lags.text : text::round_trip(lags.number()));
  out.put("demeaned", std::string(fit.options.demean ? "yes" : "no"));
  out.put("convention", word_of(fit.options.convention));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  std::vector<double> used;
  for (const char u : fit.used) used.push_back(u != 0 ? 1 : 0);
  out.add("used", std::move(used));
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.sample = fit.sample;
  for (const Tested& tested : fit.tested) {
    result.notes.insert(result.notes.end(), tested.notes.begin(), tested.notes.end());
    for (const PanelStatistic& s : tested.statistics)
      result.tests.push_back(
          {tested.name + ": " + s.name,
           {tested.name + ": " + s.label.en, tested.name + "：" + s.label.in(Lang::zh)},
           s.statistic,
           s.law,
           s.p_value});
  }
  result.tables["adf"] = unit_table(fit);
  result.tables["settings"] = settings_table(fit);
  result.tables["paper"] = paper_table(fit);
}

}  // namespace yugong::stationarity::unit_root
