#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "yugong/data/panel.hpp"

namespace yugong::regression {

/// A categorical variable on the rows of a sample: levels 0..levels-1 in order of their values
/// (numbers by size, texts by code point), so that the coding does not depend on the order of rows.
struct Factor {
  std::string name;
  std::vector<std::int32_t> level;  ///< [rows]; -1 where missing (only before the sample is chosen)
  std::int32_t levels = 0;
  std::vector<std::uint32_t> example;  ///< [levels] a panel row that has the level, for its label
  std::vector<std::string> variables;  ///< columns crossed
  /// Slopes of their own for every level, e.g. {"year"} for city[year]: the effect of level l on
  /// row i is a_l + sum_k b_lk slopes[k][i].
  std::vector<std::string> slope_names;
  std::vector<std::vector<double>> slopes;  ///< [slope][rows]; missing like any other variable
  bool intercept = true;                    ///< false: slopes alone, without the intercepts a_l
};

/// Codes the combination of `variables` on all rows of the panel. Throws YG2104 for an unknown
/// column.
Factor encode(const data::Panel& panel,
              const std::vector<std::string>& variables,
              const Place& place = {});

/// The factor on the rows given, with levels that do not occur removed; the order of levels stays.
/// Slopes go along.
Factor restrict_to(const Factor& factor, std::span<const std::uint32_t> rows);

/// "太原" or "山西^2015": the value of a level.
std::string level_label(const data::Panel& panel, const Factor& factor, std::int32_t level);

/// True when each level of `inner` occurs in one level of `outer` only.
bool nested_in(const Factor& inner, const Factor& outer);

/// Connected components of the bipartite graph whose edges are the rows.
std::int32_t components(const Factor& a, const Factor& b);

/// The factor of all combinations that occur (for multi-way clustering).
Factor cross(const Factor& a, const Factor& b);

}  // namespace yugong::regression
