#include "yugong/report/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "yugong/report/data_tables.hpp"
#include "yugong/report/svg.hpp"

namespace yugong::report {
namespace {

using testing::HasSubstr;
using testing::Not;

Page small_page() {
  Page page;
  page.title = {"A <study>", "一项研究"};
  page.simulated = true;
  Frame frame;
  frame.add("term", std::vector<std::string>{"a", "<b>"}).add("nobs", {1, missing});
  Problem problem = warning("YG3002", {"4 clusters", "仅 4 个聚类"}, {"use wild()", "请用 wild()"});
  problem.place.file = "study.toml";
  problem.place.line = 12;
  page.sections = {{"overview", {}, {Block::facts({{{"Rows", "行数"}, "504"}})}},
                   {"data",
                    {},
                    {Block::data(frame, {"Steps", "步骤"}, 1),
                     cell_map({"太原"}, {2010, 2011}, {0, 0.5}, {"Filled", "插补"})}},
                   {"figures",
                    {},
                    {Block::figure("<svg width='2' height='3'><g id='x'/><use href='#x'/></svg>",
                                   {"F", "图"},
                                   {"alt \"q\"", ""})}},
                   {"notes", {}, {Block::messages({problem})}},
                   {"tables", {}, {}}};
  return page;
}

TEST(Page, stands_alone_in_chinese) {
  const std::string html = to_html(small_page());

  EXPECT_THAT(html, HasSubstr("<html lang=\"zh-CN\">"));
  EXPECT_THAT(html, HasSubstr("本研究使用模拟数据"));
  EXPECT_THAT(html, HasSubstr("<h2 id=\"data-title\">数据</h2>"));
  EXPECT_THAT(html, HasSubstr("显示其余各行 (1)"));
  EXPECT_THAT(html, HasSubstr("位置：study.toml:12"));
  EXPECT_THAT(html, Not(HasSubstr("http://")));
  EXPECT_THAT(html, Not(HasSubstr("https://")));
}

TEST(Page, speaks_english_and_escapes_what_it_is_given) {
  const std::string html =
      to_html(small_page(), {.lang = Lang::en, .both_captions = false, .words = {}});

  EXPECT_THAT(html, HasSubstr("<title>A &lt;study&gt;</title>"));
  EXPECT_THAT(html, HasSubstr("To mend: use wild()"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">&lt;b&gt;</th><td class=\"n\"></td>"));
}

TEST(Page, shows_the_labels_of_its_language_and_large_numbers_in_full) {
  Frame frame;
  frame.add("variable", std::vector<std::string>{"gdp"});
  frame.add("label_zh", std::vector<std::string>{"生产总值"});
  frame.add("label", std::vector<std::string>{"Output"})
      .add("max", std::vector<double>{76097912.4});
  Page page;
  page.sections = {{"data", {}, {Block::data(frame, {"Variables", "变量"})}}};

  const std::string html = to_html(page);

  EXPECT_THAT(html, HasSubstr("<td>生产总值</td><td class=\"n\">76097912</td>"));
  EXPECT_THAT(html, Not(HasSubstr("Output")));
}

TEST(Page, leaves_out_sections_without_blocks) {
  EXPECT_THAT(to_html(small_page()), Not(HasSubstr("id=\"tables\"")));
}

TEST(Page, shows_the_share_of_cells_filled_as_text_and_shade) {
  const std::string html = to_html(small_page());

  EXPECT_THAT(html, HasSubstr("<th scope=\"row\">太原</th><td></td><td class=\"s3\">50%</td>"));
}

TEST(Page, a_map_of_cells_of_the_wrong_size_is_refused) {
  EXPECT_THROW(cell_map({"a"}, {1, 2}, {0.5}, {}), Error);
}

TEST(Page, says_words_of_the_program_in_the_language_of_the_reader) {
  Frame frame;
  frame.add("term", std::vector<std::string>{"so2"})
      .add("label", std::vector<std::string>{"so2"})
      .add("direction", std::vector<std::string>{"negative"})
      .add("weight", std::vector<double>{0.123456789});
  Page page;
  page.sections.push_back({"indices", {}, {Block::data(frame, {"Index", "指数"})}});
  PageOptions options;
  options.lang = Lang::zh;

  const std::string html = to_html(page, options);

  EXPECT_THAT(html, HasSubstr("<td>负向</td>"));
  EXPECT_THAT(html, Not(HasSubstr("negative")));
  EXPECT_THAT(html, HasSubstr(">0.1235</td>"));
  EXPECT_THAT(html, Not(HasSubstr("<td>so2</td>"))) << "a label that repeats the name";
}

TEST(Page, links_to_every_table_of_the_paper) {
  Table table;
  table.id = "t4";
  table.number = "4";
  table.title = {"Benchmark", "基准回归"};
  table.header = {{{Text("a"), 1, false}}};
  Page page;
  page.sections.push_back({"tables", {}, {Block::of(table)}});
  PageOptions options;
  options.lang = Lang::zh;

  const std::string html = to_html(page, options);

  EXPECT_THAT(html, HasSubstr("<a href=\"#t4\">表 4  基准回归</a>"));
  EXPECT_THAT(html, HasSubstr("id=\"t4\""));
}

TEST(Svg, gets_its_own_ids_a_name_and_the_width_of_the_page) {
  const std::string svg = inline_svg(
      "<?xml version='1.0'?><svg width='2' height='3' "
      "id='s'><title>Gnuplot</title><script>x</script><g id='p' fill='url(#p)'/>"
      "<use xlink:href='#p'/></svg>",
      "f1-",
      "a \"map\"");

  EXPECT_EQ(svg,
            "<svg id=\"f1-s\" viewBox=\"0 0 2 3\" role=\"img\" aria-label=\"a &quot;map&quot;\"><g "
            "id=\"f1-p\" "
            "fill=\"url(#f1-p)\"/><use xlink:href=\"#f1-p\"/></svg>");
}

TEST(Svg, what_is_no_svg_becomes_nothing) {
  EXPECT_EQ(inline_svg("<html/>", "a", "b"), "");
}

}  // namespace
}  // namespace yugong::report
