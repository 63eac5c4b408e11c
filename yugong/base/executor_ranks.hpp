#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

/// Ranks: the processes that `mpirun` (or `srun`) started as one program, on one machine or many.
/// Every rank runs the whole program on the same data and so makes the same decisions; only loops
/// that say so (Executor::spread) are divided among them, and every rank then has all answers.
/// Nothing is right or wrong by that division, it is only faster. The first rank, the leader, alone
/// writes files and speaks.
namespace yugong {

/// What connects the ranks of a program: one way to speak, heard by all.
class RankLink {
 public:
  RankLink() = default;
  virtual ~RankLink() = default;
  RankLink(const RankLink&) = delete;
  RankLink& operator=(const RankLink&) = delete;

  virtual int rank() const = 0;  ///< 0 is the leader
  virtual int size() const = 0;
  /// Ranks that share this machine.
  virtual int neighbours() const = 0;
  /// Every rank gives bytes and gets those of all, in the order of the ranks. Returns when all have
  /// given.
  virtual std::vector<std::string> exchange(const std::string& mine) = 0;
};

/// The link of an MPI program, when this process was started as one of its ranks; else null, at no
/// cost. Null too where the program was built without MPI.
std::unique_ptr<RankLink> mpi_link();
/// Name and version of the MPI library built with, or empty.
std::string mpi_library();

/// How a rank ended.
struct Ending {
  int code = 0;                   ///< exit code
  std::vector<Problem> problems;  ///< why, when the code is not 0
};

/// Thrown on a rank that waits for another that has ended already: not an Error, since no step of a
/// study may go on after it.
class RankEnded : public std::exception {
 public:
  explicit RankEnded(Ending ending) : ending_(std::move(ending)) {}

  const Ending& ending() const { return ending_; }

  const char* what() const noexcept override { return "another rank has ended"; }

 private:
  Ending ending_;
};

/// The ranks of this program. All calls come from the thread that made it, on every rank in the
/// same order; a rank that leaves that order, because it failed where others did not, ends the
/// others with its message at their next exchange instead of leaving them to wait.
class Ranks {
 public:
  /// `link` null: one rank.
  explicit Ranks(std::unique_ptr<RankLink> link);

  int rank() const { return link_ ? link_->rank() : 0; }

  int size() const { return link_ ? link_->size() : 1; }

  int neighbours() const { return link_ ? link_->neighbours() : 1; }

  bool leader() const { return rank() == 0; }

  /// What every rank did. `what` names the exchange and must be the same on all. Throws RankEnded
  /// when a rank has ended or is at another exchange.
  std::vector<std::string> exchange(std::string_view what, const std::string& mine);

  /// The last exchange: waits until every rank is here, and returns how the program ended: as this
  /// rank did unless only others failed.
  Ending finish(const Ending& mine);

 private:
  std::unique_ptr<RankLink> link_;
  std::uint64_t sequence_ = 0;
};

}  // namespace yugong
