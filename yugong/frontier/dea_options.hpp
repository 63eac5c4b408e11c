#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/frontier/common_options.hpp"
#include "yugong/frontier/words.hpp"

/// The options of the verb `dea`. Choices named `automatic` are settled in dea_settings.hpp: by
/// `replicate` when it is given, else by the model (dea.md has the table).
namespace yugong::frontier::dea {

enum class Model {
  sbm,
  super_sbm,
  erg,  ///< enhanced Russell graph measure: the non-oriented sbm under another name
  radial,
  super_radial,
  ddf,
  super_ddf,
  nddf,
  ebm,
  super_ebm,
  additive,
  ram
};
enum class Orientation { none, input, output };
enum class Bad { automatic, strong, input, weak, equality, kuosmanen, translate };
enum class Super { standard, tone2002, bad_as_input, composite, printed };
enum class Infeasible { keep, nonoriented };
enum class Missing { drop, error };
enum class Exclude { row, unit };
enum class Tie { maxsum, vertex };
enum class Stage { automatic, weighted, unweighted, none };
enum class Affinity { additive, sbm, raw };
enum class EbmBad { reduce, printed };
enum class Report { automatic, model, efficiency, farrell, super };
enum class GapOn { plain, score };
enum class Replicate { none, maxdea, deaR, sbmeff, teddf, gtfpch, dea_jl, dea_toolbox };

inline Names<Model> names_of(Model) {
  return {{"sbm", Model::sbm},
          {"super-sbm", Model::super_sbm},
          {"erg", Model::erg},
          {"radial", Model::radial},
          {"super-radial", Model::super_radial},
          {"ddf", Model::ddf},
          {"super-ddf", Model::super_ddf},
          {"nddf", Model::nddf},
          {"ebm", Model::ebm},
          {"super-ebm", Model::super_ebm},
          {"additive", Model::additive},
          {"ram", Model::ram}};
}

inline Names<Orientation> names_of(Orientation) {
  return {
      {"none", Orientation::none}, {"input", Orientation::input}, {"output", Orientation::output}};
}

inline Names<Bad> names_of(Bad) {
  return {{"auto", Bad::automatic},
          {"strong", Bad::strong},
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

inline Names<Infeasible> names_of(Infeasible) {
  return {{"keep", Infeasible::keep}, {"nonoriented", Infeasible::nonoriented}};
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

inline Names<Stage> names_of(Stage) {
  return {{"auto", Stage::automatic},
          {"weighted", Stage::weighted},
          {"unweighted", Stage::unweighted},
          {"none", Stage::none}};
}

inline Names<Affinity> names_of(Affinity) {
  return {{"additive", Affinity::additive}, {"sbm", Affinity::sbm}, {"raw", Affinity::raw}};
}

inline Names<EbmBad> names_of(EbmBad) {
  return {{"reduce", EbmBad::reduce}, {"printed", EbmBad::printed}};
}

inline Names<Report> names_of(Report) {
  return {{"auto", Report::automatic},
          {"model", Report::model},
          {"efficiency", Report::efficiency},
          {"farrell", Report::farrell},
          {"super", Report::super}};
}

inline Names<GapOn> names_of(GapOn) {
  return {{"plain", GapOn::plain}, {"score", GapOn::score}};
}

inline Names<Replicate> names_of(Replicate) {
  return {{"none", Replicate::none},
          {"maxdea", Replicate::maxdea},
          {"deaR", Replicate::deaR},
          {"sbmeff", Replicate::sbmeff},
          {"teddf", Replicate::teddf},
          {"gtfpch", Replicate::gtfpch},
          {"dea.jl", Replicate::dea_jl},
          {"dea-toolbox", Replicate::dea_toolbox}};
}

struct Options {
  Model model = Model::super_sbm;
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<std::string> undesirable;
  Returns returns = Returns::crs;
  std::vector<double> bounds;  ///< of the sum of intensities under grs
  std::string frontier = "pooled";
  Orientation orientation = Orientation::none;
  Bad bad = Bad::automatic;
  Super super = Super::standard;
  Infeasible infeasible = Infeasible::keep;
  Exclude exclude = Exclude::row;
  Value direction;  ///< text, or a table {variable = number | column | "own"}
  std::map<std::string, double> weights;
  Stage slacks = Stage::automatic;
  Affinity affinity = Affinity::additive;
  Value epsilon;  ///< number, or {input = , good = , bad = }
  EbmBad ebm_bad = EbmBad::reduce;
  std::string zero = "auto";
  std::string negative = "error";
  Missing missing = Missing::drop;
  Tie tie = Tie::maxsum;
  std::optional<double> tolerance;
  Report report = Report::automatic;
  bool scale = false;
  bool multipliers = false;
  std::map<std::string, std::string> price;
  std::string energy;
  std::string carbon;
  std::string technology_gap;
  GapOn gap_on = GapOn::plain;
  Replicate replicate = Replicate::none;

  static auto described() {
    return std::tuple{
        option("model",
               &Options::model,
               {"efficiency model; erg is the non-oriented sbm", "效率模型；erg 即非导向 sbm"}),
        inputs_option<Options>(),
        outputs_option<Options>(),
        undesirable_option<Options>(),
        returns_option<Options>(),
        bounds_option<Options>(),
        option("frontier",
               &Options::frontier,
               {"reference set: pooled, yearly, sequential, window(w), window(w, centred), "
                "window(w, classic), biennial, group(column), group-yearly(column), "
                "fixed(period), custom(column)",
                "参照集：pooled 全局、yearly 当期、sequential 序列、window(w) 视窗、window(w, "
                "centred) 中心视窗、window(w, classic) 经典视窗、biennial 两期、group(列) 分组、"
                "group-yearly(列) 分组当期、fixed(期) 固定、custom(列) 自选"}),
        orientation_option<Options>(),
        option("bad",
               &Options::bad,
               {"treatment of bad outputs; auto: weak for ddf and nddf, input for radial, strong "
                "otherwise",
                "非期望产出的处理；auto：ddf、nddf 为弱可处置，径向模型作为投入，其余为强可处置"}),
        super_option<Options>(),
        option("infeasible",
               &Options::infeasible,
               {"an oriented super program without a solution: keep it missing, or take the "
                "nonoriented score",
                "导向超效率无解时：保留缺失，或改用非导向得分"}),
        option(
            "exclude",
            &Options::exclude,
            {"what the super form takes out of the reference set", "超效率中从参照集剔除的对象"}),
        option("direction",
               &Options::direction,
               {"of ddf and nddf: obs:yb (default), obs:xyb, obs:x ..., ones, mean, range, or "
                "{ variable = number, column or \"own\" }",
                "方向向量：obs:yb（默认）、obs:xyb、obs:x 等，ones、mean、range，或 { 变量 = "
                "数值、列名或 \"own\" }"}),
        weights_option<Options>(),
        option("slacks",
               &Options::slacks,
               {"second stage of radial and directional models: largest sum of relative slacks "
                "(weighted), of raw slacks (unweighted), or none",
                "径向与方向距离模型的第二阶段：最大化相对松弛（weighted）、原始松弛（unweighted）"
                "或不做"}),
        affinity_option<Options>(),
        epsilon_option<Options>(),
        ebm_bad_option<Options>(),
        option("zero",
               &Options::zero,
               {"zero amounts: drop-term (auto), keep-count, small(c), small-outputs(c) or missing",
                "零值处理：drop-term（auto）、keep-count、small(c)、small-outputs(c) 或 missing"}),
        option("negative",
               &Options::negative,
               {"negative amounts: error, shift(c) (vrs only) or rdm (ddf with direction range)",
                "负值处理：error、shift(c)（仅 vrs）或 rdm（ddf，取 range 方向）"}),
        missing_option<Options>(),
        option("tie", &Options::tie, {"choice among equal optima", "多重最优解的选取"}),
        option("tolerance",
               &Options::tolerance,
               {"a score of 1 - tolerance or more is efficient (default 1e-9)",
                "有效性判定容差（默认 1e-9）"})
            .at_least(0)
            .at_most(1e-3),
        option("report",
               &Options::report,
               {"column score: what the model defines (model: ddf gives beta), an efficiency that "
                "is 1 at best (efficiency), the factor phi (farrell), or delta with 1 for "
                "inefficient rows (super)",
                "score 列的取值：模型本身的定义（model，ddf 为 β）、以 1 为最优的效率值"
                "（efficiency）、φ（farrell），或超效率值、无效行记 1（super）"}),
        option("scale",
               &Options::scale,
               {"also local returns and scale efficiency (three more runs)",
                "同时给出规模效率与规模报酬阶段"}),
        option("multipliers",
               &Options::multipliers,
               {"also the dual multipliers", "同时给出对偶乘子"}),
        option("price",
               &Options::price,
               {"shadow price and abatement cost of a bad output in terms of a good one: "
                "{ co2 = \"gdp\" }",
                "非期望产出相对于期望产出的影子价格与减排成本：{ co2 = \"gdp\" }"}),
        option("energy",
               &Options::energy,
               {"input that is energy: nddf reports energy performance",
                "能源投入变量：nddf 据此给出能源绩效"}),
        option("carbon",
               &Options::carbon,
               {"bad output that is carbon: nddf reports carbon performance",
                "碳排放变量：nddf 据此给出碳绩效"}),
        option("technology_gap",
               &Options::technology_gap,
               {"column of groups: also the score within the group and the technology gap ratio",
                "分组列：同时给出群组前沿得分与技术缺口比率"}),
        option("gap_on",
               &Options::gap_on,
               {"technology gap from the plain scores, or from the score reported",
                "技术缺口比率用普通得分（plain）还是所报告得分（score）"}),
        option("replicate",
               &Options::replicate,
               {"follow the conventions of another program where nothing else is stated",
                "未写明的选项按所列软件的惯例取值"})};
  }
};

}  // namespace yugong::frontier::dea
