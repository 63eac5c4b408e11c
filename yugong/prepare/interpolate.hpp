#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/frame.hpp"
#include "yugong/base/options.hpp"
#include "yugong/data/panel.hpp"

/// Fills missing cells of a unit's series from its own observed values, in calendar time.
///   inside a gap between t0 and t1:  x(t) = x0 + (x1 - x0) (t - t0) / (t1 - t0)      (method
///   linear)
///                                 ln x(t) = the same line through ln x0 and ln x1    (method
///                                 log_linear)
/// A gap is the stretch of periods without a value between two observed ones; its length counts
/// periods, also those for which the unit has no row. Gaps longer than max_gap stay wholly missing.
/// At the ends: leave; nearest repeats the nearest observed value; extrapolate goes on along the
/// line through the two outermost observed values (as Stata's `ipolate, epolate`), in both cases
/// for at most max_gap periods. Filled cells are marked interpolated or extrapolated; each column
/// that changed leaves one Change row. A column without any value is a note (YG1407), a log-linear
/// gap beside a value that is not positive stays missing (YG1417), an extrapolation below zero of a
/// variable that is never negative is a warning (YG1418).
namespace yugong::prepare::interpolate {

enum class Along { linear, log_linear };

inline Names<Along> names_of(Along) {
  return {{"linear", Along::linear}, {"log_linear", Along::log_linear}};
}

enum class Ends { leave, nearest, extrapolate };

inline Names<Ends> names_of(Ends) {
  return {{"leave", Ends::leave}, {"nearest", Ends::nearest}, {"extrapolate", Ends::extrapolate}};
}

struct Options {
  std::vector<std::string> vars = {"all"};
  std::vector<std::string> except = {};
  Along method = Along::linear;
  std::optional<int> max_gap = {};
  Ends ends = Ends::leave;

  static auto described() {
    return std::tuple{
        option("vars",
               &Options::vars,
               {"columns to fill, or \"all\" for every numeric column",
                "要插补的变量，\"all\" 为全部数值变量"})
            .columns(),
        option("except", &Options::except, {"columns left as they are", "不插补的变量"}).columns(),
        option("method", &Options::method, {"course inside a gap", "缺口内的走势"}),
        option("max_gap",
               &Options::max_gap,
               {"longest gap that is filled, in periods; without it every gap",
                "可插补的最长缺口（期数），不设则不限"})
            .at_least(1),
        option("ends",
               &Options::ends,
               {"before the first and after the last value", "首尾缺失的处理"})};
  }
};

void apply(data::Panel& panel, const Options& options, const Executor& executor = {});

/// The cells that preparation filled or changed, one row each: the keys of the panel, variable,
/// value, mark.
Frame filled_cells(const data::Panel& panel);

}  // namespace yugong::prepare::interpolate
