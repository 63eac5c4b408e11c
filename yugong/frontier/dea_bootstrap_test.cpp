#include "yugong/frontier/dea_bootstrap.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"

namespace yugong::frontier::dea_bootstrap {

namespace {

/// Twelve cities in two years.
data::Table cities(bool backwards = false) {
  std::vector<std::string> city;
  std::vector<double> year, x1, x2, y;
  for (int k = 0; k < 24; ++k) {
    const int i = backwards ? 23 - k : k;
    const Random random(4, Purpose::simulation, static_cast<std::uint64_t>(i));
    city.push_back("city " + std::string(1, static_cast<char>('A' + i / 2)));
    year.push_back(2020 + i % 2);
    x1.push_back(std::exp(random.normal(0)));
    x2.push_back(std::exp(random.normal(1)));
    y.push_back(std::sqrt(x1.back() * x2.back()) * std::exp(-0.5 * std::abs(random.normal(2))));
  }
  data::Table table;
  table.add(Column::of("city", city));
  table.add(Column::of("year", year));
  table.add(Column::of("labour", x1));
  table.add(Column::of("capital", x2));
  table.add(Column::of("gdp", y));
  return table;
}

data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"city", "year"});
}

Options settings() {
  Options o;
  o.inputs = {"labour", "capital"};
  o.outputs = {"gdp"};
  o.returns = Returns::vrs;
  o.reps = 40;
  return o;
}

std::string refusal(const Options& options) {
  try {
    fit(panel(cities()), options, Executor::serial());
  } catch (const Error& e) {
    return e.first().code;
  }
  return "none";
}

}  // namespace

TEST(DeaBootstrap, corrects_scores_downwards_and_encloses_the_corrected_score) {
  const data::Panel data = panel(cities());

  const Frame rows = augment(fit(data, settings(), Executor::serial()), data);

  ASSERT_EQ(rows.rows(), 24u);
  EXPECT_EQ(rows.columns()[0].name, "city");
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    EXPECT_LE(rows.number("score", i), 1 + 1e-12);
    EXPECT_LT(rows.number("corrected", i), rows.number("score", i));
    EXPECT_LE(rows.number("conf_low", i), rows.number("corrected", i));
    EXPECT_GE(rows.number("conf_high", i), rows.number("corrected", i));
    EXPECT_NEAR(
        rows.number("delta_corrected", i), rows.number("delta", i) - rows.number("bias", i), 1e-14);
    EXPECT_EQ(rows.text("status", i), "optimal");
  }
}

TEST(DeaBootstrap, does_not_depend_on_the_order_of_the_rows) {
  const data::Panel forwards = panel(cities()), backwards = panel(cities(true));
  for (const Resampling method : {Resampling::sw1998, Resampling::subsample}) {
    Options o = settings();
    o.method = method;

    const Frame a = augment(fit(forwards, o, Executor::serial()), forwards);
    const Frame b = augment(fit(backwards, o, Executor::serial()), backwards);

    for (std::size_t i = 0; i < a.rows(); ++i)
      for (std::size_t k = 0; k < b.rows(); ++k) {
        if (a.text("city", i) != b.text("city", k) || a.number("year", i) != b.number("year", k))
          continue;
        EXPECT_EQ(a.number("score", i), b.number("score", k));
        if (is_missing(a.number("corrected", i))) {
          EXPECT_TRUE(is_missing(b.number("corrected", k)));
        } else {
          EXPECT_EQ(a.number("corrected", i), b.number("corrected", k));
        }
      }
  }
}

TEST(DeaBootstrap, every_reference_set_has_draws_of_its_own) {
  Options o = settings();
  o.frontier = "yearly";
  o.returns_test = true;

  const Fit f = fit(panel(cities()), o, Executor::serial());

  const Frame sets = tidy(f);
  ASSERT_EQ(sets.rows(), 2u);
  EXPECT_EQ(sets.number("reference_size", 0), 12);
  EXPECT_NE(sets.number("bandwidth", 0), sets.number("bandwidth", 1));
  Result result;
  complete(f, result);
  EXPECT_EQ(result.tests.size(), 2u);
}

TEST(DeaBootstrap, every_result_column_is_in_the_glossary) {
  const data::Panel data = panel(cities());
  const Fit f = fit(data, settings(), Executor::serial());

  for (const Frame& frame : {tidy(f), glance(f), augment(f, data)})
    for (const Column& column : frame.columns())
      if (column.name != "city" && column.name != "year") {
        EXPECT_TRUE(in_glossary(column.name)) << column.name;
      }
}

TEST(DeaBootstrap, refuses_settings_of_the_other_method_and_several_scores_of_a_row) {
  Options bandwidth = settings(), size = settings(), classic = settings();
  bandwidth.method = Resampling::subsample;
  bandwidth.bandwidth = 0.1;
  size.size = 5;
  classic.frontier = "window(2, classic)";

  EXPECT_EQ(refusal(bandwidth), "YG3353");
  EXPECT_EQ(refusal(size), "YG3353");
  EXPECT_EQ(refusal(classic), "YG3352");
}

}  // namespace yugong::frontier::dea_bootstrap
