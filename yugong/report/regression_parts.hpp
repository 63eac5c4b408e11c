#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "yugong/report/regression_table.hpp"
#include "yugong/report/statistic_rows.hpp"

/// What the parts of a table of estimates share while it is made: head, terms, marks (controls,
/// sets, fixed effects), statistics, notes. Internal to regression_table.cpp and its neighbours.
namespace yugong::report {

using NameList = std::vector<std::string>;

/// What the preset decides where the options say nothing.
struct House {
  std::vector<Parentheses> parentheses;
  Markers markers = Markers::words;
  bool stars = true;
  bool time_first = true;
};

House house_of(const RegressionTableOptions& options);

/// The tidy sheet: one row per number printed.
class TidySheet {
 public:
  void add(std::size_t column,
           const RegressionColumn& c,
           std::string row,
           std::string part,
           double value,
           std::string stars);
  Frame frame() const;

 private:
  std::vector<double> column_, value_;
  NameList model_, row_, part_, stars_;
};

struct Making {
  const std::vector<RegressionColumn>& columns;
  const RegressionTableOptions& options;
  const TableContext& context;
  House house = {};
  std::vector<Frame> tidy = {};     ///< [column] terms; empty frame of a failed one
  std::vector<NameList> keys = {};  ///< [column] names of the rows of `tidy`
  NameList shown = {};              ///< names of the rows printed
  std::vector<StatisticRow> statistics = {};
  Table table = {};
  TidySheet sheet = {};
  bool by_critical_values = false;  ///< a mark stands for a critical value, not for a p-value

  const Text& word(std::string_view key) const { return context.words(key); }

  std::size_t size() const { return columns.size(); }

  bool failed(std::size_t column) const { return columns[column].result == nullptr; }

  /// Row of `name`, or of a term merged into it, in a column; -1 when it has none.
  std::ptrdiff_t row_of(std::size_t column, const std::string& name) const;
  bool somewhere(const std::string& name) const;
  /// Terms and absorbed effects of a column.
  bool holds(std::size_t column, const std::string& pattern) const;
  NameList effects_of(std::size_t column) const;

  /// A label that the table gives, else the study's.
  Text label_of(const std::string& name) const;
  bool has_own_label(const std::string& name) const;
  Text own_label(const std::string& name) const;
  /// Why a cell is empty: the failure of its column, else `otherwise`.
  Text why_absent(std::size_t column, std::string_view otherwise) const;
  int digits(const std::string& part) const;
  Cell number(double value, int decimals, Text reason) const;
  Text marker(bool yes) const;
  void add_row(Text label, std::vector<Cell> cells);
};

Making make(const std::vector<RegressionColumn>& columns,
            const RegressionTableOptions& options,
            const TableContext& context);

/// Terms in the order of `show` and `order`, else of appearance; the constant last.
NameList shown_terms(const Making& making);

void add_head(Making& making);
void add_terms(Making& making);
void add_marks(Making& making);  ///< controls, sets, fixed effects, rows of text
void add_statistics(Making& making);
void add_notes(Making& making);

/// The statistics that a table prints: those asked for, with or instead of the usual ones.
std::vector<StatisticRow> usual_and_asked(const Making& making);
/// The label and one cell of a statistic. A name that no column has is refused with YG4022.
Text statistic_label(const Making& making, const StatisticRow& row);
Cell statistic_cell(const Making& making, const StatisticRow& row, std::size_t column);

/// Two characters, opening and closing, of the k-th line under an estimate.
std::string brackets_of(const Making& making, std::size_t line);
const char* name_of(Parentheses part);

}  // namespace yugong::report
