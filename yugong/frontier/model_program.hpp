#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "yugong/frontier/evaluate.hpp"
#include "yugong/frontier/reference_columns.hpp"
#include "yugong/numeric/simplex.hpp"

/// The program of one unit under any measure but sbm, written for the simplex kernel. Private to
/// the room.
namespace yugong::frontier {

/// Workspace of one worker: load(), solve(), and extend() and solve_on() while members are brought
/// in, then settle() and read().
///
/// Rows and columns are scaled by powers of two as in UnitProgram. Columns beside the activities:
/// the slack of each variable and its opposite (a stand-in), the same for the rows on the sum of
/// intensities, and two factors: theta, or beta when it is positive; phi of the non-oriented ebm,
/// or beta when it is negative.
///
/// The output-oriented radial program is solved in one over phi: with L = lam / phi and t = 1 /
/// phi,
///     min t,  X L <= t x,  B L <= t b,  Y L >= y,  sum L against t,
/// so that both orientations minimise a score between zero and one where the unit is a member.
class ModelProgram {
 public:
  /// `largest` [variables]: scale of a row in which the unit's own amount is zero.
  ModelProgram(const Technology& technology, const Model& model, std::span<const double> largest);

  /// Unit k against the columns at `pick` (all when empty).
  void load(std::size_t k,
            const ReferenceColumns& from,
            std::span<const std::uint32_t> pick,
            bool no_column);

  /// `self`: position of the unit's own column among the activities, or -1.
  void solve(std::int64_t self);

  /// As load() with columns added at the end of the last pick, then solves on from the basis found.
  void solve_on(const ReferenceColumns& from, std::span<const std::uint32_t> pick);

  /// Picks one point among equal optima, as the model asks.
  void settle();

  void read(Solved& solved) const;
  double score() const;  ///< NaN unless optimal
  Status status() const;

  /// Multipliers for unscaled columns.
  std::span<const double> raw_dual() const { return raw_dual_; }

 private:
  // columns beside the activities
  std::size_t slack(std::size_t v) const { return v; }

  std::size_t opposite(std::size_t v) const { return variables_ + v; }

  std::size_t scale_slack(std::size_t i) const { return 2 * variables_ + i; }

  std::size_t scale_opposite(std::size_t i) const { return 2 * variables_ + scale_rows_ + i; }

  std::size_t first_factor() const { return 2 * (variables_ + scale_rows_); }

  std::size_t second_factor() const { return first_factor() + 1; }

  double& entry(std::size_t extra, std::size_t row) { return extra_[extra * rows_ + row]; }

  std::int64_t column(std::size_t extra) const {
    return static_cast<std::int64_t>(columns_ + extra);
  }

  // model_program.cpp
  void fixed_columns();
  void gather(const ReferenceColumns& from, std::span<const std::uint32_t> pick, bool no_column);
  void run(bool ties);
  bool slack_stage() const;

  // model_start.cpp
  bool single_shares();
  std::pair<double, double> single_theta(std::size_t c) const;
  bool single_start();
  bool own_start(std::int64_t self);
  bool pivot_on(std::span<const std::int64_t> chosen);
  void general_start();

  // model_costs.cpp: what each model makes of rows, factors and costs
  void set_model();
  void set_radial();
  void set_directional();
  void set_slack_sum();
  void set_ebm();
  void set_equalities();
  void set_ties();
  double slack_cost(std::size_t v, double weight, bool relative) const;
  double direction(std::size_t v) const;

  // model_read.cpp
  double level_of(std::size_t extra) const;
  double run_scale() const;
  double first_value() const;
  double second_value() const;
  void read_point(Solved& solved) const;

  const Technology& technology_;
  const Model& model_;
  std::span<const double> largest_;
  std::size_t variables_, scale_rows_, rows_;
  std::size_t k_ = 0;
  bool member_ = false;       // the unit's own column is among the activities
  bool two_signed_ = false;   // beta may be negative here
  bool homogeneous_ = false;  // ebm whose theta and phi matter only by their ratio
  bool phi_above_one_ = false;
  double objective_scale_ = 1;  // of the costs
  double factor_scale_ = 1;     // of the column of beta
  std::vector<double> own_, row_scale_, rhs_, own_rhs_, own_share_;
  std::vector<double> matrix_, column_scale_;
  std::vector<double> most_used_, least_made_;
  std::size_t stride_ = 0, columns_ = 0;
  std::vector<std::uint8_t> scaling_;
  std::vector<std::uint32_t> name_;
  std::vector<double> extra_, num_, den_, tie_;
  std::vector<std::uint8_t> barred_;
  std::vector<std::int64_t> start_;
  std::vector<double> work_, raw_dual_;
  numeric::simplex::Program program_;
  numeric::simplex::Solution solution_;
};

}  // namespace yugong::frontier
