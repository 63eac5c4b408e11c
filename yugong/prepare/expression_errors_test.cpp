#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/text.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/filter.hpp"
#include "yugong/prepare/test_panel.hpp"

/// Every wrong expression: its code, the column it points at (1 is the first character of the
/// text), and a word of its advice.
namespace yugong::prepare {
namespace {

using testing::HasSubstr;

struct Mistake {
  const char* text;
  const char* code;
  int column;
  const char* advice;
};

void PrintTo(const Mistake& m, std::ostream* out) {
  *out << m.text;
}

data::Panel panel() {
  data::Panel p =
      test::grid({"太原", "大同"},
                 {2010, 2011},
                 {{"gdp", {1, 2, 3, 4}}, {"pop", {1, 1, 2, 2}}, {"invest", {1, 2, 3, 4}}});
  p.table().add(Column::of("region", test::Texts{"上游", "上游", "中游", "中游"}));
  return p;
}

class WrongExpression : public testing::TestWithParam<Mistake> {};

TEST_P(WrongExpression, says_what_where_and_how_to_mend) {
  const Mistake m = GetParam();

  try {
    const Expression e = parse_expression(m.text);
    evaluate(e, panel());
    FAIL() << "accepted";
  } catch (const Error& error) {
    const Problem& p = error.first();
    EXPECT_EQ(p.code, m.code) << p.what.en;
    EXPECT_EQ(p.kind, Kind::study);
    EXPECT_EQ(p.place.column, m.column) << p.what.en;
    EXPECT_THAT(p.mend.en, HasSubstr(m.advice)) << p.what.en;
    EXPECT_FALSE(p.what.zh.empty());
    EXPECT_FALSE(p.mend.zh.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Expressions,
    WrongExpression,
    testing::Values(Mistake{"", "YG2040", 1, "ln(gdp / pop)"},
                    Mistake{"gdp +", "YG2040", 6, "complete it"},
                    Mistake{"gdp * / pop", "YG2040", 7, "a column, a number or a function"},
                    Mistake{"gdp pop", "YG2040", 5, "back-ticks"},
                    Mistake{"(gdp + pop", "YG2041", 1, "add )"},
                    Mistake{"gdp + pop)", "YG2041", 10, "remove it"},
                    Mistake{"gdp, pop", "YG2040", 4, "one expression"},
                    Mistake{"region == \"上游", "YG2041", 11, "close it"},
                    Mistake{"`gdp + 1", "YG2041", 1, "back-tick"},
                    Mistake{"ln（gdp）", "YG2003", 3, "write ("},
                    Mistake{"gdp ＋ pop", "YG2003", 5, "write +"},
                    Mistake{"region == “上游”", "YG2003", 11, "write \""},
                    Mistake{"gdp × 2", "YG2003", 5, "write *"},
                    Mistake{"year ≥ 2010", "YG2003", 6, "write >="},
                    Mistake{"gdp　+ 1", "YG2003", 4, "ordinary space"},
                    Mistake{"gdp > .", "YG2042", 7, "missing(x)"},
                    Mistake{"gdp @ 2", "YG2042", 5, "formulas"},
                    Mistake{"{gdp}", "YG2042", 1, "( ) for groups"},
                    Mistake{"gdp * 10%", "YG2040", 9, "0.1"},
                    Mistake{"2gdp + 1", "YG2040", 1, "`2gdp`"},
                    Mistake{"1.2.3", "YG2040", 1, "back-ticks"},
                    Mistake{"2010 <= year <= 2011", "YG2040", 14, "between(year"},
                    Mistake{"[1, 2]", "YG2040", 1, "in [\"a\", \"b\"]"},
                    Mistake{"region in \"上游\"", "YG2040", 11, "in [\"a\", \"b\"]"},
                    Mistake{"region in []", "YG2040", 11, "at least one"},
                    Mistake{"gdp not pop", "YG2040", 5, "x != y"},
                    Mistake{"L. + 1", "YG2040", 1, "L.gdp"},
                    Mistake{"lnn(gdp)", "YG2140", 1, "'ln'"},
                    Mistake{"standard_cola(power = gdp)", "YG2140", 1, "standard_coal"},
                    Mistake{"ln(gdp, 2)", "YG2240", 1, "ln(x)"},
                    Mistake{"if(gdp > 1, 2)", "YG2240", 1, "if(condition, a, b)"},
                    Mistake{"mean(gdp, pop)", "YG2240", 1, "mean(x, by = region)"},
                    Mistake{"mean(gdp, bye = region)", "YG2141", 11, "'by'"},
                    Mistake{"mean(gdp, by = region, by = year)", "YG2141", 24, "keep one"},
                    Mistake{"ln(gdp,)", "YG2040", 8, "remove the comma"},
                    Mistake{"pim(delta = 0.1, invest)", "YG2240", 18, "before delta ="},
                    Mistake{"gpd / pop", "YG2104", 1, "gdp"},
                    Mistake{"mean(gdp, by = regoin)", "YG2104", 16, "region"},
                    Mistake{"region + 1", "YG2241", 1, "numeric"},
                    Mistake{"ln(region)", "YG2241", 4, "numeric column"},
                    Mistake{"region == 1", "YG2241", 1, "quotes"},
                    Mistake{"gdp == \"1\"", "YG2241", 1, "quotes"},
                    Mistake{"region == \"\"", "YG2241", 1, "missing(x)"},
                    Mistake{"if(gdp > 1, region, 2)", "YG2241", 1, "two texts or two numbers"},
                    Mistake{"dummy(year, \"2010\")", "YG2241", 1, "dummy(year, 2015)"},
                    Mistake{"lag(gdp, pop)", "YG2241", 10, "write a number"},
                    Mistake{"lag(gdp, 1.5)", "YG2242", 10, "lag(x, k)"},
                    Mistake{"split(gdp, 1)", "YG2242", 12, "split(x, 2"},
                    Mistake{"percentile(gdp, 125)", "YG2242", 17, "25, not 0.25"},
                    Mistake{"winsor(gdp, 99, 1)", "YG2242", 1, "winsor(x, 1, 99)"},
                    Mistake{"rank(gdp, order = downward)", "YG2242", 19, "order = ascending"},
                    Mistake{"round(gdp, 0)", "YG2242", 1, "round(x, 0.01)"},
                    Mistake{"mean(gdp, by = ln(pop))", "YG2241", 16, "by = region"}));

TEST(ExpressionErrors, all_unknown_names_come_together) {
  try {
    evaluate(parse_expression("gpd / popp"), panel());
    FAIL();
  } catch (const Error& error) {
    ASSERT_EQ(error.problems().size(), 2u);
    EXPECT_EQ(error.problems()[1].place.column, 7);
    EXPECT_EQ(error.problems()[1].place.length, 4);
  }
}

TEST(ExpressionErrors, all_full_width_characters_come_together) {
  try {
    parse_expression("ln（gdp）＋1");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.problems().size(), 3u);
  }
}

TEST(ExpressionErrors, point_into_the_line_of_the_study_file_after_chinese_text) {
  Place place;
  place.file = "study.toml";
  place.line = 31;
  place.source_line = "碳强度 = \"gdp / gpd\"";
  place.column = 7;  // the opening quote

  try {
    evaluate(parse_expression("gdp / gpd", place), panel());
    FAIL();
  } catch (const Error& error) {
    const Problem& p = error.first();
    EXPECT_EQ(p.place.line, 31);
    EXPECT_EQ(p.place.column, 14);
    EXPECT_EQ(p.place.length, 3);
    EXPECT_THAT(to_text(p), HasSubstr("study.toml:31:14: YG2104"));
  }
}

TEST(ExpressionErrors, invalid_utf8_is_refused) {
  EXPECT_THROW(parse_expression("gdp + \xff\xfe"), Error);
}

TEST(ExpressionErrors, a_filter_must_be_a_condition) {
  try {
    condition(parse_expression("year - 2005"), panel());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.first().code, "YG2244");
  }
}

TEST(ExpressionErrors, time_functions_need_a_time_column) {
  data::Table table;
  table.add(Column::of("city", test::Texts{"a", "b"}));
  table.add(Column::of("x", test::Numbers{1, 2}));
  const data::Panel p = data::Panel::make(table, {"city", ""});

  try {
    evaluate(parse_expression("L.x"), p);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.first().code, "YG1413");
  }
}

TEST(ExpressionErrors, keys_of_the_panel_cannot_be_replaced) {
  data::Panel p = panel();

  EXPECT_THROW(derive(p, "year", parse_expression("year + 1")), Error);
}

}  // namespace
}  // namespace yugong::prepare
