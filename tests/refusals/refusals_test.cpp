// Every kind of wrong input: which problem is reported, where it points, and that it says how to
// mend it in both languages.
#include <csignal>
#include <functional>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "yugong/study/methods.hpp"
#include "yugong/study/run.hpp"
#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

/// One wrong input: what is done to a good study, and what must be said.
struct Refusal {
  std::string name;
  std::function<void(const StudyFolder&)> spoil;
  std::string code;
  int line = 0;      ///< of the study file; 0: the place is another file, or the path of an entry
  std::string says;  ///< part of the English sentence or advice
  std::string study = "";  ///< the file given; empty: the good one
};

void PrintTo(const Refusal& r, std::ostream* out) {
  *out << r.name;
}

Refusal edited(std::string name,
               const std::string& from,
               const std::string& to,
               std::string code,
               int line,
               std::string says) {
  return {std::move(name),
          [=](const StudyFolder& f) { f.edit(from, to); },
          std::move(code),
          line,
          std::move(says)};
}

Refusal with_data(std::string name,
                  const std::string& from,
                  const std::string& to,
                  std::string code,
                  std::string says) {
  return {std::move(name),
          [=](const StudyFolder& f) {
            std::string all = f.text("panel.csv");
            const std::size_t at = all.find(from);
            if (at == std::string::npos)
              throw std::runtime_error("the data have no '" + from + "'");
            f.write("panel.csv", all.replace(at, from.size(), to));
          },
          std::move(code),
          0,
          std::move(says)};
}

/// All problems of a study, wherever they come out: reading, planning, checking, or running.
std::vector<Problem> problems_of(const std::string& study) {
  try {
    const Plan p = plan(read(study));
    RunOptions options;
    options.formats = {"md"};
    std::vector<Problem> all;
    for (const StepOutcome& step : run(p, Executor::serial(), options).steps) {
      all.insert(all.end(), step.problems.begin(), step.problems.end());
    }
    return all;
  } catch (const Error& e) {
    return e.problems();
  }
}

std::string column_of(const std::string& csv, const std::string& value) {
  std::string out;
  std::size_t begin = 0;
  while (begin < csv.size()) {
    const std::size_t end = csv.find('\n', begin);
    out += csv.substr(begin, end - begin) + "," + (begin == 0 ? "blank" : value) + "\n";
    begin = end + 1;
  }
  return out;
}

std::string rows_with(const std::string& csv, const std::string& part) {
  std::string out = csv.substr(0, csv.find('\n') + 1);
  std::size_t begin = out.size();
  while (begin < csv.size()) {
    const std::size_t end = csv.find('\n', begin);
    const std::string line = csv.substr(begin, end - begin + 1);
    if (line.find(part) != std::string::npos) out += line;
    begin = end + 1;
  }
  return out;
}

