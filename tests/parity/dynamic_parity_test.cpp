#include <algorithm>
#include <cmath>
#include <set>

#include "golden.hpp"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "yugong/dynamic/gmm.hpp"

namespace yugong {
namespace {

using dynamic::DynamicModel;
using golden::Case;
using golden::Json;
namespace gmm = dynamic::gmm;

double tolerance(const Case& c, const char* of_what) {
  return c.json.at("tolerance").at(of_what).get<double>();
}

void expect_number(double got, double want, double tolerance, const std::string& what) {
  EXPECT_NEAR(got, want, tolerance * std::max(std::abs(want), 1e-12)) << what;
}

/// The cases write L1.n where a formula here has L.n, and yr1979 for the dummy 1979.year.
bool same_name(const std::string& ours, const std::string& name) {
  if (name.rfind("L1.", 0) == 0) return ours == "L." + name.substr(3);
  return ours == name || (name.rfind("yr", 0) == 0 && ours == name.substr(2) + ".year");
}

double of(const DynamicModel& m, const std::vector<double>& values, const std::string& name) {
  const auto at = std::find_if(m.terms.begin(), m.terms.end(), [&](const std::string& term) {
    return same_name(term, name);
  });
  return at == m.terms.end() ? missing : values[static_cast<std::size_t>(at - m.terms.begin())];
}

void expect_chi2(const dynamic::Chi2& got,
                 const Json& want,
                 double tolerance,
                 const std::string& what) {
  EXPECT_EQ(got.df, want.at("df").get<long>()) << what;
  expect_number(got.statistic, want.at("stat"), tolerance, what);
  expect_number(got.p_value, want.at("p"), 10 * tolerance, what + " p");
}

void expect_groups(const DynamicModel& m, const Json& want, double tolerance) {
  ASSERT_EQ(m.groups.size(), want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    const Json& w = want[i];
    const dynamic::GroupTest& got = m.groups[i];
    const std::string what = w.at("group");
    EXPECT_EQ(got.difference.df, w.at("diff_df").get<long>()) << what;
    EXPECT_EQ(got.without.df, w.at("excl_df").get<long>()) << what;
    expect_number(got.difference.statistic, w.at("diff"), tolerance, what);
    expect_number(got.difference.p_value, w.at("diff_p"), 10 * tolerance, what + " p");
    if (got.without.df > 0) expect_number(got.without.statistic, w.at("excl"), tolerance, what);
  }
}

/// Everything that a block of a case states.
void expect_block(const Case& c, const DynamicModel& m, const std::string& block) {
  const Json& want = c.json.at("expected").at(block);
  SCOPED_TRACE(block);
  const double statistics = tolerance(c, "statistics");
  if (want.contains("coef"))
    for (const auto& [name, value] : want.at("coef").items())
      expect_number(of(m, m.estimates, name), value, tolerance(c, "coef"), name);
  for (const auto& [name, value] : want.at("se").items())
    expect_number(of(m, m.std_errors, name), value, tolerance(c, "se"), "se " + name);
  if (want.contains("N")) {
    EXPECT_EQ(m.n, want.at("N").get<double>());
    EXPECT_EQ(m.stack.transformed_rows, want.at("N_transformed").get<std::size_t>());
    EXPECT_EQ(m.stack.units(), want.at("groups").get<std::size_t>());
    EXPECT_EQ(m.per_unit, want.at("obs_per_group").get<std::vector<long>>());
    EXPECT_EQ(m.instruments, want.at("instruments").get<long>());
    EXPECT_EQ(m.rank_moments, want.at("rank_of_moment_covariance").get<long>());
    EXPECT_EQ(m.terms.size(), want.at("coef").size());
    expect_number(m.sigma2, want.at("sigma2"), statistics, "sigma2");
    expect_chi2(m.sargan, want.at("sargan"), statistics, "Sargan");
    if (!want.at("hansen").is_null())
      expect_chi2(m.hansen, want.at("hansen"), statistics, "Hansen");
    for (std::size_t i = 0; i < 2; ++i) {
      const Json& ar = want.at(fmt::format("ar{}", i + 1));
      expect_number(m.serial.at(i).z, ar.at("z"), statistics, "AR");
      expect_number(m.serial.at(i).p_value, ar.at("p"), 10 * statistics, "AR p");
    }
    expect_groups(m, want.at("difference_in_hansen"), statistics);
  }
}

#define FIND_CASE(variable, name)                                                \
  const golden::Lookup found_##variable = golden::find("regression", name);      \
  if (!found_##variable.found || !golden::have_shared())                         \
    GTEST_SKIP() << "golden case " << name << " is not here; set YUGONG_SHARED"; \
  const Case& variable = found_##variable.the_case

/// The data with a dummy yr1976, ... for every year, as the commands of the cases have them.
data::Panel panel_of(const Case& c) {
  data::Table table = golden::read_csv(c, c.json.at("data"));
  const std::vector<double> years = table.column("year").numbers;
  for (const double year : std::set<double>(years.begin(), years.end())) {
    std::vector<double> dummy;
    for (const double y : years) dummy.push_back(y == year ? 1 : 0);
    table.add(Column::of(fmt::format("yr{}", static_cast<int>(year)), std::move(dummy)));
  }
  return data::Panel::make(std::move(table), {"id", "year"});
}

/// "yr1979 + yr1980 + ..."
std::string dummies(int from, int to, const char* between) {
  std::string out;
  for (int year = from; year <= to; ++year)
    out += fmt::format("{}yr{}", out.empty() ? "" : between, year);
  return out;
}

DynamicModel estimate(const data::Panel& panel, const gmm::Options& options) {
  return gmm::fit(panel, options, Executor::serial()).model;
}

gmm::Options options(const std::string& formula, const std::string& gmm, const std::string& iv) {
  gmm::Options o;
  o.formula = formula;
  o.gmm = Value::of(gmm);
  o.iv = Value::of(iv);
  return o;
}

gmm::Options difference(gmm::Options o) {
  o.equation = dynamic::Equation::difference;
  return o;
}

gmm::Options one_step(gmm::Options o, const std::string& errors = "robust") {
  o.steps = 1;
  o.errors = errors;
  return o;
}

gmm::Options small(gmm::Options o) {
  o.small = true;
  return o;
}

constexpr const char* arellano_bond = "n ~ L(1:2).n + L(0:1).w + L(0:2).k + L(0:2).ys | year";

gmm::Options r11_a() {
  return difference(options(arellano_bond, "L.n", "w L.w L(0:2).k L(0:2).ys"));
}

TEST(r11_abdata_difference_gmm, arellano_and_bond_with_time_dummies) {
  FIND_CASE(c, "r11_abdata_difference_gmm");
  const data::Panel panel = panel_of(c);
  // The case counts regressors and time dummies as one group of instruments.
  gmm::Options o = r11_a();
  o.formula = "n ~ L(1:2).n + L(0:1).w + L(0:2).k + L(0:2).ys + " + dummies(1979, 1984, " + ");
  o.iv = Value::of("w L.w L(0:2).k L(0:2).ys " + dummies(1979, 1984, " "));

  expect_block(c, estimate(panel, one_step(o)), "a_onestep_robust");
  expect_block(c, estimate(panel, small(one_step(o))), "a_onestep_robust_small");
  expect_block(c, estimate(panel, one_step(o, "conventional")), "a_onestep_conventional");
  expect_block(c, estimate(panel, o), "a_twostep_windmeijer");
  o.errors = "conventional";
  expect_block(c, estimate(panel, o), "a_twostep_uncorrected");
}

TEST(r11_abdata_difference_gmm, time_effects_in_the_formula_are_the_same_dummies) {
  FIND_CASE(c, "r11_abdata_difference_gmm");

  const DynamicModel m = estimate(panel_of(c), r11_a());

  const Json& want = c.json.at("expected").at("a_twostep_windmeijer");
  for (const auto& [name, value] : want.at("coef").items())
    expect_number(of(m, m.estimates, name), value, tolerance(c, "coef"), name);
  for (const auto& [name, value] : want.at("se").items())
    expect_number(of(m, m.std_errors, name), value, tolerance(c, "se"), "se " + name);
}

TEST(r11_abdata_difference_gmm, lag_limits_collapse_and_orthogonal_deviations) {
  FIND_CASE(c, "r11_abdata_difference_gmm");
  const data::Panel panel = panel_of(c);
  gmm::Options o = difference(options("n ~ L(1:2).n + w + k", "n, lag(2 4); w, lag(1 3)", "k"));

  expect_block(c, estimate(panel, one_step(o)), "b_onestep_robust");
  expect_block(c, estimate(panel, o), "b_twostep_windmeijer");
  o.transform = dynamic::Transform::fod;
  expect_block(c, estimate(panel, o), "b_twostep_fod");
  o.transform = dynamic::Transform::fd;
  o.collapse = true;
  expect_block(c, estimate(panel, o), "b_twostep_collapse");
}

TEST(r12_abdata_system_gmm, blundell_and_bond) {
  FIND_CASE(c, "r12_abdata_system_gmm");
  const data::Panel panel = panel_of(c);
  gmm::Options o = options("n ~ L.n + L(0:1).w + L(0:1).k + " + dummies(1976, 1984, " + "),
                           "L.n L.w L.k",
                           dummies(1976, 1984, " ") + ", eq(level)");

  expect_block(c, estimate(panel, one_step(o)), "a_onestep_robust");
  expect_block(c, estimate(panel, small(one_step(o))), "a_onestep_robust_small");
  expect_block(c, estimate(panel, o), "a_twostep_windmeijer");
  o.h = 2;
  expect_block(c, estimate(panel, o), "a_twostep_h2");
}

TEST(r12_abdata_system_gmm, time_dummies_as_instruments_of_both_equations) {
  FIND_CASE(c, "r12_abdata_system_gmm");
  const data::Panel panel = panel_of(c);
  const gmm::Options o =
      options("n ~ L(1:2).n + L(0:1).w + L(0:2).k + L(0:2).ys + " + dummies(1980, 1984, " + "),
              "L.n w k",
              dummies(1980, 1984, " "));

  expect_block(c, estimate(panel, o), "b_twostep_windmeijer");
  expect_block(c, estimate(panel, small(o)), "b_twostep_windmeijer_small");
}

TEST(r12_abdata_system_gmm, split_and_collapse) {
  FIND_CASE(c, "r12_abdata_system_gmm");
  const data::Panel panel = panel_of(c);
  gmm::Options o = options("n ~ L(1:2).n + w + k", "n, lag(2 4) split; w, lag(1 3)", "k");

  expect_block(c, estimate(panel, o), "c_twostep_split");
  o.gmm = Value::of("n, lag(2 4); w, lag(1 3)");
  o.collapse = true;
  expect_block(c, estimate(panel, o), "c_twostep_collapse");
}

gmm::Options r13(const std::string& equation = ", eq(level)") {
  return options("y ~ L.y + x + q + z + " + dummies(2012, 2023, " + "),
                 "y, lag(2 3) collapse; x, lag(1 2) collapse; q, lag(2 3) collapse",
                 "z " + dummies(2012, 2023, " ") + equation);
}

TEST(r13_system_gmm_small_panel, collapsed_instruments_and_time_dummies) {
  FIND_CASE(c, "r13_system_gmm_small_panel");
  const data::Panel panel = panel_of(c);

  expect_block(c, estimate(panel, r13()), "a_twostep_windmeijer");
  expect_block(c, estimate(panel, one_step(r13())), "a_onestep_robust");
  expect_block(c, estimate(panel, small(r13(""))), "b_twostep_windmeijer_small");
}

TEST(r13_system_gmm_small_panel, time_effects_in_the_formula_are_the_same_dummies) {
  FIND_CASE(c, "r13_system_gmm_small_panel");
  gmm::Options o = r13();
  o.formula = "y ~ L.y + x + q + z | id + year";
  o.iv = Value::of("z, eq(level)");

  const DynamicModel m = estimate(panel_of(c), o);

  const Json& want = c.json.at("expected").at("a_twostep_windmeijer");
  for (const auto& [name, value] : want.at("coef").items())
    expect_number(of(m, m.estimates, name), value, tolerance(c, "coef"), name);
  for (const auto& [name, value] : want.at("se").items())
    expect_number(of(m, m.std_errors, name), value, tolerance(c, "se"), "se " + name);
}

TEST(r13_system_gmm_small_panel, more_instruments_than_units) {
  FIND_CASE(c, "r13_system_gmm_small_panel");
  const Json& want = c.json.at("expected").at("proliferation");
  gmm::Options o = r13();
  o.gmm = Value::of("y, lag(2 .); x, lag(1 .)");

  const DynamicModel m = estimate(panel_of(c), o);

  EXPECT_EQ(m.n, want.at("N").get<double>());
  EXPECT_EQ(m.instruments, want.at("instruments").get<long>());
  EXPECT_EQ(m.rank_moments, want.at("rank_of_moment_covariance").get<long>());
  EXPECT_EQ(m.hansen.df, want.at("df").get<long>());
  EXPECT_EQ(m.steps, 1);
  for (const char* code : {"YG3105", "YG3165", "YG3166"})
    EXPECT_TRUE(std::any_of(m.notes.begin(), m.notes.end(), [&](const Problem& p) {
      return p.code == code;
    })) << code;
}

}  // namespace
}  // namespace yugong
