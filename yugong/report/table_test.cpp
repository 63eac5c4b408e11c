#include "yugong/report/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/report/data_tables.hpp"
#include "yugong/report/regression_table.hpp"
#include "yugong/report/sample_results.hpp"

namespace yugong::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> printed(const Row& row, Lang lang = Lang::zh) {
  std::vector<std::string> texts;
  for (const Cell& cell : row.cells) texts.push_back(cell.printed(lang));
  return texts;
}

TableContext context() {
  TableContext made;
  made.id = "t4";
  made.number = "4";
  made.title = {"Benchmark regression", "基准回归结果"};
  made.unit = "city";
  made.time = "year";
  return made;
}

RegressionTableOptions shown() {
  RegressionTableOptions options;
  options.show = {"NQP", "_cons"};
  return options;
}

TEST(Table, prints_the_benchmark_table_as_the_paper_does) {
  const Result one = sample::base1(), two = sample::base2();

  const Table table = regression_table(
      std::vector<RegressionColumn>{{.result = &one}, {.result = &two}}, shown(), context());

  ASSERT_EQ(table.rows.size(), 9u);
  EXPECT_THAT(printed(table.rows[0]), ElementsAre("NQP", "0.255**", "0.230**"));
  EXPECT_THAT(printed(table.rows[1]), ElementsAre("", "(2.367)", "(2.003)"));
  EXPECT_THAT(printed(table.rows[2]), ElementsAre("常数项", "0.336***", "0.532"));
  EXPECT_THAT(printed(table.rows[4]), ElementsAre("控制变量", "否", "是"));
  EXPECT_THAT(printed(table.rows[5]), ElementsAre("时间固定", "是", "是"));
  EXPECT_THAT(printed(table.rows[6]), ElementsAre("个体固定", "是", "是"));
  EXPECT_THAT(printed(table.rows[7]), ElementsAre("样本量", "504", "504"));
  EXPECT_THAT(printed(table.rows[8]), ElementsAre("组内 R²", "0.374", "0.425"));
  EXPECT_EQ(table.notes[0].zh, "***、**、* 分别表示 1%、5%、10% 的显著性水平，括号内为 t 值。");
  EXPECT_EQ(table.notes[0].en,
            "t statistics in parentheses; ***, **, * denote significance at 1%, 5%, 10%.");
  EXPECT_EQ(table.notes[1].en, "Standard errors: classical (iid).");
}

TEST(Table, stars_come_from_p_values_that_are_not_rounded) {
  EXPECT_EQ(stars_of(0.0999999), "*");
  EXPECT_EQ(stars_of(0.1), "");
  EXPECT_EQ(stars_of(0.04996), "**");
  EXPECT_EQ(stars_of(0.0500001), "*");
  EXPECT_EQ(stars_of(0.0099999), "***");
  EXPECT_EQ(stars_of(missing), "");
  EXPECT_EQ(stars_of(0.0004, {0.001}), "*");
}

TEST(Table, a_number_that_rounds_to_zero_has_no_sign) {
  const Result two = sample::base2();
  RegressionTableOptions options;
  options.show = {"OPEN"};

  const Table table = regression_table({&two}, options);

  EXPECT_EQ(table.rows[0].cells[1].printed(Lang::en), "0.000");
  EXPECT_DOUBLE_EQ(table.rows[0].cells[1].value, -0.0002);
}

TEST(Table, a_term_that_a_column_lacks_is_blank_with_the_reason) {
  const Result one = sample::base1(), two = sample::base2();
  RegressionTableOptions options;
  options.show = {"POP"};

  const Table table = regression_table({&one, &two}, options);

  EXPECT_EQ(table.rows[0].cells[1].kind, Cell::Kind::blank);
  EXPECT_EQ(table.rows[0].cells[1].reason.en, "not in this model");
  EXPECT_EQ(table.rows[0].cells[2].printed(Lang::en), "0.300");
}

TEST(Table, a_failed_estimate_keeps_its_column_and_says_why) {
  const Result one = sample::base1();
  const std::vector<RegressionColumn> columns = {
      {.result = &one}, {.outcome = "CEE", .reason = {"one unit only", "仅一个个体"}}};

  const Table table = regression_table(columns, shown(), context());

  EXPECT_EQ(table.rows[0].cells[2].kind, Cell::Kind::blank);
  EXPECT_EQ(table.rows[0].cells[2].reason.zh, "仅一个个体");
  EXPECT_EQ(table.notes.back().en, "(2) the estimate failed: one unit only.");
}

