#include "yugong/regression/iv_model.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/least_squares.hpp"
#include "yugong/regression/model_errors.hpp"
#include "yugong/regression/stock_yogo.hpp"

namespace yugong::regression::iv {
namespace {

constexpr double absorbed_share = 1e-9;  // as in least squares: reghdfe's bound

/// Weighted sum of squares about the mean.
double variation(std::span<const double> v, std::span<const double> w) {
  double mass = 0, mean = 0, sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    mass += w.empty() ? 1.0 : w[i];
    mean += (w.empty() ? 1.0 : w[i]) * v[i];
  }
  mean /= mass;
  for (std::size_t i = 0; i < v.size(); ++i)
    sum += (w.empty() ? 1.0 : w[i]) * (v[i] - mean) * (v[i] - mean);
  return sum;
}

class Estimation {
 public:
  Estimation(const data::Panel& panel,
             Design design,
             const Settings& settings,
             const Executor& executor,
             AbsorptionCache& cache)
      : panel_(panel),
        set_(settings),
        executor_(executor),
        cache_(cache) {
    out_.design = std::move(design);
    out_.notes = out_.design.notes;
    out_.n = out_.design.n;
  }

  Model run() {
    absorb();
    choose();
    count();
    for (Problem& p : covariance_notes(set_.linear.vcov, d().clusters, false, false))
      out_.notes.push_back(std::move(p));
    positions_.emplace(panel_, d(), set_.linear.vcov);
    fill_data();
    out_.estimates = iv::estimate(data_, set_.estimator, set_.fuller);
    if (set_.rubin_set && data_.endogenous.cols == 1)
      out_.rubin_set = anderson_rubin_set(data_, set_.linear.level);
    warn_of_weakness();
    measures();
    inference();
    return std::move(out_);
  }

 private:
  const Design& d() const { return out_.design; }

  std::span<const double> w() const { return d().weights; }

  bool has_effects() const { return !d().effects.empty(); }

  bool with_constant() const { return !has_effects() && set_.linear.constant_in_model; }

  /// The columns of a group without the fixed effects; without effects as they are.
  Matrix residual(const Matrix& raw) const {
    Matrix out = raw;
    if (has_effects()) absorption_->residualise(out, executor_);
    return out;
  }

  void absorb() {
    const std::vector<Factor> factors =
        with_constant_factor(d().effects, d().rows.size(), set_.linear.constant_in_model);
    absorption_ = cache_.sample(d(), factors, true, executor_).absorption();
    Matrix y(d().y.size(), 1);
    y.values = d().y;
    data_.y = residual(y);
    if (weighted_dot(data_.y.column(0), data_.y.column(0), w()) <=
        1e-20 * std::max(variation(d().y, w()), 1e-300))
      throw Error(error("YG3103",
                        {"the outcome '" + d().outcome + "' does not vary",
                         "被解释变量“" + d().outcome + "”没有变化"},
                        {"choose another outcome, a wider sample or fewer fixed effects",
                         "请更换被解释变量、扩大样本或减少固定效应"})
                      .about(d().outcome));
  }

  void leave_out(const std::string& name, const Text& reason) {
    out_.notes.push_back(note("YG1203",
                              {"'" + name + "' is left out: " + reason.en,
                               "剔除“" + name + "”：" + reason.in(Lang::zh)})
                             .about(name));
  }

  /// Positions of the columns that keep variation of their own.
  std::vector<std::size_t> varying(const Matrix& raw, const Matrix& rest) const {
    std::vector<std::size_t> out;
    for (std::size_t j = 0; j < raw.cols; ++j) {
      const double own = variation(raw.column(j), w());
      const double left = has_effects() ? weighted_dot(rest.column(j), rest.column(j), w()) : own;
      if (own > 1e-24 * weighted_dot(raw.column(j), raw.column(j), w()) &&
          left > absorbed_share * own)
        out.push_back(j);
    }
    return out;
  }

