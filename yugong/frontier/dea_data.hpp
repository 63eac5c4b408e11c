#pragma once

#include <vector>

#include "yugong/frontier/dea.hpp"

/// From the panel to amounts and reference sets, with every row of the data contract checked.
/// Private to the method.
namespace yugong::frontier::dea {

/// Fills variables, rows, keys, technology, dropped rows and notes of `fit` (whose options are set
/// and checked) and returns the reference sets. Throws: unknown variable YG2104, text column
/// YG3316, negative amount YG3302, a unit without any input or a reference set without any good
/// output YG3303, no row left YG3313, missing amounts when asked YG3306.
std::vector<Reference> read_panel(const data::Panel& panel, Fit& fit);

}  // namespace yugong::frontier::dea
