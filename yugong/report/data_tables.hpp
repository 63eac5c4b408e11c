#pragma once

#include <string>
#include <vector>

#include "yugong/report/regression_table.hpp"

/// Tables of data rather than of estimates: descriptive statistics, correlations, indicator
/// weights, any frame.
namespace yugong::report {

enum class Statistic {
  n,
  mean,
  sd,
  min,
  max,
  median,
  p1,
  p5,
  p10,
  p25,
  p75,
  p90,
  p95,
  p99,
  sum,
  cv,
  skewness,
  kurtosis
};

inline Names<Statistic> names_of(Statistic) {
  using enum Statistic;
  return {{"n", n},
          {"mean", mean},
          {"sd", sd},
          {"min", min},
          {"max", max},
          {"median", median},
          {"p1", p1},
          {"p5", p5},
          {"p10", p10},
          {"p25", p25},
          {"p75", p75},
          {"p90", p90},
          {"p95", p95},
          {"p99", p99},
          {"sum", sum},
          {"cv", cv},
          {"skewness", skewness},
          {"kurtosis", kurtosis}};
}

struct SummaryOptions {
  std::vector<std::string> vars;  ///< empty: every numeric column
  std::vector<Statistic> stats = {
      Statistic::n, Statistic::mean, Statistic::sd, Statistic::min, Statistic::max};
  int digits = 3;
  bool names_and_labels = false;  ///< two leading columns: label and symbol
  Naming naming = Naming::symbol;

  static auto described() {
    return std::tuple{
        option("vars", &SummaryOptions::vars, {"variables", "变量"}).columns(),
        option("stats", &SummaryOptions::stats, {"statistics", "统计量"}),
        option("digits", &SummaryOptions::digits, {"decimals", "小数位数"}).at_least(0).at_most(12),
        option("names_and_labels",
               &SummaryOptions::names_and_labels,
               {"print label and symbol in two columns", "分列变量名称与符号"}),
        option("naming",
               &SummaryOptions::naming,
               {"print variables by symbol or by label", "以符号或标签列示变量"})};
  }
};

/// The statistics as a frame: `variable` and a column per statistic. sd divides by n - 1;
/// percentiles are those of Stata's `summarize, detail` (with P = n·p/100: mean of x[P] and x[P+1]
/// when P is whole, else x[⌈P⌉]); skewness and kurtosis are the moment ratios m3/m2^1.5 and m4/m2².
/// Missing values are left out and `n` says how many remain.
Frame summary_frame(const Frame& data, const SummaryOptions& options);
Table summary_table(const Frame& data,
                    const SummaryOptions& options,
                    const TableContext& context = {});

struct CorrelationOptions {
  std::vector<std::string> vars;  ///< empty: every numeric column
  bool stars = true;
  std::vector<double> levels = {0.1, 0.05, 0.01};
  int digits = 3;
  Naming naming = Naming::symbol;

  static auto described() {
    return std::tuple{option("vars", &CorrelationOptions::vars, {"variables", "变量"}).columns(),
                      option("stars",
                             &CorrelationOptions::stars,
                             {"mark significance with stars", "是否标注显著性星号"}),
                      option("levels",
                             &CorrelationOptions::levels,
                             {"significance levels of the stars", "星号对应的显著性水平"}),
                      option("digits", &CorrelationOptions::digits, {"decimals", "小数位数"})
                          .at_least(0)
                          .at_most(12),
                      option("naming",
                             &CorrelationOptions::naming,
                             {"print variables by symbol or by label", "以符号或标签列示变量"})};
  }
};

/// Pearson correlations over pairwise complete rows, lower triangle; stars from t =
/// r·sqrt((n-2)/(1-r²)) on n - 2 degrees of freedom. A constant variable leaves its cells blank
/// with the reason.
Table correlation_table(const Frame& data,
                        const CorrelationOptions& options,
                        const TableContext& context = {});

/// One indicator of an index, in the order of the paper's table.
struct IndicatorRow {
  std::vector<Text>
      dimensions;  ///< outer to inner, e.g. {"劳动者", "劳动者素质"}; equal neighbours are merged
  std::string variable;
  Text label;
  std::string unit;
  bool positive = true;
  double weight = missing;
};

struct WeightsTableOptions {
  std::vector<Text> dimension_titles;  ///< headers of the dimension columns
  bool show_unit = true;
  bool show_weight = true;
  int digits = 3;
};

/// The indicator system with its weights, dimension cells merged downwards.
Table weights_table(const std::vector<IndicatorRow>& indicators,
                    const WeightsTableOptions& options,
                    const TableContext& context = {});

/// Indicator rows from the tidy frame of an index result (`term` or `variable`, `weight`, optional
/// `group`, `dimension` with "outer/inner" as two levels, `direction`, `unit`), labelled by the
/// context.
std::vector<IndicatorRow> indicators_of(const Frame& tidy, const TableContext& context);

struct FrameTableOptions {
  std::vector<std::string> columns;  ///< empty: all
  int digits = 3;
  std::size_t most_rows = 0;  ///< 0: all; otherwise a note says how many are not shown
};

/// Any frame as a table; column titles from the context's labels, then the glossary, then the name.
/// Whole-number columns are printed without decimals; "x" and "x_zh" are one column in two
/// languages. Throws Error YG2104 for a column that the frame does not have.
Table frame_table(const Frame& frame,
                  const FrameTableOptions& options = {},
                  const TableContext& context = {});

/// One estimate beside the value that the simulation was made with.
struct TruthRow {
  std::string model;  ///< id of the model
  Text label;         ///< of the term
  double truth = missing;
  double estimate = missing;
  double std_error = missing;
  double conf_low = missing;
  double conf_high = missing;
};

/// Truth, estimate, error in standard errors, and whether the interval covers the truth.
Table truth_table(const std::vector<TruthRow>& rows,
                  const TableContext& context = {},
                  int digits = 3);

}  // namespace yugong::report
