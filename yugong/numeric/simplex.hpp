#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Small dense linear and linear-fractional programs, solved by one primal simplex kernel with a
/// certificate for each answer.
///
///     minimise (num0 + num'z) / (den0 + den'z)   subject to   M z = rhs,  z >= 0,  denominator >
///     0.
///
/// The columns of M are many `activities` (no cost; dense, one row of the matrix after another, so
/// that pricing runs over contiguous memory) and a few `extras` (slacks, factors; with costs). A
/// linear program is the case den = 0, den0 = 1. Every efficiency model is a cost vector and a
/// start basis for this kernel.
///
/// Method: revised simplex on an explicit inverse, sizes 2 to 16 fixed at compile time, the largest
/// improvement rate per column enters, ratio ties go to the largest pivot, and Bland's lowest-index
/// rule takes over after eight steps of length zero. The ratio is handled directly (Martos 1964;
/// Gilmore and Gomory 1963): with r = num - ratio * den as cost, a vertex is optimal when no
/// reduced cost is negative, and a step along an edge changes the ratio monotonically. After the
/// last pivot the basis is rebuilt from the data and both sides are solved with one step of
/// iterative refinement.
///
/// The certificate: primal residual and gap below `certified`. The gap bounds how far below the
/// value found any feasible point can lie. It counts the distance of primal and dual value; what
/// each row is missed by, and may be missed by for rounding, times its multiplier; and the most
/// that a column with a reduced cost below zero could gain, up to its highest possible level
/// (`reach`). A level that rounding may have turned negative is looked at in quadruple precision.
/// What is not certified in double precision is solved again in extended and then in
/// quadruple precision, with tolerances as much finer; if that fails too, the status is
/// `numerical`.
///
/// The caller scales, best by powers of two, which leave the data as they are: rows divided by the
/// evaluated unit's own amounts, columns so that their levels are bounded by about one.
/// Deterministic.
namespace yugong::numeric::simplex {

inline constexpr std::size_t most_rows = 64;
inline constexpr double certified = 1e-10;

class ColumnList;

enum class Status { optimal, infeasible, unbounded, numerical };

struct Program {
  std::span<const double> rhs;  ///< [rows]

  const double* activity = nullptr;  ///< rows x activities; row i begins at activity + i * stride
  std::size_t stride = 0;
  std::size_t activities = 0;

  /// Instead of `activity`, the first `activities` columns of a list that many programs share. Row
  /// i of the program is row i of the list times row_scale[i], a power of two. Levels are those of
  /// the columns as the list holds them. The first `active` columns are priced at each step, the
  /// others when those hold no improvement. Not for programs of more than 64 rows.
  const ColumnList* list = nullptr;
  std::size_t active = 0;
  std::span<const double> row_scale;       ///< [rows]
  std::span<const std::uint8_t> bounding;  ///< [rows] rows of non-negative entries by which
                                           ///< `reach` holds for columns that are scaled to have
                                           ///< their largest entry there in [1, 2)
  std::span<const std::uint32_t> closed;   ///< ascending: columns of the list left out
  std::span<const double> own;             ///< [rows] one more activity, with entries of the
                                           ///< program itself: column number activities + extras
  std::uint32_t own_rank = 0;              ///< its `rank`
  std::span<const std::int32_t> single;    ///< [extras] row of the only entry, -1: several;
                                           ///< empty: looked for

  std::span<const double> extra;     ///< extras x rows, one column after another
  std::span<const double> num, den;  ///< [extras] costs in numerator and denominator
  std::span<const std::uint8_t>
      barred;  ///< [extras] 1: only a stand-in that must end at zero; empty: none
  std::span<const double>
      tie;  ///< [extras] maximised on the optimal face when it is no single point; empty: not done
  double num0 = 0;
  double den0 = 1;
  /// No column's level exceeds reach + reach_by_ratio * r at a point whose ratio is at most r; the
  /// gap of the certificate is computed with it. Zero: unknown, the levels of the optimum itself
  /// are taken.
  double reach = 0, reach_by_ratio = 0;
  /// [activities] after `tie`, the largest level for each activity of the face in turn, in this
  /// order; empty: not done
  std::span<const std::uint32_t> rank;

  /// [rows] a basis whose solution is non-negative: column numbers, activities first, extra e is
  /// activities + e. The kernel drives barred columns to zero, then the denominator above zero,
  /// then minimises.
  std::span<const std::int64_t> start;

  std::size_t rows() const { return rhs.size(); }

  std::size_t extras() const { return num.size(); }
};

struct Solution {
  Status status = Status::numerical;
  double value = 0;  ///< optimal ratio (only when optimal)
  double denominator = 1;
  std::vector<std::int64_t> basis;  ///< [rows] final basis
  std::vector<double> level;        ///< [rows] level of each basis column
  std::vector<double> dual;  ///< [rows] multipliers: reduced cost of an activity is -dual . column.
                             ///< When infeasible, the proof: no column reduces the infeasibility
                             ///< (Farkas), which stands at `value` > 0
  double residual = 0;       ///< largest relative violation of a row or sign, after refinement
  double gap =
      0;  ///< relative distance of primal and dual value, wrongly signed reduced costs included
  bool unique =
      false;  ///< every nonbasic reduced cost exceeds 1e-9: the optimal point is the only one
  bool extended = false;  ///< extended precision was needed
  int steps = 0;
};

/// Solves the program; `solution` is reused between calls without allocating.
void solve(const Program& program, Solution& solution);

/// Solves a program on a list. First in single precision for prices, double for everything else;
/// what is not certified and unique then goes to the kernel above. Called by solve().
void solve_on_list(const Program& program, Solution& solution);

/// Whether a column of the list in [begin, end), other than `skip`, has a reduced cost below 1e-8
/// of the size of its terms. `dual` [rows]: multipliers for the rows of the list.
bool any_near(const ColumnList& list,
              std::span<const double> dual,
              std::size_t begin,
              std::size_t end,
              std::int64_t skip);

/// For each of `columns` columns of a rows x columns matrix, lowest reduced cost relative to the
/// size of its terms: returns the position of the smallest of -sum_i dual_i a_ij / sum_i |dual_i
/// a_ij|, or -1 when none is below -tolerance. `skip` (may be empty) marks columns to leave out.
std::int64_t most_violated(std::span<const double> dual,
                           const double* activity,
                           std::size_t stride,
                           std::size_t columns,
                           std::span<const std::uint8_t> skip,
                           double tolerance,
                           std::vector<double>& scratch);

}  // namespace yugong::numeric::simplex
