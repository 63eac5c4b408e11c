#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/quantile/estimation.hpp"
#include "yugong/regression/least_squares.hpp"

/// Covariances of all coefficients at all quantiles together.
namespace yugong::quantile {
namespace {

using Kind = QuantileErrors::Kind;

[[noreturn]] void refuse_density(double tau) {
  throw Error(error("YG3195",
                    {fmt::format("the density of the errors at the {} quantile cannot be estimated",
                                 text::round_trip(tau)),
                     fmt::format("无法估计误差在 {} 分位数处的密度", text::round_trip(tau))},
                    {"write vcov = \"bootstrap\", or choose quantiles nearer to the middle",
                     "请写 vcov = \"bootstrap\"，或选择更靠近中间的分位数"}));
}

Matrix inverse_of(const Matrix& x, const std::vector<double>& weights, double tau) {
  const std::vector<double> zero(x.rows, 0.0);
  regression::LeastSquares ls = regression::least_squares(x, zero, weights);
  if (!ls.dropped.empty()) refuse_density(tau);
  return std::move(ls.bread);
}

/// tau - 1[u < 0].
std::vector<double> signs(const std::vector<double>& u, double tau) {
  std::vector<double> out;
  for (const double v : u) out.push_back(v < 0 ? tau - 1 : tau);
  return out;
}

Matrix products(const Matrix& x) {
  Matrix out(x.cols, x.cols);
  for (std::size_t a = 0; a < x.cols; ++a)
    for (std::size_t b = 0; b <= a; ++b)
      out(a, b) = out(b, a) = regression::dot(x.column(a), x.column(b));
  return out;
}

double mean_product(std::span<const double> a, std::span<const double> b) {
  return regression::dot(a, b) / static_cast<double>(a.size());
}

/// Second moments that the covariance under independent errors is made of.
struct Pieces {
  Matrix outer;                        // sum of g g'
  std::vector<double> across;          // sum of g t
  double inner = 0;                    // sum of t t
  std::vector<double> u, v;            // [n] standardised residual, and that of the scale
  std::vector<std::vector<double>> w;  // [quantiles][n]
};

}  // namespace

/// Covariance of coefficients whose influence functions, over n, are the columns given.
Matrix Estimation::from_influence(const Matrix& influence, double parameters, double charged) {
  const std::vector<double> ones(rows_.count(), 1.0);
  Matrix bread(influence.cols, influence.cols);
  for (std::size_t a = 0; a < influence.cols; ++a) bread(a, a) = 1;
  regression::CovarianceInput in;
  in.design = &influence;
  in.residuals = ones;
  in.bread = &bread;
  in.slopes = influence.cols;
  in.n = out_.n;
  in.parameters = parameters;
  in.parameters_clustered = charged;
  in.clusters = out_.design.clusters;
  in.small_sample = set_.convention == Convention::exact;
  regression::Covariance c = regression::covariance(set_.errors.vcov, in);
  out_.df_t = c.df;
  out_.small_sample = c.factor;
  if (!c.groups.empty()) out_.groups = c.groups;
  return std::move(c.v);
}

namespace {

/// Sum over rows of B_t S B_s' for B = (g, q g, t gamma) and S the moments of (u, v, w), for the
/// quantiles t and s; the stack of all.
Matrix independent_errors(const Pieces& m,
                          const std::vector<double>& gamma,
                          const std::vector<double>& q) {
  const std::size_t p = gamma.size(), count = q.size();
  const double uu = mean_product(m.u, m.u), uv = mean_product(m.u, m.v),
               vv = mean_product(m.v, m.v);
  Matrix out(p * count, p * count);
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t s = 0; s < count; ++s) {
      const double plain = uu + (q[t] + q[s]) * uv + q[t] * q[s] * vv;
      const double left = mean_product(m.u, m.w[s]) + q[t] * mean_product(m.v, m.w[s]);
      const double right = mean_product(m.u, m.w[t]) + q[s] * mean_product(m.v, m.w[t]);
      const double own = m.inner * mean_product(m.w[t], m.w[s]);
      for (std::size_t a = 0; a < p; ++a)
        for (std::size_t b = 0; b < p; ++b)
          out(t * p + a, s * p + b) = plain * m.outer(a, b) + left * m.across[a] * gamma[b] +
                                      right * gamma[a] * m.across[b] + own * gamma[a] * gamma[b];
    }
  return out;
}

Matrix scaled(Matrix m, double by) {
  for (double& v : m.values) v *= by;
  return m;
}

}  // namespace

