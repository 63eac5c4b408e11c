#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/data/table.hpp"

namespace yugong::data {

struct LongOptions {
  std::string variable;         ///< name of the column made
  std::string time = "year";    ///< name of the column of periods
  std::vector<std::string> id;  ///< columns repeated for every period; empty: all that are no years
};

/// "2015", "2015年", "2015年度", "y2015" or `stub` + "2015" -> 2015; nothing for other names. Years
/// 1900 to 2100.
std::optional<long> year_of(std::string_view name, std::string_view stub = "");

/// A text column whose every cell is a year ("2015年") becomes a column of numbers, with a note
/// (YG1116). Others stay as they are.
void years_as_numbers(Table& table, const std::string& column);

/// Years in columns to one row per unit and year; years ascend within a row of the sheet, whatever
/// their order in it. Column names that are years, or `variable` followed by a year, are years.
/// Other columns must be listed in `id` or `id` be empty. Marks and origins go with the cells.
/// Refuses a table without columns of years (YG1119) and the same year twice (YG1102).
Table to_long(const Table& wide, const LongOptions& options);

}  // namespace yugong::data
