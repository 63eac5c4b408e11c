#include "yugong/frontier/affinity.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <Eigen/Eigenvalues>

namespace yugong::frontier {

namespace {

double diversity(const std::vector<double>& a, const std::vector<double>& b) {
  const std::size_t n = a.size();
  std::vector<double> c(n);
  double mean = 0;
  for (std::size_t j = 0; j < n; ++j) mean += c[j] = std::log(b[j] / a[j]);
  mean /= static_cast<double>(n);
  const auto [low, high] = std::minmax_element(c.begin(), c.end());
  // A spread of the order of rounding is none.
  if (*high - *low <= 1e-14 * std::max(1.0, std::abs(*high))) return 0;
  double sum = 0;
  for (const double v : c) sum += std::abs(v - mean);
  return sum / (static_cast<double>(n) * (*high - *low));
}

}  // namespace

AffinityResult affinity(const std::vector<std::vector<double>>& columns) {
  const auto m = static_cast<Eigen::Index>(columns.size());
  Eigen::MatrixXd s = Eigen::MatrixXd::Identity(m, m);
  for (Eigen::Index a = 0; a < m; ++a)
    for (Eigen::Index b = 0; b < a; ++b)
      s(a, b) = s(b, a) = 1 - 2 * diversity(columns[static_cast<std::size_t>(a)],
                                            columns[static_cast<std::size_t>(b)]);
  AffinityResult result;
  result.matrix.assign(s.data(), s.data() + s.size());
  result.weight.assign(columns.size(), 1 / static_cast<double>(columns.size()));
  if (m == 1) return result;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(s);
  const double largest = solver.eigenvalues()(m - 1);
  result.epsilon =
      std::clamp((static_cast<double>(m) - largest) / static_cast<double>(m - 1), 0.0, 1.0);
  result.repeated = largest - solver.eigenvalues()(m - 2) < 1e-9;
  if (result.repeated) return result;
  const Eigen::VectorXd v = solver.eigenvectors().col(m - 1).cwiseAbs();
  for (Eigen::Index i = 0; i < m; ++i) result.weight[static_cast<std::size_t>(i)] = v(i) / v.sum();
  return result;
}

}  // namespace yugong::frontier
