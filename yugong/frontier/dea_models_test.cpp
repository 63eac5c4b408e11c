#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/frame.hpp"
#include "yugong/base/random.hpp"
#include "yugong/frontier/dea.hpp"

// The models beside SBM, on numbers that can be worked out by hand, and properties that all of them
// must have.
namespace yugong::frontier::dea {

namespace {

using testing::HasSubstr;

/// The worked example of the method page: A dominates B (half the input) and C (twice the good).
data::Table example() {
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"A", "B", "C"}));
  table.add(Column::of("year", std::vector<double>{2020, 2020, 2020}));
  table.add(Column::of("x", std::vector<double>{2, 4, 2}));
  table.add(Column::of("y", std::vector<double>{4, 4, 2}));
  table.add(Column::of("b", std::vector<double>{2, 2, 2}));
  return table;
}

data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"city", "year"});
}

Options settings(Model model, bool bads = true) {
  Options o;
  o.model = model;
  o.inputs = {"x"};
  o.outputs = {"y"};
  if (bads) o.undesirable = {"b"};
  return o;
}

Frame rows_of(const Options& options, data::Table table = example()) {
  const data::Panel data = panel(std::move(table));
  return augment(fit(data, options, Executor::serial()), data);
}

std::vector<double> scores(const Options& options, data::Table table = example()) {
  return rows_of(options, std::move(table)).column("score").numbers;
}

constexpr double close = 1e-12;

}  // namespace

TEST(DeaModels, input_radial_contracts_inputs_and_bads_alike) {
  Options o = settings(Model::radial);
  o.orientation = Orientation::input;

  const Frame rows = rows_of(o);

  EXPECT_EQ(rows.number("score", 0), 1);
  EXPECT_EQ(rows.number("score", 1), 1);  // its bad output is that of A
  EXPECT_NEAR(rows.number("score", 2), 0.5, close);
  EXPECT_EQ(rows.number("weakly_efficient", 0), 0);
  EXPECT_EQ(rows.number("weakly_efficient", 1), 1);
  EXPECT_NEAR(rows.number("slack.x", 1), 2, close);
  EXPECT_NEAR(rows.number("target.x", 1), 2, close);
}

TEST(DeaModels, radial_with_freely_disposable_bads_contracts_inputs_alone) {
  Options o = settings(Model::radial);
  o.orientation = Orientation::input;
  o.bad = Bad::strong;

  EXPECT_NEAR(scores(o)[1], 0.5, close);
  EXPECT_NEAR(scores(o)[2], 0.5, close);
  o.bad = Bad::weak;  // C must make b = 2 exactly, which takes x = 2
  EXPECT_NEAR(scores(o)[1], 0.5, close);
  EXPECT_NEAR(scores(o)[2], 1, close);
}

TEST(DeaModels, output_radial_reports_one_over_phi_and_phi) {
  Options o = settings(Model::radial, false);
  o.orientation = Orientation::output;

  const Frame rows = rows_of(o);
  EXPECT_NEAR(rows.number("score", 2), 0.5, close);
  EXPECT_NEAR(rows.number("farrell", 2), 2, close);

  o.report = Report::farrell;
  EXPECT_NEAR(scores(o)[2], 2, close);
}

TEST(DeaModels, super_radial_leaves_the_row_out) {
  Options o = settings(Model::super_radial, false);
  o.orientation = Orientation::input;

  const Frame rows = rows_of(o);

  EXPECT_NEAR(rows.number("score", 0), 2, close);
  EXPECT_EQ(rows.number("plain", 0), 1);
  EXPECT_NEAR(rows.number("super", 0), 2, close);
  EXPECT_TRUE(is_missing(rows.number("super", 2)));
}

