#pragma once

#include "yugong/frontier/dea.hpp"

/// What several frames of a fit share. Private to the method.
namespace yugong::frontier::dea {

/// Change from the amount to its target, in percent; missing unless the amount is positive.
double improvement(const Fit& fit, std::size_t i, std::size_t v);

/// Whether slacks are found in a stage of their own.
bool has_slack_stage(const Options& options);

/// On the frontier by its score, but with a slack left.
bool is_weak(const Fit& fit, std::size_t i);

}  // namespace yugong::frontier::dea
