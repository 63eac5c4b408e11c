#pragma once

#include <string>
#include <vector>

#include "yugong/base/method.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/frontier/dea_options.hpp"
#include "yugong/frontier/evaluate.hpp"
#include "yugong/frontier/slacks.hpp"
#include "yugong/frontier/technology.hpp"

/// Efficiency scores by data envelopment analysis.
///
/// Slacks-based, radial, directional, non-radial directional, epsilon-based, additive and
/// range-adjusted measures, with their super-efficiency forms, with or without bad outputs; the
/// definitions stand in slacks.hpp, evaluate.hpp and dea.md. In: columns of amounts. Out: a score
/// per row (NaN with a status when there is none), slacks, targets and peers, and a certificate per
/// row. Refuses: negative amounts unless a rule is given (YG3302), a reference set whose inputs or
/// goods are all zero (YG3303), settings that contradict each other (YG3310, YG3330, YG3331).
/// Sources: Farrell (1957); Charnes, Cooper and Rhodes (1978); Tone (2001, 2002, 2003); Chung,
/// Faere and Grosskopf (1997); Kuosmanen (2005); Tone and Tsutsui (2010); Zhou, Ang and Wang
/// (2012); dea.md has the rest.
namespace yugong::frontier::dea {

/// A variable of the study with its role.
struct Variable {
  std::string name;
  Side side = Side::input;
  Text label;
};

/// The programs solved, one entry per row in use.
struct Scores {
  std::vector<Solved> plain;  ///< slacks and targets in units of the data
  std::vector<Solved> super;  ///< empty unless the model is a super form; where `efficient`
  std::vector<std::uint8_t> efficient;
  std::vector<std::uint8_t> substituted;  ///< super score of the nonoriented form
  std::vector<std::uint32_t> reference_size;

  /// The program whose slacks and targets are reported: the super form where it gives the score.
  const Solved& reported(std::size_t i) const {
    return !super.empty() && efficient[i] ? super[i] : plain[i];
  }
};

/// The composite form of super-SBM (Bolos, Benitez and Coll-Serrano 2024).
struct Composite {
  double rho = missing;    ///< SBM of the super projection
  double gamma = missing;  ///< delta times rho
  double score = missing;
};

/// The scores of one classic window; NaN for rows outside it.
struct Window {
  std::string name;  ///< "2010-2012"
  std::vector<double> score;
};

/// Epsilon and weights of one side of an epsilon-based measure.
struct EbmSide {
  Side side = Side::input;
  std::vector<std::size_t> variables;
  double epsilon = 0;
  std::vector<double> weight;    ///< [variables of the side], sum one
  std::vector<double> affinity;  ///< [square] empty when epsilon and weights were given
};

/// Scores per row of the panel; vectors over `rows` follow the rows in use.
struct Fit {
  Options options;  ///< every default settled
  std::size_t panel_rows = 0, units = 0, periods = 0;
  std::vector<Variable> variables;
  std::vector<std::uint32_t> rows;  ///< rows of the panel in use
  std::vector<std::string> keys;    ///< [rows] "city year"
  std::vector<long> period;         ///< [rows]
  Technology technology;            ///< amounts of the rows in use, with `shift` added
  std::vector<double> shift;        ///< [variables] added to make negative amounts measurable
  std::vector<double> direction;    ///< [variables x rows] columns named by `direction`, or empty
  std::vector<std::int32_t> owner;  ///< [rows] unit, when super forms leave out whole units
  std::vector<std::int32_t> group;  ///< [rows] of technology_gap
  std::vector<EbmSide> ebm;         ///< sides of an epsilon-based measure
  Scores scores;
  std::vector<double> score;         ///< [rows] as `report` asks; NaN with a status
  std::vector<double> efficiency;    ///< [rows] one at best, of distances too; NaN with a status
  std::vector<Composite> composite;  ///< [rows] when asked
  std::vector<Window> windows;       ///< of classic windows
  std::vector<double> group_score, technology_gap;  ///< [rows] when asked
  std::vector<double> scale_efficiency;             ///< [rows] CRS score / VRS score, when asked
  std::vector<std::string> returns_phase;           ///< [rows] "irs", "crs", "drs", when asked
  std::size_t zero_cells = 0;
  std::vector<Dropped> dropped;
  std::vector<Problem> notes;

  const Solved& reported(std::size_t i) const { return scores.reported(i); }

  Status status(std::size_t i) const { return reported(i).status; }

  /// Amount of the data: shift taken off.
  double amount(std::size_t v, std::size_t i) const { return technology.at(v, i) - shift[v]; }
};

Verb verb();

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per variable: mean amount, mean slack, mean improvement in percent.
Frame tidy(const Fit& fit);

/// One row: counts by status, number efficient, mean, smallest and largest score.
Frame glance(const Fit& fit);

/// One row per row of the panel: keys, score, the parts of the model, status, efficient, slack.<v>,
/// target.<v>, improvement.<v>, peers, certificate, and what else was asked.
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, notes, the table "method" (formula, reference set and conventions in words, for the
/// paper), and for epsilon-based measures the tables "epsilon" and "affinity".
void complete(const Fit& fit, Result& result);

std::vector<std::string> uses(const Options& options);

}  // namespace yugong::frontier::dea
