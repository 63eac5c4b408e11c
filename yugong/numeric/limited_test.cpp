#include "yugong/numeric/limited.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::numeric {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Data {
  std::vector<double> y, x, lower, upper, weights;
  std::size_t p = 2;

  LimitedSample sample() const { return {y, x, p, lower, upper, weights}; }
};

/// y* = 1 + 0.5 z + 0.8 e.
Data latent(std::size_t n, std::uint64_t seed = 7) {
  Random draws(seed, Purpose::simulation);
  Data d;
  d.x.assign(n, 1.0);
  for (std::size_t i = 0; i < n; ++i) d.x.push_back(draws.next_normal());
  for (std::size_t i = 0; i < n; ++i)
    d.y.push_back(1 + 0.5 * d.x[n + i] + 0.8 * draws.next_normal());
  return d;
}

Data censored(std::size_t n, double low, double high) {
  Data d = latent(n);
  for (double& v : d.y) v = std::min(std::max(v, low), high);
  d.lower = {low};
  d.upper = {high};
  return d;
}

Data truncated(std::size_t n, double low, double high) {
  const Data all = latent(n);
  Data d;
  std::vector<double> z;
  for (std::size_t i = 0; i < n; ++i)
    if (all.y[i] > low && all.y[i] < high) {
      d.y.push_back(all.y[i]);
      z.push_back(all.x[n + i]);
    }
  d.x.assign(d.y.size(), 1.0);
  d.x.insert(d.x.end(), z.begin(), z.end());
  d.lower = {low};
  d.upper = {high};
  return d;
}

struct Answer {
  LimitedFit fit;
  std::vector<double> beta;
  double sigma = 0;
};

Answer solve(LimitKind kind, const Data& d) {
  Answer out;
  out.beta.assign(d.p, 0.0);
  LimitedWorkspace work;
  out.fit = fit_limited(kind, d.sample(), out.beta, out.sigma, work);
  return out;
}

/// The definition, row by row, with plain probabilities.
double by_definition(LimitKind kind, const Data& d, const std::vector<double>& beta, double sigma) {
  double sum = 0;
  for (std::size_t i = 0; i < d.y.size(); ++i) {
    double mean = 0;
    for (std::size_t j = 0; j < d.p; ++j) mean += beta[j] * d.x[j * d.y.size() + i];
    const double low = d.lower.empty() ? -infinity : d.lower[d.lower.size() == 1 ? 0 : i];
    const double high = d.upper.empty() ? infinity : d.upper[d.upper.size() == 1 ? 0 : i];
    const double z = (d.y[i] - mean) / sigma;
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * M_PI) / sigma;
    const double below = normal_cdf((low - mean) / sigma),
                 above = normal_cdf((mean - high) / sigma);
    const double w = d.weights.empty() ? 1 : d.weights[i];
    if (kind == LimitKind::truncated)
      sum += w * std::log(density / (1 - below - above));
    else
      sum += w * std::log(d.y[i] <= low ? below : d.y[i] >= high ? above : density);
  }
  return sum;
}

void expect_a_maximum(LimitKind kind, const Data& d) {
  const Answer a = solve(kind, d);
  ASSERT_EQ(a.fit.status, LimitedStatus::converged) << word(a.fit.status);
  EXPECT_NEAR(a.fit.loglik, by_definition(kind, d, a.beta, a.sigma), 1e-9 * std::abs(a.fit.loglik));
  const LimitedInference inference = limited_inference(kind, d.sample(), a.beta, a.sigma);
  const std::size_t size = d.p + 1;
  const auto value = [&](std::size_t i, double a_step, std::size_t j, double b_step) {
    std::vector<double> at = a.beta;
    at.push_back(a.sigma);
    at[i] += a_step;
    at[j] += b_step;
    const double s = at.back();
    at.pop_back();
    return by_definition(kind, d, at, s);
  };
  for (std::size_t i = 0; i < size; ++i) {
    const double h = 1e-4;
    EXPECT_NEAR((value(i, h, i, 0) - value(i, -h, i, 0)) / (2 * h), 0, 1e-4) << "gradient " << i;
    double sum = 0;
    for (std::size_t r = 0; r < d.y.size(); ++r)
      sum += (d.weights.empty() ? 1 : d.weights[r]) * inference.scores[i * d.y.size() + r];
    EXPECT_NEAR(sum, 0, 1e-8) << "sum of scores " << i;
    for (std::size_t j = 0; j <= i; ++j) {
      const double second =
          (value(i, h, j, h) - value(i, h, j, -h) - value(i, -h, j, h) + value(i, -h, j, -h)) /
          (4 * h * h);
      const double scale =
          std::sqrt(inference.information[i * size + i] * inference.information[j * size + j]);
      EXPECT_NEAR(-second / scale, inference.information[j * size + i] / scale, 1e-5) << i << j;
    }
  }
}

