#include "yugong/report/name_patterns.hpp"

#include <algorithm>

namespace yugong::report {

bool is_pattern(std::string_view name) {
  return name.find('*') != std::string_view::npos;
}

bool matches(std::string_view pattern, std::string_view name) {
  // Greedy with one point of return: after a star everything may be tried again one byte later.
  std::size_t p = 0, n = 0, star = std::string_view::npos, from = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(patterns,
                             [&](const std::string& pattern) { return matches(pattern, name); });
}

}  // namespace yugong::report
