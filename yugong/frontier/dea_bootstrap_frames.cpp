#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "yugong/frontier/dea_bootstrap.hpp"

namespace yugong::frontier::dea_bootstrap {

namespace {

double inverse(double delta) {
  return 1 / delta;
}

/// Mean of what is not missing.
double mean_of(const std::vector<double>& values) {
  double sum = 0, count = 0;
  for (const double v : values) {
    if (is_missing(v)) continue;
    sum += v;
    count += 1;
  }
  return count > 0 ? sum / count : missing;
}

std::vector<double> scores_of(const std::vector<double>& delta) {
  std::vector<double> scores(delta.size());
  std::transform(delta.begin(), delta.end(), scores.begin(), inverse);
  return scores;
}

/// One column of a bootstrap over all reference sets.
template <class Values>
std::vector<double> over_sets(const Fit& fit, const Values& values) {
  std::vector<double> all;
  for (const Set& set : fit.sets) {
    const auto part = values(set.result);
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

Text method_words(const Options& o) {
  if (o.method == Resampling::sw1998)
    return {
        "smoothed homogeneous bootstrap of Simar and Wilson (1998): pseudo-samples move the "
        "reference units along their rays by inefficiencies drawn from the smoothed, reflected "
        "distribution of the estimates",
        "Simar 和 Wilson（1998）平滑同质自助法：从经平滑与反射的估计值分布中抽取无效率，"
        "沿射线移动参照单元构成伪样本"};
  return {
      "subsampling of Simar and Wilson (2011): reference sets of m of n rows without "
      "replacement, errors rescaled by (m/n)^k",
      "Simar 和 Wilson（2011）子抽样：不放回抽取 n 行中的 m 行作为参照集，误差按 (m/n)^k 调整"};
}

Frame method_table(const Fit& fit) {
  const Options& o = fit.options;
  const bool input = o.orientation == RadialSide::input;
  const std::string source =
      o.method == Resampling::sw1998
          ? "Simar and Wilson (1998), Management Science 44, 49-61"
          : "Kneip, Simar and Wilson (2008), Econometric Theory 24; Simar and Wilson (2011), "
            "Journal of Productivity Analysis 36";
  const std::vector<std::pair<std::string, Text>> lines = {
      {"score",
       input ? Text{"theta = min t: X lam <= t x, Y lam >= y; delta = 1/theta",
                    "theta = min t：X lam <= t x，Y lam >= y；delta = 1/theta"}
             : Text{"1/phi, phi = max t: X lam <= x, Y lam >= t y; delta = phi",
                    "1/phi，phi = max t：X lam <= x，Y lam >= t y；delta = phi"}},
      {"method", method_words(o)},
      {"bias",
       {"mean of delta* - delta over replicates; corrected delta = delta - bias",
        "各次重复 delta* - delta 的均值；修正 delta = delta - bias"}},
      {"interval",
       {fmt::format("delta plus the {:g} and {:g} quantiles of delta - delta*, inverted",
                    (1 - o.level) / 2,
                    (1 + o.level) / 2),
        fmt::format("delta 加上 delta - delta* 的 {:g} 与 {:g} 分位数，再取倒数",
                    (1 - o.level) / 2,
                    (1 + o.level) / 2)}},
      {"keep",
       {"1 where sd^2 < bias^2 / 3: correcting does not add noise",
        "sd^2 < bias^2 / 3 时为 1：修正不会增大均方误差"}},
      {"draws",
       {fmt::format("{} replicates, seed {}; draws belong to the keys of the rows", o.reps, o.seed),
        fmt::format("{} 次重复，种子 {}；抽样与行的键对应", o.reps, o.seed)}},
      {"source", {source, source}}};
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
  std::vector<double> members, rows, mean, corrected, bias, bandwidth, size, keep;
  for (const Set& set : fit.sets) {
    const Bootstrapped& b = set.result;
    names.push_back(set.name);
    members.push_back(static_cast<double>(set.members));
    rows.push_back(static_cast<double>(set.evaluated.size()));
    mean.push_back(mean_of(scores_of(b.delta)));
    corrected.push_back(mean_of(scores_of(b.corrected)));
    bias.push_back(mean_of(b.bias));
    bandwidth.push_back(b.bandwidth);
    size.push_back(static_cast<double>(b.size));
    keep.push_back(std::accumulate(b.keep.begin(), b.keep.end(), 0.0));
  }
  Frame frame;
  frame.add("term", names)
      .add("nobs", rows)
      .add("reference_size", members)
      .add("mean", mean)
      .add("mean_corrected", corrected)
      .add("mean_bias", bias)
      .add("bandwidth", bandwidth)
      .add("drawn", size)
      .add("keep", keep);
  return frame;
}

Frame glance(const Fit& fit) {
  const Value options = to_value(fit.options);
  Frame frame;
  for (const char* name : {"method", "returns", "frontier", "orientation"})
    frame.put(name, options.find(name)->text);
  const auto scores = over_sets(fit, [](const Bootstrapped& b) { return scores_of(b.delta); });
  const auto corrected =
      over_sets(fit, [](const Bootstrapped& b) { return scores_of(b.corrected); });
  const double efficient = static_cast<double>(
      std::count_if(scores.begin(), scores.end(), [](double s) { return s >= 1 - 1e-9; }));
  frame.put("nobs", static_cast<double>(scores.size()))
      .put("units", static_cast<double>(fit.sample.data.units))
      .put("periods", static_cast<double>(fit.sample.data.periods))
      .put("replicates", static_cast<double>(fit.options.reps))
      .put("level", fit.options.level)
      .put("efficient", efficient)
      .put("mean", mean_of(scores))
      .put("mean_corrected", mean_of(corrected))
      .put("mean_bias", mean_of(over_sets(fit, [](const Bootstrapped& b) { return b.bias; })))
      .put("keep", static_cast<double>(fit.correctable))
      .put("infeasible", static_cast<double>(fit.no_score))
      .put("programs", static_cast<double>(fit.counts.scores))
      .put("uncertified", static_cast<double>(fit.counts.uncertified));
  return frame;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame frame;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) frame.add(static_cast<const Column&>(panel.table().column(key)));
  const auto numbers = [&](const std::string& name, const auto& value) {
    std::vector<double> column(panel.rows(), missing);
    for (const Set& set : fit.sets)
      for (std::size_t i = 0; i < set.evaluated.size(); ++i)
        column[fit.sample.row[set.evaluated[i]]] = value(set.result, i);
    frame.add(name, std::move(column));
  };
  using B = const Bootstrapped&;
  const auto scored = [](B b, std::size_t i) { return std::isfinite(b.delta[i]); };
  numbers("score", [](B b, std::size_t i) { return inverse(b.delta[i]); });
  numbers("corrected", [](B b, std::size_t i) { return inverse(b.corrected[i]); });
  numbers("conf_low", [](B b, std::size_t i) { return inverse(b.high[i]); });
  numbers("conf_high", [](B b, std::size_t i) { return inverse(b.low[i]); });
  numbers("delta", [](B b, std::size_t i) { return b.delta[i]; });
  numbers("delta_corrected", [](B b, std::size_t i) { return b.corrected[i]; });
  numbers("bias", [](B b, std::size_t i) { return b.bias[i]; });
  numbers("sd", [](B b, std::size_t i) { return b.sd[i]; });
  numbers("keep", [&](B b, std::size_t i) { return scored(b, i) ? double(b.keep[i]) : missing; });
  numbers("replicates", [](B b, std::size_t i) { return static_cast<double>(b.counted[i]); });
  std::vector<std::string> status(panel.rows(), "missing");
  for (const Set& set : fit.sets)
    for (std::size_t i = 0; i < set.evaluated.size(); ++i)
      status[fit.sample.row[set.evaluated[i]]] =
          scored(set.result, i) ? "optimal"
                                : (set.result.counts.uncertified > 0 ? "numerical" : "infeasible");
  frame.add("status", std::move(status));
  return frame;
}

void complete(const Fit& fit, Result& result) {
  const dea::Fit& data = fit.sample.data;
  result.sample.rows = data.panel_rows;
  result.sample.used = data.rows.size();
  result.sample.units = data.units;
  result.sample.periods = data.periods;
  result.sample.dropped = data.dropped;
  result.notes = fit.notes;
  result.notes.push_back(
      note("YG3311",
           {"the scores are estimated jointly from all rows of a reference set; "
            "to explain them use second-stage",
            "效率得分由参照集全部样本共同估计得到；解释其差异请用 second-stage"}));
  for (const Set& set : fit.sets)
    if (set.returns)
      result.tests.push_back({fit.sets.size() == 1 ? "returns" : "returns " + set.name,
                              {"constant against variable returns to scale (Simar and Wilson 2002)",
                               "规模报酬不变对可变（Simar 和 Wilson 2002）"},
                              set.returns->statistic,
                              "bootstrap",
                              set.returns->p_value});
  result.tables["method"] = method_table(fit);
}

}  // namespace yugong::frontier::dea_bootstrap
