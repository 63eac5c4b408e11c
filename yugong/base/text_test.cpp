#include "yugong/base/text.hpp"

#include <gtest/gtest.h>

namespace yugong::text {
namespace {

using Words = std::vector<std::string>;

TEST(Text, TrimsFullWidthAndHardSpaces) {
  EXPECT_EQ(trim("　\xC2\xA0 太原 \t　"), "太原");
}

TEST(Text, CountsChineseCharactersAsTwoColumns) {
  EXPECT_EQ(display_width("GDP总值"), 7U);
  EXPECT_EQ(pad_right("太原", 6), "太原  ");
}

TEST(Text, NormalisesFullWidthDigits) {
  EXPECT_EQ(normalise("１２．５％"), "12.5%");
}

TEST(Text, ReadsNumbersWholeOrNotAtAll) {
  double x = 0;
  EXPECT_TRUE(parse_number("-1.5e3", x));
  EXPECT_EQ(x, -1500);
  for (const char* bad : {"", "12.3.5", "1,000", "nan", "inf", "0x10", "+-1", "5 ", "-"})
    EXPECT_FALSE(parse_number(bad, x)) << bad;
}

TEST(Text, PrintsNoMinusZero) {
  EXPECT_EQ(fixed(-0.0001, 3), "0.000");
  EXPECT_EQ(fixed(-0.0006, 3), "-0.001");
}

TEST(Text, CountsATranspositionAsOneEdit) {
  EXPECT_EQ(edit_distance("NPQ", "NQP"), 1U);
  EXPECT_EQ(edit_distance("太原市", "太原"), 1U);
}

TEST(Text, FindsTheNearestNameFirst) {
  const Words names{"gdp", "gdp_real", "gdp_index", "co2"};
  EXPECT_EQ(nearest("gdp_rael", names), (Words{"gdp_real"}));
  EXPECT_TRUE(nearest("population", names).empty());
}

TEST(Text, FindsChineseNamesByTheirCharacters) {
  const Words names{"新质生产力", "碳排放效率", "人口规模"};
  EXPECT_EQ(nearest("碳效率", names), (Words{"碳排放效率"}));
}

TEST(Text, SuggestsInBothLanguages) {
  const Text hint = did_you_mean("NPQ", Words{"NQP", "CEE"});
  EXPECT_EQ(hint.en, "; did you mean 'NQP'?");
  EXPECT_EQ(hint.zh, "；是否指 'NQP'？");
}

TEST(Text, RoundTripsEveryDouble) {
  for (const double x : {0.1, 1.0 / 3, 1e300, 2.2250738585072014e-308, -2.5, 2010.0})
    EXPECT_EQ(std::stod(round_trip(x)), x);
  EXPECT_EQ(round_trip(2010), "2010");
  EXPECT_EQ(round_trip(1e-4), "0.0001");
}

}  // namespace
}  // namespace yugong::text
