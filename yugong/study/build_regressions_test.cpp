#include "yugong/study/build_regressions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/study/plan.hpp"
#include "yugong/study/run.hpp"
#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The small study with an instrumented model and other tables.
class Small : public StudyFolder {
 public:
  explicit Small(const std::string& tables, const std::string& end = "") {
    edit("region = { like",
         "iv1 = { kind = \"iv\", formula = \"y ~ ratio | city + year | x ~ z\" }\nregion = { like");
    edit("2 = { columns = [\"base1\", \"base2\"] }\n", tables);
    write("study.toml", text("study.toml") + end);
  }
};

Outcome go(const StudyFolder& folder) {
  RunOptions options;
  options.formats = {"md"};
  options.lang = "en";
  return run(plan(read(folder.study())), Executor::serial(), options);
}

std::vector<Problem> problems_of_step(const Outcome& outcome, const std::string& id) {
  for (const StepOutcome& step : outcome.steps) {
    if (step.id == id) return step.problems;
  }
  return {};
}

std::string code_of(const StudyFolder& folder) {
  try {
    static_cast<void>(read(folder.study()));
  } catch (const Error& e) {
    return e.first().code + " " + std::to_string(e.first().place.line) + " " + e.first().what.en;
  }
  return "was accepted";
}

TEST(BuildRegressions, the_first_stage_stands_beside_the_second_by_name) {
  const Small folder(
      R"(2 = { columns = ["iv1.first", "iv1.reduced", "iv1"], show = ["z", "x"], rows = ["kp_f {critical}", "nobs"] }
)");

  const Outcome outcome = go(folder);
  const std::string table = folder.text("out/tables/t2.md");

  EXPECT_FALSE(outcome.failed);
  EXPECT_THAT(
      table,
      HasSubstr("| Variable | (1) First stage x | (2) Reduced form y | (3) Second stage y |"));
  EXPECT_THAT(table, HasSubstr("| Cragg-Donald Wald F |")) << "classical errors";
  EXPECT_THAT(table, HasSubstr("| {16.38} |  |  |"));
  EXPECT_THAT(table, HasSubstr("| N | 48 | 48 | 48 |"));
}

TEST(BuildRegressions, an_unknown_part_fails_its_table_with_the_nearest_name) {
  const Small folder("2 = { columns = [\"iv1.frist\", \"iv1\"] }\n");

  const std::vector<Problem> problems = problems_of_step(go(folder), "table.2");

  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].code, "YG4027");
  EXPECT_THAT(problems[0].mend.en, HasSubstr("first"));
  EXPECT_GT(problems[0].place.line, 0);
}

TEST(BuildRegressions, panels_stack_tables_with_options_of_their_own) {
  const Small folder(
      R"(2 = { rows = ["nobs"], panels = [{ title = "Panel A", columns = ["base1", "base2"], show = ["x"] }, { title = "Panel B", columns = ["half", "iv1"], show = ["x", "ratio"] }] }
)");

  const Outcome outcome = go(folder);
  const std::string table = folder.text("out/tables/t2.md");

  EXPECT_FALSE(outcome.failed);
  EXPECT_LT(table.find("Panel A"), table.find("Panel B"));
  EXPECT_EQ(table.find("| ratio |"), table.rfind("| ratio |")) << "shown in one panel only";
  EXPECT_GT(table.find("| ratio |"), table.find("Panel B"));
}

TEST(BuildRegressions, models_of_different_verbs_are_compared_by_one_term) {
  const Small folder(
      "2 = { kind = \"compare\", term = \"x\", columns = [\"base2\", \"iv1\", \"region\"] }\n");

  const Outcome outcome = go(folder);
  const std::string table = folder.text("out/tables/t2.md");

  EXPECT_FALSE(outcome.failed);
  EXPECT_THAT(table, HasSubstr("| Model | Estimator | x | Std. error | Confidence interval | N |"));
  EXPECT_THAT(table, HasSubstr("| IV (2SLS) |"));
  EXPECT_THAT(table, HasSubstr("| north |"));
}

