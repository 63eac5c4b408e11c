#pragma once

#include "yugong/frontier/dea.hpp"

namespace yugong::frontier::dea {

/// What happened to the rows that a reader of the scores must know: programs without a solution,
/// substituted scores, targets at the zero point, technology gaps above one.
void note_outcomes(Fit& fit);

/// "太原, 2015; 太原, 2016; …": at most five keys of rows in use.
std::string some_keys(const Fit& fit, const std::vector<std::size_t>& rows);

}  // namespace yugong::frontier::dea
