#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"
#include "yugong/data/panel.hpp"

/// The expression language of derived variables and sample filters:
///
///     ln(gdp / pop)            if(region in ["上游", "中游"], 1, 0)      D.ln(gdp_real)
///     mean(x, by = region)     year < 2020 or year > 2022               `人均 GDP` * 1.05
///
/// docs/reference/expressions.md lists everything; functions() is the same list for help pages.
///
/// Missing values. A missing operand makes arithmetic and comparisons missing; division by zero and
/// the logarithm of a number that is not positive are missing and counted in a note. `and` and `or`
/// follow three-valued logic (false and missing = false). A filter keeps the rows where the
/// condition is true, so a missing condition drops the row. This differs from Stata, where a
/// missing value is larger than every number.
namespace yugong::prepare {

struct Node;

/// A parsed expression: cheap to copy, never changed.
class Expression {
 public:
  Expression(std::string text, Place place, std::shared_ptr<const Node> root);

  const std::string& text() const { return text_; }

  /// The whole expression in the user's file; column and length cover the text without its quotes.
  const Place& place() const { return place_; }

  const Node& root() const { return *root_; }

 private:
  std::string text_;
  Place place_;
  std::shared_ptr<const Node> root_;
};

/// Parses `text`. `place` is where the text stands in the user's file (the opening quote or the
/// first character); messages point into it. Throws Error with every syntax mistake that can be
/// told apart: YG2003 full-width character, YG2040 syntax, YG2041 not closed, YG2140 unknown
/// function, YG2141 unknown argument, YG2240 number of arguments.
Expression parse_expression(std::string_view text, const Place& place = {});

/// Columns that the expression reads, each once, in order of first use. Exact: keywords such as
/// `initial = growth` and `by = time` are not among them. The keys of the panel are read by time
/// and group functions without being named.
std::vector<std::string> names(const Expression& expression);

/// Computes a column; every cell is marked `derived`, the name is empty, `formula` is the text.
/// Unknown names are reported together (YG2104), wrong types as YG2241, values as YG2242. What was
/// assumed or became missing on the way (logarithm of zero, convention of a price index) is
/// appended to `notes`.
data::DataColumn evaluate(const Expression& expression,
                          const data::Panel& panel,
                          std::vector<Problem>* notes = nullptr);

/// True where the condition holds; false where it is false or missing. Refuses an expression that
/// is no condition (YG2244), e.g. `year - 2020`.
std::vector<bool> condition(const Expression& expression,
                            const data::Panel& panel,
                            std::vector<Problem>* notes = nullptr);

/// evaluate() into the column `name` of the panel, replacing one of that name, with one Change row
/// ("derive") and the notes kept in the table.
void derive(data::Panel& panel, const std::string& name, const Expression& expression);

/// One function of the language, for help and reference pages.
struct FunctionInfo {
  std::string name;
  std::string usage;  ///< "mean(x, by = ...)"
  Text meaning;
  std::string stata;  ///< what one would write in Stata, or empty
};

std::vector<FunctionInfo> functions();

}  // namespace yugong::prepare
