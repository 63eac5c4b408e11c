#include <algorithm>
#include <cmath>

#include "golden.hpp"
#include <gtest/gtest.h>

#include "yugong/regression/tobit.hpp"
#include "yugong/regression/truncreg.hpp"

namespace yugong {
namespace {

using golden::Json;
using regression::LimitedModel;

Value limit_in(const Json& call, const std::string& key) {
  if (!call.contains(key)) return {};
  const Json& v = call.at(key);
  return v.is_string() ? Value::of(v.get<std::string>()) : Value::of(v.get<double>());
}

LimitedModel fitted(const data::Panel& panel, const Json& call) {
  std::string formula = call.at("y").get<std::string>() + " ~ 1";
  for (const Json& z : call.at("z")) formula += " + " + z.get<std::string>();
  if (call.at("fn") == "truncreg") {
    regression::truncreg::Options o;
    o.formula = formula;
    o.left = limit_in(call, "at");
    return regression::truncreg::fit(panel, o, Executor::serial()).models.front();
  }
  regression::tobit::Options o;
  o.formula = formula;
  o.left = limit_in(call, "left");
  o.right = limit_in(call, "right");
  return regression::tobit::fit(panel, o, Executor::serial()).models.front();
}

TEST(second_stage_parity, truncated_and_tobit_fits_of_the_case) {
  const golden::Lookup found = golden::find("frontier", "second-stage");
  if (!found.found) GTEST_SKIP() << "the case second-stage is not here";
  const Json& json = found.the_case.json;
  const data::Panel panel =
      data::Panel::make(golden::read_csv(found.the_case, json.at("data")), {});
  const double relative = json.at("tolerance").at("relative").get<double>();
  const double absolute = json.at("tolerance").at("absolute").get<double>();
  const auto near = [&](double got, double want, const std::string& what) {
    EXPECT_NEAR(got, want, absolute + relative * std::abs(want)) << what;
    // The maximum is reached far more closely than the case asks for.
    EXPECT_NEAR(got, want, 1e-9 * std::max(1.0, std::abs(want))) << what;
  };
  for (const Json& call : json.at("spec").at("calls")) {
    const auto name = call.at("as").get<std::string>();
    const Json& want = json.at("expected").at(name);

    const LimitedModel m = fitted(panel, call);

    // The case lists the constant first and sigma last.
    ASSERT_EQ(m.terms.size(), want.at("coef").size()) << name;
    const std::size_t slopes = m.slopes;
    for (std::size_t j = 0; j < m.terms.size(); ++j) {
      const std::size_t k = j == 0 ? slopes : j <= slopes ? j - 1 : j;
      near(m.estimates[k], want.at("coef").at(j).get<double>(), name + " " + m.terms[k]);
      near(m.std_errors[k], want.at("se").at(j).get<double>(), name + " se " + m.terms[k]);
    }
    near(m.loglik, want.at("loglik").at(0).get<double>(), name + " loglik");
    EXPECT_EQ(m.n, want.at("n").at(0).get<double>()) << name;
  }
}

}  // namespace
}  // namespace yugong
