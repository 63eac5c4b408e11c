#include <algorithm>

#include "yugong/frontier/dea_program.hpp"
#include "yugong/frontier/dea_run.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

namespace {

constexpr std::size_t block = 16;  // units per block of the parallel loop

/// Mean of the changes relative to the unit's amounts on one side, zero amounts left out.
double mean_change(const std::vector<double>& weights,
                   const std::vector<double>& change,
                   const Technology& t,
                   std::size_t k,
                   bool share) {
  double sum = 0, total = 0, kept = 0;
  for (std::size_t v = 0; v < weights.size(); ++v) {
    total += weights[v];
    if (!(t.at(v, k) > 0)) continue;
    kept += weights[v];
    sum += weights[v] * change[v] / t.at(v, k);
  }
  return share && kept > 0 ? sum * total / kept : sum;
}

/// `point`: number of the projected point of k in `t`.
Composite composite_of(const Prepared& prepared,
                       const Technology& t,
                       std::size_t k,
                       std::size_t point,
                       const std::vector<std::uint32_t>& members,
                       double delta,
                       bool maxsum) {
  const Solved s = solve_unit(t, point, members, prepared.plain, false, maxsum);
  if (s.status != Status::optimal) return {};
  std::vector<double> change(t.variables());
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const double at = t.at(v, point);
    const double sign = t.side[v] == Side::good ? -1.0 : 1.0;
    change[v] = s.slack[v] * (at > 0 ? at : 1.0) - sign * (at - t.at(v, k));
  }
  const bool share = prepared.plain.share_zero_weight;
  const Ratio& ratio = prepared.plain;
  const double above =
      ratio.output_oriented ? 0.0 : mean_change(ratio.numerator, change, t, k, share);
  const double below =
      ratio.input_oriented ? 0.0 : mean_change(ratio.denominator, change, t, k, share);
  return {s.score, s.score * delta, (1 - above) / (1 + below)};
}

}  // namespace

void add_composite(Fit& fit, const std::vector<Reference>& sets, const Executor& executor) {
  const Prepared prepared = prepare(fit, fit.options.returns);
  const std::size_t n = fit.rows.size();
  fit.composite.resize(n);
  std::vector<std::uint32_t> projected;
  std::vector<const Reference*> set_of;
  for (const Reference& set : sets)
    for (const std::uint32_t k : set.evaluated) {
      const Solved& plain = fit.scores.plain[k];
      if (!fit.scores.efficient[k]) {
        fit.composite[k] = {plain.score, plain.score, plain.score};
      } else if (fit.scores.super[k].status == Status::optimal) {
        projected.push_back(k);
        set_of.push_back(&set);
      }
    }
  Technology t = prepared.technology;
  t.units = n + projected.size();
  t.value.clear();
  for (std::size_t v = 0; v < t.variables(); ++v) {
    const double* row = prepared.technology.value.data() + v * n;
    t.value.insert(t.value.end(), row, row + n);
    for (const std::uint32_t k : projected) {
      const double target = fit.scores.super[k].target[v] + fit.shift[v];
      t.value.push_back(is_missing(prepared.top[v]) ? target : prepared.top[v] - target);
    }
  }
  executor.for_blocks(projected.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t k = projected[i];
      std::vector<std::uint32_t> members;
      for (const std::uint32_t j : set_of[i]->members)
        if (fit.owner.empty() ? j != k : fit.owner[j] != fit.owner[k]) members.push_back(j);
      fit.composite[k] = composite_of(prepared,
                                      t,
                                      k,
                                      n + i,
                                      members,
                                      fit.scores.super[k].score,
                                      fit.options.tie == Tie::maxsum);
    }
  });
  for (std::size_t k = 0; k < n; ++k) fit.score[k] = fit.composite[k].score;
}

}  // namespace yugong::frontier::dea
