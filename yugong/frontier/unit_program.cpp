#include "yugong/frontier/unit_program.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "yugong/base/column.hpp"
#include "yugong/frontier/unit_scaling.hpp"
#include "yugong/numeric/narrow_pricing.hpp"

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

/// Powers of two that bring the rows to a common size.
std::vector<double> row_units(const Technology& technology,
                              std::span<const std::uint32_t> members) {
  std::vector<double> unit(technology.variables() + technology.scale_rows(), 1.0);
  for (std::size_t v = 0; v < technology.variables(); ++v) {
    double sum = 0;
    for (const std::uint32_t j : members) sum += technology.at(v, j);
    unit[v] = power_of_two_below_inverse(sum / static_cast<double>(members.size()));
  }
  return unit;
}

}  // namespace

SharedColumns::SharedColumns(const Technology& technology, std::span<const std::uint32_t> members)
    : technology_(technology),
      largest_(technology.variables(), 0.0),
      list_(row_units(technology, members)),
      column_(technology.variables() + technology.scale_rows(), 1.0) {
  for (std::size_t v = 0; v < technology.variables(); ++v)
    for (const std::uint32_t j : members) largest_[v] = std::max(largest_[v], technology.at(v, j));
}

void SharedColumns::append(std::uint32_t unit) {
  for (std::size_t v = 0; v < technology_.variables(); ++v) column_[v] = technology_.at(v, unit);
  list_.append(column_);
  units_.push_back(unit);
}

UnitProgram::UnitProgram(const Technology& technology,
                         const SharedColumns& columns,
                         const Form& form)
    : technology_(technology),
      columns_(columns),
      form_(form),
      variables_(technology.variables()),
      rows_(technology.variables() + technology.scale_rows()) {
  own_.resize(variables_);
  share_.resize(variables_);
  scale_.assign(rows_, 1.0);
  rhs_.assign(rows_, 1.0);
  own_column_.assign(rows_, 1.0);
  row_scale_.assign(rows_, 1.0);
  // A row that keeps the sum of intensities from above bounds each of them.
  bounding_.assign(rows_, technology.returns == Returns::ndrs ? 0 : 1);
  start_.resize(rows_);
  narrow_.resize(4 * rows_);
  fixed_columns();
  program_.list = &columns_.list();
  program_.rhs = rhs_;
  program_.row_scale = row_scale_;
  program_.bounding = bounding_;
  program_.extra = extra_;
  program_.num = num_;
  program_.den = den_;
  program_.barred = barred_;
  program_.single = single_;
  program_.num0 = program_.den0 = 1;
  program_.start = start_;
  if (form_.tie_maxsum) program_.tie = tie_;
}

void UnitProgram::fixed_columns() {
  const std::size_t scale_rows = technology_.scale_rows();
  const std::size_t extras =
      2 * variables_ + (technology_.returns == Returns::vrs ? 0 : scale_rows);
  extra_.assign(extras * rows_, 0.0);
  num_.assign(extras, 0.0);
  den_.assign(extras, 0.0);
  tie_.assign(extras, 0.0);
  barred_.assign(extras, 0);
  single_.assign(extras, 0);
  const auto column = [&](std::size_t extra, std::size_t row, double sign) {
    extra_[extra * rows_ + row] = sign;
    single_[extra] = static_cast<std::int32_t>(row);
  };
  for (std::size_t v = 0; v < variables_; ++v) {
    column(slack(v), v, sign_of(technology_.side[v]));
    column(opposite(v), v, -sign_of(technology_.side[v]));
  }
  if (technology_.returns == Returns::nirs) column(scale_slack(0), variables_, 1);
  if (technology_.returns == Returns::ndrs) column(scale_slack(0), variables_, -1);
  if (technology_.returns == Returns::grs) {
    column(scale_slack(0), variables_, -1);
    column(scale_slack(1), variables_ + 1, 1);
    rhs_[variables_] = technology_.lower;
    rhs_[variables_ + 1] = technology_.upper;
  }
}

/// Amounts and scales of unit k, and all costs that depend on them.
void UnitProgram::set_unit(std::size_t k) {
  k_ = k;
  const bool before = zeros_;
  zeros_ = false;
  for (std::size_t v = 0; v < variables_; ++v) {
    own_[v] = technology_.at(v, k);
    zeros_ = zeros_ || !(own_[v] > 0);
    scale_[v] = power_of_two_below_inverse(own_[v] > 0 ? own_[v] : columns_.largest()[v]);
    own_column_[v] = rhs_[v] = own_[v] * scale_[v];
    share_[v] = own_[v] > 0 ? 1 / rhs_[v] : 0.0;
    row_scale_[v] = scale_[v] / columns_.list().row_unit(v);
  }
  if (before || zeros_) set_weights();
  set_costs();
}

