#include <cmath>

#include "yugong/simulate/draw.hpp"

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

}  // namespace

TechnologyDraw draw_technology(const Design& d, const Draw& draw, std::uint64_t replicate) {
  Random random = stream(d, replicate, Stream::technology);
  TechnologyDraw out;
  out.assigned = assign_frontier(draw.cee.values, d.periods, d.extremes);
  InverseInput input;
  input.periods = d.periods;
  input.good = draw.economy.gdp_real;
  input.bads = {wished_co2(d, input.good, random)};
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
    out.co2.push_back(inside ? round_to(inverted.bads[0][i], 0) : inverted.bads[0][i]);
    if (!inside) continue;
    const double y = input.good[i], bad_ratio[] = {out.ray.bads[0] * y / out.co2[i]};
    out.score[i] = closed_form_score(out.ray.capital * y / out.capital[i],
                                     out.ray.labour * y / out.labour[i],
                                     out.ray.energy * y / out.energy[i],
                                     bad_ratio);
  }
  return out;
}

}  // namespace yugong::simulate
