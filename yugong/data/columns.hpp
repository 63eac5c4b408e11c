#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/data/grid.hpp"
#include "yugong/data/layout.hpp"
#include "yugong/data/read.hpp"

/// Cells below a header to typed columns. Private to the readers.
namespace yugong::data {

/// Renames by header, with a memory of which ones were used.
class RenameList {
 public:
  RenameList() = default;
  explicit RenameList(std::vector<Rename> renames);
  /// The rename of a header, or of the header without its unit in brackets, or nullptr.
  const Rename* find(const std::string& header);

  bool empty() const { return renames_.empty(); }

  /// Headers of the rename file that were not met although one like it was: {written there, header
  /// of the data}.
  std::vector<std::pair<std::string, std::string>> near_misses() const;

  void saw(const std::string& name) { seen_.push_back(name); }

  const std::vector<std::string>& seen() const {
    return seen_;
  }  ///< columns of all sheets, also those not kept

 private:
  std::vector<Rename> renames_;
  std::vector<bool> used_;
  std::vector<std::string> seen_;
  std::vector<std::string> unmatched_;  ///< headers of the data that have no rename
};

/// What the cells of one sheet become. A column is of numbers when at least half of its cells that
/// are not missing are; text among them is a problem YG1107 naming the cell, an error or a warning
/// as `options.bad_cells` says. Problems of level error go to `errors`, all others to the notes of
/// the table.
Table make_table(const Grid& grid,
                 const Layout& layout,
                 const ReadOptions& options,
                 const MissingMarks& marks,
                 RenameList& renames,
                 const Source& source,
                 std::vector<Problem>& errors);

/// Text without blanks between Chinese characters ("太　原" -> "太原").
std::string without_padding(std::string_view s);

}  // namespace yugong::data
