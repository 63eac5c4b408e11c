#include "yugong/stationarity/panel_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/stationarity/moments.hpp"

namespace yugong::stationarity {
namespace {

Problem not_made(const PanelStatistic& s, const TestInput& in, const Text& why, const Text& mend) {
  return warning("YG3186",
                 {fmt::format("{}: no {}: {}", in.about, s.label.en, why.en),
                  fmt::format("{}：无法计算 {}：{}", in.about, s.label.in(Lang::zh), why.zh)},
                 mend)
      .about(s.name);
}

Problem off_table(const PanelStatistic& s, const TestInput& in, const Text& what) {
  return note("YG3187",
              {fmt::format("{}: {}: {}; its nearest entry is used", in.about, s.label.en, what.en),
               fmt::format("{}：{}：{}，取最近的一格", in.about, s.label.in(Lang::zh), what.zh)})
      .about(s.name);
}

/// The Dickey-Fuller t without lags whose error variance is that of the model without y_{t-1}:
/// t~ = d'l / sqrt(l'l d'd/(n - 1)), d and l the residuals of D.y and y_{t-1}; n - 2 with a trend.
double t_tilde(const Adf& a, Deterministic deterministic) {
  double cross = 0, levels = 0, squares = 0;
  for (std::size_t t = 0; t < a.nobs; ++t) {
    cross += a.difference[t] * a.level[t];
    levels += a.level[t] * a.level[t];
    squares += a.difference[t] * a.difference[t];
  }
  const double df = static_cast<double>(a.nobs - columns_of(deterministic));
  return cross / std::sqrt(levels * squares / df);
}

PanelStatistic standardised(PanelStatistic s, double mean, const std::vector<Moments>& moments) {
  double expected = 0, variance = 0;
  const auto n = static_cast<double>(moments.size());
  for (const Moments& m : moments) {
    expected += m.mean / n;
    variance += m.variance / n;
  }
  s.statistic = std::sqrt(n / variance) * (mean - expected);
  s.p_value = numeric::normal_cdf(s.statistic);
  s.law = "N(0,1)";
  return s;
}

bool any_outside(const std::vector<Moments>& moments) {
  return std::any_of(moments.begin(), moments.end(), [](const Moments& m) { return m.outside; });
}

/// Statistics of Im, Pesaran and Shin that are for regressions without lags.
void without_lags(const TestInput& in, double mean, Statistics& out, std::vector<Problem>& notes) {
  const Deterministic deterministic = in.settings.deterministic;
  const auto n = static_cast<double>(in.adf->size());
  PanelStatistic bar = statistic_of(in, "ips_t_bar", {"IPS t-bar", "IPS t-bar"});
  bar.statistic = mean;
  if (in.balanced) {
    const Critical c = t_bar_critical(n, bar.nobs / n, deterministic);
    bar.critical = c.value;
    bar.table = {"Im, Pesaran and Shin (2003), table 2", "Im-Pesaran-Shin (2003) 表 2"};
    if (c.outside)
      notes.push_back(off_table(
          bar, in, {"units or periods lie below the table", "个体数或时期数低于表的范围"}));
  } else {
    notes.push_back(note("YG3186",
                         {in.about + ": IPS t-bar has critical values for balanced panels only",
                          in.about + "：IPS t-bar 只有平衡面板的临界值"})
                        .about(bar.name));
  }
  PanelStatistic z = statistic_of(in, "ips_z_tilde", {"IPS Z-t~-bar", "IPS Z-t~-bar"});
  z.table = {"moments by simulation, 2,000,000 draws", "矩由 2,000,000 次模拟得到"};
  double tilde = 0;
  std::vector<Moments> moments;
  for (const Adf& a : *in.adf) {
    tilde += t_tilde(a, deterministic) / n;
    moments.push_back(t_tilde_moments(static_cast<double>(a.nobs), deterministic));
  }
  if (any_outside(moments))
    notes.push_back(off_table(z, in, {"observations lie below the table", "观测数低于表的范围"}));
  out.push_back(std::move(bar));
  out.push_back(standardised(std::move(z), tilde, moments));
}

/// Sums of squares of the partial sums of residuals, and their variances, for Hadri's test.
struct Kpss {
  double sums = 0;      ///< sum_t S_t^2 / T^2
  double variance = 0;  ///< of the residuals, long-run where a window is given
};

Kpss kpss(const std::vector<double>& y, Deterministic deterministic, int window) {
  Columns x;
  add_deterministic(x, deterministic, y.size());
  const std::vector<double> e = regress(y, x).residuals;
  const auto t = static_cast<double>(y.size());
  Kpss out;
  double partial = 0;
  for (const double v : e) {
    partial += v;
    out.sums += partial * partial / (t * t);
  }
  out.variance = bartlett(e, window, t);
  return out;
}

/// Means over the units that have the period, of the levels and of the differences.
struct CrossSection {
  std::map<long, double> level, difference;

