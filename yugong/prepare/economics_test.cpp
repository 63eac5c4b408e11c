#include <cmath>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/text.hpp"
#include "yugong/prepare/capital_stock.hpp"
#include "yugong/prepare/deflate.hpp"
#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/standard_coal.hpp"
#include "yugong/prepare/test_panel.hpp"

namespace yugong::prepare {
namespace {

using test::column_of;
using test::grid;
using testing::HasSubstr;
using testing::Pointwise;

std::vector<double> value(const std::string& text,
                          const data::Panel& panel,
                          std::vector<Problem>* notes = nullptr) {
  return evaluate(parse_expression(text), panel, notes).numbers;
}

void expect(const std::string& text, const std::vector<double>& wanted, const data::Panel& panel) {
  EXPECT_THAT(value(text, panel), Pointwise(testing::NanSensitiveDoubleNear(1e-9), wanted)) << text;
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

// ---- deflation
// -----------------------------------------------------------------------------------------------------

TEST(Deflate, an_index_to_the_year_before_is_chained_both_ways_from_the_base_year) {
  // P(2011) = 1; 2012: 1.10; 2013: 1.10 x 0.95; 2010: 1 / 1.05.
  const data::Panel p = grid(
      {"a"}, {2010, 2011, 2012, 2013}, {{"y", {100, 100, 110, 104.5}}, {"p", {103, 105, 110, 95}}});

  expect("deflate(y, p, base = 2011, index = previous)", {105, 100, 100, 100}, p);
}

TEST(Deflate, a_fixed_index_is_rebased_whatever_its_own_base) {
  const data::Panel p =
      grid({"a", "b"}, {2010, 2011}, {{"y", {100, 130, 50, 60}}, {"p", {2.0, 2.6, 1.5, 1.2}}});

  expect("deflate(y, p, base = 2010, index = fixed)", {100, 100, 50, 75}, p);
  expect("deflate(y, p, base = 2011, index = fixed)", {130, 130, 40, 60}, p);
  expect("deflate(y, p, index = fixed)", {50, 50, 50 / 1.5, 50}, p);
}

TEST(Deflate, a_volume_index_moves_the_base_year_value) {
  const data::Panel p =
      grid({"a"}, {2010, 2011, 2012}, {{"gdp", {200, 260, 300}}, {"q", {112, 110, 105}}});

  expect("deflate(gdp, q, base = 2010, index = previous, kind = volume)", {200, 220, 231}, p);
}

TEST(Deflate, words_of_the_label_decide_and_are_said) {
  data::Panel p = grid({"a"}, {2010, 2011}, {{"gdp", {200, 260}}});
  p.table().add(column_of("gdp_index", {112, 110}, {"", "地区生产总值指数（上年=100）"}, ""));
  p.table().add(column_of("pgdp", {1, 1.3}, {"GDP deflator", "平减指数"}, "2010 = 1"));
  std::vector<Problem> notes;

  EXPECT_THAT(value("deflate(gdp, gdp_index, base = 2010)", p, &notes),
              Pointwise(testing::DoubleNear(1e-9), {200.0, 220.0}));
  EXPECT_THAT(value("deflate(gdp, pgdp, base = 2010)", p, &notes),
              Pointwise(testing::DoubleNear(1e-9), {200.0, 200.0}));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].code, "YG1412");
  EXPECT_THAT(notes[0].what.en,
              HasSubstr("volume index (by its label or name), previous year = 100"));
  EXPECT_THAT(notes[1].what.en, HasSubstr("price index (by its label or name), fixed year = 1"));
}

TEST(Deflate, values_decide_when_they_are_clear) {
  const std::vector<int> years = {2010, 2011, 2012, 2013, 2014, 2015};
  const data::Panel p = grid({"a"},
                             years,
                             {{"y", {1, 1, 1, 1, 1, 1}},
                              {"yearly", {103.3, 105.4, 102.6, 102.6, 102.0, 101.4}},
                              {"drifting", {100, 103, 106, 109, 112, 116}},
                              {"high", {210, 220, 215, 214, 220, 230}}});
  std::vector<Problem> notes;

  value("deflate(y, yearly, base = 2010)", p, &notes);
  value("deflate(y, drifting, base = 2010)", p, &notes);
  value("deflate(y, high, base = 2010)", p, &notes);

  EXPECT_THAT(notes[0].what.en, HasSubstr("previous year = 100 (judged by its values)"));
  EXPECT_THAT(notes[1].what.en, HasSubstr("fixed year = 100 (judged by its values)"));
  EXPECT_THAT(notes[2].what.en, HasSubstr("fixed year"));
}

TEST(Deflate, unclear_values_and_contradicting_words_are_refused) {
  data::Panel p =
      grid({"a"}, {2010, 2011, 2012, 2013}, {{"y", {1, 1, 1, 1}}, {"flat", {100, 103, 102, 101}}});
  p.table().add(column_of("both", {101, 102, 103, 104}, {"", "上年=100，2010=100"}, ""));
  p.table().add(column_of("mixed", {101, 102, 101, 102}, {"", "物量价格指数（上年=100）"}, ""));

  EXPECT_EQ(refusal("deflate(y, flat, base = 2010)", p).code, "YG1401");
  EXPECT_THAT(refusal("deflate(y, flat, base = 2010)", p).mend.en, HasSubstr("index = previous"));
  EXPECT_EQ(refusal("deflate(y, both, base = 2010)", p).code, "YG1401");
  EXPECT_EQ(refusal("deflate(y, mixed, base = 2010)", p).code, "YG1401");
}

TEST(Deflate, growth_rates_zeros_and_absent_base_years_are_refused) {
  const data::Panel p = grid({"a"},
                             {2010, 2011, 2012, 2013},
                             {{"y", {1, 1, 1, 1}},
                              {"rate", {7.5, 8.1, 7.9, 6.8}},
                              {"zero", {100, 0, 101, 102}},
                              {"ok", {101, 103, 102, 101}}});

  EXPECT_EQ(refusal("deflate(y, rate, base = 2010, index = previous)", p).code, "YG1401");
  EXPECT_EQ(refusal("deflate(y, zero, base = 2010)", p).code, "YG1403");
  EXPECT_EQ(refusal("deflate(y, ok, base = 1978, index = previous)", p).code, "YG1402");
  EXPECT_EQ(refusal("deflate(y, ok, index = previous)", p).code, "YG1402");
  EXPECT_EQ(refusal("deflate(y, ok, base = 2010.5, index = previous)", p).code, "YG2242");
}

TEST(Deflate, the_year_before_the_data_may_be_the_base_of_a_chain) {
  const data::Panel p = grid({"a"}, {2011, 2012}, {{"y", {110, 121}}, {"p", {110, 110}}});

  expect("deflate(y, p, base = 2010, index = previous)", {100, 100}, p);
}

TEST(Deflate, a_missing_link_breaks_the_chain_and_is_said) {
  const data::Panel p =
      grid({"a"}, {2010, 2011, 2012}, {{"y", {1, 1, 1}}, {"p", {100, missing, 110}}});
  std::vector<Problem> notes;

  EXPECT_THAT(value("deflate(y, p, base = 2010, index = previous)", p, &notes),
              Pointwise(testing::NanSensitiveDoubleEq(), {1.0, missing, missing}));
  EXPECT_EQ(notes.back().code, "YG1416");
  EXPECT_THAT(notes.back().what.en, HasSubstr("a, 2011; a, 2012"));
}

TEST(Deflate, real_values_scale_with_nominal_ones) {
  const data::Panel p = grid({"a"}, {2010, 2011, 2012}, {{"y", {3, 5, 8}}, {"p", {101, 104, 99}}});

  const auto whole = value("deflate(y, p, base = 2010, index = previous)", p),
             thousand = value("deflate(y * 1000, p, base = 2010, index = previous)", p);

  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(thousand[i], 1000 * whole[i], 1e-9);
}

// ---- capital stock
// -------------------------------------------------------------------------------------------------

data::Panel investment() {
  return grid({"a"},
              {2010, 2011, 2012, 2013},
              {{"i", {100, 110, 121, 133.1}},
               {"d", {0.1, 0.1, 0.2, 0.1}},
               {"k0", {900, missing, missing, missing}},
               {"before", {1000, missing, missing, missing}}});
}

TEST(CapitalStock, ratio_multiplies_the_first_investment) {
  // K = 1000; 0.9 x 1000 + 110 = 1010; 0.9 x 1010 + 121 = 1030; 0.9 x 1030 + 133.1 = 1060.1
  expect("pim(i, delta = 0.1, initial = ratio(10))", {1000, 1010, 1030, 1060.1}, investment());
}

TEST(CapitalStock, growth_starts_in_the_steady_state) {
  // g = 0.1 in every year: K0 = 100 / (0.1 + 0.1) = 500, and the stock then grows by 10 % too.
  expect("pim(i, delta = 0.1)", {500, 560, 625, 695.6}, investment());
  expect("pim(i, delta = 0.1, initial = growth(2))", {500, 560, 625, 695.6}, investment());
}

TEST(CapitalStock, perpetual_uses_the_investment_of_the_next_year) {
  // K0 = 110 / (0.1 + 0.1) = 550; 0.9 x 550 + 110 = 605; 0.9 x 605 + 121 = 665.5; 0.9 x 665.5 +
  // 133.1 = 732.05
  expect("pim(i, delta = 0.1, initial = perpetual)", {550, 605, 665.5, 732.05}, investment());
}

TEST(CapitalStock, given_stocks_and_varying_depreciation) {
  expect("pim(i, delta = d, initial = k0)", {900, 920, 857, 904.4}, investment());
  expect("pim(i, delta = d, opening = before)", {1000, 1010, 929, 969.2}, investment());
}

TEST(CapitalStock, investment_is_deflated_by_its_price_index_first) {
  const data::Panel p = grid({"a"}, {2010, 2011}, {{"i", {100, 121}}, {"price", {105, 110}}});

  expect("pim(i, price = price, base = 2010, delta = 0.1, initial = ratio(10), index = previous)",
         {1000, 1010},
         p);
}

TEST(CapitalStock, a_unit_starts_with_its_first_investment_and_stops_at_a_gap) {
  const data::Panel p =
      grid({"a", "b"}, {2010, 2011, 2013}, {{"i", {missing, 10, 10, 10, 10, 10}}});
  std::vector<Problem> notes;

  EXPECT_THAT(
      value("pim(i, delta = 0.1, initial = ratio(10))", p, &notes),
      Pointwise(testing::NanSensitiveDoubleEq(), {missing, 100.0, missing, 100.0, 100.0, missing}));
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[1].code, "YG1416");
  EXPECT_THAT(notes[1].what.en, HasSubstr("a, 2013; b, 2013"));
}

