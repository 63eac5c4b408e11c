#pragma once

#include <string>

#include "yugong/simulate/presentation.hpp"

namespace yugong::simulate {

/// The file below the output folder that holds a raw column, e.g. "raw/yearbook/yearbook.xlsx"; an
/// empty name stands for the column of city names.
std::string file_of(const Presentation& presentation, const std::string& column);

}  // namespace yugong::simulate
