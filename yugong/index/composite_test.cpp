#include "yugong/index/composite.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

#include "yugong/base/random.hpp"
#include "yugong/index/testing.hpp"

namespace yugong::index {

std::vector<Method> methods();  // the room's rows of the method table, written by the build

}  // namespace yugong::index

namespace yugong::index::composite {
namespace {

using testing::expect_near;
using testing::Named;
using testing::panel_of;

/// Positive, unequal, correlated columns a, b, c, d of 6 units x 5 years.
Named four_columns() {
  Named columns;
  Random draws(11, Purpose::simulation);
  std::vector<double> common(30);
  draws.fill_normal(common);
  for (const std::string name : {"a", "b", "c", "d"}) {
    std::vector<double> x(30);
    for (std::size_t i = 0; i < x.size(); ++i)
      x[i] = std::exp(0.5 * common[i] + draws.next_normal());
    columns.emplace_back(name, x);
  }
  return columns;
}

Options four(Weighting method) {
  Options o;
  o.method = method;
  o.positive = {"a", "b", "c"};
  o.negative = {"d"};
  return o;
}

const std::vector<Weighting> all_methods = {Weighting::entropy,
                                            Weighting::pca,
                                            Weighting::topsis,
                                            Weighting::critic,
                                            Weighting::cv,
                                            Weighting::equal,
                                            Weighting::given};

Options with_method(Weighting method) {
  Options o = four(method);
  if (method == Weighting::given) o.weights = {{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}};
  return o;
}

TEST(CompositeIndex, EntropyFollowsTheWorkedExampleOfItsPage) {
  const data::Panel panel = panel_of(3, 1, {{"x", {1, 2, 5}}, {"y", {4, 3, 2}}});
  Options o;
  o.positive = {"x"};
  o.negative = {"y"};
  o.shift = 0;

  const Fit f = fit(panel, o, Executor::serial());

  // x: z = 0, 1/4, 1, P = 0, 1/5, 4/5; y: z = 0, 1/2, 1, P = 0, 1/3, 2/3.
  const double ex = -(0.2 * std::log(0.2) + 0.8 * std::log(0.8)) / std::log(3.0);
  const double ey = -(std::log(1.0 / 3) / 3 + 2 * std::log(2.0 / 3) / 3) / std::log(3.0);
  const double wx = (1 - ex) / (2 - ex - ey);
  expect_near(f.groups[0].entropy, {ex, ey}, 1e-14);
  expect_near(f.groups[0].weight, {wx, 1 - wx}, 1e-14);
  expect_near(f.score, {0, wx / 4 + (1 - wx) / 2, 1}, 1e-14);
  EXPECT_EQ(f.rank, (std::vector<double>{3, 2, 1}));
}

TEST(CompositeIndex, ShiftAddsToEveryEntropyScoreWithWeightsNearlyTheSame) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  Options o = four(Weighting::entropy);

  const Fit shifted = fit(panel, o, Executor::serial());
  o.shift = 0;
  const Fit plain = fit(panel, o, Executor::serial());

  for (std::size_t i = 0; i < 30; ++i) EXPECT_NEAR(shifted.score[i] - plain.score[i], 1e-4, 2e-4);
  EXPECT_NE(shifted.groups[0].weight, plain.groups[0].weight);
}

TEST(CompositeIndex, WeightsOfTheWeightMethodsSumToOne) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  for (const Weighting method : all_methods) {
    if (method == Weighting::pca) continue;
    const std::vector<double> w =
        fit(panel, with_method(method), Executor::serial()).groups[0].weight;
    EXPECT_NEAR(std::accumulate(w.begin(), w.end(), 0.0), 1.0, 1e-14);
  }
}

TEST(CompositeIndex, DoesNotDependOnUnitsOfMeasure) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  Named scaled = four_columns();
  for (double& v : scaled[0].second) v *= 1e7;
  for (double& v : scaled[3].second) v *= 1e-5;
  const data::Panel other = panel_of(6, 5, scaled);

  for (const Weighting method : all_methods) {
    const Fit before = fit(panel, with_method(method), Executor::serial());
    const Fit after = fit(other, with_method(method), Executor::serial());
    expect_near(after.score, before.score, 1e-11);
  }
}

