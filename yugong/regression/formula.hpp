#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/error.hpp"

/// The formula of a model:  `y ~ x1 + x2 | fe1 + fe2^fe3 | endogenous ~ z1 + z2`.
///
/// Terms:  `x`, `a:b` (product), `a*b` (a + b + a:b), `x^2`, `x/y`, `ln(x)`, `I(x + 2*y)`, lags by
/// calendar time `L.x`, `L2.x`, `F.x`, `D.x`, `L(1:3).x`, dummies `i(year, ref=2010)` and slopes by
/// level `i(year, x, ref=2010)`, `@controls` (a named set),
/// `- x` (leaves a term out again), `0` (no constant). Names may be Chinese; any other name stands
/// in back ticks or quotes. Outcome: one expression, or `c(y1, y2)` for one model each. `|` parts:
/// the fixed effects, `a^b` one effect per combination, `0` for none; then the endogenous variables
/// and their excluded instruments.
namespace yugong::regression {

/// An arithmetic expression over columns of the panel.
struct Expr {
  enum class Op {
    number,
    variable,
    call,
    add,
    subtract,
    multiply,
    divide,
    power,
    negate,
    lag,         ///< `by` periods earlier (negative: later), within the unit
    difference,  ///< x minus x one period earlier
    dummies,     ///< one column per level of the variable `name`, times args[0] when there is one
  };
  Op op = Op::number;
  double value = 0;       ///< number
  long by = 0;            ///< lag
  std::string name;       ///< variable, or function of a call
  std::string reference;  ///< dummies: level left out; empty = the lowest
  std::vector<Expr> args;
  int begin = 0;   ///< 0-based character of the formula
  int length = 0;  ///< characters
};

/// A regressor: the product of one or more expressions.
struct Term {
  std::vector<Expr> factors;
  std::string name;  ///< canonical, e.g. "L.nqp", "a:b", "ln(gdp)"
};

/// An absorbed factor: one effect for each combination of the values of `variables`.
struct FixedEffect {
  std::vector<std::string> variables;
  std::string name;  ///< "prov^year"
  int begin = 0;
  int length = 0;
};

/// Named sets of terms, as in the study file's [sets].
using Sets = std::map<std::string, std::vector<std::string>>;

struct Formula {
  std::vector<Expr> outcomes;
  std::vector<Term> terms;
  bool constant = true;
  std::vector<FixedEffect> fixed_effects;
  std::vector<Term> endogenous;
  std::vector<Term> instruments;
  std::string text;  ///< as written
  Place origin;      ///< of the formula's first character in the user's file, when known
};

/// Reads a formula. Throws Error: YG2251 (not understood), YG2003 (full-width character), YG2252
/// (unknown set), YG2253 (unknown function), YG2254 (part missing or doubled). Places count
/// characters inside the formula, shifted by `origin` when known.
Formula parse_formula(std::string_view text, const Sets& sets = {}, const Place& origin = {});

/// One formula per outcome.
std::vector<Formula> by_outcome(const Formula& formula);

/// The formula with sets expanded, lags written out and spaces regular; reads back to the same
/// model.
std::string canonical(const Formula& formula);
std::string canonical(const Expr& expr);

/// Columns that the formula reads, each once, in order of appearance.
std::vector<std::string> variables(const Formula& formula);

/// One problem YG2104 for each name of the formula that is not among `known`, with the nearest
/// names.
std::vector<Problem> unknown_variables(const Formula& formula, std::span<const std::string> known);

/// Place of characters [begin, begin + length) of the formula.
Place place_in(const Formula& formula, int begin, int length);

}  // namespace yugong::regression
