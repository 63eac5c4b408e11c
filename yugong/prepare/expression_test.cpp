#include "yugong/prepare/expression.hpp"

#include <cmath>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/prepare/test_panel.hpp"

namespace yugong::prepare {
namespace {

using test::grid;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::NanSensitiveDoubleEq;
using testing::Pointwise;

/// Two cities, 2010 to 2012, with a gap in x and a Chinese column.
data::Panel small() {
  data::Panel p = grid({"太原", "大同"},
                       {2010, 2011, 2012},
                       {{"x", {1, 2, missing, 4, 5, 6}},
                        {"gdp", {10, 20, 40, 5, 5, 10}},
                        {"人均GDP", {1, 1, 2, 2, 3, 3}},
                        {"l", {7, 7, 7, 8, 8, 8}},
                        {"zero", {0, 1, 0, 1, 0, 1}}});
  p.table().add(Column::of("region", test::Texts{"上游", "上游", "上游", "中游", "中游", ""}));
  return p;
}

std::vector<double> value(const std::string& text, const data::Panel& panel = small()) {
  return evaluate(parse_expression(text), panel).numbers;
}

void expect(const std::string& text,
            const std::vector<double>& wanted,
            const data::Panel& panel = small()) {
  EXPECT_THAT(value(text, panel), Pointwise(testing::NanSensitiveDoubleNear(1e-12), wanted))
      << text;
}

double one(const std::string& text) {
  return value(text).front();
}

TEST(Expression, arithmetic_binds_as_in_books) {
  EXPECT_EQ(one("1 + 2 * 3"), 7);
  EXPECT_EQ(one("(1 + 2) * 3"), 9);
  EXPECT_EQ(one("2 ^ 3 ^ 2"), 512);
  EXPECT_EQ(one("-2 ^ 2"), -4);
  EXPECT_EQ(one("2 ^ -1"), 0.5);
  EXPECT_EQ(one("2 ** 3"), 8);
  EXPECT_EQ(one("8 / 4 / 2"), 1);
  EXPECT_EQ(one("8 - 4 - 2"), 2);
  EXPECT_EQ(one("2 ^ 3 * 4"), 32);
  EXPECT_EQ(one("1.5e2 + .5"), 150.5);
}

TEST(Expression, not_binds_weaker_than_comparison_and_stronger_than_and) {
  EXPECT_EQ(one("not 1 == 2 and 1 == 1"), 1);
  EXPECT_EQ(one("!(1 == 1) | 2 > 1"), 1);
  EXPECT_EQ(one("1 == 1 or 1 == 2 and 1 == 3"), 1);
  EXPECT_EQ(one("1 + 1 = 2"), 1);
}

TEST(Expression, missing_operands_make_arithmetic_and_comparison_missing) {
  expect("x + 1", {2, 3, missing, 5, 6, 7});
  expect("x > 1", {0, 1, missing, 1, 1, 1});
  expect("x ^ 0", {1, 1, missing, 1, 1, 1});
  expect("1 ^ x", {1, 1, missing, 1, 1, 1});
  expect("NA", {missing, missing, missing, missing, missing, missing});
}

TEST(Expression, and_or_follow_three_valued_logic) {
  expect("x > 0 and gdp > 1000", {0, 0, 0, 0, 0, 0});
  expect("x > 0 or gdp > 0", {1, 1, 1, 1, 1, 1});
  expect("x > 0 and gdp > 0", {1, 1, missing, 1, 1, 1});
  expect("not x > 0", {0, 0, missing, 0, 0, 0});
}

TEST(Expression, a_filter_drops_rows_whose_condition_is_missing_unlike_stata) {
  const std::vector<bool> holds = condition(parse_expression("x > 1"), small());

  EXPECT_EQ(holds, (std::vector<bool>{false, true, false, true, true, true}));
}

TEST(Expression, chinese_and_back_ticked_names_are_names) {
  expect("人均GDP * 2", {2, 2, 4, 4, 6, 6});
  expect("`人均GDP` + `l`", {8, 8, 9, 10, 11, 11});
  EXPECT_THAT(names(parse_expression("ln(人均GDP) + `a (b)` + CO₂ + x1_y")),
              ElementsAre("人均GDP", "a (b)", "CO₂", "x1_y"));
}

TEST(Expression, texts_compare_and_stand_in_lists) {
  expect("region == '上游'", {1, 1, 1, 0, 0, missing});
  expect("region != \"上游\"", {0, 0, 0, 1, 1, missing});
  expect("region in [\"上游\", \"中游\"]", {1, 1, 1, 1, 1, missing});
  expect("region not in [\"上游\"]", {0, 0, 0, 1, 1, missing});
  expect("year in [2010, 2012]", {1, 0, 1, 1, 0, 1});
  expect("city == \"太原\"", {1, 1, 1, 0, 0, 0});
}

TEST(Expression, if_chooses_by_row_and_passes_missing_conditions_on) {
  expect("if(x > 1, 10, 20)", {20, 10, missing, 10, 10, 10});
  EXPECT_THAT(evaluate(parse_expression("if(region = \"上游\", \"A\", \"B\")"), small()).texts,
              ElementsAre("A", "A", "A", "B", "B", ""));
}

TEST(Expression, row_functions_give_textbook_values) {
  EXPECT_DOUBLE_EQ(one("ln(exp(2))"), 2);
  EXPECT_DOUBLE_EQ(one("log(exp(2))"), 2);
  EXPECT_DOUBLE_EQ(one("log10(1000)"), 3);
  EXPECT_EQ(one("sqrt(9) + abs(-2) + sign(-7)"), 4);
  EXPECT_EQ(one("round(2.5) + round(-2.5)"), 0);
  EXPECT_EQ(one("round(0.285, 0.01)"), std::round(28.499999999999996) / 100);
  EXPECT_EQ(one("round(1234, 100)"), 1200);
  EXPECT_EQ(one("floor(-1.5) + ceil(1.2)"), 0);
  expect("max(x, 3)", {3, 3, 3, 4, 5, 6});
  expect("min(x, gdp, 3)", {1, 2, 3, 3, 3, 3});
  expect("rowmean(x, gdp)", {5.5, 11, 40, 4.5, 5, 8});
  expect("rowsum(x, gdp)", {11, 22, 40, 9, 10, 16});
  expect("missing(x)", {0, 0, 1, 0, 0, 0});
  expect("missing(region)", {0, 0, 0, 0, 0, 1});
  expect("coalesce(x, 0)", {1, 2, 0, 4, 5, 6});
  expect("between(year, 2011, 2012)", {0, 1, 1, 0, 1, 1});
  expect("dummy(year, 2011)", {0, 1, 0, 0, 1, 0});
  expect("dummy(region, \"中游\", \"下游\")", {0, 0, 0, 1, 1, missing});
}

TEST(Expression, lags_follow_the_calendar_not_the_row) {
  data::Panel whole =
      grid({"a", "b"}, {2010, 2011, 2012, 2014}, {{"x", {1, 2, 4, 8, 10, 20, 40, 80}}});

  expect("L.x", {missing, 1, 2, missing, missing, 10, 20, missing}, whole);
  expect("L2.x", {missing, missing, 1, 4, missing, missing, 10, 40}, whole);
  expect("lag(x, 2)", {missing, missing, 1, 4, missing, missing, 10, 40}, whole);
  expect("F.x", {2, 4, missing, missing, 20, 40, missing, missing}, whole);
  expect("lead(x, 2)", {4, missing, 8, missing, 40, missing, 80, missing}, whole);
  expect("D.x", {missing, 1, 2, missing, missing, 10, 20, missing}, whole);
  expect("D2.x", {missing, missing, 1, missing, missing, missing, 10, missing}, whole);
  expect("G.x", {missing, 1, 1, missing, missing, 1, 1, missing}, whole);
  expect("D.ln(x)",
         {missing, std::log(2), std::log(2), missing, missing, std::log(2), std::log(2), missing},
         whole);
  expect("L.(x + 1)", {missing, 2, 3, missing, missing, 11, 21, missing}, whole);
  expect("L.D.x", {missing, missing, 1, missing, missing, missing, 10, missing}, whole);
  expect("L.x ^ 2", {missing, 1, 4, missing, missing, 100, 400, missing}, whole);
  expect("cumsum(x)", {1, 3, 7, 15, 10, 30, 70, 150}, whole);
}

TEST(Expression, a_column_called_l_is_no_lag) {
  expect("l * 2", {14, 14, 14, 16, 16, 16});
}

TEST(Expression, group_statistics_pass_over_missing_values) {
  expect("mean(x, by = region)", {1.5, 1.5, 1.5, 4.5, 4.5, missing});
  expect("sum(x, by = unit)", {3, 3, 3, 15, 15, 15});
  expect("count(x, by = unit)", {2, 2, 2, 3, 3, 3});
  expect("mean(x, by = time)", {2.5, 3.5, 6, 2.5, 3.5, 6});
  expect("mean(x, by = year)", {2.5, 3.5, 6, 2.5, 3.5, 6});
  expect("mean(x)", {3.6, 3.6, 3.6, 3.6, 3.6, 3.6});
  expect("max(x, by = city) - min(x, by = city)", {1, 1, 1, 2, 2, 2});
  expect("sd(gdp, by = city)",
         {std::sqrt(700.0 / 3),
          std::sqrt(700.0 / 3),
          std::sqrt(700.0 / 3),
          std::sqrt(25.0 / 3),
          std::sqrt(25.0 / 3),
          std::sqrt(25.0 / 3)});
  expect("median(gdp, by = city)", {20, 20, 20, 5, 5, 5});
  expect("mean(gdp, by = [region, year])", {10, 20, 40, 5, 5, missing});
  expect("percentile(gdp, 50)", {10, 10, 10, 10, 10, 10});
}

TEST(Expression, quantile_and_median_splits_put_ties_below) {
  data::Panel p = grid({"a", "b", "c", "d"}, {2010}, {{"x", {1, 2, 2, 9}}});

  expect("split(x, 2)", {1, 1, 1, 2}, p);
  expect("split(x, 4)", {1, 2, 2, 4}, p);
  expect("above_median(x)", {0, 0, 0, 1}, p);
  expect("above_median(gdp, by = year)", {1, 1, 1, 0, 0, 0});
}

TEST(Expression, ranks_average_ties) {
  data::Panel p = grid({"a", "b", "c", "d"}, {2010}, {{"x", {5, 1, 5, missing}}});

  expect("rank(x)", {2.5, 1, 2.5, missing}, p);
  expect("rank(x, order = descending)", {1.5, 3, 1.5, missing}, p);
  expect("rank(x, order = descending, ties = min)", {1, 3, 1, missing}, p);
}

TEST(Expression, scales_and_winsor) {
  expect("minmax(gdp, by = city)", {0, 1.0 / 3, 1, 0, 0, 1});
  expect("minmax(gdp, by = city, reverse = true)", {1, 2.0 / 3, 0, 1, 1, 0});
  expect("z(l)",
         {-0.5 / std::sqrt(0.3),
          -0.5 / std::sqrt(0.3),
          -0.5 / std::sqrt(0.3),
          0.5 / std::sqrt(0.3),
          0.5 / std::sqrt(0.3),
          0.5 / std::sqrt(0.3)});
  expect("winsor(gdp, 20, 80)", {10, 20, 20, 5, 5, 10});
  expect("winsor(gdp, 20, 80, trim = true)", {10, 20, missing, 5, 5, 10});
}

TEST(Expression, names_are_exact) {
  EXPECT_THAT(names(parse_expression("mean(x, by = [region, time])")), ElementsAre("x", "region"));
  EXPECT_THAT(names(parse_expression("mean(x, by = `time`)")), ElementsAre("x", "time"));
  EXPECT_THAT(
      names(parse_expression("pim(invest, price = p, base = 2010, delta = d, initial = growth)")),
      ElementsAre("invest", "p", "d"));
  EXPECT_THAT(names(parse_expression("pim(invest, delta = 0.1, initial = k0)")),
              ElementsAre("invest", "k0"));
  EXPECT_THAT(names(parse_expression("pim(invest, delta = 0.1, initial = ratio(10))")),
              ElementsAre("invest"));
  EXPECT_THAT(names(parse_expression("standard_coal(power = power_use, 天然气 = gas, unit = tce)")),
              ElementsAre("power_use", "gas"));
  EXPECT_THAT(names(parse_expression("rank(x, order = descending) + L2.x + true")),
              ElementsAre("x"));
  EXPECT_THAT(names(parse_expression("1 + 2")), IsEmpty());
}

TEST(Expression, what_becomes_missing_is_said_with_its_rows) {
  std::vector<Problem> notes;

  const data::DataColumn c = evaluate(parse_expression("ln(zero) + gdp / zero"), small(), &notes);

  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].code, "YG1410");
  EXPECT_THAT(notes[0].what.en, HasSubstr("太原, 2010; 太原, 2012; 大同, 2011"));
  EXPECT_EQ(notes[1].code, "YG1411");
  EXPECT_TRUE(is_missing(c.numbers[0]));
  EXPECT_FALSE(is_missing(c.numbers[1]));
}

