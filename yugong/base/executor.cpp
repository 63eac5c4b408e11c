#include "yugong/base/executor.hpp"

#include <algorithm>

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "yugong/base/error.hpp"
#include "yugong/base/progress.hpp"

namespace yugong {

struct Executor::Backend {
  explicit Backend(int workers) : count(workers) {
    if (workers <= 1) return;
    // More workers than cores is allowed when asked for; without this oneTBB complains on standard
    // error.
    control = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                    static_cast<std::size_t>(workers));
    arena = std::make_unique<tbb::task_arena>(workers);
  }

  int count;
  std::unique_ptr<tbb::global_control> control;
  std::unique_ptr<tbb::task_arena> arena;
};

Executor::Executor() : backend_(std::make_shared<Backend>(1)) {}

Executor Executor::serial() {
  return Executor();
}

Executor Executor::threads(int count) {
  Executor out;
  const int cores = std::max(1, tbb::this_task_arena::max_concurrency());
  out.backend_ = std::make_shared<Backend>(count <= 0 ? cores : count);
  return out;
}

int Executor::workers() const {
  return backend_->count;
}

void Executor::for_blocks(std::size_t count,
                          std::size_t block,
                          const std::function<void(std::size_t, std::size_t)>& body) const {
  if (count == 0) return;
  const std::size_t size = std::max<std::size_t>(1, block);
  const std::size_t blocks = (count + size - 1) / size;
  auto one = [&](std::size_t b) {
    check_stop();
    body(b * size, std::min(count, (b + 1) * size));
  };
  if (!backend_->arena || blocks == 1) {
    for (std::size_t b = 0; b < blocks; ++b) one(b);
    return;
  }
  backend_->arena->execute([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, blocks, 1), [&](const auto& range) {
      for (std::size_t b = range.begin(); b != range.end(); ++b) one(b);
    });
  });
}

Executor Executor::within() const {
  Executor out;
  out.stop_ = stop_;
  out.progress_ = progress_;
  return out;
}

void Executor::check_stop() const {
  if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) throw Interrupted();
}

Executor& Executor::stop_flag(const std::atomic<bool>* flag) {
  stop_ = flag;
  return *this;
}

Executor& Executor::progress(Progress* sink) {
  progress_ = sink;
  return *this;
}

Progress& Executor::progress() const {
  static Progress silent;
  return progress_ != nullptr ? *progress_ : silent;
}

}  // namespace yugong
