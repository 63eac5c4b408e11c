#include "yugong/frontier/dea.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/frame.hpp"

namespace yugong::frontier::dea {

namespace {

using testing::Contains;
using testing::HasSubstr;

/// The worked example of the method page, as a panel of three cities in one year.
data::Table example() {
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"A", "B", "C"}));
  table.add(Column::of("year", std::vector<double>{2020, 2020, 2020}));
  table.add(Column::of("x", std::vector<double>{2, 4, 2}));
  table.add(Column::of("y", std::vector<double>{4, 4, 2}));
  table.add(Column::of("b", std::vector<double>{2, 2, 2}));
  return table;
}

data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"city", "year"});
}

Options settings() {
  Options o;
  o.inputs = {"x"};
  o.outputs = {"y"};
  o.undesirable = {"b"};
  return o;
}

data::Table with(const std::string& column, std::vector<double> values) {
  data::Table table = example();
  table.edit(column).numbers = std::move(values);
  return table;
}

Problem refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

Problem refusal(const Options& options, data::Table table = example()) {
  return refusal([&] { fit(panel(std::move(table)), options, Executor::serial()); });
}

const Problem* note_of(const Fit& fitted, const std::string& code) {
  for (const Problem& p : fitted.notes)
    if (p.code == code) return &p;
  return nullptr;
}

Fit fitted(const Options& options, data::Table table = example()) {
  return fit(panel(std::move(table)), options, Executor::serial());
}

}  // namespace

TEST(Dea, reproduces_the_example_worked_by_hand) {
  const data::Panel data = panel(example());

  const Fit f = fit(data, settings(), Executor::serial());

  const Frame rows = augment(f, data);
  EXPECT_NEAR(rows.number("score", 0), 4.0 / 3, 1e-12);
  EXPECT_NEAR(rows.number("score", 1), 0.5, 1e-12);
  EXPECT_NEAR(rows.number("score", 2), 0.4, 1e-12);
  EXPECT_EQ(rows.number("sbm", 0), 1);
  EXPECT_NEAR(rows.number("super", 0), 4.0 / 3, 1e-12);
  EXPECT_TRUE(is_missing(rows.number("super", 1)));
  EXPECT_NEAR(rows.number("slack.y", 0), 2, 1e-12);
  EXPECT_NEAR(rows.number("target.x", 2), 1, 1e-12);
  EXPECT_NEAR(rows.number("target.b", 2), 1, 1e-12);
  EXPECT_NEAR(rows.number("improvement.x", 1), -50, 1e-10);
  EXPECT_EQ(rows.text("peers", 0), "B, 2020:0.5");
  EXPECT_EQ(rows.text("peers", 1), "A, 2020:1");
  EXPECT_EQ(rows.text("status", 2), "optimal");
}

TEST(Dea, augment_begins_with_the_keys_and_has_every_row_of_the_panel) {
  const data::Panel data = panel(with("x", {2, missing, 2}));

  const Fit f = fit(data, settings(), Executor::serial());

  const Frame rows = augment(f, data);
  EXPECT_EQ(rows.columns()[0].name, "city");
  EXPECT_EQ(rows.columns()[1].name, "year");
  EXPECT_EQ(rows.columns()[2].name, "score");
  ASSERT_EQ(rows.rows(), 3u);
  EXPECT_EQ(rows.text("status", 1), "missing");
  EXPECT_TRUE(is_missing(rows.number("score", 1)));
}

TEST(Dea, every_result_column_is_in_the_glossary) {
  Options o = settings();
  o.scale = true;
  const data::Panel data = panel(example());
  const Fit f = fit(data, o, Executor::serial());

  for (const Frame& frame : {tidy(f), glance(f)})
    for (const Column& column : frame.columns())
      EXPECT_TRUE(in_glossary(column.name)) << column.name;
  const Frame rows = augment(f, data);
  for (std::size_t c = 2; c < rows.columns().size(); ++c)
    EXPECT_TRUE(in_glossary(rows.columns()[c].name)) << rows.columns()[c].name;
}

