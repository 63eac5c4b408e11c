#include "yugong/numeric/simplex.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"

namespace yugong::numeric::simplex {

namespace {

/// Owns the arrays of a program. Extras are columns of the identity times `sign`, one per row, then
/// `more` columns as given.
struct Problem {
  std::size_t rows = 0, activities = 0;
  std::vector<double> rhs, matrix, extra, num, den;
  std::vector<std::uint8_t> barred;
  std::vector<std::int64_t> start;
  double num0 = 0, den0 = 1;

  void add_extra(std::size_t row, double sign, double n, double d, bool bar = false) {
    std::vector<double> column(rows, 0.0);
    column[row] = sign;
    extra.insert(extra.end(), column.begin(), column.end());
    num.push_back(n);
    den.push_back(d);
    barred.push_back(bar);
  }

  std::int64_t extra_id(std::size_t e) const { return static_cast<std::int64_t>(activities + e); }

  Program view() const {
    Program p;
    p.rhs = rhs;
    p.activity = matrix.data();
    p.stride = activities;
    p.activities = activities;
    p.extra = extra;
    p.num = num;
    p.den = den;
    p.barred = barred;
    p.num0 = num0;
    p.den0 = den0;
    p.start = start;
    return p;
  }
};

double level(const Solution& s, std::int64_t column) {
  for (std::size_t i = 0; i < s.basis.size(); ++i)
    if (s.basis[i] == column) return s.level[i];
  return 0;
}

/// max 3u + 5v, u <= 4, 2v <= 12, 3u + 2v <= 18: the textbook program of Dantzig; optimum 36 at (2,
/// 6).
Problem textbook() {
  Problem p;
  p.rows = 3;
  p.rhs = {4, 12, 18};
  for (std::size_t i = 0; i < 3; ++i) p.add_extra(i, 1, 0, 0);
  const double u[] = {1, 0, 3}, v[] = {0, 2, 2};
  p.extra.insert(p.extra.end(), u, u + 3);
  p.extra.insert(p.extra.end(), v, v + 3);
  p.num.insert(p.num.end(), {-3, -5});
  p.den.insert(p.den.end(), {0, 0});
  p.barred.insert(p.barred.end(), {0, 0});
  p.start = {0, 1, 2};
  return p;
}

}  // namespace

TEST(Simplex, solves_a_textbook_linear_program) {
  const Problem p = textbook();
  Solution s;

  solve(p.view(), s);

  ASSERT_EQ(s.status, Status::optimal);
  EXPECT_NEAR(s.value, -36, 1e-12);
  EXPECT_NEAR(level(s, 3), 2, 1e-12);
  EXPECT_NEAR(level(s, 4), 6, 1e-12);
  EXPECT_TRUE(s.unique);
  EXPECT_LT(s.residual, 1e-14);
  EXPECT_LT(s.gap, 1e-14);
}

TEST(Simplex, reports_the_duals_of_the_textbook_program) {
  const Problem p = textbook();
  Solution s;

  solve(p.view(), s);

  ASSERT_EQ(s.dual.size(), 3u);
  EXPECT_NEAR(s.dual[0], 0, 1e-12);
  EXPECT_NEAR(s.dual[1], -1.5, 1e-12);
  EXPECT_NEAR(s.dual[2], -1, 1e-12);
}

TEST(Simplex, minimises_a_ratio_without_a_phase_one) {
  // min (2 - u) / (1 + v), u <= 1, v <= 3 and u + v <= 3.5: at u = 0.5, v = 3 the ratio is 0.375;
  // at u = 1, v = 2.5 it is 1 / 3.5.
  Problem p;
  p.rows = 3;
  p.rhs = {1, 3, 3.5};
  for (std::size_t i = 0; i < 3; ++i) p.add_extra(i, 1, 0, 0);
  p.add_extra(0, 1, -1, 0);
  p.extra[3 * 3 + 2] = 1;
  p.add_extra(1, 1, 0, 1);
  p.extra[4 * 3 + 2] = 1;
  p.num0 = 2;
  p.start = {0, 1, 2};
  Solution s;

  solve(p.view(), s);

  ASSERT_EQ(s.status, Status::optimal);
  EXPECT_NEAR(s.value, 1 / 3.5, 1e-14);
  EXPECT_NEAR(s.denominator, 3.5, 1e-12);
}

TEST(Simplex, proves_infeasibility_with_a_farkas_vector) {
  // x1 + x2 = 1 and x1 + x2 = 2 with stand-ins to begin with.
  Problem p;
  p.rows = 2;
  p.activities = 2;
  p.rhs = {1, 2};
  p.matrix = {1, 1, 1, 1};
  p.add_extra(0, 1, 0, 0, true);
  p.add_extra(1, 1, 0, 0, true);
  p.start = {2, 3};
  Solution s;

  solve(p.view(), s);

  ASSERT_EQ(s.status, Status::infeasible);
  EXPECT_GT(s.value, 0.5);
  double rhs = 0;
  for (std::size_t i = 0; i < 2; ++i) rhs += s.dual[i] * p.rhs[i];
  EXPECT_NEAR(rhs, s.value, 1e-12);
  for (std::size_t c = 0; c < 2; ++c)
    EXPECT_LE(s.dual[0] * p.matrix[c] + s.dual[1] * p.matrix[2 + c], 1e-12);
}

TEST(Simplex, says_so_when_the_infimum_is_not_attained) {
  // min -x subject to x - s = 1: x grows without end.
  Problem p;
  p.rows = 2;
  p.rhs = {1, 1};
  p.add_extra(0, 1, -1, 0);
  p.add_extra(0, -1, 0, 0);
  p.add_extra(1, 1, 0, 0);
  p.start = {0, 2};
  Solution s;

  solve(p.view(), s);

  EXPECT_EQ(s.status, Status::unbounded);
}

TEST(Simplex, leaves_a_point_where_the_largest_rate_rule_cycles) {
  // Beale (1955): the rule of the largest rate cycles for ever; the optimum is -1/20.
  Problem p;
  p.rows = 3;
  p.rhs = {0, 0, 1};
  for (std::size_t i = 0; i < 3; ++i) p.add_extra(i, 1, 0, 0);
  const std::vector<std::vector<double>> columns = {
      {0.25, 0.5, 0}, {-60, -90, 0}, {-1.0 / 25, -1.0 / 50, 1}, {9, 3, 0}};
  const std::vector<double> costs = {-0.75, 150, -0.02, 6};
  for (std::size_t c = 0; c < 4; ++c) {
    p.extra.insert(p.extra.end(), columns[c].begin(), columns[c].end());
    p.num.push_back(costs[c]);
    p.den.push_back(0);
    p.barred.push_back(0);
  }
  p.start = {0, 1, 2};
  Solution s;

  solve(p.view(), s);

  ASSERT_EQ(s.status, Status::optimal);
  EXPECT_NEAR(s.value, -0.05, 1e-12);
}

TEST(Simplex, chooses_the_largest_tie_sum_and_then_the_first_activities_on_an_optimal_face) {
  // Every point of x0 + x1 + x2 = 1 has the same value; ranks say that activity 1 comes first.
  Problem p;
  p.rows = 2;
  p.activities = 3;
  p.rhs = {1, 1};
  p.matrix = {1, 1, 1, 0.5, 0.5, 0.5};
  p.add_extra(1, 1, 0, 0);
  p.add_extra(0, 1, 1, 0, true);
  p.start = {0, 3};
  const std::vector<double> tie = {1, 0};
  const std::vector<std::uint32_t> rank = {7, 2, 9};
  Program program = p.view();
  program.tie = tie;
  program.rank = rank;
  Solution s;

  solve(program, s);

  ASSERT_EQ(s.status, Status::optimal);
  EXPECT_FALSE(s.unique);
  EXPECT_NEAR(level(s, 1), 1, 1e-12);
}

TEST(Simplex, sizes_fixed_at_compile_time_and_at_run_time_agree) {
  // The same covering program with 6 rows, and padded to 18 rows by rows that bind nothing.
  const Random random(11, Purpose::simulation);
  const auto build = [&](std::size_t padding) {
    Problem p;
    p.rows = 6 + padding;
    p.activities = 40;
    p.matrix.assign(p.rows * p.activities, 0.0);
    for (std::size_t i = 0; i < 6; ++i)
      for (std::size_t c = 0; c < p.activities; ++c)
        p.matrix[i * p.activities + c] = random.uniform(i * p.activities + c);
    p.rhs.assign(p.rows, 1.0);
    for (std::size_t i = 0; i < p.rows; ++i)
      p.add_extra(i, 1, i < 6 ? 1.0 : 0.0, i < 3 ? 0.3 : 0.0);
    p.num0 = 1;
    for (std::size_t i = 0; i < p.rows; ++i) p.start.push_back(p.extra_id(i));
    return p;
  };
  const Problem small = build(0), large = build(12);
  Solution a, b;

  solve(small.view(), a);
  solve(large.view(), b);

  ASSERT_EQ(a.status, Status::optimal);
  ASSERT_EQ(b.status, Status::optimal);
  EXPECT_NEAR(a.value, b.value, 1e-13);
}

TEST(Simplex, finds_the_most_violated_column_relative_to_its_terms) {
  const std::vector<double> dual = {1, -1};
  const std::vector<double> matrix = {1, 2e6, 1, 3, 1, 1e6, 3, 1};  // reduced costs 0, -1e6, 2, -2
  std::vector<double> scratch;

  EXPECT_EQ(most_violated(dual, matrix.data(), 4, 4, {}, 1e-9, scratch), 3);
  const std::vector<std::uint8_t> skip = {0, 0, 0, 1};
  EXPECT_EQ(most_violated(dual, matrix.data(), 4, 4, skip, 1e-9, scratch), 1);
  EXPECT_EQ(most_violated(dual, matrix.data(), 4, 4, skip, 0.5, scratch), -1);
}

}  // namespace yugong::numeric::simplex
