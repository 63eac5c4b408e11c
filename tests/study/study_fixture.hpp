#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/study/run.hpp"

/// What the tests of whole studies share.
namespace yugong::test {

/// Rows of a CSV with a header, each a map from column to text. No quotes inside.
std::vector<std::map<std::string, std::string>> csv_rows(const std::string& path);

/// Runs studies/<name>/study.toml into a new folder below the temporary one, which goes when the
/// object does.
class StudyRun {
 public:
  explicit StudyRun(const std::string& name);
  ~StudyRun();
  StudyRun(const StudyRun&) = delete;
  StudyRun& operator=(const StudyRun&) = delete;

  const study::Outcome& outcome() const { return outcome_; }

  const Result& result(const std::string& id) const { return outcome_.results.at(id); }

  /// A number of a model's tidy frame.
  double of_term(const std::string& id, const std::string& term, const std::string& column) const;
  /// Every problem of a step that failed, as text; empty when none did.
  std::string failures() const;

  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  study::Outcome outcome_;
};

/// Folder of the shared real data: YUGONG_SHARED or the default beside the repository; empty when
/// absent. Sets the variable for the study files, which name it.
std::string shared_data();

}  // namespace yugong::test
