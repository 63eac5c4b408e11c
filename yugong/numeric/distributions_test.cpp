#include "yugong/numeric/distributions.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace yugong::numeric {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(Distributions, AgreeWithPublishedTablesAndTheirOwnInverses) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  EXPECT_NEAR(chi2_upper(3.841458820694124, 1), 0.05, 1e-13);
  EXPECT_NEAR(f_upper(3.841458820694124, 1, infinity), 0.05, 1e-13);
  EXPECT_NEAR(t_two_sided(t_quantile(0.975, 241), 241), 0.05, 1e-13);
}

TEST(Distributions, KeepFarTails) {
  EXPECT_NEAR(t_two_sided(31.68756, 241) / 6.57e-88, 1, 0.01);
  EXPECT_GT(normal_two_sided(30), 0);
}

TEST(Distributions, GiveNanForNanAndLimitsForInfinity) {
  EXPECT_TRUE(std::isnan(t_two_sided(NAN, 5)));
  EXPECT_TRUE(std::isnan(t_two_sided(1, 0)));
  EXPECT_EQ(t_two_sided(infinity, 5), 0);
  EXPECT_EQ(t_two_sided(2, infinity), normal_two_sided(2));
  EXPECT_EQ(chi2_upper(-1, 3), 1);
}

}  // namespace
}  // namespace yugong::numeric
