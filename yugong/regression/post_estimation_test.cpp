#include "yugong/regression/post_estimation.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/regression/fe.hpp"
#include "yugong/regression/sample_panel.hpp"

namespace yugong::regression {
namespace {

using ::testing::HasSubstr;

/// Two coefficients with unit variances and covariance one half.
struct Toy {
  std::vector<std::string> terms = {"a", "b", "a:b"};
  std::vector<double> estimates = {2, 1, -0.5};
  Matrix v{3, 3};

  Toy() {
    for (std::size_t i = 0; i < 3; ++i) v(i, i) = 1;
    v(0, 1) = v(1, 0) = 0.5;
  }

  Estimated asked(double df = INFINITY) const { return {terms, estimates, &v, df, 0.95}; }
};

fe::Fit fit(const std::string& formula, const fe::Options& more = {}) {
  fe::Options o = more;
  o.formula = formula;
  o.vcov = "cluster(unit)";
  return fe::fit(sample_panel(), o, Executor::serial());
}

}  // namespace

TEST(JointTest, one_restriction_is_the_square_of_its_t) {
  const Toy toy;
  const yugong::Test t = joint_test(toy.asked(), "a = b");
  EXPECT_NEAR(t.statistic, 1.0, 1e-12);  // (2 - 1)^2 / (1 + 1 - 1)
  EXPECT_EQ(t.distribution, "chi2(1)");
}

TEST(JointTest, several_restrictions_and_products_by_name) {
  const Toy toy;
  // (2, 1)' V^-1 (2, 1) with V = [[1, .5], [.5, 1]]: 4/3 (4 - 2 + 1) = 4, and 0.25 for a:b.
  EXPECT_NEAR(joint_test(toy.asked(), "a = 0, b = 0, a:b = 0").statistic, 4.25, 1e-12);
  const yugong::Test f = joint_test(toy.asked(20), "a, b");
  EXPECT_NEAR(f.statistic, 2.0, 1e-12);
  EXPECT_EQ(f.distribution, "F(2,20)");
}

TEST(JointTest, all_slopes_give_the_f_of_the_model) {
  fe::Options o;
  o.test = {"x1 = 0, x2 = 0"};
  const fe::Fit f = fit("y ~ x1 + x2 | unit", o);
  EXPECT_NEAR(f.answers[0].tests[0].statistic, f.models[0].f, 1e-9);
  EXPECT_NEAR(f.answers[0].tests[0].p_value, f.models[0].f_p, 1e-12);
}

TEST(JointTest, refuses_unknown_terms_and_repeated_restrictions) {
  const Toy toy;
  const auto refusal = [&](const char* text) {
    try {
      joint_test(toy.asked(), text);
    } catch (const Error& e) {
      return e.first();
    }
    return Problem{};
  };
  EXPECT_EQ(refusal("a = c").code, "YG3157");
  EXPECT_EQ(refusal("a = b, b = a").code, "YG3158");
  EXPECT_EQ(refusal("1 = 1").code, "YG3158");
  EXPECT_EQ(refusal("a = ").code, "YG2251");
}

TEST(Combinations, sums_and_ratios_by_the_delta_method) {
  const Toy toy;
  const Frame f = combinations(toy.asked(), {"a + b", "ratio = a / b"});
  EXPECT_EQ(f.text("term", 0), "a + b");
  EXPECT_NEAR(f.number("estimate", 0), 3, 1e-12);
  EXPECT_NEAR(f.number("std_error", 0), std::sqrt(3), 1e-12);
  EXPECT_EQ(f.text("term", 1), "ratio");
  // gradient (1, -2): 1 + 4 - 2 * 2 * 0.5 = 3
  EXPECT_NEAR(f.number("std_error", 1), std::sqrt(3), 1e-12);
}

TEST(Margins, of_an_interaction_are_lines_in_the_other_variable) {
  fe::Options o;
  o.margins_of = "x1";
  o.margins_at = "x2";
  o.margins_values = {-1, 0, 2};
  const fe::Fit f = fit("y ~ x1 * x2 | unit", o);
  const LinearModel& m = f.models[0];
  const Frame& margin = f.answers[0].tables.at("margins");
  ASSERT_EQ(margin.rows(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const double z = o.margins_values[i];
    EXPECT_NEAR(margin.number("estimate", i), m.estimates[0] + z * m.estimates[2], 1e-12);
    EXPECT_NEAR(
        margin.number("std_error", i),
        std::sqrt(m.covariance(0, 0) + 2 * z * m.covariance(0, 2) + z * z * m.covariance(2, 2)),
        1e-12);
  }
}

TEST(Margins, of_a_square_and_a_logarithm_are_derivatives_at_the_mean) {
  fe::Options o;
  o.margins_of = "w";
  const fe::Fit f = fit("y ~ w + w^2 + ln(w) | unit", o);
  const LinearModel& m = f.models[0];
  double mean = 0;
  const data::Panel panel = sample_panel();
  for (const double v : panel.table().column("w").numbers)
    mean += v / static_cast<double>(panel.rows());
  double slope = 0;
  for (std::size_t k = 0; k < m.slopes; ++k)
    slope += m.estimates[k] * (m.terms[k] == "w" ? 1 : m.terms[k] == "w^2" ? 2 * mean : 1 / mean);
  EXPECT_NEAR(f.answers[0].tables.at("margins").number("estimate", 0), slope, 1e-10);
}

TEST(Margins, refuse_a_variable_that_is_in_no_term) {
  fe::Options o;
  o.margins_of = "w";
  try {
    fit("y ~ x1 | unit", o);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3157");
    EXPECT_THAT(e.first().what.en, HasSubstr("w"));
  }
}

}  // namespace yugong::regression
