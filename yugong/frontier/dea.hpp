#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/method.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/frontier/slacks.hpp"
#include "yugong/frontier/technology.hpp"

/// Efficiency scores by data envelopment analysis.
///
/// Non-oriented, input- and output-oriented SBM and super-SBM, with or without bad outputs; the
/// definitions stand in slacks.hpp and dea.md. In: columns of non-negative amounts. Out: a score
/// per row (NaN with a status when there is none), slacks, targets and peers, and a certificate per
/// row. Refuses: negative amounts (YG3302), a reference set whose inputs or goods are all zero
/// (YG3303), settings that are not built (YG3310). Sources: Tone (2001, 2002, 2003); Chen (2013) on
/// the discontinuity.
namespace yugong::frontier::dea {

enum class Model { sbm, super_sbm };
enum class Orientation { none, input, output };
enum class Bad { strong, input, weak, equality, kuosmanen, translate };
enum class Super { standard, tone2002, bad_as_input, composite, printed };
enum class Negative { error, shift, rdm };
enum class Missing { drop, error };
enum class Exclude { row, unit };
enum class Tie { maxsum, vertex };

inline Names<Model> names_of(Model) {
  return {{"sbm", Model::sbm}, {"super-sbm", Model::super_sbm}};
}

inline Names<Orientation> names_of(Orientation) {
  return {
      {"none", Orientation::none}, {"input", Orientation::input}, {"output", Orientation::output}};
}

inline Names<Bad> names_of(Bad) {
  return {{"strong", Bad::strong},
          {"input", Bad::input},
          {"weak", Bad::weak},
          {"equality", Bad::equality},
          {"kuosmanen", Bad::kuosmanen},
          {"translate", Bad::translate}};
}

inline Names<Super> names_of(Super) {
  return {{"standard", Super::standard},
          {"tone2002", Super::tone2002},
          {"bad-as-input", Super::bad_as_input},
          {"composite", Super::composite},
          {"printed", Super::printed}};
}

inline Names<Negative> names_of(Negative) {
  return {{"error", Negative::error}, {"shift", Negative::shift}, {"rdm", Negative::rdm}};
}

inline Names<Missing> names_of(Missing) {
  return {{"drop", Missing::drop}, {"error", Missing::error}};
}

inline Names<Exclude> names_of(Exclude) {
  return {{"row", Exclude::row}, {"unit", Exclude::unit}};
}

inline Names<Tie> names_of(Tie) {
  return {{"maxsum", Tie::maxsum}, {"vertex", Tie::vertex}};
}

}  // namespace yugong::frontier::dea

namespace yugong::frontier {

inline Names<Returns> names_of(Returns) {
  return {{"crs", Returns::crs},
          {"vrs", Returns::vrs},
          {"nirs", Returns::nirs},
          {"ndrs", Returns::ndrs},
          {"grs", Returns::grs},
          {"drs", Returns::nirs},
          {"irs", Returns::ndrs}};
}

}  // namespace yugong::frontier

namespace yugong::frontier::dea {

struct Options {
  Model model = Model::super_sbm;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> undesirable;
  Returns returns = Returns::crs;
  std::vector<double> bounds;  ///< of the sum of intensities under grs
  std::string frontier = "pooled";
  Orientation orientation = Orientation::none;
  Bad bad = Bad::strong;
  Super super = Super::standard;
  std::string zero = "drop-term";
  Negative negative = Negative::error;
  Missing missing = Missing::drop;
  Exclude exclude = Exclude::row;
  std::map<std::string, double> weights;
  Tie tie = Tie::maxsum;
  double tolerance = 1e-9;
  bool scale = false;

