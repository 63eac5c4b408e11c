#pragma once

#include <string>
#include <vector>

#include "yugong/base/frame.hpp"
#include "yugong/data/read.hpp"

namespace yugong::data {

/// What is in a file, before anything is asked of it. Nothing found here is thrown, except a file
/// that cannot be opened.
struct LookReport {
  Frame file;     ///< one row: file, format, encoding, separator, bytes, sha256
  Frame sheets;   ///< sheet, rows, columns, header_rows, first_data_row, notes_below
  Frame columns;  ///< column, original, type, unit, distinct, missing, rejected, min, mean, median,
                  ///< max, example
  Frame panel;    ///< one row: unit, time, units, periods, first, last, rows, balanced, gaps,
                  ///< duplicates; empty without a guess
  Frame missing;  ///< column, period, missing, rows: cells missing by period (all rows as one
                  ///< period without a time column)
  Frame outliers;  ///< column, row, address, key, value, z: |z| > 8 by median and MAD of the
                   ///< column, at most 200, largest first
  std::vector<Problem> problems;  ///< what reading the file would complain of
  Table table;                    ///< what was read, with bad cells as missing
};

/// Reads with bad_cells = "missing" and guesses unit and time from names and contents unless they
/// are given.
LookReport look(const std::string& path,
                ReadOptions options = {},
                const std::string& unit = "",
                const std::string& time = "");

/// A rename file to fill in: original, name, zh, en, unit, with what is known filled in (CSV, UTF-8
/// with BOM).
std::string rename_template(const LookReport& report);

}  // namespace yugong::data
