#include "yugong/base/error.hpp"

#include <set>

#include <gtest/gtest.h>

namespace yugong {
namespace {

Place in_formula() {
  Place p;
  p.file = "study.toml";
  p.line = 58;
  p.column = 18;
  p.length = 3;
  p.source_line = "base2   = \"CEE ~ NPQ\"";
  return p;
}

TEST(Error, PointsACaretAtTheMistake) {
  const Problem p = error("YG2104",
                          {"unknown variable 'NPQ'", "未知变量 'NPQ'"},
                          {"did you mean NQP?", "是否指 NQP？"},
                          in_formula());

  EXPECT_EQ(to_text(p),
            "study.toml:58:18: YG2104 unknown variable 'NPQ'\n"
            "   58 | base2   = \"CEE ~ NPQ\"\n"
            "      |                  ^^^\n"
            "      to mend: did you mean NQP?");
  EXPECT_NE(to_text(p, Lang::zh).find("改法：是否指 NQP？"), std::string::npos);
}

TEST(Error, CountsChineseCharactersAsTwoColumnsUnderTheCaret) {
  Place p = in_formula();
  p.source_line = "变量 ~ x";
  p.column = 6;
  p.length = 1;

  EXPECT_NE(to_text(error("YG2104", "x", {}, p)).find("\n      |        ^"), std::string::npos);
}

TEST(Error, ShowsNoLineNumberWhereThereIsNoLine) {
  Place p = in_formula();
  p.line = 0;
  p.source_line = "y ~ xx";
  p.column = 5;
  p.length = 2;

  EXPECT_NE(to_text(error("YG2104", "x", {}, p)).find("\n      | y ~ xx\n      |     ^^"),
            std::string::npos);
}

TEST(Error, NamesSheetAndCell) {
  Place p;
  p.file = "raw/2015.xlsx";
  p.sheet = "2015";
  p.cell = "D17";

  EXPECT_EQ(to_text(error("YG1107", "'12.3.5' is not a number", {}, p)),
            "raw/2015.xlsx [2015!D17]: YG1107 '12.3.5' is not a number");
}

TEST(Error, SpeaksTheSameAsJson) {
  const std::string json =
      to_json(warning("YG3002", {"4 clusters", "仅有 4 个聚类"}, {}, in_formula()));

  EXPECT_NE(json.find("\"level\":\"warning\""), std::string::npos);
  EXPECT_NE(json.find("\"line\":58"), std::string::npos);
  EXPECT_NE(json.find("仅有 4 个聚类"), std::string::npos);
}

TEST(Error, CarriesAllProblemsTogether) {
  const Error e(std::vector<Problem>{error("YG2104", "one"), error("YG2201", "two")});

  EXPECT_EQ(e.problems().size(), 2U);
  EXPECT_STREQ(e.what(), "YG2104 one\nYG2201 two");
}

TEST(Error, EveryCodeStandsOnceInOrderAndInBothLanguages) {
  std::set<std::string> seen;
  std::string before;
  for (const CodeInfo& c : codes()) {
    EXPECT_TRUE(seen.insert(c.code).second) << c.code << " stands twice";
    EXPECT_LT(before, c.code) << "codes are kept in order";
    EXPECT_FALSE(c.title.en.empty() || c.title.zh.empty()) << c.code;
    before = c.code;
  }
}

}  // namespace
}  // namespace yugong
