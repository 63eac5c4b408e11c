#include "yugong/frontier/unit_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "yugong/base/column.hpp"
#include "yugong/frontier/unit_scaling.hpp"
#include "yugong/numeric/pricing.hpp"

namespace yugong::frontier {

namespace {

/// Weights of the variables whose amount is positive; shared anew among them, or left as they are.
void usable_weights(std::span<const double> wanted,
                    std::span<const double> own,
                    bool share,
                    std::vector<double>& weights) {
  weights.assign(wanted.begin(), wanted.end());
  double total = 0, kept = 0;
  for (std::size_t v = 0; v < weights.size(); ++v) {
    total += weights[v];
    if (own[v] == 0) weights[v] = 0;
    kept += weights[v];
  }
  if (share && kept > 0 && kept != total)
    for (double& w : weights) w *= total / kept;
}

}  // namespace

UnitProgram::UnitProgram(const Technology& technology, std::span<const double> largest)
    : technology_(technology),
      largest_(largest),
      variables_(technology.variables()),
      rows_(technology.variables() + technology.scale_rows()) {
  own_.resize(variables_);
  own_share_.resize(variables_);
  row_scale_.assign(rows_, 1.0);
  rhs_.assign(rows_, 1.0);
  raw_dual_.resize(rows_);
  // A row that keeps the sum of intensities from above bounds each of them.
  scaling_.assign(rows_, technology.returns == Returns::ndrs ? 0 : 1);
  start_.resize(rows_);
  const std::size_t scale_rows = technology.scale_rows();
  const std::size_t extras = 2 * variables_ + (technology.returns == Returns::vrs ? 0 : scale_rows);
  extra_.assign(extras * rows_, 0.0);
  num_.assign(extras, 0.0);
  den_.assign(extras, 0.0);
  tie_.assign(extras, 0.0);
  barred_.assign(extras, 0);
  for (std::size_t v = 0; v < variables_; ++v) {
    extra_[slack(v) * rows_ + v] = sign_of(technology.side[v]);
    extra_[opposite(v) * rows_ + v] = -sign_of(technology.side[v]);
  }
  const auto scale_column = [&](std::size_t i, double sign) {
    extra_[scale_slack(i) * rows_ + variables_ + i] = sign;
  };
  if (technology.returns == Returns::nirs) scale_column(0, 1);
  if (technology.returns == Returns::ndrs) scale_column(0, -1);
  if (technology.returns == Returns::grs) {
    scale_column(0, -1);
    scale_column(1, 1);
    rhs_[variables_] = technology.lower;
    rhs_[variables_ + 1] = technology.upper;
  }
}

void UnitProgram::load(std::size_t k,
                       const Columns& from,
                       std::span<const std::uint32_t> pick,
                       std::span<const std::uint32_t> name,
                       bool with_self,
                       const Form& form) {
  k_ = k;
  for (std::size_t v = 0; v < variables_; ++v) {
    own_[v] = technology_.at(v, k);
    row_scale_[v] = power_of_two_below_inverse(own_[v] > 0 ? own_[v] : largest_[v]);
    rhs_[v] = own_[v] * row_scale_[v];
    own_share_[v] = own_[v] > 0 ? 1 / rhs_[v] : 0.0;
  }
  const std::size_t taken = pick.empty() ? from.count : pick.size();
  columns_ = taken + (with_self ? 1 : 0);
  if (columns_ > stride_) {
    stride_ = std::max(columns_, stride_ + stride_ / 2);
    matrix_.resize(stride_ * rows_);
    column_scale_.resize(stride_);
  }
  set_costs(form);
  bounded_ = numeric::simplex::gather_scaled(from.value,
                                             from.stride,
                                             rows_,
                                             scaling_.data(),
                                             row_scale_.data(),
                                             pick.empty() ? nullptr : pick.data(),
                                             taken,
                                             matrix_.data(),
                                             stride_,
                                             column_scale_.data());
  name_.assign(name.begin(), name.end());
  if (with_self) {
    for (std::size_t i = 0; i < rows_; ++i)
      matrix_[i * stride_ + taken] = i < variables_ ? rhs_[i] : 1.0;
    column_scale_[taken] = 1;
    name_.push_back(static_cast<std::uint32_t>(k));
  }
}

void UnitProgram::set_costs(const Form& form) {
  form_ = form;
  const Ratio& ratio = *form.ratio;
  usable_weights(ratio.numerator, own_, ratio.share_zero_weight, weight_num_);
  usable_weights(ratio.denominator, own_, ratio.share_zero_weight, weight_den_);
  for (std::size_t v = 0; v < variables_; ++v) {
    // A variable counts on the side where it carries weight; a side that the orientation holds
    // fixed does not count.
    const bool upper = ratio.numerator[v] > 0, lower = ratio.denominator[v] > 0;
    const bool free = !(ratio.output_oriented && upper) && !(ratio.input_oriented && lower);
    if (ratio.output_oriented) weight_num_[v] = 0;
    if (ratio.input_oriented) weight_den_[v] = 0;
    const std::size_t counted = form.super ? opposite(v) : slack(v),
                      other = form.super ? slack(v) : opposite(v);
    const double sign = form.super ? -1.0 : 1.0;
    num_[counted] = -sign * weight_num_[v] * own_share_[v];
    den_[counted] = sign * weight_den_[v] * own_share_[v];
    num_[other] = den_[other] = 0;
    const bool costed = weight_num_[v] > 0 || weight_den_[v] > 0;
    tie_[counted] = !form.super || costed ? own_share_[v] : 0.0;
    tie_[other] = 0;
    barred_[opposite(v)] = !form.super || own_[v] == 0 || !free;
  }
  set_reach();
}

/// Which rows bound the intensities, and how far. An input or a bad that may not expand keeps
/// lam_j a_vj within the unit's own amount; where it may, the slack of a point of ratio r is at
/// most (r - 1) / w in the numerator and 1 / w in the denominator. Columns are scaled by these
/// rows, so that a level says which part of its bound an intensity uses, however small or large the
/// unit behind it: the certificate weighs reduced costs with that.
void UnitProgram::set_reach() {
  const double own = 2;  // scaled own amounts are below two
  program_.reach = technology_.returns == Returns::grs ? std::max(own, technology_.upper) : own;
  program_.reach_by_ratio = 0;
  for (std::size_t v = 0; v < variables_; ++v) {
    scaling_[v] = technology_.side[v] != Side::good;
    if (scaling_[v] == 0 || barred_[opposite(v)] != 0) continue;
    if (weight_num_[v] > 0)
      program_.reach_by_ratio = std::max(program_.reach_by_ratio, own / weight_num_[v]);
    else if (weight_den_[v] > 0)
      program_.reach = std::max(program_.reach, own * (1 + 1 / weight_den_[v]));
    else
      scaling_[v] = 0;
  }
}

/// The activity that alone dominates the unit (at level one, or under constant returns at the level
/// that just makes its outputs) with the lowest ratio there; -1 when there is none. Starting there
/// saves most of the steps of length zero. `binding` is the output that binds under constant
/// returns.
std::int64_t UnitProgram::best_dominating(std::size_t& binding) {
  if (technology_.returns == Returns::grs) return -1;
  if (std::any_of(own_.begin(), own_.end(), [](double own) { return own == 0; })) return -1;
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
  const bool constant = technology_.returns == Returns::crs;
  const double margin = 1 - 1e-12;  // the start must not be outside by rounding
  std::int64_t best = -1;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < columns_; ++c) {
    // One over the level at which the activity would run.
    const double run = constant ? least_made_[c] : column_scale_[c];
    if (!(most_used_[c] <= margin * run && run <= least_made_[c] * (constant ? 1 : margin)))
      continue;
    double above = 1, below = 1;
    for (std::size_t v = 0; v < variables_; ++v) {
      const double gain = matrix_[v * stride_ + c] * own_share_[v] / run - 1;
      const double relative = technology_.side[v] == Side::good ? gain : -gain;
      above -= weight_num_[v] * relative;
      below += weight_den_[v] * relative;
    }
    if (!(above < least * below)) continue;
    least = above / below;
    best = static_cast<std::int64_t>(c);
  }
  for (std::size_t v = 0; v < variables_ && best >= 0; ++v)
    if (technology_.side[v] == Side::good &&
        matrix_[v * stride_ + static_cast<std::size_t>(best)] * own_share_[v] ==
            least_made_[static_cast<std::size_t>(best)])
      binding = v;
  return best;
}

