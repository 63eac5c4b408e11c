#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/base/word_of.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/tidy_rows.hpp"

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

double fewest(const LinearModel& m) {
  return m.groups.empty()
             ? missing
             : static_cast<double>(*std::min_element(m.groups.begin(), m.groups.end()));
}

bool steps(const Fit& fit) {
  return !fit.formula.term_steps.word.empty() || !fit.formula.effect_steps.word.empty();
}

bool groups(const Fit& fit) {
  return !fit.keys.front().group.empty();
}

/// More than one model was asked for, whether or not all could be estimated.
bool several(const Fit& fit) {
  return groups(fit) || steps(fit) || fit.formula.outcomes.size() > 1;
}

std::vector<std::string> names_of_models(const Fit& fit) {
  std::vector<std::string> out;
  for (const ModelKey& k : fit.keys) out.push_back(k.name);
  return out;
}

/// Name of a model in tables that have one column of names: the outcome, unless more differs.
const std::string& called(const Fit& fit, std::size_t i) {
  return groups(fit) || steps(fit) ? fit.keys[i].name : fit.keys[i].outcome;
}

Frame effects_table(const Fit& fit) {
  EffectRows rows;
  for (std::size_t i = 0; i < fit.models.size(); ++i) {
    const LinearModel& m = fit.models[i];
    const std::string& name = called(fit, i);
    for (std::size_t k = m.regressors; k < m.slopes; ++k)
      rows.add_dummy(name, m.terms[k], m.estimates[k], m.std_errors[k]);
    for (const LevelEffect& e : m.effects) rows.add(name, e.factor, e.level, e.estimate);
  }
  return rows.frame();
}

Frame covariance_table(const Fit& fit) {
  CovarianceRows rows;
  for (std::size_t i = 0; i < fit.models.size(); ++i) {
    const LinearModel& m = fit.models[i];
    rows.add(called(fit, i), m.terms, m.covariance, shown(m));
  }
  return rows.frame();
}

/// The key columns that tell nothing here.
std::vector<std::string> unwanted_keys(const Fit& fit) {
  std::vector<std::string> out;
  if (!groups(fit)) out.emplace_back("group");
  if (!several(fit)) out.emplace_back("outcome");
  if (!steps(fit)) out.emplace_back("model");
  return out;
}

std::string step_text(const ModelKey& key) {
  return std::to_string(key.step);
}

void add_predictions(const Fit& fit, Frame& out) {
  for (std::size_t i = 0; i < fit.predictions.size(); ++i) {
    const std::string suffix = several(fit) ? "." + fit.keys[i].name : "";
    const Predictions& p = fit.predictions[i];
    out.add("xb" + suffix, p.xb).add("effects" + suffix, p.effects);
    out.add("xbd" + suffix, p.xbd).add("stdp" + suffix, p.stdp);
  }
}

/// How far the predictions reach beyond the sample.
void note_predictions(const Fit& fit, Result& result) {
  for (std::size_t i = 0; i < fit.predictions.size(); ++i) {
    const Predictions& p = fit.predictions[i];
    if (p.predicted + p.unknown == 0) continue;
    const std::string name = several(fit) ? fit.keys[i].name : "";
    const std::string known = std::to_string(p.predicted), none = std::to_string(p.unknown);
    result.notes.push_back(note(
        "YG3124",
        {(name.empty() ? "" : name + ": ") + known + " rows outside of the sample are predicted; " +
             none + " have no prediction, their levels are unknown to the sample",
         (name.empty() ? "" : name + "：") + "样本外 " + known + " 行给出预测；" + none +
             " 行因固定效应的取值未出现在样本中而没有预测"}));
  }
}

}  // namespace

Frame tidy(const Fit& fit) {
  TidyRows rows({"group", "outcome", "model"});
  for (std::size_t i = 0; i < fit.models.size(); ++i) {
    const LinearModel& m = fit.models[i];
    const ModelKey& key = fit.keys[i];
    for (const std::size_t k : shown(m))
      rows.add(
          {key.group, key.outcome, step_text(key)}, m.terms[k], coefficient_of(m, m.estimates, k));
  }
  return rows.frame(unwanted_keys(fit));
}

Frame glance(const Fit& fit) {
  using M = const LinearModel&;
  Frame out;
  const auto key = [&](const char* name, const auto& get) {
    out.add(texts_per_model(name, fit.keys, get));
  };
  if (groups(fit)) key("group", [](const ModelKey& k) { return k.group; });
  key("outcome", [](const ModelKey& k) { return k.outcome; });
  if (steps(fit)) key("model", step_text);
  if (several(fit)) key("formula", [](const ModelKey& k) { return canonical(k.formula); });
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
                                      : word_of(fit.convention.constant);
  }));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame out = augment_models(
      fit.models,
      panel,
      [](const LinearModel& m) -> const std::vector<double>& { return m.residuals; },
      several(fit) ? names_of_models(fit) : std::vector<std::string>{});
  add_predictions(fit, out);
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  const bool many = several(fit);
  merge_samples(fit.models, result, many ? names_of_models(fit) : std::vector<std::string>{});
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  note_predictions(fit, result);
  for (std::size_t i = 0; i < fit.models.size(); ++i) {
    const LinearModel& m = fit.models[i];
    Text label{"all slopes are zero", "所有斜率为零"};
    if (many) label = {fit.keys[i].name + ": " + label.en, fit.keys[i].name + "：" + label.zh};
    if (m.slopes > 0)
      result.tests.push_back({many ? "F:" + fit.keys[i].name : "F",
                              label,
                              m.f,
                              "F(" + text::round_trip(m.f_df) + "," + freedom_text(m.df_t) + ")",
                              m.f_p});
  }
  for (std::size_t i = 0; i < fit.answers.size(); ++i)
    add_answers(fit.answers[i], many ? fit.keys[i].name : "", result);
  result.tables["covariance"] = covariance_table(fit);
  if (Frame effects = effects_table(fit); effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
}

}  // namespace yugong::regression::fe