TEST(DeaModels, a_directional_distance_grows_goods_and_cuts_bads) {
  Options o = settings(Model::ddf);
  o.bad = Bad::strong;

  const Frame rows = rows_of(o);

  EXPECT_NEAR(rows.number("score", 2), 1.0 / 3, close);
  EXPECT_NEAR(rows.number("beta", 2), 1.0 / 3, close);
  EXPECT_NEAR(rows.number("efficiency", 2), 0.75, close);
  EXPECT_EQ(rows.number("score", 1), 0);
  o.report = Report::efficiency;
  EXPECT_NEAR(scores(o)[2], 0.75, close);
}

TEST(DeaModels, directions_are_read_from_words_numbers_and_columns) {
  Options o = settings(Model::ddf);
  o.bad = Bad::strong;
  const double by_default = scores(o)[2];
  data::Table table = example();
  table.add(Column::of("gy", std::vector<double>{4, 4, 2}));

  o.direction = Value::table();
  o.direction.set("y", Value::of("gy"));
  o.direction.set("b", Value::of("own"));
  EXPECT_NEAR(scores(o, table)[2], by_default, close);
  EXPECT_THAT(uses(o), testing::Contains("gy"));

  // b alone falls: lam_A = 1/2 makes y = 2, hence b = 1 = 2 - beta.
  o.direction = Value::table();
  o.direction.set("b", Value::of(1));
  const Frame rows = rows_of(o);
  EXPECT_NEAR(rows.number("beta", 2), 1, close);
  EXPECT_NEAR(rows.number("efficiency", 2), 0, close);

  o.direction = Value::of("obs:x");
  EXPECT_NEAR(rows_of(o).number("efficiency", 2), 0.5, close);
  // ones: lam = 1 - beta/2 at the bad, 4 lam = 2 + beta at the good.
  o.direction = Value::of("ones:yb");
  EXPECT_NEAR(scores(o)[2], 2.0 / 3, close);
  // means: y 10/3, b 2: lam = 1 - beta, 4 lam = 2 + 10/3 beta.
  o.direction = Value::of("mean:yb");
  EXPECT_NEAR(scores(o)[2], 3.0 / 11, close);
}

TEST(DeaModels, super_ddf_is_negative_beyond_the_others) {
  Options o = settings(Model::super_ddf, false);
  o.direction = Value::of("obs:y");

  const Frame rows = rows_of(o);

  EXPECT_NEAR(rows.number("score", 0), -0.5, close);
  EXPECT_NEAR(rows.number("efficiency", 0), 2, close);
  EXPECT_EQ(rows.number("plain", 0), 0);
}

TEST(DeaModels, a_non_radial_distance_has_a_beta_for_each_variable) {
  Options o = settings(Model::nddf);
  o.bad = Bad::strong;
  o.carbon = "b";

  const Frame rows = rows_of(o);

  EXPECT_NEAR(rows.number("score", 2), 0.5, close);
  EXPECT_NEAR(rows.number("beta.y", 2), 1, close);
  EXPECT_NEAR(rows.number("beta.b", 2), 0, close);
  EXPECT_EQ(rows.number("beta.x", 2), 0);
  EXPECT_NEAR(rows.number("efficiency", 2), 0.5, close);
  EXPECT_NEAR(rows.number("carbon_performance", 2), 0.5, close);
}

TEST(DeaModels, unified_performance_is_the_mean_of_energy_and_carbon) {
  Options o = settings(Model::nddf);
  o.direction = Value::of("obs:xyb");
  o.weights = {{"input", 1}, {"good", 3}, {"bad", 1}};
  o.bad = Bad::strong;
  o.energy = "x";
  o.carbon = "b";

  const Frame rows = rows_of(o);

  for (std::size_t i = 0; i < 3; ++i) {
    const double y = 1 + rows.number("beta.y", i);
    const double energy = (1 - rows.number("beta.x", i)) / y,
                 carbon = (1 - rows.number("beta.b", i)) / y;
    EXPECT_NEAR(rows.number("energy_performance", i), energy, close);
    EXPECT_NEAR(rows.number("carbon_performance", i), carbon, close);
    EXPECT_NEAR(rows.number("unified_performance", i), (energy + carbon) / 2, close);
  }
  EXPECT_LT(rows.number("unified_performance", 2), 1);
}

