#include "yugong/regression/panel_tests.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include <Eigen/Dense>

#include "yugong/base/text.hpp"
#include "yugong/numeric/distributions.hpp"
#include "yugong/regression/model_run.hpp"

namespace yugong::regression::panel_tests {
namespace {

using Dense = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Index = Eigen::Index;

std::string chi2_law(double df) {
  return "chi2(" + text::round_trip(df) + ")";
}

std::string f_law(double a, double b) {
  return "F(" + text::round_trip(a) + "," + text::round_trip(b) + ")";
}

/// Everything the tests share, computed once.
class Battery {
 public:
  Battery(const data::Panel& panel, Fit& fit, const Executor& executor)
      : fit_(fit),
        index_(panel, fit.design),
        executor_(executor),
        pooled_(pooled(fit.design)),
        unit_(within(fit.design, {index_.unit}, executor)),
        both_(within(fit.design, {index_.unit, index_.period}, executor)),
        random_(random_effects(fit.design, index_, executor)) {}

  Test run(const std::string& name) {
    if (name == "f_unit") return f_of_effects(name, unit_, {"no unit effects", "无个体效应"});
    if (name == "f_twoways")
      return f_of_effects(name, both_, {"no unit and time effects", "无个体与时间效应"});
    if (name.starts_with("lm_") || name == "honda") return multiplier(name);
    if (name == "hausman") return checked(hausman(unit_, random_.gls, false));
    if (name == "hausman_sigmamore") return checked(hausman(unit_, random_.gls, true));
    if (name.starts_with("mundlak")) return mundlak(name);
    if (name == "modified_wald") return modified_wald();
    if (name == "serial") return serial();
    if (name == "cd") return cross_section(name, unit_);
    if (name == "cd_twoways") return cross_section(name, both_);
    return reset();
  }

  void vif() {
    fit_.vif = vif_of(pooled_, true);
    for (const std::size_t k : pooled_.kept) fit_.terms.push_back(fit_.design.names[k]);
    const std::vector<double> inside = vif_of(both_, false);
    for (const std::size_t k : pooled_.kept) {
      const auto at = std::find(both_.kept.begin(), both_.kept.end(), k);
      fit_.vif_within.push_back(at == both_.kept.end()
                                    ? missing
                                    : inside[static_cast<std::size_t>(at - both_.kept.begin())]);
    }
  }

 private:
  std::size_t units() const { return static_cast<std::size_t>(index_.unit.levels); }

  Test f_of_effects(const std::string& name, const PanelRegression& effects, Text label) const {
    const double q = pooled_.df_resid - effects.df_resid;
    const double f = (pooled_.rss - effects.rss) / q / effects.variance();
    return {name,
            std::move(label),
            f,
            f_law(q, effects.df_resid),
            numeric::f_upper(f, q, effects.df_resid)};
  }

  /// Sum of squared sums by level over the sum of squares, and the sum of squared counts.
  struct Sums {
    double ratio = 0, counts = 0;
  };

  Sums sums(const Factor& f) const {
    std::vector<double> sum(static_cast<std::size_t>(f.levels), 0.0), count(sum);
    double squares = 0;
    for (std::size_t i = 0; i < pooled_.residuals.size(); ++i) {
      const auto l = static_cast<std::size_t>(f.level[i]);
      sum[l] += pooled_.residuals[i];
      ++count[l];
      squares += pooled_.residuals[i] * pooled_.residuals[i];
    }
    Sums out;
    for (std::size_t l = 0; l < sum.size(); ++l) {
      out.ratio += sum[l] * sum[l] / squares;
      out.counts += count[l] * count[l];
    }
    return out;
  }

  /// The signed root of the Breusch-Pagan statistic of one way: n (A - 1) / sqrt(2 (sum T_i^2 - n))
  /// with A = sum_i (sum_t e)^2 / sum e^2 (Honda 1985; unbalanced: Baltagi and Li 1990).
  double honda_root(const Factor& f) const {
    const Sums s = sums(f);
    const auto n = static_cast<double>(pooled_.residuals.size());
    return n * (s.ratio - 1) / std::sqrt(2 * (s.counts - n));
  }

