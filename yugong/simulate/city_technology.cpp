#include <algorithm>
#include <cmath>

#include "yugong/simulate/city_draw.hpp"
#include "yugong/simulate/within.hpp"

namespace yugong::simulate::city_panel {
namespace {

struct MechanismPlan {
  double slope, sd;
  double least, spread, factor;  ///< of the cities' levels: least + spread exp(0.6 N + factor G)
  double trend;
};

// Slope times the index, a course of the years, a city level such that the lowest value in the city
// is that level, noise.
Cells mechanism(const Design& d, const Draw& x, const MechanismPlan& plan, Random random) {
  Cells out(d.cells());
  for (std::size_t i = 0; i < d.units; ++i) {
    const double level =
        plan.least + plan.spread * std::exp(0.6 * clipped_normal(random, 2.5) +
                                            plan.factor * std::clamp(x.city_factor[i], -2.5, 2.5));
    double least = 1e300;
    for (std::size_t t = 0; t < d.periods; ++t) {
      const std::size_t at = i * d.periods + t;
      out[at] = plan.slope * x.index.score[at] + plan.trend * course(t, d.periods) +
                plan.sd * clipped_normal(random, 2.5);
      least = std::min(least, out[at]);
    }
    for (std::size_t t = 0; t < d.periods; ++t) out[i * d.periods + t] += level - least;
  }
  return out;
}

Cells wished_co2(const Design& d, const Cells& gdp_real, Random& random) {
  Cells out(d.cells());
  for (std::size_t i = 0; i < d.units; ++i) {
    const double level = std::log(1.4) + 0.55 * clipped_normal(random, 2.5);
    for (std::size_t t = 0; t < d.periods; ++t)
      out[i * d.periods + t] =
          gdp_real[i * d.periods + t] *
          std::exp(level - 0.25 * (1 + course(t, d.periods)) + 0.05 * clipped_normal(random, 2.5));
  }
  return out;
}

Cells wished_pm25(const Design& d, Random& random) {
  Cells out(d.cells());
  for (std::size_t i = 0; i < d.units; ++i) {
    const double level = 4.0 + 0.30 * clipped_normal(random, 2.5);
    for (std::size_t t = 0; t < d.periods; ++t)
      out[i * d.periods + t] =
          std::exp(level - 0.275 * (1 + course(t, d.periods)) + 0.05 * clipped_normal(random, 2.5));
  }
  return out;
}

// Whole patents per 10,000 persons.
Cells patents(const Draw& x, const Cells& wish, Cells& counts) {
  Cells out(wish.size());
  counts.resize(wish.size());
  for (std::size_t i = 0; i < wish.size(); ++i) {
    counts[i] = std::round(wish[i] * x.economy.pop[i]);
    out[i] = counts[i] / x.economy.pop[i];
  }
  return out;
}

// Carriers behind the two energy measures, and the standard coal they come to.
void print_carriers(const Design& d, const Draw& x, const Cells& gas_and_lpg, TechnologyDraw& out) {
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const double gdp = x.economy.gdp[i];
    out.power_use.push_back(std::round(x.mechanisms.at("energy1")[i] * gdp / 10));
    out.gas_use.push_back(std::round(0.65 * gas_and_lpg[i] * gdp / 10 / kGasCoal));
    out.lpg_use.push_back(std::round(0.35 * gas_and_lpg[i] * gdp / 10 / kLpgCoal));
    out.energy.push_back(kPowerCoal * out.power_use[i] + kGasCoal * out.gas_use[i] +
                         kLpgCoal * out.lpg_use[i]);
  }
}

}  // namespace

