#include "yugong/regression/linear_model.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/least_squares.hpp"
#include "yugong/regression/model_errors.hpp"

namespace yugong::regression {
namespace {

/// A regressor counts as absorbed when what the effects leave of it is below this share of its
/// variation (reghdfe's bound).
constexpr double absorbed_share = 1e-9;

struct Moments {
  double mean = 0;
  double square = 0;   // about zero
  double centred = 0;  // about the mean
};

WildOptions wild_options(const LinearSettings& settings) {
  WildOptions out;
  if (settings.vcov.number > 0) out.replications = static_cast<long>(settings.vcov.number);
  out.draws = settings.vcov.draws;
  out.impose_null = settings.vcov.impose_null;
  out.equal_tail = settings.vcov.equal_tail;
  out.seed = settings.seed;
  out.level = settings.level;
  return out;
}

Moments moments(std::span<const double> v, std::span<const double> w) {
  Moments out;
  double mass = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    mass += w.empty() ? 1.0 : w[i];
    out.mean += (w.empty() ? 1.0 : w[i]) * v[i];
  }
  out.mean /= mass;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const double wi = w.empty() ? 1.0 : w[i], d = v[i] - out.mean;
    out.square += wi * v[i] * v[i];
    out.centred += wi * d * d;
  }
  return out;
}

/// The columns chosen (ascending), in the storage of all of them.
Matrix columns_of(Matrix all, const std::vector<std::size_t>& chosen) {
  for (std::size_t k = 0; k < chosen.size(); ++k)
    if (chosen[k] != k)
      std::copy(all.column(chosen[k]).begin(), all.column(chosen[k]).end(), all.column(k).begin());
  all.cols = chosen.size();
  all.values.resize(all.rows * all.cols);
  return all;
}

