#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/files.hpp"
#include "yugong/data/files_for_test.hpp"
#include "yugong/data/join.hpp"
#include "yugong/data/look.hpp"
#include "yugong/data/reshape.hpp"
#include "yugong/data/unit_names.hpp"

namespace yugong::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Table csv(const std::string& text, const std::string& name = "a.csv") {
  return read_bytes(text, name);
}

Table cities() {
  return csv("city,year,gdp\n太原,2010,1\n太原,2011,2\n襄阳,2010,3\n襄阳,2011,4\n");
}

TEST(Join, AddsColumnsByUnitAndPeriodAndKeepsOrigins) {
  const Table t =
      join(cities(),
           csv("city,year,co2\n襄阳,2011,8\n太原,2010,5\n太原,2011,6\n襄阳,2010,7\n", "b.csv"),
           {{"city", "year"}});
  EXPECT_THAT(t.column("co2").numbers, ElementsAre(5, 6, 7, 8));
  EXPECT_EQ(t.address("co2", 3), "b.csv [C2]");
  EXPECT_EQ(t.address("gdp", 3), "a.csv [C5]");
}

TEST(Join, SpreadsAUnitTableOverAllPeriods) {
  const Table t = join(cities(), csv("city,region\n太原,中游\n襄阳,下游\n"), {{"city"}});
  EXPECT_THAT(t.column("region").texts, ElementsAre("中游", "中游", "下游", "下游"));
}

TEST(Join, RefusesNamesThatMatchNothingWithTheNearestOnes) {
  const auto p = problems_of(
      [] { join(cities(), csv("city,region\n太原,中游\n襄樊,下游\n"), {{"city"}}, "groups.csv"); });
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG1310");
  EXPECT_EQ(p[0].place.file, "groups.csv");
  EXPECT_THAT(p[0].what.en, HasSubstr("襄樊 (襄阳?)"));
  expect_helpful(p[0]);
}

TEST(Join, ReportsPeriodsWithoutAPartnerAndMarksTheCells) {
  const Table t = join(
      cities(), csv("city,year,co2\n太原,2010,5\n襄阳,2010,7\n襄阳,2009,1\n"), {{"city", "year"}});
  EXPECT_EQ(t.rows(), 4U);
  EXPECT_EQ(t.column("co2").mark(1), Mark::missing);
  EXPECT_EQ(
      std::count_if(
          t.notes().begin(), t.notes().end(), [](const Problem& x) { return x.code == "YG1311"; }),
      2);
}

TEST(Join, KeepsOrDropsRowsWithoutAPartnerWhenAsked) {
  const Table right = csv("city,year,co2\n太原,2010,5\n武汉,2010,9\n");
  const Table kept = join(cities(), right, {{"city", "year"}, Unmatched::keep});
  EXPECT_EQ(kept.rows(), 5U);
  EXPECT_EQ(kept.column("city").texts[4], "武汉");
  EXPECT_TRUE(is_missing(kept.column("gdp").numbers[4]));
  const Table dropped = join(cities(), right, {{"city", "year"}, Unmatched::drop});
  EXPECT_EQ(dropped.rows(), 1U);
  EXPECT_TRUE(has_note(dropped, "YG1311"));
}

TEST(Join, RefusesClashesMissingKeysAndRepeatedKeys) {
  const auto code = [](const std::string& right, std::vector<std::string> by) {
    return problems_of([&] { join(cities(), csv(right), {by}); }).at(0).code;
  };
  EXPECT_EQ(code("city,gdp\n太原,1\n", {"city"}), "YG1312");
  EXPECT_EQ(code("城市,x\n太原,1\n", {"city"}), "YG1313");
  EXPECT_EQ(code("city,x\n太原,1\n太原,2\n", {"city"}), "YG1302");
}

