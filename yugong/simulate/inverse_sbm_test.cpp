#include "yugong/simulate/inverse_sbm.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "yugong/simulate/calibrate.hpp"
#include "yugong/simulate/outcome.hpp"
#include "yugong/simulate/within.hpp"
#include "yugong/simulate/yellow_river.hpp"

namespace yugong::simulate {
namespace {

struct Cell {
  double good, capital, labour, energy, bad;
};

std::vector<Cell> cells_of(const Simulated& s) {
  std::vector<Cell> cells;
  const auto column = [&](const data::Table& t, const char* name) {
    return t.column(name).numbers;
  };
  const auto good = column(s.answer, "gdp_real"), capital = column(s.answer, "capital"),
             energy = column(s.answer, "energy");
  const auto labour = column(s.raw, "labour"), bad = column(s.raw, "co2");
  for (std::size_t i = 0; i < good.size(); ++i)
    cells.push_back({good[i], capital[i], labour[i], energy[i], bad[i]});
  return cells;
}

// The slacks-based measure of `o` when the reference is one multiple of one cell: an upper bound of
// the score for every cell, and the score itself when the best reference is a single cell.
// Independent of the closed form: it only evaluates the definition.
double score_against(const Cell& o, const Cell& reference) {
  double best = std::numeric_limits<double>::infinity();
  // The objective rises with the multiple, so that the smallest one that makes enough output is
  // best.
  const double multiple = o.good / reference.good;
  const double inputs[] = {multiple * reference.capital / o.capital,
                           multiple * reference.labour / o.labour,
                           multiple * reference.energy / o.energy};
  const double bad = multiple * reference.bad / o.bad;
  if (inputs[0] <= 1 + 1e-12 && inputs[1] <= 1 + 1e-12 && inputs[2] <= 1 + 1e-12 &&
      bad <= 1 + 1e-12)
    best = (inputs[0] + inputs[1] + inputs[2]) / 3 / (1 + 0.5 * (1 - bad));
  return best;
}

TEST(InverseSbm, NoSingleReferenceBeatsTheKnownScoreAndOneAttainsIt) {
  const Simulated s = simulate({});
  const std::vector<Cell> cells = cells_of(s);
  const auto& score = s.answer.column("CEE").numbers;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    double best = std::numeric_limits<double>::infinity();
    for (const Cell& reference : cells) best = std::min(best, score_against(cells[i], reference));
    EXPECT_NEAR(best, std::min(score[i], 1.0), 1e-9) << i;
  }
}

TEST(InverseSbm, OneExtremePointScoresTwoOverOnePlusItsBad) {
  const std::vector<Extreme> points = extreme_points(1, 1.073);

  EXPECT_NEAR(points[0].score, 1.073, 1e-9);
  EXPECT_NEAR(points[0].score, 2 / (1 + points[0].bad), 1e-9);
}

TEST(InverseSbm, ExtremePointsAreTooCostlyToBeReferencesOfInefficientCells) {
  for (const Extreme& e : extreme_points(4, 1.2)) {
    EXPECT_GT(e.score, 1);
    EXPECT_GT(e.input, 1.5 - 0.5 * e.bad);
  }
}

TEST(InverseSbm, TheBestWishesBecomeTheFrontierAndTheRestIsCapped) {
  const std::vector<Extreme> extremes = extreme_points(1, 1.073);
  std::vector<double> wish(20, 0.5);
  wish[0] = 1.3;
  wish[2] = 1.25;  // too near to the first of its unit
  wish[7] = 1.2;
  wish[12] = 1.1;

  const Assigned a = assign_frontier(wish, 10, extremes);

  EXPECT_NEAR(a.score[0], 1.073, 1e-9);
  EXPECT_EQ(a.score[7], 1);
  EXPECT_EQ(a.score[12], 1);
  EXPECT_EQ(a.score[2], 0.9);
  EXPECT_EQ(a.capped, 1u);
  EXPECT_EQ(a.role[2], -1);
}

TEST(InverseSbm, UnitsThatWereOncePoorHoldNoFrontierCell) {
  std::vector<double> wish(8, 0.2);
  wish[1] = 1.4;

  EXPECT_THROW(assign_frontier(wish, 4, extreme_points(1, 1.073)), Error);
}

TEST(Calibrate, ShapesHaveTheirMomentsAndAttainBothEnds) {
  const Moments target{0.064, 0.122, 0.001, 1.222};

  const Moments got = moments_of(with_moments(504, target));

  EXPECT_NEAR(got.mean, target.mean, 1e-7);
  EXPECT_NEAR(got.sd, target.sd, 1e-7);
  EXPECT_EQ(got.min, target.min);
  EXPECT_NEAR(got.max, target.max, 1e-12);
}

TEST(Calibrate, IndicatorsHaveTheirMeanAndDivergence) {
  const std::vector<double> z = with_divergence(504, 0.09, 0.066, 1e-4);

  EXPECT_NEAR(moments_of(z).mean, 0.09, 1e-8);
  EXPECT_NEAR(divergence(z, 1e-4), 0.066, 1e-8);
}

TEST(Calibrate, ImpossibleMomentsAreRefused) {
  EXPECT_THROW(with_moments(50, {0.5, 0.9, 0, 1}), Error);
}

TEST(Calibrate, WinsorisingGivesTheMomentsAskedForAndTheEndsAreBeyond) {
  const Moments target{0.191, 0.087, 0.077, 0.573};

  const std::vector<double> z = with_winsorised_moments(2904, target, 0.01, 0.05, 0.25);
  const Moments got = moments_of(winsorised(z, 0.01));

  EXPECT_NEAR(got.mean, target.mean, 1e-7);
  EXPECT_NEAR(got.sd, target.sd, 1e-7);
  EXPECT_NEAR(got.min, target.min, 1e-12);
  EXPECT_NEAR(got.max, target.max, 1e-12);
  EXPECT_NEAR(z.front(), 0.077 - 0.05 * 0.496, 1e-12);
  EXPECT_NEAR(z.back(), 0.573 + 0.25 * 0.496, 1e-12);
}

TEST(Calibrate, WinsorisedValuesAreThoseOfWinsor2) {
  // 200 numbers at 1 %: count times share is whole, so that the quantile is the mean of two.
  std::vector<double> ten(10), twohundred(200);
  for (std::size_t i = 0; i < ten.size(); ++i) ten[i] = static_cast<double>(i + 1);
  for (std::size_t i = 0; i < twohundred.size(); ++i) twohundred[i] = static_cast<double>(i + 1);

  EXPECT_EQ(winsorised(ten, 0.25), (std::vector<double>{3, 3, 3, 4, 5, 6, 7, 8, 8, 8}));
  EXPECT_EQ(winsorised(twohundred, 0.01).front(), 2.5);
  EXPECT_EQ(winsorised(twohundred, 0.01).back(), 198.5);
  EXPECT_EQ(winsorised(ten, 0), ten);
}

TEST(Within, ASampleOfAllCellsIsTheBalancedRegressionAndAnInstrumentTheRatioOfCovariances) {
  const std::vector<double> x = {1, 4, 2, 3, 3, 9, 5, 6, 1, 2, 8, 4},
                            z = {2, 3, 1, 1, 4, 7, 6, 5, 0, 3, 9, 2},
                            y = {5, 9, 4, 8, 1, 9, 3, 3, 2, 8, 7, 6};
  const std::vector<char> all(12, 1);
  const std::vector<double> within_y = two_way_within(y, 4), within_x = two_way_within(x, 4),
                            within_z = two_way_within(z, 4);
  double zy = 0, zx = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    zy += within_z[i] * within_y[i];
    zx += within_z[i] * within_x[i];
  }

  EXPECT_NEAR(slopes_in_sample({y}, {x}, all, 4)[0], within_ols(y, {x}, 4).slope[0], 1e-12);
  EXPECT_NEAR(slopes_in_sample({y}, {x}, all, 4, &z)[0], zy / zx, 1e-12);
}

TEST(Within, AnUnbalancedSampleIsTheRegressionOnDummies) {
  // Unit 1 in periods 1, 2; unit 2 in 1, 2, 3; unit 3 in 2, 3. By hand: y = 2 x + unit + period.
  const std::vector<double> x = {1, 3, 0, 2, 7, 4, 0, 5, 6};
  const double unit[] = {10, -3, 5}, period[] = {1, -2, 4};
  std::vector<double> y;
  for (std::size_t i = 0; i < 9; ++i) y.push_back(2 * x[i] + unit[i / 3] + period[i % 3]);
  const std::vector<char> keep = {1, 1, 0, 1, 1, 1, 0, 1, 1};

  EXPECT_NEAR(slopes_in_sample({y}, {x}, keep, 3)[0], 2, 1e-10);
}

}  // namespace
}  // namespace yugong::simulate
