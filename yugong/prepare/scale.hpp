#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/options.hpp"
#include "yugong/data/panel.hpp"

/// Puts columns on a common scale: minmax (x - min) / (max - min), reversed (max - x) / (max -
/// min), or zscore (x - mean) / sd with the n - 1 formula; over the whole panel or within groups. A
/// constant column has no scale and is refused (YG1408).
namespace yugong::prepare::scale {

enum class Rule { minmax, zscore };

inline Names<Rule> names_of(Rule) {
  return {{"minmax", Rule::minmax}, {"zscore", Rule::zscore}};
}

struct Options {
  std::vector<std::string> vars = {};
  Rule method = Rule::minmax;
  bool reverse = false;
  std::vector<std::string> by = {};
  std::string suffix = {};

  static auto described() {
    return std::tuple{
        option("vars", &Options::vars, {"columns to scale", "要标准化的变量"}).required().columns(),
        option("method", &Options::method, {"rule", "方法"}),
        option("reverse",
               &Options::reverse,
               {"turn the direction (negative indicators)", "反向（负向指标）"}),
        option("by", &Options::by, {"within these groups", "按组"}).columns(),
        option("suffix",
               &Options::suffix,
               {"write to new columns with this ending; empty replaces",
                "新变量名后缀，空则替换原变量"})};
  }
};

void apply(data::Panel& panel, const Options& options, const Executor& executor = {});

}  // namespace yugong::prepare::scale
