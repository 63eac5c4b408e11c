#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "yugong/base/text.hpp"

namespace yugong {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

inline bool is_missing(double v) {
  return std::isnan(v);
}

/// A named column of numbers or of texts. A missing number is NaN; a missing text is the empty
/// string.
struct Column {
  std::string name;
  bool is_text = false;
  std::vector<double> numbers;     ///< used when !is_text
  std::vector<std::string> texts;  ///< used when is_text
  Text label;
  std::string unit;  ///< unit of measure, as declared

  std::size_t size() const { return is_text ? texts.size() : numbers.size(); }

  bool missing_at(std::size_t i) const {
    return is_text ? texts[i].empty() : is_missing(numbers[i]);
  }

  static Column of(std::string name, std::vector<double> v) {
    Column c;
    c.name = std::move(name);
    c.numbers = std::move(v);
    return c;
  }

  static Column of(std::string name, std::vector<std::string> v) {
    Column c;
    c.name = std::move(name);
    c.is_text = true;
    c.texts = std::move(v);
    return c;
  }
};

}  // namespace yugong