/// Starts at an activity that dominates the unit, or else at the unit itself.
void UnitProgram::own_start(std::int64_t self) {
  std::size_t next = 0, binding = 0;
  while (binding + 1 < variables_ && own_[binding] == 0) ++binding;
  const std::int64_t better = best_dominating(binding);
  start_[next++] = better >= 0 ? better : self;
  // Without a row on the sum of intensities (or with two, whose slacks are basic) the activity
  // takes the place of a slack.
  const bool one_row = technology_.scale_rows() == 1;
  for (std::size_t v = 0; v < variables_; ++v)
    if (one_row || v != binding) start_[next++] = static_cast<std::int64_t>(columns_ + slack(v));
  if (!one_row)
    for (std::size_t i = 0; i < technology_.scale_rows(); ++i)
      start_[next++] = static_cast<std::int64_t>(columns_ + scale_slack(i));
}

/// The activity that, alone at this sum of intensities, needs the least expansion.
std::int64_t UnitProgram::best_single(double level) const {
  std::int64_t best = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < columns_; ++c) {
    double need = 0;
    for (std::size_t v = 0; v < variables_; ++v) {
      const double amount = level * matrix_[v * stride_ + c] / column_scale_[c];
      const double excess = sign_of(technology_.side[v]) * (amount - rhs_[v]);
      if (excess > 0) need += barred_[opposite(v)] ? 1e3 * excess : excess;
    }
    if (need < least) {
      least = need;
      best = static_cast<std::int64_t>(c);
    }
  }
  return best;
}

