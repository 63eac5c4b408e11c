#include "yugong/regression/absorb.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "yugong/regression/degrees.hpp"
#include "yugong/regression/least_squares.hpp"
#include "yugong/regression/sample_panel.hpp"

namespace yugong::regression {
namespace {

using Names = std::vector<std::vector<std::string>>;

std::vector<Factor> factors_of(const data::Panel& panel, const Names& names) {
  std::vector<Factor> out;
  for (const auto& n : names) out.push_back(encode(panel, n));
  return out;
}

Matrix columns_of(const data::Panel& panel, const std::vector<std::string>& names) {
  Matrix out(panel.rows(), names.size());
  for (std::size_t j = 0; j < names.size(); ++j)
    std::copy(panel.table().column(names[j]).numbers.begin(),
              panel.table().column(names[j]).numbers.end(),
              out.column(j).begin());
  return out;
}

/// Every dummy written out: the plain way, for comparison.
Matrix dummies_of(const std::vector<Factor>& factors, std::size_t rows) {
  Matrix out(rows, 0);
  for (const Factor& f : factors)
    for (std::int32_t l = 0; l < f.levels; ++l) {
      for (std::size_t i = 0; i < rows; ++i) out.values.push_back(f.level[i] == l ? 1.0 : 0.0);
      ++out.cols;
    }
  return out;
}

struct Case {
  const char* what;
  double gaps;
  Names effects;
  bool weighted;
  bool iterate;
  Absorption::Way way;
};

const std::vector<Case>& cases() {
  using Way = Absorption::Way;
  static const std::vector<Case> all = {
      {"constant", 0, {}, false, false, Way::means},
      {"one factor", 0.2, {{"unit"}}, true, false, Way::means},
      {"balanced two-way", 0, {{"unit"}, {"year"}}, false, false, Way::closed_form},
      {"balanced two-way, weighted", 0, {{"unit"}, {"year"}}, true, false, Way::elimination},
      {"two-way with gaps", 0.3, {{"unit"}, {"year"}}, false, false, Way::elimination},
      {"three factors", 0.2, {{"unit"}, {"year"}, {"sector"}}, false, false, Way::elimination},
      {"nested factors, weighted",
       0.2,
       {{"unit"}, {"year"}, {"region", "year"}, {"region"}},
       true,
       false,
       Way::elimination},
      {"three factors by iteration",
       0.2,
       {{"unit"}, {"year"}, {"sector"}},
       true,
       true,
       Way::conjugate_gradient},
  };
  return all;
}

TEST(Absorption, gives_the_residuals_and_the_rank_of_dummies_written_out) {
  for (const Case& c : cases()) {
    SampleShape shape;
    shape.gaps = c.gaps;
    const data::Panel panel = sample_panel(shape);
    const std::vector<Factor> factors = factors_of(panel, c.effects);
    std::vector<double> weights;
    if (c.weighted) weights = panel.table().column("w").numbers;
    Absorption::Settings settings;
    settings.prefer_iteration = c.iterate;
    const Absorption absorption(factors, weights, panel.rows(), settings);
    Matrix x = columns_of(panel, {"y", "x1", "x2"});
    Matrix dummies = dummies_of(factors, panel.rows());
    if (factors.empty()) {
      dummies.values.assign(panel.rows(), 1.0);
      dummies.cols = 1;
    }

    absorption.residualise(x, Executor::serial());

    const Matrix raw = columns_of(panel, {"y", "x1", "x2"});
    std::size_t rank = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      const LeastSquares plain = least_squares(dummies, raw.column(j), weights);
      rank = plain.kept.size();
      for (std::size_t i = 0; i < panel.rows(); ++i)
        ASSERT_NEAR(x(i, j), plain.residuals[i], 1e-11) << c.what;
    }
    EXPECT_EQ(absorption.way(), c.way) << c.what;
    if (!c.iterate) {
      EXPECT_EQ(absorption.rank(), static_cast<long>(rank)) << c.what;
    }
  }
}

TEST(Absorption, gives_the_leverage_of_dummies_written_out) {
  for (const Case& c : cases()) {
    if (c.iterate || c.effects.empty()) continue;
    SampleShape shape;
    shape.gaps = c.gaps;
    const data::Panel panel = sample_panel(shape);
    const std::vector<Factor> factors = factors_of(panel, c.effects);
    std::vector<double> weights;
    if (c.weighted) weights = panel.table().column("w").numbers;
    const Absorption absorption(factors, weights, panel.rows());

    const std::vector<double> h = absorption.leverage(Executor::serial());

    // Row i of the projection: residual of the i-th unit vector, on rows scaled by sqrt(w).
    for (const std::size_t i : {std::size_t{0}, std::size_t{57}, panel.rows() - 1}) {
      std::vector<double> e(panel.rows(), 0.0);
      e[i] = 1.0;
      const LeastSquares plain = least_squares(dummies_of(factors, panel.rows()), e, weights);
      EXPECT_NEAR(1.0 - h[i], plain.residuals[i], 1e-11) << c.what;
    }
  }
}

TEST(Absorption, recovers_effects_that_add_up_to_what_was_removed) {
  SampleShape shape;
  shape.gaps = 0.2;
  const data::Panel panel = sample_panel(shape);
  const std::vector<Factor> factors = factors_of(panel, {{"unit"}, {"year"}, {"sector"}});
  const Absorption absorption(factors, {}, panel.rows());
  Matrix y = columns_of(panel, {"y"});
  const Matrix raw = y;

  const auto effects = absorption.effects(raw.column(0), Executor::serial());

  absorption.residualise(y, Executor::serial());
  double mean = 0;
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    double sum = y(i, 0);
    for (std::size_t q = 0; q < 3; ++q)
      sum += effects[q][static_cast<std::size_t>(factors[q].level[i])];
    EXPECT_NEAR(sum, raw(i, 0), 1e-11);
    mean += effects[1][static_cast<std::size_t>(factors[1].level[i])];
  }
  EXPECT_NEAR(mean, 0, 1e-10);
}

