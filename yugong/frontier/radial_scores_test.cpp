#include "yugong/frontier/radial_scores.hpp"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/frontier/radial_program.hpp"
#include "yugong/frontier/simulated_technology.hpp"

namespace yugong::frontier {

namespace {

using Kind = RadialRows::Kind;

std::vector<std::uint32_t> all_of(const Technology& t) {
  std::vector<std::uint32_t> all(t.units);
  std::iota(all.begin(), all.end(), 0u);
  return all;
}

RadialRows rows_of(const Technology& t, Orientation orientation) {
  RadialRows rows;
  rows.output = orientation == Orientation::output;
  for (const Side side : t.side) rows.kind.push_back(side == Side::good ? Kind::made : Kind::used);
  rows.bound.assign(t.variables(), 0.0);
  const auto add = [&](Kind kind, double bound) {
    rows.kind.push_back(kind);
    rows.bound.push_back(bound);
  };
  if (t.returns == Returns::vrs) add(Kind::sum_equal, 1);
  if (t.returns == Returns::nirs || t.returns == Returns::grs)
    add(Kind::sum_at_most, t.returns == Returns::grs ? t.upper : 1);
  if (t.returns == Returns::ndrs || t.returns == Returns::grs)
    add(Kind::sum_at_least, t.returns == Returns::grs ? t.lower : 1);
  return rows;
}

/// The plain path: one program for the simplex kernel.
double plain(const Technology& t,
             std::span<const std::uint32_t> members,
             std::span<const double> stretch,
             std::size_t k,
             Orientation orientation) {
  const RadialRows rows = rows_of(t, orientation);
  std::vector<double> amounts(t.variables() * members.size()), point(rows.count());
  for (std::size_t v = 0; v < t.variables(); ++v) {
    point[v] = t.at(v, k);
    for (std::size_t j = 0; j < members.size(); ++j)
      amounts[v * members.size() + j] = t.at(v, members[j]) * (rows.moves(v) ? stretch[j] : 1.0);
  }
  RadialProgram program;
  return program.solve(rows, point, amounts.data(), members.size(), members.size()).factor;
}

void expect_plain_scores(const Technology& t, Orientation orientation, const std::string& what) {
  const std::vector<std::uint32_t> all = all_of(t);
  const std::vector<double> one(t.units, 1.0);
  RadialCounts counts;

  const std::vector<double> factor = radial_factors(t, all, orientation, &counts);

  EXPECT_EQ(counts.uncertified, 0u) << what;
  for (std::size_t k = 0; k < t.units; ++k) {
    const double wanted = plain(t, all, one, k, orientation);
    EXPECT_NEAR(factor[k], wanted, 1e-10 * wanted) << what << ", unit " << k;
  }
}

constexpr Returns every_returns[] = {
    Returns::crs, Returns::vrs, Returns::nirs, Returns::ndrs, Returns::grs};
constexpr Orientation both[] = {Orientation::input, Orientation::output};

std::string name_of(Returns returns, Orientation orientation) {
  return "returns " + std::to_string(static_cast<int>(returns)) +
         (orientation == Orientation::input ? " input" : " output");
}

}  // namespace

TEST(RadialScores, reproduces_two_units_worked_by_hand) {
  // A makes 1 good of 2, B 1 of 4: B needs half its input, or could double its good.
  Technology t{{Side::input, Side::good}, 2, {2, 4, 1, 1}};

  const std::vector<double> input = radial_factors(t, all_of(t), Orientation::input);
  const std::vector<double> output = radial_factors(t, all_of(t), Orientation::output);

  EXPECT_NEAR(input[0], 1, 1e-15);
  EXPECT_NEAR(input[1], 0.5, 1e-15);
  EXPECT_NEAR(output[1], 2, 1e-15);
}

TEST(RadialScores, agrees_with_the_simplex_kernel_for_every_returns_and_orientation) {
  for (const Returns returns : every_returns)
    for (const Orientation orientation : both)
      for (const std::size_t bads : {std::size_t{0}, std::size_t{2}}) {
        Technology t = simulated_technology(150, 3, returns, bads);
        t.lower = 0.8;
        t.upper = 1.2;
        expect_plain_scores(t, orientation, name_of(returns, orientation));
      }
}

TEST(RadialScores, agrees_with_the_models_that_report_slacks_and_targets) {
  for (const Returns returns : every_returns)
    for (const Orientation orientation : both) {
      Technology t = simulated_technology(120, 14, returns, 1);
      t.lower = 0.7;
      t.upper = 1.4;
      Model model;
      model.measure = Measure::radial;
      model.orientation = orientation;

      const std::vector<double> scores =
          evaluate_scores(t, {all_of(t), all_of(t)}, model, Executor::serial());

      const std::vector<double> factor = radial_factors(t, all_of(t), orientation);
      for (std::size_t k = 0; k < t.units; ++k)
        EXPECT_NEAR(scores[k], orientation == Orientation::input ? factor[k] : 1 / factor[k], 1e-11)
            << name_of(returns, orientation) << ", unit " << k;
    }
}

TEST(RadialScores, agrees_on_whole_numbers_with_ties_copies_and_zeros) {
  for (const Returns returns : every_returns)
    for (const Orientation orientation : both) {
      Technology t{{Side::input, Side::input, Side::good, Side::good}, 80, {}, returns, 0.5, 2};
      Random random(5, Purpose::simulation);
      for (std::size_t i = 0; i < t.variables() * t.units; ++i)
        t.value.push_back(static_cast<double>(random.next_below(6)));
      for (std::size_t j = 0; j < t.units; ++j) {
        t.value[j] += 1;
        t.value[2 * t.units + j] += 1;
      }
      expect_plain_scores(t, orientation, name_of(returns, orientation));
    }
}

TEST(RadialScores, finds_points_outside_of_a_part_of_the_units) {
  for (const Returns returns : every_returns)
    for (const Orientation orientation : both) {
      Technology t = simulated_technology(90, 8, returns, 1);
      t.lower = 0.9;
      t.upper = 1.1;
      std::vector<std::uint32_t> part;
      for (std::uint32_t j = 0; j < 90; j += 3) part.push_back(j);
      const std::vector<double> one(part.size(), 1.0);
      RadialCounts counts;

      const std::vector<double> factor = radial_factors(t, part, orientation, &counts);

      std::size_t infeasible = 0;
      for (std::size_t k = 0; k < t.units; ++k) {
        const double wanted = plain(t, part, one, k, orientation);
        infeasible += std::isnan(wanted);
        if (std::isnan(wanted))
          EXPECT_TRUE(std::isnan(factor[k])) << name_of(returns, orientation) << ", unit " << k;
        else
          EXPECT_NEAR(factor[k], wanted, 1e-10 * wanted)
              << name_of(returns, orientation) << ", unit " << k;
      }
      EXPECT_EQ(counts.infeasible, infeasible);
      EXPECT_EQ(infeasible > 0,
                returns != Returns::crs &&
                    !(returns == Returns::nirs && orientation == Orientation::output) &&
                    !(returns == Returns::ndrs && orientation == Orientation::input))
          << name_of(returns, orientation);
    }
}

TEST(RadialScores, measures_one_stretched_sample_after_another) {
  for (const Returns returns : {Returns::crs, Returns::vrs})
    for (const Orientation orientation : both) {
      const Technology t = simulated_technology(200, 4, returns, 1);
      const std::vector<std::uint32_t> all = all_of(t);
      const std::vector<double> own = radial_factors(t, all, orientation);
      const RadialPoints points(t, orientation);
      RadialScorer scorer(points);
      std::vector<double> stretch(t.units), factor(t.units);
      for (std::uint64_t sample = 0; sample < 3; ++sample) {
        const Random random(6, Purpose::bootstrap, sample);
        for (std::size_t j = 0; j < t.units; ++j) {
          const double away = 1 + 0.3 * std::abs(random.normal(j));
          stretch[j] = orientation == Orientation::input ? own[j] * away : own[j] / away;
        }

        scorer.score(all, stretch, {}, factor);

        for (std::size_t k = 0; k < t.units; k += 7) {
          const double wanted = plain(t, all, stretch, k, orientation);
          EXPECT_NEAR(factor[k], wanted, 1e-10 * wanted) << name_of(returns, orientation);
        }
      }
      EXPECT_EQ(scorer.counts().by_simplex, 0u);
    }
}

TEST(RadialScores, do_not_depend_on_what_is_promising) {
  const Technology t = simulated_technology(200, 9, Returns::vrs, 0);
  const std::vector<std::uint32_t> all = all_of(t);
  const std::vector<double> one(t.units, 1.0);
  const RadialPoints points(t, Orientation::input);
  RadialScorer scorer(points);
  std::vector<double> none(t.units), every(t.units);

  scorer.score(all, one, {}, none);
  scorer.score(all, one, all, every);

  for (std::size_t k = 0; k < t.units; ++k) EXPECT_NEAR(none[k], every[k], 1e-13);
}

TEST(RadialScores, do_not_depend_on_units_of_measure) {
  Technology t = simulated_technology(120, 2, Returns::vrs, 1);
  const std::vector<double> before = radial_factors(t, all_of(t), Orientation::input);
  const double measure[] = {1e-7, 3.7, 1e6, 12345.678, 9e-9};
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t j = 0; j < t.units; ++j) t.value[v * t.units + j] *= measure[v];

