#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/frame.hpp"
#include "yugong/frontier/dea.hpp"

// Reference sets, rules of the data contract, super forms, and what other programs do.
namespace yugong::frontier::dea {

namespace {

using testing::HasSubstr;

/// Two cities in three years; one input, one good.
data::Table panel_table() {
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"A", "A", "A", "B", "B", "B"}));
  table.add(Column::of("year", std::vector<double>{2010, 2011, 2012, 2010, 2011, 2012}));
  table.add(Column::of("region", std::vector<std::string>{"e", "e", "e", "w", "w", "w"}));
  table.add(Column::of("flag", std::vector<double>{1, 0, 0, 0, 0, missing}));
  table.add(Column::of("x", std::vector<double>{1, 1, 1, 1, 1, 1}));
  table.add(Column::of("y", std::vector<double>{4, 5, 10, 2, 4, 8}));
  return table;
}

/// The worked example of the method page.
data::Table example() {
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"A", "B", "C"}));
  table.add(Column::of("year", std::vector<double>{2020, 2020, 2020}));
  table.add(Column::of("x", std::vector<double>{2, 4, 2}));
  table.add(Column::of("y", std::vector<double>{4, 4, 2}));
  table.add(Column::of("b", std::vector<double>{2, 2, 2}));
  return table;
}

Options simple(Model model = Model::radial) {
  Options o;
  o.model = model;
  o.inputs = {"x"};
  o.outputs = {"y"};
  if (model == Model::radial || model == Model::super_radial) o.orientation = Orientation::input;
  return o;
}

Options with_bads(Model model) {
  Options o = simple(model);
  o.undesirable = {"b"};
  return o;
}

data::Panel panel(data::Table table) {
  return data::Panel::make(std::move(table), {"city", "year"});
}

Fit fitted(const Options& options, data::Table table) {
  return fit(panel(std::move(table)), options, Executor::serial());
}

Frame rows_of(const Options& options, data::Table table) {
  const data::Panel data = panel(std::move(table));
  return augment(fit(data, options, Executor::serial()), data);
}

std::vector<double> scores(const Options& options, data::Table table = panel_table()) {
  return rows_of(options, std::move(table)).column("score").numbers;
}

data::Table with(data::Table table, const std::string& column, std::vector<double> values) {
  table.edit(column).numbers = std::move(values);
  return table;
}

Problem refusal(const Options& options, data::Table table = example()) {
  try {
    fitted(options, std::move(table));
  } catch (const Error& e) {
    EXPECT_FALSE(e.first().what.zh.empty());
    EXPECT_FALSE(e.first().mend.en.empty());
    EXPECT_FALSE(e.first().mend.zh.empty());
    return e.first();
  }
  ADD_FAILURE() << "nothing was refused";
  return {};
}

const Problem* note_of(const Fit& f, const std::string& code) {
  const auto at = std::find_if(
      f.notes.begin(), f.notes.end(), [&](const Problem& p) { return p.code == code; });
  return at == f.notes.end() ? nullptr : &*at;
}

MATCHER_P(NearAll, expected, "") {
  if (arg.size() != expected.size()) return false;
  for (std::size_t i = 0; i < arg.size(); ++i)
    if (!(std::abs(arg[i] - expected[i]) < 1e-12)) return false;
  return true;
}

using Numbers = std::vector<double>;

}  // namespace

TEST(DeaReferences, each_set_compares_with_its_own_best) {
  const auto under = [](const std::string& frontier) {
    Options o = simple();
    o.frontier = frontier;
    return scores(o);
  };

  EXPECT_THAT(under("pooled"), NearAll(Numbers{.4, .5, 1, .2, .4, .8}));
  EXPECT_THAT(under("yearly"), NearAll(Numbers{1, 1, 1, .5, .8, .8}));
  EXPECT_THAT(under("same"), NearAll(Numbers{1, 1, 1, .5, .8, .8}));
  EXPECT_THAT(under("sequential"), NearAll(Numbers{1, 1, 1, .5, .8, .8}));
  EXPECT_THAT(under("biennial"), NearAll(Numbers{.8, .5, 1, .4, .4, .8}));
  EXPECT_THAT(under("window(2)"), NearAll(Numbers{1, 1, 1, .5, .8, .8}));
  EXPECT_THAT(under("window(1, centred)"), NearAll(Numbers{.8, .5, 1, .4, .4, .8}));
  EXPECT_THAT(under("group(region)"), NearAll(Numbers{.4, .5, 1, .25, .5, 1}));
  EXPECT_THAT(under("group-yearly(region)"), NearAll(Numbers{1, 1, 1, 1, 1, 1}));
  EXPECT_THAT(under("fixed(2010)"), NearAll(Numbers{1, 1.25, 2.5, .5, 1, 2}));
  EXPECT_THAT(under("custom(flag)"), NearAll(Numbers{1, 1.25, 2.5, .5, 1, 2}));
}

