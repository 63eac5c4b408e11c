#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/regression/design.hpp"

/// What the models of one call read from the panel, computed once however many of them read it.
namespace yugong::regression {

class PanelColumns {
 public:
  explicit PanelColumns(const data::Panel& panel) : panel_(panel) {}

  const data::Panel& panel() const { return panel_; }

  /// Columns of an expression or of a term, on every row of the panel. The references stay valid.
  const std::vector<Evaluated>& of(const Expr& expr, const Formula& formula);
  const std::vector<Evaluated>& of(const Term& term, const Formula& formula);

  /// Levels of the combinations of `variables`, on every row of the panel.
  const Factor& factor(const std::vector<std::string>& variables, const Place& place);

  /// The same on the rows given; kept for as long as the same rows are asked for.
  const Factor& factor_on(const std::vector<std::string>& variables,
                          const Place& place,
                          const std::vector<std::uint32_t>& rows);

 private:
  const data::Panel& panel_;
  std::map<std::string, std::vector<Evaluated>> columns_;
  std::map<std::vector<std::string>, Factor> factors_;
  std::vector<std::uint32_t> rows_;
  std::map<std::vector<std::string>, Factor> on_rows_;
};

/// As make_design of design.hpp, sharing what other models have read.
Design make_design(PanelColumns& columns, const Formula& formula, const DesignOptions& options);

}  // namespace yugong::regression
