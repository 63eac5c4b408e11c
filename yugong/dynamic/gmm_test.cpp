#include "yugong/dynamic/gmm.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>
#include <gtest/gtest.h>

#include "yugong/dynamic/sample_panel.hpp"

namespace yugong::dynamic::gmm {
namespace {

Options options(const std::string& formula, const std::string& gmm, const std::string& iv = "") {
  Options o;
  o.formula = formula;
  o.gmm = Value::of(gmm);
  if (!iv.empty()) o.iv = Value::of(iv);
  return o;
}

Options system_model() {
  return options("y ~ L.y + x + w | year", "y, lag(2 3) collapse; x, lag(1 2) collapse", "w");
}

Options difference(Options o) {
  o.equation = Equation::difference;
  return o;
}

DynamicModel estimate(const data::Panel& panel,
                      const Options& o,
                      const Executor& executor = Executor::serial()) {
  return fit(panel, o, executor).model;
}

bool has_note(const DynamicModel& m, const std::string& code) {
  return std::any_of(
      m.notes.begin(), m.notes.end(), [&](const Problem& p) { return p.code == code; });
}

void expect_same(const DynamicModel& a, const DynamicModel& b, double tolerance) {
  ASSERT_EQ(a.terms, b.terms);
  EXPECT_EQ(a.n, b.n);
  EXPECT_EQ(a.instruments, b.instruments);
  for (std::size_t i = 0; i < a.terms.size(); ++i) {
    EXPECT_NEAR(a.estimates[i], b.estimates[i], tolerance * std::abs(a.estimates[i])) << a.terms[i];
    EXPECT_NEAR(a.std_errors[i], b.std_errors[i], tolerance * a.std_errors[i]) << a.terms[i];
  }
  EXPECT_EQ(a.hansen.df, b.hansen.df);
  if (a.hansen.df > 0) {
    EXPECT_NEAR(a.hansen.statistic, b.hansen.statistic, tolerance * a.hansen.statistic);
  }
  for (std::size_t i = 0; i < a.serial.size(); ++i)
    EXPECT_NEAR(a.serial[i].z, b.serial[i].z, 10 * tolerance);
}

data::Panel three_units() {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 1, 1, 2, 2, 2, 3, 3, 3}));
  t.add(Column::of("year", std::vector<double>{1, 2, 3, 1, 2, 3, 1, 2, 3}));
  t.add(Column::of("y", std::vector<double>{2, 4, 5, 1, 3, 4, 1, 3, 3}));
  return data::Panel::make(std::move(t), {"unit", "year"});
}

TEST(gmm, the_example_by_hand) {
  // b = sum y1 (y3 - y2) / sum y1 (y2 - y1) = 3/8; residuals 1/4, 1/4, -3/4; moments 1/2, 1/4,
  // -3/4.
  const double se = std::sqrt(0.25 + 0.0625 + 0.5625) / 8;

  for (const int steps : {1, 2}) {
    Options o = difference(options("y ~ L.y", "y, lag(2 2)"));
    o.steps = steps;
    const DynamicModel m = estimate(three_units(), o);

    ASSERT_EQ(m.terms, std::vector<std::string>{"L.y"});
    EXPECT_NEAR(m.estimates[0], 0.375, 1e-14);
    EXPECT_NEAR(m.std_errors[0], se, 1e-14);
    EXPECT_EQ(m.n, 3);
    EXPECT_EQ(m.instruments, 1);
    EXPECT_TRUE(is_missing(m.hansen.statistic)) << "exactly identified";
    EXPECT_TRUE(m.serial.empty()) << "one residual per unit";
    EXPECT_TRUE(has_note(m, "YG3169"));
  }
}

TEST(gmm, exactly_identified_it_is_instrumental_variables) {
  const data::Panel panel = sample_panel({.units = 60, .periods = 5});
  Options o =
      difference(options("y ~ L.y + x + w", "y, lag(2 2) collapse; x, lag(1 1) collapse", "w"));

  const auto lag = [&](const char* name, std::size_t row, long by) {
    const std::int64_t at = panel.lagged(row, by);
    return at < 0 ? missing : panel.table().column(name).numbers[static_cast<std::size_t>(at)];
  };
  Eigen::Matrix3d zx = Eigen::Matrix3d::Zero();
  Eigen::Vector3d zy = Eigen::Vector3d::Zero();
  for (std::size_t r = 0; r < panel.rows(); ++r) {
    if (panel.lagged(r, 2) < 0) continue;
    const Eigen::Vector3d x(lag("y", r, 1) - lag("y", r, 2),
                            lag("x", r, 0) - lag("x", r, 1),
                            lag("w", r, 0) - lag("w", r, 1));
    const Eigen::Vector3d z(lag("y", r, 2), lag("x", r, 1), x(2));
    zx += z * x.transpose();
    zy += z * (lag("y", r, 0) - lag("y", r, 1));
  }
  const Eigen::Vector3d b = zx.fullPivLu().solve(zy);

  for (const int steps : {1, 2})
    for (const int h : {1, 2, 3}) {
      o.steps = steps;
      o.h = h;
      const DynamicModel m = estimate(panel, o);
      for (Eigen::Index i = 0; i < 3; ++i)
        EXPECT_NEAR(m.estimates[static_cast<std::size_t>(i)], b(i), 1e-10);
    }
}

