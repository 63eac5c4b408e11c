#include "yugong/report/result_parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/report/regression_table.hpp"
#include "yugong/report/sample_results.hpp"

namespace yugong::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Frame rows(const std::vector<std::string>& endogenous,
           const std::vector<std::string>& terms,
           const std::vector<double>& estimates) {
  const std::vector<double> errors(estimates.size(), 0.05);
  std::vector<double> t, p(estimates.size(), 0.001);
  for (const double b : estimates) t.push_back(b / 0.05);
  Frame out;
  if (!endogenous.empty()) out.add("endogenous", endogenous);
  out.add("term", terms).add("estimate", estimates).add("std_error", errors);
  out.add("statistic", t).add("p_value", p);
  out.add("conf_low", estimates).add("conf_high", estimates);
  return out;
}

/// As `iv` leaves it: one endogenous variable, its lag the instrument, a control, effects.
Result instrumented() {
  Result made = sample::result("iv1",
                               "Coor ~ Econ | city + year | Nqp ~ L.Nqp",
                               {{"Nqp", 0.198, 0.071, 0.006}, {"Econ", 0.009, 0.004, 0.03}},
                               2662,
                               0.068);
  made.kind = "iv";
  made.glance = Frame{};
  made.glance.put("nobs", 2662).put("r2_adj", 0.068).put("kp_lm", 65.981).put("kp_lm_p", 1e-9);
  made.glance.put("kp_f", 222.65).put("stock_yogo_10", 16.38);
  made.glance.put("vcov", std::string("robust"));
  made.tables["first_stage"] = rows({"Nqp", "Nqp"}, {"L.Nqp", "Econ"}, {0.731, 0.002});
  made.tables["first_stage_tests"] = Frame{};
  made.tables["first_stage_tests"]
      .add("endogenous", std::vector<std::string>{"Nqp"})
      .add("f_statistic", std::vector<double>{222.65})
      .add("p_value", std::vector<double>{0.0})
      .add("partial_r2", std::vector<double>{0.41});
  made.tables["reduced_form"] = rows({}, {"L.Nqp", "Econ"}, {0.145, 0.01});
  made.tables["covariance"] = rows({}, {"Nqp"}, {0.005});
  return made;
}

std::vector<std::string> printed(const Row& row) {
  std::vector<std::string> texts;
  for (const Cell& cell : row.cells) texts.push_back(cell.printed(Lang::en));
  return texts;
}

TEST(ResultParts, the_first_stage_is_a_column_with_its_own_outcome_and_tests) {
  const std::vector<Part> parts = parts_of(instrumented(), "first", {});

  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].result.formula, "Nqp ~ L.Nqp + Econ | city + year");
  EXPECT_EQ(parts[0].title.zh, "第一阶段");
  EXPECT_EQ(parts[0].of, "iv1");
  EXPECT_DOUBLE_EQ(parts[0].result.glance.number("first_stage_f", 0), 222.65);
  EXPECT_DOUBLE_EQ(parts[0].result.glance.number("partial_r2", 0), 0.41);
  EXPECT_FALSE(parts[0].result.glance.has("r2_adj")) << "that of the second stage";
}

TEST(ResultParts, the_reduced_form_has_the_outcome_of_the_model_and_no_tests_of_instruments) {
  const std::vector<Part> parts = parts_of(instrumented(), "reduced", {});

  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].result.formula, "Coor ~ L.Nqp + Econ | city + year");
  EXPECT_FALSE(parts[0].result.glance.has("kp_f"));
  EXPECT_DOUBLE_EQ(parts[0].result.glance.number("nobs", 0), 2662);
}

