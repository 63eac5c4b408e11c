#include "yugong/dynamic/dynamic_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/dynamic/moments.hpp"
#include "yugong/dynamic/serial.hpp"
#include "yugong/dynamic/solve.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/covariance.hpp"

namespace yugong::dynamic {
namespace {

using regression::Matrix;

/// A p value near one, or as many moments as this share of the units, says little.
constexpr double near_units = 0.8;

Chi2 chi2(double statistic, long df) {
  if (df <= 0) return {missing, df, missing};
  return {statistic, df, numeric::chi2_upper(statistic, static_cast<double>(df))};
}

class Estimation {
 public:
  Estimation(Stack stack, const DynamicSettings& settings, const Executor& executor)
      : s_(settings),
        executor_(executor) {
    out_.stack = std::move(stack);
  }

  DynamicModel run() {
    prepare();
    first_step();
    second_step();
    choose_step();
    covariance();
    overidentification();
    group_tests();
    serial_tests();
    inference();
    return std::move(out_);
  }

 private:
  Stack& stack() { return out_.stack; }

  std::size_t k() const { return out_.stack.regressors; }

  std::size_t j() const { return out_.stack.instruments(); }

  bool robust() const { return s_.errors == Errors::robust; }

  /// Clusters of the moments: units, unless others are given.
  std::size_t clusters() const {
    return s_.cluster.empty() ? out_.stack.units() : static_cast<std::size_t>(s_.clusters);
  }

  /// Columns of a matrix by unit summed into clusters.
  Matrix by_cluster(Matrix m) const {
    if (s_.cluster.empty()) return m;
    Matrix out(m.rows, clusters());
    for (std::size_t u = 0; u < m.cols; ++u)
      for (std::size_t i = 0; i < m.rows; ++i)
        out(i, static_cast<std::size_t>(s_.cluster[u])) += m(i, u);
    return out;
  }

  // Instruments.
  void prepare() {
    drop_collinear(stack());
    if (k() == 0) refuse_nothing();
    const ErrorStructure none = ErrorStructure::identity;
    const Matrix zz = weight_matrix(stack(), system_loadings(stack(), none, false), executor_);
    const std::vector<std::size_t> kept = independent_columns(zz);
    count_groups(zz, kept);
    if (kept.size() < j())
      out_.notes.push_back(note(
          "YG3167",
          {fmt::format("{} of {} instruments are linear in the others and are not counted",
                       j() - kept.size(),
                       j()),
           fmt::format("{} 个工具变量中有 {} 个与其余线性相关，不计入", j(), j() - kept.size())}));
    keep_instruments(stack(), kept);
    out_.instruments = static_cast<long>(j());
    note_empty_groups();
    if (j() < k()) refuse_few();
    const ErrorStructure structure = s_.h == 1   ? ErrorStructure::identity
                                     : s_.h == 2 ? ErrorStructure::separate
                                                 : ErrorStructure::joint;
    const bool exact = s_.h == 3 && stack().equation != Equation::difference;
    weight_ = kept.size() == zz.rows && s_.h == 1
                  ? zz
                  : weight_matrix(stack(), system_loadings(stack(), structure, exact), executor_);
    zx_ = cross_regressors(stack(), {}, executor_);
    zy_ = sum(unit_moments(stack(), stack().rows.y, executor_));
  }

  /// Instruments that leave with a group in its test. As in xtabond2, dummies that hold the
  /// constant leave with all of them, although the constant stays.
  void count_groups(const Matrix& zz, const std::vector<std::size_t>& kept) {
    leaving_.assign(stack().groups.size(), 0);
    const auto count = [&](std::size_t column) {
      const std::int32_t g = stack().columns[column].group;
      if (g != constant_group) ++leaving_[static_cast<std::size_t>(g)];
    };
    if (kept.size() == j() || stack().columns.front().group != constant_group) {
      for (const std::size_t c : kept) count(c);
      return;
    }
    std::vector<std::size_t> order(j());
    for (std::size_t c = 0; c < j(); ++c) order[c] = (c + 1) % j();
    for (const std::size_t c : independent_columns(part(zz, order))) count(order[c]);
  }

