#include "yugong/stationarity/unit_root.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "yugong/numeric/distributions.hpp"
#include "yugong/stationarity/moments.hpp"
#include "yugong/stationarity/sample_panel.hpp"

namespace yugong::stationarity::unit_root {
namespace {

Options options(std::vector<std::string> tests = {"all"}) {
  Options o;
  o.variables = {"y"};
  o.tests = std::move(tests);
  return o;
}

const PanelStatistic& row(const Fit& f, const std::string& name, std::size_t tested = 0) {
  for (const PanelStatistic& s : f.tested.at(tested).statistics)
    if (s.name == name) return s;
  throw Error(error("YG9001", {"no row " + name, ""}));
}

/// Twelve units, 25 periods, serially correlated errors: the panel that the peers read.
SampleShape peers_panel() {
  SampleShape shape;
  shape.root = 0.9;
  shape.serial = 0.3;
  return shape;
}

Fit of_peers(const Options& o) {
  return fit(sample_panel(peers_panel()), o, Executor::serial());
}

TEST(dickey_fuller, t_by_hand) {
  // D.y = 1, 1, -1, 2, 0 on y_{-1} = 0, 1, 2, 1, 3 and a constant: means 0.6 and 1.4; sums of
  // squares about them 5.2 and 5.2, of products 1 - 4.2 = -3.2.
  const std::vector<double> y = {0, 1, 2, 1, 3, 3};
  const Adf a = adf(y, Deterministic::constant, 0);
  const double slope = -3.2 / 5.2, rss = 5.2 - 3.2 * 3.2 / 5.2;

  EXPECT_NEAR(a.coefficient, slope, 1e-14);
  EXPECT_NEAR(a.t, slope / std::sqrt(rss / 3 / 5.2), 1e-13);
  EXPECT_NEAR(adf(y, Deterministic::constant, 0, false).t, slope / std::sqrt(rss / 5 / 5.2), 1e-13);
  EXPECT_EQ(a.nobs, 5U);
}

TEST(dickey_fuller, phillips_perron_by_hand) {
  // Without a window the long-run variance is the short-run one, and Z_t the Dickey-Fuller t.
  const std::vector<double> y = {0, 1, 2, 1, 3, 3, 2, 4};
  const Adf a = adf(y, Deterministic::constant, 0);
  EXPECT_NEAR(phillips_perron(y, Deterministic::constant, 0).z_t, a.t, 1e-13);

  std::vector<double> e = a.difference;
  for (std::size_t t = 0; t < e.size(); ++t) e[t] -= a.coefficient * a.level[t];
  double g0 = 0, g1 = 0;
  for (std::size_t t = 0; t < e.size(); ++t) g0 += e[t] * e[t] / 7;
  for (std::size_t t = 1; t < e.size(); ++t) g1 += e[t] * e[t - 1] / 7;
  const double l2 = g0 + g1;  // 2 (1 - 1/2) g1
  const double s = std::sqrt(7 * g0 / 5);
  EXPECT_NEAR(phillips_perron(y, Deterministic::constant, 1).z_t,
              std::sqrt(g0 / l2) * a.t - 0.5 * (l2 - g0) / std::sqrt(l2) * 7 * a.std_error / s,
              1e-13);
}

TEST(dickey_fuller, p_values_equal_those_of_urca) {
  // urca 1.3-3, punitroot(q, N = Inf, trend = "nc", "c", "ct").
  struct Row {
    double t, none, constant, trend;
  };

  for (const Row& r : {Row{-6, 4.63460023674e-09, 1.19800773753e-07, 1.16020837777e-06},
                       Row{-4, 6.47489976157e-05, 0.00141505143925, 0.00871418778586},
                       Row{-3.5, 0.000458172271411, 0.00801489797329, 0.0393044543606},
                       Row{-3, 0.00263190749817, 0.0349084233285, 0.132104969618},
                       Row{-2, 0.0436028066391, 0.287056393107, 0.600770936867},
                       Row{-1, 0.285249603632, 0.755517690969, 0.942510663828},
                       Row{0, 0.682697108155, 0.95755963299, 0.996288222237},
                       Row{1, 0.916857663651, 0.996710913759, 0.999908161057}}) {
    EXPECT_NEAR(dickey_fuller_p_value(r.t, Deterministic::none), r.none, 1e-4 * r.none);
    EXPECT_NEAR(dickey_fuller_p_value(r.t, Deterministic::constant), r.constant, 1e-4 * r.constant);
    EXPECT_NEAR(dickey_fuller_p_value(r.t, Deterministic::trend), r.trend, 1e-4 * r.trend);
  }
}

TEST(dickey_fuller, p_values_rise_and_stay_inside_zero_and_one) {
  for (const Deterministic d :
       {Deterministic::none, Deterministic::constant, Deterministic::trend}) {
    double last = 0;
    for (double t = -30; t < 12; t += 0.05) {
      const double p = dickey_fuller_p_value(t, d);
      EXPECT_GT(p, 0);
      EXPECT_LT(p, 1);
      EXPECT_GE(p, last - 1e-6 * p) << t;
      last = p;
    }
  }
}

TEST(unit_root, equals_plm_and_gretl_with_a_constant) {
  // plm 2.6-2, purtest(lags = 1, dfcor = TRUE) and cipstest(lags = 1); gretl 2022c, adf 1 and
  // levinlin 1. Fisher of plm rests on quantiles of six digits.
  const Fit f = of_peers(options());

  EXPECT_NEAR(row(f, "ips_w").statistic, -1.95776873853, 1e-10);
  EXPECT_NEAR(row(f, "ips_w").p_value, 0.0251285776142, 1e-10);
  EXPECT_NEAR(row(f, "fisher_adf_p").statistic, 39.6403220367, 1e-5);
  EXPECT_NEAR(row(f, "fisher_adf_p").p_value, 0.0233674096279, 1e-6);
  EXPECT_NEAR(row(f, "fisher_adf_z").statistic, -2.12985393161, 2e-6);
  EXPECT_NEAR(row(f, "fisher_adf_l").statistic, -2.18237075348, 2e-6);
  EXPECT_NEAR(row(f, "fisher_adf_pm").statistic, 2.25748603452, 2e-6);
  EXPECT_EQ(row(f, "fisher_adf_p").law, "chi2(24)");
  EXPECT_EQ(row(f, "fisher_adf_l").law, "t(64)");
  EXPECT_NEAR(row(f, "hadri").statistic, 27.0529298744, 1e-9);
  EXPECT_NEAR(row(f, "hadri_robust").statistic, 18.1567900394, 1e-9);
  EXPECT_NEAR(row(f, "cips").statistic, -1.99814678151, 1e-10);
  EXPECT_NEAR(row(f, "cips_truncated").statistic, -1.99814678151, 1e-10);
  EXPECT_NEAR(row(f, "llc").statistic, -2.15843, 1e-5) << "gretl";
}

TEST(unit_root, equals_plm_and_gretl_with_a_trend) {
  Options o = options();
  o.deterministic = Deterministic::trend;
  const Fit f = of_peers(o);

  EXPECT_NEAR(row(f, "ips_w").statistic, -1.67821277628, 1e-10);
  EXPECT_NEAR(row(f, "fisher_adf_p").statistic, 42.3988087796, 2e-5);
  EXPECT_NEAR(row(f, "fisher_adf_z").statistic, -1.99008344545, 2e-6);
  EXPECT_NEAR(row(f, "hadri").statistic, 14.6341025547, 1e-9);
  EXPECT_NEAR(row(f, "hadri_robust").statistic, 11.3997158423, 1e-9);
  EXPECT_NEAR(row(f, "cips").statistic, -2.13870451454, 1e-10);
  EXPECT_NEAR(row(f, "llc").statistic, -2.25439, 1e-5) << "gretl";
}

TEST(unit_root, follows_the_convention_of_plm_when_asked) {
  Options o = options({"llc", "ips"});
  o.convention = Convention::plm;
  EXPECT_NEAR(row(of_peers(o), "llc").statistic, -1.8092783155, 1e-9);
  o.dfcor = false;  // plm's default
  EXPECT_NEAR(row(of_peers(o), "llc").statistic, -2.15843172815, 1e-9);
  o.dfcor = true;
  o.deterministic = Deterministic::trend;
  EXPECT_NEAR(row(of_peers(o), "llc").statistic, -1.53070809887, 1e-9);
  o = options({"llc", "cips"});
  o.convention = Convention::plm;
  o.deterministic = Deterministic::none;
  o.lags = Value::of(2);
  EXPECT_NEAR(row(of_peers(o), "llc").statistic, -2.50041698263, 1e-9);
  EXPECT_NEAR(row(of_peers(o), "cips").statistic, -1.09776732061, 1e-9);
}

TEST(unit_root, chooses_the_lags_that_plm_chooses) {
  struct Rule {
    const char* name;
    double w;
    std::vector<int> lags;
  };

  const std::vector<Rule> rules = {{"aic", -2.25006285729, {1, 1, 1, 1, 0, 1, 1, 2, 0, 2, 2, 1}},
                                   {"bic", -2.24849900695, {1, 1, 1, 1, 0, 0, 1, 2, 0, 2, 2, 1}},
                                   {"gts", -0.93660424192, {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1}}};
  for (const Rule& rule : rules) {
    Options o = options({"ips"});
    o.lags = Value::of(rule.name);
    o.max_lags = 4;
    const Fit f = of_peers(o);

    EXPECT_NEAR(row(f, "ips_w").statistic, rule.w, 1e-10) << rule.name;
    for (std::size_t i = 0; i < rule.lags.size(); ++i)
      EXPECT_EQ(f.tested[0].adf[i].lags, rule.lags[i]) << rule.name << " " << i;
  }
}

TEST(unit_root, gives_t_bar_with_the_critical_values_of_its_table) {
  Options o = options({"ips"});
  o.lags = Value::of(0);
  const Fit f = of_peers(o);
  const PanelStatistic& bar = row(f, "ips_t_bar");

  EXPECT_NEAR(bar.statistic, -1.57797279182, 1e-10) << "plm, ips.stat = \"tbar\"";
  // 12 units lie two fifths from 10 to 15, 24 observations four fifths from 20 to 25.
  const double at10 = -1.99 + 0.8 * 0, at15 = -1.91 + 0.8 * 0.01;
  EXPECT_NEAR(bar.critical[1], at10 + 0.4 * (at15 - at10), 1e-12);
  EXPECT_TRUE(is_missing(bar.p_value));
  EXPECT_FALSE(is_missing(row(f, "ips_z_tilde").p_value));
}

TEST(unit_root, z_tilde_uses_moments_close_to_those_published) {
  // Im, Pesaran and Shin (2003, table 1): E and Var for T = 10, 20, 50, 100.
  struct Row {
    double t, mean, variance;
  };

  for (const Row& r : {Row{10, -1.274, 0.521},
                       Row{20, -1.395, 0.592},
                       Row{50, -1.477, 0.656},
                       Row{100, -1.504, 0.683}}) {
    const Moments m = t_tilde_moments(r.t, Deterministic::constant);
    EXPECT_NEAR(m.mean, r.mean, 0.004) << r.t;
    EXPECT_NEAR(m.variance, r.variance, 0.013) << r.t;
  }
}

TEST(unit_root, every_length_and_lag_has_moments) {
  for (const Deterministic d : {Deterministic::constant, Deterministic::trend})
    for (int lags = 0; lags <= 12; ++lags)
      for (int t = 5; t <= 120; ++t) {
        const Moments m = ips_moments(t, lags, d);
        EXPECT_LT(m.mean, -1) << t << " " << lags;
        EXPECT_GT(m.variance, 0.5) << t << " " << lags;
        EXPECT_LT(levin_lin_moments(t, d, Lookup::interpolate).mean, -0.4);
        EXPECT_LT(cips_critical(t, t, d, false).value[1], -2);
      }
  EXPECT_EQ(ips_moments(20, 5, Deterministic::constant).mean, -1.313);
  EXPECT_NEAR(ips_moments(45, 2, Deterministic::trend).mean, (-2.120 - 2.137) / 2, 1e-12);
  EXPECT_TRUE(ips_moments(15, 5, Deterministic::constant).outside);
}

TEST(unit_root, combines_p_values_as_fisher_and_choi) {
  const Fit f = of_peers(options({"fisher_adf"}));
  double p = 0, z = 0, l = 0;
  const double n = 12;
  for (const Adf& a : f.tested[0].adf) {
    p += -2 * std::log(a.p_value);
    z += numeric::normal_quantile(a.p_value) / std::sqrt(n);
    l += std::log(a.p_value / (1 - a.p_value));
  }
  const double pi = std::acos(-1.0);
  EXPECT_NEAR(row(f, "fisher_adf_p").statistic, p, 1e-11);
  EXPECT_NEAR(row(f, "fisher_adf_z").statistic, z, 1e-11);
  EXPECT_NEAR(row(f, "fisher_adf_l").statistic,
              l * std::sqrt(3 * (5 * n + 4) / (pi * pi * n * (5 * n + 2))),
              1e-11);
  EXPECT_NEAR(row(f, "fisher_adf_pm").statistic, (p - 2 * n) / (2 * std::sqrt(n)), 1e-11);
}

TEST(unit_root, harris_tzavalis_by_hand) {
  data::Table t;
  t.add(Column::of("u", {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2}));
  t.add(Column::of("t", {1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6}));
  t.add(Column::of("y", {0, 1, 1, 2, 1, 3, 0, -1, 0, 2, 2, 1}));
  Options o = options({"ht"});
  o.deterministic = Deterministic::none;
  o.lags = Value::of(0);
  const Fit f = fit(data::Panel::make(std::move(t), {"u", "t"}), o, Executor::serial());
  // Products 0 + 1 + 2 + 2 + 3 and 0 + 0 + 0 + 4 + 2; squares 0 + 1 + 1 + 4 + 1 and 0 + 1 + 0 + 4
  // + 4.
  const double rho = 14.0 / 16;

  EXPECT_NEAR(row(f, "ht").statistic, std::sqrt(2.0) * (rho - 1) / std::sqrt(2.0 / (5 * 4)), 1e-13);
}

TEST(unit_root, does_not_depend_on_units_of_measure_or_order_of_rows_or_threads) {
  SampleShape shape = peers_panel();
  Options o = options();
  const Fit a = fit(sample_panel(shape), o, Executor::serial());
  shape.scale = 1e6;
  const Fit b = fit(sample_panel(shape), o, Executor::threads(3));
  shape.scale = 1;
  shape.reversed = true;
  const Fit c = fit(sample_panel(shape), o, Executor::serial());

  for (const PanelStatistic& s : a.tested[0].statistics) {
    EXPECT_NEAR(row(b, s.name).statistic, s.statistic, 1e-8 * (1 + std::abs(s.statistic)))
        << s.name;
    EXPECT_NEAR(row(c, s.name).statistic, s.statistic, 1e-8 * (1 + std::abs(s.statistic)))
        << s.name;
  }
}

TEST(unit_root, demeaning_takes_a_common_shock_away) {
  SampleShape shape = peers_panel();
  const Fit plain = fit(
      sample_panel(shape),
      [] {
        Options o = options({"ips"});
        o.demean = true;
        return o;
      }(),
      Executor::serial());
  shape.common = 5;
  Options o = options({"ips"});
  o.demean = true;
  const Fit shocked = fit(sample_panel(shape), o, Executor::serial());

  EXPECT_NEAR(row(plain, "ips_w").statistic, row(shocked, "ips_w").statistic, 1e-9);
}

TEST(unit_root, a_difference_is_the_difference_tested) {
  data::Panel panel = sample_panel(peers_panel());
  std::vector<double> d;
  const auto& y = panel.table().column("y").numbers;
  for (std::size_t r = 0; r < panel.rows(); ++r)
    d.push_back(panel.lagged(r, 1) < 0 ? missing : y[r] - y[r - 1]);
  panel.table().add(Column::of("dy", std::move(d)));
  Options o = options({"llc", "ips", "fisher_pp", "cips"});
  o.difference = {0, 1};
  const Fit a = fit(panel, o, Executor::serial());
  o.variables = {"dy"};
  o.difference = {0};
  const Fit b = fit(panel, o, Executor::serial());

  ASSERT_EQ(a.tested.size(), 2U);
  EXPECT_EQ(a.tested[1].name, "D.y");
  for (const PanelStatistic& s : b.tested[0].statistics)
    EXPECT_NEAR(row(a, s.name, 1).statistic, s.statistic, 1e-9) << s.name;
}

/// Shares of panels in which a test rejects at five percent.
double rejections(SampleShape shape, const Options& o, const std::string& name, int panels = 120) {
  double count = 0;
  for (int r = 0; r < panels; ++r) {
    shape.replicate = static_cast<std::uint64_t>(r);
    const Fit f = fit(sample_panel(shape), o, Executor::serial());
    const PanelStatistic& s = row(f, name);
    const bool rejects = is_missing(s.p_value) ? s.statistic < s.critical[1] : s.p_value < 0.05;
    count += rejects ? 1.0 / panels : 0;
  }
  return count;
}

TEST(unit_root, rejects_a_unit_root_in_few_panels_that_have_one_and_most_that_do_not) {
  struct Case {
    const char* test;
    const char* name;
    double size;  ///< at most, of these small panels
  };

  SampleShape null, alternative;
  null.units = alternative.units = 15;
  null.periods = alternative.periods = 30;
  alternative.root = 0.7;
  for (const Case& c : {Case{"ips", "ips_w", 0.12},
                        Case{"ips", "ips_z_tilde", 0.12},
                        Case{"fisher_adf", "fisher_adf_z", 0.13},
                        Case{"breitung", "breitung", 0.13},
                        Case{"ht", "ht", 0.16},
                        Case{"cips", "cips", 0.12}}) {
    Options o = options({c.test});
    o.lags = Value::of(0);
    EXPECT_LT(rejections(null, o, c.name), c.size) << c.name;
    EXPECT_GT(rejections(alternative, o, c.name, 30), 0.85) << c.name;
  }
}

TEST(unit_root, hadri_rejects_the_other_way_round) {
  SampleShape walks, white;
  white.root = 0;
  EXPECT_GT(rejections(walks, options({"hadri"}), "hadri_robust", 30), 0.95);
  EXPECT_LT(rejections(white, options({"hadri"}), "hadri_robust", 60), 0.2);
}

TEST(unit_root, frames_have_the_shape_that_tables_read) {
  Options o = options({});
  o.difference = {0, 1};
  o.variables = {"y", "x"};
  const data::Panel panel = sample_panel();
  const Fit f = fit(panel, o, Executor::threads(2));
  Result result;
  complete(f, result);

  EXPECT_EQ(tidy(f).rows(), 4 * f.tested[0].statistics.size());
  EXPECT_EQ(glance(f).number("units", 0), 12);
  EXPECT_EQ(augment(f, panel).rows(), panel.rows());
  EXPECT_EQ(result.tables.at("adf").rows(), 48U);
  const Frame& paper = result.tables.at("paper");
  EXPECT_EQ(paper.rows(), 4U);
  EXPECT_EQ(paper.text("variable", 1), "D.y");
  EXPECT_NE(paper.text("llc", 1).find("***"), std::string::npos) << paper.text("llc", 1);
  EXPECT_EQ(paper.text("cips", 0).find('('), std::string::npos) << "no p value is known";
  for (const Frame& frame : {tidy(f), glance(f), result.tables["settings"], result.tables["paper"]})
    for (const Column& column : frame.columns())
      EXPECT_TRUE(in_glossary(column.name)) << column.name;
  EXPECT_EQ(result.tests.size(), tidy(f).rows());
}

}  // namespace
}  // namespace yugong::stationarity::unit_root
