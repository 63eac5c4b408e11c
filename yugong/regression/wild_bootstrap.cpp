#include "yugong/regression/wild_bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

#include "yugong/base/random.hpp"

namespace yugong::regression {
namespace {

using Dense = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

constexpr double tie = 1e-9;
constexpr long few_clusters = 12;  // for Webb's six points (Webb 2014)
constexpr Index batch = 256;       // draws handled together

/// One draw of a cluster's multiplier.
double webb(double u) {
  static const double points[] = {
      -std::sqrt(1.5), -1.0, -std::sqrt(0.5), std::sqrt(0.5), 1.0, std::sqrt(1.5)};
  return points[std::min<std::size_t>(5, static_cast<std::size_t>(6 * u))];
}

double mammen(double u) {
  const double root = std::sqrt(5.0);
  return u < (root + 1) / (2 * root) ? (1 - root) / 2 : (1 + root) / 2;
}

/// What a test needs of the data: everything of the size of the sample is summed into arrays of the
/// size of the clusters. The statistic of a draw v under the null value b0 is
///     sum_g v_g (q0 - b0 q1)_g / sqrt(c sum_h (sum_g (B0 - b0 B1)_hg v_g)^2).
class Bootstrap {
 public:
  Bootstrap(const WildModel& model, std::size_t which, const WildOptions& options)
      : m_(model),
        o_(options),
        which_(static_cast<Index>(which)),
        groups_(model.clusters->levels) {}

  WildTest run(double null, bool interval, const Executor& executor) {
    fit();
    prepare(executor);
    draw();
    WildTest out;
    out.estimate = estimate_;
    out.draws = draws_;
    out.enumerated = enumerated_;
    out.t = (estimate_ - null) / std_error_;
    out.p = p_value(null, &out);
    if (interval) {
      out.low = bound(-1);
      out.high = bound(1);
    }
    return out;
  }

 private:
  double w(std::size_t i) const { return m_.weights.empty() ? 1.0 : m_.weights[i]; }

  std::size_t rows() const { return m_.y.size(); }

  Index slopes() const { return static_cast<Index>(m_.x->cols); }

  Index cluster(std::size_t i) const { return m_.clusters->level[i]; }

  double x(std::size_t i, Index k) const { return (*m_.x)(i, static_cast<std::size_t>(k)); }

  /// Unrestricted estimate; residuals of y and of the tested regressor on the other regressors.
  void fit() {
    Dense cross = Dense::Zero(slopes(), slopes());
    Vector xy = Vector::Zero(slopes());
    for (Index a = 0; a < slopes(); ++a) {
      for (Index b = 0; b <= a; ++b)
        cross(a, b) = cross(b, a) = weighted_dot(m_.x->column(static_cast<std::size_t>(a)),
                                                 m_.x->column(static_cast<std::size_t>(b)),
                                                 m_.weights);
      xy[a] = weighted_dot(m_.x->column(static_cast<std::size_t>(a)), m_.y, m_.weights);
    }
    bread_ = cross.ldlt().solve(Dense::Identity(slopes(), slopes()));
    const Vector b = bread_ * xy;
    estimate_ = b[which_];
    full_ = residual(m_.y, b);
    if (!o_.impose_null) return;
    fixed_y_ = without_others(m_.y);
    fixed_x_ = without_others(m_.x->column(static_cast<std::size_t>(which_)));
  }

  std::vector<double> residual(std::span<const double> v, const Vector& b) const {
    std::vector<double> out(v.begin(), v.end());
    for (Index k = 0; k < slopes(); ++k)
      add_scaled(-b[k], m_.x->column(static_cast<std::size_t>(k)), out);
    return out;
  }

  /// v less its fit on all regressors but the tested one: by the partitioned inverse, the full fit
  /// with the part of the tested coefficient given back along the bread.
  std::vector<double> without_others(std::span<const double> v) const {
    Vector xv(slopes());
    for (Index k = 0; k < slopes(); ++k)
      xv[k] = weighted_dot(m_.x->column(static_cast<std::size_t>(k)), v, m_.weights);
    const Vector b = bread_ * xv;
    const Vector restricted = b - bread_.col(which_) * (b[which_] / bread_(which_, which_));
    return residual(v, restricted);
  }

  void prepare(const Executor& executor) {
    partial_.resize(rows());
    for (std::size_t i = 0; i < rows(); ++i) {
      double sum = 0;
      for (Index k = 0; k < slopes(); ++k) sum += bread_(which_, k) * x(i, k);
      partial_[i] = w(i) * sum;
    }
    shares_ = Dense::Zero(groups_, slopes());
    Vector own = Vector::Zero(groups_);
    for (std::size_t i = 0; i < rows(); ++i) {
      for (Index k = 0; k < slopes(); ++k) shares_(cluster(i), k) += partial_[i] * x(i, k);
      own[cluster(i)] += partial_[i] * full_[i];
    }
    std_error_ = std::sqrt(m_.factor * own.squaredNorm());
    if (o_.impose_null) {
      arrays(fixed_y_, q0_, b0_, executor);
      arrays(fixed_x_, q1_, b1_, executor);
    } else {
      arrays(full_, q0_, b0_, executor);
      q1_ = Vector::Zero(groups_);
      b1_ = Dense::Zero(groups_, groups_);
    }
  }