TEST(Dea, glance_counts_and_tidy_has_one_row_per_variable) {
  const Fit f = fitted(settings());

  const Frame one = glance(f), variables = tidy(f);

  EXPECT_EQ(one.rows(), 1u);
  EXPECT_EQ(one.number("nobs", 0), 3);
  EXPECT_EQ(one.number("efficient", 0), 1);
  EXPECT_EQ(one.number("infeasible", 0), 0);
  EXPECT_EQ(one.number("uncertified", 0), 0);
  EXPECT_NEAR(one.number("mean", 0), (4.0 / 3 + 0.5 + 0.4) / 3, 1e-12);
  EXPECT_LT(one.number("gap", 0), 1e-10);
  EXPECT_EQ(variables.rows(), 3u);
  EXPECT_EQ(variables.text("role", 2), "undesirable");
  EXPECT_NEAR(variables.number("weight", 2), 0.5, 1e-15);
}

TEST(Dea, the_method_table_says_formula_and_reference_set_in_both_languages) {
  Result result;

  complete(fitted(settings()), result);

  const Frame& words = result.tables.at("method");
  EXPECT_EQ(words.text("label", 0),
            "rho = min (1 - (1/1) (sum s-/x)) / (1 + (1/2) (sum s+/y + sum sb/b))");
  std::string english, chinese;
  for (std::size_t i = 0; i < words.rows(); ++i) {
    english += words.text("label", i) + "\n";
    chinese += words.text("label_zh", i) + "\n";
  }
  EXPECT_THAT(english, HasSubstr("global reference"));
  EXPECT_THAT(chinese, HasSubstr("全局参比"));
  EXPECT_THAT(english,
              HasSubstr("delta = min (1 + (1/1) (sum s-/x)) / (1 - (1/2) (sum s+/y + sum sb/b))"));
}

TEST(Dea, scale_efficiency_is_crs_over_vrs_with_the_local_phase) {
  Options o = settings();
  o.scale = true;
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"small", "best", "large"}));
  table.add(Column::of("year", std::vector<double>{1, 1, 1}));
  table.add(Column::of("x", std::vector<double>{2, 3, 9}));
  table.add(Column::of("y", std::vector<double>{1, 3, 5}));
  o.undesirable.clear();
  const data::Panel data = panel(table);

  const Frame rows = augment(fit(data, o, Executor::serial()), data);

  EXPECT_EQ(rows.text("returns_phase", 0), "irs");
  EXPECT_EQ(rows.text("returns_phase", 1), "crs");
  EXPECT_EQ(rows.text("returns_phase", 2), "drs");
  EXPECT_NEAR(rows.number("scale_efficiency", 0), 0.5, 1e-12);
  EXPECT_NEAR(rows.number("scale_efficiency", 1), 1, 1e-12);
}

TEST(Dea, rows_with_missing_amounts_are_dropped_and_counted) {
  const Fit f = fitted(settings(), with("b", {2, missing, 2}));

  Result result;
  complete(f, result);
  EXPECT_EQ(result.sample.rows, 3u);
  EXPECT_EQ(result.sample.used, 2u);
  ASSERT_EQ(result.sample.dropped.size(), 1u);
  EXPECT_EQ(result.sample.dropped[0].reason, "missing:b");
  EXPECT_EQ(result.sample.dropped[0].rows, std::vector<std::size_t>{1});
  ASSERT_NE(note_of(f, "YG3306"), nullptr);
  EXPECT_THAT(note_of(f, "YG3306")->what.en, HasSubstr("B, 2020"));
}

TEST(Dea, missing_amounts_are_refused_when_asked) {
  Options o = settings();
  o.missing = Missing::error;

  EXPECT_EQ(refusal(o, with("b", {2, missing, 2})).code, "YG3306");
}

TEST(Dea, an_infinite_amount_counts_as_missing) {
  const Fit f = fitted(settings(), with("b", {2, std::numeric_limits<double>::infinity(), 2}));

  EXPECT_EQ(f.rows.size(), 2u);
}

TEST(Dea, negative_amounts_are_refused_with_the_rows) {
  const Problem p = refusal(settings(), with("x", {2, -4, 2}));

  EXPECT_EQ(p.code, "YG3302");
  EXPECT_THAT(p.what.en, HasSubstr("B, 2020"));
  EXPECT_THAT(p.what.zh, HasSubstr("-4"));
}

TEST(Dea, a_zero_bad_output_drops_its_term_with_a_warning_per_cell) {
  const Fit f = fitted(settings(), with("b", {2, 2, 0}));

  ASSERT_NE(note_of(f, "YG3301"), nullptr);
  EXPECT_THAT(note_of(f, "YG3301")->what.en, HasSubstr("C, 2020"));
  EXPECT_EQ(f.zero_cells, 1u);
  EXPECT_EQ(f.scores.plain[2].score, 1);
  // Nobody else does without b, and a zero amount cannot expand: no super score.
  EXPECT_EQ(f.status(2), Status::infeasible);
}

