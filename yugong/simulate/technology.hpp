#pragma once

#include <cstddef>
#include <cstdint>

#include "yugong/base/random.hpp"
#include "yugong/simulate/draw.hpp"

namespace yugong::simulate {

/// Streams of draws; each use has its own, so that a change in one leaves the others alone.
enum class Stream : std::uint64_t {
  city_factor = 1,
  indicator = 2,
  control = 3,
  prices = 4,
  cee = 5,
  uis = 6,
  gt = 7,
  technology = 8,
  dirt = 9,
};

Random stream(const Design& design, std::uint64_t replicate, Stream which, std::size_t part = 0);

double round_to(double value, int decimals);

/// Inputs, investment, energy carriers and CO2 under which the cells have the scores wished for in
/// draw.cee. Everything is rounded as printed except in frontier cells, which must lie on the
/// frontier exactly; the scores are then those of the rounded numbers. Investment inverts the
/// perpetual inventory
///     K_0 = 10 I_0,   K_t = (1 - delta) K_(t-1) + I_t / P_t,   P_0 = 1.
TechnologyDraw draw_technology(const Design& design, const Draw& draw, std::uint64_t replicate);

}  // namespace yugong::simulate
