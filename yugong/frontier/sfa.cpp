#include "yugong/frontier/sfa.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/frontier/sfa_data.hpp"

namespace yugong::frontier::sfa {
namespace {

using stochastic::Status;

stochastic::Settings kernel_settings(const Options& o) {
  using stochastic::Inefficiency;
  using stochastic::Structure;
  stochastic::Settings out;
  out.sign = o.side == Side::production ? 1 : -1;
  out.level = o.level;
  out.inefficiency = *o.distribution == Distribution::half_normal ? Inefficiency::half_normal
                     : *o.distribution == Distribution::exponential
                         ? Inefficiency::exponential
                         : Inefficiency::truncated_normal;
  out.structure = o.model == Model::pooled       ? Structure::pooled
                  : o.model == Model::bc95       ? Structure::effects
                  : o.model == Model::true_fixed ? Structure::true_fixed
                                                 : Structure::decay;
  out.eta_fixed = o.model == Model::bc88;
  return out;
}

void require_a_panel(const data::Panel& panel, const Options& o) {
  const bool units = o.model == Model::bc88 || o.model == Model::bc92 ||
                     o.model == Model::true_fixed || o.vcov == Errors::cluster;
  const bool periods = o.model == Model::bc92 || o.trend != Trend::none;
  if ((units && panel.unit_name().empty()) || (periods && panel.time_name().empty()))
    throw Error(error(
        "YG3363",
        {"this model needs a panel with units and periods", "该模型需要含单元与时期的面板数据"},
        {"declare the panel's unit and time columns", "请声明面板的单元列与时间列"}));
}

[[noreturn]] void refuse(const Fit& f) {
  const Status status = f.fit.status;
  Text what, mend;
  if (status == Status::no_noise) {
    what = {"the likelihood rises towards a frontier without noise (sigma_v = 0)",
            "似然在 sigma_v 趋于零（无随机误差）时不断上升"};
    mend = f.options.model == Model::true_fixed
               ? Text{"constants of units take up the noise of short panels: use more periods, or "
                      "bc95",
                      "短面板中单元常数会吸收随机误差：请使用更多时期，或改用 bc95"}
               : Text{"the sample is small or has outliers; try another distribution, or dea",
                      "样本过小或有异常值；可更换分布，或改用 dea"};
  } else if (status == Status::no_maximum) {
    what = {
        "the likelihood has no maximum: the mean of the truncated normal falls and sigma_u grows "
        "without end, or the parameters are not identified",
        "似然没有极大值：截断正态的均值不断减小而 sigma_u 不断增大，或参数无法识别"};
    mend = f.options.model == Model::bc95
               ? Text{"use fewer variables z, or z_constant = false",
                      "请减少 z 变量，或写 z_constant = false"}
               : Text{"write distribution = \"exponential\" (the limit) or \"half_normal\"",
                      "请写 distribution = \"exponential\"（即其极限）或 \"half_normal\""};
  } else {
    what = {"the maximum of the likelihood was not reached in " + std::to_string(f.fit.iterations) +
                " steps",
            "迭代 " + std::to_string(f.fit.iterations) + " 步仍未达到似然的极大值"};
    mend = {"check outliers and units of measure, or choose a simpler model",
            "请检查异常值与计量单位，或选择更简单的模型"};
  }
  throw Error(error("YG3364", what, mend));
}

void note_collinear(Fit& f,
                    const stochastic::Columns& columns,
                    const std::vector<std::size_t>& kept) {
  std::vector<std::string> gone;
  for (std::size_t j = 0; j < columns.names.size(); ++j)
    if (std::find(kept.begin(), kept.end(), j) == kept.end()) gone.push_back(columns.names[j]);
  if (gone.empty()) return;
  const std::string list = text::join(gone, ", ");
  const bool fixed = f.options.model == Model::true_fixed;
  f.notes.push_back(note("YG3365",
                         {"left out because linear in the columns before" +
                              std::string(fixed ? " or constant within units: " : ": ") + list,
                          std::string(fixed ? "可由前面各列线性表示或在单元内不变，已剔除："
                                            : "可由前面各列线性表示，已剔除：") +
                              list}));
}

void note_outcome(Fit& f) {
  const bool wrong = f.fit.skewness >= 0;
  if (f.fit.status == Status::no_inefficiency)
    f.notes.push_back(warning(
        "YG3361",
        {fmt::format(
             "no inefficiency is found: the residuals of least squares have skewness {:.3f}, "
             "where inefficiency makes it negative{}; the frontier is least squares and every "
             "score is one",
             f.fit.skewness,
             f.options.side == Side::cost ? " (sign turned for a cost)" : ""),
         fmt::format(
             "未发现无效率：最小二乘残差偏度为 {:.3f}，而无效率应使其为负{}；前沿即最小二乘，"
             "各行得分均为 1",
             f.fit.skewness,
             f.options.side == Side::cost ? "（成本前沿已反号）" : "")},
        {"check the functional form and outliers; a larger sample may show it, or dea",
         "请检查函数形式与异常值；可扩大样本，或改用 dea"}));
  else if (wrong)
    f.notes.push_back(warning(
        "YG3361",
        {fmt::format(
             "the residuals of least squares have the wrong skewness ({:.3f}): inefficiency "
             "rests on the assumed distribution alone",
             f.fit.skewness),
         fmt::format("最小二乘残差偏度方向不符（{:.3f}）：无效率仅由所设分布支撑",
                     f.fit.skewness)}));
  if (f.options.model == Model::true_fixed)
    f.notes.push_back(warning(
        "YG3366",
        {fmt::format(
             "{} constants of units are estimated from {:.1f} rows each: with few periods "
             "sigma_u, sigma_v and the scores are biased (incidental parameters), slopes less",
             f.units.size(),
             double(f.rows.size()) / double(f.units.size())),
         fmt::format("{} 个单元常数各由平均 {:.1f} 行估计：时期较少时 sigma_u、sigma_v 与得分有偏"
                     "（伴随参数问题），斜率影响较小",
                     f.units.size(),
                     double(f.rows.size()) / double(f.units.size()))},
        {"compare with bc95", "请与 bc95 比较"}));
  if (f.options.model != Model::bc95)
    f.notes.push_back(note(
        "YG3311",
        {"a regression of these scores on variables contradicts the assumption that inefficiency "
         "is "
         "identically distributed (Wang and Schmidt 2002); model = \"bc95\" estimates both at once",
         "将这些得分再对其他变量回归，与无效率同分布的假设矛盾（Wang 和 Schmidt 2002）；model = "
         "\"bc95\" 可一步估计"}));
}

/// V, or V M V with M the sum of squared scores of rows or units.
void choose_covariance(Fit& f) {
  const std::size_t m = f.fit.parameters;
  f.covariance = f.fit.covariance;
  if (f.options.vcov == Errors::information || f.fit.status != Status::converged) return;
  std::vector<std::vector<double>> groups = f.fit.score;
  if (f.options.vcov == Errors::cluster) {
    groups.assign(f.units.size(), std::vector<double>(m, 0.0));
    for (std::size_t i = 0; i < f.fit.score.size(); ++i)
      for (std::size_t j = 0; j < m; ++j)
        groups[static_cast<std::size_t>(f.fit.score_unit[i])][j] += f.fit.score[i][j];
    f.clusters = groups.size();
  }
  std::vector<double> half(m * m, 0.0);  // [group][.] V s summed into V M V
  std::fill(f.covariance.begin(), f.covariance.end(), 0.0);
  for (const auto& s : groups) {
    for (std::size_t i = 0; i < m; ++i) {
      half[i] = 0;
      for (std::size_t j = 0; j < m; ++j) half[i] += f.fit.covariance[j * m + i] * s[j];
    }
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < m; ++j) f.covariance[j * m + i] += half[i] * half[j];
  }
  const auto size = static_cast<double>(groups.size());
  for (double& v : f.covariance) v *= size / (size - 1);
}

double root(double variance) {
  return variance > 0 ? std::sqrt(variance) : missing;
}

void describe_parameters(Fit& f, const stochastic::Data& data) {
  const stochastic::Fit& k = f.fit;
  const std::size_t m = k.parameters;
  const auto v = [&](std::size_t i, std::size_t j) { return f.covariance[j * m + i]; };
  std::size_t at = 0;
  for (std::size_t j = 0; j < k.beta.size(); ++j, ++at)
    f.parameters.push_back({"frontier", data.x.names[k.x_kept[j]], k.beta[j], root(v(at, at))});
  for (std::size_t j = 0; j < k.delta.size(); ++j, ++at)
    f.parameters.push_back(
        {"inefficiency", data.z.names[k.z_kept[j]], k.delta[j], root(v(at, at))});
  if (f.options.model == Model::bc92)
    f.parameters.push_back({"inefficiency", "_eta", k.eta, root(v(at, at))});
  const std::size_t a = m - 2, b = m - 1;
  const double u2 = k.sigma_u * k.sigma_u, v2 = k.sigma_v * k.sigma_v, total = u2 + v2;
  f.gamma = u2 / total;
  f.lambda = k.sigma_u / k.sigma_v;
  const auto delta_method = [&](double by_a, double by_b) {
    return root(by_a * by_a * v(a, a) + 2 * by_a * by_b * v(a, b) + by_b * by_b * v(b, b));
  };
  const double g = 2 * f.gamma * (1 - f.gamma);
  f.parameters.push_back({"variance", "_sigma2", total, delta_method(2 * u2, 2 * v2), false});
  f.parameters.push_back({"variance", "_gamma", f.gamma, delta_method(g, -g), false});
  f.parameters.push_back({"variance", "_sigma_u", k.sigma_u, delta_method(k.sigma_u, 0), false});
  f.parameters.push_back({"variance", "_sigma_v", k.sigma_v, k.sigma_v * root(v(b, b)), false});
}

void take_elasticities(Fit& f, const std::vector<double>& means) {
  const std::vector<Term> terms = terms_of(f.options);
  const std::size_t p = f.fit.beta.size(), inputs = f.options.inputs.size(), m = f.fit.parameters;
  std::vector<double> all(p, 0.0);
  const auto add = [&](const std::string& name, const std::vector<double>& weight) {
    Elasticity e{name, 0, 0};
    double variance = 0;
    for (std::size_t i = 0; i < p; ++i) {
      e.estimate += weight[i] * f.fit.beta[i];
      for (std::size_t j = 0; j < p; ++j)
        variance += weight[i] * weight[j] * f.covariance[j * m + i];
    }
    e.std_error = root(variance);
    f.elasticities.push_back(e);
  };
  for (std::size_t input = 0; input < inputs; ++input) {
    std::vector<double> weight(p, 0.0);
    for (std::size_t k = 0; k < p; ++k) {
      const Term& term = terms[f.fit.x_kept[k]];
      for (std::size_t which = 0; which < term.inputs.size(); ++which) {
        if (term.inputs[which] != input) continue;
        double product = term.factor * std::pow(means.back(), term.trend);
        for (std::size_t other = 0; other < term.inputs.size(); ++other)
          if (other != which) product *= means[term.inputs[other]];
        weight[k] += product;
      }
      all[k] += weight[k];
    }
    add(f.options.inputs[input], weight);
  }
  add("_scale", all);
}

/// Against least squares: gamma = 0, and with it what only inefficiency identifies.
void test_inefficiency(Fit& f) {
  f.restrictions =
      1 + static_cast<double>(f.fit.z_kept.size()) + (f.options.model == Model::bc92 ? 1 : 0);
  f.lr = std::max(0.0, 2 * (f.fit.loglik - f.fit.loglik_ols));
  f.lr_p = stochastic::mixed_chi2_upper(f.lr, f.restrictions);
}

}  // namespace