TEST(CapitalStock, a_unit_without_a_steady_state_is_named) {
  const data::Panel p = grid({"a", "b"}, {2010, 2011}, {{"i", {100, 50, 100, 110}}});
  std::vector<Problem> notes;

  const auto k = value("pim(i, delta = 0.1)", p, &notes);

  EXPECT_TRUE(is_missing(k[0]));
  EXPECT_NEAR(k[2], 500, 1e-9);
  EXPECT_EQ(notes.back().code, "YG1409");
  EXPECT_THAT(notes.back().what.en, HasSubstr("a, 2010"));
}

TEST(CapitalStock, wrong_arguments_are_refused) {
  const data::Panel p = investment();

  EXPECT_EQ(refusal("pim(i)", p).code, "YG2240");
  EXPECT_EQ(refusal("pim(i, delta = 9.6)", p).code, "YG2242");
  EXPECT_EQ(refusal("pim(i, delta = 0.1, base = 2010)", p).code, "YG2240");
  EXPECT_EQ(refusal("pim(i, delta = 0.1, initial = ratio(-1))", p).code, "YG2242");
  EXPECT_EQ(refusal("pim(i, delta = 0.1, initial = growth(1.5))", p).code, "YG2242");
  EXPECT_EQ(refusal("pim(i, delta = 0.1, initial = k0, opening = before)", p).code, "YG2242");
}

