#include <cmath>

#include "experiment.hpp"

/// Two-way fixed effects under errors of several kinds: which standard errors hold where.
namespace yugong::monte_carlo {
namespace {

constexpr const char* kModel = "y ~ x | unit + year";

Estimator with(const std::string& vcov, Promise promise, double slack = 0) {
  return {"fe, " + vcov,
          "fe",
          settings(kModel, {{"vcov", Value::of(vcov)}}),
          {slope("x", 1, promise, slack)}};
}

/// Serial correlation rho of regressor and error inside the unit; y = x + a_i + 0.1 t + e.
Draw within_units(int units, int periods, double rho) {
  return [=](Random& draws, std::uint64_t) {
    Rows rows({"unit", "year", "y", "x"});
    for (int i = 0; i < units; ++i) {
      const double effect = draws.next_normal();
      Autoregression regressor(rho), error(rho);
      for (int t = 0; t < periods; ++t) {
        const double x = 0.5 * effect + regressor.next(draws);
        rows.add({double(i), double(t), x + effect + 0.1 * t + error.next(draws), x});
      }
    }
    return rows.panel();
  };
}

/// Yearly factors in regressor and error with the same loadings: shocks that all units share.
data::Panel common_factor(Random& draws, std::uint64_t) {
  constexpr int units = 30, periods = 80;
  Rows rows({"unit", "year", "y", "x"});
  std::vector<double> f(periods), g(periods);
  for (int t = 0; t < periods; ++t) {
    f[std::size_t(t)] = draws.next_normal();
    g[std::size_t(t)] = draws.next_normal();
  }
  for (int i = 0; i < units; ++i) {
    const double effect = draws.next_normal(), loading = draws.next_normal();
    for (int t = 0; t < periods; ++t) {
      const double x = effect + loading * f[std::size_t(t)] + 0.5 * draws.next_normal();
      const double e = loading * g[std::size_t(t)] + 0.5 * draws.next_normal();
      rows.add({double(i), double(t), x + effect + e, x});
    }
  }
  return rows.panel();
}

/// Ten provinces of 2 to 11 cities; regressor and error move with the province.
data::Panel few_clusters(Random& draws, std::uint64_t) {
  constexpr int provinces = 10, periods = 10;
  Rows rows({"unit", "year", "prov", "y", "x"});
  for (int p = 0; p < provinces; ++p) {
    std::vector<double> x(periods), e(periods);
    Autoregression regressor(0.7), error(0.7);
    for (std::size_t t = 0; t < periods; ++t) {
      x[t] = regressor.next(draws);
      e[t] = error.next(draws);
    }
    for (int c = 0; c < p + 2; ++c) {
      const double effect = draws.next_normal();
      for (std::size_t t = 0; t < periods; ++t) {
        const double own = x[t] + 0.5 * draws.next_normal();
        const double noise = e[t] + 0.5 * draws.next_normal();
        rows.add({double(100 * p + c), double(t), double(p), own + effect + noise, own});
      }
    }
  }
  return rows.panel();
}

/// Independent errors whose spread grows with |x|; `grows` = 0: the textbook case.
Draw independent(double grows) {
  return [=](Random& draws, std::uint64_t) {
    Rows rows({"unit", "year", "y", "x"});
    for (int i = 0; i < 40; ++i) {
      const double effect = draws.next_normal();
      for (int t = 0; t < 10; ++t) {
        const double x = draws.next_normal();
        const double e = std::sqrt((1 - grows) + grows * x * x) * draws.next_normal();
        rows.add({double(i), double(t), x + effect + 0.1 * t + e, x});
      }
    }
    return rows.panel();
  };
}

/// Places on a square of about 2,000 km; regressor and error of a year are smooth fields.
data::Panel on_a_map(Random& draws, std::uint64_t) {
  constexpr int units = 400, periods = 6, centres = 240;
  constexpr double side = 20, reach = 0.8;  // degrees
  const auto place = [&] { return side * draws.next_uniform(); };
  std::vector<double> lat(units), lon(units), effect(units);
  for (std::size_t i = 0; i < units; ++i) {
    lat[i] = 30 + place();
    lon[i] = 105 + place();
    effect[i] = draws.next_normal();
  }
  std::vector<double> at_lat(centres), at_lon(centres);
  for (std::size_t c = 0; c < centres; ++c) {
    at_lat[c] = 30 + place();
    at_lon[c] = 105 + place();
  }
  Rows rows({"unit", "year", "lat", "lon", "y", "x"});
  for (int t = 0; t < periods; ++t) {
    std::vector<double> a(centres), b(centres);
    for (std::size_t c = 0; c < centres; ++c) {
      a[c] = draws.next_normal();
      b[c] = draws.next_normal();
    }
    for (std::size_t i = 0; i < units; ++i) {
      double x = 0.3 * draws.next_normal(), e = 0.3 * draws.next_normal();
      for (std::size_t c = 0; c < centres; ++c) {
        const double north = lat[i] - at_lat[c], east = lon[i] - at_lon[c];
        const double weight = std::exp(-(north * north + east * east) / (2 * reach * reach));
        x += weight * a[c];
        e += weight * b[c];
      }
      rows.add({double(i), double(t), lat[i], lon[i], x + effect[i] + 0.1 * t + e, x});
    }
  }
  return rows.panel();
}

}  // namespace

std::vector<Design> effects_designs() {
  using enum Promise;
  return {
      {"a",
       "independent errors of equal spread",
       "40 units, 10 years, y = x + unit + year + e. Every kind of error holds.",
       independent(0),
       {with("iid", holds),
        with("robust", holds),
        with("hc2", holds),
        with("hc3", holds, 0.01),
        with("cluster(unit)", holds, 0.01)}},
      {"a",
       "heteroskedastic errors",
       "As before, Var(e given x) = 0.1 + 0.9 x^2.",
       independent(0.9),
       {with("iid", fails),
        with("robust", holds, 0.01),
        with("hc2", holds, 0.01),
        with("hc3", holds, 0.01),
        with("cluster(unit)", holds, 0.02)}},
      {"a",
       "regressor and error correlated over time inside the unit",
       "60 units, 16 years, both AR(1) with 0.85. All errors that take rows as independent are too "
       "small.",
       within_units(60, 16, 0.85),
       {with("iid", fails),
        with("robust", fails),
        with("hc3", fails),
        with("nw(3)", none),
        with("dk(3)", none),
        with("cluster(unit)", holds, 0.01),
        with("cr2(unit, satterthwaite)", holds, 0.01),
        with("cr3(unit)", holds, 0.01),
        with("wild(unit, 499)", holds, 0.01),
        with("cluster(unit, year)", holds, 0.03)}},
      {"a",
       "shocks that all units share",
       "30 units, 80 years, x and e each with a yearly factor on the same loadings. Clusters by "
       "unit do not see them.",
       common_factor,
       {with("iid", fails),
        with("cluster(unit)", fails),
        with("cluster(year)", holds, 0.03),
        with("dk(2)", holds, 0.04),
        with("cluster(unit, year)", holds, 0.03)}},
      {"a",
       "ten provinces of unequal size",
       "65 cities in 10 provinces, 10 years; x and e move with the province. With few clusters the "
       "usual error and t(G - 1) cover too little.",
       few_clusters,
       {with("iid", fails),
        with("cluster(unit)", fails),
        with("cluster(prov)", none),
        with("cr2(prov, satterthwaite)", holds, 0.03),
        with("cr3(prov)", holds, 0.03),
        with("wild(prov, 499)", holds, 0.02)}},
      {"a",
       "errors correlated over space",
       "400 places on 2,000 x 2,000 km, 6 years; x and e are smooth fields drawn anew each year.",
       on_a_map,
       {with("iid", fails),
        with("cluster(unit)", fails),
        with("conley(250km, lat, lon)", holds, 0.04),
        with("conley(250km, lat, lon, bartlett)", none)}},
  };
}

}  // namespace yugong::monte_carlo
