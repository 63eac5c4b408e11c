#include "yugong/regression/formula.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/regression/vcov.hpp"

namespace yugong::regression {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string reprinted(const std::string& text, const Sets& sets = {}) {
  return canonical(parse_formula(text, sets));
}

Problem refusal(const std::string& text, const Sets& sets = {}) {
  try {
    parse_formula(text, sets);
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

TEST(Formula, prints_its_canonical_form_which_reads_back_to_itself) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"y~x", "y ~ x"},
      {"y ~ x1+x2 | city + year", "y ~ x1 + x2 | city + year"},
      {"y ~ x | fe1 + fe2 ^ fe3", "y ~ x | fe1 + fe2^fe3"},
      {"y ~ x | city | d ~ z1 + z2", "y ~ x | city | d ~ z1 + z2"},
      {"y ~ x | d ~ z", "y ~ x | d ~ z"},
      {"y ~ x | 0", "y ~ x"},
      {"c(y1, y2) ~ x", "c(y1, y2) ~ x"},
      {"y ~ L.x + L2.x + F.x + D.x", "y ~ L.x + L2.x + F.x + D.x"},
      {"y ~ L(1:3).x", "y ~ L.x + L2.x + L3.x"},
      {"y ~ L(0:1).x", "y ~ x + L.x"},
      {"y ~ L.L.x", "y ~ L2.x"},
      {"y ~ a:b", "y ~ a:b"},
      {"y ~ a*b", "y ~ a + b + a:b"},
      {"y ~ i(year, ref = 2010)", "y ~ i(year, ref=2010)"},
      {"y ~ i(year, treat, ref=2010)", "y ~ i(year, treat, ref=2010)"},
      {"ln(gdp) ~ ln(k) + x^2 + x/pop", "ln(gdp) ~ ln(k) + x^2 + x/pop"},
      {"y ~ I(a + 2*b) + L.ln(x)", "y ~ I(a + 2*b) + L.ln(x)"},
      {"y ~ ln((a - b)/(c*d))", "y ~ ln((a - b)/(c*d))"},
      {"y ~ 0 + x", "y ~ 0 + x"},
      {"y ~ x - 1", "y ~ 0 + x"},
      {"y ~ 1", "y ~ 1"},
      {"y ~ x + x", "y ~ x"},
      {"碳排放效率 ~ 新质生产力 | 城市 + 年份", "碳排放效率 ~ 新质生产力 | 城市 + 年份"},
      {"y ~ `GDP per head` + \"2010gdp\"", "y ~ `GDP per head` + `2010gdp`"},
      {"y ~ gdp.pc", "y ~ gdp.pc"},
      {"y ~ `L.x`", "y ~ `L.x`"},
      {"y ~ l(x) + l(x, 2) + f(x) + d(x)", "y ~ L.x + L2.x + F.x + D.x"},
      {"y ~ l(x, 0:2) + f(x, c(1, 3))", "y ~ x + L.x + L2.x + F.x + F3.x"},
      {"y ~ l(x, -1:1)", "y ~ F.x + x + L.x"},
      {"y ~ d(x, 1:2)", "y ~ D.x + I(x - L2.x)"},
      {"y ~ l(ln(x), 2) + I(l(x) + 1) + l(x):z", "y ~ L2.ln(x) + I(L.x + 1) + L.x:z"},
      {"l(y) ~ d + f + l", "L.y ~ d + f + l"},
      {"y ~ i(year, ref = c(2010, 2011))", "y ~ i(year, ref=c(2010, 2011))"},
      {"y ~ i(year, x, keep = 2012:2014)", "y ~ i(year, x, keep=c(2012, 2013, 2014))"},
      {"y ~ i(地区, ref = 东部, keep = c(东部, 中部))",
       "y ~ i(地区, ref=东部, keep=c(东部, 中部))"},
      {"y ~ x | city [ year ]", "y ~ x | city[year]"},
      {"y ~ x | city[[t]] + year", "y ~ x | city[[t]] + year"},
      {"y ~ x | prov^sector[ln(z1), L.z2]", "y ~ x | prov^sector[ln(z1), L.z2]"},
      {"y ~ x | city + city[[t]]", "y ~ x | city[t]"},
      {"y ~ x | city[a] + city[[b, a]]", "y ~ x | city[a, b]"},
      {"y ~ csw(a, b + c)", "y ~ csw(a, b + c)"},
      {"y ~ x + sw0(a, L(1:2).b) + z | csw0(city, year[[t]])",
       "y ~ x + sw0(a, L.b + L2.b) + z | csw0(city, year[[t]])"},
      {"y ~ sw", "y ~ sw"},
  };
  for (const auto& [written, expected] : cases) {
    EXPECT_EQ(reprinted(written), expected) << written;
    EXPECT_EQ(reprinted(expected), expected) << written;
  }
}

