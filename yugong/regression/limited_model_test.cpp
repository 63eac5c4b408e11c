#include "yugong/regression/limited_model.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/sample_panel.hpp"
#include "yugong/regression/tobit.hpp"
#include "yugong/regression/truncreg.hpp"

namespace yugong::regression {

std::vector<Method> methods();

namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

struct World {
  int units = 60;
  int periods = 10;
  double unit_sd = 0;
  double low = 0;
  double high = 100;
  bool truncate = false;
};

/// y* = 1 + 0.5 x - 0.3 z + u + 0.9 e, seen between low and high; columns unit, year, x, z, w (1,
/// 2 or 3), cap (high, missing in even units), y.
data::Panel world(const World& w, std::uint64_t seed = 11) {
  Random draws(seed, Purpose::simulation);
  std::vector<std::vector<double>> rows;
  for (int u = 0; u < w.units; ++u) {
    const double effect = w.unit_sd * draws.next_normal();
    for (int t = 0; t < w.periods; ++t) {
      const double x = draws.next_normal(), z = draws.next_normal();
      const double latent = 1 + 0.5 * x - 0.3 * z + effect + 0.9 * draws.next_normal();
      if (w.truncate && (latent <= w.low || latent >= w.high)) continue;
      rows.push_back({double(u),
                      2000.0 + t,
                      x,
                      z,
                      double(1 + (u + t) % 3),
                      u % 2 == 0 ? missing : w.high,
                      std::min(std::max(latent, w.low), w.high)});
    }
  }
  data::Table table;
  const char* names[] = {"unit", "year", "x", "z", "w", "cap", "y"};
  for (std::size_t j = 0; j < 7; ++j) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[j]);
    table.add(Column::of(names[j], std::move(column)));
  }
  return data::Panel::make(std::move(table), {"unit", "year"});
}

tobit::Options censored(const std::string& formula = "y ~ x + z") {
  tobit::Options o;
  o.formula = formula;
  o.left = Value::of(0.0);
  return o;
}

LimitedModel fit(const data::Panel& panel, const tobit::Options& o) {
  return tobit::fit(panel, o, Executor::serial()).models.front();
}

LimitedModel fit(const data::Panel& panel, const truncreg::Options& o) {
  return truncreg::fit(panel, o, Executor::serial()).models.front();
}

template <class Options>
Problem refusal(const data::Panel& panel, const Options& o) {
  try {
    fit(panel, o);
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "accepted: " << o.formula;
  return {};
}

std::vector<std::string> codes_of(const LimitedModel& m) {
  std::vector<std::string> out;
  for (const Problem& p : m.notes) out.push_back(p.code);
  return out;
}

double margin(const LimitedModel& m, const std::string& quantity, const std::string& at) {
  for (const Margin& g : m.margins)
    if (g.term == "x" && g.quantity == quantity && g.at == at) return g.estimate;
  return missing;
}

/// The worked example of the method page: y = (0, 0, 1, 3) censored at 0, a constant only.
data::Panel by_hand() {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 2, 3, 4}));
  t.add(Column::of("y", std::vector<double>{0, 0, 1, 3}));
  return data::Panel::make(std::move(t), {"unit", ""});
}

TEST(tobit, repeats_the_example_of_the_method_page) {
  const LimitedModel m = fit(by_hand(), censored("y ~ 1"));

  // With c = -b/s and m = phi(c)/Phi(c), the two score equations.
  const double b = m.estimates[0], s = m.estimates[1], c = -b / s;
  const double mills = std::exp(-c * c / 2) / std::sqrt(2 * M_PI) / numeric::normal_cdf(c);
  EXPECT_NEAR((1 - b) + (3 - b), 2 * s * mills, 1e-9);
  EXPECT_NEAR((1 - b) * (1 - b) + (3 - b) * (3 - b), 2 * s * s - 2 * b * s * mills, 1e-8);
  EXPECT_NEAR(b, 0.16840, 1e-5);
  EXPECT_NEAR(s, 2.15945, 1e-5);
  EXPECT_EQ(m.at_left, 2);
}