TEST(CompositeIndex, DoesNotDependOnTheOriginExceptForVariationWeights) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  Named moved = four_columns();
  for (double& v : moved[1].second) v += 100;
  const data::Panel other = panel_of(6, 5, moved);

  for (const Weighting method : all_methods) {
    const Fit before = fit(panel, with_method(method), Executor::serial());
    const Fit after = fit(other, with_method(method), Executor::serial());
    if (method == Weighting::cv)
      EXPECT_GT(before.groups[0].weight[1], 5 * after.groups[0].weight[1]);
    else
      expect_near(after.score, before.score, 1e-10);
  }
}

TEST(CompositeIndex, TurningAnIndicatorRoundEqualsListingItAsNegative) {
  Named turned = four_columns();
  for (double& v : turned[3].second) v = 50 - v;
  const data::Panel panel = panel_of(6, 5, four_columns()), other = panel_of(6, 5, turned);

  for (const Weighting method : {Weighting::entropy, Weighting::pca, Weighting::critic}) {
    Options positive = four(method);
    positive.positive = {"a", "b", "c", "d"};
    positive.negative = {};
    expect_near(fit(other, positive, Executor::serial()).score,
                fit(panel, four(method), Executor::serial()).score,
                1e-10);
  }
}

TEST(CompositeIndex, FollowsItsRowsWhenTheyAreReordered) {
  const Named columns = four_columns();
  Named reversed = columns;
  for (auto& [name, x] : reversed) std::reverse(x.begin(), x.end());
  const data::Panel panel = panel_of(6, 5, columns), other = panel_of(6, 5, reversed);

  for (const Weighting method : all_methods) {
    std::vector<double> back = fit(other, with_method(method), Executor::serial()).score;
    std::reverse(back.begin(), back.end());
    expect_near(back, fit(panel, with_method(method), Executor::serial()).score, 1e-13);
  }
}

TEST(CompositeIndex, IsTheSameToTheLastBitForAnyNumberOfThreads) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  for (const Weighting method : all_methods) {
    const Fit serial = fit(panel, with_method(method), Executor::serial());
    for (const int threads : {2, 5}) {
      const Fit parallel = fit(panel, with_method(method), Executor::threads(threads));
      EXPECT_EQ(parallel.score, serial.score);
      EXPECT_EQ(parallel.groups[0].weight, serial.groups[0].weight);
    }
  }
}

TEST(CompositeIndex, ByYearEqualsEachYearAlone) {
  const Named columns = four_columns();
  const data::Panel panel = panel_of(6, 5, columns);
  Options o = four(Weighting::entropy);
  o.by = "year";

  const Fit f = fit(panel, o, Executor::serial());

  ASSERT_EQ(f.groups.size(), 5u);
  EXPECT_EQ(f.groups[2].name, "2012");
  Named one;
  for (const auto& [name, x] : columns) {
    std::vector<double> year;
    for (std::size_t u = 0; u < 6; ++u) year.push_back(x[5 * u + 2]);
    one.emplace_back(name, year);
  }
  const Fit alone = fit(panel_of(6, 1, one), four(Weighting::entropy), Executor::serial());
  EXPECT_EQ(f.groups[2].weight, alone.groups[0].weight);
  for (std::size_t u = 0; u < 6; ++u) EXPECT_EQ(f.score[5 * u + 2], alone.score[u]);
}

TEST(CompositeIndex, SharesOfDimensionsTimesSubIndicesMakeTheIndex) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  Options o = four(Weighting::entropy);
  o.dimensions = {{"material", {"c", "d"}}, {"human", {"a", "b"}}};

  const Fit f = fit(panel, o, Executor::serial());

  ASSERT_EQ(f.dimensions.size(), 2u);
  EXPECT_EQ(f.dimensions[0].name, "human");  // the dimension of the first indicator comes first
  const std::vector<double>& w = f.groups[0].weight;
  for (std::size_t i = 0; i < 30; ++i)
    EXPECT_NEAR(
        (w[0] + w[1]) * f.sub_scores[0][i] + (w[2] + w[3]) * f.sub_scores[1][i], f.score[i], 1e-14);
}

TEST(CompositeIndex, EntropyRunAgainInsideADimensionGivesTheSharesOfItsWeights) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  Options o = four(Weighting::entropy);
  o.dimensions = {{"human", {"a", "b"}}, {"material", {"c", "d"}}};

  const Fit share = fit(panel, o, Executor::serial());
  o.sub = Sub::own;
  const Fit own = fit(panel, o, Executor::serial());

  expect_near(own.sub_scores[1], share.sub_scores[1], 1e-14);
}

