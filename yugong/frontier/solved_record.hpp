#pragma once

#include <cstddef>
#include <functional>

#include "yugong/base/executor.hpp"
#include "yugong/frontier/slacks.hpp"

namespace yugong::frontier {

/// Executor::spread over units whose answers are Solved: `body(begin, end)` solves items of its
/// block and leaves each in `answer(i)`, and touches nothing else that is read later.
void spread_units(const Executor& executor,
                  std::size_t count,
                  std::size_t block,
                  const std::function<void(std::size_t, std::size_t)>& body,
                  const std::function<Solved&(std::size_t)>& answer);

}  // namespace yugong::frontier
