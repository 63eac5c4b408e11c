#include <algorithm>

#include <fmt/format.h>

#include "yugong/data/panel.hpp"
#include "yugong/index/composite.hpp"
#include "yugong/index/readings.hpp"
#include "yugong/numeric/distributions.hpp"

namespace yugong::index::composite {

namespace {

std::string method_name(const Options& options) {
  for (const auto& [name, method] : names_of(options.method))
    if (method == options.method) return name;
  return "";
}

std::string direction(const Indicator& indicator) {
  return indicator.positive ? "positive" : "negative";
}

/// A column with one entry per group and indicator, taken by `of(group, j)`.
template <class T, class Of>
std::vector<T> each(const Fit& fit, const std::vector<std::size_t>& order, Of of) {
  std::vector<T> out;
  for (const Group& group : fit.groups)
    for (const std::size_t j : order) out.push_back(of(group, j));
  return out;
}

std::vector<std::size_t> as_listed(const Fit& fit) {
  std::vector<std::size_t> order(fit.indicators.size());
  for (std::size_t j = 0; j < order.size(); ++j) order[j] = j;
  return order;
}

/// By dimension, those in none last: the order of a printed indicator system.
std::vector<std::size_t> by_dimension(const Fit& fit) {
  std::vector<std::size_t> order = as_listed(fit);
  auto position = [&](std::size_t j) {
    std::size_t d = 0;
    while (d < fit.dimensions.size() && fit.dimensions[d].name != fit.indicators[j].dimension) ++d;
    return d;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return position(a) < position(b);
  });
  return order;
}

void add_group(Frame& frame, const Fit& fit, const std::vector<std::size_t>& order) {
  if (!fit.options.by.empty())
    frame.add("group",
              each<std::string>(fit, order, [](const Group& g, std::size_t) { return g.name; }));
}

Frame weights_frame(const Fit& fit) {
  const std::vector<std::size_t> order = by_dimension(fit);
  const auto text_of = [&](auto of) {
    return each<std::string>(
        fit, order, [&](const Group&, std::size_t j) { return of(fit.indicators[j]); });
  };
  Frame out;
  add_group(out, fit, order);
  if (!fit.dimensions.empty())
    out.add("dimension", text_of([](const Indicator& i) { return i.dimension; }));
  out.add("term", text_of([](const Indicator& i) { return i.name; }));
  out.add("label", text_of([](const Indicator& i) { return i.label.in(Lang::en); }));
  out.add("label_zh", text_of([](const Indicator& i) { return i.label.in(Lang::zh); }));
  out.add("unit", text_of([](const Indicator& i) { return i.unit; }));
  out.add("direction", text_of(direction));
  out.add("weight",
          each<double>(fit, order, [](const Group& g, std::size_t j) { return g.weight[j]; }));
  return out;
}

Frame dimensions_frame(const Fit& fit) {
  std::vector<std::string> groups, names;
  std::vector<double> levels, weights;
  for (const Group& group : fit.groups)
    for (const Dimension& dimension : fit.dimensions) {
      double weight = 0;
      for (const std::size_t j : dimension.indicators) weight += group.weight[j];
      groups.push_back(group.name);
      names.push_back(dimension.name);
      levels.push_back(static_cast<double>(dimension.level));
      weights.push_back(weight);
    }
  Frame out;
  if (!fit.options.by.empty()) out.add("group", std::move(groups));
  return out.add("dimension", std::move(names))
      .add("level", std::move(levels))
      .add("weight", std::move(weights));
}

Frame eigenvalues_frame(const Fit& fit) {
  std::vector<std::string> groups;
  std::vector<double> component, eigenvalue, share, cumulative, kept;
  for (const Group& group : fit.groups) {
    const Components& c = *group.components;
    double reached = 0;
    for (std::size_t k = 0; k < c.eigenvalues.size(); ++k) {
      // The trace of a correlation matrix is the number of indicators.
      const double part = c.eigenvalues[k] / static_cast<double>(c.eigenvalues.size());
      reached += part;
      groups.push_back(group.name);
      component.push_back(static_cast<double>(k + 1));
      eigenvalue.push_back(c.eigenvalues[k]);
      share.push_back(part);
      cumulative.push_back(reached);
      kept.push_back(k < c.kept ? 1.0 : 0.0);
    }
  }
  Frame out;
  if (!fit.options.by.empty()) out.add("group", std::move(groups));
  out.add("component", std::move(component));
  out.add("eigenvalue", std::move(eigenvalue));
  out.add("share", std::move(share));
  out.add("cumulative", std::move(cumulative));
  return out.add("kept", std::move(kept));
}

Frame loadings_frame(const Fit& fit) {
  std::vector<std::string> groups, terms;
  std::vector<double> component, loading;
  for (const Group& group : fit.groups)
    for (std::size_t k = 0; k < group.components->kept; ++k)
      for (std::size_t j = 0; j < fit.indicators.size(); ++j) {
        groups.push_back(group.name);
        terms.push_back(fit.indicators[j].name);
        component.push_back(static_cast<double>(k + 1));
        loading.push_back(group.components->loadings[k][j]);
      }
  Frame out;
  if (!fit.options.by.empty()) out.add("group", std::move(groups));
  out.add("component", std::move(component));
  out.add("term", std::move(terms));
  return out.add("loading", std::move(loading));
}

Frame adequacy_frame(const Fit& fit) {
  std::vector<std::string> groups;
  std::vector<double> kmo, statistic, df, p;
  for (const Group& group : fit.groups) {
    const Components& c = *group.components;
    groups.push_back(group.name);
    kmo.push_back(c.kmo);
    statistic.push_back(c.bartlett);
    df.push_back(c.bartlett_df);
    p.push_back(numeric::chi2_upper(c.bartlett, c.bartlett_df));
  }
  Frame out;
  if (!fit.options.by.empty()) out.add("group", std::move(groups));
  out.add("kmo", std::move(kmo)).add("statistic", std::move(statistic));
  return out.add("df", std::move(df)).add("p_value", std::move(p));
}

double explained(const Components& c) {
  double kept = 0, all = 0;
  for (std::size_t k = 0; k < c.eigenvalues.size(); ++k) {
    all += c.eigenvalues[k];
    if (k < c.kept) kept += c.eigenvalues[k];
  }
  return kept / all;
}

}  // namespace

