// Every option of a table of estimates, on small results made by hand.
#include "yugong/report/regression_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/report/sample_results.hpp"

namespace yugong::report {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> printed(const Row& row, Lang lang = Lang::zh) {
  std::vector<std::string> texts;
  for (const Cell& cell : row.cells) texts.push_back(cell.printed(lang));
  return texts;
}

/// First cells of all rows.
std::vector<std::string> stubs(const Table& table, Lang lang = Lang::en) {
  std::vector<std::string> texts;
  for (const Row& row : table.rows)
    texts.push_back(row.cells.empty() ? "----" : row.cells.front().printed(lang));
  return texts;
}

std::vector<std::string> row_named(const Table& table, const std::string& label) {
  for (const Row& row : table.rows) {
    if (!row.cells.empty() && row.cells.front().printed(Lang::en) == label)
      return printed(row, Lang::en);
  }
  return {"no such row"};
}

TableContext context() {
  TableContext made;
  made.id = "t4";
  made.number = "4";
  made.unit = "city";
  made.time = "year";
  return made;
}

Value list(std::vector<Value> items) {
  return Value::array(std::move(items));
}

Value table(std::vector<std::pair<std::string, Value>> members) {
  Value out = Value::table();
  for (auto& [key, value] : members) out.set(key, std::move(value));
  return out;
}

Table of(const std::vector<const Result*>& results, const RegressionTableOptions& options) {
  return regression_table(results, options, context());
}

/// The message of a table that must be refused, in English, with what to write instead.
std::string refusal(const std::vector<const Result*>& results,
                    const RegressionTableOptions& options,
                    const std::string& code = "YG4026") {
  try {
    static_cast<void>(of(results, options));
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, code);
    EXPECT_FALSE(e.first().what.zh.empty());
    EXPECT_FALSE(e.first().mend.zh.empty());
    return e.first().what.en + " | " + e.first().mend.en;
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(RegressionTable, show_drop_and_order_take_patterns) {
  const Result two = sample::base2();
  RegressionTableOptions options;
  options.show = {"*P*", "_cons"};
  EXPECT_THAT(stubs(of({&two}, options)),
              ElementsAre("NQP",
                          "",
                          "OPEN",
                          "",
                          "POP",
                          "",
                          "Constant",
                          "",
                          "Time FE",
                          "Unit FE",
                          "N",
                          "Within R²"));

  options.drop = {"O*"};
  options.order = {"_cons", "P*"};
  const Table dropped = of({&two}, options);
  EXPECT_THAT(stubs(dropped),
              ElementsAre("Constant",
                          "",
                          "POP",
                          "",
                          "NQP",
                          "",
                          "Controls",
                          "Time FE",
                          "Unit FE",
                          "N",
                          "Within R²"));
}

TEST(RegressionTable, a_pattern_that_no_term_fits_is_told_for_the_study_to_warn_of) {
  const Result two = sample::base2();
  RegressionTableOptions options;
  options.show = {"N*", "gd*"};
  options.drop = {"opne"};
  options.order = {"POP"};

  EXPECT_THAT(terms_not_found({{.result = &two}}, options), ElementsAre("gd*", "opne"));
}

TEST(RegressionTable, labels_of_the_table_go_before_names) {
  const Result two = sample::base2();
  RegressionTableOptions options;
  options.show = {"NQP"};
  options.labels = {{"NQP", table({{"zh", Value::of("核心变量")}, {"en", Value::of("Core")}})},
                    {"nobs", Value::of("Obs.")},
                    {"city", Value::of("City")}};

  const Table made = of({&two}, options);

  EXPECT_EQ(printed(made.rows[0])[0], "核心变量");
  EXPECT_THAT(stubs(made), Contains("Obs."));
  EXPECT_THAT(stubs(made), Contains("City"));
}

TEST(RegressionTable, sets_of_terms_have_a_yes_no_row_and_are_no_controls) {
  const Result one = sample::base1(), two = sample::base2();
  const Result some = sample::result(
      "some", "CEE ~ NQP + OPEN | city", {{"NQP", 1, 1, 0.5}, {"OPEN", 1, 1, 0.5}}, 500, 0.4);
  RegressionTableOptions options;
  options.indicate = table({{"Traits", list({Value::of("OPEN"), Value::of("PO*")})},
                            {"Years", list({Value::of("year")})}});

  const Table made = of({&one, &two, &some}, options);

  EXPECT_THAT(row_named(made, "Traits"), ElementsAre("Traits", "No", "Yes", "Partly"));
  EXPECT_THAT(row_named(made, "Years"), ElementsAre("Years", "Yes", "Yes", "No"));
  EXPECT_THAT(stubs(made), testing::Not(Contains("Controls")));
  EXPECT_THAT(stubs(made), testing::Not(Contains("OPEN")));
}

TEST(RegressionTable, effects_that_interact_are_named_by_their_parts) {
  const Result one =
      sample::result("one", "CEE ~ NQP | city + province^year", {{"NQP", 1, 1, 0.5}}, 500, 0.4);
  TableContext labelled = context();
  labelled.labels["province"] = {"Province", "省份"};

  const Table made = regression_table({&one}, {}, labelled);

  std::vector<std::string> names;
  for (const Row& row : made.rows) names.push_back(row.cells.front().printed(Lang::zh));
  EXPECT_THAT(names, Contains("省份×时间固定"));
  EXPECT_THAT(stubs(made), Contains("Province×year FE"));
}

TEST(RegressionTable, rows_of_text_stand_per_column_and_flags_become_marks) {
  const Result one = sample::base1(), two = sample::base2();
  RegressionTableOptions options;
  options.markers = Markers::ticks;
  options.extra = list({list({table({{"zh", Value::of("聚类层级")}, {"en", Value::of("Cluster")}}),
                              Value::of("city"),
                              Value::of("province")}),
                        list({Value::of("Weights"), Value::of(true), Value::of(false)})});

  const Table made = of({&one, &two}, options);

  EXPECT_THAT(row_named(made, "Cluster"), ElementsAre("Cluster", "city", "province"));
  EXPECT_THAT(row_named(made, "Weights"), ElementsAre("Weights", "√", "×"));
  options.extra = list({list({Value::of("Cluster"), Value::of("city")})});
  EXPECT_THAT(refusal({&one, &two}, options), HasSubstr("1 texts for 2 columns"));
  options.extra = list({Value::of("Cluster")});
  EXPECT_THAT(refusal({&one, &two}, options), HasSubstr("a list of rows"));
}

TEST(RegressionTable, several_statistics_stand_in_lines_with_brackets_of_their_own) {
  const Result one = sample::base1();
  RegressionTableOptions options;
  options.preset = Preset::aer;
  options.show = {"NQP"};
  options.parentheses = {Parentheses::se, Parentheses::p, Parentheses::ci};
  options.digits_of = {{"p", 2}, {"estimate", 4}};

  const Table made = of({&one}, options);

  EXPECT_THAT(printed(made.rows[0]), ElementsAre("NQP", "0.2551**"));
  EXPECT_THAT(printed(made.rows[1]), ElementsAre("", "(0.108)"));
  EXPECT_THAT(printed(made.rows[2]), ElementsAre("", "[0.02]"));
  EXPECT_THAT(printed(made.rows[3]), ElementsAre("", "{0.044, 0.466}"));
  EXPECT_THAT(made.notes[0].en,
              HasSubstr("standard errors in parentheses, p-values in square brackets, confidence "
                        "intervals in braces"));
  EXPECT_THAT(made.notes[0].zh, HasSubstr("括号内为标准误，方括号内为 P 值"));
  options.brackets = {{"se", "[]"}, {"p", "()"}};
  EXPECT_EQ(of({&one}, options).rows[1].cells[1].printed(Lang::en), "[0.108]");
  options.brackets = {{"sd", "[]"}};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("se"));
  options.brackets = {{"se", "<>"}};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("no pair of brackets"));
  options.brackets.clear();
  options.parentheses = {Parentheses::se, Parentheses::se};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("named twice"));
}

