#include "yugong/report/compare_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/report/sample_results.hpp"

namespace yugong::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> printed(const Row& row) {
  std::vector<std::string> texts;
  for (const Cell& cell : row.cells) texts.push_back(cell.printed(Lang::en));
  return texts;
}

Result gmm() {
  Result made = sample::result(
      "gmm", "CEE ~ L.CEE + NQP | year", {{"NQP", 0.192, 0.0824, 0.02}}, 468, missing);
  made.kind = "gmm";
  made.glance = Frame{};
  made.glance.put("nobs", 468)
      .put("equation", std::string("both"))
      .put("vcov", std::string("windmeijer"));
  return made;
}

TEST(CompareTable, models_of_different_verbs_stand_beneath_each_other) {
  const Result fe = sample::base2(), dynamic = gmm();
  CompareOptions options;
  options.term = {"NQP"};

  const Table table = compare_table(
      {{.result = &fe, .title = {"Baseline", "基准"}}, {.result = &dynamic}}, options);

  std::vector<std::string> heads;
  for (const HeaderCell& cell : table.header[0]) heads.push_back(cell.text.en);
  EXPECT_THAT(heads,
              ElementsAre("Model",
                          "Estimator",
                          "NQP",
                          "Std. error",
                          "Confidence interval",
                          "N",
                          "Within R²",
                          "Standard errors"));
  EXPECT_THAT(printed(table.rows[0]),
              ElementsAre("Baseline",
                          "Fixed effects",
                          "0.230**",
                          "0.115",
                          "[0.005, 0.455]",
                          "504",
                          "0.425",
                          "classical (iid)"));
  EXPECT_THAT(printed(table.rows[1]),
              ElementsAre("gmm",
                          "System GMM",
                          "0.192**",
                          "0.082",
                          "[0.030, 0.354]",
                          "468",
                          "",
                          "two-step GMM, Windmeijer (2005)"));
}

TEST(CompareTable, rows_may_be_sorted_by_the_estimate_and_failures_come_last) {
  const Result fe = sample::base2(), dynamic = gmm();
  CompareOptions options;
  options.term = {"NQP"};
  options.sort = CompareSort::estimate;

  const Table table = compare_table(
      {{.title = "broken", .reason = {"no data", "无数据"}}, {.result = &fe}, {.result = &dynamic}},
      options);

  EXPECT_EQ(printed(table.rows[0])[0], "gmm");
  EXPECT_EQ(printed(table.rows[1])[0], "base2");
  EXPECT_EQ(printed(table.rows[2])[0], "broken");
  EXPECT_EQ(table.notes.back().en, "broken: no data.");
}

TEST(CompareTable, several_terms_have_a_heading_each_and_a_model_without_one_is_left_out) {
  const Result one = sample::base1(), two = sample::base2();
  CompareOptions options;
  options.term = {"NQP", "POP"};

  const Table table = compare_table({{.result = &one}, {.result = &two}}, options);

  ASSERT_EQ(table.rows.size(), 5u);
  EXPECT_EQ(table.rows[0].kind, RowKind::panel);
  EXPECT_EQ(table.rows[3].kind, RowKind::panel);
  EXPECT_EQ(printed(table.rows[4])[0], "base2");
}

TEST(CompareTable, outcomes_are_named_where_they_differ) {
  const Result one = sample::base1();
  const Result other = sample::result("u", "UIS ~ NQP", {{"NQP", 0.7, 0.2, 0.01}}, 504, missing);
  CompareOptions options;
  options.term = {"NQP"};

  const Table table = compare_table({{.result = &one}, {.result = &other}}, options);

  EXPECT_EQ(table.header[0][1].text.en, "Outcome");
  EXPECT_EQ(printed(table.rows[1])[1], "UIS");
  EXPECT_EQ(printed(table.rows[1])[2], "OLS") << "no absorbed effects";
}

TEST(CompareTable, a_term_that_none_has_and_an_unknown_statistic_are_refused) {
  const Result one = sample::base1();
  CompareOptions options;
  options.term = {"NPQ"};
  try {
    static_cast<void>(compare_table({{.result = &one}}, options));
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2104");
    EXPECT_THAT(e.first().mend.en, HasSubstr("did you mean 'NQP'"));
  }
  options.term = {"NQP"};
  options.rows = {Value::of("+r2_withn")};
  EXPECT_THROW(static_cast<void>(compare_table({{.result = &one}}, options)), Error);
  EXPECT_THROW(static_cast<void>(compare_table({}, options)), Error);
}

}  // namespace
}  // namespace yugong::report
