#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace yugong {

class Progress;

/// Where parallelism enters, and the only place. Two verbs; blocks have a size fixed by the
/// algorithm, never by the number of workers, and results merge in a fixed tree, so that numbers
/// are bit-identical for any back end and worker count.
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

  /// For work nested inside a block: the same stop flag and progress, one worker.
  Executor within() const;

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
};

}  // namespace yugong
