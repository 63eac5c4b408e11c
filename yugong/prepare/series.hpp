#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/prepare/expression_tree.hpp"

/// Values while an expression is being computed.
namespace yugong::prepare {

/// One value per row, or one for all rows (`constant`). Logical values are 1, 0 and missing.
struct Series {
  enum class Type { number, logical, text };

  Type type = Type::number;
  bool constant = false;
  std::vector<double> numbers;
  std::vector<std::string> texts;
  std::string unit;  ///< of measure, as long as it is known
  Text label;        ///< of the column that it is, when it is one
  std::string name;

  bool is_text() const { return type == Type::text; }

  double number(std::size_t row) const { return numbers[constant ? 0 : row]; }

  const std::string& text(std::size_t row) const { return texts[constant ? 0 : row]; }

  static Series of(std::vector<double> values);
  static Series of_constant(double value);
};

/// Rows sorted into groups 0 .. count - 1; -1 where the group is missing.
struct Groups {
  std::vector<std::int32_t> code;
  std::size_t count = 0;
};

/// Groups by the combination of columns given; no column: one group of all rows. The words unit and
/// time stand for the keys of the panel unless `plain_columns`.
Groups group_rows(const data::Panel& panel,
                  const std::vector<std::string>& columns,
                  const Place& place = {},
                  bool plain_columns = false);

/// What the whole computation shares.
struct Context {
  const data::Panel& panel;
  const Expression& expression;
  std::vector<Problem>& notes;

  std::size_t rows() const { return panel.rows(); }

  Place at(const Node& node) const;
  /// "太原, 2015; 大同, 2016 and 3 more".
  Text keys(const std::vector<std::size_t>& rows) const;
};

Series compute(Context& context, const Node& node);

/// A function being called: its arguments, computed when asked for.
class Call {
 public:
  Call(Context& context, const Node& node) : context_(context), node_(node) {}

  Context& context() { return context_; }

  const data::Panel& panel() const { return context_.panel; }

  std::size_t rows() const { return context_.rows(); }

  const Node& node() const { return node_; }

  Place place() const { return context_.at(node_); }

  std::size_t count() const { return node_.items.size(); }

  Series any(std::size_t i);                          ///< positional argument of any type
  Series numeric(std::size_t i);                      ///< refuses text (YG2241)
  std::vector<double> column(std::size_t i);          ///< numeric, one value per row
  double constant(std::size_t i, double fallback);    ///< a number that is the same for all rows
  int whole(std::size_t i, int fallback, int least);  ///< a whole constant

  const Node* named(std::string_view name) const;  ///< value of a named argument, or nullptr
  Place named_place(std::string_view name) const;
  Series named_numeric(std::string_view name);
  std::optional<double> named_constant(std::string_view name);
  /// The word of a choice or mixed argument; empty when absent or when the value is an expression.
  std::string word(std::string_view name) const;
  bool flag(std::string_view name, bool fallback);
  Groups groups();  ///< of `by = `

  [[noreturn]] void refuse(const std::string& code, Text what, Text mend, const Place& place) const;
  void note(const std::string& code, Text what, Text mend = {});
  void warn(const std::string& code, Text what, Text mend = {});

 private:
  Context& context_;
  const Node& node_;
};

}  // namespace yugong::prepare
