#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fs = std::filesystem;

namespace {

const fs::path root = YUGONG_SOURCE_DIR;

using Arrows = std::map<std::string, std::set<std::string>>;

/// "base:|numeric:base|" as the build wrote it.
Arrows declared() {
  Arrows out;
  std::stringstream rooms(YUGONG_DECLARED);
  for (std::string room; std::getline(rooms, room, '|');) {
    if (room.empty()) continue;
    const std::size_t colon = room.find(':');
    std::set<std::string>& looks = out[room.substr(0, colon)];
    std::stringstream names(room.substr(colon + 1));
    for (std::string name; std::getline(names, name, ',');) looks.insert(name);
  }
  return out;
}

/// A room may use what the rooms it looks at look at: their headers may show it.
std::set<std::string> reachable(const Arrows& arrows, const std::string& from) {
  std::set<std::string> seen;
  std::vector<std::string> open{from};
  while (!open.empty()) {
    const std::string room = open.back();
    open.pop_back();
    const auto found = arrows.find(room);
    if (found == arrows.end()) continue;
    for (const std::string& next : found->second)
      if (seen.insert(next).second) open.push_back(next);
  }
  return seen;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> sources(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension().string();
    if (ending == ".cpp" || ending == ".hpp") out.push_back(entry.path());
  }
  return out;
}

/// What stands between <> or "" in the #include lines.
std::vector<std::string> includes(const std::string& text) {
  std::vector<std::string> out;
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("#include", 0) != 0) continue;
    const std::size_t begin = line.find_first_of("<\"");
    if (begin == std::string::npos) continue;
    out.push_back(line.substr(begin + 1, line.find_first_of(">\"", begin + 1) - begin - 1));
  }
  return out;
}

/// The quoted message codes of a source file.
std::set<std::string> codes_in(const std::string& text) {
  std::set<std::string> out;
  for (std::size_t at = text.find("\"YG"); at != std::string::npos; at = text.find("\"YG", at + 1))
    if (text.size() > at + 7 && text[at + 7] == '"' &&
        text.find_first_not_of("0123456789", at + 3) == at + 7)
      out.insert(text.substr(at + 1, 6));
  return out;
}

TEST(House, RoomsIncludeOnlyWhatTheyDeclareToLookAt) {
  const Arrows arrows = declared();
  ASSERT_GE(arrows.size(), 5U);
  for (const auto& [room, looks] : arrows) {
    const std::set<std::string> allowed = reachable(arrows, room);
    for (const fs::path& file : sources(root / "yugong" / room))
      for (const std::string& include : includes(text_of(file))) {
        if (include.rfind("yugong/", 0) != 0) continue;
        const std::string other = include.substr(7, include.find('/', 7) - 7);
        EXPECT_TRUE(other == room || allowed.count(other) == 1)
            << fs::relative(file, root) << " includes " << include << " but " << room
            << " does not look at " << other;
      }
  }
}

TEST(House, HasNoCycles) {
  const Arrows arrows = declared();
  for (const auto& [room, looks] : arrows)
    EXPECT_EQ(reachable(arrows, room).count(room), 0U) << room << " looks at itself through others";
}

TEST(House, ReportLooksOnlyAtTheBase) {
  EXPECT_THAT(declared().at("report"), testing::ElementsAre("base"));
}

TEST(House, OnlyTheExecutorKnowsThreads) {
  for (const char* folder : {"yugong", "apps"})
    for (const fs::path& file : sources(root / folder))
      for (const std::string& include : includes(text_of(file)))
        if (include == "thread" || include == "mpi.h" || include.rfind("tbb/", 0) == 0 ||
            include == "future") {
          EXPECT_EQ(fs::relative(file, root).string().rfind("yugong/base/executor", 0), 0U)
              << fs::relative(file, root) << " includes <" << include << ">";
        }
}

TEST(House, PublicHeadersShowNoThirdPartyTypes) {
  static const std::vector<std::string> foreign = {"Eigen/",
                                                   "nlohmann/",
                                                   "toml++/",
                                                   "fmt/",
                                                   "pugixml",
                                                   "xlsxwriter",
                                                   "boost/",
                                                   "zip.h",
                                                   "readstat",
                                                   "tbb/",
                                                   "Random123/"};
  for (const fs::path& file : sources(root / "yugong")) {
    if (file.extension() != ".hpp") continue;
    for (const std::string& include : includes(text_of(file)))
      for (const std::string& prefix : foreign)
        EXPECT_NE(include.rfind(prefix, 0), 0U) << fs::relative(file, root) << " shows " << include;
  }
}

TEST(House, FilesCanBeReadInOneGo) {
  for (const char* folder : {"yugong", "apps", "tests", "bench"}) {
    if (!fs::is_directory(root / folder)) continue;
    for (const fs::path& file : sources(root / folder)) {
      const std::string text = text_of(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 800) << fs::relative(file, root);
    }
  }
}

TEST(House, EveryPublicHeaderIsGuardedAndEveryCodeUsedIsRegistered) {
  const std::string registry = text_of(root / "yugong/base/codes.cpp");
  std::set<std::string> unknown;
  for (const char* folder : {"yugong", "apps"})
    for (const fs::path& file : sources(root / folder)) {
      const std::string text = text_of(file);
      if (file.extension() == ".hpp") {
        EXPECT_NE(text.find("#pragma once"), std::string::npos) << fs::relative(file, root);
      }
      for (const std::string& code : codes_in(text))
        if (registry.find('"' + code + '"') == std::string::npos)
          unknown.insert(code + " in " + fs::relative(file, root).string());
    }
  EXPECT_THAT(unknown, testing::IsEmpty()) << "add a row to yugong/base/codes.cpp";
}

}  // namespace