TEST(truncreg, repeats_the_example_of_the_method_page) {
  data::Table t;
  t.add(Column::of("unit", std::vector<double>{1, 2, 3, 4}));
  t.add(Column::of("y", std::vector<double>{1.2, 1.5, 1.0, 2.4}));
  truncreg::Options o;
  o.formula = "y ~ 1";
  o.left = Value::of(1.0);

  const LimitedModel m = fit(data::Panel::make(std::move(t), {"unit", ""}), o);

  const double b = m.estimates[0], s = m.estimates[1], a = (1 - b) / s;
  const double r = std::exp(-a * a / 2) / std::sqrt(2 * M_PI) / numeric::normal_cdf(-a);
  EXPECT_EQ(m.beyond, 1);
  EXPECT_NEAR(b + s * r, 1.7, 1e-9);
  EXPECT_NEAR(s * s * (1 + a * r) + b * b + 2 * b * s * r, 3.15, 1e-9);
  EXPECT_NEAR(b, 1.17482, 1e-5);
  EXPECT_NEAR(s, 0.79223, 1e-5);
  EXPECT_NEAR(m.expected[0], 1.7, 1e-9);
}

TEST(tobit, recovers_the_truth_and_least_squares_does_not) {
  const data::Panel panel = world({500, 10});

  const LimitedModel m = fit(panel, censored());

  const double truth[] = {0.5, -0.3, 1, 0.9};
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(m.estimates[k], truth[k], 3 * m.std_errors[k]);
    EXPECT_LT(m.std_errors[k], 0.03);
  }
  fe::Options ols;
  ols.formula = "y ~ x + z";
  EXPECT_LT(fe::fit(panel, ols, Executor::serial()).models[0].estimates[0], 0.45);
}

TEST(truncreg, recovers_the_truth_and_names_rows_beyond_the_limit) {
  World w{800, 10};
  w.truncate = true;
  truncreg::Options o;
  o.formula = "y ~ x + z";
  o.left = Value::of(0.0);

  const LimitedModel m = fit(world(w), o);
  const LimitedModel from_all = fit(world({800, 10}), o);

  const double truth[] = {0.5, -0.3, 1, 0.9};
  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(m.estimates[k], truth[k], 3 * m.std_errors[k]);
    EXPECT_NEAR(from_all.estimates[k], m.estimates[k], 1e-9);
  }
  EXPECT_GT(from_all.beyond, 0);
  EXPECT_THAT(codes_of(from_all), Contains("YG3144"));
  EXPECT_EQ(from_all.design.sample.dropped.back().rows.size(), std::size_t(from_all.beyond));
}

TEST(tobit, limits_may_be_words_columns_or_numbers) {
  World w{60, 10};
  w.high = 1.5;
  const data::Panel panel = world(w);
  tobit::Options numbers = censored(), words = censored(), column = censored();
  numbers.right = Value::of(1.5);
  words.left = Value::of("min");
  words.right = Value::of("max");
  column.right = Value::of("cap");

  const LimitedModel a = fit(panel, numbers), b = fit(panel, words), c = fit(panel, column);

  EXPECT_EQ(a.estimates, b.estimates);
  EXPECT_GT(a.at_right, 2 * c.at_right - a.at_right);  // half of the units have no upper limit
  EXPECT_GT(c.at_right, 0);
  EXPECT_TRUE(is_missing(margin(c, "latent", "means")));  // no common limits at the means
}

TEST(tobit, frequency_weights_equal_repeated_rows) {
  const data::Panel panel = world({40, 6});
  tobit::Options weighted = censored();
  weighted.weights = "w";
  weighted.weight_kind = WeightKind::frequency;
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < panel.rows(); ++i)
    for (int k = 0; k < panel.table().column("w").numbers[i]; ++k)
      rows.push_back(static_cast<std::uint32_t>(i));
  const data::Panel repeated = data::Panel::make(panel.table().take(rows), {});
  for (const char* vcov : {"iid", "robust"}) {
    weighted.vcov = vcov;
    tobit::Options plain = censored();
    plain.vcov = vcov;

    const LimitedModel a = fit(panel, weighted), b = fit(repeated, plain);

    EXPECT_NEAR(a.loglik, b.loglik, 1e-9);
    for (std::size_t k = 0; k < 4; ++k) {
      EXPECT_NEAR(a.estimates[k], b.estimates[k], 1e-10);
      EXPECT_NEAR(a.std_errors[k], b.std_errors[k], 1e-10) << vcov;
    }
  }
}

