#include "yugong/frontier/dea_frames.hpp"

#include <algorithm>
#include <cmath>

#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/dea_settings.hpp"
#include "yugong/frontier/dea_text.hpp"

namespace yugong::frontier::dea {

namespace {

std::string side_word(Side side) {
  return side == Side::input ? "input" : side == Side::good ? "output" : "undesirable";
}

struct Spread {
  double mean = missing, sd = missing, min = missing, max = missing;
};

template <class Values>
Spread spread(std::size_t count, const Values& value) {
  Spread s;
  double sum = 0, squares = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double v = value(i);
    if (is_missing(v)) continue;
    s.min = n == 0 ? v : std::min(s.min, v);
    s.max = n == 0 ? v : std::max(s.max, v);
    sum += v;
    ++n;
  }
  if (n == 0) return s;
  s.mean = sum / double(n);
  for (std::size_t i = 0; i < count; ++i)
    if (const double v = value(i); !is_missing(v)) squares += (v - s.mean) * (v - s.mean);
  if (n > 1) s.sd = std::sqrt(squares / double(n - 1));
  return s;
}

/// Weight of each variable in the score; missing where the model has none.
std::vector<double> weights_of(const Fit& fit) {
  const Options& o = fit.options;
  std::vector<double> weights(fit.variables.size(), missing);
  if (is_sbm(o.model)) {
    const Ratio ratio = ratio_of(o, false);
    for (std::size_t v = 0; v < weights.size(); ++v)
      weights[v] = ratio.numerator[v] + ratio.denominator[v];
  }
  if (o.model == Model::nddf) weights = beta_weights(fit);
  for (const EbmSide& side : fit.ebm)
    for (std::size_t i = 0; i < side.variables.size(); ++i)
      weights[side.variables[i]] = side.weight[i];
  return weights;
}

Frame epsilon_table(const Fit& fit) {
  std::vector<std::string> terms, roles;
  std::vector<double> weights, epsilons;
  for (const EbmSide& side : fit.ebm)
    for (std::size_t i = 0; i < side.variables.size(); ++i) {
      terms.push_back(fit.variables[side.variables[i]].name);
      roles.push_back(side_word(side.side));
      weights.push_back(side.weight[i]);
      epsilons.push_back(side.epsilon);
    }
  Frame frame;
  frame.add("term", terms).add("role", roles).add("weight", weights).add("epsilon", epsilons);
  return frame;
}

Frame affinity_table(const Fit& fit) {
  std::vector<std::string> terms, others;
  std::vector<double> values;
  for (const EbmSide& side : fit.ebm) {
    const std::size_t m = side.variables.size();
    if (side.affinity.empty()) continue;
    for (std::size_t a = 0; a < m; ++a)
      for (std::size_t b = 0; b < m; ++b) {
        terms.push_back(fit.variables[side.variables[a]].name);
        others.push_back(fit.variables[side.variables[b]].name);
        values.push_back(side.affinity[a * m + b]);
      }
  }
  Frame frame;
  frame.add("term", terms).add("term_2", others).add("affinity", values);
  return frame;
}

}  // namespace

Frame tidy(const Fit& fit) {
  std::vector<std::string> terms, roles, labels, labels_zh;
  std::vector<double> means, slacks, targets, improvements, betas;
  const bool nonradial = fit.options.model == Model::nddf;
  for (std::size_t v = 0; v < fit.variables.size(); ++v) {
    terms.push_back(fit.variables[v].name);
    labels.push_back(fit.variables[v].label.in(Lang::en));
    labels_zh.push_back(fit.variables[v].label.in(Lang::zh));
    roles.push_back(side_word(fit.variables[v].side));
    const auto mean = [&](const auto& value) { return spread(fit.rows.size(), value).mean; };
    means.push_back(mean([&](std::size_t i) { return fit.amount(v, i); }));
    slacks.push_back(mean([&](std::size_t i) { return fit.reported(i).slack[v]; }));
    targets.push_back(mean([&](std::size_t i) { return fit.reported(i).target[v]; }));
    improvements.push_back(mean([&](std::size_t i) { return improvement(fit, i, v); }));
    if (nonradial) betas.push_back(mean([&](std::size_t i) { return fit.reported(i).beta[v]; }));
  }
  Frame frame;
  frame.add("term", terms)
      .add("label", labels)
      .add("label_zh", labels_zh)
      .add("role", roles)
      .add("weight", weights_of(fit));
  frame.add("mean", means)
      .add("mean_slack", slacks)
      .add("mean_target", targets)
      .add("mean_improvement", improvements);
  if (nonradial) frame.add("mean_beta", betas);
  return frame;
}

Frame glance(const Fit& fit) {
  double efficient = 0, weak = 0, infeasible = 0, unbounded = 0, uncertified = 0, several = 0,
         substituted = 0, residual = 0, gap = 0;
  for (std::size_t i = 0; i < fit.rows.size(); ++i) {
    const Solved& s = fit.reported(i);
    efficient += fit.scores.efficient[i];
    weak += is_weak(fit, i);
    substituted += fit.scores.substituted[i];
    infeasible += s.status == Status::infeasible;
    unbounded += s.status == Status::unbounded;
    uncertified += s.status == Status::numerical;
    several += s.status == Status::optimal && !s.unique;
    if (s.status != Status::optimal) continue;
    residual = std::max(residual, s.residual);
    gap = std::max(gap, s.gap);
  }
  const Spread score = spread(fit.rows.size(), [&](std::size_t i) { return fit.score[i]; });
  const Value options = to_value(fit.options);
  Frame frame;
  for (const char* name : {"model", "returns", "frontier", "orientation"})
    frame.put(name, options.find(name)->text);
  frame.put("bad", fit.options.undesirable.empty() ? "none" : word_of(fit.options.bad));
  frame.put("nobs", double(fit.rows.size()))
      .put("units", double(fit.units))
      .put("periods", double(fit.periods));
  frame.put("efficient", efficient);
  if (has_slack_stage(fit.options)) frame.put("weakly_efficient", weak);
  frame.put("infeasible", infeasible).put("unbounded", unbounded).put("uncertified", uncertified);
  if (fit.options.infeasible == Infeasible::nonoriented) frame.put("substituted", substituted);
  frame.put("mean", score.mean).put("sd", score.sd).put("min", score.min).put("max", score.max);
  if (is_directional(fit.options.model))
    frame.put("mean_efficiency",
              spread(fit.rows.size(), [&](std::size_t i) { return fit.efficiency[i]; }).mean);
  double warnings = 0;
  for (const Problem& p : fit.notes) warnings += p.level == Level::warning;
  frame.put("warnings", warnings);
  frame.put("not_unique", several)
      .put("zero_cells", double(fit.zero_cells))
      .put("residual", residual)
      .put("gap", gap);
  return frame;
}

void complete(const Fit& fit, Result& result) {
  result.sample.rows = fit.panel_rows;
  result.sample.used = fit.rows.size();
  result.sample.units = fit.units;
  result.sample.periods = fit.periods;
  result.sample.dropped = fit.dropped;
  result.notes = fit.notes;
  result.notes.push_back(note("YG3311",
                              {"the scores are estimated jointly from all rows of a reference set; "
                               "a regression that explains them should say so",
                               "效率得分由参照集全部样本共同估计得到；用作被解释变量时应予说明"}));
  result.tables["method"] = method_table(fit);
  if (fit.ebm.empty()) return;
  result.tables["epsilon"] = epsilon_table(fit);
  result.tables["affinity"] = affinity_table(fit);
}

}  // namespace yugong::frontier::dea
