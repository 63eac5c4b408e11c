#pragma once

#include <cstddef>
#include <vector>

#include "yugong/regression/linear_model.hpp"
#include "yugong/regression/panel_columns.hpp"

namespace yugong::regression {

/// Predictions of a linear model on every row of the panel, in the sample or not.
struct Predictions {
  std::vector<double> xb;    ///< [panel rows] x'b, the reported constant included
  std::vector<double> stdp;  ///< standard error of xb
  /// Sum of the absorbed effects (reghdfe's d); missing where a level of the row was not in the
  /// sample, or where the sample does not tie the levels of two factors together.
  std::vector<double> effects;
  std::vector<double> xbd;    ///< xb + effects; on the sample the fitted value
  std::size_t predicted = 0;  ///< rows outside of the sample with xbd
  std::size_t unknown = 0;    ///< rows outside of the sample with xb, but without known effects
};

/// `m` estimated with its effects; `formula` is that of the model alone. Rows without a regressor
/// are missing throughout.
Predictions predict(const LinearModel& m, PanelColumns& columns, const Formula& formula);

}  // namespace yugong::regression
