#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "yugong/frontier/technology.hpp"

/// How the programs of one unit are scaled and their scores rounded. Private to the room.
namespace yugong::frontier {

inline double sign_of(Side side) {
  return side == Side::good ? -1.0 : 1.0;
}

/// Rounding rule of scores: within 1e-10 of one is one. Nothing else is rounded.
inline double rounded(double score) {
  return std::abs(score - 1) < 1e-10 ? 1.0 : score;
}

/// 2^-e for an amount in [2^e, 2^(e+1)), one for zero.
inline double power_of_two_below_inverse(double amount) {
  if (!(amount > 0)) return 1.0;
  const std::uint64_t exponent = std::bit_cast<std::uint64_t>(amount) >> 52;
  if (exponent > 0 && exponent < 2046)
    return std::bit_cast<double>((std::uint64_t{2046} - exponent) << 52);
  return std::ldexp(1.0, -std::ilogb(amount));
}

}  // namespace yugong::frontier
