#include <algorithm>
#include <cmath>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/regression/fe.hpp"

namespace yugong {
namespace {

using golden::Case;
using golden::Json;
using regression::LinearModel;
namespace fe = regression::fe;

constexpr const char* six = "coor ~ nqp + econ + gov + fdi + finan + lnpd";

data::Panel panel_of(const Case& c, const data::PanelOptions& keys = {"city", "year"}) {
  return data::Panel::make(golden::read_csv(c, c.json.at("data")), keys);
}

LinearModel estimate(const data::Panel& panel,
                     const std::string& formula,
                     const std::string& vcov = "iid",
                     const std::string& convention = "reghdfe",
                     const std::string& weights = "",
                     std::optional<regression::Singletons> singletons = {}) {
  fe::Options o;
  o.formula = formula;
  o.vcov = vcov;
  o.convention = convention;
  o.weights = weights;
  o.singletons = singletons;
  return fe::fit(panel, o, Executor::serial()).models.front();
}

double of(const LinearModel& m, const std::vector<double>& values, const std::string& term) {
  const auto at = std::find(m.terms.begin(), m.terms.end(), term);
  return at == m.terms.end() ? missing : values[static_cast<std::size_t>(at - m.terms.begin())];
}

void expect_number(double got, const Json& want, double tolerance, const std::string& what) {
  const double value = want.get<double>();
  EXPECT_NEAR(got, value, tolerance * std::abs(value)) << what;
}

void expect_coefficients(const LinearModel& m, const Json& want, double tolerance) {
  for (const auto& [term, value] : want.items())
    expect_number(of(m, m.estimates, term), value, tolerance, term);
}

void expect_errors(const LinearModel& m,
                   const Json& want,
                   double tolerance,
                   const std::string& what) {
  for (const auto& [term, value] : want.items())
    expect_number(of(m, m.std_errors, term), value, tolerance, what + " " + term);
}

/// The cases state separate tolerances for coefficients and standard errors.
double tolerance(const Case& c, const char* of_what) {
  return c.json.at("tolerance").at(of_what).get<double>();
}

#define FIND_CASE(variable, name)                                                \
  const golden::Lookup found_##variable = golden::find("regression", name);      \
  if (!found_##variable.found || !golden::have_shared())                         \
    GTEST_SKIP() << "golden case " << name << " is not here; set YUGONG_SHARED"; \
  const Case& variable = found_##variable.the_case

TEST(r01_twfe_city_panel, coefficients_and_fit) {
  FIND_CASE(c, "r01_twfe_city_panel");
  const Json& want = c.json.at("expected");

  const LinearModel m = estimate(panel_of(c), std::string(six) + " | city + year");

  EXPECT_EQ(m.n, want.at("N").get<double>());
  EXPECT_EQ(m.design.singletons, 0U);
  expect_coefficients(m, want.at("coef"), tolerance(c, "coef"));
  expect_number(
      of(m, m.estimates, "_cons"), want.at("constant"), tolerance(c, "constant"), "constant");
  expect_number(m.rss, want.at("rss"), tolerance(c, "r2"), "rss");
  expect_number(m.r2, want.at("r2"), tolerance(c, "r2"), "r2");
  expect_number(m.r2_adj, want.at("r2_adj"), tolerance(c, "r2"), "r2_adj");
  expect_number(m.r2_within, want.at("r2_within"), tolerance(c, "r2"), "r2_within");
  expect_number(m.r2_adj_within, want.at("r2_adj_within"), tolerance(c, "r2"), "r2_adj_within");
  expect_number(m.rmse, want.at("rmse"), tolerance(c, "r2"), "rmse");
  EXPECT_EQ(m.df_absorbed, want.at("df_absorbed").get<long>());
}

TEST(r01_twfe_city_panel, five_covariances) {
  FIND_CASE(c, "r01_twfe_city_panel");
  const data::Panel panel = panel_of(c);
  for (const auto& [vcov, key] : {std::pair{"iid", "se_iid"},
                                  {"robust", "se_robust_hc1"},
                                  {"cluster(city)", "se_cluster_city"},
                                  {"cluster(prov)", "se_cluster_province"},
                                  {"cluster(city, year)", "se_cluster_city_year"}})
    for (const char* convention : {"reghdfe", "exact"})
      expect_errors(estimate(panel, std::string(six) + " | city + year", vcov, convention),
                    c.json.at("expected").at(key),
                    tolerance(c, "se"),
                    vcov);
}

TEST(r01_twfe_city_panel, inference_with_clusters_by_city) {
  FIND_CASE(c, "r01_twfe_city_panel");
  const Json& want = c.json.at("expected").at("cluster_city");

  const LinearModel m = estimate(panel_of(c), std::string(six) + " | city + year", "cluster(city)");

  EXPECT_EQ(m.groups.at(0), want.at("groups").get<long>());
  EXPECT_EQ(m.df_t, want.at("t_df").get<double>());
  expect_number(m.f, want.at("F"), tolerance(c, "se"), "F");
  for (const auto& [term, p] : want.at("p").items()) {
    const double got = of(m, m.p_values, term);
    EXPECT_NEAR(got, p.get<double>(), 1e-7 * p.get<double>()) << term;
  }
}

TEST(r01_twfe_city_panel, xtreg_with_year_dummies) {
  FIND_CASE(c, "r01_twfe_city_panel");
  const Json& want = c.json.at("expected").at("xtreg_fe_with_year_dummies");

  const LinearModel m =
      estimate(panel_of(c), std::string(six) + " | city + year", "cluster(city)", "xtreg");

  expect_coefficients(m, c.json.at("expected").at("coef"), tolerance(c, "coef"));
  expect_number(
      of(m, m.estimates, "_cons"), want.at("constant"), tolerance(c, "constant"), "constant");
  expect_number(of(m, m.std_errors, "_cons"),
                want.at("constant_se_cluster_city"),
                tolerance(c, "se"),
                "se of constant");
  expect_number(
      of(m, m.std_errors, "nqp"), want.at("se_cluster_city_nqp"), tolerance(c, "se"), "se of nqp");
  expect_number(m.r2_within, want.at("r2_within"), tolerance(c, "r2"), "r2_within");
}

constexpr const char* three_effects = " | city + year + prov^year";

TEST(r02_province_year_singletons, sample_coefficients_and_degrees_of_freedom) {
  FIND_CASE(c, "r02_province_year_singletons");
  const Json& want = c.json.at("expected").at("drop");
  const data::Panel panel = panel_of(c);

  const LinearModel m = estimate(panel, std::string(six) + three_effects);

  EXPECT_EQ(m.n, want.at("N").get<double>());
  EXPECT_EQ(m.design.singletons, want.at("dropped").get<std::size_t>());
  EXPECT_EQ(m.absorbed.pairwise, want.at("df_absorbed").at("reghdfe_pairwise").get<long>());
  EXPECT_EQ(m.absorbed.exact, want.at("df_absorbed").at("exact_rank").get<long>());
  EXPECT_EQ(m.absorbed.simple, want.at("df_absorbed").at("fixest_default").get<long>());
  expect_coefficients(m, want.at("coef"), tolerance(c, "coef"));
  expect_number(of(m, m.estimates, "_cons"), want.at("constant"), tolerance(c, "coef"), "constant");
  expect_number(m.r2, want.at("r2"), tolerance(c, "coef"), "r2");
  expect_number(m.r2_within, want.at("r2_within"), tolerance(c, "coef"), "r2_within");
  expect_number(m.r2_adj, want.at("r2_adj_reghdfe"), tolerance(c, "coef"), "r2_adj");
  const LinearModel exact = estimate(panel, std::string(six) + three_effects, "iid", "exact");
  expect_number(exact.r2_adj, want.at("r2_adj_exact_rank"), tolerance(c, "coef"), "r2_adj exact");
  const LinearModel clustered = estimate(panel, std::string(six) + three_effects, "cluster(city)");
  expect_number(clustered.r2_adj,
                want.at("r2_adj_reghdfe_with_cluster_city"),
                tolerance(c, "coef"),
                "r2_adj clustered");
  EXPECT_EQ(clustered.clustered.absorbed, want.at("cluster_city_df").at("df_a").get<long>());
  EXPECT_EQ(clustered.clustered.nested_levels,
            want.at("cluster_city_df").at("nested_levels").get<long>());
  const LinearModel fixest =
      estimate(panel, std::string(six) + three_effects, "cluster(city)", "fixest");
  EXPECT_EQ(static_cast<long>(fixest.slopes) + fixest.clustered.charged,
            want.at("cluster_city_df").at("fixest_K").get<long>());
}

TEST(r02_province_year_singletons, standard_errors_by_convention) {
  FIND_CASE(c, "r02_province_year_singletons");
  const data::Panel panel = panel_of(c);

  struct Row {
    const char *vcov, *convention, *key;
  };

  for (const Row& r : {Row{"iid", "reghdfe", "se_iid_reghdfe"},
                       {"iid", "exact", "se_iid_exact_rank"},
                       {"hc1", "reghdfe", "se_hc1_reghdfe"},
                       {"hc1", "fixest", "se_hc1_fixest_default"},
                       {"cluster(city)", "reghdfe", "se_cluster_city_reghdfe"},
                       {"cluster(city)", "exact", "se_cluster_city_reghdfe"},
                       {"cluster(city)", "fixest", "se_cluster_city_fixest"},
                       {"cluster(prov)", "reghdfe", "se_cluster_province_reghdfe"}})
    expect_errors(estimate(panel, std::string(six) + three_effects, r.vcov, r.convention),
                  c.json.at("expected").at("drop").at(r.key),
                  tolerance(c, "se"),
                  r.key);
}

TEST(r02_province_year_singletons, singletons_kept) {
  FIND_CASE(c, "r02_province_year_singletons");
  const Json& want = c.json.at("expected").at("keep");
  const data::Panel panel = panel_of(c);
  const auto keep = regression::Singletons::keep;

  const LinearModel m =
      estimate(panel, std::string(six) + three_effects, "cluster(city)", "reghdfe", "", keep);

  EXPECT_EQ(m.n, want.at("N").get<double>());
  expect_coefficients(m, want.at("coef"), tolerance(c, "coef"));
  expect_number(m.r2, want.at("r2"), tolerance(c, "coef"), "r2");
  expect_number(m.r2_within, want.at("r2_within"), tolerance(c, "coef"), "r2_within");
  EXPECT_EQ(m.absorbed.pairwise, want.at("df_absorbed").at("reghdfe_pairwise").get<long>());
  EXPECT_EQ(m.absorbed.exact, want.at("df_absorbed").at("exact_rank").get<long>());
  EXPECT_EQ(m.absorbed.simple, want.at("df_absorbed").at("fixest_default").get<long>());
  expect_errors(m, want.at("se_cluster_city_reghdfe"), tolerance(c, "se"), "keep reghdfe");
  expect_errors(
      estimate(panel, std::string(six) + three_effects, "cluster(city)", "fixest", "", keep),
      want.at("se_cluster_city_fixest"),
      tolerance(c, "se"),
      "keep fixest");
}

TEST(r02_province_year_singletons, without_the_year_effects_that_province_years_contain) {
  FIND_CASE(c, "r02_province_year_singletons");
  const Json& want = c.json.at("expected").at("without_separate_year_fe");

  const LinearModel m = estimate(panel_of(c), std::string(six) + " | city + prov^year", "hc1");

  EXPECT_EQ(m.n, want.at("N").get<double>());
  expect_coefficients(m, want.at("coef"), tolerance(c, "coef"));
  EXPECT_EQ(m.absorbed.pairwise, want.at("df_absorbed").at("reghdfe_pairwise").get<long>());
  EXPECT_EQ(m.absorbed.exact, want.at("df_absorbed").at("exact_rank").get<long>());
  EXPECT_EQ(m.absorbed.simple, want.at("df_absorbed").at("fixest_default").get<long>());
  expect_errors(m, want.at("se_hc1_reghdfe"), tolerance(c, "se"), "hc1");
}

TEST(r03_unbalanced_recursive_singletons_weights, both_blocks) {
  FIND_CASE(c, "r03_unbalanced_recursive_singletons_weights");
  const Json& want = c.json.at("expected");
  const data::Panel panel = panel_of(c, {});  // one city-year occurs twice; no lags are needed
  const std::string formula = "coor ~ nqp + econ + gov + fdi | city + year + zone";

  for (const auto& [block, weights] : {std::pair{"unweighted", ""}, {"weighted", "pop"}}) {
    const Json& expected = want.at(block);
    const LinearModel m = estimate(panel, formula, "iid", "reghdfe", weights);
    EXPECT_EQ(static_cast<int>(m.design.sample.rows), want.at("N_raw").get<int>());
    EXPECT_EQ(m.n, want.at("N").get<double>());
    EXPECT_EQ(m.design.singletons, want.at("dropped").get<std::size_t>());
    EXPECT_EQ(m.design.singleton_passes, want.at("passes_needed").get<int>());
    EXPECT_EQ(m.absorbed.pairwise, want.at("df_absorbed").at("reghdfe_pairwise").get<long>());
    EXPECT_EQ(m.absorbed.exact, want.at("df_absorbed").at("exact_rank").get<long>());
    EXPECT_EQ(m.absorbed.simple, want.at("df_absorbed").at("fixest_default").get<long>());
    expect_coefficients(m, expected.at("coef"), tolerance(c, "coef"));
    expect_number(
        of(m, m.estimates, "_cons"), expected.at("constant"), tolerance(c, "coef"), "constant");
    expect_number(m.r2, expected.at("r2"), tolerance(c, "coef"), "r2");
    expect_number(m.r2_within, expected.at("r2_within"), tolerance(c, "coef"), "r2_within");
    expect_errors(m, expected.at("se_iid_reghdfe"), tolerance(c, "se"), "iid");
    expect_errors(estimate(panel, formula, "hc1", "reghdfe", weights),
                  expected.at("se_hc1_reghdfe"),
                  tolerance(c, "se"),
                  "hc1");
    expect_errors(estimate(panel, formula, "cluster(city)", "reghdfe", weights),
                  expected.at("se_cluster_reghdfe"),
                  tolerance(c, "se"),
                  "cluster");
    expect_errors(estimate(panel, formula, "cluster(city)", "fixest", weights),
                  expected.at("se_cluster_fixest"),
                  tolerance(c, "se"),
                  "cluster fixest");
  }
  EXPECT_EQ(estimate(panel, formula, "cluster(city)").clustered.absorbed,
            want.at("unweighted").at("cluster_df_absorbed").get<long>());
}

TEST(r04_threeway_disconnected_collinear, everything) {
  FIND_CASE(c, "r04_threeway_disconnected_collinear");
  const Json& want = c.json.at("expected");
  const data::Panel panel = panel_of(c, {"worker", "year"});
  const std::string effects = " | worker + firm + year";

  const LinearModel m = estimate(panel, "y ~ x1 + x2" + effects);

  EXPECT_EQ(m.n, want.at("N").get<double>());
  expect_coefficients(m, want.at("coef"), tolerance(c, "coef"));
  expect_number(of(m, m.estimates, "_cons"), want.at("constant"), tolerance(c, "coef"), "constant");
  expect_number(m.r2_adj, want.at("r2_adj_reghdfe"), tolerance(c, "coef"), "r2_adj");
  EXPECT_EQ(m.absorbed.pairwise, want.at("df_absorbed").at("reghdfe_pairwise").get<long>());
  EXPECT_EQ(m.absorbed.exact, want.at("df_absorbed").at("exact_rank").get<long>());
  EXPECT_EQ(m.absorbed.simple, want.at("df_absorbed").at("fixest_default").get<long>());
  expect_errors(m, want.at("se_iid_reghdfe"), tolerance(c, "se"), "iid");
  for (const char* by : {"worker", "firm"})
    for (const char* convention : {"reghdfe", "fixest"})
      expect_errors(
          estimate(panel, "y ~ x1 + x2" + effects, std::string("cluster(") + by + ")", convention),
          want.at(std::string("se_cluster_") + by + "_" + convention),
          tolerance(c, "se"),
          std::string(by) + convention);
  const LinearModel two = estimate(panel, "y ~ x1 + x2 | worker + firm");
  EXPECT_EQ(two.absorbed.exact, want.at("two_way_worker_firm").at("exact_rank").get<long>());
  expect_errors(two, want.at("two_way_worker_firm").at("se_iid"), tolerance(c, "se"), "two way");
}

TEST(r04_threeway_disconnected_collinear, drops_and_names_what_is_collinear_and_keeps_what_is_not) {
  FIND_CASE(c, "r04_threeway_disconnected_collinear");
  const Json& want = c.json.at("expected");
  const data::Panel panel = panel_of(c, {"worker", "year"});

  const LinearModel m = estimate(panel, "y ~ x1 + x2 + xc + xw | worker + firm + year");
  const LinearModel near = estimate(panel, "y ~ x1 + x2 + x3 | worker + firm + year");

  EXPECT_EQ(m.terms, (std::vector<std::string>{"x1", "x2", "_cons"}));
  expect_coefficients(m, want.at("collinear").at("coef"), tolerance(c, "coef"));
  std::vector<std::string> said;
  for (const Problem& p : m.notes) said.push_back(p.what.en);
  EXPECT_NE(std::find(said.begin(), said.end(), "'xw' is left out: absorbed by worker"),
            said.end());
  EXPECT_NE(
      std::find(
          said.begin(), said.end(), "'xc' is left out: linear in x1, x2 and the fixed effects"),
      said.end());
  for (const auto& [term, value] : want.at("near_collinear").at("coef").items())
    EXPECT_NEAR(of(near, near.estimates, term),
                value.get<double>(),
                tolerance(c, "near_collinear_coef") * std::abs(value.get<double>()));
}

TEST(r05_covariance_battery, the_kinds_that_least_squares_offers) {
  FIND_CASE(c, "r05_covariance_battery");
  const data::Panel panel = panel_of(c);
  for (const auto& [vcov, key] : {std::pair{"hc0", "hc0"},
                                  {"hc1", "hc1"},
                                  {"hc2", "hc2"},
                                  {"hc3", "hc3"},
                                  {"cr0(prov)", "cr0_province"},
                                  {"cluster(prov)", "cr1_province"}}) {
    const LinearModel m = estimate(panel, std::string(six) + " | city + year", vcov);
    expect_errors(m, c.json.at("expected").at(key), tolerance(c, "se"), vcov);
    if (std::string(vcov) == "hc3")
      expect_number(
          m.max_leverage, c.json.at("expected").at("max_leverage"), tolerance(c, "se"), "leverage");
  }
}

}  // namespace
}  // namespace yugong
