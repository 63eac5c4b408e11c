#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/frontier/model_program.hpp"
#include "yugong/frontier/reference_columns.hpp"

/// The programs of many units against one reference set. Private to the room.
namespace yugong::frontier {

/// Solves one unit after another against a reference set. In a large set a unit is solved on a part
/// of it, the members that helped units before and the unit itself; members that would improve the
/// answer or share its face are brought in until none is left, so that the answer holds for the
/// whole set. One object per block of units: what it answers then does not depend on workers.
class ModelSolver {
 public:
  /// `first`: columns that a large set begins with (first_columns).
  ModelSolver(const Technology& technology,
              const Model& model,
              const ReferenceColumns& reference,
              std::span<const std::uint32_t> first);

  /// Unit k; `closed` [members] or empty: members that may not take part. `settle`: choose among
  /// equal optima and do the slack stage.
  const ModelProgram& solve(std::size_t k, std::span<const std::uint8_t> closed, bool settle);

  /// Columns brought in so far, and those begun with.
  const std::vector<std::uint32_t>& pool() const { return pool_; }

 private:
  void open_columns(std::span<const std::uint8_t> closed);
  bool bring_in();

  const ReferenceColumns& reference_;
  ModelProgram program_;
  bool whole_ = false;  // small sets are taken as they are
  std::vector<std::uint32_t> pool_, pick_;
  std::vector<std::uint8_t> inside_, in_pool_;
  std::vector<double> scratch_;
};

/// Columns of a large set that help many units: members that are extreme in some ratio of two
/// variables, and what a few of the units brought in. Empty for a small set.
std::vector<std::uint32_t> first_columns(const Technology& technology,
                                         const Model& model,
                                         const ReferenceColumns& reference,
                                         std::span<const std::uint32_t> units);

/// The members that matter: those that no combination of others replaces, using less and making no
/// less (with bads that hold with equality: at the same bads). The others can be left out of every
/// program, except where the evaluated unit is taken out of the set. Needs a sum of intensities
/// that may be cut or kept, hence not two-sided bounds.
std::vector<std::uint32_t> undominated(const Technology& technology,
                                       std::span<const std::uint32_t> members,
                                       Disposal disposal,
                                       const Executor& executor);

}  // namespace yugong::frontier
