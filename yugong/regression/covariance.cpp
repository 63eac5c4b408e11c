#include "yugong/regression/covariance.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

#include <Eigen/Eigenvalues>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

using Kind = Vcov::Kind;

/// Rows of scores: w e x, or sqrt(w) e x where squares are to be counted once (frequency weights).
Matrix scores_of(const CovarianceInput& in, bool weight_once) {
  Matrix s = *in.design;
  for (std::size_t j = 0; j < s.cols; ++j)
    for (std::size_t i = 0; i < s.rows; ++i) {
      const double w = in.weights.empty() ? 1.0
                       : weight_once      ? std::sqrt(in.weights[i])
                                          : in.weights[i];
      s(i, j) *= w * in.residuals[i];
    }
  return s;
}

Matrix cross_products(const Matrix& s) {
  Matrix out(s.cols, s.cols);
  for (std::size_t i = 0; i < s.cols; ++i)
    for (std::size_t j = 0; j <= i; ++j) out(i, j) = out(j, i) = dot(s.column(i), s.column(j));
  return out;
}

Matrix sums_by(const Matrix& s, const Factor& f) {
  Matrix out(static_cast<std::size_t>(f.levels), s.cols);
  for (std::size_t j = 0; j < s.cols; ++j) {
    const std::span<double> sums = out.column(j);
    const std::span<const double> column = s.column(j);
    for (std::size_t i = 0; i < s.rows; ++i)
      sums[static_cast<std::size_t>(f.level[i])] += column[i];
  }
  return out;
}

void add(Matrix& to, double sign, const Matrix& what) {
  add_scaled(sign, what.values, to.values);
}

/// Inclusion and exclusion over all intersections of the ways (Cameron, Gelbach and Miller 2011,
/// eq. 2.13).
Matrix clustered_meat(const Matrix& scores, std::span<const Factor> ways) {
  Matrix meat(scores.cols, scores.cols);
  for (unsigned subset = 1; subset < (1U << ways.size()); ++subset) {
    std::optional<Factor> both;
    for (std::size_t k = 0; k < ways.size(); ++k)
      if ((subset >> k & 1U) != 0) both = both ? cross(*both, ways[k]) : ways[k];
    add(meat, std::popcount(subset) % 2 == 1 ? 1.0 : -1.0, cross_products(sums_by(scores, *both)));
  }
  return meat;
}

Eigen::MatrixXd block_of(const Matrix& v, std::size_t size) {
  return Eigen::Map<const Eigen::MatrixXd>(
             v.values.data(), static_cast<Eigen::Index>(v.rows), static_cast<Eigen::Index>(v.cols))
      .topLeftCorner(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(size));
}

/// Sets negative eigenvalues of the leading block to zero. True when there were any beyond
/// rounding.
bool repair(Matrix& v, std::size_t block) {
  if (block == 0) return false;
  Eigen::MatrixXd m = block_of(v, block);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(m);
  const double largest = eigen.eigenvalues().cwiseAbs().maxCoeff();
  if (eigen.eigenvalues().minCoeff() >= -1e-14 * largest) return false;
  m = eigen.eigenvectors() * eigen.eigenvalues().cwiseMax(0.0).asDiagonal() *
      eigen.eigenvectors().transpose();
  for (std::size_t i = 0; i < block; ++i)
    for (std::size_t j = 0; j < block; ++j)
      v(i, j) = m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j));
  return true;
}

void scale(Matrix& m, double by) {
  for (double& x : m.values) x *= by;
}

[[noreturn]] void refuse_kind(const Vcov& vcov) {
  const std::string list = "iid, robust, hc0, hc1, hc2, hc3, cluster(a), cluster(a, b), cr0(a)";
  throw Error(error("YG2256",
                    {"vcov '" + vcov.text + "' is not available for this estimator",
                     "该估计方法不支持 vcov“" + vcov.text + "”"},
                    {"available: " + list, "可用：" + list}));
}

Covariance iid(const CovarianceInput& in) {
  Covariance out;
  out.df = in.n - in.parameters;
  out.v = *in.bread;
  scale(out.v, in.rss / out.df);
  return out;
}

