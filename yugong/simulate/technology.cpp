#include "yugong/simulate/technology.hpp"

#include <algorithm>
#include <cmath>

namespace yugong::simulate {
namespace {

using Cells = std::vector<double>;

Cells wished_co2(const Design& d, const Cells& gdp_real, Random& random) {
  Cells out(d.cells());
  for (std::size_t i = 0; i < d.units; ++i) {
    const double level = std::log(2.7) + 0.6 * random.next_normal();
    for (std::size_t t = 0; t < d.periods; ++t) {
      const double decline = 0.4 * static_cast<double>(t) / static_cast<double>(d.periods - 1);
      out[i * d.periods + t] =
          gdp_real[i * d.periods + t] * std::exp(level - decline + 0.05 * random.next_normal());
    }
  }
  return out;
}

// Investment whose perpetual inventory is `capital`, and the capital that the rounded investment
// gives.
void invert_inventory(const Design& d, const Cells& capital, Random& random, TechnologyDraw& out) {
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const bool first = i % d.periods == 0, inside = out.assigned.role[i] < 0;
    out.invest_index.push_back(
        round_to(101.6 + 1.2 * std::clamp(random.next_normal(), -2.5, 2.5), 1));
    out.invest_level.push_back(first ? 1 : out.invest_level[i - 1] * out.invest_index[i] / 100);
    const double kept = first ? 0 : (1 - kDepreciation) * out.capital[i - 1];
    double money = (first ? capital[i] / kInitialRatio : capital[i] - kept) * out.invest_level[i];
    if (inside) money = round_to(money, 0);
    out.invest.push_back(money);
    out.capital.push_back(first ? kInitialRatio * money : kept + money / out.invest_level[i]);
  }
}

// Carriers whose standard coal is `energy`.
void split_energy(const Design& d, const Cells& energy, Random& random, TechnologyDraw& out) {
  double gas_share = 0, lpg_share = 0;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    if (i % d.periods == 0) {
      gas_share = 0.06 + 0.10 * random.next_uniform();
      lpg_share = 0.01 + 0.02 * random.next_uniform();
    }
    const double growing =
        1 + 0.5 * static_cast<double>(i % d.periods) / static_cast<double>(d.periods);
    out.gas_use.push_back(round_to(gas_share * growing * energy[i] / kGasCoal, 0));
    out.lpg_use.push_back(round_to(lpg_share * energy[i] / kLpgCoal, 0));
    double power = (energy[i] - kGasCoal * out.gas_use[i] - kLpgCoal * out.lpg_use[i]) / kPowerCoal;
    if (out.assigned.role[i] < 0) power = round_to(power, 0);
    out.power_use.push_back(power);
    out.energy.push_back(kPowerCoal * power + kGasCoal * out.gas_use[i] +
                         kLpgCoal * out.lpg_use[i]);
  }
}

}  // namespace

TechnologyDraw draw_technology(const Design& d, const Draw& draw, std::uint64_t replicate) {
  Random random = stream(d, replicate, Stream::technology);
  TechnologyDraw out;
  out.assigned = assign_frontier(draw.cee.values, d.periods, d.extremes);
  InverseInput input;
  input.periods = d.periods;
  input.good = draw.economy.gdp_real;
  input.bad = wished_co2(d, input.good, random);
  for (std::size_t i = 0; i < d.units; ++i)
    input.labour_share.push_back(0.42 + 0.16 * random.next_uniform());
  input.keep = 1 - kDepreciation;
  input.labour_scale = 6e-6;
  const Inverted inverted = invert_sbm(out.assigned, d.extremes, input);
  out.ray = inverted.ray;
  invert_inventory(d, inverted.capital, random, out);
  split_energy(d, inverted.energy, random, out);
  out.score = out.assigned.score;
  for (std::size_t i = 0; i < d.cells(); ++i) {
    const bool inside = out.assigned.role[i] < 0;
    out.labour.push_back(inside ? round_to(inverted.labour[i], 2) : inverted.labour[i]);
    out.co2.push_back(inside ? round_to(inverted.bad[i], 0) : inverted.bad[i]);
    if (!inside) continue;
    const double y = input.good[i];
    out.score[i] = closed_form_score(out.ray.capital * y / out.capital[i],
                                     out.ray.labour * y / out.labour[i],
                                     out.ray.energy * y / out.energy[i],
                                     out.ray.bad * y / out.co2[i]);
  }
  return out;
}

}  // namespace yugong::simulate
