#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"

namespace yugong::regression {

/// Weighted projection off the dummies of several factors:  min_a sum_i w_i (v_i - sum_q
/// a_q[level_q(i)])^2.
///
/// Prepared once for a sample and used for any number of columns (outcomes, regressors,
/// instruments, bootstrap draws). One factor: group means. Two factors, complete and unweighted:
/// closed form. Otherwise the factor with most levels is eliminated and the Schur complement of the
/// others is factorised (sparse LDL'), or solved by preconditioned conjugate gradients when its
/// fill would be large. The contract is on the result: for every factor max_level |sum w r| <=
/// 1e-12 max_level sum w |v|, else Error YG3106; an unconverged column is never returned. The
/// numbers do not depend on the number of threads. Source: Frisch and Waugh (1933), Lovell (1963);
/// Abowd, Creecy, Kramarz (2002) for the elimination.
class Absorption {
 public:
  enum class Way { nothing, means, closed_form, elimination, conjugate_gradient };

  struct Settings {
    bool constant = true;           ///< without factors: absorb the constant
    bool prefer_iteration = false;  ///< conjugate gradients instead of the factorisation
    double contract = 1e-12;
    int max_iterations = 10000;
  };

  /// `weights` [rows], or empty for ones.
  Absorption(std::vector<Factor> factors,
             std::vector<double> weights,
             std::size_t rows,
             const Settings& settings);
  Absorption(std::vector<Factor> factors, std::vector<double> weights, std::size_t rows);
  ~Absorption();
  Absorption(Absorption&&) noexcept;
  Absorption& operator=(Absorption&&) noexcept;

  /// Replaces every column by its residual.
  void residualise(Matrix& columns, const Executor& executor) const;

  /// Effects a_q of each factor with v - sum_q a_q[level_q] = residual, for v = `fitted` [rows] in
  /// the column space; the first factor carries the level, the others have weighted mean zero.
  std::vector<std::vector<double>> effects(std::span<const double> fitted,
                                           const Executor& executor) const;

  /// Diagonal of the projection onto the dummies, weights included. Empty when it would cost too
  /// much (conjugate gradients).
  std::vector<double> leverage(const Executor& executor) const;

  /// Rank of the dummies: exact for up to two factors (connected components) and wherever the
  /// complement was factorised (zero pivots), -1 otherwise.
  long rank() const;

  Way way() const;
  const std::vector<Factor>& factors() const;
  std::span<const double> weights() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace yugong::regression
