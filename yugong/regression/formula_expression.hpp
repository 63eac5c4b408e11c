#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/regression/formula.hpp"
#include "yugong/regression/formula_lexer.hpp"

namespace yugong::regression {

/// The marks of a formula, read from left to right, and the arithmetic that may stand inside a
/// term. The parser of terms builds on it. Every refusal carries the place of a mark.
class Expressions {
 protected:
  Expressions(std::string_view text, const Place& base)
      : tokens_(tokens_of(text, base)),
        base_(base) {}

  // Marks.
  const Token& peek(std::size_t ahead = 0) const;
  const Token& take();
  bool symbol(std::string_view s, std::size_t ahead = 0) const;
  [[noreturn]] void refuse(const Token& t, const char* code, Text what, Text mend) const;
  [[noreturn]] void unexpected() const;
  static std::string written(const Token& t);
  void expect(const char* s, const char* en, const char* zh);

  // Inside a term: lags, powers, calls, parentheses. Several values only for lists of lags.
  std::vector<Expr> powers();
  std::vector<Expr> signed_primary();
  Expr one(std::vector<Expr> list, const Token& at) const;
  Expr sum();
  Expr factor();
  Expr signed_power();
  static Expr binary(Expr::Op op, Expr left, Expr right);
  static Expr variable(const std::string& name);
  /// A name, number, call, parentheses, or lags of one of these.
  std::vector<Expr> primary();
  std::vector<Expr> primary_here();
  static Expr placed(Expr e, const Token& t);
  std::vector<Expr> lags(const Token& t, const std::vector<Expr>& operands) const;
  /// L.L.x is L2.x, as in Stata.
  static Expr shift(Expr x, long by);
  std::vector<Expr> calls();
  [[noreturn]] void unknown_function(const Token& name) const;
  /// i(year), i(year, ref = 2010), i(year, x, ref = c(2010, 2011), keep = 2012:2015).
  Expr dummies(const Token& name);
  /// A level, a range of whole numbers, or c(...) of these.
  std::vector<std::string> level_list();
  void one_level(std::vector<std::string>& out);
  /// l(x, 1:3), f(x), d(x, c(1, 2)); the numbers are periods of calendar time.
  std::vector<Expr> moved(const Token& name);
  std::vector<long> periods();

  std::vector<Token> tokens_;
  Place base_;
  std::size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace yugong::regression
