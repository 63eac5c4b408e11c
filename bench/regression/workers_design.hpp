#pragma once

#include <cstddef>

#include "yugong/data/panel.hpp"

/// The public benchmark of fixed-effects software (that of the R package fixest, also run by
/// pyfixest), restated: n rows are n/10 workers in ten years each, the rows sorted by worker and
/// year; there are as many firms as workers / 23, rounded. `simple`: every row draws its firm at
/// random. `difficult`: the rows go through the firms in turn, 1, 2, ..., F, 1, 2, ..., so that
/// workers meet only neighbouring firms and projections in turn hardly converge. x1 is standard
/// normal, and y = x1 + a worker's, a firm's and a year's effect, each standard normal, + standard
/// normal noise. The draws are our own: counter-based, keyed by the row.
namespace yugong::bench {

enum class Mobility { simple, difficult };

constexpr double true_slope = 1.0;

/// Columns y, x1, worker, year, firm; the panel's unit is the worker.
data::Table workers_table(std::size_t rows, Mobility mobility);

}  // namespace yugong::bench
