#include "yugong/regression/panel_estimators.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/attempts.hpp"
#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::regression::panel_estimators {
namespace {

void check(const Formula& formula, const Vcov& vcov) {
  if (!formula.fixed_effects.empty() || !formula.endogenous.empty())
    throw Error(
        error("YG3152",
              {"this estimator takes neither fixed effects nor instruments",
               "该估计方法不含固定效应或工具变量"},
              {"write y ~ x; year dummies are i(year). Fixed effects: verb fe; instruments: iv",
               "请写 y ~ x；年份虚拟变量写 i(year)。固定效应用 fe，工具变量用 iv"},
              formula.origin));
  if (formula.terms.empty())
    throw Error(error("YG2254",
                      {"the formula has no regressor", "公式没有解释变量"},
                      {"write y ~ x", "写成 y ~ x"},
                      formula.origin));
  require_plain(vcov);
  if (vcov.kind == Vcov::Kind::conley)
    throw Error(
        error("YG2256",
              {"vcov '" + vcov.text + "' is not available for this estimator",
               "该估计方法不支持 vcov“" + vcov.text + "”"},
              {"available: iid, robust, hc0, cluster(a), cluster(a, b), cr0(a), dk(lags), "
               "nw(lags)",
               "可用：iid、robust、hc0、cluster(a)、cluster(a, b)、cr0(a)、dk(滞后)、nw(滞后)"}));
}

/// Squared correlation.
double r2_of(const std::vector<double>& a, const std::vector<double>& b) {
  double ma = 0, mb = 0, ab = 0, aa = 0, bb = 0;
  const auto n = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    ma += a[i] / n;
    mb += b[i] / n;
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) * (a[i] - ma);
    bb += (b[i] - mb) * (b[i] - mb);
  }
  return aa > 0 && bb > 0 ? ab * ab / (aa * bb) : missing;
}

class Estimation {
 public:
  Estimation(const data::Panel& panel, Design design, const Options& options, const Vcov& vcov)
      : panel_(panel),
        o_(options),
        vcov_(vcov),
        index_(panel, design) {
    out_.design = std::move(design);
    out_.notes = out_.design.notes;
  }

  Model run(const Executor& executor) {
    regress(executor);
    name_terms();
    errors();
    inference();
    levels();
    return std::move(out_);
  }

 private:
  const PanelRegression& r() const { return out_.regression; }

  void regress(const Executor& executor) {
    switch (o_.estimator) {
      case Estimator::pooled:
        out_.regression = pooled(out_.design);
        break;
      case Estimator::between:
        out_.regression = between(out_.design, index_);
        break;
      case Estimator::random:
        out_.random = random_effects(out_.design, index_, executor);
        out_.regression = out_.random->gls;
        break;
      case Estimator::fd:
        out_.regression = differences(out_.design, index_, o_.constant);
        break;
    }
    out_.n = static_cast<double>(r().y.size());
    if (out_.random && out_.random->cut)
      out_.notes.push_back(warning(
          "YG3153",
          {"the variance of the unit effects is estimated below zero and set to zero: the estimate "
           "is pooled least squares",
           "个体效应方差估计为负，已置为零：结果等同混合最小二乘"}));
  }

  void name_terms() {
    const std::vector<std::string>& names = out_.design.names;
    for (const std::size_t k : r().kept) out_.terms.push_back(names[k]);
    if (r().constant) out_.terms.emplace_back("_cons");
    for (std::size_t j = 0; j < names.size(); ++j)
      if (std::find(r().kept.begin(), r().kept.end(), j) == r().kept.end())
        out_.notes.push_back(note("YG1203",
                                  {"'" + names[j] + "' is left out: linear in the other regressors",
                                   "剔除“" + names[j] + "”：与其他解释变量线性相关"})
                                 .about(names[j]));
  }

  void errors() {
    std::vector<std::int32_t> unit;
    std::vector<long> period;
    for (const std::uint32_t row : r().rows) {
      unit.push_back(panel_.unit()[row]);
      period.push_back(panel_.periods()[static_cast<std::size_t>(panel_.time()[row])]);
    }
    CovarianceInput in;
    in.design = &r().x;
    in.residuals = r().residuals;
    in.bread = &r().bread;
    in.slopes = r().kept.size();
    in.rss = r().rss;
    in.n = out_.n;
    in.parameters = in.parameters_clustered = out_.n - r().df_resid;
    in.clusters = r().clusters;
    in.unit = unit;
    in.period = period;
    out_.covariance = covariance(vcov_, in);
    for (Problem& p : covariance_notes(vcov_, r().clusters, out_.covariance.repaired, false))
      out_.notes.push_back(std::move(p));
    out_.vcov = vcov_.text;
    if (out_.covariance.lags >= 0 && vcov_.number < 0)
      out_.vcov += "(" + std::to_string(out_.covariance.lags) + ")";
  }

