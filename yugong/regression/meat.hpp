#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"
#include "yugong/regression/vcov.hpp"

/// Meats of the sandwich: sums of products of scores over rows that may be correlated. Private to
/// the room. Scores are [n x p], one row per observation.
namespace yugong::regression {

/// s's over all rows.
Matrix meat_of_rows(const Matrix& scores);

/// Sums of the scores by level: [levels x p].
Matrix sums_by(const Matrix& scores, const Factor& factor);

/// Inclusion and exclusion over all intersections of the ways (Cameron, Gelbach and Miller 2011,
/// eq. 2.13).
Matrix meat_of_clusters(const Matrix& scores, std::span<const Factor> ways);

/// The same from `sums`, which gives the scores summed by the levels of a factor [levels x size].
Matrix meat_of_clusters(const std::function<Matrix(const Factor&)>& sums,
                        std::span<const Factor> ways,
                        std::size_t size);

/// Driscoll and Kraay (1998): G_0 + sum_l (1 - l/(L+1)) (G_l + G_l') of the scores summed by
/// period, lags by calendar time.
Matrix meat_over_time(const Matrix& scores, std::span<const long> period, long lags);

/// Newey and West (1987) within each unit, lags by calendar time.
Matrix meat_within_units(const Matrix& scores,
                         std::span<const std::int32_t> unit,
                         std::span<const long> period,
                         long lags);

/// Conley (1999): sum_ij k(d_ij) S_i S_j' over pairs of places no farther than the cutoff, S the
/// scores of a place summed over time (or of a place and period, `same_year`); places are equal
/// coordinates. With serial lags, Bartlett weights between periods of the same unit are added
/// (Hsiang 2010). `period` and `unit` are read only where the vcov needs them.
Matrix meat_over_distance(const Matrix& scores,
                          std::span<const double> latitude,
                          std::span<const double> longitude,
                          std::span<const std::int32_t> unit,
                          std::span<const long> period,
                          const Vcov& vcov);

}  // namespace yugong::regression