  static auto described() {
    return std::tuple{
        option("model", &Options::model, {"efficiency model", "效率模型"}),
        option("inputs", &Options::inputs, {"input columns", "投入变量"})
            .required()
            .columns()
            .min_items(1),
        option("outputs", &Options::outputs, {"columns of good outputs", "期望产出变量"})
            .required()
            .columns()
            .min_items(1),
        option("undesirable", &Options::undesirable, {"columns of bad outputs", "非期望产出变量"})
            .columns(),
        option("returns",
               &Options::returns,
               {"returns to scale; must be stated", "规模报酬（必须写明）"})
            .required(),
        option("bounds",
               &Options::bounds,
               {"lowest and highest sum of intensities, for returns = grs",
                "广义规模报酬下强度之和的上下限"}),
        option("frontier",
               &Options::frontier,
               {"reference set: pooled, yearly, sequential, window(w), window(w, centred), "
                "biennial, group(column), "
                "group-yearly(column)",
                "参照集：pooled 全局、yearly 当期、sequential 序列、window(w) 视窗、biennial "
                "两期、group(列) 分组"}),
        option("orientation", &Options::orientation, {"side on which slacks count", "导向"}),
        option("bad", &Options::bad, {"treatment of bad outputs", "非期望产出的处理"}),
        option("super", &Options::super, {"form of the super-efficiency program", "超效率形式"}),
        option("zero",
               &Options::zero,
               {"zero amounts: drop-term, keep-count or small(c)",
                "零值处理：drop-term、keep-count 或 small(c)"}),
        option("negative", &Options::negative, {"negative amounts", "负值处理"}),
        option("missing", &Options::missing, {"rows with a missing amount", "缺失行的处理"}),
        option(
            "exclude",
            &Options::exclude,
            {"what the super form takes out of the reference set", "超效率中从参照集剔除的对象"}),
        option("weights",
               &Options::weights,
               {"weights: {good = a, bad = c} for the two sides, or one per variable",
                "权重：{good = a, bad = c} 或逐变量给出"}),
        option("tie", &Options::tie, {"choice among equal optima", "多重最优解的选取"}),
        option("tolerance",
               &Options::tolerance,
               {"a score of 1 - tolerance or more is efficient", "有效性判定容差"})
            .at_least(0)
            .at_most(1e-3),
        option("scale",
               &Options::scale,
               {"also local returns and scale efficiency (three more runs)",
                "同时给出规模效率与规模报酬阶段"})};
  }
};

/// A variable of the study with its role.
struct Variable {
  std::string name;
  Side side = Side::input;
  Text label;
};

/// Scores per row of the panel; vectors over `rows` follow the rows in use.
struct Fit {
  Options options;
  std::size_t panel_rows = 0, units = 0, periods = 0;
  std::vector<Variable> variables;
  std::vector<std::uint32_t> rows;  ///< rows of the panel in use
  std::vector<std::string> keys;    ///< [rows] "city year"
  Technology technology;            ///< amounts of the rows in use
  Measured measured;
  std::vector<double> score;  ///< [rows] SBM, or super where efficient; NaN with a status
  std::vector<double> scale_efficiency;    ///< [rows] CRS score / VRS score, when asked
  std::vector<std::string> returns_phase;  ///< [rows] "irs", "crs", "drs", when asked
  std::size_t zero_cells = 0;
  std::vector<Dropped> dropped;
  std::vector<Problem> notes;

  /// The program whose slacks and targets are reported for a row: the super form where it gives the
  /// score.
  const Solved& reported(std::size_t i) const;

  Status status(std::size_t i) const { return reported(i).status; }
};

Verb verb();

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// One row per variable: mean amount, mean slack, mean improvement in percent.
Frame tidy(const Fit& fit);

/// One row: counts by status, number efficient, mean, smallest and largest score.
Frame glance(const Fit& fit);

/// One row per row of the panel: keys, score, sbm, super, status, efficient, slack.<v>, target.<v>,
/// improvement.<v>, peers, ...
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, notes, and the table "method": formula, reference set and conventions in words, for the
/// paper.
void complete(const Fit& fit, Result& result);

std::vector<std::string> uses(const Options& options);

}  // namespace yugong::frontier::dea
