#include <cmath>

#include <fmt/format.h>

#include "yugong/numeric/distributions.hpp"
#include "yugong/stationarity/cointegration_statistics.hpp"

namespace yugong::stationarity {
namespace {

/// The error-correction model of one unit.
struct Correction {
  double alpha = 0, t = 0;
  double scale = 0;  ///< alpha(1): long-run deviation of what is not error correction over D.y's
  double variance = 0;
  double periods = 0;  ///< observations of the regression
  double levels = 0;   ///< sum of squares of y_{t-1} given the rest
  double cross = 0;    ///< sum of it times D.y given the rest
  bool defined = false;
};

/// Part of a series from row `begin`, n long.
std::vector<double> part(const std::vector<double>& x, std::size_t begin, std::size_t n) {
  const auto from = x.begin() + static_cast<std::ptrdiff_t>(begin);
  return {from, from + static_cast<std::ptrdiff_t>(n)};
}

/// D.y_t = deterministic + alpha y_{t-1} + l'x_{t-1} + sum_{1..p} a_j D.y_{t-j}
///         + sum_{-q..p} g_j D.x_{t-j} + e_t.
Correction correction(const Series& s, const CointegrationInput& in, std::size_t p, int window) {
  Correction out;
  const std::vector<double> dy = differences(s.values());
  const auto q = static_cast<std::size_t>(in.leads);
  if (dy.size() < p + q + 2) return out;
  const std::size_t n = dy.size() - p - q;
  // Row r of the regression is difference p + r: level p + r before it.
  Columns x = {part(s.values(), p, n)};
  for (std::size_t c = 1; c < s.columns.size(); ++c) x.push_back(part(s.columns[c], p, n));
  for (std::size_t j = 1; j <= p; ++j) x.push_back(part(dy, p - j, n));
  add_deterministic(x, in.deterministic, n);
  const std::size_t corrected = x.size();
  for (std::size_t c = 1; c < s.columns.size(); ++c) {
    const std::vector<double> dx = differences(s.columns[c]);
    for (std::size_t shift = 0; shift <= p + q; ++shift) x.push_back(part(dx, shift, n));
  }
  const std::vector<double> outcome = part(dy, p, n);
  const Regression full = regress(outcome, x);
  if (!full.full_rank || full.df() < 1 || !(full.rss > 0)) return out;
  out.alpha = full.coefficients.front();
  out.variance = full.rss / full.df();
  out.t = out.alpha / std::sqrt(out.variance * full.spread.front());
  out.periods = static_cast<double>(n);
  std::vector<double> rest = outcome, centred = dy;
  for (std::size_t j = 0; j < corrected; ++j)
    for (std::size_t r = 0; r < n; ++r) rest[r] -= full.coefficients[j] * x[j][r];
  if (in.deterministic == Deterministic::trend)
    for (double& v : centred) v -= mean_of(dy);
  const double above = bartlett(rest, window, static_cast<double>(rest.size()));
  const double below = bartlett(centred, window, static_cast<double>(centred.size()));
  if (!(above > 0) || !(below > 0)) return out;
  out.scale = std::sqrt(above / below);
  const Columns others(x.begin() + 1, x.end());
  const Regression level = regress(x.front(), others), change = regress(outcome, others);
  for (std::size_t r = 0; r < n; ++r) {
    out.levels += level.residuals[r] * level.residuals[r];
    out.cross += level.residuals[r] * change.residuals[r];
  }
  out.defined = true;
  return out;
}

Problem not_made(const CointegrationInput& in, const Text& why, const Text& mend) {
  return warning("YG3186",
                 {fmt::format("{}: no Westerlund statistics: {}", in.about, why.en),
                  fmt::format("{}：无法计算 Westerlund 统计量：{}", in.about, why.zh)},
                 mend)
      .about("westerlund");
}

}  // namespace

Statistics westerlund(const CointegrationInput& in,
                      std::vector<CointegratingUnit>& units,
                      std::vector<Problem>& notes) {
  const std::size_t k = in.regressors();
  const auto n = static_cast<double>(in.series.size());
  static const std::array<const char*, 4> names = {"g_t", "g_a", "p_t", "p_a"};
  static const std::array<const char*, 4> words = {"G_t", "G_a", "P_t", "P_a"};
  Statistics out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    PanelStatistic s;
    s.name = std::string("westerlund_") + names[i];
    s.label = {std::string("Westerlund ") + words[i], std::string("Westerlund ") + words[i]};
    s.units = units.size();
    s.law = "N(0,1)";
    s.periods = s.lags = s.window = 0;
    for (std::size_t u = 0; u < units.size(); ++u) {
      s.periods += static_cast<double>(in.series[u].length());
      s.lags += units[u].adf.lags;
      s.window += in.window_of(u);
    }
    s.periods /= n;
    s.lags /= n;
    s.window /= n;
    s.table = {"Westerlund (2007), table 1", "Westerlund (2007) 表 1"};
    out.push_back(std::move(s));
  }
  if (k > most_westerlund_regressors) {
    notes.push_back(not_made(
        in,
        {fmt::format("moments are published for up to {} regressors", most_westerlund_regressors),
         fmt::format("已发表的矩最多 {} 个解释变量", most_westerlund_regressors)},
        {"leave regressors out", "请减少解释变量"}));
    return out;
  }
  double g_t = 0, g_a = 0, levels = 0, cross = 0, variance = 0, periods = 0, observations = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Correction c =
        correction(in.series[i], in, static_cast<std::size_t>(units[i].adf.lags), in.window_of(i));
    if (!c.defined) {
      notes.push_back(not_made(
          in,
          {"a series is too short for the error-correction model, or its regressors are collinear",
           "有序列对误差修正模型过短，或解释变量共线"},
          {"take fewer lags and leads, or fewer regressors", "请减少滞后、领先阶数或解释变量"}));
      return out;
    }
    units[i].adjustment = c.alpha;
    units[i].adjustment_t = c.t;
    g_t += c.t / n;
    g_a += c.periods * c.alpha / c.scale / n;
    levels += c.levels;
    cross += c.cross / c.scale;
    variance += c.variance / (c.scale * c.scale) / n;
    periods += c.periods / n;
    observations += c.periods;
  }
  const double alpha = cross / levels;
  const std::array<double, 4> raw = {
      g_t, g_a, alpha / std::sqrt(variance / levels), periods * alpha};
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const Moments m = westerlund_moments(i, k, in.deterministic);
    // P_t grows with the square root of the units; the others do not.
    const double scaled = i == 2 ? raw[i] : std::sqrt(n) * raw[i];
    out[i].raw = raw[i];
    out[i].statistic = (scaled - std::sqrt(n) * m.mean) / std::sqrt(m.variance);
    out[i].p_value = numeric::normal_cdf(out[i].statistic);
    out[i].nobs = observations;
  }
  return out;
}

}  // namespace yugong::stationarity