TEST(CompositeIndex, PartsOfDimensionsAddUpToTheIndex) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  for (const Weighting method : {Weighting::critic, Weighting::pca}) {
    Options o = four(method);
    o.dimensions = {{"human", {"a", "b"}}, {"material", {"c", "d"}}};
    o.sub = Sub::part;
    const Fit f = fit(panel, o, Executor::serial());
    for (std::size_t i = 0; i < 30; ++i)
      EXPECT_NEAR(f.sub_scores[0][i] + f.sub_scores[1][i], f.score[i], 1e-13);
  }
}

TEST(CompositeIndex, NestedDimensionsHoldTheirInnerOnes) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  Options o = four(Weighting::entropy);
  o.sub = Sub::part;
  o.dimensions = {{"实体/劳动者", {"a", "b"}}, {"实体/劳动资料", {"c"}}, {"渗透", {"d"}}};

  const Fit f = fit(panel, o, Executor::serial());

  std::vector<std::string> names;
  for (const Dimension& d : f.dimensions) names.push_back(d.name);
  EXPECT_EQ(names, (std::vector<std::string>{"实体", "实体/劳动者", "实体/劳动资料", "渗透"}));
  for (std::size_t i = 0; i < 30; ++i)
    EXPECT_NEAR(f.sub_scores[1][i] + f.sub_scores[2][i], f.sub_scores[0][i], 1e-15);
  EXPECT_EQ(augment(f, panel).column("score.实体.劳动者").numbers, f.sub_scores[1]);
}

TEST(CompositeIndex, RowsWithAMissingIndicatorHaveNoScoreAndAreNamed) {
  Named columns = four_columns();
  columns[1].second[7] = missing;
  columns[2].second[7] = missing;
  columns[2].second[9] = missing;
  const data::Panel panel = panel_of(6, 5, columns);

  const Fit f = fit(panel, four(Weighting::entropy), Executor::serial());
  Result r;
  complete(f, r);

  EXPECT_TRUE(is_missing(f.score[7]) && is_missing(f.rank[7]) && is_missing(f.score[9]));
  EXPECT_EQ(r.sample.used, 28u);
  ASSERT_EQ(r.sample.dropped.size(), 2u);
  EXPECT_EQ(r.sample.dropped[0].reason, "missing:b");
  EXPECT_EQ(r.sample.dropped[1].rows, (std::vector<std::size_t>{9}));
  ASSERT_EQ(r.notes.size(), 1u);
  EXPECT_EQ(r.notes[0].code, "YG3206");
  EXPECT_THAT(r.notes[0].what.en, ::testing::HasSubstr("u2, 2012; u2, 2014"));
}

TEST(CompositeIndex, ZerosInTheDataLeaveNoHoleInTheScore) {
  const data::Panel panel = panel_of(4, 1, {{"x", {0, 0, 0, 3}}, {"y", {0, 1, 2, 0}}});
  Options o;
  o.positive = {"x", "y"};
  for (const double shift : {0.0, 1e-4}) {
    o.shift = shift;
    const Fit f = fit(panel, o, Executor::serial());
    for (const double s : f.score) EXPECT_TRUE(std::isfinite(s));
    EXPECT_NEAR(f.groups[0].entropy[0], 0, shift == 0 ? 0 : 3e-3);
  }
}

TEST(CompositeIndex, TiesShareTheBetterRankWithinTheirPeriod) {
  const data::Panel panel = panel_of(4, 1, {{"x", {5, 1, 5, 3}}});
  Options o;
  o.positive = {"x"};
  EXPECT_EQ(fit(panel, o, Executor::serial()).rank, (std::vector<double>{1, 4, 1, 3}));
}

TEST(CompositeIndex, ClosenessIsOneAtTheIdealAndZeroAtTheWorst) {
  const data::Panel panel = panel_of(3, 1, {{"x", {1, 2, 3}}, {"y", {9, 5, 4}}});
  Options o;
  o.method = Weighting::topsis;
  o.positive = {"x"};
  o.negative = {"y"};
  o.weights = {{"x", 2}, {"y", 2}};

  const Fit f = fit(panel, o, Executor::serial());

  // The middle row stands at (0.5, 0.8) of the weighted square: D+ = hypot(0.5, 0.2), D- =
  // hypot(0.5, 0.8).
  const double best = std::hypot(0.5, 0.2), worst = std::hypot(0.5, 0.8);
  expect_near(f.score, {0, worst / (best + worst), 1}, 1e-14);
}