void draw_mechanisms(const Design& d, Draw& x, std::uint64_t replicate) {
  const double root = std::sqrt(partial_sum_of_squares(regressors(x), d.periods));
  const PrintedSlopes& s = d.slopes;
  const auto random = [&](std::size_t part) {
    return stream(d, replicate, Stream::mechanism, part);
  };
  const auto sd = [root](const Mechanism& m, double most) {
    return std::min(m.std_error * root, most);
  };
  x.mechanisms["energy1"] =
      mechanism(d, x, {s.energy1.slope, sd(s.energy1, 0.2), 0.3, 0.35, 0, -0.1}, random(1));
  // The second measure is standard coal: 1.229 times the first plus gas.
  const double rest = s.energy2.slope - kPowerCoal * s.energy1.slope;
  x.mechanisms["gas_and_lpg"] =
      mechanism(d, x, {rest, sd(s.energy2, 0.3) * 0.7, 0.6, 0.5, 0, -0.15}, random(2));
  x.mechanisms["green_app"] = patents(
      x,
      mechanism(d, x, {s.green_app.slope, sd(s.green_app, 0.2), 0.02, 0.25, 0.5, 0.05}, random(3)),
      x.green_app_n);
  x.mechanisms["green_grant"] = patents(
      x,
      mechanism(
          d, x, {s.green_grant.slope, sd(s.green_grant, 0.25), 0.02, 0.22, 0.5, 0.05}, random(4)),
      x.green_grant_n);
  x.mechanisms["dfi"] = x.index.raw[kDigitalFinance];
  for (double& v : x.mechanisms["dfi"]) v /= 100;
  x.mechanism_slopes = {{"energy1", s.energy1.slope},
                        {"energy2", s.energy2.slope},
                        {"green_app", s.green_app.slope},
                        {"green_grant", s.green_grant.slope},
                        {"dfi", s.dfi.slope}};
}

void draw_technology(const Design& d, Draw& x, std::uint64_t replicate) {
  Random random = stream(d, replicate, Stream::technology);
  TechnologyDraw& out = x.technology;
  // The study winsorises at or below 0.33, so that lowering what is beyond changes no estimate of
  // its. Scores up to 0.33 leave capital a wide choice whatever the year before was.
  Cells wish = x.coor.values;
  for (std::size_t i = 0; i < wish.size(); ++i)
    if (std::find(x.frontier_cities.begin(), x.frontier_cities.end(), i / d.periods) ==
        x.frontier_cities.end())
      wish[i] = std::min(wish[i], 0.33);
  out.assigned = assign_frontier(wish, d.periods, d.extremes, 0.62, 0.365);
  print_carriers(d, x, x.mechanisms.at("gas_and_lpg"), out);
  x.mechanisms.erase("gas_and_lpg");
  InverseInput input;
  input.periods = d.periods;
  input.good = x.economy.gdp_real;
  input.bads = {wished_co2(d, input.good, random), wished_pm25(d, random)};
  input.energy = out.energy;
  input.keep = 1 - kDepreciation;
  input.least = 0.005;
  input.most = 0.337;
  input.labour_scale = 1.2e-5;
  const Inverted inverted = invert_sbm(out.assigned, d.extremes, input);
  out.ray = inverted.ray;
  invert_inventory(d, inverted.capital, random, out);
  out.score = out.assigned.score;
  Cells energy1(d.cells()), energy2(d.cells());
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const bool inside = out.assigned.role[i] < 0;
    out.labour.push_back(inside ? round_to(inverted.labour[i], 2) : inverted.labour[i]);
    out.co2.push_back(inside ? std::round(inverted.bads[0][i]) : inverted.bads[0][i]);
    out.pm25.push_back(inside ? round_to(inverted.bads[1][i], 3) : inverted.bads[1][i]);
    if (inside) {
      const double y = input.good[i];
      const double bads[] = {out.ray.bads[0] * y / out.co2[i], out.ray.bads[1] * y / out.pm25[i]};
      out.score[i] = closed_form_score(out.ray.capital * y / out.capital[i],
                                       out.ray.labour * y / out.labour[i],
                                       out.ray.energy * y / out.energy[i],
                                       bads);
    } else {
      // The frontier uses little energy: its carriers shrink alike.
      const double share = inverted.energy[i] / out.energy[i];
      out.gas_use[i] = std::round(out.gas_use[i] * share);
      out.lpg_use[i] = std::round(out.lpg_use[i] * share);
      out.power_use[i] =
          (inverted.energy[i] - kGasCoal * out.gas_use[i] - kLpgCoal * out.lpg_use[i]) / kPowerCoal;
      out.energy[i] =
          kPowerCoal * out.power_use[i] + kGasCoal * out.gas_use[i] + kLpgCoal * out.lpg_use[i];
    }
    energy1[i] = 10 * out.power_use[i] / x.economy.gdp[i];
    energy2[i] = 10 * out.energy[i] / x.economy.gdp[i];
  }
  x.mechanisms["energy1"] = std::move(energy1);
  x.mechanisms["energy2"] = std::move(energy2);
}

}  // namespace yugong::simulate::city_panel
