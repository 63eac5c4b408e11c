#include <algorithm>
#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

#include "yugong/base/column.hpp"
#include "yugong/base/random.hpp"
#include "yugong/frontier/evaluate.hpp"
#include "yugong/frontier/evaluate_cases.hpp"
#include "yugong/frontier/model_solver.hpp"

namespace yugong::frontier {

using namespace cases;

namespace {

/// Largest violation of "no member improves": the inequality that `Solved::dual` states.
double dual_violation(
    const Technology& t, const Reference& r, std::uint32_t k, const Solved& s, const Model& m) {
  double worst = 0;
  for (const std::uint32_t j : r.members) {
    if (m.super && j == k) continue;
    for (const bool abated : {false, true}) {
      if (abated && (m.disposal != Disposal::kuosmanen || t.returns == Returns::crs)) continue;
      double sum = 0, size = 0;
      for (std::size_t v = 0; v < t.variables(); ++v) {
        if (abated && t.side[v] != Side::input) continue;
        double amount = t.at(v, k);
        if (amount == 0)
          for (const std::uint32_t i : r.members) amount = std::max(amount, t.at(v, i));
        const double term = amount > 0 ? s.dual[v] * t.at(v, j) / amount : 0.0;
        sum += term;
        size += std::abs(term);
      }
      for (std::size_t i = t.variables(); i < s.dual.size(); ++i) {
        sum += s.dual[i];
        size += std::abs(s.dual[i]);
      }
      worst = std::max(worst, sum / std::max(size, 1.0));
    }
  }
  return worst;
}

/// The certificate of an optimal answer, from `Solved` and the data alone: the peers and slacks
/// meet every row, no member improves, and both sides have the same value.
void expect_certified(
    const Technology& t, const Reference& r, std::uint32_t k, const Solved& s, const Model& m) {
  EXPECT_LT(dual_violation(t, r, k, s, m), 1e-7);
  const bool output = m.orientation == Orientation::output;
  double goods = 0, others = 0, along = 0;
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const double own = t.at(v, k), sign = t.side[v] == Side::good ? -1.0 : 1.0;
    double right = own;
    if (m.measure == Measure::radial && (t.side[v] == Side::good) == output) right *= s.factor;
    if (m.measure == Measure::radial && output)
      right = t.side[v] == Side::good ? s.factor * own : own;
    if (m.measure == Measure::radial && !output)
      right = t.side[v] == Side::good ? own : s.factor * own;
    if (m.measure == Measure::directional) {
      const double g = m.direction[v * t.units + k];
      right -= sign * s.factor * g;
      along += sign * s.dual[v] * g / own;
    }
    if (m.measure == Measure::ebm) {
      if (t.side[v] == Side::input) right *= s.factor;
      if (t.side[v] == Side::good) right *= s.second_factor;
      if (t.side[v] == Side::bad) right *= 2 - s.second_factor;
    }
    EXPECT_NEAR(s.target[v] + sign * s.slack[v] * own, right, 1e-9 * (own + std::abs(right)));
    EXPECT_GE(s.slack[v], 0.0);
    if (t.side[v] == Side::bad && m.disposal != Disposal::strong &&
        m.measure != Measure::nonradial && m.measure != Measure::additive) {
      EXPECT_EQ(s.slack[v], 0.0);
    }
    (t.side[v] == Side::good ? goods : others) += s.dual[v];
  }
  double scale = 0;
  for (std::size_t i = t.variables(); i < s.dual.size(); ++i) scale += s.dual[i];
  if (m.measure == Measure::radial) {
    EXPECT_NEAR(output ? others + scale : others, -1.0, 1e-8);
    EXPECT_NEAR(output ? goods : goods + scale, s.score, 1e-8 * std::max(1.0, s.score));
  } else if (m.measure == Measure::directional) {
    EXPECT_NEAR(along, -1.0, 1e-8);
    EXPECT_NEAR(goods + others + scale, -s.score, 1e-8 * std::max(1.0, std::abs(s.score)));
  } else if (m.measure == Measure::ebm) {
    double above = s.factor, below = s.second_factor;
    for (std::size_t v = 0; v < t.variables(); ++v) {
      const Side side = t.side[v];
      if (side == Side::input && m.orientation != Orientation::output)
        above -= m.epsilon_input * m.weight[v] * s.slack[v];
      if (side != Side::input && m.orientation != Orientation::input)
        below += (side == Side::good ? m.epsilon_good : m.epsilon_bad) * m.weight[v] * s.slack[v];
    }
    EXPECT_NEAR(above / below, s.score, 1e-11);
  } else {
    EXPECT_NEAR(goods + others + scale, -s.score, 1e-8 * std::max(1.0, s.score));
  }
}

}  // namespace