TEST(Expression, overflow_is_missing_and_said) {
  std::vector<Problem> notes;

  const data::DataColumn c = evaluate(parse_expression("exp(gdp * 1000) * 1e300"), small(), &notes);

  EXPECT_TRUE(is_missing(c.numbers[0]));
  EXPECT_FALSE(notes.empty());
}

TEST(Expression, derive_adds_a_marked_column_with_its_formula_and_a_change_row) {
  data::Panel p = small();

  derive(p, "y", parse_expression("x * 2"));

  const data::DataColumn& y = p.table().column("y");
  EXPECT_EQ(y.formula, "x * 2");
  EXPECT_EQ(y.mark(0), data::Mark::derived);
  ASSERT_EQ(p.table().changes().size(), 1u);
  EXPECT_EQ(p.table().changes()[0].step, "derive");
  EXPECT_EQ(p.table().changes()[0].cells, 5u);
}

TEST(Expression, the_unit_of_measure_is_carried_where_it_stays_true) {
  data::Panel p = small();
  p.table().edit("gdp").unit = "亿元";

  EXPECT_EQ(evaluate(parse_expression("L.gdp"), p).unit, "亿元");
  EXPECT_EQ(evaluate(parse_expression("gdp + gdp"), p).unit, "亿元");
  EXPECT_EQ(evaluate(parse_expression("ln(gdp)"), p).unit, "");
  EXPECT_EQ(evaluate(parse_expression("gdp / x"), p).unit, "");
}

