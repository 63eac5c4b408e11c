#include <algorithm>
#include <cmath>

#include <Eigen/Dense>
#include <fmt/format.h>

#include "yugong/numeric/distributions.hpp"
#include "yugong/stationarity/cointegration_statistics.hpp"

namespace yugong::stationarity {
namespace {

/// Residuals of the pooled regression with unit intercepts, unit by unit; empty when the regressors
/// are collinear.
std::vector<std::vector<double>> pooled_residuals(const CointegrationInput& in) {
  std::vector<double> y;
  Columns x(in.regressors());
  for (const Series& s : in.series)
    for (std::size_t c = 0; c < s.columns.size(); ++c) {
      const double mean = mean_of(s.columns[c]);
      for (const double v : s.columns[c]) (c == 0 ? y : x[c - 1]).push_back(v - mean);
    }
  const Regression r = regress(y, x);
  std::vector<std::vector<double>> out;
  if (!r.full_rank) return out;
  auto at = r.residuals.begin();
  for (const Series& s : in.series) {
    const auto end = at + static_cast<std::ptrdiff_t>(s.length());
    out.emplace_back(at, end);
    at = end;
  }
  return out;
}

/// Variances of the differenced outcome given the differenced regressors.
struct Conditional {
  double short_run = 0, long_run = 0;
};

double given_others(const Eigen::MatrixXd& v) {
  const Eigen::Index k = v.rows() - 1;
  const Eigen::VectorXd cross = v.bottomLeftCorner(k, 1);
  return v(0, 0) - cross.dot(v.bottomRightCorner(k, k).ldlt().solve(cross));
}

Conditional conditional(const CointegrationInput& in) {
  const auto k = static_cast<Eigen::Index>(in.series.front().columns.size());
  Eigen::MatrixXd now = Eigen::MatrixXd::Zero(k, k), all = now;
  double rows = 0;
  for (std::size_t i = 0; i < in.series.size(); ++i) {
    Columns d;
    for (const auto& column : in.series[i].columns) d.push_back(differences(column));
    rows += static_cast<double>(d.front().size());
    for (Eigen::Index a = 0; a < k; ++a)
      for (Eigen::Index b = 0; b <= a; ++b) {
        const auto& x = d[static_cast<std::size_t>(a)];
        const auto& y = d[static_cast<std::size_t>(b)];
        now(a, b) += bartlett(x, y, 0, 1);
        all(a, b) += bartlett(x, y, in.window_of(i), 1);
        now(b, a) = now(a, b);
        all(b, a) = all(a, b);
      }
  }
  return {given_others(now / rows), given_others(all / rows)};
}

/// The pooled regression of D.e on e_{t-1} and p lagged differences; rows of a unit begin after
/// `skip` differences.
Regression pooled_adf(const std::vector<std::vector<double>>& residuals,
                      std::size_t p,
                      std::size_t skip) {
  std::vector<double> y;
  Columns x(1 + p);
  for (const auto& e : residuals) {
    const std::vector<double> d = differences(e);
    for (std::size_t t = skip; t < d.size(); ++t) {
      y.push_back(d[t]);
      x[0].push_back(e[t]);
      for (std::size_t j = 1; j <= p; ++j) x[j].push_back(d[t - j]);
    }
  }
  return regress(y, x);
}

/// Lags of the pooled regression by the rule, on the same rows for every candidate.
int pooled_lags(const CointegrationInput& in, const std::vector<std::vector<double>>& residuals) {
  if (in.lags.rule == LagRule::fixed) return in.lags.lags;
  std::size_t shortest = residuals.front().size();
  for (const auto& e : residuals) shortest = std::min(shortest, e.size());
  const int most =
      std::min(in.lags.most.value_or(lags_by_length(shortest)), static_cast<int>(shortest) - 3);
  const double critical = numeric::normal_quantile(1 - in.lags.significance / 2);
  int best = 0;
  double lowest = missing;
  for (int lags = most; lags >= 0; --lags) {
    const auto p = static_cast<std::size_t>(lags);
    const Regression r = pooled_adf(residuals, p, static_cast<std::size_t>(most));
    if (!r.full_rank || !(r.rss > 0)) continue;
    const auto n = static_cast<double>(r.nobs());
    if (in.lags.rule == LagRule::general_to_specific) {
      const double se = std::sqrt(r.rss / r.df() * r.spread[p]);
      if (lags > 0 && std::abs(r.coefficients[p]) > critical * se) return lags;
      continue;
    }
    const double value =
        std::log(r.rss / n) + information_cost(in.lags.rule, n) * static_cast<double>(p + 1) / n;
    if (is_missing(lowest) || value <= lowest) {
      lowest = value;
      best = lags;
    }
  }
  return best;
}

}  // namespace

Statistics kao(const CointegrationInput& in, std::vector<Problem>& notes) {
  double periods = 0;
  const auto n = static_cast<double>(in.series.size());
  for (const Series& s : in.series) periods += static_cast<double>(s.length());
  periods /= n;
  auto row = [&](const std::string& name, const Text& label) {
    PanelStatistic s;
    s.name = name;
    s.label = label;
    s.law = "N(0,1)";
    s.units = in.series.size();
    s.periods = periods;
    s.lags = 0;
    return s;
  };
  Statistics out = {row("kao_df_rho_star", {"Kao modified DF t", "Kao 修正 DF t"}),
                    row("kao_df_t_star", {"Kao DF t", "Kao DF t"}),
                    row("kao_adf", {"Kao ADF t", "Kao ADF t"}),
                    row("kao_df_rho", {"Kao unadjusted modified DF t", "Kao 未调整修正 DF t"}),
                    row("kao_df_t", {"Kao unadjusted DF t", "Kao 未调整 DF t"})};
  const std::vector<std::vector<double>> residuals = pooled_residuals(in);
  const Conditional c = conditional(in);
  if (residuals.empty() || !(c.short_run > 0) || !(c.long_run > 0)) {
    notes.push_back(warning("YG3186",
                            {in.about + ": no Kao statistics: the regressors are collinear, or a "
                                        "long-run variance is not positive",
                             in.about + "：无法计算 Kao 统计量：解释变量共线或长期方差不为正"},
                            {"leave a regressor out, or choose another window",
                             "请去掉某个解释变量，或更换 window"})
                        .about("kao"));
    return out;
  }
  const Regression df = pooled_adf(residuals, 0, 0);
  const double change = df.coefficients.front();
  const double rows = static_cast<double>(df.nobs());
  const double t = change / std::sqrt(df.rss / rows * df.spread.front());
  const int lags = pooled_lags(in, residuals);
  const Regression adf =
      pooled_adf(residuals, static_cast<std::size_t>(lags), static_cast<std::size_t>(lags));
  const double t_adf = adf.coefficients.front() /
                       std::sqrt(adf.rss / static_cast<double>(adf.nobs()) * adf.spread.front());
  const double ratio = c.short_run / c.long_run;
  const double scaled = std::sqrt(n) * periods * change;
  const double centre = std::sqrt(6 * n * ratio) / 2;
  const double spread = std::sqrt(1 / (2 * ratio) + 3 * ratio / 10);
  out[0].statistic = (scaled + 3 * std::sqrt(n) * ratio) / std::sqrt(3 + 36 * ratio * ratio / 5);
  out[1].statistic = (t + centre) / spread;
  out[2].statistic = (t_adf + centre) / spread;
  out[3].statistic = (scaled + 3 * std::sqrt(n)) / std::sqrt(10.2);
  out[4].statistic = std::sqrt(1.25) * t + std::sqrt(1.875 * n);
  double window = 0;
  for (std::size_t i = 0; i < in.series.size(); ++i) window += in.window_of(i);
  window /= n;
  for (std::size_t i = 0; i < out.size(); ++i) {
    PanelStatistic& s = out[i];
    s.p_value = numeric::normal_cdf(s.statistic);
    s.raw = i == 2 ? t_adf : (i == 0 || i == 3 ? change + 1 : t);
    s.nobs = static_cast<double>(i == 2 ? adf.nobs() : df.nobs());
    if (i == 2) s.lags = lags;
    if (i < 3) s.window = window;
    s.table = {"Kao (1999), asymptotic", "Kao (1999)，渐近"};
  }
  return out;
}

}  // namespace yugong::stationarity