std::vector<Refusal> files() {
  return {
      {"no_such_study",
       [](const StudyFolder& f) { std::filesystem::remove(f.study()); },
       "YG1001",
       0,
       "exist"},
      {"study_is_a_folder", [](const StudyFolder&) {}, "YG1002", 0, "folder", "."},
      {"study_is_empty",
       [](const StudyFolder& f) { f.write("study.toml", " \n\n"); },
       "YG2006",
       0,
       "yugong new"},
      {"study_in_gbk",
       [](const StudyFolder& f) {
         f.write("study.toml", "[study]\ntitle = \"\xD1\xD0\xBE\xBF\"\n");
       },
       "YG2004",
       0,
       "GBK"},
      {"study_in_utf16",
       [](const StudyFolder& f) { f.write("study.toml", std::string("\xFF\xFE[\0s\0", 6)); },
       "YG2004",
       0,
       "UTF-16"},
      {"study_is_a_workbook",
       [](const StudyFolder& f) { f.write("study.toml", std::string("PK\x03\x04\0\xFF\xFE", 7)); },
       "YG2004",
       0,
       "yugong look"},
      {"study_is_broken_json",
       [](const StudyFolder& f) { f.write("study.toml", "{\"panel\": "); },
       "YG2001",
       0,
       ""},
      {"data_file_missing",
       [](const StudyFolder& f) { f.edit("panel.csv", "pannel.csv"); },
       "YG1001",
       9,
       "pannel.csv"},
      {"pattern_without_files",
       [](const StudyFolder& f) { f.edit("panel.csv", "raw/*.csv"); },
       "YG1010",
       9,
       "raw"},
      {"data_file_empty", [](const StudyFolder& f) { f.write("panel.csv", ""); }, "", 0, ""},
      {"environment_not_set",
       [](const StudyFolder& f) { f.edit("panel.csv", "${YUGONG_NO_SUCH}/panel.csv"); },
       "YG0104",
       9,
       "export YUGONG_NO_SUCH"},
      {"aliases_missing",
       [](const StudyFolder& f) {
         f.edit("[derive]", "[prepare]\naliases = \"none.csv\"\n[derive]");
       },
       "YG1001",
       11,
       "none.csv"},
      {"out_holds_other_files",
       [](const StudyFolder& f) { f.write("out/thesis.docx", "mine"); },
       "YG4013",
       0,
       "--out"},
      {"out_is_a_file",
       [](const StudyFolder& f) { f.write("out", "a file"); },
       "YG4001",
       0,
       "folder"},
  };
}

std::vector<Refusal> syntax() {
  return {
      edited("full_width_equals", "seed = 7", "seed ＝ 7", "YG2003", 4, "Write:  seed = 7"),
      edited("full_width_colon", "seed = 7", "seed：7", "YG2003", 4, "Write:  seed = 7"),
      edited("typographic_quotes",
             "unit = \"city\"",
             "unit = “city”",
             "YG2003",
             6,
             "Write:  unit = \"city\""),
      edited("bare_chinese_key",
             "ratio = \"x / gdp\"",
             "比率 = \"x / gdp\"",
             "YG2003",
             11,
             "\"比率\" = \"x / gdp\""),
      edited("bracket_alone", "[derive]", "[", "YG2003", 10, "name of a table"),
      edited("key_twice", "seed = 7", "seed = 7\nseed = 8", "YG2005", 5, "Keep one"),
      edited("quote_not_closed",
             "title = \"A small study\"",
             "title = \"A small study",
             "YG2002",
             3,
             "quote"),
      edited("text_without_quotes", "unit = \"city\"", "unit = city", "YG2002", 6, "needs quotes"),
      edited("list_not_closed", "[\"x\", \"z\"]", "[\"x\", \"z\"", "YG2002", 0, "]"),
      edited("format_of_the_future", "yugong = 1", "yugong = 9", "YG2007", 1, "yugong = 1"),
  };
}

