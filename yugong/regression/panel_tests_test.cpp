#include "yugong/regression/panel_tests.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/regression/panel_estimators.hpp"
#include "yugong/regression/sample_panel.hpp"

namespace yugong::regression {
namespace {

using ::testing::HasSubstr;
namespace pe = panel_estimators;
namespace pt = panel_tests;

pe::Model estimate(const data::Panel& panel,
                   pe::Estimator estimator,
                   const std::string& vcov = "iid",
                   const std::string& formula = "y ~ x1 + x2") {
  pe::Options o;
  o.formula = formula;
  o.estimator = estimator;
  o.vcov = vcov;
  return pe::fit(panel, o, Executor::serial()).models.front();
}

yugong::Test test_of(const data::Panel& panel, const std::string& name) {
  pt::Options o;
  o.formula = "y ~ x1 + x2";
  o.tests = {name};
  return pt::fit(panel, o, Executor::serial()).tests.front();
}

/// y = x + u_i + e, with chosen spreads and serial correlation.
struct Shape {
  double unit = 0, time = 0, ar = 0, hetero = 0, common = 0;
  double related = 0;  ///< of the unit effects to x
  std::uint64_t seed = 1;
};

data::Panel made(const Shape& s) {
  Random draws(s.seed, Purpose::simulation);
  std::vector<double> unit, year, y, x1, x2, shock(10), of_time(10);
  for (double& v : shock) v = draws.next_normal();
  for (double& v : of_time) v = draws.next_normal();
  for (int i = 0; i < 40; ++i) {
    const double effect = s.unit * draws.next_normal(), load = draws.next_normal();
    double e = 0;
    for (std::size_t t = 0; t < 10; ++t) {
      e = s.ar * e + draws.next_normal() * (1 + s.hetero * (i % 2));
      x1.push_back(draws.next_normal() + s.related * effect);
      x2.push_back(draws.next_normal());
      unit.push_back(i);
      year.push_back(2000.0 + static_cast<double>(t));
      y.push_back(x1.back() - x2.back() + effect + s.time * of_time[t] + e +
                  s.common * load * shock[t]);
    }
  }
  data::Table table;
  for (auto& [name, column] : {std::pair<const char*, std::vector<double>&>{"unit", unit},
                               {"year", year},
                               {"y", y},
                               {"x1", x1},
                               {"x2", x2}})
    table.add(Column::of(name, column));
  return data::Panel::make(std::move(table), {"unit", "year"});
}

double share_rejected(Shape shape, const std::string& name, int samples = 100) {
  int rejected = 0;
  for (int s = 0; s < samples; ++s) {
    shape.seed = static_cast<std::uint64_t>(1000 + s);
    rejected += test_of(made(shape), name).p_value < 0.05;
  }
  return rejected / static_cast<double>(samples);
}

}  // namespace

TEST(PanelEstimators, random_effects_lie_between_pooled_and_within) {
  const data::Panel panel = sample_panel({.gaps = 0.2});
  const pe::Model re = estimate(panel, pe::Estimator::random);
  ASSERT_TRUE(re.random);
  for (const double theta : re.random->theta) {
    EXPECT_GT(theta, 0);
    EXPECT_LT(theta, 1);
  }
  EXPECT_GT(re.random->individual, 0);
}

TEST(PanelEstimators, without_unit_variance_random_effects_are_pooled) {
  const data::Panel panel = made({});
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    const pe::Model re = estimate(made({.seed = seed}), pe::Estimator::random);
    if (!re.random->cut) continue;
    const pe::Model pooled = estimate(made({.seed = seed}), pe::Estimator::pooled);
    EXPECT_NEAR(re.regression.coefficients[0], pooled.regression.coefficients[0], 1e-12);
    return;
  }
  FAIL() << "no sample had a negative variance of the unit effects";
}

