#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/regression/design.hpp"

/// What the models of one call read from the panel, computed once however many of them read it.
namespace yugong::regression {

class PanelColumns {
 public:
  /// `shared`: several models will read it; a single one keeps no rows for others.
  explicit PanelColumns(const data::Panel& panel, bool shared = false)
      : panel_(panel),
        shared_(shared) {}

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

  /// No row of the panel lacks the column or the level; found out once.
  bool complete(const Evaluated& column);
  bool complete(const Factor& factor);

  /// Whether these rows are known to hold no singleton of the factors.
  bool without_singletons(const std::vector<const Factor*>& factors,
                          const std::vector<std::uint32_t>& rows) const;
  void note_without_singletons(const std::vector<const Factor*>& factors,
                               const std::vector<std::uint32_t>& rows);

 private:
  struct Settled {
    std::vector<const Factor*> factors;
    std::vector<std::uint32_t> rows;
  };

  const data::Panel& panel_;
  bool shared_;
  std::map<const void*, bool> complete_;
  std::vector<Settled> settled_;  ///< the last samples
  std::map<std::string, std::vector<Evaluated>> columns_;
  std::map<std::vector<std::string>, Factor> factors_;
  std::vector<std::uint32_t> rows_;
  std::map<std::vector<std::string>, Factor> on_rows_;
};

/// As make_design of design.hpp, sharing what other models have read.
Design make_design(PanelColumns& columns, const Formula& formula, const DesignOptions& options);

}  // namespace yugong::regression
