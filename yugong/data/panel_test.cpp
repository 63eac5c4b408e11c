#include "yugong/data/panel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yugong::data {
namespace {

Table cities() {
  Table t;
  t.add(Column::of("city", std::vector<std::string>{"太原", "大同", "太原", "大同", "太原"}));
  t.add(Column::of("year", std::vector<double>{2012, 2010, 2010, 2011, 2011}));
  t.add(Column::of("gdp", std::vector<double>{3, 10, 1, 11, 2}));
  return t;
}

std::vector<Problem> refused(Table t) {
  try {
    Panel::make(std::move(t), {"city", "year"});
  } catch (const Error& e) {
    return e.problems();
  }
  return {};
}

TEST(Panel, SortsByFirstAppearanceAndPeriod) {
  const Panel p = Panel::make(cities(), {"city", "year"});
  EXPECT_EQ(p.units(), (std::vector<std::string>{"太原", "大同"}));
  EXPECT_EQ(p.table().column("gdp").numbers, (std::vector<double>{1, 2, 3, 10, 11}));
  EXPECT_EQ(p.periods(), (std::vector<long>{2010, 2011, 2012}));
  EXPECT_FALSE(p.balanced());
  EXPECT_EQ(p.key(4), "大同, 2011");
}

TEST(Panel, LagsByCalendarTimeAndNotByRow) {
  Table t = cities();
  t = t.take({0, 2, 1, 3});  // 太原 2010 and 2012 only
  const Panel p = Panel::make(std::move(t), {"city", "year"});
  EXPECT_EQ(p.lagged(1, 1), -1) << "2011 is not there";
  EXPECT_EQ(p.lagged(1, 2), 0);
  EXPECT_EQ(p.lagged(0, -2), 1);
  EXPECT_EQ(p.gaps(), 1U);
}

TEST(Panel, NamesRepeatedKeysAndWhatDiffers) {
  Table t = cities();
  t.edit("year").numbers[4] = 2010;
  const auto problems = refused(t);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code, "YG1302");
  EXPECT_THAT(problems[0].what.en,
              testing::AllOf(testing::HasSubstr("太原 2010"),
                             testing::HasSubstr("gdp: 1 / 2"),
                             testing::HasSubstr("3, 5")));
}

TEST(Panel, RefusesMissingAndBrokenKeysTogether) {
  Table t = cities();
  t.edit("year").numbers[0] = 2012.5;
  t.edit("city").texts[1] = "";
  const auto problems = refused(t);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].code, "YG1303");
  EXPECT_EQ(problems[1].code, "YG1304");
}

TEST(Panel, RefusesNamesThatDifferOnlyByASuffix) {
  Table t = cities();
  t.edit("city").texts[0] = "太原市";
  const auto problems = refused(t);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].code, "YG1305");
}

TEST(Panel, TakesYearsWrittenAsTextWithANoteAndNoOtherText) {
  Table t;
  t.add(Column::of("city", std::vector<std::string>{"a", "a"}));
  t.add(Column::of("year", std::vector<std::string>{"2015年", "2016年"}));
  const Panel p = Panel::make(t, {"city", "year"});
  EXPECT_EQ(p.periods(), (std::vector<long>{2015, 2016}));
  EXPECT_EQ(p.table().notes().at(0).code, "YG1116");
  t.edit("year").texts[1] = "next year";
  EXPECT_EQ(refused(t).at(0).code, "YG1304");
}

TEST(Panel, NamesTheFileAndCellOfRepeatedKeys) {
  Table t = cities();
  t.sources().push_back({"raw/2015.xlsx", "2015", ""});
  t.edit("city").origins = {{0, 2, 1}, {0, 3, 1}, {0, 4, 1}, {0, 5, 1}, {0, 6, 1}};
  t.edit("year").numbers[4] = 2010;
  EXPECT_THAT(refused(t).at(0).what.en, testing::HasSubstr("raw/2015.xlsx [2015!A6]"));
}

TEST(Panel, KeepsASingleUnitASinglePeriodAndRowsWithoutAnyKey) {
  Table t = cities().take({0});
  EXPECT_EQ(Panel::make(t, {"city", "year"}).units().size(), 1U);
  EXPECT_EQ(Panel::make(cities(), {"", ""}).units().size(), 5U);
  EXPECT_TRUE(Panel::make(t, {"city", ""}).balanced());
}

TEST(Table, SuggestsTheNearestVariable) {
  try {
    cities().column("gpd");
    FAIL() << "an unknown variable was found";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2104");
    EXPECT_THAT(e.first().mend.en, testing::HasSubstr("'gdp'"));
  }
}

TEST(Table, GivesSpreadsheetAddresses) {
  Table t = cities();
  t.sources().push_back({"raw/2015.xlsx", "2015", ""});
  t.edit("gdp").origins.assign(5, Origin{0, 17, 28});
  EXPECT_EQ(t.address("gdp", 0), "raw/2015.xlsx [2015!AB17]");
}

}  // namespace
}  // namespace yugong::data
