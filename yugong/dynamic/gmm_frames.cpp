#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/text.hpp"
#include "yugong/base/word_of.hpp"
#include "yugong/dynamic/gmm.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::dynamic::gmm {
namespace {

std::string vcov_of(const Fit& fit) {
  const std::string errors = text::lower(text::trim(fit.options.errors));
  const bool two = fit.model.steps == 2;
  if (errors == "conventional" || errors == "iid") return two ? "two-step, uncorrected" : "iid";
  if (two) return "windmeijer";
  return errors == "robust" || errors == "windmeijer" ? fmt::format("cluster({})", fit.unit)
                                                      : text::trim(fit.options.errors);
}

std::string chi2_text(const Chi2& c) {
  return fmt::format("chi2({})", c.df);
}

void put_chi2(Result& result, const std::string& name, const Text& label, const Chi2& c) {
  if (is_missing(c.statistic)) return;
  result.tests.push_back({name, label, c.statistic, chi2_text(c), c.p_value});
}

void put_tests(const DynamicModel& m, Result& result) {
  for (const SerialTest& t : m.serial)
    result.tests.push_back({fmt::format("ar{}", t.order),
                            {fmt::format("Arellano-Bond test of AR({}) in differences", t.order),
                             fmt::format("差分残差 AR({}) 检验", t.order)},
                            t.z,
                            "N(0,1)",
                            t.p_value});
  put_chi2(result,
           "sargan",
           {"Sargan test of overidentification, not robust", "Sargan 过度识别检验（非稳健）"},
           m.sargan);
  put_chi2(result,
           "hansen",
           {"Hansen test of overidentification, weakened by many instruments",
            "Hansen 过度识别检验（工具变量过多时效力下降）"},
           m.hansen);
  Test wald{"wald",
            {"all regressors but the constant are zero", "除常数项外各系数均为零"},
            m.wald.statistic,
            chi2_text(m.wald),
            m.wald.p_value};
  if (!is_missing(m.wald_df2)) {
    wald.name = "F";
    wald.distribution = fmt::format("F({},{})", m.wald.df, m.wald_df2);
  }
  result.tests.push_back(std::move(wald));
}

Frame group_table(const DynamicModel& m) {
  std::vector<std::string> group;
  std::vector<double> count, without, without_df, without_p, statistic, p;
  for (const GroupTest& t : m.groups) {
    group.push_back(t.group);
    count.push_back(static_cast<double>(t.instruments));
    without.push_back(t.without.statistic);
    without_df.push_back(static_cast<double>(t.without.df));
    without_p.push_back(t.without.p_value);
    statistic.push_back(t.difference.statistic);
    p.push_back(t.difference.p_value);
  }
  Frame out;
  out.add("group", std::move(group));
  out.add("statistic", std::move(statistic)).add("df", std::move(count));
  out.add("p_value", std::move(p)).add("statistic_without", std::move(without));
  out.add("df_without", std::move(without_df)).add("p_value_without", std::move(without_p));
  return out;
}

/// How many instruments every group gives.
Frame instrument_table(const DynamicModel& m) {
  const Stack& s = m.stack;
  std::vector<std::string> group, equation;
  std::vector<double> count;
  const auto add = [&](const std::string& label, const std::string& where, auto mine) {
    const auto n = std::count_if(s.columns.begin(), s.columns.end(), mine);
    if (n == 0) return;
    group.push_back(label);
    equation.push_back(where);
    count.push_back(static_cast<double>(n));
  };
  for (std::size_t g = 0; g < s.groups.size(); ++g) {
    const InstrumentGroup& one = s.groups[g];
    const auto of = [g](const InstrumentColumn& c) {
      return c.group == static_cast<std::int32_t>(g);
    };
    if (one.style == InstrumentGroup::Style::iv) {
      add(one.label, word_of(s.equation == Equation::both ? one.equation : s.equation), of);
      continue;
    }
    add(one.label, "difference", [&](const auto& c) { return of(c) && !c.level; });
    add(one.label, "level", [&](const auto& c) { return of(c) && c.level; });
  }
  add("_cons", "level", [](const auto& c) { return c.group == constant_group; });
  Frame out;
  out.add("group", std::move(group)).add("equation", std::move(equation));
  out.add("instruments", std::move(count));
  return out;
}

}  // namespace

