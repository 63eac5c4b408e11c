#pragma once

#include "yugong/simulate/grid.hpp"
#include "yugong/simulate/presentation.hpp"

namespace yugong::simulate {

/// Spoils the presentation (untidy) and some numbers (dirty) of a clean simulation: fills `shown`
/// and `injected`. Columns of the Stata file hold numbers only, so they get gaps and wrong numbers
/// but no spellings. In untidy mode gaps are inside a city's years and never in what the efficiency
/// program uses, so that interpolation loses little.
void spoil(const Grid& grid, std::uint64_t replicate, Simulated& simulated);

/// What a spoilt cell can be: the kinds of Injection.
inline constexpr const char* kDirtKinds[] = {"gap",
                                             "thousands separator",
                                             "full-width digits",
                                             "percent sign",
                                             "name",
                                             "outlier",
                                             "row shift",
                                             "zero for missing"};

}  // namespace yugong::simulate
