#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/method.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/frontier/common_options.hpp"
#include "yugong/frontier/dea.hpp"
#include "yugong/frontier/productivity_index.hpp"
#include "yugong/frontier/productivity_plan.hpp"

/// Change of productivity between the periods of a unit: Malmquist, Malmquist-Luenberger and
/// Luenberger indices.
///
/// Each row is measured against the technology of its own period and of the neighbouring one (or
/// against one common technology) by an efficiency model of evaluate.hpp; productivity_index.hpp
/// makes indices and parts of the scores. In: columns of non-negative amounts of a panel. Out: at
/// the later row the index from the unit's previous period, with efficiency change and technical
/// change; above one (luenberger: above zero) is improvement. Refuses: no unit or time column, a
/// single period, no unit with two consecutive periods (YG3340), settings that contradict each
/// other (YG3341), and what `dea` refuses. Sources: productivity.md.
namespace yugong::frontier::productivity {

enum class Model { radial, sbm, super_sbm, ddf, nddf, ebm };

/// How the parts of efficiency change are told apart.
enum class Decomposition { none, fgnz, ray_desli };
enum class Gap { missing, bridge };
/// Rows of a period's technology: all present, or units present in both periods compared.
enum class Balanced { no, pair };
/// Slacks-based scores of rows that lie outside another period's technology.
enum class Outside { super, missing };

inline Names<Model> names_of(Model) {
  return {{"radial", Model::radial},
          {"sbm", Model::sbm},
          {"super-sbm", Model::super_sbm},
          {"ddf", Model::ddf},
          {"nddf", Model::nddf},
          {"ebm", Model::ebm}};
}

inline Names<Index> names_of(Index) {
  return {{"malmquist", Index::malmquist},
          {"malmquist-luenberger", Index::malmquist_luenberger},
          {"luenberger", Index::luenberger},
          {"ml", Index::malmquist_luenberger}};
}

inline Names<Decomposition> names_of(Decomposition) {
  return {{"none", Decomposition::none},
          {"fgnz", Decomposition::fgnz},
          {"ray-desli", Decomposition::ray_desli}};
}

inline Names<Gap> names_of(Gap) {
  return {{"missing", Gap::missing}, {"bridge", Gap::bridge}};
}

inline Names<Balanced> names_of(Balanced) {
  return {{"no", Balanced::no}, {"pair", Balanced::pair}};
}

inline Names<Outside> names_of(Outside) {
  return {{"super", Outside::super}, {"missing", Outside::missing}};
}

struct Options {
  Model model = Model::radial;
  std::optional<Index> index;  ///< empty: malmquist of scores, malmquist-luenberger of ddf,
                               ///< luenberger of nddf
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> undesirable;
  Returns returns = Returns::crs;
  std::vector<double> bounds;
  std::string frontier = "adjacent";
  dea::Orientation orientation = dea::Orientation::none;
  dea::Bad bad = dea::Bad::automatic;
  Value direction;
  std::map<std::string, double> weights;
  dea::Super super = dea::Super::standard;
  dea::Exclude exclude = dea::Exclude::row;
  Outside outside = Outside::super;
  Decomposition decomposition = Decomposition::none;
  bool cumulative = false;
  Gap gap = Gap::missing;
  Balanced balanced = Balanced::no;
  dea::Affinity affinity = dea::Affinity::additive;
  Value epsilon;
  dea::EbmBad ebm_bad = dea::EbmBad::reduce;
  std::string zero = "auto";
  std::string negative = "error";
  dea::Missing missing = dea::Missing::drop;
  std::optional<double> tolerance;
  dea::Replicate replicate = dea::Replicate::none;

