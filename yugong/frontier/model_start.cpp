#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "yugong/frontier/model_program.hpp"
#include "yugong/numeric/pricing.hpp"

namespace yugong::frontier {

/// What a single activity makes and uses of the unit's amounts: the smallest share made, the
/// largest share used. False where an amount of the unit is zero.
bool ModelProgram::single_shares() {
  if (std::any_of(own_.begin(), own_.end(), [](double own) { return own == 0; })) return false;
  most_used_.assign(columns_, 0.0);
  least_made_.assign(columns_, std::numeric_limits<double>::infinity());
  for (std::size_t v = 0; v < variables_; ++v) {
    const bool good = technology_.side[v] == Side::good;
    numeric::simplex::extreme_shares(matrix_.data() + v * stride_,
                                     columns_,
                                     own_share_[v],
                                     good,
                                     good ? least_made_.data() : most_used_.data());
  }
  return true;
}

/// One over the level at which activity c alone makes what the unit makes, and theta there
/// (infinity where the returns to scale do not allow it).
std::pair<double, double> ModelProgram::single_theta(std::size_t c) const {
  const double margin = 1 - 1e-12;  // the start must not be outside by rounding
  const double made = least_made_[c] * margin, used = most_used_[c], one = column_scale_[c];
  constexpr double none = std::numeric_limits<double>::infinity();
  if (!(made > 0) || !(used > 0)) return {1, none};
  const double run = least_made_[c];
  const Returns returns = technology_.returns;
  if (returns == Returns::crs) return {run, used / run};
  if (model_.orientation == Orientation::input) {
    if (returns == Returns::ndrs && made < one) return {run, used / run};
    if (made < one) return {1, none};
    return returns == Returns::nirs ? std::pair{run, used / run} : std::pair{one, used / one};
  }
  if (returns == Returns::nirs) return {run, std::max(one, used) / run};
  if (used > one * margin) return {1, none};
  return {run, (returns == Returns::vrs ? one : used) / run};
}

/// Radial, everything disposable: starts at the single activity that gives the lowest theta, and
/// needs no first phase. False where there is none.
bool ModelProgram::single_start() {
  const Returns returns = technology_.returns;
  if (model_.measure != Measure::radial || model_.disposal != Disposal::strong ||
      returns == Returns::grs || columns_ == 0 || !single_shares())
    return false;
  std::size_t best = columns_;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < columns_; ++c)
    if (const double theta = single_theta(c).second; theta < least) {
      least = theta;
      best = c;
    }
  if (best == columns_) return false;
  const double run = single_theta(best).first, one = column_scale_[best];
  std::size_t good = rows_, input = rows_;
  for (std::size_t v = 0; v < variables_; ++v) {
    const double share = matrix_[v * stride_ + best] * own_share_[v];
    std::size_t& row = technology_.side[v] == Side::good ? good : input;
    if (share == (technology_.side[v] == Side::good ? least_made_ : most_used_)[best]) row = v;
  }
  if (good == rows_ || input == rows_) return false;
  const bool inputs_fixed = model_.orientation == Orientation::output;
  // At sum one the row of that sum binds the activity; solved in one over phi it may bind t.
  std::size_t activity_row = good, theta_row = input;
  if (!inputs_fixed && returns != Returns::crs && returns != Returns::nirs && run == one)
    activity_row = variables_;
  if (inputs_fixed &&
      (returns == Returns::vrs || (returns == Returns::nirs && one >= most_used_[best])))
    theta_row = variables_;
  for (std::size_t i = 0; i < rows_; ++i)
    start_[i] = column(i < variables_ ? slack(i) : scale_slack(i - variables_));
  start_[activity_row] = static_cast<std::int64_t>(best);
  start_[theta_row] = column(first_factor());
  return true;
}

/// Starts at the unit itself: intensity one, factors one or zero, every slack zero.
bool ModelProgram::own_start(std::int64_t self) {
  if (self < 0) return false;
  std::array<std::int64_t, 3> chosen{self, 0, 0};
  std::size_t count = 1;
  const bool radial = model_.measure == Measure::radial, ebm = model_.measure == Measure::ebm;
  if ((radial || ebm) && barred_[first_factor()] == 0) chosen[count++] = column(first_factor());
  if (ebm && barred_[second_factor()] == 0 && !phi_above_one_)
    chosen[count++] = column(second_factor());
  return pivot_on({chosen.data(), count});
}

/// A basis of the chosen columns and of slacks in the rows that they do not take; false when there
/// is none. Rows without a slack are taken first; between two bounds on the sum of intensities the
/// unit itself has slack in both rows, which stays.
bool ModelProgram::pivot_on(std::span<const std::int64_t> chosen) {
  work_.assign(chosen.size() * rows_, 0.0);
  for (std::size_t c = 0; c < chosen.size(); ++c)
    for (std::size_t i = 0; i < rows_; ++i)
      work_[c * rows_ + i] = chosen[c] < static_cast<std::int64_t>(columns_)
                                 ? matrix_[i * stride_ + static_cast<std::size_t>(chosen[c])]
                                 : entry(static_cast<std::size_t>(chosen[c]) - columns_, i);
  const auto slack_of = [&](std::size_t i) {
    return i < variables_ ? slack(i) : scale_slack(i - variables_);
  };
  const std::size_t open_rows = technology_.returns == Returns::grs ? variables_ : rows_;
  std::fill(start_.begin(), start_.end(), -1);
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    std::size_t best = rows_;
    const auto weight = [&](std::size_t i) {
      return std::abs(work_[c * rows_ + i]) * (barred_[slack_of(i)] ? 1e3 : 1.0);
    };
    for (std::size_t i = 0; i < open_rows; ++i)
      if (start_[i] < 0 && std::abs(work_[c * rows_ + i]) > 1e-6 &&
          (best == rows_ || weight(i) > weight(best)))
        best = i;
    if (best == rows_) return false;
    start_[best] = chosen[c];
    for (std::size_t d = c + 1; d < chosen.size(); ++d) {
      const double factor = work_[d * rows_ + best] / work_[c * rows_ + best];
      for (std::size_t i = 0; i < rows_; ++i) work_[d * rows_ + i] -= factor * work_[c * rows_ + i];
    }
  }
  for (std::size_t i = 0; i < rows_; ++i)
    if (start_[i] < 0) start_[i] = column(slack_of(i));
  return true;
}

/// No activity and no factor: each row takes its slack or the stand-in, whichever is not negative.
void ModelProgram::general_start() {
  for (std::size_t i = 0; i < rows_; ++i) {
    const bool variable = i < variables_;
    const std::size_t own = variable ? slack(i) : scale_slack(i - variables_),
                      other = variable ? opposite(i) : scale_opposite(i - variables_);
    start_[i] = column(entry(own, i) * rhs_[i] >= 0 ? own : other);
  }
}

}  // namespace yugong::frontier
