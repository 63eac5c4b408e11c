#include "yugong/frontier/stochastic.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "yugong/base/random.hpp"
#include "yugong/frontier/stochastic_likelihood.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::frontier::stochastic {
namespace {

struct World {
  std::size_t units = 200;
  std::size_t periods = 5;
  Structure structure = Structure::pooled;
  Inefficiency inefficiency = Inefficiency::half_normal;
  double sign = 1;
  double su = 0.5, sv = 0.25;
  double mean = 0;   // of u before truncation
  double slope = 0;  // of that mean on z
  double eta = 0;
  bool gaps = false;
};

double truncated_normal(double mean, double sd, double uniform) {
  const double below = numeric::normal_cdf(-mean / sd);
  return mean + sd * numeric::normal_quantile(below + uniform * (1 - below));
}

/// y = 1 + 0.6 x1 + 0.3 x2 (+ a_i) + v - s u.
Data world(const World& w, std::uint64_t seed = 5) {
  Random draws(seed, Purpose::simulation);
  Data d;
  const bool fixed = w.structure == Structure::true_fixed;
  d.x.names =
      fixed ? std::vector<std::string>{"x1", "x2"} : std::vector<std::string>{"_cons", "x1", "x2"};
  d.x.values.resize(d.x.names.size());
  if (w.structure == Structure::effects) d.z = {{"_cons", "z"}, {{}, {}}};
  if (w.structure != Structure::effects && w.inefficiency == Inefficiency::truncated_normal)
    d.z = {{"_cons"}, {{}}};
  for (std::size_t i = 0; i < w.units; ++i) {
    const double own = draws.next_normal(), common = draws.next_uniform();
    for (std::size_t t = 0; t < w.periods; ++t) {
      const double x1 = draws.next_normal() + (fixed ? own : 0), x2 = draws.next_normal(),
                   z = draws.next_normal(), v = w.sv * draws.next_normal(),
                   uniform = draws.next_uniform(), keep = draws.next_uniform();
      double u = w.inefficiency == Inefficiency::exponential
                     ? -w.su * std::log(uniform)
                     : truncated_normal(w.mean + w.slope * z, w.su, uniform);
      const double since = static_cast<double>(t) - static_cast<double>(w.periods - 1);
      if (w.structure == Structure::decay)
        u = std::exp(-w.eta * since) * truncated_normal(w.mean, w.su, common);
      if (w.gaps && keep < 0.25) continue;
      d.y.push_back(1 + 0.6 * x1 + 0.3 * x2 + (fixed ? own : 0) + v - w.sign * u);
      const std::size_t first = fixed ? 0 : 1;
      if (first == 1) d.x.values[0].push_back(1);
      d.x.values[first].push_back(x1);
      d.x.values[first + 1].push_back(x2);
      if (!d.z.values.empty()) d.z.values[0].push_back(1);
      if (d.z.values.size() > 1) d.z.values[1].push_back(z);
      d.unit.push_back(static_cast<std::int32_t>(i));
      d.since.push_back(since);
    }
  }
  return d;
}

Settings settings(const World& w) {
  Settings s;
  s.structure = w.structure;
  s.inefficiency = w.inefficiency;
  s.sign = w.sign;
  return s;
}

Fit fitted(const World& w, std::uint64_t seed = 5) {
  return estimate(world(w, seed), settings(w));
}

double se(const Fit& f, std::size_t k) {
  return std::sqrt(f.covariance[k * f.parameters + k]);
}

/// The sample as it stands, for the likelihood without the estimation.
Sample raw(const Data& d) {
  Sample s;
  s.n = d.y.size();
  s.p = d.x.names.size();
  s.q = d.z.names.size();
  s.units = static_cast<std::size_t>(d.unit.back()) + 1;
  s.y = d.y;
  for (std::size_t i = 0; i < s.n; ++i) {
    for (const auto& c : d.x.values) s.x.push_back(c[i]);
    for (const auto& c : d.z.values) s.z.push_back(c[i]);
  }
  s.unit = d.unit;
  s.since = d.since;
  s.spread = 1;
  return s;
}

std::vector<World> worlds() {
  std::vector<World> out(5);
  out[1].inefficiency = Inefficiency::exponential;
  out[2].structure = Structure::effects;
  out[2].inefficiency = Inefficiency::truncated_normal;
  out[2].mean = 0.3;
  out[2].slope = 0.4;
  out[3].structure = Structure::decay;
  out[3].inefficiency = Inefficiency::truncated_normal;
  out[3].mean = 0.4;
  out[3].eta = 0.1;
  out[3].gaps = true;
  out[4].structure = Structure::true_fixed;
  return out;
}

/// Parameters near the truth, none at a special value.
std::vector<double> somewhere(const World& w, const Layout& layout, std::size_t p) {
  std::vector<double> at(layout.size, 0.1);
  for (std::size_t j = 0; j < p; ++j) at[j] = 0.4 + 0.2 * static_cast<double>(j);
  if (layout.eta > layout.delta) at[layout.delta] = 0.25;
  if (layout.has_eta) at[layout.eta] = 0.08;
  at[layout.log_su] = std::log(w.su) + 0.1;
  at[layout.log_sv] = std::log(w.sv) - 0.1;
  return at;
}

TEST(stochastic, repeats_the_example_of_the_method_page) {
  Sample s;
  s.n = s.units = 1;
  s.y = {-0.3};
  s.unit = {0};
  s.since = {0};
  s.spread = 1;
  const Settings set;
  const Likelihood likelihood(s, set);
  const std::vector<double> at = {std::log(0.4), std::log(0.2)};

  const Posterior p = likelihood.posteriors(at).front();

  EXPECT_NEAR(p.mean, 0.24, 1e-15);
  EXPECT_NEAR(p.sd * p.sd, 0.032, 1e-15);
  EXPECT_NEAR(likelihood.value(at), 0.25977488, 1e-8);
  const double r = p.mean / p.sd;
  EXPECT_NEAR(std::exp(-0.24 + 0.016) * numeric::normal_cdf(r - p.sd) / numeric::normal_cdf(r),
              0.77068,
              1e-5);
}

TEST(stochastic, likelihood_is_the_integral_over_inefficiency) {
  for (World w : worlds()) {
    w.units = 4;
    w.periods = 3;
    const Data d = world(w);
    const Sample s = raw(d);
    const Settings set = settings(w);
    const Likelihood likelihood(s, set);
    const Layout& layout = likelihood.layout();
    const std::vector<double> at = somewhere(w, layout, s.p);
    const double su = std::exp(at[layout.log_su]), sv = std::exp(at[layout.log_sv]);

    double expected = 0;
    const bool decay = w.structure == Structure::decay;
    for (std::size_t begin = 0, end = 0; begin < s.n; begin = end) {
      end = begin + 1;
      while (decay && end < s.n && d.unit[end] == d.unit[begin]) ++end;
      double mu = 0;
      for (std::size_t j = 0; j < s.q; ++j)
        mu += su * su * at[layout.delta + j] * s.z[begin * s.q + j];
      const auto joint = [&](double u) {  // density of the residuals and u
        double f = w.inefficiency == Inefficiency::exponential
                       ? std::exp(-u / su) / su
                       : std::exp(-0.5 * std::pow((u - mu) / su, 2)) / su / std::sqrt(2 * M_PI) /
                             numeric::normal_cdf(mu / su);
        for (std::size_t i = begin; i < end; ++i) {
          const double v = likelihood.residual(i, at) + likelihood.decay_of(i, at) * u;
          f *= std::exp(-0.5 * v * v / (sv * sv)) / sv / std::sqrt(2 * M_PI);
        }
        return f;
      };
      const int steps = 20000;
      const double widest = 12, h = widest / steps;
      double sum = joint(0) + joint(widest);
      for (int k = 1; k < steps; ++k) sum += (k % 2 == 0 ? 2 : 4) * joint(k * h);
      expected += std::log(sum * h / 3);
    }

    EXPECT_NEAR(likelihood.value(at), expected, 1e-8 * std::abs(expected));
  }
}

TEST(stochastic, derivatives_are_those_of_the_likelihood) {
  for (World w : worlds()) {
    w.units = 6;
    const Sample s = raw(world(w));
    const Settings set = settings(w);
    Likelihood likelihood(s, set);
    const Layout& layout = likelihood.layout();
    const std::vector<double> at = somewhere(w, layout, s.p);
    const auto along = [&](std::size_t j, double by) {
      std::vector<double> moved = at;
      moved[j] += by;
      return moved;
    };
    const auto gradient = [&](std::span<const double> where) {
      likelihood.differentiate(where);
      std::vector<double> out;
      for (std::size_t j = 0; j < layout.size; ++j) {
        std::vector<double> unit(layout.size, 0.0);
        unit[j] = 1;
        out.push_back(likelihood.slope(unit));
      }
      return out;
    };
    const std::vector<double> g = gradient(at);
    for (std::size_t j = 0; j < layout.size; ++j) {
      const double h = 1e-5;
      EXPECT_NEAR(g[j],
                  (likelihood.value(along(j, h)) - likelihood.value(along(j, -h))) / (2 * h),
                  1e-5 * (1 + std::abs(g[j])))
          << j;
    }
    // A Newton step solves (-H) step = g: check by the gradient's own differences.
    likelihood.differentiate(at);
    std::vector<double> step(layout.size);
    double damping = 0;
    if (!likelihood.solve(damping, step)) continue;
    std::vector<double> ahead = at, back = at;
    const double h = 1e-6;
    for (std::size_t j = 0; j < layout.size; ++j) {
      ahead[j] += h * step[j];
      back[j] -= h * step[j];
    }
    const std::vector<double> up = gradient(ahead), down = gradient(back);
    for (std::size_t j = 0; j < layout.size; ++j)
      EXPECT_NEAR((down[j] - up[j]) / (2 * h), g[j], 1e-4 * (1 + std::abs(g[j]))) << j;
  }
}

void expect_truth(const World& w, std::size_t units) {
  World large = w;
  large.units = units;
  const Fit f = fitted(large);
  ASSERT_EQ(f.status, Status::converged) << word(f.status);
  const std::size_t first = w.structure == Structure::true_fixed ? 0 : 1;
  EXPECT_NEAR(f.beta[first], 0.6, 3.5 * se(f, first));
  EXPECT_NEAR(f.beta[first + 1], 0.3, 3.5 * se(f, first + 1));
  if (first == 1) {
    EXPECT_NEAR(f.beta[0], 1, 3.5 * se(f, 0));
  }
  const std::size_t delta = f.beta.size();
  if (!f.delta.empty()) {
    EXPECT_NEAR(f.delta[0], w.mean, 3.5 * se(f, delta));
  }
  if (f.delta.size() > 1) {
    EXPECT_NEAR(f.delta[1], w.slope, 3.5 * se(f, delta + 1));
  }
  if (w.structure == Structure::decay) {
    EXPECT_NEAR(f.eta, w.eta, 3.5 * se(f, delta + f.delta.size()));
  }
  EXPECT_NEAR(std::log(f.sigma_u), std::log(w.su), 3.5 * se(f, f.parameters - 2));
  EXPECT_NEAR(std::log(f.sigma_v), std::log(w.sv), 3.5 * se(f, f.parameters - 1));
  EXPECT_LT(se(f, f.parameters - 2), 0.25);
}

TEST(stochastic, recovers_half_normal_exponential_and_truncated_truth) {
  World w;
  expect_truth(w, 1000);
  w.inefficiency = Inefficiency::exponential;
  expect_truth(w, 1000);
  w.inefficiency = Inefficiency::truncated_normal;
  w.mean = 0.6;
  expect_truth(w, 1500);
  World cost;
  cost.sign = -1;
  expect_truth(cost, 1000);
}

TEST(stochastic, recovers_battese_coelli_truth) {
  World w = worlds()[2];
  expect_truth(w, 1500);
  w = worlds()[3];
  expect_truth(w, 800);
  w.inefficiency = Inefficiency::half_normal;
  w.mean = 0;
  w.eta = -0.05;
  expect_truth(w, 800);
}

TEST(stochastic, recovers_true_fixed_effects_with_many_periods) {
  World w = worlds()[4];
  w.units = 40;
  w.periods = 100;
  const Fit f = fitted(w);
  ASSERT_EQ(f.status, Status::converged) << word(f.status);
  EXPECT_EQ(f.effect.size(), 40U);
  EXPECT_NEAR(f.beta[0], 0.6, 3.5 * se(f, 0));
  EXPECT_NEAR(f.sigma_u, w.su, 0.06);
  EXPECT_NEAR(f.sigma_v, w.sv, 0.03);
}

TEST(stochastic, true_fixed_effects_equal_dummies_in_the_pooled_model) {
  World w = worlds()[4];
  w.units = 12;
  w.periods = 20;
  const Data d = world(w);
  Data dummies = d;
  dummies.x = {{"_cons"}, {std::vector<double>(d.y.size(), 1.0)}};
  for (std::size_t j = 0; j < 2; ++j) dummies.x.values.push_back(d.x.values[j]);
  for (std::int32_t u = 1; u < 12; ++u) {
    std::vector<double> column;
    for (const std::int32_t i : d.unit) column.push_back(i == u ? 1 : 0);
    dummies.x.values.push_back(column);
  }
  dummies.x.names.resize(dummies.x.values.size());
  Settings pooled = settings(w);
  pooled.structure = Structure::pooled;

  const Fit a = estimate(d, settings(w)), b = estimate(dummies, pooled);

  ASSERT_EQ(a.status, Status::converged);
  EXPECT_NEAR(a.loglik, b.loglik, 1e-9 * std::abs(b.loglik));
  EXPECT_NEAR(a.loglik_ols, b.loglik_ols, 1e-9 * std::abs(b.loglik_ols));
  for (std::size_t j = 0; j < 2; ++j) {
    EXPECT_NEAR(a.beta[j], b.beta[j + 1], 1e-7);
    EXPECT_NEAR(se(a, j), se(b, j + 1), 1e-7);
  }
  EXPECT_NEAR(a.effect[0], b.beta[0], 1e-7);
  EXPECT_NEAR(a.effect[5], b.beta[0] + b.beta[7], 1e-7);
  EXPECT_NEAR(a.efficiency[30], b.efficiency[30], 1e-7);
  double sum = 0;
  for (const auto& score : a.score) sum += score[0];
  EXPECT_NEAR(sum, 0, 1e-6);
}

TEST(stochastic, scores_sum_to_zero_and_square_to_the_information) {
  for (World w : worlds()) {
    if (w.structure == Structure::true_fixed) continue;
    w.units = 800;
    const Fit f = fitted(w);
    ASSERT_EQ(f.status, Status::converged);
    for (std::size_t j = 0; j < f.parameters; ++j) {
      double sum = 0, square = 0;
      for (const auto& score : f.score) {
        sum += score[j];
        square += score[j] * score[j];
      }
      EXPECT_NEAR(sum / std::sqrt(square), 0, 1e-6);
      double product = 0;  // of V with the sum of squared scores: near the identity
      for (std::size_t k = 0; k < f.parameters; ++k)
        for (const auto& score : f.score)
          product += f.covariance[k * f.parameters + j] * score[k] * score[j];
      EXPECT_NEAR(product, 1, 0.25);
    }
  }
}

TEST(stochastic, efficiency_is_the_conditional_expectation) {
  for (World w : worlds()) {
    if (w.structure == Structure::decay) continue;
    w.units = 60;
    if (w.structure == Structure::true_fixed) w.periods = 20;
    const Data d = world(w);
    const Fit f = estimate(d, settings(w));
    ASSERT_EQ(f.status, Status::converged) << word(f.status);
    for (const std::size_t i : {std::size_t{0}, std::size_t{7}, std::size_t{50}}) {
      double mu = 0;
      for (std::size_t j = 0; j < f.delta.size(); ++j) mu += f.delta[j] * d.z.values[j][i];
      double mass = 0, first = 0, exponential = 0, below = 0, above = 0;
      for (int k = 0; k < 100000; ++k) {
        const double u = (k + 0.5) * 1e-4, v = f.residual[i] + u;
        const double density =
            std::exp(-0.5 * v * v / (f.sigma_v * f.sigma_v)) *
            (w.inefficiency == Inefficiency::exponential
                 ? std::exp(-u / f.sigma_u)
                 : std::exp(-0.5 * (u - mu) * (u - mu) / (f.sigma_u * f.sigma_u)));
        mass += density;
        first += u * density;
        exponential += std::exp(-u) * density;
        if (std::exp(-u) < f.low[i]) below += density;
        if (std::exp(-u) > f.high[i]) above += density;
      }
      EXPECT_NEAR(f.inefficiency[i], first / mass, 1e-6);
      EXPECT_NEAR(f.efficiency[i], exponential / mass, 1e-6);
      EXPECT_NEAR(below / mass, 0.025, 1e-3);
      EXPECT_NEAR(above / mass, 0.025, 1e-3);
    }
  }
}

TEST(stochastic, efficiency_over_time_follows_from_that_of_the_unit) {
  World w = worlds()[3];
  const Data d = world(w);
  const Fit f = estimate(d, settings(w));
  ASSERT_EQ(f.status, Status::converged) << word(f.status);

  for (std::size_t i = 1; i < d.y.size(); ++i) {
    if (d.unit[i] != d.unit[i - 1]) continue;
    EXPECT_NEAR(f.inefficiency[i] / f.inefficiency[i - 1],
                std::exp(-f.eta * (d.since[i] - d.since[i - 1])),
                1e-10);
    EXPECT_GT(f.efficiency[i], f.efficiency[i - 1]);  // eta is positive: units catch up
    EXPECT_LT(f.low[i], f.efficiency[i]);
    EXPECT_GT(f.high[i], f.efficiency[i]);
  }
}

TEST(stochastic, wrong_skewness_gives_least_squares) {
  World w;
  w.sign = -1;  // data of a cost frontier, estimated as production
  const Data d = world(w);
  Settings s = settings(w);
  s.sign = 1;

  const Fit f = estimate(d, s);

  EXPECT_GT(f.skewness, 0);
  EXPECT_EQ(f.status, Status::no_inefficiency) << word(f.status);
  EXPECT_EQ(f.loglik, f.loglik_ols);
  EXPECT_EQ(f.sigma_u, 0);
  EXPECT_EQ(f.efficiency[3], 1);
  EXPECT_NEAR(f.beta[1], 0.6, 4 * se(f, 1));
}

TEST(stochastic, wrong_skewness_is_found_under_every_distribution) {
  World w;
  w.sign = -1;
  for (const Inefficiency kind : {Inefficiency::exponential, Inefficiency::truncated_normal}) {
    Data d = world(w);
    Settings s = settings(w);
    s.sign = 1;
    s.inefficiency = kind;
    if (kind == Inefficiency::truncated_normal)
      d.z = {{"_mu"}, {std::vector<double>(d.y.size(), 1.0)}};

    const Fit f = estimate(d, s);

    EXPECT_EQ(f.status, Status::no_inefficiency) << word(f.status);
    EXPECT_EQ(f.efficiency[3], 1);
  }
}

TEST(stochastic, says_when_a_truncated_normal_runs_to_its_exponential_limit) {
  Data d = world({600, 5});
  Random draws(9, Purpose::simulation);  // a tail longer than that of an exponential
  for (std::size_t i = 0; i < d.y.size(); ++i)
    d.y[i] = d.x.values[1][i] + 0.2 * draws.next_normal() -
             0.5 * std::pow(-std::log(draws.next_uniform()), 1.5);
  d.z = {{"_mu"}, {std::vector<double>(d.y.size(), 1.0)}};
  Settings s;
  s.inefficiency = Inefficiency::truncated_normal;

  EXPECT_EQ(estimate(d, s).status, Status::no_maximum) << word(estimate(d, s).status);

  s.inefficiency = Inefficiency::exponential;
  d.z = {};
  EXPECT_EQ(estimate(d, s).status, Status::converged);
}

TEST(stochastic, cost_is_production_of_the_negatives) {
  World w;
  w.sign = -1;
  const Data d = world(w);
  Data negative = d;
  for (double& y : negative.y) y = -y;
  for (auto& column : negative.x.values)
    for (double& x : column) x = -x;
  Settings production = settings(w);
  production.sign = 1;

  const Fit a = estimate(d, settings(w)), b = estimate(negative, production);

  EXPECT_NEAR(a.loglik, b.loglik, 1e-9);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(a.beta[j], b.beta[j], 1e-8);
  EXPECT_NEAR(a.efficiency[9], b.efficiency[9], 1e-9);
}

TEST(stochastic, does_not_depend_on_units_of_measure_of_regressors) {
  World w = worlds()[2];
  const Data d = world(w);
  Data other = d;
  for (double& x : other.x.values[1]) x = 1e6 * x + 3e6;
  for (double& z : other.z.values[1]) z = 1e-4 * z;

  const Fit a = estimate(d, settings(w)), b = estimate(other, settings(w));

  ASSERT_EQ(a.status, Status::converged);
  EXPECT_NEAR(a.loglik, b.loglik, 1e-8);
  EXPECT_NEAR(b.beta[1] * 1e6, a.beta[1], 1e-8);
  EXPECT_NEAR(se(b, 1) * 1e6, se(a, 1), 1e-8);
  EXPECT_NEAR(b.delta[1] * 1e-4, a.delta[1], 1e-7);
  EXPECT_NEAR(a.efficiency[17], b.efficiency[17], 1e-8);
}

TEST(stochastic, leaves_out_collinear_columns) {
  World w;
  Data d = world(w);
  d.x.names.emplace_back("x1 + x2");
  d.x.values.emplace_back();
  for (std::size_t i = 0; i < d.y.size(); ++i)
    d.x.values.back().push_back(d.x.values[1][i] + d.x.values[2][i]);

  const Fit f = estimate(d, settings(w));

  EXPECT_EQ(f.x_kept, (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_NEAR(f.loglik, fitted(w).loglik, 1e-9);
}

TEST(stochastic, mixed_chi_square_has_the_printed_critical_values) {
  // Kodde and Palm (1986), table: upper 5 and 1 per cent, one restriction on the boundary.
  const double five[] = {2.706, 5.138, 7.045, 8.761, 10.371};
  const double one[] = {5.412, 8.273, 10.501, 12.483, 14.325};
  for (int q = 1; q <= 5; ++q) {
    EXPECT_NEAR(mixed_chi2_quantile(0.95, q), five[q - 1], 1e-3);
    EXPECT_NEAR(mixed_chi2_quantile(0.99, q), one[q - 1], 1.1e-3);
  }
  EXPECT_EQ(mixed_chi2_upper(0, 2), 1);
}

}  // namespace
}  // namespace yugong::frontier::stochastic