TEST(Table, an_alias_stands_in_the_row_of_the_term_it_replaces) {
  const Result one = sample::base1();
  const Result pca = sample::result(
      "pca", "CEE ~ NQP_pca | city + year", {{"NQP_pca", 0.055, 0.019, 0.004}}, 504, 0.431);
  RegressionTableOptions options = shown();
  options.merge["NQP"] = {"NQP_pca"};

  const Table table = regression_table(
      std::vector<RegressionColumn>{{.result = &one}, {.result = &pca}}, options, context());

  EXPECT_THAT(printed(table.rows[0]), ElementsAre("NQP", "0.255**", "0.055***"));
  EXPECT_EQ(table.tidy.text("term", 6), "NQP_pca") << "the tidy sheet keeps the name estimated";
}

TEST(Table, some_of_the_controls_is_said_to_be_partly) {
  const Result two = sample::base2();
  const Result some = sample::result("some",
                                     "CEE ~ NQP + OPEN | city + year",
                                     {{"NQP", 1, 1, 0.5}, {"OPEN", 1, 1, 0.5}},
                                     500,
                                     0.4);

  const Table table = regression_table(
      std::vector<RegressionColumn>{{.result = &two}, {.result = &some}}, shown(), context());

  EXPECT_THAT(printed(table.rows[4]), ElementsAre("控制变量", "是", "部分"));
}

TEST(Table, rows_are_added_from_tests_and_blank_where_a_model_has_none) {
  const Result one = sample::base1();
  Result gmm = sample::result(
      "gmm", "CEE ~ L.CEE + NQP | year", {{"NQP", 0.192, 0.0824, 0.02}}, 468, missing);
  gmm.tests = {{"ar2", {"AR(2)", "AR(2)"}, 1.5, "N(0,1)", 0.133},
               {"hansen", {}, 30, "chi2(40)", 0.729}};
  RegressionTableOptions options = shown();
  options.rows = {Value::of("+ar2_p"), Value::of("+hansen_p")};

  const Table table = regression_table(
      std::vector<RegressionColumn>{{.result = &one}, {.result = &gmm}}, options, context());

  EXPECT_THAT(printed(table.rows[table.rows.size() - 2]), ElementsAre("AR(2) P 值", "", "0.133"));
  EXPECT_THAT(printed(table.rows.back()), ElementsAre("Hansen 检验 P 值", "", "0.729"));
  EXPECT_EQ(table.rows.back().cells[1].reason.en, "not defined for this model");
}

TEST(Table, an_unknown_row_is_refused_with_the_names_there_are) {
  const Result one = sample::base1();
  RegressionTableOptions options;
  options.rows = {Value::of("+r2_withn")};

  try {
    regression_table({&one}, options);
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG4022");
    EXPECT_THAT(e.first().mend.en, HasSubstr("r2_within"));
  }
}

TEST(Table, a_table_without_columns_is_refused) {
  try {
    regression_table(std::vector<RegressionColumn>{}, {}, context());
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG4021");
    EXPECT_THAT(e.first().mend.zh, HasSubstr("columns"));
  }
}

TEST(Table, presets_change_parentheses_words_and_lines) {
  const Result one = sample::base1();
  RegressionTableOptions options = shown();
  options.preset = Preset::aer;

  const Table aer =
      regression_table(std::vector<RegressionColumn>{{.result = &one}}, options, context());
  options.preset = Preset::plain;
  options.markers = Markers::ticks;
  options.parentheses = {Parentheses::ci};
  const Table plain =
      regression_table(std::vector<RegressionColumn>{{.result = &one}}, options, context());

  EXPECT_EQ(aer.rows[1].cells[1].printed(Lang::en), "(0.108)");
  EXPECT_EQ(aer.rows[4].kind, RowKind::rule);
  EXPECT_EQ(aer.rows[5].cells[1].printed(Lang::en), "Yes") << "unit effects stand first";
  EXPECT_EQ(plain.rows[0].cells[1].printed(Lang::en), "0.255");
  EXPECT_EQ(plain.rows[1].cells[1].printed(Lang::en), "[0.044, 0.466]");
  EXPECT_EQ(plain.rows[5].cells[1].printed(Lang::en), "√");
}

