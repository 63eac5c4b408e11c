#include "yugong/frontier/productivity.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/frame.hpp"

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

data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"city", "year"});
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

Frame rows_of(const Options& options, data::Table table) {
  const data::Panel data = panel(std::move(table));
  return augment(fit(data, options, Executor::serial()), data);
}

/// A panel of `cities` x `years` with two inputs, a good and a bad, that changes when `seed` does.
data::Table drawn(std::size_t cities, std::size_t years, std::uint64_t seed = 7) {
  std::uint64_t state = seed;
  const auto uniform = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return double(state >> 11) / 9007199254740992.0;
  };
  std::vector<std::string> city;
  std::vector<double> year, labour, capital, gdp, co2;
  for (std::size_t i = 0; i < cities; ++i)
    for (std::size_t t = 0; t < years; ++t) {
      city.push_back("city" + std::to_string(i));
      year.push_back(2010 + double(t));
      labour.push_back(1 + 4 * uniform());
      capital.push_back(1 + 4 * uniform());
      gdp.push_back((0.5 + uniform()) * std::sqrt(labour.back() * capital.back()) *
                    (1 + 0.05 * double(t)));
      co2.push_back((0.3 + uniform()) * capital.back());
    }
  data::Table table;
  table.add(Column::of("city", city));
  table.add(Column::of("year", year));
  table.add(Column::of("labour", labour));
  table.add(Column::of("capital", capital));
  table.add(Column::of("gdp", gdp));
  table.add(Column::of("co2", co2));
  return table;
}

Options on_drawn(Model model, const std::string& frontier = "adjacent") {
  Options o;
  o.model = model;
  o.inputs = {"labour", "capital"};
  o.outputs = {"gdp"};
  o.undesirable = {"co2"};
  o.frontier = frontier;
  if (model == Model::radial) o.orientation = dea::Orientation::input;
  return o;
}

std::vector<Options> every_kind() {
  std::vector<Options> all;
  for (const char* frontier :
       {"adjacent", "global", "sequential", "biennial", "fixed(2011)", "window(2)"}) {
    for (const Model model : {Model::radial, Model::super_sbm, Model::ddf})
      all.push_back(on_drawn(model, frontier));
    all.push_back(on_drawn(Model::ddf, frontier));
    all.back().index = Index::luenberger;
  }
  return all;
}

double chain_of(const Frame& rows,
                std::size_t row,
                const std::vector<std::string>& parts,
                bool sum) {
  double value = sum ? 0 : 1;
  for (const std::string& part : parts) {
    const double v = rows.number(part, row);
    value = sum ? value + v : value * v;
  }
  return value;
}

/// Largest difference of two results in index, ec and tc; missing must match missing.
double apart(const Frame& a, const Frame& b) {
  double worst = 0;
  for (const char* name : {"index", "ec", "tc"})
    for (std::size_t i = 0; i < a.rows(); ++i) {
      const double x = a.number(name, i), y = b.number(name, i);
      if (is_missing(x) != is_missing(y)) return 1;
      if (!is_missing(x)) worst = std::max(worst, std::abs(x - y));
    }
  return worst;
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

TEST(Productivity, the_parts_make_up_the_index_for_every_technology) {
  for (Options o : every_kind())
    for (const Decomposition d : {Decomposition::fgnz, Decomposition::ray_desli}) {
      o.decomposition = d;
      const bool sum = o.index == Index::luenberger;
      const Frame rows = rows_of(o, drawn(9, 4));
      std::size_t checked = 0;
      for (std::size_t i = 0; i < rows.rows(); ++i) {
        if (rows.text("status", i) != "optimal") continue;
        const double index = rows.number("index", i), ec = rows.number("ec", i);
        EXPECT_NEAR(chain_of(rows, i, {"ec", "tc"}, sum), index, 1e-12);
        const bool fgnz = d == Decomposition::fgnz;
        if (!is_missing(rows.number(fgnz ? "sec" : "sc", i))) {
          EXPECT_NEAR(fgnz ? chain_of(rows, i, {"pec", "sec"}, sum)
                           : chain_of(rows, i, {"pec", "tc_vrs", "sc"}, sum),
                      fgnz ? ec : index,
                      1e-12);
        }
        ++checked;
      }
      EXPECT_GT(checked, 5u) << o.frontier;
    }
}

TEST(Productivity, the_global_index_is_circular) {
  Options o = on_drawn(Model::ddf, "global");
  o.cumulative = true;

  const Frame rows = rows_of(o, drawn(6, 5));

  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double direct = (1 + rows.number("common", i - i % 5)) / (1 + rows.number("common", i));
    EXPECT_NEAR(rows.number("cumulative.index", i), direct, 1e-12) << i;
  }
}

