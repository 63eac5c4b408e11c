#pragma once

#include <span>
#include <vector>

namespace yugong::prepare {

/// Percentile p in [0, 100] of the non-missing values, as Stata's _pctile and winsor2 define it
/// (quantile type 2 of Hyndman and Fan 1996): P = n p / 100; when P is whole, the mean of the order
/// statistics P and P + 1, else the order statistic of the next whole number; p = 0 is the minimum
/// and p = 100 the maximum. Missing when there is no value. `values` holds no missing value and is
/// reordered. Cost: linear in its length.
double percentile(std::span<double> values, double p);

/// Several percentiles of a column that may have missing values (a copy is made).
std::vector<double> percentiles(std::span<const double> column, std::span<const double> ps);

}  // namespace yugong::prepare