void Estimation::moment_covariance(const LocationScale& fit, const LocationScaleParts& parts) {
  const std::size_t n = rows_.count(), p = out_.terms.size(), count = set_.taus.size();
  const auto rows = static_cast<double>(n);
  const bool exact = set_.convention == Convention::exact;
  const double parameters = static_cast<double>(out_.slopes) + out_.df_absorbed;
  const std::vector<double>& lean = exact ? parts.lean : parts.plain;
  const Matrix& a = parts.influence;
  std::vector<std::vector<double>> psi(count);  // tau - 1[u <= q], over the density
  for (std::size_t t = 0; t < count; ++t) {
    if (is_missing(out_.density[t])) refuse_density(set_.taus[t]);
    for (const double u : fit.u)
      psi[t].push_back((set_.taus[t] - (u <= out_.q[t] ? 1.0 : 0.0)) / out_.density[t]);
  }
  const auto of_quantile = [&](std::size_t t, std::size_t i) {
    return psi[t][i] - lean[i] * (fit.e[i] + out_.q[t] * (fit.v[i] - fit.sigma[i]));
  };
  if (set_.errors.kind == Kind::iid) {
    Matrix g(n, p), plain(n, p);
    Pieces m;
    m.w.resize(count);
    m.across.assign(p, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
      const double s = fit.sigma[i], weight = (exact ? 1 : s) / rows;
      m.u.push_back(fit.u[i]);
      m.v.push_back((fit.v[i] - s) / s);
      for (std::size_t t = 0; t < count; ++t)
        m.w[t].push_back(exact ? psi[t][i] : of_quantile(t, i) / s);
      m.inner += weight * weight;
      for (std::size_t j = 0; j < p; ++j) {
        plain(i, j) = s * a(i, j);
        g(i, j) = exact ? plain(i, j) - s * lean[i] * out_.scale[j] / rows : plain(i, j);
        m.across[j] += weight * g(i, j);
      }
    }
    m.outer = products(g);
    out_.small_sample = exact ? rows / (rows - parameters) : 1.0;
    out_.df_t = rows - parameters;
    out_.covariance = scaled(independent_errors(m, out_.scale, out_.q), out_.small_sample);
    out_.location_covariance = scaled(products(plain), out_.small_sample * mean_product(m.u, m.u));
    out_.scale_covariance = scaled(products(plain), out_.small_sample * mean_product(m.v, m.v));
  } else {
    Matrix location(n, p), scale(n, p), all(n, p * count);
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t i = 0; i < n; ++i) {
        location(i, j) = a(i, j) * fit.e[i];
        scale(i, j) = a(i, j) * (fit.v[i] - fit.sigma[i]);
        for (std::size_t t = 0; t < count; ++t)
          all(i, t * p + j) =
              location(i, j) + out_.q[t] * scale(i, j) + out_.scale[j] * of_quantile(t, i) / rows;
      }
    const double charged = static_cast<double>(out_.slopes) + charged_;
    out_.location_covariance = from_influence(location, parameters, charged);
    out_.scale_covariance = from_influence(scale, parameters, charged);
    out_.covariance = from_influence(all, parameters, charged);
  }
  if (!exact) out_.df_t = std::numeric_limits<double>::infinity();
}