  explicit CrossSection(const std::vector<Series>& series) {
    std::map<long, double> counts;
    for (const Series& s : series)
      for (std::size_t t = 0; t < s.length(); ++t) {
        const long period = s.first + static_cast<long>(t);
        level[period] += s.values()[t];
        ++counts[period];
      }
    for (auto& [period, sum] : level) sum /= counts[period];
    for (const auto& [period, mean] : level)
      if (const auto before = level.find(period - 1); before != level.end())
        difference[period] = mean - before->second;
  }
};

Cadf cadf_unit(const Series& s, int lags, const CrossSection& cross, const TestSettings& settings) {
  Cadf out;
  const std::vector<double> dy = differences(s.values());
  const auto skip = static_cast<std::size_t>(lags);
  if (dy.size() <= skip) return out;
  const std::size_t n = dy.size() - skip;
  Columns x;
  x.emplace_back(s.values().begin() + lags, s.values().end() - 1);
  for (int j = 1; j <= lags; ++j)
    x.emplace_back(dy.begin() + lags - j, dy.begin() + lags - j + static_cast<std::ptrdiff_t>(n));
  add_deterministic(x, settings.deterministic, n);
  Columns means(2 + skip, std::vector<double>(n));
  for (std::size_t t = 0; t < n; ++t) {
    const long period = s.first + 1 + static_cast<long>(skip + t);
    means[0][t] = cross.level.at(period - 1);
    for (std::size_t j = 0; j <= skip; ++j)
      means[1 + j][t] = cross.difference.at(period - static_cast<long>(j));
  }
  for (auto& column : means) x.push_back(std::move(column));
  const Regression r = regress(std::span(dy).subspan(skip), x);
  out.nobs = n;
  if (!r.full_rank || r.df() < 1 || !(r.rss > 0)) return out;
  out.t = r.coefficients.front() / std::sqrt(r.rss / r.df() * r.spread.front());
  // Pesaran (2007, section 3.3): so that the truncated t has all moments.
  static constexpr std::array<std::array<double, 2>, 3> bounds = {
      {{{-6.12, 4.16}}, {{-6.19, 2.61}}, {{-6.42, 1.70}}}};
  const auto& bound = bounds[columns_of(settings.deterministic)];
  out.truncated = std::clamp(out.t, bound[0], bound[1]);
  out.defined = true;
  return out;
}

}  // namespace

PanelStatistic statistic_of(const TestInput& in, std::string name, Text label) {
  PanelStatistic s;
  s.name = std::move(name);
  s.label = std::move(label);
  s.units = in.series->size();
  const auto n = static_cast<double>(s.units);
  s.periods = s.lags = s.nobs = 0;
  for (const Series& one : *in.series) s.periods += static_cast<double>(one.length());
  for (const Adf& a : *in.adf) {
    s.lags += static_cast<double>(a.lags);
    s.nobs += static_cast<double>(a.nobs);
  }
  s.periods /= n;
  s.lags /= n;
  return s;
}

Statistics im_pesaran_shin(const TestInput& in, std::vector<Problem>& notes) {
  PanelStatistic w = statistic_of(in, "ips_w", {"IPS W-t-bar", "IPS W-t-bar"});
  const Deterministic deterministic = in.settings.deterministic;
  if (deterministic == Deterministic::none) {
    notes.push_back(
        not_made(w,
                 in,
                 {"the test is for regressions with a constant", "该检验只用于含常数项的回归"},
                 {"write deterministic = \"constant\" or \"trend\"",
                  "请写 deterministic = \"constant\" 或 \"trend\""}));
    return {std::move(w)};
  }
  const auto n = static_cast<double>(in.adf->size());
  double mean = 0;
  bool lags = false;
  std::vector<Moments> moments;
  for (const Adf& a : *in.adf) {
    mean += a.t / n;
    lags = lags || a.lags > 0;
    moments.push_back(ips_moments(static_cast<double>(a.nobs), a.lags, deterministic));
  }
  w.table = {"Im, Pesaran and Shin (2003), table 3", "Im-Pesaran-Shin (2003) 表 3"};
  if (any_outside(moments))
    notes.push_back(off_table(
        w, in, {"observations or lags lie outside the table", "观测数或滞后阶数超出表的范围"}));
  Statistics out = {standardised(std::move(w), mean, moments)};
  if (lags) {
    PanelStatistic bar = statistic_of(in, "ips_t_bar", {"IPS t-bar", "IPS t-bar"});
    bar.statistic = mean;
    out.push_back(std::move(bar));
  } else {
    without_lags(in, mean, out, notes);
  }
  return out;
}

Statistics fisher(const TestInput& in, bool pp, std::vector<Problem>& notes) {
  std::vector<double> p_values;
  double observations = 0;
  if (pp) {
    for (const PhillipsPerron& one : *in.pp) {
      p_values.push_back(one.p_value);
      observations += static_cast<double>(one.nobs);
    }
  } else {
    for (const Adf& one : *in.adf) p_values.push_back(one.p_value);
  }
  const std::string prefix = pp ? "fisher_pp" : "fisher_adf", kind = pp ? "PP" : "ADF";
  auto row = [&](const std::string& name, const std::string& symbol) {
    PanelStatistic s = statistic_of(
        in,
        prefix + "_" + name,
        {fmt::format("Fisher-{} {}", kind, symbol), fmt::format("Fisher-{} {}", kind, symbol)});
    if (pp) {
      s.lags = 0;
      s.nobs = observations;
      double window = 0;
      for (const Series& one : *in.series)
        window +=
            in.settings.pp_window.value_or(newey_west_window(static_cast<double>(one.length())));
      s.window = window / static_cast<double>(in.series->size());
    }
    s.table = {"MacKinnon (1996), asymptotic", "MacKinnon (1996)，渐近"};
    return s;
  };
  Statistics out = {row("p", "P"), row("z", "Z"), row("l", "L*"), row("pm", "Pm")};
  if (std::any_of(p_values.begin(), p_values.end(), [](double p) { return is_missing(p); })) {
    notes.push_back(
        not_made(out.front(),
                 in,
                 {"the long-run variance of a series is not positive", "有序列的长期方差不为正"},
                 {"choose another pp_window", "请更换 pp_window"}));
    return out;
  }
  double logs = 0, scores = 0, logits = 0;
  for (const double p : p_values) {
    logs += std::log(p);
    scores += numeric::normal_quantile(p);
    logits += std::log(p) - std::log1p(-p);
  }
  const auto n = static_cast<double>(p_values.size());
  out[0].statistic = -2 * logs;
  out[0].law = fmt::format("chi2({})", 2 * p_values.size());
  out[0].p_value = numeric::chi2_upper(out[0].statistic, 2 * n);
  out[0].upper = true;
  out[1].statistic = scores / std::sqrt(n);
  out[1].law = "N(0,1)";
  out[1].p_value = numeric::normal_cdf(out[1].statistic);
  const double df = 5 * n + 4;
  constexpr double pi = 3.141592653589793238463;
  out[2].statistic = std::sqrt(3 * df / (pi * pi * n * (5 * n + 2))) * logits;
  out[2].law = fmt::format("t({})", 5 * p_values.size() + 4);
  out[2].p_value = numeric::t_cdf(out[2].statistic, df);
  out[3].statistic = (-2 * logs - 2 * n) / (2 * std::sqrt(n));
  out[3].law = "N(0,1)";
  out[3].p_value = numeric::normal_cdf(-out[3].statistic);
  out[3].upper = true;
  return out;
}

Statistics hadri(const TestInput& in, std::vector<Problem>& notes) {
  const Deterministic deterministic = in.settings.deterministic;
  PanelStatistic s =
      statistic_of(in, "hadri", {"Hadri LM (equal variances)", "Hadri LM（同方差）"});
  s.lags = 0;
  s.nobs = s.periods * static_cast<double>(s.units);
  s.window = in.settings.hadri_window;
  s.upper = true;
  s.law = "N(0,1)";
  s.table = {"Hadri (2000), asymptotic", "Hadri (2000)，渐近"};
  PanelStatistic robust = s;
  robust.name = "hadri_robust";
  robust.label = {"Hadri LM (own variances)", "Hadri LM（异方差稳健）"};
  const bool none = deterministic == Deterministic::none;
  if (none || !in.balanced) {
    notes.push_back(
        not_made(s,
                 in,
                 none ? Text{"the test is for series around a constant or trend",
                             "该检验只用于围绕常数或趋势的序列"}
                      : Text{"the panel is not balanced", "面板不平衡"},
                 none ? Text{"write deterministic = \"constant\" or \"trend\"",
                             "请写 deterministic = \"constant\" 或 \"trend\""}
                      : Text{"keep the units with all periods", "请只保留各时期完整的个体"}));
    return {std::move(s), std::move(robust)};
  }
  double sums = 0, variances = 0, ratios = 0;
  for (const Series& one : *in.series) {
    const Kpss k = kpss(one.values(), deterministic, in.settings.hadri_window);
    sums += k.sums;
    variances += k.variance;
    ratios += k.sums / k.variance;
  }
  const auto n = static_cast<double>(in.series->size());
  const bool trend = deterministic == Deterministic::trend;
  const double mean = trend ? 1.0 / 15 : 1.0 / 6, variance = trend ? 11.0 / 6300 : 1.0 / 45;
  s.statistic = std::sqrt(n / variance) * (sums / variances - mean);
  robust.statistic = std::sqrt(n / variance) * (ratios / n - mean);
  s.p_value = numeric::normal_cdf(-s.statistic);
  robust.p_value = numeric::normal_cdf(-robust.statistic);
  return {std::move(s), std::move(robust)};
}

std::vector<Cadf> cadf(const TestInput& in) {
  const CrossSection cross(*in.series);
  std::vector<Cadf> out;
  for (std::size_t i = 0; i < in.series->size(); ++i)
    out.push_back(cadf_unit((*in.series)[i], (*in.adf)[i].lags, cross, in.settings));
  return out;
}

Statistics cips(const TestInput& in, const std::vector<Cadf>& units, std::vector<Problem>& notes) {
  PanelStatistic s = statistic_of(in, "cips", {"CIPS", "CIPS"});
  PanelStatistic truncated = statistic_of(in, "cips_truncated", {"CIPS, truncated", "截断 CIPS"});
  if (std::any_of(units.begin(), units.end(), [](const Cadf& c) { return !c.defined; })) {
    notes.push_back(
        not_made(s,
                 in,
                 {"a series is too short for its regression, or the cross-section "
                  "means follow it exactly",
                  "有序列对其回归过短，或与截面均值完全共线"},
                 {"take fewer lags, and do not demean", "请减少滞后阶数，且不要去除截面均值"}));
    return {std::move(s), std::move(truncated)};
  }
  double observations = 0;
  s.statistic = truncated.statistic = 0;
  const auto n = static_cast<double>(units.size());
  for (const Cadf& c : units) {
    s.statistic += c.t / n;
    truncated.statistic += c.truncated / n;
    observations += static_cast<double>(c.nobs);
  }
  if (!in.balanced)
    notes.push_back(note("YG3186",
                         {in.about + ": CIPS: the cross-section means are taken over the units "
                                     "that a period has",
                          in.about + "：CIPS：截面均值按各期已有个体计算"})
                        .about(s.name));
  for (PanelStatistic* one : {&s, &truncated}) {
    const Critical c =
        cips_critical(n, observations / n, in.settings.deterministic, one == &truncated);
    one->critical = c.value;
    one->nobs = observations;
    one->table = {"Pesaran (2007), table II", "Pesaran (2007) 表 II"};
    if (c.outside && one == &s)
      notes.push_back(
          off_table(s, in, {"fewer than 10 units or observations", "个体数或观测数不足 10"}));
  }
  return {std::move(s), std::move(truncated)};
}

}  // namespace yugong::stationarity
