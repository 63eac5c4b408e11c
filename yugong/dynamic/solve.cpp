#include "yugong/dynamic/solve.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace yugong::dynamic {
namespace {

using regression::Matrix;
using View = Eigen::Map<const Eigen::MatrixXd>;

/// A pivot of a matrix with unit diagonal below this is rounding.
constexpr double zero_pivot = 1e-10;

View view(const Matrix& m) {
  return {m.values.data(), static_cast<Eigen::Index>(m.rows), static_cast<Eigen::Index>(m.cols)};
}

Matrix matrix_of(const Eigen::MatrixXd& m) {
  Matrix out(static_cast<std::size_t>(m.rows()), static_cast<std::size_t>(m.cols()));
  Eigen::Map<Eigen::MatrixXd>(out.values.data(), m.rows(), m.cols()) = m;
  return out;
}

Eigen::Map<const Eigen::VectorXd> view(std::span<const double> v) {
  return {v.data(), static_cast<Eigen::Index>(v.size())};
}

Eigen::VectorXd inverse_roots(const Eigen::VectorXd& diagonal) {
  return diagonal.unaryExpr([](double d) { return d > 0 ? 1 / std::sqrt(d) : 0.0; });
}

/// L of A = L L' for a covariance with unit diagonal; `tolerance` of the pivots.
Eigen::MatrixXd root_of(const Eigen::MatrixXd& unit, bool& generalised) {
  const Eigen::LLT<Eigen::MatrixXd> llt(unit);
  generalised = false;
  if (llt.info() == Eigen::Success &&
      llt.matrixLLT().diagonal().array().square().minCoeff() > zero_pivot) {
    const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(unit.rows(), unit.cols());
    return llt.matrixU().solve(identity);
  }
  generalised = true;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(unit);
  const Eigen::VectorXd& values = eigen.eigenvalues();
  const double least = values.size() == 0 ? 0 : 1e-11 * values.maxCoeff();
  Eigen::Index zeros = 0;
  while (zeros < values.size() && values(zeros) <= least) ++zeros;
  const Eigen::Index rank = values.size() - zeros;
  return eigen.eigenvectors().rightCols(rank) *
         values.tail(rank).cwiseSqrt().cwiseInverse().asDiagonal();
}

Weight weight_of(const Eigen::MatrixXd& covariance, const Eigen::MatrixXd* base) {
  const Eigen::VectorXd scale = inverse_roots(covariance.diagonal());
  const Eigen::MatrixXd unit = scale.asDiagonal() * covariance * scale.asDiagonal();
  Weight out;
  Eigen::MatrixXd root = root_of(unit, out.generalised);
  root = scale.asDiagonal() * root;
  if (base != nullptr) root = *base * root;
  out.rank = static_cast<std::size_t>(root.cols());
  out.root = matrix_of(root);
  return out;
}

}  // namespace

Weight invert(const Matrix& covariance) {
  return weight_of(view(covariance), nullptr);
}

Weight invert(const Matrix& covariance, const Weight& base) {
  const Eigen::MatrixXd root = view(base.root);
  const Eigen::MatrixXd inner =
      root.transpose() * (view(covariance).selfadjointView<Eigen::Lower>() * root);
  return weight_of(inner, &root);
}

