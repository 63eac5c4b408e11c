#include "yugong/base/files.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "yugong/base/error.hpp"

namespace fs = std::filesystem;

namespace yugong {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder); }

  void TearDown() override { fs::remove_all(folder); }

  std::string code_of(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& e) {
      return e.first().code;
    }
    return "";
  }

  const fs::path folder =
      fs::temp_directory_path() / ("yugong-files-" + std::to_string(::getpid()));
};

TEST_F(Files, AreWrittenWholeAndMakeTheirFolders) {
  const std::string path = (folder / "a/b/t.csv").string();
  write_whole(path, "x,y\n");
  EXPECT_EQ(read_whole(path), "x,y\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "a/b"), fs::directory_iterator()), 1)
      << "no temporary is left";
}

TEST_F(Files, ThatAreMissingAreReportedWithTheNearestName) {
  write_whole((folder / "panel.csv").string(), "x");
  try {
    read_whole((folder / "pannel.csv").string());
    FAIL() << "a missing file was read";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG1001");
    EXPECT_NE(e.first().mend.en.find("'panel.csv'"), std::string::npos);
  }
}

TEST_F(Files, RefuseAFolderAndAPathThroughAFile) {
  EXPECT_EQ(code_of([&] { read_whole(folder.string()); }), "YG1002");
  write_whole((folder / "file").string(), "x");
  EXPECT_EQ(code_of([&] { write_whole((folder / "file/t.csv").string(), "x"); }), "YG4001");
}

TEST_F(Files, LeaveTheOldContentWhenTheDiskIsFull) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  EXPECT_EQ(code_of([&] { write_whole("/dev/full/t.csv", "x"); }), "YG4001");
}

TEST(Sha256, AgreesWithThePublishedExample) {
  // FIPS 180-2, appendix B.1
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace yugong