std::vector<Refusal> names() {
  return {
      edited("unknown_section", "[derive]", "[derived]", "YG2201", 10, "derive"),
      edited("misspelt_option", "seed = 7", "sede = 7", "YG2201", 4, "seed"),
      edited("misspelt_option_of_a_source",
             "files = ",
             "encodng = \"gbk\"\nfiles = ",
             "YG2201",
             9,
             "encoding"),
      edited("misspelt_option_of_a_method",
             "method = \"entropy\"",
             "metod = \"entropy\"",
             "YG2201",
             13,
             "method"),
      edited("misspelt_default", "vcov = \"iid\"", "vcv = \"iid\"", "YG2201", 24, "vcov"),
      edited("wrong_type_number", "seed = 7", "seed = \"seven\"", "YG2202", 4, "number"),
      edited("wrong_type_text", "unit = \"city\"", "unit = 3", "YG2202", 6, "quotes"),
      edited("wrong_type_section", "[derive]\nratio = \"x / gdp\"", "derive = 4", "", 0, ""),
      edited("negative_seed", "seed = 7", "seed = -7", "YG2202", 4, ""),
      edited("choice_unknown",
             "method = \"entropy\"",
             "method = \"entropi\"",
             "YG2204",
             13,
             "entropy"),
      edited("range_backwards",
             "time = \"year\"",
             "time = \"year\"\nrange = [2017, 2010]",
             "YG2203",
             8,
             "range = [2010, 2017]"),
      edited("range_of_one", "time = \"year\"", "time = \"year\"\nrange = [2017]", "YG2205", 8, ""),
      edited("panel_without_time", "time = \"year\"\n", "", "YG2206", 5, "time"),
      edited("source_without_files", "files = \"panel.csv\"\n", "", "YG2206", 8, "files"),
      edited("no_source", "[source.main]\nfiles = \"panel.csv\"\n", "", "YG2206", 0, "[source"),
      edited("unknown_variable_in_formula",
             "y ~ x | city + year",
             "y ~ xx | city + year",
             "YG2104",
             26,
             "yugong look"),
      edited("unknown_variable_in_derive", "x / gdp", "x / gdpp", "YG2104", 11, "gdp"),
      edited("unknown_variable_in_index",
             "positive = [\"x\", \"z\"]",
             "positive = [\"x\", \"zz\"]",
             "YG2104",
             14,
             "z"),
      edited("unknown_variable_in_where", "year >= 2012", "yaer >= 2012", "YG2104", 28, "year"),
      edited("unknown_split", "split = \"region\"", "split = \"regoin\"", "YG2104", 29, "region"),
      edited("unknown_cluster",
             "vcov = \"iid\"",
             "vcov = \"cluster(town)\"",
             "YG2104",
             24,
             "yugong look"),
      edited("unknown_set", "@controls", "@control", "YG2105", 27, "controls"),
      edited("name_defined_twice", "[index.IDX]", "[index.ratio]", "YG2106", 12, "another name"),
      edited("name_hides_a_column",
             "ratio = \"x / gdp\"",
             "co2 = \"x / gdp\"\nratio = \"z\"",
             "YG2106",
             11,
             "another name"),
      edited("definitions_in_a_circle",
             "ratio = \"x / gdp\"",
             "ratio = \"x / other\"\nother = \"ratio + 1\"",
             "YG2107",
             0,
             "name"),
      edited("like_in_a_circle",
             "base1 = \"y ~ x | city + year\"",
             "base1 = { like = \"region\" }",
             "YG2107",
             0,
             "own keys"),
      edited("like_nobody", "like = \"base2\"", "like = \"bse2\"", "YG2108", 28, "base2"),
      edited("table_of_a_missing_model",
             "[\"base1\", \"base2\"]",
             "[\"base1\", \"base3\"]",
             "YG2108",
             32,
             "base"),
      edited("swap_of_an_absent_variable",
             "where = \"year >= 2012\"",
             "swap = { q = \"x\" }",
             "YG2104",
             28,
             "not in the formula"),
      edited("later_kind",
             "base1 = \"y ~ x | city + year\"",
             "base1 = { kind = \"threshold\", formula = \"y ~ x\" }",
             "YG2111",
             26,
             "does not have"),
      edited("unknown_kind",
             "base1 = \"y ~ x | city + year\"",
             "base1 = { kind = \"ffe\", formula = \"y ~ x\" }",
             "YG2112",
             26,
             "fe"),
      edited("unknown_kind_of_table",
             "kind = \"summary\"",
             "kind = \"sumary\"",
             "YG2112",
             31,
             "summary"),
      edited("unknown_word_of_the_style",
             "[table]",
             "[style]\nwords = { yess = \"√\" }\n[table]",
             "YG2201",
             31,
             "yes"),
      edited("unknown_standard_errors",
             "vcov = \"iid\"",
             "vcov = \"clusterd(city)\"",
             "YG2255",
             24,
             "cluster"),
      edited("columns_of_a_summary",
             "vars = [\"y\", \"x\"]",
             "columns = [\"y\"]",
             "YG2201",
             31,
             "vars"),
      edited("order_without_split",
             "where = \"year >= 2012\"",
             "order = [\"north\"]",
             "YG2206",
             28,
             "split"),
      edited("expression_cut_short", "x / gdp", "x / ", "YG2040", 11, ""),
      edited("expression_not_closed", "x / gdp", "ln(x", "", 11, ""),
      edited("unknown_function", "x / gdp", "lnn(x)", "YG2140", 11, "ln"),
      edited("condition_that_is_none", "year >= 2012", "year - 2012", "YG2244", 28, ""),
  };
}

