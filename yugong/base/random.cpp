#include "yugong/base/random.hpp"

#include <cmath>

#include <Random123/philox.h>

namespace yugong {
namespace {

/// Inverse of the standard normal distribution function: Wichura (1988), algorithm AS 241 (PPND16),
/// relative accuracy about 1e-16. Here and not in `numeric` because draws belong to the base and
/// depend on nothing else.
double normal_by_inversion(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q *
           (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r +
                 6.7265770927008700853e4) *
                    r +
                4.5921953931549871457e4) *
                   r +
               1.3731693765509461125e4) *
                  r +
              1.9715909503065514427e3) *
                 r +
             1.3314166789178437745e2) *
                r +
            3.3871328727963666080e0) /
           (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r +
                 3.9307895800092710610e4) *
                    r +
                2.1213794301586595867e4) *
                   r +
               5.3941960214247511077e3) *
                  r +
              6.8718700749205790830e2) *
                 r +
             4.2313330701600911252e1) *
                r +
            1.0);
  }
  double r = std::sqrt(-std::log(q < 0 ? p : 1.0 - p));
  double x = 0;
  if (r <= 5.0) {
    r -= 1.6;
    x = (((((((7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r +
              2.41780725177450611770e-1) *
                 r +
             1.27045825245236838258e0) *
                r +
            3.64784832476320460504e0) *
               r +
           5.76949722146069140550e0) *
              r +
          4.63033784615654529590e0) *
             r +
         1.42343711074968357734e0) /
        (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r +
              1.51986665636164571966e-2) *
                 r +
             1.48103976427480074590e-1) *
                r +
            6.89767334985100004550e-1) *
               r +
           1.67638483018380384940e0) *
              r +
          2.05319162663775882187e0) *
             r +
         1.0);
  } else {
    r -= 5.0;
    x = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r +
              1.24266094738807843860e-3) *
                 r +
             2.65321895265761230930e-2) *
                r +
            2.96560571828504891230e-1) *
               r +
           1.78482653991729133580e0) *
              r +
          5.46378491116411436990e0) *
             r +
         6.65790464350110377720e0) /
        (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r +
              1.84631831751005468180e-5) *
                 r +
             7.86869131145613259100e-4) *
                r +
            1.48753612908506148525e-2) *
               r +
           1.36929880922735805310e-1) *
              r +
          5.99832206555887937690e-1) *
             r +
         1.0);
  }
  return q < 0 ? -x : x;
}

}  // namespace

Random::Random(std::uint64_t seed, Purpose purpose, std::uint64_t replicate, std::uint64_t stream)
    : key_{seed, 0},
      purpose_(static_cast<std::uint64_t>(purpose)),
      replicate_(replicate),
      stream_(stream) {}

std::uint64_t Random::bits(std::uint64_t draw) const {
  const r123::Philox4x64::ctr_type counter{{draw / 4, purpose_, replicate_, stream_}};
  const r123::Philox4x64::key_type key{{key_[0], key_[1]}};
  return r123::Philox4x64{}(counter, key)[draw % 4];
}

double Random::uniform(std::uint64_t draw) const {
  return (static_cast<double>(bits(draw) >> 11) + 0.5) * 0x1.0p-53;
}

double Random::normal(std::uint64_t draw) const {
  return normal_by_inversion(uniform(draw));
}

std::uint64_t Random::next_below(std::uint64_t n) {
  const std::uint64_t limit = ~std::uint64_t{0} - (~std::uint64_t{0} % n);
  for (;;) {
    const std::uint64_t x = bits(next_++);
    if (x < limit) return x % n;
  }
}

void Random::fill_normal(std::span<double> out) {
  for (double& x : out) x = next_normal();
}

}  // namespace yugong
