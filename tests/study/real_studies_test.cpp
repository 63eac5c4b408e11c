/// The two studies on real data. Numbers that the data alone decide are checked: sample sizes,
/// filled cells, ranges of scores.
#include <algorithm>
#include <cmath>

#include "study_fixture.hpp"
#include <gtest/gtest.h>

namespace yugong {
namespace {

#define SKIP_WITHOUT_SHARED_DATA() \
  if (test::shared_data().empty()) \
  GTEST_SKIP() << "the shared real data are absent: set YUGONG_SHARED"

std::vector<double> observed(const data::Panel& panel, const std::string& column) {
  std::vector<double> out;
  for (const double v : panel.table().column(column).numbers)
    if (!is_missing(v)) out.push_back(v);
  return out;
}

std::size_t cells_marked(const data::Panel& panel, const std::string& column, data::Mark mark) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < panel.rows(); ++i)
    count += panel.table().column(column).mark(i) == mark ? 1U : 0U;
  return count;
}

TEST(WorldStudy, RunsOnSixtyThreeCountriesAndNineteenYears) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("world");

  EXPECT_FALSE(run.outcome().failed) << run.failures();
  EXPECT_EQ(run.outcome().panel->rows(), 1197u);
  EXPECT_EQ(run.outcome().panel->units().size(), 63u);
  // 53 gaps inside the series of R&D and 55 at its ends; 7 and 74 of broadband.
  EXPECT_EQ(cells_marked(*run.outcome().panel, "rd_pct_gdp", data::Mark::interpolated), 53u);
  EXPECT_EQ(cells_marked(*run.outcome().panel, "rd_pct_gdp", data::Mark::extrapolated), 55u);
  EXPECT_EQ(cells_marked(*run.outcome().panel, "broadband_per100", data::Mark::interpolated), 7u);
  EXPECT_EQ(observed(*run.outcome().panel, "CEE").size(), 1197u);
  EXPECT_EQ(observed(*run.outcome().panel, "NQP").size(), 1197u);
  EXPECT_EQ(run.result("base1").glance.number("nobs", 0), 1197);
  EXPECT_EQ(run.result("base2").glance.number("nobs", 0), 1197 - 16);
  EXPECT_EQ(run.result("high").sample.units + run.result("upper").sample.units +
                run.result("lower").sample.units,
            63u);
  EXPECT_EQ(run.of_term("base2", "NQP", "estimate"), run.of_term("iid", "NQP", "estimate"));
}

TEST(WorldStudy, AYearlyFrontierNeverScoresAnInefficientCountryLowerThanThePooledOne) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("world");
  const data::Table& table = run.outcome().panel->table();
  const auto& pooled = table.column("CEE").numbers;
  const auto& yearly = table.column("CEE_yearly").numbers;

  for (std::size_t i = 0; i < pooled.size(); ++i)
    if (pooled[i] < 1) {
      EXPECT_GE(yearly[i], pooled[i] - 1e-8) << run.outcome().panel->key(i);
    }
}

/// Scores of every row against all rows are at most those against the rows of its own year, up to
/// where the super form takes over.
void expect_yearly_at_least_pooled(const data::Table& table, const std::string& name) {
  const auto& pooled = table.column(name).numbers;
  const auto& yearly = table.column(name + "_yearly").numbers;
  for (std::size_t i = 0; i < pooled.size(); ++i)
    if (pooled[i] < 1) {
      EXPECT_GE(yearly[i], pooled[i] - 1e-8) << name << " of row " << i;
    }
}

TEST(WorldEfficiencyStudy, RunsThreeModelsAgainstTwoReferenceSets) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("world-efficiency");
  const data::Panel& panel = *run.outcome().panel;

  EXPECT_FALSE(run.outcome().failed) << run.failures();
  EXPECT_EQ(panel.rows(), 4250u);
  for (const std::string model : {"SBM", "RADIAL", "DDF"}) {
    EXPECT_EQ(observed(panel, model).size(), 4250u) << model;
    EXPECT_EQ(observed(panel, model + "_yearly").size(), 4250u) << model;
    expect_yearly_at_least_pooled(panel.table(), model);
    EXPECT_EQ(run.result(model).glance.number("uncertified", 0), 0) << model;
  }
  // A radial score uses no slack, so that it is never below the slacks-based one.
  const auto& sbm = panel.table().column("SBM").numbers;
  const auto& radial = panel.table().column("RADIAL").numbers;
  for (std::size_t i = 0; i < sbm.size(); ++i)
    if (sbm[i] < 1) {
      EXPECT_GE(radial[i], sbm[i] - 1e-8) << panel.key(i);
    }
}