// ---- standard coal
// -------------------------------------------------------------------------------------------------

TEST(StandardCoal, the_table_of_the_program_is_the_file) {
  std::ifstream in(std::string(YUGONG_SOURCE_DIR) + "/yugong/prepare/standard_coal.csv");
  std::size_t lines = 0;
  for (std::string line; std::getline(in, line);) ++lines;

  EXPECT_EQ(carriers().size() + 1, lines);
  for (const Carrier& c : carriers()) {
    EXPECT_GT(c.coefficient, 0) << c.name;
    ASSERT_TRUE(read_measure(c.yearbook_unit).has_value()) << c.name;
    EXPECT_TRUE(kgce_per(c, *read_measure(c.yearbook_unit)).has_value()) << c.name;
    EXPECT_FALSE(c.source.empty()) << c.name;
  }
}

TEST(StandardCoal, units_of_measure_are_read_in_both_languages) {
  const auto factor = [](const std::string& unit) {
    return read_measure(unit).value_or(Measure{"none", 0}).factor;
  };

  EXPECT_EQ(factor("万千瓦时"), 1e4);
  EXPECT_EQ(factor("亿千瓦时"), 1e8);
  EXPECT_EQ(factor("万 kW·h"), 1e4);
  EXPECT_EQ(factor("10^4 kWh"), 1e4);
  EXPECT_EQ(factor("10,000 kWh"), 1e4);
  EXPECT_EQ(factor("GWh"), 1e6);
  EXPECT_EQ(factor("万立方米"), 1e4);
  EXPECT_EQ(factor("万m³"), 1e4);
  EXPECT_EQ(factor("吨"), 1e3);
  EXPECT_EQ(factor("万吨"), 1e7);
  EXPECT_EQ(factor("百万千焦"), 1e3);
  EXPECT_EQ(factor("GJ"), 1e3);
  EXPECT_FALSE(read_measure("万元").has_value());
  EXPECT_FALSE(read_measure("").has_value());
}