TEST(DeaModels, default_weights_of_betas_share_one_among_the_sides_that_move) {
  Options o = settings(Model::nddf);
  o.direction = Value::of("obs:xyb");
  const data::Panel data = panel(example());

  const Frame three = tidy(fit(data, o, Executor::serial()));
  o.direction = Value::of("obs:yb");
  const Frame two = tidy(fit(data, o, Executor::serial()));

  EXPECT_NEAR(three.number("weight", 0), 1.0 / 3, close);
  EXPECT_EQ(two.number("weight", 0), 0);
  EXPECT_NEAR(two.number("weight", 1), 0.5, close);
}

TEST(DeaModels,
     weak_disposability_is_equality_under_constant_and_kuosmanen_under_variable_returns) {
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"P", "R"}));
  table.add(Column::of("year", std::vector<double>{1, 1}));
  table.add(Column::of("x", std::vector<double>{1, 1}));
  table.add(Column::of("y", std::vector<double>{2, 0.5}));
  table.add(Column::of("b", std::vector<double>{2, 1}));
  Options o = settings(Model::sbm);
  o.returns = Returns::vrs;
  o.bad = Bad::weak;

  // Half of P, abated: x = 1, y = 1, b = 1.
  const Frame rows = rows_of(o, table);
  EXPECT_NEAR(rows.number("score", 1), 0.5, close);
  EXPECT_NEAR(rows.number("target.y", 1), 1, close);
  EXPECT_EQ(rows.text("peers", 1), "P, 1:0.5");
  EXPECT_NEAR(rows.number("sum_lambda", 1), 0.5, close);
  EXPECT_NEAR(rows.number("slack.b", 1), 0, close);

  o.bad = Bad::equality;  // one half of P alone does not sum to one
  EXPECT_EQ(scores(o, table)[1], 1);

  o.model = Model::ddf;
  o.bad = Bad::kuosmanen;
  o.direction = Value::of("obs:y");
  EXPECT_NEAR(scores(o, table)[1], 1, close);
}

TEST(DeaModels, sbm_with_bads_met_exactly_has_no_term_for_them) {
  Options o = settings(Model::sbm);
  o.bad = Bad::weak;

  const Frame rows = rows_of(o);

  // b = 2 needs lam = 1, hence y = 4: 1 / (1 + 1).
  EXPECT_NEAR(rows.number("score", 2), 0.5, close);
  EXPECT_NEAR(rows.number("target.b", 2), 2, close);
  EXPECT_NEAR(rows.number("score", 1), 0.5, close);
}

TEST(DeaModels, a_translated_bad_is_a_good_under_variable_returns) {
  Options o = settings(Model::sbm);
  o.returns = Returns::vrs;
  o.bad = Bad::translate;
  data::Table table = example();
  table.edit("b").numbers = {2, 2, 5};
  Options by_hand = settings(Model::sbm, false);
  by_hand.returns = Returns::vrs;
  by_hand.outputs = {"y", "b2"};
  data::Table prepared = table;
  prepared.add(Column::of("b2", std::vector<double>{4, 4, 1}));

  const Frame rows = rows_of(o, table);

  EXPECT_EQ(rows.column("score").numbers, scores(by_hand, prepared));
  EXPECT_NEAR(rows.number("target.b", 2), 2, close);
  EXPECT_NEAR(rows.number("slack.b", 2), 3, close);
}

TEST(DeaModels, additive_sums_relative_slacks_and_ram_divides_by_ranges) {
  const Frame additive = rows_of(settings(Model::additive));
  EXPECT_NEAR(additive.number("score", 1), 0.5, close);
  EXPECT_NEAR(additive.number("score", 2), 1, close);
  EXPECT_EQ(additive.number("score", 0), 0);

  Options o = settings(Model::ram);
  o.returns = Returns::vrs;
  const Frame ram = rows_of(o);
  EXPECT_EQ(ram.number("score", 0), 1);
  EXPECT_NEAR(ram.number("score", 1), 2.0 / 3, close);
  EXPECT_NEAR(ram.number("score", 2), 2.0 / 3, close);
}

