#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/data/files_for_test.hpp"
#include "yugong/data/write.hpp"

namespace yugong::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Table sample() {
  Table t;
  DataColumn city = Column::of("城市", std::vector<std::string>{"太原", "", "鄂尔多斯"});
  city.label = Text("City", "城市名称");
  t.add(city);
  t.add(Column::of("year", std::vector<double>{2010, 2011, 2012}));
  DataColumn v = Column::of("co2", std::vector<double>{0.1, missing, -3e10});
  v.label = Text("CO2", "碳排放");
  t.add(v);
  DataColumn g = Column::of("group", std::vector<double>{1, 2, missing});
  g.value_labels = {{1, Text("upper", "上游")}, {2, Text("lower", "下游")}};
  t.add(g);
  t.add(Column::of("long", std::vector<std::string>{std::string(3000, 'x'), "b", "c"}));
  return t;
}

TEST(Stata, RoundTripsNamesLabelsValueLabelsAndMissingCells) {
  Folder folder;
  const Table t = sample();
  write_dta(folder / "t.dta", t);
  const Table back = read(folder / "t.dta");
  EXPECT_THAT(back.names(), ElementsAre("城市", "year", "co2", "group", "long_"));
  EXPECT_EQ(back.column("城市").texts, t.column("城市").texts);
  EXPECT_EQ(back.column("城市").label.en, "城市名称");
  EXPECT_EQ(back.column("co2").numbers[0], 0.1);
  EXPECT_EQ(back.column("co2").numbers[2], -3e10);
  EXPECT_EQ(back.column("co2").mark(1), Mark::missing);
  EXPECT_EQ(back.column("group").value_labels.at(2).en, "下游");
  EXPECT_EQ(back.column("long_").texts[0].size(), 3000U);
  EXPECT_THAT(back.address("co2", 2), HasSubstr("t.dta [C4]"));
}

TEST(Stata, WritesTheSameBytesForTheSameTable) {
  Folder folder;
  write_dta(folder / "a.dta", sample());
  write_dta(folder / "b.dta", sample());
  EXPECT_EQ(read_whole(folder / "a.dta"), read_whole(folder / "b.dta"));
}

TEST(Stata, ChangesNamesThatStataRefusesAndKeepsThemInTheLabel) {
  Folder folder;
  Table t;
  t.add(Column::of("gdp per capita", std::vector<double>{1}));
  t.add(Column::of("gdp/per capita", std::vector<double>{2}));
  t.add(Column::of("2010", std::vector<double>{3}));
  write_dta(folder / "t.dta", t);
  const Table back = read(folder / "t.dta");
  EXPECT_THAT(back.names(), ElementsAre("gdp_per_capita", "gdp_per_capita_2", "_2010"));
  EXPECT_EQ(back.column("gdp_per_capita").label.en, "gdp per capita");
}

TEST(Stata, AppliesRenamesColumnsAndSinglePrecision) {
  Folder folder;
  write_dta(folder / "t.dta", sample());
  ReadOptions o;
  o.rename = Value::table();
  o.rename.set("城市", Value::of("city"));
  o.columns = {"city", "co2"};
  o.float32 = true;
  const Table t = read(folder / "t.dta", o);
  EXPECT_THAT(t.names(), ElementsAre("city", "co2"));
  EXPECT_EQ(t.column("co2").numbers[0], static_cast<double>(0.1F));
}

TEST(Stata, ReadsDatesAsStataShowsThemAndCountsExtendedMissingValues) {
  const Table t = read(std::string(YUGONG_SOURCE_DIR) + "/yugong/data/samples/dates.dta");
  EXPECT_THAT(t.column("day").texts, ElementsAre("2015-03-01", "1959-12-31", "1960-01-01"));
  EXPECT_THAT(t.column("month").texts, ElementsAre("2015m3", "1959m12", "1960m1"));
  EXPECT_THAT(t.column("quarter").texts, ElementsAre("2015q1", "1959q4", "1960q1"));
  EXPECT_EQ(t.column("v").mark(1), Mark::missing);
  ASSERT_TRUE(has_note(t, "YG1110"));
  EXPECT_THAT(t.notes()[0].what.en, HasSubstr("1 extended missing values of 'v'"));
}

