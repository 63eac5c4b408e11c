#include <algorithm>
#include <cmath>
#include <filesystem>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/percentile.hpp"
#include "yugong/prepare/winsorise.hpp"

/// Chained real GDP and a patent stock against published columns, and winsorising against the
/// printed cuts of Stata's winsor2 and its rules for trimming, groups and one-sided cuts.
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

data::Panel published(const std::string& file) {
  return data::Panel::make(golden::read_csv(golden::shared() / "data" / file), {"code", "year"});
}

bool published_here(const std::string& file) {
  return std::filesystem::exists(golden::shared() / "data" / file);
}

/// Their real GDP is chained by hand from an index whose convention nobody tells the program.
TEST(PublishedColumns, real_gdp_of_298_cities_is_chained_from_the_index) {
  if (!published_here("china_city_panel.csv"))
    GTEST_SKIP() << "the shared file china_city_panel.csv is not there";
  const data::Panel panel = published("china_city_panel.csv");
  std::vector<Problem> notes;

  const std::vector<double> real =
      prepare::evaluate(
          prepare::parse_expression("deflate(gdp_real2000_100m, gdp_index, base = 2000)"),
          panel,
          &notes)
          .numbers;

  const std::vector<double>& want = panel.table().column("gdp_real2000_100m").numbers;
  EXPECT_NE(notes.at(0).what.en.find(
                "volume index (by its label or name), previous year = 100 (judged by its values)"),
            std::string::npos);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < real.size(); ++i) {
    if (is_missing(real[i]) || is_missing(want[i])) continue;
    // The file has seven digits; the roundings of 23 links add up.
    EXPECT_NEAR(real[i] / want[i], 1, 1e-5) << panel.key(i);
    ++compared;
  }
  EXPECT_GT(compared, 6700u);
}

TEST(PublishedColumns, the_patent_stock_of_105_cities_follows_the_perpetual_inventory) {
  if (!published_here("china105_du2021.csv"))
    GTEST_SKIP() << "the shared file china105_du2021.csv is not there";
  const data::Panel panel = published("china105_du2021.csv");

  const std::vector<double> stock =
      prepare::evaluate(prepare::parse_expression(
                            "pim(green_patents, delta = 0.1, initial = green_patent_stock)"),
                        panel)
          .numbers;

  const std::vector<double>& want = panel.table().column("green_patent_stock").numbers;
  for (std::size_t i = 0; i < stock.size(); ++i)
    // A step of the published column deviates by up to 0.07; with a tenth lost each year that adds
    // up to 0.7 at most.
    EXPECT_NEAR(stock[i], want[i], 0.7) << panel.key(i);
}

}  // namespace
}  // namespace yugong