TEST(RegressionTable, the_statistic_may_stand_beside_the_estimate) {
  const Result one = sample::base1();
  RegressionTableOptions options;
  options.show = {"NQP"};
  options.beside = true;

  const Table made = of({&one}, options);

  EXPECT_THAT(printed(made.rows[0]), ElementsAre("NQP", "0.255** (2.367)"));
  EXPECT_DOUBLE_EQ(made.rows[0].cells[1].value, 0.25514) << "the cell stays a number";
  EXPECT_EQ(made.rows[1].kind, RowKind::values);
}

TEST(RegressionTable, symbols_replace_stars_and_the_note_says_them) {
  const Result one = sample::base1();
  RegressionTableOptions options;
  options.show = {"NQP"};
  options.levels = {0.1, 0.05, 0.001};
  options.symbols = {"†", "a", "b"};

  const Table made = of({&one}, options);

  EXPECT_EQ(made.rows[0].cells[1].stars, "a");
  EXPECT_THAT(made.notes[0].en, HasSubstr("b, a, † denote significance at 0.1%, 5%, 10%"));
  options.symbols = {"*"};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("1 symbols for 3 levels"));
  options.symbols.clear();
  options.levels = {5};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("between 0 and 1"));
}

TEST(RegressionTable, automatic_digits_are_significant_and_never_cut_whole_parts) {
  EXPECT_EQ(styled_number(0.0123456, 3, NumberStyle::automatic).printed(Lang::en), "0.0123");
  EXPECT_EQ(styled_number(1393.573, 3, NumberStyle::automatic).printed(Lang::en), "1394");
  EXPECT_EQ(styled_number(-1.23456, 3, NumberStyle::automatic).printed(Lang::en), "-1.23");
  EXPECT_EQ(styled_number(0.0000123456, 3, NumberStyle::automatic).printed(Lang::en), "1.23e-05");
  EXPECT_EQ(styled_number(0, 3, NumberStyle::automatic).printed(Lang::en), "0.00");
  EXPECT_EQ(styled_number(1234.5, 2, NumberStyle::scientific).printed(Lang::en), "1.23e+03");
  EXPECT_EQ(styled_number(0.0000123456, 3, NumberStyle::fixed).printed(Lang::en), "0.000");
  EXPECT_EQ(styled_number(missing, 3, NumberStyle::automatic, "why").kind, Cell::Kind::blank);
}

