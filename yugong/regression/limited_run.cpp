#include "yugong/regression/limited_run.hpp"

#include <algorithm>

#include "yugong/base/attempts.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::regression {
namespace {

/// Kinds of covariance that the scores of a likelihood allow.
void require_for_likelihood(const Vcov& vcov) {
  using Kind = Vcov::Kind;
  for (const Kind kind : {Kind::iid, Kind::hc0, Kind::hc1, Kind::cr0, Kind::cluster})
    if (vcov.kind == kind) return;
  throw Error(error("YG2256",
                    {"vcov '" + vcov.text + "' is not available for maximum likelihood",
                     "极大似然估计不支持 vcov“" + vcov.text + "”"},
                    {"available: iid, robust, hc0, cluster(a), cluster(a, b), cr0(a)",
                     "可用：iid、robust、hc0、cluster(a)、cluster(a, b)、cr0(a)"},
                    at_path("vcov")));
}

void refuse_what_is_not_ours(const Formula& formula, const Vcov& vcov, const LimitedRequest& r) {
  if (!formula.endogenous.empty())
    throw Error(error("YG2258",
                      {"this model takes no instruments, but the formula has a part '| endogenous "
                       "~ instruments'",
                       "该模型不使用工具变量，但公式含有“| 内生变量 ~ 工具变量”"},
                      {"remove that part", "请删去该部分"},
                      formula.origin));
  if (formula.terms.empty() && !formula.constant)
    throw Error(error("YG2254",
                      {"the formula has no regressor", "公式没有解释变量"},
                      {"write y ~ x", "写成 y ~ x"},
                      formula.origin));
  require_for_likelihood(vcov);
  if (vcov.kind == Vcov::Kind::iid && !r.weights.empty() &&
      r.settings.weight_kind == WeightKind::probability)
    throw Error(
        error("YG3114",
              {"iid standard errors do not hold with probability weights",
               "抽样权重下不能使用 iid 标准误"},
              {"write vcov = \"robust\" or cluster(a)", "请写 vcov = \"robust\" 或 cluster(a)"},
              at_path("vcov")));
}

/// Columns named outside the formula, with the option that names them.
std::vector<Named> named(const LimitedRequest& r, const Vcov& vcov) {
  std::vector<Named> out = named_columns(vcov, r.weights);
  if (!r.settings.left.column.empty()) out.emplace_back(r.settings.left.column, "left");
  if (!r.settings.right.column.empty()) out.emplace_back(r.settings.right.column, "right");
  return out;
}

bool is_dummy(const LimitedModel& m, std::size_t k) {
  return k >= m.regressors && k < m.slopes;
}

/// Positions of the terms that tidy shows: all but the dummies of the effects.
std::vector<std::size_t> shown(const LimitedModel& m) {
  std::vector<std::size_t> out;
  for (std::size_t k = 0; k < m.terms.size(); ++k)
    if (!is_dummy(m, k)) out.push_back(k);
  return out;
}

Frame effects_table(const LimitedRun& run) {
  EffectRows rows;
  for (const LimitedModel& m : run.models)
    for (std::size_t k = m.regressors; k < m.slopes; ++k)
      rows.add_dummy(m.design.outcome, m.terms[k], m.estimates[k], m.std_errors[k]);
  return rows.frame();
}

Frame margins_table(const LimitedRun& run) {
  std::vector<std::string> outcome, term, quantity, at;
  std::vector<double> estimate, std_error;
  for (const LimitedModel& m : run.models)
    for (const Margin& margin : m.margins) {
      outcome.push_back(m.design.outcome);
      term.push_back(margin.term);
      quantity.push_back(margin.quantity);
      at.push_back(margin.at);
      estimate.push_back(margin.estimate);
      std_error.push_back(margin.std_error);
    }
  Frame out;
  out.add("outcome", std::move(outcome))
      .add("term", std::move(term))
      .add("quantity", std::move(quantity))
      .add("at", std::move(at))
      .add("estimate", std::move(estimate))
      .add("std_error", std::move(std_error));
  return out;
}

Frame covariance_table(const LimitedRun& run) {
  CovarianceRows rows;
  for (const LimitedModel& m : run.models)
    rows.add(m.design.outcome, m.terms, m.covariance, shown(m));
  return rows.frame();
}

}  // namespace

LimitedRun run_limited(const data::Panel& panel,
                       const LimitedRequest& request,
                       const Executor& executor) {
  LimitedRun out;
  out.formula = parse_formula(request.formula, request.sets);
  out.settings = request.settings;
  out.settings.vcov = parse_vcov(request.vcov);
  out.settings.constant = out.formula.constant;
  refuse_what_is_not_ours(out.formula, out.settings.vcov, request);
  require_known(out.formula, named(request, out.settings.vcov), panel.table().names());
  DesignOptions design;
  design.clusters = out.settings.vcov.clusters;
  design.weights = request.weights;
  design.weight_kind = request.settings.weight_kind;
  design.singletons = Singletons::keep;
  for (const Formula& one : by_outcome(out.formula))
    out.models.push_back(
        estimate_limited(panel, make_design(panel, one, design), out.settings, executor));
  return out;
}

