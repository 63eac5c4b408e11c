#include "yugong/dynamic/serial.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/numeric/distributions.hpp"

namespace yugong::dynamic {
namespace {

/// Residuals m periods earlier on the rows of the differences; zero where there is none.
std::vector<double> lagged(const Stack& stack, std::span<const double> w, int m, bool& any) {
  std::vector<double> out(w.size(), 0.0);
  const Rows& d = stack.differences;
  for (std::size_t u = 0; u < stack.units(); ++u)
    for (std::size_t r = d.first[u], from = d.first[u]; r < d.first[u + 1]; ++r) {
      while (d.slot[from] < d.slot[r] - m) ++from;
      if (d.slot[from] != d.slot[r] - m) continue;
      out[r] = w[from];
      any = true;
    }
  return out;
}

std::size_t cluster_of(const SerialInput& in, std::size_t u) {
  return in.cluster.empty() ? u : static_cast<std::size_t>(in.cluster[u]);
}

struct Parts {
  double own = 0;             ///< variance of the sum were the estimate known
  std::vector<double> cross;  ///< covariance of the moments with the sum, [instruments]
};

/// Outer products of the residuals.
Parts robust_parts(const SerialInput& in, std::span<const double> before) {
  const Rows& d = in.stack->differences;
  std::vector<double> sums(in.clusters, 0.0);
  for (std::size_t u = 0; u < in.stack->units(); ++u)
    for (std::size_t r = d.first[u]; r < d.first[u + 1]; ++r)
      sums[cluster_of(in, u)] += before[r] * in.w[r];
  Parts out;
  out.cross.assign(in.stack->instruments(), 0.0);
  for (std::size_t c = 0; c < sums.size(); ++c) {
    out.own += sums[c] * sums[c];
    regression::add_scaled(sums[c], in.moments->column(c), out.cross);
  }
  return out;
}

/// sigma2 and the assumed structure of the errors in place of outer products.
Parts conventional_parts(const SerialInput& in, std::span<const double> before) {
  const Stack& stack = *in.stack;
  const Rows& d = stack.differences;
  Parts out;
  out.cross.assign(stack.instruments(), 0.0);
  std::vector<double> loaded(static_cast<std::size_t>(in.loadings->slots));
  for (std::size_t u = 0; u < stack.units(); ++u) {
    std::fill(loaded.begin(), loaded.end(), 0.0);
    for (std::size_t r = d.first[u]; r < d.first[u + 1]; ++r) {
      const auto slot = static_cast<std::size_t>(d.slot[r]);
      loaded[slot] += before[r];
      if (!in.identity) loaded[slot - 1] -= before[r];
    }
    for (const double v : loaded) out.own += in.sigma2 * v * v;
    for (std::size_t r = stack.rows.first[u]; r < stack.rows.first[u + 1]; ++r) {
      double h = 0;
      for (std::size_t i = in.loadings->first[r]; i < in.loadings->first[r + 1]; ++i)
        h += in.loadings->coefficient[i] * loaded[static_cast<std::size_t>(in.loadings->slot[i])];
      for (std::size_t i = stack.z_first[r]; i < stack.z_first[r + 1]; ++i)
        out.cross[stack.z_column[i]] += in.sigma2 * h * stack.z_value[i];
    }
  }
  return out;
}

}  // namespace

SerialTest serial_correlation(const SerialInput& in, int order) {
  SerialTest out;
  out.order = order;
  bool any = false;
  const std::vector<double> before = lagged(*in.stack, in.w, order, any);
  if (!any) return out;
  const Rows& d = in.stack->differences;
  const std::size_t k = in.stack->regressors;
  double sum = 0;
  std::vector<double> q(k, 0.0);
  for (std::size_t r = 0; r < before.size(); ++r) {
    sum += in.w[r] * before[r];
    for (std::size_t a = 0; a < k; ++a) q[a] += d.x[r * k + a] * before[r];
  }
  const Parts parts =
      is_missing(in.sigma2) ? robust_parts(in, before) : conventional_parts(in, before);
  double variance = parts.own;
  for (std::size_t a = 0; a < k; ++a) {
    double moved = 0;
    for (std::size_t i = 0; i < parts.cross.size(); ++i)
      moved += (*in.filter)(a, i) * parts.cross[i];
    variance -= 2 * q[a] * moved;
    for (std::size_t b = 0; b < k; ++b) variance += q[a] * (*in.reported)(a, b) * q[b];
  }
  if (variance <= 0) return out;
  out.z = sum / std::sqrt(variance);
  out.p_value = numeric::normal_two_sided(out.z);
  return out;
}

}  // namespace yugong::dynamic
