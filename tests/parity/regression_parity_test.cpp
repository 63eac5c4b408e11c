#include <algorithm>
#include <cmath>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/regression/fe.hpp"
#include "yugong/regression/panel_estimators.hpp"
#include "yugong/regression/panel_tests.hpp"
#include "yugong/regression/wild_bootstrap.hpp"

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

TEST(r05_covariance_battery, every_kind) {
  FIND_CASE(c, "r05_covariance_battery");
  const data::Panel panel = panel_of(c);

  struct Row {
    const char *vcov, *key, *tolerance;
  };

  for (const Row& r :
       {Row{"hc0", "hc0", "se"},
        {"hc1", "hc1", "se"},
        {"hc2", "hc2", "se"},
        {"hc3", "hc3", "se"},
        {"cr0(prov)", "cr0_province", "se"},
        {"cluster(prov)", "cr1_province", "se"},
        {"cr2(prov)", "cr2_province", "cr2_cr3"},
        {"cr3(prov)", "cr3_province", "cr2_cr3"},
        {"cr2(city)", "cr2_city", "cr2_cr3"},
        {"cr3(city)", "cr3_city", "cr2_cr3"},
        {"dk(1)", "driscoll_kraay_lag1", "se"},
        {"dk(2)", "driscoll_kraay_lag2", "se"},
        {"nw(2)", "newey_west_lag2", "se"},
        {"conley(200km, radius=6371)", "conley_200km_uniform_haversine_R6371", "se"},
        {"conley(200km, radius=6376)", "conley_200km_uniform_haversine_R6376", "se"},
        {"conley(200km, lat, lon, planar)", "conley_200km_uniform_planar111", "se"},
        {"conley(200km, bartlett, radius=6371)", "conley_200km_bartlett_haversine", "se"}}) {
    const LinearModel m = estimate(panel, std::string(six) + " | city + year", r.vcov);
    expect_errors(m, c.json.at("expected").at(r.key), tolerance(c, r.tolerance), r.vcov);
    if (std::string(r.vcov) == "hc3")
      expect_number(
          m.max_leverage, c.json.at("expected").at("max_leverage"), tolerance(c, "se"), "leverage");
  }
}

TEST(r05_covariance_battery, driscoll_kraay_without_small_sample_factor) {
  FIND_CASE(c, "r05_covariance_battery");
  fe::Options o;
  o.formula = std::string(six) + " | city + year";
  o.vcov = "dk(2)";
  o.small_sample = false;

  const LinearModel m = fe::fit(panel_of(c), o, Executor::serial()).models.front();

  expect_errors(m,
                c.json.at("expected").at("driscoll_kraay_lag2_hc0"),
                tolerance(c, "se"),
                "dk(2), no factor");
}

/// The restricted or unrestricted test of one coefficient of a regression with a constant.
regression::WildTest wild_of(const LinearModel& m,
                             const std::string& term,
                             double null,
                             bool impose_null) {
  const regression::Absorption constant({}, {}, m.design.rows.size());
  regression::Matrix columns = m.design.x;
  columns.values.insert(columns.values.end(), m.design.y.begin(), m.design.y.end());
  ++columns.cols;
  constant.residualise(columns, Executor::serial());
  regression::Matrix x(columns.rows, columns.cols - 1);
  std::copy_n(columns.values.begin(), x.values.size(), x.values.begin());
  const regression::WildModel model{
      &constant, &x, columns.column(x.cols), {}, &m.design.clusters.front(), m.small_sample};
  regression::WildOptions options;
  options.replications = 9999;
  options.draws = regression::Vcov::Draws::rademacher;
  options.impose_null = impose_null;
  const auto at = std::find(m.terms.begin(), m.terms.end(), term);
  return regression::wild_test(model,
                               static_cast<std::size_t>(at - m.terms.begin()),
                               null,
                               true,
                               options,
                               Executor::serial());
}

void expect_wild(const regression::WildTest& got, const Json& want, double t_tolerance) {
  expect_number(got.t, want.at("t"), t_tolerance, "t");
  EXPECT_TRUE(got.enumerated);
  EXPECT_EQ(got.draws, want.at("draws").get<long>());
  EXPECT_EQ(got.counted, want.at("count_strict").get<long>());
  EXPECT_EQ(got.ties, want.at("ties").get<long>());
  EXPECT_EQ(got.p, want.at("p_symmetric").get<double>());
}