TEST(gmm, anderson_and_hsiao_is_that_estimator_with_two_lags) {
  const data::Panel panel = sample_panel({.units = 60, .periods = 6});
  Options by_hand = difference(options("y ~ L.y + w", "y, lag(2 2) collapse", "w"));
  by_hand.steps = 1;
  by_hand.h = 1;
  Options o;
  o.formula = "y ~ L.y + w";
  o.estimator = Estimator::anderson_hsiao;

  expect_same(estimate(panel, by_hand), estimate(panel, o), 1e-12);

  o.estimator = Estimator::anderson_hsiao_difference;
  const DynamicModel m = estimate(panel, o);
  EXPECT_EQ(m.instruments, 2);
  EXPECT_EQ(m.n, 240) << "the instrument of the first row is zero, the row stays";
}

TEST(gmm, recovers_the_truth_and_accepts_valid_instruments) {
  const data::Panel panel = sample_panel({.units = 400, .periods = 7});

  for (const Equation equation : {Equation::both, Equation::difference}) {
    for (const Transform transform : {Transform::fd, Transform::fod}) {
      Options o = system_model();
      o.equation = equation;
      o.transform = transform;
      const DynamicModel m = estimate(panel, o);
      const std::vector<double> truth = {0.5, 0.6, -0.4};
      for (std::size_t k = 0; k < 3; ++k) {
        EXPECT_LT(std::abs(m.estimates[k] - truth[k]), 3.5 * m.std_errors[k]) << m.terms[k];
        EXPECT_LT(m.std_errors[k], 0.1);
      }
      EXPECT_LT(m.serial.at(0).p_value, 1e-6) << "differenced errors are correlated";
      EXPECT_GT(m.serial.at(1).p_value, 0.01) << "but not two periods apart";
      EXPECT_GT(m.hansen.p_value, 0.01);
    }
  }
}

TEST(gmm, difference_in_hansen_points_at_the_group_that_is_not_valid) {
  // x answers to the last error: its own difference is no instrument.
  const data::Panel panel = sample_panel({.units = 1000, .periods = 7});
  Options o = system_model();
  o.iv = Value::of("w; x, eq(diff)");

  const DynamicModel m = estimate(panel, o);

  EXPECT_LT(m.hansen.p_value, 1e-6);
  for (const GroupTest& t : m.groups) {
    if (t.group == "iv(x, eq(diff))") {
      EXPECT_LT(t.difference.p_value, 1e-6);
      EXPECT_GT(t.without.p_value, 0.01);
    }
    if (t.group == "iv(w)") {
      EXPECT_LT(t.without.p_value, 1e-6);
    }
  }
  ASSERT_EQ(m.groups.size(), 6U);
}

TEST(gmm, one_step_in_differences_and_in_orthogonal_deviations_agree_with_all_lags) {
  // Arellano and Bover (1995): on a balanced panel with every lag the transformation is immaterial.
  const data::Panel panel = sample_panel({.units = 80, .periods = 6});
  Options o = difference(options("y ~ L.y + x", "y, lag(2 .); x, lag(1 .)"));
  o.steps = 1;

  const DynamicModel fd = estimate(panel, o);
  o.transform = Transform::fod;
  const DynamicModel fod = estimate(panel, o);

  EXPECT_EQ(fd.instruments, fod.instruments);
  for (std::size_t k = 0; k < fd.terms.size(); ++k) {
    EXPECT_NEAR(fd.estimates[k], fod.estimates[k], 1e-10);
    EXPECT_NEAR(fd.std_errors[k], fod.std_errors[k], 1e-10);
  }
}

TEST(gmm, order_of_rows_and_units_does_not_matter) {
  const DynamicModel a = estimate(sample_panel({.gaps = 0.1}), system_model());
  const DynamicModel b = estimate(sample_panel({.gaps = 0.1, .reversed = true}), system_model());

  expect_same(a, b, 1e-9);
}

