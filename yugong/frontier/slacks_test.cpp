#include "yugong/frontier/slacks.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/frontier/simulated_technology.hpp"

namespace yugong::frontier {

namespace {

MeasureOptions options_for(const Technology& t, bool with_super = true) {
  MeasureOptions o;
  o.sbm.numerator = equal_weights(t, true);
  o.sbm.denominator = equal_weights(t, false);
  o.super = o.sbm;
  o.with_super = with_super;
  return o;
}

std::vector<Reference> pooled(const Technology& t) {
  Reference all;
  for (std::size_t j = 0; j < t.units; ++j) all.members.push_back(static_cast<std::uint32_t>(j));
  all.evaluated = all.members;
  return {all};
}

std::vector<double> scores(const Technology& t,
                           const MeasureOptions& o,
                           const Executor& executor = Executor::serial()) {
  const Measured m = measure(t, pooled(t), o, executor);
  std::vector<double> out;
  for (std::size_t j = 0; j < t.units; ++j)
    out.push_back(o.with_super && m.efficient[j] ? m.super[j].score : m.sbm[j].score);
  return out;
}

void expect_same(const std::vector<double>& a,
                 const std::vector<double>& b,
                 double tolerance = 1e-11) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    ASSERT_EQ(std::isnan(a[j]), std::isnan(b[j])) << j;
    if (std::isnan(a[j])) continue;
    EXPECT_NEAR(a[j], b[j], tolerance * std::max(1.0, std::abs(b[j]))) << j;
  }
}

Technology permuted(const Technology& t, const std::vector<std::size_t>& order) {
  Technology out = t;
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t j = 0; j < t.units; ++j) out.value[v * t.units + j] = t.at(v, order[j]);
  return out;
}

/// Small whole numbers: ties and duplicates everywhere.
Technology crowded(std::size_t units, std::uint64_t seed, Returns returns) {
  Technology t;
  t.units = units;
  t.returns = returns;
  t.side = {Side::input, Side::input, Side::good, Side::bad};
  Random random(seed, Purpose::simulation);
  for (std::size_t i = 0; i < t.variables() * units; ++i)
    t.value.push_back(1.0 + static_cast<double>(random.next_below(3)));
  return t;
}

/// Units whose sizes span twelve orders of magnitude, and amounts within a unit another four.
Technology far_apart(std::size_t units, std::uint64_t seed, Returns returns) {
  Technology t;
  t.units = units;
  t.returns = returns;
  t.side = {Side::input, Side::input, Side::good, Side::bad};
  t.value.resize(t.variables() * units);
  for (std::size_t j = 0; j < units; ++j) {
    const Random random(seed, Purpose::simulation, j);
    const double size = 12 * random.uniform(0) - 6;
    for (std::size_t v = 0; v < t.variables(); ++v)
      t.value[v * units + j] = std::pow(10.0, size + 4 * random.uniform(1 + v) - 2);
  }
  return t;
}

void expect_certified_and_equal_to_the_plain_path(const Technology& t) {
  const MeasureOptions o = options_for(t);
  const auto all = pooled(t)[0].members;

  const Measured m = measure(t, pooled(t), o, Executor::serial());

  for (std::size_t j = 0; j < t.units; ++j) {
    ASSERT_EQ(m.sbm[j].status, Status::optimal) << j;
    EXPECT_NEAR(m.sbm[j].score, solve_unit(t, j, all, o.sbm, false, false).score, 1e-10) << j;
    if (!m.efficient[j]) continue;
    auto others = all;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(j));
    const Solved super = solve_unit(t, j, others, o.super, true, false);
    EXPECT_NE(super.status, Status::numerical) << j;
    ASSERT_EQ(m.super[j].status, super.status) << j;
    if (super.status != Status::optimal) continue;
    EXPECT_NEAR(m.super[j].score / super.score, 1, 1e-9) << j;
  }
}

class EveryReturns : public testing::TestWithParam<Returns> {};

