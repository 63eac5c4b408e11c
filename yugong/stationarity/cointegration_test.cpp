#include "yugong/stationarity/cointegration.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "yugong/stationarity/sample_panel.hpp"

namespace yugong::stationarity::cointegration {
namespace {

Options options(const std::string& formula = "y ~ x + w") {
  Options o;
  o.formula = formula;
  return o;
}

const PanelStatistic& row(const Fit& f, const std::string& name) {
  for (const PanelStatistic& s : f.statistics)
    if (s.name == name) return s;
  throw Error(error("YG9001", {"no row " + name, ""}));
}

/// Twelve units, 25 periods: y = x/2 + an autoregression with root 0.8.
SampleShape related() {
  SampleShape shape;
  shape.root = 0.8;
  shape.slope = 0.5;
  return shape;
}

Fit of_related(const Options& o) {
  return fit(sample_panel(related()), o, Executor::serial());
}

TEST(cointegration, equals_the_definitions_written_out_in_r) {
  // R 4.2.2: every statistic from its definition, regressions by lm.
  Options o = options();
  o.window = 2;
  const Fit constant = of_related(o);
  o.deterministic = Deterministic::trend;
  const Fit trend = of_related(o);
  const std::map<std::string, double> kao = {{"kao_df_rho_star", -4.920971541416},
                                             {"kao_df_t_star", -3.871583257647},
                                             {"kao_adf", -3.002565092816},
                                             {"kao_df_rho", -6.909011640132},
                                             {"kao_df_t", -4.454133883686}};
  for (const auto& [name, value] : kao)
    EXPECT_NEAR(row(constant, name).statistic, value, 1e-10) << name;
  const std::map<std::string, std::pair<double, double>> raw = {
      {"pedroni_panel_v", {65.139730698268, 71.63454207124}},
      {"pedroni_panel_rho", {-48.076825487018, -52.25978918481}},
      {"pedroni_panel_pp", {-10.520082054806, -11.09589364201}},
      {"pedroni_panel_adf", {-9.890073050758, -10.31695998480}},
      {"pedroni_group_rho", {-49.832645921934, -54.22030537549}},
      {"pedroni_group_pp", {-10.745414626739, -11.36276164935}},
      {"pedroni_group_adf", {-10.442306562194, -10.72192991337}},
      {"westerlund_g_t", {-2.628224286141, -2.348846638304}},
      {"westerlund_g_a", {-17.043899725290, -16.353225802659}},
      {"westerlund_p_t", {-8.869119306599, -7.245002491278}},
      {"westerlund_p_a", {-16.435420426395, -15.851785811936}}};
  for (const auto& [name, values] : raw) {
    EXPECT_NEAR(row(constant, name).raw, values.first, 1e-9) << name;
    EXPECT_NEAR(row(trend, name).raw, values.second, 1e-9) << name;
  }
}

TEST(cointegration, standardises_by_the_published_moments) {
  const Fit f = of_related(options());
  const double root = std::sqrt(12.0);

  // Two regressors, constant: Pedroni (1999), table 2; Westerlund (2007), table 1.
  EXPECT_NEAR(row(f, "pedroni_panel_v").statistic,
              (row(f, "pedroni_panel_v").raw - 11.754 * root) / std::sqrt(104.546),
              1e-12);
  EXPECT_NEAR(row(f, "pedroni_group_adf").statistic,
              (row(f, "pedroni_group_adf").raw + 2.453 * root) / std::sqrt(0.618),
              1e-12);
  EXPECT_NEAR(row(f, "westerlund_g_t").statistic,
              root * (row(f, "westerlund_g_t").raw + 2.0349) / std::sqrt(0.8481),
              1e-12);
  EXPECT_NEAR(row(f, "westerlund_p_t").statistic,
              (row(f, "westerlund_p_t").raw + 1.7131 * root) / std::sqrt(1.0663),
              1e-12);
}

TEST(cointegration, pedroni_by_hand_without_lags_and_window) {
  // y = 1, 3, 2, 5, 4, 6 on x = 1..6 without constant in one unit, and the same upside down.
  const std::vector<double> y = {1, 3, 2, 5, 4, 6};
  data::Table t;
  std::vector<double> unit, time, both, x;
  for (int u = 0; u < 2; ++u)
    for (int i = 0; i < 6; ++i) {
      unit.push_back(u);
      time.push_back(i);
      both.push_back(u == 0 ? y[static_cast<std::size_t>(i)] : -y[static_cast<std::size_t>(i)]);
      x.push_back(i + 1);
    }
  t.add(Column::of("u", unit));
  t.add(Column::of("t", time));
  t.add(Column::of("y", both));
  t.add(Column::of("x", x));
  Options o = options("y ~ x");
  o.tests = {"pedroni"};
  o.deterministic = Deterministic::none;
  o.lags = Value::of(0);
  o.window = 0;
  const Fit f = fit(data::Panel::make(std::move(t), {"u", "t"}), o, Executor::serial());
  // Slope (1 + 6 + 6 + 20 + 20 + 36)/91 = 89/91.
  double levels = 0, cross = 0;
  std::vector<double> e;
  for (std::size_t i = 0; i < 6; ++i) e.push_back(y[i] - 89.0 / 91 * static_cast<double>(i + 1));
  for (std::size_t i = 1; i < 6; ++i) {
    levels += e[i - 1] * e[i - 1];
    cross += e[i - 1] * (e[i] - e[i - 1]);
  }
  double errors = 0;
  for (std::size_t i = 1; i < 6; ++i)
    errors += std::pow(e[i] - e[i - 1] - cross / levels * e[i - 1], 2) / 5;
  // D.y = 2, -1, 3, -1, 2 on D.x = 1: slope 1, residuals 1, -2, 2, -2, 1, mean square 14/5.
  const double long_run = 14.0 / 5;

  EXPECT_NEAR(
      row(f, "pedroni_panel_v").raw, 36 * std::pow(2, 1.5) / (2 * levels / long_run), 1e-10);
  EXPECT_NEAR(row(f, "pedroni_panel_rho").raw, 6 * std::sqrt(2.0) * cross / levels, 1e-12);
  EXPECT_NEAR(row(f, "pedroni_group_rho").raw, 6 * std::sqrt(2.0) * cross / levels, 1e-12);
  const double t_of_unit = cross / std::sqrt(errors * levels);
  for (const char* name :
       {"pedroni_panel_pp", "pedroni_panel_adf", "pedroni_group_pp", "pedroni_group_adf"})
    EXPECT_NEAR(row(f, name).raw, std::sqrt(2.0) * t_of_unit, 1e-12) << name;
}

TEST(cointegration, does_not_depend_on_units_of_measure_or_order_of_rows) {
  SampleShape shape = related();
  const Fit a = fit(sample_panel(shape), options(), Executor::serial());
  shape.scale = 1e5;
  const Fit b = fit(sample_panel(shape), options(), Executor::serial());
  shape.scale = 1;
  shape.reversed = true;
  const Fit c = fit(sample_panel(shape), options(), Executor::serial());

  for (const PanelStatistic& s : a.statistics) {
    EXPECT_NEAR(row(b, s.name).statistic, s.statistic, 1e-8) << s.name;
    EXPECT_NEAR(row(c, s.name).statistic, s.statistic, 1e-8) << s.name;
  }
}

TEST(cointegration, a_unit_s_own_scale_and_trend_do_not_matter_to_pedroni) {
  data::Panel panel = sample_panel(related());
  Options o = options();
  o.tests = {"pedroni"};
  o.deterministic = Deterministic::trend;
  const Fit a = fit(panel, o, Executor::serial());
  data::DataColumn& y = panel.table().edit("y");
  for (std::size_t r = 0; r < panel.rows(); ++r)
    if (panel.unit()[r] == 3) y.numbers[r] = 1000 * y.numbers[r] + 5 * panel.time()[r] + 2;
  const Fit b = fit(panel, o, Executor::serial());

  for (const PanelStatistic& s : a.statistics)
    EXPECT_NEAR(row(b, s.name).statistic, s.statistic, 1e-7) << s.name;
}

double rejections(SampleShape shape, const Options& o, const std::string& name, int panels) {
  double count = 0;
  for (int r = 0; r < panels; ++r) {
    shape.replicate = static_cast<std::uint64_t>(r);
    count += row(fit(sample_panel(shape), o, Executor::serial()), name).p_value < 0.05 ? 1 : 0;
  }
  return count / panels;
}

TEST(cointegration, rejects_for_related_walks_and_seldom_for_unrelated_ones) {
  SampleShape apart, together = related();
  apart.periods = together.periods = 60;
  together.root = 0.6;
  Options o = options("y ~ x");
  for (const char* name : {"kao_adf",
                           "kao_df_t_star",
                           "pedroni_panel_adf",
                           "pedroni_group_rho",
                           "pedroni_group_adf",
                           "westerlund_g_t",
                           "westerlund_p_t"}) {
    o.tests = {std::string(name).substr(0, std::string(name).find('_'))};
    EXPECT_LT(rejections(apart, o, name, 60), 0.25) << name;
    EXPECT_GT(rejections(together, o, name, 15), 0.9) << name;
  }
}

TEST(cointegration, lags_may_be_chosen_and_functions_written) {
  data::Panel panel = sample_panel(related());
  std::vector<double> level;
  for (const double v : panel.table().column("y").numbers) level.push_back(std::exp(v));
  panel.table().add(Column::of("level", std::move(level)));
  Options o = options("ln(level) ~ x + w");
  o.lags = Value::of("bic");
  o.max_lags = 3;
  const Fit a = fit(panel, o, Executor::serial());
  o.formula = "y ~ x + w";
  const Fit b = fit(panel, o, Executor::serial());

  EXPECT_EQ(a.outcome, "ln(level)");
  for (const PanelStatistic& s : a.statistics)
    EXPECT_NEAR(row(b, s.name).statistic, s.statistic, 1e-8) << s.name;
  int longest = 0;
  for (const CointegratingUnit& u : a.regressions) longest = std::max(longest, u.adf.lags);
  EXPECT_LE(longest, 3);
}

TEST(cointegration, refuses_what_is_no_long_run_relation) {
  const data::Panel panel = sample_panel();
  auto code = [&](const Options& o) {
    try {
      static_cast<void>(fit(panel, o, Executor::serial()));
    } catch (const Error& e) {
      EXPECT_FALSE(e.first().what.zh.empty());
      EXPECT_FALSE(e.first().mend.zh.empty());
      return e.first().code;
    }
    return std::string();
  };
  EXPECT_EQ(code(options("y ~ x | unit")), "YG3189");
  EXPECT_EQ(code(options("c(y, x) ~ w")), "YG3189");
  EXPECT_EQ(code(options("y ~ 1")), "YG3189");
  EXPECT_EQ(code(options("y ~ z")), "YG2104");
  EXPECT_EQ(code(options("y ~ x + I(2*x)")), "YG3188") << "collinear in every unit";
  Options o = options();
  o.tests = {"johansen"};
  EXPECT_EQ(code(o), "YG3182");
  o = options();
  o.lags = Value::of(15);
  EXPECT_EQ(code(o), "YG3188");
}

TEST(cointegration, names_the_tests_that_the_panel_does_not_allow) {
  SampleShape shape = related();
  shape.periods = 12;
  Options o = options();
  o.lags = Value::of(2);
  const Fit f = fit(sample_panel(shape), o, Executor::serial());

  EXPECT_TRUE(is_missing(row(f, "westerlund_g_t").statistic));
  EXPECT_FALSE(is_missing(row(f, "kao_adf").statistic));
  EXPECT_TRUE(std::any_of(f.notes.begin(), f.notes.end(), [](const Problem& p) {
    return p.code == "YG3186" && p.term == "westerlund" && !p.mend.zh.empty();
  }));
}

TEST(cointegration, frames_have_the_shape_of_every_result) {
  const data::Panel panel = sample_panel(related());
  const Fit f = fit(panel, options(), Executor::serial());
  Result result;
  complete(f, result);

  EXPECT_EQ(tidy(f).rows(), 16U);
  EXPECT_EQ(glance(f).number("nobs", 0), 300);
  EXPECT_EQ(result.formula, "y ~ x + w");
  EXPECT_EQ(result.tables.at("units").rows(), 12U);
  const Frame rows = augment(f, panel);
  double sum = 0;
  for (std::size_t r = 0; r < 25; ++r) sum += rows.number("resid", r);
  EXPECT_NEAR(sum, 0, 1e-9);
  for (const Frame& frame : {tidy(f), glance(f), result.tables["settings"]})
    for (const Column& column : frame.columns())
      EXPECT_TRUE(in_glossary(column.name)) << column.name;
}

}  // namespace
}  // namespace yugong::stationarity::cointegration
