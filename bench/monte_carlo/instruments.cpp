#include <cmath>

#include "experiment.hpp"

/// An endogenous regressor: strong, many, weak and invalid instruments.
namespace yugong::monte_carlo {
namespace {

struct Shape {
  std::vector<double> first_stage;  ///< coefficient of each instrument
  double direct = 0;                ///< of the first instrument on y: not valid
  double grows = 0;                 ///< spread of the error with the first instrument
};

/// 60 units, 8 years; y = x + unit + year + u, x = z'p + unit + v, Corr(u, v) = 0.6, z, u and v
/// AR(1) with 0.4 inside the unit, z correlated with the unit effect.
Draw endogenous(const Shape& shape) {
  return [shape](Random& draws, std::uint64_t) {
    const std::size_t count = shape.first_stage.size();
    std::vector<std::string> names = {"unit", "year", "y", "x"};
    for (std::size_t k = 0; k < count; ++k) names.push_back("z" + std::to_string(k + 1));
    Rows rows(names);
    for (int i = 0; i < 60; ++i) {
      const double effect = draws.next_normal();
      std::vector<Autoregression> series(count + 2, Autoregression(0.4));
      for (int t = 0; t < 8; ++t) {
        std::vector<double> row = {double(i), double(t), 0, 0};
        double x = effect;
        for (std::size_t k = 0; k < count; ++k) {
          const double z = series[k].next(draws) + 0.5 * effect;
          x += shape.first_stage[k] * z;
          row.push_back(z);
        }
        const double v = series[count].next(draws);
        double u = 0.6 * v + 0.8 * series[count + 1].next(draws);
        u *= std::sqrt(1 - shape.grows + shape.grows * row[4] * row[4]);
        x += v;
        row[2] = x + effect + 0.1 * t + u + shape.direct * row[4];
        row[3] = x;
        rows.add(std::move(row));
      }
    }
    return rows.panel();
  };
}

std::string instruments(std::size_t count) {
  std::string text;
  for (std::size_t k = 1; k <= count; ++k) text += (k > 1 ? " + z" : "z") + std::to_string(k);
  return "y ~ 1 | unit + year | x ~ " + text;
}

Estimator least_squares() {
  return {"fe",
          "fe",
          settings("y ~ x | unit + year", {{"vcov", Value::of("cluster(unit)")}}),
          {slope("x", 1, Promise::fails)}};
}

Estimator by(const std::string& estimator, std::size_t count, std::vector<Target> targets) {
  return {estimator,
          "iv",
          settings(instruments(count),
                   {{"estimator", Value::of(estimator)}, {"vcov", Value::of("cluster(unit)")}}),
          std::move(targets)};
}

}  // namespace

std::vector<Design> instrument_designs() {
  using enum Promise;
  const std::vector<double> three = {0.4, 0.3, 0.2};
  const std::vector<double> eight(8, 0.07);
  return {
      {"b",
       "one strong instrument",
       "60 units, 8 years, y = x + unit + year + u, x = 0.4 z + v, Corr(u, v) = 0.6; errors "
       "clustered by unit throughout.",
       endogenous({{0.4}}),
       {least_squares(),
        by("2sls",
           1,
           {slope("x", 1, holds, 0.01),
            rubin_set(1, holds, 0.01),
            test("kp_lm", fails),
            test("endogeneity", fails)})}},
      {"b",
       "three instruments, heteroskedastic",
       "x = 0.4 z1 + 0.3 z2 + 0.2 z3 + v; the spread of u grows with z1.",
       endogenous({three, 0, 0.8}),
       {least_squares(),
        by("2sls",
           3,
           {slope("x", 1, holds, 0.02), rubin_set(1, holds, 0.02), test("hansen_j", holds, 0.02)}),
        by("liml", 3, {slope("x", 1, holds, 0.02)}),
        by("fuller", 3, {slope("x", 1, holds, 0.02)}),
        by("gmm2s", 3, {slope("x", 1, holds, 0.03), test("hansen_j", holds, 0.02)})}},
      {"b",
       "three instruments, one not valid",
       "As before with equal spread, and z1 enters y directly with 0.3: Hansen's test should "
       "reject.",
       endogenous({three, 0.3, 0}),
       {by("2sls", 3, {slope("x", 1, fails), test("hansen_j", fails)}),
        by("gmm2s", 3, {slope("x", 1, fails), test("hansen_j", fails)})}},
      {"b",
       "one weak instrument",
       "x = 0.05 z + v: a first-stage F near one. The estimate has no moments (read medians); only "
       "the Anderson-Rubin set keeps its level, by being unbounded when it must.",
       endogenous({{0.05}}),
       {by("2sls", 1, {slope("x", 1, none), rubin_set(1, holds, 0.01), test("kp_lm", none)})}},
      {"b",
       "eight weak instruments",
       "x = 0.07 (z1 + ... + z8) + v: first-stage F near two.",
       endogenous({eight}),
       {by("2sls", 8, {slope("x", 1, fails), rubin_set(1, holds, 0.05), test("hansen_j", none)}),
        by("liml", 8, {slope("x", 1, none)}),
        by("fuller", 8, {slope("x", 1, none)}),
        by("gmm2s", 8, {slope("x", 1, fails)})}},
  };
}

}  // namespace yugong::monte_carlo
