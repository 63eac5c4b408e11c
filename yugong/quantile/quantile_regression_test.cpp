#include "yugong/quantile/quantile_regression.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/quantile/bootstrap.hpp"
#include "yugong/quantile/closed_design.hpp"

namespace yugong::quantile::quantile_regression {
namespace {

using ::testing::HasSubstr;

data::Panel panel_of(std::vector<std::pair<std::string, std::vector<double>>> columns) {
  data::Table table;
  for (auto& [name, values] : columns) table.add(yugong::Column::of(name, std::move(values)));
  return data::Panel::make(std::move(table), {"unit", "year"});
}

/// The rows of ClosedDesign with groups of five.
data::Panel closed_panel() {
  const ClosedDesign d;
  std::vector<double> unit, year;
  for (int i = 0; i < 40; ++i) {
    unit.push_back(i / 5);
    year.push_back(2001 + i % 5);
  }
  const auto x1 = d.x.column(0), x2 = d.x.column(1);
  return panel_of({{"unit", unit},
                   {"year", year},
                   {"y", d.y},
                   {"x1", {x1.begin(), x1.end()}},
                   {"x2", {x2.begin(), x2.end()}}});
}

/// Twelve units and ten years in closed form. In R: i <- 0:119; unit <- i %/% 10; t <- i %% 10;
/// x1 <- ((i*7) %% 11)/3 + unit/5; x2 <- sqrt(i+1)*((i %% 3) - 1)/3;
/// e <- qnorm((((i*37+11) %% 101) + 0.5)/101);
/// y <- 0.5*x1 - 0.3*x2 + sin(unit) + 0.1*(t+1) + (1 + 0.25*x1 + 0.1*unit)*e.
data::Panel effects_panel(double times = 1) {
  std::vector<double> unit, year, x1, x2, y;
  for (int i = 0; i < 120; ++i) {
    const int u = i / 10, t = i % 10;
    unit.push_back(u);
    year.push_back(2001 + t);
    x1.push_back((i * 7) % 11 / 3.0 + u / 5.0);
    x2.push_back(std::sqrt(i + 1.0) * (i % 3 - 1) / 3.0);
    const double e = numeric::normal_quantile(((i * 37 + 11) % 101 + 0.5) / 101);
    y.push_back(times * (0.5 * x1.back() - 0.3 * x2.back() + std::sin(u) + 0.1 * (t + 1) +
                         (1 + 0.25 * x1.back() + 0.1 * u) * e));
  }
  return panel_of({{"unit", unit}, {"year", year}, {"y", y}, {"x1", x1}, {"x2", x2}});
}

Options asked(const std::string& formula,
              Estimator estimator = Estimator::mmqr,
              const std::string& vcov = "") {
  Options o;
  o.formula = formula;
  o.estimator = estimator;
  o.vcov = vcov;
  return o;
}

QuantileModel first(const data::Panel& panel,
                    const Options& o,
                    const Executor& executor = Executor::serial()) {
  return fit(panel, o, executor).models.front();
}

std::string refusal(const data::Panel& panel, const Options& o) {
  try {
    fit(panel, o, Executor::serial());
  } catch (const Error& e) {
    return e.first().code;
  }
  return "accepted";
}

bool said(const QuantileModel& m, const std::string& code) {
  return std::any_of(
      m.notes.begin(), m.notes.end(), [&](const Problem& p) { return p.code == code; });
}

// R 4.2.2, quantreg 5.94: summary(rq(y ~ x1 + x2, tau), se = "iid" | "nid" | "ker"), and "nid" with
// hs = FALSE: standard errors of x1, x2, constant. (At 0.25 the median regression behind "iid" has
// no unique solution in these data.)
TEST(quantile, pooled_standard_errors_are_those_of_quantreg) {
  struct Case {
    double tau;
    const char* vcov;
    Bandwidth bandwidth;
    double se[3];
  };

  const auto hs = Bandwidth::hall_sheather, bofinger = Bandwidth::bofinger;
  const Case cases[] = {{0.1, "iid", hs, {0.0956748689499, 0.086674763165, 0.759813448424}},
                        {0.1, "nid", hs, {0.0520516980034, 0.0650581647137, 0.366788751035}},
                        {0.1, "robust", hs, {0.16240734145, 0.130629636253, 1.03973629613}},
                        {0.25, "nid", hs, {0.106915151244, 0.098139943631, 0.732640269155}},
                        {0.25, "robust", hs, {0.174960783358, 0.157498824584, 1.42664365031}},
                        {0.25, "nid", bofinger, {0.105544420602, 0.0968817175862, 0.723247283648}},
                        {0.5, "iid", hs, {0.0946665498606, 0.0857612963454, 0.751805761424}},
                        {0.5, "nid", hs, {0.138687197711, 0.126322384884, 0.946552891117}},
                        {0.5, "robust", hs, {0.192276720429, 0.175242885275, 1.52446478404}},
                        {0.5, "nid", bofinger, {0.138612681177, 0.126331892406, 1.02358572948}},
                        {0.8, "iid", hs, {0.150902914745, 0.136707523511, 1.19841359897}},
                        {0.8, "robust", hs, {0.163027536235, 0.149582030123, 1.31237211677}}};
  const data::Panel panel = closed_panel();
  for (const Case& c : cases) {
    Options o = asked("y ~ x1 + x2", Estimator::pooled, c.vcov);
    o.quantiles = {c.tau};
    o.bandwidth = c.bandwidth;
    const QuantileModel m = first(panel, o);
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(m.std_errors(j, 0) / c.se[j], 1, 1e-9) << c.vcov << " " << c.tau;
    EXPECT_EQ(m.df_t, 37);
  }
}

// By hand in R: B = X'X of the rows with |u| <= c, over 2c; c = median absolute deviation times
// qnorm(tau + h) - qnorm(tau - h); A of the scores summed over groups of five rows.
TEST(quantile, pooled_clusters_follow_parente_and_santos_silva) {
  const double wanted[2][4] = {{0.25, 0.0885354457621, 0.0866204596501, 0.794034465643},
                               {0.5, 0.0804914059533, 0.0673616664172, 0.521574528278}};
  const data::Panel panel = closed_panel();
  for (const auto& w : wanted) {
    Options o = asked("y ~ x1 + x2", Estimator::pooled, "cr0(unit)");
    o.quantiles = {w[0]};
    const QuantileModel plain = first(panel, o);
    o.vcov = "cluster(unit)";
    const QuantileModel corrected = first(panel, o);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(plain.std_errors(j, 0) / w[j + 1], 1, 1e-9);
      EXPECT_NEAR(corrected.std_errors(j, 0) / w[j + 1], std::sqrt(39.0 / 37 * 8 / 7), 1e-9);
    }
    EXPECT_EQ(corrected.df_t, 7);
  }
}

// By hand in R 4.2.2: lm() with dummies for the location and for the scale, sort(u)[ceiling(n t)].
TEST(quantile, mmqr_is_location_plus_quantile_times_scale) {
  const QuantileModel m = first(effects_panel(), asked("y ~ x1 + x2 | unit + year"));
  const double location[] = {0.917426626374, -0.473323930022, -0.4626837961};
  const double scale[] = {-0.121157227741, 0.010944058545, 1.85202587962};
  const double q[] = {
      -1.50128465436, -0.854191294021, -0.138687162795, 1.20885302488, 1.5328442609};
  const double density[] = {
      0.102145495485, 0.269302730432, 0.22529997878, 0.201060938016, 0.313204476044};
  for (std::size_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(m.location[j], location[j], 1e-11);
    EXPECT_NEAR(m.scale[j], scale[j], 1e-11);
    for (std::size_t t = 0; t < 5; ++t)
      EXPECT_NEAR(m.estimates(j, t), location[j] + q[t] * scale[j], 1e-10);
  }
  for (std::size_t t = 0; t < 5; ++t) {
    EXPECT_NEAR(m.q[t], q[t], 1e-10);
    EXPECT_NEAR(m.density[t], density[t], 1e-10);
  }
  EXPECT_EQ(m.not_positive, 0u);
  EXPECT_EQ(m.terms, (std::vector<std::string>{"x1", "x2", "_cons"}));
}

// The worked examples of the page.
TEST(quantile, mmqr_by_hand) {
  Rows constant;
  constant.y = {1, 2, 3, 10};
  constant.x = Matrix(4, 0);
  const LocationScale fit = location_scale(constant, Executor::serial());
  EXPECT_THAT(fit.v, ::testing::Pointwise(::testing::DoubleEq(), {1.5, 1.0, 0.5, 9.0}));
  EXPECT_DOUBLE_EQ(fit.scale[0], 3);
  EXPECT_DOUBLE_EQ(slopes_at(fit, fit.quantiles(std::vector<double>{0.5}))(0, 0), 2);

  Rows line;
  line.y = {1, 3, 4, 8};
  line.x = Matrix(4, 1);
  line.x.values = {0, 0, 1, 1};
  const LocationScale two = location_scale(line, Executor::serial());
  const Matrix b = slopes_at(two, two.quantiles(std::vector<double>{0.25, 0.75}));
  EXPECT_NEAR(b(0, 0), 3, 1e-12);
  EXPECT_NEAR(b(1, 0), 1, 1e-12);
  EXPECT_NEAR(b(0, 1), 5, 1e-12);
  EXPECT_NEAR(b(1, 1), 3, 1e-12);
}

struct Wanted {
  const char* vcov;
  Convention convention;
  double low[3], middle[3];  ///< at 0.1 and 0.5
};

// The same script in R: influence functions of location, scale and the sample quantile, summed in
// squares (robust), over units (cr0), and with the moments of the standardised parts (iid).
TEST(quantile, mmqr_standard_errors_come_from_joint_influence_functions) {
  const Wanted cases[] = {{"iid",
                           Convention::exact,
                           {0.244547770605, 0.128612702554, 0.906700917346},
                           {0.192735066666, 0.101451959047, 0.704217971778}},
                          {"robust",
                           Convention::exact,
                           {0.206170569146, 0.0873036939051, 0.73561031101},
                           {0.154126715324, 0.0964060695946, 0.630295552038}},
                          {"cr0(unit)",
                           Convention::exact,
                           {0.211980109924, 0.0779084299008, 0.600462257644},
                           {0.162251460185, 0.115833603132, 0.571517851687}},
                          {"iid",
                           Convention::mmqreg,
                           {0.222244468986, 0.115709590768, 0.952399176034},
                           {0.175599350165, 0.0912830033283, 0.781053927593}},
                          {"robust",
                           Convention::mmqreg,
                           {0.179457778294, 0.0785682752825, 0.599684964702},
                           {0.135572442544, 0.0866350104534, 0.526117950933}},
                          {"cluster(unit)",
                           Convention::mmqreg,
                           {0.209297963329, 0.0782692131598, 0.568484867331},
                           {0.161506563297, 0.115558174967, 0.570174685901}}};
  const data::Panel panel = effects_panel();
  for (const Wanted& w : cases) {
    Options o = asked("y ~ x1 + x2 | unit + year", Estimator::mmqr, w.vcov);
    o.convention = w.convention;
    const QuantileModel m = first(panel, o);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(m.std_errors(j, 0) / w.low[j], 1, 1e-9) << w.vcov;
      EXPECT_NEAR(m.std_errors(j, 2) / w.middle[j], 1, 1e-9) << w.vcov;
    }
  }
}

