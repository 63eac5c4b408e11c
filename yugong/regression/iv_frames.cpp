#include <algorithm>
#include <cmath>
#include <utility>

#include "yugong/base/text.hpp"
#include "yugong/regression/iv.hpp"
#include "yugong/regression/model_run.hpp"
#include "yugong/regression/stock_yogo.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::regression::iv {
namespace {

using M = const Model&;

/// Key columns that a single model does not need.
std::vector<std::string> unneeded(const Fit& fit) {
  return fit.models.size() > 1 ? std::vector<std::string>{} : std::vector<std::string>{"outcome"};
}

std::vector<std::string> instruments_and_exogenous(M m) {
  std::vector<std::string> out = m.instruments;
  out.insert(out.end(), m.exogenous.begin(), m.exogenous.end());
  return out;
}

double first_stage_df(M m) {
  const FirstStage& s = m.estimates.first.front();
  return std::isinf(m.estimates.df_t) ? m.estimates.df_t : s.f.df2;
}

Frame first_stage_table(const Fit& fit) {
  TidyRows rows({"outcome", "endogenous"});
  for (M m : fit.models) {
    const std::vector<std::string> terms = instruments_and_exogenous(m);
    for (std::size_t j = 0; j < m.endogenous.size(); ++j)
      for (std::size_t k = 0; k < terms.size(); ++k)
        rows.add({m.design.outcome, m.endogenous[j]},
                 terms[k],
                 coefficient(m.estimates.first[j].coefficients[k],
                             m.estimates.first[j].std_errors[k],
                             first_stage_df(m),
                             fit.options.level));
  }
  return rows.frame(unneeded(fit));
}

Frame reduced_form_table(const Fit& fit) {
  TidyRows rows({"outcome"});
  for (M m : fit.models) {
    const std::vector<std::string> terms = instruments_and_exogenous(m);
    for (std::size_t k = 0; k < terms.size(); ++k)
      rows.add({m.design.outcome},
               terms[k],
               coefficient(m.estimates.reduced[k],
                           m.estimates.reduced_std_errors[k],
                           first_stage_df(m),
                           fit.options.level));
  }
  return rows.frame(unneeded(fit));
}

/// Share of the variation of an endogenous variable that its first stage explains, effects
/// included, and the same adjusted for degrees of freedom, as `fe` would print them.
std::pair<double, double> first_stage_r2(M m, std::size_t j) {
  const auto at = std::ranges::find(m.design.endogenous_names, m.endogenous[j]);
  if (at == m.design.endogenous_names.end()) return {missing, missing};
  const auto column = static_cast<std::size_t>(at - m.design.endogenous_names.begin());
  const std::vector<double>& w = m.design.weights;
  const std::size_t rows = m.design.y.size();
  double sum = 0, total = 0, squares = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    total += w.empty() ? 1 : w[i];
    sum += (w.empty() ? 1 : w[i]) * m.design.endogenous(i, column);
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const double from_mean = m.design.endogenous(i, column) - sum / total;
    squares += (w.empty() ? 1 : w[i]) * from_mean * from_mean;
  }
  const double left =
      m.n - static_cast<double>(m.instruments.size() + m.exogenous.size()) - m.df_absorbed;
  const double rmse = m.estimates.first[j].rmse;
  if (squares <= 0 || left <= 0 || is_missing(rmse)) return {missing, missing};
  const double r2 = 1 - rmse * rmse * left / squares;
  return {r2, 1 - (1 - r2) * (m.n - 1) / left};
}

