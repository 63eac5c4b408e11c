#pragma once

#include <string>
#include <tuple>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/data/table.hpp"

namespace yugong::data {

enum class Unmatched { error, keep, drop };

inline Names<Unmatched> names_of(Unmatched) {
  return {{"error", Unmatched::error}, {"keep", Unmatched::keep}, {"drop", Unmatched::drop}};
}

struct JoinOptions {
  std::vector<std::string> by;  ///< key columns, unit first: {"city", "year"} or {"city"}
  /// What becomes of rows without a partner.
  ///   error: a unit of the right table that the left one does not know is refused (YG1310, nearest
  ///   names); periods that only the
  ///          right table has are left out and left rows without a partner stay with missing cells,
  ///          both with a note (YG1311).
  ///   keep:  nothing is lost: right rows without a partner become new rows when the key has a
  ///   period, all with notes. drop:  only rows that both tables have; what was dropped is noted
  ///   and recorded as a change.
  Unmatched unmatched = Unmatched::error;

  static auto described() {
    return std::tuple{
        option("by", &JoinOptions::by, {"key columns", "主键列"}).required().min_items(1),
        option("unmatched", &JoinOptions::unmatched, {"rows without a partner", "未匹配行的处理"})};
  }
};

/// Columns of `right` beside those of `left`, many rows to one. Row order of `left` is kept.
/// Refuses a key column that a table lacks (YG1313), a key that occurs twice in `right` (YG1302), a
/// column of both that is no key (YG1312). `name` stands for the right table in messages.
Table join(const Table& left,
           const Table& right,
           const JoinOptions& options,
           const std::string& name = "");

}  // namespace yugong::data