std::vector<std::string> columns_of(const LimitedRequest& request) {
  Attempts attempt;
  Formula formula;
  Vcov vcov;
  attempt([&] { formula = parse_formula(request.formula, request.sets); });
  attempt([&] { vcov = parse_vcov(request.vcov); });
  if (attempt.clean()) attempt([&] { refuse_what_is_not_ours(formula, vcov, request); });
  attempt.raise();
  return columns_read(formula, named(request, vcov));
}

Frame tidy_of(const LimitedRun& run) {
  TidyRows rows({"outcome"});
  for (const LimitedModel& m : run.models)
    for (const std::size_t k : shown(m))
      rows.add({m.design.outcome}, m.terms[k], coefficient_of(m, m.estimates, k));
  return run.models.size() > 1 ? rows.frame() : rows.frame({"outcome"});
}

Frame glance_of(const LimitedRun& run) {
  using M = const LimitedModel&;
  const LimitedSettings& set = run.settings;
  const bool censored = set.kind == numeric::LimitKind::censored;
  Frame out;
  out.add(texts_per_model("outcome", run.models, [](M m) { return m.design.outcome; }));
  out.add(per_model("nobs", run.models, [](M m) { return m.n; }));
  out.add(per_model("units", run.models, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", run.models, [](M m) { return m.design.sample.periods; }));
  if (censored) {
    out.add(per_model("at_left", run.models, [](M m) { return m.at_left; }));
    out.add(per_model("at_right", run.models, [](M m) { return m.at_right; }));
  } else {
    out.add(per_model("beyond", run.models, [](M m) { return m.beyond; }));
  }
  out.add(texts_per_model("left", run.models, [&](M) { return set.left.text; }));
  out.add(texts_per_model("right", run.models, [&](M) { return set.right.text; }));
  out.add(per_model("loglik", run.models, [](M m) { return m.loglik; }));
  out.add(per_model("loglik_constant", run.models, [](M m) { return m.loglik_constant; }));
  out.add(per_model("pseudo_r2", run.models, [](M m) { return 1 - m.loglik / m.loglik_constant; }));
  out.add(per_model("aic", run.models, [](M m) { return m.aic; }));
  out.add(per_model("bic", run.models, [](M m) { return m.bic; }));
  out.add(per_model("sigma", run.models, [](M m) { return m.sigma; }));
  if (set.random_effects) out.add(per_model("sigma_u", run.models, [](M m) { return m.sigma_u; }));
  out.add(per_model("df_model", run.models, [](M m) { return m.slopes; }));
  out.add(per_model("df_t", run.models, [](M m) { return m.df_t; }));
  out.add(per_model("chi2", run.models, [](M m) { return m.chi2; }));
  out.add(per_model("chi2_p_value", run.models, [](M m) { return m.chi2_p; }));
  out.add(per_model("clusters", run.models, [](M m) {
    return m.groups.empty()
               ? missing
               : static_cast<double>(*std::min_element(m.groups.begin(), m.groups.end()));
  }));
  out.add(texts_per_model(
      "clusters_by", run.models, [](M m) { return levels_text(m.design.clusters); }));
  out.add(texts_per_model(
      "fixed_effects", run.models, [](M m) { return levels_text(m.design.effects); }));
  out.add(texts_per_model("vcov", run.models, [&](M) { return set.vcov.text; }));
  out.add(per_model("iterations", run.models, [](M m) { return m.iterations; }));
  return out;
}

Frame augment_of(const LimitedRun& run, const data::Panel& panel) {
  const auto residuals = [](const LimitedModel& m) {
    std::vector<double> out = m.design.y;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] -= m.expected[i];
    return out;
  };
  Frame out = augment_models(run.models, panel, residuals);
  for (const LimitedModel& m : run.models) {
    std::vector<double> expected(panel.rows(), missing);
    for (std::size_t i = 0; i < m.design.rows.size(); ++i)
      expected[m.design.rows[i]] = m.expected[i];
    out.add(run.models.size() > 1 ? "expected." + m.design.outcome : "expected",
            std::move(expected));
  }
  return out;
}

void complete_with(const LimitedRun& run, Result& result) {
  result.formula = canonical(run.formula);
  merge_samples(run.models, result);
  const bool several = run.models.size() > 1;
  for (const LimitedModel& m : run.models) {
    const std::string suffix = several ? ":" + m.design.outcome : "";
    if (!is_missing(m.chi2))
      result.tests.push_back({"wald" + suffix,
                              {"all slopes of the formula are zero", "公式中的斜率均为零"},
                              m.chi2,
                              "chi2(" + std::to_string(m.regressors) + ")",
                              m.chi2_p});
    if (!is_missing(m.lr))
      result.tests.push_back({"random_effects" + suffix,
                              {"sigma_u is zero", "sigma_u 为零"},
                              m.lr,
                              "0.5 chi2(0) + 0.5 chi2(1)",
                              m.lr_p});
  }
  result.tables["covariance"] = covariance_table(run);
  if (Frame margins = margins_table(run); margins.rows() > 0)
    result.tables["margins"] = std::move(margins);
  if (Frame effects = effects_table(run); effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
}

}  // namespace yugong::regression
