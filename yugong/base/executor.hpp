#pragma once

#include <atomic>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace yugong {

class Progress;
class Ranks;

/// Where parallelism enters, and the only place. Blocks have a size fixed by the algorithm, never
/// by the number of workers, and results merge in a fixed tree, so that numbers are bit-identical
/// for any back end and worker count. Threads share the work of every loop; ranks
/// (executor_ranks.hpp) share that of `spread` and repeat the rest.
class Executor {
 public:
  Executor();  ///< serial
  static Executor serial();
  static Executor threads(int count);  ///< 0 = all cores
  int workers() const;

  /// Calls body(begin, end) once for each block of `block` consecutive items of [0, count).
  /// Exceptions travel to the caller.
  void for_blocks(std::size_t count,
                  std::size_t block,
                  const std::function<void(std::size_t, std::size_t)>& body) const;

  /// For_blocks for loops that are worth sharing among ranks. `body` leaves the answers of its
  /// block in memory of the caller; `pack(begin, end)` gives them as bytes, and `unpack(begin, end,
  /// bytes)` puts the answers of a block that another rank did where `body` would have left them.
  /// The body must touch nothing else that is read later. Without ranks, and inside the block of
  /// another loop, the same as for_blocks. An Error of any rank is thrown on all.
  void spread(std::size_t count,
              std::size_t block,
              const std::function<void(std::size_t, std::size_t)>& body,
              const std::function<std::string(std::size_t, std::size_t)>& pack,
              const std::function<void(std::size_t, std::size_t, std::string_view)>& unpack) const;

  /// Spread, for answers that are plain numbers: item i leaves answers[i].
  template <class T>
  requires std::is_trivially_copyable_v<T>

  void spread(std::span<T> answers,
              std::size_t block,
              const std::function<void(std::size_t, std::size_t)>& body) const {
    spread(
        answers.size(),
        block,
        body,
        [&](std::size_t begin, std::size_t end) {
          return std::string(reinterpret_cast<const char*>(answers.data() + begin),
                             (end - begin) * sizeof(T));
        },
        [&](std::size_t begin, std::size_t end, std::string_view bytes) {
          std::memcpy(answers.data() + begin, bytes.data(), (end - begin) * sizeof(T));
        });
  }

  /// One state per block: `make()`, `consume(state, begin, end)`, then pairwise `merge(left,
  /// right)` in a fixed binary tree.
  template <class State>
  State reduce(std::size_t count,
               std::size_t block,
               const std::function<State()>& make,
               const std::function<void(State&, std::size_t, std::size_t)>& consume,
               const std::function<void(State&, State&)>& merge) const {
    const std::size_t blocks = count == 0 ? 0 : (count + block - 1) / block;
    if (blocks == 0) return make();
    std::vector<State> states;
    states.reserve(blocks);
    for (std::size_t b = 0; b < blocks; ++b) states.push_back(make());
    for_blocks(count, block, [&](std::size_t begin, std::size_t end) {
      consume(states[begin / block], begin, end);
    });
    for (std::size_t step = 1; step < blocks; step *= 2)
      for (std::size_t b = 0; b + step < blocks; b += 2 * step) merge(states[b], states[b + step]);
    return std::move(states[0]);
  }

  /// For work nested inside a block: the same stop flag and progress, one worker, one rank.
  Executor within() const;
  /// The same workers on this rank alone, for what only the leader does.
  Executor alone() const;

  /// Bytes that the leader has and all ranks need: `make` is called on the leader only.
  std::string from_leader(const std::function<std::string()>& make) const;
  int rank() const;   ///< 0 is the leader
  int ranks() const;  ///< 1 unless a program of several ranks set them

  bool leader() const { return rank() == 0; }

  Executor& over(Ranks* ranks);  ///< not owned; null or one rank: no ranks

  /// Throws Interrupted when a stop was asked for (Ctrl-C); called by for_blocks between blocks.
  void check_stop() const;
  Executor& stop_flag(const std::atomic<bool>* flag);
  Executor& progress(Progress* sink);
  Progress& progress() const;  ///< never null; the default sink is silent

 private:
  struct Backend;
  std::shared_ptr<const Backend> backend_;
  const std::atomic<bool>* stop_ = nullptr;
  Progress* progress_ = nullptr;
  Ranks* ranks_ = nullptr;
};

}  // namespace yugong
