#include "yugong/regression/fe.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/regression/sample_panel.hpp"

namespace yugong::regression {

std::vector<Method> methods();

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

fe::Options asked(const std::string& formula, const std::string& vcov = "iid") {
  fe::Options o;
  o.formula = formula;
  o.vcov = vcov;
  return o;
}

LinearModel first(const data::Panel& panel, const fe::Options& o) {
  return fe::fit(panel, o, Executor::serial()).models.front();
}

LinearModel first(const data::Panel& panel,
                  const std::string& formula,
                  const std::string& vcov = "iid") {
  return first(panel, asked(formula, vcov));
}

Problem refusal(const data::Panel& panel, const fe::Options& o) {
  try {
    fe::fit(panel, o, Executor::serial());
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "accepted: " << o.formula;
  return {};
}

std::vector<std::string> codes_of(const LinearModel& m) {
  std::vector<std::string> out;
  for (const Problem& p : m.notes) out.push_back(p.code);
  return out;
}

std::string said(const LinearModel& m, const std::string& code) {
  for (const Problem& p : m.notes)
    if (p.code == code) return p.what.en;
  return "";
}

/// Two units, three years: the worked example of the method page.
data::Panel by_hand() {
  data::Table t;
  t.add(Column::of("unit", std::vector<std::string>{"a", "a", "a", "b", "b", "b"}));
  t.add(Column::of("year", std::vector<double>{1, 2, 3, 1, 2, 3}));
  t.add(Column::of("x", std::vector<double>{1, 2, 3, 2, 4, 9}));
  t.add(Column::of("y", std::vector<double>{1, 3, 2, 5, 6, 10}));
  return data::Panel::make(std::move(t), {"unit", "year"});
}

TEST(fe, repeats_the_example_of_the_method_page) {
  const LinearModel m = first(by_hand(), "y ~ x | unit");

  // x~ = (-1, 0, 1, -3, -1, 4), y~ = (-1, 1, 0, -2, -1, 3): b = 20/28, rss = 16 - 400/28, df = 6 -
  // 1 - 2.
  EXPECT_NEAR(m.estimates[0], 20.0 / 28.0, 1e-14);
  EXPECT_NEAR(m.rss, 16 - 400.0 / 28.0, 1e-13);
  EXPECT_EQ(m.df_resid, 3);
  EXPECT_NEAR(m.std_errors[0], std::sqrt((16 - 400.0 / 28.0) / 3 / 28), 1e-14);
  EXPECT_NEAR(m.estimates[1], 4.5 - 3.5 * 20 / 28, 1e-14);
  EXPECT_NEAR(m.r2_within, 1 - (16 - 400.0 / 28.0) / 16, 1e-14);
}

TEST(fe, without_effects_is_ordinary_least_squares) {
  const LinearModel m = first(by_hand(), "y ~ x");

  // Sxx = 41.5, Sxy = 42.5, Syy = 53.5.
  const double b = 42.5 / 41.5, rss = 53.5 - 42.5 * b;
  EXPECT_NEAR(m.estimates[0], b, 1e-14);
  EXPECT_NEAR(m.estimates[1], 4.5 - 3.5 * b, 1e-13);
  EXPECT_NEAR(m.std_errors[0], std::sqrt(rss / 4 / 41.5), 1e-13);
  EXPECT_NEAR(m.std_errors[1], std::sqrt(rss / 4 * (1.0 / 6 + 3.5 * 3.5 / 41.5)), 1e-13);
  EXPECT_NEAR(m.r2_adj, 1 - (rss / 4) / (53.5 / 5), 1e-13);
  EXPECT_EQ(m.f_df, 1);
  EXPECT_NEAR(m.f, m.statistics[0] * m.statistics[0], 1e-10);
}

TEST(fe, without_a_constant_r2_is_about_zero) {
  const LinearModel m = first(by_hand(), "y ~ 0 + x");

  EXPECT_EQ(m.terms, std::vector<std::string>{"x"});
  EXPECT_NEAR(m.estimates[0], 137.0 / 115.0, 1e-14);
  EXPECT_NEAR(m.r2, 137.0 * 137.0 / 115.0 / 175.0, 1e-14);
  EXPECT_EQ(m.df_resid, 5);
}

TEST(fe, without_regressors_reports_the_mean) {
  const LinearModel pooled = first(by_hand(), "y ~ 1");
  const LinearModel within = first(by_hand(), "y ~ 1 | unit");

  EXPECT_EQ(pooled.terms, std::vector<std::string>{"_cons"});
  EXPECT_NEAR(pooled.estimates[0], 4.5, 1e-14);
  EXPECT_NEAR(pooled.std_errors[0], std::sqrt(53.5 / 5 / 6), 1e-13);
  EXPECT_NEAR(within.std_errors[0], std::sqrt(16.0 / 4 / 6), 1e-13);
}

TEST(fe, equals_least_squares_with_dummies) {
  SampleShape shape;
  shape.gaps = 0.2;
  const data::Panel panel = sample_panel(shape);
  for (const char* vcov : {"iid", "hc0", "hc1", "hc2", "hc3", "cr0(unit)"}) {
    const LinearModel absorbed = first(panel, "y ~ x1 + x2 | unit + year", vcov);
    const LinearModel dummies = first(panel, "y ~ x1 + x2 + i(unit) + i(year)", vcov);
    for (std::size_t k = 0; k < 2; ++k) {
      EXPECT_NEAR(absorbed.estimates[k], dummies.estimates[k], 1e-11) << vcov;
      EXPECT_NEAR(absorbed.std_errors[k], dummies.std_errors[k], 1e-11) << vcov;
    }
    EXPECT_NEAR(absorbed.r2_adj, dummies.r2_adj, 1e-11);
  }
}

TEST(fe, does_not_depend_on_the_order_of_rows_or_on_threads) {
  SampleShape shape, reversed;
  shape.gaps = reversed.gaps = 0.2;
  reversed.reversed = true;
  const fe::Options o = asked("y ~ x1 + x2 | unit + year + sector", "cluster(unit)");
  const data::Panel panel = sample_panel(shape);

  const LinearModel one = fe::fit(panel, o, Executor::serial()).models.front();
  const LinearModel threads = fe::fit(panel, o, Executor::threads(3)).models.front();
  const LinearModel other_way = first(sample_panel(reversed), o);

  EXPECT_EQ(one.estimates, threads.estimates);
  EXPECT_EQ(one.covariance.values, threads.covariance.values);
  for (std::size_t k = 0; k < one.terms.size(); ++k) {
    EXPECT_NEAR(one.estimates[k], other_way.estimates[k], 1e-12);
    EXPECT_NEAR(one.std_errors[k], other_way.std_errors[k], 1e-12);
  }
}

TEST(fe, scales_with_the_unit_of_measure) {
  SampleShape thousand;
  thousand.scale = 1e7;
  const LinearModel one = first(sample_panel(), "y ~ x1 + x2 | unit + year", "cluster(unit)");
  const LinearModel other =
      first(sample_panel(thousand), "y ~ x1 + x2 | unit + year", "cluster(unit)");

  EXPECT_NEAR(other.estimates[0] * 1e7, one.estimates[0], 1e-12);
  EXPECT_NEAR(other.estimates[1], one.estimates[1], 1e-12);
  EXPECT_NEAR(other.statistics[0], one.statistics[0], 1e-9);
  EXPECT_NEAR(other.r2, one.r2, 1e-12);
}

TEST(fe, takes_text_keys_like_codes) {
  SampleShape named;
  named.text_units = true;
  const LinearModel codes = first(sample_panel(), "y ~ x1 | unit + year", "cluster(unit)");
  const LinearModel names = first(sample_panel(named), "y ~ x1 | unit + year", "cluster(unit)");

  EXPECT_NEAR(codes.std_errors[0], names.std_errors[0], 1e-13);
}

TEST(fe, frequency_weights_equal_repeated_rows) {
  data::Panel panel = sample_panel();
  const data::Table& t = panel.table();
  data::Table repeated;
  const std::vector<double>& w = t.column("w").numbers;
  for (const char* name : {"region", "sector", "x1", "x2", "y"}) {
    std::vector<double> v;
    for (std::size_t i = 0; i < w.size(); ++i)
      for (int k = 0; k < static_cast<int>(w[i]); ++k) v.push_back(t.column(name).numbers[i]);
    repeated.add(Column::of(name, std::move(v)));
  }
  const data::Panel long_panel = data::Panel::make(std::move(repeated), {});
  for (const char* vcov : {"iid", "robust", "hc2", "cluster(sector)"}) {
    fe::Options o = asked("y ~ x1 + x2 | region + sector", vcov);
    const LinearModel plain = first(long_panel, o);
    o.weights = "w";
    o.weight_kind = WeightKind::frequency;
    const LinearModel weighted = first(panel, o);

    EXPECT_EQ(weighted.n, plain.n);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_NEAR(weighted.estimates[k], plain.estimates[k], 1e-12) << vcov;
      EXPECT_NEAR(weighted.std_errors[k], plain.std_errors[k], 1e-12) << vcov;
    }
    EXPECT_NEAR(weighted.r2_adj, plain.r2_adj, 1e-12);
  }
}

TEST(fe, analytic_weights_do_not_depend_on_their_scale) {
  data::Panel panel = sample_panel();
  std::vector<double> large = panel.table().column("w").numbers;
  for (double& v : large) v *= 1e6;
  panel.table().add(Column::of("large", std::move(large)));
  fe::Options o = asked("y ~ x1 + x2 | unit + year", "robust");
  o.weights = "w";
  const LinearModel small = first(panel, o);
  o.weights = "large";
  const LinearModel scaled = first(panel, o);

  EXPECT_NEAR(small.std_errors[0], scaled.std_errors[0], 1e-13);
  EXPECT_NEAR(small.rss, scaled.rss, 1e-10);
}

TEST(fe, counts_lags_by_calendar_time_and_names_what_is_missing) {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 1, 1, 1, 2, 2, 2, 2}));
  t.add(Column::of("year", std::vector<double>{2010, 2011, 2013, 2014, 2010, 2011, 2012, 2013}));
  t.add(Column::of("x", std::vector<double>{1, 5, 2, missing, 3, 4, 9, 1}));
  t.add(Column::of("y", std::vector<double>{2, 1, 4, 5, 9, 7, 8, 1}));
  const data::Panel panel = data::Panel::make(std::move(t), {"unit", "year"});

  const LinearModel m = first(panel, "y ~ L.x");

  EXPECT_THAT(m.design.rows, ElementsAre(1, 3, 5, 6, 7));  // 2013 of unit 1 has no 2012
  EXPECT_THAT(m.design.x.values, ElementsAre(1, 2, 3, 4, 9));
  ASSERT_EQ(m.design.sample.dropped.size(), 1U);
  EXPECT_EQ(m.design.sample.dropped[0].reason, "missing:L.x");
  EXPECT_THAT(m.design.sample.dropped[0].rows, ElementsAre(0, 2, 4));
  EXPECT_THAT(codes_of(m), Contains("YG1201"));
}

