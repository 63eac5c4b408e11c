#include "yugong/frontier/sfa.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/data/panel.hpp"

namespace yugong::frontier::sfa {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// ln y = 1 + 0.4 ln k + 0.5 ln l + 0.02 t (+ a_i) + v - sign u, u = |N(0.3 z, 0.4^2)| or, with
/// `decay`, exp(-0.05 (t - T)) u_i; columns unit, year, k, l, z, y, text.
struct Shape {
  int units = 120;
  int periods = 8;
  double sign = 1;
  double own = 0;
  bool decay = false;
};

data::Panel world(const Shape& shape = {}) {
  Random draws(21, Purpose::simulation);
  std::vector<std::vector<double>> columns(6);
  for (int u = 0; u < shape.units; ++u) {
    const double own = shape.own * draws.next_normal(), common = std::abs(draws.next_normal());
    for (int t = 0; t < shape.periods; ++t) {
      const double k = 2 + draws.next_normal(), l = 3 + draws.next_normal(),
                   z = draws.next_uniform(), v = 0.2 * draws.next_normal(),
                   free = std::abs(draws.next_normal());
      const double inefficiency = shape.decay
                                      ? std::exp(-0.05 * (t + 1 - shape.periods)) * 0.4 * common
                                      : 0.4 * free + 0.2 * z;
      const double y = 1 + 0.4 * k + 0.5 * l + 0.02 * (t + 1) + own + v - shape.sign * inefficiency;
      const double row[] = {double(u), 2000.0 + t, std::exp(k), std::exp(l), z, std::exp(y)};
      for (std::size_t j = 0; j < 6; ++j) columns[j].push_back(row[j]);
    }
  }
  data::Table table;
  const char* names[] = {"unit", "year", "k", "l", "z", "y"};
  table.add(Column::of("text", std::vector<std::string>(columns[0].size(), "a")));
  for (std::size_t j = 0; j < 6; ++j) table.add(Column::of(names[j], columns[j]));
  return data::Panel::make(std::move(table), {"unit", "year"});
}

Options asked(Model model = Model::pooled) {
  Options o;
  o.output = "y";
  o.inputs = {"k", "l"};
  o.model = model;
  o.trend = Trend::linear;
  if (model == Model::bc95) o.z = {"z"};
  return o;
}

Fit run(const data::Panel& panel, const Options& o) {
  return fit(panel, o, Executor::serial());
}

Problem refusal(const data::Panel& panel, const Options& o) {
  try {
    run(panel, o);
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "accepted";
  return {};
}

const Parameter& parameter(const Fit& f, const std::string& component, const std::string& term) {
  for (const Parameter& p : f.parameters)
    if (p.component == component && p.term == term) return p;
  static const Parameter none;
  ADD_FAILURE() << "no " << term;
  return none;
}

std::vector<std::string> codes_of(const Fit& f) {
  std::vector<std::string> out;
  for (const Problem& p : f.notes) out.push_back(p.code);
  return out;
}

TEST(sfa, recovers_the_frontier_of_a_simulation) {
  for (const Model model : {Model::pooled, Model::bc95, Model::true_fixed}) {
    Shape shape;
    if (model == Model::true_fixed) shape = {40, 40, 1, 0.5, false};
    const Fit f = run(world(shape), asked(model));

    const double truth[] = {0.4, 0.5, 0.02};
    const char* names[] = {"ln(k)", "ln(l)", "t"};
    for (int j = 0; j < 3; ++j) {
      const Parameter& p = parameter(f, "frontier", names[j]);
      EXPECT_NEAR(p.estimate, truth[j], 3.5 * p.std_error);
      EXPECT_LT(p.std_error, 0.02);
    }
    EXPECT_LT(f.lr_p, 0.01);
    EXPECT_EQ(f.restrictions, model == Model::bc95 ? 3 : 1);
  }
}

TEST(sfa, recovers_decay_over_time) {
  const data::Panel panel = world({150, 10, 1, 0, true});

  const Fit f = run(panel, asked(Model::bc92));

  const Parameter& eta = parameter(f, "inefficiency", "_eta");
  EXPECT_NEAR(eta.estimate, 0.05, 3.5 * eta.std_error);
  EXPECT_NEAR(parameter(f, "variance", "_sigma_u").estimate, 0.4, 0.08);
  const Fit still = run(panel, asked(Model::bc88));
  EXPECT_LT(still.fit.loglik, f.fit.loglik);
  EXPECT_EQ(still.restrictions, 1);
  EXPECT_EQ(f.restrictions, 2);
}

TEST(sfa, decay_base_moves_the_scale_of_inefficiency_only) {
  Options panel_base = asked(Model::bc92), unit_base = panel_base;
  unit_base.decay_base = Base::unit;
  const data::Panel panel = world({60, 6, 1, 0, true});

  const Fit a = run(panel, panel_base), b = run(panel, unit_base);

  EXPECT_EQ(a.fit.loglik, b.fit.loglik);  // balanced: the last periods coincide
}

TEST(sfa, cost_frontiers_turn_the_sign) {
  Options o = asked();
  o.side = Side::cost;

  const Fit f = run(world({120, 8, -1}), o);

  EXPECT_NEAR(parameter(f, "frontier", "ln(k)").estimate, 0.4, 0.05);
  EXPECT_LT(*std::max_element(f.fit.efficiency.begin(), f.fit.efficiency.end()), 1);
  EXPECT_LT(f.fit.skewness, 0);
}

TEST(sfa, wrong_skewness_is_said_in_words) {
  const Fit f = run(world({120, 8, -1}), asked());

  EXPECT_THAT(codes_of(f), Contains("YG3361"));
  EXPECT_EQ(f.fit.status, stochastic::Status::no_inefficiency);
  EXPECT_EQ(f.lr, 0);
  EXPECT_EQ(f.lr_p, 1);
  EXPECT_EQ(f.fit.efficiency.front(), 1);
  EXPECT_TRUE(is_missing(parameter(f, "variance", "_sigma_u").std_error));
}

TEST(sfa, translog_nests_cobb_douglas_and_gives_elasticities_at_the_means) {
  Options plain = asked(), flexible = asked();
  flexible.form = Form::translog;
  flexible.trend = Trend::biased;
  const data::Panel panel = world();

  const Fit a = run(panel, plain), b = run(panel, flexible);

  EXPECT_GT(b.fit.loglik, a.fit.loglik);
  EXPECT_EQ(b.fit.beta.size(), 4U + 3U + 3U);
  ASSERT_EQ(b.elasticities.size(), 3U);
  EXPECT_NEAR(b.elasticities[0].estimate, 0.4, 4 * b.elasticities[0].std_error);
  EXPECT_NEAR(
      b.elasticities[2].estimate, b.elasticities[0].estimate + b.elasticities[1].estimate, 1e-12);
  EXPECT_NEAR(a.elasticities[0].estimate, parameter(a, "frontier", "ln(k)").estimate, 1e-14);
  EXPECT_NEAR(a.elasticities[0].std_error, parameter(a, "frontier", "ln(k)").std_error, 1e-14);
  // By hand at the means: b_k + b_kk mean(ln k) + b_kl mean(ln l) + b_tk mean(t).
  double k = 0, l = 0;
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    k += std::log(panel.table().column("k").numbers[i]) / double(panel.rows());
    l += std::log(panel.table().column("l").numbers[i]) / double(panel.rows());
  }
  EXPECT_NEAR(b.elasticities[0].estimate,
              parameter(b, "frontier", "ln(k)").estimate +
                  parameter(b, "frontier", "0.5*ln(k)^2").estimate * k +
                  parameter(b, "frontier", "ln(k):ln(l)").estimate * l +
                  parameter(b, "frontier", "t:ln(k)").estimate * 4.5,
              1e-10);
}

TEST(sfa, logs_may_be_taken_beforehand) {
  data::Panel panel = world();
  const Fit a = run(panel, asked());
  for (const char* name : {"k", "l", "y"})
    for (double& v : panel.table().edit(name).numbers) v = std::log(v);
  Options o = asked();
  o.logs = false;

  const Fit b = run(panel, o);

  EXPECT_EQ(a.fit.loglik, b.fit.loglik);
  EXPECT_EQ(parameter(b, "frontier", "k").estimate, parameter(a, "frontier", "ln(k)").estimate);
}

TEST(sfa, robust_and_clustered_errors_are_near_those_of_a_right_model) {
  const data::Panel panel = world({200, 8});
  Options robust = asked(), cluster = asked();
  robust.vcov = Errors::robust;
  cluster.vcov = Errors::cluster;

  const Fit a = run(panel, asked()), b = run(panel, robust), c = run(panel, cluster);

  for (std::size_t j = 0; j < a.fit.beta.size(); ++j) {
    EXPECT_NEAR(b.parameters[j].std_error / a.parameters[j].std_error, 1, 0.15);
    EXPECT_NEAR(c.parameters[j].std_error / a.parameters[j].std_error, 1, 0.25);
  }
  EXPECT_EQ(c.clusters, 200U);
}

TEST(sfa, variances_follow_the_delta_method) {
  const Fit f = run(world(), asked());
  const double u2 = f.fit.sigma_u * f.fit.sigma_u, v2 = f.fit.sigma_v * f.fit.sigma_v;
  const std::size_t m = f.fit.parameters;
  const auto v = [&](std::size_t i, std::size_t j) { return f.covariance[(m - i) * m + m - j]; };
  const double slope[] = {2 * u2, 2 * v2};  // of sigma2 by ln su (2 from the end) and ln sv

  EXPECT_NEAR(parameter(f, "variance", "_sigma2").estimate, u2 + v2, 1e-15);
  EXPECT_NEAR(parameter(f, "variance", "_gamma").estimate, u2 / (u2 + v2), 1e-15);
  EXPECT_NEAR(parameter(f, "variance", "_sigma2").std_error,
              std::sqrt(slope[0] * slope[0] * v(2, 2) + 2 * slope[0] * slope[1] * v(2, 1) +
                        slope[1] * slope[1] * v(1, 1)),
              1e-12);
}

TEST(sfa, true_fixed_effects_carry_the_caveat_and_the_constants) {
  const data::Panel panel = world({20, 30, 1, 0.5, false});
  Options o = asked(Model::true_fixed);

  const Fit f = run(panel, o);
  Result result;
  complete(f, result);

  EXPECT_THAT(codes_of(f), Contains("YG3366"));
  EXPECT_EQ(result.tables.at("effects").rows(), 20U);
  EXPECT_EQ(result.tests.front().name, "no_inefficiency");
}

TEST(sfa, frames_use_names_of_the_glossary) {
  const data::Panel panel = world();
  const Fit f = run(panel, asked(Model::bc95));
  Result result;
  complete(f, result);
  const Frame t = tidy(f), g = glance(f), a = augment(f, panel);

  EXPECT_EQ(g.rows(), 1U);
  EXPECT_EQ(a.rows(), panel.rows());
  for (const Frame* frame : {&t, &g})
    for (const Column& column : frame->columns())
      EXPECT_TRUE(in_glossary(column.name)) << column.name;
  for (const auto& [name, frame] : result.tables)
    for (const Column& column : frame.columns())
      EXPECT_TRUE(in_glossary(column.name)) << name << ' ' << column.name;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    EXPECT_GT(a.number("score", i), a.number("low", i));
    EXPECT_LT(a.number("score", i), a.number("high", i));
    EXPECT_LT(a.number("jlms", i), a.number("score", i));  // Jensen
  }
  EXPECT_EQ(uses(asked(Model::bc95)), (std::vector<std::string>{"y", "k", "l", "z"}));
}