TEST(Expression, results_do_not_depend_on_the_order_of_rows_in_the_file) {
  const std::string text = "L.x + mean(x, by = year) + rank(x, by = year) + split(x, 2)";
  data::Table forward, backward;
  forward.add(Column::of("city", test::Texts{"a", "a", "b", "b"}));
  forward.add(Column::of("year", test::Numbers{2010, 2011, 2010, 2011}));
  forward.add(Column::of("x", test::Numbers{3, 1, 4, 1.5}));
  backward = forward.take({3, 2, 1, 0});

  const data::Panel p = data::Panel::make(forward, {"city", "year"}),
                    q = data::Panel::make(backward, {"city", "year"});

  for (std::size_t i = 0; i < p.rows(); ++i)
    for (std::size_t j = 0; j < q.rows(); ++j)
      if (p.key(i) == q.key(j)) {
        EXPECT_THAT(value(text, p)[i], NanSensitiveDoubleEq(value(text, q)[j]));
      }
}

TEST(Expression, every_function_is_in_the_reference_page) {
  std::ifstream in(std::string(YUGONG_SOURCE_DIR) + "/docs/reference/expressions.md");
  std::stringstream page;
  page << in.rdbuf();

  for (const FunctionInfo& f : functions())
    EXPECT_THAT(page.str(), HasSubstr("`" + f.name + "(")) << f.name;
}

