#pragma once

#include <cmath>
#include <vector>

#include "yugong/quantile/check_function.hpp"

/// A design that is written in closed form, so that another program can be given the same numbers:
/// in R, i <- 1:40; x1 <- ((i*7) %% 11) + i/10; x2 <- sqrt(i)*((i %% 3) - 1);
/// y <- 0.5*x1 - 0.3*x2 + ((i*i*13) %% 37)/9*(1 + x1/10). For the tests of this room.
namespace yugong::quantile {

struct ClosedDesign {
  Matrix x{40, 3};  ///< x1, x2, constant
  std::vector<double> y;

  ClosedDesign() {
    for (std::size_t r = 0; r < 40; ++r) {
      const int i = static_cast<int>(r) + 1;
      const double x1 = (i * 7) % 11 + i / 10.0, x2 = std::sqrt(double(i)) * (i % 3 - 1);
      x(r, 0) = x1;
      x(r, 1) = x2;
      x(r, 2) = 1;
      y.push_back(0.5 * x1 - 0.3 * x2 + (i * i * 13) % 37 / 9.0 * (1 + x1 / 10));
    }
  }
};

}  // namespace yugong::quantile
