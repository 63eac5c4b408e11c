#include "yugong/study/guard.hpp"

#include <array>
#include <cctype>
#include <cstdint>
#include <utility>

namespace yugong::study {
namespace {

/// Length in bytes of the UTF-8 character that begins at `i`.
std::size_t length_at(std::string_view s, std::size_t i) {
  const auto c = static_cast<unsigned char>(s[i]);
  const std::size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  return std::min(n, s.size() - i);
}

/// What a full-width or typographic mark stands for in TOML; empty for letters.
std::string_view ascii_of(std::string_view mark) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 27> marks = {{
      {"：", " = "}, {"＝", " = "}, {"，", ", "},    {"、", ", "},    {"。", "."},     {"．", "."},
      {"“", "\""},   {"”", "\""},   {"„", "\""},     {"＂", "\""},    {"‘", "'"},      {"’", "'"},
      {"【", "["},   {"】", "]"},   {"［", "["},     {"］", "]"},     {"｛", "{"},     {"｝", "}"},
      {"＃", "#"},   {"－", "-"},   {"—", "-"},      {"\u3000", " "}, {"\u00A0", " "}, {"；", ", "},
      {"＿", "_"},   {"＋", "+"},   {"\uFEFF", " "},
  }};
  for (const auto& [from, to] : marks) {
    if (from == mark) return to;
  }
  return {};
}

bool is_digit_full(std::string_view c) {
  return c.size() == 3 && c >= "０" && c <= "９";
}

bool opens_quote(std::string_view c) {
  return c == "“" || c == "”" || c == "„" || c == "＂";
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

/// Copies an ASCII-quoted text of one line as it is; returns the position behind it.
std::size_t copy_quoted(std::string_view line, std::size_t i, std::string& out) {
  const char quote = line[i];
  out += line[i++];
  while (i < line.size()) {
    if (quote == '"' && line[i] == '\\' && i + 1 < line.size()) out += line[i++];
    const char c = line[i++];
    out += c;
    if (c == quote) break;
  }
  return i;
}

/// Copies a text between typographic quotes, writing ASCII ones.
std::size_t copy_typographic(std::string_view line, std::size_t i, std::string& out) {
  i += length_at(line, i);
  out += '"';
  while (i < line.size()) {
    const std::size_t n = length_at(line, i);
    const std::string_view c = line.substr(i, n);
    i += n;
    if (opens_quote(c) || c == "\"") break;
    out += c;
  }
  out += '"';
  return i;
}

/// Copies a word that has letters beyond ASCII, in quotes.
std::size_t copy_word(std::string_view line, std::size_t i, std::string& out) {
  std::string word;
  bool quoted = false;
  while (i < line.size()) {
    const std::size_t n = length_at(line, i);
    const std::string_view c = line.substr(i, n);
    if (n == 1 ? !is_word(c[0]) : !ascii_of(c).empty()) break;
    quoted = quoted || (n > 1 && !is_digit_full(c));
    if (is_digit_full(c)) {
      word += static_cast<char>('0' + (static_cast<unsigned char>(c[2]) - 0x90));
    } else {
      word += c;
    }
    i += n;
  }
  out += quoted ? "\"" + word + "\"" : word;
  return i;
}

std::string squeeze(const std::string& line) {
  std::string out;
  for (const char c : line) {
    if (c == ' ' && !out.empty() && out.back() == ' ') continue;
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// The line as it should have been written.
std::string mended(std::string_view line) {
  std::string out;
  std::size_t i = 0;
  while (i < line.size()) {
    const std::size_t n = length_at(line, i);
    const std::string_view c = line.substr(i, n);
    if (c == "#" || c == "＃") {
      out += "#";
      out += line.substr(i + n);
      return out;
    }
    if (c == "\"" || c == "'") {
      i = copy_quoted(line, i, out);
    } else if (opens_quote(c)) {
      i = copy_typographic(line, i, out);
    } else if (n == 1 && !is_word(c[0])) {
      out += c;
      i += n;
    } else if (n > 1 && !ascii_of(c).empty()) {
      out += ascii_of(c);
      i += n;
    } else {
      i = copy_word(line, i, out);
    }
  }
  return squeeze(out);
}

/// One pass over the text, line by line, knowing only strings, comments and brackets.
class Scan {
 public:
  Scan(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::vector<Problem> run() {
    while (at_ < text_.size()) line();
    return std::move(problems_);
  }

 private:
  enum class Inside { nothing, basic, literal, long_basic, long_literal };

  void line() {
    const std::size_t stop = std::min(text_.find('\n', at_), text_.size());
    std::string_view content = text_.substr(at_, stop - at_);
    if (!content.empty() && content.back() == '\r') content.remove_suffix(1);
    ++number_;
    if (inside_ == Inside::nothing && depth_ == 0) header(content);
    bool reported = false;
    for (std::size_t i = 0; i < content.size();) {
      if (inside_ == Inside::nothing && content[i] == '#') break;
      const std::size_t n = length_at(content, i);
      if (inside_ != Inside::nothing || n == 1) {
        i = step(content, i, n);
        continue;
      }
      if (!reported) foreign(content, i, n);
      reported = true;  // one message per line: the line to write mends them all
      i = opens_quote(content.substr(i, n)) ? skip_typographic(content, i) : i + n;
    }
    // A one-line string that is still open is the parser's to report; it ends with the line.
    if (inside_ == Inside::basic || inside_ == Inside::literal) inside_ = Inside::nothing;
    at_ = stop + 1;
  }

  /// Advances over one character, or over three quotes at once, and keeps the state.
  std::size_t step(std::string_view content, std::size_t i, std::size_t n) {
    const char c = content[i];
    const bool triple = content.substr(i, 3) == "\"\"\"" || content.substr(i, 3) == "'''";
    switch (inside_) {
      case Inside::nothing:
        if (c == '"') inside_ = triple ? Inside::long_basic : Inside::basic;
        if (c == '\'') inside_ = triple ? Inside::long_literal : Inside::literal;
        if ((c == '[' || c == '{') && !in_header_) ++depth_;
        if ((c == ']' || c == '}') && !in_header_ && depth_ > 0) --depth_;
        return i + ((c == '"' || c == '\'') && triple ? 3 : 1);
      case Inside::basic:
        if (c == '\\' && i + 1 < content.size()) return i + 1 + length_at(content, i + 1);
        if (c == '"') inside_ = Inside::nothing;
        return i + n;
      case Inside::literal:
        if (c == '\'') inside_ = Inside::nothing;
        return i + n;
      case Inside::long_basic:
        if (c == '\\' && i + 1 < content.size()) return i + 1 + length_at(content, i + 1);
        [[fallthrough]];
      case Inside::long_literal: {
        const char quote = inside_ == Inside::long_basic ? '"' : '\'';
        if (c == quote && triple) {
          inside_ = Inside::nothing;
          return i + 3;
        }
        return i + n;
      }
    }
    return i + n;
  }

  static std::size_t skip_typographic(std::string_view content, std::size_t i) {
    i += length_at(content, i);
    while (i < content.size()) {
      const std::size_t n = length_at(content, i);
      const bool closes = opens_quote(content.substr(i, n));
      i += n;
      if (closes) break;
    }
    return i;
  }

  /// `[` at the start of a statement must be followed by the name of a table.
  void header(std::string_view content) {
    in_header_ = false;
    const std::size_t open = content.find_first_not_of(" \t");
    if (open == std::string_view::npos || content[open] != '[') return;
    in_header_ = true;
    std::size_t name = open + 1;
    if (name < content.size() && content[name] == '[') ++name;
    name = content.find_first_not_of(" \t", name);
    const bool named = name != std::string_view::npos &&
                       (is_word(content[name]) || content[name] == '"' || content[name] == '\'' ||
                        static_cast<unsigned char>(content[name]) >= 0x80);
    if (named) return;
    problems_.push_back(error("YG2003",
                              {"'[' at the start of a line must be followed by the name of a table",
                               "行首的 '[' 后面应为表名"},
                              {"Write, for example:  [model]", "例如写成：  [model]"},
                              place(content, open)));
  }

  void foreign(std::string_view content, std::size_t i, std::size_t n) {
    const std::string mark(content.substr(i, n));
    const bool punctuation = !ascii_of(mark).empty() || is_digit_full(mark);
    const std::string line = mended(content);
    const Text what = punctuation
                          ? Text{"full-width character '" + mark + "' outside quotes",
                                 "引号之外出现全角字符“" + mark + "”"}
                          : Text{"character '" + mark +
                                     "' outside quotes; names that are not plain "
                                     "English letters need quotes",
                                 "引号之外出现字符“" + mark + "”；非英文字母的名称要加英文引号"};
    const Text hint = punctuation ? Text{"Chinese input method? ", "是否开着中文输入法？"} : Text{};
    problems_.push_back(error("YG2003",
                              what,
                              {hint.en + "Write:  " + line, hint.zh + "请写成：  " + line},
                              place(content, i)));
  }

  Place place(std::string_view content, std::size_t byte) const {
    Place p;
    p.file = file_;
    p.line = number_;
    p.column = 1;
    for (std::size_t i = 0; i < byte; i += length_at(content, i)) ++p.column;
    p.length = 1;
    p.source_line = std::string(content);
    return p;
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<Problem> problems_;
  std::size_t at_ = 0;
  int number_ = 0;
  Inside inside_ = Inside::nothing;
  bool in_header_ = false;
  int depth_ = 0;
};

}  // namespace

std::vector<Problem> guard(std::string_view text, const std::string& file) {
  return Scan(text, file).run();
}

}  // namespace yugong::study