TEST(DeaModels, erg_is_the_non_oriented_sbm) {
  const Fit f = fit(panel(example()), settings(Model::erg), Executor::serial());

  EXPECT_EQ(f.score, scores(settings(Model::sbm)));
  EXPECT_THAT(f.notes.front().what.en, HasSubstr("same number"));
}

TEST(DeaModels, ebm_with_one_input_is_the_radial_score) {
  Options o = settings(Model::ebm, false);
  o.orientation = Orientation::input;

  const Frame rows = rows_of(o);

  EXPECT_NEAR(rows.number("score", 1), 0.5, close);
  EXPECT_NEAR(rows.number("theta", 1), 0.5, close);
  o.model = Model::super_ebm;
  EXPECT_NEAR(scores(o)[0], 2, close);
}

TEST(DeaModels, ebm_lies_between_sbm_and_radial) {
  data::Table table = example();
  table.add(Column::of("x2", std::vector<double>{3, 3, 8}));
  Options ebm = settings(Model::ebm, false), radial = settings(Model::radial, false),
          sbm = settings(Model::sbm, false);
  for (Options* o : {&ebm, &radial, &sbm}) {
    o->inputs = {"x", "x2"};
    o->orientation = Orientation::input;
  }
  ebm.epsilon = Value::of(0.5);

  const auto e = scores(ebm, table), r = scores(radial, table), s = scores(sbm, table);

  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_LE(e[i], r[i] + close);
    EXPECT_GE(e[i], s[i] - close);
  }
  EXPECT_LT(e[2], r[2]);
  ebm.epsilon = Value::of(0.0);
  EXPECT_NEAR(scores(ebm, table)[2], r[2], close);
  ebm.epsilon = Value::of(1.0);
  ebm.weights = {{"x", 1}, {"x2", 1}};
  EXPECT_NEAR(scores(ebm, table)[2], s[2], close);
}

TEST(DeaModels, ebm_reports_epsilon_and_affinities) {
  data::Table table = example();
  table.add(Column::of("x2", std::vector<double>{3, 5, 8}));
  Options o = settings(Model::ebm, false);
  o.inputs = {"x", "x2"};
  o.orientation = Orientation::input;
  o.affinity = Affinity::raw;
  Result result;

  complete(fit(panel(table), o, Executor::serial()), result);

  // c = ln(3/2), ln(5/4), ln(8/2); D = sum |c - mean| / (3 range); epsilon = 1 - S = 2 D.
  const double c[] = {std::log(1.5), std::log(1.25), std::log(4.0)};
  const double mean = (c[0] + c[1] + c[2]) / 3;
  const double diversity =
      (std::abs(c[0] - mean) + std::abs(c[1] - mean) + std::abs(c[2] - mean)) / (3 * (c[2] - c[1]));
  const Frame& epsilon = result.tables.at("epsilon");
  EXPECT_NEAR(epsilon.number("epsilon", 0), 2 * diversity, close);
  EXPECT_NEAR(epsilon.number("weight", 0), 0.5, close);
  EXPECT_EQ(epsilon.number("epsilon", 2), 0);  // a single good
  EXPECT_NEAR(result.tables.at("affinity").number("affinity", 1), 1 - 2 * diversity, close);
}

