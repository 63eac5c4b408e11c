#include "yugong/regression/matrix.hpp"

namespace yugong::regression {

double dot(std::span<const double> a, std::span<const double> b) {
  double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  const std::size_t n = a.size(), whole = n - n % 4;
  for (std::size_t i = 0; i < whole; i += 4) {
    s0 += a[i] * b[i];
    s1 += a[i + 1] * b[i + 1];
    s2 += a[i + 2] * b[i + 2];
    s3 += a[i + 3] * b[i + 3];
  }
  for (std::size_t i = whole; i < n; ++i) s0 += a[i] * b[i];
  return (s0 + s1) + (s2 + s3);
}

double weighted_dot(std::span<const double> a,
                    std::span<const double> b,
                    std::span<const double> w) {
  if (w.empty()) return dot(a, b);
  double s0 = 0, s1 = 0;
  const std::size_t n = a.size(), whole = n - n % 2;
  for (std::size_t i = 0; i < whole; i += 2) {
    s0 += w[i] * a[i] * b[i];
    s1 += w[i + 1] * a[i + 1] * b[i + 1];
  }
  if (whole < n) s0 += w[whole] * a[whole] * b[whole];
  return s0 + s1;
}

void add_scaled(double alpha, std::span<const double> x, std::span<double> y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] += alpha * x[i];
}

Matrix multiply(const Matrix& a, const Matrix& b) {
  Matrix out(a.rows, b.cols);
  for (std::size_t j = 0; j < b.cols; ++j)
    for (std::size_t k = 0; k < a.cols; ++k) add_scaled(b(k, j), a.column(k), out.column(j));
  return out;
}

Matrix sandwich(const Matrix& a, const Matrix& b) {
  const Matrix ab = multiply(a, b);
  Matrix out(b.cols, b.cols);
  for (std::size_t i = 0; i < b.cols; ++i)
    for (std::size_t j = 0; j <= i; ++j) out(i, j) = out(j, i) = dot(b.column(i), ab.column(j));
  return out;
}

}  // namespace yugong::regression
