#include "yugong/regression/covariance.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/meat.hpp"
#include "yugong/regression/sample_panel.hpp"
#include "yugong/regression/wild_bootstrap.hpp"

namespace yugong::regression {
namespace {

constexpr const char* two_effects = "y ~ x1 + x2 | unit + year";

LinearModel fit(const data::Panel& panel,
                const std::string& vcov,
                const std::string& formula = two_effects,
                const std::string& weights = "",
                const Executor& executor = Executor::serial()) {
  fe::Options o;
  o.formula = formula;
  o.vcov = vcov;
  o.weights = weights;
  return fe::fit(panel, o, executor).models.front();
}

void expect_same_errors(const LinearModel& a, const LinearModel& b, double factor = 1) {
  for (std::size_t k = 0; k < a.slopes; ++k)
    EXPECT_NEAR(a.std_errors[k], factor * b.std_errors[k], 1e-9 * b.std_errors[k]) << a.terms[k];
}

/// The panel with a place for each unit, 1 degree apart on a meridian, and a number for each row.
data::Panel with_places(data::Panel panel) {
  std::vector<double> lat, lon, row;
  for (std::size_t i = 0; i < panel.rows(); ++i) {
    lat.push_back(20.0 + panel.unit()[i]);
    lon.push_back(100.0);
    row.push_back(static_cast<double>(i));
  }
  data::Table table = panel.table();
  table.add(Column::of("lat", std::move(lat)));
  table.add(Column::of("lon", std::move(lon)));
  table.add(Column::of("row", std::move(row)));
  return data::Panel::make(std::move(table), {"unit", "year"});
}

double without_factor(const LinearModel& m) {
  return 1 / std::sqrt(m.small_sample);
}

}  // namespace

TEST(Covariance, reduced_bias_with_a_cluster_for_each_row_is_hc2_and_hc3) {
  const data::Panel panel = with_places(sample_panel({.units = 12, .gaps = 0.1}));
  for (const char* weights : {"", "w"}) {
    expect_same_errors(fit(panel, "cr2(row)", two_effects, weights),
                       fit(panel, "hc2", two_effects, weights));
    expect_same_errors(fit(panel, "cr3(row)", two_effects, weights),
                       fit(panel, "hc3", two_effects, weights));
  }
}

TEST(Covariance, jackknife_by_cluster_is_cr3) {
  const data::Panel panel = sample_panel({.units = 12});
  const LinearModel all = fit(panel, "cr3(region)", "y ~ x1 + x2 | year");
  double squares = 0;
  for (int g = 0; g < 4; ++g) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < panel.rows(); ++i)
      if (panel.table().column("region").numbers[i] != g) rows.push_back(i);
    const data::Panel without = panel.keep(rows);
    const double b = fit(without, "iid", "y ~ x1 + x2 | year").estimates[0];
    squares += (b - all.estimates[0]) * (b - all.estimates[0]);
  }
  EXPECT_NEAR(all.std_errors[0], std::sqrt(squares), 1e-10);
}

TEST(Covariance, satterthwaite_degrees_lie_between_one_and_the_clusters) {
  const LinearModel m = fit(sample_panel({.units = 12, .gaps = 0.2}), "cr2(unit, satterthwaite)");
  ASSERT_EQ(m.df_terms.size(), 2U);
  for (const double df : m.df_terms) {
    EXPECT_GT(df, 1);
    EXPECT_LT(df, 12);
  }
}

TEST(Covariance, satterthwaite_of_a_balanced_mean_is_clusters_less_one) {
  data::Table table;
  std::vector<double> y, g, x;
  const Random draws(3, Purpose::simulation);
  for (std::size_t i = 0; i < 40; ++i) {
    y.push_back(draws.normal(i));
    g.push_back(static_cast<double>(i % 10));
    x.push_back(i % 2 == 0 ? 1.0 : -1.0);  // a contrast between five and five clusters
  }
  table.add(Column::of("y", std::move(y)));
  table.add(Column::of("g", std::move(g)));
  table.add(Column::of("x", std::move(x)));

  const LinearModel m =
      fit(data::Panel::make(std::move(table), {}), "cr2(g, satterthwaite)", "y ~ x");

  EXPECT_NEAR(m.df_terms.at(0), 8, 1e-9);
}

TEST(Covariance, driscoll_kraay_without_lags_clusters_by_period) {
  const data::Panel panel = sample_panel({.gaps = 0.1});
  const LinearModel dk = fit(panel, "dk(0)"), cluster = fit(panel, "cr0(year)");
  expect_same_errors(dk, cluster, 1 / without_factor(dk));
  EXPECT_EQ(dk.df_t, 7);
}