TEST(DeaReferences, classic_windows_give_every_value_and_their_mean) {
  Options o = simple();
  o.frontier = "window(2, classic)";

  const Frame rows = rows_of(o, panel_table());

  EXPECT_EQ(rows.number("window.2010-2011", 0), 0.8);
  EXPECT_TRUE(is_missing(rows.number("window.2011-2012", 0)));
  EXPECT_EQ(rows.number("window.2010-2011", 1), 1);
  EXPECT_EQ(rows.number("window.2011-2012", 1), 0.5);
  EXPECT_NEAR(rows.number("score", 1), 0.75, 1e-15);
  EXPECT_NEAR(rows.number("score", 4), (0.8 + 0.4) / 2, 1e-15);
  EXPECT_EQ(rows.number("reference_size", 1), 4);
}

TEST(DeaReferences, technology_gap_is_the_score_over_that_of_the_group) {
  Options o = simple(Model::super_sbm);
  o.technology_gap = "region";

  const Frame rows = rows_of(o, panel_table());

  EXPECT_NEAR(rows.number("group_score", 5), 1, 1e-12);
  EXPECT_NEAR(rows.number("technology_gap", 5), 0.8, 1e-12);
  EXPECT_NEAR(rows.number("technology_gap", 2), 1, 1e-12);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_LE(rows.number("technology_gap", i), 1 + 1e-12);
  const Fit few = fitted(o, panel_table());
  EXPECT_EQ(
      std::count_if(
          few.notes.begin(), few.notes.end(), [](const Problem& p) { return p.code == "YG3304"; }),
      1);  // of the groups: the pooled set has six
}

TEST(DeaReferences, technology_gaps_of_the_score_reported_use_the_super_form) {
  Options o = simple(Model::super_radial);
  o.technology_gap = "region";
  EXPECT_NEAR(rows_of(o, panel_table()).number("technology_gap", 2), 1, 1e-12);

  o.gap_on = GapOn::score;
  const Frame rows = rows_of(o, panel_table());

  EXPECT_NEAR(rows.number("group_score", 2), 2, 1e-12);
  EXPECT_NEAR(rows.number("technology_gap", 2), 1.25 / 2, 1e-12);
}

TEST(DeaReferences, a_row_beyond_a_fixed_base_has_its_super_score) {
  Options o = simple(Model::sbm);
  o.frontier = "fixed(2010)";
  const Fit plain = fitted(o, panel_table());
  EXPECT_EQ(plain.status(2), Status::infeasible);
  ASSERT_NE(note_of(plain, "YG3307"), nullptr);
  EXPECT_THAT(note_of(plain, "YG3307")->what.en, HasSubstr("A, 2012"));

  o.model = Model::super_sbm;
  const Frame rows = rows_of(o, panel_table());
  // A in 2012 makes 10 where the base makes 4: half a million steps back to the base is 10/4.
  EXPECT_NEAR(rows.number("score", 2), 2.5, 1e-12);
  EXPECT_EQ(rows.number("efficient", 2), 1);
  EXPECT_NEAR(rows.number("score", 3), 0.5, 1e-12);
}

TEST(DeaReferences, sets_that_name_nothing_are_refused) {
  const auto code = [](const std::function<void(Options&)>& change, data::Table table) {
    Options o = simple();
    change(o);
    return refusal(o, std::move(table)).code;
  };

  EXPECT_EQ(code([](Options& o) { o.frontier = "fixed(1999)"; }, panel_table()), "YG3334");
  EXPECT_EQ(code([](Options& o) { o.frontier = "custom(flag)"; },
                 with(panel_table(), "flag", {0, 0, 0, 0, 0, 0})),
            "YG3334");
  data::Table unlabelled = panel_table();
  unlabelled.edit("region").texts[3] = "";
  EXPECT_EQ(code([](Options& o) { o.frontier = "group(region)"; }, unlabelled), "YG3334");
  EXPECT_EQ(code([](Options& o) { o.technology_gap = "region"; }, unlabelled), "YG3334");
  EXPECT_EQ(code([](Options& o) { o.frontier = "group(regions)"; }, panel_table()), "YG2104");
}