  Test multiplier(const std::string& name) const {
    const double unit = honda_root(index_.unit), time = honda_root(index_.period);
    if (name == "honda")
      return {name,
              {"no unit effects (one-sided)", "无个体效应（单侧）"},
              unit,
              "N(0,1)",
              1 - numeric::normal_cdf(unit)};
    const double value = name == "lm_unit"   ? unit * unit
                         : name == "lm_time" ? time * time
                                             : unit * unit + time * time;
    const double df = name == "lm_twoways" ? 2 : 1;
    const Text label = name == "lm_unit" ? Text{"no unit effects", "无个体效应"}
                       : name == "lm_time"
                           ? Text{"no time effects", "无时间效应"}
                           : Text{"neither unit nor time effects", "既无个体效应也无时间效应"};
    return {name, label, value, chi2_law(df), numeric::chi2_upper(value, df)};
  }

  /// A negative statistic is not a test.
  Test checked(Test t) {
    if (!(t.statistic < 0)) return t;
    fit_.notes.push_back(
        warning("YG3155",
                {"the Hausman statistic is negative (" +
                     text::round_trip(std::round(100 * t.statistic) / 100) +
                     "): the difference of the covariances is not positive definite, and there is "
                     "no p value",
                 "Hausman 统计量为负（" + text::round_trip(std::round(100 * t.statistic) / 100) +
                     "）：两协方差之差不是正定矩阵，没有 p 值"},
                {"use hausman_sigmamore or mundlak, which cannot fail so",
                 "请使用不会出现该问题的 hausman_sigmamore 或 mundlak"})
            .about(t.name));
    t.p_value = missing;
    return t;
  }

  /// Wald test of the unit means added to the random-effects model (Mundlak 1978), clustered by
  /// unit or with the conventional covariance.
  Test mundlak(const std::string& name) {
    Design wide = fit_.design;
    std::vector<std::size_t> added;
    for (const std::size_t k : unit_.kept) {
      std::vector<double> mean(units(), 0.0), count(units(), 0.0);
      const std::span<const double> x = fit_.design.x.column(k);
      for (std::size_t i = 0; i < x.size(); ++i) {
        mean[static_cast<std::size_t>(index_.unit.level[i])] += x[i];
        ++count[static_cast<std::size_t>(index_.unit.level[i])];
      }
      added.push_back(wide.x.cols);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const auto u = static_cast<std::size_t>(index_.unit.level[i]);
        wide.x.values.push_back(mean[u] / count[u]);
      }
      ++wide.x.cols;
      wide.names.push_back("mean:" + fit_.design.names[k]);
    }
    const RandomEffects model = random_effects(wide, index_, executor_);
    std::vector<std::size_t> positions;
    for (std::size_t p = 0; p < model.gls.kept.size(); ++p)
      if (std::find(added.begin(), added.end(), model.gls.kept[p]) != added.end())
        positions.push_back(p);
    CovarianceInput in;
    in.design = &model.gls.x;
    in.residuals = model.gls.residuals;
    in.bread = &model.gls.bread;
    in.slopes = model.gls.kept.size();
    in.rss = model.gls.rss;
    in.n = static_cast<double>(model.gls.y.size());
    in.parameters = in.parameters_clustered = in.n - model.gls.df_resid;
    const std::vector<Factor> ways = {index_.unit};
    in.clusters = ways;
    Vcov vcov;
    vcov.kind = name == "mundlak" ? Vcov::Kind::cluster : Vcov::Kind::iid;
    const Matrix all = covariance(vcov, in).v;
    const auto size = static_cast<Index>(positions.size());
    Vector b(size);
    Dense v(size, size);
    for (Index i = 0; i < size; ++i) {
      const std::size_t at = positions[static_cast<std::size_t>(i)];
      b[i] = model.gls.coefficients[at];
      for (Index j = 0; j < size; ++j) v(i, j) = all(at, positions[static_cast<std::size_t>(j)]);
    }
    const double value = size > 0 ? b.dot(v.ldlt().solve(b)) : missing;
    const auto df = static_cast<double>(size);
    const bool robust = vcov.kind == Vcov::Kind::cluster;
    return {name,
            {robust ? "random effects are unrelated to the regressors (Mundlak, clustered)"
                    : "random effects are unrelated to the regressors (Mundlak, iid)",
             robust ? "随机效应与解释变量无关（Mundlak，聚类）"
                    : "随机效应与解释变量无关（Mundlak，iid）"},
            value,
            chi2_law(df),
            numeric::chi2_upper(value, df)};
  }

