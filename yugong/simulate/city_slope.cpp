#include <algorithm>
#include <cmath>
#include <utility>

#include "yugong/simulate/city_draw.hpp"
#include "yugong/simulate/within.hpp"

namespace yugong::simulate::city_panel {
namespace {

// A part of the systematic outcome and its loading.
struct Carrier {
  std::string name;
  Cells values;
  double start = 0;  ///< loading to which the fit is drawn where the targets leave it free
};

struct Target {
  std::vector<double> row;  ///< slope that each carrier alone would give
  double printed, weight;
};

std::vector<char> later_years(const Design& d) {
  std::vector<char> keep(d.cells());
  for (std::size_t i = 0; i < keep.size(); ++i) keep[i] = i % d.periods > 0 ? 1 : 0;
  return keep;
}

Cells lagged(const Design& d, const Cells& x) {
  Cells out(x.size(), 0.0);
  for (std::size_t i = 0; i < x.size(); ++i)
    if (i % d.periods > 0) out[i] = x[i - 1];
  return out;
}

// Columns without the first year of every city.
Cells without_first(const Design& d, const Cells& x) {
  Cells out;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (i % d.periods > 0) out.push_back(x[i]);
  return out;
}

// What last year's index, the controls and both effects leave of the index; 0 in the first year.
Cells innovation(const Design& d, const Draw& x, double& first_stage) {
  std::vector<Cells> columns = {without_first(d, lagged(d, x.index.score))};
  for (const Cells& c : x.economy.controls) columns.push_back(without_first(d, c));
  const Cells index = without_first(d, x.index.score);
  first_stage = within_ols(index, columns, d.periods - 1).slope[0];
  const Cells left = within_residual(index, columns, d.periods - 1);
  Cells out(d.cells(), 0.0);
  for (std::size_t i = 0, k = 0; i < out.size(); ++i)
    if (i % d.periods > 0) out[i] = left[k++];
  return out;
}

// Loadings that minimise the weighted squared distance to the targets plus a small penalty for
// leaving their starting values: normal equations, Gauss elimination with the penalty on the
// diagonal.
std::vector<double> fit_loadings(const std::vector<Carrier>& carriers,
                                 const std::vector<Target>& targets) {
  constexpr double kPenalty = 0.04;
  const std::size_t n = carriers.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(n + 1, 0.0));
  for (std::size_t i = 0; i < n; ++i) {
    a[i][i] = kPenalty;
    a[i][n] = kPenalty * carriers[i].start;
    for (const Target& t : targets) {
      for (std::size_t j = 0; j < n; ++j) a[i][j] += t.weight * t.row[i] * t.row[j];
      a[i][n] += t.weight * t.row[i] * t.printed;
    }
  }
  for (std::size_t p = 0; p < n; ++p)
    for (std::size_t i = 0; i < n; ++i) {
      if (i == p) continue;
      const double factor = a[i][p] / a[p][p];
      for (std::size_t j = p; j <= n; ++j) a[i][j] -= factor * a[p][j];
    }
  std::vector<double> out(n);
  for (std::size_t i = 0; i < n; ++i) out[i] = a[i][n] / a[i][i];
  return out;
}

std::vector<Carrier> pooled_carriers(const Design& d, const Draw& x) {
  return {{"slope", x.index.score, d.slopes.instruments}, {"innovation", x.slope.innovation, 0}};
}

// Slopes by type of city. Capitals also grow apart from the others, and so do cities with a digital
// foundation and pilots: their printed slopes together exceed those within each.
std::vector<Carrier> group_carriers(const Design& d, const Draw& x) {
  const auto pick = [&](auto value) {
    Cells out(d.cells());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = value(i, d.cities[i / d.periods]);
    return out;
  };
  const Cells& nqp = x.index.score;
  const double mean = moments_of(nqp).mean;
  const std::map<std::string, std::vector<char>> in = samples(d, x);
  const auto high = [&](std::size_t i) {
    return in.at("dual_high")[i] + in.at("digital_driven")[i] > 0;
  };
  return {
      {"objects of labour", x.index.dimensions[1], 0},
      {"means of labour", x.index.dimensions[2], 0},
      {"resource",
       pick([&](std::size_t i, const City& c) { return c.resource ? nqp[i] : 0; }),
       0.046},
      {"capital",
       pick([&](std::size_t i, const City& c) { return c.is_capital() ? nqp[i] : 0; }),
       0.063},
      {"other",
       pick([&](std::size_t i, const City& c) {
         return !c.is_capital() && !c.resource ? nqp[i] : 0;
       }),
       0.198},
      {"digital",
       pick([&](std::size_t i, const City& c) {
         return !c.resource && !c.is_capital() && high(i) ? nqp[i] - mean : 0;
       }),
       0.2},
      {"pilot",
       pick([&](std::size_t i, const City& c) {
         return !c.resource && !c.is_capital() && x.lowcarbon[i] > 0 ? nqp[i] - mean : 0;
       }),
       0},
      {"innovation",
       pick([&](std::size_t i, const City& c) {
         return !c.resource && !c.is_capital() ? x.slope.innovation[i] : 0;
       }),
       0},
      {"capitals grow apart",
       pick([&](std::size_t i, const City& c) {
         return c.is_capital() ? course(i % d.periods, d.periods) : 0;
       }),
       0},
      {"other cities grow apart",
       pick([&](std::size_t i, const City& c) {
         return !c.is_capital() && !c.resource ? course(i % d.periods, d.periods) : 0;
       }),
       0},
  };
}

std::size_t place_of(const std::vector<Carrier>& carriers, const std::string& name) {
  std::size_t k = 0;
  while (carriers[k].name != name) ++k;
  return k;
}

}  // namespace

