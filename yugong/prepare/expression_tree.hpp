#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "yugong/base/error.hpp"

/// The tree of an expression and the tokens it is read from. Positions are characters (not bytes)
/// from the start of the text, end exclusive.
namespace yugong::prepare {

class Expression;
struct Function;
struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct NamedArgument {
  std::string name;
  NodePtr value;
  int begin = 0;
  int end = 0;
};

struct Node {
  enum class Kind { number, text, logical, absent, name, list, unary, binary, call };

  Kind kind = Kind::number;
  std::string word;            ///< name, text or operator ("+", "==", "and", "in", "not in", ...)
  double number = 0;           ///< of a number, or 1 and 0 of true and false
  bool quoted = false;         ///< a name in back-ticks is always a column
  std::vector<NodePtr> items;  ///< operands, members of a list, positional arguments
  std::vector<NamedArgument> named;
  const Function* function = nullptr;
  int begin = 0;
  int end = 0;
};

struct Token {
  enum class Kind { number, text, name, symbol, shift, end };

  Kind kind = Kind::end;
  std::string word;   ///< symbols and words in canonical spelling: "==", "and", "not", ...
  double number = 0;  ///< of a number; the distance of a shift such as L2.
  bool quoted = false;
  int begin = 0;
  int end = 0;
};

/// The part [begin, end) of an expression that stands at `whole`, as a place in the user's file.
Place part_of(const Place& whole, int begin, int end);

/// Moves a place that points at a quoted text onto its first character, and makes up a line where
/// none is known.
Place settle_place(const std::string& text, Place place);

/// Splits a text into tokens; every mistake is appended. The last token is of kind end.
std::vector<Token> tokenise(const std::string& text,
                            const Place& place,
                            std::vector<Problem>& problems);

}  // namespace yugong::prepare
