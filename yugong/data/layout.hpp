#pragma once

#include <string>
#include <vector>

#include "yugong/base/error.hpp"
#include "yugong/data/grid.hpp"
#include "yugong/data/numbers.hpp"
#include "yugong/data/read.hpp"

/// Where in a sheet the names of columns, the data and the notes stand. Private to the readers.
namespace yugong::data {

struct Header {
  std::string name;  ///< levels of a header of several rows joined by "/", white space taken out
  std::string unit;  ///< of the units row, or in brackets at the end of the name
};

/// Row numbers from 0; [first_data, end_data) are rows of data, blank ones among them included.
struct Layout {
  int header_first = 0;
  int header_rows = 0;
  int first_data = 0;
  int end_data = 0;
  std::vector<Header> headers;
  std::string indicator;  ///< of a preamble line such as 指标：城镇单位就业人员(万人)
  std::string indicator_unit;
  std::string preamble_unit;   ///< of a line 单位：亿元
  std::vector<int> repeated;   ///< rows that say the header once more (续表)
  std::vector<Problem> notes;  ///< preamble and footnotes left out
};

/// The header begins at the first row that fills half of the widest row. Rows below it belong to it
/// while they complete merged or blank cells and hold no number; a row of units of measure ends it.
/// Notes are single cells below the last full row. YG1101 when nothing looks like a table.
Layout find_layout(const Grid& grid,
                   const ReadOptions& options,
                   const MissingMarks& marks,
                   const std::string& file);

/// A header in the spelling that names are compared in: NFKC, no white space but single blanks
/// between Latin words.
std::string header_name(std::string_view s);

/// A unit of measure that stands in brackets at the end of a header, or "".
std::string unit_in_brackets(const std::string& header);

/// The header without that unit.
std::string without_unit(const std::string& header);

/// Is this text a unit of measure as yearbooks write them (万元, 亿元, %, 万人, km2 ...)?
bool is_unit_word(const std::string& word);

}  // namespace yugong::data