TEST(ResultParts, the_stages_beside_each_other_print_as_the_paper_does) {
  const Result result = instrumented();
  const std::vector<Part> first = parts_of(result, "first", {});
  const std::vector<RegressionColumn> columns = {
      {.result = &first[0].result, .title = first[0].title, .of = "iv1", .part = "first"},
      {.result = &result, .title = {"Second stage", "第二阶段"}, .of = "iv1"}};
  RegressionTableOptions options;
  options.show = {"L.Nqp", "Nqp"};
  options.labels = {{"L.Nqp", Value::of("IV")}};
  options.preset = Preset::aer;
  options.controls = {"Econ"};
  options.markers = Markers::ticks;
  Value wald = Value::table();
  wald.set("stat", Value::of("kp_f"));
  wald.set("digits", Value::of(2));
  wald.set("brackets", Value::of("critical"));
  options.rows = {Value::of("kp_lm [p]"), wald, Value::of("nobs"), Value::of("r2_adj")};
  TableContext context;
  context.unit = "city";
  context.time = "year";

  const Table table = regression_table(columns, options, context);

  std::vector<std::vector<std::string>> lines;
  for (const Row& row : table.rows) {
    if (row.kind != RowKind::rule) lines.push_back(printed(row));
  }
  EXPECT_THAT(lines,
              ElementsAre(ElementsAre("IV", "0.731***", ""),
                          ElementsAre("", "(0.050)", ""),
                          ElementsAre("Nqp", "", "0.198***"),
                          ElementsAre("", "", "(0.071)"),
                          ElementsAre("Controls", "√", "√"),
                          ElementsAre("Unit FE", "√", "√"),
                          ElementsAre("Time FE", "√", "√"),
                          ElementsAre("Kleibergen-Paap rk LM", "65.981", ""),
                          ElementsAre("", "[0.000]", ""),
                          ElementsAre("Kleibergen-Paap rk Wald F", "222.65", ""),
                          ElementsAre("", "{16.38}", ""),
                          ElementsAre("N", "2662", "2662"),
                          ElementsAre("Adj. R²", "", "0.068")));
  EXPECT_EQ(table.header[2][1].text.en, "Nqp");
  EXPECT_EQ(table.header[2][2].text.en, "Coor");
}

TEST(ResultParts, several_endogenous_variables_give_a_first_stage_each) {
  Result two = instrumented();
  two.tables["first_stage"] = rows({"a", "a", "b", "b"}, {"z", "w", "z", "w"}, {1, 2, 3, 4});

  const std::vector<Part> all = parts_of(two, "first", {});
  const std::vector<Part> one = parts_of(two, "first.b", {});

  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].result.id, "iv1.first.a");
  ASSERT_EQ(one.size(), 1u);
  EXPECT_DOUBLE_EQ(one[0].result.tidy.number("estimate", 0), 3);
}

TEST(ResultParts, quantiles_are_columns_and_one_may_be_named) {
  Result q = sample::result(
      "q", "y ~ x | city", {{"x", 1, 1, 0.5}, {"x", 2, 1, 0.05}, {"x", 3, 1, 0.001}}, 90, missing);
  Frame tidy;
  tidy.add("quantile", std::vector<double>{0.25, 0.5, 0.75});
  for (const Column& column : q.tidy.columns()) tidy.add(column);
  q.tidy = tidy;

  const std::vector<Part> all = parts_of(q, "", {});

  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[1].title.en, "τ = 0.5");
  EXPECT_DOUBLE_EQ(all[1].result.tidy.number("estimate", 0), 2);
  EXPECT_EQ(parts_of(q, "0.75", {}).size(), 1u);
  const Table table = regression_table({&q});
  EXPECT_EQ(table.columns(), 4u);
  EXPECT_THAT(printed(table.rows[0]), ElementsAre("x", "1.000", "2.000*", "3.000***"));
}

TEST(ResultParts, outcomes_take_their_rows_statistics_and_tests) {
  Result two =
      sample::result("m", "c(a, b) ~ x", {{"x", 1, 1, 0.5}, {"x", 2, 1, 0.05}}, 90, missing);
  Frame tidy, glance;
  tidy.add("outcome", std::vector<std::string>{"a", "b"});
  for (const Column& column : two.tidy.columns()) tidy.add(column);
  glance.add("outcome", std::vector<std::string>{"a", "b"})
      .add("nobs", std::vector<double>{90, 80});
  two.tidy = tidy;
  two.glance = glance;
  two.tests = {{"F:a", {}, 1, "F", 0.1}, {"F:b", {}, 2, "F", 0.2}};

  const std::vector<Part> parts = parts_of(two, "", {});

  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[1].result.formula, "b ~ x");
  EXPECT_DOUBLE_EQ(parts[1].result.glance.number("nobs", 0), 80);
  ASSERT_EQ(parts[1].result.tests.size(), 1u);
  EXPECT_EQ(parts[1].result.tests[0].name, "F");
  EXPECT_DOUBLE_EQ(parts[1].result.tests[0].statistic, 2);
}

TEST(ResultParts, an_unknown_part_is_refused_with_the_nearest) {
  try {
    static_cast<void>(parts_of(instrumented(), "frist", {}));
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG4027");
    EXPECT_THAT(e.first().mend.en, HasSubstr("first"));
  }
  EXPECT_THROW(static_cast<void>(parts_of(sample::base1(), "first", {})), Error);
}

}  // namespace
}  // namespace yugong::report
