#include "yugong/numeric/limited.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "yugong/numeric/distributions.hpp"
#include "yugong/numeric/maximise.hpp"

namespace yugong::numeric {
namespace {

constexpr double log_root_two_pi = 0.91893853320467274178;
constexpr double infinity = std::numeric_limits<double>::infinity();
/// The curvature of the likelihood in some direction, against that of a normal sample without
/// limits, below which there is no maximum in that direction.
constexpr double least_curvature = 1e-9;
/// Spread of a truncated outcome over s below which its density cannot be told from an exponential.
constexpr double least_precision = 1.0 / 300;
/// Least pivot of the scaled cross products of x.
constexpr double least_pivot = 1e-13;

double limit(std::span<const double> limits, std::size_t i, double none) {
  return limits.empty() ? none : limits.size() == 1 ? limits[0] : limits[i];
}

using Row = LimitedRow;

/// density of y: t phi(t y - u).
Row observed(double y, double u, double t) {
  const double e = t * y - u;
  return {
      std::log(t) - 0.5 * e * e - log_root_two_pi, e, 1 / t - e * y, -1, y, -1 / (t * t) - y * y};
}

/// P(y* <= limit) with sign = 1, P(y* >= limit) with sign = -1.
Row at_limit(double limit, double sign, double u, double t) {
  const double c = sign * (t * limit - u);
  const NormalTail tail = normal_tail(c);
  const double m = tail.inverse_mills, k = m * (m + c);
  return {tail.log_cdf, -sign * m, sign * m * limit, -k, k * limit, -k * limit * limit};
}

/// Takes log P(low < y* < high) away from the density.
Row truncated(double y, double u, double t, double low, double high) {
  Row out = observed(y, u, t);
  const double a = t * low - u, b = t * high - u;
  const bool from_below = low > -infinity, from_above = high < infinity;
  double log_p = 0, ra = 0, rb = 0;
  if (from_below && from_above) {
    log_p = log_normal_between(a, b);
    ra = std::exp(-0.5 * a * a - log_root_two_pi - log_p);
    rb = std::exp(-0.5 * b * b - log_root_two_pi - log_p);
  } else if (from_below) {
    const NormalTail tail = normal_tail(-a);
    log_p = tail.log_cdf;
    ra = tail.inverse_mills;
  } else if (from_above) {
    const NormalTail tail = normal_tail(b);
    log_p = tail.log_cdf;
    rb = tail.inverse_mills;
  }
  // With q and s the first derivatives of log P by u and t.
  const double la = from_below ? low : 0, lb = from_above ? high : 0;
  const double za = from_below ? a : 0, zb = from_above ? b : 0;
  const double q = ra - rb, s = rb * lb - ra * la;
  const double ra_t = ra * (-za * la - s), rb_t = rb * (-zb * lb - s);
  out.value -= log_p;
  out.u -= q;
  out.t -= s;
  out.uu -= ra * (za - q) - rb * (zb - q);
  out.ut -= ra_t - rb_t;
  out.tt -= lb * rb_t - la * ra_t;
  return out;
}

Row row_of(LimitKind kind, const LimitedSample& in, std::size_t i, double u, double t) {
  return limited_row(
      kind, in.y[i], limit(in.lower, i, -infinity), limit(in.upper, i, infinity), u, t);
}

bool inside(const LimitedSample& in, LimitKind kind) {
  for (std::size_t i = 0; i < in.y.size(); ++i) {
    const double low = limit(in.lower, i, -infinity), high = limit(in.upper, i, infinity);
    if (!(low < high)) return false;
    if (kind == LimitKind::truncated && !(in.y[i] > low && in.y[i] < high)) return false;
  }
  return true;
}

/// With every row at a limit the scale of y* is unknown.
bool any_observed(const LimitedSample& in, LimitKind kind) {
  if (kind == LimitKind::truncated) return true;
  for (std::size_t i = 0; i < in.y.size(); ++i)
    if (in.y[i] > limit(in.lower, i, -infinity) && in.y[i] < limit(in.upper, i, infinity))
      return true;
  return false;
}

double spread(std::span<const double> y) {
  double mean = 0, square = 0;
  for (const double v : y) mean += v;
  mean /= static_cast<double>(y.size());
  for (const double v : y) square += (v - mean) * (v - mean);
  return std::sqrt(square / static_cast<double>(y.size()));
}

}  // namespace

const char* word(LimitedStatus status) {
  switch (status) {
    case LimitedStatus::converged:
      return "converged";
    case LimitedStatus::no_maximum:
      return "no maximum";
    case LimitedStatus::collinear:
      return "collinear";
    case LimitedStatus::not_converged:
      return "not converged";
    case LimitedStatus::outside:
      return "outside";
  }
  return "";
}

LimitedRow limited_row(LimitKind kind, double y, double low, double high, double u, double t) {
  if (kind == LimitKind::truncated) return truncated(y, u, t, low, high);
  if (y <= low) return at_limit(low, 1, u, t);
  if (y >= high) return at_limit(high, -1, u, t);
  return observed(y, u, t);
}

/// The likelihood in the parameters (d, t), for `maximise`. `differentiate` uses the derivatives
/// that the last `value` left behind.
struct LimitedProblem {
  LimitKind kind;
  const LimitedSample& in;
  LimitedWorkspace& work;
  double scale = 1;  // spread of y
  double sum_t = 0, sum_tt = 0;

