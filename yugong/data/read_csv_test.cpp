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

Table csv(const std::string& text, const ReadOptions& options = {}) {
  return read_bytes(text, "raw/a.csv", options);
}

TEST(Csv, ReadsTypesAndKeepsTheOriginOfEveryCell) {
  const Table t = csv("city,year,gdp\n太原,2010,1.5\n大同,2011,-2e3\n");
  EXPECT_THAT(t.names(), ElementsAre("city", "year", "gdp"));
  EXPECT_TRUE(t.column("city").is_text);
  EXPECT_THAT(t.column("gdp").numbers, ElementsAre(1.5, -2000));
  EXPECT_EQ(t.address("gdp", 1), "raw/a.csv [C3]");
  EXPECT_EQ(t.sources()[0].hash.size(), 64U);
}

TEST(Csv, ReadsNumbersAsYearbooksWriteThem) {
  const Table t = csv("city,v\na,\"1,234,567.5\"\nb,１２３．５\nc,+7\nd,\u22123\ne, 8 \nf,1 234\n");
  EXPECT_THAT(t.column("v").numbers, ElementsAre(1234567.5, 123.5, 7, -3, 8, 1234));
}

TEST(Csv, KeepsAPercentageAsWrittenAndDeclaresTheUnit) {
  const Table t = csv("city,share\na,12.3%\nb,４５％\n");
  EXPECT_THAT(t.column("share").numbers, ElementsAre(12.3, 45));
  EXPECT_EQ(t.column("share").unit, "%");
  EXPECT_TRUE(has_note(t, "YG1109"));
}

TEST(Csv, TakesTheMissingMarksOfYearbooksAndThoseOfTheUser) {
  ReadOptions o;
  o.missing = {"-9999", "不详"};
  const Table t = csv(
      "city,v\na,\nb,-\nc,—\nd,…\ne,NA\nf,.\ng,缺失\nh,-9999\ni,不详\nj,5\nk,－\nl,6\nm,……\n", o);
  std::size_t gone = 0;
  for (std::size_t i = 0; i < t.rows(); ++i) gone += t.column("v").mark(i) == Mark::missing;
  EXPECT_EQ(gone, 11U);
  EXPECT_EQ(t.column("v").numbers[9], 5);
}

TEST(Csv, RefusesTextAmongNumbersNamingCellAndRow) {
  const auto p =
      refusal("city,year,co2\n太原,2015,3\n阳泉,2015,12.3.5\n大同,2015,4\n长治,2015,五\n");
  ASSERT_EQ(p.size(), 2U);
  EXPECT_EQ(p[0].code, "YG1107");
  EXPECT_EQ(p[0].place.cell, "C3");
  EXPECT_EQ(p[0].place.row, 3);
  EXPECT_THAT(p[0].what.en, HasSubstr("'12.3.5' is not a number (variable co2, 阳泉, 2015)"));
  EXPECT_THAT(p[1].what.zh, HasSubstr("五"));
  for (const auto& x : p) expect_helpful(x);
}

TEST(Csv, KeepsBadCellsAsMissingWhenAsked) {
  ReadOptions o;
  o.bad_cells = BadCells::missing;
  const Table t = csv("city,year,co2\n太原,2015,3\n阳泉,2015,12.3.5\n大同,2015,4\n", o);
  EXPECT_TRUE(is_missing(t.column("co2").numbers[1]));
  EXPECT_EQ(t.column("co2").mark(1), Mark::rejected);
  EXPECT_TRUE(has_note(t, "YG1107"));
}

TEST(Csv, ReadsQuotesLineBreaksAndAnyLineEnd) {
  const Table t = csv("name,v\r\n\"a \"\"b\"\", c\",1\r\n\"two\nlines\",2\r\n");
  EXPECT_THAT(t.column("name").texts, ElementsAre("a \"b\", c", "two\nlines"));
  EXPECT_THAT(csv("a,b\r1,2\r3,4").column("b").numbers, ElementsAre(2, 4));
}

TEST(Csv, FindsTheSeparatorAndTheDecimalCommaWhenTold) {
  EXPECT_THAT(csv("a;b\n1;2\n3;4\n").column("b").numbers, ElementsAre(2, 4));
  EXPECT_THAT(csv("a\tb\n1\t2\n").column("b").numbers, ElementsAre(2));
  ReadOptions o;
  o.decimal = ",";
  EXPECT_THAT(csv("a;b\n1,5;2\n3.000,25;4\n", o).column("a").numbers, ElementsAre(1.5, 3000.25));
}

