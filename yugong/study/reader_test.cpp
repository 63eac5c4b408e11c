#include "yugong/study/reader.hpp"

#include <gtest/gtest.h>

namespace yugong::study {
namespace {

TEST(Reader, keeps_the_order_and_the_place_of_keys) {
  const Value tree =
      read_toml("b = 1\na = { zh = \"新质\", en = \"x\" }\n\"年\" = [1, 2]\n", "study.toml");

  ASSERT_EQ(tree.members.size(), 3U);
  EXPECT_EQ(tree.members[0].first, "b");
  EXPECT_EQ(tree.members[1].first, "a");
  const Value* en = tree.find("a")->find("en");
  EXPECT_EQ(en->place.line, 2);
  EXPECT_EQ(en->place.column, 23);
  EXPECT_EQ(en->place.length, 3);
  EXPECT_EQ(en->key_place.column, 18);
  EXPECT_EQ(en->place.source_line, "a = { zh = \"新质\", en = \"x\" }");
  EXPECT_EQ(en->place.path, "a.en");
}

TEST(Reader, writes_a_tree_that_reads_back_the_same) {
  const std::string text = "n = 2\n\n[a]\nx = 1.0\ny = [\"p\", \"q\"]\n\"键\" = { k = true }\n";

  const Value once = read_toml(text, "f");

  EXPECT_EQ(to_toml(once), text);
  EXPECT_EQ(to_json(read_toml(to_toml(once), "f")), to_json(once));
}

TEST(Reader, says_that_a_key_is_given_twice) {
  try {
    read_toml("a = 1\na = 2\n", "f");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG2005");
    EXPECT_EQ(e.first().place.line, 2);
    EXPECT_EQ(e.first().term, "a");
  }
}

}  // namespace
}  // namespace yugong::study