  void choose() {
    const Text absorbed{has_effects() ? "absorbed by the fixed effects" : "it has one value",
                        has_effects() ? "被固定效应吸收" : "样本内取值不变"};
    const Matrix x2 = residual(d().x), x1 = residual(d().endogenous),
                 z1 = residual(d().instruments);
    const std::vector<std::size_t> of_x2 = varying(d().x, x2), of_x1 = varying(d().endogenous, x1),
                                   of_z1 = varying(d().instruments, z1);
    report(d().names, of_x2, absorbed);
    report(d().instrument_names, of_z1, absorbed);
    if (of_x1.size() < d().endogenous_names.size()) refuse_flat(of_x1);
    // Exogenous first, then instruments: what repeats an earlier column is left out.
    std::vector<std::size_t> kept = independent({{&x2, &of_x2}, {&z1, &of_z1}});
    split(kept, of_x2.size());
    const auto keep = [&](const Matrix& from,
                          const std::vector<std::size_t>& candidates,
                          const std::vector<std::size_t>& chosen,
                          const std::vector<std::string>& names,
                          Matrix& to,
                          std::vector<std::string>& kept_names) {
      to = Matrix(from.rows, chosen.size());
      for (std::size_t k = 0; k < chosen.size(); ++k) {
        const std::size_t column = candidates[chosen[k]];
        std::copy(from.column(column).begin(), from.column(column).end(), to.column(k).begin());
        kept_names.push_back(names[column]);
      }
    };
    keep(x2, of_x2, first_, d().names, data_.exogenous, out_.exogenous);
    keep(z1, of_z1, second_, d().instrument_names, data_.instruments, out_.instruments);
    name_collinear(of_x2, of_z1);
    data_.endogenous = x1;
    out_.endogenous = d().endogenous_names;
    if (with_constant()) {
      data_.exogenous.values.insert(data_.exogenous.values.end(), d().rows.size(), 1.0);
      data_.exogenous.rows = d().rows.size();
      ++data_.exogenous.cols;
      out_.exogenous.emplace_back("_cons");
    }
    require_instruments();
    require_own_variation();
    out_.terms = out_.endogenous;
    out_.terms.insert(out_.terms.end(), out_.exogenous.begin(), out_.exogenous.end());
  }

  void report(const std::vector<std::string>& names,
              const std::vector<std::size_t>& kept,
              const Text& reason) {
    for (std::size_t j = 0; j < names.size(); ++j)
      if (std::find(kept.begin(), kept.end(), j) == kept.end()) leave_out(names[j], reason);
  }

  struct Group {
    const Matrix* columns;
    const std::vector<std::size_t>* candidates;
  };

  /// Positions among all candidates in order, without those that are linear in earlier ones.
  std::vector<std::size_t> independent(const std::vector<Group>& groups) const {
    std::size_t total = with_constant() ? 1 : 0;
    for (const Group& g : groups) total += g.candidates->size();
    Matrix all(d().rows.size(), total);
    std::size_t at = 0;
    if (with_constant()) {
      for (double& v : all.column(0)) v = 1.0;
      at = 1;
    }
    for (const Group& g : groups)
      for (const std::size_t c : *g.candidates) {
        const std::span<const double> from = g.columns->column(c);
        std::copy(from.begin(), from.end(), all.column(at++).begin());
      }
    std::vector<std::size_t> kept;
    for (const std::size_t k : least_squares(all, data_.y.column(0), w()).kept)
      if (!with_constant() || k > 0) kept.push_back(k - (with_constant() ? 1 : 0));
    return kept;
  }

  void split(const std::vector<std::size_t>& kept, std::size_t border) {
    for (const std::size_t k : kept)
      if (k < border)
        first_.push_back(k);
      else
        second_.push_back(k - border);
  }

  void name_collinear(const std::vector<std::size_t>& of_x2,
                      const std::vector<std::size_t>& of_z1) {
    for (std::size_t k = 0; k < of_x2.size(); ++k)
      if (std::find(first_.begin(), first_.end(), k) == first_.end())
        leave_out(d().names[of_x2[k]],
                  {"linear in the other regressors", "与其他解释变量线性相关"});
    for (std::size_t k = 0; k < of_z1.size(); ++k)
      if (std::find(second_.begin(), second_.end(), k) == second_.end())
        leave_out(d().instrument_names[of_z1[k]],
                  {"as an instrument it repeats the regressors or other instruments",
                   "作为工具变量，与外生变量或其他工具变量线性相关"});
  }

