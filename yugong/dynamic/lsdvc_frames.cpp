#include <cmath>
#include <limits>

#include "yugong/base/word_of.hpp"
#include "yugong/dynamic/lsdvc.hpp"
#include "yugong/regression/tidy_rows.hpp"

namespace yugong::dynamic::lsdvc {
namespace {

constexpr double normal_law = std::numeric_limits<double>::infinity();

}  // namespace

Frame tidy(const Fit& fit) {
  regression::TidyRows rows;
  std::vector<double> within, bias;
  for (std::size_t a = 0; a < fit.terms.size(); ++a) {
    if (is_time_dummy(fit.stack, fit.terms[a])) continue;
    rows.add({},
             fit.terms[a],
             regression::coefficient(
                 fit.estimates[a], fit.std_errors[a], normal_law, fit.options.level));
    within.push_back(fit.uncorrected[a]);
    bias.push_back(fit.uncorrected[a] - fit.estimates[a]);
  }
  Frame out = rows.frame();
  out.add("uncorrected", std::move(within)).add("bias", std::move(bias));
  return out;
}

Frame glance(const Fit& fit) {
  Frame out;
  out.put("outcome", fit.stack.outcome).put("nobs", static_cast<double>(fit.rows.y.size()));
  out.put("units", static_cast<double>(fit.stack.units()));
  out.put("periods", static_cast<double>(fit.stack.sample.periods));
  out.put("df_model", static_cast<double>(fit.terms.size()));
  out.put("sigma", std::sqrt(fit.sigma2)).put("initial", word_of(fit.options.initial));
  out.put("order", std::to_string(fit.options.order));
  out.put("replications", static_cast<double>(fit.replications));
  out.put("vcov", std::string(fit.replications > 1 ? "bootstrap" : "none"));
  out.put("df_t", normal_law);
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  std::vector<double> fitted(panel.rows(), missing), resid(panel.rows(), missing),
      used(panel.rows(), 0.0);
  const std::vector<double> effects = unit_effects(fit.rows, fit.estimates);
  const std::size_t k = fit.terms.size();
  for (std::size_t u = 0, i = 0; u < fit.stack.units(); ++u)
    for (std::size_t r = fit.stack.level_first[u]; r < fit.stack.rows.first[u + 1]; ++r, ++i) {
      const auto row = static_cast<std::size_t>(fit.stack.panel_row[r]);
      double value = effects[u];
      for (std::size_t a = 0; a < k; ++a) value += fit.rows.x[i * k + a] * fit.estimates[a];
      fitted[row] = value;
      resid[row] = fit.rows.y[i] - value;
      used[row] = 1;
    }
  Frame out;
  for (const std::string& key : {panel.unit_name(), panel.time_name()})
    if (!key.empty()) out.add(static_cast<const Column&>(panel.table().column(key)));
  out.add("fitted", std::move(fitted)).add("resid", std::move(resid)).add("used", std::move(used));
  return out;
}

void complete(const Fit& fit, Result& result) {
  result.formula = canonical(fit.formula);
  result.sample = fit.stack.sample;
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  if (fit.replications > 1) {
    regression::CovarianceRows covariance;
    covariance.add("", fit.terms, fit.covariance);
    result.tables["covariance"] = covariance.frame(false);
  }
  if (Frame effects = time_effects(fit.stack, fit.terms, fit.estimates, fit.std_errors);
      effects.rows() > 0)
    result.tables["effects"] = std::move(effects);
  Frame initial;
  initial.add("term", fit.terms).add("estimate", fit.initial);
  result.tables["initial"] = std::move(initial);
}

}  // namespace yugong::dynamic::lsdvc