TEST(WorldEfficiencyStudy, IndicesOfEveryStepMultiplyToTheirParts) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("world-efficiency");
  const data::Table& table = run.outcome().panel->table();
  const auto& gml = table.column("GML").numbers;
  EXPECT_EQ(observed(*run.outcome().panel, "GML").size(), 170u * 24u);
  for (std::size_t i = 0; i < gml.size(); ++i)
    if (!is_missing(gml[i])) {
      EXPECT_NEAR(
          table.column("GML.ec").numbers[i] * table.column("GML.tc").numbers[i] / gml[i], 1, 1e-12);
    }
}

TEST(ProvinceStudy, ScoresEveryModelAgainstBothReferenceSets) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("provinces");
  for (const std::string model : {"CEE", "RADIAL", "DDF"}) {
    EXPECT_EQ(observed(*run.outcome().panel, model).size(), 210u) << model;
    expect_yearly_at_least_pooled(run.outcome().panel->table(), model);
  }
  EXPECT_EQ(observed(*run.outcome().panel, "GML").size(), 180u);
}

TEST(ProvinceStudy, RunsOnThirtyProvincesWithCapitalSinceTheFifties) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("provinces");
  const data::Panel& panel = *run.outcome().panel;

  EXPECT_FALSE(run.outcome().failed) << run.failures();
  EXPECT_EQ(panel.units().size(), 31u);
  EXPECT_EQ(observed(panel, "CEE").size(), 210u);
  EXPECT_EQ(observed(panel, "DIG").size(), 210u);
  EXPECT_EQ(run.result("base1").glance.number("nobs", 0), 210);
  EXPECT_EQ(run.result("lagged").glance.number("nobs", 0), 180);
  EXPECT_EQ(run.result("east").sample.units, 10u);
  // Beijing 2015-2019, and in all 31 provinces the eight years before 2005, which nothing uses.
  EXPECT_EQ(cells_marked(panel, "gdp_index_prev100", data::Mark::extrapolated), 5u + 31u * 8u);
}

TEST(ProvinceStudy, InstrumentsAndDynamicPanelsAreReportedWithWhatSpeaksAgainstThem) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("provinces");
  const auto number = [&](const char* model, const char* column) {
    return run.result(model).glance.number(column, 0);
  };

  EXPECT_EQ(number("iv_lag", "nobs"), 180);
  EXPECT_EQ(number("iv_peers", "nobs"), 210) << "every province has peers in every year";
  EXPECT_GT(number("iv_lag", "kp_f"), number("iv_lag", "stock_yogo_10"));
  EXPECT_LT(number("iv_peers", "kp_f"), number("iv_peers", "stock_yogo_10"));
  EXPECT_TRUE(is_missing(number("iv_peers", "hansen_p"))) << "exactly identified";
  EXPECT_FALSE(is_missing(number("iv_both", "hansen_p")));
  EXPECT_EQ(number("gmm_system", "nobs"), 180);
  EXPECT_EQ(number("gmm_difference", "nobs"), 150);
  EXPECT_LT(number("gmm_system", "instruments"), 30);
  EXPECT_LT(run.of_term("dyn_fe", "L.CEE", "estimate"),
            run.of_term("dyn_pooled", "L.CEE", "estimate"));
  EXPECT_EQ(run.result("tests").tests.size(), 8U);
  for (const yugong::Test& t : run.result("tests").tests)
    if (t.name == "serial") {
      EXPECT_LT(t.p_value, 0.001);
    }
}

TEST(ProvinceStudy, CapitalIsTheSumOfWhatIsLeftOfAllInvestment) {
  SKIP_WITHOUT_SHARED_DATA();
  const test::StudyRun run("provinces");
  const data::Table& table = run.outcome().panel->table();
  const auto number = [&](const char* name, std::size_t i) {
    return table.column(name).numbers[i];
  };
  double stock = 0;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const bool first =
        i == 0 || table.column("prov_cn").texts[i] != table.column("prov_cn").texts[i - 1];
    const double invested = number("gfcf_100m", i) / number("invest_price_1952", i);
    stock = first ? 10 * invested : (1 - 0.096) * stock + invested;
    EXPECT_NEAR(number("capital", i) / stock, 1, 1e-10) << run.outcome().panel->key(i);
  }
}

}  // namespace
}  // namespace yugong
