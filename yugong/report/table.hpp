#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yugong/base/frame.hpp"
#include "yugong/base/text.hpp"

/// A table as a neutral document: what it says, not how it looks. Builders (regression_table.hpp,
/// data_tables.hpp) make it from results and frames; writers (html.hpp, latex.hpp, docx.hpp,
/// xlsx.hpp, plain.hpp) turn the same document into every format, so that a number cannot differ
/// between Word and Excel.
namespace yugong::report {

/// One cell. A number keeps its full-precision value beside the way it is printed.
struct Cell {
  enum class Kind { blank, text, number };

  Kind kind = Kind::blank;
  Text text;
  double value = missing;
  int decimals = 3;
  bool grouped = false;     ///< thousands separators
  std::string prefix;       ///< e.g. "("
  std::string suffix;       ///< e.g. ")"
  std::string stars;        ///< e.g. "**"
  std::string after;        ///< behind the stars, e.g. " (2.37)"
  bool scientific = false;  ///< 1.23e-05, `decimals` behind the point
  Text reason;  ///< of a blank cell: why there is nothing (tooltip on the page, comment in the tidy
                ///< sheet)
  int columns = 1;       ///< columns covered, this one included
  int rows = 1;          ///< rows covered; the cells beneath are `covered`
  bool covered = false;  ///< hidden under the cell above

  static Cell blank(Text reason = {});
  static Cell of(Text text);
  /// A missing value becomes a blank cell with `reason`.
  static Cell of(double value, int decimals, Text reason = {});
  static Cell count(double value);  ///< no decimals

  /// As printed without stars: "-0.000" is "0.000", a blank cell is "".
  std::string plain(Lang lang) const;

  /// As printed, stars included.
  std::string printed(Lang lang) const { return plain(lang) + stars + after; }
};

enum class RowKind {
  values,     ///< an ordinary row
  estimate,   ///< coefficients; the row beneath belongs to it
  statistic,  ///< t value or standard error in parentheses under the estimate
  rule,       ///< a thin line, no cells
  panel,      ///< a heading over the rows that follow, one cell over all columns
};

struct Row {
  RowKind kind = RowKind::values;
  std::vector<Cell> cells;  ///< as many as the table has columns, covered ones included
};

/// A cell of a header row. A text over several columns is underlined (a spanning group).
struct HeaderCell {
  Text text;
  int columns = 1;
  bool underline = false;  ///< thin line beneath, for spanning groups
};

enum class Align { left, centre, right };

struct Table {
  std::string id;      ///< file stem, e.g. "t4"
  std::string number;  ///< "4", "A1"; empty: no number in the caption
  Text title;
  std::vector<std::vector<HeaderCell>> header;
  std::vector<Row> rows;
  std::vector<Align> align;  ///< per column; empty: first left, others centre
  int label_columns = 1;     ///< leading columns that are row headers
  std::vector<Text> notes;   ///< beneath the table, one paragraph each, without the word "Note"
  bool superscript_stars = false;
  bool simulated = false;  ///< adds "simulated data" to the caption in every format
  Frame tidy;              ///< the same content at full precision, one row per number

  std::size_t columns() const;
  Align alignment(std::size_t column) const;
};

/// Checks that rows and header agree in width and covers add up. Throws Error YG9001.
void check(const Table& table);

/// Stars of a p-value at full precision: one star per cut that p is below; cuts sorted descending
/// or ascending alike. A missing p gives none.
std::string stars_of(double p_value, const std::vector<double>& cuts = {0.1, 0.05, 0.01});

}  // namespace yugong::report
