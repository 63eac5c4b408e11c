#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/frontier/technology.hpp"

/// A reference set as the programs of its units see it. Private to the room.
namespace yugong::frontier {

/// Columns of a reference set, row by row: amounts per variable, then a row of ones per row on the
/// sum of intensities.
struct Columns {
  const double* value = nullptr;
  std::size_t stride = 0;
  std::size_t count = 0;
};

/// A reference set with its columns side by side: amounts, then ones for the rows on the sum of
/// intensities. The members must outlive it.
class ReferenceColumns {
 public:
  ReferenceColumns(const Technology& technology, std::span<const std::uint32_t> members)
      : members_(members) {
    const std::size_t variables = technology.variables(),
                      rows = variables + technology.scale_rows();
    value_.assign(rows * members.size(), 1.0);
    largest_.assign(variables, 0.0);
    for (std::size_t v = 0; v < variables; ++v)
      for (std::size_t c = 0; c < members.size(); ++c) {
        value_[v * members.size() + c] = technology.at(v, members[c]);
        largest_[v] = std::max(largest_[v], value_[v * members.size() + c]);
      }
  }

  Columns columns() const { return {value_.data(), members_.size(), members_.size()}; }

  /// [variables] largest amount of a member.
  std::span<const double> largest() const { return largest_; }

  std::span<const std::uint32_t> members() const { return members_; }

  /// Position of a unit among the members, or -1.
  std::int64_t position(std::uint32_t unit) const {
    const auto it = std::lower_bound(members_.begin(), members_.end(), unit);
    return it != members_.end() && *it == unit ? it - members_.begin() : -1;
  }

 private:
  std::span<const std::uint32_t> members_;
  std::vector<double> value_, largest_;
};

}  // namespace yugong::frontier