  /// Greene (2000); Baum's xttest3: sum_i (s_i^2 - s^2)^2 / v_i on the residuals of the one-way
  /// within regression.
  Test modified_wald() {
    std::vector<double> squares(units(), 0.0), count(units(), 0.0), spread(units(), 0.0);
    double mean = 0, total = 0;
    const auto n = static_cast<double>(unit_.residuals.size());
    for (const double e : unit_.residuals) mean += e / n;
    for (std::size_t i = 0; i < unit_.residuals.size(); ++i) {
      const double e = unit_.residuals[i];
      const auto u = static_cast<std::size_t>(index_.unit.level[i]);
      squares[u] += e * e;
      ++count[u];
      total += (e - mean) * (e - mean) / n;
    }
    for (std::size_t u = 0; u < units(); ++u) squares[u] /= count[u];
    for (std::size_t i = 0; i < unit_.residuals.size(); ++i) {
      const auto u = static_cast<std::size_t>(index_.unit.level[i]);
      const double d = unit_.residuals[i] * unit_.residuals[i] - squares[u];
      spread[u] += d * d;
    }
    double value = 0, used = 0;
    for (std::size_t u = 0; u < units(); ++u) {
      if (count[u] < 2 || spread[u] == 0) continue;
      const double v = spread[u] / (count[u] * (count[u] - 1));
      value += (squares[u] - total) * (squares[u] - total) / v;
      ++used;
    }
    return {"modified_wald",
            {"equal error variances of the units", "各个体误差方差相同"},
            value,
            chi2_law(used),
            numeric::chi2_upper(value, used)};
  }

  /// Wooldridge (2002, 10.6.3); Drukker (2003): residuals of the first-difference regression on
  /// their lag, slope -0.5, clustered by unit.
  Test serial() {
    const PanelRegression fd = differences(fit_.design, index_, false);
    std::map<std::pair<std::int32_t, long>, std::size_t> at;
    std::map<std::uint32_t, std::size_t> sample_row;
    for (std::size_t i = 0; i < fit_.design.rows.size(); ++i) sample_row[fit_.design.rows[i]] = i;
    const auto key = [&](std::size_t k, long back) {
      const std::size_t i = sample_row.at(fd.rows[k]);
      return std::pair{index_.unit.level[i], index_.time[i] - back};
    };
    for (std::size_t k = 0; k < fd.rows.size(); ++k) at[key(k, 0)] = k;
    double cross = 0, square = 0;
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t k = 0; k < fd.rows.size(); ++k)
      if (const auto found = at.find(key(k, 1)); found != at.end()) {
        pairs.emplace_back(k, found->second);
        cross += fd.residuals[k] * fd.residuals[found->second];
        square += fd.residuals[found->second] * fd.residuals[found->second];
      }
    const Text label{"no serial correlation of the errors", "误差无一阶序列相关"};
    if (pairs.empty() || square == 0) return {"serial", label, missing, "", missing};
    const double rho = cross / square;
    std::map<std::int32_t, double> scores;
    for (const auto& [now, before] : pairs)
      scores[key(now, 0).first] +=
          fd.residuals[before] * (fd.residuals[now] - rho * fd.residuals[before]);
    double meat = 0;
    for (const auto& [unit, s] : scores) meat += s * s;
    const auto groups = static_cast<double>(scores.size());
    const double v = meat / (square * square) * groups / (groups - 1);
    const double f = (rho + 0.5) * (rho + 0.5) / v;
    return {"serial", label, f, f_law(1, groups - 1), numeric::f_upper(f, 1, groups - 1)};
  }

  /// Pesaran (2004): scaled sum of the pairwise correlations of within residuals, each over the
  /// periods that both units have. Time effects make the residuals of a period sum to zero, which
  /// alone moves the statistic (Juodis and Reese 2022): the one-way residuals are the test.
  Test cross_section(const std::string& name, const PanelRegression& from) {
    const auto periods = static_cast<std::size_t>(index_.period.levels);
    Dense e = Dense::Zero(static_cast<Index>(periods), static_cast<Index>(units()));
    Dense there = e;
    for (std::size_t i = 0; i < from.residuals.size(); ++i) {
      const Index t = index_.period.level[i], u = index_.unit.level[i];
      e(t, u) = from.residuals[i];
      there(t, u) = 1;
    }
    double sum = 0, absolute = 0, pairs = 0;
    for (Index a = 0; a < e.cols(); ++a)
      for (Index b = 0; b < a; ++b) {
        const Vector common = there.col(a).cwiseProduct(there.col(b));
        const double t = common.sum();
        if (t < 3) continue;
        const Vector x = (e.col(a).array() - e.col(a).dot(common) / t) * common.array();
        const Vector y = (e.col(b).array() - e.col(b).dot(common) / t) * common.array();
        const double r = x.dot(y) / std::sqrt(x.squaredNorm() * y.squaredNorm());
        if (!std::isfinite(r)) continue;
        sum += std::sqrt(t) * r;
        absolute += std::abs(r);
        ++pairs;
      }
    if (name == "cd_twoways")
      fit_.mean_correlation_twoways = pairs > 0 ? absolute / pairs : missing;
    if (name == "cd") fit_.mean_correlation = pairs > 0 ? absolute / pairs : missing;
    const double value = pairs > 0 ? sum / std::sqrt(pairs) : missing;
    const bool plain = name == "cd";
    return {name,
            {plain ? "units are not correlated with each other (Pesaran CD)"
                   : "the same on two-way residuals (biased by the time effects)",
             plain ? "截面不相关（Pesaran CD）" : "同上，双向固定效应残差（受时间效应影响）"},
            value,
            "N(0,1)",
            numeric::normal_two_sided(value)};
  }

