#include "yugong/index/coupling.hpp"

#include <cmath>

#include <gmock/gmock.h>

#include "yugong/index/testing.hpp"

namespace yugong::index::coupling {
namespace {

using ::testing::ElementsAre;
using testing::expect_near;
using testing::panel_of;
using testing::refusals;

Options of(std::vector<std::string> systems) {
  Options o;
  o.systems = std::move(systems);
  return o;
}

TEST(Coupling, FollowsTheWorkedExampleOfItsPage) {
  const data::Panel panel = panel_of(1, 2, {{"u", {0.4, 0.8}}, {"v", {0.1, 0.8}}});

  const Fit f = fit(panel, of({"u", "v"}), Executor::serial());

  expect_near(f.coupling, {0.8, 1.0}, 1e-14);
  expect_near(f.development, {0.25, 0.8}, 1e-14);
  expect_near(f.coordination, {std::sqrt(0.2), std::sqrt(0.8)}, 1e-14);
  const Frame rows = augment(f, panel);
  EXPECT_EQ(rows.column("grade_zh").texts, (std::vector<std::string>{"濒临失调", "良好协调"}));
  EXPECT_EQ(rows.column("lagging").texts, (std::vector<std::string>{"v", ""}));
  EXPECT_EQ(rows.column("score").numbers, f.coordination);
}

TEST(Coupling, OfEqualSubsystemsIsOneWhateverTheirNumber) {
  const data::Panel panel =
      panel_of(2, 1, {{"u", {0.3, 0.7}}, {"v", {0.3, 0.7}}, {"w", {0.3, 0.7}}});
  for (const Form form : {Form::standard, Form::modified}) {
    Options o = of({"u", "v", "w"});
    o.form = form;
    const Fit f = fit(panel, o, Executor::serial());
    expect_near(f.coupling, {1, 1}, 1e-14);
    expect_near(f.coordination, {std::sqrt(0.3), std::sqrt(0.7)}, 1e-14);
  }
}

TEST(Coupling, ModifiedFormOfTwoSubsystemsFollowsItsFormula) {
  const data::Panel panel = panel_of(2, 1, {{"u", {0.9, 0.2}}, {"v", {0.6, 0.5}}});
  Options o = of({"u", "v"});
  o.form = Form::modified;
  // sqrt((1 - |u - v|) min / max)
  expect_near(fit(panel, o, Executor::serial()).coupling,
              {std::sqrt(0.7 * 0.6 / 0.9), std::sqrt(0.7 * 0.2 / 0.5)},
              1e-14);
}

TEST(Coupling, WeightsAreDividedByTheirSum) {
  const data::Panel panel = panel_of(2, 1, {{"u", {0.2, 0.4}}, {"v", {0.6, 0.5}}});
  Options o = of({"u", "v"});
  o.weights = {3, 1};
  expect_near(fit(panel, o, Executor::serial()).development, {0.3, 0.425}, 1e-14);
}

TEST(Coupling, ADegreeOnACutBelongsToTheGradeAbove) {
  const data::Panel panel = panel_of(3, 1, {{"u", {0.25, 0.36, 0.01}}, {"v", {0.25, 0.36, 0.01}}});
  const Fit f = fit(panel, of({"u", "v"}), Executor::serial());
  EXPECT_THAT(f.grade, ElementsAre(5, 6, 1));
}

TEST(Coupling, OneZeroSubsystemGivesZeroAndAllZeroIsRefused) {
  EXPECT_EQ(
      fit(panel_of(2, 1, {{"u", {0, 0.4}}, {"v", {0.6, 0.5}}}), of({"u", "v"}), Executor::serial())
          .coordination[0],
      0);
  EXPECT_THAT(
      refusals([] {
        fit(panel_of(2, 1, {{"u", {0, 0.4}}, {"v", {0, 0.5}}}), of({"u", "v"}), Executor::serial());
      }),
      ElementsAre("YG3223"));
}

TEST(Coupling, RescalesToTheOpenUnitIntervalFirst) {
  const data::Panel panel = panel_of(3, 1, {{"u", {0.4, 0.5, 0.6}}, {"v", {10, 30, 20}}});
  Options o = of({"u", "v"});
  o.rescale = {"v"};
  expect_near(fit(panel, o, Executor::serial()).values[1], {0.01, 0.99, 0.5}, 1e-14);
}

TEST(Coupling, RefusesWhatHasNoMeaning) {
  const data::Panel panel = panel_of(2,
                                     1,
                                     {{"u", {0.2, 0.4}},
                                      {"v", {0.6, 0.5}},
                                      {"low", {-1, 0.2}},
                                      {"high", {1.2, 0.3}},
                                      {"flat", {2, 2}}});
  auto codes = [&](const Options& o) {
    return refusals([&] { fit(panel, o, Executor::serial()); });
  };
  EXPECT_THAT(codes(of({"u", "u"})), ElementsAre("YG3221"));
  EXPECT_THAT(codes(of({"u", "low"})), ElementsAre("YG3222"));
  EXPECT_THAT(codes(of({"u", "none"})), ElementsAre("YG2104"));
  Options o = of({"u", "high"});
  EXPECT_EQ(fit(panel, o, Executor::serial()).notes.at(0).code, "YG3224");
  o.form = Form::modified;
  EXPECT_THAT(codes(o), ElementsAre("YG3224"));
  o = of({"u", "flat"});
  o.rescale = {"flat"};
  EXPECT_THAT(codes(o), ElementsAre("YG3201"));
  o = of({"u", "v"});
  o.rescale = {"w"};
  o.weights = {1, 1, 1};
  o.cuts = {0.5, 0.2};
  o.grades = {"low", "high"};
  EXPECT_THAT(codes(o), ElementsAre("YG3221", "YG3209", "YG3225", "YG3225"));
}

TEST(Coupling, CountsItsGrades) {
  const data::Panel panel = panel_of(3, 1, {{"u", {0.2, 0.4, missing}}, {"v", {0.6, 0.5, 0.5}}});
  Options o = of({"u", "v"});
  o.cuts = {0.61};
  const Fit f = fit(panel, o, Executor::serial());
  Result r;
  complete(f, r);
  EXPECT_EQ(r.tables.at("grades").column("grade").texts,
            (std::vector<std::string>{"[0, 0.61)", "[0.61, 1]"}));
  EXPECT_EQ(r.tables.at("grades").column("count").numbers, (std::vector<double>{1, 1}));
  EXPECT_EQ(r.sample.used, 2u);
  EXPECT_EQ(r.notes.at(0).code, "YG3206");
  for (const Frame& frame : {tidy(f), glance(f), r.tables.at("grades")})
    for (const Column& c : frame.columns()) EXPECT_TRUE(in_glossary(c.name)) << c.name;
}

}  // namespace
}  // namespace yugong::index::coupling
