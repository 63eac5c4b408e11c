#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/model_run.hpp"

namespace yugong::regression::fe {
namespace {

/// Positions of the terms that tidy shows: regressors and the constant, not the dummies of the
/// xtreg form.
std::vector<std::size_t> shown(const LinearModel& m) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < m.terms.size(); ++k)
    if (k < m.regressors || k >= m.slopes) out.push_back(k);
  return out;
}

std::string name_of(Constant constant) {
  for (const auto& [name, value] : names_of(constant))
    if (value == constant) return name;
  return "";
}

double fewest(const LinearModel& m) {
  return m.groups.empty()
             ? missing
             : static_cast<double>(*std::min_element(m.groups.begin(), m.groups.end()));
}

Frame effects_table(const Fit& fit) {
  std::vector<std::string> outcome, component, level;
  std::vector<double> estimate, std_error;
  for (const LinearModel& m : fit.models) {
    for (std::size_t k = m.regressors; k < m.slopes; ++k) {
      outcome.push_back(m.design.outcome);
      const std::size_t dot = m.terms[k].rfind('.');
      component.push_back(m.terms[k].substr(dot + 1));
      level.push_back(m.terms[k].substr(0, dot));
      estimate.push_back(m.estimates[k]);
      std_error.push_back(m.std_errors[k]);
    }
    for (const LevelEffect& e : m.effects) {
      outcome.push_back(m.design.outcome);
      component.push_back(e.factor);
      level.push_back(e.level);
      estimate.push_back(e.estimate);
      std_error.push_back(missing);
    }
  }
  Frame out;
  out.add("outcome", std::move(outcome))
      .add("component", std::move(component))
      .add("level", std::move(level));
  out.add("estimate", std::move(estimate)).add("std_error", std::move(std_error));
  return out;
}

Frame covariance_table(const Fit& fit) {
  std::vector<std::string> outcome, term, other;
  std::vector<double> value;
  for (const LinearModel& m : fit.models)
    for (const std::size_t i : shown(m))
      for (const std::size_t j : shown(m)) {
        outcome.push_back(m.design.outcome);
        term.push_back(m.terms[i]);
        other.push_back(m.terms[j]);
        value.push_back(m.covariance(i, j));
      }
  Frame out;
  out.add("outcome", std::move(outcome))
      .add("term", std::move(term))
      .add("term_2", std::move(other));
  out.add("covariance", std::move(value));
  return out;
}

}  // namespace

Frame tidy(const Fit& fit) {
  std::vector<std::string> outcome, term;
  std::vector<double> estimate, std_error, statistic, p_value, low, high;
  for (const LinearModel& m : fit.models)
    for (const std::size_t k : shown(m)) {
      outcome.push_back(m.design.outcome);
      term.push_back(m.terms[k]);
      estimate.push_back(m.estimates[k]);
      std_error.push_back(m.std_errors[k]);
      statistic.push_back(m.statistics[k]);
      p_value.push_back(m.p_values[k]);
      low.push_back(m.conf_low[k]);
      high.push_back(m.conf_high[k]);
    }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("term", std::move(term))
      .add("estimate", std::move(estimate))
      .add("std_error", std::move(std_error));
  out.add("statistic", std::move(statistic)).add("p_value", std::move(p_value));
  out.add("conf_low", std::move(low)).add("conf_high", std::move(high));
  return out;
}

Frame glance(const Fit& fit) {
  using M = const LinearModel&;
  Frame out;
  out.add(texts_per_model("outcome", fit.models, [](M m) { return m.design.outcome; }));
  out.add(per_model("nobs", fit.models, [](M m) { return m.n; }));
  out.add(per_model("units", fit.models, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", fit.models, [](M m) { return m.design.sample.periods; }));
  out.add(per_model("singletons", fit.models, [](M m) { return m.design.singletons; }));
  out.add(per_model("r2", fit.models, [](M m) { return m.r2; }));
  out.add(per_model("r2_adj", fit.models, [](M m) { return m.r2_adj; }));
  out.add(per_model("r2_within", fit.models, [](M m) { return m.r2_within; }));
  out.add(per_model("r2_adj_within", fit.models, [](M m) { return m.r2_adj_within; }));
  out.add(per_model("sigma", fit.models, [](M m) { return m.rmse; }));
  out.add(per_model("rss", fit.models, [](M m) { return m.rss; }));
  out.add(per_model("tss", fit.models, [](M m) { return m.tss; }));
  out.add(per_model("tss_within", fit.models, [](M m) { return m.tss_within; }));
  out.add(per_model("df_model", fit.models, [](M m) { return m.slopes; }));
  out.add(per_model("df_absorbed", fit.models, [](M m) { return m.df_absorbed; }));
  out.add(per_model("df_resid", fit.models, [](M m) { return m.df_resid; }));
  out.add(per_model("df_t", fit.models, [](M m) { return m.df_t; }));
  out.add(per_model("f_statistic", fit.models, [](M m) { return m.f; }));
  out.add(per_model("f_p_value", fit.models, [](M m) { return m.f_p; }));
  out.add(per_model("clusters", fit.models, fewest));
  out.add(texts_per_model(
      "clusters_by", fit.models, [](M m) { return levels_text(m.design.clusters); }));
  out.add(texts_per_model(
      "fixed_effects", fit.models, [](M m) { return levels_text(m.design.effects); }));
  out.add(per_model("small_sample", fit.models, [](M m) { return m.small_sample; }));
  out.add(texts_per_model("vcov", fit.models, [](M m) { return m.vcov; }));
  out.add(texts_per_model("convention", fit.models, [&](M) { return fit.convention.name; }));
  out.add(texts_per_model("constant", fit.models, [&](M m) {
    return m.terms.size() == m.slopes ? "none"
           : m.design.effects.empty() ? "regression"
                                      : name_of(fit.convention.constant);
  }));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  return augment_models(fit.models, panel, [](const LinearModel& m) -> const std::vector<double>& {
    return m.residuals;
  });
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  merge_samples(fit.models, result);
  const bool several = fit.models.size() > 1;
  for (const LinearModel& m : fit.models)
    if (m.slopes > 0)
      result.tests.push_back({several ? "F:" + m.design.outcome : "F",
                              {"all slopes are zero", "所有斜率为零"},
                              m.f,
                              "F(" + text::round_trip(m.f_df) + "," + freedom_text(m.df_t) + ")",
                              m.f_p});
  for (std::size_t i = 0; i < fit.answers.size(); ++i)
    add_answers(fit.answers[i], several ? fit.models[i].design.outcome : "", result);
  result.tables["covariance"] = covariance_table(fit);
  if (Frame effects = effects_table(fit); effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
}

}  // namespace yugong::regression::fe