TEST(fe, evaluates_transforms_dummies_and_interactions) {
  const data::Panel panel = by_hand();
  const LinearModel m = first(panel, "ln(y) ~ x^2 + i(year, ref=2):x");

  EXPECT_EQ(m.terms, (std::vector<std::string>{"x^2", "1.year:x", "3.year:x", "_cons"}));
  EXPECT_DOUBLE_EQ(m.design.y[1], std::log(3.0));
  EXPECT_THAT(m.design.x.values,
              ElementsAre(1, 4, 9, 4, 16, 81, 1, 0, 0, 2, 0, 0, 0, 0, 3, 0, 0, 9));
}

TEST(fe, treats_an_undefined_logarithm_as_missing_and_warns) {
  data::Panel panel = sample_panel();
  const LinearModel m = first(panel, "y ~ ln(x1)");

  EXPECT_THAT(codes_of(m), Contains("YG1204"));
  EXPECT_LT(m.n, 240);
  for (const double v : m.estimates) EXPECT_TRUE(std::isfinite(v));
}

TEST(fe, names_collinear_columns_and_why) {
  data::Panel panel = sample_panel();
  const auto& t = panel.table();
  std::vector<double> twice = t.column("x1").numbers, both = twice, one(twice.size(), 3.0);
  for (std::size_t i = 0; i < twice.size(); ++i) {
    twice[i] *= 2;
    both[i] = t.column("year").numbers[i] + t.column("unit").numbers[i];
  }
  panel.table().add(Column::of("twice", std::move(twice)));
  panel.table().add(Column::of("both", std::move(both)));
  panel.table().add(Column::of("one", std::move(one)));

  const LinearModel m = first(panel, "y ~ x1 + twice + region + both + one | unit + year");

  EXPECT_EQ(m.terms, (std::vector<std::string>{"x1", "_cons"}));
  std::vector<std::string> reasons;
  for (const Problem& p : m.notes)
    if (p.code == "YG1203") reasons.push_back(p.what.en);
  EXPECT_THAT(reasons,
              ElementsAre("'region' is left out: absorbed by unit",
                          "'both' is left out: absorbed by unit + year",
                          "'one' is left out: it has one value in the sample",
                          "'twice' is left out: linear in x1 and the fixed effects"));
}

