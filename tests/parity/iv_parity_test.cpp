#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/regression/iv.hpp"
#include "yugong/regression/stock_yogo.hpp"

namespace yugong {
namespace {

using golden::Case;
using golden::Json;
namespace iv = regression::iv;

struct Request {
  std::string formula;
  std::string vcov = "iid";
  iv::Estimator estimator = iv::Estimator::two_stage;
  std::string weights = {};
};

iv::Model estimate(const data::Panel& panel, const Request& request) {
  iv::Options o;
  o.formula = request.formula;
  o.vcov = request.vcov;
  o.estimator = request.estimator;
  o.weights = request.weights;
  return iv::fit(panel, o, Executor::serial()).models.front();
}

void near(double got, const Json& want, double relative, const std::string& what) {
  if (want.is_null()) {
    EXPECT_TRUE(is_missing(got)) << what;
    return;
  }
  const double value = want.get<double>();
  EXPECT_NEAR(got, value, relative * std::max(std::abs(value), 1e-6)) << what;
}

double of(const std::vector<std::string>& terms,
          const std::vector<double>& values,
          const std::string& term) {
  const auto at = std::find(terms.begin(), terms.end(), term);
  return at == terms.end() ? missing : values[static_cast<std::size_t>(at - terms.begin())];
}

struct Tolerance {
  double coef, se, statistics;

