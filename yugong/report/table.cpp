#include "yugong/report/table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "yugong/base/error.hpp"

namespace yugong::report {
namespace {

/// Thousands separators in the whole part of a printed number.
std::string group_thousands(const std::string& printed) {
  const std::size_t start = printed.starts_with("-") ? 1 : 0;
  const std::size_t point = std::min(printed.find('.'), printed.size());
  std::string out = printed.substr(0, start);
  for (std::size_t i = start; i < point; ++i) {
    if (i > start && (point - i) % 3 == 0) out += ',';
    out += printed[i];
  }
  return out + printed.substr(point);
}

[[noreturn]] void refuse(const Table& table, const std::string& what) {
  throw Error{
      error("YG9001", {"table '" + table.id + "': " + what, "表“" + table.id + "”：" + what})};
}

}  // namespace

Cell Cell::blank(Text reason) {
  Cell cell;
  cell.reason = std::move(reason);
  return cell;
}

Cell Cell::of(Text text) {
  Cell cell;
  cell.kind = text.empty() ? Kind::blank : Kind::text;
  cell.text = std::move(text);
  return cell;
}

Cell Cell::of(double value, int decimals, Text reason) {
  if (!std::isfinite(value)) return blank(std::move(reason));
  Cell cell;
  cell.kind = Kind::number;
  cell.value = value;
  cell.decimals = decimals;
  return cell;
}

Cell Cell::count(double value) {
  return of(value, 0);
}

std::string Cell::plain(Lang lang) const {
  switch (kind) {
    case Kind::blank:
      return "";
    case Kind::text:
      return text.in(lang);
    case Kind::number: {
      const std::string printed =
          scientific ? fmt::format("{:.{}e}", value, decimals) : text::fixed(value, decimals);
      return prefix + (grouped ? group_thousands(printed) : printed) + suffix;
    }
  }
  return "";
}

std::size_t Table::columns() const {
  if (!rows.empty()) {
    for (const Row& row : rows) {
      if (row.kind != RowKind::rule && row.kind != RowKind::panel) return row.cells.size();
    }
  }
  std::size_t width = 0;
  if (!header.empty()) {
    for (const HeaderCell& cell : header.back()) width += static_cast<std::size_t>(cell.columns);
  }
  return width;
}

Align Table::alignment(std::size_t column) const {
  if (column < align.size()) return align[column];
  return column == 0 ? Align::left : Align::centre;
}

void check(const Table& table) {
  const std::size_t width = table.columns();
  if (width == 0) refuse(table, "no columns");
  for (const auto& line : table.header) {
    std::size_t covered = 0;
    for (const HeaderCell& cell : line) {
      if (cell.columns < 1) refuse(table, "a header cell covers no column");
      covered += static_cast<std::size_t>(cell.columns);
    }
    if (covered != width) refuse(table, "a header row does not cover every column");
  }
  for (const Row& row : table.rows) {
    if (row.kind == RowKind::rule) continue;
    if (row.kind == RowKind::panel) {
      if (row.cells.size() != 1) refuse(table, "a panel heading is one cell");
      continue;
    }
    if (row.cells.size() != width) refuse(table, "a row does not have a cell per column");
  }
}

std::string stars_of(double p_value, const std::vector<double>& cuts) {
  if (is_missing(p_value)) return "";
  return std::string(static_cast<std::size_t>(
                         std::ranges::count_if(cuts, [&](double cut) { return p_value < cut; })),
                     '*');
}

}  // namespace yugong::report
