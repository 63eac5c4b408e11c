#include "yugong/dynamic/lsdvc.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/dynamic/sample_panel.hpp"

namespace yugong::dynamic::lsdvc {
namespace {

Options options(const std::string& formula, int replications = 0) {
  Options o;
  o.formula = formula;
  o.replications = replications;
  return o;
}

/// y = 0.6 L.y + 0.5 x + effect + e with x exogenous, 30 units and 6 periods.
data::Panel short_panel(std::uint64_t seed, bool gaps = false) {
  Random draws(seed, Purpose::simulation);
  std::vector<double> unit, year, y, x;
  for (int u = 0; u < 30; ++u) {
    const double effect = draws.next_normal();
    double last = effect / 0.4, z = 0;
    for (int t = -10; t < 7; ++t) {
      z = 0.5 * z + draws.next_normal();
      last = 0.6 * last + 0.5 * z + effect + draws.next_normal();
      if (t < 0 || (gaps && t < u % 3)) continue;
      unit.push_back(u), year.push_back(2000 + t), y.push_back(last), x.push_back(z);
    }
  }
  data::Table t;
  t.add(Column::of("unit", unit));
  t.add(Column::of("year", year));
  t.add(Column::of("y", y));
  t.add(Column::of("x", x));
  return data::Panel::make(std::move(t), {"unit", "year"});
}

TEST(lsdvc, takes_most_of_the_bias_away_on_average) {
  for (const bool gaps : {false, true}) {
    double within = 0, corrected = 0;
    constexpr int panels = 60;
    for (std::uint64_t seed = 1; seed <= panels; ++seed) {
      Options o = options("y ~ L.y + x");
      o.initial = Initial::blundell_bond;
      const Fit f = fit(short_panel(seed, gaps), o, Executor::serial());
      within += f.uncorrected[0] / panels;
      corrected += f.estimates[0] / panels;
    }

    EXPECT_LT(within, 0.5) << "least squares with unit effects is biased downwards";
    EXPECT_NEAR(corrected, 0.6, 0.03);
  }
}

/// Rows of an autoregression with known parameters, for the expectation of the bias.
Rows simulated_rows(std::uint64_t seed, const std::vector<double>& x) {
  Random draws(seed, Purpose::simulation, 1);
  Rows rows;
  rows.first.push_back(0);
  std::size_t i = 0;
  for (int u = 0; u < 20; ++u) {
    double last = 1;
    for (int t = 0; t < 6; ++t, ++i) {
      rows.x.push_back(last);
      rows.x.push_back(x[i]);
      last = 0.5 * last + 0.5 * x[i] + 0.1 * u + draws.next_normal();
      rows.slot.push_back(t);
      rows.y.push_back(last);
    }
    rows.first.push_back(rows.slot.size());
  }
  return rows;
}

TEST(lsdvc, approximates_the_bias_of_repeated_samples) {
  Random draws(3, Purpose::simulation);
  std::vector<double> x(120);
  for (double& v : x) v = draws.next_normal();
  double mean = 0, mean_x = 0;
  constexpr int repeats = 4000;
  for (std::uint64_t s = 0; s < repeats; ++s) {
    const WithinFit f = within_least_squares(simulated_rows(s, x), 2);
    mean += (f.b[0] - 0.5) / repeats;
    mean_x += (f.b[1] - 0.5) / repeats;
  }

  // The expectation of the regressors needs the unit effects: those of an outcome without error.
  Rows rows = simulated_rows(0, x);
  for (std::size_t u = 0, i = 0; u < 20; ++u)
    for (int t = 0; t < 6; ++t, ++i)
      rows.y[i] = 0.5 * rows.x[2 * i] + 0.5 * rows.x[2 * i + 1] + 0.1 * static_cast<double>(u);
  const std::vector<double> b = {0.5, 0.5};
  const std::vector<double> third = within_bias(rows, b, 1, BiasOrder::third);
  const std::vector<double> first = within_bias(rows, b, 1, BiasOrder::first);

  EXPECT_LT(mean, -0.15);
  EXPECT_NEAR(third[0], mean, 0.08 * std::abs(mean));
  EXPECT_NEAR(first[0], mean, 0.25 * std::abs(mean));
  EXPECT_LT(std::abs(third[0] - mean), std::abs(first[0] - mean));
  EXPECT_NEAR(third[1], mean_x, 0.01);
}

TEST(lsdvc, within_least_squares_by_hand) {
  // One unit, y = 1, 2, 4, 5 after 0: lags 0, 1, 2, 4.
  Rows rows;
  rows.first = {0, 4};
  rows.slot = {1, 2, 3, 4};
  rows.y = {1, 2, 4, 5};
  rows.x = {0, 1, 2, 4};

  const WithinFit f = within_least_squares(rows, 1);

  // Deviations: x -1.75, -0.75, 0.25, 2.25; y -2, -1, 1, 2.
  EXPECT_NEAR(f.b[0], (3.5 + 0.75 + 0.25 + 4.5) / (3.0625 + 0.5625 + 0.0625 + 5.0625), 1e-14);
}

TEST(lsdvc, bootstrap_is_the_same_for_any_threads_and_order_of_rows) {
  const Options o = options("y ~ L.y + w | year", 20);
  const Fit a = fit(sample_panel({.units = 25}), o, Executor::serial());
  const Fit b = fit(sample_panel({.units = 25}), o, Executor::threads(3));
  const Fit c = fit(sample_panel({.units = 25, .reversed = true}), o, Executor::serial());

  EXPECT_EQ(a.std_errors, b.std_errors);
  EXPECT_EQ(a.replications, 20);
  for (std::size_t k = 0; k < a.terms.size(); ++k) {
    EXPECT_GT(a.std_errors[k], 0);
    EXPECT_NEAR(a.estimates[k], c.estimates[k], 1e-9);
    EXPECT_NEAR(a.std_errors[k], c.std_errors[k], 1e-7);
  }
}

TEST(lsdvc, every_start_gives_an_estimate_near_the_truth) {
  for (const Initial initial :
       {Initial::anderson_hsiao, Initial::arellano_bond, Initial::blundell_bond}) {
    Options o = options("y ~ L.y + w");
    o.initial = initial;
    const Fit f = fit(sample_panel({.units = 300}), o, Executor::serial());

    EXPECT_EQ(f.terms, (std::vector<std::string>{"L.y", "w"}));
    EXPECT_NEAR(f.estimates[1], -0.4, 0.1);
  }
}

TEST(lsdvc, refuses_what_the_approximation_does_not_cover) {
  const data::Panel panel = sample_panel({.units = 25});
  for (const char* formula :
       {"y ~ w", "y ~ L(1:2).y + w", "y ~ L.y + w | region", "c(y, x) ~ L.y"}) {
    try {
      static_cast<void>(fit(panel, options(formula), Executor::serial()));
      ADD_FAILURE() << formula;
    } catch (const Error& e) {
      EXPECT_EQ(e.first().code, "YG3176") << formula;
      EXPECT_FALSE(e.first().mend.zh.empty());
    }
  }
}

TEST(lsdvc, leaves_out_what_does_not_vary_within_units) {
  const Fit f =
      fit(sample_panel({.units = 25}), options("y ~ L.y + w + region | year"), Executor::serial());

  EXPECT_EQ(f.terms[1], "w");
  EXPECT_NE(f.terms[2], "region");
  EXPECT_TRUE(std::any_of(
      f.notes.begin(), f.notes.end(), [](const Problem& p) { return p.code == "YG1203"; }));
}

TEST(lsdvc, frames_have_the_shape_of_every_regression) {
  const data::Panel panel = sample_panel({.units = 25});
  const Fit f = fit(panel, options("y ~ L.y + w", 10), Executor::serial());
  Result result;
  complete(f, result);

  EXPECT_EQ(tidy(f).text("term", 0), "L.y");
  EXPECT_NEAR(tidy(f).number("uncorrected", 0) - tidy(f).number("bias", 0),
              tidy(f).number("estimate", 0),
              1e-14);
  EXPECT_EQ(glance(f).text("initial", 0), "ab");
  EXPECT_EQ(augment(f, panel).rows(), panel.rows());
  EXPECT_EQ(result.formula, "y ~ L.y + w");
  EXPECT_EQ(result.tables.count("covariance"), 1U);
}

}  // namespace
}  // namespace yugong::dynamic::lsdvc
