#include "yugong/frontier/productivity.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/frame.hpp"
#include "yugong/frontier/productivity_drawn.hpp"

namespace yugong::frontier::productivity {

namespace {

using testing::Contains;
using testing::HasSubstr;

/// One row: city, year, input, good, bad.
struct Cell {
  std::string city;
  double year, x, y, b;
};

data::Table table_of(const std::vector<Cell>& cells) {
  std::vector<std::string> city;
  std::vector<double> year, x, y, b;
  for (const Cell& c : cells) {
    city.push_back(c.city);
    year.push_back(c.year);
    x.push_back(c.x);
    y.push_back(c.y);
    b.push_back(c.b);
  }
  data::Table table;
  table.add(Column::of("city", city));
  table.add(Column::of("year", year));
  table.add(Column::of("x", x));
  table.add(Column::of("y", y));
  table.add(Column::of("b", b));
  return table;
}

/// The worked examples of the method page.
data::Table plain_example() {
  return table_of({{"A", 1, 2, 2, 1}, {"A", 2, 2, 4, 1}, {"B", 1, 4, 2, 1}, {"B", 2, 4, 3, 1}});
}

data::Table bad_example() {
  return table_of({{"A", 1, 1, 2, 1}, {"A", 2, 1, 3, 1}, {"B", 1, 1, 1, 1}, {"B", 2, 1, 2, 1}});
}

Options radial() {
  Options o;
  o.model = Model::radial;
  o.orientation = dea::Orientation::input;
  o.inputs = {"x"};
  o.outputs = {"y"};
  return o;
}

Options distance(dea::Bad bad = dea::Bad::strong) {
  Options o;
  o.model = Model::ddf;
  o.inputs = {"x"};
  o.outputs = {"y"};
  o.undesirable = {"b"};
  o.bad = bad;
  o.direction = Value::of("obs:yb");
  return o;
}

Options slacks(Model model = Model::super_sbm) {
  Options o = distance();
  o.model = model;
  o.direction = Value();
  return o;
}

Problem refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return e.first();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

Problem refusal(const Options& options, data::Table table = plain_example()) {
  return refusal([&] { fit(panel(std::move(table)), options, Executor::serial()); });
}

std::vector<std::string> codes_of(const std::vector<Problem>& notes) {
  std::vector<std::string> codes;
  for (const Problem& p : notes) codes.push_back(p.code);
  return codes;
}

}  // namespace

TEST(Productivity, malmquist_reproduces_the_example_worked_by_hand) {
  const Frame rows = rows_of(radial(), plain_example());

  EXPECT_NEAR(rows.number("index", 1), 2, 1e-12);
  EXPECT_NEAR(rows.number("ec", 1), 1, 1e-12);
  EXPECT_NEAR(rows.number("tc", 1), 2, 1e-12);
  EXPECT_NEAR(rows.number("index", 3), 1.5, 1e-12);
  EXPECT_NEAR(rows.number("ec", 3), 0.75, 1e-12);
  EXPECT_NEAR(rows.number("tc", 3), 2, 1e-12);
  EXPECT_NEAR(rows.number("own", 3), 0.375, 1e-12);
  EXPECT_NEAR(rows.number("earlier", 3), 0.75, 1e-12);
  EXPECT_NEAR(rows.number("later", 3), 0.25, 1e-12);
  EXPECT_EQ(rows.number("from", 3), 1);
  EXPECT_EQ(rows.text("status", 3), "optimal");
}

TEST(Productivity, malmquist_luenberger_reproduces_the_example_worked_by_hand) {
  const Frame rows = rows_of(distance(), bad_example());

  EXPECT_NEAR(rows.number("index", 1), std::sqrt(1.8), 1e-12);
  EXPECT_NEAR(rows.number("ec", 1), 1, 1e-12);
  EXPECT_NEAR(rows.number("index", 3), std::sqrt(5.0 / 3), 1e-12);
  EXPECT_NEAR(rows.number("ec", 3), 10.0 / 9, 1e-12);
  EXPECT_NEAR(rows.number("tc", 3), std::sqrt(5.0 / 3) * 0.9, 1e-12);
}

TEST(Productivity, luenberger_reproduces_the_example_worked_by_hand) {
  Options o = distance();
  o.index = Index::luenberger;

  const Frame rows = rows_of(o, bad_example());

  EXPECT_NEAR(rows.number("index", 3), 19.0 / 60, 1e-12);
  EXPECT_NEAR(rows.number("ec", 3), 2.0 / 15, 1e-12);
  EXPECT_NEAR(rows.number("tc", 3), 11.0 / 60, 1e-12);
}

TEST(Productivity, an_infeasible_distance_leaves_efficiency_change_and_is_counted_and_named) {
  const data::Panel data = panel(bad_example());

  const Fit f = fit(data, distance(dea::Bad::weak), Executor::serial());

  const Frame rows = augment(f, data);
  EXPECT_TRUE(is_missing(rows.number("index", 1)));
  EXPECT_TRUE(is_missing(rows.number("tc", 1)));
  EXPECT_NEAR(rows.number("ec", 1), 1, 1e-12);
  EXPECT_EQ(rows.text("status", 1), "infeasible");
  EXPECT_EQ(glance(f).number("infeasible", 0), 1);
  const auto warned = std::find_if(
      f.notes.begin(), f.notes.end(), [](const Problem& p) { return p.code == "YG3342"; });
  ASSERT_NE(warned, f.notes.end());
  EXPECT_THAT(warned->what.en, HasSubstr("1 of 2"));
  EXPECT_THAT(warned->what.en, HasSubstr("A, 2"));
  EXPECT_EQ(warned->level, Level::warning);
}

TEST(Productivity, augment_has_every_row_of_the_panel_and_no_index_in_a_first_period) {
  data::Table table = plain_example();
  table.edit("y").numbers[1] = missing;

  const Frame rows = rows_of(radial(), table);

  ASSERT_EQ(rows.rows(), 4u);
  EXPECT_EQ(rows.columns()[0].name, "city");
  EXPECT_EQ(rows.columns()[2].name, "index");
  EXPECT_EQ(rows.text("status", 0), "first");
  EXPECT_EQ(rows.text("status", 1), "missing");
  EXPECT_TRUE(is_missing(rows.number("index", 0)));
  EXPECT_TRUE(is_missing(rows.number("index", 1)));
  EXPECT_FALSE(is_missing(rows.number("index", 3)));
}

TEST(Productivity, a_slacks_based_row_outside_another_technology_has_its_super_score_or_none) {
  Options with = slacks(Model::sbm), without = with;
  without.outside = Outside::missing;

  const Frame a = rows_of(with, bad_example()), b = rows_of(without, bad_example());

  EXPECT_GT(a.number("earlier", 1), 1);
  EXPECT_EQ(a.number("own", 1), 1);
  EXPECT_GT(a.number("index", 1), 1);
  EXPECT_TRUE(is_missing(b.number("index", 1)));
  EXPECT_EQ(b.text("status", 1), "infeasible");
}

TEST(Productivity, a_super_model_tells_efficient_rows_apart_in_their_own_period) {
  const Frame rows = rows_of(slacks(), bad_example());

  EXPECT_GT(rows.number("own", 1), 1);
  EXPECT_LT(rows.number("own", 3), 1);
}

TEST(Productivity, a_gap_has_no_index_unless_it_is_bridged_and_breaks_the_chain) {
  Options o = radial();
  o.cumulative = true;
  const data::Table table = table_of({{"A", 1, 2, 2, 1},
                                      {"A", 2, 2, 4, 1},
                                      {"A", 3, 2, 4, 1},
                                      {"B", 1, 4, 2, 1},
                                      {"B", 3, 4, 4, 1}});
  const data::Panel data = panel(table);

  const Fit f = fit(data, o, Executor::serial());
  const Frame rows = augment(f, data);
  EXPECT_EQ(rows.text("status", 4), "gap");
  EXPECT_TRUE(is_missing(rows.number("index", 4)));
  EXPECT_TRUE(is_missing(rows.number("cumulative.index", 4)));
  EXPECT_NEAR(rows.number("cumulative.index", 2), 2, 1e-12);
  EXPECT_EQ(rows.number("cumulative.index", 0), 1);
  EXPECT_THAT(codes_of(f.notes), Contains("YG3343"));
  EXPECT_THAT(codes_of(f.notes), Contains("YG3345"));

  o.gap = Gap::bridge;
  const Frame bridged = rows_of(o, table);
  EXPECT_NEAR(bridged.number("index", 4), 2, 1e-12);
  EXPECT_EQ(bridged.number("from", 4), 1);
  EXPECT_NEAR(bridged.number("cumulative.index", 4), 2, 1e-12);
}

TEST(Productivity, a_score_of_zero_makes_no_index_and_no_infinite_number) {
  data::Table table = plain_example();
  table.edit("y").numbers[2] = 0;
  const data::Panel data = panel(table);

  const Fit f = fit(data, radial(), Executor::serial());

  const Frame rows = augment(f, data);
  EXPECT_EQ(rows.text("status", 3), "undefined");
  EXPECT_TRUE(is_missing(rows.number("index", 3)));
  EXPECT_EQ(rows.number("own", 2), 0);
  EXPECT_EQ(glance(f).number("undefined", 0), 1);
  EXPECT_THAT(codes_of(f.notes), Contains("YG3342"));
}

TEST(Productivity, balanced_pairs_leave_out_units_present_in_one_period_only) {
  Options o = radial();
  const data::Table table = table_of({{"A", 1, 2, 2, 1},
                                      {"A", 2, 2, 4, 1},
                                      {"B", 1, 4, 2, 1},
                                      {"B", 2, 4, 3, 1},
                                      {"C", 2, 1, 8, 1}});

  EXPECT_NEAR(rows_of(o, table).number("ec", 1), 0.25, 1e-12);
  o.balanced = Balanced::pair;
  EXPECT_NEAR(rows_of(o, table).number("ec", 1), 1, 1e-12);
}

TEST(Productivity, means_of_the_parts_make_up_the_mean_of_the_index) {
  const data::Panel data = panel(drawn(9, 4));
  const Fit f = fit(data, on_drawn(Model::ddf), Executor::serial());

  const Frame means = tidy(f);

  ASSERT_EQ(means.rows(), 1u + 3u + 9u);
  EXPECT_EQ(means.text("scope", 0), "overall");
  EXPECT_EQ(means.text("term", 1), "2010-2011");
  EXPECT_EQ(means.text("term", 4), "city0");
  for (std::size_t i = 0; i < means.rows(); ++i)
    if (means.number("nobs", i) > 0) {
      EXPECT_NEAR(means.number("ec", i) * means.number("tc", i), means.number("index", i), 1e-12);
    }
  EXPECT_EQ(means.number("nobs", 0) + means.number("no_index", 0), 27);
  EXPECT_NEAR(glance(f).number("mean", 0), means.number("index", 0), 1e-12);
}

TEST(Productivity, the_result_tells_method_and_movement_over_time) {
  const data::Panel data = panel(plain_example());
  const Fit f = fit(data, radial(), Executor::serial());
  Result result;

  complete(f, result);

  const Frame& method = result.tables["method"];
  EXPECT_THAT(method.text("label", 0), HasSubstr("E^t(t+1)/E^t(t)"));
  EXPECT_THAT(method.column("item").texts, Contains("reading"));
  for (std::size_t i = 0; i < method.rows(); ++i) {
    EXPECT_FALSE(method.text("label", i).empty()) << method.text("item", i);
    EXPECT_FALSE(method.text("label_zh", i).empty()) << method.text("item", i);
  }
  const Frame& periods = result.tables["periods"];
  ASSERT_EQ(periods.rows(), 1u);
  EXPECT_NEAR(periods.number("index", 0), std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(periods.number("cumulative.tc", 0), 2, 1e-12);
  EXPECT_THAT(codes_of(result.notes), Contains("YG3344"));
  EXPECT_EQ(result.sample.used, 4u);
}

TEST(Productivity, names_of_another_program_are_given_beside_ours) {
  Options o = distance(dea::Bad::automatic);
  o.direction = Value();
  o.replicate = dea::Replicate::gtfpch;

  const Frame rows = rows_of(o, bad_example());

  EXPECT_EQ(rows.number("tfpch", 3), rows.number("index", 3));
  EXPECT_EQ(rows.number("tech", 3), rows.number("ec", 3));
  EXPECT_EQ(rows.number("tecch", 3), rows.number("tc", 3));
}

TEST(Productivity, every_result_column_is_in_the_glossary) {
  for (const char* frontier : {"adjacent", "global"})
    for (const Decomposition d : {Decomposition::fgnz, Decomposition::ray_desli})
      for (const dea::Replicate r : {dea::Replicate::gtfpch, dea::Replicate::deaR}) {
        Options o = on_drawn(Model::radial, frontier);
        o.undesirable = {};
        o.decomposition = d;
        o.cumulative = true;
        o.replicate = r;
        const data::Panel data = panel(drawn(5, 3));
        const Fit f = fit(data, o, Executor::serial());
        Result result;
        complete(f, result);
        for (const Frame& frame : {tidy(f), glance(f), result.tables["periods"]})
          for (const Column& column : frame.columns())
            EXPECT_TRUE(in_glossary(column.name)) << column.name;
        const Frame rows = augment(f, data);
        for (std::size_t c = 2; c < rows.columns().size(); ++c)
          EXPECT_TRUE(in_glossary(rows.columns()[c].name)) << rows.columns()[c].name;
      }
}

TEST(Productivity, refuses_data_without_periods_or_units) {
  const Options o = radial();
  const auto without = [&](const data::PanelOptions& keys, data::Table table) {
    return refusal([&] { fit(data::Panel::make(std::move(table), keys), o, Executor::serial()); });
  };

  EXPECT_EQ(without({"", ""}, plain_example()).code, "YG3340");
  EXPECT_EQ(without({"", "year"}, plain_example()).code, "YG3340");
  const data::Table one_year = table_of({{"A", 1, 2, 2, 1}, {"B", 1, 4, 2, 1}});
  EXPECT_EQ(without({"city", ""}, one_year).code, "YG3340");
  EXPECT_THAT(refusal(o, one_year).what.en, HasSubstr("one period"));
  EXPECT_EQ(refusal(o, table_of({{"A", 1, 2, 2, 1}, {"B", 2, 4, 2, 1}})).code, "YG3340");
  EXPECT_EQ(without({"city", "year"}, table_of({{"A", 1, 2, 2, 1}, {"A", 1, 3, 2, 1}})).code,
            "YG1302");
}

TEST(Productivity, refuses_settings_that_contradict_each_other) {
  const auto code = [](const std::function<void(Options&)>& change, Options o = radial()) {
    change(o);
    return refusal(o).code;
  };

  EXPECT_EQ(code([](Options& o) { o.index = Index::luenberger; }), "YG3341");
  EXPECT_EQ(code([](Options& o) { o.index = Index::malmquist; }, distance()), "YG3341");
  EXPECT_EQ(code([](Options& o) {
              o.returns = Returns::vrs;
              o.decomposition = Decomposition::fgnz;
            }),
            "YG3341");
  EXPECT_EQ(code([](Options& o) {
              o.returns = Returns::vrs;
              o.decomposition = Decomposition::ray_desli;
            }),
            "YG3341");
  EXPECT_EQ(code([](Options& o) {
              o.balanced = Balanced::pair;
              o.frontier = "global";
            }),
            "YG3341");
  EXPECT_EQ(code([](Options& o) { o.replicate = dea::Replicate::sbmeff; }), "YG3341");
  EXPECT_EQ(code([](Options& o) { o.frontier = "fixed(9)"; }), "YG3341");
  EXPECT_EQ(code([](Options& o) { o.frontier = "group(city)"; }), "YG3341");
  EXPECT_EQ(code([](Options& o) { o.orientation = dea::Orientation::none; }), "YG3330");
  EXPECT_EQ(code([](Options& o) { o.inputs = {"xx"}; }), "YG2104");
}

TEST(Productivity, tells_every_wrong_setting_at_once) {
  Options o = radial();
  o.index = Index::luenberger;
  o.frontier = "nonsense";
  o.orientation = dea::Orientation::none;
  try {
    fit(panel(plain_example()), o, Executor::serial());
    FAIL() << "nothing was refused";
  } catch (const Error& e) {
    EXPECT_THAT(codes_of(e.problems()), testing::ElementsAre("YG3341", "YG3341", "YG3330"));
  }
}

}  // namespace yugong::frontier::productivity