TEST(sfa, missing_rows_are_named_and_left_out) {
  data::Panel panel = world();
  panel.table().edit("k").numbers[5] = missing;

  const Fit f = run(panel, asked());

  EXPECT_EQ(f.rows.size(), panel.rows() - 1);
  EXPECT_EQ(f.dropped.front().rows, std::vector<std::size_t>{5});
  EXPECT_THAT(codes_of(f), Contains("YG3306"));
  EXPECT_TRUE(is_missing(augment(f, panel).number("score", 5)));
}

TEST(sfa, collinear_columns_are_named) {
  data::Panel panel = world();
  data::DataColumn twice = panel.table().column("z");
  twice.name = "z2";
  for (double& v : twice.numbers) v = 1 - 2 * v;
  panel.table().add(twice);
  Options o = asked(Model::bc95);
  o.z = {"z", "z2"};

  const Fit f = run(panel, o);

  EXPECT_THAT(codes_of(f), Contains("YG3365"));
  EXPECT_EQ(f.fit.delta.size(), 2U);
  EXPECT_EQ(f.restrictions, 3);
}

TEST(sfa, refuses_in_words) {
  data::Panel panel = world();
  Options bad = asked();
  bad.z = {"z"};
  EXPECT_EQ(refusal(panel, bad).code, "YG3363");
  bad = asked(Model::bc95);
  bad.z.clear();
  EXPECT_EQ(refusal(panel, bad).code, "YG3363");
  bad = asked(Model::bc92);
  bad.distribution = Distribution::exponential;
  EXPECT_EQ(refusal(panel, bad).code, "YG3363");
  bad = asked();
  bad.inputs = {"k", "k"};
  EXPECT_EQ(refusal(panel, bad).code, "YG3363");
  bad.inputs = {"k", "text"};
  EXPECT_EQ(refusal(panel, bad).code, "YG3316");
  bad.inputs = {"k", "labour"};
  EXPECT_EQ(refusal(panel, bad).code, "YG2104");
  EXPECT_EQ(refusal(world({2, 2}), asked()).code, "YG3367");
  panel.table().edit("l").numbers[7] = 0;
  EXPECT_EQ(refusal(panel, asked()).code, "YG3362");
  EXPECT_THAT(refusal(panel, asked()).what.en, HasSubstr("'l' is zero or negative in 1 rows"));
  const data::Panel no_units = data::Panel::make(world().table(), {});
  EXPECT_EQ(refusal(no_units, asked(Model::bc92)).code, "YG3363");
}

}  // namespace
}  // namespace yugong::frontier::sfa
