#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

namespace {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

/// The program as a user or a script calls it.
class Program : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("yugong-cli-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream data(file("p.csv"));
    data << "city,year,y,x,k,l,e,gdp,co2\n";
    for (int c = 0; c < 8; ++c)
      for (int t = 0; t < 6; ++t) {
        const double x = std::sin(c * 6 + t) + 0.1 * t,
                     y = 1 + 2 * x + c + 0.5 * t + 0.01 * std::cos(7 * c + 3 * t);
        data << "c" << c << "," << 2010 + t << "," << y << "," << x << "," << 10 + c + t << ","
             << 5 + (c * t) % 7 << "," << 3 + (c + 2 * t) % 5 << "," << 20 + 3 * c + t << ","
             << 4 + (c + t) % 6 << "\n";
      }
  }

  void TearDown() override { fs::remove_all(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  Ran run(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.string() +
                                "' && LC_ALL=C.UTF-8 NO_COLOR=1 '" YUGONG_PROGRAM "' " + arguments +
                                " >out.txt 2>err.txt";
    const int status = std::system(command.c_str());  // NOLINT: the command line is what is tested
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text("out.txt"), text("err.txt")};
  }

  std::string text(const std::string& name) const {
    std::ifstream in(folder_ / name);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
  }

  fs::path folder_;
};

TEST_F(Program, ListsItsVerbsInBothLanguages) {
  EXPECT_THAT(run("").out,
              AllOf(HasSubstr("usage: yugong VERB"), HasSubstr("simulate"), HasSubstr("dea")));
  EXPECT_THAT(run("help --lang zh").out, HasSubstr("用法：yugong 命令"));
}

TEST_F(Program, SuggestsTheNearestVerbAndOption) {
  const Ran verb = run("smulate yellow-river");
  EXPECT_EQ(verb.code, 2);
  EXPECT_THAT(verb.err, AllOf(HasSubstr("YG2301"), HasSubstr("did you mean 'simulate'?")));
  const Ran option = run("dea --data p.csv --inptus k");
  EXPECT_EQ(option.code, 2);
  EXPECT_THAT(option.err, AllOf(HasSubstr("YG2302"), HasSubstr("did you mean '--inputs'?")));
}

TEST_F(Program, EstimatesFixedEffectsFromOneLine) {
  const Ran r =
      run("fe 'y ~ x | city + year' --data p.csv --panel city,year --vcov 'cluster(city)' --json");
  ASSERT_EQ(r.code, 0) << r.err;
  const json result = json::parse(r.out);
  EXPECT_EQ(result["schema"], "yugong.result/1");
  EXPECT_EQ(result["tidy"][0]["term"], "x");
  EXPECT_NEAR(result["tidy"][0]["estimate"].get<double>(), 2, 0.02);
  EXPECT_EQ(result["glance"]["nobs"], 48);
  EXPECT_EQ(result["augment"].size(), 48U);
  EXPECT_EQ(result["augment"][0].begin().key(), "city") << "keys come first";
}

TEST_F(Program, MeasuresEfficiencyFromOneLine) {
  const Ran r =
      run("dea --model super-sbm --inputs k,l,e --outputs gdp --undesirable co2 --returns crs "
          "--frontier pooled --orientation none --data p.csv --panel city,year --json");
  ASSERT_EQ(r.code, 0) << r.err;
  const json rows = json::parse(r.out)["augment"];
  ASSERT_EQ(rows.size(), 48U);
  for (const char* name :
       {"city", "year", "score", "status", "efficient", "slack.k", "target.co2", "peers"})
    EXPECT_TRUE(rows[0].contains(name)) << name;
}

TEST_F(Program, BuildsAnIndexFromOneLine) {
  const Ran r =
      run("index --method entropy --positive k,l --negative co2 --shift 0.0001 --data p.csv "
          "--panel city,year --json");
  ASSERT_EQ(r.code, 0) << r.err;
  const json result = json::parse(r.out);
  double sum = 0;
  for (const json& row : result["tidy"]) sum += row["weight"].get<double>();
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_TRUE(result["augment"][0].contains("score"));
}

TEST_F(Program, DescribesData) {
  const json summary = json::parse(run("summary y,x --data p.csv --panel city,year --json").out);
  EXPECT_EQ(summary["tidy"].size(), 2U);
  EXPECT_EQ(summary["tidy"][0]["n"], 48);
  const json pairs = json::parse(run("correlate y,x --data p.csv --json").out);
  EXPECT_GT(pairs["tidy"][1]["estimate"].get<double>(), 0.3);
  const Ran look = run("look p.csv --json");
  ASSERT_EQ(look.code, 0) << look.err;
  EXPECT_EQ(json::parse(look.out)["panel"][0]["units"], 8);
}

TEST_F(Program, PointsIntoTheFormula) {
  const Ran r = run("fe 'y ~ xx | city' --data p.csv --panel city,year");
  EXPECT_EQ(r.code, 1);
  EXPECT_THAT(r.err, AllOf(HasSubstr("YG2104"), HasSubstr("'x'"), HasSubstr("^")));
}

TEST_F(Program, AnswersMistakesAsJsonToo) {
  const Ran r = run("fe 'y ~ nothing | city' --data p.csv --panel city,year --json");
  EXPECT_EQ(r.code, 1);
  EXPECT_EQ(json::parse(r.out)["problems"][0]["code"], "YG2104");
}

TEST_F(Program, ToldOfAMissingFileSaysWhichOneIsNear) {
  const Ran r = run("summary --data q.csv");
  EXPECT_EQ(r.code, 4);
  EXPECT_THAT(r.err, HasSubstr("'p.csv'"));
}

TEST_F(Program, FiltersRowsAndCountsThem) {
  const json r = json::parse(
      run("fe 'y ~ x | city' --data p.csv --panel city,year --where 'year < 2014' --json").out);
  EXPECT_EQ(r["glance"]["nobs"], 32);
}

TEST_F(Program, AppendsACallToAStudy) {
  std::ofstream(file("s.toml"))
      << "yugong = 1\n[panel]\nunit = \"city\"\ntime = \"year\"\n[source.p]\nfiles = \"p.csv\"\n";
  const Ran saved =
      run("fe 'y ~ x | city + year' --data p.csv --panel city,year --save-to s.toml --id main");
  ASSERT_EQ(saved.code, 0) << saved.err;
  EXPECT_THAT(text("s.toml"), HasSubstr("y ~ x | city + year"));
  EXPECT_EQ(run("check s.toml").code, 0) << text("err.txt");
  EXPECT_EQ(
      run("fe 'y ~ x | city + year' --data p.csv --panel city,year --save-to s.toml --id main")
          .code,
      1)
      << "the same name twice";
}

TEST_F(Program, ListsTheNamesThatAStudyMayUse) {
  std::ofstream(file("s.toml"))
      << "yugong = 1\n[panel]\nunit = \"city\"\ntime = \"year\"\n[source.p]\nfiles = \"p.csv\"\n"
         "[derive]\nln_gdp = \"ln(gdp)\"\n";
  const Ran r = run("look s.toml --json");
  ASSERT_EQ(r.code, 0) << r.err;
  const json names = json::parse(r.out);
  EXPECT_EQ(names.size(), 10U);
  EXPECT_EQ(names.back()["variable"], "ln_gdp");
}

TEST_F(Program, OverwritesNothing) {
  fs::create_directories(folder_ / "mine");
  std::ofstream(folder_ / "mine/notes.txt") << "keep";
  const Ran r = run("new twfe-city mine");
  EXPECT_EQ(r.code, 4);
  EXPECT_THAT(r.err, HasSubstr("not empty"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_ / "mine"), fs::directory_iterator()), 1);
}