TEST(gmm, units_of_measure_do_not_matter) {
  DynamicModel a = estimate(sample_panel(), system_model());
  const DynamicModel b = estimate(sample_panel({.scale = 1e6}), system_model());

  a.estimates[1] /= 1e6;
  a.std_errors[1] /= 1e6;
  expect_same(a, b, 1e-8);
}

TEST(gmm, threads_do_not_change_a_bit) {
  const data::Panel panel = sample_panel({.units = 300, .gaps = 0.1});

  const DynamicModel a = estimate(panel, system_model(), Executor::serial());
  const DynamicModel b = estimate(panel, system_model(), Executor::threads(3));

  EXPECT_EQ(a.estimates, b.estimates);
  EXPECT_EQ(a.std_errors, b.std_errors);
  EXPECT_EQ(a.hansen.statistic, b.hansen.statistic);
}

TEST(gmm, groups_read_the_same_from_text_and_table) {
  const data::Panel panel = sample_panel();
  Options table = system_model();
  table.gmm = value_from_json(
      R"([{"vars": ["y"], "lags": [2, 3], "collapse": true}, {"vars": "x", "lags": [1, 2], "collapse": true}])",
      "");
  table.iv = value_from_json(R"({"vars": ["w"], "equation": "both"})", "");

  expect_same(estimate(panel, system_model()), estimate(panel, table), 0);
}

TEST(gmm, endogenous_is_lag_two_and_beyond_and_the_lag_of_a_variable_moves_it) {
  const data::Panel panel = sample_panel();
  const DynamicModel limits =
      estimate(panel, options("y ~ L.y + x + w", "y, lag(2 .); x, lag(2 .)", "w"));

  expect_same(limits, estimate(panel, options("y ~ L.y + x + w", "y x, endogenous", "w")), 1e-12);
  expect_same(limits, estimate(panel, options("y ~ L.y + x + w", "L.(y x)", "w")), 1e-12);
  expect_same(
      limits, estimate(panel, options("y ~ L.y + x + w", "L.y, predetermined; L.x", "w")), 1e-12);
}

TEST(gmm, counts_the_instruments_of_xtabond2) {
  const data::Panel panel = sample_panel({.periods = 6});
  const auto count = [&](const std::string& gmm) {
    return estimate(panel, options("y ~ L.y + w", gmm, "w")).instruments;
  };

  // Periods 3 to 6 of the differences have 1, 2, 3 and 4 lags; the levels 4 nearest differences.
  EXPECT_EQ(count("y, lag(2 .)"), 10 + 4 + 1 + 1);
  EXPECT_EQ(count("y, lag(2 3)"), 7 + 4 + 2);
  EXPECT_EQ(count("y, lag(2 3) collapse"), 2 + 1 + 2);
  EXPECT_EQ(count("y, lag(2 3) eq(diff)"), 7 + 2);
  EXPECT_EQ(count("y, lag(2 3) eq(diff); y, lag(1 1) eq(level)"), 7 + 4 + 2);
  EXPECT_EQ(count("y, lag(1 2) eq(level) collapse"), 2 + 2);
}

TEST(gmm, gaps_in_time_lose_lags_and_are_told) {
  const data::Panel panel = sample_panel({.gaps = 0.15});
  Options o = difference(system_model());

  const DynamicModel fd = estimate(panel, o);
  o.transform = Transform::fod;
  const DynamicModel fod = estimate(panel, o);

  EXPECT_TRUE(has_note(fd, "YG3170"));
  EXPECT_GT(fod.n, fd.n) << "deviations reach across gaps";
  std::size_t pairs = 0;
  for (std::size_t r = 0; r < panel.rows(); ++r)
    pairs += panel.lagged(r, 1) >= 0 && panel.lagged(r, 2) >= 0;
  EXPECT_EQ(fd.n, static_cast<double>(pairs));
}

TEST(gmm, a_group_of_units_may_be_the_cluster) {
  const data::Panel panel = sample_panel();
  Options o = system_model();
  const DynamicModel robust = estimate(panel, o);
  o.errors = "cluster(unit)";
  expect_same(robust, estimate(panel, o), 1e-12);

  o.errors = "cluster(region)";
  o.steps = 1;
  const DynamicModel regions = estimate(panel, o);
  o.errors = "robust";

  EXPECT_EQ(regions.estimates, estimate(panel, o).estimates);
  EXPECT_NE(regions.std_errors, estimate(panel, o).std_errors);
}

