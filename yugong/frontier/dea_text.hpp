#pragma once

#include "yugong/frontier/dea.hpp"

namespace yugong::frontier::dea {

/// The method in words and formulas, in both languages, for the paper: columns item, label,
/// label_zh.
Frame method_table(const Fit& fit);

}  // namespace yugong::frontier::dea