Verb verb() {
  return {"sfa",
          {"Stochastic frontier: production or cost, with panel effects "
           "(Battese-Coelli, true fixed effects)",
           "随机前沿分析：生产或成本前沿，含面板效应（Battese-Coelli、真实固定效应）"},
          "efficiency",
          ""};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit f;
  f.options = settled(options);
  require_a_panel(panel, f.options);
  const stochastic::Data data = read_data(panel, f);
  const std::size_t constants = f.options.model == Model::true_fixed ? f.units.size() : 0;
  const std::size_t parameters = data.x.names.size() + data.z.names.size() + constants + 2;
  if (f.rows.size() <= parameters)
    throw Error(
        error("YG3367",
              {fmt::format("{} rows are too few for {} parameters", f.rows.size(), parameters),
               fmt::format("{} 行观测不足以估计 {} 个参数", f.rows.size(), parameters)},
              {"use a larger sample or a simpler frontier", "请扩大样本或简化前沿形式"}));
  executor.check_stop();
  f.fit = stochastic::estimate(data, kernel_settings(f.options));
  if (f.fit.status != Status::converged && f.fit.status != Status::no_inefficiency) refuse(f);
  note_collinear(f, data.x, f.fit.x_kept);
  note_collinear(f, data.z, f.fit.z_kept);
  choose_covariance(f);
  describe_parameters(f, data);
  take_elasticities(f, means_of(panel, f));
  test_inefficiency(f);
  note_outcome(f);
  return f;
}

std::vector<std::string> uses(const Options& options) {
  const Options o = settled(options);
  std::vector<std::string> out = {o.output};
  for (const auto* list : {&o.inputs, &o.shifters, &o.z})
    for (const std::string& name : *list)
      if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  return out;
}

}  // namespace yugong::frontier::sfa