std::vector<Refusal> data() {
  return {
      with_data("text_in_a_number_column", ",4\n", ",four\n", "YG1107", "not a number"),
      with_data("key_twice_in_the_data", "Aa,2011", "Aa,2010", "YG1302", "Aa"),
      with_data("year_as_text", "Aa,2010", "Aa,first", "", ""),
      with_data("year_with_a_fraction", "Aa,2010", "Aa,2010.5", "YG1304", ""),
      with_data("key_missing", "Aa,2010", ",2010", "YG1303", ""),
      with_data("key_column_named_otherwise", "city,year", "town,year", "YG1321", "unit"),
      edited("range_without_rows",
             "time = \"year\"",
             "time = \"year\"\nrange = [1990, 1995]",
             "YG1323",
             5,
             "2010"),
      edited("expected_shape",
             "time = \"year\"",
             "time = \"year\"\nexpect = { units = 7 }",
             "YG1322",
             5,
             "units = 6"),
      edited("no_row_left_by_a_filter",
             "[derive]",
             "[prepare]\nfilter = \"year > 2050\"\n[derive]",
             "YG1406",
             11,
             ""),
      edited("no_row_left_in_a_model", "year >= 2012", "year >= 2050", "YG1206", 28, ""),
      edited("group_that_does_not_occur",
             "split = \"region\"",
             "split = \"region\", order = [\"noth\"]",
             "YG1207",
             29,
             "north"),
      edited("constant_indicator",
             "positive = [\"x\", \"z\"]",
             "positive = [\"x\", \"flat\"]",
             "YG3201",
             0,
             ""),
      edited("indicator_twice",
             "positive = [\"x\", \"z\"]",
             "positive = [\"x\", \"x\"]",
             "YG3202",
             0,
             ""),
      edited("text_indicator",
             "positive = [\"x\", \"z\"]",
             "positive = [\"x\", \"region\"]",
             "",
             0,
             ""),
      {"all_missing_variable",
       [](const StudyFolder& f) {
         f.write("panel.csv", column_of(f.text("panel.csv"), ""));
         f.edit("positive = [\"x\", \"z\"]", "positive = [\"x\", \"blank\"]");
       },
       "YG3203",
       0,
       ""},
      {"regressor_all_missing",
       [](const StudyFolder& f) {
         f.write("panel.csv", column_of(f.text("panel.csv"), ""));
         f.edit("y ~ x | city + year", "y ~ blank | city + year");
       },
       "YG3101",
       0,
       ""},
      {"negative_input",
       [](const StudyFolder& f) {
         f.edit("[derive]", "[derive]\nminus = \"0 - labour\""),
             f.edit("[\"labour\"]", "[\"minus\"]");
       },
       "YG3302",
       0,
       ""},
      {"zero_good_output",
       [](const StudyFolder& f) {
         f.edit("[derive]", "[derive]\nnone = \"0 * gdp\""), f.edit("[\"gdp\"]", "[\"none\"]");
       },
       "",
       0,
       ""},
      {"one_unit",
       [](const StudyFolder& f) { f.write("panel.csv", rows_with(f.text("panel.csv"), "Aa,")); },
       "",
       0,
       ""},
      {"one_period",
       [](const StudyFolder& f) { f.write("panel.csv", rows_with(f.text("panel.csv"), ",2010,")); },
       "",
       0,
       ""},
      edited("more_parameters_than_rows",
             "where = \"year >= 2012\"",
             "where = \"year >= 2017 and region == 'north'\"",
             "",
             0,
             ""),
      edited("text_as_outcome", "y ~ x | city + year", "region ~ x | city + year", "", 26, ""),
  };
}

