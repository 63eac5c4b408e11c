#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"

/// The time series of a panel: consecutive periods of each unit on which all variables are present.
namespace yugong::stationarity {

/// What to do with a unit whose periods have a gap.
enum class Gaps {
  longest,  ///< keep its longest run (the first of equal ones) and say so
  refuse    ///< stop
};

inline Names<Gaps> names_of(Gaps) {
  return {{"longest", Gaps::longest}, {"refuse", Gaps::refuse}};
}

struct Series {
  std::size_t unit = 0;                      ///< code in the panel
  long first = 0;                            ///< period of values[.][0]
  std::vector<std::vector<double>> columns;  ///< [variable][period], equal lengths

  std::size_t length() const { return columns.front().size(); }

  const std::vector<double>& values() const { return columns.front(); }
};

struct SeriesSettings {
  Gaps gaps = Gaps::longest;
  bool demean = false;       ///< subtract the mean over units of every period
  int difference = 0;        ///< order of the differences taken first
  std::size_t shortest = 3;  ///< periods that a test needs after differencing
  std::string about;         ///< variable or formula, for messages
};

struct SeriesSet {
  std::vector<Series> series;  ///< in order of the panel's units
  std::vector<Dropped> dropped;
  std::vector<char> used;  ///< [panel rows]
  std::vector<Problem> notes;

  bool balanced() const;  ///< all over the same periods

  std::size_t units() const { return series.size(); }

  double mean_length() const;
};

/// Series of the columns given (each over all panel rows). Units are left out, named and counted:
/// too short (YG3184), without variation in a column (YG3185); a gap is noted or refused (YG3183).
/// Throws YG3181 for a panel without unit or time, YG3188 when no series is left.
SeriesSet make_series(const data::Panel& panel,
                      const std::vector<std::span<const double>>& columns,
                      const SeriesSettings& settings);

/// "A, B, C and 4 more", in both languages.
Text some_of(const std::vector<std::string>& names);

}  // namespace yugong::stationarity
