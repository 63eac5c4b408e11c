#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/data/files_for_test.hpp"
#include "yugong/data/write.hpp"

namespace yugong::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A yearbook: title, header of two rows with merged cells, two cities, a note below.
SheetContent year_sheet(const std::string& name, double base) {
  SheetContent s;
  s.name = name;
  s.cells = {{0, 0, "表1 主要指标", missing, ""},
             {1, 0, "地 区", missing, ""},
             {1, 1, "经济", missing, ""},
             {1, 3, "人口（万人）", missing, ""},
             {2, 1, "GDP（亿元）", missing, ""},
             {2, 2, "增速", missing, ""},
             {3, 0, "太　原", missing, ""},
             {3, 1, "", base, ""},
             {3, 2, "", 0.123, "0.0%"},
             {3, 3, "1,234.5", missing, ""},
             {4, 0, "大同", missing, ""},
             {4, 1, "", base + 1, ""},
             {4, 2, "", 0.07, "0.0%"},
             {4, 3, "—", missing, ""},
             {5, 0, "注：数据为初步核算。", missing, ""}};
  s.merges = {{0, 0, 0, 3}, {1, 0, 2, 0}, {1, 1, 1, 2}, {1, 3, 2, 3}};
  return s;
}

TEST(Excel, ReadsAYearbookWithOneSheetPerYear) {
  Folder folder;
  write_workbook(folder / "book.xlsx", {year_sheet("2010年", 10), year_sheet("2011年", 20)});
  ReadOptions o;
  o.time_from = TimeFrom::sheet;
  const Table t = read(folder / "book.xlsx", o);
  EXPECT_THAT(t.names(), ElementsAre("地区", "经济/GDP(亿元)", "经济/增速", "人口(万人)", "year"));
  EXPECT_THAT(t.column("year").numbers, ElementsAre(2010, 2010, 2011, 2011));
  EXPECT_THAT(t.column("经济/GDP(亿元)").numbers, ElementsAre(10, 11, 20, 21));
  EXPECT_EQ(t.column("经济/GDP(亿元)").unit, "亿元");
  EXPECT_EQ(t.column("经济/增速").numbers[0], 12.3) << "a percentage is read as it is shown";
  EXPECT_EQ(t.column("经济/增速").unit, "%");
  EXPECT_EQ(t.column("人口(万人)").numbers[0], 1234.5) << "a number stored as text";
  EXPECT_TRUE(is_missing(t.column("人口(万人)").numbers[1]));
  EXPECT_THAT(t.column("地区").texts, ElementsAre("太原", "大同", "太原", "大同"));
  EXPECT_THAT(t.address("经济/GDP(亿元)", 3), HasSubstr("book.xlsx [2011年!B5]"));
  // what is said of both sheets is said once: title above, note below
  EXPECT_EQ(
      std::count_if(
          t.notes().begin(), t.notes().end(), [](const Problem& p) { return p.code == "YG1009"; }),
      2);
  EXPECT_THAT(t.notes()[0].what.en, HasSubstr("(likewise in sheets 2011年)"));
}

TEST(Excel, NamesSheetAndCellOfABadNumber) {
  Folder folder;
  SheetContent bad = year_sheet("2011年", 20);
  bad.cells[7].text = "12.3.5";
  write_workbook(folder / "book.xlsx", {year_sheet("2010年", 10), bad});
  ReadOptions o;
  o.time_from = TimeFrom::sheet;
  o.rename = Value::table();
  o.rename.set("经济/GDP(亿元)", Value::of("gdp"));
  const auto p = problems_of([&] { read(folder / "book.xlsx", o); });
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG1107");
  EXPECT_EQ(p[0].place.sheet, "2011年");
  EXPECT_EQ(p[0].place.cell, "B4");
  EXPECT_THAT(p[0].what.en, HasSubstr("variable gdp, 太原"));
}

TEST(Excel, ChoosesSheetsByNamePositionOrAll) {
  Folder folder;
  write_workbook(folder / "b.xlsx",
                 {{"说明", {}, {}},
                  {"2010",
                   {{0, 0, "city", missing, ""},
                    {0, 1, "v", missing, ""},
                    {1, 0, "a", missing, ""},
                    {1, 1, "", 1, ""}},
                   {}},
                  {"2011",
                   {{0, 0, "city", missing, ""},
                    {0, 1, "v", missing, ""},
                    {1, 0, "a", missing, ""},
                    {1, 1, "", 2, ""}},
                   {}}});
  ReadOptions o;
  EXPECT_EQ(read(folder / "b.xlsx", o).column("v").numbers[0], 1) << "the first sheet with cells";
  o.sheet = Value::of("2011");
  EXPECT_EQ(read(folder / "b.xlsx", o).column("v").numbers[0], 2);
  o.sheet = Value::of(2);
  EXPECT_EQ(read(folder / "b.xlsx", o).column("v").numbers[0], 1);
  o.sheet = Value::of("all");
  EXPECT_EQ(read(folder / "b.xlsx", o).rows(), 2U);
  o.sheet = Value::of("2102");
  const auto p = problems_of([&] { read(folder / "b.xlsx", o); });
  EXPECT_EQ(p.at(0).code, "YG1008");
  EXPECT_THAT(p[0].mend.en, HasSubstr("说明, 2010, 2011"));
}

