#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/base/word_of.hpp"
#include "yugong/quantile/quantile_regression.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::quantile::quantile_regression {
namespace {

using regression::Coefficient;

Coefficient row(const Fit& fit, const QuantileModel& m, double estimate, double variance) {
  return regression::coefficient(
      estimate, variance > 0 ? std::sqrt(variance) : missing, m.df_t, fit.settings.level);
}

/// Location and scale, where the estimator has them.
Frame components_table(const Fit& fit) {
  regression::TidyRows rows({"outcome", "component"});
  for (const QuantileModel& m : fit.models) {
    if (m.location_covariance.rows == 0) continue;
    for (std::size_t j = 0; j < m.terms.size(); ++j)
      rows.add({m.design.outcome, "location"},
               m.terms[j],
               row(fit, m, m.location[j], m.location_covariance(j, j)));
    for (std::size_t j = 0; j < m.terms.size(); ++j)
      rows.add({m.design.outcome, "scale"},
               m.terms[j],
               row(fit, m, m.scale[j], m.scale_covariance(j, j)));
  }
  return rows.frame(fit.models.size() > 1 ? std::vector<std::string>{}
                                          : std::vector<std::string>{"outcome"});
}

Frame covariance_table(const Fit& fit) {
  std::vector<std::string> outcome, term, other;
  std::vector<double> quantile, quantile_2, value;
  for (const QuantileModel& m : fit.models) {
    const std::size_t p = m.terms.size(), count = fit.settings.taus.size();
    for (std::size_t a = 0; a < p * count; ++a)
      for (std::size_t b = 0; b < p * count; ++b) {
        outcome.push_back(m.design.outcome);
        quantile.push_back(fit.settings.taus[a / p]);
        term.push_back(m.terms[a % p]);
        quantile_2.push_back(fit.settings.taus[b / p]);
        other.push_back(m.terms[b % p]);
        value.push_back(m.covariance(a, b));
      }
  }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("quantile", std::move(quantile)).add("term", std::move(term));
  out.add("quantile_2", std::move(quantile_2)).add("term_2", std::move(other));
  out.add("covariance", std::move(value));
  return out;
}

/// One row per quantile: what is not a coefficient.
Frame quantiles_table(const Fit& fit) {
  std::vector<std::string> outcome;
  std::vector<double> quantile, residual, density, objective, pseudo;
  for (const QuantileModel& m : fit.models)
    for (std::size_t t = 0; t < fit.settings.taus.size(); ++t) {
      outcome.push_back(m.design.outcome);
      quantile.push_back(fit.settings.taus[t]);
      residual.push_back(m.q.empty() ? missing : m.q[t]);
      density.push_back(m.density.empty() ? missing : m.density[t]);
      objective.push_back(m.objective[t]);
      pseudo.push_back(m.pseudo_r2[t]);
    }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("quantile", std::move(quantile));
  if (fit.settings.estimator == Estimator::mmqr)
    out.add("residual_quantile", std::move(residual)).add("density", std::move(density));
  out.add("objective", std::move(objective)).add("r1", std::move(pseudo));
  return out;
}

}  // namespace

Frame tidy(const Fit& fit) {
  regression::TidyRows rows;
  std::vector<std::string> outcome, term;
  std::vector<double> quantile;
  for (const QuantileModel& m : fit.models)
    for (std::size_t t = 0; t < fit.settings.taus.size(); ++t)
      for (std::size_t j = 0; j < m.terms.size(); ++j) {
        const std::size_t a = t * m.terms.size() + j;
        outcome.push_back(m.design.outcome);
        quantile.push_back(fit.settings.taus[t]);
        term.push_back(m.terms[j]);
        rows.add({}, m.terms[j], row(fit, m, m.estimates(j, t), m.covariance(a, a)));
      }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("quantile", std::move(quantile)).add("term", std::move(term));
  rows.into(out);
  return out;
}

Frame glance(const Fit& fit) {
  using M = const QuantileModel&;
  using regression::per_model;
  using regression::texts_per_model;
  Frame out;
  out.add(texts_per_model("outcome", fit.models, [](M m) { return m.design.outcome; }));
  out.add(per_model("nobs", fit.models, [](M m) { return m.n; }));
  out.add(per_model("units", fit.models, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", fit.models, [](M m) { return m.design.sample.periods; }));
  out.add(per_model("singletons", fit.models, [](M m) { return m.design.singletons; }));
  out.add(per_model("quantiles", fit.models, [&](M) { return fit.settings.taus.size(); }));
  out.add(
      texts_per_model("estimator", fit.models, [&](M) { return word_of(fit.settings.estimator); }));
  out.add(per_model("df_model", fit.models, [](M m) { return m.slopes; }));
  out.add(per_model("df_absorbed", fit.models, [](M m) { return m.df_absorbed; }));
  out.add(per_model("df_t", fit.models, [](M m) { return m.df_t; }));
  out.add(per_model("clusters", fit.models, [](M m) {
    return m.groups.empty()
               ? missing
               : static_cast<double>(*std::min_element(m.groups.begin(), m.groups.end()));
  }));
  out.add(texts_per_model(
      "clusters_by", fit.models, [](M m) { return regression::levels_text(m.design.clusters); }));
  out.add(texts_per_model(
      "fixed_effects", fit.models, [](M m) { return regression::levels_text(m.design.effects); }));
  out.add(per_model("small_sample", fit.models, [](M m) { return m.small_sample; }));
  out.add(texts_per_model("vcov", fit.models, [&](M) { return fit.settings.errors.text; }));
  if (fit.settings.errors.kind == QuantileErrors::Kind::bootstrap)
    out.add(per_model("replications", fit.models, [](M m) { return m.replications; }));
  if (fit.settings.estimator == Estimator::mmqr)
    out.add(per_model("scale_not_positive", fit.models, [](M m) { return m.not_positive; }));
  out.add(per_model("crossings", fit.models, [](M m) { return m.crossings; }));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  for (const QuantileModel& m : fit.models) {
    const std::string suffix = fit.models.size() > 1 ? "." + m.design.outcome : "";
    std::vector<double> used(panel.rows(), 0.0);
    for (const std::uint32_t r : m.design.rows) used[r] = 1;
    for (std::size_t t = 0; t < fit.settings.taus.size(); ++t) {
      std::vector<double> fitted(panel.rows(), missing), resid(panel.rows(), missing);
      for (std::size_t i = 0; i < m.design.rows.size(); ++i) {
        fitted[m.design.rows[i]] = m.fitted(i, t);
        resid[m.design.rows[i]] = m.design.y[i] - m.fitted(i, t);
      }
      const std::string which = suffix + "." + text::round_trip(fit.settings.taus[t]);
      out.add("fitted" + which, std::move(fitted)).add("resid" + which, std::move(resid));
    }
    out.add("used" + suffix, std::move(used));
  }
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  regression::merge_samples(fit.models, result);
  for (const QuantileModel& m : fit.models)
    for (Test test : m.tests) {
      if (fit.models.size() > 1) test.name += ":" + m.design.outcome;
      result.tests.push_back(std::move(test));
    }
  result.tables["covariance"] = covariance_table(fit);
  result.tables["quantiles"] = quantiles_table(fit);
  if (Frame components = components_table(fit); components.rows() > 0)
    result.tables["components"] = std::move(components);
}

}  // namespace yugong::quantile::quantile_regression
