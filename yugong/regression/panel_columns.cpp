#include "yugong/regression/panel_columns.hpp"

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

}  // namespace yugong::regression
