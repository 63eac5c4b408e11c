#include "yugong/simulate/draw.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/random.hpp"
#include "yugong/simulate/technology.hpp"
#include "yugong/simulate/within.hpp"

namespace yugong::simulate {
namespace {

using Cells = std::vector<double>;

Cells city_factor(const Design& d, std::uint64_t replicate) {
  Random random = stream(d, replicate, Stream::city_factor);
  Cells g(d.units);
  for (std::size_t i = 0; i < d.units; ++i) {
    const Region region = d.cities[i].region;
    g[i] = random.next_normal() + (region == Region::lower   ? 0.5
                                   : region == Region::upper ? -0.3
                                                             : 0.0);
  }
  standardise(g);
  return g;
}

// Own part of each indicator's score: city and year.
std::vector<Cells> indicator_parts(const Design& d, std::uint64_t replicate) {
  std::vector<Cells> parts;
  for (std::size_t j = 0; j < indicator_shapes().size(); ++j) {
    Random random = stream(d, replicate, Stream::indicator, j);
    Cells part(d.cells());
    for (std::size_t i = 0; i < d.units; ++i) {
      const double city = random.next_normal();
      double year = random.next_normal();
      for (std::size_t t = 0; t < d.periods; ++t) {
        if (t > 0) year = 0.7 * year + std::sqrt(1 - 0.49) * random.next_normal();
        part[i * d.periods + t] = 0.85 * city + indicator_shapes()[j].noise * year;
      }
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

IndexDraw draw_index(const Design& d, const Cells& factor, std::uint64_t replicate) {
  const std::vector<Cells> parts = indicator_parts(d, replicate);
  const auto& shapes = indicator_shapes();
  const auto build = [&](double load, bool rounding) {
    IndexDraw index;
    for (std::size_t j = 0; j < parts.size(); ++j) {
      Cells score(d.cells());
      for (std::size_t i = 0; i < score.size(); ++i)
        score[i] = load * factor[i / d.periods] + std::sqrt(1 - load * load) * parts[j][i] +
                   shapes[j].trend * course(i % d.periods, d.periods);
      Cells z = dealt(score, d.indicators[j]);
      const int decimals = raw_column(shapes[j].name).decimals;
      for (double& v : z) {
        const double share = shapes[j].positive ? v : 1 - v;
        v = shapes[j].low + (shapes[j].high - shapes[j].low) * share;
        if (rounding) v = round_to(v, decimals);
      }
      index.raw.push_back(std::move(z));
    }
    entropy_index(shapes, index);
    return index;
  };
  // The more the indicators share the city's factor, the wider the index spreads.
  double low = 0, high = 0.99;
  for (int k = 0; k < 25; ++k) {
    const double load = 0.5 * (low + high);
    (moments_of(build(load, false).score).sd < d.printed.nqp.sd ? low : high) = load;
  }
  return build(0.5 * (low + high), true);
}

struct ControlShape {
  double trend, noise, load;
};

EconomyDraw draw_economy(const Design& d,
                         const Cells& factor,
                         const Cells& gdp_pc,
                         std::uint64_t replicate) {
  // OPEN, POP, ER, GOV, INF
  constexpr ControlShape kShapes[] = {
      {0.2, 0.2, 0.4}, {0.02, 0.003, 0.4}, {0.3, 0.3, 0.1}, {0.4, 0.08, -0.5}, {1.2, 0.05, 0.5}};
  std::vector<Cells> wish;
  for (std::size_t k = 0; k < 5; ++k) {
    const ControlShape& s = kShapes[k];
    wish.push_back(dealt(
        slow_score(stream(d, replicate, Stream::control, k), d, factor, s.trend, s.noise, s.load),
        d.controls[k]));
  }
  Random prices = stream(d, replicate, Stream::prices);
  EconomyDraw e;
  e.controls.assign(5, Cells(d.cells()));
  for (std::size_t i = 0; i < d.cells(); ++i) {
    e.pop_end.push_back(round_to(std::exp(wish[1][i]), raw_column("pop_end").decimals));
    e.gdp.push_back(round_to(gdp_pc[i] * e.pop_end[i], 0));
    e.fiscal_spend.push_back(round_to(wish[3][i] * e.gdp[i], 0));
    e.env_spend.push_back(round_to(wish[2][i] * e.fiscal_spend[i], 0));
    e.trade.push_back(round_to(wish[0][i] * e.gdp[i], 0));
    e.broadband.push_back(round_to(std::exp(wish[4][i]), raw_column("broadband").decimals));
    e.gdp_index.push_back(round_to(102.5 + 0.6 * clipped_normal(prices, 2.5), 1));
    e.gdp_level.push_back(i % d.periods == 0 ? 1 : e.gdp_level[i - 1] * e.gdp_index[i] / 100);
    e.gdp_real.push_back(e.gdp[i] / e.gdp_level[i]);
    e.controls[0][i] = e.trade[i] / e.gdp[i];
    e.controls[1][i] = std::log(e.pop_end[i]);
    e.controls[2][i] = e.env_spend[i] / e.fiscal_spend[i];
    e.controls[3][i] = e.fiscal_spend[i] / e.gdp[i];
    e.controls[4][i] = std::log(e.broadband[i]);
  }
  return e;
}

double slope_of(const Design& d, std::size_t city) {
  if (d.options.persistence > 0) return d.slopes.dynamic;
  if (d.options.slopes == Slopes::pooled) return d.slopes.cee;
  switch (d.cities[city].region) {
    case Region::upper:
      return d.slopes.upper;
    case Region::middle:
      return d.slopes.middle;
    case Region::lower:
      return d.slopes.lower;
  }
  return 0;
}

OutcomeDraw draw_cee(const Design& d,
                     const Draw& draw,
                     const std::vector<Cells>& x,
                     std::uint64_t replicate) {
  OutcomePlan plan;
  plan.target = d.printed.cee;
  plan.persistence = d.options.persistence;
  plan.extremes = &d.extremes;
  plan.most_level = 0.62;
  const double memory = 1 - plan.persistence;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    double v = slope_of(d, i / d.periods) * draw.index.score[i] +
               0.06 * memory * course(i % d.periods, d.periods);
    for (std::size_t k = 0; k < d.slopes.controls.size(); ++k)
      v += memory * d.slopes.controls[k] * draw.economy.controls[k][i];
    plan.systematic.push_back(v);
  }
  // Noise that gives the printed standard error, as far as the range of the score allows.
  plan.noise =
      std::clamp(d.slopes.cee_error * std::sqrt(partial_sum_of_squares(x, d.periods)), 0.03, 0.075);
  plan.noise *= std::sqrt(1 - plan.persistence * plan.persistence);
  return draw_outcome(d, plan, stream(d, replicate, Stream::cee), draw.city_factor);
}

OutcomeDraw draw_uis(const Design& d,
                     const Draw& draw,
                     const std::vector<Cells>& x,
                     std::uint64_t replicate) {
  OutcomePlan plan;
  plan.target = d.printed.uis;
  for (std::size_t i = 0; i < d.cells(); ++i)
    plan.systematic.push_back(d.slopes.uis * draw.index.score[i] +
                              0.15 * course(i % d.periods, d.periods));
  plan.noise = std::min(d.slopes.uis_error * std::sqrt(partial_sum_of_squares(x, d.periods)), 0.14);
  return draw_outcome(d, plan, stream(d, replicate, Stream::uis), draw.city_factor);
}

OutcomeDraw draw_gt(const Design& d, const Draw& draw, std::uint64_t replicate) {
  OutcomePlan plan;
  plan.target = d.printed.gt;
  for (std::size_t i = 0; i < d.cells(); ++i)
    plan.systematic.push_back(d.slopes.gt * draw.index.score[i] +
                              4 * course(i % d.periods, d.periods));
  // Counts vary more where they are large.
  plan.noise = 2;
  plan.level_noise = 0.12;
  return draw_outcome(d, plan, stream(d, replicate, Stream::gt), draw.city_factor);
}

}  // namespace

Draw draw(const Design& d, std::uint64_t replicate) {
  Draw out;
  out.city_factor = city_factor(d, replicate);
  out.index = draw_index(d, out.city_factor, replicate);
  const auto& shapes = indicator_shapes();
  const auto gdp_pc = std::find_if(
      shapes.begin(), shapes.end(), [](const IndicatorShape& s) { return s.name == "gdp_pc"; });
  out.economy = draw_economy(d,
                             out.city_factor,
                             out.index.raw[static_cast<std::size_t>(gdp_pc - shapes.begin())],
                             replicate);
  std::vector<Cells> x = {out.index.score};
  x.insert(x.end(), out.economy.controls.begin(), out.economy.controls.end());
  out.cee = draw_cee(d, out, x, replicate);
  out.uis = draw_uis(d, out, x, replicate);
  out.gt = draw_gt(d, out, replicate);
  out.technology = draw_technology(d, out, replicate);
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const double industry = 0.9 * out.economy.gdp[i], ratio = out.uis.values[i];
    out.secondary.push_back(round_to(industry / (1 + ratio), 0));
    out.tertiary.push_back(round_to(industry * ratio / (1 + ratio), 0));
    out.structure.push_back(out.tertiary[i] / out.secondary[i]);
    out.green_patents.push_back(round_to(out.gt.values[i], 0));
  }
  return out;
}

}  // namespace yugong::simulate
