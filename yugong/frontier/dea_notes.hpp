#pragma once

#include "yugong/frontier/dea.hpp"

namespace yugong::frontier::dea {

/// What happened to the rows that a reader of the scores must know: programs without a solution,
/// substituted scores, targets at the zero point, technology gaps above one.
void note_outcomes(Fit& fit);

}  // namespace yugong::frontier::dea
