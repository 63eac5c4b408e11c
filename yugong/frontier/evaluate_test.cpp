#include "yugong/frontier/evaluate.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/column.hpp"
#include "yugong/base/error.hpp"
#include "yugong/frontier/evaluate_cases.hpp"

namespace yugong::frontier {

using namespace cases;

namespace {

const std::vector<Side> one_one = {Side::input, Side::good};
const std::vector<Side> with_bad = {Side::input, Side::good, Side::bad};

}  // namespace

// ---- by hand ----

TEST(EvaluateRadial, scores_of_three_units_follow_from_the_picture) {
  const std::vector<std::vector<double>> units = {{2, 1}, {4, 4}, {6, 3}};
  const auto at = [&](Returns returns, Orientation o) {
    return scores(technology_of(one_one, units, returns), radial(o));
  };
  using testing::DoubleNear;
  using testing::ElementsAre;
  const auto are = [](double a, double b, double c) {
    return ElementsAre(DoubleNear(a, 1e-14), DoubleNear(b, 1e-14), DoubleNear(c, 1e-14));
  };

  EXPECT_THAT(at(Returns::crs, Orientation::input), are(0.5, 1, 0.5));
  EXPECT_THAT(at(Returns::crs, Orientation::output), are(0.5, 1, 0.5));
  EXPECT_THAT(at(Returns::vrs, Orientation::input), are(1, 1, 5.0 / 9));
  EXPECT_THAT(at(Returns::vrs, Orientation::output), are(1, 1, 0.75));
  EXPECT_THAT(at(Returns::nirs, Orientation::input), are(0.5, 1, 0.5));
  EXPECT_THAT(at(Returns::nirs, Orientation::output), are(0.5, 1, 0.75));
  EXPECT_THAT(at(Returns::ndrs, Orientation::input), are(1, 1, 5.0 / 9));
  EXPECT_THAT(at(Returns::ndrs, Orientation::output), are(1, 1, 0.5));
}

TEST(EvaluateRadial, generalised_returns_lie_between_variable_and_constant) {
  // Unit A: the least 2a + 4b with a + 4b >= 1 and a + b >= 1/2 is at a = 1/3, b = 1/6.
  Technology t = technology_of(one_one, {{2, 1}, {4, 4}, {6, 3}}, Returns::grs);
  t.lower = 0.5;
  t.upper = 1;

  const std::vector<double> got = scores(t, radial(Orientation::input));

  EXPECT_NEAR(got[0], 2.0 / 3, 1e-14);
  EXPECT_NEAR(got[2], 0.5, 1e-14);
}

TEST(EvaluateRadial, the_second_stage_finds_the_slack_that_the_factor_hides) {
  const Technology t =
      technology_of({Side::input, Side::input, Side::good}, {{2, 2, 1}, {4, 1, 1}, {6, 1, 1}});

  const Solved c = evaluate(t, pooled(t), radial(Orientation::input), Executor::serial())[2];

  EXPECT_DOUBLE_EQ(c.score, 1.0);
  EXPECT_NEAR(c.slack[0], 1.0 / 3, 1e-14);
  EXPECT_NEAR(c.target[0], 4.0, 1e-14);
  ASSERT_EQ(c.peers.size(), 1u);
  EXPECT_EQ(c.peers[0].unit, 1u);
}

TEST(EvaluateRadial, slacks_in_units_of_the_data_may_end_elsewhere) {
  // Unit 2 may move to unit 0 (x1 falls by 8 of 10) or to unit 1 (by 1, and 100 of 1000 goods
  // more).
  const Technology t = technology_of({Side::input, Side::input, Side::good},
                                     {{2, 1, 1000}, {9, 1, 1100}, {10, 1, 1000}},
                                     Returns::vrs);
  Model relative = radial(Orientation::input), raw = relative;
  raw.relative_slacks = false;

  const Solved a = evaluate(t, pooled(t), relative, Executor::serial())[2],
               b = evaluate(t, pooled(t), raw, Executor::serial())[2];

  EXPECT_DOUBLE_EQ(a.score, 1.0);
  EXPECT_DOUBLE_EQ(b.score, 1.0);
  ASSERT_EQ(a.peers.size(), 1u);
  ASSERT_EQ(b.peers.size(), 1u);
  EXPECT_EQ(a.peers[0].unit, 0u);
  EXPECT_EQ(b.peers[0].unit, 1u);
}

TEST(EvaluateRadial, a_unit_outside_its_reference_set_scores_above_one) {
  const Technology t = technology_of(one_one, {{2, 1}, {4, 4}, {6, 3}}, Returns::vrs);
  Model super = radial(Orientation::input);
  super.super = true;

  const std::vector<Solved> got = evaluate(t, pooled(t), super, Executor::serial());

  EXPECT_NEAR(got[0].score, 2.0, 1e-14);  // nearest maker of 1 is B with 4
  EXPECT_EQ(got[1].status, Status::infeasible);
  EXPECT_TRUE(is_missing(got[1].score));
  EXPECT_GT(got[1].infeasibility, 0.0);
  EXPECT_NEAR(got[2].score, 5.0 / 9, 1e-14);
}

TEST(EvaluateRadial, a_side_of_zeros_has_no_bound_and_no_number) {
  const Technology t = technology_of(one_one, {{2, 1}, {4, 0}});

  const std::vector<Solved> got =
      evaluate(t, pooled(t), radial(Orientation::output), Executor::serial());

  EXPECT_NEAR(got[0].score, 1.0, 1e-14);
  EXPECT_EQ(got[1].status, Status::unbounded);
  EXPECT_TRUE(is_missing(got[1].score));
}

TEST(EvaluateDirectional, strong_and_equal_disposal_differ_by_hand) {
  // A makes 2 with 1 bad, C makes 1 with 2 bads, both from input 1.
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {1, 1, 2}});

  EXPECT_NEAR(scores(t, directional(t, "yb", Disposal::strong))[1], 0.6, 1e-14);
  EXPECT_NEAR(scores(t, directional(t, "y", Disposal::strong))[1], 1.0, 1e-14);
  EXPECT_NEAR(scores(t, directional(t, "y", Disposal::equality))[1], 0.0, 1e-14);
}

