#include <limits>

#include <gmock/gmock.h>

#include "yugong/index/composite.hpp"
#include "yugong/index/testing.hpp"

namespace yugong::index::composite {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::panel_of;
using testing::refusals;

data::Panel small() {
  return panel_of(3,
                  2,
                  {{"a", {1, 2, 3, 4, 5, 7}},
                   {"b", {2, 1, 4, 3, 6, 5}},
                   {"flat", {3, 3, 3, 3, 3, 3}},
                   {"flat_2010", {3, 1, 3, 4, 3, 6}},
                   {"empty", std::vector<double>(6, missing)},
                   {"twin", {2, 4, 6, 8, 10, 14}},
                   {"centred", {-1, 1, -2, 2, -3, 3}},
                   {"holes", {1, missing, missing, missing, missing, missing}}});
}

Options of(std::vector<std::string> positive, std::vector<std::string> negative = {}) {
  Options o;
  o.positive = std::move(positive);
  o.negative = std::move(negative);
  return o;
}

std::vector<std::string> codes(const Options& o) {
  return refusals([&] { fit(small(), o, Executor::serial()); });
}

Problem first(const Options& o) {
  try {
    fit(small(), o, Executor::serial());
  } catch (const Error& e) {
    return e.first();
  }
  return {};
}

TEST(CompositeRefusals, AConstantIndicatorIsNamedWithItsValue) {
  EXPECT_THAT(codes(of({"a", "flat"})), ElementsAre("YG3201"));
  EXPECT_THAT(first(of({"a", "flat"})).what.en, HasSubstr("'flat' is constant (3)"));
  EXPECT_EQ(first(of({"a", "flat"})).term, "flat");
}

TEST(CompositeRefusals, AnIndicatorConstantWithinAYearIsNamedWithTheYear) {
  Options o = of({"a", "flat_2010"});
  EXPECT_THAT(codes(o), ElementsAre());
  o.by = "year";
  EXPECT_THAT(codes(o), ElementsAre("YG3201"));
  EXPECT_THAT(first(o).what.en, HasSubstr("where year is 2010"));
}

TEST(CompositeRefusals, BothDirectionsAndRepetitionsAreToldApart) {
  EXPECT_THAT(codes(of({"a", "b"}, {"b"})), ElementsAre("YG3202"));
  EXPECT_THAT(first(of({"a", "b"}, {"b"})).what.en, HasSubstr("both positive and negative"));
  EXPECT_THAT(first(of({"a", "b", "a"})).what.en, HasSubstr("listed twice"));
}

TEST(CompositeRefusals, AColumnWithoutValuesAndAnUnknownOneAreReportedTogether) {
  EXPECT_THAT(codes(of({"a", "empty", "bb"})), ElementsAre("YG3203", "YG2104"));
}

TEST(CompositeRefusals, TooFewCompleteRows) {
  EXPECT_THAT(codes(of({"a", "holes"})), ElementsAre("YG3204"));
}

TEST(CompositeRefusals, AGroupOfOneRow) {
  Options o = of({"a", "b"});
  o.by = "a";
  EXPECT_THAT(codes(o), Contains("YG3204"));
}

TEST(CompositeRefusals, NoIndicatorAtAll) {
  EXPECT_THAT(codes(of({})), Contains("YG3205"));
}

TEST(CompositeRefusals, TextsAndInfiniteValues) {
  EXPECT_THAT(codes(of({"a", "city"})), ElementsAre("YG3214"));
  const data::Panel panel =
      panel_of(3, 1, {{"x", {1, 2, std::numeric_limits<double>::infinity()}}, {"y", {1, 2, 4}}});
  EXPECT_THAT(refusals([&] {
                fit(panel, of({"x", "y"}), Executor::serial());
              }),
              ElementsAre("YG3215"));
}

TEST(CompositeRefusals, DimensionsThatDoNotFit) {
  Options o = of({"a", "b"});
  o.dimensions = {{"one", {"a", "c"}}, {"two", {"a"}}, {"three", {}}};
  EXPECT_THAT(codes(o), ElementsAre("YG3207", "YG3207", "YG3207"));
}

TEST(CompositeRefusals, WeightsThatDoNotFit) {
  Options o = of({"a", "b"});
  o.method = Weighting::given;
  EXPECT_THAT(codes(o), ElementsAre("YG3209"));
  o.weights = {{"a", 1}, {"c", 1}};
  EXPECT_THAT(codes(o), ElementsAre("YG3209", "YG3209"));
  o.weights = {{"a", -1}, {"b", 3}};
  EXPECT_THAT(codes(o), ElementsAre("YG3209"));
  o.weights = {{"a", 0}, {"b", 0}};
  EXPECT_THAT(codes(o), ElementsAre("YG3209"));
  o.weights = {{"a", 1}, {"b", 0}};
  o.dimensions = {{"one", {"a"}}, {"two", {"b"}}};
  EXPECT_THAT(codes(o), ElementsAre("YG3209"));
}

TEST(CompositeRefusals, OptionsThatTheMethodDoesNotRead) {
  Options o = of({"a", "b"});
  o.weights = {{"a", 1}, {"b", 1}};
  EXPECT_THAT(codes(o), ElementsAre("YG3210"));
  o = of({"a", "b"});
  o.sub = Sub::own;
  EXPECT_THAT(codes(o), ElementsAre("YG3210"));
  o.dimensions = {{"one", {"a"}}};
  o.method = Weighting::pca;
  o.sub = Sub::share;
  EXPECT_THAT(codes(o), ElementsAre("YG3210"));
  o.method = Weighting::topsis;
  o.sub = Sub::part;
  EXPECT_THAT(codes(o), ElementsAre("YG3210"));
  o = of({"a", "b"});
  o.method = Weighting::pca;
  o.components = 3;
  EXPECT_THAT(codes(o), ElementsAre("YG3210"));
}

TEST(CompositeRefusals, AVariationCoefficientOfMeanZero) {
  Options o = of({"a", "centred"});
  o.method = Weighting::cv;
  EXPECT_THAT(codes(o), ElementsAre("YG3211"));
}

TEST(CompositeRefusals, CriticOfPerfectlyCorrelatedIndicators) {
  Options o = of({"a", "twin"});
  o.method = Weighting::critic;
  EXPECT_THAT(codes(o), ElementsAre("YG3212"));
}

TEST(CompositeRefusals, ASingularCorrelationMatrixLeavesKmoOutAndSaysSo) {
  Options o = of({"a", "twin", "b"});
  o.method = Weighting::pca;
  const Fit f = fit(small(), o, Executor::serial());
  EXPECT_TRUE(is_missing(f.groups[0].components->kmo));
  ASSERT_EQ(f.notes.size(), 1u);
  EXPECT_EQ(f.notes[0].code, "YG3213");
}

TEST(CompositeRefusals, ComponentsOfOneIndicatorAreItsZScoreWithoutTests) {
  Options o = of({"a"});
  o.method = Weighting::pca;
  const Fit f = fit(small(), o, Executor::serial());
  Result r;
  complete(f, r);
  EXPECT_NEAR(f.score[5], (7 - 22.0 / 6) / f.groups[0].sd[0], 1e-14);
  EXPECT_TRUE(r.tests.empty());
  EXPECT_EQ(r.notes.at(0).code, "YG3213");
}

TEST(CompositeRefusals, AnIndexThatFallsWhenAnIndicatorImprovesIsWarnedOf) {
  Options o = of({"a", "b"}, {"twin"});
  o.method = Weighting::pca;
  o.components = 1;
  const Fit f = fit(small(), o, Executor::serial());
  EXPECT_EQ(f.notes.back().code, "YG3216");
}

}  // namespace
}  // namespace yugong::index::composite
