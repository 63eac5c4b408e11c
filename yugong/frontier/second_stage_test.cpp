#include "yugong/frontier/second_stage.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"
#include "yugong/frontier/truncated_stage.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::frontier::second_stage {

namespace {

constexpr double slope = 0.6, sigma = 0.4;

/// y = x^0.7 / delta, delta = 1.2 + 0.6 z + e truncated at one.
data::Table firms(std::size_t n, std::uint64_t trial, bool backwards = false) {
  std::vector<std::string> name, group;
  std::vector<double> x, y, z;
  for (std::size_t k = 0; k < n; ++k) {
    const std::size_t i = backwards ? n - 1 - k : k;
    const Random random(31 + trial, Purpose::simulation, i);
    name.push_back("firm " + std::to_string(1000 + i));
    group.push_back(i % 3 == 0 ? "east" : i % 3 == 1 ? "centre" : "west");
    x.push_back(1 + 9 * random.uniform(0));
    z.push_back(random.normal(1));
    const double index = 1.2 + slope * z.back();
    const double tail = numeric::normal_cdf((index - 1) / sigma);
    const double delta = index - sigma * numeric::normal_quantile(tail * random.uniform(2));
    y.push_back(std::pow(x.back(), 0.7) / delta);
  }
  data::Table table;
  table.add(Column::of("firm", name));
  table.add(Column::of("group", group));
  table.add(Column::of("x", x));
  table.add(Column::of("y", y));
  table.add(Column::of("z", z));
  return table;
}

data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"firm", ""});
}

Options settings(int algorithm) {
  Options o;
  o.inputs = {"x"};
  o.outputs = {"y"};
  o.covariates = {"z"};
  o.algorithm = algorithm;
  o.reps = 60;
  o.bias_reps = 40;
  return o;
}

std::string refusal(const data::Table& table, const Options& options) {
  try {
    fit(panel(table), options, Executor::serial());
  } catch (const Error& e) {
    return e.first().code;
  }
  return "none";
}

}  // namespace

TEST(SecondStage, recovers_the_slope_with_about_nominal_coverage) {
  for (const int algorithm : {1, 2}) {
    double mean = 0, covered = 0;
    constexpr int trials = 30;
    for (int trial = 0; trial < trials; ++trial) {
      Options o = settings(algorithm);
      o.seed = static_cast<std::uint64_t>(trial);

      const Fit f =
          fit(panel(firms(120, 1000 * static_cast<std::uint64_t>(trial))), o, Executor::serial());

      const Term& z = f.terms[1];
      EXPECT_EQ(z.name, "z");
      mean += z.estimate / trials;
      covered += z.low <= slope && slope <= z.high ? 1 : 0;
    }
    EXPECT_NEAR(mean, slope, 0.06) << "algorithm " << algorithm;
    EXPECT_GE(covered, 23) << "algorithm " << algorithm;
  }
}

TEST(SecondStage, measures_both_orientations_as_at_least_one) {
  for (const RadialSide side : {RadialSide::input, RadialSide::output})
    for (const int algorithm : {1, 2}) {
      Options o = settings(algorithm);
      o.orientation = side;

      const Fit f = fit(panel(firms(80, 5)), o, Executor::serial());

      EXPECT_GT(f.terms[1].estimate, 0);
      for (const double d : f.delta) EXPECT_GE(d, 1 - 1e-10);
      EXPECT_EQ(f.delta_corrected.size(), algorithm == 2 ? 80u : 0u);
      for (std::size_t i = 0; i < f.delta_corrected.size(); ++i)
        EXPECT_GT(f.delta_corrected[i], f.delta[i]);
      EXPECT_GT(f.efficient, 0u);
      EXPECT_EQ(f.failed, 0u);
    }
}

TEST(SecondStage, draws_lie_above_one_and_have_the_mean_of_the_truncated_normal) {
  // One covariate, the constant: the mean of the refitted model's outcomes is that of the data.
  StageData data;
  data.p = 1;
  data.z.assign(400, 1.0);
  const Random random(2, Purpose::simulation);
  for (std::size_t i = 0; i < 400; ++i)
    data.delta.push_back(1 - 0.3 * numeric::normal_quantile(random.uniform(i) / 2));
  const StageFit fitted = fit_stage(data);
  ASSERT_EQ(fitted.fit.status, numeric::LimitedStatus::converged);

  const std::vector<double> star = redraw_stage(data, fitted, 100, 3, Executor::serial());

  double mean = 0;
  for (std::size_t r = 0; r < 100; ++r) mean += star[2 * r + 1] / 100;
  EXPECT_NEAR(mean, fitted.sigma, 0.03);
}

TEST(SecondStage, does_not_depend_on_the_order_of_rows_or_the_number_of_workers) {
  const Options o = settings(2);

  const Fit a = fit(panel(firms(60, 9)), o, Executor::serial());
  const Fit b = fit(panel(firms(60, 9, true)), o, Executor::threads(4));

  ASSERT_EQ(a.terms.size(), 3u);
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_EQ(a.terms[c].estimate, b.terms[c].estimate);
    EXPECT_EQ(a.terms[c].low, b.terms[c].low);
    EXPECT_EQ(a.terms[c].std_error, b.terms[c].std_error);
  }
}

TEST(SecondStage, expands_dummies_without_the_first_category) {
  Options o = settings(1);
  o.dummies = {"group"};

  const Fit f = fit(panel(firms(80, 4)), o, Executor::serial());

  const Frame terms = tidy(f);
  ASSERT_EQ(terms.rows(), 5u);
  EXPECT_EQ(terms.text("term", 2), "group=east");
  EXPECT_EQ(terms.text("term", 3), "group=west");
  EXPECT_EQ(terms.text("term", 4), "sigma");
}

TEST(SecondStage, leaves_out_rows_without_a_covariate_and_says_so) {
  data::Table table = firms(60, 4);
  table.edit("z").numbers[7] = missing;
  const data::Panel data = panel(std::move(table));

  const Fit f = fit(data, settings(1), Executor::serial());

  EXPECT_EQ(f.delta.size(), 59u);
  const Frame rows = augment(f, data);
  ASSERT_EQ(rows.rows(), 60u);
  EXPECT_TRUE(is_missing(rows.number("delta", 7)));
  ASSERT_EQ(f.dropped.size(), 1u);
  EXPECT_EQ(f.dropped[0].rows, std::vector<std::size_t>{7});
}

TEST(SecondStage, every_result_column_is_in_the_glossary) {
  const data::Panel data = panel(firms(60, 4));
  const Fit f = fit(data, settings(2), Executor::serial());

  for (const Frame& frame : {tidy(f), glance(f), augment(f, data)})
    for (const Column& column : frame.columns())
      if (column.name != "firm") {
        EXPECT_TRUE(in_glossary(column.name)) << column.name;
      }
}

TEST(SecondStage, refuses_collinear_covariates_and_text) {
  data::Table table = firms(60, 4);
  std::vector<double> twice = table.column("z").numbers;
  for (double& v : twice) v *= 2;
  table.add(Column::of("twice", twice));
  Options collinear = settings(1), words = settings(1);
  collinear.covariates = {"z", "twice"};
  words.covariates = {"group"};

  EXPECT_EQ(refusal(table, collinear), "YG3357");
  EXPECT_EQ(refusal(table, words), "YG3316");
}

}  // namespace yugong::frontier::second_stage
