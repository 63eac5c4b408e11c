#include <algorithm>
#include <cmath>

#include "experiment.hpp"

/// Censored and truncated outcomes, as efficiency scores that end at a limit.
namespace yugong::monte_carlo {
namespace {

constexpr double kSlope = 1, kConstant = 0.3;

/// 100 units, 5 years; latent y = 0.3 + x + u_i + e, Var(u_i) = unit_sd^2, Var(e) = 1.
Draw latent(double unit_sd, bool truncated) {
  return [=](Random& draws, std::uint64_t) {
    Rows rows({"unit", "year", "y", "x"});
    for (int i = 0; i < 100; ++i) {
      const double effect = unit_sd * draws.next_normal();
      for (int t = 0; t < 5; ++t) {
        const double x = draws.next_normal();
        const double y = kConstant + kSlope * x + effect + draws.next_normal();
        if (truncated && y <= 0) continue;
        rows.add({double(i), double(t), std::max(y, 0.0), x});
      }
    }
    return rows.panel();
  };
}

Estimator pooled(const std::string& vcov, const Target& target) {
  return {"pooled least squares, " + vcov,
          "panel",
          settings("y ~ x", {{"estimator", Value::of("pooled")}, {"vcov", Value::of(vcov)}}),
          {target}};
}

Estimator censored(const std::string& name,
                   const std::string& vcov,
                   std::vector<Target> targets,
                   const std::string& effects = "none") {
  return {name,
          "tobit",
          settings("y ~ x",
                   {{"left", Value::of(0)},
                    {"vcov", Value::of(vcov)},
                    {"unit_effects", Value::of(effects)}}),
          std::move(targets)};
}

}  // namespace

std::vector<Design> limited_designs() {
  using enum Promise;
  const double both = std::sqrt(2.0);
  return {
      {"e",
       "censored at zero",
       "500 rows, latent y = 0.3 + x + e, seen max(y, 0): about 42 % at the limit.",
       latent(0, false),
       {pooled("iid", slope("x", kSlope, fails)),
        censored("tobit, iid",
                 "iid",
                 {slope("x", kSlope, holds),
                  slope("_cons", kConstant, holds),
                  slope("_sigma", 1, holds, 0.02)}),
        censored("tobit, robust", "robust", {slope("x", kSlope, holds, 0.01)})}},
      {"e",
       "censored at zero, with unit effects",
       "100 units, 5 years, latent y = 0.3 + x + u_i + e, both of variance one.",
       latent(1, false),
       {censored("tobit, iid", "iid", {slope("x", kSlope, none), slope("_cons", kConstant, fails)}),
        censored("tobit, cluster(unit)",
                 "cluster(unit)",
                 {slope("x", kSlope, holds, 0.01),
                  slope("_cons", kConstant, holds, 0.01),
                  slope("_sigma", both, holds, 0.03)}),
        censored("tobit, random effects",
                 "iid",
                 {slope("x", kSlope, holds, 0.01),
                  slope("_cons", kConstant, holds, 0.01),
                  slope("_sigma_u", 1, holds, 0.03),
                  slope("_sigma_e", 1, holds, 0.03)},
                 "random")}},
      {"e",
       "truncated at zero",
       "The same without unit effects, rows with y <= 0 not in the sample at all.",
       latent(0, true),
       {pooled("iid", slope("x", kSlope, fails)),
        {"truncreg, iid",
         "truncreg",
         settings("y ~ x", {{"left", Value::of(0)}}),
         {slope("x", kSlope, holds, 0.02),
          slope("_cons", kConstant, holds, 0.03),
          slope("_sigma", 1, holds, 0.03)}}}},
  };
}

}  // namespace yugong::monte_carlo
