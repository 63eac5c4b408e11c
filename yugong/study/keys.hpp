#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/options.hpp"

/// The keys of the study file that are the study's own; the keys of sources, methods and tables are
/// declared where they are used.
namespace yugong::study {

enum class StudyLang { en, zh, both };

inline Names<StudyLang> names_of(StudyLang) {
  return {{"en", StudyLang::en}, {"zh", StudyLang::zh}, {"both", StudyLang::both}};
}

/// [study]
struct StudyKeys {
  Value title;
  StudyLang lang = StudyLang::en;
  std::uint64_t seed = 1;
  bool simulated = false;
  std::string truth;

  static auto described() {
    return std::tuple{option("title",
                             &StudyKeys::title,
                             {"title: a text, or { zh = ..., en = ... }", "标题，可分中英文"}),
                      option("lang",
                             &StudyKeys::lang,
                             {"language of tables, figures and the report", "表、图与报告的语言"}),
                      option("seed", &StudyKeys::seed, {"seed of every random draw", "随机数种子"}),
                      option("simulated",
                             &StudyKeys::simulated,
                             {"the data are simulated: every output says so",
                              "数据为模拟数据，所有输出均予注明"}),
                      option("truth",
                             &StudyKeys::truth,
                             {"JSON file of true parameters, printed beside the estimates",
                              "真实参数的 JSON 文件，与估计值并列"})};
  }
};

/// [panel]
struct PanelKeys {
  std::string unit;
  std::string time;
  std::vector<std::int64_t> range;
  Value expect;

  static auto described() {
    return std::tuple{
        option("unit", &PanelKeys::unit, {"column of units (cities, provinces, firms)", "个体列"})
            .required(),
        option("time", &PanelKeys::time, {"column of periods, whole numbers", "时期列（整数）"})
            .required(),
        option("range", &PanelKeys::range, {"first and last period kept", "保留的首末时期"})
            .min_items(2),
        option("expect",
               &PanelKeys::expect,
               {"{ units, periods, rows } that the panel must have",
                "面板应有的个体数、时期数与行数"})};
  }
};

/// `expect` of [panel]
struct ExpectKeys {
  std::optional<std::int64_t> units;
  std::optional<std::int64_t> periods;
  std::optional<std::int64_t> rows;

  static auto described() {
    return std::tuple{
        option("units", &ExpectKeys::units, {"number of units", "个体数"}).at_least(1),
        option("periods", &ExpectKeys::periods, {"number of periods", "时期数"}).at_least(1),
        option("rows", &ExpectKeys::rows, {"number of rows", "行数"}).at_least(1)};
  }
};

enum class SuffixRule { error, strip };

inline Names<SuffixRule> names_of(SuffixRule) {
  return {{"error", SuffixRule::error}, {"strip", SuffixRule::strip}};
}

/// [prepare]; steps run in the order in which they are written.
struct PrepareKeys {
  std::string aliases;
  SuffixRule suffix = SuffixRule::error;
  std::vector<std::string> missing;
  Value interpolate;
  Value winsorise;
  Value scale;
  Value filter;

  static auto described() {
    return std::tuple{
        option("aliases",
               &PrepareKeys::aliases,
               {"file of old and short unit names", "个体旧称与简称对照文件"}),
        option("suffix",
               &PrepareKeys::suffix,
               {"unit names that differ only by 市, 省, ...: error or strip",
                "仅后缀（市、省等）不同的个体名称：error 或 strip"}),
        option("missing",
               &PrepareKeys::missing,
               {"further marks of missing cells, in all sources", "所有数据源的缺失标记"}),
        option("interpolate",
               &PrepareKeys::interpolate,
               {"fill gaps: a table, or a list of tables", "插补：一个表或表的列表"}),
        option("winsorise",
               &PrepareKeys::winsorise,
               {"winsorise: a table, or a list of tables", "缩尾：一个表或表的列表"}),
        option("scale",
               &PrepareKeys::scale,
               {"standardise: a table, or a list of tables", "标准化：一个表或表的列表"}),
        option("filter",
               &PrepareKeys::filter,
               {"rows to keep: a condition, or a list", "保留样本的条件，可为列表"})};
  }
};

/// Keys of a [model] entry beside the options of its method.
struct ModelKeys {
  std::string kind;
  Value y;
  Value x;
  Value fe;
  Value endog;
  Value iv;
  std::string like;
  std::string where;
  Value winsor;
  Value swap;
  std::string split;
  std::string fsplit;
  std::vector<std::string> order;
  Value label;

