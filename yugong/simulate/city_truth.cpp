#include "yugong/simulate/city_truth.hpp"

#include <algorithm>

#include "yugong/simulate/truth_values.hpp"
#include "yugong/simulate/within.hpp"

namespace yugong::simulate::city_panel {
namespace {

Value integer(std::size_t n) {
  return Value::of(static_cast<std::int64_t>(n));
}

// With slopes by type of city there is no single true slope: for the baseline, for instruments and
// for every sample, what the estimator finds without noise.
Value parameters(const Design& d, const Draw& x) {
  Value out = Value::table();
  if (d.options.slopes == Slopes::pooled) {
    Value coor = table_of({{"Nqp", Value::of(d.slopes.instruments)}});
    for (std::size_t k = 0; k < control_names().size(); ++k)
      coor.set(control_names()[k], Value::of(d.slopes.controls[k]));
    out.set("Coor", std::move(coor));
  } else {
    for (const auto& [name, slope] : x.slope.noise_free)
      if (std::find(dimension_names().begin(), dimension_names().end(), name) ==
          dimension_names().end())
        out.set(name, table_of({{"Nqp", Value::of(slope)}}));
    out.set("instruments", table_of({{"Nqp", Value::of(x.slope.instruments)}}));
  }
  for (const auto& [name, slope] : x.mechanism_slopes)
    out.set(name, table_of({{"Nqp", Value::of(slope)}}));
  return out;
}

Value dimensions_value(const Design& d, const Draw& x) {
  Value v = Value::table();
  for (const std::string& name : dimension_names())
    v.set(name,
          table_of({{"printed", Value::of(d.slopes.groups.at(name))},
                    {"noise_free", Value::of(x.slope.noise_free.at(name))}}));
  return v;
}

// Rows left in a sample when cities seen once in it are dropped.
std::size_t rows_left(const std::vector<char>& keep, std::size_t periods) {
  std::size_t rows = 0;
  for (std::size_t first = 0; first < keep.size(); first += periods) {
    std::size_t seen = 0;
    for (std::size_t t = 0; t < periods; ++t) seen += keep[first + t] != 0 ? 1U : 0U;
    if (seen > 1) rows += seen;
  }
  return rows;
}

Value samples_value(const Design& d, const Draw& x) {
  Value v = Value::table();
  const Cells score = winsorised(x.technology.score, kWinsor);
  std::vector<Cells> columns;
  for (const Cells& c : regressors(x)) columns.push_back(winsorised(c, kWinsor));
  for (const auto& [name, keep] : samples(d, x))
    v.set(name,
          table_of({{"rows", integer(rows_left(keep, d.periods))},
                    {"printed", Value::of(d.slopes.groups.at(name))},
                    {"noise_free", Value::of(x.slope.noise_free.at(name))},
                    {"realised",
                     Value::of(slopes_in_sample({score}, columns, keep, d.periods).front())}}));
  return v;
}

Value moments_table(const Design& d, const Draw& x) {
  const Printed& p = d.printed;
  const auto& c = x.economy.controls;
  const std::vector<std::tuple<std::string, Moments, const Cells*>> rows = {
      {"Coor", p.coor, &x.technology.score},
      {"Nqp", p.nqp, &x.index.score},
      {"Nql", p.nql, &x.index.dimensions[0]},
      {"Nqo", p.nqo, &x.index.dimensions[1]},
      {"Nqm", p.nqm, &x.index.dimensions[2]},
      {"Econ", p.econ, &c[0]},
      {"Gov", p.gov, &c[1]},
      {"FDI", p.fdi, &c[2]},
      {"Finan", p.finan, &c[3]},
      {"lnpd", p.lnpd, &c[4]}};
  Value v = Value::table();
  for (const auto& [name, printed, values] : rows)
    v.set(name,
          table_of({{"printed", moments_value(printed)},
                    {"achieved", moments_value(moments_of(winsorised(*values, kWinsor)))}}));
  return v;
}

Value mechanisms_value(const Design& d, const Draw& x) {
  Value v = Value::table();
  const std::vector<Cells> columns = regressors(x);
  for (const auto& [name, slope] : x.mechanism_slopes) {
    const WithinFit fit = within_ols(x.mechanisms.at(name), columns, d.periods);
    v.set(name,
          table_of({{"true", Value::of(slope)},
                    {"realised", Value::of(fit.slope[0])},
                    {"std_error", Value::of(fit.std_error[0])}}));
  }
  return v;
}

}  // namespace

Value truth_of(const Design& d, const Draw& x, std::uint64_t replicate) {
  Value weights = Value::table(), loadings = Value::table();
  for (std::size_t j = 0; j < ratios().size(); ++j)
    weights.set(ratios()[j].name, Value::of(x.index.weights[j]));
  Options options = d.options;
  options.out.clear();  // where it is written is no part of what is drawn
  for (const auto& [name, loading] : x.slope.loadings) loadings.set(name, Value::of(loading));
  return table_of({{"simulated", Value::of(true)},
                   {"notice", Value::of("All numbers are simulated. 全部数据均为模拟。")},
                   {"command", Value::of("yugong simulate city-panel")},
                   {"options", to_value(options)},
                   {"replicate", Value::of(static_cast<std::int64_t>(replicate))},
                   {"parameters", parameters(d, x)},
                   {"slope",
                    table_of({{"loadings", loadings},
                              {"instruments",
                               table_of({{"printed", Value::of(d.slopes.instruments)},
                                         {"noise_free", Value::of(x.slope.instruments)}})},
                              {"first_stage",
                               table_of({{"printed", Value::of(0.731)},
                                         {"achieved", Value::of(x.slope.first_stage)}})}})},
                   {"samples", samples_value(d, x)},
                   {"dimensions", dimensions_value(d, x)},
                   {"mechanisms", mechanisms_value(d, x)},
                   {"moments", moments_table(d, x)},
                   {"weights", weights},
                   {"technology", technology_value(x.technology, d.extremes)}});
}

}  // namespace yugong::simulate::city_panel
