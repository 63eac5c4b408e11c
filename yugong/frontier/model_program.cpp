#include "yugong/frontier/model_program.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "yugong/frontier/unit_scaling.hpp"
#include "yugong/numeric/pricing.hpp"

namespace yugong::frontier {

ModelProgram::ModelProgram(const Technology& technology,
                           const Model& model,
                           std::span<const double> largest)
    : technology_(technology),
      model_(model),
      largest_(largest),
      variables_(technology.variables()),
      scale_rows_(technology.scale_rows()),
      rows_(variables_ + scale_rows_) {
  for (std::vector<double>* v : {&own_, &own_rhs_, &own_share_}) v->resize(variables_);
  row_scale_.assign(rows_, 1.0);
  rhs_.assign(rows_, 0.0);
  raw_dual_.assign(rows_, 0.0);
  scaling_.assign(rows_, 0);
  start_.resize(rows_);
  fixed_columns();
}

/// Slacks, stand-ins, and which rows bound the intensities.
void ModelProgram::fixed_columns() {
  const std::size_t extras = 2 * rows_ + 2;
  extra_.assign(extras * rows_, 0.0);
  num_.assign(extras, 0.0);
  den_.assign(extras, 0.0);
  tie_.assign(extras, 0.0);
  barred_.assign(extras, 0);
  for (std::size_t v = 0; v < variables_; ++v) {
    entry(slack(v), v) = sign_of(technology_.side[v]);
    entry(opposite(v), v) = -sign_of(technology_.side[v]);
    barred_[opposite(v)] = 1;
    scaling_[v] = technology_.side[v] != Side::good;
  }
  for (std::size_t i = 0; i < scale_rows_; ++i) {
    // The lower of two bounds comes first.
    const bool below =
        technology_.returns == Returns::ndrs || (technology_.returns == Returns::grs && i == 0);
    entry(scale_slack(i), variables_ + i) = below ? -1.0 : 1.0;
    entry(scale_opposite(i), variables_ + i) = below ? 1.0 : -1.0;
    barred_[scale_slack(i)] = technology_.returns == Returns::vrs;
    barred_[scale_opposite(i)] = 1;
    scaling_[variables_ + i] = !below;
  }
}

void ModelProgram::load(std::size_t k,
                        const ReferenceColumns& from,
                        std::span<const std::uint32_t> pick,
                        bool no_column) {
  k_ = k;
  for (std::size_t v = 0; v < variables_; ++v) {
    own_[v] = technology_.at(v, k);
    row_scale_[v] = power_of_two_below_inverse(own_[v] > 0 ? own_[v] : largest_[v]);
    own_rhs_[v] = own_[v] * row_scale_[v];
    own_share_[v] = own_[v] > 0 ? 1 / own_rhs_[v] : 0.0;
  }
  gather(from, pick, no_column);
}

void ModelProgram::gather(const ReferenceColumns& from,
                          std::span<const std::uint32_t> pick,
                          bool no_column) {
  const Columns all = from.columns();
  columns_ = no_column ? 0 : pick.empty() ? all.count : pick.size();
  if (columns_ > stride_) {
    stride_ = std::max(columns_, stride_ + stride_ / 2);
    matrix_.resize(stride_ * rows_);
    column_scale_.resize(stride_);
  }
  name_.resize(columns_);
  for (std::size_t c = 0; c < columns_; ++c) name_[c] = from.name(pick.empty() ? c : pick[c]);
  if (columns_ == 0) return;
  numeric::simplex::gather_scaled(all.value,
                                  all.stride,
                                  rows_,
                                  scaling_.data(),
                                  row_scale_.data(),
                                  pick.empty() ? nullptr : pick.data(),
                                  columns_,
                                  matrix_.data(),
                                  stride_,
                                  column_scale_.data());
}

void ModelProgram::solve(std::int64_t self) {
  member_ = self >= 0;
  set_model();
  // A start that is outside by rounding can end at a point that is not certified: then once more
  // from one that is exact.
  if (single_start()) {
    run(false);
    if (solution_.status != numeric::simplex::Status::numerical) return;
  }
  if (!own_start(self)) general_start();
  run(false);
}

void ModelProgram::solve_on(const ReferenceColumns& from, std::span<const std::uint32_t> pick) {
  const auto before = static_cast<std::int64_t>(columns_);
  const auto basis = solution_.basis;
  const bool usable = solution_.status == numeric::simplex::Status::optimal ||
                      solution_.status == numeric::simplex::Status::infeasible;
  gather(from, pick, false);
  const auto added = static_cast<std::int64_t>(columns_) - before;
  for (std::size_t i = 0; i < rows_ && usable; ++i)
    start_[i] = basis[i] >= before ? basis[i] + added : basis[i];
  if (usable) run(false);
  if (usable && solution_.status != numeric::simplex::Status::numerical) return;
  general_start();
  run(false);
}

/// Ties are settled from the basis found. Of a beta that may have either sign, the sign found is
/// kept first: with both columns open no optimum would count as a single point.
void ModelProgram::settle() {
  if (solution_.status != numeric::simplex::Status::optimal) return;
  const auto basic = [&](std::size_t extra) {
    return std::find(solution_.basis.begin(), solution_.basis.end(), column(extra)) !=
           solution_.basis.end();
  };
  if (two_signed_) {
    const bool negative = basic(second_factor());
    barred_[first_factor()] = negative;
    barred_[second_factor()] = !negative;
  } else if (solution_.unique || !slack_stage()) {
    return;
  }
  std::copy(solution_.basis.begin(), solution_.basis.end(), start_.begin());
  const numeric::simplex::Solution before = solution_;
  run(true);
  // The answer found first stands where its basis cannot be taken up again.
  if (solution_.status != numeric::simplex::Status::optimal) {
    solution_ = before;
    for (std::size_t i = 0; i < rows_; ++i) raw_dual_[i] = before.dual[i] * row_scale_[i];
  }
}

void ModelProgram::run(bool ties) {
  program_.rhs = rhs_;
  program_.activity = matrix_.data();
  program_.stride = stride_;
  program_.activities = columns_;
  program_.extra = extra_;
  program_.num = num_;
  program_.den = den_;
  program_.barred = barred_;
  program_.start = start_;
  program_.tie = ties && slack_stage() ? std::span<const double>(tie_) : std::span<const double>();
  program_.rank = ties && model_.tie_maxsum ? std::span<const std::uint32_t>(name_)
                                            : std::span<const std::uint32_t>();
  numeric::simplex::solve(program_, solution_);
  for (std::size_t i = 0; i < rows_; ++i)
    raw_dual_[i] = i < solution_.dual.size() ? solution_.dual[i] * row_scale_[i] : 0.0;
}

/// Whether the slacks are made as large as the optimal score allows.
bool ModelProgram::slack_stage() const {
  return model_.measure == Measure::radial || model_.measure == Measure::directional
             ? model_.slack_stage
             : model_.tie_maxsum;
}

}  // namespace yugong::frontier
