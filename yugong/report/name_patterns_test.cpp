#include "yugong/report/name_patterns.hpp"

#include <gtest/gtest.h>

namespace yugong::report {
namespace {

TEST(NamePatterns, a_star_stands_for_any_run_of_characters) {
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("L*.CEE", "L2.CEE"));
  EXPECT_TRUE(matches("*year*", "2010.year"));
  EXPECT_TRUE(matches("a*b*c", "aXbbYc"));
  EXPECT_TRUE(matches("新质*", "新质生产力"));
  EXPECT_FALSE(matches("a*b*c", "aXbbY"));
  EXPECT_FALSE(matches("NQP", "NQP_pca"));
  EXPECT_FALSE(matches("", "x"));
  EXPECT_TRUE(matches_any({"x", "N*"}, "NQP"));
  EXPECT_FALSE(matches_any({}, "NQP"));
}

}  // namespace
}  // namespace yugong::report
