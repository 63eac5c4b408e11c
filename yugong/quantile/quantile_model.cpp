#include "yugong/quantile/quantile_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/quantile/estimation.hpp"
#include "yugong/regression/linear_model.hpp"

namespace yugong::quantile {
namespace {

using Kind = QuantileErrors::Kind;

std::string percent(double share) {
  return text::fixed(100 * share, 1) + " %";
}

}  // namespace

/// A linear model on the same sample says which regressors have a slope, and why not.
void Estimation::prepare() {
  regression::LinearSettings how;
  how.convention = regression::convention("reghdfe");
  how.constant_in_model = set_.constant_in_model;
  if (set_.errors.kind == Kind::cluster) how.vcov = set_.errors.vcov;
  regression::AbsorptionCache cache;
  regression::LinearModel m =
      regression::estimate(panel_, std::move(out_.design), how, executor_, cache);
  out_.design = std::move(m.design);
  out_.notes = std::move(m.notes);
  out_.n = m.n;
  out_.slopes = m.slopes;
  out_.terms = std::move(m.terms);
  // Effects have a mean, which quantiles need also where the location's is not asked for.
  if (!out_.design.effects.empty() && out_.terms.size() == out_.slopes)
    out_.terms.emplace_back("_cons");
  out_.df_absorbed = static_cast<double>(m.df_absorbed);
  charged_ = static_cast<double>(m.clustered.charged);
  out_.groups = m.groups;
  const regression::Design& d = out_.design;
  rows_.y = d.y;
  rows_.effects = d.effects;
  rows_.constant = set_.constant_in_model;
  rows_.x = Matrix(d.rows.size(), 0);
  for (std::size_t k = 0; k < out_.slopes; ++k) {
    const auto at = std::find(d.names.begin(), d.names.end(), out_.terms[k]) - d.names.begin();
    const auto column = d.x.column(static_cast<std::size_t>(at));
    rows_.x.values.insert(rows_.x.values.end(), column.begin(), column.end());
    ++rows_.x.cols;
  }
  out_.fitted = Matrix(d.rows.size(), set_.taus.size());
}

void Estimation::warn_of_extremes() {
  std::vector<double> outer = {set_.taus.front()};
  if (set_.taus.size() > 1) outer.push_back(set_.taus.back());
  for (const double tau : outer) {
    const double beyond = out_.n * std::min(tau, 1 - tau);
    const auto needed = static_cast<double>(out_.terms.size() + 5);
    if (beyond >= needed) continue;
    out_.notes.push_back(warning(
        "YG3199",
        {fmt::format("only {} of {} rows lie beyond the {} quantile: estimates and standard "
                     "errors there are unreliable",
                     text::fixed(beyond, 0),
                     text::fixed(out_.n, 0),
                     text::round_trip(tau)),
         fmt::format("{} 行中仅约 {} 行位于 {} 分位数之外，该处的估计与标准误不可靠",
                     text::fixed(out_.n, 0),
                     text::fixed(beyond, 0),
                     text::round_trip(tau))},
        {"choose quantiles nearer to the middle", "请选择更靠近中间的分位数"}));
  }
}

/// Checks that need the fitted scale.
void Estimation::look_at_scale(const LocationScale& fit) {
  out_.not_positive = fit.not_positive;
  if (fit.not_positive == 0) return;
  const double share = static_cast<double>(fit.not_positive) / out_.n;
  const Text what{fmt::format("the fitted scale is not positive in {} of {} rows ({})",
                              fit.not_positive,
                              text::fixed(out_.n, 0),
                              percent(share)),
                  fmt::format("共 {} 行，其中 {} 行（{}）的拟合尺度不为正",
                              text::fixed(out_.n, 0),
                              fit.not_positive,
                              percent(share))};
  if (share > most_not_positive)
    throw Error(error("YG3193",
                      {what.en + ": the location-scale model does not describe these data",
                       what.zh + "：位置—尺度模型不适用于这些数据"},
                      {"use logarithms, fewer regressors or effects, or estimator = \"canay\"",
                       "请取对数、减少解释变量或固定效应，或改用 estimator = \"canay\""}));
  out_.notes.push_back(
      warning("YG3192",
              {what.en + "; quantiles cross there", what.zh + "；这些行的分位数会交叉"},
              {"use logarithms or fewer regressors, and compare with estimator = \"canay\"",
               "请取对数或减少解释变量，并与 estimator = \"canay\" 比较"}));
}

void Estimation::moments() {
  LocationScaleParts parts;
  const LocationScale fit =
      location_scale(rows_, executor_, set_.errors.kind == Kind::bootstrap ? nullptr : &parts);
  look_at_scale(fit);
  out_.location = fit.location;
  out_.scale = fit.scale;
  out_.q = fit.quantiles(set_.taus);
  out_.estimates = slopes_at(fit, out_.q);
  for (std::size_t t = 0; t < set_.taus.size(); ++t) {
    out_.density.push_back(density_at(fit.sorted, set_.taus[t], set_.bandwidth));
    for (std::size_t i = 0; i < rows_.count(); ++i)
      out_.fitted(i, t) = rows_.y[i] - fit.e[i] + out_.q[t] * fit.sigma[i];
  }
  if (set_.errors.kind != Kind::bootstrap) moment_covariance(fit, parts);
  warn_of_short_panels();
}

void Estimation::warn_of_short_panels() {
  for (const regression::Factor& f : rows_.effects) {
    const double per_level = out_.n / f.levels;
    if (f.levels <= 10 * per_level || f.levels < 30) continue;
    out_.notes.push_back(note(
        "YG3197",
        {fmt::format("{} {} levels with {} rows each on average: quantile effects in panels that "
                     "short are biased by an order of 1/T, which standard errors leave out",
                     f.levels,
                     f.name,
                     text::fixed(per_level, 1)),
         fmt::format("“{}”有 {} 组，平均每组 {} "
                     "行：如此短的面板中分位数效应存在 1/T 阶偏误，标准误未予反映",
                     f.name,
                     f.levels,
                     text::fixed(per_level, 1))},
        {"levels over rows per level should be at most about 10 (Machado and Santos Silva 2019)",
         "组数与每组行数之比宜不超过 10 左右（Machado 与 Santos Silva，2019）"}));
    return;
  }
}

void Estimation::canay() {
  const WithoutEffects second = without_effects(rows_, executor_);
  const CheckSolver solver(second.x, second.y);
  out_.estimates = Matrix(out_.terms.size(), set_.taus.size());
  for (std::size_t t = 0; t < set_.taus.size(); ++t) {
    const CheckFit fit = solver.solve(set_.taus[t]);
    take(fit, t);
    std::copy(fit.b.begin(), fit.b.end(), out_.estimates.column(t).begin());
  }
  warn_of_short_panels();
}

void Estimation::pooled() {
  std::size_t levels = 0;
  for (const regression::Factor& f : rows_.effects) levels += static_cast<std::size_t>(f.levels);
  if (levels > most_dummies)
    throw Error(error(
        "YG3196",
        {fmt::format("pooled quantile regression would need {} dummies for the effects", levels),
         fmt::format("混合分位数回归需要 {} 个固定效应虚拟变量", levels)},
        {"use estimator = \"mmqr\" or \"canay\", which absorb them",
         "请改用 estimator = \"mmqr\" 或 \"canay\""}));
  const DummyColumns columns = dummy_columns(rows_);
  out_.dummies = columns.dummies;
  if (out_.dummies > 0)
    out_.notes.push_back(warning(
        "YG3196",
        {fmt::format("effects enter as {} dummies, whose coefficients differ by quantile; with few "
                     "rows per level the slopes are biased (incidental parameters)",
                     out_.dummies),
         fmt::format("固定效应以 {} "
                     "个虚拟变量进入，其系数随分位数变化；每组观测较少时斜率有偏（伴随参数问题）",
                     out_.dummies)},
        {"compare with estimator = \"mmqr\"", "请与 estimator = \"mmqr\" 比较"}));
  const CheckSolver solver(columns.x, rows_.y);
  out_.estimates = Matrix(out_.terms.size(), set_.taus.size());
  std::vector<CheckFit> fits;
  for (std::size_t t = 0; t < set_.taus.size(); ++t) {
    fits.push_back(solver.solve(set_.taus[t]));
    take(fits[t], t);
    for (std::size_t j = 0; j < out_.terms.size(); ++j)
      out_.estimates(j, t) = fits[t].b[columns.reported[j]];
  }
  if (set_.errors.kind != Kind::bootstrap) pooled_covariance(columns, solver, fits);
}

/// Fitted values of y from those of a regression whose outcome may be y without effects.
void Estimation::take(const CheckFit& fit, std::size_t t) {
  for (std::size_t i = 0; i < rows_.count(); ++i) out_.fitted(i, t) = rows_.y[i] - fit.residuals[i];
  if (fit.unique) return;
  out_.notes.push_back(note(
      "YG3194",
      {fmt::format("several solutions at the {} quantile are equally good; one corner of them "
                   "is reported",
                   text::round_trip(fit.tau)),
       fmt::format("{} 分位数处有多个同样好的解，报告其中一个顶点", text::round_trip(fit.tau))}));
}

void Estimation::draw() {
  regression::Factor units;
  const std::vector<std::string>& named = set_.errors.resampled;
  const std::string unit = panel_.unit_name();
  if (!named.empty() || !unit.empty()) {
    units = regression::restrict_to(
        regression::encode(panel_, named.empty() ? std::vector<std::string>{unit} : named),
        out_.design.rows);
  } else {
    for (std::size_t i = 0; i < rows_.count(); ++i)
      units.level.push_back(static_cast<std::int32_t>(i));
    units.levels = static_cast<std::int32_t>(rows_.count());
  }
  if (units.levels < 2)
    throw Error(error(
        "YG3104",
        {"all rows belong to one unit: nothing can be drawn", "全部观测同属一个个体，无法重抽样"},
        {"draw by a variable with more groups", "请按组数更多的变量抽取"}));
  const BootstrapErrors drawn = bootstrap(
      rows_, units, {set_.estimator, set_.taus, set_.errors.replications, set_.seed}, executor_);
  out_.groups = {units.levels};
  out_.covariance = drawn.covariance;
  out_.replications = drawn.replications;
  out_.df_t = std::numeric_limits<double>::infinity();
  const std::size_t size = out_.estimates.values.size();
  if (drawn.replications < 2) {
    out_.covariance = Matrix(size, size);
    std::fill(out_.covariance.values.begin(), out_.covariance.values.end(), missing);
  }
  if (const long lost = set_.errors.replications - drawn.replications; lost > 0)
    out_.notes.push_back(warning(
        "YG3178",
        {fmt::format(
             "{} of {} bootstrap replications gave no estimate", lost, set_.errors.replications),
         fmt::format("{} 次自助抽样中有 {} 次没有得到估计", set_.errors.replications, lost)}));
}

void Estimation::finish() {
  const std::size_t p = out_.terms.size(), count = set_.taus.size();
  if (set_.distribution)
    out_.df_t = *set_.distribution == regression::Distribution::normal
                    ? std::numeric_limits<double>::infinity()
                : std::isinf(out_.df_t) ? out_.n - static_cast<double>(p) - out_.df_absorbed
                                        : out_.df_t;
  out_.std_errors = Matrix(p, count);
  for (std::size_t a = 0; a < p * count; ++a) {
    const double variance = out_.covariance(a, a);
    out_.std_errors.values[a] = variance > 0 ? std::sqrt(variance) : missing;
  }
  std::vector<double> sorted = rows_.y;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t t = 0; t < count; ++t) {
    const double middle = sample_quantile(sorted, set_.taus[t]);
    double own = 0, alone = 0;
    for (std::size_t i = 0; i < rows_.count(); ++i) {
      own += check(set_.taus[t], rows_.y[i] - out_.fitted(i, t));
      alone += check(set_.taus[t], rows_.y[i] - middle);
    }
    out_.objective.push_back(own);
    out_.pseudo_r2.push_back(1 - own / alone);
  }
  for (std::size_t i = 0; i < rows_.count(); ++i) {
    bool falls = false;
    for (std::size_t t = 1; t < count; ++t)
      falls = falls ||
              out_.fitted(i, t) < out_.fitted(i, t - 1) - 1e-9 * (std::abs(rows_.y[i]) + 1e-300);
    if (falls) ++out_.crossings;
  }
  if (out_.crossings > 0 && out_.not_positive == 0)
    out_.notes.push_back(
        note("YG3192",
             {fmt::format("fitted quantiles cross in {} rows", out_.crossings),
              fmt::format("{} 行的拟合分位数出现交叉", out_.crossings)},
             {"fewer quantiles, or estimator = \"mmqr\", whose quantiles do not cross",
              "请减少分位数，或改用不会交叉的 estimator = \"mmqr\""}));
  add_tests();
}

QuantileModel Estimation::run() {
  prepare();
  warn_of_extremes();
  switch (set_.estimator) {
    case Estimator::mmqr:
      moments();
      break;
    case Estimator::canay:
      canay();
      break;
    case Estimator::pooled:
      pooled();
      break;
  }
  if (set_.errors.kind == Kind::bootstrap) draw();
  finish();
  return std::move(out_);
}

QuantileModel estimate(const data::Panel& panel,
                       regression::Design design,
                       const QuantileSettings& settings,
                       const Executor& executor) {
  executor.check_stop();
  return Estimation(panel, std::move(design), settings, executor).run();
}

}  // namespace yugong::quantile
