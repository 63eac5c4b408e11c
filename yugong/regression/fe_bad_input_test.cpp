#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/regression/fe.hpp"
#include "yugong/regression/sample_panel.hpp"

// What cannot be estimated is refused in words, in both languages; what is left out is named.
namespace yugong::regression {
namespace {

using ::testing::HasSubstr;

struct Asked {
  std::string formula;
  std::string vcov = "iid";
  std::string weights = "";
};

fe::Options options(const Asked& asked) {
  fe::Options o;
  o.formula = asked.formula;
  o.vcov = asked.vcov;
  o.weights = asked.weights;
  return o;
}

Problem refusal(const data::Panel& panel, const Asked& asked) {
  try {
    fe::fit(panel, options(asked), Executor::serial());
  } catch (const Error& e) {
    const Problem& p = e.first();
    EXPECT_FALSE(p.what.zh.empty() || p.mend.en.empty() || p.mend.zh.empty()) << p.code;
    return p;
  }
  ADD_FAILURE() << "accepted: " << asked.formula;
  return {};
}

Problem noted(const data::Panel& panel, const Asked& asked, const std::string& code) {
  const fe::Fit fit = fe::fit(panel, options(asked), Executor::serial());
  for (const Problem& p : fit.models.front().notes)
    if (p.code == code) return p;
  return {};
}

data::Panel with(const std::string& name, std::vector<double> values) {
  data::Panel panel = sample_panel();
  values.resize(panel.rows(), values.back());
  panel.table().add(Column::of(name, std::move(values)));
  return panel;
}

TEST(fe_bad_input, regressors_that_the_effects_absorb_altogether) {
  const Problem p = refusal(sample_panel(), {"y ~ region + region:year | unit + region^year"});

  EXPECT_EQ(p.code, "YG3123");
  EXPECT_THAT(p.what.en, HasSubstr("region (absorbed by unit)"));
  EXPECT_THAT(p.what.en, HasSubstr("region:year (absorbed by region^year)"));
}

TEST(fe_bad_input, one_regressor_of_several_that_is_absorbed_is_named_and_left_out) {
  const Problem p = noted(sample_panel(), {"y ~ x1 + region | unit"}, "YG1203");

  EXPECT_THAT(p.what.en, HasSubstr("'region' is left out: absorbed by unit"));
  EXPECT_THAT(p.what.zh, HasSubstr("region"));
}

TEST(fe_bad_input, every_row_alone_in_an_effect) {
  const Problem p = refusal(sample_panel(), {"y ~ x1 | unit^year"});

  EXPECT_EQ(p.code, "YG3101");
  EXPECT_THAT(p.what.en, HasSubstr("singletons: unit^year 240"));
}

TEST(fe_bad_input, one_cluster) {
  EXPECT_EQ(refusal(with("one", {1}), {"y ~ x1 | unit", "cluster(one)"}).code, "YG3104");
}

TEST(fe_bad_input, weights_that_are_not_above_zero) {
  const Problem none = refusal(with("v", {0, -1}), {"y ~ x1", "iid", "v"});
  const Problem some = noted(with("v", {0, -1, missing, 1}), {"y ~ x1", "iid", "v"}, "YG1205");

  EXPECT_EQ(none.code, "YG3101");
  EXPECT_THAT(none.what.en, HasSubstr("weights not above zero: v 240"));
  EXPECT_THAT(some.what.en, HasSubstr("2 rows"));
}

TEST(fe_bad_input, lags_across_gaps_are_missing_and_counted) {
  const data::Panel panel = sample_panel();
  std::vector<std::uint32_t> odd, no_middle;
  for (std::uint32_t i = 0; i < panel.rows(); ++i) {
    const double year = panel.table().column("year").numbers[i];
    if (std::fmod(year, 2) == 0) odd.push_back(i);
    if (year != 2013) no_middle.push_back(i);
  }

  // Every second year: no row has the year before it.
  const Problem none = refusal(panel.keep(odd), {"y ~ L.x1 | unit"});
  EXPECT_EQ(none.code, "YG3101");
  EXPECT_THAT(none.what.en, HasSubstr("missing: L.x1 120"));
  // Without 2013 the lag is missing in 2010 and in 2014.
  const Problem some = noted(panel.keep(no_middle), {"y ~ l(x1) | unit"}, "YG1201");
  EXPECT_THAT(some.what.en, HasSubstr("L.x1 60"));
}

TEST(fe_bad_input, an_outcome_that_the_effects_explain) {
  EXPECT_EQ(refusal(sample_panel(), {"region ~ x1 | unit"}).code, "YG3108");
}

TEST(fe_bad_input, an_absorption_that_does_not_converge) {
  // A chain: level k of one factor meets levels k and k + 1 of the other.
  constexpr std::int32_t levels = 400;
  Factor a, b;
  a.name = "a";
  b.name = "b";
  a.levels = b.levels = levels;
  for (std::int32_t k = 0; k < levels; ++k)
    for (const std::int32_t next : {k, (k + 1) % levels}) {
      a.level.push_back(k);
      b.level.push_back(next);
    }
  Matrix column(a.level.size(), 1);
  for (std::size_t i = 0; i < column.rows; ++i)
    column.values[i] = std::sin(static_cast<double>(i * i));
  Absorption::Settings settings;
  settings.prefer_iteration = true;
  settings.max_iterations = 3;
  try {
    Absorption({a, b}, {}, column.rows, settings).residualise(column, Executor::serial());
    FAIL() << "an unconverged column came back";
  } catch (const Error& e) {
    EXPECT_EQ(e.first().code, "YG3106");
    EXPECT_THAT(e.first().what.en, HasSubstr("could not be removed"));
    EXPECT_THAT(e.first().what.zh, HasSubstr("没有收敛"));
    EXPECT_THAT(e.first().mend.en, HasSubstr("leave out one of the fixed effects"));
  }
}

TEST(fe_bad_input, levels_of_a_factor_that_do_not_exist) {
  EXPECT_EQ(refusal(sample_panel(), {"y ~ i(year, ref = c(2010, 1999))"}).code, "YG3113");
  EXPECT_EQ(refusal(sample_panel(), {"y ~ i(year, x1, keep = 2016:2020)"}).code, "YG3113");
}

TEST(fe_bad_input, dummies_enter_as_asked) {
  const LinearModel refs =
      fe::fit(sample_panel(), options({"y ~ i(year, ref = c(2010, 2011))"}), Executor::serial())
          .models[0];
  const LinearModel kept =
      fe::fit(sample_panel(), options({"y ~ i(year, x1, keep = 2012:2013)"}), Executor::serial())
          .models[0];

  EXPECT_EQ(refs.terms.size(), 7U);
  EXPECT_EQ(refs.terms.front(), "2012.year");
  EXPECT_EQ(kept.terms, (std::vector<std::string>{"2012.year:x1", "2013.year:x1", "_cons"}));
}

}  // namespace
}  // namespace yugong::regression
