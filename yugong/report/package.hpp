#pragma once

#include <string>
#include <utility>
#include <vector>

namespace yugong::report {

/// A zip archive in memory with the parts given, in order; dates are fixed, so that the same parts
/// give the same bytes. Throws Error YG4025.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace yugong::report
