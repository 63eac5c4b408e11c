#include "yugong/numeric/quick_basis.hpp"

#include "yugong/numeric/twofold.hpp"

namespace yugong::numeric::simplex {

bool never_below_zero(std::size_t rows,
                      std::size_t stride,
                      const double* column,
                      const double* inverse,
                      const double* rhs,
                      const double* level) {
  constexpr std::size_t most = 16;
  double high[most], low[most] = {}, by[most] = {};
  for (std::size_t i = 0; i < rows; ++i) high[i] = level[i];
  for (int round = 0; round < 4; ++round) {
    double miss[most];
    for (std::size_t i = 0; i < rows; ++i) {
      Twofold rest;
      rest.add(rhs[i]);
      for (std::size_t k = 0; k < rows; ++k) {
        rest.add_product(-column[k * stride + i], high[k]);
        rest.add_product(-column[k * stride + i], low[k]);
      }
      miss[i] = rest.value();
    }
    for (std::size_t i = 0; i < rows; ++i) {
      by[i] = 0;
      for (std::size_t k = 0; k < rows; ++k) by[i] += inverse[k * stride + i] * miss[k];
      Twofold sum{high[i], low[i]};
      sum.add(by[i]);
      high[i] = sum.high + sum.low;
      low[i] = sum.low - (high[i] - sum.high);
    }
  }
  // What is left to move bounds what is still wrong; levels are at most about one.
  for (std::size_t i = 0; i < rows; ++i)
    if (!(std::fabs(by[i]) < 1e-24)) return false;
  for (std::size_t i = 0; i < rows; ++i)
    if (!(high[i] > -1e-24)) return false;
  return true;
}

}  // namespace yugong::numeric::simplex