  [[noreturn]] void refuse_flat(const std::vector<std::size_t>& kept) const {
    std::string name;
    for (std::size_t j = 0; j < d().endogenous_names.size() && name.empty(); ++j)
      if (std::find(kept.begin(), kept.end(), j) == kept.end()) name = d().endogenous_names[j];
    throw Error(
        error("YG3133",
              {"the endogenous variable '" + name + "' does not vary" +
                   (has_effects() ? " within the fixed effects" : ""),
               "内生变量“" + name + "”" + (has_effects() ? "在固定效应内没有变化" : "没有变化")},
              {"leave it out, or use fewer fixed effects", "请去掉该变量，或减少固定效应"})
            .about(name));
  }

  void require_instruments() const {
    const std::size_t k1 = out_.endogenous.size(), l1 = out_.instruments.size();
    if (l1 >= k1) return;
    Text what{
        std::to_string(k1) + " endogenous variables but only " + std::to_string(l1) +
            " usable excluded instruments",
        std::to_string(k1) + " 个内生变量，却只有 " + std::to_string(l1) + " 个可用的工具变量"};
    for (const Problem& p : out_.notes) {
      const std::vector<std::string>& given = d().instrument_names;
      if (p.code != "YG1203" || std::find(given.begin(), given.end(), p.term) == given.end())
        continue;
      what.en += "; " + p.what.en;
      what.zh += "；" + p.what.in(Lang::zh);
    }
    throw Error(
        error("YG3132",
              what,
              {"every endogenous variable needs an instrument of its own, which neither "
               "repeats a regressor nor is absorbed by the effects",
               "每个内生变量至少需要一个工具变量，且它不能与解释变量重复，也不能被固定效应吸收"}));
  }

  void require_own_variation() const {
    const std::vector<std::size_t> x2 = all_of(data_.exogenous), x1 = all_of(data_.endogenous);
    Matrix both = data_.exogenous;
    both.rows = d().rows.size();
    both.values.insert(
        both.values.end(), data_.endogenous.values.begin(), data_.endogenous.values.end());
    both.cols += data_.endogenous.cols;
    const LeastSquares fit = least_squares(both, data_.y.column(0), w());
    for (const Collinear& c : fit.dropped) {
      const std::size_t j = c.column - x2.size();
      throw Error(error("YG3133",
                        {"the endogenous variable '" + out_.endogenous[j] +
                             "' is linear in the other regressors",
                         "内生变量“" + out_.endogenous[j] + "”与其他解释变量线性相关"},
                        {"leave one of them out", "请去掉其中之一"})
                      .about(out_.endogenous[j]));
    }
  }

  static std::vector<std::size_t> all_of(const Matrix& m) {
    return std::vector<std::size_t>(m.cols);
  }

  void count() {
    const Convention& c = set_.linear.convention;
    out_.absorbed = absorbed_df(*absorption_, false);
    if (!has_effects()) {
      out_.df_absorbed = 0;
    } else if (set_.linear.vcov.clustered()) {
      const ClusteredDf clustered =
          clustered_df(*absorption_, out_.absorbed, d().clusters, c.df, c.nested);
      out_.df_absorbed = std::max(1.0, static_cast<double>(clustered.absorbed));
    } else {
      out_.df_absorbed = static_cast<double>(out_.absorbed.by(c.df));
    }
    require_several_clusters(d().clusters);
    const double used = static_cast<double>(out_.instruments.size() + out_.exogenous.size()) +
                        static_cast<double>(has_effects() ? out_.absorbed.by(c.df) : 0);
    if (out_.n > used) return;
    throw Error(
        error("YG3102",
              {"more parameters than rows: " + text::round_trip(used) +
                   " instruments, regressors and effects, " + text::round_trip(out_.n) + " rows",
               "参数多于观测：工具变量、外生变量与固定效应共 " + text::round_trip(used) +
                   " 个，观测 " + text::round_trip(out_.n) + " 行"},
              {"leave out instruments or fixed effects, or use a larger sample",
               "请减少工具变量或固定效应，或扩大样本"}));
  }

