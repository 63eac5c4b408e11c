#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/limited_run.hpp"

/// Truncated regression by maximum likelihood: rows are in the sample only when their outcome lies
/// strictly between the limits.
///
///     y = x'b + e,  e ~ N(0, s^2),  seen only where left < y < right
///
/// Rows at or beyond a limit are left out, counted and named. Out: as tobit. Refuses in words: no
/// limit, no row between the limits, a likelihood without a maximum. Source: Amemiya (1973);
/// Hausman and Wise (1977); Orme (1989). Agrees with: Stata truncreg, R truncreg 0.2-5 (whose
/// default stopping rule leaves the coefficients up to 2e-5 from the maximum). See truncreg.md.
namespace yugong::regression::truncreg {

struct Options {
  std::string formula;
  Value left;
  Value right;
  std::string vcov = "iid";
  std::string weights;
  WeightKind weight_kind = WeightKind::analytic;
  Distribution distribution = Distribution::normal;
  double level = 0.95;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model, e.g. delta ~ z1 + z2; fixed effects after | enter as dummies",
                "模型公式，如 delta ~ z1 + z2；| 之后的固定效应以虚拟变量进入"})
            .required()
            .formula(),
        option("left",
               &Options::left,
               {"truncation from below: a number or a column; rows at or below are left out",
                "左截断点：数值或变量名；不高于该点的观测不使用"}),
        option("right",
               &Options::right,
               {"truncation from above: a number or a column; rows at or above are left out",
                "右截断点：数值或变量名；不低于该点的观测不使用"}),
        option("vcov",
               &Options::vcov,
               {"standard errors: iid (observed information), robust, hc0, cluster(a), cr0(a)",
                "标准误：iid（观测信息阵）、robust、hc0、cluster(a)、cr0(a)"}),
        weights_option<Options>(),
        weight_kind_option<Options>(),
        option(
            "distribution",
            &Options::distribution,
            {"reference distribution of the p values: t or normal", "p 值所用分布：t 或 normal"}),
        level_option<Options>(),
        sets_option<Options>()};
  }
};

using Fit = LimitedRun;

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::regression::truncreg
