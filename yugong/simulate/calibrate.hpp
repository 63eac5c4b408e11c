#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

/// Shapes with given moments: the numbers that a simulated column takes, fixed before a random draw
/// decides which cell gets which.
namespace yugong::simulate {

/// The four numbers that a table of descriptive statistics prints.
struct Moments {
  double mean = 0, sd = 0, min = 0, max = 0;  ///< sd with divisor n - 1
};

Moments moments_of(std::span<const double> values);

/// Two equations in two unknowns, searched on a grid and polished by damped Newton steps. `coarse`
/// may be a cheaper version of `exact` for the grid. Returns the best point found; `error` receives
/// the largest relative deviation there.
using Pair = std::array<double, 2>;

struct Box {
  Pair low = {-3.5, -2.5};
  Pair high = {2.5, 7.0};
};

Pair solve_pair(const std::function<Pair(Pair)>& coarse,
                const std::function<Pair(Pair)>& exact,
                Pair target,
                double* error = nullptr,
                const Box& box = {});

/// `count` ascending numbers from min to max, both attained, with the mean and sd asked for:
/// quantiles of a Kumaraswamy law, F(z) = 1 - (1 - z^a)^b on [0, 1], at (k / (count - 1)). YG3402
/// when no a, b gives the moments within 1e-6.
std::vector<double> with_moments(std::size_t count, const Moments& target);

/// As with_moments, for numbers that have the four moments after `share` of them was winsorised at
/// either end: those beyond run on to min - below (max - min) and max + above (max - min).
std::vector<double> with_winsorised_moments(
    std::size_t count, const Moments& target, double share, double below, double above);

/// Kumaraswamy quantiles with shapes exp(shape[0]), exp(shape[1]) on [low, high].
std::vector<double> kumaraswamy(std::size_t count, double low, double high, Pair shape);

/// Information divergence d = 1 - e of a min-max scaled indicator: e = -sum p ln p / ln n, p = (z +
/// shift) / sum.
double divergence(std::span<const double> z, double shift);

/// `count` ascending numbers on [0, 1], both ends attained, with a given mean and divergence: an
/// exponential of a sinh-arcsinh normal score, whose spread and tail weight are solved for. For
/// means above one half the mirrored shape.
std::vector<double> with_divergence(std::size_t count,
                                    double mean,
                                    double divergence,
                                    double shift);

/// Position (0-based) of every value in ascending order; ties in order of appearance.
std::vector<std::size_t> ranks(std::span<const double> values);

/// sorted[rank] for every cell: the ordering of `score` with the numbers of `sorted`.
std::vector<double> dealt(std::span<const double> score, std::span<const double> sorted);

}  // namespace yugong::simulate
