#pragma once

#include "yugong/numeric/limited_panel.hpp"
#include "yugong/regression/limited_model.hpp"

/// The steps of an estimation with limits, inside the room: the sample in limited_sample.cpp, the
/// estimate in limited_model.cpp, random effects in limited_random.cpp.
namespace yugong::regression {

/// One estimation, step by step; the steps fill `out_`.
class LimitedEstimation {
 public:
  LimitedEstimation(const data::Panel& panel, Design design, const LimitedSettings& settings)
      : panel_(panel),
        set_(settings) {
    out_.design = std::move(design);
    out_.notes = out_.design.notes;
  }

  LimitedModel run() {
    set_limits();
    if (truncated()) leave_out_what_lies_beyond();
    leave_out_separated_levels();
    count_limits();
    gather();
    fit();
    if (set_.random_effects) fit_random();
    describe();
    covariances();
    inference();
    if (!set_.random_effects) compare_with_the_constant();
    out_.margins = margins_of(out_, set_.kind, x_, terms_of_x_.size());
    return std::move(out_);
  }

 private:
  Design& d() { return out_.design; }

  bool truncated() const { return set_.kind == numeric::LimitKind::truncated; }

  std::size_t rows() const { return out_.design.rows.size(); }

  double weight(std::size_t i) const {
    return out_.design.weights.empty() ? 1.0 : out_.design.weights[i];
  }

  bool left(std::size_t i) const { return out_.design.y[i] <= out_.low[i]; }

  bool right(std::size_t i) const { return out_.design.y[i] >= out_.high[i]; }

  std::vector<double> limits_of(const Limit& limit, double none, const std::string& option);
  void set_limits();
  void leave_out_what_lies_beyond();
  void leave_out_separated_levels();
  void count_limits();
  void gather();
  void add_column(const std::string& name, std::span<const double> values);
  void add_dummies();
  void drop_collinear();
  void fit();
  [[noreturn]] void refuse_no_maximum() const;
  void fit_random();
  void describe();
  void covariances();
  void covariances_of_units();
  void take(Covariance covariance);
  void inference();
  void compare_with_the_constant();
  numeric::LimitedSample sample() const;

  const data::Panel& panel_;
  const LimitedSettings& set_;
  LimitedModel out_;
  std::vector<std::string> terms_of_x_;
  std::vector<double> x_;  // [rows x terms_of_x_]
  std::size_t dummies_ = 0;
  numeric::LimitedPanelFit random_;
};

}  // namespace yugong::regression
