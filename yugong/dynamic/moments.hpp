#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/dynamic/stack.hpp"
#include "yugong/regression/matrix.hpp"

/// Sums over units of a stacked system. Instruments are sparse by row, so each sum costs what the
/// non-zero entries cost; blocks of units have a size fixed by their number, and merge in a fixed
/// tree.
namespace yugong::dynamic {

/// How the error of a row is made of the errors of single periods: H = P P' with one row of P per
/// row of the system. The structures of xtabond2's h(): `identity` gives h(1); `separate` h(2),
/// errors of the level equation unrelated to the others; `joint` h(3).
enum class ErrorStructure { identity, separate, joint };

struct Loadings {
  std::vector<std::size_t> first;  ///< [rows + 1]
  std::vector<std::int32_t> slot;  ///< period of an error, or a number of its own
  std::vector<double> coefficient;
  std::int32_t slots = 0;  ///< slot numbers of a unit are below
};

/// Loadings of the system's rows. Orthogonal deviations of independent errors are independent, so
/// that `exact = false` may give them one error each where only P P' matters.
Loadings system_loadings(const Stack& stack, ErrorStructure structure, bool exact);

/// sum Z_i'P_i P_i'Z_i, [instruments x instruments].
regression::Matrix weight_matrix(const Stack& stack, const Loadings& p, const Executor& executor);

/// sum c_i Z_i'X_i, [instruments x regressors]; an empty `c` means ones.
regression::Matrix cross_regressors(const Stack& stack,
                                    std::span<const double> c,
                                    const Executor& executor);

/// Z_i'v_i of every unit, [instruments x units], for v on the rows of the system.
regression::Matrix unit_moments(const Stack& stack,
                                std::span<const double> v,
                                const Executor& executor);

/// X_i'Z_i g of every unit, [regressors x units].
regression::Matrix unit_products(const Stack& stack,
                                 std::span<const double> g,
                                 const Executor& executor);

/// y - X b on the rows given.
std::vector<double> residuals(const Rows& rows, std::span<const double> b);

}  // namespace yugong::dynamic