TEST(DeaReferences, wider_sets_never_raise_a_score) {
  const auto under = [](const std::string& frontier) {
    Options o = simple(Model::sbm);
    o.frontier = frontier;
    return scores(o);
  };

  const auto all = under("pooled"), window = under("window(2)"), same = under("yearly");

  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_LE(all[i], window[i] + 1e-12);
    EXPECT_LE(window[i], same[i] + 1e-12);
  }
}

TEST(DeaSuper, exclude_unit_takes_out_all_years_of_the_city) {
  Options o = simple(Model::super_radial);
  EXPECT_NEAR(scores(o)[2], 10.0 / 8, 1e-12);
  data::Table near = with(panel_table(), "y", {4, 9, 10, 2, 4, 5});
  EXPECT_NEAR(scores(o, near)[2], 10.0 / 9, 1e-12);

  o.exclude = Exclude::unit;

  EXPECT_NEAR(scores(o, near)[2], 10.0 / 5, 1e-12);
}

TEST(DeaSuper, an_infeasible_oriented_score_is_substituted_when_asked) {
  Options o = with_bads(Model::super_sbm);
  o.returns = Returns::vrs;
  o.orientation = Orientation::input;
  const data::Table table = with(example(), "y", {9, 4, 2});
  EXPECT_TRUE(is_missing(scores(o, table)[0]));
  Options free = o;
  free.orientation = Orientation::none;

  o.infeasible = Infeasible::nonoriented;
  const Frame rows = rows_of(o, table);

  EXPECT_EQ(rows.number("score", 0), scores(free, table)[0]);
  EXPECT_EQ(rows.number("substituted", 0), 1);
  EXPECT_EQ(rows.number("substituted", 1), 0);
  EXPECT_NE(note_of(fitted(o, table), "YG3337"), nullptr);
}

TEST(DeaSuper, an_infeasible_epsilon_based_score_is_substituted_too) {
  Options o = simple(Model::super_ebm);
  o.returns = Returns::vrs;
  o.orientation = Orientation::input;
  const data::Table table = with(example(), "y", {9, 4, 2});
  EXPECT_TRUE(is_missing(scores(o, table)[0]));

  o.infeasible = Infeasible::nonoriented;
  const Frame rows = rows_of(o, table);

  EXPECT_FALSE(is_missing(rows.number("score", 0)));
  EXPECT_EQ(rows.number("substituted", 0), 1);
}

TEST(DeaSuper, the_composite_form_is_a_score_of_its_own) {
  Options o = with_bads(Model::super_sbm);
  o.super = Super::composite;

  const Frame rows = rows_of(o, example());

  // A is projected on (2, 2, 2), where C stands: B with half its size needs x = 2, b = 1.
  EXPECT_NEAR(rows.number("super", 0), 4.0 / 3, 1e-12);
  EXPECT_NEAR(rows.number("gamma", 0), rows.number("rho", 0) * 4.0 / 3, 1e-12);
  EXPECT_EQ(rows.number("score", 0), rows.number("composite", 0));
  EXPECT_NEAR(rows.number("rho", 0), 1 / 1.25, 1e-12);
  // s- = t- = 0; s+ = 0, t+ = 2 of 4; sb = 1, tb = 0 of 2: 1 / (1 + (0 - 1/2 + 1/2) / 2).
  EXPECT_NEAR(rows.number("composite", 0), 1, 1e-12);
  EXPECT_NEAR(rows.number("composite", 1), 0.5, 1e-12);
}

TEST(DeaSuper, bad_as_input_puts_bads_above_the_line_of_the_super_form_alone) {
  Options o = with_bads(Model::super_sbm);
  o.super = Super::bad_as_input;

  const Frame rows = rows_of(o, example());

  EXPECT_NEAR(rows.number("sbm", 2), 0.4, 1e-12);
  // (u, u, u/2) with u = 4 lam: for 2 <= u <= 4 (1 + (u - 2)/4) / (u/4) falls, so u = 4: 1.5.
  EXPECT_NEAR(rows.number("super", 0), 1.5, 1e-12);
}

