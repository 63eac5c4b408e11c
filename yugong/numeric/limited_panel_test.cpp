#include "yugong/numeric/limited_panel.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::numeric {
namespace {

struct Data {
  std::vector<double> y, x, lower = {0}, upper = {2.5};
  std::vector<std::int32_t> unit;

  LimitedSample sample() const { return {y, x, 2, lower, upper, {}}; }
};

/// y* = 1 + 0.5 z + su a + 0.8 e within [0, 2.5].
Data world(int units, int periods, double su) {
  Random draws(17, Purpose::simulation);
  Data d;
  std::vector<double> z;
  for (int k = 0; k < units; ++k) {
    const double effect = su * draws.next_normal();
    for (int t = 0; t < periods; ++t) {
      z.push_back(draws.next_normal());
      const double latent = 1 + 0.5 * z.back() + effect + 0.8 * draws.next_normal();
      d.y.push_back(std::min(std::max(latent, 0.0), 2.5));
      d.unit.push_back(k);
    }
  }
  d.x.assign(d.y.size(), 1.0);
  d.x.insert(d.x.end(), z.begin(), z.end());
  return d;
}

LimitedPanelFit fit(const Data& d, int points = 16) {
  std::vector<double> beta(2, 0.0);
  double sigma = 0;
  LimitedWorkspace work;
  fit_limited(LimitKind::censored, d.sample(), beta, sigma, work);
  return fit_limited_panel(d.sample(), d.unit, beta, sigma, points);
}

/// The definition: Simpson's rule over the effect.
double by_definition(const Data& d, double b0, double b1, double su, double se) {
  double sum = 0;
  const std::size_t n = d.y.size();
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    for (end = begin; end < n && d.unit[end] == d.unit[begin];) ++end;
    const auto joint = [&](double a) {
      double f = std::exp(-a * a / 2) / std::sqrt(2 * M_PI);
      for (std::size_t i = begin; i < end; ++i) {
        const double mean = b0 + b1 * d.x[n + i] + su * a, e = (d.y[i] - mean) / se;
        f *= d.y[i] <= 0     ? normal_cdf(-mean / se)
             : d.y[i] >= 2.5 ? normal_cdf((mean - 2.5) / se)
                             : std::exp(-e * e / 2) / std::sqrt(2 * M_PI) / se;
      }
      return f;
    };
    const int steps = 400;
    const double wide = 9, h = 2 * wide / steps;
    double integral = joint(-wide) + joint(wide);
    for (int k = 1; k < steps; ++k) integral += (k % 2 == 0 ? 2 : 4) * joint(-wide + k * h);
    sum += std::log(integral * h / 3);
  }
  return sum;
}

TEST(limited_panel, nodes_integrate_polynomials_against_the_normal) {
  for (const int points : {4, 7, 16, 33, 64}) {
    const Hermite rule = gauss_hermite(points);
    double mass = 0, square = 0, sixth = 0;
    for (std::size_t q = 0; q < rule.node.size(); ++q) {
      const double z2 = 2 * rule.node[q] * rule.node[q];
      mass += rule.weight[q] / std::sqrt(M_PI);
      square += rule.weight[q] / std::sqrt(M_PI) * z2;
      sixth += rule.weight[q] / std::sqrt(M_PI) * z2 * z2 * z2;
    }
    EXPECT_NEAR(mass, 1, 1e-13);
    EXPECT_NEAR(square, 1, 1e-12);
    EXPECT_NEAR(sixth, 15, 1e-11);
  }
}

