#include "yugong/study/run.hpp"

#include <atomic>
#include <set>

#include <gtest/gtest.h>

#include "yugong/base/progress.hpp"
#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

RunOptions quick() {
  RunOptions options;
  options.formats = {"md"};
  return options;
}

Outcome go(const StudyFolder& folder,
           const RunOptions& options = {},
           const Executor& executor = Executor::serial()) {
  return run(plan(read(folder.study())), executor, options);
}

std::set<std::string> with_state(const Outcome& outcome, State state) {
  std::set<std::string> ids;
  for (const StepOutcome& step : outcome.steps) {
    if (step.state == state) ids.insert(step.id);
  }
  return ids;
}

/// Results without the part that tells of the run.
std::map<std::string, std::string> numbers(const StudyFolder& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path("out/results"))) {
    const std::string name = entry.path().filename().string();
    const std::string text = folder.text("out/results/" + name);
    out[name] = text.substr(0, text.find(",\"run\":"));
  }
  out["panel.csv"] = folder.text("out/data/panel.csv");
  out["t2.md"] = folder.text("out/tables/t2.md");
  return out;
}

TEST(Run, writes_results_tables_data_and_the_record) {
  const StudyFolder folder;

  const Outcome outcome = go(folder);

  EXPECT_FALSE(outcome.failed);
  for (const char* name : {"results/base1.json",
                           "results/region.north.json",
                           "tables/t1.md",
                           "tables/t2.docx",
                           "tables/t3.xlsx",
                           "data/panel.csv",
                           "data/panel.dta",
                           "data/codebook.csv",
                           "report.html",
                           "report.docx",
                           "manifest.json",
                           "provenance.json"}) {
    EXPECT_TRUE(std::filesystem::is_regular_file(folder.path("out/" + std::string(name)))) << name;
  }
  EXPECT_NE(stored_result(folder.path("out"), "base1").find("\"estimate\""), std::string::npos);
  EXPECT_NE(stored_table(folder.path("out"), "2").find("| x |"), std::string::npos);
}

TEST(Run, keeps_everything_the_second_time_and_reads_it_back_exactly) {
  const StudyFolder folder;
  go(folder);
  const auto first = numbers(folder);

  const Outcome second = go(folder);

  EXPECT_EQ(with_state(second, State::done), (std::set<std::string>{"report"}));
  EXPECT_EQ(numbers(folder), first);
}

TEST(Run, runs_a_changed_model_and_its_tables_alone) {
  const StudyFolder folder;
  go(folder);
  folder.edit("base1 = \"y ~ x |", "base1 = \"y ~ x + labour |");

  const Outcome outcome = go(folder);

  EXPECT_EQ(with_state(outcome, State::done),
            (std::set<std::string>{"base1", "region", "table.2", "table.3", "report"}));
}

TEST(Run, gives_the_same_numbers_for_any_number_of_threads) {
  const StudyFolder one;
  const StudyFolder three;
  go(one, quick());

  go(three, quick(), Executor::threads(3));

  EXPECT_EQ(numbers(one), numbers(three));
}

TEST(Run, ignores_a_damaged_cache_and_says_so) {
  const StudyFolder folder;
  go(folder, quick());
  for (const auto& entry : std::filesystem::directory_iterator(folder.path("out/cache"))) {
    if (entry.path().extension() == ".bin")
      folder.write("out/cache/" + entry.path().filename().string(), "rubbish");
  }

  const Outcome outcome = go(folder, quick());

  EXPECT_TRUE(with_state(outcome, State::failed).empty());
  EXPECT_EQ(with_state(outcome, State::done).count("base1"), 1U);
  ASSERT_FALSE(outcome.notes.empty());
  EXPECT_EQ(outcome.notes[0].code, "YG4010");
}

TEST(Run, keeps_the_other_models_when_one_fails) {
  const StudyFolder folder;
  folder.edit("year >= 2012", "year >= 2050");
  folder.edit("[\"base1\", \"base2\"]", "[\"base1\", \"half\"]");

  const Outcome outcome = go(folder, quick());

  EXPECT_TRUE(outcome.failed);
  EXPECT_EQ(with_state(outcome, State::failed), (std::set<std::string>{"half"}));
  EXPECT_EQ(outcome.results.count("base2"), 1U);
  EXPECT_TRUE(std::filesystem::exists(folder.path("out/tables/t2.md")));
  folder.edit("year >= 2050", "year >= 2012");
  EXPECT_EQ(with_state(go(folder, quick()), State::done).count("half"), 1U);
}

