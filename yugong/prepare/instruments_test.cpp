#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/test_panel.hpp"

namespace yugong::prepare {
namespace {

using test::grid;
using testing::HasSubstr;
using testing::Pointwise;

std::vector<double> value(const std::string& text,
                          const data::Panel& panel,
                          std::vector<Problem>* notes = nullptr) {
  return evaluate(parse_expression(text), panel, notes).numbers;
}

void expect(const std::string& text, const std::vector<double>& wanted, const data::Panel& panel) {
  EXPECT_THAT(value(text, panel), Pointwise(testing::NanSensitiveDoubleNear(1e-12), wanted))
      << text;
}

Problem refusal(const std::string& text, const data::Panel& panel) {
  try {
    value(text, panel);
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << text << " was accepted";
  return {};
}

std::string said(const std::vector<Problem>& notes, const std::string& code) {
  for (const Problem& p : notes)
    if (p.code == code) return p.what.en + " | " + p.what.in(Lang::zh);
  return "";
}

data::Panel three_cities() {
  return grid({"a", "b", "c"},
              {2010, 2011},
              {{"province", {1, 1, 1, 1, 2, 2}},
               {"pop", {1, 1, 2, 2, 3, 3}},
               {"x", {1, 2, 3, 5, 7, 9}},
               {"gap", {missing, 2, 3, 5, 7, 9}},
               {"l1", {10, 12, 20, 30, 30, 30}},
               {"l2", {30, 33, 20, 20, 10, 15}},
               {"s1", {0.4, 0.9, 0.5, 0.9, 0.6, 0.9}},
               {"s2", {0.6, 0.1, 0.5, 0.1, 0.3, 0.1}},
               {"g1", {0.1, 0.2, 0.1, 0.2, 0.1, 0.2}},
               {"g2", {0.5, -0.1, 0.5, -0.1, 0.5, -0.1}}});
}

TEST(LeaveOneOut, is_the_mean_of_the_others_of_the_group_and_period) {
  const data::Panel p = three_cities();

  expect("leave_one_out(x)", {5, 7, 4, 5.5, 2, 3.5}, p);
  expect("leave_one_out(x, by = province)", {3, 5, 1, 2, missing, missing}, p);
  expect("leave_one_out(x, by = [province, year])", {3, 5, 1, 2, missing, missing}, p);
  expect("leave_one_out(x, stat = sum)", {10, 14, 8, 11, 4, 7}, p);
  expect("leave_one_out(x * 2 - 1)", {9, 13, 7, 10, 3, 6}, p);
}

TEST(LeaveOneOut, weights_are_those_of_the_others) {
  // a, 2010: (2 x 3 + 3 x 7) / 5.
  expect("leave_one_out(x, weights = pop)", {5.4, 7.4, 5.5, 7.25, 7.0 / 3, 4}, three_cities());
}

TEST(LeaveOneOut, a_unit_without_a_value_is_no_peer_but_has_peers) {
  const data::Panel p = three_cities();

  expect("leave_one_out(gap)", {5, 7, 7, 5.5, 3, 3.5}, p);
  expect("leave_one_out(gap, by = province)", {3, 5, missing, 2, missing, missing}, p);
}

TEST(LeaveOneOut, rows_that_are_alone_are_counted_and_named) {
  std::vector<Problem> notes;
  value("leave_one_out(x, by = province)", three_cities(), &notes);

  const std::string text = said(notes, "YG1420");
  EXPECT_THAT(text, HasSubstr("missing in 2 rows"));
  EXPECT_THAT(text, HasSubstr("c, 2010"));
  EXPECT_THAT(text, HasSubstr("2 行缺失"));
}

TEST(LeaveOneOut, negative_weights_and_texts_are_refused) {
  const data::Panel p = three_cities();

  EXPECT_EQ(refusal("leave_one_out(x, weights = 0 - pop)", p).code, "YG1421");
  EXPECT_EQ(refusal("leave_one_out(city)", p).code, "YG2241");
  EXPECT_EQ(refusal("leave_one_out(x, stat = median)", p).code, "YG2242");
  EXPECT_EQ(refusal("leave_one_out()", p).code, "YG2240");
}

// By hand. Shares of 2010: a (1/4, 3/4), b (1/2, 1/2), c (3/4, 1/4). Growth of the others, sector
// 1: a 60/50 - 1, b 42/40 - 1, c 42/30 - 1; sector 2: a 35/30 - 1, b 48/40 - 1, c 53/50 - 1.
TEST(ShiftShare, levels_give_shares_of_the_base_and_growth_of_the_others) {
  const data::Panel p = three_cities();

  expect("shift_share(levels = [l1, l2], base = 2010)",
         {missing, 0.175, missing, 0.125, missing, 0.315},
         p);
  expect("shift_share(levels = [l1, l2], base = 2010, leave_out = false)",
         {missing, 0.15, missing, 0.5 / 3, missing, 0.55 / 3},
         p);
  expect("shift_share(levels = [l1, l2], base = 2010, from = base)",
         {0, 0.175, 0, 0.125, 0, 0.315},
         p);
}

TEST(ShiftShare, shares_and_growth_may_be_given) {
  const data::Panel p = three_cities();

  expect("shift_share(shares = [s1, s2], growth = [g1, g2], base = 2010)",
         {0.34, 0.02, 0.3, 0.05, 0.21, 0.09},
         p);
  expect("shift_share(shares = [s1, 1 - s1], growth = [g1, g2])",
         {0.34, 0.17, 0.3, 0.17, 0.26, 0.17},
         p);
  expect("shift_share(shares = [s1, s2], levels = [l1, l2], base = 2011)",
         {missing, 0.9 * 0.2 + 0.1 / 6, missing, 0.9 * 0.05 + 0.02, missing, 0.9 * 0.4 + 0.006},
         p);
}

TEST(ShiftShare, shares_that_do_not_add_up_and_moving_shares_are_told) {
  std::vector<Problem> notes;
  value("shift_share(shares = [s1, s2], growth = [g1, g2], base = 2010)", three_cities(), &notes);

  EXPECT_THAT(said(notes, "YG1423"), HasSubstr("2 rows"));
  EXPECT_THAT(said(notes, "YG1423"), HasSubstr("0.900 to 1.000"));
  EXPECT_EQ(said(notes, "YG1424"), "");
  notes.clear();
  value("shift_share(shares = [s1, 1 - s1], growth = [g1, g2])", three_cities(), &notes);
  EXPECT_EQ(said(notes, "YG1423"), "");
  EXPECT_THAT(said(notes, "YG1424"), HasSubstr("own period"));
}

TEST(ShiftShare, what_is_missing_is_named_and_never_left_out_of_the_sum) {
  data::Panel p =
      grid({"a", "b", "c"},
           {2010, 2011},
           {{"l1", {10, 12, missing, 30, 30, 30}}, {"l2", {30, 33, 20, 20, 10, missing}}});
  std::vector<Problem> notes;
  const std::vector<double> v = value("shift_share(levels = [l1, l2], base = 2010)", p, &notes);

  // b has no share; c's own level is not needed for the growth of the others.
  EXPECT_TRUE(is_missing(v[3]));
  EXPECT_NEAR(v[1], 0.25 * 0.0 + 0.75 * 0.0, 1e-12);
  EXPECT_NEAR(v[5], 0.75 * 0.2 + 0.25 * (53.0 / 50 - 1), 1e-12);
  EXPECT_THAT(said(notes, "YG1425"), HasSubstr("no shares in the base period: b, 2010; b, 2011"));
}

TEST(ShiftShare, a_sector_that_exists_in_one_unit_alone_has_no_growth_elsewhere) {
  const data::Panel p =
      grid({"a", "b"}, {2010, 2011}, {{"l1", {5, 6, 0, 0}}, {"l2", {5, 6, 10, 12}}});
  std::vector<Problem> notes;
  const std::vector<double> v = value("shift_share(levels = [l1, l2], base = 2010)", p, &notes);

  EXPECT_TRUE(is_missing(v[1]));
  EXPECT_NEAR(v[3], 0.2, 1e-12);
  EXPECT_THAT(said(notes, "YG1425"), HasSubstr("growth is not known: a, 2011"));
}

TEST(ShiftShare, calls_that_do_not_fit_are_refused) {
  const data::Panel p = three_cities();

  EXPECT_EQ(refusal("shift_share(shares = [s1, s2])", p).code, "YG2240");
  EXPECT_EQ(refusal("shift_share(growth = [g1, g2])", p).code, "YG2240");
  EXPECT_EQ(refusal("shift_share(levels = [l1, l2])", p).code, "YG2240");
  EXPECT_EQ(refusal("shift_share(shares = [s1], growth = [g1, g2])", p).code, "YG2240");
  EXPECT_EQ(refusal("shift_share(levels = [l1, l2], base = 1999)", p).code, "YG2242");
  EXPECT_EQ(refusal("shift_share(levels = [l1 - 11, l2], base = 2010)", p).code, "YG1422");
  EXPECT_EQ(refusal("shift_share(levels = [city, l2], base = 2010)", p).code, "YG2241");
  EXPECT_EQ(refusal("shift_share(levels = [l1, nothing], base = 2010)", p).code, "YG2104");
}

TEST(ShiftShare, the_columns_of_its_lists_are_known_to_the_study) {
  EXPECT_THAT(names(parse_expression("shift_share(levels = [l1, l2 + l3], base = 2010)")),
              testing::ElementsAre("l1", "l2", "l3"));
}

}  // namespace
}  // namespace yugong::prepare
