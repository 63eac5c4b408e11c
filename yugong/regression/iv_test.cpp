#include "yugong/regression/iv.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/regression/stock_yogo.hpp"

namespace yugong::regression::iv {
namespace {

using ::testing::HasSubstr;

struct Shape {
  int units = 40, periods = 8;
  double strength = 0.8;  ///< of z1 in the first stage
  double unit_of_x = 1;
  bool reversed = false;
  std::uint64_t seed = 5;
};

/// y = 1.5 x + 0.5 w + a_i + l_t + u, x = strength z1 + 0.4 z2 + a_i + v, v and u correlated.
data::Panel sample(const Shape& shape = {}) {
  std::vector<std::vector<double>> rows;
  Random draws(shape.seed, Purpose::simulation);
  for (int i = 0; i < shape.units; ++i)
    for (int t = 0; t < shape.periods; ++t) {
      const double z1 = draws.next_normal(), z2 = draws.next_normal(), w = draws.next_normal();
      const double v = draws.next_normal(), u = 0.7 * v + draws.next_normal();
      const double x = shape.strength * z1 + 0.4 * z2 + 0.1 * i + v;
      rows.push_back({double(i),
                      2000.0 + t,
                      1.5 * x + 0.5 * w + std::sin(i) + 0.2 * t + u,
                      x * shape.unit_of_x,
                      w,
                      z1,
                      z2,
                      double(1 + (i + t) % 3)});
    }
  if (shape.reversed) std::reverse(rows.begin(), rows.end());
  const char* names[] = {"unit", "year", "y", "x", "w", "z1", "z2", "weight"};
  data::Table table;
  for (std::size_t j = 0; j < 8; ++j) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[j]);
    table.add(yugong::Column::of(names[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

Options asked(const std::string& formula, const std::string& vcov = "robust") {
  Options o;
  o.formula = formula;
  o.vcov = vcov;
  return o;
}

Model first(const data::Panel& panel, const Options& o, const Executor& e = Executor::serial()) {
  return fit(panel, o, e).models.front();
}

Problem refusal(const data::Panel& panel, const Options& o) {
  try {
    fit(panel, o, Executor::serial());
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "accepted: " << o.formula;
  return {};
}

bool said(const Model& m, const std::string& code) {
  return std::any_of(
      m.notes.begin(), m.notes.end(), [&](const Problem& p) { return p.code == code; });
}

constexpr const char* over = "y ~ w | unit + year | x ~ z1 + z2";

}  // namespace

TEST(iv, one_instrument_is_the_ratio_of_reduced_form_and_first_stage) {
  const Model m = first(sample(), asked("y ~ w | unit + year | x ~ z1"));
  const Estimates& e = m.estimates;
  EXPECT_NEAR(e.coefficients[0], e.reduced[0] / e.first[0].coefficients[0], 1e-12);
  EXPECT_FALSE(e.overidentification.exists());
  EXPECT_NEAR(
      e.kleibergen_paap, std::pow(e.first[0].coefficients[0] / e.first[0].std_errors[0], 2), 1e-8);
}

TEST(iv, exactly_identified_gmm_and_liml_are_two_stage_least_squares) {
  Options o = asked("y ~ w | unit + year | x ~ z1");
  const Model two = first(sample(), o);
  for (const Estimator estimator : {Estimator::gmm, Estimator::liml}) {
    o.estimator = estimator;
    const Model other = first(sample(), o);
    for (std::size_t k = 0; k < 2; ++k) {
      EXPECT_NEAR(other.estimates.coefficients[k], two.estimates.coefficients[k], 1e-10);
      EXPECT_NEAR(other.std_errors[k], two.std_errors[k], 1e-10);
    }
  }
}

TEST(iv, absorbed_effects_are_dummies) {
  const data::Panel panel = sample({.units = 8});
  Options absorbed = asked(over, "iid"),
          dummies = asked("y ~ w + i(unit) + i(year) | x ~ z1 + z2", "iid");
  const Model a = first(panel, absorbed), d = first(panel, dummies);
  EXPECT_NEAR(a.estimates.coefficients[0], d.estimates.coefficients[0], 1e-10);
  EXPECT_NEAR(a.std_errors[0], d.std_errors[0], 1e-10);
  EXPECT_NEAR(a.estimates.cragg_donald, d.estimates.cragg_donald, 1e-8);
  EXPECT_NEAR(a.estimates.overidentification.value, d.estimates.overidentification.value, 1e-8);
  EXPECT_NEAR(a.estimates.anderson_rubin.p, d.estimates.anderson_rubin.p, 1e-10);
}

TEST(iv, order_of_rows_units_of_measure_and_threads_do_not_matter) {
  const Model m = first(sample(), asked(over, "cluster(unit)"));
  const Model reversed = first(sample({.reversed = true}), asked(over, "cluster(unit)"));
  const Model scaled = first(sample({.unit_of_x = 1e6}), asked(over, "cluster(unit)"));
  const Model threads = first(sample(), asked(over, "cluster(unit)"), Executor::threads(4));
  EXPECT_NEAR(reversed.estimates.coefficients[0], m.estimates.coefficients[0], 1e-12);
  EXPECT_NEAR(scaled.estimates.coefficients[0] * 1e6, m.estimates.coefficients[0], 1e-9);
  EXPECT_NEAR(scaled.estimates.kleibergen_paap, m.estimates.kleibergen_paap, 1e-7);
  EXPECT_EQ(threads.estimates.coefficients[0], m.estimates.coefficients[0]);
  EXPECT_EQ(threads.std_errors[0], m.std_errors[0]);
}

TEST(iv, frequency_weights_repeat_rows) {
  const data::Panel panel = sample({.units = 10});
  data::Table table;
  for (const std::string& name : panel.table().names()) {
    std::vector<double> column;
    for (std::size_t i = 0; i < panel.rows(); ++i)
      for (int k = 0; k < panel.table().column("weight").numbers[i]; ++k)
        column.push_back(panel.table().column(name).numbers[i]);
    table.add(yugong::Column::of(name, std::move(column)));
  }
  const data::Panel repeated = data::Panel::make(std::move(table), {});
  for (const char* vcov : {"iid", "robust"}) {
    Options weighted = asked("y ~ w | x ~ z1 + z2", vcov);
    weighted.weights = "weight";
    weighted.weight_kind = WeightKind::frequency;
    const Model a = first(panel, weighted), b = first(repeated, asked("y ~ w | x ~ z1 + z2", vcov));
    EXPECT_NEAR(a.estimates.coefficients[0], b.estimates.coefficients[0], 1e-10);
    EXPECT_NEAR(a.std_errors[0], b.std_errors[0], 1e-10);
    EXPECT_NEAR(a.estimates.overidentification.value, b.estimates.overidentification.value, 1e-8);
  }
}

TEST(iv, anderson_rubin_set_holds_exactly_where_the_test_does_not_reject) {
  const data::Panel panel = sample();
  for (const char* vcov : {"iid", "robust", "cluster(unit)", "cluster(unit, year)"}) {
    const Model m = first(panel, asked(over, vcov));
    ASSERT_EQ(m.rubin_set.size(), 1U) << vcov;
    const double low = m.rubin_set[0].low, high = m.rubin_set[0].high;
    // p at the ends, a little outside and in the middle.
    for (const auto& [at, least, most] : {std::array{low, 0.05 - 1e-8, 0.05 + 1e-8},
                                          std::array{high, 0.05 - 1e-8, 0.05 + 1e-8},
                                          std::array{low - 0.2 * (high - low), 0.0, 0.05},
                                          std::array{0.5 * (low + high), 0.05, 1.0}}) {
      data::Table table = panel.table();
      std::vector<double> rest = table.column("y").numbers;
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= at * table.column("x").numbers[i];
      table.add(yugong::Column::of("rest", std::move(rest)));
      const data::Panel moved = data::Panel::make(std::move(table), {"unit", "year"});
      const double p = first(moved, asked("rest ~ w | unit + year | x ~ z1 + z2", vcov))
                           .estimates.anderson_rubin.p;
      EXPECT_GE(p, least) << vcov << " at " << at;
      EXPECT_LE(p, most) << vcov << " at " << at;
    }
  }
}

TEST(iv, a_useless_instrument_leaves_an_unbounded_set) {
  const Model m = first(sample({.strength = 0}), asked("y ~ w | unit + year | x ~ z1"));
  EXPECT_GT(m.estimates.underidentification.p, 0.01);
  ASSERT_FALSE(m.rubin_set.empty());
  EXPECT_TRUE(std::isinf(m.rubin_set.back().high));
}

TEST(iv, recovers_the_truth_that_least_squares_misses) {
  int covered = 0;
  double sum = 0;
  constexpr int samples = 200;
  for (int s = 0; s < samples; ++s) {
    const Model m = first(sample({.units = 20, .seed = 100U + static_cast<unsigned>(s)}),
                          asked(over, "cluster(unit)"));
    covered += m.conf_low[0] <= 1.5 && 1.5 <= m.conf_high[0];
    sum += m.estimates.coefficients[0] / samples;
  }
  EXPECT_NEAR(sum, 1.5, 0.02);
  EXPECT_GT(covered, 0.89 * samples);
  EXPECT_LT(covered, 0.99 * samples);
  fe::Options ols;
  ols.formula = "y ~ x + w | unit + year";
  EXPECT_GT(fe::fit(sample(), ols, Executor::serial()).models[0].estimates[0], 1.7);
}

TEST(iv, stock_yogo_values_are_those_printed_and_never_a_neighbours) {
  EXPECT_EQ(stock_yogo("ivsize10", 1, 1), 16.38);
  EXPECT_EQ(stock_yogo("ivsize25", 1, 5), 8.84);
  EXPECT_EQ(stock_yogo("ivsize15", 2, 2), 4.58);
  EXPECT_TRUE(is_missing(stock_yogo("ivbias5", 1, 2)));
  EXPECT_TRUE(is_missing(stock_yogo("ivsize10", 3, 3)));
  EXPECT_TRUE(is_missing(stock_yogo("ivsize10", 1, 31)));
}

TEST(iv, refuses_in_words) {
  const data::Panel panel = sample();

  struct Row {
    const char *formula, *vcov, *code, *mend;
  };

  for (const Row& r : {Row{"y ~ w | unit", "iid", "YG3131", "fe"},
                       {"y ~ w | unit | x ~ x", "iid", "YG3135", "L.x"},
                       {"y ~ w + x | unit | x ~ z1", "iid", "YG3135", "one place"},
                       {"y ~ w | unit | x + z2 ~ z1", "iid", "YG3132", "instrument of its own"},
                       {"y ~ w | unit | x ~ w", "iid", "YG3132", "repeats a regressor"},
                       {"y ~ w | unit + year | year ~ z1", "iid", "YG3133", "fixed effects"},
                       {"y ~ w | unit | x ~ z1", "hc3", "YG2256", "available"},
                       {"y ~ w | unit | x ~ z9", "iid", "YG2104", "'z1'"}}) {
    const Problem p = refusal(panel, asked(r.formula, r.vcov));
    EXPECT_EQ(p.code, r.code) << r.formula;
    EXPECT_THAT(p.mend.en, HasSubstr(r.mend)) << r.formula;
    EXPECT_FALSE(p.what.zh.empty() || p.mend.zh.empty()) << r.code;
  }
}

TEST(iv, warns_of_forbidden_regressions_and_lagged_instruments) {
  const Model product = first(sample(), asked("y ~ w + x:w | unit | x ~ z1"));
  EXPECT_TRUE(said(product, "YG3136"));
  const Model lagged = first(sample(), asked("y ~ w | unit + year | x ~ L.x + z1"));
  EXPECT_TRUE(said(lagged, "YG3137"));
  const Model repeated = first(sample(), asked("y ~ w | unit | x ~ z1 + w"));
  EXPECT_TRUE(said(repeated, "YG1203"));
  EXPECT_EQ(repeated.instruments, (std::vector<std::string>{"z1"}));
}

TEST(iv, warns_of_few_clusters_and_weak_instruments) {
  const Model few = first(sample({.units = 8}), asked(over, "cluster(unit)"));
  EXPECT_TRUE(said(few, "YG3002"));
  EXPECT_FALSE(said(few, "YG3138"));
  const Model weak = first(sample({.strength = 0.02}), asked("y ~ w | unit + year | x ~ z1"));
  EXPECT_TRUE(said(weak, "YG3138"));
  EXPECT_FALSE(said(weak, "YG3002"));
}

TEST(iv, r2_of_the_first_stage_is_that_of_the_same_regression_by_fe) {
  const data::Panel panel = sample();
  const Fit instrumented = fit(panel, asked("y ~ w | unit + year | x ~ z1"), Executor::serial());
  Result result;
  complete(instrumented, result);
  fe::Options plain;
  plain.formula = "x ~ z1 + w | unit + year";
  const Frame same = fe::glance(fe::fit(panel, plain, Executor::serial()));
  const Frame& stage = result.tables["first_stage_tests"];
  EXPECT_NEAR(stage.number("r2", 0), same.number("r2", 0), 1e-10);
  EXPECT_NEAR(stage.number("r2_adj", 0), same.number("r2_adj", 0), 1e-10);
}

TEST(iv, result_has_first_stage_reduced_form_and_weak_instrument_tables) {
  Options o = asked(over, "cluster(unit)");
  const Fit f = fit(sample(), o, Executor::serial());
  Result result;
  complete(f, result);
  for (const char* table : {"first_stage",
                            "first_stage_tests",
                            "reduced_form",
                            "weak_instruments",
                            "anderson_rubin_set",
                            "covariance"})
    EXPECT_GT(result.tables[table].rows(), 0U) << table;
  EXPECT_EQ(tidy(f).rows(), 2U);
  EXPECT_EQ(glance(f).text("identified", 0), "overidentified");
}

}  // namespace yugong::regression::iv