TEST(StandardCoal, carriers_add_up_in_tonnes) {
  data::Panel p = grid({"a"}, {2010});
  p.table().add(column_of("power_use", {1000}, {}, "万千瓦时"));  // 1e7 kWh x 0.1229 = 1229 tce
  p.table().add(column_of("gas_use", {100}, {}, "万立方米"));     // 1e6 m3 x 1.33 = 1330 tce
  p.table().add(column_of("lpg_use", {50}, {}, "吨"));            // 50 x 1.7143 = 85.715 tce

  expect("standard_coal(power = power_use, gas = gas_use, lpg = lpg_use)", {2644.715}, p);
  expect("standard_coal(电力 = power_use, unit = kgce)", {1229000}, p);
  expect("standard_coal(power = power_use, unit = wtce)", {0.1229}, p);
  expect("standard_coal(power = power_use, power_rate = 0.3)", {3000}, p);
  EXPECT_EQ(evaluate(parse_expression("standard_coal(lpg = lpg_use)"), p).unit, "tce");
}

TEST(StandardCoal, a_change_of_the_unit_of_measure_changes_nothing) {
  data::Panel p = grid({"a"}, {2010});
  p.table().add(column_of("small", {12345}, {}, "MWh"));
  p.table().add(column_of("large", {12.345}, {}, "GWh"));

  EXPECT_NEAR(value("standard_coal(power = small)", p)[0],
              value("standard_coal(power = large)", p)[0],
              1e-9);
}

TEST(StandardCoal, a_column_without_unit_is_taken_in_the_yearbooks_unit_and_said) {
  const data::Panel p = grid({"a"}, {2010}, {{"x", {1}}});
  std::vector<Problem> notes;

  EXPECT_NEAR(value("standard_coal(power = x)", p, &notes)[0], 1.229, 1e-12);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0].code, "YG1412");
}

TEST(StandardCoal, wrong_units_and_carriers_are_refused) {
  data::Panel p = grid({"a"}, {2010});
  p.table().add(column_of("x", {1}, {}, "万立方米"));

  EXPECT_EQ(refusal("standard_coal(power = x)", p).code, "YG1405");
  EXPECT_EQ(refusal("standard_coal(powr = x)", p).code, "YG2141");
  EXPECT_THAT(refusal("standard_coal(powr = x)", p).mend.en, HasSubstr("power"));
  EXPECT_EQ(refusal("standard_coal()", p).code, "YG2240");
}

// ---- location quotient
// ---------------------------------------------------------------------------------------------

TEST(LocationQuotient, compares_shares_with_the_nation_or_the_sum_of_units) {
  const data::Panel p = grid(
      {"a", "b"},
      {2010},
      {{"it", {10, 30}}, {"jobs", {100, 100}}, {"nat_it", {50, 50}}, {"nat_jobs", {1000, 1000}}});

  expect("lq(it, jobs)", {0.5, 1.5}, p);
  expect("lq(it, jobs, nat_it, nat_jobs)", {2, 6}, p);
}

}  // namespace
}  // namespace yugong::prepare