TEST(quantile, location_errors_are_those_of_least_squares_with_effects) {
  Options o = asked("y ~ x1 + x2 | unit + year", Estimator::mmqr, "robust");
  const QuantileModel m = first(effects_panel(), o);
  const double wanted[] = {0.148763885764, 0.100179258863, 0.479083352351};  // R, with n/(n - K)
  for (std::size_t j = 0; j < 3; ++j)
    EXPECT_NEAR(std::sqrt(m.location_covariance(j, j)) / wanted[j], 1, 1e-9);
  o.vcov = "cluster(unit)";
  const QuantileModel c = first(effects_panel(), o);
  // K* = 2 slopes + 9 years + 1: units are nested in the clusters.
  EXPECT_NEAR(c.small_sample, 119.0 / 108 * 12 / 11, 1e-12);
  EXPECT_EQ(c.df_t, 11);
}

// R: rq(ys ~ x1 + x2, tau) for ys = y without the effects of lm(y ~ x1 + x2 + unit + year).
TEST(quantile, canay_takes_the_mean_effects_off_first) {
  Options o = asked("y ~ x1 + x2 | unit + year", Estimator::canay, "bootstrap(20)");
  const QuantileModel m = first(effects_panel(), o);
  const double wanted[5][3] = {{0.615798342057, -0.396400325657, -1.90863989774},
                               {0.960948741474, -0.448155150044, -1.81161643729},
                               {0.907622160347, -0.715422541022, -0.502509488952},
                               {0.959769174479, -0.401642834398, 1.09294433912},
                               {1.17763140773, -0.203547318748, 1.32200539761}};
  for (std::size_t t = 0; t < 5; ++t)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(m.estimates(j, t), wanted[t][j], 1e-9) << t;
}