TEST(Absorption, is_bit_identical_for_any_number_of_threads) {
  SampleShape shape;
  shape.gaps = 0.2;
  const data::Panel panel = sample_panel(shape);
  const Absorption absorption(
      factors_of(panel, {{"unit"}, {"year"}, {"sector"}}), {}, panel.rows());
  Matrix one = columns_of(panel, {"y", "x1", "x2"}), three = one;

  absorption.residualise(one, Executor::serial());
  absorption.residualise(three, Executor::threads(3));

  EXPECT_EQ(one.values, three.values);
}

TEST(Absorption, says_so_when_it_does_not_converge) {
  SampleShape shape;
  shape.gaps = 0.4;
  const data::Panel panel = sample_panel(shape);
  Absorption::Settings settings;
  settings.prefer_iteration = true;
  settings.max_iterations = 2;
  const Absorption absorption(
      factors_of(panel, {{"unit"}, {"year"}, {"sector"}}), {}, panel.rows(), settings);
  Matrix y = columns_of(panel, {"y"});

  try {
    absorption.residualise(y, Executor::serial());
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3106");
  }
}

TEST(LeastSquares, drops_later_columns_that_are_linear_in_earlier_ones) {
  Matrix x(5, 3);
  const std::vector<double> a = {1, 2, 3, 4, 6}, b = {1, 0, 1, 0, 2};
  for (std::size_t i = 0; i < 5; ++i) {
    x(i, 0) = a[i];
    x(i, 1) = 2 * a[i];
    x(i, 2) = b[i];
  }

  const LeastSquares ls = least_squares(x, std::vector<double>{3, 4, 7, 8, 14}, {});

  EXPECT_EQ(ls.kept, (std::vector<std::size_t>{0, 2}));
  ASSERT_EQ(ls.dropped.size(), 1U);
  EXPECT_EQ(ls.dropped[0].of, (std::vector<std::size_t>{0}));
  EXPECT_NEAR(ls.coefficients[0], 2, 1e-14);
  EXPECT_NEAR(ls.coefficients[1], 1, 1e-14);
}

}  // namespace
}  // namespace yugong::regression
