#include "yugong/quantile/bootstrap.hpp"

#include <cmath>
#include <map>
#include <optional>

#include "yugong/base/error.hpp"
#include "yugong/base/random.hpp"

namespace yugong::quantile {
namespace {

using regression::Factor;

/// Levels numbered again from zero, in the order of their codes.
void number_levels(const std::vector<std::int64_t>& raw, Factor& f) {
  std::map<std::int64_t, std::int32_t> codes;
  for (const std::int64_t c : raw) codes[c] = 0;
  for (auto& entry : codes) entry.second = f.levels++;
  for (const std::int64_t c : raw) f.level.push_back(codes[c]);
}

}  // namespace

Rows drawn(const Rows& rows, const Factor& units, std::uint64_t seed, std::uint64_t number) {
  std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(units.levels));
  for (std::size_t i = 0; i < rows.count(); ++i)
    members[static_cast<std::size_t>(units.level[i])].push_back(i);
  Random draws(seed, Purpose::bootstrap, number);
  std::vector<std::size_t> from;
  std::vector<std::int64_t> copy;
  for (std::size_t c = 0; c < members.size(); ++c)
    for (const std::size_t i : members[draws.next_below(members.size())]) {
      from.push_back(i);
      copy.push_back(static_cast<std::int64_t>(c));
    }
  Rows out;
  out.constant = rows.constant;
  out.x = Matrix(from.size(), rows.x.cols);
  for (std::size_t j = 0; j < rows.x.cols; ++j)
    for (std::size_t i = 0; i < from.size(); ++i) out.x(i, j) = rows.x(from[i], j);
  for (const std::size_t i : from) out.y.push_back(rows.y[i]);
  for (const Factor& f : rows.effects) {
    Factor g;
    g.name = f.name;
    g.variables = f.variables;
    const bool own = regression::nested_in(f, units);
    std::vector<std::int64_t> raw;
    for (std::size_t i = 0; i < from.size(); ++i)
      raw.push_back(f.level[from[i]] + (own ? copy[i] * f.levels : 0));
    number_levels(raw, g);
    out.effects.push_back(std::move(g));
  }
  return out;
}

BootstrapErrors bootstrap(const Rows& rows,
                          const Factor& units,
                          const BootstrapSettings& settings,
                          const Executor& executor) {
  std::vector<std::optional<Matrix>> all(static_cast<std::size_t>(settings.replications));
  executor.for_blocks(all.size(), 4, [&](std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) {
      try {
        all[r] = point_estimates(settings.estimator,
                                 drawn(rows, units, settings.seed, r),
                                 settings.taus,
                                 executor.within());
      } catch (const Error&) {
        // Counted by the caller: a draw may leave the model unidentified.
      }
    }
  });
  BootstrapErrors out;
  std::vector<double> mean;
  for (const auto& b : all) {
    if (!b) continue;
    ++out.replications;
    mean.resize(b->values.size(), 0.0);
    for (std::size_t a = 0; a < mean.size(); ++a) mean[a] += b->values[a];
  }
  if (out.replications < 2) return out;
  for (double& m : mean) m /= static_cast<double>(out.replications);
  out.covariance = Matrix(mean.size(), mean.size());
  for (const auto& b : all)
    for (std::size_t a = 0; b && a < mean.size(); ++a)
      for (std::size_t c = 0; c < mean.size(); ++c)
        out.covariance(a, c) += (b->values[a] - mean[a]) * (b->values[c] - mean[c]) /
                                static_cast<double>(out.replications - 1);
  return out;
}

}  // namespace yugong::quantile
