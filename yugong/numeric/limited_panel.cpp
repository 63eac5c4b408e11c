#include "yugong/numeric/limited_panel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "yugong/numeric/maximise.hpp"

namespace yugong::numeric {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double log_root_two_pi = 0.91893853320467274178;
/// su / se below which the effects count as absent.
constexpr double least_effect = 1e-5;

double limit(std::span<const double> limits, std::size_t i, double none) {
  return limits.empty() ? none : limits.size() == 1 ? limits[0] : limits[i];
}

/// The likelihood in (d, t, r) with the nodes of every unit standing still.
class Problem {
 public:
  Problem(const LimitedSample& sample, std::span<const std::int32_t> unit, int points)
      : in_(sample),
        rule_(gauss_hermite(points)),
        size_(sample.p + 2),
        gradient_(size_),
        information_(size_ * size_),
        factor_(size_ * size_) {
    for (std::size_t i = 0; i < unit.size(); ++i)
      if (i == 0 || unit[i] != unit[i - 1]) first_.push_back(i);
    first_.push_back(unit.size());
    mode_.assign(units(), 0.0);
    width_.assign(units(), 1.0);
    index_.assign(unit.size(), 0.0);
    scores_.assign(units() * size_, 0.0);
  }

  std::size_t units() const { return first_.size() - 1; }

  std::size_t size() const { return size_; }

  const std::vector<double>& information() const { return information_; }

  const std::vector<double>& scores() const { return scores_; }  // [units x size], by columns

  /// Moves the nodes to the mode of each unit's integrand at these parameters.
  void place(std::span<const double> at) {
    set_index(at);
    const double t = at[p()], r = at[p() + 1];
    for (std::size_t k = 0; k < units(); ++k) {
      double a = mode_[k], curvature = 1;
      for (int step = 0; step < 100; ++step) {
        double slope = -a;
        curvature = 1;
        for (std::size_t i = first_[k]; i < first_[k + 1]; ++i) {
          const LimitedRow row = row_at(i, index_[i] + r * a, t);
          slope += r * row.u;
          curvature -= r * r * row.uu;
        }
        const double move = slope / curvature;  // the integrand is log-concave
        a += move;
        if (std::abs(move) < 1e-10 * (1 + std::abs(a))) break;
      }
      mode_[k] = a;
      width_[k] = 1 / std::sqrt(curvature);
    }
  }

  double value(std::span<const double> at) {
    if (!(at[p()] > 0)) return -infinity;
    set_index(at);
    double sum = 0;
    std::vector<double> logs(rule_.node.size());
    for (std::size_t k = 0; k < units(); ++k) {
      for (std::size_t q = 0; q < logs.size(); ++q) {
        const double a = node(k, q);
        logs[q] = log_weight(k, q);
        for (std::size_t i = first_[k]; i < first_[k + 1]; ++i)
          logs[q] += row_at(i, index_[i] + at[p() + 1] * a, at[p()]).value;
      }
      sum += log_sum(logs);
    }
    return sum;
  }

  void differentiate(std::span<const double> at) {
    std::fill(gradient_.begin(), gradient_.end(), 0.0);
    std::fill(information_.begin(), information_.end(), 0.0);
    for (std::size_t k = 0; k < units(); ++k) add_unit(k, at);
    for (std::size_t i = 0; i < size_; ++i)
      for (std::size_t j = 0; j < i; ++j) information_[i * size_ + j] = information_[j * size_ + i];
  }

  bool solve(double damping, std::span<double> step) {
    return damped_solve(information_, gradient_, damping, factor_, step);
  }

  double slope(std::span<const double> step) const {
    double sum = 0;
    for (std::size_t j = 0; j < size_; ++j) sum += gradient_[j] * step[j];
    return sum;
  }

  double longest(std::span<const double> at, std::span<const double> step) const {
    return step[p()] < 0 ? 0.8 * at[p()] / -step[p()] : infinity;
  }

  bool runs_away(std::span<const double> at) const { return std::abs(at[p() + 1]) > 1e6; }

 private:
  std::size_t p() const { return in_.p; }

  double x(std::size_t i, std::size_t j) const { return in_.x[j * in_.y.size() + i]; }

  LimitedRow row_at(std::size_t i, double u, double t) const {
    return limited_row(LimitKind::censored,
                       in_.y[i],
                       limit(in_.lower, i, -infinity),
                       limit(in_.upper, i, infinity),
                       u,
                       t);
  }

  double node(std::size_t k, std::size_t q) const {
    return mode_[k] + M_SQRT2 * width_[k] * rule_.node[q];
  }