TEST(gmm, two_steps_with_too_many_instruments_are_reported_only_when_forced) {
  const data::Panel panel = sample_panel({.units = 25});
  Options o = options("y ~ L.y + x + w", "y, endogenous; x, predetermined", "w");

  const DynamicModel plain = estimate(panel, o);
  o.force = true;
  const DynamicModel forced = estimate(panel, o);
  const DynamicModel scaled = estimate(sample_panel({.units = 25, .scale = 1000}), o);

  EXPECT_GT(plain.instruments, 25);
  EXPECT_EQ(plain.steps, 1);
  EXPECT_TRUE(has_note(plain, "YG3166"));
  EXPECT_EQ(forced.steps, 2);
  EXPECT_TRUE(has_note(forced, "YG3105"));
  EXPECT_TRUE(has_note(forced, "YG3165"));
  EXPECT_EQ(forced.rank_moments, 25);
  EXPECT_NEAR(forced.estimates[0], scaled.estimates[0], 1e-6) << "the inverse knows no units";
}

TEST(gmm, what_does_not_vary_is_left_out_and_named) {
  const DynamicModel m = estimate(
      sample_panel(), difference(options("y ~ L.y + region + w", "y, lag(2 .)", "w region")));

  EXPECT_EQ(m.terms, (std::vector<std::string>{"L.y", "w"}));
  EXPECT_TRUE(has_note(m, "YG1203"));
  EXPECT_FALSE(has_note(m, "YG3175")) << "iv(w region) still has w";
}

TEST(gmm, a_regressor_without_instrument_is_named) {
  const DynamicModel m = estimate(sample_panel(), options("y ~ L.y + x + w", "y, endogenous", "w"));

  EXPECT_TRUE(has_note(m, "YG3168"));
}

TEST(gmm, missing_instruments_drop_rows_unless_told_otherwise) {
  data::Panel panel = sample_panel();
  panel.table().edit("z").numbers[3] = missing;
  const auto rows = [&](const std::string& iv) {
    return estimate(panel, options("y ~ L.y + w", "y, lag(2 3)", iv)).n;
  };

  EXPECT_EQ(rows("w z"), rows("w") - 1);
  EXPECT_EQ(rows("w; z, mz"), rows("w"));
}

TEST(gmm, frames_have_the_shape_of_every_regression) {
  const data::Panel panel = sample_panel();
  const Fit f = fit(panel, system_model(), Executor::serial());
  Result result;
  complete(f, result);

  EXPECT_EQ(tidy(f).text("term", 0), "L.y");
  EXPECT_EQ(tidy(f).rows() + result.tables.at("effects").rows(), f.model.terms.size());
  EXPECT_EQ(tidy(f).text("term", 3), "_cons") << "time dummies stand in a table of their own";
  EXPECT_EQ(glance(f).text("vcov", 0), "windmeijer");
  EXPECT_EQ(glance(f).number("steps", 0), 2);
  EXPECT_EQ(augment(f, panel).rows(), panel.rows());
  EXPECT_EQ(result.formula, "y ~ L.y + x + w | year");
  EXPECT_EQ(result.sample.used, static_cast<std::size_t>(f.model.n));
  for (const char* name : {"ar1", "ar2", "sargan", "hansen", "wald"})
    EXPECT_TRUE(std::any_of(result.tests.begin(), result.tests.end(), [&](const yugong::Test& t) {
      return t.name == name;
    })) << name;
  EXPECT_TRUE(result.tables.count("difference_in_hansen") == 1);
  const Frame& z = result.tables.at("instruments");
  double sum = 0;
  for (std::size_t i = 0; i < z.rows(); ++i) sum += z.number("instruments", i);
  EXPECT_EQ(sum, static_cast<double>(f.model.instruments));
}

TEST(gmm, levels_fit_what_augment_prints) {
  const data::Panel panel = sample_panel();
  const Fit f = fit(panel, system_model(), Executor::serial());

  const Frame a = augment(f, panel);

  const std::vector<double>& y = panel.table().column("y").numbers;
  for (std::size_t r = 0; r < panel.rows(); ++r) {
    if (a.number("used", r) == 0) continue;
    EXPECT_NEAR(a.number("fitted", r) + a.number("resid", r), y[r], 1e-12);
  }
}

TEST(gmm, uses_names_the_columns_of_formula_and_instruments) {
  Options o = options("y ~ L.y + x | year", "x, endogenous", "z");
  o.errors = "cluster(region)";

  EXPECT_EQ(uses(o), (std::vector<std::string>{"y", "x", "year", "z", "region"}));
}

}  // namespace
}  // namespace yugong::dynamic::gmm