TEST(Csv, DecodesChineseEncodingsByContent) {
  const std::string text =
      "城市,年份,地区生产总值\n太原,2010,1.5\n阳泉,2010,2.5\n呼和浩特,2010,3\n鄂尔多斯,2010,4\n";
  for (const char* encoding : {"GB18030", "GBK", "UTF-16LE", "UTF-16BE"}) {
    const Table t = csv(encode(text, encoding));
    EXPECT_EQ(t.names()[2], "地区生产总值") << encoding;
    EXPECT_EQ(t.column("城市").texts[3], "鄂尔多斯") << encoding;
    EXPECT_TRUE(has_note(t, "YG1016")) << encoding;
  }
  EXPECT_EQ(csv("\xEF\xBB\xBF" + text).names()[0], "城市");
  EXPECT_EQ(csv("\xFF\xFE" + encode(text, "UTF-16LE")).names()[0], "城市");
  const std::string traditional =
      "城市,年份,地區生產總值,說明\n臺北,2010,1.5,資料來源為統計處\n高雄,2010,2.5,財政收入與歲出\n";
  EXPECT_EQ(csv(encode(traditional, "BIG5")).names()[2], "地區生產總值");
}

TEST(Csv, IsNotFooledByGbkThatHappensToBeValidUtf8) {
  EXPECT_EQ(csv(encode("city,v\n太原,2\n", "GBK")).column("city").texts[0], "太原");
  EXPECT_EQ(csv("city,v\nMálaga,2\nКазань,3\nΑθήνα,4\n").column("city").texts[0], "Málaga");
}

TEST(Csv, RefusesBytesThatDoNotFitTheEncodingNamed) {
  ReadOptions o;
  o.encoding = "UTF-8";
  const auto p = refusal("a,b\n1,2\n" + encode("鄂尔多斯,2\n", "GBK"), o);
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG1005");
  EXPECT_EQ(p[0].place.line, 3);
  o.encoding = "klingon";
  EXPECT_EQ(refusal("a,b\n1,2\n", o).at(0).code, "YG1005");
}

TEST(Csv, LeavesPreambleAndFootnotesOutAndSaysSo) {
  const std::string text =
      "数据库：分省年度数据\n指标：就业人员(万人)\n时间：最近3年\n地区,2012年,2011年,"
      "2010年\n北京市,,3.5,3\n天津市,2.5,2.4,—\n"
      "注：1.口径有调整。\n　　　2.不含私营单位。\n数据来源：国家统计局\n";
  ReadOptions o;
  o.wide = "labour";
  const Table t = csv(text, o);
  EXPECT_THAT(t.names(), ElementsAre("地区", "year", "labour"));
  EXPECT_THAT(t.column("year").numbers, ElementsAre(2010, 2011, 2012, 2010, 2011, 2012))
      << "years ascend";
  EXPECT_THAT(t.column("地区").texts,
              ElementsAre("北京市", "北京市", "北京市", "天津市", "天津市", "天津市"));
  EXPECT_EQ(t.column("labour").numbers[1], 3.5);
  EXPECT_EQ(t.column("labour").unit, "万人");
  EXPECT_EQ(t.column("labour").label.in(Lang::zh), "就业人员");
  EXPECT_EQ(t.address("labour", 0), "raw/a.csv [D5]");
  EXPECT_EQ(
      std::count_if(
          t.notes().begin(), t.notes().end(), [](const Problem& p) { return p.code == "YG1009"; }),
      2);
}

TEST(Csv, ReadsTheLayoutOfTheNationalStatisticsSite) {
  const char* shared = std::getenv("YUGONG_SHARED");
  const std::string path = std::string(shared == nullptr ? YUGONG_SHARED_DEFAULT : shared) +
                           "/data/nbs_layout_sample.csv";
  if (!std::ifstream(path)) GTEST_SKIP() << path << " is not there";
  ReadOptions o;
  o.wide = "labour";
  const Table t = read(path, o);
  EXPECT_EQ(t.rows(), 31U * 20U);
  EXPECT_EQ(t.column("labour").unit, "万人");
  EXPECT_EQ(t.column("地区").texts.back(), "新疆维吾尔自治区");
  double sum = 0;
  for (std::size_t i = 0; i < t.rows(); ++i)
    if (t.column("year").numbers[i] == 2010) sum += t.column("labour").numbers[i];
  EXPECT_NEAR(sum, 13051.7, 0.5);
}

