#pragma once

#include <string>
#include <vector>

#include "yugong/data/panel.hpp"
#include "yugong/regression/design.hpp"

/// Which rows of the panel a call estimates on: a condition, and the values of a column that each
/// give a model of their own. Rows outside stay in the panel: lags read them.
namespace yugong::regression {

struct PartOptions {
  std::string subset;  ///< condition in the language of expressions, or empty
  std::string split;   ///< column whose values give one model each, or empty
  std::string fsplit;  ///< the same after a model on all rows
};

/// One part to estimate on: the name of its group ("" without split, "full" for all rows) and the
/// conditions on its rows.
struct Group {
  std::string name;
  std::vector<Part> parts;
};

/// Groups in order: all rows first under `fsplit`, then the values as they occur in the panel.
/// Throws YG1206 (no row fulfils the condition), YG2269 (both split and fsplit), YG2104.
std::vector<Group> groups_of(const data::Panel& panel, const PartOptions& options);

/// Columns that the options read. Throws what is wrong with the condition.
std::vector<std::string> columns_of(const PartOptions& options);

}  // namespace yugong::regression
