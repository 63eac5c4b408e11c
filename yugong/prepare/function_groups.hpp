#pragma once

#include <vector>

#include "yugong/prepare/functions.hpp"

/// The parts of the function table.
namespace yugong::prepare {

std::vector<Function> row_functions();    ///< one row at a time
std::vector<Function> time_functions();   ///< along the calendar of a unit
std::vector<Function> group_functions();  ///< over groups of rows
std::vector<Function>
economic_functions();  ///< deflation, capital stock, standard coal, location quotient
std::vector<Function> instrument_functions();  ///< leave-one-out and shift-share

}  // namespace yugong::prepare
