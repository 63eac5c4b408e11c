#include "yugong/study/build_efficiency.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/study/plan.hpp"
#include "yugong/study/run.hpp"
#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

using testing::ElementsAre;

/// The small study, its efficiency scores, and an index made by hand: in each year up by a tenth in
/// the north, and halved in the south.
class EfficiencyFigure : public testing::Test {
 protected:
  EfficiencyFigure() {
    RunOptions options;
    options.formats = {"md"};
    study_ = read(folder_.study());
    outcome_ = run(plan(study_), Executor::serial(), options);
    const data::Panel& panel = *outcome_.panel;
    Result index;
    index.id = "ML";
    index.glance.put("index_type", "malmquist");
    std::vector<double> change, half;
    for (std::size_t row = 0; row < panel.rows(); ++row) {
      const bool first = panel.time()[row] == 0;
      change.push_back(first ? missing : north(row) ? 1.1 : 0.5);
      half.push_back(std::sqrt(change.back()));
    }
    index.augment.add("index", change).add("ec", half).add("tc", half);
    outcome_.results["ML"] = index;
    rows_.resize(panel.rows());
    std::iota(rows_.begin(), rows_.end(), 0U);
  }

  bool north(std::size_t row) const {
    return outcome_.panel->table().column("region").texts[row] == "north";
  }

  report::Figure figure(const std::string& of,
                        void (*build)(const Made&,
                                      const ExhibitSpec&,
                                      const FigureKeys&,
                                      const FigureRows&,
                                      report::Figure&)) {
    const Made made{study_, *outcome_.panel, outcome_.results, {}};
    keys_.of = of;
    const bool by = !keys_.by.empty();
    const FigureRows rows{
        rows_,
        by ? std::vector<std::string>{"north", "south"} : std::vector<std::string>{""},
        [&](std::size_t row, const std::string& group) {
          return group.empty() || north(row) == (group == "north");
        }};
    report::Figure made_figure;
    build(made, {}, keys_, rows, made_figure);
    return made_figure;
  }

  StudyFolder folder_;
  Study study_;
  Outcome outcome_;
  FigureKeys keys_;
  std::vector<std::uint32_t> rows_;
};

TEST_F(EfficiencyFigure, StacksWhatEachVariableAddsByPeriodOrGroup) {
  const report::Figure by_year = figure("EFF", slacks_figure);
  EXPECT_EQ(by_year.categories.size(), 8U);
  ASSERT_EQ(by_year.series.size(), 3U);
  keys_.by = "region";
  const report::Figure by_region = figure("EFF", slacks_figure);
  ASSERT_EQ(by_region.categories.size(), 2U);
  const Result& result = outcome_.results.at("EFF");
  for (std::size_t v = 0; v < 3; ++v) {
    const std::string& name = result.tidy.text("term", v);
    double sum = 0, count = 0;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const double way = result.augment.number("improvement." + name, row);
      if (!north(row) || is_missing(way)) continue;
      sum += std::abs(way);
      ++count;
    }
    EXPECT_NEAR(by_region.series[v].y[0], result.tidy.number("weight", v) * sum / count, 1e-12);
  }
}

TEST_F(EfficiencyFigure, LeadsEachRowToItsTarget) {
  keys_.x = "labour";
  keys_.y = {"gdp"};
  keys_.period = 2012;
  const report::Figure f = figure("EFF", projection_figure);
  ASSERT_EQ(f.series.size(), 1U);
  ASSERT_EQ(f.series[0].x.size(), 6U);
  const Result& result = outcome_.results.at("EFF");
  EXPECT_EQ(f.series[0].x[0], outcome_.panel->table().column("labour").numbers[2]);
  EXPECT_EQ(f.series[0].to_y[0], result.augment.number("target.gdp", 2));
}