TEST(r06_wild_cluster_enumerated, public_test_of_boottest) {
  FIND_CASE(c, "r06_wild_cluster_enumerated");
  const Json& want = c.json.at("expected").at("block_a");
  const data::Panel panel = data::Panel::make(golden::read_csv(c, "collapsed.csv"), {});

  const LinearModel m =
      estimate(panel, "hasinsurance ~ selfemployed + post + post_self", "cluster(year)");

  expect_wild(wild_of(m, "post_self", 0.04, true), want.at("post_self_eq_0.04"), tolerance(c, "t"));
  expect_wild(wild_of(m, "post", 0, true), want.at("post_eq_0"), tolerance(c, "t"));
  expect_wild(wild_of(m, "post_self", 0.04, false),
              want.at("post_self_eq_0.04_unrestricted"),
              tolerance(c, "t"));
}

TEST(r06_wild_cluster_enumerated, few_clusters) {
  FIND_CASE(c, "r06_wild_cluster_enumerated");
  const Json& want = c.json.at("expected").at("block_b");
  const data::Panel panel = data::Panel::make(golden::read_csv(c, "few_clusters.csv"), {});

  const LinearModel m = estimate(panel, "y ~ x + c", "cluster(g)");
  const LinearModel wild = estimate(panel, "y ~ x + c", "wild(g, 9999, rademacher)");

  expect_wild(wild_of(m, "x", 0, true), want.at("restricted"), tolerance(c, "t"));
  expect_wild(wild_of(m, "x", 0, false), want.at("unrestricted"), tolerance(c, "t"));
  EXPECT_EQ(of(wild, wild.p_values, "x"), want.at("restricted").at("p_symmetric").get<double>());
}

TEST(r10_cigar_published_stata, errors_that_areg_and_reghdfe_printed) {
  FIND_CASE(c, "r10_cigar_published_stata");
  const Json& want = c.json.at("expected").at("oracle");
  const Json& printed = c.json.at("expected").at("published_6_7_digits");
  const double relative = tolerance(c, "oracle_relative");
  const data::Panel panel = panel_of(c, {"state", "year"});

  struct Row {
    const char *effects, *vcov, *key;
  };

  for (const Row& r : {Row{" | state", "iid", "areg_state_iid"},
                       {" | state", "robust", "areg_state_robust"},
                       {" | state", "cluster(state)", "reghdfe_state_cluster_state"},
                       {" | state", "cluster(year)", "reghdfe_state_cluster_year"},
                       {" | state", "cluster(state, year)", "reghdfe_state_cluster_state_year"}}) {
    const LinearModel m = estimate(panel, std::string("sales ~ price") + r.effects, r.vcov);
    expect_number(m.std_errors[0], want.at(r.key), relative, r.key);
    EXPECT_NEAR(m.std_errors[0], printed.at(r.key).get<double>(), 5.1e-8) << r.key;
  }
  const LinearModel one = estimate(panel, "sales ~ price | state");
  expect_number(one.estimates[0], want.at("coef_state"), relative, "coef_state");
  expect_number(one.estimates[1], want.at("constant_state"), relative, "constant_state");
  const LinearModel two = estimate(panel, "sales ~ price | state + year");
  expect_number(two.estimates[0], want.at("coef_state_year"), relative, "coef_state_year");
  const LinearModel weighted =
      estimate(panel, "sales ~ price | state + year", "iid", "reghdfe", "pop");
  expect_number(
      weighted.estimates[0], want.at("coef_state_year_aweight_pop"), relative, "weighted");
  const LinearModel fit = estimate(panel, "sales ~ price + pimin | state");
  expect_number(fit.r2, want.at("r2_price_pimin_state"), relative, "r2");
  expect_number(fit.r2_adj, want.at("r2_adj_price_pimin_state"), relative, "r2_adj");
  const LinearModel pooled = estimate(panel, "sales ~ price", "cluster(state)");
  EXPECT_NEAR(pooled.std_errors[0], printed.at("pooled_cluster_state").get<double>(), 5.1e-8);
  const LinearModel pooled_two = estimate(panel, "sales ~ price", "cluster(state, year)");
  EXPECT_NEAR(pooled_two.std_errors[0],
              printed.at("pooled_cluster_state_year").at(0).get<double>(),
              5.1e-8);
  EXPECT_NEAR(pooled_two.std_errors[1],
              printed.at("pooled_cluster_state_year").at(1).get<double>(),
              5.1e-7);
}

/// Stata keeps imported and generated variables in single precision.
double single(double v) {
  return static_cast<double>(static_cast<float>(v));
}