TEST(limited, censored_fits_are_stationary_points_of_the_definition) {
  expect_a_maximum(LimitKind::censored, censored(400, 0.4, infinity));
  expect_a_maximum(LimitKind::censored, censored(400, -infinity, 1.5));
  expect_a_maximum(LimitKind::censored, censored(400, 0.4, 1.5));
}

TEST(limited, truncated_fits_are_stationary_points_of_the_definition) {
  expect_a_maximum(LimitKind::truncated, truncated(400, 0.4, infinity));
  expect_a_maximum(LimitKind::truncated, truncated(400, -infinity, 1.5));
  expect_a_maximum(LimitKind::truncated, truncated(600, -0.5, 2.0));
}

TEST(limited, weights_and_limits_of_each_row_enter_the_likelihood) {
  Data d = latent(300);
  Random draws(3, Purpose::simulation);
  for (double& y : d.y) {
    d.lower.push_back(draws.next_uniform());
    d.upper.push_back(draws.next_uniform() < 0.5 ? infinity : 1.5);
    d.weights.push_back(0.5 + draws.next_uniform());
    y = std::min(std::max(y, d.lower.back()), d.upper.back());
  }

  expect_a_maximum(LimitKind::censored, d);
}

TEST(limited, without_limits_is_least_squares_with_divisor_n) {
  const Data d = latent(200);

  const Answer censored = solve(LimitKind::censored, d), truncated = solve(LimitKind::truncated, d);

  double z = 0, zz = 0, y = 0, zy = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    z += d.x[200 + i] / 200;
    y += d.y[i] / 200;
  }
  for (std::size_t i = 0; i < 200; ++i) {
    zz += (d.x[200 + i] - z) * (d.x[200 + i] - z);
    zy += (d.x[200 + i] - z) * d.y[i];
  }
  double rss = 0;
  for (std::size_t i = 0; i < 200; ++i)
    rss += std::pow(d.y[i] - y - zy / zz * (d.x[200 + i] - z), 2);
  EXPECT_NEAR(censored.beta[1], zy / zz, 1e-12);
  EXPECT_NEAR(truncated.beta[1], zy / zz, 1e-12);
  EXPECT_NEAR(censored.sigma, std::sqrt(rss / 200), 1e-12);
}

TEST(limited, recovers_the_parameters_of_a_simulation) {
  for (const LimitKind kind : {LimitKind::censored, LimitKind::truncated}) {
    const Data d =
        kind == LimitKind::censored ? censored(20000, 0.5, 2) : truncated(20000, 0.5, infinity);

    const Answer a = solve(kind, d);

    const LimitedInference inference = limited_inference(kind, d.sample(), a.beta, a.sigma);
    const double truth[] = {1, 0.5, 0.8};
    for (std::size_t j = 0; j < 3; ++j) {
      const double se = std::sqrt(inference.covariance[j * 4]);
      EXPECT_LT(se, 0.03);
      EXPECT_NEAR(j < 2 ? a.beta[j] : a.sigma, truth[j], 3 * se);
    }
  }
}

TEST(limited, follows_units_of_measure) {
  Data d = truncated(400, 0.4, infinity), other = d;
  for (double& y : other.y) y *= 1e6;
  for (std::size_t i = 0; i < d.y.size(); ++i) other.x[d.y.size() + i] *= 1e-4;
  other.lower = {0.4e6};

  const Answer a = solve(LimitKind::truncated, d), b = solve(LimitKind::truncated, other);

  EXPECT_NEAR(b.beta[0], a.beta[0] * 1e6, 1e-5 * std::abs(a.beta[0]));
  EXPECT_NEAR(b.beta[1], a.beta[1] * 1e10, 1e-9 * std::abs(b.beta[1]));
  EXPECT_NEAR(b.sigma, a.sigma * 1e6, 1e-5);
}

TEST(limited, a_warm_start_gives_the_same_answer_in_fewer_steps) {
  const Data d = truncated(400, 0.4, infinity);
  const Answer cold = solve(LimitKind::truncated, d);
  Answer warm = cold;
  LimitedWorkspace work;

  warm.fit = fit_limited(LimitKind::truncated, d.sample(), warm.beta, warm.sigma, work);

  EXPECT_LE(warm.fit.iterations, 1);
  EXPECT_LT(warm.fit.iterations, cold.fit.iterations);
  EXPECT_NEAR(warm.beta[1], cold.beta[1], 1e-12);
}

