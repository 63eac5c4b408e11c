#pragma once

#include <vector>

/// Epsilon and weights of the epsilon-based measure from the columns of one side (Tone and Tsutsui
/// 2010, section 3).
///
/// For columns a and b: c_j = ln(b_j / a_j), D = sum |c_j - mean c| / (n (max c - min c)), zero
/// when c is constant; S = 1 - 2 D is their affinity. With rho the largest eigenvalue of S and v
/// its vector: epsilon = (m - rho) / (m - 1), zero for one column, and weights v / sum v.
namespace yugong::frontier {

struct AffinityResult {
  double epsilon = 0;
  std::vector<double> weight;  ///< [columns] sum one
  std::vector<double> matrix;  ///< [columns x columns] S
  bool repeated = false;       ///< the largest eigenvalue is not alone: the weights are equal
};

/// Columns of equal length, all entries positive.
AffinityResult affinity(const std::vector<std::vector<double>>& columns);

}  // namespace yugong::frontier
