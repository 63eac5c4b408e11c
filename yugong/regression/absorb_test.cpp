#include "yugong/regression/absorb.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
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

/// Every dummy, and every dummy times a slope variable, written out: the plain way, for comparison.
Matrix dummies_of(const std::vector<Factor>& factors, std::size_t rows) {
  Matrix out(rows, 0);
  const auto add = [&](const Factor& f, const std::vector<double>& times) {
    for (std::int32_t l = 0; l < f.levels; ++l) {
      for (std::size_t i = 0; i < rows; ++i) out.values.push_back(f.level[i] == l ? times[i] : 0.0);
      ++out.cols;
    }
  };
  for (const Factor& f : factors) {
    if (f.intercept) add(f, std::vector<double>(rows, 1.0));
    for (const std::vector<double>& z : f.slopes) add(f, z);
  }
  return out;
}

/// Slopes of the first factor: variables, and whether it keeps its intercepts.
struct Slopes {
  std::vector<std::string> of;
  bool intercept = true;
};

struct Case {
  const char* what;
  double gaps;
  Names effects;
  bool weighted;
  bool iterate;
  Absorption::Way way;
  Slopes slopes = {};
};

const std::vector<Case>& cases() {
  using Way = Absorption::Way;
  static const std::vector<Case> all = {
      {"constant", 0, {}, false, false, Way::means},
      {"one factor", 0.2, {{"unit"}}, true, false, Way::means},
      {"one factor whose levels are scattered", 0.2, {{"year"}}, true, false, Way::means},
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
      {"largest factor scattered",
       0.2,
       {{"year"}, {"sector", "year"}, {"region"}},
       true,
       false,
       Way::elimination},
      {"three factors by iteration",
       0.2,
       {{"unit"}, {"year"}, {"sector"}},
       true,
       true,
       Way::conjugate_gradient},
      {"alike groups by iteration",
       0,
       {{"unit"}, {"year"}, {"region", "year"}},
       false,
       true,
       Way::conjugate_gradient},
      {"trends", 0.2, {{"unit"}}, false, false, Way::means, {{"trend"}}},
      {"scattered trends alone", 0.2, {{"region"}}, true, false, Way::means, {{"trend"}, false}},
      {"trends and years", 0.2, {{"unit"}, {"year"}}, true, false, Way::elimination, {{"trend"}}},
      {"slopes of a small factor",
       0.2,
       {{"region"}, {"unit"}, {"year"}},
       false,
       false,
       Way::elimination,
       {{"trend", "x2"}}},
      {"slopes without intercepts, and years",
       0.2,
       {{"unit"}, {"year"}},
       true,
       false,
       Way::elimination,
       {{"w"}, false}},
      {"a slope that is constant in every level",
       0.2,
       {{"unit"}, {"year"}},
       false,
       false,
       Way::elimination,
       {{"region"}}},
      {"slopes by iteration",
       0.2,
       {{"unit"}, {"year"}, {"sector"}},
       true,
       true,
       Way::conjugate_gradient,
       {{"trend"}}},
  };
  return all;
}

/// The factors of a case; "trend" is the year.
std::vector<Factor> factors_of(const data::Panel& panel, const Case& c) {
  std::vector<Factor> out = factors_of(panel, c.effects);
  for (const std::string& name : c.slopes.of) {
    out.front().slope_names.push_back(name);
    out.front().slopes.push_back(panel.table().column(name == "trend" ? "year" : name).numbers);
    out.front().intercept = c.slopes.intercept;
  }
  return out;
}

