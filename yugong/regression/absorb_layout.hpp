#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/regression/factor.hpp"

/// How the columns of absorbed effects lie in memory. Private to the absorption.
namespace yugong::regression::absorbing {

inline std::size_t at(std::int32_t level) {
  return static_cast<std::size_t>(level);
}

/// One column per level of a factor: its dummies, or its dummies times a slope variable. The
/// columns of one factor are orthonormal within every level: a slope is freed of the intercept and
/// of the slopes before it.
struct Term {
  std::size_t factor = 0;
  const std::int32_t* level = nullptr;  ///< [rows] in the order of the sweep
  std::vector<double> value;            ///< [rows] of a slope; empty: ones
  std::vector<double> scale;  ///< [levels] what makes a column of unit norm: 1/sqrt(mass); ones for
                              ///< a slope
  std::size_t levels = 0;
  std::size_t offset = 0;  ///< first column of the complement; of small terms
  std::size_t zero = 0;    ///< levels in which a slope has no variation of its own
};

/// The rows sorted by the levels of one factor, the big one, whose terms are projected off group by
/// group; the terms of the other factors are the columns of the complement. Without a big factor
/// the groups are runs of rows, and nothing is projected off within them.
struct Layout {
  std::size_t rows = 0;
  std::size_t columns = 0;           ///< of the complement
  std::vector<std::uint32_t> order;  ///< row at each place; empty when the rows already lie so
  std::vector<std::uint32_t> first;  ///< [groups + 1]
  std::span<const double> weight;    ///< [rows] in the order of the sweep; empty: ones
  std::vector<double> mass;          ///< [groups]
  std::vector<Term> big, small;
  std::vector<double> scale;         ///< [columns] of all small terms
  std::vector<std::uint32_t> block;  ///< groups at which a block of the sweep begins, and the end
  std::size_t largest_group = 0;
  bool plain = true;  ///< neither weights nor slopes
  /// [factors] of a factor with slopes: [levels][p][p], column k the coefficients of the variables
  /// as given (ones first) that make up its k-th term.
  std::vector<std::vector<double>> basis;

  std::size_t groups() const { return first.size() - 1; }

  double w(std::size_t i) const { return weight.empty() ? 1.0 : weight[i]; }

  // What the views above look at where the rows were put in another order.
  std::vector<std::vector<std::int32_t>> level_store;
  std::vector<double> weight_store;
};

/// Groups that meet the same levels of the small factors in the same order; what is computed from
/// the levels alone needs one of each kind.
struct Kinds {
  std::vector<std::uint32_t> group;  ///< one of each kind
  std::vector<double> times;         ///< groups of the kind
  std::vector<std::uint32_t> block;  ///< as in Layout, over `group`
};

/// Parameters per level of a factor.
std::size_t parameters(const Factor& f);

/// `big` is an index into `factors`, or factors.size() for none. `factors` and `weights` must
/// outlive the layout.
Layout lay_out(const std::vector<Factor>& factors,
               std::span<const double> weights,
               std::size_t rows,
               std::size_t big);

/// All groups, each a kind of its own unless many are alike.
Kinds kinds_of(const Layout& layout);

/// True when no level is followed by a smaller one.
bool ascending(const Factor& f);

}  // namespace yugong::regression::absorbing
