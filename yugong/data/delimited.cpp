#include "yugong/data/delimited.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <vector>

#include "yugong/base/error.hpp"
#include "yugong/base/text.hpp"

namespace yugong::data {

namespace {

bool is_ascii_space(char c) {
  return c == ' ' || c == '\t';
}

/// Ends without white space, also U+3000 and U+00A0.
std::string_view trimmed(std::string_view s) {
  const auto wide_front = [&] {
    return s.size() >= 3 && s.substr(0, 3) == "\u3000"   ? 3
           : s.size() >= 2 && s.substr(0, 2) == "\u00A0" ? 2
                                                         : 0;
  };
  const auto wide_back = [&] {
    return s.size() >= 3 && s.substr(s.size() - 3) == "\u3000"   ? 3
           : s.size() >= 2 && s.substr(s.size() - 2) == "\u00A0" ? 2
                                                                 : 0;
  };
  for (;;) {
    if (s.empty()) return s;
    if (is_ascii_space(s.front()))
      s.remove_prefix(1);
    else if (const int n = wide_front())
      s.remove_prefix(static_cast<std::size_t>(n));
    else
      break;
  }
  for (;;) {
    if (s.empty()) return s;
    if (is_ascii_space(s.back()))
      s.remove_suffix(1);
    else if (const int n = wide_back())
      s.remove_suffix(static_cast<std::size_t>(n));
    else
      break;
  }
  return s;
}

void add_text(Grid& grid, std::string_view s) {
  s = trimmed(s);
  Cell cell;
  if (!s.empty()) {
    cell.data = s.data();
    cell.size = static_cast<std::uint32_t>(s.size());
    cell.kind = CellKind::text;
  }
  grid.cells.push_back(cell);
}

Error open_quote(const std::string& file, std::string_view text, std::size_t at, int row) {
  Place place;
  place.file = file;
  place.line = 1 + static_cast<int>(std::count(
                       text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  place.row = row;
  return Error{error("YG1012",
                     {"a quotation mark is opened and never closed", "双引号只有开头，没有结尾"},
                     {"close it in this line, or write it twice when it belongs to the text",
                      "请在该行补上结尾的双引号；若双引号属于文字本身，请写两遍"},
                     place)};
}

/// Reads the quoted field that opens at `at`; returns the position behind the closing quote.
std::size_t quoted(Grid& grid, std::string_view text, std::size_t at, const std::string& file) {
  const std::size_t begin = at + 1;
  std::string copy;
  bool copied = false;
  std::size_t from = begin;
  for (;;) {
    const void* hit =
        from <= text.size() ? std::memchr(text.data() + from, '"', text.size() - from) : nullptr;
    if (hit == nullptr) throw open_quote(file, text, at, grid.rows() + 1);
    const auto q = static_cast<std::size_t>(static_cast<const char*>(hit) - text.data());
    if (q + 1 < text.size() && text[q + 1] == '"') {
      copied = true;
      from = q + 2;
      continue;
    }
    if (copied) {
      for (std::size_t i = begin; i < q; ++i) {
        copy += text[i];
        if (text[i] == '"') ++i;
      }
      add_text(grid, grid.keep(std::move(copy)));
    } else {
      add_text(grid, text.substr(begin, q - begin));
    }
    return q + 1;
  }
}

}  // namespace

char find_separator(std::string_view utf8, char without) {
  constexpr std::array<char, 4> candidates{',', '\t', ';', '|'};
  std::vector<std::array<int, 4>> lines(1);
  bool inside = false, any = false;
  for (const char c : utf8) {
    if (c == '"') inside = !inside;
    if (!inside && (c == '\n' || c == '\r')) {
      if (any && lines.size() == 100) break;
      if (any) lines.emplace_back();
      any = false;
      continue;
    }
    any = true;
    if (inside) continue;
    for (std::size_t k = 0; k < candidates.size(); ++k)
      if (c == candidates[k]) ++lines.back()[k];
  }
  char best = ',';
  double best_score = 0;
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    if (candidates[k] == without) continue;
    std::map<int, int> counts;
    for (const auto& line : lines)
      if (line[k] > 0) ++counts[line[k]];
    for (const auto& [separators, how_often] : counts) {
      // lines that agree count first, then the number of fields: notes below a table have few
      // separators
      const double score = how_often + 1e-3 * std::min(separators, 400);
      if (score > best_score) {
        best_score = score;
        best = candidates[k];
      }
    }
  }
  return best;
}

Grid parse_delimited(std::string_view text, char separator, const std::string& file) {
  Grid grid;
  grid.has_widths = true;
  grid.cells.reserve(text.size() / 7);
  std::array<bool, 256> stops{};
  for (const char c : {separator, '\n', '\r'}) stops[static_cast<unsigned char>(c)] = true;
  std::size_t i = 0;
  const std::size_t n = text.size();
  while (i < n) {
    for (;;) {  // one field
      std::size_t j = i;
      while (j < n && text[j] == ' ') ++j;
      if (j < n && text[j] == '"') {
        i = quoted(grid, text, j, file);
        while (i < n && !stops[static_cast<unsigned char>(text[i])])
          ++i;  // blanks behind the quote
      } else {
        while (j < n && !stops[static_cast<unsigned char>(text[j])]) ++j;
        add_text(grid, text.substr(i, j - i));
        i = j;
      }
      if (i >= n || text[i] != separator) break;
      ++i;
      if (i == n) add_text(grid, {});
    }
    if (i < n) i += text.substr(i, 2) == "\r\n" ? 2U : 1U;
    grid.end_row();
  }
  return grid;
}

}  // namespace yugong::data