Frame tidy(const Fit& fit) {
  const DynamicModel& m = fit.model;
  regression::TidyRows rows;
  for (std::size_t k = 0; k < m.terms.size(); ++k)
    if (!is_time_dummy(m.stack, m.terms[k]))
      rows.add({}, m.terms[k], regression::coefficient_of(m, m.estimates, k));
  return rows.frame();
}

Frame glance(const Fit& fit) {
  const DynamicModel& m = fit.model;
  Frame out;
  out.put("outcome", m.stack.outcome).put("nobs", m.n);
  out.put("units", static_cast<double>(m.stack.sample.units));
  out.put("periods", static_cast<double>(m.stack.sample.periods));
  out.put("rows_min", static_cast<double>(m.per_unit[0]));
  out.put("rows_max", static_cast<double>(m.per_unit[1]));
  out.put("nobs_transformed", static_cast<double>(m.stack.transformed_rows));
  out.put("instruments", static_cast<double>(m.instruments));
  out.put("rank_moments", static_cast<double>(m.rank_moments));
  out.put("df_model", static_cast<double>(m.terms.size()));
  out.put("df_t", m.df_t).put("sigma", std::sqrt(m.sigma2));
  out.put("small_sample", m.small_sample);
  out.put("steps", static_cast<double>(m.steps));
  out.put("equation", word_of(m.stack.equation)).put("transform", word_of(m.stack.transform));
  out.put("h", static_cast<double>(fit.options.estimator == Estimator::gmm ? fit.options.h : 1));
  out.put("vcov", vcov_of(fit)).put("convention", std::string("xtabond2"));
  out.put("constant", std::string(m.stack.constant ? "regression" : "none"));
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  const DynamicModel& m = fit.model;
  const Stack& s = m.stack;
  std::vector<double> fitted(panel.rows(), missing), resid(panel.rows(), missing),
      change(panel.rows(), missing), used(panel.rows(), 0.0);
  std::vector<char> dropped(panel.rows(), 0);
  for (const Dropped& d : s.sample.dropped)
    for (const std::size_t r : d.rows) dropped[r] = 1;
  for (std::size_t r = 0; r < panel.rows(); ++r) used[r] = dropped[r] == 0 ? 1.0 : 0.0;
  for (std::size_t u = 0; u < s.units(); ++u)
    for (std::size_t r = s.rows.first[u]; r < s.rows.first[u + 1]; ++r) {
      if (s.panel_row[r] < 0) continue;
      const auto row = static_cast<std::size_t>(s.panel_row[r]);
      if (r < s.level_first[u]) {
        change[row] = m.residuals[r];
      } else {
        resid[row] = m.residuals[r];
        fitted[row] = s.rows.y[r] - m.residuals[r];
      }
    }
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  if (s.equation != Equation::difference)
    out.add("fitted", std::move(fitted)).add("resid", std::move(resid));
  out.add("resid_transformed", std::move(change)).add("used", std::move(used));
  return out;
}

void complete(const Fit& fit, Result& result) {
  const DynamicModel& m = fit.model;
  result.formula = canonical(fit.formula);
  result.sample = m.stack.sample;
  put_tests(m, result);
  result.notes.insert(result.notes.end(), m.notes.begin(), m.notes.end());
  regression::CovarianceRows covariance;
  covariance.add("", m.terms, m.covariance);
  result.tables["covariance"] = covariance.frame(false);
  if (Frame effects = time_effects(m.stack, m.terms, m.estimates, m.std_errors); effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
  result.tables["instruments"] = instrument_table(m);
  if (Frame groups = group_table(m); groups.rows() > 0)
    result.tables["difference_in_hansen"] = std::move(groups);
}

}  // namespace yugong::dynamic::gmm
