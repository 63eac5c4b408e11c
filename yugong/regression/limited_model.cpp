#include "yugong/regression/limited_model.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/least_squares.hpp"

namespace yugong::regression {
namespace {

using numeric::LimitedStatus;
using numeric::LimitKind;

constexpr double infinity = std::numeric_limits<double>::infinity();

Place at_path(const std::string& path) {
  Place p;
  p.path = path;
  return p;
}

std::string count(double v) {
  return text::round_trip(v);
}

/// Restricts a sample to the rows flagged; the others are recorded under a reason.
void keep_rows(Design& d,
               const std::vector<char>& keep,
               WeightKind kind,
               const std::string& reason,
               const Text& label) {
  Dropped dropped{reason, label, {}};
  std::vector<std::uint32_t> inside;
  for (std::size_t i = 0; i < keep.size(); ++i)
    if (keep[i] != 0)
      inside.push_back(static_cast<std::uint32_t>(i));
    else
      dropped.rows.push_back(d.rows[i]);
  if (dropped.rows.empty()) return;
  const auto pick = [&](auto& v) {
    for (std::size_t i = 0; i < inside.size(); ++i) v[i] = v[inside[i]];
    v.resize(inside.size());
  };
  Matrix x(inside.size(), d.x.cols);
  for (std::size_t j = 0; j < x.cols; ++j)
    for (std::size_t i = 0; i < inside.size(); ++i) x(i, j) = d.x(inside[i], j);
  d.x = std::move(x);
  pick(d.rows);
  pick(d.y);
  d.n = static_cast<double>(d.rows.size());
  if (!d.weights.empty()) {
    pick(d.weights);
    double sum = 0;
    for (const double w : d.weights) sum += w;
    if (kind == WeightKind::frequency)
      d.n = sum;
    else
      for (double& w : d.weights) w *= d.n / sum;
  }
  for (auto* list : {&d.effects, &d.clusters})
    for (Factor& f : *list) f = restrict_to(f, inside);
  d.sample.used = d.rows.size();
  d.sample.dropped.push_back(std::move(dropped));
}

/// One estimation, step by step; the steps fill `out_`.
class Estimation {
 public:
  Estimation(const data::Panel& panel, Design design, const LimitedSettings& settings)
      : panel_(panel),
        set_(settings) {
    out_.design = std::move(design);
    out_.notes = out_.design.notes;
  }

  LimitedModel run() {
    set_limits();
    if (truncated()) leave_out_what_lies_beyond();
    leave_out_separated_levels();
    count_limits();
    gather();
    fit();
    describe();
    covariances();
    inference();
    compare_with_the_constant();
    out_.margins = margins_of(out_, set_.kind, x_, terms_of_x_.size());
    return std::move(out_);
  }

 private:
  Design& d() { return out_.design; }

  bool truncated() const { return set_.kind == LimitKind::truncated; }

  std::size_t rows() const { return out_.design.rows.size(); }

  double weight(std::size_t i) const {
    return out_.design.weights.empty() ? 1.0 : out_.design.weights[i];
  }

  bool left(std::size_t i) const { return out_.design.y[i] <= out_.low[i]; }

  bool right(std::size_t i) const { return out_.design.y[i] >= out_.high[i]; }

  std::vector<double> limits_of(const Limit& limit, double none, const std::string& option);
  void set_limits();
  void leave_out_what_lies_beyond();
  void leave_out_separated_levels();
  void count_limits();
  void gather();
  void add_column(const std::string& name, std::span<const double> values);
  void add_dummies();
  void drop_collinear();
  void fit();
  [[noreturn]] void refuse_no_maximum() const;
  void describe();
  void covariances();
  void warn_of_clusters();
  void inference();
  void compare_with_the_constant();
  numeric::LimitedSample sample() const;

