#pragma once

#include <cstddef>
#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/method.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/result.hpp"

/// How specialised a region is in a sector, against the whole area in the same period: the location
/// quotient.
///
///   LQ_ijt = (x_ijt / x_it) / (X_jt / X_t)
/// with x_ijt sector j of region i, x_it the region's total, X_jt and X_t the same of the reference
/// area: the sum over all units of the period, or one unit of the panel (a row for the whole
/// country).
///
/// In: sector columns in one common unit of measure. Out: LQ >= 0, 1 = as in the reference area.
/// Refuses: sectors that repeat or are one without a total (YG3231), negative values (YG3232), a
/// region's or the area's total of zero (YG3233), an unknown reference unit (YG3234). Source:
/// Florence (1939); Isard (1960), Methods of Regional Analysis, ch. 7.
namespace yugong::index::location_quotient {

struct Options {
  std::vector<std::string> sectors;
  std::string total;      ///< column of the region's total; empty = the sum of the sectors
  std::string reference;  ///< unit that stands for the whole area; empty = the sum over all units
                          ///< of the period

  static auto described() {
    return std::tuple{
        option("sectors", &Options::sectors, {"columns of the sectors", "各部门（产业）列"})
            .required()
            .columns()
            .min_items(1),
        option("total",
               &Options::total,
               {"column of the region's total; empty: the sum of the sectors",
                "地区总量列；空为各部门之和"})
            .columns(),
        option("reference",
               &Options::reference,
               {"unit that stands for the whole area; empty: all units together",
                "代表全域的单元；空为全部单元之和"})};
  }
};

struct Fit {
  Options options;
  std::vector<std::string> sectors;
  std::vector<Text> labels;
  std::vector<std::vector<double>>
      quotient;                       ///< [sectors][panel rows], missing where a value is missing
  std::vector<std::size_t> compared;  ///< panel rows used, without those of the reference unit
  Sample sample;
  std::vector<Problem> notes;
};

Verb verb();
Fit fit(const data::Panel& panel, const Options& options, const Executor& executor);
/// One row per sector over the regions compared: term, label, label_zh, mean, sd, min, max, share
/// (of rows above one).
Frame tidy(const Fit& fit);
Frame glance(const Fit& fit);
/// Keys, score (of a single sector), score.<sector>.
Frame augment(const Fit& fit, const data::Panel& panel);
void complete(const Fit& fit, Result& result);
std::vector<std::string> uses(const Options& options);

}  // namespace yugong::index::location_quotient
