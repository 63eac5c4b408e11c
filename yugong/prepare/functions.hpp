#pragma once

#include <optional>
#include <string>
#include <vector>

#include "yugong/prepare/expression.hpp"
#include "yugong/prepare/series.hpp"

/// The table of functions: the parser takes names and arguments from it, the evaluator what to run,
/// help pages the rest.
namespace yugong::prepare {

class Call;

/// A named argument.
struct Parameter {
  enum class Kind {
    value,    ///< an expression
    number,   ///< a constant
    choice,   ///< one of `words`
    mixed,    ///< one of `words`, plain or with a number in brackets, or an expression
    groups,   ///< a column, a list of columns, or the words unit and time
    columns,  ///< an expression, or a list of expressions
  };

  std::string name;
  Kind kind = Kind::value;
  std::vector<std::string> words;
};

struct Function {
  FunctionInfo info;
  int least = 1;  ///< positional arguments
  int most = 1;   ///< -1: any number
  std::vector<Parameter> named;
  Series (*run)(Call&) = nullptr;

  const Parameter* parameter(const std::string& name) const;
};

const std::vector<Function>& function_table();
const Function* find_function(const std::string& name);

/// True when the value of a named argument is a word of the language and no column.
bool is_word(const Parameter& parameter, const Node& value);

}  // namespace yugong::prepare
