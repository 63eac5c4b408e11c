#pragma once

#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"

/// Bias-reduced clustered errors: residuals of each cluster multiplied by (I - H_gg)^(-1/2) (CR2)
/// or (I - H_gg)^-1 (CR3), H the hat matrix of the whole design, fixed effects included. I - H_gg
/// is singular wherever an effect is nested in the clusters, so that the symmetric pseudo-inverse
/// is taken: eigenvalues below 1e-9 count as zero (Bell and McCaffrey 2002; Pustejovsky and Tipton
/// 2018). With weights everything happens on rows multiplied by their square roots.
namespace yugong::regression {

/// The fitted model that is adjusted.
struct WholeDesign {
  const Absorption* absorption = nullptr;
  const Matrix* slopes = nullptr;  ///< [n x k] residualised regressors
  const Matrix* bread = nullptr;   ///< [k x k] (X~'wX~)^-1
  std::span<const double> residuals;
  std::span<const double> weights;  ///< [n] or empty
};

struct ClusterAdjustment {
  std::vector<double> residuals;  ///< [n] adjusted
  std::vector<double> df;         ///< [k] Satterthwaite degrees of freedom of each slope; on demand
};

enum class Reduction { half, full };  ///< CR2, CR3

/// Work grows with the square of the rows: throws YG3117 above 30,000 rows.
ClusterAdjustment adjust(const WholeDesign& design,
                         const Factor& clusters,
                         Reduction reduction,
                         bool satterthwaite,
                         const Executor& executor);

}  // namespace yugong::regression
