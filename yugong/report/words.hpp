#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/text.hpp"

/// The fixed words of tables, figures and the page, in both languages, in one place: a study
/// overrides any of them
/// (`[style.words] yes = "√"`), and no writer holds a word of its own.
namespace yugong::report {

class Words {
 public:
  Words();

  /// Throws Error YG9001 when there is no such word.
  const Text& operator()(std::string_view key) const;

  const std::string& in(Lang lang, std::string_view key) const { return (*this)(key).in(lang); }

  bool has(std::string_view key) const;
  std::vector<std::string> keys() const;

  /// Replaces a word. Throws Error YG2104 with the nearest keys when there is no such word.
  Words& set(std::string_view key, Text word);

 private:
  std::map<std::string, Text, std::less<>> words_;
};

}  // namespace yugong::report