TEST_F(Program, MakesAStudyThatRuns) {
  ASSERT_EQ(run("new twfe-basin paper").code, 0) << text("err.txt");
  const Ran first = run("run paper/study.toml");
  ASSERT_EQ(first.code, 0) << first.err;
  EXPECT_TRUE(fs::exists(folder_ / "paper/out/report.html"));
  EXPECT_THAT(run("show base2 -C paper").out, HasSubstr("NQP"));
  EXPECT_EQ(run("show table 4 -C paper").code, 0);
  EXPECT_EQ(run("show bsae2 -C paper").code, 1);
}

TEST_F(Program, MakesAStudyOfManyCities) {
  ASSERT_EQ(run("new twfe-city paper").code, 0) << text("err.txt");
  const Ran r = run("run paper/study.toml --to md --only 6");
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(run("show table 6 -C paper").out, HasSubstr("16.38"));
}

TEST_F(Program, MakesAStudyOfADynamicPanel) {
  ASSERT_EQ(run("new gmm paper").code, 0) << text("err.txt");
  const Ran r = run("run paper/study.toml --to md --only 4");
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(run("show table 4 -C paper").out, HasSubstr("0.809"));
}

TEST_F(Program, SimulatesTwoPanelsAndRefusesOptionsOfTheOther) {
  EXPECT_EQ(run("simulate city-panel --cities 60 --first-year 2019 --out cities").code, 0);
  EXPECT_TRUE(fs::exists(folder_ / "cities/raw/yearbook/yearbook.xlsx"));
  const Ran foreign = run("simulate city-panel --persistence 0.5 --out other");
  EXPECT_EQ(foreign.code, 2);
  EXPECT_THAT(foreign.err, HasSubstr("no option 'persistence'"));
  EXPECT_FALSE(fs::exists(folder_ / "other"));
  EXPECT_THAT(run("simulate yellow-rivr --out other").err,
              HasSubstr("did you mean 'yellow-river'?"));
}

