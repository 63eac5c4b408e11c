#pragma once

#include <span>
#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/dynamic/stack.hpp"
#include "yugong/regression/design.hpp"

namespace yugong::dynamic {

/// Writes into the stack which rows of the panel are used, and why the others are not: the first of
/// the columns `needed` that is missing there, or no row to transform with. Notes YG1201, YG3170.
void describe_sample(const data::Panel& panel,
                     std::span<const char> used,
                     std::span<const regression::Evaluated* const> needed,
                     Stack& stack);

}  // namespace yugong::dynamic
