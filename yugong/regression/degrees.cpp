#include "yugong/regression/degrees.hpp"

#include <algorithm>

namespace yugong::regression {
namespace {

/// reghdfe's count of redundant levels: each later factor loses the most components that it shares
/// with an earlier one. Factors for which `skip` holds, and those without intercepts, take no part.
long pairwise_redundant(std::span<const Factor> factors,
                        const std::vector<bool>& skip,
                        bool first_loses_one) {
  long redundant = 0;
  bool first = true;
  for (std::size_t q = 0; q < factors.size(); ++q) {
    if (skip[q] || !factors[q].intercept) continue;
    long most = first_loses_one ? 1 : 0;
    for (std::size_t p = 0; p < q; ++p)
      if (!skip[p] && factors[p].intercept)
        most = std::max<long>(most, components(factors[p], factors[q]));
    if (!first || first_loses_one) redundant += most;
    first = false;
  }
  return redundant;
}

/// Intercepts and slopes of a factor.
long columns_of(const Factor& f) {
  return f.levels * (static_cast<long>(f.slopes.size()) + (f.intercept ? 1 : 0));
}

}  // namespace

long AbsorbedDf::by(DfRule rule) const {
  if (rule == DfRule::simple) return simple;
  if (rule == DfRule::exact && exact >= 0) return exact;
  return pairwise;
}

AbsorbedDf absorbed_df(const Absorption& absorption, bool constant) {
  AbsorbedDf out;
  const std::vector<Factor>& factors = absorption.factors();
  if (factors.empty()) {
    out.constant_only = true;
    out.levels = out.exact = out.pairwise = out.simple = constant ? 1 : 0;
    return out;
  }
  long slopes = 0, with_intercept = 0;
  for (std::size_t q = 0; q < factors.size(); ++q) {
    out.levels += columns_of(factors[q]);
    slopes += absorption.redundant_slopes(q);
    with_intercept += factors[q].intercept ? 1 : 0;
  }
  out.exact = absorption.rank();
  out.pairwise = out.levels - slopes -
                 pairwise_redundant(factors, std::vector<bool>(factors.size(), false), false);
  out.simple = out.levels - std::max(with_intercept - 1, 0L);
  return out;
}

ClusteredDf clustered_df(const Absorption& absorption,
                         const AbsorbedDf& absorbed,
                         std::span<const Factor> clusters,
                         DfRule rule,
                         NestedRelief relief) {
  const std::vector<Factor>& factors = absorption.factors();
  ClusteredDf out;
  out.nested.assign(factors.size(), false);
  bool any = false;
  for (std::size_t q = 0; q < factors.size(); ++q) {
    for (const Factor& c : clusters) out.nested[q] = out.nested[q] || nested_in(factors[q], c);
    if (!out.nested[q]) continue;
    any = true;
    out.nested_levels += columns_of(factors[q]) - absorption.redundant_slopes(q);
  }
  out.absorbed = out.charged = absorbed.by(rule);
  if (!any || relief == NestedRelief::none) {
    out.nested_levels = 0;
    return out;
  }
  if (relief == NestedRelief::simple) {
    out.absorbed = absorbed.simple;
    for (std::size_t q = 0; q < factors.size(); ++q)
      if (out.nested[q]) out.absorbed -= columns_of(factors[q]) - (factors[q].intercept ? 1 : 0);
    out.charged = out.absorbed;
    return out;
  }
  long levels = 0;
  for (std::size_t q = 0; q < factors.size(); ++q)
    if (!out.nested[q]) levels += columns_of(factors[q]) - absorption.redundant_slopes(q);
  out.absorbed = levels - pairwise_redundant(factors, out.nested, true);
  out.charged = out.absorbed + 1;
  return out;
}

}  // namespace yugong::regression
