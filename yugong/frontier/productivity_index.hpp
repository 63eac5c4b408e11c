#pragma once

#include <cstdint>
#include <span>

/// From distances to productivity indices and their parts: pure arithmetic on the scores of one
/// unit in two periods, whatever program they come from. NaN stands for a program without a
/// solution and makes every number NaN that needs it.
///
/// With E a score that grows with efficiency, D a distance that falls with it, t and t+1 the two
/// periods, upper index the technology and argument the period of the unit:
///   malmquist             change(a, b) = E(b) / E(a)
///   malmquist_luenberger  change(a, b) = (1 + D(a)) / (1 + D(b))
///   luenberger            change(a, b) = D(a) - D(b)
/// so that more than one (luenberger: more than zero) always means improvement.
namespace yugong::frontier::productivity {

enum class Index : std::uint8_t { malmquist, malmquist_luenberger, luenberger };

/// Change of one technology's score from before to after. NaN where a ratio has no meaning (a
/// score of zero, or 1 + D not positive): a geometric mean with it would be zero or without bound.
double change(Index index, double before, double after);

/// "No change": one, or zero for luenberger.
double neutral(Index index);

/// Two changes one after the other: product or sum.
double chained(Index index, double first, double second);

/// The part of `whole` that `part` leaves: quotient or difference; chained(part, rest) = whole.
double rest(Index index, double whole, double part);

/// Geometric mean of changes, arithmetic for luenberger; NaN when there is none. NaN among them is
/// left out.
double mean(Index index, std::span<const double> changes);

/// An index with its two parts: chained(ec, tc) = index. `ec` needs the units' own technologies
/// alone and may be known where the index is not.
struct Change {
  double index = 0;
  double ec = 0;  ///< efficiency change: catching up with the own period's technology
  double tc = 0;  ///< technical change; under a common technology the best-practice change
};

/// Mean of the changes seen by the earlier and by the later technology (Faere, Grosskopf, Norris
/// and Zhang 1994; Chung, Faere and Grosskopf 1997; Chambers, Faere and Grosskopf 1996).
struct AdjacentScores {
  double own_before = 0, own_after = 0;
  double before_in_later = 0;   ///< the earlier row against the later technology
  double after_in_earlier = 0;  ///< the later row against the earlier technology
};

Change adjacent(Index index, const AdjacentScores& scores);

/// Change seen by one technology common to both periods (global: Pastor and Lovell 2005, Oh 2010;
/// biennial: Pastor, Asmild and Lovell 2011; fixed base: Berg, Foersund and Jansen 1992).
struct CommonScores {
  double own_before = 0, own_after = 0;
  double before = 0, after = 0;  ///< against the common technology
};

Change common(Index index, const CommonScores& scores);

/// Efficiency change of constant returns in pure (variable returns) and scale part (Faere,
/// Grosskopf, Norris and Zhang 1994): chained(pec, sec) = ec.
struct ScaleSplit {
  double pec = 0, sec = 0;
};

ScaleSplit scale_split(Index index, double ec, double own_before_vrs, double own_after_vrs);

/// Constant-returns index in parts of the variable-returns technology (Ray and Desli 1997):
/// chained(pec, tc_vrs, sc) = index.
struct RayDesli {
  double pec = 0, tc_vrs = 0, sc = 0;
};

RayDesli ray_desli(Index index, double crs_index, const Change& vrs);

}  // namespace yugong::frontier::productivity
