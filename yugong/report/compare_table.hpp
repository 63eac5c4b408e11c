#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/report/regression_table.hpp"

/// Models of any kind beside each other by one of their coefficients: a row per model with the
/// estimate, its error and interval, and what the model is (estimator, sample, fit, covariance).
namespace yugong::report {

enum class CompareSort { given, estimate };

inline Names<CompareSort> names_of(CompareSort) {
  return {{"given", CompareSort::given}, {"estimate", CompareSort::estimate}};
}

struct CompareOptions {
  std::vector<std::string> term;  ///< one, or several with a heading each; patterns
  std::map<std::string, std::vector<std::string>> merge;
  std::map<std::string, Value> labels;
  std::vector<Value> rows;  ///< statistics, a column each; "+name" adds to N and R²
  bool stars = true;
  std::vector<double> levels = {0.1, 0.05, 0.01};
  std::vector<std::string> symbols;
  int digits = 3;
  Naming naming = Naming::symbol;
  CompareSort sort = CompareSort::given;

  static auto described() {
    using O = CompareOptions;
    return std::tuple{
        option("term",
               &O::term,
               {"coefficient compared; several give a heading each", "所比较的变量，可写多个"})
            .required(),
        option("merge", &O::merge, {"terms that share the row of another", "视为同一变量的名称"}),
        option("labels", &O::labels, {"labels of terms in this table", "本表中变量的名称"}),
        option("rows",
               &O::rows,
               {"statistics, a column each; '+name' adds to the usual ones",
                "统计量，每个一列；'+名称'表示追加"}),
        option("stars", &O::stars, {"mark significance with stars", "是否标注显著性星号"}),
        option("levels", &O::levels, {"significance levels of the stars", "星号对应的显著性水平"}),
        option("symbols",
               &O::symbols,
               {"marks of the levels, in their order", "各显著性水平的符号，顺序同 levels"}),
        option("digits", &O::digits, {"decimals", "小数位数"}).at_least(0).at_most(12),
        option("naming",
               &O::naming,
               {"print variables by symbol or by label", "以符号或标签列示变量"}),
        option("sort",
               &O::sort,
               {"given: as written; estimate: by the coefficient, smallest first",
                "given 按书写顺序；estimate 按系数由小到大"})};
  }
};

/// What an estimator is called: "IV (2SLS)", "System GMM", from the kind of the result and its
/// glance; the kind itself where there is no word for it.
Text estimator_name(const Result& result, const Words& words);

/// One row per column that has the term; a failed one keeps its row, blank with the reason. Throws
/// Error YG2104 for a term that none has (nearest names), YG4022 for an unknown statistic, YG4021
/// without columns.
Table compare_table(const std::vector<RegressionColumn>& columns,
                    const CompareOptions& options,
                    const TableContext& context = {});

}  // namespace yugong::report
