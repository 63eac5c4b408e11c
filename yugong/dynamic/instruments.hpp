#pragma once

#include <limits>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/base/value.hpp"
#include "yugong/regression/formula.hpp"

namespace yugong::dynamic {

/// The equations of a panel model with unit effects: transformed (differences or forward orthogonal
/// deviations), in levels, or both together.
enum class Equation { both, difference, level };
enum class Transform { fd, fod };

inline Names<Equation> names_of(Equation) {
  return {
      {"both", Equation::both}, {"difference", Equation::difference}, {"level", Equation::level}};
}

inline Names<Transform> names_of(Transform) {
  return {{"fd", Transform::fd}, {"fod", Transform::fod}};
}

/// A set of instruments that a user names together, as one gmm() or iv() of xtabond2.
struct InstrumentGroup {
  static constexpr long no_limit = std::numeric_limits<long>::max();

  enum class Style { gmm, iv };
  Style style = Style::gmm;
  regression::Formula variables;  ///< its terms are the variables
  long from = 1;                  ///< gmm: nearest lag of the variable as listed; may be negative
  long to = no_limit;             ///< gmm: farthest lag
  bool collapse = false;          ///< gmm: one column per lag instead of one per period and lag
  bool passthru = false;          ///< gmm: levels, not differences, in the level equation; iv: not
                                  ///< transformed in the transformed equation
  bool mz = false;                ///< iv: a missing value counts as zero and does not drop the row
  bool split = false;             ///< gmm: two groups in the difference-in-Hansen tests
  Equation equation = Equation::both;
  std::string label;  ///< "gmm(n, lag(2 4) collapse)"
};

/// Reads groups as a study file or a command line gives them: a text `L.n w, lag(2 4) collapse
/// eq(diff)` (several separated by ';'), a table `{ vars = ["L.n"], lags = [2, 4], collapse = true
/// }`, or a list of these. A lag limit without end is written `.` or inf. `path` names the option
/// in messages. All mistakes are thrown together: YG2261, YG2262, and those of formulas.
std::vector<InstrumentGroup> instrument_groups(const Value& written,
                                               InstrumentGroup::Style style,
                                               const regression::Sets& sets,
                                               const std::string& path);

/// "gmm(n, lag(2 4) collapse)": the group as xtabond2 writes it.
std::string label_of(const InstrumentGroup& group);

}  // namespace yugong::dynamic