TEST(tobit, robust_and_clustered_errors_come_from_the_scores) {
  const data::Panel panel = world({60, 10});
  tobit::Options iid = censored(), robust = censored(), cluster = censored(), own = censored();
  robust.vcov = "robust";
  cluster.vcov = "cluster(unit)";
  own.vcov = "cluster(unit^year)";

  const LimitedModel a = fit(panel, iid), b = fit(panel, robust), c = fit(panel, cluster),
                     d = fit(panel, own);

  for (std::size_t k = 0; k < 4; ++k) {
    EXPECT_NEAR(b.std_errors[k] / a.std_errors[k], 1, 0.15);  // the model is right
    EXPECT_NEAR(c.std_errors[k] / a.std_errors[k], 1, 0.35);
    EXPECT_NEAR(d.std_errors[k], b.std_errors[k], 1e-12);  // G/(G-1) with G = n
  }
  EXPECT_EQ(c.groups, std::vector<long>{60});
}

TEST(tobit, margins_are_derivatives_of_the_expectations) {
  World w{60, 10};
  w.high = 2;
  const data::Panel panel = world(w);
  tobit::Options o = censored();
  o.right = Value::of(2.0);
  const LimitedModel m = fit(panel, o);

  double sum[3] = {0, 0, 0};
  const std::size_t n = m.design.rows.size();
  for (std::size_t i = 0; i < n; ++i) {
    const double s = m.sigma, h = 1e-5;
    const auto all = [&](double u) {
      const double a = (0 - u) / s, b = (2 - u) / s;
      const double p = numeric::normal_cdf(b) - numeric::normal_cdf(a);
      const double between =
          u + s * (std::exp(-a * a / 2) - std::exp(-b * b / 2)) / std::sqrt(2 * M_PI) / p;
      return std::array<double, 3>{between, p * between + 2 * numeric::normal_cdf(-b), p};
    };
    const auto up = all(m.fitted[i] + h * m.estimates[0]),
               down = all(m.fitted[i] - h * m.estimates[0]);
    for (std::size_t q = 0; q < 3; ++q) sum[q] += (up[q] - down[q]) / (2 * h) / double(n);
    EXPECT_NEAR(m.expected[i], all(m.fitted[i])[1], 1e-12);
  }
  EXPECT_NEAR(margin(m, "latent", "average"), m.estimates[0], 1e-13);
  EXPECT_NEAR(margin(m, "between", "average"), sum[0], 1e-8);
  EXPECT_NEAR(margin(m, "observed", "average"), sum[1], 1e-8);
  EXPECT_NEAR(margin(m, "probability", "average"), sum[2], 1e-8);
}

TEST(tobit, standard_errors_of_margins_follow_the_delta_method) {
  const data::Panel panel = world({60, 10});
  const LimitedModel m = fit(panel, censored());
  // Moves each parameter by hand; the margins of the moved model are the function itself.
  std::vector<double> x;
  for (std::size_t j = 0; j < 2; ++j)
    x.insert(x.end(), m.design.x.column(j).begin(), m.design.x.column(j).end());
  x.insert(x.end(), m.design.rows.size(), 1.0);
  const auto at = [&](std::size_t k, double by) {
    LimitedModel moved = m;
    moved.estimates[k] += by;
    if (k == 3) moved.sigma += by;
    moved.margins = margins_of(moved, numeric::LimitKind::censored, x, 3);
    return margin(moved, "observed", "average");
  };
  std::vector<double> slope;
  for (std::size_t k = 0; k < 4; ++k) slope.push_back((at(k, 1e-5) - at(k, -1e-5)) / 2e-5);
  double variance = 0;
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) variance += slope[i] * m.covariance(i, j) * slope[j];

  const auto g = std::find_if(m.margins.begin(), m.margins.end(), [](const Margin& v) {
    return v.term == "x" && v.quantity == "observed" && v.at == "average";
  });

  EXPECT_NEAR(g->std_error, std::sqrt(variance), 1e-7);
}

TEST(tobit, fixed_effects_are_dummies_with_a_warning) {
  World w{25, 20};
  w.unit_sd = 0.7;
  const data::Panel panel = world(w);

  const LimitedModel bars = fit(panel, censored("y ~ x + z | unit"));
  const LimitedModel dummies = fit(panel, censored("y ~ x + z + i(unit)"));

  EXPECT_THAT(codes_of(bars), Contains("YG3147"));
  EXPECT_NEAR(bars.loglik, dummies.loglik, 1e-8);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_NEAR(bars.estimates[k], dummies.estimates[k], 1e-9);
    EXPECT_NEAR(bars.std_errors[k], dummies.std_errors[k], 1e-9);
  }
  EXPECT_EQ(bars.regressors, 2U);
  EXPECT_EQ(bars.slopes, 2U + 24U);
}