TEST_F(EfficiencyFigure, NamesTheVariablesThatHaveATarget) {
  keys_.x = "z";
  keys_.y = {"gdp"};
  try {
    figure("EFF", projection_figure);
    FAIL() << "z is no variable of the model";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2114");
    EXPECT_EQ(e.first().mend.en, "there are: labour, gdp, co2");
  }
}

TEST_F(EfficiencyFigure, ChainsTheMeanIndexAndItsParts) {
  const report::Figure f = figure("ML", productivity_figure);
  ASSERT_EQ(f.series.size(), 3U);
  const double mean = std::sqrt(1.1 * 0.5);
  EXPECT_EQ(f.series[0].x.front(), 2010);
  EXPECT_EQ(f.series[0].y.front(), 1);
  EXPECT_NEAR(f.series[0].y.back(), std::pow(mean, 7), 1e-12);
  EXPECT_NEAR(f.series[1].y.back() * f.series[2].y.back(), f.series[0].y.back(), 1e-12);
}

TEST_F(EfficiencyFigure, ChainsByGroup) {
  keys_.by = "region";
  const report::Figure f = figure("ML", productivity_figure);
  ASSERT_EQ(f.series.size(), 2U);
  EXPECT_NEAR(f.series[0].y.back(), std::pow(1.1, 7), 1e-12);
  EXPECT_NEAR(f.series[1].y.back(), std::pow(0.5, 7), 1e-12);
}

TEST_F(EfficiencyFigure, AddsDifferencesFromZero) {
  outcome_.results["ML"].glance = Frame().put("index_type", "luenberger");
  const report::Figure f = figure("ML", productivity_figure);
  EXPECT_EQ(f.series[0].y.front(), 0);
  EXPECT_NEAR(f.series[0].y.back(), 7 * 0.8, 1e-12);
}

TEST_F(EfficiencyFigure, KeepsToTheRowsOfAResultMadeOnPartOfThePanel) {
  folder_.edit("returns = \"crs\"\n", "returns = \"crs\"\nwhere = \"region == 'south'\"\n");
  RunOptions options;
  options.formats = {"md"};
  outcome_ = run(plan(read(folder_.study())), Executor::serial(), options);
  keys_.x = "labour";
  keys_.y = {"gdp"};
  const report::Figure f = figure("EFF", projection_figure);
  ASSERT_EQ(f.series[0].x.size(), 24U);
  EXPECT_EQ(f.series[0].x[0], outcome_.panel->table().column("labour").numbers[24]);
}

TEST(EfficiencyFigureKeys, AreAskedFor) {
  const StudyFolder folder;
  folder.edit("[table]",
              "[figure]\n1 = { kind = \"slacks\" }\n2 = { kind = \"projection\", of = "
              "\"EFFI\", x = \"labour\", y = [\"gdp\"] }\n[table]");
  std::vector<std::string> codes;
  try {
    static_cast<void>(read(folder.study()));
  } catch (const Error& e) {
    for (const Problem& p : e.problems()) codes.push_back(p.code);
  }
  EXPECT_THAT(codes, ElementsAre("YG2206", "YG2108"));
}

TEST(EfficiencyFigureFiles, AreWrittenByARun) {
  const StudyFolder folder;
  folder.edit(
      "[table]",
      "[figure]\n1 = { kind = \"slacks\", of = \"EFF\", by = \"region\" }\n2 = { kind = "
      "\"projection\", of = \"EFF\", x = \"labour\", y = [\"gdp\"], by = \"region\" }\n[table]");
  RunOptions options;
  options.formats = {"md"};
  const Outcome outcome = run(plan(read(folder.study())), Executor::serial(), options);
  EXPECT_FALSE(outcome.failed);
  EXPECT_THAT(folder.text("out/figures/f1.csv"), testing::HasSubstr("north"));
  EXPECT_THAT(folder.text("out/figures/f2.csv"), testing::HasSubstr("# x,y,to_x,to_y,series"));
}

}  // namespace
}  // namespace yugong::study