void UnitProgram::set_weights() {
  const Ratio& ratio = *form_.ratio;
  usable_weights(ratio.numerator, own_, ratio.share_zero_weight, weight_num_);
  usable_weights(ratio.denominator, own_, ratio.share_zero_weight, weight_den_);
  for (std::size_t v = 0; v < variables_; ++v) {
    // A variable counts on the side where it carries weight; a side that the orientation holds
    // fixed does not count.
    const bool upper = ratio.numerator[v] > 0, lower = ratio.denominator[v] > 0;
    const bool free = !(ratio.output_oriented && upper) && !(ratio.input_oriented && lower);
    if (ratio.output_oriented) weight_num_[v] = 0;
    if (ratio.input_oriented) weight_den_[v] = 0;
    barred_[opposite(v)] = !form_.super || own_[v] == 0 || !free;
  }
  set_reach();
}

void UnitProgram::set_costs() {
  const double sign = form_.super ? -1.0 : 1.0;
  for (std::size_t v = 0; v < variables_; ++v) {
    num_[counted(v)] = -sign * weight_num_[v] * share_[v];
    den_[counted(v)] = sign * weight_den_[v] * share_[v];
    const bool costed = weight_num_[v] > 0 || weight_den_[v] > 0;
    tie_[counted(v)] = !form_.super || costed ? share_[v] : 0.0;
  }
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
    bounding_[v] = technology_.side[v] != Side::good;
    if (bounding_[v] == 0 || barred_[opposite(v)] != 0) continue;
    if (weight_num_[v] > 0)
      program_.reach_by_ratio = std::max(program_.reach_by_ratio, own / weight_num_[v]);
    else if (weight_den_[v] > 0)
      program_.reach = std::max(program_.reach, own * (1 + 1 / weight_den_[v]));
    else
      bounding_[v] = 0;
  }
}

/// The column that alone dominates the unit (at level one, or under constant returns at the level
/// that just makes its outputs) with the lowest ratio there; -1 when there is none. Starting there
/// saves most of the steps of length zero.
std::int64_t UnitProgram::best_dominating() {
  if (technology_.returns == Returns::grs || zeros_ || program_.active == 0) return -1;
  numeric::simplex::NarrowShares shares;
  float *share = narrow_.data(), *output = share + rows_, *above = output + rows_,
        *below = above + rows_;
  double above0 = 1, below0 = 1;
  for (std::size_t v = 0; v < variables_; ++v) {
    const double sign = sign_of(technology_.side[v]), unit = row_scale_[v] * share_[v];
    share[v] = static_cast<float>(unit);
    output[v] = sign < 0 ? 1.0F : 0.0F;
    above0 -= sign * weight_num_[v];
    below0 += sign * weight_den_[v];
    above[v] = static_cast<float>(sign * weight_num_[v] * unit);
    below[v] = static_cast<float>(-sign * weight_den_[v] * unit);
  }
  shares.share = share;
  shares.output = output;
  shares.above = above;
  shares.below = below;
  shares.above0 = static_cast<float>(above0);
  shares.below0 = static_cast<float>(below0);
  shares.run = technology_.returns == Returns::crs ? nullptr : columns_.list().narrow_run();
  return numeric::simplex::narrow_dominating(
      shares, rows_, columns_.list().narrow(), program_.active);
}

/// The output of which a column makes the smallest share.
std::size_t UnitProgram::binding_output(std::size_t column) const {
  std::size_t binding = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t v = 0; v < variables_; ++v) {
    if (technology_.side[v] != Side::good) continue;
    const double made = columns_.list().entry(column, v) * row_scale_[v] * share_[v];
    if (!(made < least)) continue;
    least = made;
    binding = v;
  }
  return binding;
}

/// Starts at a column that dominates the unit, or else at the unit itself.
void UnitProgram::own_start(std::int64_t self) {
  const std::int64_t better = best_dominating();
  std::size_t next = 0, binding = 0;
  while (binding + 1 < variables_ && own_[binding] == 0) ++binding;
  if (better >= 0) binding = binding_output(static_cast<std::size_t>(better));
  start_[next++] = better >= 0 ? better : self;
  // Without a row on the sum of intensities (or with two, whose slacks are basic) the activity
  // takes the place of a slack.
  const bool one_row = technology_.scale_rows() == 1;
  for (std::size_t v = 0; v < variables_; ++v)
    if (one_row || v != binding) start_[next++] = number(slack(v));
  if (!one_row)
    for (std::size_t i = 0; i < technology_.scale_rows(); ++i)
      start_[next++] = number(scale_slack(i));
}

/// The column that, alone at this sum of intensities, needs the least expansion.
std::int64_t UnitProgram::best_single(double level) const {
  const numeric::simplex::ColumnList& list = columns_.list();
  std::int64_t best = -1;
  double least = std::numeric_limits<double>::infinity();
  auto closed = program_.closed.begin();
  for (std::size_t c = 0; c < program_.active || (best < 0 && c < program_.activities); ++c) {
    while (closed != program_.closed.end() && *closed < c) ++closed;
    if (closed != program_.closed.end() && *closed == c) continue;
    double need = 0;
    for (std::size_t v = 0; v < variables_; ++v) {
      const double amount = level * list.entry(c, v) * row_scale_[v] / list.scale(c);
      const double excess = sign_of(technology_.side[v]) * (amount - rhs_[v]);
      if (excess > 0) need += barred_[opposite(v)] ? 1e3 * excess : excess;
    }
    if (best < 0 || need < least) {
      least = need;
      best = static_cast<std::int64_t>(c);
    }
  }
  return best;
}

