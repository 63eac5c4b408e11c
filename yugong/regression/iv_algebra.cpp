#include "yugong/regression/iv_algebra.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/iv_system.ipp"

namespace yugong::regression::iv {
namespace {

std::vector<double> as_vector(const Column& v) {
  return {v.data(), v.data() + v.size()};
}

Matrix as_matrix(const Dense& m) {
  Matrix out(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
  std::copy_n(m.data(), m.size(), out.values.begin());
  return out;
}

/// Covariance of the coefficients of `columns` (their cross products inverted: `bread`), without
/// factor.
Dense sandwich_of(const System& s, const Dense& bread, const Dense& columns, const Column& e) {
  return bread * s.moments(columns, e) * bread;
}

double wald_of(const Column& b, const Dense& v) {
  return b.dot(v.ldlt().solve(b));
}

Dense inverse_of(const Dense& symmetric) {
  return symmetric.ldlt().solve(Dense::Identity(symmetric.rows(), symmetric.cols()));
}

class Problem {
 public:
  Problem(const Data& data, Estimator estimator, double fuller)
      : s_(data),
        estimator_(estimator),
        fuller_(fuller),
        x_(s_.x()),
        z_(s_.z()),
        fitted_(z_ * regress(z_, x_)) {}

  Estimates run() {
    two_stage();
    if (estimator_ == Estimator::liml || estimator_ == Estimator::fuller) k_class();
    if (estimator_ == Estimator::gmm) gmm();
    finish();
    rank_tests(s_, out_);
    overidentification();
    anderson_rubin();
    stock_wright();
    endogeneity();
    first_stages();
    reduced_form();
    return std::move(out_);
  }

 private:
  double parameters() const { return static_cast<double>(x_.cols()); }

  double all_instruments() const { return static_cast<double>(z_.cols()); }

  Column residual(const Column& b) const { return s_.y() - x_ * b; }

  void two_stage() {
    b_ = regress(fitted_, s_.y());
    first_residual_ = residual(b_);
    v_ = sandwich_of(s_, inverse_of(fitted_.transpose() * fitted_), fitted_, first_residual_);
  }

  void k_class() {
    const Dense both = beside(s_.y(), s_.x1());
    const Dense inner = remainder(z_, both), outer = remainder(s_.x2(), both);
    const Eigen::GeneralizedSelfAdjointEigenSolver<Dense> eigen(
        outer.transpose() * outer, inner.transpose() * inner, Eigen::EigenvaluesOnly);
    const double smallest = eigen.eigenvalues().minCoeff();
    const double k =
        estimator_ == Estimator::liml
            ? smallest
            : smallest - fuller_ / (s_.n() - all_instruments() - s_.data().df_absorbed);
    out_.lambda = k;
    const double df = static_cast<double>(s_.l1() - s_.k1());
    out_.liml_overidentified = chi2(s_.n() * std::log(smallest), df);
    const Dense q = (1 - k) * (x_.transpose() * x_) + k * (fitted_.transpose() * fitted_);
    b_ = q.ldlt().solve((1 - k) * (x_.transpose() * s_.y()) + k * (fitted_.transpose() * s_.y()));
    first_residual_ = residual(b_);
    const Dense bread = inverse_of(q);
    v_ = s_.iid() ? Dense(first_residual_.squaredNorm() / s_.n() * bread)
                  : sandwich_of(s_, bread, fitted_, first_residual_);
  }

  void gmm() {
    const Dense w = s_.moments(z_, first_residual_);
    minimised_j(s_.y(), x_, z_, w, &b_);
    const Dense zx = z_.transpose() * x_;
    v_ = inverse_of(zx.transpose() * w.fullPivLu().solve(zx));
  }

  void finish() {
    const Column e = residual(b_);
    out_.coefficients = as_vector(b_);
    out_.rss = e.squaredNorm();
    out_.tss = s_.y().squaredNorm();
    out_.residuals = as_vector(e);
    const std::span<const double> w = s_.data().weights;
    for (std::size_t i = 0; i < w.size(); ++i) out_.residuals[i] /= std::sqrt(w[i]);
    out_.factor = s_.factor(parameters());
    out_.covariance = as_matrix(out_.factor * 0.5 * (v_ + v_.transpose()));
    out_.df_t = s_.residual_df(parameters());
    out_.lags = s_.lags();
    for (const Factor& f : s_.data().clusters) out_.groups.push_back(f.levels);
  }

  /// J at the two-step estimate, the covariance of the moments taken at the residuals of the
  /// estimator's first step.
  void overidentification() {
    const double df = all_instruments() - parameters();
    if (df <= 0) return;
    out_.overidentification =
        chi2(minimised_j(s_.y(), x_, z_, s_.moments(z_, first_residual_), nullptr), df);
  }

  void anderson_rubin() {
    const auto l1 = static_cast<double>(s_.l1());
    const Dense f = remainder(s_.x2(), s_.z1());
    const double wald = wald_of_excluded(f, remainder(s_.x2(), s_.y()), nullptr);
    out_.anderson_rubin = s_.as_f(wald, l1, all_instruments());
    out_.anderson_rubin_chi2 = chi2(wald, l1);
  }

  /// Wald statistic, without factor, of the columns f for v; `rest` receives the residual.
  double wald_of_excluded(const Dense& f, const Column& v, Column* rest) const {
    const Column b = regress(f, v);
    const Column e = v - f * b;
    if (rest != nullptr) *rest = e;
    return wald_of(b, sandwich_of(s_, inverse_of(f.transpose() * f), f, e));
  }

  /// Moments of all instruments at the regression without the endogenous variables.
  void stock_wright() {
    const Column e = remainder(s_.x2(), s_.y());
    const Column g = z_.transpose() * e;
    const Eigen::FullPivLU<Dense> weight(s_.moments(z_, e));
    if (weight.isInvertible())
      out_.stock_wright = chi2(g.dot(weight.solve(g)), static_cast<double>(s_.l1()));
  }

  /// J with the endogenous variables as instruments of their own, less J without; both with the
  /// covariance of the moments of the former.
  void endogeneity() {
    const Dense all = beside(s_.x1(), z_);
    const Column e = remainder(x_, s_.y());
    const Dense w = s_.moments(all, e);
    if (!w.fullPivLu().isInvertible()) return;
    const Dense part = w.bottomRightCorner(z_.cols(), z_.cols());
    const double difference =
        minimised_j(s_.y(), x_, all, w, nullptr) - minimised_j(s_.y(), x_, z_, part, nullptr);
    out_.endogeneity = chi2(difference, static_cast<double>(s_.k1()));
  }

  void first_stages() {
    const Dense e = remainder(s_.x2(), s_.x1()), f = remainder(s_.x2(), s_.z1());
    const Dense fitted = f * regress(f, e);
    const Dense of_x = inverse_of(e.transpose() * e);
    const Dense of_fitted = inverse_of(fitted.transpose() * fitted);
    for (Index j = 0; j < s_.k1(); ++j) {
      FirstStage stage;
      whole_regression(s_.x1().col(j), stage.coefficients, stage.std_errors);
      Column rest;
      const double wald = wald_of_excluded(f, e.col(j), &rest);
      stage.f = s_.as_f(wald, static_cast<double>(s_.l1()), all_instruments());
      stage.partial_r2 = 1 - rest.squaredNorm() / e.col(j).squaredNorm();
      stage.shea_r2 = of_x(j, j) / of_fitted(j, j);
      stage.rmse =
          std::sqrt(rest.squaredNorm() / (s_.n() - all_instruments() - s_.data().df_absorbed));
      if (s_.k1() > 1) conditional(stage, e, f, fitted, j);
      out_.first.push_back(std::move(stage));
      if (s_.k1() == 1) effective_f(f, rest);
    }
  }

  /// Strength of the instruments for variable j given those for the others: residual of j on the
  /// others by two-stage least squares (Sanderson and Windmeijer 2016), and on the fitted others
  /// (Angrist and Pischke 2009).
  void conditional(
      FirstStage& stage, const Dense& e, const Dense& f, const Dense& fitted, Index j) const {
    Dense others(e.rows(), e.cols() - 1), others_fitted(e.rows(), e.cols() - 1);
    for (Index i = 0, at = 0; i < e.cols(); ++i) {
      if (i == j) continue;
      others.col(at) = e.col(i);
      others_fitted.col(at++) = fitted.col(i);
    }
    const double df = static_cast<double>(s_.l1() - s_.k1() + 1);
    const Column g = regress(others_fitted, e.col(j));
    stage.sanderson_windmeijer =
        s_.as_f(wald_of_excluded(f, e.col(j) - others * g, nullptr), df, all_instruments());
    stage.angrist_pischke =
        s_.as_f(wald_of_excluded(f, e.col(j) - others_fitted * g, nullptr), df, all_instruments());
  }

  /// pi'pi / tr(V) for orthonormal instruments, V with the factor of the first stage.
  void effective_f(const Dense& f, const Column& rest) {
    const Eigen::LLT<Dense> factor(f.transpose() * f);
    const Dense q = factor.matrixU().solve<Eigen::OnTheRight>(f);
    const Column pi = q.transpose() * s_.x1();
    const Dense v = s_.moments(q, rest);
    // The F of as_f with one numerator degree of freedom carries the reciprocal factor.
    out_.effective_f = s_.as_f(pi.squaredNorm() / v.trace(), 1, all_instruments()).value;
  }

  void whole_regression(const Column& v, std::vector<double>& b, std::vector<double>& se) const {
    const Column coefficients = regress(z_, v);
    const Dense covariance =
        s_.factor(all_instruments()) *
        sandwich_of(s_, inverse_of(z_.transpose() * z_), z_, v - z_ * coefficients);
    b = as_vector(coefficients);
    for (Index i = 0; i < z_.cols(); ++i) se.push_back(std::sqrt(covariance(i, i)));
  }

  void reduced_form() { whole_regression(s_.y(), out_.reduced, out_.reduced_std_errors); }

  System s_;
  Estimator estimator_;
  double fuller_;
  Dense x_, z_, fitted_;
  Column b_, first_residual_;
  Dense v_;
  Estimates out_;
};

}  // namespace

Estimates estimate(const Data& data, Estimator estimator, double fuller) {
  return Problem(data, estimator, fuller).run();
}

}  // namespace yugong::regression::iv
