#include "yugong/study/names.hpp"

#include <gtest/gtest.h>

namespace yugong::study {
namespace {

std::vector<std::string> list(std::string_view text) {
  std::vector<std::string> out;
  for (const NameUse& use : names_in(text)) out.push_back((use.is_set ? "@" : "") + use.name);
  return out;
}

using Names = std::vector<std::string>;

TEST(Names, of_a_formula_leave_out_functions_lags_and_arguments) {
  EXPECT_EQ(list("CEE ~ L.CEE + L(1:3).NQP + ln(POP) + @controls | city + year"),
            (Names{"CEE", "CEE", "NQP", "POP", "@controls", "city", "year"}));
  EXPECT_EQ(list("y ~ i(year, ref=2010) + `人均 GDP` + x^2 + a:b"),
            (Names{"y", "year", "人均 GDP", "x", "a", "b"}));
}

TEST(Names, of_an_expression_leave_out_texts_and_words_of_the_language) {
  EXPECT_EQ(list("if(region in [\"上游\"], 1, 0) and year == 2010"), (Names{"region", "year"}));
  EXPECT_EQ(list("pim(invest, price = invest_index, base = 2010)"),
            (Names{"invest", "invest_index"}));
  EXPECT_EQ(list("conley(300km)"), Names{});
}

TEST(Names, may_be_chinese_and_have_parts) {
  EXPECT_EQ(list("效率 ~ NQP.创新 + x"), (Names{"效率", "NQP.创新", "x"}));
}

TEST(Names, know_their_column_in_characters) {
  const std::vector<NameUse> uses = names_in("效率 ~ xx");

  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses[1].column, 5U);
}

TEST(Names, of_sets_are_expanded_where_they_stand) {
  const Sets sets = {{"controls", {"a", "b"}}};

  EXPECT_EQ(expand_sets("y ~ x + @controls | city", sets), "y ~ x + a + b | city");
  EXPECT_EQ(expand_sets("c(@controls) ~ x", sets), "c(a, b) ~ x");
  EXPECT_EQ(expand_sets("y ~ @other", sets), "y ~ @other");
  EXPECT_EQ(expand_sets("y ~ x + csw0(@controls)", sets), "y ~ x + csw0(a, b)");
  EXPECT_EQ(expand_sets("y ~ csw(x, @controls)", sets), "y ~ csw(x, a + b)");
}

TEST(Names, are_swapped_whole) {
  EXPECT_EQ(swap_names("y ~ NQP + NQP_pca + L.NQP", {{"NQP", "Q"}}), "y ~ Q + NQP_pca + L.Q");
}

TEST(Names, of_several_outcomes_are_taken_apart) {
  std::string rest;

  EXPECT_EQ(outcomes_of("c(UIS, GT) ~ NQP | city", rest), (Names{"UIS", "GT"}));
  EXPECT_EQ(rest, "~ NQP | city");
  EXPECT_EQ(outcomes_of("ln(y) ~ x", rest), (Names{"ln(y)"}));
}

std::vector<std::string> models(const std::string& formula) {
  std::vector<std::string> out;
  for (const SingleModel& m : models_of(formula))
    out.push_back(m.id + (m.id.empty() ? "" : ": ") + m.formula);
  return out;
}

TEST(Models, of_one_formula_is_the_formula_as_written) {
  EXPECT_EQ(models(" y ~x|city"), (Names{" y ~x|city"}));
  EXPECT_EQ(models("y ~ x | d ~ z"), (Names{"y ~ x | d ~ z"}));
}

TEST(Models, of_steps_are_numbered_within_each_outcome) {
  EXPECT_EQ(models("y ~ csw(a, b + c) | city"),
            (Names{"1: y ~ a | city", "2: y ~ a + b + c | city"}));
  EXPECT_EQ(models("c(y, ln(z)) ~ x + sw0(a) + 0 | csw0(city, prov^year)"),
            (Names{"y.1: y ~ x + 0 | 0",
                   "y.2: y ~ x + 0 | city",
                   "y.3: y ~ x + 0 | city + prov^year",
                   "y.4: y ~ x + a + 0 | 0",
                   "y.5: y ~ x + a + 0 | city",
                   "y.6: y ~ x + a + 0 | city + prov^year",
                   "ln(z).1: ln(z) ~ x + 0 | 0",
                   "ln(z).2: ln(z) ~ x + 0 | city",
                   "ln(z).3: ln(z) ~ x + 0 | city + prov^year",
                   "ln(z).4: ln(z) ~ x + a + 0 | 0",
                   "ln(z).5: ln(z) ~ x + a + 0 | city",
                   "ln(z).6: ln(z) ~ x + a + 0 | city + prov^year"}));
  EXPECT_EQ(models("y ~ mvsw(a, b)"), (Names{"1: y ~ 1", "2: y ~ a", "3: y ~ b", "4: y ~ a + b"}));
}

TEST(Models, of_steps_keep_lists_of_functions_and_instruments_whole) {
  EXPECT_EQ(models("y ~ sw(l(x, 1:2), i(year, ref = c(1, 2)), `a,b`) | city[t, z] | d ~ z"),
            (Names{"1: y ~ l(x, 1:2) | city[t, z] | d ~ z",
                   "2: y ~ i(year, ref = c(1, 2)) | city[t, z] | d ~ z",
                   "3: y ~ `a,b` | city[t, z] | d ~ z"}));
}

}  // namespace
}  // namespace yugong::study
