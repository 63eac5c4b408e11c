#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include <unistd.h>
#include <xlsxwriter.h>

#include "yugong/base/error.hpp"
#include "yugong/base/files.hpp"
#include "yugong/report/markup.hpp"

namespace yugong::report {
namespace {

/// A file name of our own in the system's temporary folder, removed at the end: the library writes
/// to files only.
class Scratch {
 public:
  Scratch() : path_((std::filesystem::temp_directory_path() / "yugong-XXXXXX").string()) {
    const int file = mkstemp(path_.data());
    if (file < 0) refuse("the temporary folder cannot be written");
    close(file);
  }

  ~Scratch() { unlink(path_.c_str()); }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }

  [[noreturn]] static void refuse(const std::string& reason) {
    throw Error{error("YG4025",
                      {"the workbook could not be made: " + reason, "工作簿无法生成：" + reason},
                      {"free some disk space and run again", "请释放磁盘空间后重新运行"})};
  }

 private:
  std::string path_;
};

/// `0.000"**"`, `"("0.000")";"("-0.000")"`. Negative numbers have their own section, since Excel
/// would put the sign before the parenthesis; one that prints as zero is shown without its sign, as
/// in every other format.
std::string number_format(const Cell& cell) {
  const auto quoted = [](const std::string& s) {
    std::string out;
    for (const char c : s) {
      if (c != '"') out += c;
    }
    return out.empty() ? out : '"' + out + '"';
  };
  std::string digits = cell.grouped ? "#,##0" : "0";
  if (cell.decimals > 0) digits += "." + std::string(static_cast<std::size_t>(cell.decimals), '0');
  if (cell.scientific) digits += "E+00";
  const std::string ending = quoted(cell.suffix) + quoted(cell.stars) + quoted(cell.after);
  const std::string format = quoted(cell.prefix) + digits + ending;
  const bool vanishing = cell.value < 0 && !cell.scientific &&
                         !text::fixed(cell.value, cell.decimals).starts_with("-");
  if (vanishing) return format + ";" + format;
  return cell.prefix.empty() ? format : format + ";" + quoted(cell.prefix) + "-" + digits + ending;
}

class Workbook {
 public:
  Workbook(const std::string& path, const WriteOptions& options)
      : options_(options),
        book_(workbook_new(path.c_str())) {
    if (book_ == nullptr) Scratch::refuse("no memory");
    lxw_doc_properties properties{};
    properties.created = 315532800;  // 1980-01-01: the same tables give the same bytes
    workbook_set_properties(book_, &properties);
  }

  ~Workbook() {
    if (book_ != nullptr) workbook_close(book_);
  }

  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  void add(const Table& table) {
    check(table);
    const std::string name = options_.words.in(options_.lang, "table") +
                             (options_.lang == Lang::zh ? "" : " ") +
                             (table.number.empty() ? table.id : table.number);
    printed(table, sheet(name));
    if (!table.tidy.columns().empty())
      tidy(table.tidy, sheet(name + options_.words.in(options_.lang, "tidy_sheet")));
  }

  void close() {
    const lxw_error problem = workbook_close(book_);
    book_ = nullptr;
    if (problem != LXW_NO_ERROR) Scratch::refuse(lxw_strerror(problem));
  }

 private:
  /// Lines around a cell, its alignment and its number format.
  using Look = std::tuple<int, int, int, int, std::string, bool>;  // top, bottom, align, indent
                                                                   // kind, format, bold

  lxw_format* look(int top,
                   int bottom,
                   Align align,
                   const std::string& format = "",
                   bool bold = false,
                   bool wrap = false) {
    const Look key{top, bottom, static_cast<int>(align), wrap, format, bold};
    if (const auto found = formats_.find(key); found != formats_.end()) return found->second;
    lxw_format* made = workbook_add_format(book_);
    format_set_font_name(made,
                         format.empty() && options_.lang == Lang::zh ? "宋体" : "Times New Roman");
    format_set_font_size(made, 9);
    format_set_align(made,
                     align == Align::left     ? LXW_ALIGN_LEFT
                     : align == Align::centre ? LXW_ALIGN_CENTER
                                              : LXW_ALIGN_RIGHT);
    format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
    if (top != 0) format_set_top(made, static_cast<std::uint8_t>(top));
    if (bottom != 0) format_set_bottom(made, static_cast<std::uint8_t>(bottom));
    if (!format.empty()) format_set_num_format(made, format.c_str());
    if (bold) format_set_bold(made);
    if (wrap) format_set_text_wrap(made);
    return formats_[key] = made;
  }