TEST(BuildRegressions, named_sets_reach_into_every_option) {
  const Small folder(
      R"(2 = { columns = ["base1", "base2"], indicate = { "City traits" = ["@controls"] }, extra = [["Weights", true, false]] }
)");

  EXPECT_FALSE(go(folder).failed);
  const std::string table = folder.text("out/tables/t2.md");
  EXPECT_THAT(table, HasSubstr("| City traits | No | Yes |"));
  EXPECT_THAT(table, HasSubstr("| Weights | Yes | No |"));
  EXPECT_THAT(table, Not(HasSubstr("| ratio |")));
}

TEST(BuildRegressions, settings_that_do_not_fit_are_told_by_check_with_their_line) {
  EXPECT_THAT(code_of(Small("2 = { columns = [\"base1\"], symbols = [\"a\"] }\n")),
              testing::AllOf(HasSubstr("YG4026 "), HasSubstr("1 symbols for 3 levels")));
  EXPECT_THAT(
      code_of(Small("2 = { columns = [\"base1\"], panels = [{ columns = [\"base2\"] }] }\n")),
      HasSubstr("YG2201"));
  EXPECT_THAT(code_of(Small("2 = { panels = [{ title = \"A\" }] }\n")), HasSubstr("YG2202"));
  EXPECT_THAT(code_of(Small("2 = { panels = [{ columns = [\"base3\"] }] }\n")),
              HasSubstr("YG2108"));
  EXPECT_THAT(code_of(Small("2 = { panels = [{ columns = [\"base1\"], shwo = [\"x\"] }] }\n")),
              HasSubstr("shwo"));
  EXPECT_THAT(code_of(Small("2 = { kind = \"compare\", columns = [\"base1\"] }\n")),
              HasSubstr("term"));
}

TEST(BuildRegressions, a_misspelt_pattern_is_a_warning_of_the_run) {
  const Small folder("2 = { columns = [\"base1\", \"base2\"], drop = [\"rtio\"] }\n");

  const Outcome outcome = go(folder);

  bool told = false;
  for (const StepOutcome& step : outcome.steps) {
    for (const Problem& p : step.problems) told = told || (p.code == "YG2104" && p.term == "rtio");
  }
  for (const Problem& p : outcome.notes) told = told || (p.code == "YG2104" && p.term == "rtio");
  EXPECT_TRUE(told);
}

TEST(BuildRegressions, coefficient_plots_take_terms_facets_groups_and_an_inner_interval) {
  const Small folder("2 = { columns = [\"base1\", \"base2\"] }\n", R"([figure]
1 = { kind = "coefficients", models = ["base1", "base2", "iv1"], term = "x", inner = 0.9, groups = [{ title = "OLS", span = 2 }, "IV"] }
2 = { kind = "coefficients", models = ["base1", "base2"], term = ["x", "*"] }
3 = { kind = "coefficients", models = ["base2", "half"], term = ["x", "z"], facets = true }
4 = { kind = "coefficients", models = ["base2", "half", "base1"], term = "x", sort = "estimate" }
5 = { kind = "coefficients", models = ["base2"], term = "xx" }
)");

  const Outcome outcome = go(folder);

  const std::string one = folder.text("out/figures/f1.csv"),
                    three = folder.text("out/figures/f3.gp");
  EXPECT_THAT(one, HasSubstr("# position,y,low,high,inner_low,inner_high,category,series"));
  EXPECT_THAT(one, HasSubstr("\"OLS\""));
  EXPECT_THAT(folder.text("out/figures/f2.csv"), HasSubstr("\"ratio\""));
  EXPECT_THAT(three, HasSubstr("set multiplot layout 1,2"));
  const std::vector<Problem> problems = problems_of_step(outcome, "figure.5");
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems[0].code, "YG2104");
}

}  // namespace
}  // namespace yugong::study