/// One estimation, step by step; the steps fill `out`.
class Estimation {
 public:
  Estimation(const data::Panel& panel,
             Design design,
             const LinearSettings& settings,
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

  LinearModel run() {
    gather();
    absorb();
    choose_columns();
    solve();
    count();
    constant_and_covariance();
    fit_measures();
    inference();
    take_fitted();
    if (set_.effects) recover_effects();
    return std::move(out_);
  }

 private:
  const Design& d() const { return out_.design; }

  std::span<const double> w() const { return d().weights; }

  bool has_effects() const { return !d().effects.empty(); }

  /// The xtreg form: only the unit's effect is absorbed, the others are dummies with their first
  /// level left out.
  bool dummies_form() const {
    return d().effects.size() > 1 &&
           (set_.convention.constant == Constant::base_year ||
            (set_.convention.dummies_are_regressors && set_.convention.constant == Constant::none));
  }

  bool reports_constant() const {
    if (!set_.constant_in_model) return false;
    return set_.convention.constant != Constant::none || !has_effects();
  }

  bool removes_mean() const { return has_effects() || set_.constant_in_model; }

  /// The panel's unit among the effects, else the first.
  std::size_t unit_effect() const {
    for (std::size_t q = 0; q < d().effects.size(); ++q)
      if (d().effects[q].variables == std::vector<std::string>{panel_.unit_name()}) return q;
    return 0;
  }

  /// Regressors and dummies as they are.
  const Matrix& raw() const { return dummies_form() ? with_dummies_ : d().x; }

  void gather();
  void add_dummies();
  void absorb();
  void choose_columns();
  void drop(std::size_t column, const Text& reason);
  Text absorbed_by(std::size_t column) const;
  void solve();
  [[noreturn]] void refuse_nothing_left() const;
  void count();
  void constant_and_covariance();
  Matrix bordered(const std::vector<double>& means) const;
  void fit_measures();
  void inference();
  void bootstrap();
  void take_fitted();
  void recover_effects();

  const data::Panel& panel_;
  const LinearSettings& set_;
  const Executor& executor_;
  AbsorptionCache& cache_;
  LinearModel out_;
  SharedSample* shared_ = nullptr;
  std::vector<std::string> reasons_;  // why columns were left out
  std::vector<std::string> names_;    // of the columns of raw()
  Matrix with_dummies_;               // regressors and dummies as they are, in that form
  std::vector<Moments> moments_;      // of the regressors and dummies
  Matrix residual_;                   // the same and then the outcome, without the effects
  std::vector<double> y_residual_;
  std::shared_ptr<const Absorption> absorption_;
  std::vector<std::size_t> candidates_;  // columns that vary within the effects
  LeastSquares ls_;
  Matrix kept_;                // residualised columns with a coefficient
  std::vector<double> means_;  // of the raw columns kept
  double y_mean_ = 0;
};

void Estimation::gather() {
  names_ = d().names;
  if (dummies_form()) add_dummies();
  const Moments y = moments(d().y, w());
  y_mean_ = y.mean;
  out_.tss = removes_mean() ? y.centred : y.square;
  if (y.centred <= 1e-24 * y.square || out_.tss == 0)
    throw Error(error("YG3103",
                      {"the outcome '" + d().outcome + "' has the same value in all " +
                           std::to_string(d().rows.size()) + " rows",
                       "被解释变量“" + d().outcome + "”在全部 " + std::to_string(d().rows.size()) +
                           " 行中取值相同"},
                      {"choose another outcome or a wider sample", "请更换被解释变量或扩大样本"})
                    .about(d().outcome));
}

void Estimation::add_dummies() {
  for (const Factor& f : d().effects)
    if (!f.slopes.empty())
      throw Error(error("YG3126",
                        {"the xtreg form writes effects as dummies and takes no slopes: " + f.name,
                         "xtreg 形式以虚拟变量表示固定效应，不支持斜率：" + f.name},
                        {"choose convention = \"reghdfe\", or write i(" + f.variables.front() +
                             ", " + f.slope_names.front() + ") among the regressors",
                         "请使用 convention = \"reghdfe\"，或将 i(" + f.variables.front() + ", " +
                             f.slope_names.front() + ") 写入解释变量"}));
  const std::size_t unit = unit_effect(), n = d().rows.size();
  with_dummies_ = d().x;
  for (std::size_t q = 0; q < d().effects.size(); ++q) {
    if (q == unit) continue;
    const Factor& f = d().effects[q];
    for (std::int32_t l = 1; l < f.levels; ++l) {
      names_.push_back(level_label(panel_, f, l) + "." + f.name);
      for (std::size_t i = 0; i < n; ++i)
        with_dummies_.values.push_back(f.level[i] == l ? 1.0 : 0.0);
      ++with_dummies_.cols;
    }
  }
}

void Estimation::absorb() {
  std::vector<Factor> factors = d().effects;
  if (dummies_form()) factors = {d().effects[unit_effect()]};
  factors = with_constant_factor(std::move(factors), d().rows.size(), set_.constant_in_model);
  shared_ = &cache_.sample(d(), factors, set_.constant_in_model, executor_);
  absorption_ = shared_->absorption();
  residual_ = Matrix(raw().rows, raw().cols + 1);
  std::copy(raw().values.begin(), raw().values.end(), residual_.values.begin());
  std::copy(d().y.begin(), d().y.end(), residual_.column(raw().cols).begin());
  std::vector<std::string> names = names_;
  names.push_back(d().outcome);
  shared_->residualise(names, residual_, executor_);
  const std::span<const double> y = residual_.column(raw().cols);
  y_residual_.assign(y.begin(), y.end());
  out_.tss_within = weighted_dot(y, y, w());
  if (out_.tss_within <= 1e-20 * out_.tss)
    throw Error(error("YG3108",
                      {"the fixed effects explain the outcome '" + d().outcome +
                           "' completely; nothing is left to estimate",
                       "固定效应完全解释了被解释变量“" + d().outcome + "”，没有剩余变化可供估计"},
                      {"leave out the fixed effect that the outcome does not vary within",
                       "请去掉使被解释变量没有组内变化的固定效应"})
                    .about(d().outcome));
}

Text Estimation::absorbed_by(std::size_t column) const {
  Matrix one(raw().rows, 1);
  std::vector<std::string> all;
  for (const Factor& f : absorption_->factors()) {
    std::copy(raw().column(column).begin(), raw().column(column).end(), one.values.begin());
    Absorption(std::vector<Factor>{f}, d().weights, raw().rows).residualise(one, executor_);
    const double left = weighted_dot(one.column(0), one.column(0), w());
    if (left <= absorbed_share * moments(raw().column(column), w()).centred)
      return {"absorbed by " + f.name, "被 " + f.name + " 固定效应吸收"};
    all.push_back(f.name);
  }
  const std::string joint = text::join(all, " + ");
  return {"absorbed by " + joint, "被 " + joint + " 固定效应共同吸收"};
}

void Estimation::drop(std::size_t column, const Text& reason) {
  reasons_.push_back(names_[column] + " (" + reason.en + ")");
  out_.notes.push_back(note("YG1203",
                            {"'" + names_[column] + "' is left out: " + reason.en,
                             "剔除“" + names_[column] + "”：" + reason.in(Lang::zh)})
                           .about(names_[column]));
}

/// Columns that the effects (or the constant) leave nothing of are named and left out.
void Estimation::choose_columns() {
  for (std::size_t j = 0; j < raw().cols; ++j) {
    moments_.push_back(moments(raw().column(j), w()));
    const Moments& m = moments_.back();
    const std::span<const double> rest = residual_.column(j);
    if (m.square == 0 || (removes_mean() && m.centred <= 1e-24 * m.square))
      drop(j, {"it has one value in the sample", "样本内取值不变"});
    else if (removes_mean() && weighted_dot(rest, rest, w()) <= absorbed_share * m.centred)
      drop(j, absorbed_by(j));
    else
      candidates_.push_back(j);
  }
}

void Estimation::solve() {
  Matrix x = columns_of(std::move(residual_), candidates_);
  ls_ = least_squares(x, y_residual_, w());
  for (const Collinear& c : ls_.dropped) {
    std::vector<std::string> of;
    for (const std::size_t k : c.of) of.push_back(names_[candidates_[k]]);
    const std::string list = text::join(of, ", ");
    drop(candidates_[c.column],
         {"linear in " + list + (has_effects() ? " and the fixed effects" : ""),
          "与 " + list + (has_effects() ? " 及固定效应线性相关" : " 线性相关")});
  }
  out_.slopes = ls_.kept.size();
  if (out_.slopes == 0 && !d().names.empty()) refuse_nothing_left();
  kept_ = columns_of(std::move(x), ls_.kept);
  for (const std::size_t k : ls_.kept) {
    const std::size_t column = candidates_[k];
    out_.terms.push_back(names_[column]);
    if (column < d().names.size()) ++out_.regressors;
    means_.push_back(moments_[column].mean);
  }
  out_.estimates = ls_.coefficients;
  out_.rss = ls_.rss;
  out_.residuals = std::move(ls_.residuals);
}

void Estimation::refuse_nothing_left() const {
  const std::string list = text::join(reasons_, ", ");
  throw Error(error("YG3123",
                    {"no regressor is left in the model of '" + d().outcome + "': " + list,
                     "“" + d().outcome + "”的模型中没有剩余的解释变量：" + list},
                    {"leave out the fixed effect that absorbs them, or use regressors that vary "
                     "within the effects",
                     "请去掉吸收它们的固定效应，或使用在固定效应内有变化的解释变量"})
                  .about(d().outcome));
}

void Estimation::count() {
  const Convention& c = set_.convention;
  out_.absorbed = shared_->absorbed(set_.constant_in_model);
  out_.clustered = shared_->clustered(set_.constant_in_model, d().clusters, c.df, c.nested);
  out_.df_absorbed = out_.absorbed.by(c.df);
  if (c.df == DfRule::exact && out_.absorbed.exact < 0)
    out_.notes.push_back(warning(
        "YG3115",
        {"the exact rank of the fixed effects is too costly here; reghdfe's upper bound is used",
         "固定效应的精确秩计算代价过高，改用 reghdfe 的上界"}));
  if (c.r2_follows_clusters && set_.vcov.clustered())
    out_.df_absorbed = out_.clustered.absorbed + out_.clustered.nested_levels;
  const auto k = static_cast<double>(out_.slopes);
  out_.df_resid = out_.n - k - static_cast<double>(out_.absorbed.by(c.df));
  if (out_.df_resid > 0) return;
  const std::string needed =
      std::to_string(static_cast<long>(out_.slopes) + out_.absorbed.by(c.df));
  throw Error(error(
      "YG3102",
      {"more parameters than rows: " + needed + " parameters (" + std::to_string(out_.slopes) +
           " slopes, " + std::to_string(out_.absorbed.by(c.df)) + " for effects and constant), " +
           text::round_trip(out_.n) + " rows",
       "参数多于观测：" + needed + " 个参数（斜率 " + std::to_string(out_.slopes) +
           " 个，固定效应与常数项 " + std::to_string(out_.absorbed.by(c.df)) + " 个），观测 " +
           text::round_trip(out_.n) + " 行"},
      {"leave out regressors or fixed effects, or use a larger sample",
       "请减少解释变量或固定效应，或扩大样本"}));
}

/// Bread of (x~ + xbar, 1): D bordered by -D xbar and 1/n + xbar'D xbar.
Matrix Estimation::bordered(const std::vector<double>& means) const {
  const std::size_t k = out_.slopes;
  Matrix out(k + 1, k + 1);
  double corner = 1.0 / out_.n;
  for (std::size_t i = 0; i < k; ++i) {
    double side = 0;
    for (std::size_t j = 0; j < k; ++j) {
      out(i, j) = ls_.bread(i, j);
      side += ls_.bread(i, j) * means[j];
    }
    out(i, k) = out(k, i) = -side;
    corner += means[i] * side;
  }
  out(k, k) = corner;
  return out;
}

void Estimation::constant_and_covariance() {
  Matrix bread = ls_.bread;
  std::vector<double> shifts;
  if (reports_constant()) {
    double constant = y_mean_;
    for (std::size_t k = 0; k < out_.slopes; ++k) constant -= means_[k] * out_.estimates[k];
    shifts = means_;
    bread = bordered(means_);
    out_.terms.emplace_back("_cons");
    out_.estimates.push_back(constant);
  }
  const double parameters = out_.n - out_.df_resid;
  const double clustered =
      static_cast<double>(out_.slopes) + static_cast<double>(out_.clustered.charged);
  ModelErrors errors = model_errors({panel_,
                                     d(),
                                     set_,
                                     *absorption_,
                                     kept_,
                                     ls_.bread,
                                     shifts,
                                     bread,
                                     out_.residuals,
                                     out_.rss,
                                     out_.n,
                                     parameters,
                                     clustered},
                                    executor_);
  Covariance& c = errors.covariance;
  out_.covariance = std::move(c.v);
  out_.df_t = c.df;
  out_.df_terms = std::move(errors.df);
  out_.max_leverage = errors.max_leverage;
  out_.small_sample = c.factor;
  out_.groups = std::move(c.groups);
  out_.repaired = c.repaired;
  out_.vcov = set_.vcov.text;
  if (c.lags >= 0 && set_.vcov.number < 0) out_.vcov += "(" + std::to_string(c.lags) + ")";
  for (Problem& p : covariance_notes(set_.vcov, d().clusters, out_.repaired, true))
    out_.notes.push_back(std::move(p));
}

void Estimation::fit_measures() {
  double q_within = static_cast<double>(out_.df_absorbed);
  if (d().effects.size() > 1 && set_.convention.dummies_are_regressors != dummies_form()) {
    // Within what: the unit alone, or all effects, whichever the slopes were not estimated in.
    std::vector<Factor> factors = d().effects;
    if (set_.convention.dummies_are_regressors) factors = {d().effects[unit_effect()]};
    Matrix one(raw().rows, 1);
    one.values = d().y;
    const Absorption other(std::move(factors), d().weights, raw().rows);
    other.residualise(one, executor_);
    out_.tss_within = weighted_dot(one.column(0), one.column(0), w());
    q_within = static_cast<double>(absorbed_df(other, true).by(set_.convention.df));
  }
  const double n = out_.n,
               rest = n - static_cast<double>(out_.slopes) - static_cast<double>(out_.df_absorbed);
  const double one = removes_mean() ? 1.0 : 0.0;
  out_.r2 = 1.0 - out_.rss / out_.tss;
  out_.r2_adj = 1.0 - (out_.rss / rest) / (out_.tss / (n - one));
  out_.rmse = std::sqrt(out_.rss / rest);
  if (has_effects()) {
    out_.r2_within = 1.0 - out_.rss / out_.tss_within;
    out_.r2_adj_within = 1.0 - (out_.rss / rest) / (out_.tss_within / (n - q_within));
  }
  if (out_.rss <= 1e-20 * out_.tss)
    out_.notes.push_back(warning(
        "YG3110",
        {"the model fits the outcome perfectly; standard errors mean nothing",
         "模型完全拟合被解释变量，标准误没有意义"},
        {"is a regressor computed from the outcome?", "是否有解释变量由被解释变量计算而来？"}));
}

void Estimation::inference() {
  if (set_.convention.distribution == Distribution::normal) out_.df_t = INFINITY;
  for (std::size_t k = 0; k < out_.estimates.size(); ++k) {
    const bool normal = set_.convention.distribution == Distribution::normal;
    const double df = k < out_.df_terms.size() && !normal ? out_.df_terms[k] : out_.df_t;
    const double wide = numeric::t_quantile(0.5 + set_.level / 2, df);
    const double variance = out_.covariance(k, k), b = out_.estimates[k];
    const double se = variance > 0 ? std::sqrt(variance) : missing;
    if (is_missing(se))
      out_.notes.push_back(warning("YG3004",
                                   {"the variance of '" + out_.terms[k] +
                                        "' is not positive; its standard error is missing",
                                    "“" + out_.terms[k] + "”的方差不为正，标准误缺失"})
                               .about(out_.terms[k]));
    const double t = b / se;
    out_.std_errors.push_back(se);
    out_.statistics.push_back(t);
    out_.p_values.push_back(numeric::t_two_sided(t, df));
    out_.conf_low.push_back(b - wide * se);
    out_.conf_high.push_back(b + wide * se);
  }
  if (out_.slopes == 0) return;
  if (set_.vcov.kind == Vcov::Kind::wild) bootstrap();
  const Wald test = wald(out_.covariance, std::span(out_.estimates).first(out_.slopes));
  out_.f_df = static_cast<double>(out_.slopes);
  out_.f = test.statistic / out_.f_df;
  out_.f_p = numeric::f_upper(out_.f, out_.f_df, out_.df_t);
  if (is_missing(test.statistic))
    out_.notes.push_back(note("YG3005",
                              {"no joint F test: the covariance of " + std::to_string(out_.slopes) +
                                   " slopes has rank " + std::to_string(test.rank),
                               "无法做联合 F 检验：" + std::to_string(out_.slopes) +
                                   " 个斜率的协方差矩阵秩为 " + std::to_string(test.rank)}));
}

/// p values and intervals of the regressors from the wild bootstrap; the standard errors stay those
/// of the clusters.
void Estimation::bootstrap() {
  const WildModel model{
      absorption_.get(), &kept_, y_residual_, w(), &d().clusters.front(), out_.small_sample};
  const WildOptions options = wild_options(set_);
  WildTest test;
  for (std::size_t k = 0; k < out_.regressors; ++k) {
    test = wild_test(model, k, 0.0, true, options, executor_);
    out_.p_values[k] = test.p;
    out_.conf_low[k] = test.low;
    out_.conf_high[k] = test.high;
  }
  out_.vcov = set_.vcov.text;
  out_.bootstrap_draws = test.draws;
  const std::string draws = std::to_string(test.draws);
  out_.notes.push_back(note("YG3119",
                            {"p values and intervals by wild cluster bootstrap, " + draws +
                                 (test.enumerated ? " sign vectors (all there are)"
                                                  : " draws, seed " + std::to_string(set_.seed)) +
                                 "; the joint F test uses the clustered covariance",
                             "p 值与置信区间来自 wild 聚类自助法，" + draws +
                                 (test.enumerated ? " 个符号向量（全部枚举）"
                                                  : " 次抽样，种子 " + std::to_string(set_.seed)) +
                                 "；联合 F 检验使用聚类协方差"}));
}

void Estimation::take_fitted() {
  residual_ = kept_ = Matrix();
  y_residual_ = {};
  out_.fitted.resize(d().y.size());
  for (std::size_t i = 0; i < d().y.size(); ++i) out_.fitted[i] = d().y[i] - out_.residuals[i];
}

void Estimation::recover_effects() {
  if (!has_effects()) return;
  std::vector<double> v = out_.fitted;
  for (std::size_t k = 0; k < out_.slopes; ++k)
    add_scaled(-out_.estimates[k], raw().column(candidates_[ls_.kept[k]]), v);
  if (reports_constant())
    for (double& x : v) x -= out_.estimates.back();
  out_.level_effects = absorption_->effects(v, executor_);
  out_.absorbed_factors = absorption_->factors();
  for (std::size_t q = 0; q < out_.absorbed_factors.size(); ++q) {
    const Factor& f = out_.absorbed_factors[q];
    if (f.variables.empty()) continue;
    const auto levels = static_cast<std::size_t>(f.levels);
    const std::string by = text::join(f.variables, "^");
    const std::vector<double>& values = out_.level_effects[q];
    for (std::size_t at = 0; at < values.size(); ++at) {
      const std::size_t part = at / levels, first = f.intercept ? 1 : 0;
      const std::string name = part < first ? by : by + "[" + f.slope_names[part - first] + "]";
      const auto level = static_cast<std::int32_t>(at % levels);
      out_.effects.push_back({name, level_label(panel_, f, level), values[at]});
    }
  }
}

}  // namespace

LinearModel estimate(const data::Panel& panel,
                     Design design,
                     const LinearSettings& settings,
                     const Executor& executor,
                     AbsorptionCache& cache) {
  return Estimation(panel, std::move(design), settings, executor, cache).run();
}

}  // namespace yugong::regression
