#include "yugong/quantile/check_function.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/quantile/closed_design.hpp"
#include "yugong/quantile/sparsity.hpp"

namespace yugong::quantile {
namespace {

Matrix ones(std::size_t n) {
  Matrix x(n, 1);
  std::fill(x.values.begin(), x.values.end(), 1.0);
  return x;
}

double objective(const Matrix& x,
                 const std::vector<double>& y,
                 std::span<const double> b,
                 double tau) {
  double sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    double u = y[i];
    for (std::size_t j = 0; j < x.cols; ++j) u -= x(i, j) * b[j];
    sum += check(tau, u);
  }
  return sum;
}

/// Counts, so that rows repeat and the optimum is a corner where more rows meet than needed.
void tied(Matrix& x, std::vector<double>& y) {
  Random draws(9, Purpose::simulation);
  for (std::size_t i = 0; i < x.rows; ++i) {
    x(i, 0) = std::floor(3 * draws.next_normal());
    x(i, 1) = static_cast<double>(i % 2);
    x(i, 2) = 1;
    y[i] = std::floor(x(i, 0) + 2 * draws.next_normal());
  }
}

TEST(check_function, a_constant_alone_gives_the_sample_quantile) {
  const std::vector<double> y = {7, 1, 3, 9, 4};
  const CheckSolver solver(ones(5), y);
  EXPECT_DOUBLE_EQ(solver.solve(0.5).b[0], 4);
  EXPECT_DOUBLE_EQ(solver.solve(0.1).b[0], 1);
  EXPECT_DOUBLE_EQ(solver.solve(0.7).b[0], 7);
}

// By hand: of the six lines through two of (0,0), (1,2), (2,3), (3,9), those through the first and
// second and through the first and fourth leave residuals of 1 and 3, the sum of which, 4, no other
// line beats; half of it is the check function.
TEST(check_function, the_median_line_of_four_points_by_hand) {
  Matrix x(4, 2);
  for (std::size_t i = 0; i < 4; ++i) {
    x(i, 0) = static_cast<double>(i);
    x(i, 1) = 1;
  }
  const std::vector<double> y = {0, 2, 3, 9};
  const CheckFit fit = CheckSolver(x, y).solve(0.5);
  double least = 1e9;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = i + 1; j < 4; ++j) {
      const double slope = (y[j] - y[i]) / static_cast<double>(j - i);
      const std::vector<double> b = {slope, y[i] - slope * static_cast<double>(i)};
      least = std::min(least, objective(x, y, b, 0.5));
    }
  EXPECT_DOUBLE_EQ(least, 2);
  EXPECT_DOUBLE_EQ(fit.objective, 2);
}

// R 4.2.2, quantreg 5.94, rq(y ~ x1 + x2, tau): x1, x2, constant, rho.
TEST(check_function, coefficients_are_those_of_quantreg) {
  const ClosedDesign d;
  const CheckSolver solver(d.x, d.y);
  const double wanted[4][5] = {
      {0.1, 0.60833333333333, -0.11531607191696, 0.29166666666667, 10.757989076973},
      {0.25, 0.80254861605511, -0.17502548554479, 0.044074797270667, 22.325976280289},
      {0.5, 0.70586836864527, -0.20869244920724, 1.7311801830821, 27.948676353302},
      {0.8, 0.69672102967413, -0.17930260509259, 3.4430632372838, 20.075596798665}};
  for (const auto& w : wanted) {
    const CheckFit fit = solver.solve(w[0]);
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(fit.b[j], w[j + 1], 1e-11) << w[0];
    EXPECT_NEAR(fit.objective, w[4], 1e-11);
    EXPECT_TRUE(fit.unique);
    EXPECT_LE(fit.gap, 1e-12);
    for (const std::size_t i : fit.basis) EXPECT_EQ(fit.residuals[i], 0);
  }
}

