#pragma once

#include <memory>
#include <string>
#include <vector>

#include "yugong/data/grid.hpp"

/// Excel workbooks to cells. Private to the readers.
namespace yugong::data {

/// A workbook whose sheets are parsed when asked for.
class Workbook {
 public:
  virtual ~Workbook() = default;
  virtual const std::vector<std::string>& sheets() const = 0;
  /// YG1007 when the sheet is damaged. The grid may point into the workbook, which must outlive it.
  virtual Grid grid(std::size_t sheet) = 0;
};

/// .xlsx (Office Open XML): shared and inline texts, numbers, dates, percentages, merged cells,
/// both date systems. A date becomes a text "2015-03-01", or a year when its format shows only the
/// year; a percentage becomes the number shown; a formula without a stored result becomes the text
/// of the formula. Encrypted files are refused (YG1007).
std::unique_ptr<Workbook> open_xlsx(const std::string& bytes, const std::string& file);

/// .xls (BIFF) through FreeXL, which knows no merged cells.
std::unique_ptr<Workbook> open_xls(const std::string& bytes, const std::string& file);

}  // namespace yugong::data
