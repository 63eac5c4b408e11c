#include "yugong/index/location_quotient.hpp"

#include <gmock/gmock.h>

#include "yugong/index/testing.hpp"

namespace yugong::index::location_quotient {
namespace {

using ::testing::ElementsAre;
using testing::expect_near;
using testing::panel_of;
using testing::refusals;

Options of(std::vector<std::string> sectors, std::string total = "", std::string reference = "") {
  return {std::move(sectors), std::move(total), std::move(reference)};
}

/// Two regions, two years; sectors coal and services.
data::Panel two_regions() {
  return panel_of(2, 2, {{"coal", {30, 20, 10, 20}}, {"services", {10, 20, 50, 40}}});
}

TEST(LocationQuotient, FollowsTheWorkedExampleOfItsPage) {
  const Fit f = fit(two_regions(), of({"coal", "services"}), Executor::serial());
  // 2010: region shares of coal 3/4 and 1/6, area 40/100; 2011: 1/2 and 1/3, area 40/100.
  expect_near(f.quotient[0], {0.75 / 0.4, 0.5 / 0.4, 1.0 / 6 / 0.4, 1.0 / 3 / 0.4}, 1e-14);
}

TEST(LocationQuotient, WeightedByTotalsAveragesToOneInEveryPeriod) {
  const Fit f = fit(two_regions(), of({"coal", "services"}), Executor::serial());
  for (const auto& q : f.quotient) {
    EXPECT_NEAR(0.4 * q[0] + 0.6 * q[2], 1, 1e-14);
    EXPECT_NEAR(0.4 * q[1] + 0.6 * q[3], 1, 1e-14);
  }
}

TEST(LocationQuotient, DoesNotDependOnTheUnitOfMeasure) {
  data::Panel scaled = two_regions();
  for (const char* name : {"coal", "services"})
    for (double& v : scaled.table().edit(name).numbers) v *= 1e4;
  expect_near(fit(scaled, of({"coal", "services"}), Executor::serial()).quotient[1],
              fit(two_regions(), of({"coal", "services"}), Executor::serial()).quotient[1],
              1e-14);
}

TEST(LocationQuotient, TakesAUnitAsReferenceAndLeavesItOutOfTheSummary) {
  const data::Panel panel = panel_of(3, 1, {{"x", {30, 10, 80}}, {"all", {40, 60, 200}}});
  const Fit f = fit(panel, of({"x"}, "all", "u3"), Executor::serial());
  expect_near(f.quotient[0], {0.75 / 0.4, 1.0 / 6 / 0.4, 1}, 1e-14);
  EXPECT_NEAR(tidy(f).number("mean", 0), (0.75 + 1.0 / 6) / 0.8, 1e-14);
  EXPECT_EQ(tidy(f).number("share", 0), 0.5);
  EXPECT_EQ(augment(f, panel).column("score").numbers, f.quotient[0]);
  for (const Frame& frame : {tidy(f), glance(f)})
    for (const Column& c : frame.columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
}

TEST(LocationQuotient, RefusesWhatHasNoShare) {
  const data::Panel panel = panel_of(2,
                                     2,
                                     {{"x", {1, 2, 3, 4}},
                                      {"y", {5, 6, 7, 8}},
                                      {"minus", {1, 1, -1, 2}},
                                      {"none_2010", {0, 1, 0, 2}},
                                      {"all", {0, 9, 9, 9}},
                                      {"small", {2, 2, 2, 2}},
                                      {"gap", {1, missing, 3, 4}}});
  auto codes = [&](const Options& o) {
    return refusals([&] { fit(panel, o, Executor::serial()); });
  };
  EXPECT_THAT(codes(of({"x", "x"})), ElementsAre("YG3231"));
  EXPECT_THAT(codes(of({"x"})), ElementsAre("YG3231"));
  EXPECT_THAT(codes(of({"x", "minus"})), ElementsAre("YG3232"));
  EXPECT_THAT(codes(of({"x"}, "all")), ElementsAre("YG3233"));
  EXPECT_THAT(codes(of({"x", "none_2010"})), ElementsAre("YG3233"));
  EXPECT_THAT(codes(of({"x", "y"}, "", "u9")), ElementsAre("YG3234"));
  EXPECT_THAT(codes(of({"gap", "y"}, "", "u1")), ElementsAre("YG3234"));
  EXPECT_EQ(fit(panel, of({"x"}, "small"), Executor::serial()).notes.at(0).code, "YG3235");
}

}  // namespace
}  // namespace yugong::index::location_quotient