INSTANTIATE_TEST_SUITE_P(
    Slacks,
    EveryReturns,
    testing::Values(Returns::crs, Returns::vrs, Returns::nirs, Returns::ndrs, Returns::grs));

Technology with_bounds(Technology t) {
  t.lower = 0.8;
  t.upper = 1.2;
  return t;
}

}  // namespace

TEST_P(EveryReturns, the_growing_list_gives_the_scores_of_one_program_over_all_units) {
  const Technology t = with_bounds(simulated_technology(150, 5, GetParam()));
  const MeasureOptions o = options_for(t);
  const auto all = pooled(t)[0].members;

  const Measured m = measure(t, pooled(t), o, Executor::serial());

  for (std::size_t j = 0; j < t.units; ++j) {
    const Solved plain = solve_unit(t, j, all, o.sbm, false, true);
    ASSERT_EQ(plain.status, Status::optimal);
    EXPECT_NEAR(m.sbm[j].score, plain.score, 1e-12) << j;
    if (!m.efficient[j]) continue;
    auto others = all;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(j));
    const Solved super = solve_unit(t, j, others, o.super, true, true);
    ASSERT_EQ(m.super[j].status, super.status) << j;
    if (super.status != Status::optimal) continue;
    EXPECT_NEAR(m.super[j].score, super.score, 1e-12) << j;
  }
}

TEST_P(EveryReturns, crowded_frontiers_are_solved_and_certified) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Technology t = with_bounds(crowded(120, seed, GetParam()));
    const MeasureOptions o = options_for(t);
    const auto all = pooled(t)[0].members;

    const Measured m = measure(t, pooled(t), o, Executor::serial());

    for (std::size_t j = 0; j < t.units; ++j) {
      ASSERT_EQ(m.sbm[j].status, Status::optimal);
      EXPECT_LT(m.sbm[j].residual, 1e-10);
      EXPECT_LT(m.sbm[j].gap, 1e-10);
      EXPECT_NEAR(m.sbm[j].score, solve_unit(t, j, all, o.sbm, false, false).score, 1e-12);
      if (!m.efficient[j]) continue;
      EXPECT_NE(m.super[j].status, Status::numerical);
    }
  }
}

TEST_P(EveryReturns, sizes_twelve_orders_apart_are_solved_and_certified) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Technology t = with_bounds(far_apart(24, seed, GetParam()));
    expect_certified_and_equal_to_the_plain_path(t);
  }
}

TEST_P(EveryReturns, units_equal_to_the_seventh_digit_are_solved_and_certified) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Technology t = with_bounds(crowded(60, seed, GetParam()));
    const Random random(seed, Purpose::simulation, 1);
    for (std::size_t i = 0; i < t.value.size(); ++i) t.value[i] *= 1 + 1e-7 * random.uniform(i);
    expect_certified_and_equal_to_the_plain_path(t);
  }
}

TEST_P(EveryReturns, row_order_does_not_matter) {
  const Technology t = with_bounds(simulated_technology(90, 7, GetParam()));
  std::vector<std::size_t> order(t.units);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::reverse(order.begin() + 10, order.end());
  const std::vector<double> before = scores(t, options_for(t));

  const std::vector<double> after = scores(permuted(t, order), options_for(t));

  std::vector<double> back(t.units);
  for (std::size_t j = 0; j < t.units; ++j) back[order[j]] = after[j];
  expect_same(back, before);
}

TEST_P(EveryReturns, units_of_measure_do_not_matter) {
  const Technology t = with_bounds(simulated_technology(90, 8, GetParam()));
  Technology rescaled = t;
  const double factor[] = {1e-6, 1e9, 3.7, 1e3, 1e-4, 1e7};
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t j = 0; j < t.units; ++j) rescaled.value[v * t.units + j] *= factor[v];

  expect_same(scores(rescaled, options_for(t)), scores(t, options_for(t)));
}

