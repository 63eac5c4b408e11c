#include "yugong/frontier/productivity_plan.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/error.hpp"

namespace yugong::frontier::productivity {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Rows:                                0     1     2     3     4     5     6
// A in 1, 2, 3; B in 1, 3 (a gap); C in 2, 3.
const std::vector<std::int32_t> unit = {0, 0, 0, 1, 1, 2, 2};
const std::vector<long> period = {1, 2, 3, 1, 3, 2, 3};

Plan planned(const std::string& frontier, bool balanced = false, bool bridge = false) {
  return plan(unit, period, {frontier_form(frontier), balanced, bridge});
}

std::vector<std::uint32_t> members(const Plan& p, Slot slot) {
  return p.technologies[slot.technology].members;
}

std::string refused(const std::string& frontier) {
  try {
    frontier_form(frontier);
  } catch (const Error& e) {
    return e.first().code;
  }
  return "";
}

}  // namespace

TEST(ProductivityPlan, an_adjacent_step_looks_through_both_technologies) {
  const Plan p = planned("adjacent");

  ASSERT_EQ(p.steps.size(), 3u);  // A 1-2, A 2-3, C 2-3
  const Step& s = p.steps[0];
  EXPECT_EQ(s.before, 0u);
  EXPECT_EQ(s.after, 1u);
  EXPECT_THAT(members(p, s.own_before), ElementsAre(0, 3));
  EXPECT_THAT(members(p, s.other_before), ElementsAre(1, 5));
  EXPECT_EQ(s.other_before.row, 0u);
  EXPECT_THAT(members(p, s.own_after), ElementsAre(1, 5));
  EXPECT_THAT(members(p, s.other_after), ElementsAre(0, 3));
  EXPECT_EQ(s.other_after.row, 1u);
}

TEST(ProductivityPlan, each_technology_is_made_once_and_measures_every_row_once) {
  const Plan p = planned("adjacent");

  ASSERT_EQ(p.technologies.size(), 3u);
  EXPECT_THAT(p.technologies[p.own[1].technology].evaluated, ElementsAre(0, 1, 2, 5, 6));
}

TEST(ProductivityPlan, a_gap_has_no_index_unless_it_is_bridged) {
  const Plan left = planned("adjacent");
  EXPECT_EQ(left.gaps, 1u);
  EXPECT_EQ(left.bridged, 0u);

  const Plan bridged = planned("adjacent", false, true);
  ASSERT_EQ(bridged.steps.size(), 4u);
  EXPECT_EQ(bridged.gaps, 1u);
  EXPECT_EQ(bridged.bridged, 1u);
  EXPECT_EQ(bridged.steps[2].before, 3u);
  EXPECT_THAT(members(bridged, bridged.steps[2].other_after), ElementsAre(0, 3));
}

TEST(ProductivityPlan, consecutive_means_the_next_period_that_the_panel_has) {
  const std::vector<std::int32_t> one_unit = {0, 0};
  const std::vector<long> censuses = {2010, 2020};

  EXPECT_EQ(plan(one_unit, censuses, {}).steps.size(), 1u);
}

TEST(ProductivityPlan, other_technologies_replace_those_of_the_periods) {
  const Plan sequential = planned("sequential");
  EXPECT_THAT(members(sequential, sequential.steps[0].own_after), ElementsAre(0, 1, 3, 5));
  EXPECT_THAT(members(sequential, sequential.steps[0].other_after), ElementsAre(0, 3));

  const Plan window = planned("window(2)");
  EXPECT_THAT(members(window, window.own[2]), ElementsAre(1, 2, 4, 5, 6));

  const Plan centred = planned("window(1, centred)");
  EXPECT_THAT(members(centred, centred.own[0]), ElementsAre(0, 1, 3, 5));

  const Plan global = planned("global");
  EXPECT_THAT(members(global, global.steps[0].other_before), ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(members(global, global.steps[0].own_before), ElementsAre(0, 3));
  EXPECT_EQ(global.whole.size(), 7u);

  const Plan biennial = planned("biennial");
  EXPECT_THAT(members(biennial, biennial.steps[0].other_after), ElementsAre(0, 1, 3, 5));
  EXPECT_THAT(biennial.whole, IsEmpty());

  const Plan fixed = planned("fixed(2)");
  EXPECT_THAT(members(fixed, fixed.steps[1].other_before), ElementsAre(1, 5));
  EXPECT_THAT(members(fixed, fixed.steps[1].other_after), ElementsAre(1, 5));
}

TEST(ProductivityPlan, balanced_pairs_keep_units_present_in_both_periods) {
  const Plan adjacent = planned("adjacent", true);
  EXPECT_THAT(members(adjacent, adjacent.steps[0].own_before), ElementsAre(0));
  EXPECT_THAT(members(adjacent, adjacent.steps[0].own_after), ElementsAre(1));
  EXPECT_THAT(members(adjacent, adjacent.steps[1].own_before), ElementsAre(1, 5));

  const Plan biennial = planned("biennial", true);
  EXPECT_THAT(members(biennial, biennial.steps[1].other_before), ElementsAre(1, 2, 5, 6));
}

TEST(ProductivityPlan, knows_the_names_of_technologies_and_refuses_others) {
  using Kind = FrontierForm::Kind;
  EXPECT_EQ(frontier_form("pooled").kind, Kind::global);
  EXPECT_EQ(frontier_form("yearly").kind, Kind::adjacent);
  EXPECT_EQ(frontier_form(" Adjacent").kind, Kind::adjacent);
  EXPECT_EQ(frontier_form("fixed:2010").base, 2010);
  EXPECT_EQ(frontier_form("Fixed( 2010 )").base, 2010);
  EXPECT_EQ(frontier_form("window(3)").width, 3);
  EXPECT_EQ(refused("fixed(first)"), "YG3341");
  EXPECT_EQ(refused("fixed"), "YG3341");
  EXPECT_EQ(refused("fixed("), "YG3341");
  EXPECT_EQ(refused("group(region)"), "YG3341");
  EXPECT_EQ(refused("window(0)"), "YG3341");
}

}  // namespace yugong::frontier::productivity
