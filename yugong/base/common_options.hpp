#pragma once

#include "yugong/base/options.hpp"

/// Options that methods of several rooms have, each declared once. `O` is an Options struct with a
/// member of that name.
namespace yugong {

template <class O>
auto level_option() {
  return option("level", &O::level, {"confidence level", "置信水平"}).at_least(0.5).at_most(0.9999);
}

template <class O>
auto seed_option() {
  return option("seed", &O::seed, {"seed of the random draws", "随机数种子"});
}

}  // namespace yugong
