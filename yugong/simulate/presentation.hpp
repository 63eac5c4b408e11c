#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/base/text.hpp"
#include "yugong/base/value.hpp"
#include "yugong/data/table.hpp"

/// What all simulated panels share: how they are written to files, and what a simulation returns.
namespace yugong::simulate {

/// clean: as a good yearbook. untidy: the same numbers badly written (gaps, old names, thousands
/// separators, full-width digits, notes below the table), all of which a study file can set right.
/// dirty: also wrong numbers (outliers, a row shift).
enum class Mode { clean, untidy, dirty };
enum class Labels { zh, en };
enum class Layout { sheets, long_form, wide };
enum class Slopes { pooled, group };

inline Names<Mode> names_of(Mode) {
  return {{"clean", Mode::clean}, {"untidy", Mode::untidy}, {"dirty", Mode::dirty}};
}

inline Names<Labels> names_of(Labels) {
  return {{"zh", Labels::zh}, {"en", Labels::en}};
}

inline Names<Layout> names_of(Layout) {
  return {{"sheets", Layout::sheets}, {"long", Layout::long_form}, {"wide", Layout::wide}};
}

inline Names<Slopes> names_of(Slopes) {
  return {{"pooled", Slopes::pooled}, {"group", Slopes::group}};
}

/// The file of the shipped layout that a raw column stands in.
enum class Home { yearbook, energy, patents };

/// A raw column as a yearbook prints it.
struct RawColumn {
  std::string name;
  Text group;  ///< upper header row
  Text label;
  Text unit;
  Home home = Home::yearbook;
  int decimals = 0;  ///< printed
};

/// An old or short name and the name to use.
struct OldName {
  std::string alias;
  std::string name;
};

/// How a simulated panel is written.
struct Presentation {
  std::string scenario;  ///< the word after `yugong simulate`
  Text title;            ///< of the yearbook's tables
  Mode mode = Mode::clean;
  Labels labels = Labels::zh;
  std::string encoding = "gb18030";
  Layout layout = Layout::sheets;
  int first_year = 0, last_year = 0;
  std::vector<RawColumn> columns;       ///< in the order of the files
  std::vector<std::string> grouping;    ///< columns of groups.csv beside the city
  std::vector<std::string> technology;  ///< raw columns behind the score: untidy mode leaves no
                                        ///< gaps in them
  std::vector<OldName> old_names;       ///< used in the first year
  std::string shifted;                  ///< the column that dirty mode shifts by one row
  std::string text_file;                ///< of the columns at Home::patents, with its folder

  Lang lang() const { return labels == Labels::zh ? Lang::zh : Lang::en; }

  /// YG9001 when there is none.
  const RawColumn& column(std::string_view name) const;
};

/// A damaged cell of dirty mode: what the file shows and what is true.
struct Injection {
  std::string kind;  ///< "gap", "outlier", "row shift", "thousands separator", "full-width digits",
                     ///< "percent sign", "name", ...
  std::string file;  ///< path below the output folder
  std::string column;  ///< short name of the variable; empty for a name
  std::string city;
  long year = 0;
  std::string written;
  std::string truth;
};

/// What a simulation returns. Tables are long, one row per city and year, sorted by city, then
/// year.
struct Simulated {
  Presentation presentation;
  data::Table raw;     ///< city, year, the groupings and the raw columns with label and unit of
                       ///< measure; free of damage
  data::Table answer;  ///< city, year, the groupings, index, score, controls, mechanisms and what
                       ///< the score is made of: what a study must find
  std::vector<Injection> injected;  ///< empty in clean mode
  /// Text that the files show where it is not the number itself: column -> [rows], "" for an
  /// undamaged cell. The column "city" holds names as written.
  std::map<std::string, std::vector<std::string>> shown;
  Value truth;  ///< parameters, targets and achieved moments, noise-free and realised fixed-effects
                ///< coefficients: truth.json
};

/// A list of the files written, relative to `dir`: raw/, truth.json, truth.csv, injected.csv (not
/// in clean mode), SIMULATED.txt.
std::vector<std::string> write(const Simulated& simulated, const std::string& dir);

/// Raw and answer columns side by side: what an estimator needs, nothing written to a file.
data::Table side_by_side(const Simulated& simulated);

data::DataColumn number_column(std::string name,
                               std::vector<double> values,
                               Text label,
                               std::string unit = "");
data::DataColumn text_column(std::string name, std::vector<std::string> values, Text label);

/// "001" for 0.
std::string numbered(std::size_t i);

}  // namespace yugong::simulate
