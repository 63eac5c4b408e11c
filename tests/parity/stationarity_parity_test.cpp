#include <cmath>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/stationarity/unit_root.hpp"

namespace yugong {
namespace {

using golden::Case;
using golden::Json;
using stationarity::Convention;
using stationarity::Deterministic;
using stationarity::PanelStatistic;
namespace unit_root = stationarity::unit_root;

#define FIND_CASE(variable, name)                                                \
  const golden::Lookup found_##variable = golden::find("regression", name);      \
  if (!found_##variable.found || !golden::have_shared())                         \
    GTEST_SKIP() << "golden case " << name << " is not here; set YUGONG_SHARED"; \
  const Case& variable = found_##variable.the_case

data::Panel log_sales(const Case& c) {
  data::Table table = golden::read_csv(c, c.json.at("data"));
  std::vector<double> logs;
  for (const double v : table.column("sales").numbers) logs.push_back(std::log(v));
  table.add(Column::of("log_sales", std::move(logs)));
  return data::Panel::make(std::move(table), {"state", "year"});
}

unit_root::Fit test(const Case& c,
                    Deterministic deterministic,
                    Convention convention = Convention::paper) {
  unit_root::Options o;
  o.variables = {"log_sales"};
  o.tests = {"all"};
  o.deterministic = deterministic;
  o.convention = convention;
  return unit_root::fit(log_sales(c), o, Executor::serial());
}

double value_of(const unit_root::Fit& f, const std::string& name) {
  for (const PanelStatistic& s : f.tested.front().statistics)
    if (s.name == name) return s.statistic;
  ADD_FAILURE() << name;
  return missing;
}

TEST(StationarityParity, r16_adf_of_every_state) {
  FIND_CASE(c, "r16_panel_unit_roots");
  const double tolerance = c.json.at("tolerance").at("adf_t").get<double>();
  for (const auto& [deterministic, key] :
       {std::pair{Deterministic::constant, "constant"}, std::pair{Deterministic::trend, "trend"}}) {
    const unit_root::Fit f = test(c, deterministic);
    const Json& want = c.json.at("expected").at(std::string("adf_t_") + key);
    const unit_root::Tested& t = f.tested.front();
    ASSERT_EQ(t.adf.size(), want.size());
    double mean = 0;
    for (std::size_t i = 0; i < t.adf.size(); ++i) {
      const std::string state = f.units[t.set.series[i].unit];
      // The case writes "1.x1" for state 1.
      EXPECT_NEAR(t.adf[i].t, want.at(state + ".x1").get<double>(), tolerance) << state;
      mean += t.adf[i].t / static_cast<double>(t.adf.size());
    }
    EXPECT_NEAR(
        mean, c.json.at("expected").at(std::string("t_bar_") + key).get<double>(), tolerance);
  }
}

TEST(StationarityParity, r16_im_pesaran_shin_and_fisher) {
  FIND_CASE(c, "r16_panel_unit_roots");
  const double tolerance = c.json.at("tolerance").at("ips_fisher").get<double>();
  const Json& want = c.json.at("expected");
  const unit_root::Fit constant = test(c, Deterministic::constant),
                       trend = test(c, Deterministic::trend);

  EXPECT_NEAR(
      value_of(constant, "ips_w"), want.at("ips_W_constant").at("plm").get<double>(), tolerance);
  EXPECT_NEAR(value_of(trend, "ips_w"), want.at("ips_W_trend").at("plm").get<double>(), tolerance);
  const Json& fisher = want.at("fisher_chi2_constant");
  EXPECT_NEAR(value_of(constant, "fisher_adf_p"), fisher.at("plm").get<double>(), tolerance);
  EXPECT_NEAR(value_of(constant, "fisher_adf_p"), fisher.at("gretl").get<double>(), tolerance);
  for (const PanelStatistic& s : constant.tested.front().statistics) {
    if (s.name == "fisher_adf_p") {
      EXPECT_EQ(s.law, "chi2(" + std::to_string(fisher.at("df").get<int>()) + ")");
    }
  }
}

TEST(StationarityParity, r16_levin_lin_chu_by_each_convention) {
  FIND_CASE(c, "r16_panel_unit_roots");
  constexpr double band = 0.1;  // relative, as the case states
  for (const auto& [deterministic, key] : {std::pair{Deterministic::constant, "llc_constant"},
                                           std::pair{Deterministic::trend, "llc_trend"}}) {
    const Json& want = c.json.at("expected").at(key);
    const double plm = want.at("plm").get<double>(), gretl = want.at("gretl").get<double>();
    const double paper = value_of(test(c, deterministic), "llc");

    EXPECT_NEAR(paper, plm, band * plm);
    EXPECT_NEAR(paper, gretl, band * gretl);
    EXPECT_NEAR(value_of(test(c, deterministic, Convention::plm), "llc"), plm, 1e-9 * plm);
    // gretl prints six digits.
    EXPECT_NEAR(value_of(test(c, deterministic, Convention::gretl), "llc"), gretl, 1e-5);
  }
}

}  // namespace
}  // namespace yugong
