#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include "yugong/numeric/distributions.hpp"

namespace yugong::numeric {

/// A number with its exact first and second derivatives by K variables (automatic
/// differentiation): for the likelihood of a row, a function of a few variables. The chain rule to
/// the parameters of a model is the caller's.
template <std::size_t K>
struct Jet {
  double v = 0;
  std::array<double, K> g{};              ///< first derivatives
  std::array<double, K*(K + 1) / 2> h{};  ///< second derivatives, row after row of the lower half

  Jet() = default;

  Jet(double value) : v(value) {}  // NOLINT: every number is a constant

  static Jet variable(double value, std::size_t k) {
    Jet out(value);
    out.g[k] = 1;
    return out;
  }

  double second(std::size_t i, std::size_t j) const {
    return i >= j ? h[i * (i + 1) / 2 + j] : h[j * (j + 1) / 2 + i];
  }

  Jet& operator+=(const Jet& o) {
    v += o.v;
    for (std::size_t k = 0; k < g.size(); ++k) g[k] += o.g[k];
    for (std::size_t k = 0; k < h.size(); ++k) h[k] += o.h[k];
    return *this;
  }

  Jet& operator*=(double by) {
    v *= by;
    for (double& d : g) d *= by;
    for (double& d : h) d *= by;
    return *this;
  }
};

/// f of a jet, given f and its two derivatives there.
template <std::size_t K>
Jet<K> chain(const Jet<K>& x, double f, double df, double ddf) {
  Jet<K> out(f);
  for (std::size_t i = 0, at = 0; i < K; ++i) {
    out.g[i] = df * x.g[i];
    for (std::size_t j = 0; j <= i; ++j, ++at) out.h[at] = df * x.h[at] + ddf * x.g[i] * x.g[j];
  }
  return out;
}

template <std::size_t K>
Jet<K> operator+(Jet<K> a, const Jet<K>& b) {
  return a += b;
}

template <std::size_t K>
Jet<K> operator-(Jet<K> a) {
  return a *= -1.0;
}

template <std::size_t K>
Jet<K> operator-(const Jet<K>& a, const Jet<K>& b) {
  return a + -b;
}

template <std::size_t K>
Jet<K> operator*(const Jet<K>& a, const Jet<K>& b) {
  Jet<K> out(a.v * b.v);
  for (std::size_t i = 0, at = 0; i < K; ++i) {
    out.g[i] = a.v * b.g[i] + b.v * a.g[i];
    for (std::size_t j = 0; j <= i; ++j, ++at)
      out.h[at] = a.v * b.h[at] + b.v * a.h[at] + a.g[i] * b.g[j] + a.g[j] * b.g[i];
  }
  return out;
}

template <std::size_t K>
Jet<K> operator*(double a, Jet<K> b) {
  return b *= a;
}

template <std::size_t K>
Jet<K> exp(const Jet<K>& x) {
  const double e = std::exp(x.v);
  return chain(x, e, e, e);
}

template <std::size_t K>
Jet<K> log(const Jet<K>& x) {
  return chain(x, std::log(x.v), 1 / x.v, -1 / (x.v * x.v));
}

template <std::size_t K>
Jet<K> log_normal_cdf(const Jet<K>& x) {
  const NormalTail tail = normal_tail(x.v);
  const double m = tail.inverse_mills;
  return chain(x, tail.log_cdf, m, -m * (m + x.v));
}

/// ln of (1 - Phi(x)) / phi(x).
inline double log_mills_ratio(double x) {
  return -std::log(normal_tail(-x).inverse_mills);
}

template <std::size_t K>
Jet<K> log_mills_ratio(const Jet<K>& x) {
  const double m = normal_tail(-x.v).inverse_mills;
  return chain(x, -std::log(m), x.v - m, 1 - m * (m - x.v));
}

}  // namespace yugong::numeric
