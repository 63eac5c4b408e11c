#pragma once

#include <span>
#include <string>
#include <vector>

#include "yugong/data/panel.hpp"

/// Capital stock by perpetual inventory (Goldsmith 1951), unit by unit in calendar time:
///   K_t = (1 - delta_t) K_{t-1} + I_t            I in constant prices
/// First stock K_0, in the first period with investment:
///   growth     K_0 = I_0 / (g + delta)    steady state; g = mean geometric growth of I over
///   `years` years from period 0
///              (all years without it).     Harberger (1978); Hall and Jones (1999, QJE 114(1))
///              with years = 10
///   perpetual  K_0 = I_1 / (g + delta)    with the investment of the next year and years = 5
///   unless given.
///              Reinsdorf and Cover (2005); Shan (2008, 数量经济技术经济研究 25(10)) for the
///              provinces
///   ratio      K_0 = ratio x I_0          Zhang, Wu and Zhang (2004, 经济研究 39(10)): I_0 / 10 %,
///   ratio = 10 value      K_0 is given               a column, read in the first period where it
///   has a value opening    K_0 = (1 - delta_0) K_{-1} + I_0, K_{-1} given: the stock before the
///   first year
namespace yugong::prepare {

struct InitialStock {
  enum class Rule { growth, perpetual, ratio, value, opening };

  Rule rule = Rule::growth;
  int years = 0;  ///< of growth and perpetual; 0: the rule's own
  double ratio = 10;
  std::span<const double> given;  ///< of value and opening, one per row
};

struct CapitalStock {
  std::vector<double> stock;  ///< one per row, missing before the first and after a break
  std::vector<std::size_t>
      breaks;  ///< rows where investment, depreciation or a period is missing, per unit the first
  std::vector<std::size_t>
      unstarted;  ///< first row of units for which no first stock can be computed
  std::vector<std::size_t> negative;         ///< rows whose stock is below zero
  double least_growth = 0, most_growth = 0;  ///< of g over units, rules growth and perpetual
};

/// `investment` and `depreciation` have one value per row. Depreciation rates lie in [0, 1).
CapitalStock capital_stock(const data::Panel& panel,
                           std::span<const double> investment,
                           std::span<const double> depreciation,
                           const InitialStock& initial);

}  // namespace yugong::prepare