  /// Ramsey (1969): second to fourth powers of the fitted values add nothing to the pooled model.
  Test reset() const {
    const auto n = static_cast<std::size_t>(pooled_.y.size());
    std::vector<double> fitted(n);
    double low = INFINITY, high = -INFINITY;
    for (std::size_t i = 0; i < n; ++i) {
      fitted[i] = pooled_.y[i] - pooled_.residuals[i];
      low = std::min(low, fitted[i]);
      high = std::max(high, fitted[i]);
    }
    const Text label{"the functional form is right (RESET)", "函数形式设定正确（RESET）"};
    if (!(high > low)) return {"reset", label, missing, "", missing};
    Design wide = fit_.design;
    for (int power = 2; power <= 4; ++power) {
      for (std::size_t i = 0; i < n; ++i)
        wide.x.values.push_back(std::pow((fitted[i] - low) / (high - low), power));
      ++wide.x.cols;
      wide.names.push_back("fitted^" + std::to_string(power));
    }
    const PanelRegression more = pooled(wide);
    const double q = pooled_.df_resid - more.df_resid;
    const double f = (pooled_.rss - more.rss) / q / more.variance();
    return {"reset", label, f, f_law(q, more.df_resid), numeric::f_upper(f, q, more.df_resid)};
  }

  /// 1 / (1 - R2_j): the bread's diagonal times the variation of the column.
  std::vector<double> vif_of(const PanelRegression& r, bool centred) const {
    std::vector<double> out;
    for (std::size_t k = 0; k < r.kept.size(); ++k) {
      const std::span<const double> x = r.x.column(k);
      double mean = 0, variation = 0;
      for (const double v : x) mean += centred ? v / static_cast<double>(x.size()) : 0.0;
      for (const double v : x) variation += (v - mean) * (v - mean);
      out.push_back(r.bread(k, k) * variation);
    }
    return out;
  }

  Fit& fit_;
  PanelIndex index_;
  const Executor& executor_;
  PanelRegression pooled_, unit_, both_;
  RandomEffects random_;
};

const std::vector<std::string>& all_tests() {
  static const std::vector<std::string> names = {"f_unit",
                                                 "f_twoways",
                                                 "lm_unit",
                                                 "lm_time",
                                                 "lm_twoways",
                                                 "honda",
                                                 "hausman",
                                                 "hausman_sigmamore",
                                                 "mundlak",
                                                 "mundlak_iid",
                                                 "modified_wald",
                                                 "serial",
                                                 "cd",
                                                 "cd_twoways",
                                                 "reset"};
  return names;
}

void check(const Formula& formula, const Options& options) {
  if (!formula.fixed_effects.empty() || !formula.endogenous.empty())
    throw Error(error("YG3152",
                      {"the tests take a formula without fixed effects and instruments",
                       "设定检验的公式不含固定效应或工具变量"},
                      {"write y ~ x: the effects tested are the panel's unit and time",
                       "请写 y ~ x：所检验的效应取自面板的个体与时间"},
                      formula.origin));
  for (const std::string& name : options.tests) {
    if (std::find(all_tests().begin(), all_tests().end(), name) != all_tests().end()) continue;
    const Text near = text::did_you_mean(name, all_tests());
    Place place;
    place.path = "tests";
    throw Error(error("YG3156",
                      {"there is no test '" + name + "'", "没有检验“" + name + "”"},
                      {"tests: " + text::join(all_tests(), ", ") + near.en,
                       "可用检验：" + text::join(all_tests(), "、") + near.in(Lang::zh)},
                      place)
                    .about(name));
  }
}

}  // namespace