/// A start for any reference set: no activity, or one where the sum of intensities has a lower
/// bound; each row takes its slack or the opposite column, whichever is not negative.
void UnitProgram::general_start() {
  const Returns returns = technology_.returns;
  const double level = returns == Returns::crs || returns == Returns::nirs ? 0.0
                       : returns == Returns::grs                           ? technology_.lower
                                                                           : 1.0;
  const std::int64_t base = level > 0 ? best_single(level) : -1;
  for (std::size_t v = 0; v < variables_; ++v) {
    const auto c = static_cast<std::size_t>(base);
    const double amount = base < 0 ? 0.0 : level * matrix_[v * stride_ + c] / column_scale_[c];
    const bool within = sign_of(technology_.side[v]) * (rhs_[v] - amount) >= 0;
    start_[v] = static_cast<std::int64_t>(columns_ + (within ? slack(v) : opposite(v)));
  }
  if (returns == Returns::nirs)
    start_[variables_] = static_cast<std::int64_t>(columns_ + scale_slack(0));
  if (returns == Returns::vrs || returns == Returns::ndrs) start_[variables_] = base;
  if (returns == Returns::grs) {
    start_[variables_] = base >= 0 ? base : static_cast<std::int64_t>(columns_ + scale_slack(0));
    start_[variables_ + 1] = static_cast<std::int64_t>(columns_ + scale_slack(1));
  }
}

void UnitProgram::solve(std::int64_t self) {
  const Returns returns = technology_.returns;
  const bool needs_activity = returns != Returns::crs && returns != Returns::nirs &&
                              !(returns == Returns::grs && technology_.lower == 0);
  if (columns_ == 0 && needs_activity) {
    solution_.status = numeric::simplex::Status::infeasible;
    solution_.value = 1;
    std::fill(raw_dual_.begin(), raw_dual_.end(), 0.0);
    return;
  }
  if (self >= 0)
    own_start(self);
  else
    general_start();
  program_.rhs = rhs_;
  program_.activity = matrix_.data();
  program_.stride = stride_;
  program_.activities = columns_;
  program_.extra = extra_;
  program_.num = num_;
  program_.den = den_;
  program_.barred = barred_;
  program_.num0 = program_.den0 = 1;
  program_.start = start_;
  program_.tie = form_.tie_maxsum ? std::span<const double>(tie_) : std::span<const double>();
  program_.rank =
      form_.tie_maxsum ? std::span<const std::uint32_t>(name_) : std::span<const std::uint32_t>();
  numeric::simplex::solve(program_, solution_);
  for (std::size_t i = 0; i < rows_; ++i)
    raw_dual_[i] = i < solution_.dual.size() ? solution_.dual[i] * row_scale_[i] : 0.0;
}

