#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/frontier/technology.hpp"

/// Slacks-based measures for every unit of a technology (kernel; knows no panel and no options).
///
/// SBM (Tone 2001; with bad outputs Tone 2003):
///     rho = min (1 - sum_i w_i s_i/x_i) / (1 + sum_r w_r s_r/y_r + sum_q w_q s_q/b_q)
///     x = X lam + s_x,  y = Y lam - s_y,  b = B lam + s_b,  s >= 0, lam >= 0, returns to scale.
/// Super-SBM (Tone 2002; with bads), the evaluated unit taken out of the reference set:
///     delta = min (1 + sum_i w_i s_i/x_i) / (1 - sum_r w_r s_r/y_r - sum_q w_q s_q/b_q),
///     denominator > 0 X lam - s_x <= x,  Y lam + s_y >= y,  B lam - s_b <= b.
/// Weights sum to one in numerator and denominator; a variable of amount zero has its weight shared
/// among the others (or not, `share_zero_weight`), keeps its row, and cannot expand in the super
/// form.
namespace yugong::frontier {

enum class Status : std::uint8_t { optimal, infeasible, unbounded, numerical };

/// Which slacks count, and with what weight.
struct Ratio {
  std::vector<double> numerator;    ///< [variables] weight of the relative slack in the numerator
  std::vector<double> denominator;  ///< [variables] weight in the denominator
  bool input_oriented =
      false;  ///< the denominator is fixed at one; in the super form outputs may not move
  bool output_oriented =
      false;  ///< the numerator is fixed at one; in the super form inputs may not move
  bool share_zero_weight = true;
};

/// An intensity lam_j > 0.
struct Peer {
  std::uint32_t unit = 0;
  double weight = 0;
};

/// The solved program of one unit.
struct Solved {
  Status status = Status::numerical;
  double score = 0;  ///< NaN unless optimal
  std::vector<double>
      slack;  ///< [variables] relative to the unit's own amount (absolute when that is zero); >= 0
  std::vector<double>
      target;         ///< [variables] in units of the data: amount with the slack removed or added
  double factor = 0;  ///< theta, phi or beta of the models that have one (evaluate.hpp)
  double second_factor = 0;  ///< phi of the non-oriented ebm
  std::vector<double> beta;  ///< [variables] of the non-radial directional model
  std::vector<Peer> peers;   ///< intensities, ascending by unit
  double sum_lambda = 0;
  std::vector<double> dual;  ///< [rows] multipliers of the rows scaled by the unit's own amounts
  double residual = 0, gap = 0;
  bool unique = false;
  bool extended = false;     ///< solved in extended precision
  double infeasibility = 0;  ///< of an infeasible program: the value of the proof
};

struct Measured {
  std::vector<Solved> sbm;
  std::vector<Solved>
      super;  ///< empty unless asked; only where `efficient`, else left at its default
  std::vector<std::uint8_t> efficient;  ///< SBM score >= 1 - tolerance
  std::vector<std::uint32_t> reference_size;
  std::vector<std::uint8_t> evaluated;  ///< 1 where a reference set named the unit
};

struct MeasureOptions {
  Ratio sbm;
  Ratio super;
  bool with_super = false;
  bool tie_maxsum = true;   ///< choose among equal optima: largest sum of relative slacks, then the
                            ///< lowest row numbers
  double tolerance = 1e-9;  ///< SBM scores from 1 - tolerance are efficient
  std::span<const std::int32_t> owner;  ///< [units] excluded together with the evaluated unit in
                                        ///< the super form; empty: only itself
};

/// Measures every unit that a reference set names. Units are the parallel loop; bit-identical for
/// any number of workers.
Measured measure(const Technology& technology,
                 const std::vector<Reference>& references,
                 const MeasureOptions& options,
                 const Executor& executor);

/// One program: unit `k` against `members` (which may or may not contain k). The plain path that
/// tests compare with.
Solved solve_unit(const Technology& technology,
                  std::size_t k,
                  std::span<const std::uint32_t> members,
                  const Ratio& ratio,
                  bool super,
                  bool tie_maxsum);

}  // namespace yugong::frontier
