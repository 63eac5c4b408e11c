#include "yugong/report/table_shapes.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "yugong/base/error.hpp"

namespace yugong::report {
namespace {

bool same(const std::vector<HeaderCell>& a, const std::vector<HeaderCell>& b) {
  return std::ranges::equal(a, b, [](const HeaderCell& x, const HeaderCell& y) {
    return x.text == y.text && x.columns == y.columns;
  });
}

/// Rows of `table` in blocks: an estimate with the statistics beneath it, or a row alone.
std::vector<std::vector<const Row*>> blocks_of(const Table& table) {
  std::vector<std::vector<const Row*>> blocks;
  for (const Row& row : table.rows) {
    if (row.kind == RowKind::rule || row.kind == RowKind::panel) continue;
    if (row.kind == RowKind::statistic && !blocks.empty())
      blocks.back().push_back(&row);
    else
      blocks.push_back({&row});
  }
  return blocks;
}

/// The texts of a header line per column, spanning ones over each of theirs.
std::vector<Text> spread(const std::vector<HeaderCell>& line) {
  std::vector<Text> out;
  for (const HeaderCell& cell : line)
    out.insert(out.end(), static_cast<std::size_t>(cell.columns), cell.text);
  return out;
}

Cell header_as_cell(const Text& text) {
  return Cell::of(text);
}

/// A line of the head as a row of the body.
Row as_row(const std::vector<HeaderCell>& line) {
  Row row{RowKind::values, {}};
  for (const Text& text : spread(line)) row.cells.push_back(header_as_cell(text));
  return row;
}

bool same_cells(const Row& a, const Row& b) {
  if (a.kind != b.kind || a.cells.size() != b.cells.size()) return false;
  for (std::size_t c = 0; c < a.cells.size(); ++c) {
    if (a.cells[c].printed(Lang::en) != b.cells[c].printed(Lang::en)) return false;
  }
  return true;
}

bool is_text_row(const Row& row) {
  return row.kind == RowKind::values && std::ranges::none_of(row.cells, [](const Cell& cell) {
           return cell.kind == Cell::Kind::number;
         });
}

/// Rows of texts (marks) that every panel has alike, in the order of the first.
std::vector<Row> shared_marks(const std::vector<Panel>& panels) {
  std::vector<Row> out;
  for (const Row& row : panels.front().table.rows) {
    if (!is_text_row(row)) continue;
    const bool everywhere = std::ranges::all_of(panels, [&](const Panel& panel) {
      return std::ranges::any_of(panel.table.rows,
                                 [&](const Row& other) { return same_cells(row, other); });
    });
    if (everywhere) out.push_back(row);
  }
  return out;
}

void require_one_width(const std::vector<Panel>& panels) {
  for (const Panel& panel : panels) {
    const std::size_t own = panel.table.columns(), first = panels.front().table.columns();
    if (own == first) continue;
    throw Error{error(
        "YG4028",
        {fmt::format(
             "panel '{}' has {} columns, the first has {}", panel.title.en, own - 1, first - 1),
         fmt::format(
             "“{}”有 {} 列，而第一部分有 {} 列", panel.title.in(Lang::zh), own - 1, first - 1)},
        {"stack panels of the same number of columns, or make two tables",
         "各部分的列数应相同，否则请分为两张表"})};
  }
}

void add_notes(const std::vector<Panel>& panels, Table& out) {
  for (const Panel& panel : panels) {
    for (const Text& note : panel.table.notes) {
      const bool common = std::ranges::all_of(panels, [&](const Panel& other) {
        return std::ranges::find(other.table.notes, note) != other.table.notes.end();
      });
      const Text led{"[" + panel.title.en + "] " + note.en,
                     "〔" + panel.title.in(Lang::zh) + "〕" + note.in(Lang::zh)};
      const Text& said = common ? note : led;
      if (std::ranges::find(out.notes, said) == out.notes.end()) out.notes.push_back(said);
    }
  }
}

Frame stacked_tidy(const std::vector<Panel>& panels) {
  std::vector<std::string> panel_of;
  std::vector<Column> columns;
  for (const Panel& panel : panels) {
    const Frame& tidy = panel.table.tidy;
    panel_of.insert(panel_of.end(), tidy.rows(), panel.title.en);
    if (columns.empty()) {
      columns = tidy.columns();
      continue;
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Column& more = tidy.columns()[c];
      columns[c].texts.insert(columns[c].texts.end(), more.texts.begin(), more.texts.end());
      columns[c].numbers.insert(columns[c].numbers.end(), more.numbers.begin(), more.numbers.end());
    }
  }
  Frame out;
  out.add("panel", panel_of);
  for (Column& column : columns) out.add(std::move(column));
  return out;
}

}  // namespace

Table transposed(const Table& table, const Text& corner) {
  Table out = table;
  out.header.clear();
  out.rows.clear();
  out.align.clear();
  const std::vector<std::vector<const Row*>> blocks = blocks_of(table);
  std::vector<std::vector<Text>> heads;
  for (const auto& line : table.header) heads.push_back(spread(line));
  out.label_columns = static_cast<int>(heads.size());
  std::vector<HeaderCell> head;
  for (std::size_t h = 0; h < heads.size(); ++h)
    head.push_back({h == 0 ? corner : Text(), 1, false});
  std::size_t most = 1;
  for (const auto& block : blocks) {
    head.push_back({block.front()->cells.front().text, 1, false});
    most = std::max(most, block.size());
  }
  out.header.push_back(std::move(head));
  for (std::size_t c = 1; c < table.columns(); ++c) {
    for (std::size_t k = 0; k < most; ++k) {
      Row row;
      row.kind = k > 0 ? RowKind::statistic : most > 1 ? RowKind::estimate : RowKind::values;
      for (const auto& texts : heads)
        row.cells.push_back(k == 0 ? header_as_cell(texts[c]) : Cell::blank());
      for (const auto& block : blocks)
        row.cells.push_back(k < block.size() ? block[k]->cells[c] : Cell::blank());
      out.rows.push_back(std::move(row));
    }
  }
  out.align.assign(heads.size(), Align::left);
  out.align.resize(out.columns(), Align::centre);
  return out;
}

Table stacked(std::vector<Panel> panels) {
  require_one_width(panels);
  Table out = panels.front().table;
  out.header.clear();
  out.rows.clear();
  out.notes.clear();
  const auto everywhere = [&](const std::vector<HeaderCell>& line) {
    return std::ranges::all_of(panels, [&](const Panel& panel) {
      return std::ranges::any_of(panel.table.header,
                                 [&](const auto& other) { return same(line, other); });
    });
  };
  for (const auto& line : panels.front().table.header) {
    if (everywhere(line)) out.header.push_back(line);
  }
  const std::vector<Row> marks = panels.size() > 1 ? shared_marks(panels) : std::vector<Row>{};
  for (const Panel& panel : panels) {
    if (!out.rows.empty()) out.rows.push_back({RowKind::rule, {}});
    out.rows.push_back({RowKind::panel, {Cell::of(panel.title)}});
    for (const auto& line : panel.table.header) {
      if (!everywhere(line)) out.rows.push_back(as_row(line));
    }
    for (const Row& row : panel.table.rows) {
      const bool is_shared =
          std::ranges::any_of(marks, [&](const Row& mark) { return same_cells(mark, row); });
      const bool repeated_rule = row.kind == RowKind::rule && out.rows.back().kind == RowKind::rule;
      if (!is_shared && !repeated_rule) out.rows.push_back(row);
    }
    if (out.rows.back().kind == RowKind::rule) out.rows.pop_back();
  }
  if (!marks.empty()) {
    out.rows.push_back({RowKind::rule, {}});
    out.rows.insert(out.rows.end(), marks.begin(), marks.end());
  }
  add_notes(panels, out);
  out.tidy = stacked_tidy(panels);
  return out;
}

}  // namespace yugong::report