TEST(Table, neighbours_of_one_group_share_a_header) {
  const Result one = sample::base1(), two = sample::base2();
  const Text group{"Robustness", "稳健性"};
  const std::vector<RegressionColumn> columns = {
      {.result = &one}, {.result = &two, .group = group}, {.result = &one, .group = group}};

  const Table table = regression_table(columns, shown(), context());

  ASSERT_EQ(table.header.front().size(), 3u);
  EXPECT_EQ(table.header.front()[2].columns, 2);
  EXPECT_TRUE(table.header.front()[2].underline);
}

TEST(Table, terms_that_no_column_has_are_named) {
  const Result one = sample::base1();
  RegressionTableOptions options;
  options.show = {"NQP", "NPQ"};

  EXPECT_THAT(terms_not_found({{.result = &one}}, options), ElementsAre("NPQ"));
}

TEST(Table, warnings_of_a_model_are_repeated_beneath) {
  Result one = sample::base1();
  one.notes = {warning("YG3002", {"4 clusters", "仅 4 个聚类"}),
               note("YG1203", {"2010.year is left out", ""})};

  const Table table = regression_table({&one}, shown());

  EXPECT_EQ(table.notes.size(), 3u);
  EXPECT_EQ(table.notes.back().zh, "(1) 仅 4 个聚类。");
}

TEST(Table, the_standard_errors_of_each_column_are_said) {
  Result one = sample::base1(), two = sample::base2();
  two.glance = Frame();
  two.glance.put("nobs", 504).put("r2_within", 0.4).put("vcov", std::string("cluster(city)"));

  const Table table = regression_table({&one, &two}, shown());

  EXPECT_EQ(table.notes[1].en, "Standard errors: (1) classical (iid); (2) clustered by city.");
}

TEST(Table, two_results_in_a_list_are_two_columns) {
  const Result one = sample::base1(), two = sample::base2();

  EXPECT_EQ(regression_table({&one, &two}, shown()).columns(), 3u);
}

TEST(DataTables, summary_statistics_are_those_of_stata) {
  Frame data;
  data.add("x", {1, 2, 3, 4, missing})
      .add("name", std::vector<std::string>{"a", "b", "c", "d", "e"});
  SummaryOptions options;
  options.stats = {Statistic::n,
                   Statistic::mean,
                   Statistic::sd,
                   Statistic::median,
                   Statistic::p25,
                   Statistic::p90,
                   Statistic::kurtosis};

  const Table table = summary_table(data, options);

  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_THAT(printed(table.rows[0]),
              ElementsAre("x", "4", "2.500", "1.291", "2.500", "1.500", "4.000", "1.640"));
}

TEST(DataTables, a_summary_of_an_unknown_variable_names_the_nearest) {
  Frame data;
  data.add("gdp_real", {1, 2});
  SummaryOptions options;
  options.vars = {"gdp_rael", "foo"};

  try {
    summary_table(data, options);
    FAIL() << "was accepted";
  } catch (const Error& e) {
    ASSERT_EQ(e.problems().size(), 2u) << "all mistakes at once";
    EXPECT_EQ(e.first().code, "YG2104");
    EXPECT_THAT(e.first().mend.en, HasSubstr("gdp_real"));
  }
}

TEST(DataTables, correlations_fill_the_lower_triangle) {
  Frame data;
  data.add("a", {1, 2, 3, 4, 5, 6}).add("b", {2, 4, 6, 8, 10, 13}).add("c", {1, 1, 1, 1, 1, 1});

  const Table table = correlation_table(data, {});

  EXPECT_THAT(printed(table.rows[0]), ElementsAre("a", "1.000", "", ""));
  EXPECT_THAT(printed(table.rows[1]), ElementsAre("b", "0.997***", "1.000", ""));
  EXPECT_THAT(printed(table.rows[2]), ElementsAre("c", "", "", ""));
  EXPECT_EQ(table.rows[2].cells[1].reason.en, "a variable does not vary");
  EXPECT_NEAR(table.tidy.number("p_value", 1), 1.6e-5, 5e-6);
}

