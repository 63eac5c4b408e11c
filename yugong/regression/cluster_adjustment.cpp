#include "yugong/regression/cluster_adjustment.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include "yugong/base/error.hpp"

namespace yugong::regression {
namespace {

using Dense = Eigen::MatrixXd;
using Index = Eigen::Index;

constexpr std::size_t most_rows = 30000;
constexpr double null_eigenvalue = 1e-9;
constexpr std::size_t chunk = 64;  // columns residualised at once

class Adjuster {
 public:
  Adjuster(const WholeDesign& design, const Factor& clusters, Reduction reduction)
      : d_(design),
        power_(reduction == Reduction::half ? -0.5 : -1.0),
        members_(static_cast<std::size_t>(clusters.levels)) {
    for (std::size_t i = 0; i < d_.residuals.size(); ++i)
      members_[static_cast<std::size_t>(clusters.level[i])].push_back(i);
  }

  ClusterAdjustment run(bool satterthwaite, const Executor& executor) {
    ClusterAdjustment out;
    out.residuals.resize(rows());
    loadings_.assign(satterthwaite ? slopes() : 0, std::vector<double>(rows(), 0.0));
    executor.for_blocks(members_.size(), 1, [&](std::size_t begin, std::size_t end) {
      for (std::size_t g = begin; g < end; ++g) adjust_cluster(g, executor.within(), out.residuals);
    });
    for (std::size_t k = 0; k < loadings_.size(); ++k) out.df.push_back(freedom(k, executor));
    return out;
  }

 private:
  std::size_t rows() const { return d_.residuals.size(); }

  std::size_t slopes() const { return d_.slopes->cols; }

  double root(std::size_t i) const { return d_.weights.empty() ? 1.0 : std::sqrt(d_.weights[i]); }

  /// sqrt(w) X~ of a cluster.
  Dense regressors(const std::vector<std::size_t>& rows) const {
    Dense x(static_cast<Index>(rows.size()), static_cast<Index>(slopes()));
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t k = 0; k < slopes(); ++k)
        x(static_cast<Index>(i), static_cast<Index>(k)) = root(rows[i]) * (*d_.slopes)(rows[i], k);
    return x;
  }

  Dense bread() const {
    return Eigen::Map<const Dense>(d_.bread->values.data(),
                                   static_cast<Index>(d_.bread->rows),
                                   static_cast<Index>(d_.bread->cols));
  }

  /// I - H_gg: unit vectors of the cluster's rows without the effects, less the part of the slopes.
  Dense left_over(const std::vector<std::size_t>& rows_of_g,
                  const Dense& x,
                  const Executor& executor) const {
    const auto size = static_cast<Index>(rows_of_g.size());
    Dense out(size, size);
    for (std::size_t begin = 0; begin < rows_of_g.size(); begin += chunk) {
      const std::size_t count = std::min(chunk, rows_of_g.size() - begin);
      Matrix unit(rows(), count);
      for (std::size_t c = 0; c < count; ++c)
        unit(rows_of_g[begin + c], c) = 1.0 / root(rows_of_g[begin + c]);
      d_.absorption->residualise(unit, executor);
      for (std::size_t c = 0; c < count; ++c)
        for (std::size_t i = 0; i < rows_of_g.size(); ++i)
          out(static_cast<Index>(i), static_cast<Index>(begin + c)) =
              root(rows_of_g[i]) * unit(rows_of_g[i], c);
    }
    if (slopes() > 0) out -= x * bread() * x.transpose();
    return 0.5 * (out + out.transpose());
  }

