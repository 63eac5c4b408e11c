#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/method.hpp"

namespace yugong::study {

/// Every method of the program: the rows of all rooms that declare methods, in the order of the
/// rooms. The build writes this function from the list of rooms (study/CMakeLists.txt): a new
/// method appears here by its room's list alone.
std::vector<Method> all_methods();

/// The method of that verb, or nullptr.
const Method* find_method(std::string_view verb);

/// Verbs of a section of the study file ("model", "index", "efficiency").
std::vector<std::string> verbs_of(std::string_view section);

/// A kind of analysis that the study format knows and that this version may not have yet
/// ("threshold", "did", "sdm", ...).
bool is_planned_kind(std::string_view kind);

/// The method of an entry of a section: by its `kind`, else the first of the section (for models:
/// fe). Problems: YG2111 for a kind that is planned, YG2112 for one that is unknown.
const Method* method_of(const std::string& section,
                        const std::string& kind,
                        const std::string& path,
                        const Place& place,
                        std::vector<Problem>& problems);

}  // namespace yugong::study
