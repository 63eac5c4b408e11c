#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "yugong/frontier/evaluate.hpp"
#include "yugong/frontier/technology.hpp"

/// Radial scores of many points against one reference set after another, nothing else (kernel): the
/// workload of a bootstrap, which measures the same units against thousands of pseudo-samples.
///
///     input:  theta = min t,  X lam <= t x, B lam <= t b, Y lam >= y
///     output: phi = max t,    X lam <= x, B lam <= b, Y lam >= t y,      returns to scale of lam
///
/// A score is the best of the bounds (u y + w) / (v x) over the supporting planes of the reference
/// set (its facets). Facets found once are kept, with the inverse of the columns that span them: a
/// point starts from the facet of a point near it and walks across ridges, by dual simplex steps,
/// to the facet whose columns make it with no negative intensity. A step into a facet seen before
/// costs one look at a table; a new facet is verified against the members listed. The list begins
/// with members that promise to be on the frontier. After a first round the score of the point on a
/// member's own ray tells whether the member lies inside what the list spans; the others join the
/// list, and points whose facet they cut off are measured again.
///
/// Every score is certified as by numeric/simplex.hpp: the intensities meet each row within 1e-10
/// of the point's own amount, no member lies below the facet, and both values agree within 1e-10.
/// A point that is not is solved by the simplex kernel from the start.
namespace yugong::frontier {

/// The points that are measured: scaled once, with an order in which neighbours follow each other.
class RadialPoints {
 public:
  /// Every unit of `points` is a point; side, returns and bounds are those of the programs.
  /// `orientation` is input or output.
  RadialPoints(const Technology& points, Orientation orientation);
  ~RadialPoints();
  RadialPoints(RadialPoints&&) noexcept;

  std::size_t count() const;

  struct Data;

  const Data& data() const { return *data_; }

 private:
  std::unique_ptr<const Data> data_;
};

/// What the scores of one or more reference sets took.
struct RadialCounts {
  std::size_t scores = 0;       ///< points measured
  std::size_t facets = 0;       ///< facets found
  std::size_t steps = 0;        ///< ridges crossed
  std::size_t by_simplex = 0;   ///< points solved by the simplex kernel
  std::size_t infeasible = 0;   ///< among these, proved infeasible
  std::size_t uncertified = 0;  ///< without a certified answer

  RadialCounts& operator+=(const RadialCounts& other);
};

/// Workspace of one worker; allocates nothing once the sizes have been seen.
class RadialScorer {
 public:
  explicit RadialScorer(const RadialPoints& points);
  ~RadialScorer();
  RadialScorer(RadialScorer&&) noexcept;

  /// factor [points] = theta or phi of each point against a reference set; NaN where the program is
  /// infeasible or not certified. Member j of the set is point members[j] with its moving amounts
  /// (input: inputs and bads; output: goods) times stretch[j] > 0. `promising` (may be empty):
  /// positions in `members` likely to be on the frontier; only the speed depends on it.
  void score(std::span<const std::uint32_t> members,
             std::span<const double> stretch,
             std::span<const std::uint32_t> promising,
             std::span<double> factor);

  const RadialCounts& counts() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

/// Radial scores of every unit of the technology against `members` of it: theta or phi, NaN where
/// there is none.
std::vector<double> radial_factors(const Technology& technology,
                                   std::span<const std::uint32_t> members,
                                   Orientation orientation,
                                   RadialCounts* counts = nullptr);

}  // namespace yugong::frontier