TEST(DeaModels, a_repeated_largest_eigenvalue_gives_equal_weights_with_a_warning) {
  // Diversity 1/2: log ratios at two values, equally often.
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"A", "B"}));
  table.add(Column::of("year", std::vector<double>{1, 1}));
  table.add(Column::of("x", std::vector<double>{1, 2}));
  table.add(Column::of("x2", std::vector<double>{2, 1}));
  table.add(Column::of("y", std::vector<double>{1, 1}));
  Options o = settings(Model::ebm, false);
  o.inputs = {"x", "x2"};
  o.orientation = Orientation::input;
  o.affinity = Affinity::raw;

  const Fit f = fit(panel(table), o, Executor::serial());

  EXPECT_EQ(f.ebm[0].weight, (std::vector<double>{0.5, 0.5}));
  EXPECT_NEAR(f.ebm[0].epsilon, 1, close);
  EXPECT_TRUE(std::any_of(f.notes.begin(), f.notes.end(), [](const Problem& p) {
    return p.code == "YG3332" && p.level == Level::warning;
  }));
}

TEST(DeaModels, shadow_prices_are_ratios_of_multipliers) {
  Options o = settings(Model::ddf);
  o.bad = Bad::strong;
  o.multipliers = true;
  o.price = {{"b", "y"}};

  const Frame rows = rows_of(o);

  // 2 u + 2 w = 1 (the direction of C), 4 u = 2 w (its peer A): u = 1/6, w = 1/3.
  EXPECT_NEAR(rows.number("dual.y", 2), 1.0 / 6, close);
  EXPECT_NEAR(rows.number("dual.b", 2), 1.0 / 3, close);
  EXPECT_NEAR(rows.number("dual.x", 2), 0, close);
  EXPECT_NEAR(rows.number("price.b", 2), 2, close);
  EXPECT_NEAR(rows.number("abatement_cost.b", 2), 2 * (2 - 4.0 / 3), close);
}

TEST(DeaModels, multipliers_price_the_score_of_a_radial_model) {
  Options o = settings(Model::radial, false);
  o.orientation = Orientation::input;
  o.multipliers = true;

  const Frame rows = rows_of(o);

  for (std::size_t i = 0; i < 3; ++i) {
    const double x = i == 1 ? 4 : 2, y = i == 2 ? 2 : 4;
    EXPECT_NEAR(rows.number("dual.x", i) * x, 1, 1e-9);
    EXPECT_NEAR(rows.number("dual.y", i) * y, rows.number("score", i), 1e-9);
  }
}

TEST(DeaModels, a_good_without_a_shadow_value_prices_nothing) {
  Options o = settings(Model::ddf);
  o.bad = Bad::strong;
  o.direction = Value::of("obs:b");
  o.price = {{"b", "y"}};
  data::Table table = example();
  table.edit("y").numbers = {4, 4, 0};

  EXPECT_TRUE(is_missing(rows_of(o, table).number("price.b", 2)));
}

TEST(DeaModels, the_slack_stage_weighs_as_asked) {
  data::Table table = example();
  table.add(Column::of("x2", std::vector<double>{1, 3, 3}));
  Options o = settings(Model::radial, false);
  o.inputs = {"x", "x2"};
  o.orientation = Orientation::input;
  o.slacks = Stage::none;
  EXPECT_FALSE(rows_of(o, table).has("weakly_efficient"));

  o.slacks = Stage::weighted;
  const Frame rows = rows_of(o, table);
  // C halves x; its x2 falls from 1.5 to 0.5.
  EXPECT_NEAR(rows.number("slack.x2", 2), 1, close);
  EXPECT_NEAR(rows.number("target.x2", 2), 0.5, close);
}

