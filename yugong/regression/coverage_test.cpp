/// The sharpest facts of bench/monte_carlo, small enough for every run of the tests: intervals that
/// hold the truth as often as they say, and those that must not.
#include <cmath>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/iv.hpp"
#include "yugong/regression/panel_tests.hpp"

namespace yugong::regression {
namespace {

constexpr int kPanels = 200;
// 0.95 +- 3.5 Monte Carlo errors of 200 panels, and two points for samples of this size.
constexpr double kLeast = 0.876, kMost = 0.999;

data::Panel panel_of(const std::vector<std::string>& names,
                     const std::vector<std::vector<double>>& rows) {
  data::Table table;
  for (std::size_t j = 0; j < names.size(); ++j) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[j]);
    table.add(yugong::Column::of(names[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

/// y = x + unit + e, regressor and error AR(1) with 0.85 inside each of 60 units, 16 years.
data::Panel correlated_over_time(std::uint64_t replicate) {
  Random draws(7, Purpose::simulation, replicate);
  std::vector<std::vector<double>> rows;
  const double innovation = std::sqrt(1 - 0.85 * 0.85);
  for (int i = 0; i < 60; ++i) {
    double x = draws.next_normal(), e = draws.next_normal();
    const double effect = draws.next_normal();
    for (int t = 0; t < 16; ++t) {
      rows.push_back({double(i), double(t), x + effect + e, x});
      x = 0.85 * x + innovation * draws.next_normal();
      e = 0.85 * e + innovation * draws.next_normal();
    }
  }
  return panel_of({"unit", "year", "y", "x"}, rows);
}

double share_covered(const std::string& vcov) {
  fe::Options options;
  options.formula = "y ~ x | unit + year";
  options.vcov = vcov;
  int covered = 0;
  for (std::uint64_t r = 0; r < kPanels; ++r) {
    const Frame tidy = fe::tidy(fe::fit(correlated_over_time(r), options, Executor::serial()));
    covered += tidy.number("conf_low", 0) <= 1 && 1 <= tidy.number("conf_high", 0);
  }
  return double(covered) / kPanels;
}

TEST(Coverage, ClusteredErrorsHoldWhereRowsAreNotIndependentAndIidErrorsDoNot) {
  const double clustered = share_covered("cluster(unit)");

  EXPECT_GT(clustered, kLeast);
  EXPECT_LT(clustered, kMost);
  EXPECT_LT(share_covered("iid"), 0.85);
}

TEST(Coverage, TheAndersonRubinSetHoldsWithAWeakInstrument) {
  iv::Options options;
  options.formula = "y ~ 1 | unit | x ~ z";
  options.vcov = "robust";
  int covered = 0, unbounded = 0;
  for (std::uint64_t r = 0; r < kPanels; ++r) {
    Random draws(8, Purpose::simulation, r);
    std::vector<std::vector<double>> rows;
    for (int i = 0; i < 40; ++i)
      for (int t = 0; t < 5; ++t) {
        const double z = draws.next_normal(), v = draws.next_normal();
        const double u = 0.8 * v + 0.6 * draws.next_normal(), x = 0.07 * z + v + 0.1 * i;
        rows.push_back({double(i), double(t), x + u, x, z});
      }
    const data::Panel panel = panel_of({"unit", "year", "y", "x", "z"}, rows);
    const iv::Model model = iv::fit(panel, options, Executor::serial()).models.front();
    for (const auto& part : model.rubin_set) covered += part.low <= 1 && 1 <= part.high;
    unbounded += !model.rubin_set.empty() && std::isinf(model.rubin_set.back().high);
  }

  EXPECT_GT(double(covered) / kPanels, kLeast);
  EXPECT_LT(double(covered) / kPanels, kMost);
  EXPECT_GT(unbounded, kPanels / 2);
}

double share_rejected(const std::string& test, double correlation) {
  panel_tests::Options options;
  options.formula = "y ~ x";
  options.tests = {test};
  int rejected = 0;
  for (std::uint64_t r = 0; r < kPanels; ++r) {
    Random draws(9, Purpose::simulation, r);
    std::vector<std::vector<double>> rows;
    for (int i = 0; i < 60; ++i) {
      const double level = draws.next_normal(), effect = correlation * level + draws.next_normal();
      for (int t = 0; t < 8; ++t) {
        const double x = level + draws.next_normal();
        rows.push_back({double(i), double(t), x + effect + draws.next_normal(), x});
      }
    }
    const panel_tests::Fit fit =
        panel_tests::fit(panel_of({"unit", "year", "y", "x"}, rows), options, Executor::serial());
    rejected += fit.tests.front().p_value <= 0.05;
  }
  return double(rejected) / kPanels;
}

TEST(Coverage, TestsOfRandomEffectsHaveTheirSizeAndSeeCorrelatedEffects) {
  for (const char* test : {"hausman_sigmamore", "mundlak"}) {
    EXPECT_LT(share_rejected(test, 0), 0.124) << test;
    EXPECT_GT(share_rejected(test, 0.5), 0.6) << test;
  }
}

}  // namespace
}  // namespace yugong::regression
