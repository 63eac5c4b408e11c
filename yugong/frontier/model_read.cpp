#include <algorithm>
#include <cmath>

#include "yugong/base/column.hpp"
#include "yugong/frontier/model_program.hpp"
#include "yugong/frontier/unit_scaling.hpp"

namespace yugong::frontier {

namespace {

/// Rounding rule of betas and sums of slacks, as that of scores: within 1e-10 of zero, on the scale
/// of the unit's own amounts, is zero.
double rounded_to_zero(double value) {
  return std::abs(value) < 1e-10 ? 0.0 : value;
}

}  // namespace

Status ModelProgram::status() const {
  switch (solution_.status) {
    case numeric::simplex::Status::optimal:
      return Status::optimal;
    case numeric::simplex::Status::infeasible:
      return Status::infeasible;
    case numeric::simplex::Status::unbounded:
      return Status::unbounded;
    case numeric::simplex::Status::numerical:
      break;
  }
  return Status::numerical;
}

double ModelProgram::level_of(std::size_t extra) const {
  for (std::size_t i = 0; i < rows_; ++i)
    if (solution_.basis[i] == column(extra)) return std::max(solution_.level[i], 0.0);
  return 0;
}

/// By what intensities and slacks of the program are multiplied: one over t where it is solved in
/// one over phi.
double ModelProgram::run_scale() const {
  const bool inverse =
      model_.measure == Measure::radial && model_.orientation == Orientation::output;
  return inverse ? 1 / level_of(first_factor()) : 1.0;
}

/// theta, phi or beta.
double ModelProgram::first_value() const {
  switch (model_.measure) {
    case Measure::radial:
      return model_.orientation == Orientation::output ? run_scale() : level_of(first_factor());
    case Measure::directional:
      return rounded_to_zero(level_of(first_factor()) - level_of(second_factor())) * factor_scale_;
    case Measure::ebm:
      return barred_[first_factor()] ? 1.0 : level_of(first_factor());
    default:
      return 0;
  }
}

double ModelProgram::second_value() const {
  if (model_.measure != Measure::ebm) return 0;
  return barred_[second_factor()] ? 1.0 : level_of(second_factor()) + (phi_above_one_ ? 1.0 : 0.0);
}

double ModelProgram::score() const {
  if (status() != Status::optimal) return missing;
  switch (model_.measure) {
    case Measure::radial:
      return rounded(level_of(first_factor()));
    case Measure::directional:
      return first_value();
    case Measure::ebm:
      return rounded(solution_.value);
    default: {
      double sum = 0;
      for (std::size_t v = 0; v < variables_; ++v) sum -= num_[slack(v)] * level_of(slack(v));
      return rounded_to_zero(sum) * objective_scale_;
    }
  }
}

void ModelProgram::read(Solved& solved) const {
  solved.status = status();
  solved.residual = solution_.residual;
  solved.gap = solution_.gap;
  solved.unique = solution_.unique;
  solved.extended = solution_.extended;
  solved.score = score();
  solved.infeasibility = solved.status == Status::infeasible ? solution_.value : 0;
  const bool proof = solved.status == Status::infeasible;
  solved.dual.assign(rows_, missing);
  if (proof || solved.status == Status::optimal)
    for (std::size_t i = 0; i < rows_; ++i) {
      const double amount = i >= variables_   ? 1.0
                            : own_[i] > 0     ? own_rhs_[i]
                            : largest_[i] > 0 ? largest_[i] * row_scale_[i]
                                              : 1.0;
      solved.dual[i] = solution_.dual[i] * amount * (proof ? 1.0 : objective_scale_);
    }
  solved.peers.clear();
  solved.beta.clear();
  if (solved.status == Status::optimal) {
    read_point(solved);
    return;
  }
  solved.slack.assign(variables_, missing);
  solved.target.assign(variables_, missing);
  if (model_.measure == Measure::nonradial) solved.beta.assign(variables_, missing);
  solved.sum_lambda = solved.factor = solved.second_factor = missing;
}

void ModelProgram::read_point(Solved& solved) const {
  const double scale = run_scale();
  solved.target.assign(variables_, 0.0);
  solved.sum_lambda = 0;
  std::vector<Peer> used;  // in fixed order, so that sums do not depend on the path to the basis
  for (std::size_t i = 0; i < rows_; ++i) {
    const std::int64_t c = solution_.basis[i];
    if (c >= static_cast<std::int64_t>(columns_)) continue;
    const auto at = static_cast<std::size_t>(c);
    const double lambda = solution_.level[i] * column_scale_[at] * scale;
    if (lambda > 0) used.push_back({name_[at], lambda});
  }
  std::sort(used.begin(), used.end(), [](const Peer& a, const Peer& b) { return a.unit < b.unit; });
  for (const Peer& p : used) {
    const bool abated = p.unit >= technology_.units;
    const std::size_t unit = abated ? p.unit - technology_.units : p.unit;
    for (std::size_t v = 0; v < variables_; ++v)
      if (!abated || technology_.side[v] == Side::input)
        solved.target[v] += p.weight * technology_.at(v, unit);
    if (abated) continue;
    solved.peers.push_back(p);
    solved.sum_lambda += p.weight;
  }
  solved.slack.resize(variables_);
  if (model_.measure == Measure::nonradial) solved.beta.assign(variables_, 0.0);
  for (std::size_t v = 0; v < variables_; ++v) {
    const double level = level_of(slack(v)) * scale;
    solved.slack[v] = own_[v] > 0 ? level * own_share_[v] : level / row_scale_[v];
    if (model_.measure == Measure::nonradial && direction(v) > 0)
      solved.beta[v] = level / row_scale_[v] / direction(v);
  }
  solved.factor = model_.measure == Measure::directional ? first_value() : rounded(first_value());
  solved.second_factor = model_.measure == Measure::ebm ? rounded(second_value()) : 0.0;
}

}  // namespace yugong::frontier
