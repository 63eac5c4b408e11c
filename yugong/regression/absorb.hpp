#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/factor.hpp"
#include "yugong/regression/matrix.hpp"

namespace yugong::regression {

/// Weighted projection off the effects of several factors:  min sum_i w_i (v_i - sum_q (a_q + sum_k
/// b_qk z_qk,i)[level_q(i)])^2, a an intercept and b slopes of every level.
///
/// Prepared once for a sample and used for any number of columns (outcomes, regressors,
/// instruments, bootstrap draws), which share the passes over the rows. One factor: group means
/// (regressions within groups). Two factors without slopes, complete and unweighted: closed form.
/// Otherwise the factor with most parameters is eliminated and the Schur complement of the others
/// is factorised (sparse LDL'), or solved by preconditioned conjugate gradients when these are
/// quick and it is large. The contract is on the result: for every factor and slope, max_level |sum
/// w z r| <= 1e-12 max_level sum w |z| |v - mean|, z freed of the intercept, else Error YG3106; an
/// unconverged column is never returned. The numbers do not depend on the number of threads.
/// Source: Frisch and Waugh (1933), Lovell (1963); Abowd, Creecy, Kramarz (2002) for the
/// elimination.
class Absorption {
 public:
  enum class Way { nothing, means, closed_form, elimination, conjugate_gradient };

  struct Settings {
    bool constant = true;           ///< without factors: absorb the constant
    bool prefer_iteration = false;  ///< conjugate gradients instead of the factorisation
    double contract = 1e-12;
    int max_iterations = 10000;
  };

  /// What it took, for benchmarks: passes that wrote the columns, and iterations.
  struct Work {
    int passes = 0;
    int iterations = 0;
  };

  /// `weights` [rows], or empty for ones.
  Absorption(std::vector<Factor> factors,
             std::vector<double> weights,
             std::size_t rows,
             const Settings& settings,
             const Executor& executor = Executor::serial());
  Absorption(std::vector<Factor> factors, std::vector<double> weights, std::size_t rows);
  ~Absorption();
  Absorption(Absorption&&) noexcept;
  Absorption& operator=(Absorption&&) noexcept;

  /// Replaces every column by its residual.
  Work residualise(Matrix& columns, const Executor& executor) const;

  /// Effects of each factor, [parameters * levels]: its intercepts, if it has any, then its slopes
  /// one variable after the other; their sum over the factors is v - residual, for v = `fitted`
  /// [rows] in the column space. The first factor with intercepts carries the level, intercepts of
  /// the others have weighted mean zero. A slope without variation in a level is zero there.
  std::vector<std::vector<double>> effects(std::span<const double> fitted,
                                           const Executor& executor) const;

  /// Diagonal of the projection onto what is absorbed, weights included. Empty when it would cost
  /// too much (conjugate gradients).
  std::vector<double> leverage(const Executor& executor) const;

  /// Rank of the columns absorbed: exact for one factor, for two without slopes (connected
  /// components) and wherever the complement was factorised (zero pivots), -1 otherwise.
  long rank() const;

  /// Slopes of a factor that do not count: over its levels, those where the variable is constant
  /// (zero, for a factor without intercepts) or linear in the slopes before it.
  long redundant_slopes(std::size_t factor) const;

  Way way() const;
  const std::vector<Factor>& factors() const;
  std::span<const double> weights() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace yugong::regression
