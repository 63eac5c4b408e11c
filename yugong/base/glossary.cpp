#include "yugong/base/frame.hpp"

namespace yugong {

/// One row per name that may appear in tidy and glance of any result; the reference page is printed
/// from here.
const std::vector<GlossaryEntry>& glossary() {
  static const std::vector<GlossaryEntry> all = {
      {"term", "text", {"coefficient, indicator or variable", "系数、指标或变量名"}},
      {"outcome", "text", {"dependent variable", "被解释变量"}},
      {"component", "text", {"part of a result", "结果的组成部分"}},
      {"group", "text", {"subsample", "分组"}},
      {"estimate", "number", {"point estimate", "估计值"}},
      {"std_error", "number", {"standard error", "标准误"}},
      {"statistic", "number", {"test statistic", "统计量"}},
      {"p_value",
       "number",
       {"probability of a statistic at least as extreme under the null", "p 值"}},
      {"conf_low", "number", {"lower end of the confidence interval", "置信区间下限"}},
      {"conf_high", "number", {"upper end of the confidence interval", "置信区间上限"}},
      {"nobs", "count", {"observations used", "样本量"}},
      {"units", "count", {"units used", "个体数"}},
      {"periods", "count", {"periods used", "时期数"}},
      {"singletons", "count", {"singleton rows dropped", "剔除的单观测行数"}},
      {"r2", "number", {"R squared", "R²"}},
      {"r2_adj", "number", {"adjusted R squared", "调整 R²"}},
      {"r2_within", "number", {"within R squared", "组内 R²"}},
      {"r2_adj_within", "number", {"adjusted within R squared", "调整组内 R²"}},
      {"sigma", "number", {"root mean squared error", "残差标准差"}},
      {"rss", "number", {"residual sum of squares", "残差平方和"}},
      {"df_model", "count", {"slopes estimated", "模型自由度"}},
      {"df_resid", "number", {"residual degrees of freedom", "残差自由度"}},
      {"df_absorbed",
       "number",
       {"degrees of freedom taken by fixed effects", "固定效应占用的自由度"}},
      {"clusters", "count", {"clusters, smallest way", "聚类数"}},
      {"vcov", "text", {"covariance estimator", "协方差估计"}},
      {"convention", "text", {"software convention followed", "所遵循的软件惯例"}},
      {"loglik", "number", {"log likelihood", "对数似然"}},
      {"aic", "number", {"Akaike criterion", "AIC"}},
      {"bic", "number", {"Bayes criterion", "BIC"}},
      {"mean", "number", {"mean", "均值"}},
      {"sd", "number", {"standard deviation, divisor n - 1", "标准差"}},
      {"min", "number", {"minimum", "最小值"}},
      {"max", "number", {"maximum", "最大值"}},
      {"median", "number", {"median", "中位数"}},
      {"weight", "number", {"indicator weight; weights sum to one", "权重"}},
  };
  return all;
}

}  // namespace yugong