TEST(Covariance, newey_west_without_lags_is_hc0_and_prints_its_default) {
  const data::Panel panel = sample_panel({.gaps = 0.1});
  const LinearModel nw = fit(panel, "nw(0)");
  expect_same_errors(nw, fit(panel, "hc0"), 1 / without_factor(nw));
  EXPECT_EQ(fit(panel, "nw").vcov, "nw(2)");
  EXPECT_EQ(fit(panel, "dk").vcov, "dk(2)");
}

TEST(Covariance, conley_within_a_kilometre_clusters_by_place) {
  const data::Panel panel = with_places(sample_panel({.gaps = 0.1}));
  const LinearModel near = fit(panel, "conley(1km)"), cluster = fit(panel, "cr0(unit)");
  expect_same_errors(near, cluster, 1 / without_factor(near));
}

TEST(Covariance, conley_in_one_year_with_serial_lags_needs_both) {
  const data::Panel panel = with_places(sample_panel({.gaps = 0.1}));
  const LinearModel rows = fit(panel, "conley(1km, same_year)");
  expect_same_errors(rows, fit(panel, "hc0"), 1 / without_factor(rows));
  const LinearModel serial = fit(panel, "conley(1km, lags=2)"), nw = fit(panel, "nw(2)");
  expect_same_errors(serial, nw, std::sqrt(serial.small_sample / nw.small_sample));
}

TEST(Covariance, a_kilometre_is_measured_on_the_sphere) {
  Matrix scores(2, 1);
  scores(0, 0) = 1;
  scores(1, 0) = 2;
  const std::vector<double> lat = {0, 0}, lon = {0, 1};  // 111.195 km on a sphere of 6371.0088 km
  Vcov vcov = parse_vcov("conley(112km)");
  EXPECT_DOUBLE_EQ(meat_over_distance(scores, lat, lon, {}, {}, vcov)(0, 0), 9);
  vcov.number = 111;
  EXPECT_DOUBLE_EQ(meat_over_distance(scores, lat, lon, {}, {}, vcov)(0, 0), 5);
  vcov = parse_vcov("conley(222.390km, bartlett)");
  EXPECT_NEAR(meat_over_distance(scores, lat, lon, {}, {}, vcov)(0, 0), 7, 1e-4);
}

TEST(Covariance, order_of_rows_and_threads_do_not_matter) {
  for (const char* vcov : {"cr2(region)", "dk(2)", "nw(2)", "wild(unit, 199)"}) {
    const LinearModel a = fit(sample_panel({.gaps = 0.1}), vcov);
    const LinearModel b = fit(sample_panel({.gaps = 0.1, .reversed = true}), vcov);
    const LinearModel c =
        fit(sample_panel({.gaps = 0.1}), vcov, two_effects, "", Executor::threads(4));
    for (std::size_t k = 0; k < a.slopes; ++k) {
      EXPECT_NEAR(a.std_errors[k], b.std_errors[k], 1e-11) << vcov;
      EXPECT_NEAR(a.p_values[k], b.p_values[k], 1e-12) << vcov;
      EXPECT_EQ(a.std_errors[k], c.std_errors[k]) << vcov;
      EXPECT_EQ(a.conf_low[k], c.conf_low[k]) << vcov;
    }
  }
}

TEST(Wild, interval_ends_where_the_p_value_falls_to_the_level) {
  const LinearModel m = fit(sample_panel({.units = 10}), "wild(unit, 4999, rademacher)");
  for (std::size_t k = 0; k < m.slopes; ++k) {
    EXPECT_LT(m.conf_low[k], m.estimates[k]);
    EXPECT_GT(m.conf_high[k], m.estimates[k]);
    EXPECT_EQ(m.p_values[k]<0.05, m.conf_low[k]> 0 || m.conf_high[k] < 0);
  }
  EXPECT_EQ(m.bootstrap_draws, 1024);  // all sign vectors of ten clusters
}

TEST(Wild, holds_its_size_with_eight_clusters) {
  int wild = 0, t = 0;
  constexpr int samples = 400;
  for (int s = 0; s < samples; ++s) {
    const Random draws(11, Purpose::simulation, static_cast<std::uint64_t>(s));
    std::vector<double> y, g, x;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::size_t group = i / 8;
      const double treated = group < 2 ? 1 : 0;
      g.push_back(static_cast<double>(group));
      x.push_back(treated);
      y.push_back(draws.normal(i) + 2 * draws.normal(1000 + group));
    }
    data::Table table;
    table.add(Column::of("y", std::move(y)));
    table.add(Column::of("g", std::move(g)));
    table.add(Column::of("x", std::move(x)));
    const data::Panel panel = data::Panel::make(std::move(table), {});
    wild += fit(panel, "wild(g, 999, rademacher)", "y ~ x").p_values[0] < 0.05;
    t += fit(panel, "cluster(g)", "y ~ x").p_values[0] < 0.05;
  }
  EXPECT_LT(wild, 0.08 * samples);
  EXPECT_GT(t, 0.10 * samples);  // what the bootstrap is for
}

}  // namespace yugong::regression