TEST(Csv, ReadsTwoHeaderRowsAndARowOfUnits) {
  const Table t = csv("地区,工业,,人口\n,总产值,利润,\n,亿元,亿元,万人\n太原,1,2,3\n大同,4,5,6\n");
  EXPECT_THAT(t.names(), ElementsAre("地区", "工业/总产值", "工业/利润", "人口"));
  EXPECT_EQ(t.column("工业/利润").unit, "亿元");
  EXPECT_THAT(t.column("人口").numbers, ElementsAre(3, 6));
}

TEST(Csv, RenamesHeadersWithOrWithoutTheirUnit) {
  Folder folder;
  write_whole(folder / "names.csv",
              "original,name,zh,en,unit\n地区生产总值,gdp,地区生产总值,GDP,\n城 "
              "市,city,城市,City,\n没有的,x,,,\n人均工资,wage,,,\n");
  ReadOptions o;
  o.rename = Value::of(folder / "names.csv");
  const Table t = csv("城市,地区生产总值（亿元）,人均工资额\n太原,1,2\n", o);
  EXPECT_THAT(t.names(), ElementsAre("city", "gdp", "人均工资额"));
  EXPECT_EQ(t.column("gdp").unit, "亿元");
  EXPECT_EQ(t.column("gdp").label, Text("GDP", "地区生产总值"));
  ASSERT_TRUE(has_note(t, "YG1108"))
      << "a header that is nearly met is named, one of another source is not";
  EXPECT_THAT(t.notes().back().what.en, HasSubstr("has '人均工资', the data have '人均工资额'"));
}

TEST(Csv, TurnsYearsWrittenAsTextIntoNumbersWithANote) {
  const Table t = csv("city,年份,v\na,2015年,1\nb,2016年,2\n");
  EXPECT_THAT(t.column("年份").numbers, ElementsAre(2015, 2016));
  EXPECT_TRUE(has_note(t, "YG1116"));
}

TEST(Csv, KeepsCodesWithLeadingZerosAsText) {
  const Table t = csv("code,v\n010,1\n021,2\n");
  EXPECT_THAT(t.column("code").texts, ElementsAre("010", "021"));
  EXPECT_TRUE(has_note(t, "YG1117"));
}

TEST(Csv, ClosesUpPaddedNamesWithANote) {
  const Table t = csv("city,v\n太　原,1\n大 同,2\n\"New York\",3\n");
  EXPECT_THAT(t.column("city").texts, ElementsAre("太原", "大同", "New York"));
  EXPECT_TRUE(has_note(t, "YG1115"));
}

TEST(Csv, RoundsToSinglePrecisionWhenAsked) {
  ReadOptions o;
  o.float32 = true;
  EXPECT_EQ(csv("a,b\nx,0.1\n", o).column("b").numbers[0], static_cast<double>(0.1F));
}

TEST(Csv, KeepsTheColumnsAskedForAndRefusesUnknownOnes) {
  ReadOptions o;
  o.columns = {"city", "gdp"};
  EXPECT_THAT(csv("city,x,gdp\na,bad,1\nb,3,2\n", o).names(), ElementsAre("city", "gdp"))
      << "bad cells elsewhere do not matter";
  o.columns = {"city", "gpd"};
  const auto p = refusal("city,x,gdp\na,1,1\n", o);
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].code, "YG2104");
  EXPECT_THAT(p[0].mend.en, HasSubstr("'gdp'"));
}

TEST(Csv, KeepsTheFirstOfRepeatedKeysWhenAsked) {
  ReadOptions o;
  o.unique = Unique::first;
  o.key = {"city", "year"};
  const Table t = csv("city,year,v\na,2010,1\na,2010,2\nb,2010,3\n", o);
  EXPECT_THAT(t.column("v").numbers, ElementsAre(1, 3));
  EXPECT_TRUE(has_note(t, "YG1111"));
  ASSERT_EQ(t.changes().size(), 1U);
  EXPECT_THAT(t.changes()[0].rows, ElementsAre(1U));
}

