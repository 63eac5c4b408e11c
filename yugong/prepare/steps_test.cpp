#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/prepare/filter.hpp"
#include "yugong/prepare/interpolate.hpp"
#include "yugong/prepare/percentile.hpp"
#include "yugong/prepare/scale.hpp"
#include "yugong/prepare/select.hpp"
#include "yugong/prepare/test_panel.hpp"
#include "yugong/prepare/winsorise.hpp"

namespace yugong::prepare {
namespace {

using data::Mark;
using test::grid;
using test::Numbers;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

const std::vector<int> decade = {2010, 2011, 2012, 2013, 2014, 2015, 2016};

/// One unit: two values missing in front, a gap of two, a value missing at the end.
data::Panel gappy() {
  return grid({"太原"}, decade, {{"x", {missing, missing, 2, missing, missing, 8, missing}}});
}

Numbers interpolated(interpolate::Options options, data::Panel panel = gappy()) {
  interpolate::apply(panel, options);
  return panel.table().column("x").numbers;
}

void expect(const Numbers& got, const Numbers& wanted) {
  EXPECT_THAT(got, Pointwise(testing::NanSensitiveDoubleNear(1e-12), wanted));
}

template <class F>
Problem refusal(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "accepted";
  return {};
}

// ---- interpolate
// ---------------------------------------------------------------------------------------------------

TEST(Interpolate, fills_gaps_and_leaves_ends) {
  expect(interpolated({}), {missing, missing, 2, 4, 6, 8, missing});
}

TEST(Interpolate, nearest_repeats_the_outermost_values) {
  expect(interpolated({.ends = interpolate::Ends::nearest}), {2, 2, 2, 4, 6, 8, 8});
}

TEST(Interpolate, extrapolate_goes_on_along_the_outermost_observed_values) {
  expect(interpolated({.ends = interpolate::Ends::extrapolate}), {-2, 0, 2, 4, 6, 8, 10});
}

TEST(Interpolate, log_linear_keeps_the_growth_rate) {
  expect(interpolated({.method = interpolate::Along::log_linear}),
         {missing, missing, 2, 2 * std::cbrt(4), 2 * std::cbrt(16), 8, missing});
}

TEST(Interpolate, a_gap_longer_than_max_gap_stays_wholly_missing) {
  expect(interpolated({.max_gap = 1}), {missing, missing, 2, missing, missing, 8, missing});
  expect(interpolated({.max_gap = 2}), {missing, missing, 2, 4, 6, 8, missing});
  expect(interpolated({.max_gap = 1, .ends = interpolate::Ends::nearest}),
         {missing, 2, 2, missing, missing, 8, 8});
}

TEST(Interpolate, distances_are_calendar_time_even_where_rows_are_absent) {
  data::Panel p = grid({"a"}, {2010, 2011, 2015}, {{"x", {1, missing, 6}}});

  expect(interpolated({}, p), {1, 2, 6});
  expect(interpolated({.max_gap = 3}, p), {1, missing, 6});
}

TEST(Interpolate, one_unit_never_reaches_into_the_next) {
  data::Panel p = grid({"a", "b"}, {2010, 2011}, {{"x", {1, missing, missing, 4}}});

  expect(interpolated({}, p), {1, missing, missing, 4});
}

TEST(Interpolate, marks_and_change_rows_name_every_filled_cell) {
  data::Panel p = gappy();

  interpolate::apply(p, {.ends = interpolate::Ends::nearest});

  const data::DataColumn& x = p.table().column("x");
  EXPECT_EQ(x.mark(3), Mark::interpolated);
  EXPECT_EQ(x.mark(0), Mark::extrapolated);
  EXPECT_EQ(x.mark(2), Mark::original);
  ASSERT_EQ(p.table().changes().size(), 1u);
  EXPECT_THAT(p.table().changes()[0].rows, ElementsAre(3, 4, 0, 1, 6));
  EXPECT_EQ(p.table().changes()[0].detail.en, "2 inside gaps, 3 at the ends");
  const Frame cells = interpolate::filled_cells(p);
  EXPECT_EQ(cells.rows(), 5u);
  EXPECT_EQ(cells.text("mark", 0), "extrapolated");
  EXPECT_EQ(cells.text("city", 0), "太原");
}

TEST(Interpolate, all_takes_numeric_columns_but_not_the_keys) {
  data::Panel p =
      grid({"a"}, {2010, 2011, 2012}, {{"x", {1, missing, 3}}, {"y", {missing, missing, missing}}});
  p.table().add(Column::of("note", test::Texts{"", "b", ""}));

  interpolate::apply(p, {});

  EXPECT_EQ(p.table().column("x").numbers[1], 2);
  ASSERT_EQ(p.table().notes().size(), 1u);
  EXPECT_EQ(p.table().notes()[0].code, "YG1407");
  EXPECT_EQ(p.table().notes()[0].term, "y");
}

TEST(Interpolate, what_cannot_be_filled_well_is_said) {
  data::Panel p = grid(
      {"a"}, {2010, 2011, 2012, 2013}, {{"x", {10, 5, 0, missing}}, {"y", {0, missing, 2, 3}}});

  interpolate::apply(p, {.vars = {"x"}, .ends = interpolate::Ends::extrapolate});
  interpolate::apply(p, {.vars = {"y"}, .method = interpolate::Along::log_linear});

  EXPECT_EQ(p.table().notes()[0].code, "YG1418");
  EXPECT_EQ(p.table().notes()[1].code, "YG1417");
  EXPECT_TRUE(is_missing(p.table().column("y").numbers[1]));
}

TEST(Interpolate, unknown_and_text_columns_are_refused_together) {
  data::Panel p = gappy();

  try {
    interpolate::apply(p, {.vars = {"xx", "city"}});
    FAIL();
  } catch (const Error& e) {
    ASSERT_EQ(e.problems().size(), 2u);
    EXPECT_EQ(e.problems()[0].code, "YG2104");
    EXPECT_EQ(e.problems()[1].code, "YG2241");
  }
}

TEST(Interpolate, the_number_of_threads_and_the_unit_of_measure_change_nothing) {
  std::vector<std::pair<std::string, Numbers>> columns;
  Random random(7, Purpose::simulation);
  for (int k = 0; k < 12; ++k) {
    Numbers v;
    for (std::size_t i = 0; i < 3 * decade.size(); ++i)
      v.push_back(random.next_uniform() < 0.3 ? missing : random.next_normal());
    columns.emplace_back("v" + std::to_string(k), v);
  }
  data::Panel one = grid({"a", "b", "c"}, decade, columns), many = one;
  for (auto& [name, v] : columns)
    for (double& x : v) x *= 1024;
  data::Panel scaled = grid({"a", "b", "c"}, decade, columns);

  const interpolate::Options options{.ends = interpolate::Ends::extrapolate};
  interpolate::apply(one, options);
  interpolate::apply(many, options, Executor::threads(3));
  interpolate::apply(scaled, options);

  for (const auto& [name, v] : columns)
    for (std::size_t i = 0; i < v.size(); ++i) {
      const double x = one.table().column(name).numbers[i];
      EXPECT_THAT(many.table().column(name).numbers[i], testing::NanSensitiveDoubleEq(x));
      EXPECT_THAT(scaled.table().column(name).numbers[i], testing::NanSensitiveDoubleEq(1024 * x));
    }
}

// ---- winsorise
// -----------------------------------------------------------------------------------------------------

TEST(Percentile, averages_two_order_statistics_when_n_p_is_whole) {
  Numbers v = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};