  /// A sheet whose name Excel accepts: at most 31 characters, none of []:*?/\, not yet taken.
  lxw_worksheet* sheet(const std::string& wish) {
    std::string name;
    for (const char c : wish)
      name += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : '_';
    std::size_t characters = 0, bytes = 0;
    while (bytes < name.size() && characters < 26) {
      ++bytes;
      while (bytes < name.size() && (static_cast<unsigned char>(name[bytes]) & 0xC0u) == 0x80u)
        ++bytes;
      ++characters;
    }
    name = bytes == 0 ? "Sheet" : name.substr(0, bytes);
    std::string unique = name;
    for (int n = 2; taken_.contains(text::lower(unique)); ++n)
      unique = name + " " + std::to_string(n);
    taken_.insert(text::lower(unique));
    lxw_worksheet* made = workbook_add_worksheet(book_, unique.c_str());
    if (made == nullptr) Scratch::refuse("sheet " + unique);
    return made;
  }

  void text_at(lxw_worksheet* to,
               lxw_row_t row,
               std::size_t column,
               const std::string& said,
               lxw_format* format) {
    const auto c = static_cast<lxw_col_t>(column);
    if (said.empty())
      worksheet_write_blank(to, row, c, format);
    else
      worksheet_write_string(to, row, c, said.c_str(), format);
  }

  void merged(lxw_worksheet* to,
              lxw_row_t row,
              std::size_t column,
              int rows,
              int columns,
              const std::string& said,
              lxw_format* format) {
    if (rows == 1 && columns == 1) {
      text_at(to, row, column, said, format);
      return;
    }
    worksheet_merge_range(to,
                          row,
                          static_cast<lxw_col_t>(column),
                          row + static_cast<lxw_row_t>(rows - 1),
                          static_cast<lxw_col_t>(column + static_cast<std::size_t>(columns) - 1),
                          said.c_str(),
                          format);
  }

  /// A text over all columns, as high as its lines need (Excel does not fit merged cells by
  /// itself).
  void paragraph(
      lxw_worksheet* to, lxw_row_t row, int columns, const std::string& said, lxw_format* format) {
    const double lines =
        std::ceil(1.15 * static_cast<double>(text::display_width(said)) / sheet_width_);
    worksheet_set_row(to, row, 13.5 * std::max(lines, 1.0), nullptr);
    merged(to, row, 0, 1, columns, said, format);
  }

  void printed(const Table& table, lxw_worksheet* to) {
    const int width = static_cast<int>(table.columns());
    lxw_row_t row = 0;
    set_widths(table, to);
    for (const std::string& line : caption_of(table, options_)) {
      paragraph(to, row++, width, line, look(0, 0, Align::centre, "", true, true));
    }
    for (std::size_t h = 0; h < table.header.size(); ++h, ++row) {
      const auto& line = table.header[h];
      const int top = h == 0 ? LXW_BORDER_MEDIUM : LXW_BORDER_NONE;
      const bool last = h + 1 == table.header.size();
      for (std::size_t k = 0; k < line.size(); ++k) {
        const std::size_t c = first_column(line, k);
        const int bottom = last || line[k].underline ? LXW_BORDER_THIN : LXW_BORDER_NONE;
        const Align align = line[k].columns > 1 ? Align::centre : table.alignment(c);
        merged(to,
               row,
               c,
               1,
               line[k].columns,
               line[k].text.in(options_.lang),
               look(top, bottom, align));
      }
    }
    worksheet_freeze_panes(to, row, static_cast<lxw_col_t>(table.label_columns));
    std::size_t last_row = table.rows.size();
    while (last_row > 0 && table.rows[last_row - 1].kind == RowKind::rule) --last_row;
    for (std::size_t r = 0; r < last_row; ++r) {
      if (table.rows[r].kind == RowKind::rule) continue;
      body_row(table, r, r + 1 == last_row, to, row++);
    }
    for (const std::string& note : note_lines(table.notes, options_.lang, options_.words)) {
      paragraph(to, row++, width, note, look(0, 0, Align::left, "", false, true));
    }
    worksheet_fit_to_pages(to, 1, 0);
  }

