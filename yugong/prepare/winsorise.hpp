#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/options.hpp"
#include "yugong/data/panel.hpp"

/// Pulls values beyond two percentiles back to them, exactly as Stata's winsor2 (Lian Yujun).
///   x < lower cut -> lower cut;  x > upper cut -> upper cut;  missing stays missing.
/// Percentiles as in percentile.hpp, over the whole panel or inside the groups of `by`; rows whose
/// group is missing stay as they are. cuts = [0, 95] and [5, 100] are one-sided. `trim` makes the
/// values beyond missing instead. Each column leaves a Change row with its cuts and the rows
/// changed. Refuses: cuts that are not 0 <= low < high <= 100 (YG2242), a text column (YG2241).
namespace yugong::prepare::winsorise {

struct Options {
  std::vector<std::string> vars = {};
  std::vector<double> cuts = {1, 99};
  std::vector<std::string> by = {};
  bool trim = false;

  static auto described() {
    return std::tuple{
        option("vars",
               &Options::vars,
               {"columns to winsorise, or \"all\"", "要缩尾的变量，\"all\" 为全部数值变量"})
            .required()
            .columns(),
        option("cuts", &Options::cuts, {"lower and upper percentile", "下、上分位点"})
            .min_items(2)
            .at_least(0)
            .at_most(100),
        option("by",
               &Options::by,
               {"percentiles within these groups, e.g. year", "按组计算分位点，如按年份"})
            .columns(),
        option("trim",
               &Options::trim,
               {"make the values beyond missing instead", "截尾：超出部分记为缺失"})};
  }
};

void apply(data::Panel& panel, const Options& options, const Executor& executor = {});

}  // namespace yugong::prepare::winsorise
