#include "yugong/report/markup.hpp"

namespace yugong::report {
namespace {

bool lower(char c) {
  return c >= 'a' && c <= 'z';
}

}  // namespace

std::string escape_xml(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (const char c : s) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') out += c;
    }
  }
  return out;
}

std::vector<std::string> note_lines(const std::vector<Text>& notes, Lang lang, const Words& words) {
  std::vector<std::string> lines;
  const std::string lead = words.in(lang, "note") + (lang == Lang::zh ? "：" : ": ");
  for (const Text& note : notes) {
    std::string line = note.in(lang);
    if (lines.empty()) {
      // After "Note: " an English sentence begins with a capital, except for symbols (t, p).
      if (lang == Lang::en && line.size() > 1 && lower(line[0]) && lower(line[1]))
        line[0] = static_cast<char>(line[0] - 'a' + 'A');
      line = lead + line;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

bool rule_above(const Table& table, std::size_t r) {
  return r > 0 && table.rows[r - 1].kind == RowKind::rule;
}

std::size_t first_column(const std::vector<HeaderCell>& line, std::size_t k) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < k; ++i) column += static_cast<std::size_t>(line[i].columns);
  return column;
}

std::string base64(std::string_view bytes) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= bytes.size() - i ? digits[group >> (18 - 6 * k) & 63u] : '=';
    }
  }
  return out;
}

std::string frame_cell(const Column& column, std::size_t row) {
  if (column.missing_at(row)) return "";
  return column.is_text ? column.texts[row] : text::round_trip(column.numbers[row]);
}

}  // namespace yugong::report