  const data::Panel& panel_;
  const LimitedSettings& set_;
  LimitedModel out_;
  std::vector<std::string> terms_of_x_;
  std::vector<double> x_;  // [rows x terms_of_x_]
  std::size_t dummies_ = 0;
};

std::vector<double> Estimation::limits_of(const Limit& limit,
                                          double none,
                                          const std::string& option) {
  std::vector<double> out(rows(), none);
  if (limit.kind == Limit::Kind::none) return out;
  if (limit.kind == Limit::Kind::column) {
    const data::DataColumn& column = panel_.table().column(limit.column, at_path(option));
    if (column.is_text)
      throw Error(error(
          "YG3109",
          {"the limits '" + limit.column + "' hold text", "界限变量“" + limit.column + "”是文本"},
          {"name a column of numbers", "请指定数值变量"},
          at_path(option)));
    for (std::size_t i = 0; i < rows(); ++i) {
      const double v = column.numbers[d().rows[i]];
      if (!is_missing(v)) out[i] = v;
    }
    return out;
  }
  double value = limit.number;
  if (limit.kind == Limit::Kind::extreme) {
    const auto [least, largest] = std::minmax_element(d().y.begin(), d().y.end());
    value = none < 0 ? *least : *largest;
  }
  std::fill(out.begin(), out.end(), value);
  return out;
}

void Estimation::set_limits() {
  out_.low = limits_of(set_.left, -infinity, "left");
  out_.high = limits_of(set_.right, infinity, "right");
  for (std::size_t i = 0; i < rows(); ++i) {
    if (out_.low[i] < out_.high[i]) continue;
    throw Error(error("YG3142",
                      {"the left limit " + count(out_.low[i]) + " is not below the right limit " +
                           count(out_.high[i]) + " (" + panel_.key(d().rows[i]) + ")",
                       "左界限 " + count(out_.low[i]) + " 不小于右界限 " + count(out_.high[i]) +
                           "（" + panel_.key(d().rows[i]) + "）"},
                      {"left is the lower and right the upper limit", "left 为下限，right 为上限"},
                      at_path("left")));
  }
}

void Estimation::leave_out_what_lies_beyond() {
  std::vector<char> keep(rows(), 1);
  std::vector<double> low, high;
  for (std::size_t i = 0; i < rows(); ++i) {
    keep[i] = left(i) || right(i) ? 0 : 1;
    if (keep[i] == 0) continue;
    low.push_back(out_.low[i]);
    high.push_back(out_.high[i]);
  }
  out_.beyond = static_cast<double>(rows() - low.size());
  const std::size_t before = rows();
  if (low.empty())
    throw Error(
        error("YG3101",
              {"no row lies between the limits of the truncation", "没有观测位于截断界限之内"},
              {"check the options left and right", "请检查 left 与 right"},
              at_path("left")));
  keep_rows(d(),
            keep,
            set_.weight_kind,
            "truncated",
            {"at or beyond a limit of the truncation", "位于截断界限或之外"});
  out_.low = std::move(low);
  out_.high = std::move(high);
  if (out_.beyond > 0)
    out_.notes.push_back(note("YG3144",
                              {count(out_.beyond) + " of " + std::to_string(before) +
                                   " rows lie at or beyond a limit and are not used",
                               "共 " + std::to_string(before) + " 行，其中 " + count(out_.beyond) +
                                   " 行位于截断界限或之外，未使用"}));
}

/// A level of an effect whose rows are all at the same limit is fitted perfectly by an infinite
/// effect: it says nothing about the slopes and is left out.
void Estimation::leave_out_separated_levels() {
  if (truncated()) return;
  std::vector<std::string> parts;
  std::size_t total = 0;
  for (bool found = true; found;) {
    found = false;
    for (std::size_t q = 0; q < d().effects.size(); ++q) {
      const Factor f = d().effects[q];
      std::vector<char> lefts(static_cast<std::size_t>(f.levels), 1), rights = lefts;
      for (std::size_t i = 0; i < rows(); ++i) {
        const auto l = static_cast<std::size_t>(f.level[i]);
        if (!left(i)) lefts[l] = 0;
        if (!right(i)) rights[l] = 0;
      }
      std::vector<char> keep(rows(), 1);
      std::vector<double> low, high;
      for (std::size_t i = 0; i < rows(); ++i) {
        const auto l = static_cast<std::size_t>(f.level[i]);
        keep[i] = lefts[l] != 0 || rights[l] != 0 ? 0 : 1;
        if (keep[i] == 0) continue;
        low.push_back(out_.low[i]);
        high.push_back(out_.high[i]);
      }
      if (low.size() == rows()) continue;
      if (low.empty()) refuse_no_maximum();
      const auto levels =
          std::count_if(lefts.begin(), lefts.end(), [](char c) { return c != 0; }) +
          std::count_if(rights.begin(), rights.end(), [](char c) { return c != 0; });
      total += rows() - low.size();
      parts.push_back(f.name + " " + std::to_string(levels));
      keep_rows(d(),
                keep,
                set_.weight_kind,
                "separated:" + f.name,
                {"all rows of " + f.name + " at the limit", f.name + " 的全部观测都在界限上"});
      out_.low = std::move(low);
      out_.high = std::move(high);
      found = true;
    }
  }
  if (total > 0)
    out_.notes.push_back(warning(
        "YG3145",
        {std::to_string(total) + " rows of levels whose rows all lie at a limit are not used: " +
             text::join(parts, ", "),
         "未使用全部观测都在界限上的组，共 " + std::to_string(total) + " 行：" +
             text::join(parts, ", ")}));
}

void Estimation::count_limits() {
  double mass = 0, mean = 0, spread = 0, size = 0;
  for (std::size_t i = 0; i < rows(); ++i) {
    const double w = set_.weight_kind == WeightKind::frequency ? weight(i) : 1.0;
    if (!truncated() && left(i))
      out_.at_left += w;
    else if (!truncated() && right(i))
      out_.at_right += w;
    mass += weight(i);
    mean += weight(i) * d().y[i];
  }
  mean /= mass;
  for (std::size_t i = 0; i < rows(); ++i) {
    spread += (d().y[i] - mean) * (d().y[i] - mean);
    size += d().y[i] * d().y[i];
  }
  if (spread <= 1e-24 * size || size == 0)
    throw Error(
        error("YG3103",
              {"the outcome '" + d().outcome + "' has the same value in all " +
                   std::to_string(rows()) + " rows",
               "被解释变量“" + d().outcome + "”在全部 " + std::to_string(rows()) + " 行中取值相同"},
              {"choose another outcome or a wider sample", "请更换被解释变量或扩大样本"})
            .about(d().outcome));
  out_.n = d().n;
  if (!truncated() && out_.at_left + out_.at_right == 0)
    out_.notes.push_back(note("YG3146",
                              {"no row lies at a limit: the slopes are those of least squares",
                               "没有观测位于界限上：斜率与最小二乘相同"}));
}

void Estimation::add_column(const std::string& name, std::span<const double> values) {
  terms_of_x_.push_back(name);
  x_.insert(x_.end(), values.begin(), values.end());
}

void Estimation::add_dummies() {
  std::vector<double> column(rows());
  for (std::size_t q = 0; q < d().effects.size(); ++q) {
    const Factor& f = d().effects[q];
    const std::int32_t first = set_.constant || q > 0 ? 1 : 0;
    for (std::int32_t l = first; l < f.levels; ++l) {
      for (std::size_t i = 0; i < rows(); ++i) column[i] = f.level[i] == l ? 1.0 : 0.0;
      add_column(level_label(panel_, f, l) + "." + f.name, column);
    }
  }
}

/// Columns in the order regressors, dummies, constant; collinear ones are left out, the constant
/// and earlier columns staying.
void Estimation::gather() {
  for (std::size_t j = 0; j < d().x.cols; ++j) add_column(d().names[j], d().x.column(j));
  add_dummies();
  if (set_.constant) add_column("_cons", std::vector<double>(rows(), 1.0));
  drop_collinear();
  out_.slopes = terms_of_x_.size() - (set_.constant ? 1 : 0);
  out_.regressors = out_.slopes - dummies_;
  if (!d().effects.empty())
    out_.notes.push_back(warning(
        "YG3147",
        {"fixed effects enter as " + std::to_string(dummies_) +
             " dummies; with few rows per level the slopes and above all sigma are biased "
             "(incidental parameters)",
         "固定效应以 " + std::to_string(dummies_) +
             " 个虚拟变量进入；每组观测较少时斜率、尤其 sigma 有偏（伴随参数问题）"},
        {"compare with random effects, or with least squares", "请与随机效应或最小二乘结果比较"}));
  if (out_.n <= static_cast<double>(terms_of_x_.size()))
    throw Error(error("YG3102",
                      {"more parameters than rows: " + std::to_string(terms_of_x_.size() + 1) +
                           " parameters, " + count(out_.n) + " rows",
                       "参数多于观测：" + std::to_string(terms_of_x_.size() + 1) + " 个参数，" +
                           count(out_.n) + " 行观测"},
                      {"leave out regressors or fixed effects, or use a larger sample",
                       "请减少解释变量或固定效应，或扩大样本"}));
}

void Estimation::drop_collinear() {
  const std::size_t p = terms_of_x_.size();
  Matrix x(rows(), p);
  const std::size_t first = set_.constant ? 1 : 0;  // the constant is never the one that goes
  const auto source = [&](std::size_t j) { return set_.constant ? (j == 0 ? p - 1 : j - 1) : j; };
  for (std::size_t j = 0; j < p; ++j)
    std::copy_n(x_.data() + source(j) * rows(), rows(), x.column(j).begin());
  const LeastSquares ls = least_squares(x, d().y, d().weights);
  std::vector<char> gone(p, 0);
  std::size_t dummies_gone = 0;
  for (const Collinear& c : ls.dropped) {
    const std::size_t j = source(c.column);
    gone[j] = 1;
    if (j >= d().x.cols) {
      ++dummies_gone;
      continue;
    }
    std::vector<std::string> of;
    for (const std::size_t k : c.of)
      if (k >= first) of.push_back(terms_of_x_[source(k)]);
    const Text why = of.empty() ? Text{"it has one value in the sample", "样本内取值不变"}
                                : Text{"linear in " + text::join(of, ", "),
                                       "可由 " + text::join(of, ", ") + " 线性表示"};
    out_.notes.push_back(note("YG1203",
                              {"'" + terms_of_x_[j] + "' is left out: " + why.en,
                               "剔除“" + terms_of_x_[j] + "”：" + why.in(Lang::zh)})
                             .about(terms_of_x_[j]));
  }
  if (dummies_gone > 0)
    out_.notes.push_back(note(
        "YG1203",
        {std::to_string(dummies_gone) +
             " dummies of the effects are left out: linear in the others",
         "剔除 " + std::to_string(dummies_gone) + " 个可由其他变量线性表示的固定效应虚拟变量"}));
  dummies_ = p - d().x.cols - first - dummies_gone;
  std::vector<std::string> names;
  std::vector<double> kept;
  for (std::size_t j = 0; j < p; ++j) {
    if (gone[j] != 0) continue;
    names.push_back(terms_of_x_[j]);
    const auto begin = x_.begin() + static_cast<std::ptrdiff_t>(j * rows());
    kept.insert(kept.end(), begin, begin + static_cast<std::ptrdiff_t>(rows()));
  }
  terms_of_x_ = std::move(names);
  x_ = std::move(kept);
}

numeric::LimitedSample Estimation::sample() const {
  return {out_.design.y, x_, terms_of_x_.size(), out_.low, out_.high, out_.design.weights};
}

void Estimation::refuse_no_maximum() const {
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

void Estimation::fit() {
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

void Estimation::describe() {
  const auto parameters = static_cast<double>(out_.terms.size());
  out_.aic = -2 * out_.loglik + 2 * parameters;
  out_.bic = -2 * out_.loglik + std::log(out_.n) * parameters;
  const double s = out_.sigma;
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

void Estimation::covariances() {
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
  Covariance c = covariance(set_.vcov, in);
  out_.covariance = std::move(c.v);
  out_.groups = std::move(c.groups);
  if (set_.vcov.clustered()) warn_of_clusters();
  out_.df_t = set_.distribution == Distribution::normal ? infinity
              : set_.vcov.clustered()                   ? c.df
                                      : out_.n - static_cast<double>(terms_of_x_.size());
}

void Estimation::warn_of_clusters() {
  const long fewest = *std::min_element(out_.groups.begin(), out_.groups.end());
  if (fewest < 30)
    out_.notes.push_back(warning("YG3002",
                                 {std::to_string(fewest) + " clusters; " + set_.vcov.text +
                                      " is unreliable below about 30. Reported as asked",
                                  "只有 " + std::to_string(fewest) + " 个聚类；" + set_.vcov.text +
                                      " 在少于约 30 个聚类时不可靠，按要求报告"}));
}

void Estimation::inference() {
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
  if (out_.regressors == 0) return;
  const Wald test = wald(out_.covariance, std::span(out_.estimates).first(out_.regressors));
  out_.chi2 = test.statistic;
  out_.chi2_p = numeric::chi2_upper(test.statistic, static_cast<double>(out_.regressors));
}

void Estimation::compare_with_the_constant() {
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

}  // namespace

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
  return Estimation(panel, std::move(design), settings).run();
}

}  // namespace yugong::regression