  /// q_g = D_j X~_g'w u_g, and B_hg = D_j X~_h'w (M u_g)_h - D_j X~_h'w X~_h D X~_g'w u_g.
  void arrays(const std::vector<double>& u, Vector& q, Dense& b, const Executor& executor) const {
    q = Vector::Zero(groups_);
    Dense pull = Dense::Zero(slopes(), groups_);
    for (std::size_t i = 0; i < rows(); ++i) {
      q[cluster(i)] += partial_[i] * u[i];
      for (Index k = 0; k < slopes(); ++k) pull(k, cluster(i)) += w(i) * x(i, k) * u[i];
    }
    b = -shares_ * (bread_ * pull);
    executor.for_blocks(static_cast<std::size_t>(groups_), 1, [&](std::size_t g, std::size_t) {
      Matrix one(rows(), 1);
      for (std::size_t i = 0; i < rows(); ++i)
        if (cluster(i) == static_cast<Index>(g)) one(i, 0) = u[i];
      m_.absorption->residualise(one, executor.within());
      for (std::size_t i = 0; i < rows(); ++i)
        b(cluster(i), static_cast<Index>(g)) += partial_[i] * one(i, 0);
    });
  }

  void draw() {
    Vcov::Draws kind = o_.draws;
    if (kind == Vcov::Draws::automatic)
      kind = groups_ <= few_clusters ? Vcov::Draws::webb : Vcov::Draws::rademacher;
    draws_ = std::max(1L, o_.replications);
    enumerated_ = kind == Vcov::Draws::rademacher && groups_ < 62 && (1L << groups_) <= draws_;
    if (enumerated_) draws_ = 1L << groups_;
    top0_.resize(draws_);
    top1_.resize(draws_);
    spread0_.resize(draws_, groups_);
    spread1_.resize(draws_, groups_);
    for (Index begin = 0; begin < draws_; begin += batch) {
      const Index count = std::min<Index>(batch, draws_ - begin);
      Dense v(count, groups_);
      for (Index d = 0; d < count; ++d)
        for (Index g = 0; g < groups_; ++g) v(d, g) = multiplier(kind, begin + d, g);
      top0_.segment(begin, count) = v * q0_;
      top1_.segment(begin, count) = v * q1_;
      spread0_.middleRows(begin, count) = v * b0_.transpose();
      spread1_.middleRows(begin, count) = v * b1_.transpose();
    }
  }

  double multiplier(Vcov::Draws kind, Index draw, Index g) const {
    if (enumerated_) return (draw >> g & 1) != 0 ? -1.0 : 1.0;
    const double u = Random(o_.seed, Purpose::bootstrap, static_cast<std::uint64_t>(draw))
                         .uniform(static_cast<std::uint64_t>(g));
    if (kind == Vcov::Draws::webb) return webb(u);
    if (kind == Vcov::Draws::mammen) return mammen(u);
    return u < 0.5 ? -1.0 : 1.0;
  }

  double p_value(double null, WildTest* out) const {
    const double t = (estimate_ - null) / std_error_;
    const double at = o_.impose_null ? null : 0.0;
    const Vector top = top0_ - at * top1_;
    const Vector bottom = (spread0_ - at * spread1_).rowwise().squaredNorm() * m_.factor;
    long above = 0, below = 0, outside = 0, ties = 0;
    const double margin = tie * std::abs(t);
    for (Index d = 0; d < draws_; ++d) {
      const double s = top[d] / std::sqrt(bottom[d]);
      outside += std::abs(s) > std::abs(t) + margin;
      ties += std::abs(std::abs(s) - std::abs(t)) <= margin;
      above += s > t + margin;
      below += s < t - margin;
    }
    if (out != nullptr) {
      out->counted = outside;
      out->ties = ties;
    }
    const long count = o_.equal_tail ? 2 * std::min(above, below) : outside;
    return std::min(1.0, static_cast<double>(count) / static_cast<double>(draws_));
  }

  /// Where the p value falls to 1 - level on one side of the estimate.
  double bound(int side) const {
    const double alpha = 1 - o_.level;
    double inside = estimate_, step = std_error_;
    double outside = estimate_ + side * step;
    int tries = 0;
    for (; p_value(outside, nullptr) > alpha && tries < 40; ++tries) {
      inside = outside;
      step *= 2;
      outside = estimate_ + side * step;
    }
    if (tries == 40) return side * std::numeric_limits<double>::infinity();
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (inside + outside);
      (p_value(middle, nullptr) > alpha ? inside : outside) = middle;
    }
    return 0.5 * (inside + outside);
  }

  const WildModel& m_;
  const WildOptions& o_;
  Index which_, groups_;
  Dense bread_;
  double estimate_ = 0, std_error_ = 0;
  std::vector<double> full_, fixed_y_, fixed_x_;  // residuals: unrestricted; without the others
  std::vector<double> partial_;                   // w_i (D x_i)_j
  Dense shares_;                                  // [G x k] D_j X~_h'w X~_h
  Vector q0_, q1_;
  Dense b0_, b1_;
  long draws_ = 0;
  bool enumerated_ = false;
  Vector top0_, top1_;
  Dense spread0_, spread1_;
};

}  // namespace

WildTest wild_test(const WildModel& model,
                   std::size_t which,
                   double null,
                   bool interval,
                   const WildOptions& options,
                   const Executor& executor) {
  return Bootstrap(model, which, options).run(null, interval, executor);
}

}  // namespace yugong::regression
