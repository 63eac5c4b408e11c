#pragma once

#include <string>

namespace yugong::report {

/// A drawing made ready to stand inside a page: no declaration, width and height from the page,
/// every id with `prefix` (two drawings of one page must not share ids), `alt` for screen readers.
/// Text that is no SVG gives an empty string.
std::string inline_svg(const std::string& svg, const std::string& prefix, const std::string& alt);

}  // namespace yugong::report