TEST(PanelEstimators, two_periods_make_differences_and_within_equal) {
  data::Panel panel = sample_panel({.units = 20, .periods = 2});
  fe::Options o;
  o.formula = "y ~ x1 + x2 | unit";
  const LinearModel within = fe::fit(panel, o, Executor::serial()).models.front();
  const pe::Model fd = estimate(panel, pe::Estimator::fd);
  EXPECT_NEAR(fd.regression.coefficients[0], within.estimates[0], 1e-12);
  EXPECT_EQ(fd.n, 20);
}

TEST(PanelEstimators, pooled_is_least_squares_with_every_vcov) {
  const data::Panel panel = sample_panel();
  for (const char* vcov : {"iid", "robust", "cluster(unit)", "dk(1)"}) {
    fe::Options o;
    o.formula = "y ~ x1 + x2";
    o.vcov = vcov;
    const LinearModel ols = fe::fit(panel, o, Executor::serial()).models.front();
    const pe::Model pooled = estimate(panel, pe::Estimator::pooled, vcov);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(pooled.regression.coefficients[k], ols.estimates[k], 1e-11);
      EXPECT_NEAR(pooled.std_errors[k], ols.std_errors[k], 1e-11) << vcov;
    }
  }
}

TEST(PanelEstimators, warn_of_few_clusters) {
  const pe::Model m = estimate(sample_panel({.units = 6}), pe::Estimator::random, "cluster(unit)");
  EXPECT_TRUE(std::any_of(
      m.notes.begin(), m.notes.end(), [](const Problem& p) { return p.code == "YG3002"; }));
}

TEST(PanelEstimators, refuses_effects_in_the_formula) {
  pe::Options o;
  o.formula = "y ~ x1 | unit";
  try {
    pe::fit(sample_panel(), o, Executor::serial());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3152");
    EXPECT_THAT(e.first().mend.en, HasSubstr("fe"));
  }
}

TEST(PanelTests, tests_of_effects_hold_their_size_and_have_power) {
  for (const char* name : {"f_unit", "lm_unit"}) {
    EXPECT_LT(share_rejected({}, name), 0.13) << name;
    EXPECT_GT(share_rejected({.unit = 0.7}, name, 20), 0.9) << name;
  }
  EXPECT_LT(share_rejected({}, "lm_time"), 0.13);
  EXPECT_GT(share_rejected({.time = 0.7}, "lm_time", 20), 0.8);
}

TEST(PanelTests, hausman_and_mundlak_see_effects_related_to_regressors) {
  for (const char* name : {"hausman_sigmamore", "mundlak", "mundlak_iid"}) {
    EXPECT_LT(share_rejected({.unit = 1}, name), 0.2) << name;
    EXPECT_GT(share_rejected({.unit = 1, .related = 1}, name, 20), 0.9) << name;
  }
}

TEST(PanelTests, error_tests_hold_their_size_and_have_power) {
  EXPECT_LT(share_rejected({.unit = 1}, "serial"), 0.13);
  EXPECT_GT(share_rejected({.unit = 1, .ar = 0.6}, "serial", 20), 0.9);
  EXPECT_LT(share_rejected({.unit = 1}, "cd"), 0.15);
  EXPECT_GT(share_rejected({.hetero = 2}, "modified_wald", 20), 0.9);
  EXPECT_LT(share_rejected({}, "reset"), 0.13);
}

TEST(PanelTests, variance_inflation_is_one_over_what_the_others_leave) {
  pt::Options o;
  o.formula = "y ~ x1 + x2";
  o.tests = {"reset"};
  const data::Panel panel = sample_panel();
  const pt::Fit fit = pt::fit(panel, o, Executor::serial());
  fe::Options other;
  other.formula = "x1 ~ x2";
  const double r2 = fe::fit(panel, other, Executor::serial()).models.front().r2;
  EXPECT_NEAR(fit.vif[0], 1 / (1 - r2), 1e-10);
}

TEST(PanelTests, refuses_a_test_that_does_not_exist_and_names_the_nearest) {
  pt::Options o;
  o.formula = "y ~ x1";
  o.tests = {"hausmann"};
  try {
    pt::fit(sample_panel(), o, Executor::serial());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3156");
    EXPECT_THAT(e.first().mend.en, HasSubstr("'hausman'"));
  }
}

}  // namespace yugong::regression
