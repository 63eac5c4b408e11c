#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/index/weighting.hpp"

/// What every method of this room reads from a panel: complete rows of a few numeric columns.
namespace yugong::index {

/// The rows on which every column has a value, and those values.
struct Readings {
  std::vector<std::uint32_t> rows;  ///< panel rows used, rising
  Columns values;                   ///< [columns][rows]
  Sample sample;
  std::vector<Problem> notes;  ///< YG3206 when rows were left out
};

/// Reads `columns`, keeping the rows where all of them, and `group` when it is not empty, have a
/// value; a row left out is counted under the first column that it lacks. Appends to `problems`:
/// unknown column (YG2104), text column (YG3214), infinite value (YG3215), column without any value
/// (YG3203), fewer than `fewest` complete rows (YG3204).
Readings complete_rows(const data::Panel& panel,
                       const std::vector<std::string>& columns,
                       const std::string& group,
                       std::size_t fewest,
                       std::vector<Problem>& problems);

/// A frame with the panel's unit and time columns.
Frame with_keys(const data::Panel& panel);

/// "太原, 2015; 阳泉, 2016; ... (12)": the first rows by their keys.
std::string first_keys(const data::Panel& panel, const std::vector<std::size_t>& rows);

/// Throws the errors together, when there are any.
void throw_any(std::vector<Problem>& problems);

}  // namespace yugong::index