Frame tidy(const Fit& fit) {
  const std::vector<std::size_t> order = as_listed(fit);
  const auto text_of = [&](auto of) {
    return each<std::string>(
        fit, order, [&](const Group&, std::size_t j) { return of(fit.indicators[j]); });
  };
  const auto number_of = [&](std::vector<double> Group::*member) {
    return each<double>(fit, order, [&](const Group& g, std::size_t j) { return (g.*member)[j]; });
  };
  Frame out;
  add_group(out, fit, order);
  out.add("term", text_of([](const Indicator& i) { return i.name; }));
  out.add("label", text_of([](const Indicator& i) { return i.label.in(Lang::en); }));
  out.add("label_zh", text_of([](const Indicator& i) { return i.label.in(Lang::zh); }));
  out.add("direction", text_of(direction));
  if (!fit.dimensions.empty())
    out.add("dimension", text_of([](const Indicator& i) { return i.dimension; }));
  out.add("min", number_of(&Group::min)).add("max", number_of(&Group::max));
  out.add("mean", number_of(&Group::mean)).add("sd", number_of(&Group::sd));
  if (!fit.groups.front().entropy.empty())
    out.add("entropy", number_of(&Group::entropy)).add("redundancy", number_of(&Group::redundancy));
  return out.add("weight", number_of(&Group::weight));
}

Frame glance(const Fit& fit) {
  Frame out;
  out.put("method", method_name(fit.options));
  out.put("nobs", static_cast<double>(fit.sample.used));
  out.put("units", static_cast<double>(fit.sample.units));
  out.put("periods", static_cast<double>(fit.sample.periods));
  out.put("indicators", static_cast<double>(fit.indicators.size()));
  out.put("groups", static_cast<double>(fit.groups.size()));
  if (!fit.groups.front().entropy.empty()) out.put("shift", fit.options.shift);
  // With several groups these differ by group and stand in the tables.
  if (fit.groups.front().components && fit.groups.size() == 1) {
    const Components& c = *fit.groups.front().components;
    out.put("components", static_cast<double>(c.kept));
    out.put("explained", explained(c));
    out.put("kmo", c.kmo);
  }
  return out;
}

Frame augment(const Fit& fit, const data::Panel& panel) {
  Frame out = with_keys(panel);
  out.add("score", fit.score);
  for (std::size_t d = 0; d < fit.dimensions.size(); ++d) {
    // With points between its parts the name can stand in a formula.
    std::string name = fit.dimensions[d].name;
    std::replace(name.begin(), name.end(), '/', '.');
    out.add("score." + name, fit.sub_scores[d]);
  }
  return out.add("rank", fit.rank);
}

void complete(const Fit& fit, Result& result) {
  result.sample = fit.sample;
  result.notes.insert(result.notes.end(), fit.notes.begin(), fit.notes.end());
  result.tables["weights"] = weights_frame(fit);
  if (!fit.dimensions.empty()) result.tables["dimensions"] = dimensions_frame(fit);
  if (!fit.groups.front().components) return;
  result.tables["eigenvalues"] = eigenvalues_frame(fit);
  result.tables["loadings"] = loadings_frame(fit);
  result.tables["adequacy"] = adequacy_frame(fit);
  for (const Group& group : fit.groups) {
    const Components& c = *group.components;
    if (is_missing(c.bartlett)) continue;
    const std::string of_group = group.name.empty() ? "" : fmt::format(" ({})", group.name);
    result.tests.push_back(
        {"bartlett" + of_group,
         {"Bartlett's test of sphericity" + of_group, "Bartlett 球形检验" + of_group},
         c.bartlett,
         fmt::format("chi2({})", c.bartlett_df),
         numeric::chi2_upper(c.bartlett, c.bartlett_df)});
  }
}

}  // namespace yugong::index::composite
