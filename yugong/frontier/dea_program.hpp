#pragma once

#include <span>
#include <vector>

#include "yugong/frontier/dea.hpp"

/// From the amounts of a study to the programs of the kernel, and back. Private to the room.
namespace yugong::frontier::dea {

/// The technology that the kernel solves. Bad outputs may have become inputs or (translated) goods;
/// bads that must be met exactly have a second row from below, without weight, after the variables;
/// Kuosmanen's abated copies of the units (inputs alone) follow the units.
struct Prepared {
  Technology technology;
  std::size_t variables = 0, units = 0;  ///< of the study
  std::vector<double> top;               ///< [variables] of a translated bad: largest amount + 1,
                                         ///< else NaN
  bool abated = false;
  Ratio plain, super;  ///< of slacks-based measures
};

Prepared prepare(const Fit& fit, Returns returns);

/// A reference set of the study with the abated copies that belong to it.
Reference reference_of(const Prepared& prepared, const Reference& set);

/// The direction of each evaluated unit of a set [kernel variables x kernel units]; throws YG3331
/// for a unit whose direction is zero in every variable.
std::vector<double> directions(const Fit& fit, const Prepared& prepared, const Reference& set);

/// Weights of the betas of nddf, one per variable; throws YG3319 when sides that move have none.
std::vector<double> beta_weights(const Fit& fit);

/// The model of evaluate.hpp for one set; slacks-based measures only in the super form.
frontier::Model model_for(const Fit& fit,
                          const Prepared& prepared,
                          const Reference& set,
                          Orientation orientation,
                          bool super);

/// The answer of a program in terms of the study: slacks and targets in units of the data,
/// multipliers per unit of the data (of inputs, goods and bads as they enter, v x - u y + w b: not
/// negative unless a bad is met exactly), abated copies left out of the peers, radial scores from
/// the directional program where that was solved. `largest` [kernel variables]: amount of the
/// reference set, the scale of the multiplier of a zero amount.
void restore(const Fit& fit,
             const Prepared& prepared,
             std::size_t k,
             std::span<const double> largest,
             Solved& solved);

/// Epsilon and weights of an epsilon-based measure from data or as given; notes what was computed.
std::vector<EbmSide> ebm_sides(const Fit& fit,
                               const Prepared& prepared,
                               const Executor& executor,
                               std::vector<Problem>& notes);

}  // namespace yugong::frontier::dea