  static auto described() {
    return std::tuple{
        option("model",
               &Options::model,
               {"efficiency model that measures the distances", "测度距离的效率模型"})
            .required(),
        option("index",
               &Options::index,
               {"malmquist (radial, sbm, super-sbm, ebm), malmquist-luenberger (default of ddf) or "
                "luenberger, differences (default of nddf)",
                "指数：malmquist（radial、sbm、super-sbm、ebm）、malmquist-luenberger（ddf 默认）、"
                "luenberger 差值形式（nddf 默认）"}),
        inputs_option<Options>(),
        outputs_option<Options>(),
        undesirable_option<Options>(),
        returns_option<Options>(),
        bounds_option<Options>(),
        option("frontier",
               &Options::frontier,
               {"technology: adjacent (geometric mean of two periods), global, sequential, "
                "biennial, fixed(period), window(w), window(w, centred)",
                "技术前沿：adjacent 相邻参比（两期几何平均）、global 全局、sequential 序列、"
                "biennial 两期、fixed(期) 固定、window(w) 视窗、window(w, centred) 中心视窗"}),
        orientation_option<Options>(),
        option("bad",
               &Options::bad,
               {"treatment of bad outputs; auto: as in dea", "非期望产出的处理；auto：同 dea"}),
        option("direction",
               &Options::direction,
               {"of ddf and nddf: obs:yb (default), obs:xyb, ones, mean, range, or { variable = "
                "number, column or \"own\" }",
                "方向向量：obs:yb（默认）、obs:xyb、ones、mean、range，或 { 变量 = 数值、列名或 "
                "\"own\" }"}),
        weights_option<Options>(),
        super_option<Options>(),
        option("exclude",
               &Options::exclude,
               {"what the super form takes out of the row's own technology",
                "超效率中从所属参照集剔除的对象"}),
        option("outside",
               &Options::outside,
               {"sbm and super-sbm: a row outside another period's technology has its super score, "
                "or none",
                "sbm 与 super-sbm：落在另一期前沿之外的行取超效率得分（super）或缺失（missing）"}),
        option("decomposition",
               &Options::decomposition,
               {"fgnz: ec = pec x sec; ray-desli: index = pec x tc_vrs x sc; both with returns = "
                "crs",
                "分解：fgnz 为 ec = pec × sec；ray-desli 为 index = pec × tc_vrs × sc；均须 "
                "returns = crs"}),
        option("cumulative",
               &Options::cumulative,
               {"also the chain from the unit's first period", "同时给出自首期起的累积指数"}),
        option("gap",
               &Options::gap,
               {"a unit without the period before: missing, or compared with its last one (bridge)",
                "缺少上一期的单元：缺失（missing）或与其最近一期比较（bridge）"}),
        option("balanced",
               &Options::balanced,
               {"rows of a period's technology: all present (no), or units present in both periods "
                "(pair)",
                "各期技术所含样本：该期全部（no），或两期均有的单元（pair）"}),
        affinity_option<Options>(),
        epsilon_option<Options>(),
        ebm_bad_option<Options>(),
        option("zero", &Options::zero, {"zero amounts, as in dea", "零值处理，同 dea"}),
        option("negative", &Options::negative, {"negative amounts, as in dea", "负值处理，同 dea"}),
        missing_option<Options>(),
        option("tolerance",
               &Options::tolerance,
               {"an sbm score of 1 - tolerance or more is efficient (default 1e-9)",
                "有效性判定容差（默认 1e-9）"})
            .at_least(0)
            .at_most(1e-3),
        option("replicate",
               &Options::replicate,
               {"conventions and column names of another program where nothing else is stated",
                "未写明的选项及列名按所列软件的惯例"})};
  }
};

/// Why a row has, or has not, an index.
enum class Outcome : std::uint8_t {
  solved,
  first,       ///< no earlier row of the unit
  gap,         ///< no row in the period just before
  infeasible,  ///< a distance has no solution
  unbounded,
  numerical,  ///< a distance was not certified
  undefined   ///< a ratio with a score of zero
};

/// What is known at one row, about the change from the unit's previous period to this one.
struct RowChange {
  Outcome outcome = Outcome::first;
  std::int64_t before = -1;  ///< position of the earlier row, or -1
  Change change{missing, missing, missing};
  double pec = missing, sec = missing;    ///< fgnz; pec also of ray-desli
  double tc_vrs = missing, sc = missing;  ///< ray-desli
  double own = missing;                   ///< score against the own period's technology
  double whole = missing;         ///< against the common one (global, fixed; biennial: of the step)
  double whole_before = missing;  ///< of the step: the earlier row against the common one
  double earlier = missing;       ///< this row against the earlier technology
  double later = missing;         ///< the earlier row against this technology
};

/// One named number per row: the columns of augment and of the means.
struct Part {
  std::string name;
  std::vector<double> value;  ///< [rows]
};

struct Fit {
  Options options;
  Index index = Index::malmquist;
  FrontierForm form;
  dea::Options model;  ///< what the efficiency model was given, settled
  dea::Fit sample;     ///< rows, amounts, keys, dropped rows and notes; nothing measured
  std::vector<std::int32_t> unit;   ///< [rows] code of the panel
  std::vector<long> period;         ///< [rows]
  std::vector<std::string> labels;  ///< [codes] names of the units
  std::vector<long> panel_periods;  ///< distinct, ascending
  std::vector<RowChange> changes;   ///< [rows]
  std::vector<Part> parts;          ///< index, ec, tc and those asked for, in that order
  std::vector<Part> cumulative;     ///< chains of the parts, when asked
  std::size_t steps = 0;            ///< pairs of rows compared
  std::size_t gaps = 0, bridged = 0;
  std::size_t programs = 0;  ///< distances measured
  std::vector<Problem> notes;
};

Verb verb();

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);

/// Means of index and parts: over all (scope "overall"), per pair of periods ("period") and per
/// unit ("unit"); geometric, arithmetic for luenberger; over the rows that have an index, so that
/// the parts multiply (add up) to it.
Frame tidy(const Fit& fit);

/// One row: settings, counts by outcome, mean and spread of the index, share that improved.
Frame glance(const Fit& fit);

/// One row per row of the panel: keys, from, index, ec, tc, parts, cumulative.<part>, the
/// distances, status.
Frame augment(const Fit& fit, const data::Panel& panel);

/// Sample, notes, and the tables "method" (formula, technology and conventions in words, for the
/// paper), "periods" (means per pair of periods with their chain, for figures).
void complete(const Fit& fit, Result& result);

std::vector<std::string> uses(const Options& options);

}  // namespace yugong::frontier::productivity