  static std::vector<double> sum(const Matrix& by_unit) {
    const std::vector<double> ones(by_unit.cols, 1.0);
    return times(by_unit, ones);
  }

  void note_empty_groups() {
    for (std::size_t g = 0; g < stack().groups.size(); ++g) {
      const bool any =
          std::any_of(stack().columns.begin(), stack().columns.end(), [&](const auto& c) {
            return c.group == static_cast<std::int32_t>(g);
          });
      if (any) continue;
      const std::string& label = stack().groups[g].label;
      out_.notes.push_back(
          warning(
              "YG3175",
              {fmt::format("{} gives no instrument: its values are missing, zero, or linear in "
                           "the instruments before it",
                           label),
               fmt::format("{} 没有提供工具变量：取值缺失、为零或与前面的工具变量线性相关", label)},
              {"check its lag limits against the number of periods", "请对照时期数检查滞后范围"})
              .about(label));
    }
  }

  [[noreturn]] void refuse_nothing() const {
    throw Error(error("YG2254",
                      {"no regressor is left to estimate", "没有可估计的解释变量"},
                      {"write the lag of the outcome and regressors that vary: n ~ L.n + w",
                       "请写出被解释变量的滞后与有变化的解释变量：n ~ L.n + w"}));
  }

  [[noreturn]] void refuse_few() const {
    throw Error(error(
        "YG3163",
        {fmt::format("{} instruments are too few for {} regressors", j(), k()),
         fmt::format("{} 个工具变量少于 {} 个解释变量", j(), k())},
        {"every regressor needs an instrument: add exogenous ones under iv, and lags of the others "
         "under gmm",
         "每个解释变量都需要工具变量：外生变量写入 iv，其余变量的滞后写入 gmm"}));
  }

  // Steps.
  Minimum solve(const Weight& a) const {
    Minimum m = minimise(zx_, zy_, a);
    if (m.identified) return m;
    throw Error(
        error("YG3164",
              {fmt::format("the {} instruments do not tell the {} regressors apart", j(), k()),
               fmt::format("{} 个工具变量不足以识别 {} 个解释变量", j(), k())},
              {"a regressor is unrelated to every instrument: add lags of it under gmm, or "
               "leave it out",
               "某个解释变量与全部工具变量无关：请在 gmm 中加入其滞后，或去掉该变量"}));
  }

  void first_step() {
    a1_ = invert(weight_);
    if (a1_.generalised)
      out_.notes.push_back(
          note("YG3165",
               {fmt::format("the weight of the first step has rank {} with {} instruments: its "
                            "generalised inverse is used",
                            a1_.rank,
                            j()),
                fmt::format("一步权重矩阵的秩为 {}，工具变量 {} 个：使用广义逆", a1_.rank, j())}));
    first_ = solve(a1_);
    e1_ = residuals(stack().rows, first_.b);
    sigma2_first_ = sigma2_of(e1_);
    g1_ = by_cluster(unit_moments(stack(), e1_, executor_));
    s_matrix_ = outer(g1_);
  }

  double sigma2_of(const std::vector<double>& e) const {
    const Stack& st = out_.stack;
    double ssr = 0;
    std::size_t rows = 0;
    const bool level = st.equation == Equation::level && st.transformed_rows == 0;
    for (std::size_t u = 0; u < st.units(); ++u) {
      const std::size_t begin = level ? st.level_first[u] : st.rows.first[u];
      const std::size_t end = level ? st.rows.first[u + 1] : st.level_first[u];
      for (std::size_t r = begin; r < end; ++r) ssr += e[r] * e[r];
      rows += end - begin;
    }
    const bool doubled = !level && st.transform == Transform::fd && s_.h > 1;
    return ssr / (doubled ? 2 : 1) / static_cast<double>(rows);
  }

