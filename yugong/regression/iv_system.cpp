#include "yugong/regression/iv_system.ipp"

#include <algorithm>
#include <cmath>
#include <set>

#include "yugong/base/error.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/meat.hpp"

namespace yugong::regression::iv {
namespace {

using Kind = Vcov::Kind;

Matrix as_matrix(const Dense& m) {
  Matrix out(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
  std::copy_n(m.data(), m.size(), out.values.begin());
  return out;
}

Dense as_dense(const Matrix& m) {
  return Eigen::Map<const Dense>(
      m.values.data(), static_cast<Index>(m.rows), static_cast<Index>(m.cols));
}

Dense symmetric_root(const Dense& m) {
  return Eigen::SelfAdjointEigenSolver<Dense>(m).operatorSqrt();
}

/// Columns with unit cross products, spanning the same space.
Dense orthonormal(const Dense& m) {
  const Eigen::LLT<Dense> factor(m.transpose() * m);
  return factor.matrixU().solve<Eigen::OnTheRight>(m);
}

/// Scores of vec(F'E): row i holds f_i e_ij for every endogenous variable j in turn.
Dense products(const Dense& f, const Dense& e) {
  Dense out(f.rows(), f.cols() * e.cols());
  for (Index j = 0; j < e.cols(); ++j)
    out.middleCols(j * f.cols(), f.cols()) = f.array().colwise() * e.col(j).array();
  return out;
}

Dense kron(const Dense& a, const Dense& b) {
  Dense out(a.rows() * b.rows(), a.cols() * b.cols());
  for (Index i = 0; i < a.rows(); ++i)
    for (Index j = 0; j < a.cols(); ++j)
      out.block(i * b.rows(), j * b.cols(), b.rows(), b.cols()) = a(i, j) * b;
  return out;
}

/// Kleibergen and Paap (2006): how far the smallest singular value of theta is from zero, in the
/// metric of the covariance of vec(theta).
double rank_statistic(const Dense& theta, const Dense& covariance) {
  const Index l = theta.rows(), k = theta.cols(), q = k - 1;
  const Eigen::JacobiSVD<Dense> svd(theta, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const Dense &u = svd.matrixU(), &v = svd.matrixV();
  const Dense u22 = u.bottomRightCorner(l - q, l - q), v22 = v.bottomRightCorner(k - q, k - q);
  const Dense a = u.rightCols(l - q) * u22.inverse() * symmetric_root(u22 * u22.transpose());
  const Dense b = symmetric_root(v22 * v22.transpose()) * v22.transpose().inverse() *
                  v.rightCols(k - q).transpose();
  const Dense pick = kron(b, a.transpose());
  const Column lambda = pick * Eigen::Map<const Column>(theta.data(), theta.size());
  const Dense omega = pick * covariance * pick.transpose();
  return lambda.dot(omega.fullPivLu().solve(lambda));
}

}  // namespace

Dense regress(const Dense& on, const Dense& of) {
  if (on.cols() == 0) return Dense::Zero(0, of.cols());
  return on.householderQr().solve(of);
}

Dense remainder(const Dense& on, const Dense& of) {
  if (on.cols() == 0) return of;
  return of - on * regress(on, of);
}

Dense beside(const Dense& left, const Dense& right) {
  Dense out(left.rows(), left.cols() + right.cols());
  out << left, right;
  return out;
}

System::System(const Data& data)
    : d_(data),
      y_(weighted(data.y)),
      x1_(weighted(data.endogenous)),
      x2_(weighted(data.exogenous)),
      z1_(weighted(data.instruments)) {
  if (d_.vcov.clustered())
    for (const Factor& f : d_.clusters)
      groups_ = groups_ == 0 ? f.levels : std::min<double>(groups_, f.levels);
  if (d_.vcov.kind != Kind::driscoll_kraay && d_.vcov.kind != Kind::newey_west) return;
  const std::set<long> periods(d_.period.begin(), d_.period.end());
  const auto count = static_cast<long>(periods.size());
  lags_ = d_.vcov.number >= 0 ? static_cast<long>(d_.vcov.number) : default_lags(count);
  if (d_.vcov.kind == Kind::driscoll_kraay) groups_ = static_cast<double>(count);
}

Dense System::weighted(const Matrix& columns) const {
  Dense out = as_dense(columns);
  for (Index i = 0; i < out.rows() && !d_.weights.empty(); ++i)
    out.row(i) *= std::sqrt(d_.weights[static_cast<std::size_t>(i)]);
  return out;
}

Dense System::meat(const Dense& scores) const {
  Matrix s = as_matrix(scores);
  switch (d_.vcov.kind) {
    case Kind::cluster:
    case Kind::cr0:
      return as_dense(meat_of_clusters(s, d_.clusters));
    case Kind::driscoll_kraay:
      return as_dense(meat_over_time(s, d_.period, lags_));
    case Kind::newey_west:
      return as_dense(meat_within_units(s, d_.unit, d_.period, lags_));
    case Kind::conley:
      return as_dense(
          meat_over_distance(s, d_.latitude, d_.longitude, d_.unit, d_.period, d_.vcov));
    default:
      // Counts stand for independent rows: a square is to be counted once for each.
      for (std::size_t i = 0; i < s.rows && d_.frequency && !d_.weights.empty(); ++i)
        for (std::size_t j = 0; j < s.cols; ++j) s(i, j) /= std::sqrt(d_.weights[i]);
      return as_dense(meat_of_rows(s));
  }
}

Dense System::moments(const Dense& columns, const Column& residuals) const {
  if (iid()) return (residuals.squaredNorm() / n()) * (columns.transpose() * columns);
  return meat(columns.array().colwise() * residuals.array());
}

double System::residual_df(double parameters) const {
  return grouped() ? groups_ - 1 : n() - parameters - d_.df_absorbed;
}

double System::factor(double parameters) const {
  const double left = n() - parameters - d_.df_absorbed;
  const Kind kind = d_.vcov.kind;
  if (!d_.small_sample || kind == Kind::hc0 || kind == Kind::cr0) return 1;
  return grouped() ? (n() - 1) / left * groups_ / (groups_ - 1) : n() / left;
}

Statistic System::as_f(double wald, double df1, double parameters) const {
  const double left = n() - parameters - d_.df_absorbed;
  Statistic out;
  out.df1 = df1;
  out.df2 = residual_df(parameters);
  out.value = wald / df1 * (grouped() ? left / (n() - 1) * (groups_ - 1) / groups_ : left / n());
  out.p = numeric::f_upper(out.value, out.df1, out.df2);
  return out;
}

Statistic chi2(double value, double df) {
  if (df <= 0) return {missing, df, missing, missing};
  return {value, df, missing, numeric::chi2_upper(value, df)};
}

double minimised_j(const Dense& y, const Dense& x, const Dense& z, const Dense& s, Column* b) {
  const Eigen::FullPivLU<Dense> weight(s);
  if (!weight.isInvertible())
    throw Error(error("YG3134",
                      {"the covariance of the " + std::to_string(z.cols()) + " moments is singular",
                       std::to_string(z.cols()) + " 个矩条件的协方差矩阵奇异"},
                      {"use fewer instruments, a vcov with more groups, or estimator = \"2sls\"",
                       "请减少工具变量、使用组数更多的 vcov，或写 estimator = \"2sls\""}));
  const Dense zx = z.transpose() * x;
  const Column zy = z.transpose() * y;
  const Dense pull = weight.solve(zx);
  const Column found = (zx.transpose() * pull).ldlt().solve(pull.transpose() * zy);
  if (b != nullptr) *b = found;
  const Column g = zy - zx * found;
  return g.dot(weight.solve(g));
}

void rank_tests(const System& system, Estimates& out) {
  const auto k1 = static_cast<double>(system.k1()), l1 = static_cast<double>(system.l1());
  const double parameters = l1 + static_cast<double>(system.k2()), df = l1 - k1 + 1;
  const Dense e = orthonormal(remainder(system.x2(), system.x1()));
  const Dense f = orthonormal(remainder(system.x2(), system.z1()));
  const Dense theta = f.transpose() * e;
  const double rho = theta.jacobiSvd().singularValues().minCoeff();
  const double r2 = std::min(1.0, rho * rho);
  out.anderson_lm = out.underidentification = chi2(system.n() * r2, df);
  out.cragg_donald = r2 / (1 - r2) * (system.n() - parameters - system.data().df_absorbed) / l1;
  if (system.iid()) return;
  out.underidentification = chi2(rank_statistic(theta, system.meat(products(f, e))), df);
  const double wald = rank_statistic(theta, system.meat(products(f, e - f * theta)));
  out.kleibergen_paap = system.as_f(wald, l1, parameters).value;
}

}  // namespace yugong::regression::iv