  static auto described() {
    return std::tuple{
        option("kind",
               &ModelKeys::kind,
               {"method; without it least squares with fixed effects", "方法，默认为固定效应回归"}),
        option("y", &ModelKeys::y, {"outcome, instead of a formula", "被解释变量（代替公式）"}),
        option("x", &ModelKeys::x, {"regressors, instead of a formula", "解释变量（代替公式）"}),
        option(
            "fe", &ModelKeys::fe, {"fixed effects, instead of a formula", "固定效应（代替公式）"}),
        option("endog",
               &ModelKeys::endog,
               {"endogenous regressors, instead of a formula", "内生变量（代替公式）"}),
        option("iv",
               &ModelKeys::iv,
               {"excluded instruments, instead of a formula", "工具变量（代替公式）"}),
        option("like",
               &ModelKeys::like,
               {"another model whose keys are taken over", "沿用另一模型的设定"}),
        option("where", &ModelKeys::where, {"rows used", "样本条件"}),
        option("winsor",
               &ModelKeys::winsor,
               {"winsorise a copy of the data: { vars = [...], cuts = [1, 99] }",
                "对模型所用数据缩尾"}),
        option("swap", &ModelKeys::swap, {"variables replaced: { NQP = \"NQP_pca\" }", "替换变量"}),
        option("split",
               &ModelKeys::split,
               {"one estimate for each value of this column", "按该列分组估计"}),
        option("fsplit",
               &ModelKeys::fsplit,
               {"the same after an estimate on all rows, named model.full",
                "先估计全样本（名为 model.full），再分组估计"}),
        option("order", &ModelKeys::order, {"values of `split` in the order wanted", "分组的顺序"}),
        option("label", &ModelKeys::label, {"title of its column in tables", "表中的列标题"})};
  }
};

/// Keys of an [index] or [efficiency] entry beside the options of its method.
struct ComputedKeys {
  std::string kind;
  std::string like;
  std::string where;
  Value label;

  static auto described() {
    return std::tuple{
        option("kind",
               &ComputedKeys::kind,
               {"method of the section, when there are several", "该部分的方法"}),
        option("like",
               &ComputedKeys::like,
               {"another entry whose keys are taken over", "沿用另一项的设定"}),
        option("where", &ComputedKeys::where, {"rows used", "样本条件"}),
        option("label", &ComputedKeys::label, {"label of the column made", "所生成变量的标签"})};
  }
};

/// Keys of a [table] entry beside those of its kind.
struct TableKeys {
  std::string kind = "regression";
  Value title;
  std::vector<std::string> columns;
  Value titles;
  Value panels;
  std::string of;
  std::string part;
  std::string where;
  Value note;

  static auto described() {
    return std::tuple{
        option("kind",
               &TableKeys::kind,
               {"regression, compare, summary, correlation, weights, frame, truth", "表的类型"}),
        option("title", &TableKeys::title, {"title: a text, or { zh = ..., en = ... }", "标题"}),
        option(
            "columns",
            &TableKeys::columns,
            {"models, `name.*` for all estimates of one, `iv1.first` for a part; of a frame: its "
             "columns",
             "列：模型名，name.* 表示其全部估计，iv1.first 表示其一部分"}),
        option("titles",
               &TableKeys::titles,
               {"headings of the columns: a list, or by model", "各列标题"}),
        option("panels",
               &TableKeys::panels,
               {"tables stacked under one head: [{ title = ..., columns = [...] }, ...], each with "
                "options of its own",
                "上下叠放的各部分：[{ title = ..., columns = [...] }, ...]，可各有选项"}),
        option(
            "of",
            &TableKeys::of,
            {"index, efficiency or model that the table is about", "表所涉及的指数、效率或模型"}),
        option("part",
               &TableKeys::part,
               {"of kind frame: tidy, glance, augment, or a table of the method's own",
                "frame 类型所取的部分"}),
        option("where", &TableKeys::where, {"rows used", "样本条件"}),
        option("note", &TableKeys::note, {"a further note beneath", "表下附注"})};
  }
};

enum class CoefficientSort { given, estimate };

inline Names<CoefficientSort> names_of(CoefficientSort) {
  return {{"given", CoefficientSort::given}, {"estimate", CoefficientSort::estimate}};
}

/// Keys of a [figure] entry.
struct FigureKeys {
  std::string kind = "line";
  std::string of;
  Value title;
  std::vector<std::string> y;
  std::string x;
  std::string by;
  std::vector<std::string> order;
  std::string where;
  std::string map;
  std::string key = "name";
  std::optional<std::int64_t> period;
  int classes = 5;
  bool log = false;
  std::vector<std::string> models;
  std::vector<std::string> term;
  bool facets = false;
  Value groups;
  std::optional<double> inner;
  double reference = 0;
  CoefficientSort sort = CoefficientSort::given;
  Value note;

