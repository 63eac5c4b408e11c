#include <algorithm>
#include <cmath>
#include <limits>

#include "yugong/regression/iv_system.ipp"

namespace yugong::regression::iv {
namespace {

/// The Anderson-Rubin statistic of one coefficient as a function of its value b = centre + spread
/// t: g(t)'M(t)^-1 g(t), g the moments of y - b x with orthonormal instruments and M their
/// covariance, linear and quadratic in t. No row is read after the construction.
class RubinCurve {
 public:
  RubinCurve(const Data& data, double level) : s_(data) {
    const Dense z = remainder(s_.x2(), s_.z1());
    const Eigen::LLT<Dense> factor(z.transpose() * z);
    const Dense q = factor.matrixU().solve<Eigen::OnTheRight>(z);
    Dense both = remainder(s_.x2(), beside(s_.y(), s_.x1()));
    Dense g = q.transpose() * both;
    Dense rest = both - q * g;
    const double strength = g.col(1).norm();
    if (strength > 0) {
      centre_ = g.col(1).dot(g.col(0)) / (strength * strength);
      g.col(0) -= centre_ * g.col(1);
      rest.col(0) -= centre_ * rest.col(1);
      spread_ = rest.col(0).norm() / (std::sqrt(s_.n()) * strength);
      if (!(spread_ > 0)) spread_ = 1;
      g.col(1) *= spread_;
      rest.col(1) *= spread_;
    }
    g0_ = g.col(0);
    g1_ = -g.col(1);
    covariance_of(q, rest);
    find_critical(level);
  }

  double at(double t) const { return centre_ + spread_ * t; }

  bool kept(double t) const {
    const Column g = g0_ + t * g1_;
    const Dense m = m0_ + t * m1_ + (t * t) * m2_;
    return g.dot(m.ldlt().solve(g)) <= critical_;
  }

  /// Every t at which the statistic may cross the critical value, ascending: where the bordered
  /// matrix (M, g; g', critical) is singular, a quadratic eigenvalue problem, here linearised.
  std::vector<double> crossings() const {
    const Index l = g0_.size(), k = l + 1;
    const double unit = 1.0 / std::sqrt(std::max(m0_.diagonal().maxCoeff(), 1e-300));
    const auto bordered = [&](const Dense& m, const Column& g, double corner) {
      Dense out(k, k);
      out << unit * unit * m, unit * g, unit * g.transpose(), Dense::Constant(1, 1, corner);
      return out;
    };
    const Dense none = Dense::Zero(k, k), one = Dense::Identity(k, k);
    Dense a(2 * k, 2 * k), b(2 * k, 2 * k);
    a << none, one, -bordered(m0_, g0_, critical_), -bordered(m1_, g1_, 0);
    b << one, none, none, bordered(m2_, Column::Zero(l), 0);
    const Eigen::GeneralizedEigenSolver<Dense> eigen(a, b, false);
    std::vector<double> out;
    for (Index i = 0; i < 2 * k; ++i) {
      const double below = eigen.betas()(i);
      const double real = eigen.alphas()(i).real() / below;
      const double imaginary = eigen.alphas()(i).imag() / below;
      // Pieces cut in vain do no harm, so a root that is nearly real counts.
      if (std::isfinite(real) && std::abs(imaginary) <= 1e-6 * (1 + std::abs(real)))
        out.push_back(real);
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  void covariance_of(const Dense& q, const Dense& rest) {
    if (s_.iid()) {
      const Dense one = Dense::Identity(q.cols(), q.cols());
      m0_ = rest.col(0).squaredNorm() / s_.n() * one;
      m1_ = -2 * rest.col(0).dot(rest.col(1)) / s_.n() * one;
      m2_ = rest.col(1).squaredNorm() / s_.n() * one;
      return;
    }
    const Dense y = q.array().colwise() * rest.col(0).array();
    const Dense x = q.array().colwise() * rest.col(1).array();
    m0_ = s_.meat(y);
    m2_ = s_.meat(x);
    m1_ = -(s_.meat(y + x) - m0_ - m2_);
  }

  /// The statistic with this p value, by bisection.
  void find_critical(double level) {
    const double parameters = static_cast<double>(s_.l1() + s_.k2());
    const auto p = [&](double wald) {
      return s_.as_f(wald, static_cast<double>(s_.l1()), parameters).p;
    };
    double low = 0, high = 1;
    while (p(high) > 1 - level && high < 1e300) high *= 2;
    while (high - low > 1e-15 * high) {
      const double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) break;
      (p(middle) >= 1 - level ? low : high) = middle;
    }
    critical_ = low;
  }

  System s_;
  double centre_ = 0, spread_ = 1, critical_ = 0;
  Column g0_, g1_;
  Dense m0_, m1_, m2_;
};

/// Where `kept` changes between two points of which it is true at one.
double border(const RubinCurve& curve, double in, double out) {
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (in + out);
    if (middle == in || middle == out) break;
    (curve.kept(middle) ? in : out) = middle;
  }
  return curve.at(in);
}

}  // namespace

std::vector<Interval> anderson_rubin_set(const Data& data, double level) {
  const double infinity = std::numeric_limits<double>::infinity();
  const RubinCurve curve(data, level);
  const std::vector<double> cuts = curve.crossings();
  // One point of every piece between crossings, the outer ones well beyond the last.
  std::vector<double> points;
  if (cuts.empty()) {
    points = {0.0};
  } else {
    points.push_back(cuts.front() - 1 - std::abs(cuts.front()));
    for (std::size_t i = 1; i < cuts.size(); ++i) points.push_back(0.5 * (cuts[i - 1] + cuts[i]));
    points.push_back(cuts.back() + 1 + std::abs(cuts.back()));
  }
  std::vector<Interval> set;
  bool inside = curve.kept(points.front());
  if (inside) set.push_back({-infinity, infinity});
  for (std::size_t i = 1; i < points.size(); ++i) {
    const bool now = curve.kept(points[i]);
    if (now && !inside) set.push_back({border(curve, points[i], points[i - 1]), infinity});
    if (!now && inside) set.back().high = border(curve, points[i - 1], points[i]);
    inside = now;
  }
  return set;
}

}  // namespace yugong::regression::iv