std::vector<Refusal> all() {
  std::vector<Refusal> out;
  for (const auto& list : {files(), syntax(), names(), data()})
    out.insert(out.end(), list.begin(), list.end());
  return out;
}

class Refusals : public testing::TestWithParam<Refusal> {};

TEST_P(Refusals, say_what_where_and_how_to_mend) {
  const Refusal& refusal = GetParam();
  const StudyFolder folder;
  refusal.spoil(folder);

  std::vector<Problem> problems =
      problems_of(refusal.study.empty() ? folder.study() : folder.path(refusal.study));

  std::string told;
  for (const Problem& p : problems) told += to_text(p) + "\n";
  std::erase_if(problems, [](const Problem& p) { return p.level == Level::note; });
  ASSERT_FALSE(problems.empty()) << "nothing was reported\n" << told;
  const auto found = std::find_if(problems.begin(), problems.end(), [&](const Problem& p) {
    const bool right_code = refusal.code.empty() || p.code == refusal.code;
    return right_code && (refusal.line == 0 || p.place.line == refusal.line);
  });
  ASSERT_NE(found, problems.end())
      << "expected " << refusal.code << " at line " << refusal.line << ", but:\n"
      << told;
  EXPECT_TRUE(found->place.known()) << told;
  EXPECT_FALSE(found->what.en.empty() || found->what.zh.empty()) << told;
  EXPECT_FALSE(found->mend.en.empty() || found->mend.zh.empty()) << told;
  EXPECT_NE((found->what.en + found->mend.en).find(refusal.says), std::string::npos) << told;
  const auto& registered = codes();
  EXPECT_TRUE(std::any_of(registered.begin(),
                          registered.end(),
                          [&](const CodeInfo& c) { return c.code == found->code; }))
      << found->code << " is not in the list of codes";
}

INSTANTIATE_TEST_SUITE_P(Input, Refusals, testing::ValuesIn(all()), [](const auto& one) {
  return one.param.name;
});

TEST(Refusals, there_are_more_than_forty) {
  EXPECT_GE(all().size(), 40U);
}

TEST(Refusals, the_good_study_has_no_problem) {
  const StudyFolder folder;

  const std::vector<Problem> problems = problems_of(folder.study());

  for (const Problem& p : problems) EXPECT_NE(p.level, Level::error) << to_text(p);
}

/// No file may grow beyond a few bytes while this lives: what a full disk looks like to a program.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    rlimit full = before_;
    full.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &full);
  }

  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(Refusals, a_full_disk_leaves_the_last_outputs_in_place) {
  const StudyFolder folder;
  ASSERT_FALSE(problems_of(folder.study()).empty() &&
               !std::filesystem::exists(folder.path("out/report.html")));
  const std::string manifest = folder.text("out/manifest.json");
  const std::string table = folder.text("out/tables/t2.md");
  folder.edit("y ~ x | city + year", "y ~ x + labour | city + year");

  std::vector<Problem> problems;
  {
    const FullDisk full(1500);
    problems = problems_of(folder.study());
  }

  const auto told = std::find_if(problems.begin(), problems.end(), [](const Problem& p) {
    return p.code == "YG4001" && p.level == Level::error;
  });
  ASSERT_NE(told, problems.end());
  EXPECT_NE(told->mend.en.find("space"), std::string::npos) << to_text(*told);
  EXPECT_EQ(folder.text("out/manifest.json"), manifest);
  EXPECT_EQ(folder.text("out/tables/t2.md"), table);
}

TEST(Refusals, all_mistakes_of_a_file_are_told_together) {
  const StudyFolder folder;
  folder.edit("seed = 7", "sede = 7");
  folder.edit("\"base1\", \"base2\"", "\"base1\", \"base9\"");
  folder.edit("@controls", "@contrls");

  const std::vector<Problem> problems = problems_of(folder.study());

  std::string told;
  for (const Problem& p : problems) told += to_text(p) + "\n";
  EXPECT_EQ(problems.size(), 3U) << told;
}

}  // namespace
}  // namespace yugong::study
