#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "yugong/base/random.hpp"

/// Cells of a simulated panel, and the draws that several panels share. Columns are [units x
/// periods], row-major.
namespace yugong::simulate {

struct Grid {
  std::size_t units = 0, periods = 0;
  std::uint64_t seed = 1;

  std::size_t cells() const { return units * periods; }
};

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
  dimension = 11,
  coordination = 12,
  mechanism = 13,
  digital = 14,
};

Random stream(const Grid& grid, std::uint64_t replicate, Stream which, std::size_t part = 0);

double round_to(double value, int decimals);

/// -1 in the first year, 1 in the last.
double course(std::size_t t, std::size_t periods);

double clipped_normal(Random& random, double most);

/// Mean 0 and standard deviation 1.
void standardise(std::vector<double>& values);

/// A score that moves slowly: city level (partly the shared factor), own speed, random walk.
std::vector<double> slow_score(Random random,
                               const Grid& grid,
                               const std::vector<double>& factor,
                               double trend,
                               double noise,
                               double load);

}  // namespace yugong::simulate
