#include <cmath>

#include <fmt/format.h>

#include "yugong/numeric/distributions.hpp"
#include "yugong/stationarity/cointegration_statistics.hpp"

namespace yugong::stationarity {
namespace {

/// What one unit adds to the statistics, Pedroni (1999, table 1).
struct Parts {
  double long_run = 0;    ///< L^2: of D.y given D.x
  double correction = 0;  ///< lambda: half of what serial correlation adds to the variance
  double sigma2 = 0;      ///< long-run variance of the residuals' own errors
  double short_run = 0;   ///< their variance
  double levels = 0;      ///< sum of e_{t-1}^2
  double cross = 0;       ///< sum of e_{t-1} D.e_t - lambda
};

/// Residuals of D.y on D.x; with a constant when the levels have a trend, so that the slopes of the
/// trends do not matter.
std::vector<double> differenced_residuals(const Series& s, Deterministic deterministic) {
  Columns x;
  for (std::size_t c = 1; c < s.columns.size(); ++c) x.push_back(differences(s.columns[c]));
  if (deterministic == Deterministic::trend) x.emplace_back(s.length() - 1, 1.0);
  const Regression r = regress(differences(s.values()), x);
  return r.full_rank ? r.residuals : std::vector<double>{};
}

Parts parts_of(const Series& s, const std::vector<double>& e, Deterministic deterministic, int w) {
  Parts out;
  const std::vector<double> eta = differenced_residuals(s, deterministic);
  const auto n = static_cast<double>(e.size() - 1);
  out.long_run = bartlett(eta, w, n);
  const std::vector<double> d = differences(e);
  double cross = 0;
  for (std::size_t t = 0; t < d.size(); ++t) {
    out.levels += e[t] * e[t];
    cross += e[t] * d[t];
  }
  const double change = cross / out.levels;
  std::vector<double> errors = d;
  for (std::size_t t = 0; t < d.size(); ++t) errors[t] -= change * e[t];
  out.short_run = bartlett(errors, 0, n);
  out.sigma2 = bartlett(errors, w, n);
  out.correction = (out.sigma2 - out.short_run) / 2;
  out.cross = cross - n * out.correction;
  return out;
}

}  // namespace

std::vector<CointegratingUnit> cointegrating_regressions(const CointegrationInput& in) {
  std::vector<CointegratingUnit> out;
  for (const Series& s : in.series) {
    CointegratingUnit unit;
    Columns x(s.columns.begin() + 1, s.columns.end());
    add_deterministic(x, in.deterministic, s.length());
    const Regression r = regress(s.values(), x);
    if (r.full_rank && r.df() >= 1 && r.rss > 0 &&
        !differenced_residuals(s, in.deterministic).empty()) {
      const int lags = choose_lags(r.residuals, Deterministic::none, in.lags);
      unit.adf = adf(r.residuals, Deterministic::none, lags, false);
      if (unit.adf.defined) unit.residuals = r.residuals;
    }
    out.push_back(std::move(unit));
  }
  return out;
}

Statistics pedroni(const CointegrationInput& in,
                   const std::vector<CointegratingUnit>& units,
                   std::vector<Problem>& notes) {
  const std::size_t k = in.regressors();
  const auto n = static_cast<double>(in.series.size());
  double periods = 0, lags = 0, window = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    periods += static_cast<double>(in.series[i].length());
    lags += units[i].adf.lags;
    window += in.window_of(i);
  }
  periods /= n;
  lags /= n;
  window /= n;
  static const std::array<const char*, 7> names = {
      "panel_v", "panel_rho", "panel_pp", "panel_adf", "group_rho", "group_pp", "group_adf"};
  static const std::array<const char*, 7> words = {"panel v",
                                                   "panel rho",
                                                   "panel PP t",
                                                   "panel ADF t",
                                                   "group rho",
                                                   "group PP t",
                                                   "group ADF t"};
  Statistics out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    PanelStatistic s;
    s.name = std::string("pedroni_") + names[i];
    s.label = {std::string("Pedroni ") + words[i], std::string("Pedroni ") + words[i]};
    s.units = units.size();
    s.periods = periods;
    s.law = "N(0,1)";
    s.upper = i == 0;
    const bool parametric = i == 3 || i == 6;
    if (parametric) s.lags = lags;
    if (!parametric || i == 3) s.window = window;
    s.table =
        k == 1 ? Text{"limiting moments by simulation, 60,000 draws", "极限矩由 60,000 次模拟得到"}
               : Text{"Pedroni (1999), table 2", "Pedroni (1999) 表 2"};
    out.push_back(std::move(s));
  }
  if (k > most_pedroni_regressors) {
    notes.push_back(
        warning("YG3186",
                {fmt::format("{}: no Pedroni statistics: moments are published for up "
                             "to {} regressors",
                             in.about,
                             most_pedroni_regressors),
                 fmt::format("{}：无法计算 Pedroni 统计量：已发表的矩最多 {} 个解释变量",
                             in.about,
                             most_pedroni_regressors)},
                {"leave regressors out, or use kao", "请减少解释变量，或使用 kao"})
            .about("pedroni"));
    return out;
  }
  double levels = 0, cross = 0, sigma2 = 0;
  double adf_levels = 0, adf_cross = 0, adf_variance = 0;
  double group_rho = 0, group_t = 0, group_adf = 0, length = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const Parts p = parts_of(in.series[i], units[i].residuals, in.deterministic, in.window_of(i));
    if (!(p.long_run > 0) || !(p.sigma2 > 0)) {
      notes.push_back(warning("YG3186",
                              {in.about + ": no Pedroni statistics: a long-run variance is not "
                                          "positive",
                               in.about + "：无法计算 Pedroni 统计量：长期方差不为正"},
                              {"choose another window", "请更换 window"})
                          .about("pedroni"));
      return out;
    }
    const auto t = static_cast<double>(in.series[i].length());
    length += t / n;
    levels += p.levels / p.long_run;
    cross += p.cross / p.long_run;
    sigma2 += p.sigma2 / p.long_run / n;
    group_rho += t * p.cross / p.levels;
    group_t += p.cross / std::sqrt(p.sigma2 * p.levels);
    const Adf& a = units[i].adf;
    const double variance = a.rss / static_cast<double>(a.nobs);
    adf_variance += variance / p.long_run / n;
    for (std::size_t j = 0; j < a.nobs; ++j) {
      adf_levels += a.level[j] * a.level[j] / p.long_run;
      adf_cross += a.level[j] * a.difference[j] / p.long_run;
    }
    group_adf += a.t;
  }
  const std::array<double, 7> raw = {length * length * std::pow(n, 1.5) / levels,
                                     length * std::sqrt(n) * cross / levels,
                                     cross / std::sqrt(sigma2 * levels),
                                     adf_cross / std::sqrt(adf_variance * adf_levels),
                                     group_rho / std::sqrt(n),
                                     group_t / std::sqrt(n),
                                     group_adf / std::sqrt(n)};
  // The parametric t shares the moments of the corrected one.
  static constexpr std::array<std::size_t, 7> which = {0, 1, 2, 2, 3, 4, 4};
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const Moments m = pedroni_moments(which[i], k, in.deterministic);
    out[i].raw = raw[i];
    out[i].statistic = (raw[i] - m.mean * std::sqrt(n)) / std::sqrt(m.variance);
    out[i].p_value = numeric::normal_cdf(out[i].upper ? -out[i].statistic : out[i].statistic);
  }
  return out;
}

}  // namespace yugong::stationarity