TEST(DeaNegative, a_shift_is_added_before_measuring_and_taken_off_the_targets) {
  Options o = simple();
  o.returns = Returns::vrs;
  o.negative = "shift(10)";
  const data::Table raw = with(example(), "x", {-2, 4, 2});
  Options by_hand = o;
  by_hand.negative = "error";

  const Fit f = fitted(o, raw);
  const Frame rows = rows_of(o, raw);

  EXPECT_EQ(f.score, scores(by_hand, with(example(), "x", {8, 14, 12})));
  EXPECT_NEAR(rows.number("target.x", 1), -2, 1e-12);
  ASSERT_NE(note_of(f, "YG3333"), nullptr);
  EXPECT_THAT(note_of(f, "YG3333")->what.en, HasSubstr("10 was added"));
}

TEST(DeaNegative, a_shift_that_is_too_small_says_how_large_it_must_be) {
  Options o = simple();
  o.returns = Returns::vrs;
  o.negative = "shift(1)";

  const Problem p = refusal(o, with(example(), "x", {-2, 4, 2}));

  EXPECT_EQ(p.code, "YG3302");
  EXPECT_THAT(p.mend.en, HasSubstr("shift(3)"));
}

TEST(DeaNegative, range_directional_distances_do_not_depend_on_the_origin) {
  Options o = with_bads(Model::ddf);
  o.returns = Returns::vrs;
  o.negative = "rdm";
  o.bad = Bad::strong;
  const data::Table raw = with(with(example(), "x", {-7, -6, -8}), "y", {-1, -1, -3});
  Options positive = o;
  positive.negative = "error";
  positive.direction = Value::of("range");

  const Frame rows = rows_of(o, raw);

  // B: its range of the input is 2, of the good 0; A is reached half way.
  EXPECT_NEAR(rows.number("beta", 1), 0.5, 1e-12);
  EXPECT_NEAR(rows.number("target.x", 1), -7, 1e-12);
  EXPECT_NEAR(rows.number("beta", 2), 0, 1e-12);
  const auto shifted = scores(positive, with(with(example(), "x", {5, 6, 4}), "y", {4, 4, 2}));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(rows.number("score", i), shifted[i], 1e-12);
}

TEST(DeaNegative, an_ideal_row_has_no_range_direction_and_is_named) {
  Options o = simple(Model::ddf);
  o.returns = Returns::vrs;
  o.direction = Value::of("range");

  const Problem p = refusal(o);

  EXPECT_EQ(p.code, "YG3331");
  EXPECT_THAT(p.what.en, HasSubstr("A, 2020"));
}

TEST(DeaZero, small_outputs_leaves_inputs_alone) {
  data::Table table = with(example(), "b", {2, 2, 0});
  table.add(Column::of("x2", std::vector<double>{1, 0, 1}));
  Options o = with_bads(Model::sbm);
  o.inputs = {"x", "x2"};
  o.zero = "small-outputs(0.01)";

  const Fit f = fitted(o, table);

  EXPECT_EQ(f.technology.at(3, 2), 0.02);
  EXPECT_EQ(f.technology.at(1, 1), 0);
}

TEST(DeaZero, zeros_can_count_as_missing) {
  Options o = with_bads(Model::sbm);
  o.zero = "missing";

  const Fit f = fitted(o, with(example(), "b", {2, 2, 0}));

  EXPECT_EQ(f.rows.size(), 2u);
  ASSERT_EQ(f.dropped.size(), 1u);
  EXPECT_EQ(f.dropped[0].reason, "zero:b");
}

TEST(DeaZero, distances_measure_zeros_without_a_warning) {
  const Fit f = fitted(with_bads(Model::ddf), with(example(), "b", {2, 2, 0}));

  EXPECT_EQ(note_of(f, "YG3301"), nullptr);
  EXPECT_EQ(f.zero_cells, 1u);
}

