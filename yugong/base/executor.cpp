#include "yugong/base/executor.hpp"

#include <algorithm>
#include <mutex>

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "yugong/base/bytes.hpp"
#include "yugong/base/error.hpp"
#include "yugong/base/executor_ranks.hpp"
#include "yugong/base/progress.hpp"

namespace yugong {
namespace {

/// Blocks that this thread is inside of: loops nested in them stay on this rank.
thread_local int depth = 0;

class Inside {
 public:
  Inside() { ++depth; }

  ~Inside() { --depth; }

  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
};

/// What a rank did of a loop: blocks and their answers, or the first block that failed and why.
struct Share {
  std::vector<std::uint64_t> block;
  std::vector<std::string> answer;
  std::uint64_t failed = 0;
  std::vector<Problem> problems;
};

std::string to_bytes(const Share& share) {
  PlainWriter writer;
  writer.put(share.block);
  writer.put(share.answer);
  writer.put(share.failed);
  writer.put(share.problems);
  return std::move(writer.bytes);
}

Share share_from(std::string_view bytes) {
  PlainReader reader(bytes);
  Share share;
  reader.get(share.block);
  reader.get(share.answer);
  reader.get(share.failed);
  reader.get(share.problems);
  return share;
}

}  // namespace

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
    const Inside inside;
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

void Executor::spread(
    std::size_t count,
    std::size_t block,
    const std::function<void(std::size_t, std::size_t)>& body,
    const std::function<std::string(std::size_t, std::size_t)>& pack,
    const std::function<void(std::size_t, std::size_t, std::string_view)>& unpack) const {
  const std::size_t size = std::max<std::size_t>(1, block);
  const std::size_t blocks = (count + size - 1) / size;
  if (ranks_ == nullptr || blocks <= 1 || depth > 0) return for_blocks(count, block, body);
  Share mine;
  for (auto b = static_cast<std::size_t>(rank()); b < blocks;
       b += static_cast<std::size_t>(ranks()))
    mine.block.push_back(b);
  const auto end_of = [&](std::size_t b) { return std::min(count, (b + 1) * size); };
  std::mutex mutex;
  try {
    for_blocks(mine.block.size(), 1, [&](std::size_t i, std::size_t) {
      const std::size_t b = mine.block[i];
      try {
        body(b * size, end_of(b));
      } catch (const Error& e) {
        const std::lock_guard lock(mutex);
        if (mine.problems.empty() || b < mine.failed) {
          mine.failed = b;
          mine.problems = e.problems();
        }
        throw;
      }
    });
  } catch (const Error&) {
    mine.block.clear();  // all hear why, and throw it
  }
  for (const std::size_t b : mine.block) mine.answer.push_back(pack(b * size, end_of(b)));
  const std::vector<std::string> all =
      ranks_->exchange(fmt::format("loop {}/{}", count, size), to_bytes(mine));
  std::vector<Share> shares;
  for (const std::string& bytes : all) shares.push_back(share_from(bytes));
  const Share* first = nullptr;
  for (const Share& share : shares)
    if (!share.problems.empty() && (first == nullptr || share.failed < first->failed))
      first = &share;
  if (first != nullptr) throw Error(first->problems);
  for (std::size_t r = 0; r < shares.size(); ++r) {
    if (static_cast<int>(r) == rank()) continue;
    for (std::size_t i = 0; i < shares[r].block.size(); ++i) {
      const auto b = static_cast<std::size_t>(shares[r].block[i]);
      unpack(b * size, end_of(b), shares[r].answer[i]);
    }
  }
}

Executor Executor::within() const {
  Executor out;
  out.stop_ = stop_;
  out.progress_ = progress_;
  return out;
}

Executor Executor::alone() const {
  Executor out = *this;
  out.ranks_ = nullptr;
  return out;
}

std::string Executor::from_leader(const std::function<std::string()>& make) const {
  if (ranks_ == nullptr) return make();
  Share mine;
  if (leader()) {
    try {
      mine.answer.push_back(make());
    } catch (const Error& e) {
      mine.problems = e.problems();
    }
  }
  Share share = share_from(ranks_->exchange("leader", to_bytes(mine)).front());
  if (!share.problems.empty()) throw Error(std::move(share.problems));
  return std::move(share.answer.at(0));
}

int Executor::rank() const {
  return ranks_ == nullptr ? 0 : ranks_->rank();
}

int Executor::ranks() const {
  return ranks_ == nullptr ? 1 : ranks_->size();
}

Executor& Executor::over(Ranks* ranks) {
  ranks_ = ranks != nullptr && ranks->size() > 1 ? ranks : nullptr;
  return *this;
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
