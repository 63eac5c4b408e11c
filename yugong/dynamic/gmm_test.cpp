#include <gtest/gtest.h>

#include "yugong/dynamic/gmm.hpp"

namespace yugong::dynamic::gmm {
namespace {

TEST(gmm, names_itself) {
  EXPECT_EQ(verb().name, "gmm");
}

}  // namespace
}  // namespace yugong::dynamic::gmm