  std::size_t n() const { return in.y.size(); }

  std::size_t p() const { return in.p; }

  double weight(std::size_t i) const { return in.weights.empty() ? 1.0 : in.weights[i]; }

  const double* column(std::size_t j) const { return in.x.data() + j * n(); }

  double value(std::span<const double> at) {
    const double t = at[p()];
    if (!(t > 0)) return -infinity;
    double* u = work.index_.data();
    std::fill_n(u, n(), 0.0);
    for (std::size_t j = 0; j < p(); ++j) {
      const double* x = column(j);
      for (std::size_t i = 0; i < n(); ++i) u[i] += at[j] * x[i];
    }
    double sum = 0;
    sum_t = sum_tt = 0;
    for (std::size_t i = 0; i < n(); ++i) {
      const Row row = row_of(kind, in, i, u[i], t);
      const double w = weight(i);
      sum += w * row.value;
      sum_t += w * row.t;
      sum_tt += w * row.tt;
      work.du_[i] = w * row.u;
      work.duu_[i] = w * row.uu;
      work.dut_[i] = w * row.ut;
    }
    return sum;
  }

  void differentiate(std::span<const double> /*at*/) {
    const std::size_t size = p() + 1;
    double* h = work.information_.data();
    for (std::size_t j = 0; j < p(); ++j) {
      const double* x = column(j);
      double g = 0, cross = 0;
      for (std::size_t i = 0; i < n(); ++i) {
        g += work.du_[i] * x[i];
        cross += work.dut_[i] * x[i];
      }
      work.gradient_[j] = g;
      h[j * size + p()] = h[p() * size + j] = -cross;
      for (std::size_t k = 0; k <= j; ++k) {
        const double* z = column(k);
        double sum = 0;
        for (std::size_t i = 0; i < n(); ++i) sum += work.duu_[i] * x[i] * z[i];
        h[j * size + k] = h[k * size + j] = -sum;
      }
    }
    work.gradient_[p()] = sum_t;
    h[p() * size + p()] = -sum_tt;
  }

  bool solve(double damping, std::span<double> step) {
    const std::size_t size = p() + 1;
    return damped_solve(std::span<const double>(work.information_).first(size * size),
                        std::span<const double>(work.gradient_).first(size),
                        damping,
                        work.factor_,
                        step);
  }

  double slope(std::span<const double> step) const {
    double sum = 0;
    for (std::size_t j = 0; j <= p(); ++j) sum += work.gradient_[j] * step[j];
    return sum;
  }

  /// t stays positive.
  double longest(std::span<const double> at, std::span<const double> step) const {
    return step[p()] < 0 ? 0.8 * at[p()] / -step[p()] : infinity;
  }

  bool runs_away(std::span<const double> at) const {
    const double s = at[p()] * scale;
    return s > 1e9 || (kind == LimitKind::truncated && s < least_precision);
  }

  void cross_products() {
    for (std::size_t j = 0; j < p(); ++j)
      for (std::size_t k = 0; k <= j; ++k) {
        double sum = 0;
        const double *x = column(j), *z = column(k);
        for (std::size_t i = 0; i < n(); ++i) sum += weight(i) * x[i] * z[i];
        work.gram_[j * p() + k] = work.gram_[k * p() + j] = sum;
      }
  }

  /// Least squares into beta; false when x is collinear.
  bool least_squares(std::span<double> beta, double& sigma) {
    for (std::size_t j = 0; j < p(); ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < n(); ++i) sum += weight(i) * column(j)[i] * in.y[i];
      work.gradient_[j] = sum;
    }
    if (!damped_solve(std::span<const double>(work.gram_).first(p() * p()),
                      std::span<const double>(work.gradient_).first(p()),
                      0,
                      work.gram_factor_,
                      beta,
                      least_pivot))
      return false;
    double rss = 0, mass = 0;
    for (std::size_t i = 0; i < n(); ++i) {
      double e = in.y[i];
      for (std::size_t j = 0; j < p(); ++j) e -= beta[j] * column(j)[i];
      rss += weight(i) * e * e;
      mass += weight(i);
    }
    sigma = std::sqrt(rss / mass);
    return true;
  }

  /// Whether the information about d is everywhere a fair part of that of a sample without
  /// limits: compares the pivots of both, scaled alike. Overwrites the workspace.
  bool curved() {
    const std::size_t size = p() + 1;
    for (std::size_t j = 0; j < p(); ++j)
      for (std::size_t k = 0; k < p(); ++k)
        work.factor_[j * p() + k] = work.information_[j * size + k] /
                                    std::sqrt(work.gram_[j * p() + j] * work.gram_[k * p() + k]);
    for (std::size_t j = 0; j < p(); ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        const double by = work.factor_[k * p() + j] / work.factor_[k * p() + k];
        for (std::size_t i = j; i < p(); ++i)
          work.factor_[j * p() + i] -= by * work.factor_[k * p() + i];
      }
      const double pivot = work.gram_factor_[j * p() + j];
      if (!(work.factor_[j * p() + j] > least_curvature * pivot * pivot)) return false;
    }
    return true;
  }
};

