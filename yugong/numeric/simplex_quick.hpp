#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "yugong/numeric/simplex.hpp"

/// The first attempt at a program on a list: prices in single precision, everything else in double.
/// Private to the room.
namespace yugong::numeric::simplex {

inline constexpr std::size_t most_quick_rows = 16;

enum class Quickly {
  done,   ///< certified, and the only optimal point unless no choice was asked for
  tied,   ///< certified optimum; others may be as good
  failed  ///< nothing is said
};

/// `near`: columns of the list whose reduced cost is zero or close to it, when done or tied.
Quickly solve_quickly(const Program& program, Solution& solution, std::vector<std::uint32_t>& near);

}  // namespace yugong::numeric::simplex
