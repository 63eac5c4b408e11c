#include "yugong/regression/panel_columns.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace yugong::regression {

const std::vector<Evaluated>& PanelColumns::of(const Expr& expr, const Formula& formula) {
  const std::string name = canonical(expr);
  const auto found = columns_.find(name);
  if (found != columns_.end()) return found->second;
  return columns_.emplace(name, evaluate(panel_, expr, formula)).first->second;
}

const std::vector<Evaluated>& PanelColumns::of(const Term& term, const Formula& formula) {
  if (term.factors.size() == 1) return of(term.factors.front(), formula);
  std::string name;
  for (const Expr& e : term.factors) name += (name.empty() ? "" : ":") + canonical(e);
  const auto found = columns_.find(name);
  if (found != columns_.end()) return found->second;
  return columns_.emplace(name, evaluate(panel_, term, formula)).first->second;
}

const Factor& PanelColumns::factor(const std::vector<std::string>& variables, const Place& place) {
  const auto found = factors_.find(variables);
  if (found != factors_.end()) return found->second;
  return factors_.emplace(variables, encode(panel_, variables, place)).first->second;
}

const Factor& PanelColumns::factor_on(const std::vector<std::string>& variables,
                                      const Place& place,
                                      const std::vector<std::uint32_t>& rows) {
  if (rows_ != rows) {
    rows_ = rows;
    on_rows_.clear();
  }
  const auto found = on_rows_.find(variables);
  if (found != on_rows_.end()) return found->second;
  return on_rows_.emplace(variables, restrict_to(factor(variables, place), rows)).first->second;
}

bool PanelColumns::complete(const Evaluated& column) {
  const auto found = complete_.find(&column);
  if (found != complete_.end()) return found->second;
  const bool all = std::all_of(
      column.values.begin(), column.values.end(), [](double v) { return std::isfinite(v); });
  return complete_[&column] = all;
}

bool PanelColumns::complete(const Factor& factor) {
  const auto found = complete_.find(&factor);
  if (found != complete_.end()) return found->second;
  bool all = true;
  for (std::size_t i = 0; i < factor.level.size() && all; ++i) all = factor.level[i] >= 0;
  return complete_[&factor] = all;
}

bool PanelColumns::without_singletons(const std::vector<const Factor*>& factors,
                                      const std::vector<std::uint32_t>& rows) const {
  return std::any_of(settled_.begin(), settled_.end(), [&](const Settled& s) {
    return s.factors == factors && s.rows == rows;
  });
}

void PanelColumns::note_without_singletons(const std::vector<const Factor*>& factors,
                                           const std::vector<std::uint32_t>& rows) {
  if (!shared_) return;
  if (settled_.size() == 4) settled_.erase(settled_.begin());
  settled_.push_back({factors, rows});
}

}  // namespace yugong::regression