  double log_weight(std::size_t k, std::size_t q) const {
    const double a = node(k, q), z = rule_.node[q];
    return std::log(rule_.weight[q] * M_SQRT2 * width_[k]) + z * z - 0.5 * a * a - log_root_two_pi;
  }

  static double log_sum(const std::vector<double>& logs) {
    const double top = *std::max_element(logs.begin(), logs.end());
    double sum = 0;
    for (const double l : logs) sum += std::exp(l - top);
    return top + std::log(sum);
  }

  void set_index(std::span<const double> at) {
    std::fill(index_.begin(), index_.end(), 0.0);
    for (std::size_t j = 0; j < p(); ++j)
      for (std::size_t i = 0; i < index_.size(); ++i) index_[i] += at[j] * x(i, j);
  }

  /// Gradient sum_q w_q s_q and second derivatives sum_q w_q (H_q + s_q s_q') - g g', with w_q the
  /// share of node q in the unit's likelihood.
  void add_unit(std::size_t k, std::span<const double> at) {
    const std::size_t rows = first_[k + 1] - first_[k], points = rule_.node.size();
    const double t = at[p()], r = at[p() + 1];
    std::vector<double> logs(points), score(points * size_, 0.0);
    std::vector<LimitedRow> all(points * rows);
    for (std::size_t q = 0; q < points; ++q) {
      logs[q] = log_weight(k, q);
      double* s = score.data() + q * size_;
      for (std::size_t l = 0; l < rows; ++l) {
        const std::size_t i = first_[k] + l;
        const LimitedRow row = all[q * rows + l] = row_at(i, index_[i] + r * node(k, q), t);
        logs[q] += row.value;
        for (std::size_t j = 0; j < p(); ++j) s[j] += row.u * x(i, j);
        s[p()] += row.t;
        s[p() + 1] += row.u * node(k, q);
      }
    }
    const double total = log_sum(logs);
    std::vector<double> mean(size_, 0.0);
    for (std::size_t q = 0; q < points; ++q) {
      const double share = std::exp(logs[q] - total);
      const double* s = score.data() + q * size_;
      for (std::size_t j = 0; j < size_; ++j) {
        mean[j] += share * s[j];
        for (std::size_t m = 0; m <= j; ++m) information_[m * size_ + j] -= share * s[j] * s[m];
      }
    }
    for (std::size_t j = 0; j < size_; ++j) {
      gradient_[j] += mean[j];
      scores_[j * units() + k] = mean[j];
      for (std::size_t m = 0; m <= j; ++m) information_[m * size_ + j] += mean[j] * mean[m];
    }
    for (std::size_t l = 0; l < rows; ++l) {
      Curvature c;
      for (std::size_t q = 0; q < points; ++q) {
        const double share = std::exp(logs[q] - total), a = node(k, q);
        const LimitedRow& row = all[q * rows + l];
        c.uu += share * row.uu;
        c.ut += share * row.ut;
        c.tt += share * row.tt;
        c.ur += share * row.uu * a;
        c.tr += share * row.ut * a;
        c.rr += share * row.uu * a * a;
      }
      add_row(first_[k] + l, c);
    }
  }

  struct Curvature {
    double uu = 0, ut = 0, tt = 0, ur = 0, tr = 0, rr = 0;
  };

  void add_row(std::size_t i, const Curvature& c) {
    const std::size_t t = p(), r = p() + 1;
    for (std::size_t j = 0; j < p(); ++j) {
      for (std::size_t m = 0; m <= j; ++m) information_[m * size_ + j] -= c.uu * x(i, j) * x(i, m);
      information_[j * size_ + t] -= c.ut * x(i, j);
      information_[j * size_ + r] -= c.ur * x(i, j);
    }
    information_[t * size_ + t] -= c.tt;
    information_[t * size_ + r] -= c.tr;
    information_[r * size_ + r] -= c.rr;
  }