void Estimation::pooled_covariance(const DummyColumns& columns,
                                   const CheckSolver& solver,
                                   const std::vector<CheckFit>& fits) {
  const std::size_t n = rows_.count(), width = columns.x.cols, p = out_.terms.size(),
                    count = fits.size();
  std::vector<Matrix> inverse(count);  // of the density-weighted products
  std::size_t crossed = 0;
  const Matrix& x = columns.x;
  for (std::size_t t = 0; t < count; ++t) {
    const double tau = set_.taus[t];
    if (set_.errors.kind == Kind::iid) {
      const double s = sparsity(fits[t].residuals, tau, width, set_.bandwidth);
      if (!(s > 0)) refuse_density(tau);
      inverse[t] = scaled(inverse_of(x, {}, tau), s);
      continue;
    }
    std::vector<double> density;
    if (set_.errors.kind == Kind::nid) {
      const double h = bandwidth_inside(set_.bandwidth, tau, out_.n);
      if (tau - h <= 0 || tau + h >= 1) refuse_density(tau);
      const CheckFit upper = solver.solve(tau + h), lower = solver.solve(tau - h);
      std::vector<double> above(n), below(n);
      for (std::size_t i = 0; i < n; ++i) {
        above[i] = rows_.y[i] - upper.residuals[i];
        below[i] = rows_.y[i] - lower.residuals[i];
      }
      density = difference_density(above, below, h, crossed);
    } else if (set_.errors.kind == Kind::robust) {
      density = kernel_density(fits[t].residuals, tau, set_.bandwidth);
    } else {
      density = uniform_density(fits[t].residuals, tau, set_.bandwidth);
    }
    inverse[t] = inverse_of(x, density, tau);
  }
  if (crossed > 0)
    out_.notes.push_back(note(
        "YG3195",
        {fmt::format("nearby quantiles cross in {} rows, whose density counts as zero", crossed),
         fmt::format("{} 行处相邻分位数交叉，其密度记为零", crossed)},
        {"write vcov = \"robust\" or \"bootstrap\" to compare",
         "可写 vcov = \"robust\" 或 \"bootstrap\" 以作比较"}));
  out_.df_t = out_.n - static_cast<double>(width);
  if (set_.errors.kind == Kind::cluster) {
    Matrix all(n, p * count);
    for (std::size_t t = 0; t < count; ++t) {
      const std::vector<double> psi = signs(fits[t].residuals, set_.taus[t]);
      const Matrix reach = regression::multiply(x, inverse[t]);
      for (std::size_t j = 0; j < p; ++j)
        for (std::size_t i = 0; i < n; ++i)
          all(i, t * p + j) = psi[i] * reach(i, columns.reported[j]);
    }
    const auto parameters = static_cast<double>(width);
    out_.covariance = from_influence(all, parameters, parameters);
    return;
  }
  const Matrix xx = products(x);
  out_.covariance = Matrix(p * count, p * count);
  for (std::size_t t = 0; t < count; ++t)
    for (std::size_t s = 0; s < count; ++s) {
      const double a = set_.taus[t], b = set_.taus[s], both = std::min(a, b) - a * b;
      const Matrix v =
          set_.errors.kind == Kind::iid
              ? scaled(inverse[t], sparsity(fits[s].residuals, b, width, set_.bandwidth))
              : regression::multiply(regression::multiply(inverse[t], xx), inverse[s]);
      for (std::size_t j = 0; j < p; ++j)
        for (std::size_t k = 0; k < p; ++k)
          out_.covariance(t * p + j, s * p + k) =
              both * v(columns.reported[j], columns.reported[k]);
    }
}

/// Whether the effects are the same at all quantiles: by the scale where there is one, else by the
/// differences between neighbouring quantiles.
void Estimation::add_tests() {
  const std::size_t k = out_.slopes, p = out_.terms.size(), count = set_.taus.size();
  const Text label{"effects are the same at all quantiles", "各分位数的效应相同"};
  const auto add = [&](const regression::Wald& test, std::size_t df) {
    if (is_missing(test.statistic)) return;
    out_.tests.push_back({"equal_slopes",
                          label,
                          test.statistic,
                          "chi2(" + std::to_string(df) + ")",
                          numeric::chi2_upper(test.statistic, static_cast<double>(df))});
  };
  if (k == 0) return;
  if (out_.scale_covariance.rows > 0) {
    add(regression::wald(out_.scale_covariance, std::span(out_.scale).first(k)), k);
    return;
  }
  if (count < 2 || set_.estimator == Estimator::mmqr || is_missing(out_.covariance(0, 0))) return;
  const std::size_t m = k * (count - 1);
  Matrix v(m, m);
  std::vector<double> difference;
  const auto at = [&](std::size_t t, std::size_t j) { return t * p + j; };
  for (std::size_t t = 0; t + 1 < count; ++t)
    for (std::size_t j = 0; j < k; ++j) {
      difference.push_back(out_.estimates(j, t + 1) - out_.estimates(j, t));
      for (std::size_t s = 0; s + 1 < count; ++s)
        for (std::size_t l = 0; l < k; ++l)
          v(t * k + j, s * k + l) = out_.covariance(at(t + 1, j), at(s + 1, l)) -
                                    out_.covariance(at(t + 1, j), at(s, l)) -
                                    out_.covariance(at(t, j), at(s + 1, l)) +
                                    out_.covariance(at(t, j), at(s, l));
    }
  add(regression::wald(v, difference), m);
}

}  // namespace yugong::quantile