// Koenker and Bassett (1978), theorem 3.2: b(tau, a y) = a b(tau, y), b(tau, -y) = -b(1 - tau, y),
// b(tau, y + Xc) = b(tau, y) + c, b(tau, y, XA) = A^-1 b(tau, y, X).
TEST(check_function, solutions_follow_scale_shift_and_reparametrisation) {
  const ClosedDesign d;
  const std::vector<double> b = CheckSolver(d.x, d.y).solve(0.3).b;
  std::vector<double> scaled = d.y, turned = d.y, moved = d.y;
  Matrix mixed = d.x;
  for (std::size_t i = 0; i < 40; ++i) {
    scaled[i] *= 1e6;
    turned[i] *= -1;
    moved[i] += 2 * d.x(i, 0) - d.x(i, 1) + 5;
    mixed(i, 0) = 1e4 * d.x(i, 0) + d.x(i, 1);
  }
  const std::vector<double> c = CheckSolver(d.x, scaled).solve(0.3).b,
                            e = CheckSolver(d.x, turned).solve(0.7).b,
                            f = CheckSolver(d.x, moved).solve(0.3).b,
                            g = CheckSolver(mixed, d.y).solve(0.3).b;
  const double shift[] = {2, -1, 5};
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(c[j] / 1e6, b[j], 1e-11);
    EXPECT_NEAR(e[j], -b[j], 1e-11);
    EXPECT_NEAR(f[j], b[j] + shift[j], 1e-11);
  }
  EXPECT_NEAR(1e4 * g[0], b[0], 1e-9);
  EXPECT_NEAR(g[1] + g[0], b[1], 1e-11);
}

TEST(check_function, rows_that_tie_end_in_a_certified_optimum) {
  Matrix x(300, 3);
  std::vector<double> y(300);
  tied(x, y);
  for (const double tau : {0.05, 0.2, 0.5, 0.8, 0.95}) {
    const CheckFit fit = CheckSolver(x, y).solve(tau);
    EXPECT_LE(fit.gap, 1e-9);
    Random draws(4, Purpose::placebo);
    for (int k = 0; k < 200; ++k) {
      std::vector<double> near = fit.b;
      for (double& v : near) v += 0.3 * draws.next_normal();
      EXPECT_GE(objective(x, y, near, tau), fit.objective - 1e-9);
    }
  }
}

TEST(check_function, several_optima_are_told) {
  const std::vector<double> y = {1, 2, 3, 4};
  EXPECT_FALSE(CheckSolver(ones(4), y).solve(0.5).unique);
  EXPECT_TRUE(CheckSolver(ones(4), y).solve(0.4).unique);
}

// At most n tau residuals are negative, and at most p of the others are not positive.
TEST(check_function, the_share_of_negative_residuals_brackets_tau) {
  const ClosedDesign d;
  for (const double tau : {0.13, 0.41, 0.77}) {
    const CheckFit fit = CheckSolver(d.x, d.y).solve(tau);
    const auto negative =
        std::count_if(fit.residuals.begin(), fit.residuals.end(), [](double u) { return u < 0; });
    EXPECT_LE(static_cast<double>(negative), 40 * tau);
    EXPECT_GE(static_cast<double>(negative + 3), 40 * tau);
  }
}

// R: quantreg::bandwidth.rq(0.25, 40), (0.25, 40, hs = FALSE), quantile(1:7, .3, type = 1 and 7).
TEST(sparsity, bandwidths_and_sample_quantiles) {
  EXPECT_NEAR(bandwidth(Bandwidth::hall_sheather, 0.25, 40), 0.19675340, 1e-7);
  EXPECT_NEAR(bandwidth(Bandwidth::bofinger, 0.25, 40), 0.19930869, 1e-7);
  const std::vector<double> v = {1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(sample_quantile(v, 0.3), 3);
  EXPECT_DOUBLE_EQ(smooth_quantile(v, 0.3), 2.8);
  const std::vector<double> ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  EXPECT_EQ(sample_quantile(ten, 0.1 + 0.2), 3);  // 0.30000000000000004
}

}  // namespace
}  // namespace yugong::quantile