TEST(quantile, pooled_effects_enter_as_dummies) {
  Options o = asked("y ~ x1 + x2 | year", Estimator::pooled);
  o.quantiles = {0.37};
  const QuantileModel m = first(effects_panel(), o);
  EXPECT_NEAR(m.estimates(0, 0), 0.731775977725, 1e-9);  // R: rq(y ~ x1 + x2 + factor(year))
  EXPECT_NEAR(m.estimates(1, 0), -0.480465804221, 1e-9);
  EXPECT_NEAR(m.estimates(2, 0), -1.37304369384, 1e-9);
  EXPECT_EQ(m.dummies, 9u);
  EXPECT_TRUE(said(m, "YG3196"));
}

TEST(quantile, dummies_among_the_regressors_are_the_same_as_absorbed_effects) {
  Options o = asked("y ~ x1 + x2 + i(year) | unit", Estimator::mmqr, "robust");
  const QuantileModel dummies = first(effects_panel(), o);
  o.formula = "y ~ x1 + x2 | unit + year";
  const QuantileModel absorbed = first(effects_panel(), o);
  for (std::size_t t = 0; t < 5; ++t)
    for (std::size_t j = 0; j < 2; ++j) {
      EXPECT_NEAR(dummies.estimates(j, t), absorbed.estimates(j, t), 1e-10);
      EXPECT_NEAR(dummies.std_errors(j, t), absorbed.std_errors(j, t), 1e-10);
    }
}

