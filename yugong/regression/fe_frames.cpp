#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/regression/fe.hpp"

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

std::string freedom(double df) {
  return std::isinf(df) ? std::string("inf") : text::round_trip(df);
}

std::string levels_text(const std::vector<Factor>& factors) {
  std::vector<std::string> parts;
  for (const Factor& f : factors) parts.push_back(f.name + " " + std::to_string(f.levels));
  return text::join(parts, ", ");
}

/// A column of one number per model.
template <class Get>
Column per_model(const std::string& name, const Fit& fit, Get get) {
  std::vector<double> v;
  for (const LinearModel& m : fit.models) v.push_back(static_cast<double>(get(m)));
  return Column::of(name, std::move(v));
}

template <class Get>
Column texts_per_model(const std::string& name, const Fit& fit, Get get) {
  std::vector<std::string> v;
  for (const LinearModel& m : fit.models) v.push_back(get(m));
  return Column::of(name, std::move(v));
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

void merge_samples(const Fit& fit, Result& result) {
  result.sample = fit.models.front().design.sample;
  if (fit.models.size() == 1) return;
  result.sample.dropped.clear();
  for (const LinearModel& m : fit.models) {
    result.sample.used = std::max(result.sample.used, m.design.sample.used);
    result.sample.units = std::max(result.sample.units, m.design.sample.units);
    result.sample.periods = std::max(result.sample.periods, m.design.sample.periods);
    for (Dropped d : m.design.sample.dropped) {
      d.reason = m.design.outcome + "/" + d.reason;
      result.sample.dropped.push_back(std::move(d));
    }
  }
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
  out.add(texts_per_model("outcome", fit, [](M m) { return m.design.outcome; }));
  out.add(per_model("nobs", fit, [](M m) { return m.n; }));
  out.add(per_model("units", fit, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", fit, [](M m) { return m.design.sample.periods; }));
  out.add(per_model("singletons", fit, [](M m) { return m.design.singletons; }));
  out.add(per_model("r2", fit, [](M m) { return m.r2; }));
  out.add(per_model("r2_adj", fit, [](M m) { return m.r2_adj; }));
  out.add(per_model("r2_within", fit, [](M m) { return m.r2_within; }));
  out.add(per_model("r2_adj_within", fit, [](M m) { return m.r2_adj_within; }));
  out.add(per_model("sigma", fit, [](M m) { return m.rmse; }));
  out.add(per_model("rss", fit, [](M m) { return m.rss; }));
  out.add(per_model("tss", fit, [](M m) { return m.tss; }));
  out.add(per_model("tss_within", fit, [](M m) { return m.tss_within; }));
  out.add(per_model("df_model", fit, [](M m) { return m.slopes; }));
  out.add(per_model("df_absorbed", fit, [](M m) { return m.df_absorbed; }));
  out.add(per_model("df_resid", fit, [](M m) { return m.df_resid; }));
  out.add(per_model("df_t", fit, [](M m) { return m.df_t; }));
  out.add(per_model("f_statistic", fit, [](M m) { return m.f; }));
  out.add(per_model("f_p_value", fit, [](M m) { return m.f_p; }));
  out.add(per_model("clusters", fit, fewest));
  out.add(texts_per_model("clusters_by", fit, [](M m) { return levels_text(m.design.clusters); }));
  out.add(texts_per_model("fixed_effects", fit, [](M m) { return levels_text(m.design.effects); }));
  out.add(per_model("small_sample", fit, [](M m) { return m.small_sample; }));
  out.add(texts_per_model("vcov", fit, [](M m) { return m.vcov; }));
  out.add(texts_per_model("convention", fit, [&](M) { return fit.convention.name; }));
  out.add(texts_per_model("constant", fit, [&](M m) {
    return m.terms.size() == m.slopes ? "none"
           : m.design.effects.empty() ? "regression"
                                      : name_of(fit.convention.constant);
  }));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  for (const LinearModel& m : fit.models) {
    const std::string suffix = fit.models.size() > 1 ? "." + m.design.outcome : "";
    std::vector<double> fitted(panel.rows(), missing), resid(panel.rows(), missing),
        used(panel.rows(), 0.0);
    for (std::size_t i = 0; i < m.design.rows.size(); ++i) {
      fitted[m.design.rows[i]] = m.fitted[i];
      resid[m.design.rows[i]] = m.residuals[i];
      used[m.design.rows[i]] = 1.0;
    }
    out.add("fitted" + suffix, std::move(fitted))
        .add("resid" + suffix, std::move(resid))
        .add("used" + suffix, std::move(used));
  }
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  merge_samples(fit, result);
  const bool several = fit.models.size() > 1;
  for (const LinearModel& m : fit.models) {
    if (m.slopes > 0)
      result.tests.push_back({several ? "F:" + m.design.outcome : "F",
                              {"all slopes are zero", "所有斜率为零"},
                              m.f,
                              "F(" + text::round_trip(m.f_df) + "," + freedom(m.df_t) + ")",
                              m.f_p});
    for (Problem p : m.notes) {
      if (several)
        p.what = {m.design.outcome + ": " + p.what.en,
                  m.design.outcome + "：" + p.what.in(Lang::zh)};
      result.notes.push_back(std::move(p));
    }
  }
  result.tables["covariance"] = covariance_table(fit);
  if (Frame effects = effects_table(fit); effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
}

}  // namespace yugong::regression::fe