TEST_P(EveryReturns, targets_are_efficient) {
  const Technology t = with_bounds(simulated_technology(60, 9, GetParam()));
  const MeasureOptions o = options_for(t, false);
  const Measured m = measure(t, pooled(t), o, Executor::serial());

  for (std::size_t j = 0; j < t.units; j += 7) {
    Technology with_target = t;
    with_target.units = t.units + 1;
    with_target.value.clear();
    for (std::size_t v = 0; v < t.variables(); ++v) {
      for (std::size_t i = 0; i < t.units; ++i) with_target.value.push_back(t.at(v, i));
      with_target.value.push_back(m.sbm[j].target[v]);
    }
    const Solved again = solve_unit(with_target, t.units, pooled(t)[0].members, o.sbm, false, true);
    EXPECT_NEAR(again.score, 1, 1e-9) << j;
  }
}

TEST_P(EveryReturns, a_dominated_unit_changes_nothing) {
  const Technology t = with_bounds(simulated_technology(80, 10, GetParam()));
  Technology more = t;
  more.units = t.units + 1;
  more.value.clear();
  for (std::size_t v = 0; v < t.variables(); ++v) {
    for (std::size_t i = 0; i < t.units; ++i) more.value.push_back(t.at(v, i));
    more.value.push_back(t.at(v, 3) * (t.side[v] == Side::good ? 0.6 : 1.5));
  }

  std::vector<double> with = scores(more, options_for(more));

  with.pop_back();
  expect_same(with, scores(t, options_for(t)));
}

TEST_P(EveryReturns, a_duplicate_has_super_efficiency_one_with_its_twin) {
  const Technology t = with_bounds(simulated_technology(60, 12, GetParam()));
  const std::vector<double> before = scores(t, options_for(t));
  const auto best =
      static_cast<std::size_t>(std::max_element(before.begin(),
                                                before.end(),
                                                [](double a, double b) {
                                                  return std::isnan(a) || (!std::isnan(b) && a < b);
                                                }) -
                               before.begin());
  Technology more = t;
  more.units = t.units + 1;
  more.value.clear();
  for (std::size_t v = 0; v < t.variables(); ++v) {
    for (std::size_t i = 0; i < t.units; ++i) more.value.push_back(t.at(v, i));
    more.value.push_back(t.at(v, best));
  }

  const std::vector<double> after = scores(more, options_for(more));

  EXPECT_EQ(after[best], 1.0);
  EXPECT_EQ(after[t.units], 1.0);
}

TEST(Slacks, a_coefficient_is_not_rounded) {
  // Only the first unit uses as little of the first input as itself, so its score is one; the
  // others exceed it by 1e-8, and their amounts over its own are not exact in binary.
  Technology t;
  t.units = 3;
  t.returns = Returns::vrs;
  t.side = {Side::input, Side::input, Side::good};
  const double a = 1.1;
  t.value = {a, a * (1 + 1e-8), a * (1 + 2e-8), 3.3, 1.7, 1.9, 7.7, 7.7, 15.1};

  const Solved s =
      solve_unit(t, 0, std::vector<std::uint32_t>{0, 1, 2}, options_for(t).sbm, false, false);

  ASSERT_EQ(s.status, Status::optimal);
  EXPECT_EQ(s.score, 1);
}

TEST(Slacks, a_point_outside_by_the_twelfth_digit_is_not_an_optimum) {
  // The exact score of the first unit is one. A mixture of the others that misses a row by 3e-12
  // has the value 0.75.
  Technology t;
  t.units = 3;
  t.returns = Returns::vrs;
  t.side = {Side::input, Side::input, Side::good, Side::bad};
  t.value = {0.9999999997743306,
             0.9999999997840233,
             0.9999999997803223,
             2.0000000001212928,
             1.000000000450335,
             1.000000000252352,
             0.9999999999994819,
             2.000000000939843,
             1.9999999994267401,
             1.9999999996327011,
             0.9999999999022463,
             1.9999999996869129};
  MeasureOptions o = options_for(t);
  o.sbm.input_oriented = true;

  const Solved s = solve_unit(t, 0, std::vector<std::uint32_t>{0, 1, 2}, o.sbm, false, false);

  ASSERT_EQ(s.status, Status::optimal);
  EXPECT_NEAR(s.score, 1, 1e-9);
}