TEST(limited, a_far_warm_start_reaches_the_maximum_too) {
  const Data d = truncated(400, 0.4, infinity);
  const Answer cold = solve(LimitKind::truncated, d);
  LimitedWorkspace work;
  for (const double away : {-30.0, -3.0, 3.0, 30.0})
    for (const double wide : {0.05, 1.0, 20.0}) {
      std::vector<double> beta = {away, -away};
      double sigma = wide;

      const LimitedFit fit = fit_limited(LimitKind::truncated, d.sample(), beta, sigma, work);

      EXPECT_EQ(fit.status, LimitedStatus::converged) << away << ' ' << wide << word(fit.status);
      EXPECT_NEAR(beta[0], cold.beta[0], 1e-8);
      EXPECT_NEAR(sigma, cold.sigma, 1e-8);
    }
}

TEST(limited, says_when_there_is_no_maximum) {
  Data all_at_the_limit = censored(50, 5, infinity);
  EXPECT_EQ(solve(LimitKind::censored, all_at_the_limit).fit.status, LimitedStatus::no_maximum);

  Data separated = censored(200, 0.4, infinity);  // z above zero: always at the limit
  for (std::size_t i = 0; i < 200; ++i) {
    const bool high = separated.x[200 + i] > 0;
    separated.x[200 + i] = high ? 1 : 0;
    if (high) separated.y[i] = 0.4;
  }
  EXPECT_EQ(solve(LimitKind::censored, separated).fit.status, LimitedStatus::no_maximum);

  Data exact = latent(20);
  for (std::size_t i = 0; i < 20; ++i) exact.y[i] = 2 + exact.x[20 + i];
  EXPECT_EQ(solve(LimitKind::censored, exact).fit.status, LimitedStatus::no_maximum);

  Data heavy;  // a tail longer than that of an exponential: the variance grows for ever
  for (int i = 1; i <= 100; ++i) heavy.y.push_back(std::pow(-std::log(i / 101.0), 2));
  heavy.x.assign(100, 1.0);
  heavy.p = 1;
  heavy.lower = {0};
  EXPECT_EQ(solve(LimitKind::truncated, heavy).fit.status, LimitedStatus::no_maximum);
}

TEST(limited, says_when_the_columns_or_the_limits_do_not_fit) {
  Data twice = censored(50, 0, infinity);
  for (std::size_t i = 0; i < 50; ++i) twice.x[50 + i] = 2;
  EXPECT_EQ(solve(LimitKind::censored, twice).fit.status, LimitedStatus::collinear);

  Data crossing = censored(50, 0, infinity);
  crossing.upper = {-1};
  EXPECT_EQ(solve(LimitKind::censored, crossing).fit.status, LimitedStatus::outside);

  Data beyond = latent(50);
  beyond.lower = {1};
  EXPECT_EQ(solve(LimitKind::truncated, beyond).fit.status, LimitedStatus::outside);
}

TEST(distributions, log_probabilities_keep_their_digits_in_the_tails) {
  // By Laplace's continued fraction in 60 digits.
  EXPECT_NEAR(log_normal_cdf(-5) / -15.0649983939887257361, 1, 1e-15);
  EXPECT_NEAR(log_normal_cdf(-40) / -804.608442013753788167, 1, 1e-15);
  EXPECT_NEAR(log_normal_cdf(-1e6) / -500000000014.734449091, 1, 1e-15);
  EXPECT_NEAR(log_normal_cdf(9) / -1.12858840595384064774e-19, 1, 1e-14);
  EXPECT_NEAR(normal_tail(-5).inverse_mills / 5.18650396712584211562, 1, 1e-14);
  EXPECT_NEAR(normal_tail(-20).inverse_mills / 20.0497530685278505422, 1, 1e-15);
  for (const double x : {-10.0 - 1e-9, -10.0 + 1e-9})  // both ways of computing it meet
    EXPECT_NEAR(normal_tail(x).inverse_mills, 10.0980932339625119628, 2e-9);
  EXPECT_NEAR(log_normal_between(-1, 1), std::log(0.68268949213708589717), 1e-15);
  EXPECT_NEAR(log_normal_between(8, 9), log_normal_between(-9, -8), 0);
  EXPECT_NEAR(
      log_normal_between(8, 9), std::log(6.2209605742717841e-16 - 1.1285884059538406e-19), 1e-12);
}

}  // namespace
}  // namespace yugong::numeric
