#include "yugong/study/file.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "yugong/study/reader.hpp"
#include "yugong/study/reference.hpp"
#include "yugong/study/study_folder.hpp"

namespace yugong::study {
namespace {

const ModelSpec& model(const Study& study, const std::string& name) {
  for (const ModelSpec& m : study.models) {
    if (m.name == name) return m;
  }
  throw std::runtime_error("no model " + name);
}

TEST(File, resolves_sets_likes_swaps_and_defaults) {
  const StudyFolder folder;
  folder.edit("[table]",
              "swapped = { like = \"half\", swap = { x = \"IDX\" }, vcov = \"robust\" }\n[table]");

  const Study study = read(folder.study());

  EXPECT_EQ(model(study, "base2").formula, "y ~ x + z + ratio | city + year");
  EXPECT_EQ(model(study, "half").formula, model(study, "base2").formula);
  EXPECT_EQ(model(study, "half").where, "year >= 2012");
  EXPECT_EQ(model(study, "half").settings.find("vcov")->text, "iid");
  EXPECT_EQ(model(study, "swapped").formula, "y ~ IDX + z + ratio | city + year");
  EXPECT_EQ(model(study, "swapped").settings.find("vcov")->text, "robust");
}

TEST(File, takes_the_parts_of_a_formula) {
  const StudyFolder folder;
  folder.edit(
      "base1 = \"y ~ x | city + year\"",
      "base1 = { y = [\"y\", \"z\"], x = [\"x\", \"@controls\"], fe = [\"city\", \"year\"] }");

  const Study study = read(folder.study());

  const std::vector<SingleModel>& models = model(study, "base1").models;
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].id, "y");
  EXPECT_EQ(models[0].formula, "y ~ x + z + ratio | city + year");
  EXPECT_EQ(models[1].formula, "z ~ x + z + ratio | city + year");
}

TEST(File, may_be_json_with_the_same_keys) {
  const StudyFolder folder;
  folder.write("study.json", to_json(read_tree(folder.study())));

  const Study toml = read(folder.study());
  const Study json = read(folder.path("study.json"));

  EXPECT_EQ(json.models.size(), toml.models.size());
  EXPECT_EQ(model(json, "base2").formula, model(toml, "base2").formula);
}

TEST(File, has_a_reference_page_that_says_what_the_reader_takes) {
  std::ifstream in(YUGONG_SOURCE_DIR "/docs/reference/study-file.md");
  std::stringstream page;
  page << in.rdbuf();

  EXPECT_TRUE(page.str() == file_reference() || page.str() == file_reference() + "\n")
      << "docs/reference/study-file.md is not what the program prints; run tools/make_reference";
}

TEST(File, points_into_the_formula) {
  const StudyFolder folder;
  folder.edit("y ~ x + @controls", "y ~ x + @contrls");

  try {
    read(folder.study());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2105");
    EXPECT_EQ(e.first().place.line, 27);
    EXPECT_EQ(e.first().place.column, 18);
    EXPECT_EQ(e.first().place.length, 8);
  }
}

TEST(File, tells_of_unknown_names_and_wrong_settings_in_one_go) {
  const StudyFolder folder;
  folder.edit("returns = \"crs\"", "returns = \"crz\"");
  folder.edit("y ~ x | city", "y ~ xx | city");

  std::vector<std::string> codes;
  try {
    read(folder.study());
  } catch (const Error& e) {
    for (const Problem& p : e.problems()) codes.push_back(p.code);
  }

  EXPECT_EQ(codes, (std::vector<std::string>{"YG2204", "YG2104"}));
}

}  // namespace
}  // namespace yugong::study