void round_to_single(data::Panel& panel) {
  for (const std::string& name : panel.table().names())
    for (double& v : panel.table().edit(name).numbers) v = single(v);
}

/// Total factor productivity of the thesis's recipe on 2011-2017, missing elsewhere and in
/// `without`.
void add_productivity(data::Panel& panel, const std::string& name, double without) {
  data::Table& t = panel.table();
  const std::vector<double>& invest = t.column("fai_bn").numbers;
  const std::vector<double>& public_workers = t.column("emp_urban_unit_10k").numbers;
  const std::vector<double>& private_workers = t.column("private_emp_10k").numbers;
  std::vector<double> productivity(panel.rows(), missing), share(panel.rows(), missing);
  for (std::size_t u = 0; u < panel.units().size(); ++u) {
    const auto first = static_cast<std::size_t>(panel.row_of(u, 2008));
    double capital = single(invest[first] / (0.161 + 0.096));
    for (long year = 2008; year <= 2017; ++year) {
      const auto row = static_cast<std::size_t>(panel.row_of(u, year));
      capital = single((1 - 0.096) * capital + invest[row]);
      if (year < 2011 || t.column("province_id").numbers[row] == without) continue;
      const double labour = single(public_workers[row] + private_workers[row]);
      productivity[row] = single(single(std::log(t.column("gdp_bn").numbers[row])) -
                                 0.5 * single(std::log(capital)) - 0.5 * single(std::log(labour)));
    }
  }
  for (std::size_t i = 0; i < panel.rows(); ++i)
    share[i] = single(public_workers[i] / single(public_workers[i] + private_workers[i]));
  t.add(Column::of("pub", std::move(share)));
  t.add(Column::of(name, std::move(productivity)));
}

void expect_as_printed(const Case& c,
                       const LinearModel& m,
                       const Json& want,
                       const std::string& key) {
  const double absolute = tolerance(c, "absolute"), relative = tolerance(c, "relative");
  const std::vector<double>& values = key == "coef" ? m.estimates : m.std_errors;
  for (const auto& [name, value] : want.at(key).items()) {
    std::string term = name == "cons" ? "_cons" : name;
    if (term.rfind("L3_", 0) == 0) term = term == "L3_pub" ? "L3.pub" : "L3.aging_rate";
    if (term[0] == 'y' && term.size() == 5) term = term.substr(1) + ".year";
    const double number = value.get<double>();
    // The printed constant and its error have fewer digits.
    const double half = term == "_cons" ? 5e-6 : absolute + relative * std::abs(number);
    EXPECT_NEAR(of(m, values, term), number, half) << key << " " << term;
  }
}

TEST(thesis31_xtreg_fe, a_stata_log_on_real_provinces) {
  const golden::Lookup found = golden::find("realdata", "thesis31-xtreg-fe");
  if (!found.found || !golden::have_shared())
    GTEST_SKIP() << "golden case thesis31-xtreg-fe is not here; set YUGONG_SHARED";
  const Case& c = found.the_case;
  const Json& want = c.json.at("expected");
  data::Panel panel = panel_of(c, {"province_id", "year"});
  round_to_single(panel);
  add_productivity(panel, "ln_tfp", -1);
  add_productivity(panel, "without_26", 26);
  const std::string three = " ~ L3.pub + broad_tax_burden + L3.aging_rate";

  const LinearModel m1 =
      estimate(panel, "ln_tfp" + three + " | province_id + year", "cluster(province_id)", "xtreg");
  const LinearModel m4 = estimate(
      panel,
      "without_26" + three + " + urban_rate + sec_ind_share + trade_openness | province_id + year",
      "cluster(province_id)",
      "xtreg");

  EXPECT_EQ(m1.n, want.at("m1").at("N").get<double>());
  EXPECT_EQ(m4.n, want.at("m4").at("N").get<double>());
  EXPECT_EQ(m1.groups.at(0), want.at("m1").at("groups").get<long>());
  for (const char* key : {"coef", "se"}) {
    expect_as_printed(c, m1, want.at("m1"), key);
    expect_as_printed(c, m4, want.at("m4"), key);
  }
  EXPECT_NEAR(m1.r2_within, want.at("m1").at("r2_within").get<double>(), 5.1e-5);
  EXPECT_NEAR(m4.r2_within, want.at("m4").at("r2_within").get<double>(), 5.1e-5);
  EXPECT_NEAR(m1.rmse, want.at("m1").at("sigma_e").get<double>(), 1e-7);
  EXPECT_NEAR(m4.rmse, want.at("m4").at("sigma_e").get<double>(), 1e-7);
  EXPECT_NEAR(m1.f, 33.14, 0.0051);  // "F(9,30) = 33.14"
  EXPECT_EQ(m1.f_df, 9);
  EXPECT_EQ(m1.df_t, 30);
}

