#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/frontier/slacks.hpp"
#include "yugong/frontier/technology.hpp"
#include "yugong/numeric/column_list.hpp"
#include "yugong/numeric/simplex.hpp"

/// The linear-fractional program of one unit, written for the simplex kernel. Private to the room.
namespace yugong::frontier {

/// Members of a reference set in the order in which they are priced, as columns that all units
/// share: amounts, then ones for the rows on the sum of intensities.
class SharedColumns {
 public:
  /// `members`: whose amounts say how large the rows are.
  SharedColumns(const Technology& technology, std::span<const std::uint32_t> members);

  void append(std::uint32_t unit);

  const numeric::simplex::ColumnList& list() const { return list_; }

  /// [columns] units, by which ties are settled.
  std::span<const std::uint32_t> units() const { return units_; }

  /// [variables] largest amount of a member.
  std::span<const double> largest() const { return largest_; }

 private:
  const Technology& technology_;
  std::vector<double> largest_;
  numeric::simplex::ColumnList list_;
  std::vector<std::uint32_t> units_;
  std::vector<double> column_;
};

/// Which program: the ratio, and whether it is the super form.
struct Form {
  const Ratio* ratio = nullptr;
  bool super = false;
  bool tie_maxsum = true;
};

/// The columns against which a unit is solved.
struct Against {
  std::size_t active = 0;                 ///< priced at each step
  std::size_t count = 0;                  ///< of all
  std::span<const std::uint32_t> closed;  ///< ascending: left out
  std::int64_t self = -1;                 ///< position of the unit's own column
  bool with_self = false;                 ///< the unit's own column besides
};

/// Workspace of one worker for one form. solve() then read(); nothing is allocated once the sizes
/// have been seen.
///
/// Rows are divided by the unit's own amounts, rounded down to a power of two, and columns by
/// powers of two, so that the program solved is the one of the data to the last bit: with nearly
/// equal units a rounding error in a coefficient can move the score by a million times its size.
/// Column groups beside the activities: the slack of each variable, its opposite (a stand-in in the
/// SBM form, the expansion in the super form), the slacks of the rows on the sum of intensities.
class UnitProgram {
 public:
  UnitProgram(const Technology& technology, const SharedColumns& columns, const Form& form);

  void solve(std::size_t k, const Against& against);

  void read(Solved& solved) const;

 private:
  void fixed_columns();
  void set_unit(std::size_t k);
  void set_weights();
  void set_costs();
  void set_reach();
  void set_row(std::size_t v);
  void own_start(std::int64_t self);
  std::int64_t best_dominating();
  std::size_t binding_output(std::size_t column) const;
  void general_start();
  std::int64_t best_single(double level) const;
  bool needs_an_activity() const;

  std::size_t slack(std::size_t v) const { return v; }

  std::size_t opposite(std::size_t v) const { return variables_ + v; }

  std::size_t scale_slack(std::size_t i) const { return 2 * variables_ + i; }

  std::size_t counted(std::size_t v) const { return form_.super ? opposite(v) : slack(v); }

  std::int64_t number(std::size_t extra) const {
    return static_cast<std::int64_t>(program_.activities + extra);
  }

  void read_point(Solved& solved) const;

  const Technology& technology_;
  const SharedColumns& columns_;
  Form form_;
  std::size_t variables_, rows_;
  std::size_t k_ = 0;
  bool zeros_ = true;          // the unit has an amount of zero, or none was seen yet
  std::vector<double> own_;    // amounts
  std::vector<double> scale_;  // power of two that a row is multiplied with
  std::vector<double> rhs_;    // own amount, scaled
  std::vector<double> share_;  // one over it, zero for none
  std::vector<double> row_scale_, own_column_;
  std::vector<double> weight_num_, weight_den_;
  std::vector<std::uint8_t> bounding_;  // rows that bound intensities
  std::vector<double> extra_, num_, den_, tie_;
  std::vector<std::uint8_t> barred_;
  std::vector<std::int32_t> single_;
  std::vector<std::int64_t> start_;
  std::vector<float> narrow_;  // coefficients of the search for a dominating column
  numeric::simplex::Program program_;
  numeric::simplex::Solution solution_;
};

}  // namespace yugong::frontier