  void second_step() {
    a2_ = a1_.generalised ? invert(s_matrix_) : invert(s_matrix_, a1_);
    out_.rank_moments = static_cast<long>(a2_.rank);
    out_.generalised_inverse = a2_.generalised || a2_.rank < j();
    if (!robust() && s_.steps == 1) return;
    second_ = minimise(zx_, zy_, a2_);
    if (second_.identified) e2_ = residuals(stack().rows, second_.b);
  }

  /// Two steps with more instruments than units depend on the generalised inverse.
  void choose_step() {
    out_.steps = s_.steps;
    const auto units = static_cast<long>(clusters());
    const bool many = out_.instruments > units;
    if (many || static_cast<double>(out_.instruments) > near_units * static_cast<double>(units))
      warn_many(units);
    if (s_.steps == 2 && ((many && !s_.force) || !second_.identified)) {
      out_.steps = 1;
      out_.notes.push_back(warning(
          "YG3166",
          {fmt::format("one step is reported: with {} instruments and {} units two-step estimates "
                       "depend on which generalised inverse a program takes",
                       out_.instruments,
                       units),
           fmt::format("报告一步估计：工具变量 {} 个、个体 {} 个，两步估计取决于软件所用的广义逆",
                       out_.instruments,
                       units)},
          {"write collapse or limit the lags; force = true reports two steps all the same",
           "请写 collapse 或限制滞后阶数；force = true 仍报告两步估计"}));
    }
    if (out_.generalised_inverse && (robust() || s_.steps == 2))
      out_.notes.push_back(warning(
          "YG3165",
          {fmt::format(
               "the covariance of the moments has rank {} with {} instruments: a generalised "
               "inverse weights the second step and Hansen's test",
               out_.rank_moments,
               out_.instruments),
           fmt::format("矩条件协方差的秩为 {}，工具变量 {} 个：第二步与 Hansen 检验使用广义逆",
                       out_.rank_moments,
                       out_.instruments)},
          {"write collapse or limit the lags", "请写 collapse 或限制滞后阶数"}));
  }

  void warn_many(long units) {
    out_.notes.push_back(
        warning("YG3105",
                {fmt::format("{} instruments for {} units; Hansen's test tells little and its p "
                             "tends to 1.000",
                             out_.instruments,
                             units),
                 fmt::format("{} 个个体有 {} 个工具变量；Hansen 检验效力很低，p 值趋于 1.000",
                             units,
                             out_.instruments)},
                {"write collapse = true, or limit the lags: lag(2 3)",
                 "请写 collapse = true，或限制滞后阶数：lag(2 3)"}));
  }

  bool two() const { return out_.steps == 2; }

  const Minimum& reported() const { return two() ? second_ : first_; }

  // Covariances.
  void covariance() {
    out_.estimates = reported().b;
    out_.residuals = two() ? e2_ : e1_;
    out_.sigma2 = sigma2_of(out_.residuals);
    out_.difference_residuals = residuals(stack().differences, out_.estimates);
    const Matrix filtered = regression::multiply(first_.filter, s_matrix_);
    robust_first_ = times_transposed(filtered, first_.filter);
    model_based_ = two() ? second_.bread : scaled(first_.bread, sigma2_first_);
    out_.covariance = !robust() ? model_based_ : two() ? windmeijer() : robust_first_;
  }

  static Matrix scaled(Matrix m, double by) {
    for (double& v : m.values) v *= by;
    return m;
  }

  static void add(Matrix& to, const Matrix& m) {
    for (std::size_t i = 0; i < to.values.size(); ++i) to.values[i] += m.values[i];
  }

  /// Windmeijer (2005): the weight of the second step varies with the first-step estimate.
  Matrix windmeijer() {
    const std::vector<double> moments = sum(unit_moments(stack(), e2_, executor_));
    const std::vector<double> g = weighted(a2_, moments);
    std::vector<double> c(stack().units());
    for (std::size_t u = 0; u < c.size(); ++u) c[u] = regression::dot(g1_.column(cluster_of(u)), g);
    Matrix inner = cross_regressors(stack(), c, executor_);
    add(inner, times_transposed(g1_, by_cluster(unit_products(stack(), g, executor_))));
    const Matrix d = regression::multiply(second_.filter, inner);
    Matrix out = second_.bread;
    const Matrix dv = regression::multiply(d, second_.bread);
    add(out, times_transposed(regression::multiply(d, robust_first_), d));
    for (std::size_t a = 0; a < k(); ++a)
      for (std::size_t b = 0; b < k(); ++b) out(a, b) += dv(a, b) + dv(b, a);
    return out;
  }

