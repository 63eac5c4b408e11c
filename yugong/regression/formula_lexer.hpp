#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

/// Marks of a formula (and of `vcov`, which has the same spelling of names and numbers).
namespace yugong::regression {

struct Token {
  enum class Type { name, number, set, lag, symbol, end };
  Type type = Type::end;
  std::string text;  ///< name without ticks, set without @, symbol, number as written
  double number = 0;
  bool quoted = false;     ///< the name stood in ticks or quotes
  char op = 0;             ///< lag: 'L', 'F' or 'D'
  std::vector<long> lags;  ///< lag: periods as written
  int begin = 0;           ///< 0-based character
  int length = 0;
};

/// Splits a formula. `base` maps character 0 to the user's file. Throws Error YG2003 for full-width
/// marks (with the text to write instead) and YG2251 for a character that has no meaning here.
std::vector<Token> tokens_of(std::string_view text, const Place& base);

/// `base` moved by `begin` characters, underlining `length`.
Place shifted(const Place& base, int begin, int length);

/// The place of character 0 of `text`: `origin` when known, else a line of its own.
Place base_of(std::string_view text, const Place& origin);

/// sw, sw0, csw, csw0, mvsw: functions whose arguments enter in turn.
bool step_word(std::string_view word);

/// True when a name can be written without ticks.
bool plain_name(std::string_view name);

}  // namespace yugong::regression