SlopeDraw draw_slope(const Design& d, const Draw& before) {
  Draw x = before;
  SlopeDraw& out = x.slope;
  out.innovation = innovation(d, x, out.first_stage);
  const bool pooled = d.options.slopes == Slopes::pooled;
  const std::vector<Carrier> carriers = pooled ? pooled_carriers(d, x) : group_carriers(d, x);
  std::vector<Cells> parts;
  for (const Carrier& c : carriers) parts.push_back(c.values);
  std::vector<Cells> columns = regressors(x);
  // Groups are compared as the study does it, with winsorised regressors.
  if (!pooled)
    for (Cells& column : columns) column = winsorised(std::move(column), kWinsor);
  const Cells lag = lagged(d, columns.front());
  std::map<std::string, std::vector<double>> rows;
  for (const auto& [name, keep] : samples(d, x))
    rows[name] = slopes_in_sample(parts, columns, keep, d.periods);
  const std::vector<double> iv = slopes_in_sample(parts, columns, later_years(d), d.periods, &lag);
  // Each dimension in the place of the index.
  for (std::size_t k = 0; k < 3; ++k) {
    std::vector<Cells> other = columns;
    other[0] = pooled ? x.index.dimensions[k] : winsorised(x.index.dimensions[k], kWinsor);
    rows[dimension_names()[k]] =
        slopes_in_sample(parts, other, std::vector<char>(d.cells(), 1), d.periods);
  }
  std::vector<double> loading;
  if (pooled) {
    // The innovation has nothing in common with last year's index, so that instruments find b.
    loading = {d.slopes.instruments,
               (d.slopes.fixed_effects - d.slopes.instruments) / rows.at("baseline")[1]};
  } else {
    std::vector<Target> targets = {{iv, d.slopes.instruments, 4}};
    for (const auto& [name, printed] : d.slopes.groups)
      targets.push_back({rows.at(name), printed, name == "baseline" ? 4.0 : 1.0});
    loading = fit_loadings(carriers, targets);
  }
  loading[place_of(carriers, "innovation")] *= d.options.endogeneity;
  const auto total = [&loading](const std::vector<double>& row) {
    double sum = 0;
    for (std::size_t k = 0; k < row.size(); ++k) sum += loading[k] * row[k];
    return sum;
  };
  for (const auto& [name, row] : rows) out.noise_free[name] = total(row);
  out.instruments = total(iv);
  out.systematic.assign(d.cells(), 0.0);
  for (std::size_t k = 0; k < carriers.size(); ++k) {
    out.loadings[carriers[k].name] = loading[k];
    for (std::size_t i = 0; i < d.cells(); ++i)
      out.systematic[i] += loading[k] * carriers[k].values[i];
  }
  for (std::size_t k = 0; k < d.slopes.controls.size(); ++k)
    for (std::size_t i = 0; i < d.cells(); ++i)
      out.systematic[i] += d.slopes.controls[k] * x.economy.controls[k][i];
  return std::move(x.slope);
}

std::vector<std::size_t> choose_frontier(const Design& d, const Draw& x) {
  const Cells moves = two_way_within(x.index.score, d.periods);
  Cells size(d.units, 0.0), squares(d.units, 0.0);
  for (std::size_t i = 0; i < d.cells(); ++i) {
    size[i / d.periods] += x.economy.gdp_real[i];
    squares[i / d.periods] += moves[i] * moves[i];
  }
  const std::vector<std::size_t> rank = ranks(size);
  std::vector<std::size_t> large;
  for (std::size_t i = 0; i < d.units; ++i)
    if (10 * rank[i] >= 9 * d.units) large.push_back(i);
  std::stable_sort(large.begin(), large.end(), [&](std::size_t a, std::size_t b) {
    return squares[a] < squares[b];
  });
  large.resize(std::min(large.size(), std::max<std::size_t>(2, d.units / 121)));
  return large;
}

OutcomeDraw draw_coor(const Design& d, const Draw& x, std::uint64_t replicate) {
  OutcomePlan plan;
  plan.target = d.printed.coor;
  plan.target.min = d.coor_least;
  plan.most_level = d.coor_most;
  plan.winsor = kWinsor;
  plan.systematic = x.slope.systematic;
  for (std::size_t i = 0; i < d.cells(); ++i)
    plan.systematic[i] += 0.004 * course(i % d.periods, d.periods);
  // Scores vary more where they are high.
  plan.noise = 0.002;
  plan.level_noise = 0.3;
  plan.most_noise = 0.05;
  plan.top = x.frontier_cities;
  plan.top_level = 0.37;
  return draw_outcome(d, plan, stream(d, replicate, Stream::coordination), x.city_factor);
}

}  // namespace yugong::simulate::city_panel
