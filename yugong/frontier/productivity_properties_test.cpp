#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "yugong/base/frame.hpp"
#include "yugong/frontier/productivity.hpp"
#include "yugong/frontier/productivity_drawn.hpp"

namespace yugong::frontier::productivity {

namespace {

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

}  // namespace

TEST(ProductivityProperties, the_parts_make_up_the_index_for_every_technology) {
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

TEST(ProductivityProperties, the_global_index_is_circular) {
  Options o = on_drawn(Model::ddf, "global");
  o.cumulative = true;

  const Frame rows = rows_of(o, drawn(6, 5));

  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double direct = (1 + rows.number("common", i - i % 5)) / (1 + rows.number("common", i));
    EXPECT_NEAR(rows.number("cumulative.index", i), direct, 1e-12) << i;
  }
}

TEST(ProductivityProperties,
     technical_change_of_a_common_technology_is_the_change_of_the_best_practice_gap) {
  const Frame rows = rows_of(on_drawn(Model::radial, "global"), drawn(6, 4));

  for (std::size_t i = 1; i < rows.rows(); ++i) {
    if (rows.text("status", i) != "optimal") continue;
    EXPECT_LE(rows.number("bpg", i), 1 + 1e-12);
    EXPECT_NEAR(rows.number("tc", i), rows.number("bpg", i) / rows.number("bpg", i - 1), 1e-12);
  }
}

TEST(ProductivityProperties, a_sequential_technology_never_regresses) {
  const Frame rows = rows_of(on_drawn(Model::radial, "sequential"), drawn(8, 5));

  for (std::size_t i = 0; i < rows.rows(); ++i)
    if (rows.text("status", i) == "optimal") {
      EXPECT_GE(rows.number("tc", i), 1 - 1e-10) << i;
    }
}

TEST(ProductivityProperties, free_disposal_never_has_a_smaller_distance_than_equality) {
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

TEST(ProductivityProperties, the_order_of_rows_does_not_matter) {
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

TEST(ProductivityProperties, units_of_measure_do_not_matter) {
  data::Table other = drawn(8, 4);
  for (double& v : other.edit("gdp").numbers) v *= 1e4;
  for (double& v : other.edit("co2").numbers) v /= 1024;
  for (double& v : other.edit("labour").numbers) v *= 3;
  for (const Options& o : every_kind())
    EXPECT_LT(apart(rows_of(o, drawn(8, 4)), rows_of(o, other)), 1e-10) << o.frontier;
}

TEST(ProductivityProperties, the_number_of_workers_does_not_change_a_bit) {
  const data::Panel data = panel(drawn(40, 4));
  for (const Model model : {Model::radial, Model::super_sbm, Model::ddf}) {
    const Options o = on_drawn(model);
    const std::string one = to_csv(augment(fit(data, o, Executor::serial()), data));
    for (const int workers : {2, 8})
      EXPECT_EQ(to_csv(augment(fit(data, o, Executor::threads(workers)), data)), one);
  }
}

TEST(ProductivityProperties, orientation_does_not_matter_under_constant_returns) {
  Options input = on_drawn(Model::radial), output = input;
  input.undesirable = output.undesirable = {};
  output.orientation = dea::Orientation::output;

  EXPECT_LT(apart(rows_of(input, drawn(8, 4)), rows_of(output, drawn(8, 4))), 1e-10);
}

TEST(ProductivityProperties, every_efficiency_model_makes_indices) {
  std::vector<Options> all;
  const auto add = [&](Model model, const auto& change) {
    all.push_back(on_drawn(model, "biennial"));
    change(all.back());
  };
  add(Model::ebm, [](Options&) {});
  add(Model::ebm, [](Options& o) { o.orientation = dea::Orientation::input; });
  add(Model::nddf, [](Options& o) { o.weights = {{"gdp", 2}, {"co2", 1}}; });
  add(Model::nddf, [](Options& o) { o.index = Index::malmquist_luenberger; });
  add(Model::sbm, [](Options& o) { o.orientation = dea::Orientation::output; });
  add(Model::sbm, [](Options& o) { o.bad = dea::Bad::input; });
  add(Model::super_sbm, [](Options& o) { o.returns = Returns::vrs; });
  add(Model::radial, [](Options& o) { o.bad = dea::Bad::weak; });
  add(Model::radial, [](Options& o) {
    o.bad = dea::Bad::translate;
    o.returns = Returns::vrs;
  });
  add(Model::ddf, [](Options& o) { o.returns = Returns::vrs; });  // Kuosmanen's technology
  add(Model::ddf, [](Options& o) { o.direction = Value::of("range"); });
  add(Model::ddf, [](Options& o) {
    o.returns = Returns::grs;
    o.bounds = {0.5, 2};
    o.bad = dea::Bad::strong;
  });
  for (const Options& o : all) {
    const Frame rows = rows_of(o, drawn(8, 4));
    const bool sum = o.model == Model::nddf && !o.index;
    std::size_t found = 0;
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      if (rows.text("status", i) != "optimal") continue;
      ++found;
      EXPECT_NEAR(chain_of(rows, i, {"ec", "tc"}, sum), rows.number("index", i), 1e-12);
    }
    EXPECT_EQ(found, 24u) << "position " << &o - all.data();  // the union holds every row
  }
}

TEST(ProductivityProperties, an_oriented_slacks_based_score_is_oriented) {
  Options input = on_drawn(Model::sbm), none = input;
  input.orientation = dea::Orientation::input;

  const Frame a = rows_of(input, drawn(8, 4)), b = rows_of(none, drawn(8, 4));

  std::size_t larger = 0;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    EXPECT_GE(a.number("own", i), b.number("own", i) - 1e-12);
    larger += a.number("own", i) > b.number("own", i) + 1e-6;
  }
  EXPECT_GT(larger, 5u);
}

TEST(ProductivityProperties, another_periods_technology_keeps_the_row_of_the_unit_itself) {
  Options row = on_drawn(Model::super_sbm), unit = row;
  unit.exclude = dea::Exclude::unit;

  EXPECT_EQ(apart(rows_of(row, drawn(8, 4)), rows_of(unit, drawn(8, 4))), 0);
  row.frontier = unit.frontier = "global";
  EXPECT_GT(apart(rows_of(row, drawn(8, 4)), rows_of(unit, drawn(8, 4))), 0.01);
}

TEST(ProductivityProperties, distances_agree_with_the_scores_that_dea_reports) {
  for (const Model model : {Model::radial, Model::super_sbm, Model::ddf, Model::nddf}) {
    const Options o = on_drawn(model);
    const data::Panel data = panel(drawn(8, 3));
    const Fit f = fit(data, o, Executor::serial());
    const dea::Fit d = dea::fit(data, f.model, Executor::serial());
    for (std::size_t i = 0; i < f.changes.size(); ++i)
      EXPECT_NEAR(f.changes[i].own, d.score[i], 1e-12) << i;
  }
}

}  // namespace yugong::frontier::productivity
