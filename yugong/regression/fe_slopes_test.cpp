#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/regression/fe.hpp"
#include "yugong/regression/iv.hpp"
#include "yugong/regression/sample_panel.hpp"

// Effects with a slope for every level: unit[t], unit[[t]].
namespace yugong::regression {
namespace {

using ::testing::HasSubstr;

/// The sample panel with t, the year about its middle.
data::Panel panel_with_trend(double gaps = 0) {
  SampleShape shape;
  shape.gaps = gaps;
  data::Panel panel = sample_panel(shape);
  std::vector<double> t = panel.table().column("year").numbers;
  for (double& v : t) v -= 2013;
  panel.table().add(Column::of("t", std::move(t)));
  return panel;
}

fe::Fit run(const data::Panel& panel,
            const std::string& formula,
            const std::string& vcov = "iid",
            bool predict = false) {
  fe::Options o;
  o.formula = formula;
  o.vcov = vcov;
  o.convention = "exact";
  o.effects = o.predict = predict;
  return fe::fit(panel, o, Executor::serial());
}

LinearModel model(const data::Panel& panel,
                  const std::string& formula,
                  const std::string& vcov = "iid") {
  return run(panel, formula, vcov).models.front();
}

struct Pair {
  const char* absorbed;
  const char* written;
};

TEST(fe_slopes, equal_interactions_written_out) {
  const data::Panel panel = panel_with_trend(0.15);
  const Pair pairs[] = {
      {"y ~ x1 + x2 | unit[t]", "y ~ x1 + x2 + t + i(unit, t) | unit"},
      {"y ~ x1 + x2 | unit[[t]]", "y ~ x1 + x2 + t + i(unit, t)"},
      {"y ~ x1 + x2 | unit[t] + year", "y ~ x1 + x2 + i(unit, t) + i(year) | unit"},
      {"y ~ x1 | unit + sector[t, x2]",
       "y ~ x1 + t + i(sector, t) + x2 + i(sector, x2) + i(sector) | unit"},
      {"y ~ x1 | region[[t]] + sector[[x2]] + year",
       "y ~ x1 + i(region, t) + x2 + i(sector, x2) | year"},
  };
  for (const Pair& p : pairs)
    for (const char* vcov : {"iid", "hc1", "hc3", "cr0(unit)"}) {
      const LinearModel absorbed = model(panel, p.absorbed, vcov);
      const LinearModel written = model(panel, p.written, vcov);
      EXPECT_NEAR(absorbed.estimates[0], written.estimates[0], 1e-9) << p.absorbed;
      EXPECT_NEAR(absorbed.std_errors[0], written.std_errors[0], 1e-9) << p.absorbed << vcov;
      EXPECT_NEAR(absorbed.rss, written.rss, 1e-9) << p.absorbed;
      EXPECT_EQ(absorbed.df_resid, written.df_resid) << p.absorbed;
      EXPECT_NEAR(absorbed.r2_adj, written.r2_adj, 1e-9) << p.absorbed;
    }
}

TEST(fe_slopes, of_levels_nested_in_clusters_cost_clustered_errors_nothing) {
  const data::Panel panel = panel_with_trend();
  const LinearModel plain = model(panel, "y ~ x1 + x2 | unit[t] + year", "cr0(unit)");
  const LinearModel small = model(panel, "y ~ x1 + x2 | unit[t] + year", "cluster(unit)");

  // Two slopes, eight years less one, one for the constant.
  const double n = 240, factor = (n - 1) / (n - 2 - 7 - 1) * 30 / 29;
  EXPECT_NEAR(small.std_errors[0], plain.std_errors[0] * std::sqrt(factor), 1e-12);
  EXPECT_EQ(small.df_t, 29);
}

TEST(fe_slopes, that_other_effects_span_are_counted_by_the_exact_rule_only) {
  fe::Options o;
  o.formula = "y ~ x1 | unit[t] + year";
  const data::Panel panel = panel_with_trend();
  const LinearModel m = fe::fit(panel, o, Executor::serial()).models.front();

  // 30 intercepts, 30 slopes, 8 years; one level and the common trend are redundant.
  EXPECT_EQ(m.absorbed.exact, 66);
  EXPECT_EQ(m.absorbed.pairwise, 67);
  EXPECT_EQ(m.df_absorbed, 67);
}

TEST(fe_slopes, alone_leave_the_constant_in_the_model) {
  const data::Panel panel = panel_with_trend();
  const LinearModel with = model(panel, "y ~ x1 | unit[[t]]");
  const LinearModel without = model(panel, "y ~ 0 + x1 | unit[[t]]");
  const LinearModel written = model(panel, "y ~ 0 + x1 + t + i(unit, t)");

  EXPECT_EQ(with.df_absorbed, 31);
  EXPECT_EQ(without.df_absorbed, 30);
  EXPECT_NEAR(without.estimates[0], written.estimates[0], 1e-9);
  EXPECT_GT(std::abs(with.estimates[0] - without.estimates[0]), 1e-4);
}

TEST(fe_slopes, drop_rows_without_the_variable_and_rows_alone_in_their_level) {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 1, 1, 1, 2, 2, 3, 4, 4, 4, 4}));
  t.add(Column::of("year", std::vector<double>{1, 2, 3, 4, 1, 2, 1, 1, 2, 3, 4}));
  t.add(Column::of("z", std::vector<double>{1, 3, 2, 5, 1, 2, 1, 4, 1, 3, missing}));
  t.add(Column::of("x", std::vector<double>{1, 5, 2, 3, 7, 4, 1, 2, 3, 9, 1}));
  t.add(Column::of("y", std::vector<double>{2, 1, 4, 9, 7, 8, 1, 3, 5, 2, 6}));
  const data::Panel panel = data::Panel::make(std::move(t), {"unit", "year"});
  const LinearModel m = model(panel, "y ~ x | unit[z]");

  // Unit 3 is a singleton; unit 2, two rows for two parameters, is fitted perfectly and stays.
  EXPECT_EQ(m.design.singletons, 1U);
  EXPECT_EQ(m.n, 9);
  EXPECT_EQ(m.df_absorbed, 6);
  EXPECT_NEAR(m.residuals[4], 0, 1e-12);
  EXPECT_NEAR(m.residuals[5], 0, 1e-12);
  EXPECT_EQ(m.design.sample.dropped[0].reason, "missing:z");
}

