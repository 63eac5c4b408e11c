#include "yugong/frontier/technology.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/error.hpp"

namespace yugong::frontier {

namespace {

using testing::ElementsAre;

const std::vector<long> periods = {2010, 2011, 2012, 2010, 2011, 2012};

std::vector<std::uint32_t> members_of(const std::string& rule,
                                      std::uint32_t unit,
                                      const std::vector<std::int32_t>& group = {}) {
  for (const Reference& set : references(frontier_rule(rule), periods, group))
    for (const std::uint32_t j : set.evaluated)
      if (j == unit) return set.members;
  return {};
}

}  // namespace

TEST(References, pooled_has_every_row) {
  EXPECT_THAT(members_of("pooled", 4), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(References, yearly_has_the_rows_of_the_period) {
  EXPECT_THAT(members_of("yearly", 4), ElementsAre(1, 4));
}

TEST(References, sequential_has_the_rows_up_to_the_period) {
  EXPECT_THAT(members_of("sequential", 4), ElementsAre(0, 1, 3, 4));
}

TEST(References, a_window_ends_with_the_period_and_is_cut_at_the_first) {
  EXPECT_THAT(members_of("window(2)", 5), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(members_of("window(2)", 0), ElementsAre(0, 3));
}

TEST(References, a_centred_window_reaches_both_ways) {
  EXPECT_THAT(members_of("window(1, centred)", 1), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(members_of("window(1, centred)", 0), ElementsAre(0, 1, 3, 4));
}

TEST(References, biennial_has_the_period_and_the_next) {
  EXPECT_THAT(members_of("biennial", 0), ElementsAre(0, 1, 3, 4));
}

TEST(References, a_group_has_the_rows_with_its_label) {
  EXPECT_THAT(members_of("group(region)", 3, {0, 0, 0, 1, 1, 1}), ElementsAre(3, 4, 5));
  EXPECT_THAT(members_of("group-yearly(region)", 3, {0, 0, 0, 1, 1, 1}), ElementsAre(3));
}

TEST(References, other_words_for_the_same_set_are_understood) {
  EXPECT_EQ(frontier_rule("global").kind, FrontierRule::Kind::pooled);
  EXPECT_EQ(frontier_rule("contemporaneous").kind, FrontierRule::Kind::yearly);
  EXPECT_EQ(frontier_rule("window（3）").width, 3);
}

TEST(References, classic_windows_hold_every_run_of_periods) {
  const auto windows = references(frontier_rule("window(2, classic)"), periods, {});

  ASSERT_EQ(windows.size(), 2u);
  EXPECT_THAT(windows[0].members, ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(windows[0].evaluated, windows[0].members);
  EXPECT_THAT(windows[1].members, ElementsAre(1, 2, 4, 5));
}

TEST(References, a_classic_window_wider_than_the_panel_is_the_whole_panel) {
  const auto windows = references(frontier_rule("window(9, classic)"), periods, {});

  ASSERT_EQ(windows.size(), 1u);
  EXPECT_THAT(windows[0].members, ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(References, a_fixed_period_is_the_reference_of_all) {
  EXPECT_THAT(members_of("fixed(2011)", 0), ElementsAre(1, 4));
  EXPECT_THAT(members_of("fixed:2011", 5), ElementsAre(1, 4));
}

TEST(References, a_flag_chooses_the_rows) {
  EXPECT_THAT(members_of("custom(flag)", 0, {0, 1, 1, 0, 0, 2}), ElementsAre(1, 2, 5));
}

TEST(References, groups_narrow_any_rule) {
  EXPECT_THAT(members_of("yearly", 0, {1, 1, 1, 2, 2, 2}), ElementsAre(0));
  EXPECT_THAT(members_of("sequential", 4, {1, 1, 1, 2, 2, 2}), ElementsAre(3, 4));
}

TEST(References, other_names_of_a_set_mean_the_same) {
  EXPECT_EQ(frontier_rule("same").kind, frontier_rule("yearly").kind);
  EXPECT_EQ(frontier_rule("contemporaneous").kind, frontier_rule("yearly").kind);
  EXPECT_EQ(frontier_rule("upto").kind, frontier_rule("sequential").kind);
  EXPECT_EQ(frontier_rule("global").kind, frontier_rule("pooled").kind);
  EXPECT_EQ(frontier_rule("group-same(region)").kind, frontier_rule("group-yearly(region)").kind);
}

TEST(References, an_unknown_set_is_refused_with_the_supported_ones) {
  for (const char* wrong : {"poled",
                            "window",
                            "window(0)",
                            "window(2.5)",
                            "window(3, classical)",
                            "group()",
                            "fixed(base)",
                            "custom()"}) {
    try {
      frontier_rule(wrong);
      FAIL() << wrong;
    } catch (const Error& e) {
      EXPECT_EQ(e.first().code, "YG3310");
      EXPECT_NE(e.first().mend.en.find("pooled"), std::string::npos);
    }
  }
}

}  // namespace yugong::frontier