TEST(RegressionTable, counts_may_have_separators) {
  Result one = sample::base1();
  one.glance = Frame{};
  one.glance.put("nobs", 12904);
  RegressionTableOptions options;
  options.thousands = true;
  EXPECT_THAT(row_named(of({&one}, options), "N"), ElementsAre("N", "12,904"));
}

TEST(RegressionTable, the_head_may_lose_numbers_and_outcomes_and_gain_groups) {
  const Result one = sample::base1(), two = sample::base2();
  RegressionTableOptions options;
  options.column_numbers = false;
  options.groups =
      list({Value::of("A"), table({{"title", Value::of("B")}, {"span", Value::of(2)}})});

  const Table made = of({&one, &two, &two}, options);

  ASSERT_EQ(made.header.size(), 2u);
  EXPECT_EQ(made.header[0][2].text.en, "B");
  EXPECT_EQ(made.header[0][2].columns, 2);
  EXPECT_EQ(made.header[1][0].text.en, "Variable");
  EXPECT_EQ(made.header[1][1].text.en, "CEE");
  options.outcome_row = false;
  EXPECT_EQ(of({&one, &two, &two}, options).header.size(), 1u);
  EXPECT_THAT(refusal({&one, &two}, options), HasSubstr("groups head 3 columns of 2"));
  options.groups = list({table({{"title", Value::of("B")}, {"span", Value::of(0)}})});
  EXPECT_THAT(refusal({&one}, options), HasSubstr("span is a number of columns"));
}

TEST(RegressionTable, notes_may_be_left_out_but_not_why_a_column_failed) {
  Result one = sample::base1();
  one.notes = {warning("YG3002", {"4 clusters", "仅 4 个聚类"})};
  RegressionTableOptions options;
  options.notes = AutomaticNotes::none;

  EXPECT_THAT(of({&one}, options).notes, IsEmpty());
  const Table failed = regression_table(
      {{.result = &one}, {.reason = {"one unit only", "仅一个个体"}}}, options, context());
  ASSERT_EQ(failed.notes.size(), 1u);
  EXPECT_THAT(failed.notes[0].en, HasSubstr("one unit only"));
}

