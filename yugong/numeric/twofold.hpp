#pragma once

#include <cmath>

namespace yugong::numeric {

/// A number as an unevaluated sum of two, about 31 digits (Dekker 1971).
struct Twofold {
  double high = 0, low = 0;

  void add(double value) {
    const double sum = high + value, part = sum - high;
    low += (high - (sum - part)) + (value - part);
    high = sum;
  }

  void add_product(double a, double b) {
    const double product = a * b;
    add(product);
    low += std::fma(a, b, -product);
  }

  double value() const { return high + low; }
};

}  // namespace yugong::numeric
