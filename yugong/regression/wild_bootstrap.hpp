#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"
#include "yugong/regression/vcov.hpp"

/// Wild cluster bootstrap of a t statistic (Cameron, Gelbach and Miller 2008; Roodman, Nielsen,
/// MacKinnon and Webb 2019): y* = X b~ + v_g u~, the residuals of each cluster multiplied by one
/// draw, b~ and u~ with the null imposed or not; t* with CR1. Draws are functions of (seed, draw,
/// cluster). With Rademacher draws and 2^G <= replications every sign vector is taken once.
///
/// A draw counts when |t*| exceeds |t| by more than a relative 1e-9: the vectors of equal signs
/// give |t| itself. The p value is the share of draws that count; `equal_tail` doubles the smaller
/// tail. The interval inverts the test over the null value by bisection.
namespace yugong::regression {

struct WildModel {
  const Absorption* absorption = nullptr;
  const Matrix* x = nullptr;        ///< [n x k] residualised regressors, of full rank
  std::span<const double> y;        ///< [n] residualised outcome
  std::span<const double> weights;  ///< [n] or empty
  const Factor* clusters = nullptr;
  double factor = 1;  ///< small-sample factor of CR1
};

struct WildOptions {
  long replications = 999;
  Vcov::Draws draws = Vcov::Draws::automatic;
  bool impose_null = true;
  bool equal_tail = false;
  std::uint64_t seed = 1;
  double level = 0.95;
};

struct WildTest {
  double estimate = 0, t = 0;
  double p = 0;
  double low = 0, high = 0;  ///< infinite where the test never rejects on that side
  long draws = 0, counted = 0, ties = 0;
  bool enumerated = false;
};

/// Test of  coefficient `which` = `null`.
WildTest wild_test(const WildModel& model,
                   std::size_t which,
                   double null,
                   bool interval,
                   const WildOptions& options,
                   const Executor& executor);

}  // namespace yugong::regression