TEST(RegressionTable, a_transposed_table_has_a_row_per_model) {
  const Result one = sample::base1(), two = sample::base2();
  RegressionTableOptions options;
  options.show = {"NQP", "_cons"};
  options.transpose = true;

  const Table made = of({&one, &two}, options);

  EXPECT_EQ(made.label_columns, 2);
  EXPECT_THAT(printed(made.rows[0], Lang::en),
              ElementsAre("(1)", "CEE", "0.255**", "0.336***", "No", "Yes", "Yes", "504", "0.374"));
  EXPECT_THAT(printed(made.rows[1], Lang::en),
              ElementsAre("", "", "(2.367)", "(19.713)", "", "", "", "", ""));
  EXPECT_EQ(made.header[0][0].text.en, "Model");
  EXPECT_EQ(made.header[0][2].text.en, "NQP");
}

TEST(RegressionTable, panels_share_a_head_marks_and_notes) {
  const Result one = sample::base1(), two = sample::base2();
  const Result other = sample::result(
      "other", "UIS ~ NQP | city + year", {{"NQP", 0.776, 0.298, 0.009}}, 504, 0.526);
  RegressionTableOptions options;
  options.show = {"NQP"};
  options.controls = {"OPEN", "POP"};
  const std::vector<RegressionPanel> panels = {
      {{"Panel A", "A"}, {{.result = &one}, {.result = &two}}, options},
      {{"Panel B", "B"}, {{.result = &other}, {.result = &other}}, options}};

  const Table made = panelled_table(panels, context());

  ASSERT_EQ(made.header.size(), 1u) << "outcomes differ and stand in the panels";
  EXPECT_THAT(stubs(made),
              ElementsAre("Panel A",
                          "",
                          "NQP",
                          "",
                          "Controls",
                          "N",
                          "Within R²",
                          "----",
                          "Panel B",
                          "",
                          "NQP",
                          "",
                          "Controls",
                          "N",
                          "Within R²",
                          "----",
                          "Time FE",
                          "Unit FE"));
  EXPECT_THAT(printed(made.rows[1], Lang::en), ElementsAre("", "CEE", "CEE"));
  EXPECT_EQ(made.notes.size(), 2u);
  EXPECT_EQ(made.tidy.text("panel", 0), "Panel A");
  EXPECT_EQ(made.tidy.text("panel", made.tidy.rows() - 1), "Panel B");
}

TEST(RegressionTable, panels_of_unlike_width_are_refused) {
  const Result one = sample::base1();
  try {
    static_cast<void>(panelled_table({{{"A", "A"}, {{.result = &one}}, {}},
                                      {{"B", "B"}, {{.result = &one}, {.result = &one}}, {}}},
                                     context()));
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG4028");
    EXPECT_THAT(e.first().what.en, HasSubstr("'B' has 2 columns, the first has 1"));
  }
}

TEST(RegressionTable, rows_have_labels_digits_and_numbers_in_brackets) {
  Result iv = sample::base1();
  iv.glance.put("kp_lm", 65.981).put("kp_lm_p", 0.0000001).put("kp_f", missing);
  iv.glance.put("cd_f", 222.6511).put("stock_yogo_10", 16.38).put("r2_adj", 0.0681);
  iv.tests = {{"wald", {"Wald", "Wald"}, 12.345, "chi2(2)", 0.0021}};
  RegressionTableOptions options;
  options.show = {"NQP"};
  options.fixed_effect_rows = false;
  options.rows = {Value::of("kp_lm [p]"),
                  table({{"stat", Value::of("kp_f")},
                         {"label", Value::of("KP F")},
                         {"digits", Value::of(2)},
                         {"brackets", Value::of("critical")},
                         {"beside", Value::of(true)}}),
                  table({{"stat", Value::of("wald")}, {"stars", Value::of(true)}}),
                  Value::of("r2_adj (r2)"),
                  Value::of("vcov")};
  options.digits_of = {{"r2_adj", 2}};

  const Table made = of({&iv}, options);

  EXPECT_THAT(
      stubs(made),
      ElementsAre("NQP", "", "Anderson LM", "", "KP F", "Wald", "Adj. R²", "", "Standard errors"));
  EXPECT_EQ(made.rows[2].cells[1].printed(Lang::en), "65.981");
  EXPECT_EQ(made.rows[3].cells[1].printed(Lang::en), "[0.000]");
  EXPECT_EQ(made.rows[4].cells[1].printed(Lang::en), "222.65 {16.38}");
  EXPECT_EQ(made.rows[5].cells[1].printed(Lang::en), "12.345***");
  EXPECT_EQ(made.rows[6].cells[1].printed(Lang::en), "0.07");
  EXPECT_EQ(made.rows[7].cells[1].printed(Lang::en), "(0.90)");
  EXPECT_EQ(made.rows[8].cells[1].printed(Lang::zh), "同方差（iid）");
  EXPECT_THAT(
      made.notes[1].zh,
      HasSubstr("方括号内为检验的 P 值，花括号内为 Stock-Yogo 弱识别检验 10% 水平的临界值"));
}

