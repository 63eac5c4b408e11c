#include "study_fixture.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <stdlib.h>

#include "yugong/base/text.hpp"

namespace yugong::test {

namespace fs = std::filesystem;

std::vector<std::map<std::string, std::string>> csv_rows(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::vector<std::map<std::string, std::string>> rows;
  std::vector<std::string> names;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> cells = text::split(line, ',');
    if (names.empty()) {
      names = cells;
      continue;
    }
    std::map<std::string, std::string> row;
    for (std::size_t k = 0; k < names.size() && k < cells.size(); ++k) row[names[k]] = cells[k];
    rows.push_back(std::move(row));
  }
  return rows;
}

StudyRun::StudyRun(const std::string& name) {
  std::string pattern = (fs::temp_directory_path() / "yugong-study-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  study::RunOptions options;
  options.out = folder_ + "/out";
  options.formats = {"csv", "html"};
  const std::string file = std::string(YUGONG_SOURCE_DIR) + "/studies/" + name + "/study.toml";
  outcome_ = study::run(study::plan(study::read(file)), Executor::threads(2), options);
}

StudyRun::~StudyRun() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

double StudyRun::of_term(const std::string& id,
                         const std::string& term,
                         const std::string& column) const {
  const Frame& tidy = result(id).tidy;
  for (std::size_t i = 0; i < tidy.rows(); ++i)
    if (tidy.text("term", i) == term) return tidy.number(column, i);
  throw std::runtime_error("no term " + term + " in " + id);
}

std::string StudyRun::failures() const {
  std::string all;
  for (const study::StepOutcome& step : outcome_.steps)
    if (step.state == study::State::failed || step.state == study::State::skipped)
      for (const Problem& p : step.problems) all += step.id + ": " + to_text(p) + "\n";
  return all;
}

std::string shared_data() {
  const char* given = std::getenv("YUGONG_SHARED");
  const std::string folder = given != nullptr ? given : YUGONG_SHARED_DEFAULT;
  if (!fs::exists(folder + "/data/world_panel.csv")) return "";
  setenv("YUGONG_SHARED", folder.c_str(), 1);
  return folder;
}

}  // namespace yugong::test