TEST(quantile, estimates_follow_the_unit_of_measure_of_the_outcome) {
  for (const char* vcov : {"iid", "robust", "cluster(unit)", "bootstrap(20)"}) {
    const Options o = asked("y ~ x1 + x2 | unit", Estimator::mmqr, vcov);
    const QuantileModel one = first(effects_panel(), o), thousand = first(effects_panel(1000), o);
    for (std::size_t a = 0; a < one.estimates.values.size(); ++a) {
      EXPECT_NEAR(thousand.estimates.values[a] / 1000, one.estimates.values[a], 1e-10);
      EXPECT_NEAR(thousand.std_errors.values[a] / 1000, one.std_errors.values[a], 1e-10) << vcov;
    }
  }
}

TEST(quantile, quantiles_of_mmqr_do_not_cross_where_the_scale_is_positive) {
  const QuantileModel m = first(effects_panel(), asked("y ~ x1 + x2 | unit + year"));
  EXPECT_EQ(m.crossings, 0u);
  for (std::size_t i = 0; i < m.fitted.rows; ++i)
    for (std::size_t t = 1; t < 5; ++t) EXPECT_GT(m.fitted(i, t), m.fitted(i, t - 1));
}

TEST(quantile, the_bootstrap_is_the_same_for_any_number_of_threads) {
  for (const Estimator estimator : {Estimator::mmqr, Estimator::canay, Estimator::pooled}) {
    Options o = asked("y ~ x1 + x2 | unit", estimator, "bootstrap(40)");
    o.quantiles = {0.25, 0.75};
    const QuantileModel one = first(effects_panel(), o),
                        four = first(effects_panel(), o, Executor::threads(4));
    EXPECT_EQ(one.covariance.values, four.covariance.values);
    EXPECT_EQ(one.replications, 40);
    o.seed = 2;
    EXPECT_NE(first(effects_panel(), o).covariance.values, one.covariance.values);
  }
}

