#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "yugong/data/table.hpp"

/// Tables to files. A file appears whole or not at all (it is written beside its place and moved
/// there); what cannot be written is YG4001 with the reason of the system.
namespace yugong::data {

struct CsvOptions {
  bool bom = true;  ///< byte order mark, so that Excel knows UTF-8; UTF-8 only
  std::string encoding =
      "UTF-8";  ///< any name that iconv knows: "GB18030", "GBK", "Big5", "UTF-16LE"
  char separator = ',';
  std::string missing;      ///< written for missing cells
  bool labels_row = false;  ///< a second header row with the Chinese labels
};

void write_csv(const std::string& path, const Table& table, const CsvOptions& options = {});
std::string to_csv(const Table& table, const CsvOptions& options = {});  ///< the same in memory

/// Stata 118 file: names, labels (`lang` chooses which), value labels; texts as str#, years and
/// other whole numbers as long. A name that Stata refuses (longer than 32 characters, other than
/// letters, digits and _) is changed and noted in its label.
void write_dta(const std::string& path, const Table& table, Lang lang = Lang::zh);

/// One cell of a sheet to be written: a number, or a text when `text` is not empty.
struct SheetCell {
  int row = 0;     ///< from 0
  int column = 0;  ///< from 0
  std::string text;
  double number = missing;  ///< a missing number with no text writes nothing
  std::string format;       ///< number format such as "0.00%", or empty
};

/// A merged area, both ends included; the text of its first cell is kept.
struct SheetMerge {
  int row = 0, column = 0, last_row = 0, last_column = 0;
};

struct SheetContent {
  std::string name;
  std::vector<SheetCell> cells;
  std::vector<SheetMerge> merges;
};

/// Any workbook, cell by cell (.xlsx).
void write_workbook(const std::string& path, const std::vector<SheetContent>& sheets);

/// A table as a workbook of one sheet with a header row.
void write_xlsx(const std::string& path, const Table& table, const std::string& sheet = "data");

/// UTF-8 text in another encoding; characters that it lacks are an error (YG1005).
std::string encode(const std::string& utf8, const std::string& encoding);

}  // namespace yugong::data
