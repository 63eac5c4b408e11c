#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// A sheet as it stands in the file, before anything is known about headers and types. Private to
/// the readers.
namespace yugong::data {

enum class CellKind : std::uint8_t { blank, text, number };

/// One cell. A text points into the grid's own storage; white space at its ends is gone.
struct Cell {
  const char* data = nullptr;
  double number = 0;
  std::uint32_t size = 0;
  CellKind kind = CellKind::blank;
  bool percent =
      false;  ///< a number that the workbook shows with a percent sign; `number` is as shown

  std::string_view text() const { return {data, size}; }
};

/// Both ends included, from 0.
struct Merge {
  int row = 0, column = 0, last_row = 0, last_column = 0;
};

/// Rows of unequal length; a cell beyond the end of its row is blank.
struct Grid {
  std::string sheet;  ///< empty for text files
  std::vector<std::size_t> starts{0};
  std::vector<Cell> cells;
  std::vector<Merge> merges;
  std::deque<std::string> storage;
  bool has_widths = false;  ///< the length of a row means something (text files)

  int rows() const { return static_cast<int>(starts.size()) - 1; }

  int width(int row) const {
    const auto r = static_cast<std::size_t>(row);
    return static_cast<int>(starts[r + 1] - starts[r]);
  }

  const Cell& at(int row, int column) const {
    static const Cell blank;
    return column < width(row)
               ? cells[starts[static_cast<std::size_t>(row)] + static_cast<std::size_t>(column)]
               : blank;
  }

  /// Keeps a text for as long as the grid lives.
  std::string_view keep(std::string text) { return storage.emplace_back(std::move(text)); }

  void end_row() { starts.push_back(cells.size()); }
};

/// Spreadsheet address of a cell given from 1: (17, 4) -> "D17".
std::string cell_address(long row, long column);

/// The text that a person would see in the cell.
std::string shown(const Cell& cell);

}  // namespace yugong::data