namespace {

/// 24 rows of three inputs, a good and two bads; `order` puts them, `measure` multiplies columns.
data::Table random_rows(const std::vector<std::size_t>& order, double measure) {
  data::Table table;
  const char* names[] = {"k", "l", "e", "y", "b", "c"};
  std::vector<std::string> cities;
  for (const std::size_t i : order) cities.push_back("city" + std::to_string(i));
  table.add(Column::of("city", cities));
  table.add(Column::of("year", std::vector<double>(order.size(), 1)));
  for (std::size_t v = 0; v < 6; ++v) {
    std::vector<double> column;
    for (const std::size_t i : order) {
      const Random random(7, Purpose::simulation, i);
      const double factor = v % 2 == 0 ? measure : 1 / measure;
      column.push_back(factor * std::exp(0.5 * random.normal(v) + random.normal(9)));
    }
    table.add(Column::of(names[v], column));
  }
  return table;
}

std::vector<Options> every_model() {
  std::vector<Options> all;
  for (const auto& [name, model] : names_of(Model{}))
    for (const Bad bad : {Bad::strong, Bad::weak, Bad::input, Bad::translate})
      for (const Returns returns : {Returns::crs, Returns::vrs}) {
        Options o;
        o.model = model;
        o.inputs = {"k", "l", "e"};
        o.outputs = {"y"};
        o.undesirable = {"b", "c"};
        o.returns = returns;
        o.bad = bad;
        if (name == "radial" || name == "super-radial") o.orientation = Orientation::input;
        const bool fixed = bad == Bad::weak && (model == Model::super_sbm || model == Model::ebm ||
                                                model == Model::super_ebm ||
                                                model == Model::additive || model == Model::ram);
        if (fixed || (bad == Bad::translate && returns == Returns::crs)) continue;
        all.push_back(o);
      }
  return all;
}

std::string title(const Options& o) {
  const Value v = to_value(o);
  return v.find("model")->text + " " + v.find("bad")->text + " " + v.find("returns")->text;
}

}  // namespace

TEST(DeaModels, scores_do_not_depend_on_the_order_of_rows) {
  std::vector<std::size_t> order, reversed;
  for (std::size_t i = 0; i < 24; ++i) order.push_back(i);
  reversed.assign(order.rbegin(), order.rend());
  for (const Options& o : every_model()) {
    const auto straight = scores(o, random_rows(order, 1)),
               backward = scores(o, random_rows(reversed, 1));
    for (std::size_t i = 0; i < 24; ++i) {
      if (is_missing(straight[i]))
        EXPECT_TRUE(is_missing(backward[23 - i])) << title(o) << " " << i;
      else
        EXPECT_NEAR(straight[i], backward[23 - i], 1e-10) << title(o) << " " << i;
    }
  }
}

TEST(DeaModels, scores_do_not_depend_on_units_of_measure) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < 24; ++i) order.push_back(i);
  for (const Options& o : every_model()) {
    if (o.bad == Bad::translate) continue;  // max b + 1 - b has a unit of measure
    const auto plain = scores(o, random_rows(order, 1)),
               scaled = scores(o, random_rows(order, 1e5));
    for (std::size_t i = 0; i < 24; ++i) {
      if (is_missing(plain[i]))
        EXPECT_TRUE(is_missing(scaled[i])) << title(o) << " " << i;
      else
        EXPECT_NEAR(plain[i], scaled[i], 1e-9) << title(o) << " " << i;
    }
  }
}

TEST(DeaModels, every_program_is_certified_and_every_column_is_in_the_glossary) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < 24; ++i) order.push_back(i);
  for (Options o : every_model()) {
    o.multipliers = true;
    if (o.bad != Bad::translate) o.price = {{"b", "y"}};
    if (o.model == Model::nddf) o.carbon = "b";
    const data::Panel data = panel(random_rows(order, 1));
    const Fit f = fit(data, o, Executor::serial());
    EXPECT_EQ(glance(f).number("uncertified", 0), 0) << title(o);
    EXPECT_LT(glance(f).number("gap", 0), 1e-10) << title(o);
    Result result;
    complete(f, result);
    std::vector<Frame> frames = {tidy(f), glance(f)};
    for (const auto& [name, table] : result.tables) frames.push_back(table);
    for (const Frame& frame : frames)
      for (const Column& column : frame.columns())
        EXPECT_TRUE(in_glossary(column.name)) << title(o) << " " << column.name;
    const Frame rows = augment(f, data);
    for (std::size_t c = 2; c < rows.columns().size(); ++c)
      EXPECT_TRUE(in_glossary(rows.columns()[c].name)) << title(o) << " " << rows.columns()[c].name;
  }
}

