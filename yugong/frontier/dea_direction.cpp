#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

double mean_of(const Technology& t, std::size_t v, std::size_t units) {
  double sum = 0;
  for (std::size_t j = 0; j < units; ++j) sum += t.at(v, j);
  return sum / static_cast<double>(units);
}

/// From the amount to the best one of the set (Portela, Thanassoulis and Simpson 2004).
void range_row(const Technology& t, std::size_t v, const Reference& set, std::vector<double>& g) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const std::uint32_t j : set.members) {
    low = std::min(low, t.at(v, j));
    high = std::max(high, t.at(v, j));
  }
  for (const std::uint32_t k : set.evaluated)
    g[v * t.units + k] =
        std::max(0.0, t.side[v] == Side::good ? high - t.at(v, k) : t.at(v, k) - low);
}

void table_row(const Fit& fit,
               const Technology& t,
               const DirectionRule::Entry& entry,
               std::size_t v,
               const Reference& set,
               std::vector<double>& g) {
  using Kind = DirectionRule::Entry::Kind;
  for (const std::uint32_t k : set.evaluated) {
    double& value = g[v * t.units + k];
    switch (entry.kind) {
      case Kind::none:
        value = 0;
        break;
      case Kind::number:
        value = entry.number;
        break;
      case Kind::column:
        value = fit.direction[v * fit.rows.size() + k];
        break;
      case Kind::own:
        value = t.at(v, k);
        break;
    }
  }
}

void refuse_zero(const Fit& fit,
                 const Technology& t,
                 const Reference& set,
                 const std::vector<double>& g) {
  std::string who;
  std::size_t count = 0;
  for (const std::uint32_t k : set.evaluated) {
    bool moves = false;
    for (std::size_t v = 0; v < t.variables(); ++v) moves = moves || g[v * t.units + k] > 0;
    if (moves) continue;
    if (++count <= 5) who += (count == 1 ? "" : "; ") + fit.keys[k];
  }
  if (count == 0) return;
  throw Error{
      error("YG3331",
            {fmt::format("the direction is zero in every variable ({} {}: {})",
                         count,
                         count == 1 ? "row" : "rows",
                         who),
             fmt::format("{} 行的方向向量全部为零：{}", count, who)},
            {"their distance would have no bound: filter these rows, or write another "
             "direction, such as \"obs:xyb\", \"mean\" or \"ones\"",
             "其距离无界：请筛除这些行，或改用其他方向，如 \"obs:xyb\"、\"mean\"、\"ones\""})
          .about("direction")};
}

}  // namespace

std::vector<double> directions(const Fit& fit, const Prepared& prepared, const Reference& set) {
  const Technology& t = prepared.technology;
  const DirectionRule rule = direction_rule(fit.options);
  using Kind = DirectionRule::Kind;
  std::vector<double> g(t.value.size(), 0.0);
  for (std::size_t v = 0; v < prepared.variables; ++v) {
    if (rule.kind == Kind::table) {
      table_row(fit, t, rule.entry[v], v, set, g);
      continue;
    }
    if (!rule.moves[v]) continue;
    if (rule.kind == Kind::range) {
      range_row(t, v, set, g);
      continue;
    }
    const double mean = rule.kind == Kind::mean ? mean_of(t, v, prepared.units) : 1.0;
    for (const std::uint32_t k : set.evaluated)
      g[v * t.units + k] = rule.kind == Kind::own ? t.at(v, k) : mean;
  }
  refuse_zero(fit, t, set, g);
  return g;
}

bool moves(const DirectionRule& rule, std::size_t v) {
  return rule.kind == DirectionRule::Kind::table
             ? rule.entry[v].kind != DirectionRule::Entry::Kind::none
             : rule.moves[v] != 0;
}

std::vector<double> beta_weights(const Fit& fit) {
  const Options& o = fit.options;
  const DirectionRule rule = direction_rule(o);
  std::vector<double> weights(fit.variables.size(), 0.0);
  const auto side_word = [&](std::size_t v) -> std::string {
    const Side side = fit.variables[v].side;
    return side == Side::input ? "input" : side == Side::good ? "good" : "bad";
  };
  std::map<std::string, double> moving;  // variables that move, by side
  for (std::size_t v = 0; v < weights.size(); ++v)
    if (moves(rule, v)) moving[side_word(v)] += 1;
  const bool by_side = weights_by_side(o);
  for (std::size_t v = 0; v < weights.size(); ++v) {
    if (!moves(rule, v)) continue;
    if (o.weights.empty()) {
      weights[v] = 1 / (static_cast<double>(moving.size()) * moving[side_word(v)]);
    } else if (by_side) {
      const auto given = o.weights.find(side_word(v));
      weights[v] = given == o.weights.end() ? 0.0 : given->second / moving[side_word(v)];
    } else {
      const auto given = o.weights.find(fit.variables[v].name);
      weights[v] = given == o.weights.end() ? 0.0 : given->second;
    }
  }
  if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0; }))
    throw Error{
        error("YG3319",
              {"no variable that moves in the direction has a weight", "方向上变动的变量均无权重"},
              {"give weights to the variables of the direction, or leave weights out",
               "请为方向上的变量给出权重，或不写 weights"})
            .about("weights")};
  return weights;
}

}  // namespace yugong::frontier::dea