TEST(Stata, DecodesChineseTextOfOldVersions) {
  const Table t = read(std::string(YUGONG_SOURCE_DIR) + "/yugong/data/samples/gbk.dta");
  EXPECT_THAT(t.column("city").texts, ElementsAre("鄂尔多斯", "呼和浩特"));
  EXPECT_EQ(t.column("gdp").label.en, "地区生产总值");
  EXPECT_TRUE(has_note(t, "YG1016"));
}

TEST(Stata, RefusesADamagedFileWithAdvice) {
  Folder folder;
  write_dta(folder / "t.dta", sample());
  write_whole(folder / "half.dta", read_whole(folder / "t.dta").substr(0, 700));
  const auto p = problems_of([&] { read(folder / "half.dta"); });
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG1013");
  expect_helpful(p[0]);
}

TEST(Parquet, NamesTheInstallLineWhenDuckDbIsAbsent) {
  const char* before = std::getenv("YUGONG_DUCKDB");
  if (before != nullptr ||
      std::ifstream("node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"))
    GTEST_SKIP() << "DuckDB is installed here";
  Folder folder;
  write_whole(folder / "t.parquet", "PAR1 and nothing else PAR1");
  const auto p = problems_of([&] { read(folder / "t.parquet"); });
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG0114");
  EXPECT_THAT(p[0].mend.en, HasSubstr("npm install"));
}

TEST(Parquet, ReadsTypesTextsAndMissingCellsThroughDuckDb) {
  if (std::getenv("YUGONG_DUCKDB") == nullptr)
    GTEST_SKIP() << "set YUGONG_DUCKDB=/path/to/libduckdb.so to run this";
  const Table t = read(std::string(YUGONG_SOURCE_DIR) + "/yugong/data/samples/small.parquet");
  EXPECT_THAT(t.names(), ElementsAre("city", "year", "gdp"));
  EXPECT_THAT(t.column("city").texts, ElementsAre("太原", "a name of more than twelve bytes", ""));
  EXPECT_THAT(t.column("year").numbers, ElementsAre(2010, 2011, 2012));
  EXPECT_EQ(t.column("gdp").numbers[0], 1.5);
  EXPECT_EQ(t.column("gdp").mark(1), Mark::missing);
  Folder folder;
  write_whole(folder / "t.parquet", "PAR1 and nothing else PAR1");
  EXPECT_EQ(problems_of([&] { read(folder / "t.parquet"); }).at(0).code, "YG1015");
}

TEST(OldExcel, ReadsAnXlsWorkbook) {
  const Table t = read(std::string(YUGONG_SOURCE_DIR) + "/yugong/data/samples/small.xls");
  EXPECT_THAT(t.names(), ElementsAre("城市", "year", "gdp"));
  EXPECT_THAT(t.column("城市").texts, ElementsAre("太原", "大同"));
  EXPECT_THAT(t.column("gdp").numbers, ElementsAre(1.5, 1234.5));
  EXPECT_THAT(t.address("gdp", 1), HasSubstr("small.xls [数据!C3]"));
}

TEST(Spss, ReadsLabelsAndDeclaredMissingValues) {
  const Table t = read(std::string(YUGONG_SOURCE_DIR) + "/yugong/data/samples/small.sav");
  EXPECT_THAT(t.names(), ElementsAre("city", "gdp", "stage"));
  EXPECT_THAT(t.column("city").texts, ElementsAre("太原", "大同"));
  EXPECT_EQ(t.column("gdp").mark(1), Mark::missing) << "-99 is declared missing";
  EXPECT_TRUE(has_note(t, "YG1110"));
  EXPECT_EQ(t.column("stage").value_labels.at(1).en, "成长型");
}

}  // namespace
}  // namespace yugong::data
