#pragma once

#include <limits>

/// The number types of the simplex kernel, each with the tolerances that its rounding allows.
/// Private to the room.
namespace yugong::numeric::simplex {

#if defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 Quad;
#else
using Quad = long double;
#endif

template <class Real>
struct Tolerance;

template <>
struct Tolerance<double> {
  static constexpr double pricing = 1e-11, pivot = 1e-11, tie = 1e-13, idle = 1e-14;
  static constexpr double singular = 1e-15, growth = 1e6, rounding = 1.2e-16;
};

template <>
struct Tolerance<long double> {
  static constexpr double pricing = 1e-14, pivot = 1e-13, tie = 1e-16, idle = 1e-16;
  static constexpr double singular = 1e-18, growth = 1e6, rounding = 1e-19;
};

#if defined(__SIZEOF_FLOAT128__)
template <>
struct Tolerance<Quad> {
  static constexpr double pricing = 1e-22, pivot = 1e-22, tie = 1e-27, idle = 1e-27;
  static constexpr double singular = 1e-30, growth = 1e9, rounding = 1e-33;
};
#endif

template <class Real>
constexpr Real magnitude(Real value) {
  return value < 0 ? -value : value;
}

template <class Real>
constexpr Real larger(Real a, Real b) {
  return a < b ? b : a;
}

template <class Real>
constexpr Real smaller(Real a, Real b) {
  return b < a ? b : a;
}

template <class Real>
constexpr Real unlimited() {
  return Real(std::numeric_limits<double>::infinity());
}

}  // namespace yugong::numeric::simplex