Frame first_stage_tests(const Fit& fit) {
  std::vector<std::string> outcome, endogenous;
  std::vector<double> f, df1, df2, p, partial, shea, sw, ap, rmse, r2, r2_adj;
  for (M m : fit.models)
    for (std::size_t j = 0; j < m.endogenous.size(); ++j) {
      const FirstStage& s = m.estimates.first[j];
      outcome.push_back(m.design.outcome);
      endogenous.push_back(m.endogenous[j]);
      f.push_back(s.f.value);
      df1.push_back(s.f.df1);
      df2.push_back(s.f.df2);
      p.push_back(s.f.p);
      partial.push_back(s.partial_r2);
      shea.push_back(s.shea_r2);
      sw.push_back(s.sanderson_windmeijer.value);
      ap.push_back(s.angrist_pischke.value);
      rmse.push_back(s.rmse);
      const std::pair<double, double> fits = first_stage_r2(m, j);
      r2.push_back(fits.first);
      r2_adj.push_back(fits.second);
    }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("endogenous", std::move(endogenous)).add("f_statistic", std::move(f));
  out.add("df1", std::move(df1)).add("df2", std::move(df2)).add("p_value", std::move(p));
  out.add("partial_r2", std::move(partial)).add("shea_r2", std::move(shea));
  out.add("sw_f", std::move(sw)).add("ap_f", std::move(ap)).add("sigma", std::move(rmse));
  out.add("r2", std::move(r2)).add("r2_adj", std::move(r2_adj));
  return out;
}

/// The Cragg-Donald F beside the critical values of its table.
Frame weak_instruments(const Fit& fit) {
  struct Row {
    const char* table;
    const char *en, *zh;
  };

  static const Row two_stage[] = {{"ivbias5", "5% maximal relative bias", "最大相对偏误 5%"},
                                  {"ivbias10", "10% maximal relative bias", "最大相对偏误 10%"},
                                  {"ivbias20", "20% maximal relative bias", "最大相对偏误 20%"},
                                  {"ivbias30", "30% maximal relative bias", "最大相对偏误 30%"},
                                  {"ivsize10", "10% maximal size", "最大检验水平 10%"},
                                  {"ivsize15", "15% maximal size", "最大检验水平 15%"},
                                  {"ivsize20", "20% maximal size", "最大检验水平 20%"},
                                  {"ivsize25", "25% maximal size", "最大检验水平 25%"}};
  static const Row liml[] = {{"limlsize10", "10% maximal size", "最大检验水平 10%"},
                             {"limlsize15", "15% maximal size", "最大检验水平 15%"},
                             {"limlsize20", "20% maximal size", "最大检验水平 20%"},
                             {"limlsize25", "25% maximal size", "最大检验水平 25%"}};
  static const Row fuller[] = {{"fullrel5", "5% maximal relative bias", "最大相对偏误 5%"},
                               {"fullrel10", "10% maximal relative bias", "最大相对偏误 10%"},
                               {"fullrel20", "20% maximal relative bias", "最大相对偏误 20%"},
                               {"fullrel30", "30% maximal relative bias", "最大相对偏误 30%"}};
  std::vector<std::string> outcome, criterion, criterion_zh;
  std::vector<double> critical, cragg_donald, kleibergen_paap;
  const auto add = [&](M m, const auto& rows) {
    for (const Row& r : rows) {
      outcome.push_back(m.design.outcome);
      criterion.emplace_back(r.en);
      criterion_zh.emplace_back(r.zh);
      critical.push_back(stock_yogo(r.table, m.endogenous.size(), m.instruments.size()));
      cragg_donald.push_back(m.estimates.cragg_donald);
      kleibergen_paap.push_back(m.estimates.kleibergen_paap);
    }
  };
  for (M m : fit.models) {
    if (fit.options.estimator == Estimator::liml)
      add(m, liml);
    else if (fit.options.estimator == Estimator::fuller)
      add(m, fuller);
    else
      add(m, two_stage);
  }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("criterion", std::move(criterion)).add("criterion_zh", std::move(criterion_zh));
  out.add("critical_value", std::move(critical));
  out.add("cd_f", std::move(cragg_donald)).add("kp_f", std::move(kleibergen_paap));
  return out;
}

/// What kind of set the Anderson-Rubin test leaves.
std::string kind_of(const std::vector<Interval>& set) {
  if (set.empty()) return "empty";
  if (set.size() == 1 && std::isinf(set[0].low) && std::isinf(set[0].high)) return "line";
  if (set.size() == 1 && !std::isinf(set[0].low) && !std::isinf(set[0].high)) return "interval";
  return set.size() == 1 ? "ray" : "union";
}

