#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/dynamic/instruments.hpp"
#include "yugong/regression/formula.hpp"

namespace yugong::dynamic {

/// Rows of every unit one after another; x row by row.
struct Rows {
  std::vector<std::size_t> first;  ///< [units + 1]
  std::vector<std::int32_t> slot;  ///< [rows] period counted from the first of the panel
  std::vector<double> y;           ///< [rows]
  std::vector<double> x;           ///< [rows x regressors]
};

/// An instrument of the stacked system.
struct InstrumentColumn {
  std::int32_t group = 0;  ///< of the groups given; `constant_group` for the constant
  bool level = false;      ///< gmm-style, in the level equation
};

inline constexpr std::int32_t constant_group = -1;

/// What is stacked: outcome, regressors and instruments as expressions of the panel.
struct StackInput {
  const regression::Formula* formula = nullptr;  ///< one outcome
  std::span<const InstrumentGroup> groups;       ///< iv groups first
  bool time_dummies = false;
  Equation dummies = Equation::level;  ///< where time dummies are instruments
  Equation equation = Equation::both;
  Transform transform = Transform::fd;
};

/// The stacked system of a dynamic panel: for every unit its transformed rows, then its level rows
/// (Roodman 2009, section 4). Lags go by calendar time on the full grid of periods. A transformed
/// row is used when outcome, regressors and iv-style instruments exist after the transformation, a
/// level row when they exist in levels; a missing gmm-style instrument is zero.
///
/// Differences stand in the row of the later period; a forward orthogonal deviation of period s
/// stands in row s + 1, so that the same lags are valid instruments of both.
struct Stack {
  std::vector<std::string> names;         ///< of the regressors; time dummies, then "_cons" last
  std::size_t regressors = 0;             ///< columns of x
  bool constant = false;                  ///< the last regressor is the constant
  std::vector<std::string> time_dummies;  ///< regressors that `| year` added
  std::string outcome;
  Rows rows;                              ///< of the system
  std::vector<std::size_t> level_first;   ///< [units] first level row of a unit
  std::vector<std::int64_t> panel_row;    ///< [rows] of the panel; -1 where there is none
  std::vector<std::uint32_t> unit;        ///< [units] code of the panel
  std::vector<std::int32_t> last;         ///< [units] last complete period, for deviations
  Rows differences;                       ///< first differences, for the AR tests
  std::vector<InstrumentColumn> columns;  ///< instruments with a value other than zero; the
                                          ///< constant first
  std::vector<std::size_t> z_first;       ///< [rows + 1]
  std::vector<std::uint32_t> z_column;    ///< instruments of a row, ascending
  std::vector<double> z_value;
  std::vector<InstrumentGroup> groups;  ///< as given, and that of the time dummies
  Equation equation = Equation::both;
  Transform transform = Transform::fd;
  std::size_t transformed_rows = 0, level_rows = 0;
  std::int32_t slots = 0;  ///< periods of the grid
  Sample sample;
  std::vector<Problem> notes;

  std::size_t units() const { return unit.size(); }

  std::size_t instruments() const { return columns.size(); }
};

/// Throws YG3101 (no row), YG3161 (no unit or time), YG3162 (too few periods), YG3174 (grid too
/// long), and what the evaluation of expressions throws.
Stack make_stack(const data::Panel& panel, const StackInput& input);

/// Leaves out regressors that are linear in earlier ones, the constant counting as the first
/// (YG1203).
void drop_collinear(Stack& stack);

/// Time dummies as a table: component, level, estimate, std_error. Empty when there are none.
Frame time_effects(const Stack& stack,
                   std::span<const std::string> terms,
                   std::span<const double> estimates,
                   std::span<const double> std_errors);
bool is_time_dummy(const Stack& stack, const std::string& term);

/// Keeps the instruments given (ascending).
void keep_instruments(Stack& stack, std::span<const std::size_t> kept);

}  // namespace yugong::dynamic
