#include "yugong/quantile/quantile_regression.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/regression/model_run.hpp"

namespace yugong::quantile::quantile_regression {
namespace {

[[noreturn]] void refuse(Text what, Text mend, const std::string& option) {
  Place p;
  p.path = option;
  throw Error(error("YG3191", std::move(what), std::move(mend), p));
}

std::vector<double> checked_quantiles(const Options& options) {
  std::vector<double> out = options.quantiles;
  for (const double tau : out) {
    if (tau > 0 && tau < 1) continue;
    const bool hundredths = tau >= 1 && tau < 100;
    const std::string written = text::round_trip(tau),
                      meant = hundredths ? text::round_trip(tau / 100) : "0.25";
    refuse({fmt::format("{} is no quantile: it lies between 0 and 1", written),
            fmt::format("{} 不是分位数：应在 0 与 1 之间", written)},
           {fmt::format("write {}", meant), fmt::format("请写 {}", meant)},
           "quantiles");
  }
  std::sort(out.begin(), out.end());
  if (const auto twice = std::adjacent_find(out.begin(), out.end()); twice != out.end())
    refuse({fmt::format("the quantile {} is listed twice", text::round_trip(*twice)),
            fmt::format("分位数 {} 重复", text::round_trip(*twice))},
           {"list each quantile once", "每个分位数只列一次"},
           "quantiles");
  return out;
}

void check(const regression::Formula& f, const QuantileSettings& settings) {
  regression::refuse_steps(f);
  if (!f.endogenous.empty())
    refuse({"quantile regression takes no instruments here", "此处的分位数回归不支持工具变量"},
           {"leave the last part of the formula out, or estimate the mean with iv",
            "请去掉公式的最后一部分，或用 iv 估计均值方程"},
           "formula");
  const bool dummies = settings.estimator == Estimator::pooled ||
                       settings.errors.kind == QuantileErrors::Kind::bootstrap;
  for (const regression::FixedEffect& fe : f.fixed_effects)
    if (!fe.slopes.empty() && dummies)
      refuse({fmt::format("'{}' has slopes by level, which are absorbed by mmqr with analytic "
                          "standard errors only",
                          fe.name),
              fmt::format("“{}”含分组斜率，仅 mmqr 与解析标准误支持", fe.name)},
             {"write estimator = \"mmqr\" and vcov = \"robust\" or cluster(a)",
              "请写 estimator = \"mmqr\" 与 vcov = \"robust\" 或 cluster(a)"},
             "formula");
}

struct Plan {
  regression::Formula formula;
  QuantileSettings settings;
};

Plan plan_of(const Options& options) {
  Plan out;
  out.formula = regression::parse_formula(options.formula, options.sets);
  QuantileSettings& s = out.settings;
  s.estimator = options.estimator;
  s.taus = checked_quantiles(options);
  s.errors = parse_errors(options.vcov, options.estimator);
  s.bandwidth = options.bandwidth;
  s.convention = options.convention;
  s.distribution = options.distribution;
  s.level = options.level;
  s.seed = options.seed;
  s.constant_in_model = out.formula.constant;
  check(out.formula, s);
  if (s.convention == Convention::mmqreg && s.estimator != Estimator::mmqr)
    refuse({"convention = \"mmqreg\" belongs to estimator = \"mmqr\"",
            "convention = \"mmqreg\" 仅用于 estimator = \"mmqr\""},
           {"leave it out", "请删去"},
           "convention");
  return out;
}

/// Columns named outside the formula.
std::vector<regression::Named> named_by(const QuantileErrors& errors) {
  std::vector<regression::Named> out = regression::named_columns(errors.vcov, "");
  for (const std::string& name : errors.resampled) out.emplace_back(name, "vcov");
  return out;
}

}  // namespace

Verb verb() {
  return {"quantile",
          {"quantile regression with fixed effects: quantiles via moments, Canay, pooled",
           "带固定效应的分位数回归：矩分位数（MM-QR）、Canay、混合"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Plan plan = plan_of(options);
  Fit out;
  out.formula = std::move(plan.formula);
  out.settings = std::move(plan.settings);
  regression::require_known(out.formula, named_by(out.settings.errors), panel.table().names());
  regression::DesignOptions design;
  design.clusters = out.settings.errors.vcov.clusters;
  // Rows without the variable to draw by leave the sample.
  if (!out.settings.errors.resampled.empty()) design.clusters = {out.settings.errors.resampled};
  for (const regression::Formula& one : regression::by_outcome(out.formula))
    out.models.push_back(
        estimate(panel, regression::make_design(panel, one, design), out.settings, executor));
  return out;
}

std::vector<std::string> uses(const Options& options) {
  const Plan plan = plan_of(options);
  return regression::columns_read(plan.formula, named_by(plan.settings.errors));
}

}  // namespace yugong::quantile::quantile_regression