TEST(fe, names_only_the_columns_that_make_up_a_collinear_one) {
  data::Panel panel = sample_panel();
  const auto& t = panel.table();
  std::vector<double> near = t.column("x1").numbers;
  for (std::size_t i = 0; i < near.size(); ++i) near[i] += 0.3 * t.column("x2").numbers[i];
  std::vector<double> twice = near;
  for (double& v : twice) v *= 2;
  panel.table().add(Column::of("near", std::move(near)));
  panel.table().add(Column::of("twice", std::move(twice)));

  const LinearModel m = first(panel, "y ~ x1 + near + twice | unit");

  std::vector<std::string> reasons;
  for (const Problem& p : m.notes)
    if (p.code == "YG1203") reasons.push_back(p.what.en);
  EXPECT_THAT(reasons, ElementsAre("'twice' is left out: linear in near and the fixed effects"));
}

TEST(fe, refuses_in_words_what_cannot_be_estimated) {
  data::Panel panel = sample_panel();
  panel.table().add(Column::of("empty", std::vector<double>(panel.rows(), missing)));
  panel.table().add(Column::of("same", std::vector<double>(panel.rows(), 1.5)));
  panel.table().add(Column::of("name", std::vector<std::string>(panel.rows(), "甲")));
  panel.table().add(Column::of("half", std::vector<double>(panel.rows(), 0.5)));

  struct Row {
    std::string formula, vcov, code, mend;
  };

  for (const Row& r : {Row{"y ~ empty", "iid", "YG3101", "leave out"},
                       {"same ~ x1", "iid", "YG3103", "another outcome"},
                       {"region ~ x1 | unit", "iid", "YG3108", "leave out the fixed effect"},
                       {"y ~ name", "iid", "YG3109", "i(name)"},
                       {"y ~ x1", "cluster(same)", "YG3104", "more groups"},
                       {"y ~ x1", "conley(300km)", "YG3118", "degrees"},
                       {"y ~ x1", "conley(300km, lat, lon)", "YG2104", "variables"},
                       {"y ~ x1", "wild(unit, region)", "YG2255", "wild(a, 9999)"},
                       {"y ~ x1 | unit | x2 ~ w", "iid", "YG2258", "instrumental"},
                       {"y ~ i(year, ref=1999)", "iid", "YG3113", "2010"},
                       {"y ~ x9", "iid", "YG2104", "'x1'"},
                       {"y ~ x1 | regoin", "iid", "YG2104", "'region'"},
                       {"y ~ x1", "cluster(untt)", "YG2104", "'unit'"},
                       {"y ~ x1", "robst", "YG2255", "'robust'"}}) {
    const Problem p = refusal(panel, asked(r.formula, r.vcov));
    EXPECT_EQ(p.code, r.code) << r.formula << " " << r.vcov;
    EXPECT_THAT(p.mend.en, HasSubstr(r.mend)) << r.formula << " " << r.vcov;
    EXPECT_FALSE(p.what.zh.empty() || p.mend.zh.empty()) << r.code;
    EXPECT_TRUE(std::any_of(codes().begin(), codes().end(), [&](const CodeInfo& c) {
      return c.code == r.code;
    })) << r.code;
  }
  fe::Options o = asked("y ~ x1");
  o.convention = "rehgdfe";
  EXPECT_THAT(refusal(panel, o).mend.en, HasSubstr("'reghdfe'"));
  o = asked("y ~ x1");
  o.weights = "half";
  o.weight_kind = WeightKind::frequency;
  EXPECT_EQ(refusal(panel, o).code, "YG3112");
  o.weight_kind = WeightKind::probability;
  EXPECT_EQ(refusal(panel, o).code, "YG3114");
  EXPECT_EQ(refusal(by_hand(), asked("y ~ x + i(year) + x^2 | unit")).code, "YG3102");
}

