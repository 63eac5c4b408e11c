#include "yugong/frontier/productivity_index.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/column.hpp"

namespace yugong::frontier::productivity {

TEST(ProductivityIndex, malmquist_of_the_worked_example) {
  // City B: productivity 0.5 then 0.75; best practice 1 then 2.
  const Change c = adjacent(Index::malmquist, {0.5, 0.375, 0.25, 0.75});

  EXPECT_DOUBLE_EQ(c.index, 1.5);
  EXPECT_DOUBLE_EQ(c.ec, 0.75);
  EXPECT_DOUBLE_EQ(c.tc, 2);
}

TEST(ProductivityIndex, malmquist_luenberger_by_hand) {
  // sqrt((1.5 * 1.8) / (1.2 * 1.25)), ec = 1.5 / 1.25
  const Change c = adjacent(Index::malmquist_luenberger, {0.5, 0.25, 0.8, 0.2});

  EXPECT_DOUBLE_EQ(c.index, std::sqrt(1.8));
  EXPECT_DOUBLE_EQ(c.ec, 1.2);
  EXPECT_DOUBLE_EQ(c.tc, std::sqrt(1.8) / 1.2);
}

TEST(ProductivityIndex, luenberger_by_hand) {
  // ((0.5 - 0.2) + (0.8 - 0.25)) / 2, ec = 0.5 - 0.25
  const Change c = adjacent(Index::luenberger, {0.5, 0.25, 0.8, 0.2});

  EXPECT_DOUBLE_EQ(c.index, 0.425);
  EXPECT_DOUBLE_EQ(c.ec, 0.25);
  EXPECT_DOUBLE_EQ(c.tc, 0.175);
}

TEST(ProductivityIndex, common_technology_by_hand) {
  const Change ratio = common(Index::malmquist, {0.5, 0.6, 0.4, 0.6});
  EXPECT_DOUBLE_EQ(ratio.index, 1.5);
  EXPECT_DOUBLE_EQ(ratio.ec, 1.2);
  EXPECT_DOUBLE_EQ(ratio.tc, 1.25);

  const Change distance = common(Index::malmquist_luenberger, {0.2, 0.0, 0.5, 0.25});
  EXPECT_DOUBLE_EQ(distance.index, 1.2);
  EXPECT_DOUBLE_EQ(distance.ec, 1.2);
  EXPECT_DOUBLE_EQ(distance.tc, 1);

  const Change difference = common(Index::luenberger, {0.2, 0.0, 0.5, 0.25});
  EXPECT_DOUBLE_EQ(difference.index, 0.25);
  EXPECT_DOUBLE_EQ(difference.ec, 0.2);
  EXPECT_DOUBLE_EQ(difference.tc, 0.05);
}

TEST(ProductivityIndex, no_solution_in_a_cross_period_program_leaves_the_efficiency_change) {
  for (const Index index : {Index::malmquist, Index::malmquist_luenberger, Index::luenberger}) {
    const Change c = adjacent(index, {0.5, 0.25, missing, 0.2});

    EXPECT_TRUE(is_missing(c.index));
    EXPECT_TRUE(is_missing(c.tc));
    EXPECT_FALSE(is_missing(c.ec));
  }
}

TEST(ProductivityIndex, a_ratio_without_meaning_is_missing_and_never_infinite) {
  EXPECT_TRUE(is_missing(change(Index::malmquist, 0, 0.5)));
  EXPECT_TRUE(is_missing(change(Index::malmquist_luenberger, 0.5, -1)));
  EXPECT_TRUE(is_missing(change(Index::malmquist_luenberger, -1.5, -0.5)));
  EXPECT_TRUE(is_missing(rest(Index::malmquist, 0, 0)));
  EXPECT_TRUE(is_missing(change(Index::malmquist, 0.5, 0)));
}

TEST(ProductivityIndex, the_parts_multiply_or_add_up_to_the_index) {
  for (const Index index : {Index::malmquist, Index::malmquist_luenberger, Index::luenberger}) {
    const Change crs = adjacent(index, {0.53, 0.71, 0.41, 0.93});
    const Change vrs = adjacent(index, {0.61, 0.77, 0.58, 0.98});
    const ScaleSplit split = scale_split(index, crs.ec, 0.61, 0.77);
    const RayDesli parts = ray_desli(index, crs.index, vrs);

    EXPECT_NEAR(chained(index, crs.ec, crs.tc), crs.index, 1e-15);
    EXPECT_NEAR(chained(index, split.pec, split.sec), crs.ec, 1e-15);
    EXPECT_EQ(split.pec, parts.pec);
    EXPECT_NEAR(
        chained(index, chained(index, parts.pec, parts.tc_vrs), parts.sc), crs.index, 1e-15);
  }
}

TEST(ProductivityIndex, means_are_geometric_or_arithmetic_and_leave_out_what_is_missing) {
  EXPECT_DOUBLE_EQ(mean(Index::malmquist, std::vector<double>{2, 0.5, missing, 4}), std::cbrt(4.0));
  EXPECT_DOUBLE_EQ(mean(Index::luenberger, std::vector<double>{0.5, -0.25, missing}), 0.125);
  EXPECT_TRUE(is_missing(mean(Index::malmquist, std::vector<double>{missing})));
}

}  // namespace yugong::frontier::productivity
