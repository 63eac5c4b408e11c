#include "yugong/index/principal_components.hpp"

#include <cmath>

#include "yugong/base/column.hpp"
#include "yugong/index/testing.hpp"

namespace yugong::index {
namespace {

using testing::expect_near;

TEST(PrincipalComponents, OfTwoCorrelatedIndicatorsAreTheirSumAndDifference) {
  const EigenPairs pairs = symmetric_eigen({{1, 0.6}, {0.6, 1}}, false);
  expect_near(pairs.values, {1.6, 0.4}, 1e-14);
  expect_near(pairs.vectors[0], {std::sqrt(0.5), std::sqrt(0.5)}, 1e-14);
  // Both entries are equally large: the first one is made positive.
  expect_near(pairs.vectors[1], {std::sqrt(0.5), -std::sqrt(0.5)}, 1e-14);
}

TEST(PrincipalComponents, SignRulesDifferWhereTheLargestEntryStandsAlone) {
  const std::vector<std::vector<double>> r = {{1, -0.5, -0.5}, {-0.5, 1, 0.2}, {-0.5, 0.2, 1}};
  const EigenPairs largest = symmetric_eigen(r, false), sum = symmetric_eigen(r, true);
  EXPECT_GT(largest.vectors[0][0], 0);
  EXPECT_LT(sum.vectors[0][0], 0);
  // The difference of the second and third cancels: it keeps the direction of the other rule.
  EXPECT_GT(sum.vectors[1][1], 0);
  EXPECT_GT(sum.vectors[2][0] + sum.vectors[2][1] + sum.vectors[2][2], 0);
}

TEST(PrincipalComponents, ReachingCountsAShareThatIsMetExactly) {
  EXPECT_EQ(reaching({2, 1, 1}, 0.5), 1u);
  EXPECT_EQ(reaching({2, 1, 1}, 0.51), 2u);
  EXPECT_EQ(reaching({2, 1, 1}, 1.0), 3u);
}

TEST(PrincipalComponents, AdequacyOfTwoIndicatorsIsOneHalf) {
  // With two indicators the partial correlation is the correlation itself, so that KMO = 1/2.
  const Adequacy a = adequacy({{1, 0.6}, {0.6, 1}}, 50);
  EXPECT_NEAR(a.kmo, 0.5, 1e-14);
  EXPECT_NEAR(a.statistic, -(49 - 9.0 / 6) * std::log(1 - 0.36), 1e-12);
  EXPECT_EQ(a.df, 1);
}

TEST(PrincipalComponents, AdequacyOfASingularMatrixIsMissing) {
  const Adequacy a = adequacy({{1, 1}, {1, 1}}, 50);
  EXPECT_TRUE(is_missing(a.kmo));
  EXPECT_TRUE(is_missing(a.statistic));
}

}  // namespace
}  // namespace yugong::index
