#pragma once

#include <string>
#include <vector>

#include "yugong/report/figure.hpp"

/// Colours that readers with any colour vision can tell apart, as "#rrggbb".
namespace yugong::report {

/// Okabe and Ito (2008), the eight colours in an order that starts with the most distinct; repeats
/// after eight.
std::string categorical_colour(std::size_t k);

/// `n` classes from light to dark (ColorBrewer YlGnBu) or from orange over white to violet (PuOr).
std::vector<std::string> class_colours(Scale scale, std::size_t n);

}  // namespace yugong::report