  void adjust_cluster(std::size_t g, const Executor& executor, std::vector<double>& residuals) {
    const std::vector<std::size_t>& rows_of_g = members_[g];
    const Dense x = regressors(rows_of_g);
    const Eigen::SelfAdjointEigenSolver<Dense> eigen(left_over(rows_of_g, x, executor));
    Eigen::VectorXd factor = eigen.eigenvalues();
    for (Index i = 0; i < factor.size(); ++i)
      factor[i] = factor[i] < null_eigenvalue ? 0.0 : std::pow(factor[i], power_);
    const Dense a = eigen.eigenvectors() * factor.asDiagonal() * eigen.eigenvectors().transpose();
    Eigen::VectorXd e(x.rows());
    for (Index i = 0; i < x.rows(); ++i)
      e[i] = root(rows_of_g[static_cast<std::size_t>(i)]) *
             d_.residuals[rows_of_g[static_cast<std::size_t>(i)]];
    const Eigen::VectorXd adjusted = a * e;
    for (std::size_t i = 0; i < rows_of_g.size(); ++i)
      residuals[rows_of_g[i]] = adjusted[static_cast<Index>(i)] / root(rows_of_g[i]);
    if (loadings_.empty()) return;
    const Dense v = a * x * bread();
    for (std::size_t k = 0; k < slopes(); ++k)
      for (std::size_t i = 0; i < rows_of_g.size(); ++i)
        loadings_[k][rows_of_g[i]] = v(static_cast<Index>(i), static_cast<Index>(k));
  }

  /// (tr P'P)^2 / tr (P'P)^2, column g of P being (I - H) applied to the loadings of cluster g
  /// (Bell and McCaffrey 2002, with equal and independent errors as working model).
  double freedom(std::size_t k, const Executor& executor) const {
    Matrix p(rows(), members_.size());
    for (std::size_t g = 0; g < members_.size(); ++g)
      for (const std::size_t i : members_[g]) p(i, g) = loadings_[k][i] / root(i);
    d_.absorption->residualise(p, executor);
    for (std::size_t g = 0; g < members_.size(); ++g) remove_slopes(p.column(g), g, k);
    double trace = 0, squares = 0;
    for (std::size_t g = 0; g < members_.size(); ++g)
      for (std::size_t h = 0; h <= g; ++h) {
        const double product = dot(p.column(g), p.column(h));
        trace += g == h ? product : 0.0;
        squares += (g == h ? 1.0 : 2.0) * product * product;
      }
    return trace * trace / squares;
  }

  /// column becomes sqrt(w) (column - X~ D X~'sqrt(w) v_g).
  void remove_slopes(std::span<double> column, std::size_t g, std::size_t k) const {
    const Dense x = regressors(members_[g]);
    Eigen::VectorXd v(x.rows());
    for (Index i = 0; i < x.rows(); ++i)
      v[i] = loadings_[k][members_[g][static_cast<std::size_t>(i)]];
    const Eigen::VectorXd b = bread() * (x.transpose() * v);
    for (std::size_t j = 0; j < slopes(); ++j)
      add_scaled(-b[static_cast<Index>(j)], d_.slopes->column(j), column);
    for (std::size_t i = 0; i < column.size(); ++i) column[i] *= root(i);
  }

  const WholeDesign& d_;
  double power_;
  std::vector<std::vector<std::size_t>> members_;
  std::vector<std::vector<double>> loadings_;  // [slopes][rows] A_g X_g D
};

}  // namespace

ClusterAdjustment adjust(const WholeDesign& design,
                         const Factor& clusters,
                         Reduction reduction,
                         bool satterthwaite,
                         const Executor& executor) {
  if (design.residuals.size() > most_rows)
    throw Error(error("YG3117",
                      {"cr2 and cr3 take work that grows with the square of the rows; " +
                           std::to_string(design.residuals.size()) + " rows are too many",
                       "cr2 与 cr3 的计算量随观测数的平方增长，" +
                           std::to_string(design.residuals.size()) + " 行过多"},
                      {"write vcov = \"cluster(a)\": with so many rows the correction is small",
                       "请写 vcov = \"cluster(a)\"：样本这么大时修正很小"}));
  return Adjuster(design, clusters, reduction).run(satterthwaite, executor);
}

}  // namespace yugong::regression
