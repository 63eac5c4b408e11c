#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/base/word_of.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/frontier/sfa.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::frontier::sfa {
namespace {

struct Spread {
  double mean = 0, sd = 0, min = 0, max = 0;
};

Spread spread(const std::vector<double>& v) {
  Spread out;
  out.min = *std::min_element(v.begin(), v.end());
  out.max = *std::max_element(v.begin(), v.end());
  for (const double x : v) out.mean += x;
  out.mean /= static_cast<double>(v.size());
  for (const double x : v) out.sd += (x - out.mean) * (x - out.mean);
  out.sd = std::sqrt(out.sd / static_cast<double>(v.size() - 1));
  return out;
}

Frame elasticities_table(const Fit& fit) {
  std::vector<std::string> term;
  std::vector<double> estimate, std_error;
  for (const Elasticity& e : fit.elasticities) {
    term.push_back(e.input);
    estimate.push_back(e.estimate);
    std_error.push_back(e.std_error);
  }
  Frame out;
  out.add("term", std::move(term))
      .add("estimate", std::move(estimate))
      .add("std_error", std::move(std_error));
  return out;
}

Frame covariance_table(const Fit& fit) {
  // The parameters as estimated: slopes, inefficiency, ln sigma_u, ln sigma_v.
  std::vector<std::string> names;
  for (const Parameter& p : fit.parameters)
    if (p.component != "variance")
      names.push_back(p.component == "inefficiency" ? "inefficiency:" + p.term : p.term);
  names.emplace_back("ln(sigma_u)");
  names.emplace_back("ln(sigma_v)");
  std::vector<std::string> term, other;
  std::vector<double> value;
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t j = 0; j < names.size(); ++j) {
      term.push_back(names[i]);
      other.push_back(names[j]);
      value.push_back(fit.covariance[j * names.size() + i]);
    }
  Frame out;
  out.add("term", std::move(term))
      .add("term_2", std::move(other))
      .add("covariance", std::move(value));
  return out;
}

Frame critical_table(const Fit& fit) {
  std::vector<double> level, value;
  for (const double p : {0.90, 0.95, 0.99}) {
    level.push_back(1 - p);
    value.push_back(stochastic::mixed_chi2_quantile(p, fit.restrictions));
  }
  Frame out;
  out.add("p_value", std::move(level)).add("statistic", std::move(value));
  return out;
}

}  // namespace

Frame tidy(const Fit& fit) {
  const double wide = numeric::normal_quantile(0.5 + fit.options.level / 2);
  std::vector<std::string> component, term;
  std::vector<double> estimate, std_error, statistic, p_value, low, high;
  for (const Parameter& p : fit.parameters) {
    component.push_back(p.component);
    term.push_back(p.term);
    estimate.push_back(p.estimate);
    std_error.push_back(p.std_error);
    const double z = p.tested ? p.estimate / p.std_error : missing;
    statistic.push_back(z);
    p_value.push_back(numeric::normal_two_sided(z));
    low.push_back(p.estimate - wide * p.std_error);
    high.push_back(p.estimate + wide * p.std_error);
  }
  Frame out;
  out.add("component", std::move(component))
      .add("term", std::move(term))
      .add("estimate", std::move(estimate))
      .add("std_error", std::move(std_error))
      .add("statistic", std::move(statistic))
      .add("p_value", std::move(p_value))
      .add("conf_low", std::move(low))
      .add("conf_high", std::move(high));
  return out;
}

Frame glance(const Fit& fit) {
  const stochastic::Fit& k = fit.fit;
  const auto n = static_cast<double>(fit.rows.size());
  const double parameters = static_cast<double>(k.parameters + k.effect.size());
  const Spread scores = spread(k.efficiency);
  Frame out;
  out.put("model", word_of(fit.options.model))
      .put("distribution", word_of(*fit.options.distribution))
      .put("side", word_of(fit.options.side))
      .put("form", word_of(fit.options.form))
      .put("nobs", n)
      .put("units", static_cast<double>(fit.units.size()))
      .put("periods", static_cast<double>(fit.periods))
      .put("status", stochastic::word(k.status))
      .put("loglik", k.loglik)
      .put("loglik_ols", k.loglik_ols)
      .put("lr", fit.lr)
      .put("lr_p_value", fit.lr_p)
      .put("variance_ratio", fit.gamma)
      .put("lambda", fit.lambda)
      .put("sigma_u", k.sigma_u)
      .put("sigma_v", k.sigma_v)
      .put("skewness", k.skewness)
      .put("mean", scores.mean)
      .put("sd", scores.sd)
      .put("min", scores.min)
      .put("max", scores.max)
      .put("aic", -2 * k.loglik + 2 * parameters)
      .put("bic", -2 * k.loglik + std::log(n) * parameters)
      .put("vcov", word_of(fit.options.vcov))
      .put("clusters", fit.clusters > 0 ? static_cast<double>(fit.clusters) : missing)
      .put("iterations", k.iterations);
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  const stochastic::Fit& k = fit.fit;
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  const auto spread_out = [&](const std::vector<double>& v) {
    std::vector<double> column(panel.rows(), missing);
    for (std::size_t i = 0; i < fit.rows.size(); ++i) column[fit.rows[i]] = v[i];
    return column;
  };
  std::vector<double> jlms, used(panel.rows(), 0.0);
  for (const double u : k.inefficiency) jlms.push_back(std::exp(-u));
  for (const std::uint32_t row : fit.rows) used[row] = 1;
  out.add("score", spread_out(k.efficiency))
      .add("low", spread_out(k.low))
      .add("high", spread_out(k.high))
      .add("inefficiency", spread_out(k.inefficiency))
      .add("jlms", spread_out(jlms))
      .add("fitted", spread_out(k.fitted))
      .add("resid", spread_out(k.residual))
      .add("used", std::move(used));
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.sample.used = fit.rows.size();
  result.sample.rows = fit.rows.size();
  result.sample.units = fit.units.size();
  result.sample.periods = fit.periods;
  result.sample.dropped = fit.dropped;
  for (const Dropped& d : fit.dropped) result.sample.rows += d.rows.size();
  const std::string q = text::round_trip(fit.restrictions);
  result.tests.push_back(
      {"no_inefficiency",
       {"there is no inefficiency", "不存在无效率"},
       fit.lr,
       fit.restrictions > 1
           ? "0.5 chi2(" + text::round_trip(fit.restrictions - 1) + ") + 0.5 chi2(" + q + ")"
           : "0.5 chi2(0) + 0.5 chi2(1)",
       fit.lr_p});
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  result.tables["covariance"] = covariance_table(fit);
  result.tables["elasticities"] = elasticities_table(fit);
  result.tables["critical_values"] = critical_table(fit);
  if (fit.fit.effect.empty()) return;
  Frame effects;
  effects.add("level", fit.units).add("estimate", fit.fit.effect);
  result.tables["effects"] = std::move(effects);
}

}  // namespace yugong::frontier::sfa