TEST(Formula, replaces_a_set_by_its_terms_and_leaves_terms_out_again) {
  const Sets sets = {{"controls", {"OPEN", "ln(POP)", "@more"}}, {"more", {"ER + GOV"}}};

  EXPECT_EQ(reprinted("CEE ~ NQP + @controls | city", sets),
            "CEE ~ NQP + OPEN + ln(POP) + ER + GOV | city");
  EXPECT_EQ(reprinted("CEE ~ NQP + @controls - ER", sets), "CEE ~ NQP + OPEN + ln(POP) + GOV");
  EXPECT_EQ(reprinted("CEE ~ post:@more", sets), "CEE ~ post:ER + post:GOV");
}

std::vector<std::string> models_of(const std::string& text, const Sets& sets = {}) {
  std::vector<std::string> out;
  for (const Formula& f : each_model(parse_formula(text, sets))) out.push_back(canonical(f));
  return out;
}

TEST(Formula, gives_one_model_for_each_step) {
  EXPECT_THAT(models_of("y ~ sw(a, b)"), ElementsAre("y ~ a", "y ~ b"));
  EXPECT_THAT(models_of("y ~ sw0(a, b)"), ElementsAre("y ~ 1", "y ~ a", "y ~ b"));
  EXPECT_THAT(models_of("y ~ x + csw(a, b + c)"), ElementsAre("y ~ x + a", "y ~ x + a + b + c"));
  EXPECT_THAT(models_of("y ~ csw0(a, b) + x"), ElementsAre("y ~ x", "y ~ a + x", "y ~ a + b + x"));
  EXPECT_THAT(models_of("y ~ mvsw(a, b)"), ElementsAre("y ~ 1", "y ~ a", "y ~ b", "y ~ a + b"));
  EXPECT_THAT(models_of("y ~ x | csw0(city, year)"),
              ElementsAre("y ~ x", "y ~ x | city", "y ~ x | city + year"));
  EXPECT_THAT(models_of("y ~ x | city + sw(year, prov^year, city[[t]])"),
              ElementsAre("y ~ x | city + year", "y ~ x | city + prov^year", "y ~ x | city[t]"));
}

TEST(Formula, runs_through_outcomes_then_regressors_then_effects) {
  EXPECT_THAT(models_of("c(y1, y2) ~ csw(a, b) | sw(city, year)"),
              ElementsAre("y1 ~ a | city",
                          "y1 ~ a | year",
                          "y1 ~ a + b | city",
                          "y1 ~ a + b | year",
                          "y2 ~ a | city",
                          "y2 ~ a | year",
                          "y2 ~ a + b | city",
                          "y2 ~ a + b | year"));
}

TEST(Formula, steps_through_the_members_of_a_set_that_stands_alone) {
  const Sets sets = {{"controls", {"a", "b"}}};

  EXPECT_THAT(models_of("y ~ x + csw(@controls)", sets), ElementsAre("y ~ x + a", "y ~ x + a + b"));
  EXPECT_THAT(models_of("y ~ csw(x, @controls)", sets), ElementsAre("y ~ x", "y ~ x + a + b"));
}

