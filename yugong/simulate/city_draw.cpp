#include "yugong/simulate/city_draw.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/simulate/within.hpp"

namespace yugong::simulate::city_panel {
namespace {

Cells city_factor(const Design& d, std::uint64_t replicate) {
  Random random = stream(d, replicate, Stream::city_factor);
  Cells g(d.units);
  for (std::size_t i = 0; i < d.units; ++i)
    g[i] = 0.9 * random.next_normal() + (d.cities[i].is_capital() ? 1.6 : 0.0);
  standardise(g);
  return g;
}

int decimals_of(const char* raw) {
  for (const RawColumn& c : raw_columns())
    if (c.name == raw) return c.decimals;
  return 0;
}

// What a ratio is taken to.
const Cells* base_of(const EconomyDraw& e, const Ratio& ratio) {
  const std::string base = ratio.base;
  if (base == "pop") return &e.pop;
  if (base == "gdp") return &e.gdp;
  return base == "fiscal_spend" ? &e.fiscal_spend : nullptr;
}

void set_indicator(CityIndex& index, std::size_t j, const Cells& value, const EconomyDraw& e) {
  const Ratio& ratio = ratios()[j];
  const Cells* base = base_of(e, ratio);
  const int decimals = decimals_of(ratio.raw);
  Cells printed(value.size()), back(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    printed[i] = round_to(value[i] * (base != nullptr ? (*base)[i] : 1), decimals);
    back[i] = base != nullptr ? printed[i] / (*base)[i] : printed[i];
  }
  index.printed[j] = std::move(printed);
  index.raw[j] = std::move(back);
}

// Own part of an indicator's score: city and year.
Cells own_part(const Design& d, std::size_t j, std::uint64_t replicate) {
  constexpr double kMemory = 0.5;
  Random random = stream(d, replicate, Stream::indicator, j);
  Cells part(d.cells());
  for (std::size_t i = 0; i < d.units; ++i) {
    const double city = random.next_normal();
    double year = random.next_normal();
    for (std::size_t t = 0; t < d.periods; ++t) {
      if (t > 0) year = kMemory * year + std::sqrt(1 - kMemory * kMemory) * random.next_normal();
      part[i * d.periods + t] = 0.90 * city + indicator_shapes()[j].noise * year;
    }
  }
  return part;
}

// Min-max values of one dimension's indicators under a load of the shared factors.
void deal_dimension(const Design& d,
                    std::size_t dimension,
                    double load,
                    const Cells& factor,
                    const std::vector<Cells>& own,
                    std::uint64_t replicate,
                    std::vector<Cells>& z) {
  Random random = stream(d, replicate, Stream::dimension, dimension);
  Cells shared(d.units);
  for (std::size_t i = 0; i < d.units; ++i)
    shared[i] = 0.86 * factor[i] + 0.51 * random.next_normal();
  for (std::size_t j = 0; j < kDigitalFinance; ++j) {
    if (indicator_dimensions()[j] != dimension) continue;
    Cells score(d.cells());
    for (std::size_t i = 0; i < score.size(); ++i)
      score[i] = load * shared[i / d.periods] + std::sqrt(1 - load * load) * own[j][i] +
                 indicator_shapes()[j].trend * course(i % d.periods, d.periods);
    z[j] = dealt(score, d.indicators[j]);
  }
}

// Digital finance, in hundreds of points: slope times the rest of the index, so that fixed effects
// find the printed slope on the whole index, of which it is a part. With the whole index N = N' + k
// D and D = c N' + e the slope is (c (1 + kc) S + k V)/((1 + kc)^2 S + k^2 V), S and V the sums of
// squares of N' and e.
Cells digital_finance(const Design& d,
                      const Cells& rest,
                      const EconomyDraw& e,
                      const Cells& factor,
                      std::uint64_t replicate) {
  Random random = stream(d, replicate, Stream::mechanism, 5);
  std::vector<Cells> x = {rest};
  x.insert(x.end(), e.controls.begin(), e.controls.end());
  const double squares = partial_sum_of_squares(x, d.periods);
  const double sd = std::clamp(d.slopes.dfi.std_error * std::sqrt(squares), 0.01, 0.05);
  const auto cells = static_cast<double>(d.cells());
  const double noise_squares = sd * sd * cells * (1 - 1 / static_cast<double>(d.periods));
  double total = 0;
  for (const IndicatorShape& s : indicator_shapes()) total += s.weight;
  const double k = indicator_shapes()[kDigitalFinance].weight / total / 2.6;
  const auto slope = [&](double c) {
    return (c * (1 + k * c) * squares + k * noise_squares) /
           ((1 + k * c) * (1 + k * c) * squares + k * k * noise_squares);
  };
  double low = -5, high = 5;
  for (int step = 0; step < 60; ++step) {
    const double c = 0.5 * (low + high);
    (slope(c) < d.slopes.dfi.slope ? low : high) = c;
  }
  const double c = 0.5 * (low + high);
  Cells out(d.cells());
  for (std::size_t i = 0; i < d.units; ++i) {
    const double city = 0.12 * (0.6 * factor[i] + 0.8 * clipped_normal(random, 2.5));
    for (std::size_t t = 0; t < d.periods; ++t) {
      const std::size_t at = i * d.periods + t;
      out[at] = 100 * (1.65 + 1.05 * course(t, d.periods) + city + c * rest[at] +
                       sd * clipped_normal(random, 2.5));
    }
  }
  return out;
}

Cells digital_index(const Design& d, const Draw& x) {
  IndexDraw index;
  index.raw.assign(3, Cells(d.cells()));
  for (std::size_t i = 0; i < d.cells(); ++i) {
    index.raw[0][i] = x.internet[i] / x.economy.pop[i];
    index.raw[1][i] = x.index.printed[12][i] / x.economy.pop[i];
    index.raw[2][i] = x.index.printed[5][i] / x.economy.pop[i];
  }
  entropy_index({{"internet_pc", true, 0, 0, 0, 0, 0, 0},
                 {"mobile_pc", true, 0, 0, 0, 0, 0, 0},
                 {"telecom_pc", true, 0, 0, 0, 0, 0, 0}},
                index);
  return index.score;
}

double sd_of_dimension(const CityIndex& index, std::size_t which) {
  return moments_of(winsorised(index.dimensions[which], kWinsor)).sd;
}

struct ControlShape {
  double trend, noise, load;
};

}  // namespace

EconomyDraw draw_economy(const Design& d, const Cells& factor, std::uint64_t replicate) {
  // Econ, Gov, FDI, Finan, lnpd
  constexpr ControlShape kShapes[] = {{1.6, 0.02, 0.55},
                                      {0.3, 0.05, -0.45},
                                      {-0.6, 0.15, 0.35},
                                      {0.9, 0.08, 0.5},
                                      {0.03, 0.004, 0.3}};
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
  double area = 0, level = 1;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const bool first = i % d.periods == 0;
    if (first) area = std::round(std::exp(9.25 + 0.45 * clipped_normal(prices, 2.5)));
    e.area.push_back(area);
    e.pop.push_back(round_to(std::exp(wish[4][i]) * area / 1e4, 2));
    e.gdp.push_back(std::round(std::exp(wish[0][i]) * e.pop[i]));
    e.fiscal_spend.push_back(std::round(wish[1][i] * e.gdp[i]));
    e.fdi_used.push_back(std::round(wish[2][i] * e.gdp[i]));
    e.loans.push_back(std::round(wish[3][i] * e.gdp[i]));
    e.gdp_index.push_back(round_to(102.5 + 0.6 * clipped_normal(prices, 2.5), 1));
    level = first ? 1 : level * e.gdp_index[i] / 100;
    e.gdp_real.push_back(e.gdp[i] / level);
    e.controls[0][i] = std::log(e.gdp[i] / e.pop[i]);
    e.controls[1][i] = e.fiscal_spend[i] / e.gdp[i];
    e.controls[2][i] = e.fdi_used[i] / e.gdp[i];
    e.controls[3][i] = e.loans[i] / e.gdp[i];
    e.controls[4][i] = std::log(10000 * e.pop[i] / e.area[i]);
  }
  return e;
}