TEST(RegressionTable, rows_that_are_not_well_formed_or_unknown_are_refused) {
  const Result one = sample::base1();
  RegressionTableOptions options;
  options.rows = {Value::of("nobs [p")};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("does not close its bracket"));
  options.rows = {table({{"stat", Value::of("nobs")}, {"digit", Value::of(2)}})};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("unknown key 'digit'"));
  options.rows = {table({{"stat", Value::of("nobs")}, {"digits", Value::of("two")}})};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("wrong kind"));
  options.rows = {table({{"label", Value::of("N")}})};
  EXPECT_THAT(refusal({&one}, options), HasSubstr("names a statistic"));
  options.rows = {Value::of("r2_withn")};
  EXPECT_THAT(refusal({&one}, options, "YG4022"), HasSubstr("r2_within"));
  options.rows = {Value::of("nobs [p]")};
  EXPECT_THAT(refusal({&one}, options, "YG4022"), HasSubstr("nobs_p"));
}

TEST(RegressionTable, settings_that_do_not_fit_are_told_together) {
  RegressionTableOptions options;
  options.levels = {0, 0.5};
  options.symbols = {"*"};
  options.brackets = {{"q", "()"}};
  options.rows = {Value::of(3)};
  options.indicate = list({Value::of("OPEN")});
  options.labels = {{"x", Value::of(true)}};

  const std::vector<Problem> problems = problems_of(options, "table.4");

  EXPECT_EQ(problems.size(), 6u);
  for (const Problem& p : problems) EXPECT_THAT(p.what.en, HasSubstr("table.4"));
}

TEST(RegressionTable, a_dynamic_panel_prints_as_in_a_robustness_table) {
  const Result pca = sample::result("pca",
                                    "CEE ~ NQP_pca + OPEN | city + year",
                                    {{"NQP_pca", 0.055, 0.019, 0.004}, {"OPEN", 1, 1, 0.3}},
                                    504,
                                    0.431);
  Result gmm = sample::result("gmm",
                              "CEE ~ L.CEE + NQP + OPEN | year",
                              {{"L.CEE", 0.809, 0.053, 0.0001},
                               {"NQP", 0.192, 0.0824, 0.02},
                               {"OPEN", 1, 1, 0.3},
                               {"_cons", 0.156, 0.0746, 0.037}},
                              468,
                              missing);
  gmm.kind = "gmm";
  gmm.glance = Frame{};
  gmm.glance.put("nobs", 468).put("vcov", std::string("windmeijer"));
  gmm.tests = {{"ar1", {"AR(1)", "AR(1)"}, -1.89, "N(0,1)", 0.059},
               {"ar2", {"AR(2)", "AR(2)"}, 1.5, "N(0,1)", 0.133},
               {"hansen", {"Hansen", "Hansen"}, 30, "chi2(40)", 0.729}};
  RegressionTableOptions options;
  options.show = {"NQP", "L.CEE", "_cons"};
  options.merge = {{"NQP", {"NQP_pca"}}};
  options.rows = {Value::of("+ar1_p"), Value::of("+ar2_p"), Value::of("+hansen_p")};

  const Table made = of({&pca, &gmm}, options);

  std::vector<std::vector<std::string>> lines;
  for (const Row& row : made.rows) lines.push_back(printed(row));
  EXPECT_THAT(lines,
              ElementsAre(ElementsAre("NQP", "0.055***", "0.192**"),
                          ElementsAre("", "(2.895)", "(2.330)"),
                          ElementsAre("L.CEE", "", "0.809***"),
                          ElementsAre("", "", "(15.264)"),
                          ElementsAre("常数项", "", "0.156**"),
                          ElementsAre("", "", "(2.091)"),
                          ElementsAre("控制变量", "是", "是"),
                          ElementsAre("时间固定", "是", "是"),
                          ElementsAre("个体固定", "是", "是"),
                          ElementsAre("样本量", "504", "468"),
                          ElementsAre("组内 R²", "0.431", ""),
                          ElementsAre("AR(1) P 值", "", "0.059"),
                          ElementsAre("AR(2) P 值", "", "0.133"),
                          ElementsAre("Hansen 检验 P 值", "", "0.729")));
}