Frame rubin_table(const Fit& fit) {
  std::vector<std::string> outcome, endogenous, kind;
  std::vector<double> low, high;
  for (M m : fit.models) {
    if (m.endogenous.size() != 1) continue;
    const auto add = [&](double l, double h) {
      outcome.push_back(m.design.outcome);
      endogenous.push_back(m.endogenous[0]);
      kind.push_back(kind_of(m.rubin_set));
      low.push_back(l);
      high.push_back(h);
    };
    for (const Interval& i : m.rubin_set) add(i.low, i.high);
    if (m.rubin_set.empty()) add(missing, missing);
  }
  Frame out;
  if (fit.models.size() > 1) out.add("outcome", std::move(outcome));
  out.add("endogenous", std::move(endogenous)).add("set_kind", std::move(kind));
  out.add("conf_low", std::move(low)).add("conf_high", std::move(high));
  return out;
}

Frame covariance_table(const Fit& fit) {
  CovarianceRows rows;
  for (M m : fit.models) rows.add(m.design.outcome, m.terms, m.estimates.covariance);
  return rows.frame();
}

std::string law(const Statistic& s) {
  if (is_missing(s.df2)) return "chi2(" + text::round_trip(s.df1) + ")";
  return "F(" + text::round_trip(s.df1) + "," + freedom_text(s.df2) + ")";
}

void add_tests(M m, bool several, bool iid, Result& result) {
  const auto add = [&](const std::string& name, Text label, const Statistic& s) {
    if (!s.exists()) return;
    result.tests.push_back(
        {several ? name + ":" + m.design.outcome : name, std::move(label), s.value, law(s), s.p});
  };
  const Estimates& e = m.estimates;
  add("F", {"all slopes are zero", "所有斜率为零"}, {m.f, m.f_df, e.df_t, m.f_p});
  add(iid ? "anderson_lm" : "kp_lm",
      iid ? Text{"underidentified (Anderson LM)", "识别不足（Anderson LM）"}
          : Text{"underidentified (Kleibergen-Paap rk LM)", "识别不足（Kleibergen-Paap rk LM）"},
      e.underidentification);
  add(iid ? "sargan" : "hansen_j",
      iid ? Text{"instruments valid (Sargan)", "工具变量外生（Sargan）"}
          : Text{"instruments valid (Hansen J)", "工具变量外生（Hansen J）"},
      e.overidentification);
  add("endogeneity",
      {"endogenous variables are exogenous (C)", "内生变量实为外生（C 统计量）"},
      e.endogeneity);
  add("anderson_rubin",
      {"coefficients of the endogenous variables are zero (Anderson-Rubin)",
       "内生变量系数为零（Anderson-Rubin）"},
      e.anderson_rubin);
  add("stock_wright", {"the same (Stock-Wright S)", "同上（Stock-Wright S）"}, e.stock_wright);
  add("liml_overidentification",
      {"instruments valid (Anderson-Rubin, LIML)", "工具变量外生（Anderson-Rubin，LIML）"},
      e.liml_overidentified);
}

}  // namespace

Frame tidy(const Fit& fit) {
  TidyRows rows({"outcome"});
  for (M m : fit.models)
    for (std::size_t k = 0; k < m.terms.size(); ++k)
      rows.add({m.design.outcome},
               m.terms[k],
               {m.estimates.coefficients[k],
                m.std_errors[k],
                m.estimates.coefficients[k] / m.std_errors[k],
                m.p_values[k],
                m.conf_low[k],
                m.conf_high[k]});
  return rows.frame(unneeded(fit));
}

