#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "yugong/frontier/technology.hpp"

/// The same programs by a general linear-programming library, as a careful user would write the
/// loop: one model per form, edited in place for each unit, started from the basis of the unit
/// before.
namespace yugong::bench {

/// The program of Charnes and Cooper: intensities, one relative slack per variable, and the
/// scale t; a row per variable and one that holds the denominator at one.
///     SBM:    min t - sum w S,  X L + x S = x t,  Y L - y S = y t,  B L + b S = b t,  t + sum w S
///     = 1 super:  min t + sum w S,  X L - x S <= x t, Y L + y S >= y t, B L - b S <= b t, t - sum
///     w S = 1
class SolverLoop {
 public:
  virtual ~SolverLoop() = default;

  /// The score of unit k; `slack` [variables] relative slacks.
  virtual double solve(std::size_t k, std::vector<double>& slack) = 0;
};

/// Equal weights; `dual`: the dual simplex method runs, not the primal one.
std::unique_ptr<SolverLoop> glpk_loop(const frontier::Technology& technology,
                                      bool super,
                                      bool dual);
std::unique_ptr<SolverLoop> clp_loop(const frontier::Technology& technology, bool super, bool dual);

/// Means of the variables, by which rows are brought to a common size.
inline std::vector<double> row_means(const frontier::Technology& t) {
  std::vector<double> mean(t.variables(), 0.0);
  for (std::size_t v = 0; v < t.variables(); ++v) {
    for (std::size_t j = 0; j < t.units; ++j) mean[v] += t.at(v, j);
    mean[v] /= static_cast<double>(t.units);
  }
  return mean;
}

}  // namespace yugong::bench