TEST(fe, reports_all_unknown_names_together) {
  try {
    fe::fit(sample_panel(), asked("yy ~ x9 | untt", "cluster(cty)"), Executor::serial());
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.problems().size(), 4U);
  }
}

TEST(fe, refuses_hc3_when_a_row_is_fitted_exactly) {
  data::Panel panel = sample_panel();
  std::vector<double> only(panel.rows(), 0.0);
  only[7] = 1;
  panel.table().add(Column::of("only", std::move(only)));

  const Problem p = refusal(panel, asked("y ~ x1 + only | unit", "hc3"));

  EXPECT_EQ(p.code, "YG3107");
  EXPECT_THAT(p.what.en, HasSubstr("0, 2017"));
}

TEST(fe, warns_of_few_clusters_and_gives_no_f_test_when_there_are_fewer_than_slopes) {
  const LinearModel m =
      first(sample_panel(), "y ~ x1 + x2 + x1:x2 + sector | unit", "cluster(region)");

  EXPECT_THAT(codes_of(m), Contains("YG3002"));
  EXPECT_THAT(said(m, "YG3002"), HasSubstr("4 clusters"));
  EXPECT_THAT(codes_of(m), Contains("YG3005"));
  EXPECT_TRUE(is_missing(m.f));
  EXPECT_EQ(m.df_t, 3);
}

