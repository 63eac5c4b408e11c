/// The study of 242 cities, against estimates computed without Yugong (expected/reference.R: R with
/// sandwich and AER, dummy variables), against the true scores, and against what its estimators
/// find without noise.
#include <cmath>
#include <map>
#include <set>

#include "study_fixture.hpp"
#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/simulate/city_panel.hpp"

namespace yugong {
namespace {

const std::string kFolder = std::string(YUGONG_SOURCE_DIR) + "/studies/city-panel/";

simulate::city_panel::Options shipped() {
  simulate::city_panel::Options options;
  options.seed = 2;
  options.slopes = simulate::Slopes::group;
  options.mode = simulate::Mode::untidy;
  return options;
}

class CityPanelStudy : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    run_ = new test::StudyRun("city-panel");
    drawn_ = new simulate::Simulated(simulate::city_panel::simulate(shipped()));
  }

  static void TearDownTestSuite() {
    delete run_;
    delete drawn_;
    run_ = nullptr;
    drawn_ = nullptr;
  }

  static const test::StudyRun& run() { return *run_; }

  static const simulate::Simulated& drawn() { return *drawn_; }

  static double nobs(const std::string& model) {
    return run().result(model).glance.number("nobs", 0);
  }

 private:
  static test::StudyRun* run_;
  static simulate::Simulated* drawn_;
};

test::StudyRun* CityPanelStudy::run_ = nullptr;
simulate::Simulated* CityPanelStudy::drawn_ = nullptr;

TEST_F(CityPanelStudy, RunsWithoutAFailedStep) {
  EXPECT_FALSE(run().outcome().failed);
  EXPECT_EQ(run().failures(), "");
}

TEST_F(CityPanelStudy, EverySlopeAndStandardErrorIsThatOfR) {
  std::set<std::string> models;
  for (auto& row : test::csv_rows(kFolder + "expected/coefficients.csv")) {
    const std::string what = row["model"] + " " + row["term"];
    const double estimate = std::stod(row["estimate"]), error = std::stod(row["std_error"]);
    EXPECT_NEAR(run().of_term(row["model"], row["term"], "estimate"), estimate, 1e-7) << what;
    EXPECT_NEAR(run().of_term(row["model"], row["term"], "std_error"), error, 1e-7) << what;
    EXPECT_EQ(nobs(row["model"]), std::stod(row["nobs"])) << what;
    models.insert(row["model"]);
  }
  EXPECT_EQ(models.size(), 22u);
}

TEST_F(CityPanelStudy, SamplesHaveTheSizesOfTheStudy) {
  const std::map<std::string, double> sizes = {{"baseline", 2904},
                                               {"instruments", 2662},
                                               {"without_municipalities", 2856},
                                               {"province_year", 2820},
                                               {"capitals", 336},
                                               {"ordinary", 2568},
                                               {"resource_based", 1104},
                                               {"other", 1800}};
  for (const auto& [model, size] : sizes) EXPECT_EQ(nobs(model), size) << model;
}

TEST_F(CityPanelStudy, EfficiencyScoresAreTheTrueOnes) {
  const data::Table& table = run().outcome().panel->table();
  std::map<std::string, double> score;
  for (std::size_t i = 0; i < drawn().answer.rows(); ++i)
    score[drawn().answer.column("city").texts[i] +
          std::to_string(static_cast<int>(drawn().answer.column("year").numbers[i]))] =
        drawn().answer.column("Coor").numbers[i];
  ASSERT_EQ(table.rows(), 2904u);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const std::string key = table.column("city").texts[i] +
                            std::to_string(static_cast<int>(table.column("year").numbers[i]));
    EXPECT_NEAR(table.column("synergy").numbers[i], score.at(key), 1e-9) << key;
  }
}

TEST_F(CityPanelStudy, EveryEstimateIsWithinThreeStandardErrorsOfWhatItFindsWithoutNoise) {
  const Value* parameters = drawn().truth.find("parameters");
  int checked = 0;
  for (const auto& [name, terms] : parameters->members) {
    const std::string model = run().outcome().results.count(name) > 0 ? name : "mech." + name;
    const double truth = terms.find("Nqp")->number();
    EXPECT_NEAR(run().of_term(model, "Nqp", "estimate"),
                truth,
                3 * run().of_term(model, "Nqp", "std_error"))
        << model;
    ++checked;
  }
  EXPECT_EQ(checked, 18);
}

TEST_F(CityPanelStudy, EndogeneityPutsFixedEffectsAboveStrongInstruments) {
  EXPECT_GT(run().of_term("baseline", "Nqp", "estimate"),
            run().of_term("instruments", "Nqp", "estimate") + 0.1);
  EXPECT_GT(run().result("instruments").glance.number("kp_f", 0), 16.38);
}

TEST_F(CityPanelStudy, ItsRawFilesAreThoseThatTheSimulatorWrites) {
  const std::string folder = run().folder() + "/again";

  simulate::write(drawn(), folder);

  for (const char* file : {"raw/patents_and_pilots.csv",
                           "raw/groups.csv",
                           "raw/names.csv",
                           "raw/city_aliases.csv",
                           "injected.csv",
                           "truth.json"})
    EXPECT_EQ(read_whole(folder + "/" + file), read_whole(kFolder + file)) << file;
}

}  // namespace
}  // namespace yugong
