#include "yugong/frontier/dea_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

/// A radial model whose bads are not inputs contracts or expands one side and holds the bads: the
/// directional program in that side alone.
bool by_direction(const Options& o) {
  return is_radial(o.model) && !o.undesirable.empty() && o.bad != Bad::input &&
         o.bad != Bad::translate;
}

/// Bads become max b + 1 - b, a good (Seiford and Zhu 2002).
void translate(Technology& t, std::vector<double>& top) {
  for (std::size_t v = 0; v < t.variables(); ++v) {
    if (t.side[v] != Side::bad) continue;
    t.side[v] = Side::good;
    double* row = t.value.data() + v * t.units;
    top[v] = *std::max_element(row, row + t.units) + 1;
    for (std::size_t j = 0; j < t.units; ++j) row[j] = top[v] - row[j];
  }
}

/// The second row of each bad, and the abated copies of the units, of a slacks-based measure.
void hold_bads(Technology& t, Prepared& p, bool abated) {
  const std::size_t n = t.units, variables = t.variables();
  for (std::size_t v = 0; v < variables; ++v) {
    if (t.side[v] != Side::bad) continue;
    t.side.push_back(Side::good);
    const std::vector<double> row(t.value.begin() + static_cast<std::ptrdiff_t>(v * n),
                                  t.value.begin() + static_cast<std::ptrdiff_t>((v + 1) * n));
    t.value.insert(t.value.end(), row.begin(), row.end());
  }
  for (Ratio* ratio : {&p.plain, &p.super}) {
    ratio->numerator.resize(t.variables(), 0.0);
    ratio->denominator.resize(t.variables(), 0.0);
  }
  if (!abated) return;
  std::vector<double> doubled;
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const double* row = t.value.data() + v * n;
    doubled.insert(doubled.end(), row, row + n);
    for (std::size_t j = 0; j < n; ++j) doubled.push_back(t.side[v] == Side::input ? row[j] : 0.0);
  }
  t.value = std::move(doubled);
  t.units = 2 * n;
  p.abated = true;
}

frontier::Orientation orientation_of(Orientation o) {
  return o == Orientation::input    ? frontier::Orientation::input
         : o == Orientation::output ? frontier::Orientation::output
                                    : frontier::Orientation::none;
}

/// One over (m + s) times the range of the variable in the set; no weight without a range.
std::vector<double> range_weights(const Prepared& p, const Reference& set) {
  const Technology& t = p.technology;
  std::vector<double> weights(t.variables(), 0.0);
  for (std::size_t v = 0; v < t.variables(); ++v) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const std::uint32_t j : set.members) {
      low = std::min(low, t.at(v, j));
      high = std::max(high, t.at(v, j));
    }
    if (high > low) weights[v] = 1 / (static_cast<double>(t.variables()) * (high - low));
  }
  return weights;
}

std::vector<double> slack_weights(const Fit& fit) {
  std::vector<double> weights;
  for (const Variable& v : fit.variables) {
    const auto given = fit.options.weights.find(v.name);
    weights.push_back(given == fit.options.weights.end() ? 1.0 : given->second);
  }
  return weights;
}

void set_ebm(const Fit& fit, frontier::Model& model) {
  model.measure = Measure::ebm;
  model.weight.assign(fit.variables.size(), 0.0);
  model.bad_expands = fit.options.ebm_bad == EbmBad::printed;
  for (const EbmSide& side : fit.ebm) {
    (side.side == Side::input  ? model.epsilon_input
     : side.side == Side::good ? model.epsilon_good
                               : model.epsilon_bad) = side.epsilon;
    for (std::size_t i = 0; i < side.variables.size(); ++i)
      model.weight[side.variables[i]] = side.weight[i];
  }
}

/// Own amounts on one side: the direction of a radial model.
std::vector<double> radial_direction(const Prepared& p, const Reference& set, bool output) {
  const Technology& t = p.technology;
  std::vector<double> g(t.value.size(), 0.0);
  for (std::size_t v = 0; v < t.variables(); ++v)
    if (t.side[v] == (output ? Side::good : Side::input))
      for (const std::uint32_t k : set.evaluated) g[v * t.units + k] = t.at(v, k);
  return g;
}