TEST(DeaReplicate, takes_the_conventions_that_are_not_stated_and_says_so) {
  Options o = with_bads(Model::ddf);
  o.replicate = Replicate::teddf;

  const Fit f = fitted(o, example());

  EXPECT_EQ(f.options.bad, Bad::equality);
  EXPECT_EQ(f.options.direction.text, "obs:xyb");
  EXPECT_EQ(f.options.slacks, Stage::none);
  ASSERT_NE(note_of(f, "YG3336"), nullptr);
  EXPECT_THAT(note_of(f, "YG3336")->what.en, HasSubstr("teddf"));
  Result result;
  complete(f, result);
  const auto& items = result.tables["method"].column("item").texts;
  EXPECT_NE(std::find(items.begin(), items.end(), "replicate"), items.end());
}

TEST(DeaReplicate, deaR_reports_delta_for_every_row) {
  Options o = simple(Model::super_sbm);
  o.replicate = Replicate::deaR;

  EXPECT_THAT(scores(o), NearAll(Numbers{1, 1, 1.25, 1, 1, 1}));
}

TEST(DeaReplicate, what_is_stated_wins) {
  Options o = with_bads(Model::ddf);
  o.replicate = Replicate::teddf;
  o.bad = Bad::strong;
  o.direction = Value::of("obs:yb");

  const Fit f = fitted(o, example());

  EXPECT_EQ(f.options.bad, Bad::strong);
  EXPECT_NEAR(f.score[2], 1.0 / 3, 1e-12);
  EXPECT_THAT(note_of(f, "YG3336")->what.en,
              HasSubstr("stated otherwise and kept: bad, direction"));
}

TEST(DeaReplicate, every_bundle_follows_the_table_of_conventions) {
  const auto settled = [](Model model, Replicate r, Returns returns = Returns::crs) {
    Options o = with_bads(model);
    o.returns = returns;
    o.replicate = r;
    if (model == Model::radial) o.orientation = Orientation::output;
    return fitted(o, example()).options;
  };

  EXPECT_EQ(settled(Model::radial, Replicate::deaR, Returns::vrs).bad, Bad::translate);
  EXPECT_EQ(settled(Model::radial, Replicate::deaR, Returns::vrs).report, Report::farrell);
  EXPECT_EQ(settled(Model::radial, Replicate::deaR, Returns::vrs).slacks, Stage::unweighted);
  EXPECT_EQ(settled(Model::sbm, Replicate::deaR).zero, "small-outputs(0.01)");
  EXPECT_EQ(*settled(Model::sbm, Replicate::deaR).tolerance, 1e-6);
  EXPECT_EQ(settled(Model::sbm, Replicate::sbmeff).zero, "missing");
  EXPECT_EQ(settled(Model::ddf, Replicate::gtfpch).direction.text, "obs:yb");
  EXPECT_EQ(settled(Model::nddf, Replicate::teddf).weights.at("x"), 1);
  EXPECT_EQ(settled(Model::ddf, Replicate::dea_jl).bad, Bad::strong);
  EXPECT_EQ(*settled(Model::ddf, Replicate::dea_toolbox).tolerance, 1e-5);
  EXPECT_EQ(settled(Model::sbm, Replicate::maxdea).bad, Bad::strong);
  EXPECT_EQ(settled(Model::ddf, Replicate::none).bad, Bad::weak);
}