TEST(Join, DoesNotDependOnTheOrderOfTheRightRows) {
  const Table a = join(cities(), csv("city,x\n太原,1\n襄阳,2\n"), {{"city"}});
  const Table b = join(cities(), csv("city,x\n襄阳,2\n太原,1\n"), {{"city"}});
  EXPECT_EQ(a.column("x").numbers, b.column("x").numbers);
}

TEST(Reshape, TurnsYearsInColumnsToRows) {
  const Table t = to_long(csv("city,gdp2011,gdp2010,note\na,2,1,x\nb,4,,y\n"), {"gdp", "year", {}});
  EXPECT_THAT(t.names(), ElementsAre("city", "note", "year", "gdp"));
  EXPECT_THAT(t.column("year").numbers, ElementsAre(2010, 2011, 2010, 2011));
  EXPECT_EQ(t.column("gdp").numbers[0], 1);
  EXPECT_EQ(t.column("gdp").mark(2), Mark::missing);
  EXPECT_EQ(t.address("gdp", 1), "a.csv [B2]");
}

TEST(Reshape, KnowsAYearWhenItSeesOne) {
  for (const char* name : {"2015", "2015年", "2015年度", "y2015", "２０１５年"})
    EXPECT_EQ(year_of(name).value_or(0), 2015) << name;
  EXPECT_EQ(year_of("gdp_2015", "gdp").value_or(0), 2015);
  for (const char* name : {"1215", "20155", "gdp2015", "2015a", ""})
    EXPECT_FALSE(year_of(name)) << name;
}

TEST(Stack, PutsRowsUnderOneAnotherByName) {
  std::vector<Table> tables;
  tables.push_back(csv("city,gdp,co2\na,1,2\n"));
  tables.push_back(csv("co2,city\n4,b\n", "b.csv"));
  const Table t = stack(std::move(tables));
  EXPECT_THAT(t.column("co2").numbers, ElementsAre(2, 4));
  EXPECT_EQ(t.column("gdp").mark(1), Mark::missing);
  EXPECT_EQ(t.address("city", 1), "b.csv [B2]");
  EXPECT_TRUE(has_note(t, "YG1112"));
}

TEST(Stack, RefusesTypesAndUnitsThatDisagree) {
  const auto code = [](const std::string& a, const std::string& b) {
    return problems_of([&] {
             std::vector<Table> tables;
             tables.push_back(csv(a));
             tables.push_back(csv(b, "b.csv"));
             stack(std::move(tables));
           })
        .at(0)
        .code;
  };
  EXPECT_EQ(code("c,v\na,1\n", "c,v\na,x\n"), "YG1113");
  EXPECT_EQ(code("c,v\n,亿元\na,1\n", "c,v\n,万元\na,1\n"), "YG1114");
}

TEST(UnitNames, LoseTheirSuffixOnlyWhenANameIsLeft) {
  EXPECT_EQ(strip_suffix("太原市"), "太原");
  EXPECT_EQ(strip_suffix("内蒙古自治区"), "内蒙古");
  EXPECT_EQ(strip_suffix("广西壮族自治区"), "广西");
  EXPECT_EQ(strip_suffix("新疆维吾尔自治区"), "新疆");
  EXPECT_EQ(strip_suffix("宁夏回族自治区"), "宁夏");
  EXPECT_EQ(strip_suffix("延边朝鲜族自治州"), "延边");
  EXPECT_EQ(strip_suffix("黔东南苗族侗族自治州"), "黔东南");
  EXPECT_EQ(strip_suffix("锡林郭勒盟"), "锡林郭勒");
  EXPECT_EQ(strip_suffix("沙市"), "沙市");
  EXPECT_EQ(strip_suffix("北京"), "北京");
}

