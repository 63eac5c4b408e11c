#include <cmath>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using testing::HasSubstr;

namespace {

struct Ran {
  int code;
  std::string out;
  std::string err;
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Everything a run leaves except times: what was asked, what it gave, and for whom.
std::map<std::string, std::string> scores_of(const fs::path& out) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(out / "results"))
    if (entry.path().extension() == ".csv")
      files[entry.path().filename().string()] = text_of(entry.path());
  files["panel.csv"] = text_of(out / "data/panel.csv");
  return files;
}

/// The part of a result that does not tell times.
std::string rows_of(const std::string& json) {
  const std::size_t at = json.find("\"augment\"");
  return at == std::string::npos ? json : json.substr(at, json.find("\"seconds\"", at) - at);
}

std::size_t times_in(const std::string& text, const std::string& word) {
  std::size_t times = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++times;
  return times;
}

class UnderMpirun : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(YUGONG_MPIRUN).empty())
      GTEST_SKIP() << "built without MPI: libopenmpi-dev and openmpi-bin were not found";
    folder_ = fs::temp_directory_path() / ("yugong-ranks-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    write_data(150);
    // A container runs as root, has few cores, and may have no network: tests only.
    ::setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
    ::setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
    ::setenv("OMPI_MCA_rmaps_base_oversubscribe", "1", 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
  }

  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  void write_data(int units) const {
    std::ofstream data(folder_ / "p.csv");
    data << "city,year,k,l,e,gdp,co2\n";
    for (int c = 0; c < units; ++c)
      for (int t = 0; t < 5; ++t) {
        const double k = 10 + c % 37 + t, l = 5 + (c * (t + 3)) % 41, e = 3 + (c + 2 * t) % 29;
        const double waste = 1 + 0.8 * std::abs(std::sin(c * 5 + t));
        data << "c" << c << "," << 2010 + t << "," << k << "," << l << "," << e << ","
             << std::cbrt(k * l * e) / waste << "," << e * (1 + 0.5 * std::cos(3 * c + t)) << "\n";
      }
  }

  /// `ranks` 0: without mpirun.
  Ran run(int ranks, const std::string& arguments) const {
    const std::string start =
        ranks == 0 ? "" : "'" YUGONG_MPIRUN "' -n " + std::to_string(ranks) + " ";
    const std::string command = "cd '" + folder_.string() + "' && " + start +
                                "'" YUGONG_PROGRAM "' " + arguments + " >out.txt 2>err.txt";
    const int status = std::system(command.c_str());  // NOLINT: the command line is what is tested
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            text_of(folder_ / "out.txt"),
            text_of(folder_ / "err.txt")};
  }

  fs::path folder_;
};

constexpr const char* amounts =
    " --inputs k,l,e --outputs gdp --undesirable co2 --data p.csv --panel city,year --json ";

TEST_F(UnderMpirun, ScoresAreThoseOfOneProcessBitByBit) {
  for (const std::string call :
       {"dea --model super-sbm --returns crs --frontier pooled",
        "dea --model super-sbm --returns vrs --frontier yearly",
        "dea --model radial --orientation input --returns vrs --frontier pooled",
        "dea --model ddf --returns crs --frontier sequential",
        "productivity --model ddf --returns crs --frontier global --cumulative"}) {
    const Ran alone = run(0, call + amounts);
    ASSERT_EQ(alone.code, 0) << alone.err;
    for (const int ranks : {1, 2, 4}) {
      const Ran shared = run(ranks, call + amounts);
      ASSERT_EQ(shared.code, 0) << shared.err;
      EXPECT_EQ(times_in(shared.out, "yugong.result/1"), 1U) << "one rank speaks";
      EXPECT_EQ(rows_of(shared.out), rows_of(alone.out)) << call << ", " << ranks << " ranks";
    }
  }
}

TEST_F(UnderMpirun, AStudyLeavesTheFilesOfOneProcess) {
  const fs::path shipped = fs::path(YUGONG_SOURCE_DIR) / "studies/yellow-river/study.toml";
  const std::string study = "run '" + shipped.string() + "' --only CEE,base1 --quiet --out ";
  ASSERT_EQ(run(0, study + "one").code, 0);
  const Ran shared = run(4, study + "four");
  ASSERT_EQ(shared.code, 0) << shared.err;
  const auto files = scores_of(folder_ / "four");
  EXPECT_GE(files.size(), 2U);
  EXPECT_EQ(files, scores_of(folder_ / "one"));
  for (const auto& entry : fs::directory_iterator(folder_))
    EXPECT_THAT(entry.path().filename().string(), testing::Not(HasSubstr(".new-")));
  const Ran again = run(3, study + "four");
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(scores_of(folder_ / "four"), files) << "what was stored is kept by all ranks";
}

TEST_F(UnderMpirun, AMistakeIsToldOnce) {
  for (const char* arguments :
       {"dea --data p.csv --panel city,year --inptus k",
        "dea --data absent.csv --panel city,year --inputs k --outputs gdp",
        "dea --data p.csv --panel city,year --inputs absent --outputs gdp"}) {
    const Ran alone = run(0, arguments), shared = run(3, arguments);
    EXPECT_EQ(shared.code, alone.code) << arguments;
    EXPECT_EQ(times_in(shared.err, "YG"), times_in(alone.err, "YG")) << shared.err;
  }
}

TEST_F(UnderMpirun, OnlyTheLeaderDoesWhatIsNotShared) {
  const Ran r = run(3, "new twfe-city mine");
  EXPECT_EQ(r.code, 0) << r.err;
  EXPECT_TRUE(fs::exists(folder_ / "mine/study.toml"));
}

TEST_F(UnderMpirun, CtrlCEndsAllRanksAndLeavesNothingHalfMade) {
  write_data(12000);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const int log = ::open((folder_ / "log.txt").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    ::dup2(log, 1);
    ::dup2(log, 2);
    if (::chdir(folder_.c_str()) != 0) ::_exit(9);
    ::execl(YUGONG_MPIRUN,
            "mpirun",
            "-n",
            "3",
            YUGONG_PROGRAM,
            "dea",
            "--data",
            "p.csv",
            "--panel",
            "city,year",
            "--model",
            "super-sbm",
            "--inputs",
            "k,l,e",
            "--outputs",
            "gdp",
            "--undesirable",
            "co2",
            "--returns",
            "vrs",
            nullptr);
    ::_exit(9);
  }
  ::usleep(700'000);
  ::kill(child, SIGINT);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  // Fast machines may have finished.
  const std::string log = text_of(folder_ / "log.txt");
  EXPECT_LE(times_in(log, "interrupted;"), 1U) << log;
  EXPECT_EQ(times_in(log, "YG9001"), 0U) << log;
}

}  // namespace
