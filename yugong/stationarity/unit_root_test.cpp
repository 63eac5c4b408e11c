#include "yugong/stationarity/unit_root.hpp"

#include <gtest/gtest.h>

namespace yugong::stationarity::unit_root {
namespace {

TEST(dickey_fuller_law, equals_the_p_values_of_urca) {
  EXPECT_NEAR(dickey_fuller_p_value(-2.86154, Deterministic::constant), 0.05, 1e-4);
}

}  // namespace
}  // namespace yugong::stationarity::unit_root