TEST(DeaRefusals, combinations_without_a_meaning_are_refused_with_advice) {
  const auto code = [](Model model, const std::function<void(Options&)>& change) {
    Options o = with_bads(model);
    change(o);
    return refusal(o).code;
  };
  const auto set_none = [](Options& o) { o.orientation = Orientation::none; };
  const auto set_input = [](Options& o) { o.orientation = Orientation::input; };

  EXPECT_EQ(code(Model::radial, set_none), "YG3330");
  EXPECT_EQ(code(Model::ddf, set_input), "YG3330");
  EXPECT_EQ(code(Model::erg, set_input), "YG3330");
  EXPECT_EQ(code(Model::ram, set_input), "YG3330");
  EXPECT_EQ(code(Model::sbm, [](Options& o) { o.super = Super::composite; }), "YG3330");
  EXPECT_EQ(code(Model::sbm, [](Options& o) { o.exclude = Exclude::unit; }), "YG3330");
  EXPECT_EQ(code(Model::super_sbm, [](Options& o) { o.infeasible = Infeasible::nonoriented; }),
            "YG3330");
  EXPECT_EQ(code(Model::sbm, [](Options& o) { o.direction = Value::of("obs:yb"); }), "YG3330");
  EXPECT_EQ(code(Model::ddf, [](Options& o) { o.direction = Value::of("obs:z"); }), "YG3331");
  EXPECT_EQ(code(Model::ddf, [](Options& o) { o.epsilon = Value::of(0.5); }), "YG3330");
  EXPECT_EQ(code(Model::ebm, [](Options& o) { o.epsilon = Value::of(2); }), "YG3332");
  EXPECT_EQ(code(Model::ebm, [](Options& o) { o.bad = Bad::weak; }), "YG3330");
  EXPECT_EQ(code(Model::sbm, [](Options& o) { o.bad = Bad::translate; }), "YG3330");
  EXPECT_EQ(code(Model::sbm, [](Options& o) { o.bad = Bad::kuosmanen; }), "YG3330");
  EXPECT_EQ(code(Model::ddf, [](Options& o) { o.returns = Returns::nirs; }), "YG3330");
  EXPECT_EQ(code(Model::ddf, [](Options& o) { o.scale = true; }), "YG3330");
  EXPECT_EQ(code(Model::ddf, [](Options& o) { o.weights = {{"x", 1}}; }), "YG3330");
  EXPECT_EQ(code(Model::nddf, [](Options& o) { o.carbon = "x"; }), "YG3330");
  EXPECT_EQ(code(Model::ddf, [](Options& o) { o.price = {{"b", "x"}}; }), "YG3330");
  EXPECT_EQ(code(Model::nddf, [](Options& o) { o.weights = {{"x", 1}}; }), "YG3319");
  EXPECT_EQ(code(Model::additive, [](Options& o) { o.report = Report::efficiency; }), "YG3330");
  EXPECT_EQ(code(Model::sbm, [](Options& o) { o.report = Report::farrell; }), "YG3330");
}

TEST(DeaRefusals, all_mistakes_are_reported_together) {
  Options o = with_bads(Model::radial);
  o.orientation = Orientation::none;
  o.frontier = "poled";
  o.zero = "nothing";

  try {
    fitted(o, example());
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.problems().size(), 3u);
  }
}

TEST(DeaColumns, everything_that_can_be_asked_for_is_in_the_glossary) {
  std::vector<Options> asked(5, with_bads(Model::super_sbm));
  asked[0].super = Super::composite;
  asked[0].scale = true;
  asked[1].orientation = Orientation::input;
  asked[1].infeasible = Infeasible::nonoriented;
  asked[2].frontier = "window(1, classic)";
  asked[3].technology_gap = "city";
  asked[4] = with_bads(Model::nddf);
  asked[4].direction = Value::of("obs:xyb");
  asked[4].energy = "x";
  asked[4].carbon = "b";
  asked[4].multipliers = true;
  asked[4].price = {{"b", "y"}};

  for (const Options& o : asked) {
    const data::Panel data = panel(example());
    const Fit f = fit(data, o, Executor::serial());
    const Frame rows = augment(f, data), one = glance(f);
    for (std::size_t c = 2; c < rows.columns().size(); ++c)
      EXPECT_TRUE(in_glossary(rows.columns()[c].name)) << rows.columns()[c].name;
    for (const Column& column : one.columns()) EXPECT_TRUE(in_glossary(column.name)) << column.name;
  }
}

TEST(DeaScale, local_returns_are_given_for_every_ratio_model) {
  data::Table table;
  table.add(Column::of("city", std::vector<std::string>{"small", "best", "large"}));
  table.add(Column::of("year", std::vector<double>{1, 1, 1}));
  table.add(Column::of("x", std::vector<double>{2, 3, 9}));
  table.add(Column::of("y", std::vector<double>{1, 3, 5}));
  for (const Model model : {Model::sbm, Model::radial, Model::ebm}) {
    Options o = simple(model);
    o.scale = true;
    o.orientation = Orientation::input;
    const Frame rows = rows_of(o, table);
    EXPECT_EQ(rows.text("returns_phase", 0), "irs");
    EXPECT_EQ(rows.text("returns_phase", 1), "crs");
    EXPECT_EQ(rows.text("returns_phase", 2), "drs");
    EXPECT_NEAR(rows.number("scale_efficiency", 0), 0.5, 1e-9);
  }
}

}  // namespace yugong::frontier::dea
