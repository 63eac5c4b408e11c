#include "yugong/index/principal_components.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "yugong/base/column.hpp"

namespace yugong::index {

namespace {

Eigen::MatrixXd to_matrix(const std::vector<std::vector<double>>& rows) {
  const auto m = static_cast<Eigen::Index>(rows.size());
  Eigen::MatrixXd out(m, m);
  for (Eigen::Index a = 0; a < m; ++a)
    for (Eigen::Index b = 0; b < m; ++b)
      out(a, b) = rows[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
  return out;
}

bool points_backward(const Eigen::VectorXd& v, bool by_sum) {
  // Loadings that cancel, as in a contrast, have no sum to go by.
  if (by_sum && std::abs(v.sum()) > 1e-9) return v.sum() < 0;
  const double largest = v.cwiseAbs().maxCoeff();
  for (Eigen::Index j = 0; j < v.size(); ++j)
    if (std::abs(v(j)) >= largest * (1 - 1e-9)) return v(j) < 0;
  return false;
}

}  // namespace

EigenPairs symmetric_eigen(const std::vector<std::vector<double>>& matrix, bool by_sum) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(to_matrix(matrix));
  EigenPairs out;
  for (Eigen::Index k = solver.eigenvalues().size(); k-- > 0;) {
    Eigen::VectorXd v = solver.eigenvectors().col(k);
    if (points_backward(v, by_sum)) v = -v;
    // Rounding can leave -1e-16 where the matrix is singular; a variance is never negative.
    out.values.push_back(std::max(0.0, solver.eigenvalues()(k)));
    out.vectors.emplace_back(v.data(), v.data() + v.size());
  }
  return out;
}

std::size_t reaching(const std::vector<double>& values, double share) {
  double total = 0;
  for (const double v : values) total += v;
  double reached = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    reached += values[k];
    // A share that is met but for rounding is met.
    if (reached / total >= share - 1e-12) return k + 1;
  }
  return values.size();
}

Adequacy adequacy(const std::vector<std::vector<double>>& correlation, std::size_t rows) {
  const std::size_t m = correlation.size();
  Adequacy out{missing, missing, static_cast<int>(m * (m - 1) / 2)};
  if (m < 2) return out;
  const Eigen::MatrixXd R = to_matrix(correlation);
  const Eigen::VectorXd values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(R, Eigen::EigenvaluesOnly).eigenvalues();
  if (values.minCoeff() <= 1e-12 * values.maxCoeff()) return out;

  const Eigen::MatrixXd inverse = R.ldlt().solve(Eigen::MatrixXd::Identity(R.rows(), R.cols()));
  double simple = 0, partial = 0;
  for (Eigen::Index a = 0; a < R.rows(); ++a)
    for (Eigen::Index b = 0; b < R.cols(); ++b) {
      if (a == b) continue;
      simple += R(a, b) * R(a, b);
      partial += inverse(a, b) * inverse(a, b) / (inverse(a, a) * inverse(b, b));
    }
  out.kmo = simple / (simple + partial);
  const double n = static_cast<double>(rows), k = static_cast<double>(m);
  out.statistic = -(n - 1 - (2 * k + 5) / 6) * values.array().log().sum();
  return out;
}

}  // namespace yugong::index
