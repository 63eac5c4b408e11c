#include <algorithm>
#include <cmath>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/prepare/percentile.hpp"
#include "yugong/prepare/winsorise.hpp"

/// Winsorising against the printed cuts of Stata's winsor2 and its rules for trimming, groups and
/// one-sided cuts.
namespace yugong {
namespace {

using golden::Case;
using golden::Json;
namespace winsorise = prepare::winsorise;

class Winsor2 : public testing::Test {
 protected:
  void SetUp() override {
    const golden::Lookup found = golden::find("regression", "r15_winsor_percentiles");
    if (!found.found)
      GTEST_SKIP() << "the shared golden case regression/r15_winsor_percentiles is not there";
    case_ = found.the_case;
    expected_ = case_.json.at("expected");
    tolerance_ = case_.json.at("tolerance").at("absolute").get<double>();
    table_ = golden::read_csv(case_, case_.json.at("data").get<std::string>());
  }

  std::vector<double> column(const std::string& name) const { return table_.column(name).numbers; }

  void expect_cuts(const std::string& name, std::vector<double> ps, const std::string& key) const {
    const std::vector<double> cuts = prepare::percentiles(column(name), ps);
    for (std::size_t i = 0; i < cuts.size(); ++i)
      EXPECT_NEAR(cuts[i], expected_.at(key).at(i).get<double>(), tolerance_) << key;
  }

  void expect_column(const winsorise::Options& options, const std::string& key) const {
    data::Panel panel = data::Panel::make(table_, {});
    winsorise::apply(panel, options);
    std::vector<double> x;
    for (double v : panel.table().column(options.vars[0]).numbers)
      if (!is_missing(v)) x.push_back(v);
    const Json& want = expected_.at(key);
    double sum = 0, squares = 0;
    for (double v : x) sum += v;
    const double mean = sum / static_cast<double>(x.size());
    for (double v : x) squares += (v - mean) * (v - mean);
    EXPECT_EQ(panel.rows() - x.size(), want.at("missing").get<std::size_t>()) << key;
    // The case prints 15 digits; its numbers are of the order 40, so the last digit is 1e-13.
    EXPECT_NEAR(mean, want.at("mean").get<double>(), tolerance_) << key;
    EXPECT_NEAR(std::sqrt(squares / static_cast<double>(x.size() - 1)),
                want.at("sd").get<double>(),
                tolerance_)
        << key;
    EXPECT_NEAR(*std::min_element(x.begin(), x.end()), want.at("min").get<double>(), tolerance_)
        << key;
    EXPECT_NEAR(*std::max_element(x.begin(), x.end()), want.at("max").get<double>(), tolerance_)
        << key;
  }

  Case case_;
  Json expected_;
  data::Table table_;
  double tolerance_ = 0;
};

TEST_F(Winsor2, cuts_equal_the_printed_ones) {
  expect_cuts("wage", {1, 99}, "wage_cut_1_99");
  expect_cuts("wage", {5, 95}, "wage_cut_5_95");
  expect_cuts("tenure", {1, 99}, "tenure_cut_1_99");
}

TEST_F(Winsor2, winsorised_and_trimmed_columns_have_the_stated_moments) {
  expect_column({.vars = {"wage"}}, "wage_w_1_99");
  expect_column({.vars = {"wage"}, .trim = true}, "wage_tr_1_99");
  expect_column({.vars = {"tenure"}, .cuts = {5, 95}}, "tenure_w_5_95");
  expect_column({.vars = {"wage"}, .cuts = {0, 95}}, "wage_w_0_95");
  expect_column({.vars = {"wage"}, .cuts = {5, 95}, .by = {"industry"}}, "wage_by_industry_5_95");
}

TEST_F(Winsor2, percentiles_of_whole_numbers_average_neighbours) {
  std::vector<double> v;
  for (int i = 1; i <= 10; ++i) v.push_back(i);

  for (const auto& [name, want] : expected_.at("integers_1_to_10").items())
    EXPECT_EQ(prepare::percentiles(v, std::vector<double>{std::stod(name.substr(1))})[0],
              want.get<double>())
        << name;
}

}  // namespace
}  // namespace yugong