  EXPECT_EQ(percentiles(v, Numbers{10, 25, 50, 90, 99, 0, 100}),
            (Numbers{1.5, 3, 5.5, 9.5, 10, 1, 10}));
  EXPECT_TRUE(is_missing(percentiles(Numbers{missing}, Numbers{50})[0]));
}

TEST(Winsorise, pulls_values_to_the_cuts_and_leaves_missing_ones) {
  data::Panel p = grid({"a", "b", "c", "d", "e"}, {2010}, {{"x", {1, 2, 3, 100, missing}}});

  winsorise::apply(p, {.vars = {"x"}, .cuts = {25, 75}});

  expect(p.table().column("x").numbers, {1.5, 2, 3, 51.5, missing});
  EXPECT_EQ(p.table().column("x").mark(3), Mark::winsorised);
  EXPECT_EQ(p.table().changes()[0].cells, 2u);
  EXPECT_EQ(p.table().changes()[0].detail.en,
            "percentiles 25 and 75 (1.5, 51.5): 1 below, 1 above");
}

TEST(Winsorise, trims_one_sided_and_by_group) {
  data::Panel trimmed = grid({"a", "b", "c", "d"}, {2010}, {{"x", {1, 2, 3, 100}}});
  data::Panel upper = trimmed;
  data::Panel grouped = grid({"a", "b", "c"}, {2010, 2011}, {{"x", {1, 10, 2, 20, 3, 30}}});

  winsorise::apply(trimmed, {.vars = {"x"}, .cuts = {25, 75}, .trim = true});
  winsorise::apply(upper, {.vars = {"x"}, .cuts = {0, 75}});
  winsorise::apply(grouped, {.vars = {"x"}, .cuts = {34, 66}, .by = {"year"}});

  expect(trimmed.table().column("x").numbers, {missing, 2, 3, missing});
  expect(upper.table().column("x").numbers, {1, 2, 3, 51.5});
  expect(grouped.table().column("x").numbers, {2, 20, 2, 20, 2, 20});
}

TEST(Winsorise, cuts_out_of_order_are_refused) {
  data::Panel p = gappy();

  EXPECT_EQ(refusal([&] { winsorise::apply(p, {.vars = {"x"}, .cuts = {99, 1}}); }).code, "YG2242");
  EXPECT_EQ(refusal([&] { winsorise::apply(p, {.vars = {"x"}, .cuts = {1}}); }).code, "YG2242");
  EXPECT_EQ(refusal([&] { winsorise::apply(p, {.vars = {"city"}}); }).code, "YG2241");
}

// ---- filter, scale, select
// -----------------------------------------------------------------------------------------

TEST(Filter, keeps_true_rows_and_counts_missing_conditions) {
  data::Panel p = gappy();

  filter::apply(p, {.where = "x > 2 or year == 2012"});

  EXPECT_EQ(p.rows(), 2u);
  const data::Change& change = p.table().changes().back();
  EXPECT_EQ(change.step, "filter");
  EXPECT_THAT(change.rows, ElementsAre(0, 1, 3, 4, 6));
  EXPECT_THAT(change.detail.en,
              HasSubstr("kept 2 of 7, 5 dropped because the condition is missing"));
}

TEST(Filter, an_empty_sample_is_refused_with_the_place_of_the_condition) {
  data::Panel p = gappy();
  Place place;
  place.file = "study.toml";
  place.line = 4;

  const Problem problem = refusal([&] { filter::apply(p, {.where = "year > 2050"}, {}, place); });

  EXPECT_EQ(problem.code, "YG1406");
  EXPECT_EQ(problem.place.line, 4);
  EXPECT_EQ(p.rows(), 7u);
}

TEST(Scale, minmax_and_zscore_and_new_columns) {
  data::Panel p = grid({"a", "b", "c"}, {2010}, {{"x", {1, 2, 4}}});

  scale::apply(p, {.vars = {"x"}, .suffix = "_std"});
  scale::apply(p, {.vars = {"x"}, .reverse = true, .suffix = "_neg"});
  scale::apply(p, {.vars = {"x"}, .method = scale::Rule::zscore});

  expect(p.table().column("x_std").numbers, {0, 1.0 / 3, 1});
  expect(p.table().column("x_neg").numbers, {1, 2.0 / 3, 0});
  const double sd = std::sqrt(7.0 / 3);
  expect(p.table().column("x").numbers,
         {(1 - 7.0 / 3) / sd, (2 - 7.0 / 3) / sd, (4 - 7.0 / 3) / sd});
}

TEST(Scale, a_constant_column_is_refused_and_named) {
  data::Panel p = grid({"a", "b"}, {2010}, {{"x", {3, 3}}});

  EXPECT_EQ(refusal([&] { scale::apply(p, {.vars = {"x"}}); }).term, "x");
}

TEST(Select, keeps_the_keys_always) {
  data::Panel p = grid({"a"}, {2010}, {{"x", {1}}, {"y", {2}}});
  data::Panel q = p;

  select::apply(p, {.keep = {"y"}});
  select::apply(q, {.drop = {"y"}});

  EXPECT_THAT(p.table().names(), ElementsAre("city", "year", "y"));
  EXPECT_THAT(q.table().names(), ElementsAre("city", "year", "x"));
  EXPECT_EQ(refusal([&] { select::apply(q, {.drop = {"year"}}); }).code, "YG2242");
  EXPECT_EQ(refusal([&] { select::apply(q, {.drop = {"xx"}}); }).code, "YG2104");
  EXPECT_EQ(refusal([&] { select::apply(q, {}); }).code, "YG2242");
}

TEST(Steps, options_can_be_read_from_a_table_of_settings) {
  Value settings = Value::table();
  settings.set("vars", Value::of("all"));
  settings.set("method", Value::of("linear"));
  settings.set("max_gap", Value::of(3));
  settings.set("ends", Value::of("leave"));
  std::vector<Problem> problems;

  const auto options =
      read_options<interpolate::Options>(settings, "prepare.interpolate", problems);

  EXPECT_TRUE(problems.empty());
  EXPECT_EQ(options.max_gap, 3);
  EXPECT_EQ(option_infos<winsorise::Options>().size(), 4u);
  EXPECT_EQ(option_infos<filter::Options>().size(), 1u);
  EXPECT_EQ(option_infos<scale::Options>().size(), 5u);
  EXPECT_EQ(option_infos<select::Options>().size(), 2u);
}

}  // namespace
}  // namespace yugong::prepare
