#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/method.hpp"

namespace yugong::study {

/// Every method of the program: the rows of all rooms that declare methods, in the order of the
/// rooms.
const std::vector<Method>& all_methods();

/// The method of that verb, or nullptr.
const Method* find_method(std::string_view verb);

/// Verbs of a section of the study file ("model", "index", "efficiency").
std::vector<std::string> verbs_of(std::string_view section);

/// A kind of analysis that the study format knows and this version does not have yet ("sysgmm",
/// "did", "sdm", ...).
bool is_planned_kind(std::string_view kind);

}  // namespace yugong::study
