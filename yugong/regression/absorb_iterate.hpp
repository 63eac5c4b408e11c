#pragma once

#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb_layout.hpp"

namespace yugong::regression::absorbing {

/// Conjugate gradients on the scaled complement, one system per column of `x` [columns * count],
/// all in step so that each iteration reads the levels once. The scaling by the masses of the
/// levels is the preconditioner. Private to the absorption.
class Iteration {
 public:
  Iteration(const Layout& layout, const Kinds& kinds) : l_(layout), kinds_(kinds) {}

  /// Replaces x by the solution once every squared residual is at most `goals`, or after
  /// `most_iterations`; returns the iterations made.
  int solve(std::vector<double>& x,
            const std::vector<double>& goals,
            int most_iterations,
            const Executor& executor);

  /// True when a dozen iterations on a trial column leave more than a thousandth of its size.
  bool slow(const Executor& executor);

  /// out = S x
  void times(std::size_t count,
             const std::vector<double>& x,
             std::vector<double>& out,
             const Executor& executor);

 private:
  const Layout& l_;
  const Kinds& kinds_;
  std::vector<double> unscaled_, scratch_;
};

}  // namespace yugong::regression::absorbing
