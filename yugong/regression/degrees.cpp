#include "yugong/regression/degrees.hpp"

#include <algorithm>

namespace yugong::regression {
namespace {

/// reghdfe's count of redundant levels: each later factor loses the most components that it shares
/// with an earlier one. Factors for which `skip` holds take no part.
long pairwise_redundant(std::span<const Factor> factors,
                        const std::vector<bool>& skip,
                        bool first_loses_one) {
  long redundant = 0;
  bool first = true;
  for (std::size_t q = 0; q < factors.size(); ++q) {
    if (skip[q]) continue;
    long most = first_loses_one ? 1 : 0;
    for (std::size_t p = 0; p < q; ++p)
      if (!skip[p]) most = std::max<long>(most, components(factors[p], factors[q]));
    if (!first || first_loses_one) redundant += most;
    first = false;
  }
  return redundant;
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
  for (const Factor& f : factors) out.levels += f.levels;
  out.exact = absorption.rank();
  out.pairwise =
      out.levels - pairwise_redundant(factors, std::vector<bool>(factors.size(), false), false);
  out.simple = out.levels - static_cast<long>(factors.size() - 1);
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
    out.nested_levels += factors[q].levels;
  }
  out.absorbed = out.charged = absorbed.by(rule);
  if (!any || relief == NestedRelief::none) {
    out.nested_levels = 0;
    return out;
  }
  if (relief == NestedRelief::simple) {
    out.absorbed = absorbed.simple;
    for (std::size_t q = 0; q < factors.size(); ++q)
      if (out.nested[q]) out.absorbed -= factors[q].levels - 1;
    out.charged = out.absorbed;
    return out;
  }
  long levels = 0;
  for (std::size_t q = 0; q < factors.size(); ++q) levels += out.nested[q] ? 0 : factors[q].levels;
  out.absorbed = levels - pairwise_redundant(factors, out.nested, true);
  out.charged = out.absorbed + 1;
  return out;
}

}  // namespace yugong::regression