Covariance heteroskedastic(const Vcov& vcov, const CovarianceInput& in) {
  Covariance out;
  out.df = in.n - in.parameters;
  Matrix s = scores_of(in, in.weight_kind == WeightKind::frequency);
  if (vcov.kind == Kind::hc2 || vcov.kind == Kind::hc3) {
    for (std::size_t i = 0; i < s.rows; ++i) {
      const double left = 1.0 - in.leverage[i];
      const double by = vcov.kind == Kind::hc2 ? 1.0 / std::sqrt(left) : 1.0 / left;
      for (std::size_t j = 0; j < s.cols; ++j) s(i, j) *= by;
    }
  }
  out.factor = vcov.kind == Kind::hc1 ? in.n / out.df : 1.0;
  out.v = sandwich(cross_products(s), *in.bread);
  scale(out.v, out.factor);
  return out;
}

Covariance clustered(const Vcov& vcov, const CovarianceInput& in) {
  Covariance out;
  long fewest = -1;
  for (const Factor& f : in.clusters) {
    out.groups.push_back(f.levels);
    fewest = fewest < 0 ? f.levels : std::min<long>(fewest, f.levels);
    if (f.levels < 2)
      throw Error(error("YG3104",
                        {"all rows lie in one cluster of '" + f.name + "'",
                         "所有观测同属“" + f.name + "”的一个聚类"},
                        {"cluster by a variable with more groups, or write vcov = \"robust\"",
                         "请改用组数更多的聚类变量，或写 vcov = \"robust\""})
                      .about(f.name));
  }
  const auto groups = static_cast<double>(fewest);
  out.df = groups - 1.0;
  if (vcov.kind == Kind::cluster)
    out.factor = (in.n - 1.0) / (in.n - in.parameters_clustered) * groups / (groups - 1.0);
  out.v = sandwich(clustered_meat(scores_of(in, false), in.clusters), *in.bread);
  scale(out.v, out.factor);
  if (in.clusters.size() > 1) out.repaired = repair(out.v, in.slopes);
  return out;
}

}  // namespace

Covariance covariance(const Vcov& vcov, const CovarianceInput& input) {
  switch (vcov.kind) {
    case Kind::iid:
      return iid(input);
    case Kind::hc0:
    case Kind::hc1:
    case Kind::hc2:
    case Kind::hc3:
      return heteroskedastic(vcov, input);
    case Kind::cr0:
    case Kind::cluster:
      return clustered(vcov, input);
    case Kind::driscoll_kraay:
    case Kind::conley:
    case Kind::wild:
      break;
  }
  refuse_kind(vcov);
}

void require_available(const Vcov& vcov) {
  if (vcov.kind == Kind::driscoll_kraay || vcov.kind == Kind::conley || vcov.kind == Kind::wild)
    refuse_kind(vcov);
}

Wald wald(const Matrix& v, std::span<const double> b) {
  Wald out;
  const auto size = static_cast<Eigen::Index>(b.size());
  if (size == 0) return {missing, 0};
  Eigen::MatrixXd m = block_of(v, b.size());
  const Eigen::VectorXd sd = m.diagonal().cwiseMax(0.0).cwiseSqrt();
  if (sd.minCoeff() <= 0) return {missing, 0};
  const Eigen::VectorXd inverse = sd.cwiseInverse();
  m = inverse.asDiagonal() * m * inverse.asDiagonal();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(m);
  const double zero = 1e-12 * eigen.eigenvalues().maxCoeff();
  const Eigen::VectorXd t = eigen.eigenvectors().transpose() *
                            Eigen::Map<const Eigen::VectorXd>(b.data(), size).cwiseQuotient(sd);
  for (Eigen::Index i = 0; i < size; ++i) {
    if (eigen.eigenvalues()[i] <= zero) continue;
    ++out.rank;
    out.statistic += t[i] * t[i] / eigen.eigenvalues()[i];
  }
  if (out.rank < b.size()) out.statistic = missing;
  return out;
}

}  // namespace yugong::regression