class EvaluateUnderReturns : public testing::TestWithParam<Returns> {};

TEST_P(EvaluateUnderReturns, every_answer_is_certified_from_the_data_alone) {
  Technology t = simulated_technology(60, 11, GetParam());
  t.lower = 0.8;
  t.upper = 1.3;
  const Reference r = pooled(t);
  std::size_t optimal = 0, infeasible = 0;
  for (const Model& m : every_model(t)) {
    const std::vector<Solved> got = evaluate(t, r, m, Executor::serial());
    for (std::uint32_t k = 0; k < t.units; ++k) {
      SCOPED_TRACE("measure " + std::to_string(static_cast<int>(m.measure)) + " orientation " +
                   std::to_string(static_cast<int>(m.orientation)) + " disposal " +
                   std::to_string(static_cast<int>(m.disposal)) + " super " +
                   std::to_string(m.super) + " unit " + std::to_string(k));
      if (got[k].status == Status::infeasible) {
        ++infeasible;
        EXPECT_LT(dual_violation(t, r, k, got[k], m), 1e-9);
        EXPECT_GT(got[k].infeasibility, 0.0);
        continue;
      }
      ASSERT_EQ(got[k].status, Status::optimal);
      ++optimal;
      EXPECT_LT(got[k].gap, 1e-10);
      EXPECT_LT(got[k].residual, 1e-10);
      if (GetParam() != Returns::grs) expect_certified(t, r, k, got[k], m);
    }
  }
  EXPECT_GT(optimal, 1000u);
  if (GetParam() == Returns::vrs) {
    EXPECT_GT(infeasible, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Returns,
    EvaluateUnderReturns,
    testing::Values(Returns::crs, Returns::vrs, Returns::nirs, Returns::ndrs, Returns::grs));

/// Data that are hard on a solver: small whole numbers with ties everywhere; amounts that span
/// sixteen orders of magnitude; units that differ in the seventh digit.
Technology hard(int kind, Returns returns) {
  Technology t;
  t.units = 40;
  t.returns = returns;
  t.lower = 0.7;
  t.upper = 1.4;
  t.side = {Side::input, Side::input, Side::good, Side::bad};
  t.value.resize(t.variables() * t.units);
  for (std::size_t j = 0; j < t.units; ++j) {
    const Random random(41, Purpose::simulation, j);
    const double size = 12 * random.uniform(0) - 6;
    for (std::size_t v = 0; v < t.variables(); ++v) {
      const double u = random.uniform(1 + v);
      t.value[v * t.units + j] = kind == 0   ? 1 + std::floor(3 * u)
                                 : kind == 1 ? std::pow(10.0, size + 4 * u - 2)
                                             : 1 + 1e-7 * u;
    }
  }
  return t;
}

TEST_P(EvaluateUnderReturns, hard_data_are_solved_or_proved_infeasible) {
  for (const int kind : {0, 1, 2}) {
    const Technology t = hard(kind, GetParam());
    const Reference r = pooled(t);
    for (const Model& m : every_model(t)) {
      const std::vector<Solved> got = evaluate(t, r, m, Executor::serial());
      for (std::uint32_t k = 0; k < t.units; ++k) {
        ASSERT_TRUE(got[k].status == Status::optimal || got[k].status == Status::infeasible)
            << "kind " << kind << " measure " << static_cast<int>(m.measure) << " unit " << k;
        EXPECT_LT(dual_violation(t, r, k, got[k], m), 1e-9);
      }
    }
  }
}

TEST(Evaluate, large_sets_are_certified_against_every_member) {
  const Technology t = simulated_technology(700, 13, Returns::vrs, 2, 0.2, 0.8);
  const Reference r = pooled(t);
  Reference some = r;
  some.evaluated = {0, 3, 77, 130, 131, 300, 444, 699};
  for (const Model& m : every_model(t)) {
    const std::vector<Solved> got = evaluate(t, some, m, Executor::serial());
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (got[i].status == Status::infeasible) {
        EXPECT_LT(dual_violation(t, r, some.evaluated[i], got[i], m), 1e-9);
        continue;
      }
      ASSERT_EQ(got[i].status, Status::optimal);
      expect_certified(t, r, some.evaluated[i], got[i], m);
    }
  }
}

TEST(Evaluate, models_and_returns_are_ordered) {
  const auto at = [](Returns returns, const Model& m) {
    return scores(simulated_technology(120, 17, returns), m);
  };
  const Technology t = simulated_technology(120, 17);
  Model sbm;
  sbm.ratio.numerator = equal_weights(t, true);
  sbm.ratio.denominator = equal_weights(t, false);
  const Model in = radial(Orientation::input);
  const auto crs = at(Returns::crs, in), vrs = at(Returns::vrs, in), nirs = at(Returns::nirs, in),
             ndrs = at(Returns::ndrs, in), slacks = at(Returns::crs, sbm);
  const auto beta = [&](Disposal d) { return at(Returns::vrs, directional(t, "yb", d)); };
  const auto strong = beta(Disposal::strong), equal = beta(Disposal::equality),
             kuosmanen = beta(Disposal::kuosmanen);
  const double tolerance = 1e-11;
  double moved = 0;

  for (std::size_t j = 0; j < t.units; ++j) {
    EXPECT_LE(slacks[j], crs[j] + tolerance);
    EXPECT_LE(crs[j], std::min(nirs[j], ndrs[j]) + tolerance);
    EXPECT_NEAR(std::max(nirs[j], ndrs[j]), vrs[j], tolerance);
    EXPECT_GE(strong[j], equal[j] - tolerance);
    EXPECT_GE(kuosmanen[j], equal[j] - tolerance);
    moved = std::max({moved, strong[j] - equal[j], kuosmanen[j] - equal[j]});
  }
  EXPECT_GT(moved, 1e-3);
  EXPECT_EQ(at(Returns::crs, directional(t, "yb", Disposal::kuosmanen)),
            at(Returns::crs, directional(t, "yb", Disposal::equality)));
}

TEST(Evaluate, a_dominated_unit_changes_nothing_where_disposal_is_strong) {
  const Technology t = simulated_technology(70, 19, Returns::vrs);
  Technology more = t;
  more.units = t.units + 1;
  more.value.clear();
  for (std::size_t v = 0; v < t.variables(); ++v) {
    for (std::size_t j = 0; j < t.units; ++j) more.value.push_back(t.at(v, j));
    more.value.push_back(t.at(v, 5) * (t.side[v] == Side::good ? 0.9 : 1.2));
  }
  for (const char* sides : {"yb", "xyb"}) {
    const auto without = scores(t, directional(t, sides, Disposal::strong)),
               with = scores(more, directional(more, sides, Disposal::strong));
    for (std::size_t j = 0; j < t.units; ++j) EXPECT_NEAR(with[j], without[j], 1e-12);
  }
  const auto without = scores(t, radial(Orientation::output)),
             with = scores(more, radial(Orientation::output));
  for (std::size_t j = 0; j < t.units; ++j) EXPECT_NEAR(with[j], without[j], 1e-12);
}

TEST(Evaluate, members_that_others_replace_can_be_left_out) {
  for (const Returns returns : {Returns::crs, Returns::vrs, Returns::nirs, Returns::ndrs}) {
    const Technology t = simulated_technology(80, 37, returns);
    for (const Model& m : every_model(t)) {
      if (m.super) continue;
      Reference few = pooled(t);
      few.members =
          undominated(t,
                      few.members,
                      m.disposal == Disposal::strong ? Disposal::strong : Disposal::equality,
                      Executor::serial());
      ASSERT_LT(few.members.size(), t.units);
      const auto all = evaluate_scores(t, pooled(t), m, Executor::serial()),
                 less = evaluate_scores(t, few, m, Executor::serial());
      for (std::size_t j = 0; j < t.units; ++j)
        EXPECT_NEAR(less[j], all[j], 1e-11 * std::max(1.0, std::abs(all[j])));
    }
  }
}

TEST(Evaluate, order_of_rows_and_units_of_measure_do_not_matter) {
  const Technology t = simulated_technology(90, 23);
  std::vector<std::size_t> order(t.units);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::rotate(order.begin(), order.begin() + 37, order.end());
  std::swap(order[3], order[50]);
  Technology permuted = t, rescaled = t, resized = t;
  const double measure[] = {3.7e5, 1.1e-4, 7.0, 2.3e-9, 9e6, 1.3};
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t j = 0; j < t.units; ++j) {
      permuted.value[v * t.units + j] = t.at(v, order[j]);
      rescaled.value[v * t.units + j] *= measure[v];
      resized.value[v * t.units + j] *= 1 + static_cast<double>(j % 7);
    }
  const std::vector<Model> models = every_model(t), in_other_order = every_model(permuted),
                           in_other_measure = every_model(rescaled),
                           in_other_size = every_model(resized);
  for (std::size_t i = 0; i < models.size(); ++i) {
    const auto run = [](const Technology& data, const Model& m) {
      return evaluate(data, pooled(data), m, Executor::serial());
    };
    const auto base = run(t, models[i]), a = run(permuted, in_other_order[i]),
               b = run(rescaled, in_other_measure[i]), c = run(resized, in_other_size[i]);
    for (std::size_t j = 0; j < t.units; ++j) {
      const Solved& wanted = base[order[j]];
      ASSERT_EQ(a[j].status, wanted.status);
      ASSERT_EQ(b[j].status, base[j].status);
      ASSERT_EQ(c[j].status, base[j].status);
      if (wanted.status == Status::optimal) {
        EXPECT_NEAR(a[j].score, wanted.score, 1e-11 * std::max(1.0, std::abs(wanted.score)));
        for (std::size_t v = 0; v < t.variables(); ++v)
          EXPECT_NEAR(a[j].target[v], wanted.target[v], 1e-8 * t.at(v, order[j]));
      }
      if (base[j].status != Status::optimal) continue;
      const double near = 1e-11 * std::max(1.0, std::abs(base[j].score));
      EXPECT_NEAR(b[j].score, base[j].score, near);
      EXPECT_NEAR(c[j].score, base[j].score, near);
    }
  }
}

