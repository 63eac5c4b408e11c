#include "yugong/data/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "yugong/base/text.hpp"

namespace yugong::data {

namespace {

/// The grid with merged areas filled, as header detection sees it.
class View {
 public:
  explicit View(const Grid& grid) : grid_(grid) {
    for (int r = 0; r < grid.rows(); ++r) columns_ = std::max(columns_, filled_width(r));
  }

  int rows() const { return grid_.rows(); }

  int columns() const { return columns_; }

  const Grid& grid() const { return grid_; }

  const Merge* merge_at(int row, int column) const {
    for (const Merge& m : grid_.merges)
      if (row >= m.row && row <= m.last_row && column >= m.column && column <= m.last_column)
        return &m;
    return nullptr;
  }

  const Cell& cell(int row, int column) const {
    const Cell& own = grid_.at(row, column);
    if (own.kind != CellKind::blank || grid_.merges.empty()) return own;
    const Merge* m = merge_at(row, column);
    return m != nullptr ? grid_.at(m->row, m->column) : own;
  }

  int filled(int row) const {
    int n = 0;
    for (int c = 0; c < grid_.width(row); ++c) n += grid_.at(row, c).kind != CellKind::blank;
    if (!grid_.merges.empty()) {
      n = 0;
      for (int c = 0; c < columns_; ++c) n += cell(row, c).kind != CellKind::blank;
    }
    return n;
  }

  /// A title: one merged area over most of the row.
  bool is_title(int row) const {
    for (const Merge& m : grid_.merges)
      if (row >= m.row && row <= m.last_row && 3 * (m.last_column - m.column + 1) > 2 * columns_ &&
          columns_ > 1)
        return true;
    return false;
  }

 private:
  int filled_width(int row) const {
    int w = grid_.width(row);
    while (w > 0 && grid_.at(row, w - 1).kind == CellKind::blank) --w;
    return w;
  }