TEST(fe_slopes, are_recovered_and_predict) {
  const data::Panel panel = panel_with_trend(0.1);
  const fe::Fit fit = run(panel, "y ~ x1 | unit[t] + sector", "iid", true);
  const LinearModel& m = fit.models.front();
  Result result;
  fe::complete(fit, result);
  const Frame& effects = result.tables.at("effects");
  const Frame rows = fe::augment(fit, panel);

  const std::size_t row = m.design.rows[20];
  const auto cell = [&](const char* name) { return panel.table().column(name).numbers[row]; };
  double rebuilt = m.estimates[0] * cell("x1") + m.estimates[1];
  for (std::size_t i = 0; i < effects.rows(); ++i) {
    const std::string &part = effects.text("component", i), &level = effects.text("level", i);
    if (part == "unit" && level == text::round_trip(cell("unit")))
      rebuilt += effects.number("estimate", i);
    if (part == "unit[t]" && level == text::round_trip(cell("unit")))
      rebuilt += effects.number("estimate", i) * cell("t");
    if (part == "sector" && level == text::round_trip(cell("sector")))
      rebuilt += effects.number("estimate", i);
  }
  EXPECT_NEAR(rebuilt, m.fitted[20], 1e-10);
  for (std::size_t i = 0; i < panel.rows(); ++i)
    if (rows.number("used", i) == 1) {
      EXPECT_NEAR(rows.number("xbd", i), rows.number("fitted", i), 1e-10);
    }
}

TEST(fe_slopes, stand_in_glance_with_their_levels) {
  const data::Panel panel = panel_with_trend();

  EXPECT_EQ(fe::glance(run(panel, "y ~ x1 | unit[t] + year")).text("fixed_effects", 0),
            "unit[t] 30, year 8");
  EXPECT_EQ(fe::glance(run(panel, "y ~ x1 | unit + unit[[t]]")).text("fixed_effects", 0),
            "unit[t] 30");
}

TEST(fe_slopes, partial_out_of_instruments_too) {
  const data::Panel panel = panel_with_trend();
  iv::Options absorbed, written;
  absorbed.formula = "y ~ x2 | unit[t] | x1 ~ L.x1 + w";
  written.formula = "y ~ x2 + t + i(unit, t) | unit | x1 ~ L.x1 + w";
  absorbed.vcov = written.vcov = "robust";
  const iv::Model a = iv::fit(panel, absorbed, Executor::serial()).models.front();
  const iv::Model b = iv::fit(panel, written, Executor::serial()).models.front();

  EXPECT_NEAR(a.estimates.coefficients[0], b.estimates.coefficients[0], 1e-9);
}

TEST(fe_slopes, are_refused_by_the_xtreg_form) {
  fe::Options o;
  o.formula = "y ~ x1 | unit[t] + year";
  o.convention = "xtreg";
  try {
    fe::fit(panel_with_trend(), o, Executor::serial());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3126");
    EXPECT_THAT(e.first().mend.en, HasSubstr("i(unit, t)"));
  }
}

TEST(fe_slopes, name_what_is_unknown_where_it_stands) {
  try {
    run(panel_with_trend(), "y ~ x1 | unit[tt]");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2104");
    EXPECT_EQ(e.first().place.column, 15);
    EXPECT_THAT(e.first().mend.en, HasSubstr("'t'"));
  }
}

}  // namespace
}  // namespace yugong::regression