TEST(limited_panel, estimates_are_a_maximum_of_the_definition) {
  const Data d = world(60, 6, 0.7);

  const LimitedPanelFit f = fit(d, 24);

  ASSERT_EQ(f.status, LimitedStatus::converged);
  const std::vector<double> at = {f.beta[0], f.beta[1], f.sigma_u, f.sigma_e};
  const auto value = [&](std::size_t i, double a, std::size_t j, double b) {
    std::vector<double> m = at;
    m[i] += a;
    m[j] += b;
    return by_definition(d, m[0], m[1], m[2], m[3]);
  };
  EXPECT_NEAR(f.loglik, value(0, 0, 0, 0), 1e-7);
  const double h = 1e-3;
  std::vector<double> information(16);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR((value(i, 1e-4, i, 0) - value(i, -1e-4, i, 0)) / 2e-4, 0, 1e-3) << i;
    for (std::size_t j = 0; j < 4; ++j)
      information[j * 4 + i] =
          -(value(i, h, j, h) - value(i, h, j, -h) - value(i, -h, j, h) + value(i, -h, j, -h)) /
          (4 * h * h);
  }
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 4; ++k)
        product += information[k * 4 + i] * f.covariance[j * 4 + k];
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-3) << i << j;
    }
}

TEST(limited_panel, scores_are_derivatives_of_each_unit) {
  const Data d = world(5, 6, 0.7);
  const LimitedPanelFit f = fit(d, 32);
  ASSERT_EQ(f.status, LimitedStatus::converged);
  Data one = d;  // the third unit alone
  one.y.assign(d.y.begin() + 12, d.y.begin() + 18);
  one.unit.assign(6, 0);
  one.x.assign(6, 1.0);
  one.x.insert(one.x.end(), d.x.begin() + 30 + 12, d.x.begin() + 30 + 18);
  std::vector<double> at = {f.beta[0], f.beta[1], f.sigma_u, f.sigma_e};
  for (std::size_t j = 0; j < 4; ++j) {
    const double keep = at[j], h = 1e-5;
    at[j] = keep + h;
    const double up = by_definition(one, at[0], at[1], at[2], at[3]);
    at[j] = keep - h;
    const double down = by_definition(one, at[0], at[1], at[2], at[3]);
    at[j] = keep;
    EXPECT_NEAR(f.scores[j * 5 + 2], (up - down) / (2 * h), 1e-5) << j;
  }
}

TEST(limited_panel, recovers_the_parameters_of_a_simulation) {
  const LimitedPanelFit f = fit(world(400, 8, 0.6));

  ASSERT_EQ(f.status, LimitedStatus::converged);
  const double truth[] = {1, 0.5, 0.6, 0.8};
  const double got[] = {f.beta[0], f.beta[1], f.sigma_u, f.sigma_e};
  for (std::size_t j = 0; j < 4; ++j)
    EXPECT_NEAR(got[j], truth[j], 3 * std::sqrt(f.covariance[j * 5]));
}

TEST(limited_panel, more_points_change_nothing_that_shows) {
  const Data d = world(60, 6, 0.7);

  const LimitedPanelFit few = fit(d, 12), many = fit(d, 48);

  EXPECT_NEAR(few.loglik, many.loglik, 1e-5);
  EXPECT_NEAR(few.beta[1], many.beta[1], 1e-6);
  EXPECT_NEAR(few.sigma_u, many.sigma_u, 1e-5);
}

TEST(limited_panel, long_panels_keep_their_digits) {
  const LimitedPanelFit f = fit(world(10, 400, 1.0));  // integrands of width 0.04

  ASSERT_EQ(f.status, LimitedStatus::converged);
  EXPECT_NEAR(f.beta[1], 0.5, 0.06);
  EXPECT_NEAR(f.sigma_e, 0.8, 0.05);
}

TEST(limited_panel, without_effects_sigma_u_goes_to_zero) {
  Data d = world(40, 5, 0);
  // Each unit holds the same rows in another order: less variation between units than chance.
  for (std::size_t k = 1; k < 40; ++k)
    for (std::size_t t = 0; t < 5; ++t) {
      d.y[k * 5 + t] = d.y[t];
      d.x[200 + k * 5 + t] = d.x[200 + t];
    }

  const LimitedPanelFit f = fit(d);

  EXPECT_EQ(f.status, LimitedStatus::converged) << word(f.status);
  EXPECT_EQ(f.sigma_u, 0);
}

}  // namespace
}  // namespace yugong::numeric
