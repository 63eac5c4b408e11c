/// The study that the repository ships, against numbers computed from the same raw files without
/// Yugong (expected/reference.py: numpy, HiGHS) and against the true score of every cell.
#include <cmath>
#include <filesystem>
#include <set>

#include "study_fixture.hpp"
#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/simulate/yellow_river.hpp"

namespace yugong {
namespace {

const std::string kFolder = std::string(YUGONG_SOURCE_DIR) + "/studies/yellow-river/";

class ShippedStudy : public testing::Test {
 protected:
  static void SetUpTestSuite() { run_ = new test::StudyRun("yellow-river"); }

  static void TearDownTestSuite() {
    delete run_;
    run_ = nullptr;
  }

  static const test::StudyRun& run() { return *run_; }

 private:
  static test::StudyRun* run_;
};

test::StudyRun* ShippedStudy::run_ = nullptr;

// Dummies of 36 cities and 14 years lose about eight digits against demeaning.
constexpr double kTolerance = 1e-7;

void expect_close(double got, const std::string& wanted, const std::string& what) {
  const double w = std::stod(wanted);
  EXPECT_NEAR(got, w, kTolerance * std::max(1.0, std::abs(w))) << what;
}

TEST_F(ShippedStudy, RunsWithoutAFailedStep) {
  EXPECT_FALSE(run().outcome().failed);
  EXPECT_EQ(run().failures(), "");
  EXPECT_TRUE(std::filesystem::exists(run().folder() + "/out/report.html"));
}

TEST_F(ShippedStudy, EverySlopeAndStandardErrorIsTheReferencePrograms) {
  std::set<std::string> models;
  for (auto& row : test::csv_rows(kFolder + "expected/coefficients.csv")) {
    const std::string what = row["model"] + " " + row["term"];
    expect_close(run().of_term(row["model"], row["term"], "estimate"), row["estimate"], what);
    expect_close(
        run().of_term(row["model"], row["term"], "std_error"), row["std_error"], what + " error");
    EXPECT_EQ(run().result(row["model"]).glance.number("nobs", 0), std::stod(row["nobs"])) << what;
    models.insert(row["model"]);
  }
  EXPECT_EQ(models.size(), 16u);
}

TEST_F(ShippedStudy, WeightsAreTheReferencePrograms) {
  for (auto& row : test::csv_rows(kFolder + "expected/weights.csv"))
    expect_close(run().of_term("NQP", row["term"], "weight"), row["weight"], row["term"]);
}

TEST_F(ShippedStudy, ScoresAreThoseOfTheReferenceProgramAndThoseTheDataWereMadeWith) {
  const data::Panel& panel = *run().outcome().panel;
  const auto truth = test::csv_rows(kFolder + "truth.csv");
  std::map<std::string, double> true_score;
  for (auto row : truth) {
    // The first column begins with the byte order mark.
    std::string city = row.count("city") > 0 ? row["city"]
                                             : row["\xEF\xBB\xBF"
                                                   "city"];
    true_score[city + row["year"]] = std::stod(row["CEE"]);
  }
  const auto expected = test::csv_rows(kFolder + "expected/scores.csv");
  ASSERT_EQ(expected.size(), panel.rows());
  for (auto row : expected) {
    std::size_t at = 0;
    while (panel.table().column("city").texts[at] != row["city"] ||
           panel.table().column("year").numbers[at] != std::stod(row["year"]))
      ++at;
    for (const char* name : {"CEE", "NQP", "NQP_pca"})
      expect_close(panel.table().column(name).numbers[at],
                   row[name],
                   row["city"] + row["year"] + " " + name);
    EXPECT_NEAR(
        panel.table().column("CEE").numbers[at], true_score.at(row["city"] + row["year"]), 1e-7);
  }
}

TEST_F(ShippedStudy, TheTrueSlopeLiesInsideTheConfidenceInterval) {
  EXPECT_LT(run().of_term("base2", "NQP", "conf_low"), 0.230);
  EXPECT_GT(run().of_term("base2", "NQP", "conf_high"), 0.230);
  EXPECT_LT(run().of_term("mech.UIS", "NQP", "conf_low"), 0.776);
  EXPECT_GT(run().of_term("mech.UIS", "NQP", "conf_high"), 0.776);
}

TEST_F(ShippedStudy, ADynamicPanelFindsNoMemoryWhereThereIsNone) {
  EXPECT_LT(run().of_term("gmm", "L.CEE", "conf_low"), 0);
  EXPECT_GT(run().of_term("gmm", "L.CEE", "conf_high"), 0);
  EXPECT_LT(run().of_term("gmm", "NQP", "conf_low"), 0.230);
  EXPECT_GT(run().of_term("gmm", "NQP", "conf_high"), 0.230);
  const Result& gmm = run().result("gmm");
  EXPECT_EQ(gmm.glance.number("nobs", 0), 468) << "36 cities, 13 years with a lag";
  EXPECT_LT(gmm.glance.number("instruments", 0), 36);
  for (const yugong::Test& t : gmm.tests)
    if (t.name == "ar2" || t.name == "hansen") {
      EXPECT_GT(t.p_value, 0.1) << t.name;
    }
}

TEST_F(ShippedStudy, ItsRawFilesAreThoseThatTheSimulatorWrites) {
  simulate::Options options;
  options.mode = simulate::Mode::untidy;
  const std::string folder = run().folder() + "/again";

  simulate::write(simulate::simulate(options), folder);

  for (const char* file : {"raw/green_patents.csv",
                           "raw/groups.csv",
                           "raw/names.csv",
                           "raw/city_aliases.csv",
                           "injected.csv"})
    EXPECT_EQ(read_whole(folder + "/" + file), read_whole(kFolder + file)) << file;
}

}  // namespace
}  // namespace yugong
