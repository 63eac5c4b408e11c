#pragma once

#include <cstddef>
#include <span>

/// Sums and moments of a column, the same to the last digits whatever the order of its rows.
namespace yugong::index {

/// Compensated sum (Neumaier 1974): the error does not grow with the number of terms.
class Sum {
 public:
  void add(double v) {
    const double next = sum_ + v;
    const bool larger = (sum_ < 0 ? -sum_ : sum_) >= (v < 0 ? -v : v);
    rest_ += larger ? (sum_ - next) + v : (v - next) + sum_;
    sum_ = next;
  }

  double value() const { return sum_ + rest_; }

 private:
  double sum_ = 0, rest_ = 0;
};

double sum(std::span<const double> x);
double dot(std::span<const double> x, std::span<const double> y);

struct Moments {
  std::size_t count = 0;
  double min = 0, max = 0, mean = 0;
  double sd = 0;  ///< divisor count - 1; missing for fewer than two values
};

/// Of the values that are not missing; every field but count is missing when there is none.
Moments moments(std::span<const double> x);

/// Whether the range is nothing but rounding: at most 1e-12 of the largest absolute value.
bool is_constant(const Moments& m);

}  // namespace yugong::index