TEST(Slacks, unit_size_does_not_matter_under_constant_returns) {
  const Technology t = simulated_technology(90, 13);
  Technology rescaled = t;
  for (std::size_t j = 0; j < t.units; ++j)
    for (std::size_t v = 0; v < t.variables(); ++v)
      rescaled.value[v * t.units + j] *= std::pow(10.0, static_cast<double>(j % 9) - 4);

  expect_same(scores(rescaled, options_for(t)), scores(t, options_for(t)));
}

TEST(Slacks, wider_technologies_give_lower_scores) {
  const Technology crs = simulated_technology(120, 14);
  const MeasureOptions o = options_for(crs, false);
  const auto under = [&](Returns returns) {
    Technology t = crs;
    t.returns = returns;
    return scores(t, o);
  };
  const auto c = under(Returns::crs), ni = under(Returns::nirs), nd = under(Returns::ndrs),
             v = under(Returns::vrs);

  for (std::size_t j = 0; j < crs.units; ++j) {
    EXPECT_LE(c[j], ni[j] + 1e-12);
    EXPECT_LE(c[j], nd[j] + 1e-12);
    EXPECT_LE(ni[j], v[j] + 1e-12);
    EXPECT_LE(nd[j], v[j] + 1e-12);
  }
}

TEST(Slacks, wider_reference_sets_give_lower_scores) {
  const Technology t = simulated_technology(120, 15);
  const MeasureOptions o = options_for(t, false);
  std::vector<long> period(t.units);
  for (std::size_t j = 0; j < t.units; ++j) period[j] = static_cast<long>(j % 6);
  const auto under = [&](const std::string& rule) {
    std::vector<double> out;
    for (const Solved& s :
         measure(t, references(frontier_rule(rule), period, {}), o, Executor::serial()).sbm)
      out.push_back(s.score);
    return out;
  };
  const auto all = under("pooled"), window = under("window(3)"), same = under("yearly");

  for (std::size_t j = 0; j < t.units; ++j) {
    EXPECT_LE(all[j], window[j] + 1e-12);
    EXPECT_LE(window[j], same[j] + 1e-12);
  }
}

TEST(Slacks, super_scores_lie_between_one_and_the_bound_of_the_bads) {
  for (const std::size_t bads : {1u, 2u}) {
    const Technology t = simulated_technology(200, 16, Returns::crs, bads, 1.0);
    const Measured m = measure(t, pooled(t), options_for(t), Executor::serial());
    const double bound = (1.0 + static_cast<double>(bads)) / static_cast<double>(bads);

    std::size_t efficient = 0;
    for (std::size_t j = 0; j < t.units; ++j) {
      if (!m.efficient[j]) continue;
      ++efficient;
      EXPECT_GE(m.super[j].score, 1);
      EXPECT_LE(m.super[j].score, bound + 1e-12);
    }
    EXPECT_GT(efficient, 3u);
  }
}

TEST(Slacks, any_number_of_workers_gives_the_same_bits) {
  const Technology t = simulated_technology(400, 17, Returns::vrs);
  const MeasureOptions o = options_for(t);
  const Measured one = measure(t, pooled(t), o, Executor::serial());

  for (const int workers : {2, 8}) {
    const Measured many = measure(t, pooled(t), o, Executor::threads(workers));
    for (std::size_t j = 0; j < t.units; ++j) {
      EXPECT_EQ(std::memcmp(&one.sbm[j].score, &many.sbm[j].score, sizeof(double)), 0);
      EXPECT_EQ(std::memcmp(&one.super[j].score, &many.super[j].score, sizeof(double)), 0);
      EXPECT_EQ(one.sbm[j].slack, many.sbm[j].slack);
      ASSERT_EQ(one.sbm[j].peers.size(), many.sbm[j].peers.size());
      for (std::size_t p = 0; p < one.sbm[j].peers.size(); ++p)
        EXPECT_EQ(one.sbm[j].peers[p].weight, many.sbm[j].peers[p].weight);
    }
  }
}

