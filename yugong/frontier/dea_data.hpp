#pragma once

#include <vector>

#include "yugong/frontier/dea.hpp"

/// From the panel to amounts and reference sets, with every row of the data contract checked.
/// Private to the method.
namespace yugong::frontier::dea {

/// Fills variables, rows, keys, technology, dropped rows and notes of `fit` (whose options are set
/// and checked) and returns the reference sets. Throws: unknown variable YG2104, text column
/// YG3316, negative amount YG3302, a unit without any input or a reference set without any good
/// output YG3303, no row left YG3313, missing amounts when asked YG3306, a reference set that names
/// nothing or a row without a group YG3334, a negative direction YG3331.
std::vector<Reference> read_panel(const data::Panel& panel, Fit& fit);

// The rules of the data contract, in the order in which read_panel() follows them.

/// Refuses negative amounts, or shifts their columns, as the options ask; fills `shift`.
void treat_negatives(Fit& fit);

/// A unit without any input, and a reference set without any good output, have no meaning.
void refuse_empty_sides(const Fit& fit, const std::vector<Reference>& sets);

/// Warns of reference sets with fewer rows than the rule of thumb, once for all of them (YG3304).
void warn_few(Fit& fit, const std::vector<Reference>& sets);

/// Replaces zero amounts or warns of them.
void treat_zeros(Fit& fit);

}  // namespace yugong::frontier::dea