Frame glance(const Fit& fit) {
  const std::vector<Model>& models = fit.models;
  std::string estimator = to_value(fit.options).find("estimator")->text;
  const bool liml = fit.options.estimator == Estimator::liml;
  Frame out;
  out.add(texts_per_model("outcome", models, [](M m) { return m.design.outcome; }));
  out.add(texts_per_model("estimator", models, [&](M) { return estimator; }));
  out.add(per_model("nobs", models, [](M m) { return m.n; }));
  out.add(per_model("units", models, [](M m) { return m.design.sample.units; }));
  out.add(per_model("periods", models, [](M m) { return m.design.sample.periods; }));
  out.add(per_model("singletons", models, [](M m) { return m.design.singletons; }));
  out.add(per_model("r2", models, [](M m) { return m.r2; }));
  out.add(per_model("r2_adj", models, [](M m) { return m.r2_adj; }));
  out.add(per_model("r2_within", models, [](M m) { return m.r2_within; }));
  out.add(per_model("sigma", models, [](M m) { return m.rmse; }));
  out.add(per_model("rss", models, [](M m) { return m.estimates.rss; }));
  out.add(per_model("df_model", models, [](M m) { return m.f_df; }));
  out.add(per_model("df_absorbed", models, [](M m) { return m.df_absorbed; }));
  out.add(per_model("df_t", models, [](M m) { return m.estimates.df_t; }));
  out.add(per_model("f_statistic", models, [](M m) { return m.f; }));
  out.add(per_model("f_p_value", models, [](M m) { return m.f_p; }));
  out.add(per_model("instruments", models, [](M m) { return m.instruments.size(); }));
  out.add(
      per_model("first_stage_f", models, [](M m) { return m.estimates.first.front().f.value; }));
  out.add(per_model("kp_lm", models, [](M m) { return m.estimates.underidentification.value; }));
  out.add(per_model("kp_lm_p", models, [](M m) { return m.estimates.underidentification.p; }));
  out.add(per_model("kp_f", models, [](M m) { return m.estimates.kleibergen_paap; }));
  out.add(per_model("cd_f", models, [](M m) { return m.estimates.cragg_donald; }));
  out.add(per_model("stock_yogo_10", models, [&](M m) {
    return stock_yogo(liml ? "limlsize10" : "ivsize10", m.endogenous.size(), m.instruments.size());
  }));
  out.add(per_model("effective_f", models, [](M m) { return m.estimates.effective_f; }));
  out.add(per_model("hansen_j", models, [](M m) { return m.estimates.overidentification.value; }));
  out.add(per_model("hansen_p", models, [](M m) { return m.estimates.overidentification.p; }));
  out.add(texts_per_model("identified", models, [](M m) {
    return m.instruments.size() == m.endogenous.size() ? "exactly identified" : "overidentified";
  }));
  out.add(per_model("endogeneity_p", models, [](M m) { return m.estimates.endogeneity.p; }));
  out.add(per_model("ar_f", models, [](M m) { return m.estimates.anderson_rubin.value; }));
  out.add(per_model("ar_p", models, [](M m) { return m.estimates.anderson_rubin.p; }));
  out.add(per_model("kclass", models, [](M m) { return m.estimates.lambda; }));
  out.add(
      texts_per_model("clusters_by", models, [](M m) { return levels_text(m.design.clusters); }));
  out.add(
      texts_per_model("fixed_effects", models, [](M m) { return levels_text(m.design.effects); }));
  out.add(per_model("small_sample", models, [](M m) { return m.estimates.factor; }));
  out.add(texts_per_model("vcov", models, [](M m) { return m.vcov; }));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  return augment_models(
      fit.models, panel, [](M m) -> const std::vector<double>& { return m.estimates.residuals; });
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  merge_samples(fit.models, result);
  const bool iid = fit.settings.linear.vcov.kind == Vcov::Kind::iid;
  for (M m : fit.models) add_tests(m, fit.models.size() > 1, iid, result);
  for (std::size_t i = 0; i < fit.answers.size(); ++i)
    add_answers(fit.answers[i], fit.models.size() > 1 ? fit.models[i].design.outcome : "", result);
  result.tables["first_stage"] = first_stage_table(fit);
  result.tables["first_stage_tests"] = first_stage_tests(fit);
  result.tables["reduced_form"] = reduced_form_table(fit);
  result.tables["weak_instruments"] = weak_instruments(fit);
  if (Frame set = rubin_table(fit); set.rows() > 0)
    result.tables["anderson_rubin_set"] = std::move(set);
  result.tables["covariance"] = covariance_table(fit);
}

}  // namespace yugong::regression::iv
