#pragma once

#include <memory>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/regression/absorb_layout.hpp"

namespace yugong::regression::absorbing {

/// What is left of D'WD for the small terms once the big ones are eliminated, scaled to columns of
/// unit norm: S = I + X - sum_g q_g q_g', X the products of terms of different factors, q_g those
/// with the big terms of group g. Sparse LDL' (Eigen, approximate minimum degree). Private to the
/// absorption.
class Complement {
 public:
  Complement();
  ~Complement();
  Complement(Complement&&) noexcept;
  Complement& operator=(Complement&&) noexcept;

  /// Products to add up at most, from the sizes of the groups alone.
  static double products(const Layout& layout, const Kinds& kinds);

  /// False, and nothing is kept, when S would have more entries or its factorisation would take
  /// more multiplications than allowed.
  bool factorise(const Layout& layout,
                 const Kinds& kinds,
                 double most_entries,
                 double most_flops,
                 const Executor& executor);

  /// Replaces x [columns * count], one level's numbers side by side, by S^-1 x.
  void solve(std::size_t count, std::vector<double>& x) const;

  double non_zeros() const;  ///< of the factor
  long pivots() const;       ///< that are not zero

 private:
  struct Factor;
  std::unique_ptr<Factor> factor_;
};

}  // namespace yugong::regression::absorbing