  std::size_t cluster_of(std::size_t u) const {
    return s_.cluster.empty() ? u : static_cast<std::size_t>(s_.cluster[u]);
  }

  // Tests.
  void overidentification() {
    const long df = out_.instruments - static_cast<long>(k());
    out_.sargan = chi2(first_.objective / sigma2_first_, df);
    if (second_.identified) out_.hansen = chi2(second_.objective, df);
  }

  /// Sargan's statistic after conventional one-step estimates, else Hansen's.
  bool by_sargan() const { return !robust() && s_.steps == 1; }

  void group_tests() {
    if (!by_sargan() && !second_.identified) return;
    const std::vector<InstrumentGroup>& groups = stack().groups;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const auto id = static_cast<std::int32_t>(g);
      const auto mine = [id](const InstrumentColumn& c) { return c.group == id; };
      if (!groups[g].split) {
        without(groups[g].label, mine, leaving_[g]);
        continue;
      }
      InstrumentGroup half = groups[g];
      half.equation = Equation::difference;
      without(label_of(half), [&](const InstrumentColumn& c) { return mine(c) && !c.level; });
      half.equation = Equation::level;
      without(label_of(half), [&](const InstrumentColumn& c) { return mine(c) && c.level; });
    }
    if (stack().equation == Equation::both)
      without("gmm instruments for levels", [](const InstrumentColumn& c) { return c.level; });
  }

  template <class Gone>
  void without(const std::string& label, Gone gone, long leaving = 0) {
    std::vector<std::size_t> kept;
    for (std::size_t c = 0; c < j(); ++c)
      if (!gone(stack().columns[c])) kept.push_back(c);
    if (kept.size() == j() || kept.size() < k()) return;
    const Weight a = by_sargan() ? invert(part(weight_, kept)) : invert(part(s_matrix_, kept));
    std::vector<double> zy;
    for (const std::size_t c : kept) zy.push_back(zy_[c]);
    const Minimum m = minimise(rows_of(zx_, kept), zy, a);
    if (!m.identified) return;
    GroupTest t;
    t.group = label;
    t.instruments = std::max(leaving, static_cast<long>(j() - kept.size()));
    const Chi2& all = by_sargan() ? out_.sargan : out_.hansen;
    const long df = all.df - t.instruments;
    const double statistic = df == 0 ? 0 : m.objective / (by_sargan() ? sigma2_first_ : 1);
    t.without = chi2(statistic, df);
    t.difference = chi2(all.statistic - statistic, t.instruments);
    out_.groups.push_back(std::move(t));
  }

  void serial_tests() {
    SerialInput in;
    in.stack = &stack();
    in.w = out_.difference_residuals;
    in.filter = &reported().filter;
    in.reported = &out_.covariance;
    in.cluster = s_.cluster;
    in.clusters = clusters();
    const Matrix moments = by_cluster(unit_moments(stack(), out_.residuals, executor_));
    in.moments = &moments;
    const Loadings loadings = conventional_loadings();
    if (!robust() && !two()) {
      in.sigma2 = sigma2_first_;
      in.loadings = &loadings;
      in.identity = s_.h == 1 && stack().transform == Transform::fd;
    }
    for (int m = 1; m <= s_.ar; ++m) {
      SerialTest t = serial_correlation(in, m);
      if (is_missing(t.z)) {
        out_.notes.push_back(
            note("YG3169",
                 {fmt::format("AR({}) is not tested: no unit has residuals {} periods apart", m, m),
                  fmt::format("未做 AR({}) 检验：没有个体的残差相隔 {} 期", m, m)}));
        break;
      }
      out_.serial.push_back(t);
    }
  }