  /// The Cragg-Donald F below the value at which the size of the Wald test may reach 10 %.
  void warn_of_weakness() {
    const Estimates& e = out_.estimates;
    const double value = stock_yogo(set_.estimator == Estimator::liml ? "limlsize10" : "ivsize10",
                                    out_.endogenous.size(),
                                    out_.instruments.size());
    if (is_missing(value) || e.cragg_donald >= value) return;
    const auto shown = [](double v) { return text::round_trip(std::round(100 * v) / 100); };
    out_.notes.push_back(warning(
        "YG3138",
        {"weak instruments: the Cragg-Donald F is " + shown(e.cragg_donald) +
             ", below Stock and Yogo's " + shown(value) + " (10 % maximal size)",
         "弱工具变量：Cragg-Donald F 为 " + shown(e.cragg_donald) + "，低于 Stock-Yogo 临界值 " +
             shown(value) + "（最大检验水平 10%）"},
        {"read the Anderson-Rubin set, which holds with weak instruments, or find stronger ones",
         "请参看在弱工具变量下仍然有效的 Anderson-Rubin 置信集，或寻找更强的工具变量"}));
  }

  void fill_data() {
    data_.weights = d().weights;
    data_.frequency = set_.linear.weight_kind == WeightKind::frequency;
    data_.n = out_.n;
    data_.df_absorbed = out_.df_absorbed;
    data_.vcov = set_.linear.vcov;
    data_.clusters = d().clusters;
    data_.unit = positions_->unit;
    data_.period = positions_->period;
    data_.latitude = positions_->latitude;
    data_.longitude = positions_->longitude;
    data_.small_sample = set_.linear.small_sample;
  }

  void measures() {
    const Estimates& e = out_.estimates;
    const auto k = static_cast<double>(out_.terms.size());
    const double left = out_.n - k - out_.df_absorbed;
    if (has_effects()) {
      out_.r2_within = 1 - e.rss / e.tss;
      out_.r2_adj = 1 - (1 - out_.r2_within) * out_.n / left;
      out_.r2 = 1 - e.rss / variation(d().y, w());
    } else {
      const double tss = with_constant() ? variation(d().y, w()) : e.tss;
      out_.r2 = 1 - e.rss / tss;
      out_.r2_adj = 1 - (1 - out_.r2) * (out_.n - (with_constant() ? 1 : 0)) / (out_.n - k);
    }
    out_.rmse = std::sqrt(e.rss / (set_.linear.small_sample ? left : out_.n));
    out_.fitted.resize(d().y.size());
    for (std::size_t i = 0; i < d().y.size(); ++i) out_.fitted[i] = d().y[i] - e.residuals[i];
    out_.vcov = set_.linear.vcov.text;
    if (e.lags >= 0 && set_.linear.vcov.number < 0) out_.vcov += "(" + std::to_string(e.lags) + ")";
  }

  void inference() {
    Estimates& e = out_.estimates;
    if (set_.linear.convention.distribution == Distribution::normal) e.df_t = INFINITY;
    const double wide = numeric::t_quantile(0.5 + set_.linear.level / 2, e.df_t);
    for (std::size_t k = 0; k < e.coefficients.size(); ++k) {
      const double variance = e.covariance(k, k), b = e.coefficients[k];
      const double se = variance > 0 ? std::sqrt(variance) : missing;
      out_.std_errors.push_back(se);
      out_.statistics.push_back(b / se);
      out_.p_values.push_back(numeric::t_two_sided(b / se, e.df_t));
      out_.conf_low.push_back(b - wide * se);
      out_.conf_high.push_back(b + wide * se);
    }
    const std::size_t slopes = out_.terms.size() - (with_constant() ? 1 : 0);
    const Wald test = wald(e.covariance, std::span(e.coefficients).first(slopes));
    out_.f_df = static_cast<double>(slopes);
    out_.f = test.statistic / out_.f_df;
    out_.f_p = numeric::f_upper(out_.f, out_.f_df, e.df_t);
  }

  const data::Panel& panel_;
  const Settings& set_;
  const Executor& executor_;
  AbsorptionCache& cache_;
  Model out_;
  Data data_;
  std::shared_ptr<const Absorption> absorption_;
  std::optional<Positions> positions_;
  std::vector<std::size_t> first_, second_;  // kept among the candidates of x2 and of z1
};

}  // namespace

Model estimate(const data::Panel& panel,
               Design design,
               const Settings& settings,
               const Executor& executor,
               AbsorptionCache& cache) {
  return Estimation(panel, std::move(design), settings, executor, cache).run();
}

}  // namespace yugong::regression::iv
