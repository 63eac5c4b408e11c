#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Inputs that give a known efficiency score: the slacks-based measure turned round.
///
/// Per unit of good output let the RAY have inputs (k, l, e) and B bad outputs c_b. A cell whose
/// inputs are k/r_k, l/r_l, e/r_e and whose bad outputs are c_b/q_b, all ratios r, q in (0, 1], has
/// under constant returns
///     rho = ((r_k + r_l + r_e)/3) / (1 + sum_b (1 - q_b) / (1 + B))        (Tone 2004, one good)
/// as long as the ray is its best reference. Cells on the ray score 1. EXTREME cells use h > 1
/// times the ray's inputs and emit g < 1 times its bad outputs. None is a better reference than the
/// ray for an inefficient cell when h >= (1 + 2B - gB)/(1 + B): with Q = sum q_b, replacing the ray
/// by it multiplies the numerator by h and the denominator by (1 + 2B - gQ)/(1 + 2B - Q), which is
/// at most that since Q <= B; mixtures follow term by term. So the formula above stays exact, and
/// the extremes are the super-efficient tail: against the ray alone an extreme cell scores
/// (1 + B)/(B + g); against ray and other extremes the program has three rows (input, good, bad,
/// all inputs and all bad outputs being proportional) and its optimum is at a vertex with at most
/// two references, which super_score() lists.
namespace yugong::simulate {

struct Extreme {
  double input = 1;  ///< h, inputs over those of the ray
  double bad = 1;    ///< g, bad outputs over those of the ray
  double score = 1;  ///< super-efficiency
};

/// `count` extreme points on a convex curve, the best score being `best` (more than 1, at
/// most 1.25); best first.
std::vector<Extreme> extreme_points(std::size_t count, double best, std::size_t bads = 1);

/// Super-efficiency of points[which] against the ray and all other points.
double super_score(const std::vector<Extreme>& points, std::size_t which, std::size_t bads = 1);

/// Role of a cell in the technology: -1 inside, 0 .. m-1 an extreme point, m on the ray.
struct Assigned {
  std::vector<double> score;
  std::vector<int> role;
  std::size_t capped = 0;  ///< cells of the inside whose wish was above `cap` and was lowered
};

/// Turns wished scores [units x periods, row-major] into attainable ones: the highest wishes take
/// the scores of the extreme points, the next two lie on the ray, everything else is at most `cap`.
/// Only units whose lowest wish is `floor` or more may hold frontier cells, at least four periods
/// apart within a unit, so that their capital can follow. YG3402 when fewer than two cells can.
Assigned assign_frontier(std::span<const double> wish,
                         std::size_t periods,
                         const std::vector<Extreme>& extremes,
                         double cap = 0.9,
                         double floor = 0.36);

struct Ray {
  double capital = 0, labour = 0, energy = 0;  ///< per unit of good output
  std::vector<double> bads;
};

struct InverseInput {
  std::size_t periods = 0;
  std::vector<double> good;  ///< [units x periods]
  std::vector<std::vector<double>>
      bads;                    ///< [bad][cells]; wishes, lowered where the score demands it
  std::vector<double> energy;  ///< [cells]: energy use as given, its ratios being a small part of
                               ///< the score; empty: free, shared with labour
  std::vector<double> labour_share;  ///< [units], share of labour in what capital leaves, about one
                                     ///< half; not used where energy is given
  double keep = 0.904;  ///< share of capital that outlives a year: capital never falls faster
  double least = 0.02;  ///< least ratio of capital
  double most = 0.7;    ///< bad outputs come nearer to the ray where score times denominator would
                        ///< be more
  double capital_scale = 3.2, labour_scale = 6e-5,
         energy_scale = 1.1;  ///< medians per unit of good output
};

struct Inverted {
  std::vector<double> capital, labour, energy;  ///< [units x periods]
  std::vector<std::vector<double>> bads;
  Ray ray;
};

/// Inputs and bad output under which every cell has its assigned score. YG3402 when a unit's scores
/// vary so much that its capital would have to shrink faster than it wears out.
Inverted invert_sbm(const Assigned& assigned,
                    const std::vector<Extreme>& extremes,
                    const InverseInput& input);

/// The closed form for one cell inside: ratios of the ray's amounts to the cell's.
double closed_form_score(double capital_ratio,
                         double labour_ratio,
                         double energy_ratio,
                         std::span<const double> bad_ratios);

}  // namespace yugong::simulate