TEST(Productivity, technical_change_of_a_common_technology_is_the_change_of_the_best_practice_gap) {
  const Frame rows = rows_of(on_drawn(Model::radial, "global"), drawn(6, 4));

  for (std::size_t i = 1; i < rows.rows(); ++i) {
    if (rows.text("status", i) != "optimal") continue;
    EXPECT_LE(rows.number("bpg", i), 1 + 1e-12);
    EXPECT_NEAR(rows.number("tc", i), rows.number("bpg", i) / rows.number("bpg", i - 1), 1e-12);
  }
}

TEST(Productivity, a_sequential_technology_never_regresses) {
  const Frame rows = rows_of(on_drawn(Model::radial, "sequential"), drawn(8, 5));

  for (std::size_t i = 0; i < rows.rows(); ++i)
    if (rows.text("status", i) == "optimal") {
      EXPECT_GE(rows.number("tc", i), 1 - 1e-10) << i;
    }
}

TEST(Productivity, free_disposal_never_has_a_smaller_distance_than_equality) {
  Options free = on_drawn(Model::ddf), weak = free;
  free.bad = dea::Bad::strong;
  weak.bad = dea::Bad::weak;

  const Frame a = rows_of(free, drawn(9, 4)), b = rows_of(weak, drawn(9, 4));

  for (std::size_t i = 0; i < a.rows(); ++i)
    for (const char* name : {"own", "earlier", "later"}) {
      if (is_missing(b.number(name, i))) continue;
      EXPECT_GE(a.number(name, i), b.number(name, i) - 1e-10) << name << " " << i;
    }
}

TEST(Productivity, the_order_of_rows_does_not_matter) {
  const data::Table table = drawn(8, 4);
  std::vector<std::uint32_t> order(table.rows());
  std::iota(order.begin(), order.end(), 0u);
  std::reverse(order.begin(), order.end());
  for (const Options& o : every_kind()) {
    const data::Panel one = panel(table), two = panel(table.take(order));
    const Fit a = fit(one, o, Executor::serial()), b = fit(two, o, Executor::serial());
    for (std::size_t i = 0; i < one.rows(); ++i) {
      const auto other = std::find(b.sample.keys.begin(), b.sample.keys.end(), a.sample.keys[i]);
      const auto j = static_cast<std::size_t>(other - b.sample.keys.begin());
      const double x = a.changes[i].change.index, y = b.changes[j].change.index;
      EXPECT_EQ(is_missing(x), is_missing(y)) << o.frontier << " " << a.sample.keys[i];
      if (!is_missing(x)) {
        EXPECT_NEAR(x, y, 1e-10) << o.frontier << " " << a.sample.keys[i];
      }
    }
  }
}

TEST(Productivity, units_of_measure_do_not_matter) {
  data::Table other = drawn(8, 4);
  for (double& v : other.edit("gdp").numbers) v *= 1e4;
  for (double& v : other.edit("co2").numbers) v /= 1024;
  for (double& v : other.edit("labour").numbers) v *= 3;
  for (const Options& o : every_kind())
    EXPECT_LT(apart(rows_of(o, drawn(8, 4)), rows_of(o, other)), 1e-10) << o.frontier;
}

TEST(Productivity, the_number_of_workers_does_not_change_a_bit) {
  const data::Panel data = panel(drawn(40, 4));
  for (const Model model : {Model::radial, Model::super_sbm, Model::ddf}) {
    const Options o = on_drawn(model);
    const std::string one = to_csv(augment(fit(data, o, Executor::serial()), data));
    for (const int workers : {2, 8})
      EXPECT_EQ(to_csv(augment(fit(data, o, Executor::threads(workers)), data)), one);
  }
}

TEST(Productivity, orientation_does_not_matter_under_constant_returns) {
  Options input = on_drawn(Model::radial), output = input;
  input.undesirable = output.undesirable = {};
  output.orientation = dea::Orientation::output;

  EXPECT_LT(apart(rows_of(input, drawn(8, 4)), rows_of(output, drawn(8, 4))), 1e-10);
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
