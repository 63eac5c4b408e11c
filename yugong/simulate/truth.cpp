#include "yugong/simulate/truth.hpp"

#include <algorithm>

#include "yugong/simulate/truth_values.hpp"
#include "yugong/simulate/within.hpp"

namespace yugong::simulate {
namespace {

using Cells = std::vector<double>;

Value slopes_value(const std::vector<double>& slopes) {
  Value v = Value::table();
  v.set("NQP", Value::of(slopes[0]));
  for (std::size_t k = 0; k < control_names().size(); ++k)
    v.set(control_names()[k], Value::of(slopes[k + 1]));
  return v;
}

std::vector<Cells> regressors(const Draw& x) {
  std::vector<Cells> out = {x.index.score};
  out.insert(out.end(), x.economy.controls.begin(), x.economy.controls.end());
  return out;
}

// The rows of the units for which `keep` holds.
template <class Keep>
Cells part(const Cells& values, const Design& d, Keep keep) {
  Cells out;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (keep(d.cities[i / d.periods])) out.push_back(values[i]);
  return out;
}

template <class Keep>
Value group_fit(const Design& d, const Draw& x, Keep keep) {
  std::vector<Cells> columns;
  for (const Cells& c : regressors(x)) columns.push_back(part(c, d, keep));
  if (columns.front().size() / d.periods < 3) return {};
  const WithinFit fit = within_ols(part(x.technology.score, d, keep), columns, d.periods);
  return table_of({{"rows", Value::of(static_cast<std::int64_t>(columns.front().size()))},
                   {"NQP", Value::of(fit.slope[0])},
                   {"std_error", Value::of(fit.std_error[0])}});
}

Value groups_value(const Design& d, const Draw& x) {
  Value v = Value::table();
  for (const Region r : {Region::upper, Region::middle, Region::lower}) {
    Value fit = group_fit(d, x, [r](const City& c) { return c.region == r; });
    if (!fit.is_table()) continue;
    if (d.options.slopes == Slopes::group && d.options.persistence == 0) {
      const Slopes003& s = d.slopes;
      fit.set("true",
              Value::of(r == Region::upper    ? s.upper
                        : r == Region::middle ? s.middle
                                              : s.lower));
    }
    v.set(name_of(r).en, std::move(fit));
  }
  for (const Stage s : {Stage::growing, Stage::mature, Stage::declining, Stage::regenerating}) {
    Value fit = group_fit(d, x, [s](const City& c) { return c.stage == s; });
    if (fit.is_table()) v.set(name_of(s).en, std::move(fit));
  }
  return v;
}

Value fixed_effects(const Cells& outcome,
                    const Cells& noise,
                    const std::vector<Cells>& columns,
                    std::size_t periods) {
  Cells quiet = outcome;
  for (std::size_t i = 0; i < quiet.size(); ++i) quiet[i] -= noise[i];
  const WithinFit without = within_ols(quiet, columns, periods);
  const WithinFit with = within_ols(outcome, columns, periods);
  return table_of({{"noise_free", slopes_value(without.slope)},
                   {"realised", slopes_value(with.slope)},
                   {"std_error", slopes_value(with.std_error)},
                   {"r_squared", Value::of(with.r_squared)}});
}

Value parameters(const Design& d) {
  const Slopes003& s = d.slopes;
  const bool dynamic = d.options.persistence > 0;
  Value cee = Value::table();
  cee.set("L.CEE", Value::of(d.options.persistence));
  // With slopes by region there is no single true slope; `groups` has the three.
  if (dynamic || d.options.slopes == Slopes::pooled)
    cee.set("NQP", Value::of(dynamic ? s.dynamic : s.cee));
  for (std::size_t k = 0; k < control_names().size(); ++k)
    cee.set(control_names()[k], Value::of(s.controls[k] * (1 - d.options.persistence)));
  const auto mechanism = [](double slope) {
    Value v = table_of({{"NQP", Value::of(slope)}});
    for (const std::string& name : control_names()) v.set(name, Value::of(0.0));
    return v;
  };
  return table_of({{"CEE", cee}, {"UIS", mechanism(s.uis)}, {"GT", mechanism(s.gt)}});
}

Value moments_table(const Design& d, const Draw& x) {
  const Printed& p = d.printed;
  const std::vector<std::tuple<std::string, Moments, const Cells*>> rows = {
      {"CEE", p.cee, &x.technology.score},
      {"NQP", p.nqp, &x.index.score},
      {"OPEN", p.open, &x.economy.controls[0]},
      {"POP", p.pop, &x.economy.controls[1]},
      {"ER", p.er, &x.economy.controls[2]},
      {"GOV", p.gov, &x.economy.controls[3]},
      {"INF", p.inf, &x.economy.controls[4]},
      {"UIS", p.uis, &x.structure},
      {"GT", p.gt, &x.green_patents}};
  Value v = Value::table();
  for (const auto& [name, printed, values] : rows)
    v.set(name,
          table_of({{"printed", moments_value(printed)},
                    {"achieved", moments_value(moments_of(*values))}}));
  return v;
}

}  // namespace

Value truth_of(const Design& d, const Draw& x, std::uint64_t replicate) {
  const std::vector<Cells> columns = regressors(x);
  Options options = d.options;
  options.out.clear();  // where it is written is no part of what is drawn
  Value weights = Value::table();
  for (std::size_t j = 0; j < indicator_shapes().size(); ++j)
    weights.set(indicator_shapes()[j].name, Value::of(x.index.weights[j]));
  Value estimates =
      table_of({{"CEE", fixed_effects(x.technology.score, x.cee.noise, columns, d.periods)},
                {"UIS", fixed_effects(x.structure, x.uis.noise, columns, d.periods)},
                {"GT", fixed_effects(x.green_patents, x.gt.noise, columns, d.periods)}});
  return table_of({{"simulated", Value::of(true)},
                   {"notice", Value::of("All numbers are simulated. 全部数据均为模拟。")},
                   {"command", Value::of("yugong simulate yellow-river")},
                   {"options", to_value(options)},
                   {"replicate", Value::of(static_cast<std::int64_t>(replicate))},
                   {"parameters", parameters(d)},
                   {"groups", groups_value(d, x)},
                   {"moments", moments_table(d, x)},
                   {"fixed_effects", estimates},
                   {"weights", weights},
                   {"technology", technology_value(x.technology, d.extremes)}});
}

}  // namespace yugong::simulate
