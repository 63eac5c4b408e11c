#include "yugong/quantile/check_function.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"

namespace yugong::quantile {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Array = Eigen::ArrayXd;

/// Largest share of a way to a bound that a step of the interior point takes.
constexpr double most_of_the_way = 0.9995;

/// Entries of an edge direction below this do not change a residual.
constexpr double no_change = 1e-11;

/// Multipliers this near to a bound of [-t, 1 - t] count as lying on it.
constexpr double on_bound = 1e-9;

double share_of_step(const Array& value, const Array& change) {
  double least = 1e20;
  for (Index i = 0; i < value.size(); ++i)
    if (change[i] < 0) least = std::min(least, -value[i] / change[i]);
  return std::min(most_of_the_way * least, 1.0);
}

/// Interior point for  min -y'a,  Q'a = (1 - tau) Q'1,  0 <= a <= 1, whose multipliers are minus
/// the coefficients.
class InteriorPoint {
 public:
  InteriorPoint(const MatrixXd& q, const VectorXd& y, double tau) : q_(q), y_(y) {
    const Index n = y.size();
    a_ = Array::Constant(n, 1 - tau);
    s_ = 1 - a_;
    v_ = -(q_.transpose() * y_);  // Q has orthonormal columns
    const Array r = -y_.array() - (q_ * v_).array();
    z_ = r.max(0) + 1e-3 * (r.abs().mean() + 1e-300);
    w_ = z_ - r;
  }

  /// Steps taken. The walk over vertices does the rest, so that near is enough.
  int run() {
    const double size = y_.array().abs().sum();
    int step = 0;
    for (; step < 60 && gap() > 1e-4 * size; ++step)
      if (!advance()) break;
    return step;
  }

  VectorXd coefficients() const { return -v_; }

 private:
  double gap() const { return (z_ * a_).sum() + (w_ * s_).sum(); }

  struct Step {
    VectorXd v;
    Array a, z, w;
  };

  /// The Newton step towards complementarity `mu`, with second-order terms `by_z`, `by_w`.
  Step direction(const Eigen::LLT<MatrixXd>& normal,
                 const Array& q,
                 double mu,
                 const Array& by_z,
                 const Array& by_w) const {
    const Array xi = (mu - by_z) / a_ - (mu - by_w) / s_;
    Step d;
    d.v = normal.solve(q_.transpose() * (q * (z_ - w_ - xi)).matrix());
    d.a = q * ((q_ * d.v).array() - (z_ - w_) + xi);
    d.z = (mu - by_z) / a_ - z_ - z_ * d.a / a_;
    d.w = (mu - by_w) / s_ - w_ + w_ * d.a / s_;
    return d;
  }

  bool advance() {
    const Array q = 1 / (z_ / a_ + w_ / s_);
    const MatrixXd rooted = q_.array().colwise() * q.sqrt();
    MatrixXd m = MatrixXd::Zero(q_.cols(), q_.cols());
    m.selfadjointView<Eigen::Lower>().rankUpdate(rooted.transpose());
    const Eigen::LLT<MatrixXd> normal(m);
    if (normal.info() != Eigen::Success) return false;
    const Array none = Array::Zero(a_.size());
    Step d = direction(normal, q, 0, none, none);
    double primal = std::min(share_of_step(a_, d.a), share_of_step(s_, -d.a));
    double dual = std::min(share_of_step(z_, d.z), share_of_step(w_, d.w));
    if (std::min(primal, dual) < 1) {
      const double now = gap();
      const double then = ((z_ + dual * d.z) * (a_ + primal * d.a)).sum() +
                          ((w_ + dual * d.w) * (s_ - primal * d.a)).sum();
      const double mu = std::pow(then / now, 3) * now / (2 * static_cast<double>(a_.size()));
      d = direction(normal, q, mu, d.a * d.z, -d.a * d.w);
      primal = std::min(share_of_step(a_, d.a), share_of_step(s_, -d.a));
      dual = std::min(share_of_step(z_, d.z), share_of_step(w_, d.w));
    }
    if (!d.v.allFinite() || !std::isfinite(primal) || !std::isfinite(dual)) return false;
    a_ += primal * d.a;
    s_ -= primal * d.a;
    v_ += dual * d.v;
    z_ += dual * d.z;
    w_ += dual * d.w;
    return true;
  }

