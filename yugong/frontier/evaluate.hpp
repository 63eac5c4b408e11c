#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/frontier/slacks.hpp"
#include "yugong/frontier/technology.hpp"

/// Every efficiency model as one call: rows of a technology against one reference set (kernel;
/// knows no panel and no options). Each model is a cost vector, a few columns beside the
/// intensities, and a start for the one simplex kernel.
///
/// With X, Y, B the columns of the reference set and lam >= 0 its intensities, under the
/// technology's returns to scale:
///
/// sbm          slacks.hpp
/// radial       input: min theta, X lam <= theta x, B lam <= theta b, Y lam >= y.
///              output: max phi, X lam <= x, B lam <= b, Y lam >= phi y; the score is 1/phi.
///              Then, the factor fixed, the largest sum of relative slacks (Farrell 1957;
///              Charnes, Cooper and Rhodes 1978).
/// directional  max beta, X lam <= x - beta g_x, Y lam >= y + beta g_y, B lam {<=, =} b - beta
///              g_b; beta of either sign (Chambers, Chung and Faere 1996; Chung et al. 1997).
/// nonradial    max sum w beta, one beta >= 0 for each variable (Zhou, Ang and Wang 2012).
/// ebm          min (theta - eps_x sum w s/x) / (phi + eps_y sum w s/y + eps_b sum w s/b),
///              X lam + s = theta x, Y lam - s = phi y, B lam + s = (2 - phi) b (Tone and
///              Tsutsui 2010; with bads). Input-oriented: phi = 1 and denominator one;
///              output-oriented: theta = 1 and numerator one. Without orientation only theta / phi
///              is determined where every row is a multiple of theta or phi (constant returns, no
///              bads or bad_expands): theta is one there; and with (2 - phi) b, phi >= 1, since
///              else producing nothing at no input would be best.
/// additive     max sum w s, X lam + s = x, Y lam - s = y, B lam + s = b (Charnes et al. 1985;
///              range-adjusted: Cooper, Park and Pastor 1999).
namespace yugong::frontier {

enum class Measure : std::uint8_t { sbm, radial, directional, nonradial, ebm, additive };

enum class Orientation : std::uint8_t { none, input, output };

/// How bad outputs may be disposed of. strong: B lam <= b. equality: B lam = b, which under
/// constant returns is weak disposability (Shephard 1970). kuosmanen: weak disposability under
/// variable returns (Kuosmanen 2005): Y lam >= y, B lam = b, X (lam + mu) <= x, sum (lam + mu) = 1,
/// mu >= 0; the same sum under the other returns, and equality under constant ones. In the
/// non-radial model the beta of a bad is its slack, so that only bads without direction are held.
enum class Disposal : std::uint8_t { strong, equality, kuosmanen };

struct Model {
  Measure measure = Measure::sbm;
  Orientation orientation = Orientation::none;  ///< radial: input or output; ebm: any
  Disposal disposal = Disposal::strong;

  /// The evaluated unit is not in its own reference set (super-efficiency). With sbm: the super
  /// form, whatever the unit; elsewhere the same program without the unit.
  bool super = false;
  std::span<const std::int32_t> owner;  ///< [units] left out together with the evaluated unit
                                        ///< under `super`; empty: only itself

  Ratio ratio;  ///< sbm (its orientation flags are those of `orientation`)
  std::vector<double>
      weight;  ///< [variables] nonradial: of the betas; ebm: of the relative slacks,
               ///< each side adding up to one; additive: of the slacks in units of
               ///< the data, or of the relative slacks when `relative_weight`
  bool relative_weight = true;
  std::vector<double> direction;  ///< [variables x units] g >= 0 of each unit, laid out as
                                  ///< Technology::value; directional and nonradial
  bool negative_beta = true;      ///< directional: beta may be negative
  double epsilon_input = 0, epsilon_good = 0, epsilon_bad = 0;  ///< ebm
  bool bad_expands = false;  ///< ebm: B lam + s = phi b, as printed by some, not (2 - phi) b

  /// radial and directional: after the factor, the largest sum of slacks; relative to the unit's
  /// amounts, or in units of the data (depends on units of measure).
  bool slack_stage = true;
  bool relative_slacks = true;
  bool tie_maxsum = true;  ///< as MeasureOptions::tie_maxsum
};

/// Signs of `Solved::dual` (all models; d of the minimised score by the row's right side, where
/// that is one: sbm rho or delta, radial theta or 1/phi, directional -beta, nonradial and additive
/// minus the sum, ebm the ratio). Row v, in units of the evaluated unit's own amount (of the
/// largest amount of a member when that is zero): goods >= 0, inputs <= 0, bads <= 0 (of either
/// sign with equality); then the rows on the sum of intensities (either sign under vrs, <= 0 nirs,
/// >= 0 ndrs, lower then upper bound under grs). For every member j: sum_v dual_v a_vj / a_vk + sum
/// of the scale rows' <= 0, and zero for peers. Both radial orientations are scaled so that inputs
/// and bads add up to minus one (in the output orientation together with scale rows times their
/// bounds), and the score is then the sum over goods (input orientation: plus scale rows times
/// their bounds). Of an infeasible program `dual` is the proof: the same inequality for every
/// member, while the value at the right side, `infeasibility`, is positive.

/// The answers of one reference set: [reference.evaluated.size()], in its order. The members may or
/// may not contain an evaluated unit. `Solved::score` is
///   sbm: rho or delta;  radial: theta or 1/phi (phi in `factor`);
///   directional: beta (also in `factor`);  nonradial: sum w beta (each in `beta`);
///   ebm: the ratio (theta in `factor`, phi in `second_factor`);  additive: sum w s.
/// Targets are the amounts that the intensities produce, except in the super form of sbm.
/// Bit-identical for any number of workers. Throws Error YG3320 when a direction or weight leaves a
/// program without bound by construction (all-zero direction).
std::vector<Solved> evaluate(const Technology& technology,
                             const Reference& reference,
                             const Model& model,
                             const Executor& executor);

/// The scores alone (NaN where there is none): no choice among equal optima, no slack stage.
std::vector<double> evaluate_scores(const Technology& technology,
                                    const Reference& reference,
                                    const Model& model,
                                    const Executor& executor);

/// Multipliers in units of the data, rows as `Solved::dual`: v of an input, u of a good, w of a
/// bad, each the gain in score from one unit more to use, one unit less to make, or one unit more
/// that may be emitted, hence >= 0 (w of either sign with equality); the rows on the sum of
/// intensities as they are. The shadow price of a bad relative to a good is w / u.
std::vector<double> multipliers(const Technology& technology,
                                const Reference& reference,
                                std::uint32_t unit,
                                const Solved& solved);

}  // namespace yugong::frontier