  Loadings conventional_loadings() const {
    if (robust() || out_.steps == 2) return {};
    const ErrorStructure structure = s_.h == 3       ? ErrorStructure::joint
                                     : s_.h == 2     ? ErrorStructure::separate
                                     : stack_is_fd() ? ErrorStructure::identity
                                                     : ErrorStructure::separate;
    return system_loadings(out_.stack, structure, true);
  }

  bool stack_is_fd() const { return out_.stack.transform == Transform::fd; }

  // What is printed.
  void count_rows() {
    const Stack& st = stack();
    const bool level = st.equation != Equation::difference;
    out_.n = static_cast<double>(level ? st.level_rows : st.transformed_rows);
    out_.per_unit = {std::numeric_limits<long>::max(), 0};
    for (std::size_t u = 0; u < st.units(); ++u) {
      const auto rows = static_cast<long>(level ? st.rows.first[u + 1] - st.level_first[u]
                                                : st.level_first[u] - st.rows.first[u]);
      out_.per_unit[0] = std::min(out_.per_unit[0], rows);
      out_.per_unit[1] = std::max(out_.per_unit[1], rows);
    }
  }

  void inference() {
    count_rows();
    const double n = out_.n, units = static_cast<double>(clusters());
    out_.df_t = std::numeric_limits<double>::infinity();
    const bool constant = stack().constant;
    if (s_.small) {
      const double left = n - static_cast<double>(k());
      out_.small_sample = robust() || two() ? (n - 1) / left * units / (units - 1) : n / left;
      out_.covariance = scaled(out_.covariance, out_.small_sample);
      out_.df_t = units - (constant ? 1 : 0);
    }
    out_.terms = stack().names;
    const double t = std::isinf(out_.df_t) ? numeric::normal_quantile(0.5 + s_.level / 2)
                                           : numeric::t_quantile(0.5 + s_.level / 2, out_.df_t);
    for (std::size_t a = 0; a < k(); ++a) {
      const double b = out_.estimates[a], v = out_.covariance(a, a);
      const double se = v > 0 ? std::sqrt(v) : missing;
      out_.std_errors.push_back(se);
      out_.statistics.push_back(b / se);
      out_.p_values.push_back(numeric::t_two_sided(b / se, out_.df_t));
      out_.conf_low.push_back(b - t * se);
      out_.conf_high.push_back(b + t * se);
    }
    joint_test(constant);
    out_.notes.insert(out_.notes.begin(), stack().notes.begin(), stack().notes.end());
  }

  /// All regressors but the constant.
  void joint_test(bool constant) {
    const std::size_t slopes = k() - (constant ? 1 : 0);
    std::vector<std::size_t> of(slopes);
    for (std::size_t a = 0; a < slopes; ++a) of[a] = a;
    const std::vector<double> b(out_.estimates.begin(),
                                out_.estimates.begin() + static_cast<std::ptrdiff_t>(slopes));
    const regression::Wald w = regression::wald(part(out_.covariance, of), b);
    out_.wald = chi2(w.statistic, static_cast<long>(slopes));
    if (!s_.small || slopes == 0) return;
    out_.wald_df2 = out_.df_t;
    out_.wald.statistic /= static_cast<double>(slopes);
    out_.wald.p_value =
        numeric::f_upper(out_.wald.statistic, static_cast<double>(slopes), out_.df_t);
  }

  const DynamicSettings& s_;
  const Executor& executor_;
  DynamicModel out_;
  Matrix weight_, zx_, s_matrix_, g1_, robust_first_, model_based_;
  std::vector<double> zy_, e1_, e2_;
  std::vector<long> leaving_;  ///< [groups] instruments
  Weight a1_, a2_;
  Minimum first_, second_;
  double sigma2_first_ = missing;
};

}  // namespace

DynamicModel estimate(Stack stack, const DynamicSettings& settings, const Executor& executor) {
  return Estimation(std::move(stack), settings, executor).run();
}

}  // namespace yugong::dynamic
