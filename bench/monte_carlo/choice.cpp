#include "experiment.hpp"

/// Pooled, between, random effects, first differences and fixed effects, where the unit effect has
/// to do with the regressor and where it has not.
namespace yugong::monte_carlo {
namespace {

struct Shape {
  double correlation;  ///< of the unit effect with the level of x
  double effect = 1;   ///< its standard deviation
};

/// 60 units, 8 years, y = x + u_i + e, independent e.
Draw units_and_errors(const Shape& shape) {
  return [shape](Random& draws, std::uint64_t) {
    Rows rows({"unit", "year", "y", "x"});
    for (int i = 0; i < 60; ++i) {
      const double level = draws.next_normal();
      const double effect = shape.effect * (shape.correlation * level + draws.next_normal());
      for (int t = 0; t < 8; ++t) {
        const double x = level + draws.next_normal();
        rows.add({double(i), double(t), x + effect + draws.next_normal(), x});
      }
    }
    return rows.panel();
  };
}

Estimator by(const std::string& estimator,
             const std::string& vcov,
             const std::string& term,
             Promise promise,
             double slack = 0) {
  return {estimator + ", " + vcov,
          "panel",
          settings("y ~ x", {{"estimator", Value::of(estimator)}, {"vcov", Value::of(vcov)}}),
          {slope(term, 1, promise, slack)}};
}

Estimator fixed() {
  return {"fe, iid",
          "fe",
          settings("y ~ x | unit", {{"vcov", Value::of("iid")}}),
          {slope("x", 1, Promise::holds)}};
}

Estimator tests(Promise hausman, Promise effects) {
  return {"panel-tests",
          "panel-tests",
          settings("y ~ x"),
          {test("hausman", hausman, 0.01),
           test("hausman_sigmamore", hausman, 0.01),
           test("mundlak", hausman, 0.02),
           test("mundlak_iid", hausman, 0.01),
           test("f_unit", effects),
           test("lm_unit", effects)}};
}

}  // namespace

std::vector<Design> choice_designs() {
  using enum Promise;
  return {
      {"d",
       "unit effects unrelated to the regressor",
       "60 units, 8 years, y = x + u_i + e. Every estimator is right; pooled and first differences "
       "need clusters; Hausman's test keeps its size.",
       units_and_errors({0}),
       {by("pooled", "iid", "x", fails),
        by("pooled", "cluster(unit)", "x", holds, 0.01),
        by("between", "iid", "x", holds),
        by("random", "iid", "x", holds, 0.01),
        by("random", "cluster(unit)", "x", holds, 0.01),
        by("fd", "iid", "x", none),
        by("fd", "cluster(unit)", "x", holds, 0.01),
        fixed(),
        tests(holds, fails)}},
      {"d",
       "unit effects correlated with the regressor",
       "The same with Corr(u_i, mean x) about 0.4. Only fixed effects and first differences are "
       "right; Hausman's test rejects.",
       units_and_errors({0.5}),
       {by("pooled", "cluster(unit)", "x", fails),
        by("between", "iid", "x", fails),
        by("random", "iid", "x", fails),
        by("fd", "cluster(unit)", "x", holds, 0.01),
        fixed(),
        tests(fails, fails)}},
  };
}

}  // namespace yugong::monte_carlo
