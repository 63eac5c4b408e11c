#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace yugong {

/// What a stream of draws is for; part of the counter, so that two uses never share draws.
enum class Purpose : std::uint64_t {
  simulation = 1,
  bootstrap = 2,
  placebo = 3,
  permutation = 4,
  start = 5
};

/// A draw is a function, not a state: Philox4x64-10 (Salmon, Moraes, Dror, Shaw 2011) with key
/// (seed, 0) and counter (block, purpose, replicate, stream). The same for any number of threads or
/// ranks; one replicate can be drawn again alone.
class Random {
 public:
  Random(std::uint64_t seed,
         Purpose purpose,
         std::uint64_t replicate = 0,
         std::uint64_t stream = 0);

  std::uint64_t bits(std::uint64_t draw) const;  ///< draw number -> 64 bits
  double uniform(std::uint64_t draw) const;      ///< in (0, 1), 53 bits
  double normal(std::uint64_t draw) const;       ///< standard normal by inversion of uniform(draw)

  /// Sequential face over the same numbers, for simulators.
  double next_uniform() { return uniform(next_++); }

  double next_normal() { return normal(next_++); }

  std::uint64_t next_below(std::uint64_t n);  ///< uniform on 0..n-1, without bias
  void fill_normal(std::span<double> out);

 private:
  std::array<std::uint64_t, 2> key_;
  std::uint64_t purpose_, replicate_, stream_;
  std::uint64_t next_ = 0;
};

}  // namespace yugong