TEST(DataTables, equal_dimensions_are_merged_but_not_across_an_outer_edge) {
  const std::vector<IndicatorRow> rows = {{{"A", "x"}, "v1", {}, "%", true, 0.25},
                                          {{"A", "x"}, "v2", {}, "%", false, 0.25},
                                          {{"B", "x"}, "v3", {}, "km", true, 0.5}};

  const Table table = weights_table(rows, {});

  EXPECT_EQ(table.rows[0].cells[0].rows, 2);
  EXPECT_TRUE(table.rows[1].cells[0].covered);
  EXPECT_EQ(table.rows[2].cells[1].rows, 1) << "'x' of B is another 'x'";
  EXPECT_FALSE(table.rows[2].cells[1].covered);
  EXPECT_EQ(table.rows[1].cells[4].printed(Lang::zh), "负");
  EXPECT_EQ(table.rows[2].cells[5].printed(Lang::zh), "0.500");
}

TEST(DataTables, rows_that_are_cut_off_are_counted) {
  Frame frame;
  frame.add("term", std::vector<std::string>{"a", "b", "c"}).add("nobs", {1, 2, 3});
  FrameTableOptions options;
  options.most_rows = 1;

  const Table table = frame_table(frame, options);

  EXPECT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.notes[0].en, "2 more rows are not shown.");
  EXPECT_EQ(table.rows[0].cells[1].printed(Lang::en), "1");
}

TEST(DataTables, truth_stands_beside_the_estimate) {
  const Table table = truth_table({{"base2", {"NQP", ""}, 0.23, 0.25, 0.1, 0.05, 0.45},
                                   {"gmm", {"NQP", ""}, 0.5, 0.25, 0.1, 0.05, 0.45}});

  EXPECT_THAT(printed(table.rows[0], Lang::en),
              ElementsAre("base2", "NQP", "0.230", "0.250", "0.100", "0.20", "Yes"));
  EXPECT_EQ(table.rows[1].cells[6].printed(Lang::zh), "否");
}

TEST(Words, can_be_overridden_but_not_invented) {
  Words words;
  words.set("yes", {"√", "√"});

  EXPECT_EQ(words.in(Lang::zh, "yes"), "√");
  EXPECT_THROW(words.set("yess", {"", ""}), Error);
}

TEST(Words, every_word_has_both_languages) {
  const Words words;

  for (const std::string& key : words.keys()) {
    EXPECT_FALSE(words(key).en.empty()) << key;
    EXPECT_FALSE(words(key).zh.empty()) << key;
  }
}

TEST(FixedEffects, of_a_formula_are_effects_and_slopes_each_on_its_own) {
  EXPECT_THAT(fixed_effects_of("y ~ x | city + prov^year"), ElementsAre("city", "prov^year"));
  EXPECT_THAT(fixed_effects_of("y ~ x | city[t, I(a + b)] + year"),
              ElementsAre("city", "city[[t]]", "city[[I(a + b)]]", "year"));
  EXPECT_THAT(fixed_effects_of("y ~ x | prov^sector[[t]] | d ~ z"),
              ElementsAre("prov^sector[[t]]"));
  EXPECT_TRUE(fixed_effects_of("y ~ x | d ~ z").empty());
}

TEST(FixedEffects, with_slopes_share_the_row_of_the_plain_effect) {
  Result plain, slopes;
  plain.formula = "y ~ x | city";
  slopes.formula = "y ~ x | city[t]";
  for (Result* r : {&plain, &slopes}) {
    r->tidy.add("term", std::vector<std::string>{"x"}).add("estimate", std::vector<double>{1.0});
    r->glance.put("nobs", 10.0);
  }
  const std::vector<const Result*> both = {&plain, &slopes};
  const Table table = regression_table(both, {}, context());

  std::vector<std::vector<std::string>> rows;
  for (const Row& row : table.rows) rows.push_back(printed(row, Lang::en));
  EXPECT_THAT(rows, testing::Contains(ElementsAre("Unit FE", "Yes", "Yes")));
  EXPECT_THAT(rows, testing::Contains(ElementsAre("city×t slopes", "No", "Yes")));
}

}  // namespace
}  // namespace yugong::report