TEST(Run, names_an_efficiency_that_fails_and_what_was_left_out_because_of_it) {
  const StudyFolder folder;
  folder.edit("[derive]", "[derive]\nminus = \"0 - labour\"");
  folder.edit("inputs = [\"labour\"]", "inputs = [\"minus\"]");
  folder.edit("half = { like = \"base2\"", "half = { formula = \"EFF ~ x | city + year\"");

  const Outcome outcome = go(folder, quick());

  EXPECT_EQ(with_state(outcome, State::failed).count("EFF"), 1U);
  EXPECT_EQ(with_state(outcome, State::skipped), (std::set<std::string>{"half"}));
  EXPECT_EQ(outcome.results.count("base1"), 1U);
}

TEST(Run, takes_only_what_is_asked_for_and_leaves_the_other_files) {
  const StudyFolder folder;
  go(folder, quick());
  folder.edit("year >= 2012", "year >= 2013");
  RunOptions options = quick();
  options.only = {"3"};

  const Outcome outcome = go(folder, options);

  for (const StepOutcome& step : outcome.steps) EXPECT_NE(step.id, "half");
  EXPECT_TRUE(std::filesystem::exists(folder.path("out/tables/t2.md")));
  EXPECT_TRUE(std::filesystem::exists(folder.path("out/report.html")));
}

/// Asks for a stop when a step begins, as Ctrl-C does.
class StopAt : public Progress {
 public:
  StopAt(std::string step, std::atomic<bool>& flag) : step_(std::move(step)), flag_(flag) {}

  void begin(const std::string& step, const std::string&, std::size_t) override {
    if (step == step_) flag_ = true;
  }

 private:
  std::string step_;
  std::atomic<bool>& flag_;
};

TEST(Run, leaves_the_last_outputs_when_it_is_interrupted) {
  const StudyFolder folder;
  go(folder, quick());
  const auto before = numbers(folder);
  const std::string manifest = folder.text("out/manifest.json");
  folder.edit("base1 = \"y ~ x |", "base1 = \"y ~ x + labour |");

  for (const char* step : {"base1", "table.2", "report"}) {
    std::atomic<bool> flag{false};
    StopAt stop(step, flag);
    Executor executor;
    executor.stop_flag(&flag).progress(&stop);
    EXPECT_THROW(go(folder, quick(), executor), Interrupted) << step;
    EXPECT_EQ(numbers(folder), before) << step;
    EXPECT_EQ(folder.text("out/manifest.json"), manifest) << step;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder.path(""))) {
    EXPECT_EQ(entry.path().filename().string().find(".new-"), std::string::npos)
        << "staging was left behind";
  }
  EXPECT_EQ(with_state(go(folder, quick()), State::kept).count("base1"), 1U)
      << "finished steps are kept";
}

TEST(Run, tells_rows_left_out_in_the_numbering_of_the_whole_panel) {
  const StudyFolder folder;
  std::string csv = folder.text("panel.csv");
  const std::size_t last = csv.rfind("Ff,2017,south,");
  const std::size_t value = last + std::string("Ff,2017,south,").size();
  csv.replace(value, csv.find(',', value) - value, "");
  folder.write("panel.csv", csv);

  const Outcome outcome = go(folder, quick());

  const Sample& sample = outcome.results.at("region.south").sample;
  std::set<std::size_t> dropped;
  for (const Dropped& d : sample.dropped) dropped.insert(d.rows.begin(), d.rows.end());
  EXPECT_EQ(sample.rows, 48U);
  EXPECT_EQ(dropped.count(47), 1U) << "the row without y";
  EXPECT_EQ(dropped.count(0), 1U) << "a row of the other region";
  EXPECT_EQ(sample.used + dropped.size(), 48U);
}

