#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/base/result.hpp"

/// Small results made by hand, for the tests of this room.
namespace yugong::report::sample {

struct Estimate {
  std::string term;
  double estimate = 0;
  double std_error = 1;
  double p_value = 1;
};

/// A result with `rows` observations and within R²; the t statistic is estimate over standard
/// error.
inline Result result(std::string id,
                     std::string formula,
                     const std::vector<Estimate>& estimates,
                     double rows,
                     double r2_within) {
  Result made;
  made.id = std::move(id);
  made.kind = "fe";
  made.formula = std::move(formula);
  std::vector<std::string> terms;
  std::vector<double> b, se, t, p, low, high;
  for (const Estimate& e : estimates) {
    terms.push_back(e.term);
    b.push_back(e.estimate);
    se.push_back(e.std_error);
    t.push_back(e.estimate / e.std_error);
    p.push_back(e.p_value);
    low.push_back(e.estimate - 1.96 * e.std_error);
    high.push_back(e.estimate + 1.96 * e.std_error);
  }
  made.tidy.add("term", terms)
      .add("estimate", b)
      .add("std_error", se)
      .add("statistic", t)
      .add("p_value", p);
  made.tidy.add("conf_low", low).add("conf_high", high);
  made.glance.put("nobs", rows)
      .put("r2", 0.9)
      .put("r2_within", r2_within)
      .put("vcov", std::string("iid"));
  return made;
}

/// The two columns of a benchmark table: without and with controls.
inline Result base1() {
  return result("base1",
                "CEE ~ NQP | city + year",
                {{"NQP", 0.25514, 0.1078, 0.0183}, {"_cons", 0.3361, 0.01705, 0.0001}},
                504,
                0.3741);
}

inline Result base2() {
  return result("base2",
                "CEE ~ NQP + OPEN + POP | city + year",
                {{"NQP", 0.2301874, 0.1149, 0.0458},
                 {"OPEN", -0.0002, 0.01, 0.9841},
                 {"POP", 0.3, 0.2, 0.13},
                 {"_cons", 0.5321, 0.7548, 0.481}},
                504,
                0.4251);
}

}  // namespace yugong::report::sample
