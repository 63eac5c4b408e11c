#pragma once

#include <cstddef>
#include <string>

namespace yugong::regression {

/// Critical values of Stock and Yogo (2005) for the Cragg-Donald F. Tables: ivbias5, ivbias10,
/// ivbias20, ivbias30 (relative bias of two-stage least squares), ivsize10, ivsize15, ivsize20,
/// ivsize25 (size of its Wald test), limlsize10 ... limlsize25, fullrel5 ... fullrel30, fullmax5
/// ... fullmax30. Missing where the paper prints no value: never a neighbour's.
double stock_yogo(const std::string& table, std::size_t endogenous, std::size_t instruments);

}  // namespace yugong::regression
