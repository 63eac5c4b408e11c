#include <cmath>
#include <string>
#include <vector>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/frontier/bootstrap.hpp"
#include "yugong/frontier/truncated_stage.hpp"

namespace yugong::frontier {

namespace {

using golden::Json;

struct Draws {
  std::vector<std::uint32_t> pick;
  std::vector<double> noise;
  GivenDraws given;
};

Draws read_draws(const golden::Case& c, const std::string& file) {
  const data::Table table = golden::read_csv(c, file);
  Draws draws;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    draws.pick.push_back(static_cast<std::uint32_t>(table.column("idx").numbers[i]) - 1);
    draws.noise.push_back(table.column("eps").numbers[i]);
  }
  draws.given.reps = static_cast<std::size_t>(table.column("rep").numbers.back());
  return draws;
}

Technology technology_of(const golden::Case& c) {
  const Json common = c.json["spec"]["common"];
  const data::Table table = golden::read_csv(c, c.json["data"].get<std::string>());
  Technology t;
  t.units = table.rows();
  for (const auto& [role, side] : {std::pair{"inputs", Side::input}, {"good", Side::good}})
    for (const std::string name : common[role]) {
      t.side.push_back(side);
      for (const double amount : table.column(name).numbers) t.value.push_back(amount);
    }
  return t;
}

class BootstrapParity : public testing::TestWithParam<std::string> {};

}  // namespace

TEST_P(BootstrapParity, reproduces_every_number_from_the_given_draws) {
  const golden::Lookup lookup = golden::find("frontier", "bootstrap-given-draws");
  if (!lookup.found) GTEST_SKIP() << "golden cases are not here";
  const golden::Case& c = lookup.the_case;
  Json call;
  for (const Json& candidate : c.json["spec"]["calls"])
    if (candidate["as"] == GetParam()) call = candidate;
  ASSERT_FALSE(call.is_null());
  Draws draws = read_draws(c, call["draws"]);
  draws.given.pick = draws.pick;
  draws.given.noise = draws.noise;
  Technology t = technology_of(c);
  t.returns = call["rts"] == "vrs" ? Returns::vrs : Returns::crs;
  Reference reference;
  for (std::uint32_t k = 0; k < t.units; ++k) reference.members.push_back(k);
  reference.evaluated = reference.members;
  BootstrapSettings settings;
  settings.alpha = call["alpha"];
  settings.bandwidth = call.value("h", missing);
  settings.given = &draws.given;

  const Bootstrapped b = bootstrap(t, reference, settings, Executor::serial());

  const Json expected = c.json["expected"][GetParam()];
  const double relative = c.json["tolerance"]["relative"];
  const double absolute = c.json["tolerance"]["absolute"];
  const auto near = [&](double value, const Json& wanted, const std::string& what) {
    EXPECT_NEAR(value, wanted.get<double>(), absolute + relative * std::abs(wanted.get<double>()))
        << what;
  };
  near(b.bandwidth, expected["h"][0], "h");
  for (std::size_t k = 0; k < t.units; ++k) {
    const std::string unit = " of unit " + std::to_string(k);
    near(1 / b.delta[k], expected["theta"][k], "theta" + unit);
    near(b.bias[k], expected["bias_delta"][k], "bias" + unit);
    near(1 / b.corrected[k], expected["theta_bc"][k], "corrected theta" + unit);
    near(1 / b.high[k], expected["ci_low"][k], "lower end" + unit);
    near(1 / b.low[k], expected["ci_high"][k], "upper end" + unit);
  }
}

TEST(SecondStageParity, leaves_out_efficient_rows_and_finds_the_maximum) {
  const golden::Lookup lookup = golden::find("frontier", "second-stage");
  if (!lookup.found) GTEST_SKIP() << "golden cases are not here";
  const golden::Case& c = lookup.the_case;
  const data::Table table = golden::read_csv(c, c.json["data"].get<std::string>());
  StageData data;
  data.delta = table.column("delta").numbers;
  data.p = 3;
  data.z.assign(table.rows(), 1.0);
  for (const char* name : {"z1", "z2"})
    for (const double z : table.column(name).numbers) data.z.push_back(z);

  const StageFit stage = fit_stage(data);

  const Json expected = c.json["expected"]["truncated"];
  ASSERT_EQ(stage.fit.status, numeric::LimitedStatus::converged);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(stage.beta[i], expected["coef"][i].get<double>(), 1e-8);
  EXPECT_NEAR(stage.sigma, expected["coef"][3].get<double>(), 1e-8);
  EXPECT_NEAR(stage.fit.loglik, expected["loglik"][0].get<double>(), 1e-8);
}

INSTANTIATE_TEST_SUITE_P(Case, BootstrapParity, testing::Values("vrs", "crs_h05"));

}  // namespace yugong::frontier
