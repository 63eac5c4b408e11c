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
/// calendar time `L.x`, `L2.x`, `F.x`, `D.x`, `L(1:3).x` or as fixest writes them `l(x, 1:3)`,
/// `f(x)`, `d(x, 2)`, dummies `i(year, ref=2010)` and slopes by level `i(year, x, ref=2010)`,
/// `@controls` (a named set), `- x` (leaves a term out again), `0` (no constant). Names may be
/// Chinese; any other name stands in back ticks or quotes. Outcome: one expression, or `c(y1, y2)`
/// for one model each. `|` parts: the fixed effects, `a^b` one effect per combination, `a[z]` with
/// a slope on z for every level, `a[[z]]` the slope alone, `0` for none; then the endogenous
/// variables and their excluded instruments. Steps, one model each: `csw(a, b)` adds a, then b,
/// `sw(a, b)` takes a, then b; `csw0`, `sw0` begin with none of them; `mvsw` takes every subset.
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
  double value = 0;                     ///< number
  long by = 0;                          ///< lag
  std::string name;                     ///< variable, or function of a call
  std::vector<std::string> references;  ///< dummies: levels left out; empty = the lowest
  std::vector<std::string> keep;        ///< dummies: the only levels that get a column, if any
  std::vector<Expr> args;
  int begin = 0;   ///< 0-based character of the formula
  int length = 0;  ///< characters
};

/// A regressor: the product of one or more expressions.
struct Term {
  std::vector<Expr> factors;
  std::string name;  ///< canonical, e.g. "L.nqp", "a:b", "ln(gdp)"
};

/// An absorbed factor: one effect for each combination of the values of `variables`, and one slope
/// of each level on each of `slopes`.
struct FixedEffect {
  std::vector<std::string> variables;
  std::string name;  ///< "prov^year", "city[t]", "city[[t]]"
  std::vector<Expr> slopes;
  bool intercept = true;  ///< false: slopes alone
  int begin = 0;
  int length = 0;
};

/// Lists that enter in turn, one model each: `csw(a, b + c)`.
template <class Item>
struct Steps {
  std::string word;    ///< "sw", "sw0", "csw", "csw0" or "mvsw"; empty: no steps
  std::size_t at = 0;  ///< items of the part that stand before
  std::vector<std::vector<Item>> lists;
};

/// Named sets of terms, as in the study file's [sets].
using Sets = std::map<std::string, std::vector<std::string>>;

struct Formula {
  std::vector<Expr> outcomes;
  std::vector<Term> terms;
  bool constant = true;
  std::vector<FixedEffect> fixed_effects;
  Steps<Term> term_steps;           ///< beside `terms`
  Steps<FixedEffect> effect_steps;  ///< beside `fixed_effects`
  std::vector<Term> endogenous;
  std::vector<Term> instruments;
  std::string text;  ///< as written
  Place origin;      ///< of the formula's first character in the user's file, when known
};

/// Reads a formula. Throws Error: YG2251 (not understood), YG2003 (full-width character), YG2252
/// (unknown set), YG2253 (unknown function), YG2254 (part missing or doubled), YG2266 (steps that
/// stand where they cannot). Places count characters inside the formula, shifted by `origin` when
/// known.
Formula parse_formula(std::string_view text, const Sets& sets = {}, const Place& origin = {});

/// Throws YG2268 when the formula has steps: for methods that take one model at a time.
void refuse_steps(const Formula& formula);

/// One formula per outcome. Throws YG2268 for a formula with steps: one outcome would have several
/// models that nothing tells apart.
std::vector<Formula> by_outcome(const Formula& formula);

/// One formula per model: per outcome, then per step of the regressors, then per step of the fixed
/// effects.
std::vector<Formula> each_model(const Formula& formula);

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
