#include "yugong/regression/covariance.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <Eigen/Eigenvalues>

#include "yugong/base/text.hpp"
#include "yugong/regression/meat.hpp"

namespace yugong::regression {
namespace {

using Kind = Vcov::Kind;

/// Rows of scores: w e x, or sqrt(w) e x where squares are to be counted once (frequency weights).
Matrix scores_of(const CovarianceInput& in, bool weight_once) {
  const Matrix& x = *in.design;
  const bool constant = in.bread->cols > x.cols;
  Matrix s(x.rows, x.cols + (constant ? 1 : 0));
  for (std::size_t j = 0; j < s.cols; ++j)
    for (std::size_t i = 0; i < s.rows; ++i) {
      const double w = in.weights.empty() ? 1.0
                       : weight_once      ? std::sqrt(in.weights[i])
                                          : in.weights[i];
      const double value = j == x.cols ? 1.0 : x(i, j) + (constant ? in.shifts[j] : 0.0);
      s(i, j) = w * in.residuals[i] * value;
    }
  return s;
}

/// Scores summed by the levels of a factor, without a matrix of scores: those of the constant, and
/// of each column those of the design plus its shift times them.
Matrix score_sums(const CovarianceInput& in, const Factor& f) {
  const Matrix& x = *in.design;
  const bool constant = in.bread->cols > x.cols;
  Matrix out(static_cast<std::size_t>(f.levels), x.cols + (constant ? 1 : 0));
  for (std::size_t j = 0; j < out.cols; ++j) {
    const std::span<double> sums = out.column(j);
    for (std::size_t i = 0; i < x.rows; ++i) {
      const double w = in.weights.empty() ? 1.0 : in.weights[i];
      const double value = j == x.cols ? 1.0 : x(i, j);
      sums[static_cast<std::size_t>(f.level[i])] += w * in.residuals[i] * value;
    }
  }
  for (std::size_t j = 0; constant && j < x.cols; ++j)
    add_scaled(in.shifts[j], out.column(x.cols), out.column(j));
  return out;
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
  out.factor = vcov.kind == Kind::hc1 && in.small_sample ? in.n / out.df : 1.0;
  out.v = sandwich(meat_of_rows(s), *in.bread);
  scale(out.v, out.factor);
  return out;
}

Covariance clustered(const Vcov& vcov, const CovarianceInput& in) {
  require_several_clusters(in.clusters);
  Covariance out;
  long fewest = -1;
  for (const Factor& f : in.clusters) {
    out.groups.push_back(f.levels);
    fewest = fewest < 0 ? f.levels : std::min<long>(fewest, f.levels);
  }
  const auto groups = static_cast<double>(fewest);
  out.df = groups - 1.0;
  const bool corrected = vcov.kind == Kind::cluster || vcov.kind == Kind::wild;
  if (corrected && in.small_sample)
    out.factor = (in.n - 1.0) / (in.n - in.parameters_clustered) * groups / (groups - 1.0);
  CovarianceInput scored = in;
  if (vcov.kind == Kind::cr2 || vcov.kind == Kind::cr3) scored.residuals = in.adjusted;
  const Matrix meat = meat_of_clusters(
      [&](const Factor& f) { return score_sums(scored, f); }, in.clusters, in.bread->cols);
  out.v = sandwich(meat, *in.bread);
  scale(out.v, out.factor);
  if (in.clusters.size() > 1) out.repaired = repair(out.v, in.slopes);
  return out;
}

long distinct(std::span<const long> values) {
  return static_cast<long>(std::set<long>(values.begin(), values.end()).size());
}

Covariance serial(const Vcov& vcov, const CovarianceInput& in) {
  Covariance out;
  out.periods = distinct(in.period);
  if (out.periods < 2)
    throw Error(
        error("YG3116",
              {"'" + vcov.text + "' needs at least two periods", "“" + vcov.text + "”至少需要两期"},
              {"write vcov = \"robust\" or cluster(a)", "请写 vcov = \"robust\" 或 cluster(a)"}));
  out.lags = vcov.number >= 0 ? static_cast<long>(vcov.number) : default_lags(out.periods);
  const auto periods = static_cast<double>(out.periods);
  out.df = periods - 1.0;
  if (in.small_sample)
    out.factor = (in.n - 1.0) / (in.n - in.parameters) * periods / (periods - 1.0);
  const Matrix scores = scores_of(in, false);
  out.v = sandwich(vcov.kind == Kind::driscoll_kraay
                       ? meat_over_time(scores, in.period, out.lags)
                       : meat_within_units(scores, in.unit, in.period, out.lags),
                   *in.bread);
  scale(out.v, out.factor);
  return out;
}

Covariance spatial(const Vcov& vcov, const CovarianceInput& in) {
  Covariance out;
  out.df = in.n - in.parameters;
  if (in.small_sample) out.factor = in.n / out.df;
  out.v = sandwich(
      meat_over_distance(scores_of(in, false), in.latitude, in.longitude, in.unit, in.period, vcov),
      *in.bread);
  scale(out.v, out.factor);
  out.repaired = repair(out.v, in.slopes);
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
    case Kind::cr2:
    case Kind::cr3:
    case Kind::wild:
      return clustered(vcov, input);
    case Kind::driscoll_kraay:
    case Kind::newey_west:
      return serial(vcov, input);
    case Kind::conley:
      return spatial(vcov, input);
  }
  return {};
}

std::vector<Problem> covariance_notes(const Vcov& vcov,
                                      std::span<const Factor> clusters,
                                      bool repaired,
                                      bool advise_few) {
  std::vector<Problem> out;
  const bool made_for_few =
      vcov.kind == Kind::wild || vcov.kind == Kind::cr2 || vcov.kind == Kind::cr3;
  const auto least =
      std::min_element(clusters.begin(), clusters.end(), [](const Factor& a, const Factor& b) {
        return a.levels < b.levels;
      });
  if (vcov.clustered() && !made_for_few && least != clusters.end() && least->levels < 30) {
    const std::string count = std::to_string(least->levels), name = least->name;
    Text advice{"cluster by a variable with more groups, or say how few they are",
                "请改用组数更多的聚类变量，或说明聚类数很少"};
    if (advise_few)
      advice = {"compare with vcov = \"wild(" + name + ", 9999)\" or cr2(" + name +
                    "), which are made for few clusters",
                "请与适用于少聚类的 vcov = \"wild(" + name + ", 9999)\" 或 cr2(" + name + ") 比较"};
    out.push_back(warning(
        "YG3002",
        {count + " clusters; " + vcov.text + " is unreliable below about 30. Reported as asked",
         "只有 " + count + " 个聚类；" + vcov.text + " 在少于约 30 个聚类时不可靠，按要求报告"},
        advice));
  }
  if (repaired)
    out.push_back(warning(
        "YG3003",
        {"the covariance '" + vcov.text + "' had negative eigenvalues; they were set to zero",
         "协方差矩阵“" + vcov.text + "”出现负特征值，已置为零"}));
  return out;
}

long default_lags(long periods) {
  return static_cast<long>(
      std::floor(4.0 * std::pow(static_cast<double>(periods) / 100.0, 2.0 / 9.0)));
}

void require_several_clusters(std::span<const Factor> clusters) {
  for (const Factor& f : clusters)
    if (f.levels < 2)
      throw Error(
          error("YG3104",
                {"all rows that are used lie in one cluster of '" + f.name + "'",
                 "所用观测同属“" + f.name + "”的一个聚类"},
                {"cluster by a variable with more groups, or write vcov = \"robust\"; rows "
                 "with missing values and rows alone in an effect were dropped before",
                 "请改用组数更多的聚类变量，或写 vcov = \"robust\"；含缺失值的行与固定效应中的单例"
                 "观测已先行剔除"})
              .about(f.name));
}

void require_plain(const Vcov& vcov) {
  const Kind kind = vcov.kind;
  if (kind != Kind::hc2 && kind != Kind::hc3 && kind != Kind::cr2 && kind != Kind::cr3 &&
      kind != Kind::wild)
    return;
  const std::string list =
      "iid, robust, hc0, cluster(a), cluster(a, b), cr0(a), dk(lags), nw(lags), conley(300km)";
  throw Error(error("YG2256",
                    {"vcov '" + vcov.text + "' is not available for this estimator",
                     "该估计方法不支持 vcov“" + vcov.text + "”"},
                    {"available: " + list, "可用：" + list}));
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
