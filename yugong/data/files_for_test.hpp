#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/data/read.hpp"

/// Helpers of this room's tests.
namespace yugong::data {

/// A folder that is gone with the test.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "yugong-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }

  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// Problems that a call throws; none when it succeeds.
template <class Call>
std::vector<Problem> problems_of(Call call) {
  try {
    call();
  } catch (const Error& e) {
    return e.problems();
  }
  return {};
}

inline std::vector<Problem> refusal(const std::string& csv, const ReadOptions& options = {}) {
  return problems_of([&] { read_bytes(csv, "raw/a.csv", options); });
}

inline bool has_note(const Table& table, const std::string& code) {
  for (const Problem& p : table.notes())
    if (p.code == code) return true;
  return false;
}

/// A refusal must say what, where and how to mend, in both languages.
inline void expect_helpful(const Problem& p) {
  EXPECT_FALSE(p.what.en.empty());
  EXPECT_FALSE(p.what.zh.empty());
  EXPECT_FALSE(p.mend.en.empty()) << p.what.en;
  EXPECT_FALSE(p.mend.zh.empty()) << p.what.en;
}

}  // namespace yugong::data
