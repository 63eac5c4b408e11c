#include <algorithm>

#include <fmt/format.h>

#include "yugong/frontier/affinity.hpp"
#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

/// Where each unit is projected before affinities are taken: by the additive model or SBM, under
/// variable returns, against all rows in use.
std::vector<Solved> projections(const Fit& fit,
                                const Prepared& prepared,
                                const Executor& executor) {
  Technology t = prepared.technology;
  t.returns = Returns::vrs;
  Reference all;
  for (std::uint32_t j = 0; j < t.units; ++j) all.members.push_back(j);
  all.evaluated = all.members;
  if (fit.options.affinity == Affinity::sbm) {
    MeasureOptions options;
    std::vector<double> above, below;
    for (const Side side : t.side) {
      above.push_back(side == Side::input ? 1.0 : 0.0);
      below.push_back(side == Side::input ? 0.0 : 1.0);
    }
    for (std::vector<double>* weights : {&above, &below}) {
      double total = 0;
      for (const double w : *weights) total += w;
      for (double& w : *weights) w /= total;
    }
    options.sbm.numerator = std::move(above);
    options.sbm.denominator = std::move(below);
    return measure(t, {all}, options, executor).sbm;
  }
  frontier::Model model;
  model.measure = Measure::additive;
  model.weight.assign(t.variables(), 1.0);
  return evaluate(t, all, model, executor);
}

/// The columns whose affinity is taken; throws for amounts without a logarithm.
std::vector<std::vector<double>> columns_of(const Fit& fit,
                                            const Prepared& prepared,
                                            const std::vector<std::size_t>& variables,
                                            const std::vector<Solved>& projected) {
  std::vector<std::vector<double>> columns;
  for (const std::size_t v : variables) {
    std::vector<double> column;
    for (std::size_t j = 0; j < prepared.units; ++j) {
      const double amount =
          projected.empty() ? prepared.technology.at(v, j) : projected[j].target[v];
      if (!(amount > 0))
        throw Error{error("YG3332",
                          {fmt::format("affinities need positive amounts, and '{}' of {} is not",
                                       fit.variables[v].name,
                                       fit.keys[j]),
                           fmt::format("亲和度要求数值为正，而 {} 的 '{}' 不是",
                                       fit.keys[j],
                                       fit.variables[v].name)},
                          {"write zero = \"small(0.01)\", or give epsilon and weights",
                           "请写 zero = \"small(0.01)\"，或直接给出 epsilon 与 weights"})
                        .about(fit.variables[v].name)};
      column.push_back(amount);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

/// Weights as given, rescaled; empty when none are.
std::vector<double> given_weights(const Fit& fit, const std::vector<std::size_t>& variables) {
  std::vector<double> weights;
  double total = 0;
  for (const std::size_t v : variables) {
    const auto found = fit.options.weights.find(fit.variables[v].name);
    if (found == fit.options.weights.end()) return {};
    weights.push_back(found->second);
    total += found->second;
  }
  for (double& w : weights) w /= total;
  return weights;
}

Text side_words(Side side) {
  return side == Side::input  ? Text{"inputs", "投入"}
         : side == Side::good ? Text{"good outputs", "期望产出"}
                              : Text{"bad outputs", "非期望产出"};
}

}  // namespace

std::vector<EbmSide> ebm_sides(const Fit& fit,
                               const Prepared& prepared,
                               const Executor& executor,
                               std::vector<Problem>& notes) {
  const EpsilonRule rule = epsilon_rule(fit.options.epsilon);
  std::vector<EbmSide> sides;
  std::vector<Solved> projected;
  for (const Side side : {Side::input, Side::good, Side::bad}) {
    EbmSide s;
    s.side = side;
    for (std::size_t v = 0; v < prepared.variables; ++v)
      if (prepared.technology.side[v] == side) s.variables.push_back(v);
    if (s.variables.empty()) continue;
    const double epsilon = side == Side::input  ? rule.input
                           : side == Side::good ? rule.good
                                                : rule.bad;
    s.weight = given_weights(fit, s.variables);
    // A single column has an epsilon of zero and a weight of one, whatever the data.
    const bool computed = (is_missing(epsilon) || s.weight.empty()) && s.variables.size() > 1;
    if (computed && fit.options.affinity != Affinity::raw && projected.empty())
      projected = projections(fit, prepared, executor);
    AffinityResult result;
    if (computed) result = affinity(columns_of(fit, prepared, s.variables, projected));
    if (computed && result.repeated && s.weight.empty())
      notes.push_back(
          warning("YG3332",
                  {"the largest eigenvalue of the affinity matrix of the " + side_words(side).en +
                       " is repeated: its vector is not determined",
                   side_words(side).zh + "的亲和矩阵最大特征值有重根，特征向量不唯一"},
                  {"equal weights are used; give weights to choose others",
                   "已采用等权；如需其他权重请给出 weights"}));
    s.epsilon = !is_missing(epsilon) ? epsilon : result.epsilon;
    s.affinity = std::move(result.matrix);
    if (s.weight.empty()) s.weight = computed ? std::move(result.weight) : std::vector<double>{1.0};
    sides.push_back(std::move(s));
  }
  return sides;
}

}  // namespace yugong::frontier::dea
