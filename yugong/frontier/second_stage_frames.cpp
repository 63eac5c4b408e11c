#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "yugong/frontier/second_stage.hpp"

namespace yugong::frontier::second_stage {

namespace {

double used_rows(const Fit& fit) {
  return std::accumulate(fit.used.begin(), fit.used.end(), 0.0);
}

Frame method_table(const Fit& fit) {
  const Options& o = fit.options;
  const bool two = o.algorithm == 2;
  const bool input = o.orientation == RadialSide::input;
  const std::vector<std::pair<std::string, Text>> lines = {
      {"outcome",
       {fmt::format("delta = {}, at least one; a positive coefficient means more inefficiency",
                    input ? "1/theta" : "phi"),
        fmt::format("被解释变量 delta = {}（≥ 1）；系数为正表示无效率上升",
                    input ? "1/theta" : "phi")}},
      {"formula",
       {"delta = z'b + e >= 1, e normal, truncated from below at 1 - z'b",
        "delta = z'b + e ≥ 1，e 服从在 1 - z'b 处左截断的正态分布"}},
      {"algorithm",
       two ? Text{fmt::format("2: delta corrected for bias by {} pseudo-samples, then regressed",
                              o.bias_reps),
                  fmt::format("2：先以 {} 次伪样本修正 delta 的偏差，再回归", o.bias_reps)}
           : Text{"1: rows with delta > 1 regressed as they are", "1：直接对 delta > 1 的行回归"}},
      {"interval",
       {fmt::format("{} intervals at {:g} from {} draws of the fitted model, seed {}",
                    o.interval == Interval::percentile ? "percentile" : "basic",
                    o.level,
                    o.reps,
                    o.seed),
        fmt::format("{}置信区间（{:g}），由拟合模型抽样 {} 次，种子 {}",
                    o.interval == Interval::percentile ? "百分位" : "基本型",
                    o.level,
                    o.reps,
                    o.seed)}},
      {"assumption",
       {"the covariates shift inefficiency but not the frontier (separability)",
        "解释变量影响无效率而不影响前沿（可分性）"}},
      {"source",
       {"Simar and Wilson (2007), Journal of Econometrics 136, 31-64",
        "Simar and Wilson (2007), Journal of Econometrics 136, 31-64"}}};
  std::vector<std::string> items, english, chinese;
  for (const auto& [item, text] : lines) {
    items.push_back(item);
    english.push_back(text.in(Lang::en));
    chinese.push_back(text.in(Lang::zh));
  }
  Frame frame;
  frame.add("item", items).add("label", english).add("label_zh", chinese);
  return frame;
}

}  // namespace

Frame tidy(const Fit& fit) {
  std::vector<std::string> names;
  std::vector<double> estimate, error, statistic, p, low, high;
  for (const Term& t : fit.terms) {
    names.push_back(t.name);
    estimate.push_back(t.estimate);
    error.push_back(t.std_error);
    statistic.push_back(t.estimate / t.std_error);
    p.push_back(t.p_value);
    low.push_back(t.low);
    high.push_back(t.high);
  }
  Frame frame;
  frame.add("term", names)
      .add("estimate", estimate)
      .add("std_error", error)
      .add("statistic", statistic)
      .add("p_value", p)
      .add("conf_low", low)
      .add("conf_high", high);
  return frame;
}

Frame glance(const Fit& fit) {
  const Value options = to_value(fit.options);
  Frame frame;
  for (const char* name : {"returns", "frontier", "orientation", "interval"})
    frame.put(name, options.find(name)->text);
  frame.put("algorithm", static_cast<double>(fit.options.algorithm))
      .put("nobs", used_rows(fit))
      .put("units", static_cast<double>(fit.sample.data.units))
      .put("periods", static_cast<double>(fit.sample.data.periods))
      .put("measured", static_cast<double>(fit.delta.size()))
      .put("efficient", static_cast<double>(fit.efficient))
      .put("sigma", fit.terms.back().estimate)
      .put("loglik", fit.loglik)
      .put("replicates", static_cast<double>(fit.options.reps))
      .put("failed", static_cast<double>(fit.failed))
      .put("conf_level", fit.options.level);
  return frame;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame frame;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) frame.add(static_cast<const Column&>(panel.table().column(key)));
  const auto numbers = [&](const std::string& name, const auto& value) {
    std::vector<double> column(panel.rows(), missing);
    for (std::size_t i = 0; i < fit.row.size(); ++i) column[fit.row[i]] = value(i);
    frame.add(name, std::move(column));
  };
  numbers("score", [&](std::size_t i) { return 1 / fit.delta[i]; });
  numbers("delta", [&](std::size_t i) { return fit.delta[i]; });
  if (!fit.delta_corrected.empty())
    numbers("delta_corrected", [&](std::size_t i) { return fit.delta_corrected[i]; });
  numbers("fitted", [&](std::size_t i) { return fit.fitted[i]; });
  numbers("used", [&](std::size_t i) { return static_cast<double>(fit.used[i]); });
  return frame;
}

void complete(const Fit& fit, Result& result) {
  result.sample.rows = fit.panel_rows;
  result.sample.used = static_cast<std::size_t>(used_rows(fit));
  result.sample.units = fit.sample.data.units;
  result.sample.periods = fit.sample.data.periods;
  result.sample.dropped = fit.dropped;
  result.notes = fit.notes;
  if (fit.options.algorithm == 1 && fit.efficient > 0)
    result.notes.push_back(
        note("YG3359",
             {fmt::format("{} efficient rows (delta = 1) are not in the truncated regression",
                          fit.efficient),
              fmt::format("{} 个有效行（delta = 1）不进入截断回归", fit.efficient)}));
  result.notes.push_back(note(
      "YG3311",
      {"the scores are estimated jointly from all rows of a reference set; intervals come from "
       "the bootstrap, which supposes that covariates do not move the frontier",
       "效率得分由参照集全部样本共同估计得到；区间来自自助法，其前提是解释变量不影响前沿"}));
  result.tables["method"] = method_table(fit);
}

}  // namespace yugong::frontier::second_stage