  const std::vector<double> after = radial_factors(t, all_of(t), Orientation::input);

  for (std::size_t k = 0; k < t.units; ++k) EXPECT_NEAR(after[k], before[k], 1e-12);
}

TEST(RadialScores, certify_units_whose_amounts_differ_by_ten_orders) {
  for (const Returns returns : {Returns::crs, Returns::vrs}) {
    Technology t = simulated_technology(80, 12, returns, 1);
    const Random random(3, Purpose::simulation);
    for (std::size_t j = 0; j < t.units; ++j) {
      const double size = std::pow(10.0, 10 * random.uniform(j) - 5);
      for (std::size_t v = 0; v < t.variables(); ++v) t.value[v * t.units + j] *= size;
    }
    for (const Orientation orientation : both)
      expect_plain_scores(t, orientation, name_of(returns, orientation));
  }
}

TEST(RadialScores, leaves_more_rows_than_it_is_built_for_to_the_simplex_kernel) {
  Technology t{{}, 30, {}};
  for (int i = 0; i < 8; ++i) t.side.push_back(Side::input);
  for (int r = 0; r < 4; ++r) t.side.push_back(Side::good);
  Random random(2, Purpose::simulation);
  for (std::size_t i = 0; i < t.variables() * t.units; ++i)
    t.value.push_back(0.1 + random.next_uniform());

  expect_plain_scores(t, Orientation::input, "twelve variables");
}

}  // namespace yugong::frontier