TEST(CompositeIndex, PrintsItsWeightsByDimensionWithLabelsInBothLanguages) {
  Named columns = four_columns();
  data::Panel panel = panel_of(6, 5, columns);
  panel.table().edit("b").label = {"Education spending", "教育投入"};
  panel.table().edit("b").unit = "万元";
  Options o = four(Weighting::entropy);
  o.dimensions = {{"劳动者", {"b", "d"}}, {"技术", {"a"}}};

  const Fit f = fit(panel, o, Executor::serial());
  Result r;
  complete(f, r);

  const Frame& t = r.tables.at("weights");
  EXPECT_EQ(t.column("term").texts, (std::vector<std::string>{"a", "b", "d", "c"}));
  EXPECT_EQ(t.column("dimension").texts,
            (std::vector<std::string>{"技术", "劳动者", "劳动者", ""}));
  EXPECT_EQ(t.text("label_zh", 1), "教育投入");
  EXPECT_EQ(t.text("label", 1), "Education spending");
  EXPECT_EQ(t.text("unit", 1), "万元");
  EXPECT_EQ(t.text("direction", 2), "negative");
  EXPECT_EQ(t.number("weight", 1), f.groups[0].weight[1]);
  EXPECT_NEAR(r.tables.at("dimensions").number("weight", 1),
              t.number("weight", 1) + t.number("weight", 2),
              1e-15);
  EXPECT_EQ(r.notes.front().code, "YG3208");  // c stands in no dimension
}

TEST(CompositeIndex, FramesUseNamesOfTheGlossary) {
  const data::Panel panel = panel_of(6, 5, four_columns());
  for (const Weighting method : all_methods) {
    Options o = with_method(method);
    o.by = "year";
    o.dimensions = {{"human", {"a", "b"}}, {"material", {"c", "d"}}};
    const Fit f = fit(panel, o, Executor::serial());
    Result r;
    complete(f, r);
    std::vector<Frame> frames = {tidy(f), glance(f)};
    for (const auto& [name, frame] : r.tables) frames.push_back(frame);
    for (const Frame& frame : frames)
      for (const Column& c : frame.columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
    const Frame rows = augment(f, panel);
    EXPECT_EQ(rows.rows(), 30u);
    EXPECT_EQ(rows.columns()[0].name, "city");
    EXPECT_EQ(rows.columns()[1].name, "year");
    EXPECT_TRUE(rows.has("score") && rows.has("score.human") && rows.has("rank"));
  }
}

TEST(CompositeIndex, RunsFromTheSettingsOfAStudyFile) {
  const std::vector<Method> rows = methods();
  const auto method = std::find_if(
      rows.begin(), rows.end(), [](const Method& m) { return m.verb.name == "index"; });
  ASSERT_NE(method, rows.end());
  const Value settings = value_from_json(
      R"({"method": "entropy", "positive": ["a", "b", "c"], "negative": "d", "by": "year",
          "dimensions": {"human": ["a", "b"], "material": ["c", "d"]}, "sub": "part"})");
  EXPECT_EQ(method->uses(settings), (std::vector<std::string>{"a", "b", "c", "d", "year"}));

  const Result r =
      method->run(panel_of(6, 5, four_columns()), settings, "index.NQP", Executor::serial(), {});

  EXPECT_EQ(r.kind, "index");
  EXPECT_EQ(r.tidy.rows(), 20u);  // five years of four indicators
  EXPECT_EQ(r.augment.rows(), 30u);
  EXPECT_NE(r.options.find("\"shift\""), std::string::npos);

  std::vector<Problem> problems;
  method->check(value_from_json(R"({"metod": "entropy", "shift": -1})"), "index.NQP", problems, {});
  EXPECT_EQ(problems.size(), 2u);
}

TEST(CompositeIndex, WorksOnRowsWithoutUnitOrTime) {
  data::Table table;
  table.add(Column::of("x", std::vector<double>{1, 2, 4}));
  const data::Panel panel = data::Panel::make(std::move(table), {});
  Options o;
  o.positive = {"x"};
  const Fit f = fit(panel, o, Executor::serial());
  EXPECT_EQ(augment(f, panel).columns().front().name, "score");
  EXPECT_EQ(f.rank, (std::vector<double>{3, 2, 1}));
}

}  // namespace
}  // namespace yugong::index::composite
