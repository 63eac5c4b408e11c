#pragma once

#include <vector>

#include "yugong/frontier/dea.hpp"

/// Running the programs of a study. Private to the method.
namespace yugong::frontier::dea {

/// Every program of the reference sets, each of which evaluates other rows; the super form where
/// `with_super`.
Scores run(const Fit& fit,
           const std::vector<Reference>& sets,
           Returns returns,
           bool with_super,
           const Executor& executor);

/// Fills scores, and what the options ask beside them: windows, composite, scale efficiency and
/// technology gaps.
void measure_all(Fit& fit, const std::vector<Reference>& sets, const Executor& executor);

/// The composite form for every row: of the super projection where the row is efficient, else the
/// SBM score, which it equals there. Replaces `score`.
void add_composite(Fit& fit, const std::vector<Reference>& sets, const Executor& executor);

/// The score of a solved program on the scale where one is best: 1/(1 + beta) where goods grow,
/// else 1 - beta, of directional measures; NaN unless optimal.
double efficiency_of(const Fit& fit, const Solved& solved);

/// The score that the model defines; NaN unless optimal.
double score_of(const Fit& fit, const Solved& solved);

}  // namespace yugong::frontier::dea