TEST(fe, drops_singletons_over_and_over_and_can_keep_them) {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 1, 1, 2, 2, 3, 3, 4}));
  t.add(Column::of("year", std::vector<double>{1, 2, 3, 1, 2, 1, 4, 1}));
  t.add(Column::of("x", std::vector<double>{1, 5, 2, 3, 7, 4, 1, 2}));
  t.add(Column::of("y", std::vector<double>{2, 1, 4, 9, 7, 8, 1, 3}));
  const data::Panel panel = data::Panel::make(std::move(t), {"unit", "year"});
  fe::Options o = asked("y ~ x | unit + year");

  const Design d = make_design(panel, parse_formula(o.formula), {});

  // Unit 4, years 3 and 4 first; unit 3 is then alone.
  EXPECT_THAT(d.rows, ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(d.singleton_passes, 2);
  EXPECT_EQ(d.singletons, 4U);
  DesignOptions keep;
  keep.singletons = Singletons::keep;
  EXPECT_EQ(make_design(panel, parse_formula(o.formula), keep).rows.size(), 8U);
}

TEST(fe, estimates_several_outcomes_each_on_its_own_sample) {
  data::Panel panel = sample_panel();
  std::vector<double> z = panel.table().column("x2").numbers;
  z[3] = missing;
  panel.table().add(Column::of("z", std::move(z)));
  const fe::Fit several = fe::fit(panel, asked("c(y, z) ~ x1 | unit + year"), Executor::serial());

  const Frame tidy = fe::tidy(several);

  EXPECT_EQ(tidy.rows(), 4U);
  EXPECT_EQ(tidy.text("outcome", 2), "z");
  EXPECT_EQ(fe::glance(several).number("nobs", 0), 240);
  EXPECT_EQ(fe::glance(several).number("nobs", 1), 239);
  EXPECT_NEAR(
      several.models[1].estimates[0], first(panel, "z ~ x1 | unit + year").estimates[0], 1e-14);
  EXPECT_TRUE(is_missing(fe::augment(several, panel).number("fitted.z", 3)));
}

