#include "yugong/regression/least_squares.hpp"

#include <algorithm>
#include <cmath>

namespace yugong::regression {
namespace {

/// Householder vectors of the columns kept so far, below the diagonal of `q`, and R above it.
struct Triangle {
  Matrix q;                    // [n x p] sqrt(w) x, overwritten
  std::vector<double> r_diag;  // [kept]
  Matrix r;                    // [p x p] upper part, rows and columns of kept
  std::vector<std::size_t> kept;
};

/// v minus 2 u (u'v), for the unit vector u that starts at row k.
void reflect(std::span<const double> u, std::size_t k, std::span<double> v) {
  const double s = dot(u.subspan(k), v.subspan(k));
  add_scaled(-2.0 * s, u.subspan(k), v.subspan(k));
}

std::vector<double> back_substitute(const Triangle& t, std::size_t size, std::vector<double> b) {
  for (std::size_t j = size; j-- > 0;) {
    b[j] /= t.r(j, j);
    for (std::size_t i = 0; i < j; ++i) b[i] -= t.r(i, j) * b[j];
  }
  return b;
}

/// Which kept columns make up a dropped one: coefficients that matter on the scale of the column.
std::vector<std::size_t> parts_of(const Triangle& t,
                                  std::span<const double> column,
                                  std::span<const double> norms,
                                  double norm) {
  const std::size_t kept = t.kept.size();
  const std::vector<double> c = back_substitute(
      t, kept, {column.begin(), column.begin() + static_cast<std::ptrdiff_t>(kept)});
  std::vector<std::size_t> out;
  for (std::size_t j = 0; j < c.size(); ++j)
    if (std::abs(c[j]) * norms[t.kept[j]] > 1e-6 * norm) out.push_back(t.kept[j]);
  return out;
}

void eliminate(Triangle& t, LeastSquares& out, double tolerance) {
  const std::size_t n = t.q.rows, p = t.q.cols;
  std::vector<double> norms(p);
  for (std::size_t j = 0; j < p; ++j) norms[j] = std::sqrt(dot(t.q.column(j), t.q.column(j)));
  t.r = Matrix(p, p);
  for (std::size_t j = 0; j < p; ++j) {
    std::span<double> v = t.q.column(j);
    for (std::size_t k = 0; k < t.kept.size(); ++k) reflect(t.q.column(t.kept[k]), k, v);
    const std::size_t k = t.kept.size();
    const double rest = k < n ? std::sqrt(dot(v.subspan(k), v.subspan(k))) : 0.0;
    if (rest <= tolerance * norms[j]) {
      out.dropped.push_back({j, parts_of(t, v, norms, norms[j])});
      continue;
    }
    for (std::size_t i = 0; i < k; ++i) t.r(i, k) = v[i];
    const double sign = v[k] > 0 ? -1.0 : 1.0;
    t.r(k, k) = sign * rest;
    v[k] -= sign * rest;
    const double length = std::sqrt(dot(v.subspan(k), v.subspan(k)));
    for (std::size_t i = k; i < n; ++i) v[i] /= length;
    t.kept.push_back(j);
  }
}

Matrix bread_of(const Triangle& t) {
  const std::size_t k = t.kept.size();
  Matrix inverse(k, k);
  for (std::size_t j = 0; j < k; ++j) {
    std::vector<double> e(k, 0.0);
    e[j] = 1.0;
    e = back_substitute(t, k, std::move(e));
    std::copy(e.begin(), e.end(), inverse.column(j).begin());
  }
  Matrix out(k, k);
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double s = 0;
      for (std::size_t m = i; m < k; ++m) s += inverse(i, m) * inverse(j, m);
      out(i, j) = out(j, i) = s;
    }
  return out;
}

/// Rows that are brought into a triangle at once.
constexpr std::size_t run = 2048;

/// Householder reflections of the rows of `m`; what is left above the diagonal goes into the first
/// rows of `to`, from row `at`.
void triangle_of(Matrix& m, Matrix& to, std::size_t at) {
  for (std::size_t j = 0; j < m.cols && j < m.rows; ++j) {
    const std::span<double> v = m.column(j).subspan(j);
    const double norm = std::sqrt(dot(v, v));
    if (norm == 0) continue;
    const double end = v[0] > 0 ? -norm : norm;
    v[0] -= end;
    const double square = dot(v, v);
    for (std::size_t k = j + 1; k < m.cols; ++k) {
      const std::span<double> u = m.column(k).subspan(j);
      add_scaled(-2.0 * dot(v, u) / square, v, u);
    }
    for (std::size_t i = 0; i < j; ++i) to(at + i, j) = m(i, j);
    to(at + j, j) = end;
  }
  for (std::size_t j = m.rows; j < m.cols; ++j)
    for (std::size_t i = 0; i < m.rows; ++i) to(at + i, j) = m(i, j);
}

/// (x, y), rows times sqrt(w), as a matrix with few rows and the same products: triangles of runs
/// of rows, and so on. Nothing of the size of x is copied.
Matrix condensed(const Matrix& x, std::span<const double> y, std::span<const double> weights) {
  const std::size_t p = x.cols + 1, n = y.size();
  const std::size_t runs = (n + run - 1) / run;
  Matrix out(runs * p, p), rows;
  for (std::size_t r = 0; r < runs; ++r) {
    const std::size_t begin = r * run, count = std::min(run, n - begin);
    rows = Matrix(count, p);
    for (std::size_t j = 0; j < p; ++j) {
      const std::span<const double> from = j < x.cols ? x.column(j) : y;
      for (std::size_t i = 0; i < count; ++i)
        rows(i, j) = from[begin + i] * (weights.empty() ? 1.0 : std::sqrt(weights[begin + i]));
    }
    triangle_of(rows, out, r * p);
  }
  return out;
}

}  // namespace

LeastSquares least_squares(const Matrix& x,
                           std::span<const double> y,
                           std::span<const double> weights,
                           double tolerance) {
  LeastSquares out;
  const std::size_t n = y.size();
  Triangle t;
  std::vector<double> z;
  if (n > 4 * run && run > 8 * x.cols) {
    t.q = condensed(x, y, weights);
    z.assign(t.q.column(x.cols).begin(), t.q.column(x.cols).end());
    t.q.values.resize(t.q.rows * x.cols);
    t.q.cols = x.cols;
  } else {
    z.assign(y.begin(), y.end());
    t.q = Matrix(n, x.cols);
    std::copy_n(x.values.begin(), t.q.values.size(), t.q.values.begin());
    for (std::size_t i = 0; i < n && !weights.empty(); ++i) {
      const double root = std::sqrt(weights[i]);
      for (std::size_t j = 0; j < x.cols; ++j) t.q(i, j) *= root;
      z[i] *= root;
    }
  }
  eliminate(t, out, tolerance);
  for (std::size_t k = 0; k < t.kept.size(); ++k) reflect(t.q.column(t.kept[k]), k, z);
  out.kept = t.kept;
  out.coefficients.assign(z.begin(), z.begin() + static_cast<std::ptrdiff_t>(t.kept.size()));
  out.coefficients = back_substitute(t, t.kept.size(), std::move(out.coefficients));
  out.bread = bread_of(t);
  out.residuals.assign(y.begin(), y.end());
  for (std::size_t k = 0; k < t.kept.size(); ++k)
    add_scaled(-out.coefficients[k], x.column(t.kept[k]), out.residuals);
  out.rss = weighted_dot(out.residuals, out.residuals, weights);
  return out;
}

}  // namespace yugong::regression