yugong::Test named(const std::vector<yugong::Test>& tests, const std::string& name) {
  for (const yugong::Test& t : tests)
    if (t.name == name) return t;
  ADD_FAILURE() << "no test " << name;
  return {};
}

TEST(r14_panel_specification_tests, tests_that_papers_print) {
  FIND_CASE(c, "r14_panel_specification_tests");
  const double relative = tolerance(c, "relative"), p_absolute = tolerance(c, "p_absolute");
  regression::panel_tests::Options o;
  o.formula = six;

  const auto fit = regression::panel_tests::fit(panel_of(c), o, Executor::serial());

  for (const auto& [name, key] : {std::pair{"f_unit", "F_city_effects_oneway"},
                                  {"f_twoways", "F_city_and_year_effects"},
                                  {"lm_unit", "BP_LM_city"},
                                  {"lm_time", "BP_LM_year"},
                                  {"lm_twoways", "BP_LM_twoway"},
                                  {"honda", "honda"},
                                  {"hausman", "hausman"},
                                  {"hausman_sigmamore", "hausman_sigmamore"},
                                  {"mundlak_iid", "mundlak_wald"},
                                  {"modified_wald", "modified_wald"},
                                  {"cd_twoways", "pesaran_cd"}}) {
    const yugong::Test t = named(fit.tests, name);
    const Json& want = c.json.at("expected").at(key);
    expect_number(t.statistic, want.at("stat"), relative, name);
    if (want.contains("p") && !want.at("p").is_null()) {
      EXPECT_NEAR(t.p_value, want.at("p").get<double>(), p_absolute) << name;
    }
  }
  const yugong::Test serial = named(fit.tests, "serial");
  expect_number(serial.statistic,
                c.json.at("expected").at("wooldridge_xtserial").at("F"),
                relative,
                "serial");
  EXPECT_EQ(serial.distribution, "F(1,241)");
  EXPECT_TRUE(is_missing(named(fit.tests, "hausman").p_value));
  expect_number(fit.mean_correlation_twoways,
                c.json.at("expected").at("mean_abs_correlation"),
                relative,
                "mean correlation");
  for (std::size_t k = 0; k < fit.terms.size(); ++k)
    expect_number(
        fit.vif[k], c.json.at("expected").at("vif").at(fit.terms[k]), relative, fit.terms[k]);
}

TEST(r14_panel_specification_tests, random_effects) {
  FIND_CASE(c, "r14_panel_specification_tests");
  const Json& want = c.json.at("expected").at("random_effects");
  const double relative = tolerance(c, "relative");
  regression::panel_estimators::Options o;
  o.formula = six;

  const auto m =
      regression::panel_estimators::fit(panel_of(c), o, Executor::serial()).models.front();

  for (std::size_t k = 0; k < m.terms.size(); ++k) {
    const std::string name = m.terms[k] == "_cons" ? "(Intercept)" : m.terms[k];
    expect_number(m.regression.coefficients[k], want.at("coef").at(name), relative, name);
    expect_number(m.std_errors[k], want.at("se").at(name), relative, "se " + name);
  }
  expect_number(m.random->idiosyncratic, want.at("sigma2_idiosyncratic"), relative, "sigma2 e");
  expect_number(m.random->individual, want.at("sigma2_individual"), relative, "sigma2 u");
  expect_number(m.random->theta.front(), want.at("theta"), relative, "theta");
}

TEST(r14_panel_specification_tests, hausman_of_cigarettes) {
  FIND_CASE(c, "r14_panel_specification_tests");
  FIND_CASE(cigar, "r10_cigar_published_stata");
  const Json& want = c.json.at("expected").at("hausman_cigar_logs");
  regression::panel_tests::Options o;
  o.formula = "ln(sales) ~ ln(price) + ln(ndi) + ln(pimin)";
  o.tests = {"hausman"};

  const auto fit =
      regression::panel_tests::fit(panel_of(cigar, {"state", "year"}), o, Executor::serial());

  expect_number(fit.tests.at(0).statistic, want.at("stat"), tolerance(c, "relative"), "hausman");
  expect_number(fit.tests.at(0).p_value, want.at("p"), tolerance(c, "relative"), "p");
}

}  // namespace
}  // namespace yugong