TEST(UnitNames, ThatDifferBySuffixAreRefusedWithRowsOrSettled) {
  Table t = csv("city,v\n太原,1\n太原市,2\n大同市,3\n");
  const auto p = problems_of([&] { settle_suffixes(t, "city", Suffix::error); });
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG1305");
  EXPECT_THAT(p[0].what.en, HasSubstr("太原市 (a.csv [A3])"));
  settle_suffixes(t, "city", Suffix::strip);
  EXPECT_THAT(t.column("city").texts, ElementsAre("太原", "太原", "大同市"));
  EXPECT_TRUE(has_note(t, "YG1308"));
}

TEST(UnitNames, AreReplacedByAliasesAlsoInChains) {
  Folder folder;
  write_whole(folder / "aliases.csv", "alias,name\n襄樊,襄阳市\n襄阳市,襄阳\n");
  const Aliases aliases = read_aliases(folder / "aliases.csv");
  EXPECT_EQ(aliases.at("襄樊"), "襄阳");
  Table t = csv("city,v\n襄樊,1\n太原,2\n");
  EXPECT_EQ(apply_aliases(t, "city", aliases), 1U);
  EXPECT_EQ(t.column("city").texts[0], "襄阳");
  EXPECT_TRUE(has_note(t, "YG1307"));
  write_whole(folder / "two.csv", "alias,name\na,b\na,c\n");
  EXPECT_EQ(problems_of([&] { read_aliases(folder / "two.csv"); }).at(0).code, "YG1306");
  write_whole(folder / "circle.csv", "alias,name\na,b\nb,a\n");
  EXPECT_EQ(problems_of([&] { read_aliases(folder / "circle.csv"); }).at(0).code, "YG1306");
}

TEST(Look, DescribesAFileBeforeAnythingIsAskedOfIt) {
  Folder folder;
  std::string text = "城市,年份,产值（亿元）,区域\n";
  for (int c = 0; c < 10; ++c)
    for (int y = 2010; y < 2014; ++y)
      if (!(c == 3 && y == 2011))
        text += "城" + std::to_string(c) + "," + std::to_string(y) + "," +
                (c == 5 && y == 2012 ? "9999"
                 : c == 2            ? "—"
                                     : std::to_string(10 + c + (y - 2010))) +
                ",上游\n";
  write_whole(folder / "a.csv", text);
  const LookReport r = look(folder / "a.csv");
  EXPECT_EQ(r.file.text("format", 0), "text");
  EXPECT_EQ(r.file.text("encoding", 0), "UTF-8");
  EXPECT_EQ(r.panel.text("unit", 0), "城市");
  EXPECT_EQ(r.panel.text("time", 0), "年份");
  EXPECT_EQ(r.panel.number("units", 0), 10);
  EXPECT_EQ(r.panel.number("gaps", 0), 1);
  EXPECT_EQ(r.panel.text("balanced", 0), "no");
  EXPECT_EQ(r.columns.number("missing", 2), 4);
  EXPECT_EQ(r.columns.text("unit", 2), "亿元");
  ASSERT_EQ(r.outliers.rows(), 1U);
  EXPECT_EQ(r.outliers.text("key", 0), "城5, 2012");
  EXPECT_THAT(rename_template(r), HasSubstr("产值(亿元),,产值,,亿元"));
}

TEST(Look, DoesNotTakeAListOfPairsForAPanel) {
  Folder folder;
  write_whole(folder / "a.csv", "from,to\na,b\na,c\na,d\nb,a\nb,c\n");
  EXPECT_EQ(look(folder / "a.csv").panel.rows(), 0U);
}

TEST(Look, ReportsMistakesInsteadOfThrowingThem) {
  Folder folder;
  write_whole(folder / "a.csv", "city,year,v\na,2010,1\na,2010,2\nb,2010,x\n合计,2010,3\n");
  const LookReport r = look(folder / "a.csv");
  std::vector<std::string> codes;
  for (const Problem& p : r.problems) codes.push_back(p.code);
  EXPECT_THAT(codes, testing::IsSupersetOf({"YG1107", "YG1302", "YG1309"}));
}

}  // namespace
}  // namespace yugong::data
