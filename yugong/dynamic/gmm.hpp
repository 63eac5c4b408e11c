#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "yugong/base/common_options.hpp"
#include "yugong/base/method.hpp"
#include "yugong/dynamic/dynamic_model.hpp"
#include "yugong/regression/common_options.hpp"

namespace yugong::dynamic::gmm {

/// Which instruments: those given, or those of Anderson and Hsiao (1982).
enum class Estimator { gmm, anderson_hsiao, anderson_hsiao_difference };

inline Names<Estimator> names_of(Estimator) {
  return {{"gmm", Estimator::gmm},
          {"anderson-hsiao", Estimator::anderson_hsiao},
          {"anderson-hsiao-difference", Estimator::anderson_hsiao_difference}};
}

}  // namespace yugong::dynamic::gmm

/// Dynamic panel models by the generalised method of moments: difference GMM (Arellano and Bond
/// 1991) and system GMM (Arellano and Bover 1995, Blundell and Bond 1998).
///
///     y_it = a y_i,t-1 + x_it' b + u_i + e_it,     b = argmin (sum Z_i'e_i)' A (sum Z_i'e_i)
///
/// with Z_i the instruments of unit i, block by block, and A the weight of the first or second
/// step. Out: slopes, covariance (Windmeijer 2005 after two steps), AR tests, Sargan, Hansen and
/// difference-in-Hansen tests. Instruments, weights and tests follow xtabond2 3.7; gmm.md says how
/// to get what other programs print. Refuses in words: a panel without time, too few periods, fewer
/// instruments than regressors, instruments that identify nothing.
namespace yugong::dynamic::gmm {

struct Options {
  std::string formula;
  Value gmm;
  Value iv;
  Equation equation = Equation::both;
  Transform transform = Transform::fd;
  int steps = 2;
  std::string errors = "robust";
  int h = 3;
  bool small = false;
  bool collapse = false;
  std::optional<Equation> dummies;
  Estimator estimator = Estimator::gmm;
  int ar = 2;
  bool force = false;
  double level = 0.95;
  std::map<std::string, std::vector<std::string>> sets;

  static auto described() {
    return std::tuple{
        option("formula",
               &Options::formula,
               {"model with its lags written out, e.g. n ~ L.n + w + k | year; | year adds time "
                "dummies",
                "模型公式，滞后项需写出，如 n ~ L.n + w + k | year；| year 加入时间虚拟变量"})
            .required()
            .formula(),
        option("gmm",
               &Options::gmm,
               {"gmm-style instruments, e.g. 'L.n, lag(1 3) collapse; w, endogenous', or { vars = "
                "[\"L.n\"], lags = [1, 3], collapse = true }",
                "GMM 式工具变量，如 'L.n, lag(1 3) collapse; w, endogenous'，或 { vars = "
                "[\"L.n\"], lags = [1, 3], collapse = true }"}),
        option("iv",
               &Options::iv,
               {"iv-style instruments, e.g. 'k, eq(level)', or { vars = [\"k\"], equation = "
                "\"level\" }",
                "IV 式工具变量，如 'k, eq(level)'，或 { vars = [\"k\"], equation = \"level\" }"}),
        option("equation",
               &Options::equation,
               {"both: system GMM; difference: difference GMM; level: level equation alone",
                "both：系统 GMM；difference：差分 GMM；level：仅水平方程"}),
        option("transform",
               &Options::transform,
               {"first differences (fd) or forward orthogonal deviations (fod)",
                "一阶差分 fd，或前向正交离差 fod"}),
        option("steps", &Options::steps, {"one or two steps", "一步或两步估计"})
            .at_least(1)
            .at_most(2),
        option("errors",
               &Options::errors,
               {"standard errors: robust (Windmeijer after two steps), conventional, cluster(a)",
                "标准误：robust（两步时为 Windmeijer 修正）、conventional、cluster(a)"}),
        option("h",
               &Options::h,
               {"weight of the first step, as h() of xtabond2", "一步权重矩阵，同 xtabond2 的 h()"})
            .at_least(1)
            .at_most(3),
        option("small",
               &Options::small,
               {"small-sample factor, t and F in place of normal and chi2",
                "小样本修正，使用 t 与 F 分布"}),
        option("collapse",
               &Options::collapse,
               {"collapse the instruments of every gmm group", "折叠全部 GMM 式工具变量"}),
        option("dummies",
               &Options::dummies,
               {"equation in which time dummies are instruments; level where there is one",
                "时间虚拟变量作为工具变量进入的方程；有水平方程时默认 level"}),
        option("estimator",
               &Options::estimator,
               {"gmm, or Anderson and Hsiao's single instrument in levels or differences",
                "gmm，或 Anderson-Hsiao 的水平或差分单一工具变量"}),
        option("ar", &Options::ar, {"highest order of the AR tests", "AR 检验的最高阶数"})
            .at_least(0)
            .at_most(50),
        option("force",
               &Options::force,
               {"report two steps also with more instruments than units",
                "工具变量多于个体时仍报告两步估计"}),
        level_option<Options>(),
        regression::sets_option<Options>()};
  }
};

struct Fit {
  DynamicModel model;
  regression::Formula formula;
  Options options;
  std::string unit;  ///< column of the units
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::dynamic::gmm
