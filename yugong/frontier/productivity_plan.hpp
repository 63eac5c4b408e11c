#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "yugong/frontier/technology.hpp"

/// Which technologies an index needs, and which rows each of them has to measure; knows periods and
/// units, no amounts. Private to the method.
namespace yugong::frontier::productivity {

/// Whose technology a unit of period t and t+1 is compared with.
///   adjacent    rows of t, and rows of t+1: mean of two indices
///   sequential  rows of periods <= t, and <= t+1: mean of two
///   window      rows of t-w+1 .. t (centred: t-w .. t+w), and one period later: mean of two
///   global      all rows; biennial: rows of t and t+1; fixed: rows of one base period
struct FrontierForm {
  enum class Kind : std::uint8_t { adjacent, sequential, window, centred, global, biennial, fixed };
  Kind kind = Kind::adjacent;
  long width = 0;  ///< of a window, in periods of calendar time
  long base = 0;   ///< base period

  /// One technology for both periods; the index is not a mean of two.
  bool common() const {
    return kind == Kind::global || kind == Kind::biennial || kind == Kind::fixed;
  }
};

/// "adjacent", "global", "sequential", "biennial", "fixed(2010)", "window(3)", "window(3,
/// centred)", and the names that `dea` knows (yearly, pooled, ...). Throws Error YG3341.
FrontierForm frontier_form(const std::string& written);

/// Where a score stands: technology number, and row measured.
struct Slot {
  std::uint32_t technology = 0;
  std::uint32_t row = 0;
};

/// Two rows of one unit that an index compares.
struct Step {
  std::uint32_t before = 0, after = 0;
  Slot own_before, own_after;
  Slot other_before;  ///< earlier row: against the later technology, or the common one
  Slot other_after;   ///< later row: against the earlier technology, or the common one
};

struct Plan {
  std::vector<Reference> technologies;  ///< evaluated rows ascending, each once
  std::vector<Slot> own;                ///< [rows] own period's technology
  std::vector<Slot> whole;              ///< [rows] global or fixed technology; else empty
  std::vector<Step> steps;              ///< ascending by `after`
  std::vector<long> periods;            ///< distinct periods, ascending
  std::size_t gaps = 0;     ///< later rows whose unit lacks the period just before, but has an
                            ///< earlier one
  std::size_t bridged = 0;  ///< of these, compared with the last row before the gap
};

struct PlanOptions {
  FrontierForm form;
  bool balanced_pairs = false;  ///< technologies of a pair of periods: units present in both
                                ///< (adjacent, biennial)
  bool bridge = false;          ///< compare across gaps
};

/// `unit` and `period` [rows]; rows of a unit ascending by period.
Plan plan(std::span<const std::int32_t> unit,
          std::span<const long> period,
          const PlanOptions& options);

}  // namespace yugong::frontier::productivity
