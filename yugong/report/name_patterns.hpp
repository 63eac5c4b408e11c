#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Names of terms with `*` for any run of characters: "i.year*", "L*.CEE", "*".
namespace yugong::report {

bool is_pattern(std::string_view name);
bool matches(std::string_view pattern, std::string_view name);
bool matches_any(const std::vector<std::string>& patterns, std::string_view name);

}  // namespace yugong::report