/// A start for any reference set: no activity, or one where the sum of intensities has a lower
/// bound; each row takes its slack or the opposite column, whichever is not negative.
void UnitProgram::general_start() {
  const numeric::simplex::ColumnList& list = columns_.list();
  const Returns returns = technology_.returns;
  const double level = returns == Returns::crs || returns == Returns::nirs ? 0.0
                       : returns == Returns::grs                           ? technology_.lower
                                                                           : 1.0;
  const std::int64_t base = level > 0 ? best_single(level) : -1;
  for (std::size_t v = 0; v < variables_; ++v) {
    const auto c = static_cast<std::size_t>(base);
    const double amount = base < 0 ? 0.0 : level * list.entry(c, v) * row_scale_[v] / list.scale(c);
    const bool within = sign_of(technology_.side[v]) * (rhs_[v] - amount) >= 0;
    start_[v] = number(within ? slack(v) : opposite(v));
  }
  if (returns == Returns::nirs) start_[variables_] = number(scale_slack(0));
  if (returns == Returns::vrs || returns == Returns::ndrs) start_[variables_] = base;
  if (returns == Returns::grs) {
    start_[variables_] = base >= 0 ? base : number(scale_slack(0));
    start_[variables_ + 1] = number(scale_slack(1));
  }
}

bool UnitProgram::needs_an_activity() const {
  const Returns returns = technology_.returns;
  return returns != Returns::crs && returns != Returns::nirs &&
         !(returns == Returns::grs && technology_.lower == 0);
}

void UnitProgram::solve(std::size_t k, const Against& against) {
  set_unit(k);
  program_.active = against.active;
  program_.activities = against.count;
  program_.closed = against.closed;
  program_.own =
      against.with_self ? std::span<const double>(own_column_) : std::span<const double>();
  program_.own_rank = static_cast<std::uint32_t>(k);
  if (form_.tie_maxsum) program_.rank = columns_.units().first(against.count);
  if (against.count == against.closed.size() && !against.with_self && needs_an_activity()) {
    solution_.status = numeric::simplex::Status::infeasible;
    solution_.value = 1;
    return;
  }
  if (against.with_self)
    own_start(static_cast<std::int64_t>(program_.activities + program_.extras()));
  else if (against.self >= 0)
    own_start(against.self);
  else
    general_start();
  numeric::simplex::solve(program_, solution_);
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
    solved.dual[v] *= own_[v] > 0                 ? rhs_[v]
                      : columns_.largest()[v] > 0 ? scale_[v] * columns_.largest()[v]
                                                  : scale_[v];
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
  const auto activities = static_cast<std::int64_t>(program_.activities);
  const auto own = activities + static_cast<std::int64_t>(program_.extras());
  solved.slack.assign(variables_, 0.0);
  double bottom = 1, expanded = 1;
  for (std::size_t i = 0; i < rows_; ++i) {
    const std::int64_t c = solution_.basis[i];
    const double level = solution_.level[i];
    if (c >= activities && c < own) {
      const auto extra = static_cast<std::size_t>(c - activities);
      const std::size_t v = extra - (form_.super ? variables_ : 0);  // wraps for other columns
      bottom += den_[extra] * level;
      expanded += num_[extra] * level;
      if (v < variables_) solved.slack[v] = own_[v] > 0 ? level * share_[v] : level / scale_[v];
      continue;
    }
    if (!(level > 0)) continue;
    if (c == own)
      solved.peers.push_back({static_cast<std::uint32_t>(k_), level});
    else
      solved.peers.push_back({columns_.units()[static_cast<std::size_t>(c)],
                              level * columns_.list().scale(static_cast<std::size_t>(c))});
  }
  std::sort(solved.peers.begin(), solved.peers.end(), [](const Peer& a, const Peer& b) {
    return a.unit < b.unit;
  });
  for (const Peer& p : solved.peers) solved.sum_lambda += p.weight;
  solved.target.resize(variables_);
  if (form_.super) {
    for (std::size_t v = 0; v < variables_; ++v)
      solved.target[v] =
          own_[v] + sign_of(technology_.side[v]) * solved.slack[v] * (own_[v] > 0 ? own_[v] : 1.0);
    solved.score = rounded(expanded / bottom);
    return;
  }
  double top = 1, unweighted = 1;
  for (std::size_t v = 0; v < variables_; ++v) {
    double projected = 0;
    for (const Peer& p : solved.peers) projected += p.weight * technology_.at(v, p.unit);
    solved.target[v] = projected;
    // The numerator as a sum of shares kept, so that a unit projected on zero inputs has score zero
    // without rounding.
    unweighted -= weight_num_[v];
    if (weight_num_[v] > 0) top += weight_num_[v] * (projected / own_[v]);
  }
  top = std::abs(unweighted) < 1e-12 ? top - 1 : top - 1 + unweighted;
  solved.score = rounded(top / bottom);
}

}  // namespace yugong::frontier