TEST(fe, recovers_effects_that_rebuild_the_fitted_values) {
  fe::Options o = asked("y ~ x1 + x2 | unit + year");
  o.effects = true;
  const data::Panel panel = sample_panel();
  const fe::Fit fit = fe::fit(panel, o, Executor::serial());
  Result result;
  fe::complete(fit, result);
  const Frame& effects = result.tables.at("effects");
  const LinearModel& m = fit.models.front();

  double rebuilt =
      m.estimates[0] * m.design.x(11, 0) + m.estimates[1] * m.design.x(11, 1) + m.estimates[2];
  for (std::size_t i = 0; i < effects.rows(); ++i)
    if (effects.text("level", i) == "1" || effects.text("level", i) == "2013")
      rebuilt += effects.number("estimate", i);

  EXPECT_NEAR(rebuilt, m.fitted[11], 1e-11);  // unit 1 in 2013
}

TEST(fe, of_xtreg_counts_year_dummies_and_sets_the_constant_at_the_base_year) {
  fe::Options o = asked("y ~ x1 + x2 | unit + year");
  o.convention = "xtreg";
  const data::Panel panel = sample_panel();
  const LinearModel m = first(panel, o);
  const LinearModel plain = first(panel, "y ~ x1 + x2 + i(year) | unit");

  EXPECT_NEAR(m.estimates.back(), plain.estimates.back(), 1e-13);
  EXPECT_NEAR(m.std_errors.back(), plain.std_errors.back(), 1e-13);
  EXPECT_NEAR(m.r2_within, plain.r2_within, 1e-13);
  EXPECT_NEAR(m.f, plain.f, 1e-9);
  EXPECT_EQ(m.f_df, 9);
  EXPECT_EQ(fe::tidy(fe::fit(panel, o, Executor::serial())).rows(),
            3U);  // dummies stand in a table of their own
}

TEST(fe, uses_only_names_of_the_glossary_and_fills_the_common_result) {
  const std::vector<Method> all = methods();
  const auto fe_row =
      std::find_if(all.begin(), all.end(), [](const Method& m) { return m.verb.name == "fe"; });
  ASSERT_NE(fe_row, all.end());
  Value settings = Value::table();
  settings.set("formula", Value::of("c(y, x2) ~ x1 | unit + year"));
  settings.set("vcov", Value::of("cluster(unit)"));

  const Result result = fe_row->run(sample_panel(), settings, "base", Executor::serial(), {});

  for (const Frame* f : {&result.tidy, &result.glance, &result.tables.at("covariance")})
    for (const Column& c : f->columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
  EXPECT_EQ(result.formula, "c(y, x2) ~ x1 | unit + year");
  EXPECT_EQ(result.sample.used, 240U);
  ASSERT_EQ(result.tests.size(), 2U);
  EXPECT_EQ(result.tests[0].distribution, "F(1,29)");
  EXPECT_THAT(fe_row->uses(settings), ElementsAre("y", "x2", "x1", "unit", "year"));
}

TEST(fe, finds_mistakes_of_formula_vcov_and_convention_together_before_any_data_are_read) {
  fe::Options o = asked("y ~ x +", "clustr(unit)");
  o.convention = "stata";

  try {
    fe::uses(o);
    FAIL() << "no error";
  } catch (const Error& e) {
    ASSERT_EQ(e.problems().size(), 3U);
    EXPECT_EQ(e.problems()[0].code, "YG2251");
    EXPECT_EQ(e.problems()[1].code, "YG2255");
    EXPECT_EQ(e.problems()[2].code, "YG2257");
  }
}

TEST(fe, normal_distribution_and_level_are_options) {
  fe::Options o = asked("y ~ x1 | unit", "cluster(unit)");
  o.distribution = Distribution::normal;
  o.level = 0.9;
  const LinearModel m = first(sample_panel(), o);

  EXPECT_TRUE(std::isinf(m.df_t));
  EXPECT_NEAR(m.conf_high[0] - m.estimates[0], 1.6448536269514722 * m.std_errors[0], 1e-12);
}

}  // namespace
}  // namespace yugong::regression
