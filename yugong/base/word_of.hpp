#pragma once

#include <string>

#include "yugong/base/options.hpp"

namespace yugong {

/// The word of an option's choice, as a user writes it: the inverse of names_of().
template <class E>
std::string word_of(E value) {
  for (const auto& [word, choice] : names_of(value))
    if (choice == value) return word;
  return "";
}

}  // namespace yugong
