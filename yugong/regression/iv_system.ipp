#pragma once

#include <Eigen/Dense>

#include "yugong/regression/covariance.hpp"
#include "yugong/regression/iv_algebra.hpp"

/// The matrices of an instrumental-variables problem and the covariance of its moments. Private to
/// the room.
namespace yugong::regression::iv {

using Dense = Eigen::MatrixXd;
using Column = Eigen::VectorXd;
using Index = Eigen::Index;

/// Coefficients of columns `on` for columns `of`.
Dense regress(const Dense& on, const Dense& of);
/// What `on` leaves of `of`.
Dense remainder(const Dense& on, const Dense& of);
Dense beside(const Dense& left, const Dense& right);

/// All columns are multiplied by the square roots of the weights.
class System {
 public:
  explicit System(const Data& data);

  const Data& data() const { return d_; }

  const Dense& y() const { return y_; }

  const Dense& x1() const { return x1_; }

  const Dense& x2() const { return x2_; }

  const Dense& z1() const { return z1_; }

  Dense x() const { return beside(x1_, x2_); }

  Dense z() const { return beside(z1_, x2_); }

  Index k1() const { return x1_.cols(); }

  Index k2() const { return x2_.cols(); }

  Index l1() const { return z1_.cols(); }

  double n() const { return d_.n; }

  bool iid() const { return d_.vcov.kind == Vcov::Kind::iid; }

  bool grouped() const { return groups_ > 0; }

  double groups() const { return groups_; }

  long lags() const { return lags_; }

  /// Sum over correlated rows of products of scores (rows of columns times residuals).
  Dense meat(const Dense& scores) const;
  /// Covariance of Z'e: (e'e/n) Z'Z when iid.
  Dense moments(const Dense& columns, const Column& residuals) const;

  /// On a covariance without factor: n/(n-K-df), or (n-1)/(n-K-df) G/(G-1).
  double factor(double parameters) const;
  /// A Wald statistic without factor as F of `df1`; its reciprocal factor is that of L parameters.
  Statistic as_f(double wald, double df1, double parameters) const;
  double residual_df(double parameters) const;

 private:
  Dense weighted(const Matrix& columns) const;

  const Data& d_;
  Dense y_, x1_, x2_, z1_;
  double groups_ = 0;
  long lags_ = -1;
};

Statistic chi2(double value, double df);

/// g'S^-1 g at the two-step estimate with this covariance of the moments; `b` receives it.
double minimised_j(const Dense& y, const Dense& x, const Dense& z, const Dense& s, Column* b);

/// Tests of the rank of the first stage: underidentification, Cragg-Donald, Kleibergen-Paap.
void rank_tests(const System& system, Estimates& out);

}  // namespace yugong::regression::iv