TEST(Slacks, an_infeasible_oriented_super_program_is_proved_by_a_farkas_vector) {
  const Technology t = simulated_technology(60, 18, Returns::vrs, 1);
  MeasureOptions o = options_for(t);
  o.super.input_oriented = true;
  const Measured m = measure(t, pooled(t), o, Executor::serial());

  std::size_t proved = 0;
  for (std::size_t k = 0; k < t.units; ++k) {
    if (!m.efficient[k] || m.super[k].status != Status::infeasible) continue;
    const std::vector<double>& y = m.super[k].dual;
    ASSERT_EQ(y.size(), t.variables() + 1);
    double value = 0;
    for (const double v : y) value += v;  // right sides are one after scaling
    EXPECT_GT(value, 1e-9);
    for (std::size_t j = 0; j < t.units; ++j) {
      if (j == k) continue;
      double sum = y.back(), size = std::abs(y.back());
      for (std::size_t v = 0; v < t.variables(); ++v) {
        sum += y[v] * t.at(v, j) / t.at(v, k);
        size += std::abs(y[v] * t.at(v, j) / t.at(v, k));
      }
      EXPECT_LE(sum, 1e-9 * size) << "a member breaks the proof";
    }
    for (std::size_t v = 0; v < t.variables(); ++v)
      EXPECT_LE(y[v] * (t.side[v] == Side::good ? -1 : 1), 1e-9);
    ++proved;
  }
  EXPECT_GT(proved, 0u);
}

TEST(Slacks, a_lone_unit_has_no_super_score_under_variable_returns) {
  const Technology t = simulated_technology(1, 19, Returns::vrs);

  const Measured m = measure(t, pooled(t), options_for(t), Executor::serial());

  EXPECT_EQ(m.sbm[0].score, 1);
  EXPECT_EQ(m.super[0].status, Status::infeasible);
  EXPECT_TRUE(std::isnan(m.super[0].score));
}

TEST(Slacks, slacks_of_an_optimal_point_give_its_score_back) {
  const Technology t = simulated_technology(100, 20, Returns::vrs);
  const MeasureOptions o = options_for(t);
  const Measured m = measure(t, pooled(t), o, Executor::serial());

  for (std::size_t j = 0; j < t.units; ++j) {
    double above = 1, below = 1;
    for (std::size_t v = 0; v < t.variables(); ++v) {
      above -= o.sbm.numerator[v] * m.sbm[j].slack[v];
      below += o.sbm.denominator[v] * m.sbm[j].slack[v];
    }
    EXPECT_NEAR(m.sbm[j].score, above / below, 1e-12);
    EXPECT_NEAR(m.sbm[j].sum_lambda, 1, 1e-12);
  }
}

TEST(Slacks, excluding_the_unit_takes_all_its_rows_out_of_the_super_reference) {
  const Technology t = simulated_technology(60, 21);
  std::vector<std::int32_t> owner(t.units);
  for (std::size_t j = 0; j < t.units; ++j) owner[j] = static_cast<std::int32_t>(j / 6);
  MeasureOptions by_row = options_for(t), by_unit = by_row;
  by_unit.owner = owner;
  const Measured rows = measure(t, pooled(t), by_row, Executor::serial());

  const Measured units = measure(t, pooled(t), by_unit, Executor::serial());

  bool differs = false;
  for (std::size_t j = 0; j < t.units; ++j) {
    if (!rows.efficient[j]) continue;
    EXPECT_GE(units.super[j].score, rows.super[j].score - 1e-12);
    for (const Peer& p : units.super[j].peers) EXPECT_NE(owner[p.unit], owner[j]);
    differs = differs || units.super[j].score > rows.super[j].score + 1e-9;
  }
  EXPECT_TRUE(differs);
}

}  // namespace yugong::frontier
