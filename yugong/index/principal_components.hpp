#pragma once

#include <vector>

/// Kernel of the principal-component index.
namespace yugong::index {

struct EigenPairs {
  std::vector<double> values;                ///< falling
  std::vector<std::vector<double>> vectors;  ///< vectors[k] belongs to values[k]; unit length
};

/// Eigenvalues and eigenvectors of a symmetric matrix given by rows. An eigenvector points so that
/// its largest entry by absolute value is positive (the first of those equal up to 1e-9), or, with
/// `by_sum`, so that its entries sum to a positive number where they do not cancel.
EigenPairs symmetric_eigen(const std::vector<std::vector<double>>& matrix, bool by_sum);

/// Number of leading eigenvalues that together reach `share` of their sum.
std::size_t reaching(const std::vector<double>& values, double share);

struct Adequacy {
  double kmo;        ///< sum r^2 / (sum r^2 + sum a^2) off the diagonal, a the partial (anti-image)
                     ///< correlations (Kaiser 1974)
  double statistic;  ///< -(n - 1 - (2m + 5)/6) ln |R| (Bartlett 1950)
  int df;            ///< m (m - 1) / 2
};

/// Sampling adequacy and sphericity of a correlation matrix estimated from `rows` rows; kmo and
/// statistic are missing when the matrix is singular (smallest eigenvalue at most 1e-12 of the
/// largest) or has one row.
Adequacy adequacy(const std::vector<std::vector<double>>& correlation, std::size_t rows);

}  // namespace yugong::index