/// The two rows of a bad that is met exactly are one row with the sum of their multipliers.
void restore_multipliers(const Prepared& prepared,
                         std::size_t k,
                         std::span<const double> largest,
                         std::vector<double>& dual) {
  const Technology& t = prepared.technology;
  if (dual.size() < t.variables()) {
    dual.clear();
    return;
  }
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const double own = t.at(v, k);
    dual[v] /= own > 0 ? own : largest[v] > 0 ? largest[v] : 1.0;
  }
  std::size_t second = prepared.variables;
  for (std::size_t v = 0; v < prepared.variables; ++v) {
    if (t.side[v] == Side::bad && second < t.variables()) dual[v] += dual[second++];
    if (t.side[v] != Side::good) dual[v] = -dual[v];
  }
  dual.resize(prepared.variables);
}

}  // namespace

Prepared prepare(const Fit& fit, Returns returns) {
  const Options& o = fit.options;
  Prepared p;
  p.technology = fit.technology;
  p.technology.returns = returns;
  p.variables = fit.variables.size();
  p.units = fit.technology.units;
  p.top.assign(p.variables, missing);
  if (is_sbm(o.model)) {
    p.plain = ratio_of(o, false);
    p.super = ratio_of(o, true);
  }
  if (o.bad == Bad::translate) translate(p.technology, p.top);
  if (o.bad == Bad::input && is_ebm(o.model))
    std::replace(p.technology.side.begin(), p.technology.side.end(), Side::bad, Side::input);
  if (is_sbm(o.model) && disposal_of(o) != Disposal::strong)
    hold_bads(p.technology, p, disposal_of(o) == Disposal::kuosmanen);
  return p;
}

Reference reference_of(const Prepared& prepared, const Reference& set) {
  Reference kernel = set;
  if (prepared.abated)
    for (const std::uint32_t j : set.members)
      kernel.members.push_back(j + static_cast<std::uint32_t>(prepared.units));
  return kernel;
}

frontier::Model model_for(const Fit& fit,
                          const Prepared& prepared,
                          const Reference& set,
                          Orientation orientation,
                          bool super) {
  const Options& o = fit.options;
  frontier::Model model;
  model.super = super;
  model.owner = fit.owner;
  model.orientation = orientation_of(orientation);
  model.disposal = disposal_of(o);
  model.tie_maxsum = o.tie == Tie::maxsum;
  model.slack_stage = o.slacks != Stage::none;
  model.relative_slacks = o.slacks != Stage::unweighted;
  if (is_sbm(o.model)) {
    model.measure = Measure::sbm;
    model.ratio = super ? prepared.super : prepared.plain;
  } else if (by_direction(o)) {
    model.measure = Measure::directional;
    model.direction = radial_direction(prepared, set, orientation == Orientation::output);
  } else if (is_radial(o.model)) {
    model.measure = Measure::radial;
  } else if (is_directional(o.model)) {
    model.measure = o.model == Model::nddf ? Measure::nonradial : Measure::directional;
    model.direction = directions(fit, prepared, set);
    if (o.model == Model::nddf) model.weight = beta_weights(fit);
  } else if (is_ebm(o.model)) {
    set_ebm(fit, model);
  } else {
    model.measure = Measure::additive;
    model.relative_weight = o.model == Model::additive;
    model.weight = o.model == Model::ram ? range_weights(prepared, set) : slack_weights(fit);
  }
  return model;
}

void restore(const Fit& fit,
             const Prepared& prepared,
             std::size_t k,
             std::span<const double> largest,
             Solved& solved) {
  const Options& o = fit.options;
  if (solved.slack.empty()) return;  // never solved
  if (o.multipliers || !o.price.empty())
    restore_multipliers(prepared, k, largest, solved.dual);
  else
    solved.dual = {};  // a list per row is not kept for nothing
  solved.slack.resize(prepared.variables);
  solved.target.resize(prepared.variables);
  for (std::size_t v = 0; v < prepared.variables; ++v) {
    if (const double own = prepared.technology.at(v, k); own > 0) solved.slack[v] *= own;
    if (!is_missing(prepared.top[v])) solved.target[v] = prepared.top[v] - solved.target[v];
    solved.target[v] -= fit.shift[v];
  }
  if (prepared.abated) {
    std::erase_if(solved.peers, [&](const Peer& p) { return p.unit >= prepared.units; });
    solved.sum_lambda = solved.status == Status::optimal ? 0.0 : missing;
    for (const Peer& p : solved.peers) solved.sum_lambda += p.weight;
  }
  if (solved.status != Status::optimal) return;
  if (o.model == Model::ram) solved.score = 1 - solved.score;
  if (!by_direction(o)) return;
  const double beta = solved.factor;
  solved.factor = o.orientation == Orientation::output ? 1 + beta : 1 - beta;
  solved.score = o.orientation == Orientation::output ? 1 / solved.factor : solved.factor;
}

}  // namespace yugong::frontier::dea
