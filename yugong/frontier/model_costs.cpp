#include <algorithm>
#include <cmath>

#include "yugong/frontier/model_program.hpp"
#include "yugong/frontier/unit_scaling.hpp"

namespace yugong::frontier {

/// Rows, factors and costs of the model for the unit loaded.
void ModelProgram::set_model() {
  std::fill(num_.begin(), num_.end(), 0.0);
  std::fill(den_.begin(), den_.end(), 0.0);
  for (const std::size_t factor : {first_factor(), second_factor()}) {
    barred_[factor] = 1;
    for (std::size_t i = 0; i < rows_; ++i) entry(factor, i) = 0;
  }
  for (std::size_t v = 0; v < variables_; ++v) rhs_[v] = own_rhs_[v];
  const bool two = technology_.returns == Returns::grs;
  for (std::size_t i = 0; i < scale_rows_; ++i)
    rhs_[variables_ + i] = !two ? 1.0 : i == 0 ? technology_.lower : technology_.upper;
  program_.num0 = 0;
  program_.den0 = 1;
  program_.reach = two ? std::max(2.0, technology_.upper) : 2.0;
  program_.reach_by_ratio = 0;
  objective_scale_ = factor_scale_ = 1;
  two_signed_ = homogeneous_ = phi_above_one_ = false;
  set_equalities();
  switch (model_.measure) {
    case Measure::radial:
      set_radial();
      break;
    case Measure::directional:
      set_directional();
      break;
    case Measure::ebm:
      set_ebm();
      break;
    default:
      set_slack_sum();
      break;
  }
  set_ties();
}

/// Rows of bads that hold with equality: their slacks are stand-ins only. In the non-radial model a
/// bad that moves has its own beta, which is the slack.
void ModelProgram::set_equalities() {
  for (std::size_t v = 0; v < variables_; ++v) {
    const bool moves = model_.measure == Measure::nonradial  ? direction(v) > 0
                       : model_.measure == Measure::additive ? model_.weight[v] > 0
                                                             : false;
    barred_[slack(v)] =
        technology_.side[v] == Side::bad && model_.disposal != Disposal::strong && !moves;
  }
}

double ModelProgram::direction(std::size_t v) const {
  return model_.direction[v * technology_.units + k_];
}

void ModelProgram::set_radial() {
  const std::size_t theta = first_factor();
  const bool output = model_.orientation == Orientation::output;
  barred_[theta] = 0;
  num_[theta] = 1;
  for (std::size_t v = 0; v < variables_; ++v)
    if (technology_.side[v] != Side::good) {
      entry(theta, v) = -own_rhs_[v];
      rhs_[v] = 0;
    }
  for (std::size_t i = variables_; i < rows_ && output; ++i) {
    entry(theta, i) = -rhs_[i];
    rhs_[i] = 0;
  }
  // X lam <= theta x, and sums of intensities bounded by a constant or by theta.
  program_.reach_by_ratio = output ? program_.reach : 2.0;
  if (output) program_.reach = 0;
}

/// The column of beta has its largest entry in [1, 2).
void ModelProgram::set_directional() {
  const std::size_t up = first_factor(), down = second_factor();
  two_signed_ = model_.negative_beta && !member_;
  double largest = 0;
  for (std::size_t v = 0; v < variables_; ++v)
    largest = std::max(largest, direction(v) * row_scale_[v]);
  factor_scale_ = power_of_two_below_inverse(largest);
  objective_scale_ = 1 / factor_scale_;
  bool bounded = false;
  for (std::size_t v = 0; v < variables_; ++v) {
    const double g = direction(v) * row_scale_[v] * factor_scale_;
    entry(up, v) = sign_of(technology_.side[v]) * g;
    entry(down, v) = -entry(up, v);
    bounded = bounded || (technology_.side[v] != Side::good && g >= 1);
  }
  barred_[up] = 0;
  num_[up] = -1;
  barred_[down] = !two_signed_;
  num_[down] = two_signed_ ? 1 : 0;
  // A negative beta widens the rows, and where only goods move nothing tells how far beta goes.
  if (two_signed_ || !bounded) program_.reach = 0;
}

/// Cost of one unit of the scaled slack of v, for a weight on the slack relative to the own amount
/// or in units of the data.
double ModelProgram::slack_cost(std::size_t v, double weight, bool relative) const {
  return relative ? weight * own_share_[v] : weight / row_scale_[v];
}

/// Non-radial and additive: the largest weighted sum of slacks. The beta of a variable is its slack
/// in units of its direction.
void ModelProgram::set_slack_sum() {
  const bool betas = model_.measure == Measure::nonradial;
  double largest = 0;
  for (std::size_t v = 0; v < variables_; ++v) {
    double cost = 0;
    if (!betas)
      cost = slack_cost(v, model_.weight[v], model_.relative_weight);
    else if (const double g = direction(v); g > 0)
      cost = slack_cost(v, model_.weight[v] / g, false);
    num_[slack(v)] = -cost;
    largest = std::max(largest, cost);
  }
  objective_scale_ = 1 / power_of_two_below_inverse(largest);
  for (std::size_t v = 0; v < variables_; ++v) num_[slack(v)] /= objective_scale_;
}

void ModelProgram::set_ebm() {
  const std::size_t theta = first_factor(), phi = second_factor();
  const bool in = model_.orientation != Orientation::output,
             out = model_.orientation != Orientation::input;
  const bool bads = std::find(technology_.side.begin(), technology_.side.end(), Side::bad) !=
                    technology_.side.end();
  // Under constant returns theta, phi and the intensities may all be multiplied by a number where
  // every row is a multiple of theta or phi: theta is one then.
  homogeneous_ = in && out && technology_.returns == Returns::crs && (!bads || model_.bad_expands);
  phi_above_one_ = in && out && bads && !model_.bad_expands;
  const bool theta_moves = in && !homogeneous_;
  program_.reach = out || homogeneous_ ? 0 : program_.reach;
  program_.num0 = theta_moves ? 0 : 1;
  program_.den0 = out && !phi_above_one_ ? 0 : 1;
  barred_[theta] = !theta_moves;
  num_[theta] = theta_moves;
  barred_[phi] = !out;
  den_[phi] = out;
  for (std::size_t v = 0; v < variables_; ++v) {
    const Side side = technology_.side[v];
    const double cost = slack_cost(v, model_.weight[v], true);
    if (side == Side::input) {
      num_[slack(v)] = in ? -model_.epsilon_input * cost : 0.0;
      if (!theta_moves) continue;
      entry(theta, v) = -own_rhs_[v];
      rhs_[v] = 0;
      continue;
    }
    if (!out) continue;
    den_[slack(v)] = (side == Side::good ? model_.epsilon_good : model_.epsilon_bad) * cost;
    const bool shrinks = side == Side::bad && !model_.bad_expands;
    entry(phi, v) = shrinks ? own_rhs_[v] : -own_rhs_[v];
    if (!phi_above_one_) rhs_[v] = shrinks ? 2 * own_rhs_[v] : 0.0;
  }
  if (in && !out && model_.epsilon_input < 1)
    program_.reach_by_ratio = 2 / (1 - model_.epsilon_input);
}

/// The sum of slacks that the second stage, or the choice among equal optima, makes as large as
/// possible.
void ModelProgram::set_ties() {
  const bool raw = !model_.relative_slacks &&
                   (model_.measure == Measure::radial || model_.measure == Measure::directional);
  double largest = 0;
  for (std::size_t v = 0; v < variables_; ++v) {
    tie_[slack(v)] = barred_[slack(v)] ? 0.0 : slack_cost(v, 1, !raw);
    largest = std::max(largest, tie_[slack(v)]);
  }
  const double scale = power_of_two_below_inverse(largest);
  for (std::size_t v = 0; v < variables_; ++v) tie_[slack(v)] *= scale;
}

}  // namespace yugong::frontier
