#pragma once

#include <cstddef>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/frontier/productivity.hpp"
#include "yugong/frontier/slacks.hpp"

/// The distance table: the score of every row against every technology that the plan names for it.
/// Private to the method.
namespace yugong::frontier::productivity {

/// NaN unless the status is optimal.
struct Reading {
  double score = missing;
  Status status = Status::numerical;
};

/// Scores of the efficiency model of a fit. A row may lie outside a technology that it is no part
/// of (another period's). Slacks-based models then have the super form there, when the options ask
/// for it; a super model has it also for efficient rows of the technology itself.
class Distances {
 public:
  /// Measures every row that the technologies of `plan` name, each technology in one call. Keeps a
  /// reference to `plan`.
  Distances(const Plan& plan, const Fit& fit, const Executor& executor);

  Reading at(Slot slot) const;

  std::size_t programs() const;  ///< rows measured, over all technologies

 private:
  const Plan& plan_;
  std::vector<std::vector<Reading>> readings_;  // [technologies][evaluated]
};

/// The same technologies, each measuring the rows of its own period alone.
Plan own_rows_only(const Plan& plan);

}  // namespace yugong::frontier::productivity
