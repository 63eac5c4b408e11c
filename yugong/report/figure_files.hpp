#pragma once

#include <string>

#include "yugong/report/figure.hpp"

namespace yugong::report {

/// Name of a figure's files without extension: its id and the suffix, with characters that a path,
/// gnuplot or a shell would take for something else as '_'.
std::string stem_of(const Figure& figure, const DrawOptions& options);

/// Refuses a figure that cannot be drawn: YG4023.
void check(const Figure& figure);

}  // namespace yugong::report