  void inference() {
    const Distribution law = o_.distribution.value_or(
        o_.estimator == Estimator::random ? Distribution::normal : Distribution::t);
    out_.df_t = law == Distribution::normal ? INFINITY : out_.covariance.df;
    for (std::size_t k = 0; k < out_.terms.size(); ++k) {
      const Coefficient c =
          coefficient(r().coefficients[k], std::sqrt(out_.covariance.v(k, k)), out_.df_t, o_.level);
      out_.std_errors.push_back(c.std_error);
      out_.statistics.push_back(c.statistic);
      out_.p_values.push_back(c.p_value);
      out_.conf_low.push_back(c.conf_low);
      out_.conf_high.push_back(c.conf_high);
    }
    const std::size_t slopes = r().kept.size();
    const Wald test = wald(out_.covariance.v, std::span(r().coefficients).first(slopes));
    out_.f_df = static_cast<double>(slopes);
    out_.f = test.statistic / out_.f_df;
    out_.f_p = numeric::f_upper(out_.f, out_.f_df, out_.df_t);
  }

  /// Fitted values at the levels, and the three R2 of xtreg: squared correlations within, between
  /// and overall.
  void levels() {
    const Design& d = out_.design;
    const double constant =
        r().constant && o_.estimator != Estimator::fd ? r().coefficients.back() : 0.0;
    out_.fitted.assign(d.y.size(), constant);
    for (std::size_t k = 0; k < r().kept.size(); ++k)
      add_scaled(r().coefficients[k], d.x.column(r().kept[k]), out_.fitted);
    const auto parts = [&](const std::vector<double>& v) {
      std::vector<double> mean(static_cast<std::size_t>(index_.unit.levels), 0.0), count(mean);
      for (std::size_t i = 0; i < v.size(); ++i) {
        mean[static_cast<std::size_t>(index_.unit.level[i])] += v[i];
        ++count[static_cast<std::size_t>(index_.unit.level[i])];
      }
      for (std::size_t u = 0; u < mean.size(); ++u) mean[u] /= count[u];
      std::vector<double> rest = v;
      for (std::size_t i = 0; i < v.size(); ++i)
        rest[i] -= mean[static_cast<std::size_t>(index_.unit.level[i])];
      return std::pair{mean, rest};
    };
    const auto [y_mean, y_rest] = parts(d.y);
    const auto [fit_mean, fit_rest] = parts(out_.fitted);
    out_.r2_within = r2_of(y_rest, fit_rest);
    out_.r2_between = r2_of(y_mean, fit_mean);
    out_.r2_overall = r2_of(d.y, out_.fitted);
    double mean = 0, tss = 0;
    const bool centred = r().constant;
    for (const double v : r().y) mean += centred ? v / out_.n : 0.0;
    for (const double v : r().y) tss += (v - mean) * (v - mean);
    if (o_.estimator != Estimator::random) out_.r2 = 1 - r().rss / tss;
    out_.residuals.resize(d.y.size());
    for (std::size_t i = 0; i < d.y.size(); ++i) out_.residuals[i] = d.y[i] - out_.fitted[i];
  }

  const data::Panel& panel_;
  const Options& o_;
  const Vcov& vcov_;
  PanelIndex index_;
  Model out_;
};

template <class Get>
double of_random(const Model& m, Get get) {
  return m.random ? get(*m.random) : missing;
}

double middle(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

}  // namespace

