#include <algorithm>

#include "yugong/report/markup.hpp"

namespace yugong::report {
namespace {

/// A row of texts, one per column.
using Line = std::vector<std::string>;

Line texts_of(const Row& row, Lang lang) {
  Line line;
  for (const Cell& cell : row.cells) line.push_back(cell.covered ? "" : cell.printed(lang));
  return line;
}

/// All header rows of a column in one: "(1) CEE". A spanning group is said over each of its
/// columns.
Line joined_header(const Table& table, Lang lang) {
  Line line(table.columns());
  for (const auto& row : table.header) {
    for (std::size_t k = 0; k < row.size(); ++k) {
      const std::string& said = row[k].text.in(lang);
      if (said.empty()) continue;
      const std::size_t first = first_column(row, k);
      for (std::size_t c = first; c < first + static_cast<std::size_t>(row[k].columns); ++c) {
        line[c] += (line[c].empty() ? "" : " ") + said;
      }
    }
  }
  return line;
}

std::string escape_markdown(std::string_view s) {
  std::string out;
  for (const char c : s) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (c == '<') {
      out += "&lt;";
      continue;
    }
    if (std::string_view("\\|*_`[]~$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string quote_csv(std::string cell) {
  // A leading = + @ or a minus that begins no number would be run as a formula by a spreadsheet.
  double number = 0;
  const bool risky =
      !cell.empty() && std::string_view("=+@-\t\r").find(cell[0]) != std::string_view::npos;
  const std::string bare = cell.substr(0, cell.find('*'));
  if (risky && !text::parse_number(bare, number)) cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",\"\n\r") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

void add_csv(const Line& line, std::string& out) {
  for (std::size_t c = 0; c < line.size(); ++c) out += (c ? "," : "") + quote_csv(line[c]);
  out += "\r\n";
}

std::string padded(const std::string& s, std::size_t width, Align align) {
  const std::size_t own = text::display_width(s);
  if (own >= width) return s;
  const std::size_t left = align == Align::left    ? 0
                           : align == Align::right ? width - own
                                                   : (width - own) / 2;
  return std::string(left, ' ') + s + std::string(width - own - left, ' ');
}

std::string one_line(std::string s) {
  std::ranges::replace_if(
      s, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return s;
}

std::string rule(std::string_view stroke, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < width; ++i) out += stroke;
  return out + '\n';
}

/// The texts of a terminal table with the widths of its columns.
class Terminal {
 public:
  Terminal(const Table& table, const WriteOptions& options) : table_(table), options_(options) {
    widths_.resize(table.columns());
    for (const Row& row : table.rows) {
      if (row.kind == RowKind::rule || row.kind == RowKind::panel) continue;
      const Line line = texts_of(row, options.lang);
      for (std::size_t c = 0; c < line.size(); ++c)
        widths_[c] = std::max(widths_[c], text::display_width(one_line(line[c])));
    }
    for (const auto& row : table.header) {
      for (std::size_t k = 0; k < row.size(); ++k) make_room(row, k);
    }
    width_ = 2 * (widths_.size() - 1);
    for (const std::size_t w : widths_) width_ += w;
  }

  std::string write() const {
    std::string out;
    for (const std::string& line : caption_of(table_, options_)) {
      std::string centred = padded(one_line(line), width_, Align::centre);
      out += centred.substr(0, centred.find_last_not_of(' ') + 1) + '\n';
    }
    out += rule("━", width_);
    for (const auto& row : table_.header) header(row, out);
    out += rule("─", width_);
    for (const Row& row : table_.rows) body(row, out);
    out += rule("━", width_);
    for (const std::string& note : note_lines(table_.notes, options_.lang, options_.words))
      out += one_line(note) + '\n';
    return out;
  }

 private:
  std::size_t span_width(std::size_t first, std::size_t count) const {
    std::size_t width = 2 * (count - 1);
    for (std::size_t c = first; c < first + count; ++c) width += widths_[c];
    return width;
  }

  void make_room(const std::vector<HeaderCell>& row, std::size_t k) {
    const auto count = static_cast<std::size_t>(row[k].columns);
    const std::size_t first = first_column(row, k);
    const std::size_t need = text::display_width(one_line(row[k].text.in(options_.lang)));
    const std::size_t have = span_width(first, count);
    if (need > have) widths_[first + count - 1] += need - have;
  }

  static void finish(std::string line, std::string& out) {
    out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }

  void header(const std::vector<HeaderCell>& row, std::string& out) const {
    std::string line, under;
    bool any = false;
    for (std::size_t k = 0; k < row.size(); ++k) {
      const std::size_t first = first_column(row, k);
      const std::size_t width = span_width(first, static_cast<std::size_t>(row[k].columns));
      const Align align = row[k].columns > 1 ? Align::centre : table_.alignment(first);
      line += (k ? "  " : "") + padded(one_line(row[k].text.in(options_.lang)), width, align);
      std::string stroke = rule("─", width);
      stroke.pop_back();
      under += (k ? "  " : "") + (row[k].underline ? stroke : std::string(width, ' '));
      any = any || row[k].underline;
    }
    finish(line, out);
    if (any) finish(under, out);
  }

  void body(const Row& row, std::string& out) const {
    if (row.kind == RowKind::rule) {
      out += rule("─", width_);
      return;
    }
    if (row.kind == RowKind::panel) {
      out += one_line(row.cells.front().printed(options_.lang)) + '\n';
      return;
    }
    const Line texts = texts_of(row, options_.lang);
    std::string line;
    for (std::size_t c = 0; c < texts.size(); ++c) {
      line += (c ? "  " : "") + padded(one_line(texts[c]), widths_[c], table_.alignment(c));
    }
    finish(line, out);
  }

  const Table& table_;
  const WriteOptions& options_;
  std::vector<std::size_t> widths_;
  std::size_t width_ = 0;
};

}  // namespace

std::string to_markdown(const Table& table, const WriteOptions& options) {
  check(table);
  std::string out;
  for (const std::string& line : caption_of(table, options))
    out += "**" + escape_markdown(line) + "**\n\n";
  const auto add = [&](const Line& line) {
    out += "|";
    for (const std::string& cell : line) out += " " + escape_markdown(cell) + " |";
    out += "\n";
  };
  add(joined_header(table, options.lang));
  out += "|";
  for (std::size_t c = 0; c < table.columns(); ++c) {
    const Align align = table.alignment(c);
    out += align == Align::left ? ":---|" : align == Align::right ? "---:|" : ":---:|";
  }
  out += "\n";
  for (const Row& row : table.rows) {
    if (row.kind == RowKind::rule) continue;
    Line line = texts_of(row, options.lang);
    line.resize(table.columns());
    add(line);
  }
  for (const std::string& note : note_lines(table.notes, options.lang, options.words))
    out += "\n" + escape_markdown(note) + "\n";
  return out;
}

std::string to_csv(const Table& table, const WriteOptions& options) {
  check(table);
  std::string out = "\xEF\xBB\xBF";
  for (const std::string& line : caption_of(table, options)) add_csv({line}, out);
  for (const auto& row : table.header) {
    Line line(table.columns());
    for (std::size_t k = 0; k < row.size(); ++k)
      line[first_column(row, k)] = row[k].text.in(options.lang);
    add_csv(line, out);
  }
  for (const Row& row : table.rows) {
    if (row.kind != RowKind::rule) add_csv(texts_of(row, options.lang), out);
  }
  for (const std::string& note : note_lines(table.notes, options.lang, options.words))
    add_csv({note}, out);
  return out;
}

std::string to_terminal(const Table& table, const WriteOptions& options) {
  check(table);
  return Terminal(table, options).write();
}

}  // namespace yugong::report
