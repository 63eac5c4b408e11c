#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

/// Cells of text to numbers. Private to the readers.
namespace yugong::data {

/// A number as yearbooks write it: sign, thousands separators in groups of three (comma, or blank),
/// decimal mark, exponent, a percent sign behind it, full-width forms of all of these, U+2212 as
/// minus. False when anything else stands in the cell. A percent sign does not change the value:
/// "12.3%" is 12.3, with `percent` set.
bool read_number(std::string_view s, char decimal, double& value, bool& percent);

/// The marks of missing cells: the usual ones and those of the user, compared after NFKC.
class MissingMarks {
 public:
  explicit MissingMarks(const std::vector<std::string>& further);
  bool contains(std::string_view s) const;

  bool has_numbers() const { return has_numbers_; }  ///< a mark such as -9999 reads as a number

 private:
  std::unordered_set<std::string> marks_;
  std::size_t longest_ = 0;
  bool has_numbers_ = false;
};

/// Whole-number year from 1900 to 2100 in a name or cell: the only four-digit run of that size, or
/// 0.
long year_in(std::string_view s);

}  // namespace yugong::data
