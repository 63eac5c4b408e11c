#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/regression/conventions.hpp"
#include "yugong/regression/covariance.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/formula.hpp"
#include "yugong/regression/matrix.hpp"

namespace yugong::regression {

/// A column of the design before rows are dropped. A plain variable is looked at where the panel
/// has it, so that long panels are not copied: the panel must outlive it.
struct Evaluated {
  std::string name;
  std::span<const double> values;  ///< [panel rows]; missing where it cannot be computed
  std::size_t undefined =
      0;  ///< rows where a function was undefined although its arguments were there, e.g. ln(0)
  std::shared_ptr<const std::vector<double>> made;  ///< what `values` shows, unless the panel's own
};

/// A column with values of its own.
Evaluated made_column(std::string name, std::vector<double> values, std::size_t undefined = 0);

/// Values of an expression on every row of the panel; dummies give several columns. Lags go by
/// calendar time inside the unit. Throws YG2104 (unknown variable), YG3109 (a text variable in
/// arithmetic), YG3113 (no such reference level).
std::vector<Evaluated> evaluate(const data::Panel& panel, const Expr& expr, const Formula& formula);
std::vector<Evaluated> evaluate(const data::Panel& panel, const Term& term, const Formula& formula);

/// A part of the panel: the other rows are left out of the sample, but lags still read them.
struct Part {
  std::string reason;  ///< of Dropped, "filter:..."
  Text label;
  std::vector<char> keep;  ///< [panel rows]
};

struct DesignOptions {
  std::vector<Part> parts;
  std::vector<std::vector<std::string>> clusters;  ///< ways of the covariance
  std::string weights;                             ///< column, or empty
  std::vector<std::string> complete;  ///< further columns that a row must have, e.g. coordinates
  WeightKind weight_kind = WeightKind::analytic;
  Singletons singletons = Singletons::drop;
  bool slopes =
      false;  ///< the method honours slopes of the effects; else they are refused (YG2267)
};

/// The sample of one model (one outcome) and all its columns on that sample.
struct Design {
  std::vector<std::uint32_t> rows;  ///< panel rows used, ascending
  std::string outcome;
  std::vector<double> y;           ///< [n]
  std::vector<std::string> names;  ///< of x
  Matrix x;                        ///< [n x p] exogenous regressors
  std::vector<std::string> endogenous_names, instrument_names;
  Matrix endogenous, instruments;
  std::vector<Factor> effects;   ///< on the sample
  std::vector<Factor> clusters;  ///< on the sample
  std::vector<double> weights;   ///< [n] or empty; analytic and probability weights scaled to sum n
  double n = 0;                  ///< observations: rows, or the sum of frequency weights
  std::size_t singletons = 0;    ///< rows dropped as such
  int singleton_passes = 0;      ///< passes that dropped something
  Sample sample;
  std::vector<Problem> notes;
};

/// Chooses the sample in this order: lags on the whole panel; rows outside of the parts asked for;
/// rows with a missing value dropped by cause; weights not above zero dropped; singletons of any
/// absorbed factor dropped until none is left. A singleton is a row alone in its level, whether the
/// level has an intercept, slopes or both (reghdfe's rule): a level with as many rows as parameters
/// stays, fitted perfectly. `formula` has one outcome. Throws YG3101 when no row is left, YG3112
/// for frequency weights that are not whole numbers.
Design make_design(const data::Panel& panel, const Formula& formula, const DesignOptions& options);

}  // namespace yugong::regression