TEST(Absorption, gives_the_residuals_and_the_rank_of_dummies_written_out) {
  for (const Case& c : cases()) {
    SampleShape shape;
    shape.gaps = c.gaps;
    const data::Panel panel = sample_panel(shape);
    const std::vector<Factor> factors = factors_of(panel, c);
    std::vector<double> weights;
    if (c.weighted) weights = panel.table().column("w").numbers;
    Absorption::Settings settings;
    settings.prefer_iteration = c.iterate;
    const Absorption absorption(factors, weights, panel.rows(), settings);
    Matrix x = columns_of(panel, {"y", "x1", "sector"});
    Matrix dummies = dummies_of(factors, panel.rows());
    if (factors.empty()) {
      dummies.values.assign(panel.rows(), 1.0);
      dummies.cols = 1;
    }

    absorption.residualise(x, Executor::serial());

    const Matrix raw = columns_of(panel, {"y", "x1", "sector"});
    std::size_t rank = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      const LeastSquares plain = least_squares(dummies, raw.column(j), weights);
      rank = plain.kept.size();
      for (std::size_t i = 0; i < panel.rows(); ++i)
        ASSERT_NEAR(x(i, j), plain.residuals[i], 1e-10) << c.what;
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
    const std::vector<Factor> factors = factors_of(panel, c);
    std::vector<double> weights;
    if (c.weighted) weights = panel.table().column("w").numbers;
    const Absorption absorption(factors, weights, panel.rows());

    const std::vector<double> h = absorption.leverage(Executor::serial());

    // Row i of the projection: residual of the i-th unit vector, on rows scaled by sqrt(w).
    for (const std::size_t i : {std::size_t{0}, std::size_t{57}, panel.rows() - 1}) {
      std::vector<double> e(panel.rows(), 0.0);
      e[i] = 1.0;
      const LeastSquares plain = least_squares(dummies_of(factors, panel.rows()), e, weights);
      EXPECT_NEAR(1.0 - h[i], plain.residuals[i], 1e-10) << c.what;
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

TEST(Absorption, recovers_slopes_of_the_variables_as_given) {
  for (const Case& c : cases()) {
    if (c.slopes.of.empty()) continue;
    SampleShape shape;
    shape.gaps = c.gaps;
    const data::Panel panel = sample_panel(shape);
    const std::vector<Factor> factors = factors_of(panel, c);
    std::vector<double> weights;
    if (c.weighted) weights = panel.table().column("w").numbers;
    Absorption::Settings settings;
    settings.prefer_iteration = c.iterate;
    const Absorption absorption(factors, weights, panel.rows(), settings);
    Matrix y = columns_of(panel, {"y"});
    const Matrix raw = y;

    const auto effects = absorption.effects(raw.column(0), Executor::serial());

    absorption.residualise(y, Executor::serial());
    for (std::size_t i = 0; i < panel.rows(); ++i) {
      double sum = y(i, 0);
      for (std::size_t q = 0; q < factors.size(); ++q) {
        const Factor& f = factors[q];
        const auto levels = static_cast<std::size_t>(f.levels);
        auto at = static_cast<std::size_t>(f.level[i]);
        if (f.intercept) {
          sum += effects[q][at];
          at += levels;
        }
        for (const std::vector<double>& z : f.slopes) {
          sum += effects[q][at] * z[i];
          at += levels;
        }
      }
      ASSERT_NEAR(sum, raw(i, 0), 1e-9) << c.what;
    }
  }
}

/// Workers who change firms among neighbours, in rows sorted by worker or not; large enough that
/// the passes are cut into blocks. A gap in the firms cuts the graph into two parts.
struct Careers {
  std::vector<Factor> factors;
  std::vector<double> weights;
  Matrix columns;
};

Careers careers(std::size_t rows, bool sorted) {
  Random draws(3, Purpose::simulation);
  Careers out;
  out.columns = Matrix(rows, 3);
  out.factors.resize(3);
  const std::int32_t workers = static_cast<std::int32_t>(rows / 5), firms = workers / 20;
  const std::vector<std::int32_t> levels = {workers, firms, 6};
  for (std::size_t q = 0; q < 3; ++q) {
    out.factors[q].level.resize(rows);
    out.factors[q].levels = levels[q];
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const auto turn = static_cast<std::int32_t>(i);
    const std::int32_t worker = sorted ? turn / 5 : turn % workers, home = worker % firms;
    const std::int32_t from = home < firms / 3 ? 0 : firms / 3, to = from == 0 ? firms / 3 : firms;
    const std::int32_t firm =
        from + (home - from + static_cast<std::int32_t>(40 * draws.next_uniform())) % (to - from);
    out.factors[0].level.set(i, worker);
    out.factors[1].level.set(i, firm);
    out.factors[2].level.set(i, static_cast<std::int32_t>(draws.next_uniform() * 6));
    out.weights.push_back(1.0 + std::floor(3 * draws.next_uniform()));
    for (std::size_t j = 0; j < 3; ++j)
      out.columns(i, j) = draws.next_normal() + std::sin(worker) + 0.1 * firm / firms;
  }
  return out;
}

/// Largest sum over a level of what is left, weighted, of the columns of the factors.
double largest_sum(const Careers& c, const Matrix& left, bool weighted) {
  double worst = 0;
  for (const Factor& f : c.factors)
    for (std::size_t j = 0; j < left.cols; ++j)
      for (std::size_t k = 0; k <= f.slopes.size(); ++k) {
        std::vector<double> sums(static_cast<std::size_t>(f.levels), 0.0);
        for (std::size_t i = 0; i < left.rows; ++i)
          sums[static_cast<std::size_t>(f.level[i])] +=
              (weighted ? c.weights[i] : 1.0) * (k == 0 ? 1.0 : f.slopes[k - 1][i]) * left(i, j);
        for (const double s : sums) worst = std::max(worst, std::abs(s));
      }
  return worst;
}

TEST(Absorption, is_bit_identical_for_any_number_of_threads) {
  for (const bool sorted : {true, false})
    for (const bool sloped : {true, false})
      for (const bool iterate : {true, false}) {
        const bool weighted = sorted == iterate;
        Careers c = careers(70000, sorted);
        if (sloped) {
          c.factors[0].slopes.push_back(
              std::vector<double>(c.columns.column(2).begin(), c.columns.column(2).end()));
          c.factors[2].slopes = c.factors[0].slopes;
        }
        Absorption::Settings settings;
        settings.prefer_iteration = iterate;
        const std::vector<double> weights = weighted ? c.weights : std::vector<double>();
        const Absorption one(c.factors, weights, 70000, settings);
        const Absorption more(c.factors, weights, 70000, settings, Executor::threads(3));
        Matrix alone = c.columns, shared = c.columns;
        if (sloped) alone.cols = shared.cols = 2;
        alone.values.resize(alone.cols * alone.rows);
        shared.values.resize(shared.cols * shared.rows);

        one.residualise(alone, Executor::serial());
        more.residualise(shared, Executor::threads(3));

        EXPECT_EQ(alone.values, shared.values);
        EXPECT_EQ(one.rank(), more.rank());
        EXPECT_LT(largest_sum(c, alone, weighted), 1e-8);
      }
}

TEST(Absorption, counts_the_parts_of_a_graph_that_falls_apart) {
  Careers c = careers(20000, true);
  c.factors.resize(2);
  const std::int32_t parts = components(c.factors[0], c.factors[1]);

  const Absorption absorption(c.factors, {}, 20000);
  Matrix left = c.columns;
  absorption.residualise(left, Executor::serial());

  EXPECT_EQ(parts, 2);
  EXPECT_EQ(absorption.rank(), c.factors[0].levels + c.factors[1].levels - 2);
  EXPECT_LT(largest_sum(c, left, false), 1e-9);
}

TEST(AbsorbedDf, of_slopes_leaves_out_levels_without_variation) {
  // Levels 0 and 1 vary, level 2 has one value of z; without intercepts only a zero z is lost.
  Factor f;
  f.level = {0, 0, 0, 1, 1, 2, 2};
  f.levels = 3;
  f.slope_names = {"z"};
  f.slopes = {{1, 2, 4, 0, 3, 5, 5}};
  Factor alone = f;
  alone.intercept = false;

  const AbsorbedDf both = absorbed_df(Absorption({f}, {}, 7), true);
  const AbsorbedDf slopes = absorbed_df(Absorption({alone}, {}, 7), true);

  EXPECT_EQ(both.levels, 6);
  EXPECT_EQ(both.exact, 5);
  EXPECT_EQ(both.pairwise, 5);
  EXPECT_EQ(both.simple, 6);
  EXPECT_EQ(slopes.exact, 3);
  EXPECT_EQ(slopes.pairwise, 3);
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
