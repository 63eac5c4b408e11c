#include "yugong/regression/limited_model.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/limited_estimation.hpp"

namespace yugong::regression {
namespace {

using numeric::LimitedStatus;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string count(double v) {
  return text::round_trip(v);
}

}  // namespace

void LimitedEstimation::refuse_no_maximum() const {
  if (truncated())
    throw Error(
        error("YG3141",
              {"the truncated likelihood has no maximum: towards the limit the outcome is "
               "as dense as an exponential variable, which asks for an infinite sigma",
               "截断似然没有极大值：结果变量在界限附近的分布接近指数分布，sigma 趋于无穷"},
              {"check the limits; fewer regressors or another sample may help, or use tobit "
               "when rows at the limit are known",
               "请检查界限；可减少解释变量、更换样本，或在已知界限上的观测时改用 tobit"}));
  const double inside = out_.n - out_.at_left - out_.at_right;
  const Text why =
      inside == 0
          ? Text{"all rows lie at a limit", "全部观测都在界限上"}
          : Text{
                "a regressor (or a combination of them) tells the rows at the limit from the "
                "others, or the " +
                    count(inside) + " rows between the limits are fitted exactly",
                "某个解释变量（或其组合）可完全区分界限上的观测，或界限之间的 " + count(inside) +
                    " 行被完全拟合"};
  throw Error(error("YG3141",
                    {"the Tobit likelihood has no maximum: " + why.en,
                     "Tobit 似然没有极大值：" + why.in(Lang::zh)},
                    {"leave out the regressor that separates the rows, or check the limits",
                     "请去掉造成分离的解释变量，或检查界限"}));
}

void LimitedEstimation::fit() {
  numeric::LimitedWorkspace work;
  std::vector<double> beta(terms_of_x_.size(), 0.0);
  const numeric::LimitedFit top =
      numeric::fit_limited(set_.kind, sample(), beta, out_.sigma = 0, work);
  switch (top.status) {
    case LimitedStatus::converged:
      break;
    case LimitedStatus::no_maximum:
    case LimitedStatus::collinear:
      refuse_no_maximum();
    case LimitedStatus::not_converged:
    case LimitedStatus::outside:
      throw Error(
          error("YG3143",
                {"the maximum of the likelihood was not reached in " +
                     std::to_string(top.iterations) + " steps",
                 "迭代 " + std::to_string(top.iterations) + " 步仍未达到似然的极大值"},
                {"check the scale of the regressors and the limits, or leave out regressors",
                 "请检查解释变量的量级与界限，或减少解释变量"}));
  }
  out_.loglik = top.loglik;
  out_.iterations = top.iterations;
  out_.terms = terms_of_x_;
  out_.terms.emplace_back("_sigma");
  out_.estimates = beta;
  out_.estimates.push_back(out_.sigma);
}

void LimitedEstimation::describe() {
  const auto parameters = static_cast<double>(out_.terms.size());
  out_.aic = -2 * out_.loglik + 2 * parameters;
  out_.bic = -2 * out_.loglik + std::log(out_.n) * parameters;
  const double s = out_.spread();
  for (std::size_t i = 0; i < rows(); ++i) {
    double u = 0;
    for (std::size_t j = 0; j < terms_of_x_.size(); ++j)
      u += out_.estimates[j] * x_[j * rows() + i];
    const double low = out_.low[i], high = out_.high[i];
    const double a = (low - u) / s, b = (high - u) / s;
    const double log_p = numeric::log_normal_between(a, b);
    const auto ratio = [&](double z) {
      return std::isinf(z) ? 0.0 : std::exp(-0.5 * z * z - 0.91893853320467274178 - log_p);
    };
    double mean = u + s * (ratio(a) - ratio(b));
    if (!truncated()) {
      mean *= std::exp(log_p);
      if (low > -infinity) mean += low * numeric::normal_cdf(a);
      if (high < infinity) mean += high * numeric::normal_cdf(-b);
    }
    out_.fitted.push_back(u);
    out_.expected.push_back(mean);
  }
}

void LimitedEstimation::covariances() {
  if (set_.random_effects) {
    covariances_of_units();
    return;
  }
  const numeric::LimitedInference inference = numeric::limited_inference(
      set_.kind, sample(), std::span(out_.estimates).first(terms_of_x_.size()), out_.sigma);
  const std::size_t size = out_.terms.size();
  if (inference.covariance.empty()) refuse_no_maximum();
  Matrix bread(size, size), scores(rows(), size);
  bread.values = inference.covariance;
  scores.values = inference.scores;
  const std::vector<double> ones(rows(), 1.0);
  CovarianceInput in;
  in.design = &scores;
  in.residuals = ones;
  in.weights = d().weights;
  in.weight_kind = set_.weight_kind;
  in.bread = &bread;
  in.slopes = out_.slopes;
  in.n = out_.n;
  // Of maximum likelihood: no residual variance, and factors n/(n-1) and G/(G-1).
  in.parameters = in.parameters_clustered = 1;
  in.rss = in.n - 1;
  in.clusters = d().clusters;
  take(covariance(set_.vcov, in));
}

void LimitedEstimation::take(Covariance c) {
  out_.covariance = std::move(c.v);
  out_.groups = std::move(c.groups);
  for (Problem& p : covariance_notes(set_.vcov, out_.design.clusters, false, false))
    out_.notes.push_back(std::move(p));
  out_.df_t = set_.distribution == Distribution::normal ? infinity
              : set_.vcov.clustered()                   ? c.df
                                      : out_.n - static_cast<double>(terms_of_x_.size());
}

void LimitedEstimation::inference() {
  const double wide = numeric::t_quantile(0.5 + set_.level / 2, out_.df_t);
  for (std::size_t k = 0; k < out_.terms.size(); ++k) {
    const double variance = out_.covariance(k, k), b = out_.estimates[k];
    const double se = variance > 0 ? std::sqrt(variance) : missing;
    const bool scale = k >= terms_of_x_.size();  // a standard deviation is not tested against zero
    out_.std_errors.push_back(se);
    out_.statistics.push_back(scale ? missing : b / se);
    out_.p_values.push_back(scale ? missing : numeric::t_two_sided(b / se, out_.df_t));
    out_.conf_low.push_back(b - wide * se);
    out_.conf_high.push_back(b + wide * se);
  }
  if (out_.sigma_u == 0) {  // on the boundary: no standard error
    const std::size_t k = terms_of_x_.size();
    out_.std_errors[k] = out_.conf_low[k] = out_.conf_high[k] = missing;
  }
  if (out_.regressors == 0) return;
  const Wald test = wald(out_.covariance, std::span(out_.estimates).first(out_.regressors));
  out_.chi2 = test.statistic;
  out_.chi2_p = numeric::chi2_upper(test.statistic, static_cast<double>(out_.regressors));
}

void LimitedEstimation::compare_with_the_constant() {
  if (!set_.constant) return;
  if (out_.slopes == 0) {
    out_.loglik_constant = out_.loglik;
    return;
  }
  const std::vector<double> ones(rows(), 1.0);
  numeric::LimitedSample only = sample();
  only.x = ones;
  only.p = 1;
  numeric::LimitedWorkspace work;
  std::vector<double> beta(1, 0.0);
  double sigma = 0;
  const numeric::LimitedFit top = numeric::fit_limited(set_.kind, only, beta, sigma, work);
  if (top.status == LimitedStatus::converged) out_.loglik_constant = top.loglik;
}

Limit limit_of(const Value& value, const std::string& extreme) {
  Limit out;
  if (value.type == Value::Type::null) return out;
  if (value.is_number()) {
    out.kind = Limit::Kind::number;
    out.number = value.number();
    out.text = text::round_trip(out.number);
    return out;
  }
  out.text = value.text;
  if (!value.is_text())
    throw Error(error("YG2202",
                      {"a limit is a number or the name of a column", "界限须为数值或变量名"},
                      {"write left = 0, or right = \"cap\"", "请写 left = 0 或 right = \"cap\""},
                      value.place));
  if (value.text.empty() || value.text == "none") return out;
  if (text::parse_number(value.text, out.number)) {
    out.kind = Limit::Kind::number;
  } else if (!extreme.empty() && value.text == extreme) {
    out.kind = Limit::Kind::extreme;
  } else {
    out.kind = Limit::Kind::column;
    out.column = value.text;
  }
  return out;
}

LimitedModel estimate_limited(const data::Panel& panel,
                              Design design,
                              const LimitedSettings& settings,
                              const Executor& executor) {
  executor.check_stop();
  return LimitedEstimation(panel, std::move(design), settings).run();
}

}  // namespace yugong::regression