TEST(Csv, RefusesWhatIsNoTable) {
  EXPECT_EQ(problems_of([] { read("no/such/file.csv"); }).at(0).code, "YG1001");
  EXPECT_EQ(problems_of([] { read("/"); }).at(0).code, "YG1002");
  EXPECT_EQ(refusal("a,b\n\"open,1\n").at(0).code, "YG1012");
  EXPECT_EQ(refusal("a,a\n1,2\n").at(0).code, "YG1102");
  EXPECT_EQ(refusal("a,b\n1,2\n1,2,3\n").at(0).code, "YG1011");
  EXPECT_EQ(refusal("\n\n \n").at(0).code, "YG1101");
  EXPECT_EQ(refusal("<html><table>").at(0).code, "YG1006");
  EXPECT_EQ(refusal("%PDF-1.7").at(0).code, "YG1006");
  EXPECT_EQ(refusal(std::string("\x7f"
                                "ELF\0\0\0\0\0abc",
                                12))
                .at(0)
                .code,
            "YG1006");
  Folder folder;
  write_whole(folder / "empty.csv", "");
  EXPECT_EQ(problems_of([&] { read(folder / "empty.csv"); }).at(0).code, "YG1004");
  ReadOptions o;
  o.wide = "v";
  EXPECT_EQ(refusal("a,b\nx,2\n", o).at(0).code, "YG1119");
  for (const auto& p : refusal("a,b\n1,2\n1,2,3\n")) expect_helpful(p);
}

TEST(Csv, ReadsAMatrixWithoutHeaderOnlyWhenTold) {
  EXPECT_EQ(refusal("0,1,1\n1,0,0\n1,0,0\n").at(0).code, "YG1101");
  EXPECT_THAT(refusal("0,1,1\n1,0,0\n").at(0).mend.en, HasSubstr("header_rows = 0"));
  ReadOptions o;
  o.header_rows = 0;
  const Table t = csv("0,1,1\n1,0,0\n1,0,0\n", o);
  EXPECT_THAT(t.names(), ElementsAre("column_1", "column_2", "column_3"));
  EXPECT_EQ(t.rows(), 3U);
}

TEST(Csv, SuggestsTheNearestFileName) {
  Folder folder;
  write_whole(folder / "groups.csv", "a,b\n1,2\n");
  EXPECT_THAT(to_text(problems_of([&] { read(folder / "gruops.csv"); }).at(0)),
              HasSubstr("groups.csv"));
}

TEST(Csv, RoundTripsEveryNumberAndText) {
  Folder folder;
  Table t;
  t.add(Column::of("名称", std::vector<std::string>{"a,b", "say \"x\"", "", "太原", "z"}));
  t.add(Column::of("v", std::vector<double>{0.1 + 0.2, -1e-300, 7, 123456789012345.6, missing}));
  for (const char* encoding : {"UTF-8", "GB18030", "UTF-16LE"}) {
    CsvOptions o;
    o.encoding = encoding;
    write_csv(folder / "t.csv", t, o);
    const Table back = read(folder / "t.csv");
    EXPECT_EQ(back.column("名称").texts, t.column("名称").texts) << encoding;
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_EQ(back.column("v").numbers[i], t.column("v").numbers[i]) << encoding;
    EXPECT_EQ(back.column("v").mark(4), Mark::missing);
  }
}

TEST(Csv, RefusesToWriteACharacterThatTheEncodingLacks) {
  Table t;
  t.add(Column::of("a", std::vector<std::string>{"😀"}));
  CsvOptions o;
  o.encoding = "GBK";
  EXPECT_EQ(problems_of([&] { to_csv(t, o); }).at(0).code, "YG1005");
}

TEST(Csv, SaysWhatIsWrongWithTheReadingOptionsAllTogether) {
  Value table = Value::table();
  table.set("files", Value::of("a.csv"));
  table.set("sheeet", Value::of("x"));
  table.set("unique", Value::of("last"));
  std::vector<Problem> problems;
  read_options<ReadOptions>(table, "source.a", problems);
  EXPECT_EQ(problems.size(), 2U);
}

}  // namespace
}  // namespace yugong::data