TEST(Formula, refuses_steps_where_they_cannot_stand) {
  EXPECT_EQ(refusal("y ~ csw(a, b) + sw(c, d)").code, "YG2266");
  EXPECT_EQ(refusal("y ~ x:csw(a, b)").code, "YG2253");
  EXPECT_THAT(refusal("y ~ ln(csw(a, b))").mend.en, HasSubstr("a term of its own"));
  EXPECT_EQ(refusal("y ~ csw(a, b):x").code, "YG2266");
  EXPECT_EQ(refusal("y ~ mvsw(a, b, c, d, e, f, g, h, k)").code, "YG2266");
  EXPECT_EQ(refusal("y ~ csw(a, ").code, "YG2251");
  EXPECT_EQ(refusal("y ~ x | csw(city, csw(a, b))").code, "YG2251");
  EXPECT_THROW(by_outcome(parse_formula("y ~ csw(a, b)")), Error);
}

TEST(Formula, refuses_slopes_levels_and_periods_that_are_not_closed_or_no_numbers) {
  for (const char* bad : {"y ~ x | city[t",
                          "y ~ x | city[[t]",
                          "y ~ x | city[]",
                          "y ~ x[t]",
                          "y ~ x | city[i(t)]",
                          "y ~ l(x, 1.5)",
                          "y ~ l(x, k)",
                          "y ~ l(x, 1:2",
                          "y ~ i(year, ref = c(2010",
                          "y ~ i(year, ref = a:b)",
                          "y ~ i(year, bin = 2)"})
    EXPECT_EQ(refusal(bad).code, "YG2251") << bad;
}

TEST(Formula, reads_the_columns_of_steps_and_slopes) {
  const Formula f = parse_formula("y ~ csw(a, L.b) | csw0(city[ln(t)], prov)");

  EXPECT_THAT(variables(f), ElementsAre("y", "a", "b", "city", "t", "prov"));
  EXPECT_EQ(
      unknown_variables(f, std::vector<std::string>{"y", "a", "b", "city", "prov"}).front().term,
      "t");
}

TEST(Formula, names_the_columns_it_reads_once_each) {
  const Formula f = parse_formula("ln(y) ~ L(1:2).x + x:z | prov^year | d ~ L.d");

  EXPECT_THAT(variables(f), ElementsAre("y", "x", "z", "d", "prov", "year"));
}

TEST(Formula, splits_into_one_formula_per_outcome) {
  const std::vector<Formula> parts = by_outcome(parse_formula("c(UIS, GT) ~ NQP | city"));

  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(canonical(parts[1]), "GT ~ NQP | city");
}

TEST(Formula, points_at_unknown_names_and_suggests_near_ones) {
  Place origin;
  origin.file = "study.toml";
  origin.line = 58;
  origin.column = 12;
  origin.source_line = "base2   = \"CEE ~ NPQ + POP\"";
  const Formula f = parse_formula("CEE ~ NPQ + POP", {}, origin);
  const std::vector<std::string> known = {"CEE", "NQP", "POP"};

  const std::vector<Problem> problems = unknown_variables(f, known);

  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code, "YG2104");
  EXPECT_EQ(problems[0].place.column, 18);
  EXPECT_EQ(problems[0].place.length, 3);
  EXPECT_THAT(problems[0].mend.en, HasSubstr("did you mean 'NQP'"));
}

TEST(Formula, refuses_full_width_characters_and_shows_what_to_write) {
  const Problem p = refusal("碳 ~ 新质 ＋ 控制");

  EXPECT_EQ(p.code, "YG2003");
  EXPECT_EQ(p.place.column, 8);
  EXPECT_EQ(p.mend.en, "write 碳 ~ 新质 + 控制");
}

