#include <cmath>

#include "experiment.hpp"

/// Specification tests: do they reject a true null in 5 % of the panels, and a false one in more?
namespace yugong::monte_carlo {
namespace {

struct Shape {
  int units = 60, periods = 20;
  double unit_effect = 0;  ///< standard deviation
  double year_effect = 0;  ///< standard deviation
  double persistence = 0;  ///< of the error
  double factor = 0;       ///< loading of a yearly factor in the error
  double spread = 0;       ///< of the log standard deviation of the units' errors
  double curvature = 0;    ///< of x^2
};

Draw drawn(const Shape& shape) {
  return [shape](Random& draws, std::uint64_t) {
    Rows rows({"unit", "year", "y", "x", "w"});
    std::vector<double> year(std::size_t(shape.periods)), factor(year.size());
    for (std::size_t t = 0; t < year.size(); ++t) {
      year[t] = shape.year_effect * draws.next_normal();
      factor[t] = draws.next_normal();
    }
    for (int i = 0; i < shape.units; ++i) {
      const double effect = shape.unit_effect * draws.next_normal();
      const double sd = std::exp(shape.spread * draws.next_normal());
      const double loading = shape.factor * (1 + 0.5 * draws.next_normal());
      Autoregression error(shape.persistence);
      for (std::size_t t = 0; t < year.size(); ++t) {
        const double x = draws.next_normal(), w = draws.next_normal();
        const double e = sd * error.next(draws) + loading * factor[t];
        const double y = x - 0.5 * w + shape.curvature * x * x + effect + year[t] + e;
        rows.add({double(i), double(t), y, x, w});
      }
    }
    return rows.panel();
  };
}

Estimator all(std::vector<Target> targets) {
  return {"panel-tests", "panel-tests", settings("y ~ x + w"), std::move(targets)};
}

}  // namespace

std::vector<Design> test_designs() {
  using enum Promise;
  return {
      {"f",
       "every null is true",
       "60 units, 20 years, y = x - 0.5 w + e, e independent of equal spread, no effects. The "
       "modified Wald test is known to reject too often in short panels.",
       drawn({}),
       {all({test("f_unit", holds),
             test("f_twoways", holds),
             test("lm_unit", holds, 0.01),
             test("lm_time", holds, 0.01),
             test("lm_twoways", holds, 0.02),
             test("honda", holds, 0.01),
             test("modified_wald", fails),
             test("serial", holds, 0.01),
             test("cd", holds, 0.01),
             test("cd_twoways", none),
             test("reset", holds)})}},
      {"f",
       "the same, 200 years",
       "60 units: the modified Wald test comes nearer to its size with the number of years.",
       drawn({.periods = 200}),
       {all({test("modified_wald", none)})}},
      {"f",
       "unit and year effects, nothing else",
       "Both of standard deviation 0.5: tests of effects reject. Year effects that are left out "
       "also "
       "move CD and the test of serial correlation, whose clusters are the units.",
       drawn({.unit_effect = 0.5, .year_effect = 0.5}),
       {all({test("f_unit", fails),
             test("f_twoways", fails),
             test("lm_unit", fails),
             test("lm_time", fails),
             test("lm_twoways", fails),
             test("honda", fails),
             test("hausman_sigmamore", none),
             test("cd", fails),
             test("serial", fails)}),
        {"with i(year)",
         "panel-tests",
         settings("y ~ x + w + i(year)"),
         {test("serial", holds, 0.02), test("lm_time", none)}}}},
      {"f",
       "errors correlated over time",
       "AR(1) with 0.3, unit effects.",
       drawn({.unit_effect = 0.5, .persistence = 0.3}),
       {all({test("serial", fails), test("cd", holds, 0.02)})}},
      {"f",
       "errors correlated across units",
       "A yearly factor with loading 0.5 (1 + 0.5 n_i).",
       drawn({.factor = 0.5}),
       {all({test("cd", fails)})}},
      {"f",
       "units of unequal spread",
       "Log standard deviations of the units with standard deviation 0.3.",
       drawn({.spread = 0.3}),
       {all({test("modified_wald", fails), test("serial", holds, 0.02)})}},
      {"f",
       "a curved relation",
       "0.1 x^2 left out of the model.",
       drawn({.curvature = 0.1}),
       {all({test("reset", fails)})}},
  };
}

}  // namespace yugong::monte_carlo