  const MatrixXd& q_;
  const VectorXd& y_;
  Array a_, s_, z_, w_;
  VectorXd v_;
};

/// From near the optimum along edges to a vertex at which no edge descends.
class VertexWalk {
 public:
  VertexWalk(const MatrixXd& q, const VectorXd& y, double tau) : q_(q), y_(y), tau_(tau) {}

  /// A basis of the rows with the smallest residuals at `b`; false when they do not span.
  bool start(const VectorXd& b) {
    const Index n = q_.rows(), p = q_.cols();
    const VectorXd u = y_ - q_ * b;
    std::vector<Index> order(static_cast<std::size_t>(n));
    for (Index i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
    std::stable_sort(order.begin(), order.end(), [&](Index i, Index j) {
      return std::abs(u[i]) < std::abs(u[j]);
    });
    basis_.clear();
    MatrixXd span(p, p);  // orthonormal rows chosen so far
    for (const Index i : order) {
      VectorXd row = q_.row(i).transpose();
      const double length = row.norm();
      const auto k = static_cast<Index>(basis_.size());
      for (int twice = 0; twice < 2; ++twice)
        row -= span.leftCols(k) * (span.leftCols(k).transpose() * row);
      if (row.norm() <= 1e-7 * length || length == 0) continue;
      span.col(k) = row.normalized();
      basis_.push_back(i);
      if (k + 1 == p) break;
    }
    if (static_cast<Index>(basis_.size()) < p) return false;
    side_.assign(static_cast<std::size_t>(n), 1);
    for (Index i = 0; i < n; ++i)
      if (u[i] < 0) side_[static_cast<std::size_t>(i)] = -1;
    for (const Index i : basis_) side_[static_cast<std::size_t>(i)] = 0;
    rebuild(true);
    return true;
  }

  /// Walks; false when it stalls for more than `patience` steps of length zero.
  bool walk(int patience) {
    int stalled = 0;
    for (int fresh = 0;; ++pivots, ++fresh) {
      if (fresh == 40) {
        rebuild(false);
        fresh = 0;
      }
      Index leaving = -1;
      double violation = on_bound, towards = 0;
      const VectorXd multiplier = inverse_.transpose() * pull_;
      unique = true;
      for (Index j = 0; j < multiplier.size(); ++j) {
        const double above = multiplier[j] - (1 - tau_), below = -tau_ - multiplier[j];
        if (std::max(above, below) > -on_bound) unique = false;
        if (std::max(above, below) <= violation) continue;
        violation = std::max(above, below);
        leaving = j;
        towards = above > below ? 1 : -1;
      }
      if (leaving < 0) {
        if (fresh == 0) return true;
        rebuild(false);  // the end is looked at with fresh numbers
        fresh = -1;
        --pivots;
        continue;
      }
      const double length = move(leaving, towards, violation);
      if (length < 0) return false;
      stalled = length > 0 ? 0 : stalled + 1;
      if (stalled > patience || pivots > 50 * (q_.rows() + q_.cols())) return false;
    }
  }

  const std::vector<Index>& basis() const { return basis_; }

  const std::vector<int>& side() const { return side_; }

  int pivots = 0;
  bool unique = true;

 private:
  double slope(Index i) const { return side_[static_cast<std::size_t>(i)] > 0 ? tau_ : tau_ - 1; }

  /// Inverse of the basis, residuals and pull from the data. `sides`: also those of the rows.
  void rebuild(bool sides) {
    const Index n = q_.rows(), p = q_.cols();
    MatrixXd rows(p, p);
    VectorXd y(p);
    for (Index j = 0; j < p; ++j) {
      rows.row(j) = q_.row(basis_[static_cast<std::size_t>(j)]);
      y[j] = y_[basis_[static_cast<std::size_t>(j)]];
    }
    const Eigen::PartialPivLU<MatrixXd> lu(rows);
    inverse_ = lu.inverse();
    VectorXd b = lu.solve(y);
    b += lu.solve(y - rows * b);
    u_ = y_ - q_ * b;
    for (const Index i : basis_) u_[i] = 0;
    pull_ = VectorXd::Zero(p);
    for (Index i = 0; i < n; ++i) {
      int& s = side_[static_cast<std::size_t>(i)];
      if (s == 0) continue;
      if (sides) s = u_[i] < 0 ? -1 : 1;
      pull_ += slope(i) * q_.row(i).transpose();
    }
  }

  /// Moves along the edge on which basis row `leaving` gets a residual of sign -towards, to the
  /// least objective on it. Returns the length, negative when there is no end.
  double move(Index leaving, double towards, double descent) {
    const VectorXd d = towards * inverse_.col(leaving);
    const VectorXd change = q_ * d;
    crossings_.clear();
    for (Index i = 0; i < u_.size(); ++i) {
      const int s = side_[static_cast<std::size_t>(i)];
      if (s == 0 || s * change[i] <= no_change) continue;
      crossings_.push_back({std::max(0.0, u_[i] / change[i]), i});
    }
    const auto later = [](const Crossing& a, const Crossing& b) {
      return a.at != b.at ? a.at > b.at : a.row > b.row;
    };
    std::make_heap(crossings_.begin(), crossings_.end(), later);
    double slope_on = -descent;
    Crossing last{-1, -1};
    while (!crossings_.empty()) {
      std::pop_heap(crossings_.begin(), crossings_.end(), later);
      last = crossings_.back();
      crossings_.pop_back();
      slope_on += std::abs(change[last.row]);
      if (slope_on >= 0) break;
      int& s = side_[static_cast<std::size_t>(last.row)];
      pull_ -= slope(last.row) * q_.row(last.row).transpose();
      s = -s;
      pull_ += slope(last.row) * q_.row(last.row).transpose();
    }
    if (last.row < 0 || slope_on < 0) return -1;
    exchange(leaving, towards, last.row, d, change, last.at);
    return last.at;
  }

  void exchange(Index leaving,
                double towards,
                Index entering,
                const VectorXd& d,
                const VectorXd& change,
                double length) {
    Index& slot = basis_[static_cast<std::size_t>(leaving)];
    u_ -= length * change;
    pull_ -= slope(entering) * q_.row(entering).transpose();
    side_[static_cast<std::size_t>(entering)] = 0;
    side_[static_cast<std::size_t>(slot)] = towards > 0 ? -1 : 1;
    pull_ += slope(slot) * q_.row(slot).transpose();
    // x_entering' of the other columns of the inverse becomes zero, of its own one.
    const Eigen::RowVectorXd across = q_.row(entering) * inverse_;
    const VectorXd own = d * (1 / change[entering]);
    inverse_ -= own * across;
    inverse_.col(leaving) = own;
    slot = entering;
    for (const Index i : basis_) u_[i] = 0;
  }

  struct Crossing {
    double at;
    Index row;
  };

  const MatrixXd& q_;
  const VectorXd& y_;
  double tau_;
  std::vector<Index> basis_;
  std::vector<int> side_;  // of the residual: -1, 1; 0 on the basis
  MatrixXd inverse_;       // of the basis rows
  VectorXd u_;
  VectorXd pull_;  // sum of slopes times rows off the basis
  std::vector<Crossing> crossings_;
};

}  // namespace

struct CheckSolver::Impl {
  MatrixXd x;
  MatrixXd q;  // orthonormal basis of its columns
  VectorXd y;
};

CheckSolver::CheckSolver(const Matrix& x, std::span<const double> y) {
  auto impl = std::make_unique<Impl>();
  const auto n = static_cast<Index>(x.rows), p = static_cast<Index>(x.cols);
  impl->x = Eigen::Map<const MatrixXd>(x.values.data(), n, p);
  impl->y = Eigen::Map<const VectorXd>(y.data(), n);
  MatrixXd scaled = impl->x;
  for (Index j = 0; j < p; ++j) scaled.col(j).normalize();
  impl->q = Eigen::HouseholderQR<MatrixXd>(scaled).householderQ() * MatrixXd::Identity(n, p);
  impl_ = std::move(impl);
}

CheckSolver::~CheckSolver() = default;
CheckSolver::CheckSolver(CheckSolver&&) noexcept = default;
CheckSolver& CheckSolver::operator=(CheckSolver&&) noexcept = default;

namespace {

/// Coefficients and certificate of the vertex that a walk ended at.
CheckFit at_vertex(const MatrixXd& x, const VectorXd& y, double tau, const VertexWalk& walk) {
  const Index n = x.rows(), p = x.cols();
  MatrixXd rows(p, p);
  VectorXd own(p);
  for (Index j = 0; j < p; ++j) {
    rows.row(j) = x.row(walk.basis()[static_cast<std::size_t>(j)]);
    own[j] = y[walk.basis()[static_cast<std::size_t>(j)]];
  }
  const Eigen::VectorXd scale = rows.cwiseAbs().colwise().maxCoeff().cwiseMax(1e-300);
  const Eigen::PartialPivLU<MatrixXd> lu(rows * scale.cwiseInverse().asDiagonal());
  VectorXd b = lu.solve(own).cwiseQuotient(scale);
  b += lu.solve(own - rows * b).cwiseQuotient(scale);
  const VectorXd u = y - x * b;
  CheckFit out;
  out.tau = tau;
  out.b.assign(b.data(), b.data() + p);
  out.residuals.assign(u.data(), u.data() + n);
  double wrong = 0;
  for (Index i = 0; i < n; ++i) {
    const int s = walk.side()[static_cast<std::size_t>(i)];
    if (s == 0) out.residuals[static_cast<std::size_t>(i)] = 0;
    out.objective += s == 0 ? 0 : check(tau, u[i]);
    if (s * u[i] < 0) wrong += std::abs(u[i]);
  }
  out.gap = wrong / std::max(out.objective, 1e-12 * y.cwiseAbs().sum() + 1e-300);
  for (const Index i : walk.basis()) out.basis.push_back(static_cast<std::size_t>(i));
  std::sort(out.basis.begin(), out.basis.end());
  out.unique = walk.unique;
  out.pivots = walk.pivots;
  return out;
}

}  // namespace

CheckFit CheckSolver::solve(double tau) const {
  const Impl& m = *impl_;
  InteriorPoint interior(m.q, m.y, tau);
  const int steps = interior.run();
  VectorXd y = m.y;
  for (int attempt = 0; attempt < 4; ++attempt) {
    VertexWalk walk(m.q, y, tau);
    if (walk.start(interior.coefficients()) && walk.walk(60)) {
      CheckFit out = at_vertex(m.x, m.y, tau, walk);
      out.steps = steps;
      if (out.gap <= 1e-9) return out;
    }
    // Ties: a perturbation far below the spread of y makes every step of positive length.
    const Random draws(17, Purpose::start, static_cast<std::uint64_t>(attempt));
    const double size = 1e-11 * m.y.cwiseAbs().mean();
    for (Index i = 0; i < y.size(); ++i)
      y[i] = m.y[i] + size * (draws.uniform(static_cast<std::uint64_t>(i)) - 0.5);
  }
  throw Error(error("YG3198",
                    {"the quantile regression did not end in a certified vertex",
                     "分位数回归未能到达通过校验的顶点"},
                    {"check the scale of the regressors, or leave out nearly collinear ones",
                     "请检查解释变量的量级，或去掉近似共线的变量"}));
}

}  // namespace yugong::quantile
