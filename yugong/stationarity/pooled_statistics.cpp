#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/stationarity/moments.hpp"
#include "yugong/stationarity/panel_statistics.hpp"

namespace yugong::stationarity {
namespace {

void left_tail(PanelStatistic& s) {
  s.law = "N(0,1)";
  s.p_value = numeric::normal_cdf(s.statistic);
}

/// The one row of a test that is not for this panel, with the reason.
Statistics not_made(PanelStatistic s,
                    const TestInput& in,
                    const Text& why,
                    const Text& mend,
                    std::vector<Problem>& notes) {
  notes.push_back(
      warning("YG3186",
              {fmt::format("{}: no {}: {}", in.about, s.label.en, why.en),
               fmt::format("{}：无法计算 {}：{}", in.about, s.label.in(Lang::zh), why.zh)},
              mend)
          .about(s.name));
  return {std::move(s)};
}

Statistics unbalanced(PanelStatistic s, const TestInput& in, std::vector<Problem>& notes) {
  return not_made(std::move(s),
                  in,
                  {"the panel is not balanced", "面板不平衡"},
                  {"use ips, fisher_adf or fisher_pp, or keep the units with all periods",
                   "请使用 ips、fisher_adf 或 fisher_pp，或只保留各时期完整的个体"},
                  notes);
}

/// The differences as Levin, Lin and Chu take them for the long-run variance: without mean, or
/// without trend, under the null.
std::vector<double> centred(std::vector<double> dy, Deterministic deterministic) {
  Columns x;
  add_deterministic(x, deterministic, dy.size());
  return x.empty() ? dy : regress(dy, x).residuals;
}

/// The series without what its own lagged differences explain: u_t = y_t - sum a_j y_{t-j}, a from
/// D.y on its lags (and a constant where the null has a drift).
std::vector<double> prewhitened(const std::vector<double>& y, int lags, bool drift) {
  if (lags == 0) return y;
  const std::vector<double> dy = differences(y);
  const auto p = static_cast<std::size_t>(lags);
  Columns x;
  for (std::size_t j = 1; j <= p; ++j)
    x.emplace_back(dy.begin() + static_cast<std::ptrdiff_t>(p - j),
                   dy.end() - static_cast<std::ptrdiff_t>(j));
  if (drift) x.emplace_back(dy.size() - p, 1.0);
  const Regression r = regress(std::span(dy).subspan(p), x);
  if (!r.full_rank) return {};
  std::vector<double> u;
  for (std::size_t t = p; t < y.size(); ++t) {
    double value = y[t];
    for (std::size_t j = 1; j <= p; ++j) value -= r.coefficients[j - 1] * y[t - j];
    u.push_back(value);
  }
  return u;
}

/// Numerator and denominator of Breitung's statistic for one unit.
struct Ratio {
  double above = 0, below = 0;
  bool defined = false;
};

Ratio breitung_unit(const std::vector<double>& u, Deterministic deterministic) {
  Ratio out;
  if (u.size() < 5) return out;
  const std::vector<double> du = differences(u);
  const std::size_t n = du.size();
  const auto t_all = static_cast<double>(n);
  const bool trend = deterministic == Deterministic::trend;
  const double drift = trend ? (u.back() - u.front()) / t_all : 0;
  double variance = 0;
  for (const double v : du) variance += (v - drift) * (v - drift);
  variance /= trend ? t_all - 1 : t_all;
  if (!(variance > 1e-20 * (drift * drift))) return out;
  // Deviations from the first value; with a trend, also forward orthogonal deviations of the
  // differences, which lose the last period.
  double ahead = 0;
  for (const double v : du) ahead += v;
  for (std::size_t t = 0; t + (trend ? 1 : 0) < n; ++t) {
    ahead -= du[t];
    const auto left = static_cast<double>(n - 1 - t);
    const double x = u[t] - (deterministic == Deterministic::none ? 0 : u.front()) -
                     drift * static_cast<double>(t);
    const double d = trend ? std::sqrt(left / (left + 1)) * (du[t] - ahead / left) : du[t];
    out.above += d * x / variance;
    out.below += x * x / variance;
  }
  out.defined = out.below > 0;
  return out;
}

/// Mean and variance of sqrt(N)(rho - 1), Harris and Tzavalis (1999, theorems 1 to 3).
Moments harris_tzavalis_moments(double t, Deterministic deterministic) {
  switch (deterministic) {
    case Deterministic::none:
      return {1, 2 / (t * (t - 1)), false};
    case Deterministic::constant:
      return {1 - 3 / (t + 1),
              3 * (17 * t * t - 20 * t + 17) / (5 * (t - 1) * std::pow(t + 1, 3)),
              false};
    case Deterministic::trend:
      break;
  }
  return {1 - 15 / (2 * (t + 2)),
          15 * (193 * t * t - 728 * t + 1147) / (112 * std::pow(t + 2, 3) * (t - 2)),
          false};
}

}  // namespace

int levin_lin_window(double periods, Convention convention) {
  const double k = 3.21 * std::cbrt(periods);
  return static_cast<int>(convention == Convention::plm ? std::nearbyint(k) : std::floor(k));
}

Statistics levin_lin_chu(const TestInput& in, std::vector<Problem>& notes) {
  PanelStatistic s =
      statistic_of(in, "llc", {"Levin-Lin-Chu adjusted t*", "Levin-Lin-Chu 调整 t*"});
  if (!in.balanced) return unbalanced(std::move(s), in, notes);
  const Deterministic deterministic = in.settings.deterministic;
  const Convention convention = in.settings.convention;
  const auto n = static_cast<double>(in.series->size());
  const auto length = static_cast<double>(in.series->front().length());
  const double regression_length = s.nobs / n;
  const double window_length =
      convention == Convention::gretl ? std::floor(regression_length) : length;
  int window = in.settings.window.value_or(levin_lin_window(window_length, convention));
  if (convention == Convention::gretl && !in.settings.window)
    window = std::min(window, static_cast<int>(window_length) - 3);
  double ratio = 0, cross = 0, levels = 0, squares = 0;
  for (std::size_t i = 0; i < in.series->size(); ++i) {
    const Adf& a = (*in.adf)[i];
    if (!a.defined)
      return not_made(
          s,
          in,
          {"a series has no variation about the means over units", "有序列去除截面均值后没有变化"},
          {"write convention = \"paper\"", "请写 convention = \"paper\""},
          notes);
    const auto nobs = static_cast<double>(a.nobs);
    double divisor = nobs;
    if (convention == Convention::plm && in.settings.by_df)
      divisor = nobs - static_cast<double>(a.parameters);
    const double variance = a.rss / divisor;
    const std::vector<double> dy = centred(differences((*in.series)[i].values()), deterministic);
    const double long_run = bartlett(dy, window, length - 1);
    if (!(long_run > 0))
      return not_made(s,
                      in,
                      {"a long-run variance is not positive", "长期方差不为正"},
                      {"choose a shorter window", "请选择较短的窗宽"},
                      notes);
    ratio += std::sqrt(long_run / variance) / n;
    for (std::size_t t = 0; t < a.nobs; ++t) {
      cross += a.level[t] * a.difference[t] / variance;
      levels += a.level[t] * a.level[t] / variance;
      squares += a.difference[t] * a.difference[t] / variance;
    }
  }
  const double delta = cross / levels;
  const double rss = squares - delta * cross;
  // gretl and the paper divide by all observations; plm as its regressions do.
  const double effective = length - s.lags - 1;
  const double variance = rss / (n * effective);
  const bool by_df = convention == Convention::plm && in.settings.by_df;
  const double spread = std::sqrt(rss / (s.nobs - (by_df ? 1 : 0)) / levels);
  Moments m;
  double row = effective;
  if (convention == Convention::plm) {
    row = length;
    m = levin_lin_moments_plm(row, deterministic);
  } else if (convention == Convention::gretl) {
    for (const Adf& a : *in.adf) row = std::max(row, static_cast<double>(a.nobs));
    m = levin_lin_moments(row, deterministic, Lookup::next);
  } else {
    m = levin_lin_moments(row, deterministic, Lookup::interpolate);
  }
  s.statistic = (delta / spread - n * effective * ratio / variance * spread * m.mean) / m.variance;
  left_tail(s);
  s.window = window;
  const std::string at = text::fixed(row, row == std::floor(row) ? 0 : 1);
  s.table = {"Levin, Lin and Chu (2002), table 2, T = " + at,
             "Levin-Lin-Chu (2002) 表 2，T = " + at};
  if (m.outside)
    notes.push_back(
        note("YG3187",
             {fmt::format("{}: Levin-Lin-Chu: T = {} lies below their table, which "
                          "begins at 25; its first row is used",
                          in.about,
                          at),
              fmt::format("{}：Levin-Lin-Chu：T = {} 低于其表的起点 25，取第一行", in.about, at)})
            .about(s.name));
  return {std::move(s)};
}

Statistics harris_tzavalis(const TestInput& in, std::vector<Problem>& notes) {
  PanelStatistic s = statistic_of(in, "ht", {"Harris-Tzavalis z", "Harris-Tzavalis z"});
  if (!in.balanced) return unbalanced(std::move(s), in, notes);
  double cross = 0, levels = 0;
  const std::size_t t = in.series->front().length() - 1;
  for (const Series& one : *in.series) {
    const std::vector<double>& y = one.values();
    Columns x;
    add_deterministic(x, in.settings.deterministic, t);
    const Regression now = regress(std::span(y).subspan(1), x);
    const Regression before = regress(std::span(y).first(t), x);
    for (std::size_t i = 0; i < t; ++i) {
      cross += now.residuals[i] * before.residuals[i];
      levels += before.residuals[i] * before.residuals[i];
    }
  }
  const auto n = static_cast<double>(in.series->size());
  const Moments m = harris_tzavalis_moments(static_cast<double>(t), in.settings.deterministic);
  s.statistic = std::sqrt(n / m.variance) * (cross / levels - m.mean);
  s.lags = 0;
  s.nobs = n * static_cast<double>(t);
  left_tail(s);
  s.table = {"Harris and Tzavalis (1999), exact in T", "Harris-Tzavalis (1999)，对 T 精确"};
  return {std::move(s)};
}

Statistics breitung(const TestInput& in, std::vector<Problem>& notes) {
  PanelStatistic s = statistic_of(in, "breitung", {"Breitung lambda", "Breitung λ"});
  if (!in.balanced) return unbalanced(std::move(s), in, notes);
  double above = 0, below = 0;
  for (std::size_t i = 0; i < in.series->size(); ++i) {
    const Ratio r = breitung_unit(prewhitened((*in.series)[i].values(),
                                              (*in.adf)[i].lags,
                                              in.settings.deterministic == Deterministic::trend),
                                  in.settings.deterministic);
    if (!r.defined)
      return not_made(s,
                      in,
                      {"a series is too short for its lags", "序列相对滞后阶数过短"},
                      {"take fewer lags", "请减少滞后阶数"},
                      notes);
    above += r.above;
    below += r.below;
  }
  s.statistic = above / std::sqrt(below);
  left_tail(s);
  return {std::move(s)};
}

}  // namespace yugong::stationarity
