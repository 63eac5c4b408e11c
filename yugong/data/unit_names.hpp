#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/data/table.hpp"

/// Names of regions: old and short names, and the suffixes that come and go (市, 省, 自治区, 地区,
/// 盟, 自治州, 特别行政区).
namespace yugong::data {

enum class Suffix { error, strip };

inline Names<Suffix> names_of(Suffix) {
  return {{"error", Suffix::error}, {"strip", Suffix::strip}};
}

/// Old or short name -> name to use.
using Aliases = std::map<std::string, std::string>;

/// A CSV or workbook of two columns, alias and name (别名, 名称); further columns are not read.
/// Chains are followed; an alias with two names is refused (YG1306).
Aliases read_aliases(const std::string& path);

/// Replaces names in a text column; a note (YG1307) says how many cells of which names. Returns the
/// cells changed.
std::size_t apply_aliases(Table& table, const std::string& column, const Aliases& aliases);

/// Name without its administrative suffix: 太原市 -> 太原, 内蒙古自治区 -> 内蒙古, 广西壮族自治区
/// -> 广西, 延边朝鲜族自治州 -> 延边. A name of two characters keeps what it has (沙市 stays).
std::string strip_suffix(std::string_view name);

/// Groups of two or more different names that are equal without suffix, in order of first
/// appearance.
std::vector<std::vector<std::string>> suffix_twins(const std::vector<std::string>& names);

/// With Suffix::error: refuses names that differ only by suffix, naming rows (YG1305). With
/// Suffix::strip: every name of a group of twins takes the form that occurs first (note YG1308).
/// Names without a twin are left alone.
void settle_suffixes(Table& table, const std::string& column, Suffix policy);

}  // namespace yugong::data
