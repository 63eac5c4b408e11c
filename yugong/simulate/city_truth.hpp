#pragma once

#include <cstdint>

#include "yugong/base/value.hpp"
#include "yugong/simulate/city_draw.hpp"

namespace yugong::simulate::city_panel {

/// The tree of truth.json: `parameters` (outcome -> term -> true slope), `loadings` of the slope by
/// type of city, printed and noise-free slopes by sample, printed and achieved moments, weights,
/// the technology, group sizes.
Value truth_of(const Design& design, const Draw& draw, std::uint64_t replicate);

}  // namespace yugong::simulate::city_panel
