#pragma once

#include <string>

#include "yugong/report/figure.hpp"

namespace yugong::report {

/// Name of a figure's files without extension: letters, digits, '-', '_' and '.' of its id, and the
/// suffix.
std::string stem_of(const Figure& figure, const DrawOptions& options);

/// Refuses a figure that cannot be drawn: YG4023.
void check(const Figure& figure);

}  // namespace yugong::report
