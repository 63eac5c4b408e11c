#pragma once

#include <vector>

#include "yugong/report/table.hpp"

/// Tables made from tables: turned on their side, or stacked under one head.
namespace yugong::report {

/// A row per column of `table`, a column per row: estimates keep their statistics beneath, the
/// lines of the head become leading columns. `corner` heads the first of them. Headings and lines
/// over groups of rows have no place there and go.
Table transposed(const Table& table, const Text& corner);

/// A table to stand in a stack, with the heading over its rows.
struct Panel {
  Text title;
  Table table;
};

/// The panels one over the other. Lines of the head that all share stand once at the top, the
/// others in each panel; rows of texts (controls, fixed effects) that every panel has alike stand
/// once at the end; notes that differ lead by the panel they are about. Throws Error YG4028 when
/// the panels differ in width.
Table stacked(std::vector<Panel> panels);

}  // namespace yugong::report
