#pragma once

#include "yugong/frontier/productivity.hpp"

/// The index in words and formulas, for the paper. Private to the method.
namespace yugong::frontier::productivity {

/// "index, ec and tc above one mean improvement ...".
Text reading_text(const Fit& fit);

/// Items with their text in both languages: formula, parts, technologies, distance, conventions,
/// sources.
Frame method_table(const Fit& fit);

}  // namespace yugong::frontier::productivity
