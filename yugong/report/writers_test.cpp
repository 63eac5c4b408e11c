#include "yugong/report/writers.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>
#include <zip.h>

#include "yugong/report/data_tables.hpp"
#include "yugong/report/regression_table.hpp"
#include "yugong/report/sample_results.hpp"

namespace yugong::report {
namespace {

using testing::HasSubstr;
using testing::Not;

const char* const hostile = "<b>&\"' \\ _ % $ # { } ~ ^ | *";

Table benchmark() {
  const Result one = sample::base1(), two = sample::base2();
  TableContext context;
  context.id = "t4";
  context.number = "4";
  context.title = {"Benchmark regression", "基准回归结果"};
  context.unit = "city";
  context.time = "year";
  RegressionTableOptions options;
  options.show = {"NQP"};
  return regression_table(
      std::vector<RegressionColumn>{{.result = &one}, {.result = &two}}, options, context);
}

Table with_label(const std::string& label) {
  Table table;
  table.id = "t1";
  table.number = "1";
  table.title = Text(label);
  table.header = {{{Text(label), 1, false}, {Text("x"), 1, false}}};
  table.rows.push_back({RowKind::values, {Cell::of(Text(label)), Cell::of(1.5, 3)}});
  table.notes = {Text(label)};
  return table;
}

/// Parts of a zip archive in memory.
std::map<std::string, std::string> unzip(const std::string& bytes) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  std::map<std::string, std::string> parts;
  if (archive == nullptr) return parts;
  for (zip_int64_t i = 0; i < zip_get_num_entries(archive, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat);
    std::string part(stat.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    zip_fread(file, part.data(), part.size());
    zip_fclose(file);
    parts[stat.name] = std::move(part);
  }
  zip_discard(archive);
  return parts;
}

bool well_formed(const std::string& xml) {
  pugi::xml_document document;
  return static_cast<bool>(document.load_buffer(xml.data(), xml.size()));
}

std::string text_of(const std::string& xml) {
  pugi::xml_document document;
  document.load_buffer(xml.data(), xml.size());
  std::string all;
  for (const auto& node : document.select_nodes("//w:t"))
    all += std::string(node.node().text().get()) + "|";
  return all;
}

TEST(Terminal, prints_three_lines_and_pads_chinese_by_width) {
  EXPECT_EQ(to_terminal(benchmark()),
            "    表 4  基准回归结果\n"
            "━━━━━━━━━━━━━━━━━━━━━━━━━━\n"
            "变量        (1)      (2)\n"
            "            CEE      CEE\n"
            "──────────────────────────\n"
            "NQP       0.255**  0.230**\n"
            "          (2.367)  (2.003)\n"
            "控制变量    否       是\n"
            "时间固定    是       是\n"
            "个体固定    是       是\n"
            "样本量      504      504\n"
            "组内 R²    0.374    0.425\n"
            "━━━━━━━━━━━━━━━━━━━━━━━━━━\n"
            "注：***、**、* 分别表示 1%、5%、10% 的显著性水平，括号内为 t 值。\n"
            "标准误：同方差（iid）。\n");
}

TEST(Markdown, is_a_pipe_table_in_english) {
  WriteOptions options;
  options.lang = Lang::en;

  EXPECT_EQ(to_markdown(benchmark(), options),
            "**Table 4. Benchmark regression**\n\n"
            "| Variable | (1) CEE | (2) CEE |\n"
            "|:---|:---:|:---:|\n"
            "| NQP | 0.255\\*\\* | 0.230\\*\\* |\n"
            "|  | (2.367) | (2.003) |\n"
            "| Controls | No | Yes |\n"
            "| Time FE | Yes | Yes |\n"
            "| Unit FE | Yes | Yes |\n"
            "| N | 504 | 504 |\n"
            "| Within R² | 0.374 | 0.425 |\n"
            "\nNote: t statistics in parentheses; \\*\\*\\*, \\*\\*, \\* denote significance at "
            "1%, 5%, 10%.\n"
            "\nStandard errors: classical (iid).\n");
}

TEST(Csv, is_the_table_as_printed_with_a_byte_order_mark) {
  const std::string csv = to_csv(benchmark());

  EXPECT_THAT(csv,
              HasSubstr("\xEF\xBB\xBF表 4  "
                        "基准回归结果\r\n变量,(1),(2)\r\n,CEE,CEE\r\nNQP,0.255**,0.230**\r\n,(2."
                        "367),(2.003)\r\n"));
}

TEST(Csv, text_that_a_spreadsheet_would_run_is_disarmed_and_negative_numbers_are_not) {
  Table table = with_label("=cmd|' /C calc'!A0");
  table.rows[0].cells[1] = Cell::of(-1.5, 3);
  table.rows[0].cells[1].stars = "**";

  const std::string csv = to_csv(table);

  EXPECT_THAT(csv, HasSubstr("'=cmd|' /C calc'!A0,-1.500**\r\n"));
}

TEST(Latex, has_one_caption_for_both_languages) {
  WriteOptions options;
  options.both_captions = true;

  const std::string latex = to_latex(benchmark(), options);

  EXPECT_THAT(latex, HasSubstr("\\caption*{表 4  基准回归结果\\\\ Table 4. Benchmark regression}"));
}

TEST(Latex, has_three_rules_and_a_note) {
  const std::string latex = to_latex(benchmark());

  EXPECT_THAT(latex, HasSubstr("\\caption*{表 4  基准回归结果}"));
  EXPECT_THAT(
      latex,
      HasSubstr(
          "\\begin{tabular}{lcc}\n\\toprule\n变量 & (1) & (2) \\\\\n & CEE & CEE \\\\\n\\midrule\n"
          "NQP & 0.255** & 0.230** \\\\\n & (2.367) & (2.003) \\\\\n"));
  EXPECT_THAT(latex, HasSubstr("组内 R$^2$ & 0.374 & 0.425 \\\\\n\\bottomrule\n"));
  EXPECT_THAT(latex, HasSubstr("\\item 注：***"));
}

TEST(Latex, sets_minus_signs_groups_and_raised_stars) {
  Table table = with_label("x");
  table.header.insert(table.header.begin(), {{Text("All"), 2, true}});
  table.rows[0].cells[1] = Cell::of(-1.5, 3);
  table.rows[0].cells[1].stars = "*";
  table.superscript_stars = true;

  const std::string latex = to_latex(table);

  EXPECT_THAT(latex, HasSubstr("$-$1.500\\textsuperscript{*}"));
  EXPECT_THAT(latex, HasSubstr("\\multicolumn{2}{c}{All} \\\\\n\\cmidrule(lr){1-2}\n"));
}

TEST(Latex, escapes_every_special_character) {
  const std::string latex = to_latex(with_label(hostile));

  EXPECT_THAT(latex,
              HasSubstr("\\textless{}b\\textgreater{}\\&\"' \\textbackslash{} \\_ \\% \\$ \\# \\{ "
                        "\\} \\textasciitilde{} "
                        "\\textasciicircum{} | *"));
}

TEST(Latex, an_english_document_takes_chinese_fonts_only_when_it_needs_them) {
  const Table english = with_label("plain"), chinese = with_label("太原");
  WriteOptions options;
  options.lang = Lang::en;

  EXPECT_THAT(to_latex_document({&english}, options), HasSubstr("\\documentclass{article}"));
  EXPECT_THAT(to_latex_document({&chinese}, options), HasSubstr("scheme=plain]{ctexart}"));
}

TEST(Html, names_every_header_and_reads_why_a_cell_is_blank) {
  const Result one = sample::base1(), two = sample::base2();
  RegressionTableOptions shown;
  shown.show = {"POP"};

  const std::string html = to_html(regression_table({&one, &two}, shown));

  EXPECT_THAT(html, HasSubstr("scope=\"rowgroup\" rowspan=\"2\">POP</th>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\" class=\"c\">(1)</th>"));
  EXPECT_THAT(
      html,
      HasSubstr("title=\"该模型不含此变量\"><span class=\"unseen\">该模型不含此变量</span></td>"));
  EXPECT_THAT(html, HasSubstr("data-value=\"0.3\">0.300</td>"));
  EXPECT_TRUE(well_formed(html));
}

TEST(Html, escapes_hostile_labels) {
  const std::string html = to_html(with_label(hostile));

  EXPECT_THAT(html, Not(HasSubstr("<b>")));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;&amp;&quot;&#39;"));
  EXPECT_TRUE(well_formed(html));
}

TEST(Html, a_document_stands_alone) {
  const Table table = benchmark();

  const std::string html = to_html_document({&table});

  EXPECT_THAT(html, HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(html, Not(HasSubstr("http")));
}

TEST(Markdown, escapes_hostile_labels) {
  EXPECT_THAT(to_markdown(with_label(hostile)),
              HasSubstr("| &lt;b>&\"' \\\\ \\_ % \\$ # { } \\~ ^ \\| \\* | 1.500 |"));
}

TEST(Captions, come_in_both_languages_when_asked) {
  Table table = benchmark();
  table.simulated = true;
  WriteOptions options;
  options.both_captions = true;

  EXPECT_THAT(caption_of(table, options),
              testing::ElementsAre("表 4  基准回归结果（模拟数据）",
                                   "Table 4. Benchmark regression (simulated data)"));
}

TEST(Docx, is_a_real_table_with_three_lines_and_repeating_headers) {
  const Table table = benchmark();

  const auto parts =
      unzip(to_docx({DocxBlock::heading({"Results", "结果"}), DocxBlock::of(table)}));

  ASSERT_TRUE(parts.contains("word/document.xml"));
  for (const auto& [name, xml] : parts) EXPECT_TRUE(well_formed(xml)) << name;
  const std::string& document = parts.at("word/document.xml");
  EXPECT_THAT(
      text_of(document),
      HasSubstr("表 4  基准回归结果|变量|(1)|(2)|CEE|CEE|NQP|0.255|**|0.230|**|(2.367)|(2.003)|"));
  EXPECT_THAT(document, HasSubstr("<w:tblHeader"));
  EXPECT_THAT(document, HasSubstr("<w:tblStyle w:val=\"YugongTable\""));
  EXPECT_THAT(document, HasSubstr("<w:bottom w:val=\"single\" w:sz=\"6\""));
  EXPECT_THAT(parts.at("word/styles.xml"), HasSubstr("<w:top w:val=\"single\" w:sz=\"12\""));
  EXPECT_THAT(parts.at("word/styles.xml"), HasSubstr("w:eastAsia=\"宋体\""));
}

TEST(Docx, escapes_hostile_labels_and_drops_control_characters) {
  const Table table = with_label(std::string(hostile) + "\x01");

  const auto parts = unzip(to_docx({DocxBlock::of(table)}));

  EXPECT_THAT(text_of(parts.at("word/document.xml")), HasSubstr(std::string(hostile) + "|"));
}

TEST(Docx, the_same_tables_give_the_same_bytes) {
  const Table table = benchmark();

  EXPECT_EQ(to_docx({DocxBlock::of(table)}), to_docx({DocxBlock::of(table)}));
}

TEST(Docx, a_picture_that_is_no_png_is_refused) {
  try {
    to_docx({DocxBlock::picture("GIF89a", {"a", "甲"}, {"b", "乙"})});
    FAIL() << "was accepted";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG4025");
  }
}

TEST(Xlsx, keeps_numbers_at_full_precision_under_formats_that_show_stars) {
  const Table table = benchmark();

  const auto parts = unzip(to_xlsx({&table}));

  for (const auto& [name, xml] : parts) EXPECT_TRUE(well_formed(xml)) << name;
  ASSERT_TRUE(parts.contains("xl/worksheets/sheet1.xml"));
  EXPECT_THAT(parts.at("xl/worksheets/sheet1.xml"), HasSubstr("<v>0.2301874"));
  EXPECT_THAT(parts.at("xl/styles.xml"), HasSubstr("0.000&quot;**&quot;"));
  EXPECT_THAT(parts.at("xl/styles.xml"), HasSubstr("&quot;(&quot;0.000&quot;)&quot;"));
  EXPECT_THAT(parts.at("xl/workbook.xml"), HasSubstr("name=\"表4\""));
  EXPECT_THAT(parts.at("xl/workbook.xml"), HasSubstr("name=\"表4 数据\""));
  EXPECT_TRUE(parts.contains("xl/worksheets/sheet2.xml"));
}

TEST(Xlsx, puts_the_sign_of_a_number_inside_its_parentheses) {
  Table table = benchmark();
  Cell statistic = Cell::of(-0.477, 3);
  statistic.prefix = "(";
  statistic.suffix = ")";
  table.rows[1].cells[1] = statistic;

  const auto parts = unzip(to_xlsx({&table}));

  EXPECT_THAT(parts.at("xl/styles.xml"), HasSubstr(";&quot;(&quot;-0.000&quot;)&quot;"));
}

TEST(Xlsx, names_of_sheets_are_made_fit_and_unique) {
  Table one = benchmark(), two = benchmark();
  one.number = two.number = "a/b:c";

  const auto parts = unzip(to_xlsx({&one, &two}));

  EXPECT_THAT(parts.at("xl/workbook.xml"), HasSubstr("name=\"表a_b_c\""));
  EXPECT_THAT(parts.at("xl/workbook.xml"), HasSubstr("name=\"表a_b_c 2\""));
}

TEST(Writers, a_table_whose_rows_differ_in_width_is_refused) {
  Table table = benchmark();
  table.rows[1].cells.pop_back();

  EXPECT_THROW(to_html(table), Error);
  EXPECT_THROW(to_xlsx({&table}), Error);
}

}  // namespace
}  // namespace yugong::report
