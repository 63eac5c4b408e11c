#include "yugong/base/random.hpp"

#include <cmath>
#include <set>
#include <vector>

#include <Random123/philox.h>
#include <gtest/gtest.h>

namespace yugong {
namespace {

TEST(Random, AgreesWithThePublishedVectorsOfPhilox) {
  // kat_vectors of Random123, philox4x64 with 10 rounds: counter and key all zero, then all ones.
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  const auto zero = r123::Philox4x64{}({{0, 0, 0, 0}}, {{0, 0}});
  const auto full = r123::Philox4x64{}({{ones, ones, ones, ones}}, {{ones, ones}});
  const std::uint64_t expected_zero[] = {
      0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b};
  const std::uint64_t expected_full[] = {
      0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(zero[i], expected_zero[i]);
    EXPECT_EQ(full[i], expected_full[i]);
  }
}

TEST(Random, DrawsAreAFunctionOfTheirNumber) {
  Random a(42, Purpose::bootstrap, 903);
  const Random b(42, Purpose::bootstrap, 903);
  std::vector<double> in_order;
  for (int i = 0; i < 20; ++i) in_order.push_back(a.next_uniform());
  EXPECT_EQ(b.uniform(17), in_order[17]);
}

TEST(Random, PurposesReplicatesAndStreamsDoNotShareDraws) {
  std::set<std::uint64_t> seen;
  for (const Purpose p : {Purpose::simulation, Purpose::bootstrap})
    for (std::uint64_t replicate = 0; replicate < 3; ++replicate)
      for (std::uint64_t stream = 0; stream < 3; ++stream)
        for (std::uint64_t draw = 0; draw < 9; ++draw)
          EXPECT_TRUE(seen.insert(Random(1, p, replicate, stream).bits(draw)).second);
}

TEST(Random, NormalDrawsHaveTheirMomentsAndTails) {
  const Random r(3, Purpose::simulation);
  double sum = 0, squares = 0, beyond = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double x = r.normal(static_cast<std::uint64_t>(i));
    sum += x;
    squares += x * x;
    beyond += std::abs(x) > 1.959963984540054 ? 1 : 0;
  }
  EXPECT_NEAR(sum / n, 0, 4 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, 4 * std::sqrt(2.0 / n));
  EXPECT_NEAR(beyond / n, 0.05, 4 * std::sqrt(0.05 * 0.95 / n));
}

TEST(Random, WholeNumbersBelowALimitAreEven) {
  Random r(5, Purpose::permutation);
  std::vector<int> count(7, 0);
  for (int i = 0; i < 70000; ++i) ++count[r.next_below(7)];
  for (const int c : count) EXPECT_NEAR(c, 10000, 400);
}

}  // namespace
}  // namespace yugong
