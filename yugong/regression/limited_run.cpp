#include "yugong/regression/limited_run.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

Place at_path(const std::string& path) {
  Place p;
  p.path = path;
  return p;
}

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
std::vector<std::pair<std::string, std::string>> named(const LimitedRequest& r, const Vcov& vcov) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& way : vcov.clusters)
    for (const std::string& name : way) out.emplace_back(name, "vcov");
  if (!r.weights.empty()) out.emplace_back(r.weights, "weights");
  if (!r.settings.left.column.empty()) out.emplace_back(r.settings.left.column, "left");
  if (!r.settings.right.column.empty()) out.emplace_back(r.settings.right.column, "right");
  return out;
}

template <class Get>
Column per_model(const std::string& name, const LimitedRun& run, Get get) {
  std::vector<double> v;
  for (const LimitedModel& m : run.models) v.push_back(static_cast<double>(get(m)));
  return Column::of(name, std::move(v));
}

template <class Get>
Column texts_per_model(const std::string& name, const LimitedRun& run, Get get) {
  std::vector<std::string> v;
  for (const LimitedModel& m : run.models) v.push_back(get(m));
  return Column::of(name, std::move(v));
}

std::string levels_text(const std::vector<Factor>& factors) {
  std::vector<std::string> parts;
  for (const Factor& f : factors) parts.push_back(f.name + " " + std::to_string(f.levels));
  return text::join(parts, ", ");
}

bool is_dummy(const LimitedModel& m, std::size_t k) {
  return k >= m.regressors && k < m.slopes;
}

Frame effects_table(const LimitedRun& run) {
  std::vector<std::string> outcome, component, level;
  std::vector<double> estimate, std_error;
  for (const LimitedModel& m : run.models)
    for (std::size_t k = m.regressors; k < m.slopes; ++k) {
      const std::size_t dot = m.terms[k].rfind('.');
      outcome.push_back(m.design.outcome);
      component.push_back(m.terms[k].substr(dot + 1));
      level.push_back(m.terms[k].substr(0, dot));
      estimate.push_back(m.estimates[k]);
      std_error.push_back(m.std_errors[k]);
    }
  Frame out;
  out.add("outcome", std::move(outcome))
      .add("component", std::move(component))
      .add("level", std::move(level))
      .add("estimate", std::move(estimate))
      .add("std_error", std::move(std_error));
  return out;
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
  std::vector<std::string> outcome, term, other;
  std::vector<double> value;
  for (const LimitedModel& m : run.models)
    for (std::size_t i = 0; i < m.terms.size(); ++i)
      for (std::size_t j = 0; j < m.terms.size(); ++j) {
        if (is_dummy(m, i) || is_dummy(m, j)) continue;
        outcome.push_back(m.design.outcome);
        term.push_back(m.terms[i]);
        other.push_back(m.terms[j]);
        value.push_back(m.covariance(i, j));
      }
  Frame out;
  out.add("outcome", std::move(outcome))
      .add("term", std::move(term))
      .add("term_2", std::move(other))
      .add("covariance", std::move(value));
  return out;
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
  const std::vector<std::string> known = panel.table().names();
  std::vector<Problem> problems = unknown_variables(out.formula, known);
  for (const auto& [name, option] : named(request, out.settings.vcov)) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const Text near = text::did_you_mean(name, known);
    problems.push_back(
        error("YG2104",
              {"unknown variable '" + name + "' in " + option,
               option + " 中的变量“" + name + "”不存在"},
              {"the data have " + std::to_string(known.size()) + " variables" + near.en,
               "数据共有 " + std::to_string(known.size()) + " 个变量" + near.in(Lang::zh)},
              at_path(option))
            .about(name));
  }
  if (!problems.empty()) throw Error(std::move(problems));
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
  std::vector<Problem> problems;
  const auto attempt = [&](const auto& action) {
    try {
      action();
    } catch (const Error& e) {
      problems.insert(problems.end(), e.problems().begin(), e.problems().end());
    }
  };
  Formula formula;
  Vcov vcov;
  attempt([&] { formula = parse_formula(request.formula, request.sets); });
  attempt([&] { vcov = parse_vcov(request.vcov); });
  if (problems.empty()) attempt([&] { refuse_what_is_not_ours(formula, vcov, request); });
  if (!problems.empty()) throw Error(std::move(problems));
  std::vector<std::string> out = variables(formula);
  for (const auto& [name, option] : named(request, vcov))
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