TEST(Dea, small_replaces_zeros_by_a_share_of_the_smallest_positive_amount) {
  Options o = settings();
  o.zero = "small(0.5)";

  const Fit f = fitted(o, with("b", {2, 2, 0}));

  EXPECT_EQ(f.technology.at(2, 2), 1);
  EXPECT_EQ(f.status(2), Status::optimal);
  ASSERT_NE(note_of(f, "YG3301"), nullptr);
}

TEST(Dea, keep_count_leaves_the_other_weights_as_they_are) {
  data::Table table = example();
  table.add(Column::of("x2", std::vector<double>{0, 0, 0}));
  Options o = settings();
  o.model = Model::sbm;
  o.inputs = {"x", "x2"};
  const double shared = fitted(o, table).score[1];
  o.zero = "keep-count";

  const double counted = fitted(o, table).score[1];

  EXPECT_NEAR(shared, 0.5, 1e-12);
  EXPECT_NEAR(counted, 0.75, 1e-12);
}

TEST(Dea, a_unit_without_inputs_is_refused) {
  const Problem p = refusal(settings(), with("x", {2, 0, 2}));

  EXPECT_EQ(p.code, "YG3303");
  EXPECT_THAT(p.what.en, HasSubstr("B, 2020"));
}

TEST(Dea, a_reference_set_without_good_outputs_is_refused) {
  EXPECT_EQ(refusal(settings(), with("y", {0, 0, 0})).code, "YG3303");
}

TEST(Dea, a_unit_that_makes_nothing_scores_zero_under_constant_returns) {
  const Fit f = fitted(settings(), with("y", {4, 4, 0}));

  EXPECT_EQ(f.score[2], 0);
}

TEST(Dea, few_rows_are_warned_about) {
  EXPECT_NE(note_of(fitted(settings()), "YG3304"), nullptr);
}

TEST(Dea, a_column_over_twelve_orders_of_magnitude_is_warned_about) {
  EXPECT_NE(note_of(fitted(settings(), with("y", {4, 4e13, 2})), "YG3305"), nullptr);
  EXPECT_EQ(note_of(fitted(settings()), "YG3305"), nullptr);
}

TEST(Dea, a_concentration_under_constant_returns_is_warned_about) {
  data::Table table = example();
  table.edit("b").unit = "ug/m3";
  Options o = settings();

  EXPECT_NE(note_of(fitted(o, table), "YG3312"), nullptr);
  o.returns = Returns::vrs;
  EXPECT_EQ(note_of(fitted(o, table), "YG3312"), nullptr);
}

TEST(Dea, identical_rows_are_noted_and_kept) {
  data::Table table = with("x", {2, 2, 2});
  const Fit f = fitted(settings(), table);

  ASSERT_NE(note_of(f, "YG3315"), nullptr);
  EXPECT_EQ(f.score[0], 1);
  EXPECT_EQ(f.score[1], 1);
}

TEST(Dea, an_infeasible_super_program_has_a_status_and_no_number) {
  Options o = settings();
  o.returns = Returns::vrs;
  o.orientation = Orientation::input;
  data::Table table = with("y", {9, 4, 2});
  const data::Panel data = panel(table);
  const Fit f = fit(data, o, Executor::serial());

  const Frame rows = augment(f, data);

  EXPECT_EQ(rows.text("status", 0), "infeasible");
  EXPECT_TRUE(is_missing(rows.number("score", 0)));
  EXPECT_EQ(rows.number("sbm", 0), 1);
  EXPECT_EQ(glance(f).number("infeasible", 0), 1);
  ASSERT_NE(note_of(f, "YG3307"), nullptr);
  EXPECT_THAT(note_of(f, "YG3307")->what.en, HasSubstr("A, 2020"));
}

TEST(Dea, unknown_and_text_columns_are_reported_together) {
  Options o = settings();
  o.inputs = {"xx"};
  o.undesirable = {"city"};
  try {
    fitted(o);
    FAIL();
  } catch (const Error& e) {
    std::vector<std::string> codes;
    for (const Problem& p : e.problems()) codes.push_back(p.code);
    EXPECT_THAT(codes, Contains("YG2104"));
    EXPECT_THAT(codes, Contains("YG3316"));
  }
}