/// Kuosmanen's technology is no part of the freely disposable one under variable returns: abating
/// half of a unit needs another one to fill the sum of intensities there.
TEST(DeaModels, free_disposal_gives_a_larger_distance_than_equality) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < 24; ++i) order.push_back(i);
  for (const Returns returns : {Returns::crs, Returns::vrs}) {
    Options o;
    o.model = Model::ddf;
    o.inputs = {"k", "l", "e"};
    o.outputs = {"y"};
    o.undesirable = {"b", "c"};
    o.returns = returns;
    o.bad = Bad::strong;
    const auto strong = scores(o, random_rows(order, 1));
    o.bad = Bad::equality;
    const auto weak = scores(o, random_rows(order, 1));
    for (std::size_t i = 0; i < 24; ++i) EXPECT_GE(strong[i], weak[i] - 1e-10) << i;
  }
}

TEST(DeaModels, scores_rise_with_restrictions_on_returns) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < 24; ++i) order.push_back(i);
  for (const Model model : {Model::sbm, Model::radial, Model::ebm}) {
    Options o;
    o.model = model;
    o.inputs = {"k", "l", "e"};
    o.outputs = {"y"};
    if (model == Model::radial || model == Model::ebm) o.orientation = Orientation::input;
    std::map<Returns, std::vector<double>> of;
    for (const Returns r : {Returns::crs, Returns::vrs, Returns::nirs, Returns::ndrs}) {
      o.returns = r;
      if (model == Model::ebm) o.epsilon = Value::of(0.4);
      of[r] = scores(o, random_rows(order, 1));
    }
    for (std::size_t i = 0; i < 24; ++i)
      for (const Returns between : {Returns::nirs, Returns::ndrs}) {
        EXPECT_LE(of[Returns::crs][i], of[between][i] + 1e-10);
        EXPECT_LE(of[between][i], of[Returns::vrs][i] + 1e-10);
      }
  }
}

TEST(DeaModels, the_bits_do_not_depend_on_the_number_of_workers) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < 24; ++i) order.push_back(i);
  for (const Options& o : every_model()) {
    const data::Panel data = panel(random_rows(order, 1));
    const std::string one = to_csv(augment(fit(data, o, Executor::serial()), data)),
                      three = to_csv(augment(fit(data, o, Executor::threads(3)), data));
    EXPECT_EQ(one, three) << title(o);
  }
}

TEST(DeaModels, settings_are_read_as_a_study_file_writes_them) {
  const Value table = value_from_json(R"({"model": "nddf", "inputs": ["x"], "outputs": "y",
      "undesirable": "b", "returns": "crs", "direction": {"y": 1, "b": "own"},
      "weights": {"good": 1, "bad": 2}, "price": {"b": "y"}, "tolerance": 1e-6,
      "replicate": "dea.jl", "report": "efficiency", "negative": "error"})");
  const Value epsilon = value_from_json(R"({"model": "ebm", "inputs": ["x"], "outputs": "y",
      "returns": "vrs", "epsilon": 0.5, "affinity": "raw", "orientation": "input"})");

  const auto nddf = read_options<Options>(table, "efficiency.e");
  const auto ebm = read_options<Options>(epsilon, "efficiency.e");

  EXPECT_EQ(nddf.direction.find("b")->text, "own");
  EXPECT_EQ(nddf.price.at("b"), "y");
  EXPECT_EQ(*nddf.tolerance, 1e-6);
  EXPECT_EQ(ebm.epsilon.number(), 0.5);
  EXPECT_NEAR(scores(ebm)[1], 0.5, close);
  EXPECT_NEAR(scores(nddf)[0], 1, close);
}

}  // namespace yugong::frontier::dea
