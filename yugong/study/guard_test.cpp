#include "yugong/study/guard.hpp"

#include <gtest/gtest.h>

#include "yugong/study/reader.hpp"

namespace yugong::study {
namespace {

std::string advice(std::string_view text) {
  const std::vector<Problem> problems = guard(text, "study.toml");
  return problems.empty() ? "" : problems.front().mend.en;
}

TEST(Guard, lets_plain_toml_pass) {
  EXPECT_TRUE(guard("[a]\nx = [\n  1,\n  [2, 3],\n]\n\"键\" = '值'  # 注释：可以\ny = "
                    "\"\"\"多行\n：文字\"\"\"\n",
                    "f")
                  .empty());
}

TEST(Guard, writes_the_line_with_ascii_punctuation) {
  EXPECT_NE(advice("range ＝ [2010，2023]\n").find("range = [2010, 2023]"), std::string::npos);
  EXPECT_NE(advice("range：[2010, 2023]\n").find("range = [2010, 2023]"), std::string::npos);
  EXPECT_NE(advice("seed = １２\n").find("seed = 12"), std::string::npos);
}

TEST(Guard, puts_chinese_keys_and_values_in_quotes) {
  EXPECT_NE(advice("变量 = 1\n").find("\"变量\" = 1"), std::string::npos);
  EXPECT_NE(advice("order = [“上游”, “下游”]\n").find("order = [\"上游\", \"下游\"]"),
            std::string::npos);
  EXPECT_NE(advice("[index.新质]\n").find("[index.\"新质\"]"), std::string::npos);
}

TEST(Guard, counts_columns_in_characters_and_reports_a_line_once) {
  const std::vector<Problem> problems = guard("a = 1\nb = \"中文\" ， ：\n", "study.toml");

  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code, "YG2003");
  EXPECT_EQ(problems[0].place.line, 2);
  EXPECT_EQ(problems[0].place.column, 10);
}

TEST(Guard, names_a_bracket_that_no_key_follows) {
  EXPECT_EQ(guard("[\n", "f").size(), 1U);
  EXPECT_EQ(guard("[[\n", "f").size(), 1U);
  EXPECT_EQ(guard("  [ ]\n", "f").size(), 1U);
  EXPECT_TRUE(guard("[ a ]\n[[b]]\n[\"c\"]\n", "f").empty());
}

TEST(Guard, stands_between_the_parser_and_letters_it_cannot_bear) {
  for (const char* text : {"[\n",
                           "é = 1\n",
                           "α\n",
                           "x = é\n",
                           "[\"\n",
                           "[a\n",
                           "= 1\n",
                           "a = [[[\n",
                           "a = {\n",
                           "\"\"\"\n",
                           "a.b = ]\n"}) {
    EXPECT_THROW(read_toml(text, "f"), Error) << text;
  }
}

}  // namespace
}  // namespace yugong::study