TEST(quantile, drawn_units_are_units_of_their_own) {
  Rows rows;
  rows.x = Matrix(4, 0);
  rows.y = {1, 2, 3, 4};
  regression::Factor unit, year;
  unit.level = {0, 0, 1, 1};
  unit.levels = 2;
  year.level = {0, 1, 0, 1};
  year.levels = 2;
  rows.effects = {unit, year};
  bool twice = false;
  for (std::uint64_t r = 0; r < 20; ++r) {
    const Rows d = drawn(rows, unit, 1, r);
    ASSERT_EQ(d.y.size(), 4u);
    EXPECT_EQ(d.effects[0].levels, 2);
    EXPECT_EQ(d.effects[1].levels, 2);
    EXPECT_EQ(d.effects[0].level, (std::vector<std::int32_t>{0, 0, 1, 1}));
    twice = twice || d.y[0] == d.y[2];
  }
  EXPECT_TRUE(twice);
}

// y = x + a_i + (1 + x/2) e, e standard normal: b(t) = 1 + Phi^-1(t)/2.
TEST(quantile, a_known_location_scale_model_is_recovered_with_coverage) {
  const double tau[] = {0.25, 0.75};
  int covered[2][2] = {{0, 0}, {0, 0}};
  double mean[2] = {0, 0};
  const int panels = 60;
  for (int r = 0; r < panels; ++r) {
    Random draws(100, Purpose::simulation, static_cast<std::uint64_t>(r));
    std::vector<double> unit, year, x, y;
    for (int i = 0; i < 20; ++i)
      for (int t = 0; t < 40; ++t) {
        unit.push_back(i);
        year.push_back(t);
        x.push_back(std::abs(draws.next_normal()) + 0.02 * i);
        y.push_back(x.back() + 0.1 * i + (1 + 0.5 * x.back()) * draws.next_normal());
      }
    const data::Panel panel = panel_of({{"unit", unit}, {"year", year}, {"x", x}, {"y", y}});
    for (int k = 0; k < 2; ++k) {
      Options o = asked("y ~ x | unit", Estimator::mmqr, k == 0 ? "iid" : "robust");
      o.quantiles = {tau[0], tau[1]};
      const QuantileModel m = first(panel, o);
      for (std::size_t t = 0; t < 2; ++t) {
        const double truth = 1 + 0.5 * numeric::normal_quantile(tau[t]);
        if (k == 0) mean[t] += m.estimates(0, t) / panels;
        covered[k][t] += std::abs(m.estimates(0, t) - truth) <= 1.96 * m.std_errors(0, t) ? 1 : 0;
      }
    }
  }
  for (std::size_t t = 0; t < 2; ++t) {
    EXPECT_NEAR(mean[t], 1 + 0.5 * numeric::normal_quantile(tau[t]), 0.05);
    for (const auto& c : covered) {
      EXPECT_GE(c[t], 51) << "of 60";  // 57 expected; below 51 once in 200
      EXPECT_LE(c[t], 60);
    }
  }
}

// The scale jumps at the end of x, so that a line through it is negative at its beginning.
TEST(quantile, rows_without_a_positive_scale_are_counted_and_many_are_refused) {
  std::vector<double> unit, year, x, y;
  Random draws(3, Purpose::simulation);
  for (int i = 0; i < 30; ++i)
    for (int t = 0; t < 6; ++t) {
      unit.push_back(i);
      year.push_back(t);
      x.push_back(t);
      y.push_back(t + (t == 5 ? 10 : 0.01) * draws.next_normal());
    }
  const data::Panel panel = panel_of({{"unit", unit}, {"year", year}, {"x", x}, {"y", y}});
  EXPECT_EQ(refusal(panel, asked("y ~ x | unit")), "YG3193");
  EXPECT_EQ(refusal(panel, asked("y ~ x | unit", Estimator::canay)), "accepted");
}

