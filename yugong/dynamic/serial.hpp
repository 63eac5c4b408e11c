#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/dynamic/dynamic_model.hpp"
#include "yugong/dynamic/moments.hpp"

namespace yugong::dynamic {

/// What the Arellano-Bond test of serial correlation needs of an estimate.
struct SerialInput {
  const Stack* stack = nullptr;
  std::span<const double> w;                     ///< residuals of the differences
  const regression::Matrix* filter = nullptr;    ///< (X'Z A Z'X)^-1 X'Z A, [k x instruments]
  const regression::Matrix* reported = nullptr;  ///< covariance of the estimate, [k x k]
  const regression::Matrix* moments = nullptr;   ///< Z_i'e_i by cluster
  std::span<const std::int32_t> cluster;         ///< [units] or empty
  std::size_t clusters = 0;
  double sigma2 = missing;             ///< given: conventional one-step variance
  const Loadings* loadings = nullptr;  ///< of the system's rows, with sigma2
  bool identity = false;               ///< h(1): differences are taken for independent
};

/// z of serial correlation of order m in the differenced residuals (Arellano and Bond 1991, eq. 8,
/// as in Roodman 2009, section 3.5). Missing when no two residuals are m periods apart.
SerialTest serial_correlation(const SerialInput& in, int order);

}  // namespace yugong::dynamic
