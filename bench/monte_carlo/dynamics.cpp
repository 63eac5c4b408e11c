#include "experiment.hpp"
#include <fmt/format.h>

/// A dynamic panel at the sizes of two papers: 36 cities with 13 usable years, 242 with 11.
namespace yugong::monte_carlo {
namespace {

struct Shape {
  int units, periods;
  double lag;
};

constexpr double kSlope = 0.5;

/// y = lag L.y + 0.5 x + u_i + e, x strictly exogenous given the unit, AR(1) with 0.5.
Draw dynamic(const Shape& shape) {
  return [shape](Random& draws, std::uint64_t) {
    Rows rows({"unit", "year", "y", "x"});
    constexpr int burn = 40;
    for (int i = 0; i < shape.units; ++i) {
      const double effect = (1 - shape.lag) * draws.next_normal();
      double y = effect / (1 - shape.lag);
      Autoregression regressor(0.5);
      for (int t = -burn; t < shape.periods; ++t) {
        const double x = 0.5 * effect + regressor.next(draws);
        y = shape.lag * y + kSlope * x + effect + draws.next_normal();
        if (t >= 0) rows.add({double(i), double(t), y, x});
      }
    }
    return rows.panel();
  };
}

struct Kind {
  Promise lag, slope;
  double slack = 0;
};

std::vector<Target> both(const Shape& shape, const Kind& kind) {
  return {slope("L.y", shape.lag, kind.lag, kind.slack),
          slope("x", kSlope, kind.slope, kind.slack)};
}

Estimator static_model(const std::string& name,
                       const std::string& formula,
                       const Shape& shape,
                       const Kind& kind) {
  return {name, "fe", settings(formula, {{"vcov", Value::of("cluster(unit)")}}), both(shape, kind)};
}

Estimator moments(const std::string& name, std::vector<Setting> set, std::vector<Target> targets) {
  return {name, "gmm", settings("y ~ L.y + x", std::move(set)), std::move(targets)};
}

Estimator corrected(const std::string& initial, const Shape& shape, const Kind& kind) {
  return {
      "lsdvc, from " + initial,
      "lsdvc",
      settings("y ~ L.y + x", {{"initial", Value::of(initial)}, {"replications", Value::of(20)}}),
      both(shape, kind)};
}

std::vector<Target> with_tests(std::vector<Target> targets, Promise promise, double slack) {
  targets.push_back(test("ar2", promise, slack));
  targets.push_back(test("hansen", promise, slack));
  return targets;
}

Design design(const Shape& shape) {
  using enum Promise;
  const Value all = Value::of("y, lag(2 .)"), few = Value::of("y, lag(2 4) collapse"),
              exogenous = Value::of("x, eq(diff)"), two = Value::of(2), one = Value::of(1),
              difference = Value::of("difference"), usual = Value::of("conventional");
  const bool large = shape.units > 100;
  const double slack = large ? 0.03 : 0.06;
  const auto kind = [&](Promise lag) { return Kind{lag, holds, slack}; };
  std::vector<Estimator> list = {
      static_model("pooled", "y ~ L.y + x", shape, {fails, none}),
      static_model("within (fe)", "y ~ L.y + x | unit", shape, {fails, none}),
      corrected("bb", shape, kind(none)),
      moments("Anderson-Hsiao, levels",
              {{"estimator", Value::of("anderson-hsiao")}},
              both(shape, kind(holds))),
      moments("Anderson-Hsiao, differences",
              {{"estimator", Value::of("anderson-hsiao-difference")}},
              both(shape, kind(holds))),
      moments("difference, one step, all lags",
              {{"gmm", all}, {"iv", exogenous}, {"equation", difference}, {"steps", one}},
              both(shape, kind(none))),
      moments("difference, one step, collapsed",
              {{"gmm", few}, {"iv", exogenous}, {"equation", difference}, {"steps", one}},
              both(shape, kind(holds))),
      moments("difference, two steps, collapsed",
              {{"gmm", few}, {"iv", exogenous}, {"equation", difference}, {"steps", two}},
              with_tests(both(shape, kind(holds)), holds, slack)),
      moments("system, one step, collapsed",
              {{"gmm", few}, {"iv", exogenous}, {"steps", one}},
              both(shape, kind(holds))),
      moments("system, two steps, collapsed",
              {{"gmm", few}, {"iv", exogenous}, {"steps", two}},
              with_tests(both(shape, kind(holds)), holds, slack)),
      moments("the same, conventional errors",
              {{"gmm", few}, {"iv", exogenous}, {"steps", two}, {"errors", usual}},
              both(shape, {none, none})),
  };
  if (large) {
    list.push_back(moments("system, two steps, all lags",
                           {{"gmm", all}, {"iv", exogenous}, {"steps", two}},
                           with_tests(both(shape, kind(none)), none, slack)));
    list.push_back(moments("the same, conventional errors ",
                           {{"gmm", all}, {"iv", exogenous}, {"steps", two}, {"errors", usual}},
                           both(shape, {fails, fails})));
  }
  return {"c",
          fmt::format("{} units, {} years, persistence {}", shape.units, shape.periods, shape.lag),
          fmt::format("y = {} L.y + 0.5 x + unit + e, x exogenous, the first year in the "
                      "stationary state.",
                      shape.lag),
          dynamic(shape),
          std::move(list)};
}

}  // namespace

std::vector<Design> dynamic_designs() {
  std::vector<Design> out;
  for (const double lag : {0.5, 0.8})
    for (const Shape& shape : {Shape{36, 14, lag}, Shape{242, 12, lag}})
      out.push_back(design(shape));
  return out;
}

}  // namespace yugong::monte_carlo
