#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/column.hpp"
#include "yugong/base/error.hpp"

namespace yugong::data {

/// What has happened to a cell since it was read.
enum class Mark : std::uint8_t {
  original,
  missing,       ///< blank or a missing mark in the source, or no such row
  rejected,      ///< text that is no number; kept as missing and reported
  interpolated,  ///< filled inside a gap
  extrapolated,  ///< filled beyond the first or last observation
  winsorised,
  derived,  ///< computed from other columns
};

/// Where a cell was read: the table's source number, and 1-based row and column of that sheet.
struct Origin {
  std::int32_t source = -1;
  std::int32_t row = 0;
  std::int32_t column = 0;
};

/// A file (and sheet) that cells came from.
struct Source {
  std::string file;
  std::string sheet;
  std::string hash;  ///< SHA-256 of the file, hex
};

/// A column with the history of its cells. `marks` and `origins` are empty when every cell is
/// original, or of unknown origin.
struct DataColumn : Column {
  std::vector<Mark> marks;
  std::vector<Origin> origins;
  std::map<double, Text> value_labels;  ///< of a Stata or SPSS file
  std::string formula;                  ///< of a derived column, as written

  DataColumn() = default;

  DataColumn(Column column) : Column(std::move(column)) {}  // NOLINT: every column may become one

  Mark mark(std::size_t row) const { return marks.empty() ? Mark::original : marks[row]; }

  void set_mark(std::size_t row, Mark mark);  ///< allocates marks on first use
};

/// One step of preparation that changed cells: a row of the provenance record.
struct Change {
  std::string step;    ///< "interpolate", "winsorise", "derive", "join", "filter", ...
  std::string column;  ///< empty for steps that drop rows
  Text detail;         ///< e.g. "cuts 0.043 and 0.678"
  std::size_t cells = 0;
  std::vector<std::uint32_t>
      rows;  ///< rows changed (or, for a filter, dropped), in the numbering before the step
};

/// Typed columns of equal length with labels, units of measure and the origin of each cell. Not yet
/// a panel.
class Table {
 public:
  std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().size(); }

  const std::vector<DataColumn>& columns() const { return columns_; }

  std::vector<std::string> names() const;

  bool has(std::string_view name) const;
  /// Throws Error YG2104 (unknown variable, nearest names) carrying `place`.
  const DataColumn& column(std::string_view name, const Place& place = {}) const;
  DataColumn& edit(std::string_view name);
  DataColumn& add(
      DataColumn column);  ///< appends or replaces the column of that name; lengths must agree
  void remove(std::string_view name);
  void rename(std::string_view from, const std::string& to);
  Table take(const std::vector<std::uint32_t>& rows)
      const;  ///< the rows given, in that order, with marks and origins

  std::vector<Source>& sources() { return sources_; }

  const std::vector<Source>& sources() const { return sources_; }

  std::vector<Change>& changes() { return changes_; }

  const std::vector<Change>& changes() const { return changes_; }

  std::vector<Problem>& notes() { return notes_; }

  const std::vector<Problem>& notes() const { return notes_; }

  /// "raw/2015.xlsx [2015!D17]" of a cell, or empty when unknown.
  std::string address(std::string_view column, std::size_t row) const;

 private:
  std::vector<DataColumn> columns_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::vector<Source> sources_;
  std::vector<Change> changes_;
  std::vector<Problem> notes_;
};

}  // namespace yugong::data
