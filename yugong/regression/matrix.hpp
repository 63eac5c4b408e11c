#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace yugong::regression {

/// Dense matrix, column by column; a regression column is contiguous.
struct Matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<double> values;  ///< [rows * cols], column-major

  Matrix() = default;

  Matrix(std::size_t r, std::size_t c) : rows(r), cols(c), values(r * c, 0.0) {}

  double& operator()(std::size_t i, std::size_t j) { return values[j * rows + i]; }

  double operator()(std::size_t i, std::size_t j) const { return values[j * rows + i]; }

  std::span<double> column(std::size_t j) { return {values.data() + j * rows, rows}; }

  std::span<const double> column(std::size_t j) const { return {values.data() + j * rows, rows}; }
};

/// Sum of a[i] b[i] in a fixed order (four interleaved partial sums), so that it is fast and
/// repeatable.
double dot(std::span<const double> a, std::span<const double> b);
/// Sum of w[i] a[i] b[i]; an empty `w` means ones.
double weighted_dot(std::span<const double> a,
                    std::span<const double> b,
                    std::span<const double> w);
/// y += alpha x.
void add_scaled(double alpha, std::span<const double> x, std::span<double> y);

Matrix multiply(const Matrix& a, const Matrix& b);
/// b' a b for symmetric a [p x p] and b [p x q].
Matrix sandwich(const Matrix& a, const Matrix& b);

}  // namespace yugong::regression