CityIndex draw_index(const Design& d,
                     const EconomyDraw& economy,
                     const Cells& factor,
                     std::uint64_t replicate) {
  const auto& shapes = indicator_shapes();
  std::vector<Cells> own, z(shapes.size());
  for (std::size_t j = 0; j < shapes.size(); ++j) own.push_back(own_part(d, j, replicate));
  for (std::size_t k = 0; k < d.loads.size(); ++k)
    deal_dimension(d, k, d.loads[k], factor, own, replicate, z);
  CityIndex index;
  index.raw.resize(shapes.size());
  index.printed.resize(shapes.size());
  double weights = 0;
  for (const IndicatorShape& s : shapes) weights += s.weight;
  Cells rest(d.cells(), 0.0);
  for (std::size_t j = 0; j < kDigitalFinance; ++j) {
    Cells value(d.cells());
    for (std::size_t i = 0; i < value.size(); ++i) {
      const double share = shapes[j].positive ? z[j][i] : 1 - z[j][i];
      value[i] = shapes[j].low + (shapes[j].high - shapes[j].low) * share;
      rest[i] += shapes[j].weight / weights * z[j][i];
    }
    set_indicator(index, j, value, economy);
  }
  set_indicator(
      index, kDigitalFinance, digital_finance(d, rest, economy, factor, replicate), economy);
  entropy_index(shapes, index);
  for (std::size_t k = 0; k < d.loads.size(); ++k) {
    IndexDraw part;
    std::vector<IndicatorShape> chosen;
    for (std::size_t j = 0; j < shapes.size(); ++j)
      if (indicator_dimensions()[j] == k) {
        part.raw.push_back(index.raw[j]);
        chosen.push_back(shapes[j]);
      }
    entropy_index(chosen, part);
    index.dimensions.push_back(std::move(part.score));
  }
  return index;
}