TEST(Formula, refuses_what_it_cannot_mean_with_place_and_advice) {
  struct Case {
    std::string text, code;
    int column;
    std::string advice;
  };

  const std::vector<Case> cases = {
      {"y x", "YG2251", 3, "y ~ x1"},
      {"y ~ x +", "YG2251", 8, "y ~ x1"},
      {"y ~ x z", "YG2251", 7, "put +"},
      {"y ~ x | city | year", "YG2254", 16, "endogenous ~ instruments"},
      {"y ~ x | city | d ~ z | w", "YG2254", 24, "y ~ x | effects"},
      {"y1 + y2 ~ x", "YG2254", 4, "c(y1, y2)"},
      {"y ~ sqroot(x)", "YG2253", 5, "functions"},
      {"y ~ L(x)", "YG2253", 5, "L.x"},
      {"y ~ @ctrl", "YG2252", 5, "[sets]"},
      {"y ~ a#b", "YG2251", 6, "a:b"},
      {"y ~ i.year", "YG2251", 5, "i(year)"},
      {"y ~ 2*x", "YG2251", 5, "I(2*x)"},
      {"y ~ (a + b)", "YG2251", 5, "I(a + b)"},
      {"y ~ x | a:b", "YG2251", 10, "prov^year"},
      {"y ~ ln(x", "YG2251", 9, "y ~ x1"},
      {"y ~ `x", "YG2251", 5, "close it"},
      {"y ~ x - z", "YG2254", 9, "remove"},
      {"", "YG2251", 1, "y ~ x1"},
      {"y ~ 0", "YG2254", 6, "y ~ x"},
      {"y ~ 2010gdp", "YG2251", 9, "back ticks"},
  };
  for (const Case& c : cases) {
    const Problem p = refusal(c.text);
    EXPECT_EQ(p.code, c.code) << c.text;
    EXPECT_EQ(p.place.column, c.column) << c.text;
    EXPECT_THAT(p.mend.en, HasSubstr(c.advice)) << c.text;
    EXPECT_FALSE(p.what.zh.empty()) << c.text;
  }
}

TEST(Formula, refuses_a_set_that_contains_itself) {
  EXPECT_EQ(refusal("y ~ @a", {{"a", {"@b"}}, {"b", {"@a"}}}).code, "YG2252");
}

TEST(Vcov, understands_every_spelling) {
  EXPECT_EQ(parse_vcov("robust").kind, Vcov::Kind::hc1);
  EXPECT_EQ(parse_vcov("IID").text, "iid");
  EXPECT_EQ(parse_vcov("cluster( city , year )").text, "cluster(city, year)");
  EXPECT_EQ(parse_vcov("cluster(prov^year)").clusters[0],
            (std::vector<std::string>{"prov", "year"}));
  EXPECT_EQ(parse_vcov("conley(300km)").number, 300);
  EXPECT_EQ(parse_vcov("wild(city, 999)").number, 999);
  EXPECT_EQ(parse_vcov("dk(2)").kind, Vcov::Kind::driscoll_kraay);
  EXPECT_EQ(parse_vcov("nw").number, -1);
  EXPECT_TRUE(parse_vcov("cr2(city, satterthwaite)").satterthwaite);
  const Vcov conley = parse_vcov("conley(200km, 纬度, 经度, bartlett, radius=6376, lags=2)");
  EXPECT_EQ(conley.coordinates, (std::vector<std::string>{"纬度", "经度"}));
  EXPECT_EQ(conley.kernel, Vcov::Kernel::bartlett);
  EXPECT_EQ(conley.radius_km, 6376);
  EXPECT_EQ(conley.serial_lags, 2);
  EXPECT_EQ(conley.text, "conley(200km, 纬度, 经度, bartlett, radius=6376, lags=2)");
  EXPECT_FALSE(parse_vcov("wild(city, unrestricted)").impose_null);
}

TEST(Vcov, refuses_what_it_does_not_know_and_lists_what_there_is) {
  for (const char* text : {"clutser(city)",
                           "cluster",
                           "cluster()",
                           "iid(city)",
                           "robust city",
                           "cluster(city",
                           "cluster(3)",
                           ""}) {
    try {
      parse_vcov(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const Error& e) {
      EXPECT_EQ(e.first().code, "YG2255") << text;
      EXPECT_THAT(e.first().mend.en, HasSubstr("cluster(a, b)")) << text;
    }
  }
}

}  // namespace
}  // namespace yugong::regression