TEST(EvaluateDirectional, beta_is_negative_outside_the_technology_and_may_not_exist) {
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {1, 3, 1}});
  Reference cross;
  cross.members = {0};
  cross.evaluated = {1};

  const Solved strong =
      evaluate(t, cross, directional(t, "y", Disposal::strong), Executor::serial())[0];
  const Solved equal =
      evaluate(t, cross, directional(t, "yb", Disposal::equality), Executor::serial())[0];

  EXPECT_NEAR(strong.score, -1.0 / 3, 1e-14);
  EXPECT_TRUE(strong.unique);
  EXPECT_EQ(equal.status, Status::infeasible);
  Model positive = directional(t, "y", Disposal::strong);
  positive.negative_beta = false;
  EXPECT_EQ(evaluate(t, cross, positive, Executor::serial())[0].status, Status::infeasible);
}

TEST(EvaluateDirectional, kuosmanen_abates_where_equality_cannot) {
  // Half of A abated: 0.5 good and 0.5 bad from the input of a whole A.
  const Technology t = technology_of(with_bad, {{1, 1, 1}, {1, 0.25, 0.5}}, Returns::vrs);

  const Solved k =
      evaluate(t, pooled(t), directional(t, "y", Disposal::kuosmanen), Executor::serial())[1];

  EXPECT_NEAR(scores(t, directional(t, "y", Disposal::equality))[1], 0.0, 1e-14);
  EXPECT_NEAR(k.score, 1.0, 1e-14);
  EXPECT_NEAR(k.sum_lambda, 0.5, 1e-14);
  EXPECT_NEAR(k.target[0], 1.0, 1e-14);
  EXPECT_NEAR(k.target[2], 0.5, 1e-14);
}

TEST(EvaluateDirectional, the_price_of_a_bad_is_the_ratio_of_multipliers) {
  // Goods 2 for each bad along the frontier from the origin to A: one bad less costs 2 goods.
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {3, 1, 1}});
  const Solved s =
      evaluate(t, pooled(t), directional(t, "yb", Disposal::strong), Executor::serial())[1];

  const std::vector<double> price = multipliers(t, pooled(t), 1, s);

  EXPECT_NEAR(price[2] / price[1], 2.0, 1e-12);
  EXPECT_NEAR(price[0], 0.0, 1e-12);
}

TEST(EvaluateNonradial, each_variable_has_its_own_beta) {
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {1, 1, 2}});
  Model m = weighted(t, Measure::nonradial);
  m.weight = {0, 0.5, 0.5};
  m.direction = own_direction(t, "yb");

  for (const Disposal disposal : {Disposal::strong, Disposal::equality}) {
    m.disposal = disposal;
    const Solved s = evaluate(t, pooled(t), m, Executor::serial())[1];
    EXPECT_NEAR(s.score, 0.75, 1e-14);
    EXPECT_THAT(
        s.beta,
        testing::ElementsAre(0.0, testing::DoubleNear(1, 1e-14), testing::DoubleNear(0.5, 1e-14)));
  }
}

TEST(EvaluateAdditive, adds_relative_slacks_or_slacks_in_units_of_the_data) {
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {1, 1, 2}});
  Model m = weighted(t, Measure::additive);
  m.weight = {1, 1, 1};

  EXPECT_NEAR(scores(t, m)[1], 1.5, 1e-14);
  m.relative_weight = false;
  m.weight = {0, 10, 1};
  EXPECT_NEAR(scores(t, m)[1], 11.0, 1e-13);
}