  const Grid& grid_;
  int columns_ = 0;
};

bool is_number(const Cell& cell) {
  if (cell.kind == CellKind::number) return true;
  double value = 0;
  bool percent = false;
  return cell.kind == CellKind::text && read_number(cell.text(), '.', value, percent);
}

bool year_like(const Cell& cell) {
  const std::string s = shown(cell);
  return s.size() <= 16 && year_in(s) != 0;
}

/// Two or more different years and no other number: the header of a sheet with years in columns.
bool row_of_years(const View& view, int row) {
  std::set<long> years;
  for (int c = 0; c < view.columns(); ++c) {
    const Cell& cell = view.cell(row, c);
    if (year_like(cell)) {
      if (!years.insert(year_in(shown(cell))).second) return false;
    } else if (is_number(cell)) {
      return false;
    }
  }
  return years.size() >= 2;
}

/// A number, or a mark of a missing cell beyond the first column.
bool row_of_data(const View& view, int row, const MissingMarks& marks) {
  if (row_of_years(view, row)) return false;
  for (int c = 0; c < view.columns(); ++c) {
    const Cell& cell = view.grid().at(row, c);
    if (is_number(cell)) return true;
    if (c > 0 && cell.kind == CellKind::text && marks.contains(cell.text())) return true;
  }
  return false;
}

/// Row `row + 1` completes the names of `row`: merged areas split, or blanks filled.
bool header_goes_on(const View& view, int row) {
  bool completes = false;
  for (int c = 0; c < view.columns(); ++c) {
    const Cell& below = view.grid().at(row + 1, c);
    if (below.kind == CellKind::blank) continue;
    const Merge* m = view.merge_at(row, c);
    const bool spans = m != nullptr && m->last_column > m->column && m->last_row == row;
    if (spans || view.grid().at(row, c).kind == CellKind::blank) completes = true;
  }
  return completes;
}

bool row_of_units(const View& view, int row) {
  int units = 0;
  for (int c = 0; c < view.columns(); ++c) {
    const std::string s = header_name(shown(view.grid().at(row, c)));
    if (s.empty()) continue;
    const bool bracketed = !unit_in_brackets("x" + s).empty() && without_unit("x" + s) == "x";
    if (is_unit_word(s) || bracketed)
      ++units;
    else if (c > 0 || s.find("单位") == std::string::npos)
      return false;
  }
  return units > 0;
}

struct HeaderRows {
  int first = 0;
  int count = 0;
  int units = -1;
};

HeaderRows find_header(const View& view, const ReadOptions& options, const MissingMarks& marks) {
  HeaderRows found;
  found.first = -1;
  const int enough = std::max(std::min(2, std::max(1, view.columns())), (view.columns() + 1) / 2);
  for (int r = options.skip; r < view.rows() && found.first < 0; ++r)
    if (view.filled(r) >= enough && !view.is_title(r)) found.first = r;
  if (found.first < 0) return found;
  if (options.header_rows && *options.header_rows == 0) return found;
  if (options.header_rows) {
    found.count = *options.header_rows;
    int data = found.first;
    while (data < view.rows() && !row_of_data(view, data, marks)) ++data;
    // the rows asked for end where numbers begin; a table of texts begins where it begins
    if (data < view.rows() && data >= found.count && data - found.count < found.first)
      found.first = data - found.count;
    found.first = std::max(found.first, options.skip);
  } else {
    found.count = 1;
    while (found.count < 4 && found.first + found.count < view.rows() &&
           !row_of_data(view, found.first + found.count, marks) &&
           header_goes_on(view, found.first + found.count - 1))
      ++found.count;
    // a first level with few filled cells stands above the row that was found
    while (found.first > options.skip && !view.is_title(found.first - 1)) {
      bool lends = false;
      for (int c = 0; c < view.columns(); ++c)
        if (view.cell(found.first, c).kind == CellKind::blank &&
            view.cell(found.first - 1, c).kind != CellKind::blank)
          lends = true;
      if (!lends || view.filled(found.first - 1) < 2) break;
      --found.first;
      ++found.count;
    }
  }
  const int next = found.first + found.count;
  if (options.units_row > 0) {
    found.units = options.units_row - 1;
    if (found.units >= found.first && found.units <= next) {
      if (found.units == next) ++found.count;
    }
  } else if (found.count > 1 && row_of_units(view, next - 1)) {
    found.units = next - 1;
  } else if (next < view.rows() && row_of_units(view, next)) {
    found.units = next;
    ++found.count;
  }
  return found;
}

std::vector<Header> read_header(const View& view, const HeaderRows& rows) {
  std::vector<Header> headers(static_cast<std::size_t>(view.columns()));
  std::vector<std::vector<std::string>> levels(headers.size());
  const bool merged =
      std::any_of(view.grid().merges.begin(), view.grid().merges.end(), [&](const Merge& m) {
        return m.row >= rows.first && m.row < rows.first + rows.count;
      });
  for (int r = rows.first; r < rows.first + rows.count; ++r) {
    if (r == rows.units) continue;
    const bool last = r == rows.first + rows.count - 1 ||
                      (r + 1 == rows.units && rows.units == rows.first + rows.count - 1);
    std::string carried;
    for (int c = 0; c < view.columns(); ++c) {
      std::string s = header_name(shown(view.cell(r, c)));
      // without merged cells an upper name reaches over the blanks to its right that have a name
      // below
      if (!merged && !last) {
        const bool below = view.grid().at(r + 1, c).kind != CellKind::blank;
        if (!s.empty())
          carried = below ? s : "";
        else if (below)
          s = carried;
      }
      auto& own = levels[static_cast<std::size_t>(c)];
      if (!s.empty() && (own.empty() || own.back() != s)) own.push_back(s);
    }
  }
  for (std::size_t c = 0; c < headers.size(); ++c) {
    headers[c].name = text::join(levels[c], "/");
    if (std::string unit = unit_in_brackets(headers[c].name); is_unit_word(unit))
      headers[c].unit = std::move(unit);
    if (rows.units >= 0 && rows.units < view.rows()) {
      std::string unit = header_name(shown(view.grid().at(rows.units, static_cast<int>(c))));
      if (const std::string inner = unit_in_brackets("x" + unit); !inner.empty()) unit = inner;
      if (!unit.empty() && unit.find("单位") == std::string::npos) headers[c].unit = unit;
    }
  }
  return headers;
}

/// 指标：..., 单位：... above the table.
void read_preamble(const View& view, int begin, int end, Layout& layout) {
  for (int r = begin; r < end; ++r) {
    for (int c = 0; c < view.grid().width(r); ++c) {
      const std::string s = header_name(shown(view.grid().at(r, c)));
      for (const std::string mark : {"指标:", "Indicator:"})
        if (text::starts_with_ci(s, mark)) {
          layout.indicator = without_unit(s.substr(mark.size()));
          layout.indicator_unit = unit_in_brackets(s);
        }
      for (const std::string mark : {"计量单位:", "单位:", "Unit:"})
        if (const std::size_t at = s.find(mark);
            at != std::string::npos && layout.preamble_unit.empty())
          layout.preamble_unit = text::trim(s.substr(at + mark.size()));
    }
  }
}

bool begins_like_a_note(const std::string& s) {
  static const std::array<const char*, 17> marks = {"注",
                                                    "附注",
                                                    "备注",
                                                    "说明",
                                                    "资料来源",
                                                    "数据来源",
                                                    "来源",
                                                    "本表",
                                                    "*",
                                                    "①",
                                                    "#",
                                                    "Note",
                                                    "Source",
                                                    "a.",
                                                    "a)",
                                                    "1.",
                                                    "1)"};
  const std::string t = text::trim(s);
  return std::any_of(
      marks.begin(), marks.end(), [&](const char* m) { return text::starts_with_ci(t, m); });
}

bool sounds_like_a_note(const std::string& s) {
  for (const char* sign : {"：", "。", "；", ": ", "，"})
    if (s.find(sign) != std::string::npos) return true;
  return text::display_width(s) > 40;
}

/// Row number of the first note below the table, or the end.
int find_notes(const View& view, int first_data, int end) {
  int notes = end;
  for (int r = end - 1; r > first_data; --r) {
    int filled = 0;
    std::string only;
    for (int c = 0; c < view.grid().width(r); ++c)
      if (const Cell& cell = view.grid().at(r, c); cell.kind != CellKind::blank) {
        ++filled;
        if (filled == 1) only = cell.kind == CellKind::text ? std::string(cell.text()) : "";
      }
    if (filled == 0) continue;
    if (filled > 1 || only.empty() || view.columns() < 2) break;
    const bool short_row = view.grid().has_widths && view.grid().width(r) < view.columns();
    if (begins_like_a_note(only) || sounds_like_a_note(only) || short_row) notes = r;
  }
  return notes;
}

bool repeats(const Grid& grid, int row, int header) {
  int filled = 0;
  for (int c = 0; c < std::max(grid.width(row), grid.width(header)); ++c) {
    const Cell &a = grid.at(row, c), &b = grid.at(header, c);
    if (a.kind != b.kind || a.number != b.number || a.text() != b.text()) return false;
    filled += a.kind != CellKind::blank;
  }
  return filled > 1;
}

Error no_table(const Grid& grid, const std::string& file, const Text& what, const Text& mend) {
  Place place;
  place.file = file;
  place.sheet = grid.sheet;
  return Error{error("YG1101", what, mend, place)};
}

/// Every filled cell is a number, and they are not the years of a wide sheet.
bool numbers_only(const View& view, int row) {
  for (int c = 0; c < view.columns(); ++c)
    if (const Cell& cell = view.cell(row, c); cell.kind != CellKind::blank && !is_number(cell))
      return false;
  return !row_of_years(view, row);
}

Problem left_out(const View& view, int begin, int end, bool above, const std::string& file) {
  std::vector<std::string> lines;
  for (int r = begin; r < end; ++r)
    for (int c = 0; c < view.grid().width(r); ++c)
      if (const std::string s = shown(view.grid().at(r, c)); !s.empty()) lines.push_back(s);
  const std::string quoted = text::join(lines, " | ");
  const bool one = end == begin + 1;
  const std::string span = std::to_string(begin + 1) + (one ? "" : "-" + std::to_string(end));
  Place place;
  place.file = file;
  place.sheet = view.grid().sheet;
  place.row = begin + 1;
  return note("YG1009",
              {(one ? "row " : "rows ") + span + (above ? " above" : " below") + " the table " +
                   (one ? "is" : "are") + " not data: " + quoted,
               std::string(above ? "表上方" : "表下方") + "第 " + span + " 行不是数据：" + quoted},
              {},
              place);
}

}  // namespace

std::string header_name(std::string_view s) {
  const std::string t = text::normalise(s);
  std::string out;
  bool blank = false;
  for (const char c : t) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = true;
      continue;
    }
    // between words of Latin letters one blank stays
    if (blank && !out.empty() && (out.back() & 0x80) == 0 && (c & 0x80) == 0) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

bool is_unit_word(const std::string& word) {
  static const std::string words =
      "元 万元 亿元 百万元 千元 美元 万美元 亿美元 人 万人 千人 户 万户 亿户 个 家 所 "
      "件 项 篇 台 万台 辆 万辆 吨 万吨 亿吨 千克 公斤 公里 千米 万公里 米 平方米 "
      "万平方米 平方公里 公顷 千公顷 万公顷 亩 立方米 万立方米 亿立方米 千瓦时 "
      "万千瓦时 亿千瓦时 万千瓦 吨标准煤 万吨标准煤 % ‰ 百分比 倍 年 天 小时 元/人 "
      "人/平方公里 平方米/人 万件 万部 部 张 床 册 万册 次 万次 条 上年=100 度 万GB yuan "
      "CNY USD persons person tons tonnes t kg km km2 m2 ha kWh GWh TWh percent index years "
      "1/10000";
  static const std::set<std::string> units = [] {
    const std::vector<std::string> single = text::split(words, ' ');
    std::set<std::string> all(single.begin(), single.end());
    all.insert({"10000 yuan", "100 million yuan", "10000 persons", "10000 tons"});
    return all;
  }();
  if (units.count(word) > 0) return true;
  return std::any_of(units.begin(), units.end(), [&](const std::string& unit) {  // 1978年价亿元
    return unit.size() > 3 && (unit[0] & 0x80) != 0 && word.ends_with(unit) && word.size() < 40;
  });
}

std::string unit_in_brackets(const std::string& header) {
  const std::string s = header_name(header);
  if (s.empty() || s.back() != ')') return "";
  const std::size_t open = s.rfind('(');
  return open == std::string::npos || open == 0 ? "" : s.substr(open + 1, s.size() - open - 2);
}

std::string without_unit(const std::string& header) {
  const std::string s = header_name(header);
  return unit_in_brackets(s).empty() ? s : text::trim(s.substr(0, s.rfind('(')));
}

Layout find_layout(const Grid& grid,
                   const ReadOptions& options,
                   const MissingMarks& marks,
                   const std::string& file) {
  const View view(grid);
  const HeaderRows rows = find_header(view, options, marks);
  Layout layout;
  if (rows.first < 0 || rows.first + rows.count > view.rows())
    throw no_table(grid,
                   file,
                   {"no table with a header was found", "没有找到带表头的表格"},
                   {"say where the header is: skip = rows above it, header_rows = rows of it",
                    "请说明表头位置：skip = 其上方的行数，header_rows = 表头行数"});
  if (rows.count > 0 && !options.header_rows && numbers_only(view, rows.first))
    throw no_table(
        grid,
        file,
        {"the first row holds numbers where names of columns should be", "第一行是数值而不是列名"},
        {"write header_rows = 0 if the file has no header; columns are then column_1, column_2, "
         "...",
         "若文件没有表头请写 header_rows = 0，各列记为 column_1、column_2……"});
  layout.header_first = rows.first;
  layout.header_rows = rows.count;
  layout.first_data = rows.first + rows.count;
  layout.headers = read_header(view, rows);
  read_preamble(view, options.skip, rows.first, layout);
  int end = view.rows();
  while (end > layout.first_data && view.filled(end - 1) == 0) --end;
  layout.end_data = options.footnotes ? find_notes(view, layout.first_data, end) : end;
  if (rows.first > options.skip && view.filled(options.skip) + (rows.first - options.skip - 1) > 0)
    layout.notes.push_back(left_out(view, options.skip, rows.first, true, file));
  if (layout.end_data < end)
    layout.notes.push_back(left_out(view, layout.end_data, end, false, file));
  for (int r = layout.first_data; r < layout.end_data; ++r)
    if (rows.count > 0 && repeats(grid, r, rows.first)) layout.repeated.push_back(r);
  return layout;
}

}  // namespace yugong::data
