#include "yugong/base/executor.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <stdexcept>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"

namespace yugong {
namespace {

double sum_of_draws(const Executor& executor) {
  const Random random(7, Purpose::simulation);
  return executor.reduce<double>(
      100003,
      1000,
      [] { return 0.0; },
      [&](double& sum, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) sum += random.normal(i);
      },
      [](double& left, double& right) { left += right; });
}

TEST(Executor, GivesBitIdenticalSumsForAnyWorkerCount) {
  const double serial = sum_of_draws(Executor::serial());
  for (const int workers : {1, 2, 3, 8})
    EXPECT_EQ(sum_of_draws(Executor::threads(workers)), serial) << workers;
}

TEST(Executor, CallsEveryBlockOnce) {
  std::vector<int> calls(1001, 0);
  Executor::threads(4).for_blocks(1001, 10, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) ++calls[i];
  });
  EXPECT_EQ(std::accumulate(calls.begin(), calls.end(), 0), 1001);
  EXPECT_EQ(*std::max_element(calls.begin(), calls.end()), 1);
}

TEST(Executor, CarriesExceptionsToTheCaller) {
  EXPECT_THROW(Executor::threads(3).for_blocks(50,
                                               1,
                                               [](std::size_t i, std::size_t) {
                                                 if (i == 31) throw std::runtime_error("x");
                                               }),
               std::runtime_error);
}

TEST(Executor, StopsBetweenBlocksWhenAsked) {
  std::atomic<bool> stop{false};
  Executor executor;
  executor.stop_flag(&stop);
  std::size_t done = 0;
  EXPECT_THROW(executor.for_blocks(100,
                                   1,
                                   [&](std::size_t, std::size_t) {
                                     if (++done == 5) stop = true;
                                   }),
               Interrupted);
  EXPECT_EQ(done, 5U);
}

}  // namespace
}  // namespace yugong
