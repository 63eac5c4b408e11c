#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "yugong/stationarity/sample_panel.hpp"
#include "yugong/stationarity/unit_root.hpp"

namespace yugong::stationarity {
namespace {

using unit_root::Fit;
using unit_root::Options;

/// The sample with y changed or rows left out.
template <class Change>
data::Panel changed(Change change) {
  const data::Panel panel = sample_panel();
  data::Table table = panel.table();
  std::vector<std::uint32_t> keep;
  for (std::uint32_t r = 0; r < panel.rows(); ++r) {
    const double unit = table.column("unit").numbers[r], year = table.column("year").numbers[r];
    if (change(unit, year, table.edit("y").numbers[r])) keep.push_back(r);
  }
  return data::Panel::make(table.take(keep), {"unit", "year"});
}

Options options(std::vector<std::string> tests = {"ips"}) {
  Options o;
  o.variables = {"y"};
  o.tests = std::move(tests);
  return o;
}

const Problem* note(const Fit& f, const std::string& code) {
  const auto& notes = f.tested.front().notes;
  const auto at =
      std::find_if(notes.begin(), notes.end(), [&](const Problem& p) { return p.code == code; });
  return at == notes.end() ? nullptr : &*at;
}

std::string code_of(const data::Panel& panel, const Options& o) {
  try {
    static_cast<void>(unit_root::fit(panel, o, Executor::serial()));
  } catch (const Error& e) {
    EXPECT_FALSE(e.first().what.zh.empty());
    EXPECT_FALSE(e.first().mend.en.empty());
    EXPECT_FALSE(e.first().mend.zh.empty());
    return e.first().code;
  }
  return "";
}

TEST(series, a_gap_leaves_the_longest_run_and_names_the_unit) {
  const data::Panel panel = changed([](double unit, double year, double& y) {
    if (unit == 3 && year == 2008) y = missing;
    return !(unit == 5 && year == 2020);
  });
  const Fit f = unit_root::fit(panel, options({"ips", "llc"}), Executor::serial());
  const Problem* said = note(f, "YG3183");

  ASSERT_NE(said, nullptr);
  EXPECT_NE(said->what.en.find("3, 5"), std::string::npos) << said->what.en;
  const auto& series = f.tested.front().set.series;
  EXPECT_EQ(series[2].first, 2009);
  EXPECT_EQ(series[2].length(), 16U);
  EXPECT_EQ(series[4].first, 2000);
  EXPECT_EQ(series[4].length(), 20U);
  ASSERT_NE(note(f, "YG3186"), nullptr) << "Levin-Lin-Chu needs a balanced panel";
  std::map<std::string, std::size_t> dropped;
  for (const Dropped& d : f.sample.dropped) dropped[d.reason] = d.rows.size();
  EXPECT_EQ(dropped["missing:y"], 1U);
  EXPECT_EQ(dropped["gap:y"], 8U + 4U);
  EXPECT_EQ(f.sample.used, 12U * 25U - 1 - 1 - 12);
  Options o = options();
  o.gaps = Gaps::refuse;
  EXPECT_EQ(code_of(panel, o), "YG3183");
}

TEST(series, short_and_constant_series_are_left_out_by_name) {
  const Fit f = unit_root::fit(changed([](double unit, double year, double& y) {
                                 if (unit == 2) y = 7;
                                 return unit != 4 || year < 2005;
                               }),
                               options(),
                               Executor::serial());

  EXPECT_EQ(f.tested.front().set.units(), 10U);
  ASSERT_NE(note(f, "YG3184"), nullptr);
  EXPECT_NE(note(f, "YG3184")->what.en.find(": 4"), std::string::npos);
  ASSERT_NE(note(f, "YG3185"), nullptr);
  EXPECT_NE(note(f, "YG3185")->what.en.find(": 2"), std::string::npos);
}

TEST(series, a_series_on_a_line_has_no_test_with_a_trend) {
  Options o = options();
  o.deterministic = Deterministic::trend;
  const Fit f = unit_root::fit(changed([](double unit, double year, double& y) {
                                 if (unit == 2) y = 3 * (year - 2000);
                                 return true;
                               }),
                               o,
                               Executor::serial());

  EXPECT_EQ(f.tested.front().set.units(), 11U);
  ASSERT_NE(note(f, "YG3185"), nullptr);
}

TEST(series, what_cannot_be_tested_is_refused) {
  const data::Panel panel = sample_panel();
  Options o = options({"adf"});
  EXPECT_EQ(code_of(panel, o), "YG3182");
  o = options();
  o.lags = Value::of("best");
  EXPECT_EQ(code_of(panel, o), "YG3182");
  o.lags = Value::of(-1);
  EXPECT_EQ(code_of(panel, o), "YG3182");
  o.lags = Value::of(1.5);
  EXPECT_EQ(code_of(panel, o), "YG3182");
  o.lags = Value::of(20);
  EXPECT_EQ(code_of(panel, o), "YG3188") << "no series is long enough";
  o = options();
  o.variables = {"z"};
  EXPECT_EQ(code_of(panel, o), "YG2104");
  EXPECT_EQ(code_of(data::Panel::make(panel.table(), {"", ""}), options()), "YG3181");
  EXPECT_EQ(code_of(changed([](double, double, double& y) {
                      y = 1;
                      return true;
                    }),
                    options()),
            "YG3188");
}

TEST(series, tests_that_the_deterministic_part_does_not_allow_say_so) {
  Options o = options({"ips", "hadri"});
  o.deterministic = Deterministic::none;
  const Fit f = unit_root::fit(sample_panel(), o, Executor::serial());

  EXPECT_EQ(std::count_if(f.tested.front().notes.begin(),
                          f.tested.front().notes.end(),
                          [](const Problem& p) { return p.code == "YG3186"; }),
            2);
  for (const PanelStatistic& s : f.tested.front().statistics)
    EXPECT_TRUE(is_missing(s.statistic)) << s.name;
}

}  // namespace
}  // namespace yugong::stationarity