TEST(Excel, FillsTextThatIsMergedOverSeveralRows) {
  Folder folder;
  write_workbook(folder / "b.xlsx",
                 {{"s",
                   {{0, 0, "省", missing, ""},
                    {0, 1, "市", missing, ""},
                    {0, 2, "v", missing, ""},
                    {1, 0, "山西", missing, ""},
                    {1, 1, "太原", missing, ""},
                    {1, 2, "", 1, ""},
                    {2, 1, "大同", missing, ""},
                    {2, 2, "", 2, ""}},
                   {{1, 0, 2, 0}}}});
  EXPECT_THAT(read(folder / "b.xlsx").column("省").texts, ElementsAre("山西", "山西"));
}

TEST(Excel, ReadsDatesAsDatesAndYearFormatsAsYears) {
  Folder folder;
  write_workbook(folder / "b.xlsx",
                 {{"s",
                   {{0, 0, "day", missing, ""},
                    {0, 1, "y", missing, ""},
                    {1, 0, "", 42064, "yyyy-mm-dd"},
                    {1, 1, "", 42064, "yyyy"}},
                   {}}});
  const Table t = read(folder / "b.xlsx");
  EXPECT_THAT(t.column("day").texts, ElementsAre("2015-03-01"));
  EXPECT_THAT(t.column("y").numbers, ElementsAre(2015));
}

TEST(Excel, RoundTripsATable) {
  Folder folder;
  Table t;
  t.add(Column::of("名称", std::vector<std::string>{"太原", "a & <b>", "x"}));
  t.add(Column::of("v", std::vector<double>{0.1, missing, 1e300}));
  write_xlsx(folder / "t.xlsx", t);
  const Table back = read(folder / "t.xlsx");
  EXPECT_EQ(back.column("名称").texts, t.column("名称").texts);
  EXPECT_EQ(back.column("v").numbers[0], 0.1);
  EXPECT_TRUE(is_missing(back.column("v").numbers[1]));
  EXPECT_EQ(back.column("v").numbers[2], 1e300);
}

TEST(Excel, WritesTheSameBytesForTheSameContent) {
  Folder folder;
  write_workbook(folder / "a.xlsx", {year_sheet("2010", 10)});
  write_workbook(folder / "b.xlsx", {year_sheet("2010", 10)});
  EXPECT_EQ(read_whole(folder / "a.xlsx"), read_whole(folder / "b.xlsx"));
}

TEST(Excel, StacksFilesOfAPatternByColumnName) {
  Folder folder;
  write_workbook(folder / "y2010.xlsx", {year_sheet("数据", 10)});
  write_workbook(folder / "y2011.xlsx", {year_sheet("数据", 20)});
  ReadOptions o;
  o.files = {"y*.xlsx"};
  o.time_from = TimeFrom::file;
  const Table t = read_all(o, folder / "");
  EXPECT_THAT(t.column("year").numbers, ElementsAre(2010, 2010, 2011, 2011));
  EXPECT_EQ(t.sources().size(), 2U);
  o.files = {"z*.xlsx"};
  EXPECT_EQ(problems_of([&] { read_all(o, folder / ""); }).at(0).code, "YG1010");
}

TEST(Excel, RefusesDamagedAndMislabelledWorkbooks) {
  Folder folder;
  write_workbook(folder / "a.xlsx", {year_sheet("2010", 10)});
  const std::string bytes = read_whole(folder / "a.xlsx");
  write_whole(folder / "half.xlsx", bytes.substr(0, bytes.size() / 2));
  const auto p = problems_of([&] { read(folder / "half.xlsx"); });
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG1007");
  expect_helpful(p[0]);
  write_whole(folder / "web.xls", "<html><body><table></table></body></html>");
  EXPECT_EQ(problems_of([&] { read(folder / "web.xls"); }).at(0).code, "YG1006");
  write_whole(folder / "broken.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 nothing here");
  EXPECT_EQ(problems_of([&] { read(folder / "broken.xls"); }).at(0).code, "YG1007");
}

TEST(Excel, RefusesASheetNameThatExcelRefuses) {
  Folder folder;
  const auto p = problems_of([&] { write_workbook(folder / "a.xlsx", {{"a/b", {}, {}}}); });
  EXPECT_EQ(p.at(0).code, "YG4001");
  EXPECT_FALSE(std::filesystem::exists(folder / "a.xlsx"));
}

}  // namespace
}  // namespace yugong::data