TEST(tobit, leaves_out_levels_whose_rows_are_all_at_the_limit) {
  data::Panel panel = world({25, 10});
  for (std::size_t i = 0; i < 20; ++i) panel.table().edit("y").numbers[i] = 0;

  const LimitedModel m = fit(panel, censored("y ~ x | unit"));

  EXPECT_THAT(codes_of(m), Contains("YG3145"));
  EXPECT_EQ(m.design.rows.size(), 230U);
  EXPECT_EQ(m.design.sample.dropped.back().reason, "separated:unit");
  EXPECT_EQ(m.design.sample.units, 23U);
}

TEST(tobit, without_rows_at_the_limit_is_least_squares) {
  data::Panel panel = world({30, 10});
  tobit::Options o = censored();
  o.left = Value::of(-50.0);

  const LimitedModel m = fit(panel, o);

  fe::Options ols;
  ols.formula = o.formula;
  const LinearModel l = fe::fit(panel, ols, Executor::serial()).models.front();
  EXPECT_NEAR(m.estimates[0], l.estimates[0], 1e-11);
  EXPECT_NEAR(m.sigma, std::sqrt(l.rss / l.n), 1e-11);
  EXPECT_THAT(codes_of(m), Contains("YG3146"));
}

TEST(tobit, refuses_in_words) {
  data::Panel panel = world({30, 10});
  const auto edit = [&](auto value) {
    data::Panel out = panel;
    for (std::size_t i = 0; i < out.rows(); ++i)
      out.table().edit("y").numbers[i] = value(i, out.table().column("y").numbers[i]);
    return out;
  };
  tobit::Options none = censored(), cross = censored(), unknown = censored(), text = censored();
  none.left = Value{};
  cross.right = Value::of(-1.0);
  unknown.right = Value::of("capp");
  text.vcov = "hc3";

  EXPECT_EQ(refusal(panel, none).code, "YG3148");
  EXPECT_EQ(refusal(panel, cross).code, "YG3142");
  EXPECT_EQ(refusal(panel, unknown).code, "YG2104");
  EXPECT_EQ(refusal(panel, text).code, "YG2256");
  const data::Panel constant = edit([](std::size_t, double) { return 0.0; });
  EXPECT_EQ(refusal(constant, censored()).code, "YG3103");
  tobit::Options two = censored();
  two.right = Value::of(1.0);
  const data::Panel at_limits = edit([](std::size_t, double y) { return y > 1 ? 1.0 : 0.0; });
  EXPECT_EQ(refusal(at_limits, two).code, "YG3141");
  EXPECT_THAT(refusal(at_limits, two).what.en, HasSubstr("all rows lie at a limit"));
  const data::Panel separated = edit(
      [&](std::size_t i, double y) { return panel.table().column("w").numbers[i] == 2 ? 0.0 : y; });
  EXPECT_EQ(refusal(separated, censored("y ~ x + i(w)")).code, "YG3141");
}

TEST(tobit, random_effects_are_recovered_and_tested) {
  World w{300, 8};
  w.unit_sd = 0.6;
  const data::Panel panel = world(w);
  tobit::Options o = censored();
  o.unit_effects = UnitEffects::random;

  const LimitedModel m = fit(panel, o);
  const LimitedModel pooled = fit(panel, censored());

  const double truth[] = {0.5, -0.3, 1, 0.6, 0.9};
  ASSERT_EQ(m.terms.back(), "_sigma_e");
  for (std::size_t k = 0; k < 5; ++k) EXPECT_NEAR(m.estimates[k], truth[k], 3 * m.std_errors[k]);
  EXPECT_NEAR(m.lr, 2 * (m.loglik - pooled.loglik), 1e-9);
  EXPECT_LT(m.lr_p, 1e-6);
  EXPECT_NEAR(margin(m, "observed", "average"), margin(pooled, "observed", "average"), 0.01);
  o.vcov = "cluster(unit)";
  const LimitedModel clustered = fit(panel, o);
  o.vcov = "robust";
  const LimitedModel robust = fit(panel, o);
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_NEAR(clustered.std_errors[k] / m.std_errors[k], 1, 0.25);
    EXPECT_NEAR(clustered.std_errors[k], robust.std_errors[k], 1e-12);
  }
}