TEST(quantile, what_does_not_go_together_is_refused) {
  const data::Panel panel = effects_panel();
  const std::string f = "y ~ x1 + x2 | unit";
  EXPECT_EQ(refusal(panel, asked(f, Estimator::canay, "iid")), "YG2256");
  EXPECT_EQ(refusal(panel, asked(f, Estimator::mmqr, "nid")), "YG2256");
  EXPECT_EQ(refusal(panel, asked(f, Estimator::mmqr, "dk(2)")), "YG2256");
  EXPECT_EQ(refusal(panel, asked(f, Estimator::mmqr, "bootstrap(1.5)")), "YG2255");
  EXPECT_EQ(refusal(panel, asked("y ~ x1 | unit | x2 ~ year")), "YG3191");
  EXPECT_EQ(refusal(panel, asked("y ~ x1 + nothing")), "YG2104");
  EXPECT_EQ(refusal(panel, asked(f, Estimator::mmqr, "bootstrap(nothing)")), "YG2104");
  Options o = asked(f);
  o.quantiles = {25};
  EXPECT_EQ(refusal(panel, o), "YG3191");
  o.quantiles = {0.5, 0.5};
  EXPECT_EQ(refusal(panel, o), "YG3191");
  o = asked(f, Estimator::pooled);
  o.convention = Convention::mmqreg;
  EXPECT_EQ(refusal(panel, o), "YG3191");
}

TEST(quantile, errors_are_named_for_what_they_are) {
  const auto text = [](const std::string& written, Estimator estimator) {
    return parse_errors(written, estimator).text;
  };
  EXPECT_EQ(text("", Estimator::mmqr), "iid");
  EXPECT_EQ(text("", Estimator::canay), "bootstrap(200)");
  EXPECT_EQ(text("robust", Estimator::pooled), "kernel");
  EXPECT_EQ(text("kernel", Estimator::pooled), "kernel");
  EXPECT_EQ(text("robust", Estimator::mmqr), "robust");
  EXPECT_EQ(text(" bootstrap ( prov^year , 400 ) ", Estimator::mmqr), "bootstrap(prov^year, 400)");
  EXPECT_EQ(parse_errors("bootstrap(prov^year)", Estimator::mmqr).resampled.size(), 2u);
}

TEST(quantile, frames_have_one_row_per_quantile_and_term) {
  const data::Panel panel = effects_panel();
  const Fit f = fit(panel, asked("y ~ x1 + x2 | unit + year"), Executor::serial());
  const Frame t = tidy(f);
  ASSERT_EQ(t.rows(), 15u);
  EXPECT_EQ(t.number("quantile", 3), 0.25);
  EXPECT_EQ(t.text("term", 3), "x1");
  EXPECT_NEAR(t.number("statistic", 3), t.number("estimate", 3) / t.number("std_error", 3), 1e-12);
  const Frame a = augment(f, panel);
  for (std::size_t i = 0; i < 120; ++i)
    EXPECT_NEAR(a.number("fitted.0.25", i) + a.number("resid.0.25", i),
                panel.table().column("y").numbers[i],
                1e-12);
  Result r;
  complete(f, r);
  EXPECT_EQ(r.tables.at("components").rows(), 6u);
  EXPECT_EQ(r.tables.at("quantiles").rows(), 5u);
  EXPECT_EQ(r.tables.at("covariance").rows(), 225u);
  ASSERT_EQ(r.tests.size(), 1u);
  EXPECT_EQ(r.tests[0].name, "equal_slopes");
  for (const Frame& frame : {t, r.tables.at("components"), r.tables.at("quantiles")})
    for (const auto& c : frame.columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
  const Frame g = glance(f);
  for (const auto& c : g.columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
}

TEST(quantile, notes_warn_of_tails_short_panels_and_several_solutions) {
  Options o = asked("y ~ x1 + x2 | unit + year");
  o.quantiles = {0.01, 0.5};
  EXPECT_TRUE(said(first(effects_panel(), o), "YG3199"));
  EXPECT_FALSE(said(first(effects_panel(), asked("y ~ x1 | unit")), "YG3199"));
  EXPECT_FALSE(said(first(effects_panel(), asked("y ~ x1 | unit")), "YG3197"));
  std::vector<double> unit, year, x, y;
  Random draws(8, Purpose::simulation);
  for (int i = 0; i < 120; ++i)
    for (int t = 0; t < 8; ++t) {
      unit.push_back(i);
      year.push_back(t);
      x.push_back(draws.next_normal());
      y.push_back(x.back() + draws.next_normal());
    }
  const data::Panel wide = panel_of({{"unit", unit}, {"year", year}, {"x", x}, {"y", y}});
  EXPECT_TRUE(said(first(wide, asked("y ~ x | unit")), "YG3197"));
}

}  // namespace
}  // namespace yugong::quantile::quantile_regression