TEST_F(Program, MakesAStudyOfEfficiencyAlone) {
  ASSERT_EQ(run("new sbm-efficiency scores").code, 0) << text("err.txt");
  const Ran r = run("run scores/study.toml --to md --lang en");
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(run("show table 2 -C scores").out, HasSubstr("CEE"));
}

TEST_F(Program, MakesAStudyOfProductivity) {
  ASSERT_EQ(run("new gml-productivity green").code, 0) << text("err.txt");
  const Ran r = run("run green/study.toml --to md --lang zh");
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_THAT(run("show table 2 -C green").out, HasSubstr("2011"));
}

TEST_F(Program, ExplainsCodesAndForeignCommands) {
  EXPECT_THAT(run("help YG2104").out, HasSubstr("unknown variable"));
  EXPECT_THAT(run("help reghdfe").out, HasSubstr("yugong fe"));
  EXPECT_THAT(run("help dea --lang zh").out, HasSubstr("--returns"));
  EXPECT_THAT(run("fe --help").out, HasSubstr("--vcov"));
  EXPECT_EQ(run("help nonsense-topic").code, 2);
}

TEST_F(Program, PrintsTheReferencePagesThatAreInTheDocs) {
  for (const char* part : {"options", "columns", "codes"}) {
    std::ifstream in(std::string(YUGONG_SOURCE_DIR "/docs/reference/") + part + ".md");
    std::stringstream page;
    page << in.rdbuf();
    EXPECT_TRUE(run(std::string("help reference-") + part).out == page.str())
        << "docs/reference/" << part
        << ".md is not what the program prints; run tools/make_reference";
  }
}

TEST_F(Program, KnowsItsSurroundings) {
  const json r = json::parse(run("doctor --json").out);
  EXPECT_TRUE(r.contains("version"));
  EXPECT_GE(r["threads"].get<int>(), 1);
}

TEST_F(Program, GivesTheSameNumbersForAnyNumberOfThreads) {
  const std::string call =
      "dea --model sbm --inputs k,l,e --outputs gdp --undesirable co2 --returns crs --data p.csv "
      "--panel city,year --json ";
  json one = json::parse(run(call + "-j 1").out), four = json::parse(run(call + "-j 4").out);
  EXPECT_EQ(one["augment"], four["augment"]);
}

}  // namespace
