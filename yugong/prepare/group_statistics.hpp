#pragma once

#include <string>

#include "yugong/prepare/series.hpp"

namespace yugong::prepare {

/// mean, sd, var, min, max, median, sum or count of the first argument over the groups of `by =`,
/// or over all rows.
Series run_group_statistic(Call& call, const std::string& what);

}  // namespace yugong::prepare
