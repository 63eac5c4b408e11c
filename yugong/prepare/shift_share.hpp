#pragma once

#include <optional>
#include <vector>

#include "yugong/data/panel.hpp"

/// A shift-share variable (Bartik 1991; Goldsmith-Pinkham, Sorkin and Swift 2020; Borusyak, Hull
/// and Jaravel 2022):
///
///     B_it = sum_k s_ik g_kt
///
/// s_ik the share of sector k in unit i, of the base period or of the row's own, g_kt the growth of
/// the sector: given, or of the sums of levels over the other units,
///
///     g_kt = sum_{j != i} l_jkt / sum_{j != i} l_jkr - 1,      r the period before, or the base
///
/// over the units that have the level in both periods.
namespace yugong::prepare {

struct ShiftShareInput {
  std::vector<std::vector<double>> shares;  ///< [sector][row]; empty: levels over their sum
  std::vector<std::vector<double>> growth;  ///< [sector][row]; empty: made of the levels
  std::vector<std::vector<double>> levels;  ///< [sector][row]
  std::optional<long> base;                 ///< period of the shares
  bool from_base = false;                   ///< growth since the base, not since the period before
  bool leave_one_out = true;                ///< sums over the others alone
};

struct ShiftShare {
  std::vector<double> values;                               ///< [rows]
  std::vector<std::size_t> without_shares, without_growth;  ///< rows missing for that reason
  std::size_t first_period = 0;        ///< rows that have no period to grow from
  std::size_t incomplete = 0;          ///< rows whose shares do not add up to one (1e-6)
  double least_sum = 1, most_sum = 1;  ///< of the shares of a row
  std::vector<std::size_t> negative;   ///< rows with a negative share or level
};

ShiftShare shift_share(const data::Panel& panel, const ShiftShareInput& input);

}  // namespace yugong::prepare