Frame tidy_of(const LimitedRun& run) {
  std::vector<std::string> outcome, term;
  std::vector<double> estimate, std_error, statistic, p_value, low, high;
  for (const LimitedModel& m : run.models)
    for (std::size_t k = 0; k < m.terms.size(); ++k) {
      if (is_dummy(m, k)) continue;
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
  if (run.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("term", std::move(term))
      .add("estimate", std::move(estimate))
      .add("std_error", std::move(std_error))
      .add("statistic", std::move(statistic))
      .add("p_value", std::move(p_value))
      .add("conf_low", std::move(low))
      .add("conf_high", std::move(high));
  return out;
}

Frame glance_of(const LimitedRun& run) {
  using M = const LimitedModel&;
  const LimitedSettings& set = run.settings;
  const bool censored = set.kind == numeric::LimitKind::censored;
  Frame out;
  out.add(texts_per_model("outcome", run, [](M m) { return m.design.outcome; }));
  out.add(per_model("nobs", run, [](M m) { return m.n; }));
  out.add(per_model("units", run, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", run, [](M m) { return m.design.sample.periods; }));
  if (censored) {
    out.add(per_model("at_left", run, [](M m) { return m.at_left; }));
    out.add(per_model("at_right", run, [](M m) { return m.at_right; }));
  } else {
    out.add(per_model("beyond", run, [](M m) { return m.beyond; }));
  }
  out.add(texts_per_model("left", run, [&](M) { return set.left.text; }));
  out.add(texts_per_model("right", run, [&](M) { return set.right.text; }));
  out.add(per_model("loglik", run, [](M m) { return m.loglik; }));
  out.add(per_model("loglik_constant", run, [](M m) { return m.loglik_constant; }));
  out.add(per_model("pseudo_r2", run, [](M m) { return 1 - m.loglik / m.loglik_constant; }));
  out.add(per_model("aic", run, [](M m) { return m.aic; }));
  out.add(per_model("bic", run, [](M m) { return m.bic; }));
  out.add(per_model("sigma", run, [](M m) { return m.sigma; }));
  if (set.random_effects) out.add(per_model("sigma_u", run, [](M m) { return m.sigma_u; }));
  out.add(per_model("df_model", run, [](M m) { return m.slopes; }));
  out.add(per_model("df_t", run, [](M m) { return m.df_t; }));
  out.add(per_model("chi2", run, [](M m) { return m.chi2; }));
  out.add(per_model("chi2_p_value", run, [](M m) { return m.chi2_p; }));
  out.add(per_model("clusters", run, [](M m) {
    return m.groups.empty()
               ? missing
               : static_cast<double>(*std::min_element(m.groups.begin(), m.groups.end()));
  }));
  out.add(texts_per_model("clusters_by", run, [](M m) { return levels_text(m.design.clusters); }));
  out.add(texts_per_model("fixed_effects", run, [](M m) { return levels_text(m.design.effects); }));
  out.add(texts_per_model("vcov", run, [&](M) { return set.vcov.text; }));
  out.add(per_model("iterations", run, [](M m) { return m.iterations; }));
  return out;
}

Frame augment_of(const LimitedRun& run, const data::Panel& panel) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  for (const LimitedModel& m : run.models) {
    const std::string suffix = run.models.size() > 1 ? "." + m.design.outcome : "";
    std::vector<double> fitted(panel.rows(), missing), expected(panel.rows(), missing),
        resid(panel.rows(), missing), used(panel.rows(), 0.0);
    for (std::size_t i = 0; i < m.design.rows.size(); ++i) {
      const std::size_t row = m.design.rows[i];
      fitted[row] = m.fitted[i];
      expected[row] = m.expected[i];
      resid[row] = m.design.y[i] - m.expected[i];
      used[row] = 1.0;
    }
    out.add("fitted" + suffix, std::move(fitted))
        .add("expected" + suffix, std::move(expected))
        .add("resid" + suffix, std::move(resid))
        .add("used" + suffix, std::move(used));
  }
  return out;
}

void complete_with(const LimitedRun& run, Result& result) {
  result.formula = canonical(run.formula);
  result.sample = run.models.front().design.sample;
  const bool several = run.models.size() > 1;
  if (several) result.sample.dropped.clear();
  for (const LimitedModel& m : run.models) {
    if (several) {
      result.sample.used = std::max(result.sample.used, m.design.sample.used);
      result.sample.units = std::max(result.sample.units, m.design.sample.units);
      result.sample.periods = std::max(result.sample.periods, m.design.sample.periods);
      for (Dropped d : m.design.sample.dropped) {
        d.reason = m.design.outcome + "/" + d.reason;
        result.sample.dropped.push_back(std::move(d));
      }
    }
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
    for (Problem p : m.notes) {
      if (several)
        p.what = {m.design.outcome + ": " + p.what.en,
                  m.design.outcome + "：" + p.what.in(Lang::zh)};
      result.notes.push_back(std::move(p));
    }
  }
  result.tables["covariance"] = covariance_table(run);
  if (Frame margins = margins_table(run); margins.rows() > 0)
    result.tables["margins"] = std::move(margins);
  if (Frame effects = effects_table(run); effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
}

}  // namespace yugong::regression