/// Any text gives a value or an Error with a place; nothing else.
TEST(Expression, random_texts_never_crash_the_parser) {
  const std::vector<std::string> parts = {"x",
                                          "gdp",
                                          "region",
                                          "人均GDP",
                                          "1",
                                          "2.5",
                                          "\"上游\"",
                                          "+",
                                          "-",
                                          "*",
                                          "/",
                                          "^",
                                          "(",
                                          ")",
                                          "[",
                                          "]",
                                          ",",
                                          "==",
                                          "=",
                                          "<",
                                          "and",
                                          "or",
                                          "not",
                                          "in",
                                          "L.",
                                          "D2.",
                                          "ln(",
                                          "mean(",
                                          "by =",
                                          "if(",
                                          "split(",
                                          "winsor(",
                                          "deflate(",
                                          "pim(",
                                          "base = 2010",
                                          "standard_coal(",
                                          "power =",
                                          "`",
                                          "'",
                                          "（",
                                          "\xff",
                                          "1e",
                                          "..",
                                          "NA",
                                          "true",
                                          "rank(",
                                          "order = descending",
                                          "initial = ratio(",
                                          "delta = 0.1",
                                          "lag("};
  const data::Panel panel = small();
  Random random(20260412, Purpose::simulation);
  std::size_t fine = 0;

  for (int k = 0; k < 20000; ++k) {
    std::string text;
    const std::uint64_t length = 1 + random.next_below(9);
    for (std::uint64_t i = 0; i < length; ++i)
      text += parts[random.next_below(parts.size())] + (random.next_below(3) == 0 ? "" : " ");
    try {
      const Expression e = parse_expression(text);
      EXPECT_EQ(evaluate(e, panel).size(), panel.rows()) << text;
      ++fine;
    } catch (const Error& error) {
      for (const Problem& p : error.problems()) {
        EXPECT_FALSE(p.what.en.empty() || p.what.zh.empty() || p.mend.en.empty()) << text;
        EXPECT_NE(p.kind, Kind::bug) << text;
      }
    }
  }

  EXPECT_GT(fine, 300u);
}

TEST(Expression, deep_and_long_texts_are_refused_not_overrun) {
  EXPECT_THROW(parse_expression(std::string(5000, '(') + "1"), Error);
  EXPECT_THROW(parse_expression(std::string(5000, '-') + "1"), Error);
  std::string longest = "1";
  for (int i = 0; i < 3000; ++i) longest += "+1";
  EXPECT_THROW(parse_expression(longest), Error);
}

}  // namespace
}  // namespace yugong::prepare