Test hausman(const PanelRegression& fixed, const PanelRegression& random, bool sigmamore) {
  std::vector<std::pair<std::size_t, std::size_t>> common;
  for (std::size_t i = 0; i < fixed.kept.size(); ++i)
    for (std::size_t j = 0; j < random.kept.size(); ++j)
      if (fixed.kept[i] == random.kept[j]) common.emplace_back(i, j);
  const auto size = static_cast<Index>(common.size());
  Vector d(size);
  Dense v(size, size);
  const double scale = sigmamore ? random.variance() : fixed.variance();
  for (Index a = 0; a < size; ++a) {
    const auto [fa, ra] = common[static_cast<std::size_t>(a)];
    d[a] = fixed.coefficients[fa] - random.coefficients[ra];
    for (Index b = 0; b < size; ++b) {
      const auto [fb, rb] = common[static_cast<std::size_t>(b)];
      v(a, b) = scale * fixed.bread(fa, fb) - random.variance() * random.bread(ra, rb);
    }
  }
  const double value = size > 0 ? d.dot(v.fullPivLu().solve(d)) : missing;
  const auto df = static_cast<double>(size);
  return {sigmamore ? "hausman_sigmamore" : "hausman",
          {sigmamore ? "random effects are consistent (Hausman, sigmamore)"
                     : "random effects are consistent (Hausman)",
           sigmamore ? "随机效应一致（Hausman，sigmamore）" : "随机效应一致（Hausman）"},
          value,
          chi2_law(df),
          numeric::chi2_upper(value, df)};
}

Verb verb() {
  return {"panel-tests",
          {"specification tests of a panel model", "面板模型的设定检验"},
          "model",
          "formula"};
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit out;
  out.options = options;
  out.formula = parse_formula(options.formula, options.sets);
  check(out.formula, options);
  require_known(out.formula, {}, panel.table().names());
  if (panel.unit_name().empty() || panel.time_name().empty())
    throw Error(error("YG3154",
                      {"the tests need units and periods, but the data name none",
                       "设定检验需要个体与时间标识，但数据没有"},
                      {"write --panel city,year, or unit and time under [panel] in a study",
                       "请写 --panel city,year，或在研究文件 [panel] 中写明 unit 与 time"}));
  out.design = make_design(panel, by_outcome(out.formula).front(), {});
  out.notes = out.design.notes;
  Battery battery(panel, out, executor);
  for (const std::string& name : all_tests())
    if (options.tests.empty() ||
        std::find(options.tests.begin(), options.tests.end(), name) != options.tests.end())
      out.tests.push_back(battery.run(name));
  battery.vif();
  return out;
}

std::vector<std::string> uses(const Options& options) {
  const Formula formula = parse_formula(options.formula, options.sets);
  check(formula, options);
  return columns_read(formula, {});
}

Frame tidy(const Fit& fit) {
  std::vector<std::string> name, label, label_zh, law;
  std::vector<double> statistic, p;
  for (const Test& t : fit.tests) {
    name.push_back(t.name);
    label.push_back(t.label.in(Lang::en));
    label_zh.push_back(t.label.in(Lang::zh));
    statistic.push_back(t.statistic);
    law.push_back(t.distribution);
    p.push_back(t.p_value);
  }
  Frame out;
  out.add("test", std::move(name)).add("label", std::move(label));
  out.add("label_zh", std::move(label_zh)).add("statistic", std::move(statistic));
  out.add("distribution", std::move(law)).add("p_value", std::move(p));
  return out;
}

Frame glance(const Fit& fit) {
  Frame out;
  out.put("outcome", fit.design.outcome);
  out.put("nobs", fit.design.n)
      .put("units", static_cast<double>(fit.design.sample.units))
      .put("periods", static_cast<double>(fit.design.sample.periods))
      .put("mean_correlation", fit.mean_correlation)
      .put("mean_correlation_twoways", fit.mean_correlation_twoways);
  return out;
}

Frame augment(const Fit&, const data::Panel& panel) {
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  result.sample = fit.design.sample;
  result.tests = fit.tests;
  result.notes = fit.notes;
  Frame vif;
  vif.add("term", fit.terms).add("vif", fit.vif).add("vif_within", fit.vif_within);
  result.tables["vif"] = std::move(vif);
}

}  // namespace yugong::regression::panel_tests
