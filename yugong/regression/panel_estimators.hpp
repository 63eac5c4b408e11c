#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/regression/common_options.hpp"
#include "yugong/regression/fe.hpp"
#include "yugong/regression/panel_moments.hpp"

/// The panel estimators that are printed beside fixed effects:
///
///     pooled     y_it = c + x_it'b + e_it
///     between    means of the units
///     random     generalised least squares with u_i + e_it, Swamy and Arora (1972)
///     fd         D.y_it = D.x_it'b + D.e_it
///
/// Agrees with Stata's reg, xtreg be, xtreg re and reg D.(y x), and with plm. See
/// panel_estimators.md.
namespace yugong::regression::panel_estimators {

enum class Estimator { pooled, between, random, fd };

inline Names<Estimator> names_of(Estimator) {
  return {{"pooled", Estimator::pooled},
          {"between", Estimator::between},
          {"random", Estimator::random},
          {"re", Estimator::random},
          {"fd", Estimator::fd}};
}

struct Options {
  std::string formula;
  Estimator estimator = Estimator::random;
  std::string vcov = "iid";
  bool constant = false;
  std::optional<Distribution> distribution;
  double level = 0.95;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model without fixed effects, e.g. y ~ x1 + x2",
                "不含固定效应的模型公式，如 y ~ x1 + x2"})
            .required()
            .formula(),
        option("estimator",
               &Options::estimator,
               {"pooled, between, random or fd (first differences)",
                "估计方法：pooled 混合、between 组间、random 随机效应、fd 一阶差分"}),
        option("vcov",
               &Options::vcov,
               {"standard errors: iid, robust, hc0, cluster(a), cluster(a, b), cr0(a), dk(lags), "
                "nw(lags)",
                "标准误：iid、robust、hc0、cluster(a)、cluster(a, b)、cr0(a)、dk(滞后)、nw(滞后)"}),
        option("constant",
               &Options::constant,
               {"a constant in first differences (a trend in levels)",
                "一阶差分模型是否含常数项（对应水平方程的趋势）"}),
        option("distribution",
               &Options::distribution,
               {"reference distribution: t or normal; by default normal for random (as Stata), "
                "else t",
                "p 值所用分布：t 或 normal；默认随机效应为 normal（同 Stata），其余为 t"}),
        level_option<Options>(),
        sets_option<Options>()};
  }
};

struct Model {
  Design design;
  PanelRegression regression;
  std::optional<RandomEffects> random;
  std::vector<std::string> terms;
  Covariance covariance;
  std::vector<double> std_errors, statistics, p_values, conf_low, conf_high;
  std::vector<double> fitted, residuals;  ///< [rows of the design], at the levels; fd: differences
  double n = 0;
  double df_t = missing;
  double r2 = missing, r2_within = missing, r2_between = missing, r2_overall = missing;
  double f = missing, f_df = 0, f_p = missing;
  std::string vcov;
  std::vector<Problem> notes;
};

struct Fit {
  std::vector<Model> models;  ///< one per outcome
  Formula formula;
  Options options;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::regression::panel_estimators
