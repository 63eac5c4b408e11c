#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "yugong/frontier/reference_columns.hpp"
#include "yugong/frontier/slacks.hpp"
#include "yugong/frontier/technology.hpp"
#include "yugong/numeric/simplex.hpp"

/// The linear-fractional program of one unit, written for the simplex kernel. Private to the room.
namespace yugong::frontier {

/// Which program: the ratio, and whether it is the super form.
struct Form {
  const Ratio* ratio = nullptr;
  bool super = false;
  bool tie_maxsum = true;
};

/// Workspace of one worker. load() then solve() then read(); nothing is allocated once the sizes
/// have been seen.
///
/// Rows are divided by the unit's own amounts, rounded down to a power of two, and columns by
/// powers of two, so that the program solved is the one of the data to the last bit: with nearly
/// equal units a rounding error in a coefficient can move the score by a million times its size.
/// Column groups beside the activities: the slack of each variable, its opposite (a stand-in in the
/// SBM form, the expansion in the super form), the slacks of the rows on the sum of intensities.
class UnitProgram {
 public:
  /// `largest` [variables]: scale of a row in which the unit's own amount is zero.
  UnitProgram(const Technology& technology, std::span<const double> largest);

  /// The activities `from` (those at `pick`, or all when empty), and the unit's own column when
  /// `with_self`. `name` [columns] are their numbers in the technology, by which ties are settled.
  void load(std::size_t k,
            const Columns& from,
            std::span<const std::uint32_t> pick,
            std::span<const std::uint32_t> name,
            bool with_self,
            const Form& form);

  /// `self`: position of the unit's own column among the activities, or -1: start with every slack
  /// at zero there.
  void solve(std::int64_t self);

  void read(Solved& solved) const;

  /// Multipliers for unscaled columns.
  std::span<const double> raw_dual() const { return raw_dual_; }

  std::size_t rows() const { return rows_; }

 private:
  void set_costs(const Form& form);
  void set_reach();
  void own_start(std::int64_t self);
  std::int64_t best_dominating(std::size_t& binding);
  void general_start();
  std::int64_t best_single(double level) const;

  std::size_t slack(std::size_t v) const { return v; }

  std::size_t opposite(std::size_t v) const { return variables_ + v; }

  std::size_t scale_slack(std::size_t i) const { return 2 * variables_ + i; }

  double level_of(std::size_t extra) const;
  double largest_or_one(std::size_t v) const;
  void read_point(Solved& solved) const;

  const Technology& technology_;
  std::span<const double> largest_;
  std::size_t variables_, rows_;
  std::size_t k_ = 0;
  Form form_;
  std::vector<double> own_, row_scale_, rhs_;
  std::vector<double> own_share_;  // one over the scaled own amount, zero for none
  std::vector<double> weight_num_, weight_den_;
  std::vector<double> matrix_, column_scale_;
  std::size_t stride_ = 0, columns_ = 0;
  std::vector<std::uint8_t> scaling_;  // rows that bound intensities
  bool bounded_ = false;               // every column has an entry in such a row
  std::vector<double> most_used_, least_made_;
  std::vector<std::uint32_t> name_;
  std::vector<double> extra_, num_, den_, tie_;
  std::vector<std::uint8_t> barred_;
  std::vector<std::int64_t> start_;
  std::vector<double> raw_dual_;
  numeric::simplex::Program program_;
  numeric::simplex::Solution solution_;
};

}  // namespace yugong::frontier
