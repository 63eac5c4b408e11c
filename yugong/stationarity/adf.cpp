#include "yugong/stationarity/adf.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::stationarity {
namespace {

/// Regressors of the test regression, the lagged level first, then the lagged differences, then the
/// deterministic part; rows from observation `skip` of the differences on.
Columns regressors(std::span<const double> y,
                   std::span<const double> dy,
                   Deterministic deterministic,
                   int lags,
                   std::size_t skip) {
  const std::size_t n = dy.size() - skip;
  Columns x;
  x.emplace_back(y.begin() + static_cast<std::ptrdiff_t>(skip), y.end() - 1);
  for (int j = 1; j <= lags; ++j) {
    const auto from = static_cast<std::ptrdiff_t>(skip) - j;
    x.emplace_back(dy.begin() + from, dy.begin() + from + static_cast<std::ptrdiff_t>(n));
  }
  add_deterministic(x, deterministic, n);
  return x;
}

[[noreturn]] void refuse_lags(const std::string& written, const Place& place) {
  Place p = place;
  if (!p.known()) p.path = "lags";
  throw Error(error("YG3182",
                    {fmt::format("'{}' is no number of lags and no rule", written),
                     fmt::format("“{}”既不是滞后阶数，也不是选择准则", written)},
                    {"write a number such as 1, or aic, bic, hqic, gts",
                     "请写阶数（如 1），或 aic、bic、hqic、gts"},
                    p));
}

/// Longest lag that leaves one degree of freedom.
int longest_lag(std::size_t periods, Deterministic deterministic) {
  int lags = 0;
  while (shortest_series(deterministic, lags + 1) <= periods) ++lags;
  return lags;
}

}  // namespace

LagChoice lag_choice(const Value& lags, std::optional<int> most, double significance) {
  LagChoice out;
  out.most = most;
  out.significance = significance;
  double number = missing;
  std::string word;
  if (lags.is_number())
    number = lags.number();
  else if (lags.is_text() && !text::parse_number(lags.text, number))
    word = text::lower(lags.text);
  if (!is_missing(number)) {
    constexpr double most_lags = 1000;
    if (number < 0 || number > most_lags || number != std::floor(number))
      refuse_lags(text::round_trip(number), lags.place);
    out.lags = static_cast<int>(number);
    return out;
  }
  if (word == "aic")
    out.rule = LagRule::aic;
  else if (word == "bic" || word == "sic")
    out.rule = LagRule::bic;
  else if (word == "hqic")
    out.rule = LagRule::hqic;
  else if (word == "gts")
    out.rule = LagRule::general_to_specific;
  else
    refuse_lags(lags.is_text() ? lags.text : to_json(lags), lags.place);
  return out;
}

int lags_by_length(std::size_t periods) {
  const auto t = static_cast<double>(periods);
  return static_cast<int>(std::min(std::floor(12 * std::pow(t / 100, 0.25)), std::floor(t / 4)));
}

std::size_t shortest_series(Deterministic deterministic, int lags) {
  return std::max<std::size_t>(
      5, 2 * static_cast<std::size_t>(std::max(lags, 0)) + columns_of(deterministic) + 3);
}

int choose_lags(std::span<const double> y, Deterministic deterministic, const LagChoice& choice) {
  if (choice.rule == LagRule::fixed) return choice.lags;
  const int most = std::min(choice.most.value_or(lags_by_length(y.size())),
                            longest_lag(y.size(), deterministic));
  const std::vector<double> dy = differences(y);
  const auto skip = static_cast<std::size_t>(most);
  const std::span<const double> outcome = std::span(dy).subspan(skip);
  const auto n = static_cast<double>(outcome.size());
  const double critical = numeric::normal_quantile(1 - choice.significance / 2);
  int best = 0;
  double lowest = missing;
  for (int lags = most; lags >= 0; --lags) {
    const Regression r = regress(outcome, regressors(y, dy, deterministic, lags, skip));
    if (!r.full_rank || !(r.rss > 0)) continue;
    if (choice.rule == LagRule::general_to_specific) {
      if (lags == 0) break;
      const auto last = static_cast<std::size_t>(lags);
      const double se = std::sqrt(r.rss / r.df() * r.spread[last]);
      if (std::abs(r.coefficients[last]) > critical * se) return lags;
      continue;
    }
    const double value = std::log(r.rss / n) + information_cost(choice.rule, n) *
                                                   static_cast<double>(r.coefficients.size()) / n;
    if (is_missing(lowest) || value <= lowest) {
      lowest = value;
      best = lags;
    }
  }
  return best;
}

