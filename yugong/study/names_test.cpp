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

}  // namespace
}  // namespace yugong::study
