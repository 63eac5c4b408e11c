#pragma once

#include <vector>

#include "yugong/report/figure.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/keys.hpp"

namespace yugong::study {

/// Coefficients with their intervals. One term: a row per model. Several terms of one model: a row
/// per term; of several models: a row per term with a mark per model, or, with `facets`, a drawing
/// per term with a row per model. `groups` colours runs of models; `inner` adds a thick interval
/// of that level from the standard error and the t distribution with `df_t` of the model (the
/// normal where it has none). `sort` orders the models of a single term by its estimate. Models
/// that could not be estimated are left out with a note. Throws Error YG2104 for a term that no
/// model has, YG4026 when groups head more models than there are.
void coefficients_figure(const Made& made,
                         const ExhibitSpec& spec,
                         const FigureKeys& keys,
                         report::Figure& figure,
                         std::vector<Problem>& notes);

}  // namespace yugong::study
