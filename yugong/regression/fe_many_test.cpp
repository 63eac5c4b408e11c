#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/regression/fe.hpp"
#include "yugong/regression/sample_panel.hpp"

// Several models of one call: outcomes, steps, groups; and predictions of each.
namespace yugong::regression {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

fe::Options asked(const std::string& formula, const std::string& vcov = "iid") {
  fe::Options o;
  o.formula = formula;
  o.vcov = vcov;
  return o;
}

fe::Fit run(const data::Panel& panel, const fe::Options& o) {
  return fe::fit(panel, o, Executor::serial());
}

LinearModel alone(const data::Panel& panel,
                  const std::string& formula,
                  const std::string& vcov = "iid") {
  return run(panel, asked(formula, vcov)).models.front();
}

Result completed(const fe::Fit& fit) {
  Result out;
  fe::complete(fit, out);
  return out;
}

std::vector<std::string> names(const fe::Fit& fit) {
  std::vector<std::string> out;
  for (const fe::ModelKey& k : fit.keys) out.push_back(k.name);
  return out;
}

std::string code_of(const data::Panel& panel, const fe::Options& o) {
  try {
    run(panel, o);
  } catch (const Error& e) {
    EXPECT_FALSE(e.first().what.zh.empty()) << e.first().code;
    return e.first().code;
  }
  return "";
}

/// The sample panel with a column z that has gaps of its own.
data::Panel with_gaps() {
  data::Panel panel = sample_panel();
  std::vector<double> z = panel.table().column("x2").numbers;
  for (std::size_t i = 0; i < z.size(); i += 7) z[i] = missing;
  panel.table().add(Column::of("z", std::move(z)));
  return panel;
}

TEST(fe_many, each_step_equals_the_model_alone_on_its_own_sample) {
  const data::Panel panel = with_gaps();
  const fe::Fit fit =
      run(panel, asked("c(y, x2) ~ csw(x1, L.x1 + sector, z) | csw0(unit, year)", "cluster(unit)"));

  ASSERT_EQ(fit.models.size(), 18U);
  for (std::size_t i = 0; i < fit.models.size(); ++i) {
    const LinearModel& m = fit.models[i];
    const LinearModel one = alone(panel, canonical(fit.keys[i].formula), "cluster(unit)");
    ASSERT_EQ(m.terms, one.terms) << fit.keys[i].name;
    EXPECT_EQ(m.design.rows, one.design.rows);
    EXPECT_EQ(m.estimates, one.estimates) << fit.keys[i].name;
    EXPECT_EQ(m.std_errors, one.std_errors) << fit.keys[i].name;
    EXPECT_EQ(m.df_absorbed, one.df_absorbed);
    EXPECT_EQ(m.r2_adj, one.r2_adj);
  }
}

TEST(fe_many, names_models_by_what_differs) {
  const data::Panel panel = sample_panel();
  fe::Options split = asked("y ~ sw(x1, x2) | unit");
  split.split = "region";

  EXPECT_THAT(names(run(panel, asked("y ~ sw(x1, x2) | unit"))), ElementsAre("1", "2"));
  EXPECT_THAT(names(run(panel, asked("c(y, ln(w)) ~ x1 | unit"))), ElementsAre("y", "ln(w)"));
  EXPECT_THAT(names(run(panel, asked("c(y, x2) ~ sw(x1, sector)"))),
              ElementsAre("y.1", "y.2", "x2.1", "x2.2"));
  EXPECT_THAT(names(run(panel, split)),
              ElementsAre("0.1", "0.2", "1.1", "1.2", "2.1", "2.2", "3.1", "3.2"));
}

TEST(fe_many, tells_the_models_apart_in_every_frame) {
  const data::Panel panel = sample_panel();
  fe::Options o = asked("y ~ x1 + csw0(x2) | unit");
  o.fsplit = "region";
  const fe::Fit fit = run(panel, o);
  const Frame tidy = fe::tidy(fit), glance = fe::glance(fit), rows = fe::augment(fit, panel);
  const Result result = completed(fit);

  ASSERT_EQ(glance.rows(), 10U);
  EXPECT_EQ(tidy.text("group", 0), "full");
  EXPECT_EQ(tidy.text("outcome", 0), "y");
  EXPECT_EQ(tidy.text("model", 2), "2");
  EXPECT_EQ(glance.text("formula", 1), "y ~ x1 + x2 | unit");
  EXPECT_EQ(glance.number("nobs", 0), 240);
  EXPECT_EQ(glance.number("nobs", 2), 64);
  EXPECT_TRUE(rows.has("fitted.full.1"));
  EXPECT_TRUE(rows.has("resid.3.2"));
  EXPECT_EQ(result.tests[0].name, "F:full.1");
  EXPECT_THAT(result.tables.at("covariance").column("outcome").texts, Contains("3.2"));
  for (const Frame* f : {&tidy, &glance})
    for (const Column& c : f->columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
}

TEST(fe_many, a_group_is_a_model_on_its_rows_with_lags_of_the_whole_panel) {
  const data::Panel panel = sample_panel();
  fe::Options o = asked("y ~ L.x1 | unit");
  o.subset = "year >= 2013";
  const LinearModel m = run(panel, o).models.front();

  // The first period of the subset has its lag from the row before it.
  EXPECT_EQ(m.design.rows.size(), 30U * 5);
  EXPECT_EQ(m.design.sample.dropped.front().reason, "filter:year >= 2013");
  EXPECT_EQ(m.design.sample.dropped.front().rows.size(), 90U);

  std::vector<std::uint32_t> late;
  for (std::uint32_t i = 0; i < panel.rows(); ++i)
    if (panel.table().column("year").numbers[i] >= 2013) late.push_back(i);
  EXPECT_EQ(alone(panel.keep(late), "y ~ L.x1 | unit").design.rows.size(), 30U * 4);
}

TEST(fe_many, splits_as_filters_do) {
  const data::Panel panel = sample_panel();
  fe::Options o = asked("y ~ x1 + x2 | unit + year", "cluster(unit)");
  o.split = "region";
  o.subset = "sector != 4";
  const fe::Fit fit = run(panel, o);

  std::vector<std::uint32_t> rows;
  for (std::uint32_t i = 0; i < panel.rows(); ++i)
    if (panel.table().column("region").numbers[i] == 2 &&
        panel.table().column("sector").numbers[i] != 4)
      rows.push_back(i);
  const LinearModel own = alone(panel.keep(rows), "y ~ x1 + x2 | unit + year", "cluster(unit)");
  ASSERT_EQ(fit.keys[2].group, "2");
  EXPECT_EQ(fit.models[2].design.rows, rows);
  EXPECT_NEAR(fit.models[2].estimates[0], own.estimates[0], 1e-13);
  EXPECT_NEAR(fit.models[2].std_errors[0], own.std_errors[0], 1e-13);
}

TEST(fe_many, a_model_that_fails_among_several_is_named_and_the_others_stand) {
  data::Panel panel = sample_panel();
  panel.table().add(
      Column::of("fixed", std::vector<double>(panel.table().column("region").numbers)));
  const fe::Fit fit = run(panel, asked("y ~ sw(x1, fixed) | unit"));
  const Result result = completed(fit);

  EXPECT_THAT(names(fit), ElementsAre("1"));
  EXPECT_EQ(fe::tidy(fit).text("model", 0), "1");
  const auto said = std::find_if(result.notes.begin(), result.notes.end(), [](const Problem& p) {
    return p.code == "YG3125";
  });
  ASSERT_NE(said, result.notes.end());
  EXPECT_THAT(said->what.en, HasSubstr("2 could not be estimated"));
  EXPECT_THAT(said->what.en, HasSubstr("absorbed by unit"));
  EXPECT_FALSE(said->what.zh.empty());
  EXPECT_EQ(code_of(panel, asked("y ~ sw(fixed, 2*fixed)")), "YG2251");
  EXPECT_EQ(code_of(panel, asked("y ~ sw(fixed, fixed^2) | unit")), "YG3123");
}

TEST(fe_many, refuses_parts_that_cannot_be) {
  const data::Panel panel = sample_panel();
  fe::Options both = asked("y ~ x1"), none = both, unknown = both, broken = both, number = both;
  both.split = both.fsplit = "region";
  none.subset = "year > 3000";
  unknown.split = "regio";
  broken.subset = "year >";
  number.subset = "year - 2010";

  EXPECT_EQ(code_of(panel, both), "YG2269");
  EXPECT_EQ(code_of(panel, none), "YG1206");
  EXPECT_EQ(code_of(panel, unknown), "YG2104");
  EXPECT_EQ(code_of(panel, broken), "YG2040");
  EXPECT_EQ(code_of(panel, number), "YG2244");
  EXPECT_THROW(fe::uses(broken), Error);
  fe::Options fine = asked("y ~ x1");
  fine.subset = "sector == 1";
  fine.split = "region";
  EXPECT_THAT(fe::uses(fine), ElementsAre("y", "x1", "sector", "region"));
}

// --- predictions

fe::Options predicted(const std::string& formula) {
  fe::Options o = asked(formula, "cluster(unit)");
  o.predict = true;
  return o;
}

TEST(fe_predict, rebuilds_the_fitted_values_and_goes_beyond_the_sample) {
  const data::Panel panel = sample_panel();
  fe::Options o = predicted("y ~ x1 + x2 | unit + year");
  o.subset = "sector < 3";
  const fe::Fit fit = run(panel, o);
  const Frame rows = fe::augment(fit, panel);
  const LinearModel& m = fit.models.front();

  for (std::size_t i = 0; i < panel.rows(); ++i) {
    const double x1 = panel.table().column("x1").numbers[i],
                 x2 = panel.table().column("x2").numbers[i];
    EXPECT_NEAR(
        rows.number("xb", i), m.estimates[0] * x1 + m.estimates[1] * x2 + m.estimates[2], 1e-13);
    EXPECT_NEAR(rows.number("xbd", i), rows.number("xb", i) + rows.number("effects", i), 1e-14);
    if (rows.number("used", i) == 1) {
      EXPECT_NEAR(rows.number("xbd", i), rows.number("fitted", i), 1e-11);
    }
  }
  EXPECT_GT(fit.predictions[0].predicted, 50U);
  EXPECT_EQ(fit.predictions[0].unknown, 0U);
}

TEST(fe_predict, gives_the_standard_error_of_the_linear_part) {
  const data::Panel panel = sample_panel();
  const fe::Fit fit = run(panel, predicted("y ~ x1 | unit"));
  const LinearModel& m = fit.models.front();
  const double x = panel.table().column("x1").numbers[5];

  const double variance =
      x * x * m.covariance(0, 0) + 2 * x * m.covariance(0, 1) + m.covariance(1, 1);
  EXPECT_NEAR(fe::augment(fit, panel).number("stdp", 5), std::sqrt(variance), 1e-14);
}

TEST(fe_predict, leaves_rows_of_unknown_levels_missing_and_counts_them) {
  const data::Panel panel = sample_panel();
  fe::Options o = predicted("y ~ x1 | unit + year");
  o.subset = "unit != 3 and year < 2017";
  const fe::Fit fit = run(panel, o);
  const Frame rows = fe::augment(fit, panel);

  // Unit 3 has 8 rows, the last year one row for each of the other 29 units.
  EXPECT_EQ(fit.predictions[0].unknown, 37U);
  EXPECT_EQ(fit.predictions[0].predicted, 0U);
  EXPECT_TRUE(is_missing(rows.number("xbd", 3 * 8)));
  EXPECT_FALSE(is_missing(rows.number("xb", 3 * 8)));
  const Result result = completed(fit);
  const auto said = std::find_if(result.notes.begin(), result.notes.end(), [](const Problem& p) {
    return p.code == "YG3124";
  });
  ASSERT_NE(said, result.notes.end());
  EXPECT_THAT(said->what.en, HasSubstr("37 have no prediction"));
}

TEST(fe_predict, does_not_join_levels_that_the_sample_keeps_apart) {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4}));
  t.add(Column::of("year", std::vector<double>{1, 2, 3, 1, 2, 3, 4, 5, 3, 4, 5, 6}));
  t.add(Column::of("x", std::vector<double>{1, 5, 2, 3, 7, 4, 1, 2, 3, 9, 1, 4}));
  t.add(Column::of("y", std::vector<double>{2, 1, 4, 9, 7, 8, 1, 3, 5, 2, 6, 1}));
  const data::Panel panel = data::Panel::make(std::move(t), {"unit", "year"});
  fe::Options o = predicted("y ~ x | unit + year");
  o.vcov = "iid";
  o.subset = "not (unit == 3 and year == 3)";
  const fe::Fit fit = run(panel, o);

  // Without row 6 units 1, 2 (years 1-3) and 3, 4 (years 4-6) share no year.
  const Frame rows = fe::augment(fit, panel);
  EXPECT_TRUE(is_missing(rows.number("xbd", 6)));
  EXPECT_EQ(fit.predictions[0].unknown, 2U);  // and year 6, a singleton
}

TEST(fe_predict, follows_the_form_of_xtreg_with_its_dummies) {
  const data::Panel panel = sample_panel();
  fe::Options o = predicted("y ~ x1 + x2 | unit + year");
  o.convention = "xtreg";
  o.subset = "sector < 3";
  const fe::Fit fit = run(panel, o);
  const Frame rows = fe::augment(fit, panel);

  for (std::size_t i = 0; i < panel.rows(); ++i)
    if (rows.number("used", i) == 1) {
      EXPECT_NEAR(rows.number("xbd", i), rows.number("fitted", i), 1e-11);
    }
}

}  // namespace
}  // namespace yugong::regression