  explicit Tolerance(const Case& c)
      : coef(c.json.at("tolerance").at("coef").get<double>()),
        se(c.json.at("tolerance").at("se").get<double>()),
        statistics(c.json.at("tolerance").at("statistics").get<double>()) {}
};

/// The names of the cases for our terms.
std::string ours(const std::string& name) {
  static const std::map<std::string, std::string> names = {
      {"L1", "L.nqp"}, {"L2", "L2.nqp"}, {"nqp_x_econ", "nqp_x_econ"}, {"L1x", "L.nqp_x_econ"}};
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

void expect_slopes(const iv::Model& m, const Json& want, const Tolerance& t) {
  for (const auto& [term, value] : want.at("coef").items())
    near(of(m.terms, m.estimates.coefficients, ours(term)), value, t.coef, term);
  for (const auto& [term, value] : want.at("se").items())
    near(of(m.terms, m.std_errors, ours(term)), value, t.se, "se " + term);
}

void expect_first_stage(const iv::Model& m, const Json& want, const Tolerance& t) {
  std::vector<std::string> terms = m.instruments;
  terms.insert(terms.end(), m.exogenous.begin(), m.exogenous.end());
  for (std::size_t j = 0; j < want.size(); ++j) {
    const iv::FirstStage& s = m.estimates.first.at(j);
    for (const auto& [term, value] : want[j].at("coef").items())
      near(of(terms, s.coefficients, ours(term)), value, t.coef, "first stage " + term);
    for (const auto& [term, value] : want[j].at("se").items())
      near(of(terms, s.std_errors, ours(term)), value, t.se, "first stage se " + term);
    near(s.f.value, want[j].at("F_excluded"), t.statistics, "F excluded");
    near(s.f.df2, want[j].at("df2"), t.statistics, "df2");
    near(s.partial_r2, want[j].at("partial_r2"), t.statistics, "partial r2");
  }
}

void expect_battery(const iv::Model& m, const Json& want, const Tolerance& t) {
  const iv::Estimates& e = m.estimates;
  EXPECT_EQ(m.n, want.at("N").get<double>());
  EXPECT_EQ(m.df_absorbed, want.at("df_absorbed_sdofminus").get<double>());
  expect_slopes(m, want, t);
  expect_first_stage(m, want.at("first_stage"), t);
  near(e.rss, want.at("rss"), t.coef, "rss");
  near(m.r2_within, want.at("r2_within_uncentred"), t.statistics, "r2");
  near(m.r2_adj, want.at("r2_adj_ivreghdfe"), t.statistics, "adjusted r2");
  if (!want.at("KP_rk_LM").is_null()) {
    near(e.underidentification.value, want.at("KP_rk_LM"), t.statistics, "KP LM");
    near(e.underidentification.p, want.at("KP_rk_LM_p"), 1e-4, "KP LM p");
  }
  near(e.kleibergen_paap, want.at("KP_rk_wald_F"), t.statistics, "KP F");
  near(e.cragg_donald, want.at("Cragg_Donald_F"), t.statistics, "Cragg-Donald");
  near(e.anderson_lm.value, want.at("Anderson_LM"), t.statistics, "Anderson LM");
  near(e.overidentification.value, want.at("Hansen_J"), t.statistics, "Hansen J");
  near(e.overidentification.p, want.at("Hansen_p"), t.statistics, "Hansen p");
  near(e.anderson_rubin.value, want.at("AR_F"), t.statistics, "AR F");
  near(e.anderson_rubin.df2, want.at("AR_F_df2"), t.statistics, "AR df2");
  near(e.anderson_rubin_chi2.value, want.at("AR_chi2"), t.statistics, "AR chi2");
  near(e.effective_f, want.at("effective_F_MOP"), t.statistics, "effective F");
}

#define FIND_CASE(variable, name)                                                \
  const golden::Lookup found_##variable = golden::find("regression", name);      \
  if (!found_##variable.found || !golden::have_shared())                         \
    GTEST_SKIP() << "golden case " << name << " is not here; set YUGONG_SHARED"; \
  const Case& variable = found_##variable.the_case

constexpr const char* lagged = "coor ~ econ + gov + fdi + finan + lnpd | city + year | nqp ~ L.nqp";

data::Panel cities(const Case& c) {
  return data::Panel::make(golden::read_csv(c, c.json.at("data")), {"city", "year"});
}

}  // namespace

TEST(r07_iv_lagged_instrument_fe_cluster, whole_battery) {
  FIND_CASE(c, "r07_iv_lagged_instrument_fe_cluster");
  const data::Panel panel = cities(c);
  for (const auto& [vcov, key] :
       {std::pair{"cluster(city)", "cluster_city"}, {"robust", "robust"}, {"iid", "iid"}}) {
    SCOPED_TRACE(vcov);
    const Json& want = c.json.at("expected").at(key);
    expect_battery(estimate(panel, {lagged, vcov}), want, Tolerance(c));
    const iv::Model liml = estimate(panel, {lagged, vcov, iv::Estimator::liml});
    expect_slopes(liml, want.at("liml"), Tolerance(c));
    near(liml.estimates.lambda, want.at("liml").at("lambda"), 1e-9, "lambda");
  }
}

TEST(r07_iv_lagged_instrument_fe_cluster, anderson_rubin_set_and_critical_value) {
  FIND_CASE(c, "r07_iv_lagged_instrument_fe_cluster");
  const iv::Model m = estimate(cities(c), {lagged, "cluster(city)"});
  const Json& want = c.json.at("expected").at("cluster_city").at("AR_95_set");
  const double tolerance = c.json.at("tolerance").at("AR_set").get<double>();

  ASSERT_EQ(m.rubin_set.size(), 1U);
  near(m.rubin_set[0].low, want[0], tolerance, "low");
  near(m.rubin_set[0].high, want[1], tolerance, "high");
  EXPECT_EQ(regression::stock_yogo("ivsize10", 1, 1),
            c.json.at("expected").at("stock_yogo_10pct_size_1endog_1iv").get<double>());
}

TEST(r08_iv_overidentified_two_endogenous, one_endogenous_two_lags) {
  FIND_CASE(c, "r08_iv_overidentified_two_endogenous");
  const data::Panel panel = cities(c);
  const std::string formula =
      "coor ~ econ + gov + fdi + finan + lnpd | city + year | nqp ~ L.nqp + L2.nqp";
  for (const auto& [vcov, key] :
       {std::pair{"cluster(city)", "a_cluster_city"}, {"robust", "a_robust"}, {"iid", "a_iid"}}) {
    SCOPED_TRACE(vcov);
    const Json& want = c.json.at("expected").at(key);
    expect_battery(estimate(panel, {formula, vcov}), want, Tolerance(c));
    expect_slopes(
        estimate(panel, {formula, vcov, iv::Estimator::liml}), want.at("liml"), Tolerance(c));
    expect_slopes(
        estimate(panel, {formula, vcov, iv::Estimator::gmm}), want.at("gmm2s"), Tolerance(c));
  }
}

TEST(r08_iv_overidentified_two_endogenous, level_and_interaction) {
  FIND_CASE(c, "r08_iv_overidentified_two_endogenous");
  data::Table table = golden::read_csv(c, c.json.at("data"));
  const std::vector<double>&nqp = table.column("nqp").numbers, &econ = table.column("econ").numbers;
  double mean = 0;
  for (const double v : econ) mean += v / static_cast<double>(econ.size());
  std::vector<double> product;
  for (std::size_t i = 0; i < nqp.size(); ++i) product.push_back(nqp[i] * (econ[i] - mean));
  table.add(Column::of("nqp_x_econ", std::move(product)));
  const data::Panel panel = data::Panel::make(std::move(table), {"city", "year"});
  const std::string formula =
      "coor ~ econ + gov + fdi + finan + lnpd | city + year | "
      "nqp + nqp_x_econ ~ L.nqp + L2.nqp + L.nqp_x_econ";
  for (const auto& [vcov, key] : {std::pair{"cluster(city)", "b_cluster_city"},
                                  {"cluster(city, year)", "b_cluster_city_year"}}) {
    SCOPED_TRACE(vcov);
    const Json& want = c.json.at("expected").at(key);
    expect_battery(estimate(panel, {formula, vcov}), want, Tolerance(c));
    expect_slopes(
        estimate(panel, {formula, vcov, iv::Estimator::liml}), want.at("liml"), Tolerance(c));
    if (!want.at("gmm2s").is_null())
      expect_slopes(
          estimate(panel, {formula, vcov, iv::Estimator::gmm}), want.at("gmm2s"), Tolerance(c));
  }
}

namespace {

/// Data as Stata holds them: single precision.
data::Panel stata_data(const Case& c,
                       const std::string& file,
                       const data::PanelOptions& keys = {}) {
  data::Table table = golden::read_csv(c, file);
  data::Table rounded;
  for (const std::string& name : table.names()) {
    std::vector<double> column = table.column(name).numbers;
    for (double& v : column) v = static_cast<double>(static_cast<float>(v));
    rounded.add(Column::of(name, std::move(column)));
  }
  return data::Panel::make(std::move(rounded), keys);
}

void expect_ivreg2(const iv::Model& m, const Json& want, const Tolerance& t) {
  expect_slopes(m, want, t);
  const iv::Estimates& e = m.estimates;
  const bool iid = m.vcov == "iid";
  const std::map<std::string, double> got = {
      {"N", m.n},
      {"K", double(m.terms.size())},
      {"L", double(m.instruments.size() + m.exogenous.size())},
      {"r2", m.r2},
      {"r2_a", m.r2_adj},
      {"r2c", m.r2},
      {"r2u", 1 - e.rss / e.tss},
      {"rss", e.rss},
      {"rmse", m.rmse},
      {"sigma", m.rmse},
      {"sigmasq", m.rmse * m.rmse},
      {"F_stat", m.f},
      {"model_f", m.f},
      {"F_df1", m.f_df},
      {"model_f_df1", m.f_df},
      {"F_df2", e.df_t},
      {"model_f_df2", e.df_t},
      {"sargan", e.overidentification.exists() ? e.overidentification.value : 0},
      {"j", e.overidentification.exists() ? e.overidentification.value : 0},
      {"overid_stat", e.overidentification.value},
      {"overid_df", e.overidentification.df1},
      {"idstat", e.underidentification.value},
      {"underid_stat", e.underidentification.value},
      {"iddf", e.underidentification.df1},
      {"underid_df", e.underidentification.df1},
      {"cdf", e.cragg_donald},
      {"weak_id_cd_f", e.cragg_donald},
      {"widstat", iid ? e.cragg_donald : e.kleibergen_paap},
      {"weak_id_kp_f", e.kleibergen_paap},
      {"first_stage_f", e.first[0].f.value},
      {"arf", e.anderson_rubin.value},
      {"archi2", e.anderson_rubin_chi2.value},
      {"ardf", e.anderson_rubin.df1},
      {"ardf_r", e.anderson_rubin.df2},
      {"estat", e.endogeneity.value},
      {"estatdf", e.endogeneity.df1},
      {"sstat", e.stock_wright.value},
      {"sstatdf", e.stock_wright.df1},
      {"kclass", e.lambda},
      {"lambda", e.lambda},
      {"arubin", e.liml_overidentified.value},
      {"arubindf", e.liml_overidentified.df1},
  };
  for (const auto& [name, value] : want.at("stats").items())
    if (const auto at = got.find(name); at != got.end())
      near(at->second, value, t.statistics, name);
  if (!want.contains("first")) return;
  for (const auto& [name, first] : want.at("first").items()) {
    const auto at = std::find(m.endogenous.begin(), m.endogenous.end(), name);
    ASSERT_NE(at, m.endogenous.end());
    const iv::FirstStage& s = e.first[static_cast<std::size_t>(at - m.endogenous.begin())];
    near(s.rmse, first.at("rmse"), t.statistics, name + " rmse");
    near(s.shea_r2, first.at("sheapr2"), t.statistics, name + " Shea");
    near(s.partial_r2, first.at("pr2"), t.statistics, name + " partial");
    near(s.f.value, first.at("F"), t.statistics, name + " F");
    if (m.endogenous.size() == 1) continue;
    near(s.sanderson_windmeijer.value, first.at("SWF"), t.statistics, name + " SW");
    near(s.angrist_pischke.value, first.at("APF"), t.statistics, name + " AP");
  }
}

}  // namespace

TEST(r09_ivreg2_published, numbers_that_ivreg2_printed) {
  FIND_CASE(c, "r09_ivreg2_published");
  const std::string controls = "exper + expersq + black + south";
  const std::string over = "lwage ~ " + controls + " | educ ~ nearc2 + nearc4";
  const std::string just = "lwage ~ " + controls + " | educ ~ nearc4";

  struct Row {
    const char *key, *file;
    Request request;
    data::PanelOptions keys = {};
  };

  const std::string multi = "y ~ x1 + x2 | endo1 + endo2 ~ z1 + z2 + z3 + z4";
  const std::string one = "y ~ x1 | endo1 ~ z1 + z2";
  const std::vector<Row> rows = {
      {"card_just_iid", "card.csv", {just, "iid"}},
      {"card_just_robust", "card.csv", {just, "robust"}},
      {"card_overid_iid", "card.csv", {over, "iid"}},
      {"card_overid_robust", "card.csv", {over, "robust"}},
      {"card_just_aweight_robust",
       "card.csv",
       {just, "robust", iv::Estimator::two_stage, "weight"}},
      {"card_liml_robust", "card.csv", {over, "robust", iv::Estimator::liml}},
      {"card_gmm2s_robust", "card.csv", {over, "robust", iv::Estimator::gmm}},
      {"card_gmm2s_cluster_age", "card.csv", {over, "cluster(age)", iv::Estimator::gmm}},
      {"multi_iid", "sim_multi_endo.csv", {multi, "iid"}},
      {"multi_robust", "sim_multi_endo.csv", {multi, "robust"}},
      {"cluster_oneway", "sim_cluster.csv", {one, "cluster(cluster_id)"}},
      {"twoway", "sim_twoway.csv", {one, "cluster(firm_id, year_id)"}},
      {"dk_bartlett3",
       "wagepan.csv",
       {"lwage ~ exper + expersq + married + union | hours ~ educ + black", "dk(2)"},
       {"nr", "year"}}};
  for (const Row& r : rows) {
    SCOPED_TRACE(r.key);
    expect_ivreg2(estimate(stata_data(c, r.file, r.keys), r.request),
                  c.json.at("expected").at(r.key),
                  Tolerance(c));
  }
}

}  // namespace yugong
