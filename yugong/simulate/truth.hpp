#pragma once

#include <cstdint>

#include "yugong/base/value.hpp"
#include "yugong/simulate/draw.hpp"

namespace yugong::simulate {

/// The tree of truth.json: `parameters` (outcome -> term -> true slope), `printed` and `achieved`
/// moments, fixed-effects coefficients of the true outcomes without noise and with it, weights of
/// the index, ray and extreme points of the technology, cells counted.
Value truth_of(const Design& design, const Draw& draw, std::uint64_t replicate);

}  // namespace yugong::simulate