double information_cost(LagRule rule, double nobs) {
  if (rule == LagRule::aic) return 2;
  return rule == LagRule::bic ? std::log(nobs) : 2 * std::log(std::log(nobs));
}

Adf adf(std::span<const double> y, Deterministic deterministic, int lags, bool by_df) {
  Adf out;
  out.lags = lags;
  if (y.size() < shortest_series(deterministic, lags)) return out;
  const std::vector<double> dy = differences(y);
  const auto skip = static_cast<std::size_t>(lags);
  const std::span<const double> outcome = std::span(dy).subspan(skip);
  Columns x = regressors(y, dy, deterministic, lags, skip);
  const Regression full = regress(outcome, x);
  out.nobs = outcome.size();
  out.parameters = x.size();
  const std::vector<double> level = std::move(x.front());
  x.erase(x.begin());
  const Regression of_difference = regress(outcome, x), of_level = regress(level, x);
  // Nothing left to explain: the differences follow the other regressors exactly.
  if (!full.full_rank || !(full.rss > 1e-20 * of_difference.rss) || !(of_difference.rss > 0))
    return out;
  out.defined = true;
  out.rss = full.rss;
  out.difference = of_difference.residuals;
  out.level = of_level.residuals;
  const auto n = static_cast<double>(out.nobs);
  const double variance = full.rss / (by_df ? full.df() : n);
  out.coefficient = full.coefficients.front();
  out.std_error = std::sqrt(variance * full.spread.front());
  out.t = out.coefficient / out.std_error;
  out.p_value = dickey_fuller_p_value(out.t, deterministic);
  return out;
}

PhillipsPerron phillips_perron(std::span<const double> y, Deterministic deterministic, int window) {
  PhillipsPerron out;
  const Adf df = adf(y, deterministic, 0);
  out.nobs = df.nobs;
  if (!df.defined) return out;
  std::vector<double> residuals = df.difference;
  for (std::size_t t = 0; t < residuals.size(); ++t) residuals[t] -= df.coefficient * df.level[t];
  const auto n = static_cast<double>(df.nobs);
  const double short_run = df.rss / n;
  const double long_run = bartlett(residuals, window, n);
  if (!(long_run > 0)) return out;
  const double s = std::sqrt(df.rss / (n - static_cast<double>(df.parameters)));
  out.z_t = std::sqrt(short_run / long_run) * df.t -
            (long_run - short_run) / (2 * std::sqrt(long_run)) * n * df.std_error / s;
  out.p_value = dickey_fuller_p_value(out.z_t, deterministic);
  out.defined = true;
  return out;
}

std::vector<double> differences(std::span<const double> y) {
  std::vector<double> out;
  for (std::size_t t = 1; t < y.size(); ++t) out.push_back(y[t] - y[t - 1]);
  return out;
}

void add_deterministic(Columns& columns, Deterministic deterministic, std::size_t rows) {
  if (deterministic == Deterministic::none) return;
  columns.emplace_back(rows, 1.0);
  if (deterministic == Deterministic::constant) return;
  columns.emplace_back();
  for (std::size_t t = 1; t <= rows; ++t) columns.back().push_back(static_cast<double>(t));
}

}  // namespace yugong::stationarity
