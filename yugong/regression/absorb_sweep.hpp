#pragma once

#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb_layout.hpp"

/// Passes over the rows, for up to eight columns at once: each pass reads the levels once for all
/// of them. Small vectors hold the numbers of one level side by side: [columns of the complement *
/// count of v]. Private to the absorption.
namespace yugong::regression::absorbing {

constexpr std::size_t most_columns = 8;

/// The columns that are worked on, in the order of the sweep.
struct Columns {
  std::size_t count = 0;  ///< 1, 2, 4 or 8
  double* v[most_columns] = {};
  double mean[most_columns] = {};  ///< that magnitudes are measured from
};

/// What a pass finds out about D'v and |D|'|v|.
struct Sums {
  std::vector<double> small;            ///< [columns * count] sum of w u v by column
  std::vector<double> small_magnitude;  ///< sum of w |u| |v - mean|; by `forward` only
  std::vector<double> big;  ///< [big terms * count] largest absolute sum over the groups
  std::vector<double> big_magnitude;
};

/// Weighted sums and largest absolute values; fills `mean` when `centre`.
std::vector<double> sizes(const Layout& layout, Columns& c, bool centre, const Executor& executor);

/// Sums by small terms of v minus its projection on the big terms.
void forward(const Layout& layout, const Columns& c, const Executor& executor, Sums& sums);

/// Replaces v by (v - U b) minus its projection on the big terms. `sums` tells what is left, and
/// how large v was in the big terms. `coefficients` [big terms][groups], of the one column, are
/// added to unless null.
void backward(const Layout& layout,
              const Columns& c,
              const std::vector<double>& b,
              const Executor& executor,
              Sums& sums,
              std::vector<std::vector<double>>* coefficients);

/// U'W(U b - P U b): the complement times a vector, without reading v. `b` and the answer are in
/// coefficients of the terms as they are, unscaled.
void complement_times(const Layout& layout,
                      const Kinds& kinds,
                      std::size_t count,
                      const std::vector<double>& b,
                      const Executor& executor,
                      std::vector<double>& scratch,
                      std::vector<double>& out);

}  // namespace yugong::regression::absorbing
