#include "yugong/frontier/bootstrap.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"
#include "yugong/frontier/simulated_technology.hpp"

namespace yugong::frontier {

namespace {

Reference every_unit(const Technology& t) {
  Reference reference;
  reference.members.resize(t.units);
  std::iota(reference.members.begin(), reference.members.end(), 0u);
  reference.evaluated = reference.members;
  return reference;
}

BootstrapSettings settings(Orientation orientation, Resampling method, std::size_t reps = 64) {
  BootstrapSettings s;
  s.orientation = orientation;
  s.method = method;
  s.reps = reps;
  return s;
}

/// One input and one good, y = x^0.6 / delta with delta known: a strictly concave frontier.
struct Known {
  Technology technology{{Side::input, Side::good}, 0, {}, Returns::vrs};
  std::vector<double> delta;

  Known(std::size_t units, std::uint64_t trial) {
    const Random random(11, Purpose::simulation, trial);
    technology.units = units;
    std::vector<double> x, y;
    for (std::size_t i = 0; i < units; ++i) {
      x.push_back(1 + 8 * random.uniform(2 * i));
      delta.push_back(1 - 0.4 * std::log(random.uniform(2 * i + 1)));
      y.push_back(std::pow(x[i], 0.6) / delta[i]);
    }
    technology.value = x;
    technology.value.insert(technology.value.end(), y.begin(), y.end());
  }
};

}  // namespace

TEST(Bootstrap, reproduces_one_replicate_worked_by_hand) {
  // Three units of one input and one good under constant returns: inputs 1, 2, 4 for one good, so
  // delta = 1, 2, 4. The draws 3, 2, 1 of (1, 2, 4, 1, 0, -2) without noise or bandwidth are kept
  // as they are: b' = 2, 4, 1 after reflection of nothing. Frontier inputs are 1 each: the
  // pseudo-sample has inputs 2, 4, 1, its best ratio is 1, and delta* = delta.
  Technology t{{Side::input, Side::good}, 3, {1, 2, 4, 1, 1, 1}};
  const std::vector<std::uint32_t> pick = {1, 2, 0, 1, 1, 1};
  const std::vector<double> noise(6, 0.0);
  const GivenDraws given{2, pick, noise};
  BootstrapSettings s = settings(Orientation::input, Resampling::sw1998);
  s.bandwidth = 0;
  s.given = &given;

  const Bootstrapped b = bootstrap(t, every_unit(t), s, Executor::serial());

  // The second replicate draws 2 for all: inputs 2, 2, 2, delta* = delta / 2.
  EXPECT_NEAR(b.bias[0], -0.25, 1e-14);
  EXPECT_NEAR(b.corrected[1], 2.5, 1e-14);
  EXPECT_NEAR(b.sd[2], std::sqrt(2.0), 1e-14);
  EXPECT_NEAR(b.low[0], 1 + 0.025 * 0.5, 1e-14);
  EXPECT_NEAR(b.high[0], 1 + 0.975 * 0.5, 1e-14);
  EXPECT_EQ(b.counted[0], 2u);
}

TEST(Bootstrap, gives_the_same_bits_for_any_number_of_workers) {
  const Technology t = simulated_technology(120, 5, Returns::vrs, 1);
  for (const Resampling method : {Resampling::sw1998, Resampling::subsample}) {
    const BootstrapSettings s = settings(Orientation::output, method);
    const Bootstrapped one = bootstrap(t, every_unit(t), s, Executor::serial());
    for (const int workers : {2, 8}) {
      const Bootstrapped many = bootstrap(t, every_unit(t), s, Executor::threads(workers));
      for (std::size_t k = 0; k < t.units; ++k) {
        EXPECT_EQ(one.bias[k], many.bias[k]);
        EXPECT_EQ(one.low[k], many.low[k]);
        EXPECT_EQ(one.high[k], many.high[k]);
      }
    }
  }
}

TEST(Bootstrap, does_not_depend_on_units_of_measure) {
  Technology t = simulated_technology(80, 6, Returns::vrs, 0);
  const BootstrapSettings s = settings(Orientation::input, Resampling::sw1998);
  const Bootstrapped before = bootstrap(t, every_unit(t), s, Executor::serial());
  const double measure[] = {1e-6, 7.3, 2e5, 31.7};
  for (std::size_t v = 0; v < t.variables(); ++v)
    for (std::size_t j = 0; j < t.units; ++j) t.value[v * t.units + j] *= measure[v];

  const Bootstrapped after = bootstrap(t, every_unit(t), s, Executor::serial());

  for (std::size_t k = 0; k < t.units; ++k)
    EXPECT_NEAR(after.corrected[k], before.corrected[k], 1e-9);
}

TEST(Bootstrap, both_orientations_agree_under_constant_returns) {
  const Technology t = simulated_technology(80, 7, Returns::crs, 0);
  const BootstrapSettings input = settings(Orientation::input, Resampling::sw1998);
  const BootstrapSettings output = settings(Orientation::output, Resampling::sw1998);

  const Bootstrapped a = bootstrap(t, every_unit(t), input, Executor::serial());
  const Bootstrapped b = bootstrap(t, every_unit(t), output, Executor::serial());

  for (std::size_t k = 0; k < t.units; ++k) EXPECT_NEAR(a.corrected[k], b.corrected[k], 1e-10);
}

TEST(Bootstrap, corrections_come_closer_to_a_frontier_that_is_known) {
  for (const Resampling method : {Resampling::sw1998, Resampling::subsample}) {
    double plain = 0, corrected = 0, covered = 0, count = 0;
    for (std::uint64_t trial = 0; trial < 12; ++trial) {
      const Known known(80, trial);
      BootstrapSettings s = settings(Orientation::output, method, 200);
      s.seed = trial;
      if (method == Resampling::subsample) s.size = 40;

      const Bootstrapped b =
          bootstrap(known.technology, every_unit(known.technology), s, Executor::serial());

      for (std::size_t k = 0; k < known.delta.size(); ++k) {
        const double truth = known.delta[k];
        if (is_missing(b.corrected[k])) continue;
        plain += std::abs(b.delta[k] - truth) / truth;
        corrected += std::abs(b.corrected[k] - truth) / truth;
        covered += b.low[k] <= truth && truth <= b.high[k] ? 1 : 0;
        count += 1;
      }
    }
    EXPECT_LT(corrected, 0.8 * plain) << static_cast<int>(method);
    EXPECT_GT(covered / count, 0.8) << static_cast<int>(method);
  }
}

TEST(Bootstrap, tells_constant_from_decreasing_returns) {
  const Known decreasing(80, 3);
  Technology constant = decreasing.technology;
  for (std::size_t i = 0; i < constant.units; ++i)
    constant.value[constant.units + i] = constant.value[i] / decreasing.delta[i];
  BootstrapSettings s = settings(Orientation::input, Resampling::sw1998, 100);

  const ReturnsTest rejected =
      returns_test(decreasing.technology, every_unit(decreasing.technology), s, Executor::serial());
  const ReturnsTest kept = returns_test(constant, every_unit(constant), s, Executor::serial());

  EXPECT_LT(rejected.p_value, 0.02);
  EXPECT_GT(kept.p_value, 0.1);
  EXPECT_EQ(kept.counted, 100u);
}

TEST(Bootstrap, quantiles_are_those_of_type_seven) {
  std::vector<double> values = {4, 1, 3, 2};

  EXPECT_DOUBLE_EQ(quantile_in_place(values, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile_in_place(values, 0), 1);
  EXPECT_DOUBLE_EQ(quantile_in_place(values, 1), 4);
  EXPECT_DOUBLE_EQ(quantile_in_place(values, 0.1), 1.3);
}

TEST(Bootstrap, refuses_a_set_without_two_inefficient_rows_and_a_subsample_of_all) {
  const Technology t{{Side::input, Side::good}, 3, {1, 1, 2, 1, 1, 1}};
  const auto code = [&](const BootstrapSettings& s) -> std::string {
    try {
      bootstrap(t, every_unit(t), s, Executor::serial());
    } catch (const Error& e) {
      return e.first().code;
    }
    return "none";
  };
  BootstrapSettings whole = settings(Orientation::input, Resampling::subsample);
  whole.size = 3;

  EXPECT_EQ(code(settings(Orientation::input, Resampling::sw1998)), "YG3350");
  EXPECT_EQ(code(whole), "YG3351");
}

}  // namespace yugong::frontier