TEST(Run, estimates_every_step_outcome_and_group_under_a_name_of_its_own) {
  const StudyFolder folder;
  folder.edit("base1 = \"y ~ x | city + year\"",
              "base1 = \"c(y, z) ~ x + csw0(@controls) | csw0(city, year)\"");
  folder.edit("region = { like = \"base1\", split = \"region\" }",
              "region = { formula = \"y ~ sw(x, z) | city[year]\", fsplit = \"region\" }");
  folder.edit("2 = { columns = [\"base1\", \"base2\"] }", "2 = { columns = [\"base1.y.4\"] }");

  const Outcome outcome = go(folder, quick());

  ASSERT_EQ(outcome.results.count("base1.y.4"), 1U) << outcome.results.size();
  EXPECT_EQ(outcome.results.at("base1.y.4").formula, "y ~ x + z");
  EXPECT_EQ(outcome.results.at("base1.y.9").formula, "y ~ x + z + ratio | city + year");
  EXPECT_EQ(outcome.results.at("base1.z.2").formula, "z ~ x | city");
  EXPECT_EQ(outcome.results.at("region.full.2").formula, "y ~ z | city[year]");
  EXPECT_EQ(outcome.results.at("region.full.1").sample.used, 48U);
  EXPECT_EQ(outcome.results.at("region.north.1").sample.used, 24U);
  EXPECT_EQ(outcome.results.at("region.south.2").tidy.rows(), 2U);
  EXPECT_NE(folder.text("out/tables/t3.md").find("Full sample"), std::string::npos);
}

TEST(Run, says_everywhere_that_data_are_simulated) {
  const StudyFolder folder;
  folder.edit("seed = 7", "seed = 7\nsimulated = true");

  go(folder, quick());

  for (const char* name : {"report.html", "tables/t2.md", "results/base1.json", "manifest.json"}) {
    EXPECT_NE(folder.text("out/" + std::string(name)).find("imulated"), std::string::npos) << name;
  }
}

TEST(Run, names_the_steps_there_are_when_asked_for_another) {
  const StudyFolder folder;
  RunOptions options = quick();
  options.only = {"base9"};

  try {
    go(folder, options);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2113");
    EXPECT_NE(e.first().mend.en.find("base1"), std::string::npos);
  }
}

/// The files of a run by name; what tells of the run itself (times) left out.
std::map<std::string, std::string> outputs(const StudyFolder& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder.path("out"))) {
    if (!entry.is_regular_file()) continue;
    const std::string name = entry.path().string().substr(folder.path("out/").size());
    out[name] = folder.text("out/" + name);
  }
  return out;
}

TEST(Run, names_no_folder_of_this_machine_in_any_output) {
  const StudyFolder folder;
  const StudyFolder data;
  ::setenv("YUGONG_TEST_DATA", data.path("").c_str(), 1);
  folder.edit("\"panel.csv\"", "\"${YUGONG_TEST_DATA}/panel.csv\"");

  go(folder);

  for (const auto& [name, text] : outputs(folder)) {
    EXPECT_EQ(text.find(folder.path("")), std::string::npos) << name;
    EXPECT_EQ(text.find(data.path("")), std::string::npos) << name;
  }
  EXPECT_NE(folder.text("out/manifest.json").find("\"${YUGONG_TEST_DATA}/panel.csv\""),
            std::string::npos);
}

TEST(Run, gives_the_same_files_in_another_folder) {
  const StudyFolder one, other;
  go(one);
  go(other);

  const auto first = outputs(one), second = outputs(other);

  ASSERT_EQ(first.size(), second.size());
  for (const auto& [name, text] : first) {
    const bool tells_of_the_run = name == "manifest.json" || name.starts_with("log/") ||
                                  name.starts_with("results/") || name.starts_with("cache/");
    if (!tells_of_the_run) {
      EXPECT_EQ(text, second.at(name)) << name;
    }
  }
}

TEST(Run, warns_of_a_term_to_show_that_no_model_has) {
  const StudyFolder folder;
  folder.write("study.toml", folder.text("study.toml") + "\n[style]\nshow = [\"x\", \"zz\"]\n");

  const Outcome outcome = go(folder, quick());

  const auto warned =
      std::count_if(outcome.notes.begin(), outcome.notes.end(), [](const Problem& p) {
        return p.code == "YG2104" && p.level == Level::warning && p.term == "zz";
      });
  EXPECT_EQ(warned, 1);
}

}  // namespace
}  // namespace yugong::study