Verb verb() {
  return {"panel",
          {"panel estimators beside fixed effects: pooled, between, random effects, first "
           "differences",
           "固定效应以外的面板估计：混合、组间、随机效应、一阶差分"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.options = options;
  out.formula = parse_formula(options.formula, options.sets);
  const Vcov vcov = parse_vcov(options.vcov);
  check(out.formula, vcov);
  require_known(out.formula, named_columns(vcov, ""), panel.table().names());
  if (panel.unit_name().empty() && options.estimator != Estimator::pooled)
    throw Error(error("YG3154",
                      {"this estimator needs units, but the data name none",
                       "该估计方法需要个体标识，但数据没有"},
                      {"write --panel city,year, or unit and time under [panel] in a study",
                       "请写 --panel city,year，或在研究文件 [panel] 中写明 unit 与 time"}));
  DesignOptions design;
  design.clusters = vcov.clusters;
  for (const Formula& one : by_outcome(out.formula)) {
    executor.check_stop();
    out.models.push_back(
        Estimation(panel, make_design(panel, one, design), options, vcov).run(executor));
  }
  return out;
}

std::vector<std::string> uses(const Options& options) {
  Attempts attempt;
  Formula formula;
  Vcov vcov;
  attempt([&] { formula = parse_formula(options.formula, options.sets); });
  attempt([&] { vcov = parse_vcov(options.vcov); });
  if (attempt.clean()) attempt([&] { check(formula, vcov); });
  attempt.raise();
  return columns_read(formula, named_columns(vcov, ""));
}

Frame tidy(const Fit& fit) {
  TidyRows rows({"outcome"});
  for (const Model& m : fit.models)
    for (std::size_t k = 0; k < m.terms.size(); ++k)
      rows.add({m.design.outcome}, m.terms[k], coefficient_of(m, m.regression.coefficients, k));
  return fit.models.size() > 1 ? rows.frame() : rows.frame({"outcome"});
}

Frame glance(const Fit& fit) {
  using M = const Model&;
  using R = const RandomEffects&;
  std::string estimator = to_value(fit.options).find("estimator")->text;
  const std::vector<Model>& models = fit.models;
  Frame out;
  out.add(texts_per_model("outcome", models, [](M m) { return m.design.outcome; }));
  out.add(texts_per_model("estimator", models, [&](M) { return estimator; }));
  out.add(per_model("nobs", models, [](M m) { return m.n; }));
  out.add(per_model("units", models, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", models, [](M m) { return m.design.sample.periods; }));
  out.add(per_model("r2", models, [](M m) { return m.r2; }));
  out.add(per_model("r2_within", models, [](M m) { return m.r2_within; }));
  out.add(per_model("r2_between", models, [](M m) { return m.r2_between; }));
  out.add(per_model("r2_overall", models, [](M m) { return m.r2_overall; }));
  out.add(per_model("sigma", models, [](M m) { return std::sqrt(m.regression.variance()); }));
  out.add(per_model("rss", models, [](M m) { return m.regression.rss; }));
  out.add(per_model("df_model", models, [](M m) { return m.f_df; }));
  out.add(per_model("df_resid", models, [](M m) { return m.regression.df_resid; }));
  out.add(per_model("df_t", models, [](M m) { return m.df_t; }));
  out.add(per_model("f_statistic", models, [](M m) { return m.f; }));
  out.add(per_model("f_p_value", models, [](M m) { return m.f_p; }));
  out.add(per_model("sigma_e", models, [](M m) {
    return of_random(m, [](R r) { return std::sqrt(r.idiosyncratic); });
  }));
  out.add(per_model("sigma_u", models, [](M m) {
    return of_random(m, [](R r) { return std::sqrt(r.individual); });
  }));
  out.add(per_model("rho", models, [](M m) {
    return of_random(m, [](R r) { return r.individual / (r.individual + r.idiosyncratic); });
  }));
  out.add(per_model(
      "theta", models, [](M m) { return of_random(m, [](R r) { return middle(r.theta); }); }));
  out.add(texts_per_model(
      "clusters_by", models, [](M m) { return levels_text(m.regression.clusters); }));
  out.add(texts_per_model("vcov", models, [](M m) { return m.vcov; }));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  return augment_models(
      fit.models, panel, [](const Model& m) -> const std::vector<double>& { return m.residuals; });
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  merge_samples(fit.models, result);
  for (const Model& m : fit.models)
    result.tests.push_back({fit.models.size() > 1 ? "F:" + m.design.outcome : "F",
                            {"all slopes are zero", "所有斜率为零"},
                            m.f,
                            "F(" + text::round_trip(m.f_df) + "," + freedom_text(m.df_t) + ")",
                            m.f_p});
}

}  // namespace yugong::regression::panel_estimators