void LimitedWorkspace::reserve(std::size_t n, std::size_t p) {
  for (auto* v : {&index_, &du_, &duu_, &dut_})
    if (v->size() < n) v->resize(n);
  for (auto* v : {&at_, &trial_, &step_, &gradient_})
    if (v->size() < p + 1) v->resize(p + 1);
  for (auto* v : {&information_, &factor_, &gram_, &gram_factor_})
    if (v->size() < (p + 1) * (p + 1)) v->resize((p + 1) * (p + 1));
}

struct LimitedAnswer {
  static LimitedFit fit(LimitKind kind,
                        const LimitedSample& sample,
                        std::span<double> beta,
                        double& sigma,
                        LimitedWorkspace& work) {
    LimitedFit out;
    out.status = LimitedStatus::outside;
    if (!inside(sample, kind)) return out;
    const std::size_t p = sample.p;
    work.reserve(sample.y.size(), p);
    LimitedProblem problem{kind, sample, work};
    problem.scale = spread(sample.y);
    problem.cross_products();
    const std::span<double> at = std::span(work.at_).first(p + 1);
    double start = 0;
    out.status = LimitedStatus::collinear;
    if (!problem.least_squares(at.first(p), start)) return out;
    out.status = LimitedStatus::no_maximum;
    if (!any_observed(sample, kind) || !(start > 1e-12 * problem.scale)) return out;
    if (sigma > 0) {
      start = sigma;
      std::copy(beta.begin(), beta.end(), at.begin());
    }
    for (double& b : at.first(p)) b /= start;
    at[p] = 1 / start;
    const Maximum top = maximise(
        problem, at, std::span(work.trial_).first(p + 1), std::span(work.step_).first(p + 1));
    sigma = 1 / at[p];
    for (std::size_t j = 0; j < p; ++j) beta[j] = at[j] * sigma;
    out.loglik = top.value;
    out.iterations = top.iterations;
    out.distance = top.distance;
    if (top.status == Maximum::Status::converged && problem.curved())
      out.status = LimitedStatus::converged;
    else if (top.status == Maximum::Status::not_converged)
      out.status = LimitedStatus::not_converged;
    return out;
  }

  static LimitedInference inference(LimitKind kind,
                                    const LimitedSample& sample,
                                    std::span<const double> beta,
                                    double sigma) {
    const std::size_t n = sample.y.size(), p = sample.p, size = p + 1;
    LimitedInference out;
    LimitedWorkspace work;
    work.reserve(n, p);
    LimitedProblem problem{kind, sample, work};
    const double t = 1 / sigma;
    std::vector<double> at(size, t);
    for (std::size_t j = 0; j < p; ++j) at[j] = beta[j] * t;
    static_cast<void>(problem.value(at));
    problem.differentiate(at);

    // (d, t) = (b, 1)/s: the information at a maximum and the scores follow by the chain rule.
    std::vector<double> jacobian(size * size, 0.0), half(size * size, 0.0);
    for (std::size_t j = 0; j < p; ++j) {
      jacobian[j * size + j] = t;
      jacobian[p * size + j] = -beta[j] * t * t;
    }
    jacobian[p * size + p] = -t * t;
    out.information.assign(size * size, 0.0);
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j)
        for (std::size_t k = 0; k < size; ++k)
          half[j * size + i] += work.information_[k * size + i] * jacobian[j * size + k];
    for (std::size_t i = 0; i < size; ++i)
      for (std::size_t j = 0; j < size; ++j)
        for (std::size_t k = 0; k < size; ++k)
          out.information[j * size + i] += jacobian[i * size + k] * half[j * size + k];
    out.covariance.assign(size * size, 0.0);
    if (!invert(out.information, size, out.covariance)) out.covariance.clear();

    out.scores.assign(n * size, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      const double u = work.index_[i];
      const Row row = row_of(kind, sample, i, u, t);
      for (std::size_t j = 0; j < p; ++j) out.scores[j * n + i] = t * row.u * sample.x[j * n + i];
      out.scores[p * n + i] = -t * (u * row.u + t * row.t);
    }
    return out;
  }
};

LimitedFit fit_limited(LimitKind kind,
                       const LimitedSample& sample,
                       std::span<double> beta,
                       double& sigma,
                       LimitedWorkspace& workspace) {
  return LimitedAnswer::fit(kind, sample, beta, sigma, workspace);
}

LimitedInference limited_inference(LimitKind kind,
                                   const LimitedSample& sample,
                                   std::span<const double> beta,
                                   double sigma) {
  return LimitedAnswer::inference(kind, sample, beta, sigma);
}

}  // namespace yugong::numeric
