#include "yugong/data/grid.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"

namespace yugong::data {

std::string cell_address(long row, long column) {
  std::string letters;
  for (long c = column; c > 0; c = (c - 1) / 26) letters += static_cast<char>('A' + (c - 1) % 26);
  std::reverse(letters.begin(), letters.end());
  return letters + std::to_string(row);
}

std::string shown(const Cell& cell) {
  if (cell.kind == CellKind::blank) return "";
  if (cell.kind == CellKind::text) return std::string(cell.text());
  return text::round_trip(cell.number) + (cell.percent ? "%" : "");
}

}  // namespace yugong::data
