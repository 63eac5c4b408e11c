#include <algorithm>
#include <cmath>

#include "yugong/base/attempts.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/limited_estimation.hpp"

namespace yugong::regression {
namespace {

/// Units of the rows, numbered in their order; rows of a unit stand together.
Factor units_of(const data::Panel& panel, const std::vector<std::uint32_t>& rows) {
  return restrict_to(encode(panel, {panel.unit_name()}), rows);
}

std::vector<std::uint32_t> first_rows(const Factor& unit) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < unit.level.size(); ++i)
    if (i == 0 || unit.level[i] != unit.level[i - 1]) out.push_back(static_cast<std::uint32_t>(i));
  return out;
}

}  // namespace

void LimitedEstimation::fit_random() {
  const auto refuse = [](const Text& what, const Text& mend) {
    throw Error(error("YG3149", what, mend, at_path("unit_effects")));
  };
  if (panel_.unit_name().empty())
    refuse({"random effects need the units of a panel", "随机效应需要面板的个体"},
           {"declare the panel's unit column", "请声明面板的个体列"});
  if (!d().weights.empty())
    refuse({"random effects take no weights", "随机效应不支持权重"},
           {"leave weights out, or write unit_effects = \"none\"",
            "请去掉 weights，或写 unit_effects = \"none\""});
  const Factor unit = units_of(panel_, d().rows);
  random_ = numeric::fit_limited_panel(sample(),
                                       unit.level,
                                       std::span(out_.estimates).first(terms_of_x_.size()),
                                       out_.sigma,
                                       set_.points);
  if (random_.status != numeric::LimitedStatus::converged)
    throw Error(error("YG3143",
                      {"the maximum of the likelihood with random effects was not reached",
                       "含随机效应的似然未达到极大值"},
                      {"use more points, fewer regressors, or unit_effects = \"none\"",
                       "请增加 points、减少解释变量，或写 unit_effects = \"none\""},
                      at_path("unit_effects")));
  out_.lr = std::max(0.0, 2 * (random_.loglik - out_.loglik));
  out_.lr_p = out_.lr > 0 ? 0.5 * numeric::chi2_upper(out_.lr, 1) : 1;
  out_.loglik = random_.loglik;
  out_.iterations += random_.iterations;
  out_.sigma = random_.sigma_e;
  out_.sigma_u = random_.sigma_u;
  out_.terms = terms_of_x_;
  out_.terms.emplace_back("_sigma_u");
  out_.terms.emplace_back("_sigma_e");
  out_.estimates = random_.beta;
  out_.estimates.push_back(out_.sigma_u);
  out_.estimates.push_back(out_.sigma);
  if (out_.sigma_u == 0)
    out_.notes.push_back(warning("YG3150",
                                 {"the variance of the unit effects is zero: the estimate is the "
                                  "Tobit without effects",
                                  "个体效应的方差为零：结果即为不含效应的 Tobit"}));
}

/// A unit is one observation of this likelihood: scores by unit, clusters that hold whole units.
void LimitedEstimation::covariances_of_units() {
  const Factor unit = units_of(panel_, d().rows);
  const std::vector<std::uint32_t> first = first_rows(unit);
  const std::size_t size = out_.terms.size();
  Matrix bread(size, size), scores(first.size(), size);
  bread.values = random_.covariance;
  scores.values = random_.scores;
  const std::vector<double> ones(first.size(), 1.0);
  std::vector<Factor> clusters;
  for (const Factor& f : d().clusters) {
    if (!nested_in(unit, f))
      throw Error(error("YG3149",
                        {"units are spread over several clusters of '" + f.name +
                             "': with random effects a unit is one observation",
                         "个体跨越“" + f.name + "”的多个聚类：随机效应模型中一个个体为一个观测"},
                        {"cluster by the unit or by groups of units", "请按个体或个体的分组聚类"},
                        at_path("vcov"))
                      .about(f.name));
    clusters.push_back(restrict_to(f, first));
  }
  CovarianceInput in;
  in.design = &scores;
  in.residuals = ones;
  in.bread = &bread;
  in.slopes = out_.slopes;
  in.n = static_cast<double>(first.size());
  in.parameters = in.parameters_clustered = 1;
  in.rss = in.n - 1;
  in.clusters = clusters;
  take(covariance(set_.vcov, in));
}

}  // namespace yugong::regression