  void body_row(const Table& table, std::size_t r, bool last, lxw_worksheet* to, lxw_row_t row) {
    const Row& source = table.rows[r];
    const int top = rule_above(table, r) ? LXW_BORDER_THIN : LXW_BORDER_NONE;
    const int bottom = last ? LXW_BORDER_MEDIUM : LXW_BORDER_NONE;
    if (source.kind == RowKind::panel) {
      merged(to,
             row,
             0,
             1,
             static_cast<int>(table.columns()),
             source.cells.front().printed(options_.lang),
             look(top, bottom, Align::left));
      return;
    }
    for (std::size_t c = 0; c < source.cells.size(); ++c) {
      const Cell& cell = source.cells[c];
      if (cell.covered) continue;
      const Align align = table.alignment(c);
      if (cell.kind == Cell::Kind::number) {
        worksheet_write_number(to,
                               row,
                               static_cast<lxw_col_t>(c),
                               cell.value,
                               look(top, bottom, align, number_format(cell)));
      } else {
        const bool reaches_end = r + static_cast<std::size_t>(cell.rows) == table.rows.size();
        merged(to,
               row,
               c,
               cell.rows,
               cell.columns,
               cell.printed(options_.lang),
               look(top, reaches_end ? LXW_BORDER_MEDIUM : bottom, align));
      }
    }
  }

  void set_widths(const Table& table, lxw_worksheet* to) {
    sheet_width_ = 0;
    for (std::size_t c = 0; c < table.columns(); ++c) {
      std::size_t width = 10;
      for (const Row& row : table.rows) {
        if (row.kind != RowKind::rule && row.kind != RowKind::panel)
          width = std::max(width, text::display_width(row.cells[c].printed(options_.lang)));
      }
      for (const auto& line : table.header) {
        for (std::size_t k = 0; k < line.size(); ++k) {
          if (line[k].columns == 1 && first_column(line, k) == c)
            width = std::max(width, text::display_width(line[k].text.in(options_.lang)));
        }
      }
      const auto column = static_cast<lxw_col_t>(c);
      const double shown = static_cast<double>(std::min<std::size_t>(width, 60)) + 2;
      worksheet_set_column(to, column, column, shown, nullptr);
      sheet_width_ += shown;
    }
  }

  void tidy(const Frame& frame, lxw_worksheet* to) {
    for (std::size_t c = 0; c < frame.columns().size(); ++c) {
      const Column& column = frame.columns()[c];
      text_at(to, 0, c, column.name, look(0, LXW_BORDER_THIN, Align::left, "", true));
      for (std::size_t r = 0; r < column.size(); ++r) {
        if (column.missing_at(r)) continue;
        if (column.is_text)
          text_at(to, static_cast<lxw_row_t>(r + 1), c, column.texts[r], nullptr);
        else
          worksheet_write_number(to,
                                 static_cast<lxw_row_t>(r + 1),
                                 static_cast<lxw_col_t>(c),
                                 column.numbers[r],
                                 nullptr);
      }
    }
    worksheet_freeze_panes(to, 1, 0);
    worksheet_fit_to_pages(to, 1, 0);
    worksheet_set_column(to, 0, static_cast<lxw_col_t>(frame.columns().size()), 14, nullptr);
  }

  const WriteOptions& options_;
  lxw_workbook* book_;
  std::map<Look, lxw_format*> formats_;
  std::set<std::string> taken_;
  double sheet_width_ = 1;  ///< of the printed sheet at hand, in characters
};

}  // namespace

std::string to_xlsx(const std::vector<const Table*>& tables, const WriteOptions& options) {
  const Scratch scratch;
  {
    Workbook book(scratch.path(), options);
    for (const Table* table : tables) book.add(*table);
    book.close();
  }
  return read_whole(scratch.path());
}

}  // namespace yugong::report
