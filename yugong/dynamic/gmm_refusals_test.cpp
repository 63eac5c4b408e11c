#include <gtest/gtest.h>

#include "yugong/dynamic/gmm.hpp"
#include "yugong/dynamic/sample_panel.hpp"

namespace yugong::dynamic::gmm {
namespace {

Options options(const std::string& formula, const std::string& gmm, const std::string& iv = "") {
  Options o;
  o.formula = formula;
  if (!gmm.empty()) o.gmm = Value::of(gmm);
  if (!iv.empty()) o.iv = Value::of(iv);
  return o;
}

/// Code of the first problem, or "" when there is none; every problem says how to mend it in both
/// languages.
std::string code_of(const data::Panel& panel, const Options& o) {
  try {
    static_cast<void>(fit(panel, o, Executor::serial()));
  } catch (const Error& e) {
    for (const Problem& p : e.problems()) {
      EXPECT_FALSE(p.what.en.empty() || p.what.zh.empty()) << p.code;
      EXPECT_FALSE(p.mend.en.empty() || p.mend.zh.empty()) << p.code;
    }
    return e.first().code;
  }
  return "";
}

std::string code_of(const Options& o) {
  return code_of(sample_panel(), o);
}

TEST(gmm_refusals, groups_that_are_not_understood) {
  EXPECT_EQ(code_of(options("y ~ L.y", "y, lag(2 3) colapse")), "YG2261");
  EXPECT_EQ(code_of(options("y ~ L.y", "y, lag(2)")), "YG2262");
  EXPECT_EQ(code_of(options("y ~ L.y", "y, lag(2 a)")), "YG2262");
  EXPECT_EQ(code_of(options("y ~ L.y", "y, eq(up)")), "YG2261");
  EXPECT_EQ(code_of(options("y ~ L.y", ", collapse")), "YG2261");
  EXPECT_EQ(code_of(options("y ~ L.y", "y", "w, collapse")), "YG2261");
  EXPECT_EQ(code_of(options("y ~ L.y", "y, lag(2 .)", "v")), "YG2104");
  Options o = options("y ~ L.y", "");
  o.gmm = value_from_json(R"({"lags": [1, 2]})", "");
  EXPECT_EQ(code_of(o), "YG2261");
  o.gmm = value_from_json(R"([3])", "");
  EXPECT_EQ(code_of(o), "YG2261");
}

TEST(gmm_refusals, steps_and_slopes_are_refused_where_one_model_is_taken) {
  EXPECT_EQ(code_of(options("y ~ L.y + csw(w, z)", "y, lag(2 .)")), "YG2268");
  EXPECT_EQ(code_of(options("y ~ L.y", "sw(y, w), lag(2 .)")), "YG2268");
  EXPECT_EQ(code_of(options("y ~ L.y | year[w]", "y, lag(2 .)")), "YG2264");
}

TEST(gmm_refusals, all_mistakes_of_the_settings_come_out_together) {
  Options o = options("y ~ L.y +", "y, lag(2)", "w, collapse");
  try {
    static_cast<void>(uses(o));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.problems().size(), 3U);
  }
}

TEST(gmm_refusals, no_instruments_at_all) {
  Options o = options("y ~ L.y + w", "");
  try {
    static_cast<void>(fit(sample_panel(), o, Executor::serial()));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2263");
    EXPECT_NE(e.first().mend.en.find("gmm = \"L.y, lag(1 3) collapse\", iv = \"w\""),
              std::string::npos)
        << e.first().mend.en;
  }
}

TEST(gmm_refusals, settings_that_do_not_go_together) {
  EXPECT_EQ(code_of(options("y ~ L.y | region", "y, lag(2 .)")), "YG2264");
  EXPECT_EQ(code_of(options("c(y, x) ~ L.y", "y, lag(2 .)")), "YG2265");
  Options o = options("y ~ L.y", "y, lag(2 .) eq(level)");
  o.equation = Equation::difference;
  EXPECT_EQ(code_of(o), "YG2265");
  o = options("y ~ L.y | year", "y, lag(2 .)");
  o.equation = Equation::difference;
  o.dummies = Equation::level;
  EXPECT_EQ(code_of(o), "YG2265");
  o = options("y ~ L.y", "y, lag(2 .)");
  o.estimator = Estimator::anderson_hsiao;
  EXPECT_EQ(code_of(o), "YG2265");
  o = options("y ~ w", "");
  o.estimator = Estimator::anderson_hsiao;
  EXPECT_EQ(code_of(o), "YG2265");
  o = options("y ~ L.y", "y, lag(2 .)");
  o.errors = "hc3";
  EXPECT_EQ(code_of(o), "YG2256");
}

TEST(gmm_refusals, panels_without_time_or_with_too_little_of_it) {
  const Options o = options("y ~ L.y", "y, lag(2 .)");
  data::Table t = sample_panel().table();
  EXPECT_EQ(code_of(data::Panel::make(t, {"", ""}), o), "YG3161");
  EXPECT_EQ(code_of(sample_panel({.periods = 2}), o), "YG3162");
  for (double& year : t.edit("year").numbers) year = 2000 + 100000 * (year - 2000);
  EXPECT_EQ(code_of(data::Panel::make(t, {"unit", "year"}), o), "YG3174");
}

TEST(gmm_refusals, periods_that_never_follow_one_another) {
  data::Table t = sample_panel().table();
  for (double& year : t.edit("year").numbers) year = 2000 + 5 * (year - 2000);

  EXPECT_EQ(code_of(data::Panel::make(t, {"unit", "year"}), options("y ~ L.y", "y, lag(2 .)")),
            "YG3101");
}

TEST(gmm_refusals, instruments_that_are_too_few_or_all_gone) {
  EXPECT_EQ(code_of(options("y ~ L.y + x + w + z", "y, lag(2 2) collapse")), "YG3163");
  Options o = options("y ~ L.y", "y, lag(20 30)");
  o.equation = Equation::difference;
  EXPECT_EQ(code_of(o), "YG3163");
}

TEST(gmm_refusals, instruments_that_do_not_identify) {
  // The two regressors differ in levels only; their differences are instrumented alike.
  data::Panel panel = sample_panel();
  const auto year = panel.table().column("year").numbers;
  std::vector<double> late;
  for (const double y : year) late.push_back(y >= 2007 ? 1 : 0);
  panel.table().add(Column::of("late", late));
  Options o = options("y ~ w + late", "z, lag(0 0) eq(diff)", "w, eq(diff)");
  o.equation = Equation::difference;
  panel.table().edit("z").numbers.assign(panel.rows(), 0.0);

  EXPECT_EQ(code_of(panel, o), "YG3163") << "a column of zeros is no instrument";
}

TEST(gmm_refusals, clusters_that_split_units) {
  Options o = options("y ~ L.y + w", "y, lag(2 3)", "w");
  o.errors = "cluster(year)";
  EXPECT_EQ(code_of(o), "YG3173");
  o.errors = "cluster(region, unit)";
  EXPECT_EQ(code_of(o), "YG2256");
  data::Panel panel = sample_panel();
  panel.table().add(Column::of("one", std::vector<double>(panel.rows(), 1.0)));
  o.errors = "cluster(one)";
  EXPECT_EQ(code_of(panel, o), "YG3104");
}

}  // namespace
}  // namespace yugong::dynamic::gmm