std::vector<Cells> regressors(const Draw& x) {
  std::vector<Cells> out = {x.index.score};
  out.insert(out.end(), x.economy.controls.begin(), x.economy.controls.end());
  return out;
}

std::map<std::string, std::vector<char>> samples(const Design& d, const Draw& x) {
  const auto median = [](Cells v) {
    std::sort(v.begin(), v.end());
    return 0.5 * (v[(v.size() - 1) / 2] + v[v.size() / 2]);
  };
  const double index = median(x.index.score), digital = median(x.digital);
  std::map<std::string, std::vector<char>> out;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const City& city = d.cities[i / d.periods];
    const bool high = x.digital[i] > digital, pilot = x.lowcarbon[i] > 0;
    const auto put = [&out](const char* name, bool in) { out[name].push_back(in ? 1 : 0); };
    put("baseline", true);
    put("without_municipalities", city.rank != Rank::municipality);
    put("low", x.index.score[i] <= index);
    put("high", x.index.score[i] > index);
    put("capitals", city.is_capital());
    put("ordinary", !city.is_capital());
    put("resource_based", city.resource);
    put("other", !city.resource);
    put("dual_high", high && pilot);
    put("dual_low", !high && !pilot);
    put("digital_driven", high && !pilot);
    put("pressure_induced", !high && pilot);
  }
  return out;
}

// All that the outcome depends on.
Draw draw_regressors(const Design& d, std::uint64_t replicate) {
  Draw x;
  x.city_factor = city_factor(d, replicate);
  x.economy = draw_economy(d, x.city_factor, replicate);
  x.index = draw_index(d, x.economy, x.city_factor, replicate);
  Random random = stream(d, replicate, Stream::digital);
  const IndicatorShape& broadband = indicator_shapes()[11];
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const double share = (x.index.raw[11][i] - broadband.low) / (broadband.high - broadband.low);
    x.internet.push_back(round_to(
        (0.05 + 0.85 * share) * x.economy.pop[i] * std::exp(0.15 * clipped_normal(random, 2.5)),
        2));
    const City& city = d.cities[i / d.periods];
    const auto year = d.options.first_year + static_cast<int>(i % d.periods);
    x.lowcarbon.push_back(city.pilot_year > 0 && year >= city.pilot_year ? 1 : 0);
  }
  x.digital = digital_index(d, x);
  x.slope = draw_slope(d, x);
  x.frontier_cities = choose_frontier(d, x);
  return x;
}

void calibrate(Design& d) {
  const Cells factor = city_factor(d, 0);
  const EconomyDraw economy = draw_economy(d, factor, 0);
  const double target[] = {d.printed.nql.sd, d.printed.nqo.sd, d.printed.nqm.sd};
  std::array<double, 3> low = {0, 0, 0}, high = {0.995, 0.995, 0.995};
  for (int step = 0; step < 14; ++step) {
    for (std::size_t k = 0; k < 3; ++k) d.loads[k] = 0.5 * (low[k] + high[k]);
    const CityIndex index = draw_index(d, economy, factor, 0);
    for (std::size_t k = 0; k < 3; ++k)
      (sd_of_dimension(index, k) < target[k] ? low : high)[k] = d.loads[k];
  }
  // Least score and largest level, so that the quantiles at which the study winsorises are the
  // printed minimum and maximum.
  const Draw x = draw_regressors(d, 0);
  for (int step = 0; step < 8; ++step) {
    const Moments m = moments_of(winsorised(draw_coor(d, x, 0).values, kWinsor));
    d.coor_least = std::clamp(d.coor_least + d.printed.coor.min - m.min, 0.012, 0.02);
    d.coor_most = std::clamp(d.coor_most + 0.7 * (d.printed.coor.max - m.max), 0.12, 0.36);
  }
}

Draw draw(const Design& d, std::uint64_t replicate) {
  Draw x = draw_regressors(d, replicate);
  x.coor = draw_coor(d, x, replicate);
  draw_mechanisms(d, x, replicate);
  draw_technology(d, x, replicate);
  return x;
}

}  // namespace yugong::simulate::city_panel