TEST(Dea, a_variable_on_two_sides_is_refused) {
  Options o = settings();
  o.undesirable = {"x"};

  EXPECT_EQ(refusal(o).code, "YG3309");
}

TEST(Dea, settings_that_do_not_go_together_are_refused_with_advice) {
  const auto code = [](const std::function<void(Options&)>& change) {
    Options o = settings();
    change(o);
    const Problem p = refusal(o);
    EXPECT_FALSE(p.mend.en.empty());
    EXPECT_FALSE(p.mend.zh.empty());
    return p.code;
  };

  EXPECT_EQ(code([](Options& o) { o.bad = Bad::weak; }), "YG3330");
  EXPECT_EQ(code([](Options& o) { o.super = Super::tone2002; }), "YG3330");
  EXPECT_EQ(code([](Options& o) { o.super = Super::printed; }), "YG3317");
  EXPECT_EQ(code([](Options& o) { o.negative = "shift(5)"; }), "YG3330");
  EXPECT_EQ(code([](Options& o) { o.negative = "add"; }), "YG3310");
  EXPECT_EQ(code([](Options& o) { o.frontier = "classic"; }), "YG3310");
  EXPECT_EQ(code([](Options& o) { o.zero = "epsilon"; }), "YG3310");
  EXPECT_EQ(code([](Options& o) { o.returns = Returns::grs; }), "YG3318");
  EXPECT_EQ(code([](Options& o) { o.bounds = {0.8, 1.2}; }), "YG3318");
}

TEST(Dea, weights_that_do_not_fit_are_refused) {
  const auto code = [](std::map<std::string, double> weights) {
    Options o = settings();
    o.weights = std::move(weights);
    return refusal(o).code;
  };

  EXPECT_EQ(code({{"good", 2}}), "YG3319");
  EXPECT_EQ(code({{"good", 2}, {"bad", 0}}), "YG3319");
  EXPECT_EQ(code({{"z", 1}}), "YG3319");
  EXPECT_EQ(code({{"y", 1}}), "YG3319");
}

TEST(Dea, weights_by_side_and_by_variable_agree_with_one_good_and_one_bad) {
  Options by_side = settings(), by_variable = settings();
  by_side.weights = {{"good", 3}, {"bad", 1}};
  by_variable.weights = {{"y", 3}, {"b", 1}};

  const Fit a = fitted(by_side), b = fitted(by_variable), equal = fitted(settings());

  EXPECT_EQ(a.score, b.score);
  EXPECT_NE(a.score[2], equal.score[2]);
}

TEST(Dea, tone2002_without_bads_is_the_standard_form) {
  Options standard = settings();
  standard.undesirable.clear();
  Options tone = standard;
  tone.super = Super::tone2002;

  EXPECT_EQ(fitted(standard).score, fitted(tone).score);
}

TEST(Dea, yearly_frontiers_need_a_time_column) {
  Options o = settings();
  o.frontier = "yearly";
  data::Table table = example();

  const Problem p = refusal([&] {
    fit(data::Panel::make(table, {"city", ""}), o, Executor::serial());
  });

  EXPECT_EQ(p.code, "YG3310");
}

TEST(Dea, an_empty_sample_is_refused) {
  EXPECT_EQ(refusal(settings(), with("x", {missing, missing, missing})).code, "YG3313");
}

TEST(Dea, settings_are_read_from_words_and_returns_must_be_stated) {
  Value table = Value::table();
  table.set("model", Value::of("sbm"));
  table.set("inputs", Value::array({Value::of("x")}));
  table.set("outputs", Value::of("y"));
  std::vector<Problem> problems;
  read_options<Options>(table, "efficiency.cee", problems);

  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(problems[0].what.en, HasSubstr("returns"));
  table.set("returns", Value::of("drs"));
  problems.clear();
  EXPECT_EQ(read_options<Options>(table, "efficiency.cee", problems).returns, Returns::nirs);
  EXPECT_TRUE(problems.empty());
}

TEST(Dea, uses_names_the_group_column_too) {
  Options o = settings();
  o.frontier = "group(region)";

  EXPECT_THAT(uses(o), testing::ElementsAre("x", "y", "b", "region"));
}

}  // namespace yugong::frontier::dea