TEST(Evaluate, any_number_of_workers_gives_the_same_bits) {
  for (const std::size_t units : {100u, 300u}) {
    const Technology t = simulated_technology(units, 29, Returns::vrs, 1);
    Reference some = pooled(t);
    std::erase_if(some.evaluated, [&](std::uint32_t k) { return k % (units / 100) != 0; });
    for (const Model& m : every_model(t)) {
      const auto one = evaluate(t, some, m, Executor::serial());
      for (const int workers : {2, 8}) {
        const auto many = evaluate(t, some, m, Executor::threads(workers));
        for (std::size_t j = 0; j < one.size(); ++j) {
          ASSERT_EQ(std::memcmp(&one[j].score, &many[j].score, sizeof(double)), 0);
          ASSERT_EQ(one[j].status, many[j].status);
          if (one[j].status != Status::optimal) continue;
          ASSERT_EQ(one[j].slack, many[j].slack);
          ASSERT_EQ(one[j].dual, many[j].dual);
          ASSERT_EQ(one[j].peers.size(), many[j].peers.size());
        }
      }
      const auto quick = evaluate_scores(t, some, m, Executor::serial());
      for (std::size_t j = 0; j < one.size(); ++j) {
        ASSERT_EQ(is_missing(quick[j]), is_missing(one[j].score));
        if (!is_missing(quick[j])) {
          EXPECT_NEAR(quick[j], one[j].score, 1e-11);
        }
      }
    }
  }
}

TEST(Evaluate, zero_amounts_divide_nothing) {
  Technology t = simulated_technology(40, 31, Returns::vrs, 1);
  for (std::size_t j = 0; j < t.units; ++j) t.value[(j % 4) * t.units + j] = 0;
  for (const Model& m : every_model(t)) {
    const std::vector<Solved> got = evaluate(t, pooled(t), m, Executor::serial());
    for (std::size_t j = 0; j < t.units; ++j) {
      ASSERT_NE(got[j].status, Status::numerical);
      if (got[j].status != Status::optimal) continue;
      EXPECT_TRUE(std::isfinite(got[j].score));
      for (const double s : got[j].slack) EXPECT_TRUE(std::isfinite(s));
      for (const double d : got[j].dual) EXPECT_TRUE(std::isfinite(d));
    }
  }
}

}  // namespace yugong::frontier