TEST(RegressionTable, a_result_without_coefficients_is_refused) {
  Result bare = sample::base1();
  bare.id = "scores";
  bare.tidy = Frame{};
  EXPECT_THAT(refusal({&bare}, {}, "YG4029"), HasSubstr("kind = \"frame\""));
}

TEST(RegressionTable, components_stand_under_headings_and_parameters_last) {
  Result frontier = sample::result("sfa",
                                   "y ~ k",
                                   {{"k", 0.5, 0.1, 0.001},
                                    {"_cons", 1, 0.5, 0.04},
                                    {"age", 0.2, 0.1, 0.04},
                                    {"_cons", -1, 0.5, 0.04}},
                                   100,
                                   missing);
  Frame tidy;
  tidy.add("component",
           std::vector<std::string>{"frontier", "frontier", "inefficiency", "inefficiency"});
  for (const Column& column : frontier.tidy.columns()) tidy.add(column);
  frontier.tidy = tidy;
  const Result tobit = sample::result(
      "tobit", "y ~ k", {{"_sigma", 0.3, 0.02, 0.001}, {"k", 0.4, 0.1, 0.001}}, 100, missing);

  const Table made = of({&frontier, &tobit}, {});

  EXPECT_THAT(
      stubs(made),
      ElementsAre(
          "k", "", "Constant", "", "σ", "", "Inefficiency", "age", "", "Constant", "", "N", "R²"));
  EXPECT_EQ(made.rows[6].kind, RowKind::panel);
}

TEST(RegressionTable, tests_are_printed_with_their_statistic_as_estimate) {
  Result tests;
  tests.id = "roots";
  tests.kind = "unit-root";
  tests.tidy.add("test", std::vector<std::string>{"llc", "ips", "cips"})
      .add("label", std::vector<std::string>{"Levin-Lin-Chu", "Im-Pesaran-Shin", "CIPS"})
      .add("label_zh", std::vector<std::string>{"LLC 检验", "IPS 检验", "CIPS 检验"})
      .add("statistic", std::vector<double>{-4.2, -1.1, -2.3})
      .add("p_value", std::vector<double>{0.00001, 0.14, missing})
      .add("critical_1", std::vector<double>{missing, missing, -2.4})
      .add("critical_5", std::vector<double>{missing, missing, -2.2});
  tests.glance.put("nobs", 480);

  const Table made = of({&tests}, {});

  EXPECT_THAT(printed(made.rows[0]), ElementsAre("LLC 检验", "-4.200***"));
  EXPECT_THAT(printed(made.rows[1]), ElementsAre("", "(0.000)"));
  EXPECT_THAT(printed(made.rows[2], Lang::en), ElementsAre("Im-Pesaran-Shin", "-1.100"));
  EXPECT_THAT(printed(made.rows[4], Lang::en), ElementsAre("CIPS", "-2.300**"));
  EXPECT_THAT(made.notes[0].en, HasSubstr("p-values in parentheses"));
  EXPECT_THAT(made.notes[1].en, HasSubstr("critical values"));
  EXPECT_THAT(stubs(made), testing::Not(Contains("Controls")));
}

}  // namespace
}  // namespace yugong::report