  const LimitedSample& in_;
  Hermite rule_;
  std::size_t size_;
  std::vector<std::size_t> first_;  // [units + 1]
  std::vector<double> mode_, width_, index_, gradient_, information_, factor_, scores_;
};

/// (b, su, se) = (d, r, 1)/t.
void describe(Problem& problem, std::span<const double> at, LimitedPanelFit& out) {
  const std::size_t size = problem.size(), p = size - 2;
  const double se = 1 / at[p], r = at[p + 1];
  problem.differentiate(at);
  std::vector<double> inverse(size * size), jacobian(size * size, 0.0);
  out.beta.clear();
  for (std::size_t j = 0; j < p; ++j) {
    out.beta.push_back(at[j] * se);
    jacobian[j * size + j] = se;  // [column parameter][row reported]
    jacobian[p * size + j] = -at[j] * se * se;
  }
  const double sign = r < 0 ? -1 : 1;
  out.sigma_e = se;
  out.sigma_u = std::abs(r) < least_effect ? 0 : std::abs(r) * se;
  jacobian[p * size + p] = -std::abs(r) * se * se;  // su by t
  jacobian[(p + 1) * size + p] = sign * se;         // su by r
  jacobian[p * size + p + 1] = -se * se;            // se by t
  if (!invert(problem.information(), size, inverse)) {
    out.status = LimitedStatus::no_maximum;
    return;
  }
  out.covariance.assign(size * size, 0.0);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j)
      for (std::size_t k = 0; k < size; ++k)
        for (std::size_t l = 0; l < size; ++l)
          out.covariance[j * size + i] +=
              jacobian[k * size + i] * inverse[l * size + k] * jacobian[l * size + j];
  // Scores by the transposed inverse of the Jacobian: of (d, t, r) = (b, 1, su)/se.
  const std::size_t units = problem.units();
  const std::vector<double>& s = problem.scores();
  out.scores.assign(units * size, 0.0);
  for (std::size_t k = 0; k < units; ++k) {
    double by_se = s[p * units + k] / se + std::abs(r) * sign * s[(p + 1) * units + k];
    for (std::size_t j = 0; j < p; ++j) {
      out.scores[j * units + k] = s[j * units + k] / se;
      by_se += at[j] * s[j * units + k];
    }
    out.scores[p * units + k] = sign * s[(p + 1) * units + k] / se;
    out.scores[(p + 1) * units + k] = -by_se / se;
  }
}

}  // namespace

LimitedPanelFit fit_limited_panel(const LimitedSample& sample,
                                  std::span<const std::int32_t> unit,
                                  std::span<const double> beta,
                                  double sigma,
                                  int points) {
  LimitedPanelFit out;
  Problem problem(sample, unit, points);
  const std::size_t size = problem.size(), p = size - 2;
  // A third of the variance to the effects.
  const double se = sigma * std::sqrt(2.0 / 3);
  std::vector<double> at(size), trial(size), step(size), before(size);
  for (std::size_t j = 0; j < p; ++j) at[j] = beta[j] / se;
  at[p] = 1 / se;
  at[p + 1] = M_SQRT1_2;
  for (int placement = 0; placement < 60; ++placement) {
    problem.place(at);
    before = at;
    MaximiseSettings how;
    how.iterations = placement < 2 ? 3 : 100;  // early nodes are not worth a full climb
    const Maximum top = maximise(problem, at, trial, step, how);
    out.iterations += top.iterations;
    out.loglik = top.value;
    if (top.status == Maximum::Status::runs_away) {
      out.status = LimitedStatus::no_maximum;
      return out;
    }
    double moved = 0;
    for (std::size_t j = 0; j < size; ++j)
      moved = std::max(moved, std::abs(at[j] - before[j]) / (1 + std::abs(at[j])));
    if (top.status != Maximum::Status::converged || moved > 1e-9) continue;
    out.status = LimitedStatus::converged;
    break;
  }
  describe(problem, at, out);
  return out;
}

/// Newton on the orthonormal Hermite polynomials, from the asymptotic zeros downwards.
Hermite gauss_hermite(int points) {
  Hermite out;
  const auto n = static_cast<std::size_t>(points);
  out.node.assign(n, 0.0);
  out.weight.assign(n, 0.0);
  const double pi_quarter = 0.75112554446494248286;  // pi^(-1/4)
  double z = 0;
  for (std::size_t i = 0; i < (n + 1) / 2; ++i) {
    const double m = 2.0 * points + 1;
    if (i == 0)
      z = std::sqrt(m) - 1.85575 * std::pow(m, -0.16667);
    else if (i == 1)
      z -= 1.14 * std::pow(points, 0.426) / z;
    else if (i == 2)
      z = 1.86 * z - 0.86 * out.node[0];
    else if (i == 3)
      z = 1.91 * z - 0.91 * out.node[1];
    else
      z = 2 * z - out.node[i - 2];
    double slope = 1;
    for (int step = 0; step < 100; ++step) {
      double p1 = pi_quarter, p2 = 0;
      for (int j = 0; j < points; ++j) {
        const double p3 = p2;
        p2 = p1;
        p1 = z * std::sqrt(2.0 / (j + 1)) * p2 - std::sqrt(double(j) / (j + 1)) * p3;
      }
      slope = std::sqrt(2.0 * points) * p2;
      const double move = p1 / slope;
      z -= move;
      if (std::abs(move) < 1e-15 * (1 + std::abs(z))) break;
    }
    out.node[i] = z;
    out.node[n - 1 - i] = -z;
    out.weight[i] = out.weight[n - 1 - i] = 2 / (slope * slope);
  }
  return out;
}

}  // namespace yugong::numeric
