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
  /// `abated`: after the columns of the members, each once more with its inputs alone (the
  /// intensities mu of Kuosmanen 2005).
  ReferenceColumns(const Technology& technology,
                   std::span<const std::uint32_t> members,
                   bool abated = false)
      : members_(members),
        units_(technology.units),
        count_(abated ? 2 * members.size() : members.size()) {
    const std::size_t variables = technology.variables(),
                      rows = variables + technology.scale_rows();
    value_.assign(rows * count_, 1.0);
    largest_.assign(variables, 0.0);
    for (std::size_t v = 0; v < variables; ++v)
      for (std::size_t c = 0; c < members.size(); ++c) {
        const double amount = technology.at(v, members[c]);
        value_[v * count_ + c] = amount;
        if (abated)
          value_[v * count_ + members.size() + c] =
              technology.side[v] == Side::input ? amount : 0.0;
        largest_[v] = std::max(largest_[v], amount);
      }
  }

  Columns columns() const { return {value_.data(), count_, count_}; }

  /// [variables] largest amount of a member.
  std::span<const double> largest() const { return largest_; }

  std::span<const std::uint32_t> members() const { return members_; }

  /// Number of a column in the technology; those of abated members follow all others.
  std::uint32_t name(std::size_t column) const {
    return column < members_.size()
               ? members_[column]
               : static_cast<std::uint32_t>(units_ + members_[column - members_.size()]);
  }

  /// Position of a unit among the members, or -1.
  std::int64_t position(std::uint32_t unit) const {
    const auto it = std::lower_bound(members_.begin(), members_.end(), unit);
    return it != members_.end() && *it == unit ? it - members_.begin() : -1;
  }

 private:
  std::span<const std::uint32_t> members_;
  std::size_t units_, count_;
  std::vector<double> value_, largest_;
};

}  // namespace yugong::frontier