TEST(EvaluateEbm, without_epsilon_it_is_radial_and_with_epsilon_one_not_above_the_input_sbm) {
  for (const Returns returns : {Returns::crs, Returns::vrs}) {
    const Technology t = simulated_technology(40, 3, returns, 0);
    Model ebm = weighted(t, Measure::ebm), sbm;
    ebm.orientation = sbm.orientation = Orientation::input;
    sbm.ratio.numerator = equal_weights(t, true);
    sbm.ratio.denominator = equal_weights(t, false);

    const std::vector<double> none = scores(t, ebm);
    ebm.epsilon_input = 1;
    const std::vector<double> one = scores(t, ebm), slacks = scores(t, sbm),
                              farrell = scores(t, radial(Orientation::input));

    for (std::size_t j = 0; j < t.units; ++j) {
      EXPECT_NEAR(none[j], farrell[j], 1e-12);
      EXPECT_LE(one[j], slacks[j] + 1e-12);  // theta may pass one, so that an input may rise
    }
  }
}

TEST(EvaluateEbm, without_orientation_and_epsilon_it_is_theta_over_phi) {
  const Technology t = simulated_technology(40, 5, Returns::crs, 0);
  Model ebm = weighted(t, Measure::ebm);
  const std::vector<double> farrell = scores(t, radial(Orientation::input));

  const std::vector<Solved> got = evaluate(t, pooled(t), ebm, Executor::serial());

  for (std::size_t j = 0; j < t.units; ++j) {
    EXPECT_NEAR(got[j].score, farrell[j], 1e-12);
    EXPECT_NEAR(got[j].factor / got[j].second_factor, farrell[j], 1e-12);
  }
}

TEST(EvaluateEbm, bads_shrink_as_phi_grows_unless_asked_otherwise) {
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {1, 1, 2}});
  Model ebm = weighted(t, Measure::ebm);
  ebm.orientation = Orientation::output;

  // 2 lam >= phi, lam <= 1, lam <= 2 (2 - phi): phi = 8/5. Printed form: lam <= 2 phi, phi = 2.
  EXPECT_NEAR(scores(t, ebm)[1], 0.625, 1e-14);
  ebm.bad_expands = true;
  EXPECT_NEAR(scores(t, ebm)[1], 0.5, 1e-14);
}

TEST(EvaluateSbm, evaluation_gives_what_measuring_gives) {
  const Technology t = simulated_technology(80, 7, Returns::vrs);
  Model m;
  m.ratio.numerator = equal_weights(t, true);
  m.ratio.denominator = equal_weights(t, false);
  MeasureOptions options;
  options.sbm = options.super = m.ratio;
  options.with_super = true;
  const Measured measured = measure(t, {pooled(t)}, options, Executor::serial());
  Model super = m;
  super.super = true;

  const std::vector<Solved> plain = evaluate(t, pooled(t), m, Executor::serial()),
                            outside = evaluate(t, pooled(t), super, Executor::serial());

  for (std::size_t j = 0; j < t.units; ++j) {
    EXPECT_EQ(plain[j].score, measured.sbm[j].score);
    EXPECT_EQ(plain[j].slack, measured.sbm[j].slack);
    if (measured.efficient[j] != 0 && measured.super[j].status == Status::optimal) {
      EXPECT_NEAR(outside[j].score, measured.super[j].score, 1e-12);
    } else if (measured.efficient[j] != 0) {
      EXPECT_EQ(outside[j].status, measured.super[j].status);
    } else {
      EXPECT_EQ(outside[j].score, 1.0);
    }
  }
}

// ---- what may not be asked ----

TEST(Evaluate, refuses_what_cannot_move_and_names_the_units) {
  const Technology t = technology_of(with_bad, {{1, 2, 1}, {1, 0, 0}, {1, 1, 2}});
  try {
    scores(t, directional(t, "yb", Disposal::strong));
    FAIL() << "a direction of zeros was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3320");
    EXPECT_THAT(e.first().what.en, testing::HasSubstr("number 1"));
  }
  Model m = weighted(t, Measure::additive);
  m.weight = {0, 0, 0};
  EXPECT_THROW(scores(t, m), Error);
  m.weight = {1, 1};
  EXPECT_THROW(scores(t, m), Error);
  m.weight = {1, 1, -1};
  EXPECT_THROW(scores(t, m), Error);
  m.weight = {1, 1, 1};
  m.super = true;
  EXPECT_THROW(scores(t, m), Error);
  EXPECT_THROW(scores(t, radial(Orientation::none)), Error);
}

}  // namespace yugong::frontier
