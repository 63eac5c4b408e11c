#pragma once

#include <string>

#include "yugong/data/grid.hpp"

/// Delimited text to cells. Private to the readers.
namespace yugong::data {

/// The separator among , tab ; | that splits the first lines most evenly; `without` is excluded
/// (the decimal comma).
char find_separator(std::string_view utf8, char without = '\0');

/// Cells of UTF-8 text: fields in double quotes may hold separators, line breaks and doubled
/// quotes; lines end with LF, CRLF or CR. Every line is a row, blank ones too, so that row numbers
/// are those of a spreadsheet program. The grid points into `utf8`, which must outlive it. YG1012
/// when a quote is not closed.
Grid parse_delimited(std::string_view utf8, char separator, const std::string& file);

}  // namespace yugong::data