/// Scale of a row in which the unit's own amount is zero.
double UnitProgram::largest_or_one(std::size_t v) const {
  return largest_[v] > 0 ? largest_[v] : 1.0;
}

double UnitProgram::level_of(std::size_t extra) const {
  const auto column = static_cast<std::int64_t>(columns_ + extra);
  for (std::size_t i = 0; i < rows_; ++i)
    if (solution_.basis[i] == column) return solution_.level[i];
  return 0;
}

void UnitProgram::read(Solved& solved) const {
  switch (solution_.status) {
    case numeric::simplex::Status::optimal:
      solved.status = Status::optimal;
      break;
    case numeric::simplex::Status::infeasible:
      solved.status = Status::infeasible;
      break;
    case numeric::simplex::Status::unbounded:
      solved.status = Status::unbounded;
      break;
    case numeric::simplex::Status::numerical:
      solved.status = Status::numerical;
      break;
  }
  solved.residual = solution_.residual;
  solved.gap = solution_.gap;
  solved.unique = solution_.unique;
  solved.extended = solution_.extended;
  solved.dual = solution_.dual;
  for (std::size_t v = 0; v < variables_ && v < solved.dual.size(); ++v)
    solved.dual[v] *= own_[v] > 0 ? rhs_[v] : row_scale_[v] * largest_or_one(v);
  solved.peers.clear();
  solved.sum_lambda = 0;
  if (solved.status == Status::optimal) {
    read_point(solved);
    return;
  }
  solved.infeasibility = solved.status == Status::infeasible ? solution_.value : 0;
  solved.score = missing;
  solved.slack.assign(variables_, missing);
  solved.target.assign(variables_, missing);
  solved.sum_lambda = missing;
}

void UnitProgram::read_point(Solved& solved) const {
  for (std::size_t i = 0; i < rows_; ++i) {
    const std::int64_t c = solution_.basis[i];
    if (c >= static_cast<std::int64_t>(columns_)) continue;
    const auto column = static_cast<std::size_t>(c);
    const double lambda = solution_.level[i] * column_scale_[column];
    if (lambda > 0) solved.peers.push_back({name_[column], lambda});
  }
  std::sort(solved.peers.begin(), solved.peers.end(), [](const Peer& a, const Peer& b) {
    return a.unit < b.unit;
  });
  for (const Peer& p : solved.peers) solved.sum_lambda += p.weight;

  solved.slack.resize(variables_);
  solved.target.resize(variables_);
  double top = 1, bottom = 1, unweighted = 1;
  for (std::size_t v = 0; v < variables_; ++v) {
    const double level = level_of(form_.super ? opposite(v) : slack(v));
    solved.slack[v] = own_[v] > 0 ? level * own_share_[v] : level / row_scale_[v];
    bottom += den_[form_.super ? opposite(v) : slack(v)] * level;
    if (form_.super) {
      top += num_[opposite(v)] * level;
      solved.target[v] =
          own_[v] + sign_of(technology_.side[v]) * solved.slack[v] * (own_[v] > 0 ? own_[v] : 1.0);
      continue;
    }
    double projected = 0;
    for (const Peer& p : solved.peers) projected += p.weight * technology_.at(v, p.unit);
    solved.target[v] = projected;
    // The numerator as a sum of shares kept, so that a unit projected on zero inputs has score zero
    // without rounding.
    unweighted -= weight_num_[v];
    if (weight_num_[v] > 0) top += weight_num_[v] * (projected / own_[v]);
  }
  if (!form_.super) top = std::abs(unweighted) < 1e-12 ? top - 1 : top - 1 + unweighted;
  solved.score = rounded(top / bottom);
}

}  // namespace yugong::frontier