TEST(tobit, random_effects_refuse_weights_and_clusters_that_split_units) {
  const data::Panel panel = world({30, 6});
  tobit::Options o = censored();
  o.unit_effects = UnitEffects::random;
  tobit::Options weighted = o, split = o;
  weighted.weights = "w";
  split.vcov = "cluster(year)";

  EXPECT_EQ(refusal(panel, weighted).code, "YG3149");
  EXPECT_EQ(refusal(panel, split).code, "YG3149");
  EXPECT_EQ(refusal(data::Panel::make(panel.table(), {}), o).code, "YG3149");
}

TEST(tobit, random_effects_without_variance_are_said_in_words) {
  data::Panel panel = world({40, 5});
  for (const char* name : {"x", "z", "y"})
    for (std::size_t i = 5; i < 200; ++i)
      panel.table().edit(name).numbers[i] = panel.table().column(name).numbers[i % 5];
  tobit::Options o = censored("y ~ x");
  o.unit_effects = UnitEffects::random;

  const LimitedModel m = fit(panel, o);

  EXPECT_EQ(m.sigma_u, 0);
  EXPECT_EQ(m.lr, 0);
  EXPECT_EQ(m.lr_p, 1);
  EXPECT_THAT(codes_of(m), Contains("YG3150"));
  EXPECT_NEAR(m.estimates[0], fit(panel, censored("y ~ x")).estimates[0], 1e-6);
}

TEST(tobit, frames_have_the_house_shape_and_names) {
  const data::Panel panel = world({30, 10});
  const tobit::Fit run = tobit::fit(panel, censored("y ~ x + z | unit"), Executor::serial());
  Result result;
  tobit::complete(run, result);

  const Frame tidy = tobit::tidy(run), glance = tobit::glance(run),
              augment = tobit::augment(run, panel);

  EXPECT_EQ(tidy.rows(), 4U);
  EXPECT_EQ(tidy.text("term", 3), "_sigma");
  EXPECT_EQ(glance.rows(), 1U);
  EXPECT_EQ(augment.rows(), panel.rows());
  EXPECT_EQ(result.tables.at("effects").rows(), 29U);
  EXPECT_EQ(result.tables.at("margins").rows(), 2U * 4U * 2U);
  const Frame &margins = result.tables["margins"], &effects = result.tables["effects"];
  for (const Frame* frame : {&tidy, &glance, &margins, &effects})
    for (const Column& column : frame->columns())
      EXPECT_TRUE(in_glossary(column.name)) << column.name;
  EXPECT_EQ(tobit::uses(censored("y ~ x | unit")), (std::vector<std::string>{"y", "x", "unit"}));
}

TEST(tobit, runs_through_the_method_table_with_settings_as_a_study_file_gives_them) {
  const std::vector<Method> all = methods();
  for (const char* verb : {"tobit", "truncreg"}) {
    const auto method =
        std::find_if(all.begin(), all.end(), [&](const Method& m) { return m.verb.name == verb; });
    ASSERT_NE(method, all.end());
    Value settings = Value::table();
    settings.set("formula", Value::of("y ~ x + z"));
    settings.set("left", Value::of(0));
    settings.set("right", Value::of("cap"));
    World w{60, 10};
    w.high = 2.5;

    const Result result = method->run(world(w), settings, "model.second", Executor::serial(), {});

    EXPECT_EQ(result.kind, verb);
    EXPECT_EQ(result.tidy.rows(), 4U);
    EXPECT_EQ(method->uses(settings), (std::vector<std::string>{"y", "x", "z", "cap"}));
    EXPECT_THAT(result.options, HasSubstr("cap"));
  }
}

TEST(truncreg, refuses_in_words) {
  data::Panel panel = world({30, 10});
  truncreg::Options none, beyond;
  none.formula = beyond.formula = "y ~ x";
  beyond.left = Value::of(1000.0);

  EXPECT_EQ(refusal(panel, none).code, "YG3148");
  EXPECT_EQ(refusal(panel, beyond).code, "YG3101");

  for (std::size_t i = 0; i < panel.rows(); ++i)
    panel.table().edit("y").numbers[i] =
        std::pow(-std::log((double(i) + 1) / (double(panel.rows()) + 1)), 2);
  truncreg::Options heavy;
  heavy.formula = "y ~ 1";
  heavy.left = Value::of(0.0);
  EXPECT_EQ(refusal(panel, heavy).code, "YG3141");
}

}  // namespace
}  // namespace yugong::regression