  static auto described() {
    return std::tuple{
        option(
            "kind",
            &FigureKeys::kind,
            {"line, bar, scatter, histogram, density, ridgeline, coefficients, map; of efficiency: "
             "slacks, projection, productivity",
             "图的类型；效率结果另有 slacks 松弛分解、projection 前沿投影、productivity 指数分解"}),
        option("of",
               &FigureKeys::of,
               {"efficiency entry that slacks, projection or productivity is about",
                "slacks、projection、productivity 所指的效率结果"}),
        option("title", &FigureKeys::title, {"title: a text, or { zh = ..., en = ... }", "标题"}),
        option("y", &FigureKeys::y, {"variables drawn", "变量"}).columns(),
        option(
            "x", &FigureKeys::x, {"variable across; without it the period", "横轴变量，默认为时期"})
            .columns(),
        option(
            "by", &FigureKeys::by, {"one line or set of bars per value of this column", "分组列"})
            .columns(),
        option("order", &FigureKeys::order, {"values of `by` in the order wanted", "分组的顺序"}),
        option("where", &FigureKeys::where, {"rows used", "样本条件"}),
        option("map",
               &FigureKeys::map,
               {"GeoJSON file of regions, for kind map", "地图的 GeoJSON 文件"}),
        option("key",
               &FigureKeys::key,
               {"property of the map that holds the unit names", "地图中与个体对应的属性"}),
        option("period",
               &FigureKeys::period,
               {"period mapped or projected; without it the mean over all, or all points",
                "制图或投影的时期，默认为各期平均（投影为全部样本点）"}),
        option("classes", &FigureKeys::classes, {"classes of a map", "地图分级数"})
            .at_least(2)
            .at_most(9),
        option("log",
               &FigureKeys::log,
               {"axes of a scatter or projection by powers of ten", "散点图与投影图用对数坐标"}),
        option("models",
               &FigureKeys::models,
               {"models whose coefficients are drawn", "系数图所用模型"}),
        option("term",
               &FigureKeys::term,
               {"coefficients drawn; without it all but the constant; patterns",
                "系数图所用变量，默认为常数项以外的全部，可用 * 通配"}),
        option("facets",
               &FigureKeys::facets,
               {"a drawing per term, side by side", "每个变量一幅，并列"}),
        option("groups",
               &FigureKeys::groups,
               {"groups of models: a title for each, or { title = ..., span = 2 }",
                "模型的分组：逐个给出，或 { title = ..., span = 2 }"}),
        option("inner",
               &FigureKeys::inner,
               {"level of a second, thick interval, e.g. 0.9", "另画一条较粗的区间，如 0.9"})
            .at_least(0.01)
            .at_most(0.9999),
        option("reference",
               &FigureKeys::reference,
               {"value that coefficients are compared with", "系数图的参照线"}),
        option("sort",
               &FigureKeys::sort,
               {"given: as written; estimate: by the coefficient, smallest first",
                "given 按书写顺序；estimate 按系数由小到大"}),
        option("note", &FigureKeys::note, {"a note beneath", "图下附注"})};
  }
};

}  // namespace yugong::study