std::vector<std::size_t> independent_columns(const Matrix& cross_product) {
  const View m = view(cross_product);
  const Eigen::VectorXd scale = inverse_roots(m.diagonal());
  const Eigen::MatrixXd unit = scale.asDiagonal() * m * scale.asDiagonal();
  const Eigen::LLT<Eigen::MatrixXd> llt(unit);
  std::vector<std::size_t> kept;
  if (llt.info() == Eigen::Success && m.rows() > 0 &&
      llt.matrixLLT().diagonal().array().square().minCoeff() > zero_pivot) {
    for (std::size_t j = 0; j < cross_product.rows; ++j) kept.push_back(j);
    return kept;
  }
  // Column by column: the part of its length that the columns kept so far leave.
  Eigen::MatrixXd l = Eigen::MatrixXd::Zero(m.rows(), m.rows());
  Eigen::Index rank = 0;
  for (Eigen::Index j = 0; j < m.rows(); ++j) {
    if (unit(j, j) <= 0) continue;
    Eigen::VectorXd row(rank);
    for (Eigen::Index i = 0; i < rank; ++i) {
      const auto of = static_cast<Eigen::Index>(kept[static_cast<std::size_t>(i)]);
      row(i) = (unit(j, of) - l.row(i).head(i).dot(row.head(i))) / l(i, i);
    }
    const double rest = unit(j, j) - row.squaredNorm();
    if (rest <= zero_pivot) continue;
    l.row(rank).head(rank) = row.transpose();
    l(rank, rank) = std::sqrt(rest);
    ++rank;
    kept.push_back(static_cast<std::size_t>(j));
  }
  return kept;
}

Minimum minimise(const Matrix& zx, std::span<const double> zy, const Weight& a) {
  const View root = view(a.root);
  Eigen::MatrixXd p = root.transpose() * view(zx);
  const Eigen::VectorXd q = root.transpose() * view(zy);
  Minimum out;
  const Eigen::VectorXd scale = inverse_roots(p.colwise().squaredNorm().transpose());
  p = p * scale.asDiagonal();
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> qr(p);
  const Eigen::Index k = p.cols();
  const auto pivots = qr.matrixQR().diagonal().cwiseAbs();
  out.identified = p.rows() >= k && (k == 0 || pivots.head(k).minCoeff() > 1e-9);
  if (!out.identified) return out;
  const Eigen::VectorXd b = qr.solve(q);
  out.objective = (q - p * b).squaredNorm();
  const Eigen::MatrixXd inverse_r =
      qr.matrixR().topLeftCorner(k, k).template triangularView<Eigen::Upper>().solve(
          Eigen::MatrixXd::Identity(k, k));
  const Eigen::MatrixXd half = scale.asDiagonal() * (qr.colsPermutation() * inverse_r);
  const Eigen::VectorXd scaled = scale.asDiagonal() * b;
  out.b.assign(scaled.data(), scaled.data() + scaled.size());
  const Eigen::MatrixXd bread = half * half.transpose();
  out.bread = matrix_of(bread);
  const Eigen::MatrixXd unscaled = p * scale.cwiseInverse().asDiagonal();
  out.filter = matrix_of(bread * (unscaled.transpose() * root.transpose()));
  return out;
}

std::vector<double> weighted(const Weight& a, std::span<const double> v) {
  const View root = view(a.root);
  const Eigen::VectorXd out = root * (root.transpose() * view(v));
  return {out.data(), out.data() + out.size()};
}

Matrix part(const Matrix& symmetric, std::span<const std::size_t> of) {
  Matrix out(of.size(), of.size());
  for (std::size_t j = 0; j < of.size(); ++j)
    for (std::size_t i = 0; i < of.size(); ++i) out(i, j) = symmetric(of[i], of[j]);
  return out;
}

Matrix rows_of(const Matrix& m, std::span<const std::size_t> rows) {
  Matrix out(rows.size(), m.cols);
  for (std::size_t j = 0; j < m.cols; ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) out(i, j) = m(rows[i], j);
  return out;
}

Matrix outer(const Matrix& g) {
  Eigen::MatrixXd out =
      Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(g.rows), static_cast<Eigen::Index>(g.rows));
  out.selfadjointView<Eigen::Lower>().rankUpdate(view(g));
  out.triangularView<Eigen::StrictlyUpper>() = out.transpose();
  return matrix_of(out);
}

std::vector<double> times(const Matrix& m, std::span<const double> v) {
  const Eigen::VectorXd out = view(m) * view(v);
  return {out.data(), out.data() + out.size()};
}

Matrix times_transposed(const Matrix& a, const Matrix& b) {
  return matrix_of(view(a) * view(b).transpose());
}

}  // namespace yugong::dynamic
