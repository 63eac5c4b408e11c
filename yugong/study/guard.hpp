#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

namespace yugong::study {

/// Looks over the text of a TOML file before the parser sees it, and names every character that
/// cannot stand where it stands. Outside strings and comments a TOML file is plain ASCII:
/// full-width punctuation of a Chinese input method (`：＝，“”`), a Chinese key without quotes, a
/// no-break space and an opening bracket that no key follows are each one YG2003, with the line to
/// write instead. An empty list means that the text may be handed to the parser.
std::vector<Problem> guard(std::string_view text, const std::string& file);

}  // namespace yugong::study
