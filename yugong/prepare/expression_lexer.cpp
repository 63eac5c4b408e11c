#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "yugong/base/text.hpp"
#include "yugong/prepare/expression_tree.hpp"

namespace yugong::prepare {

namespace {

struct Letter {
  std::uint32_t code = 0;
  std::string bytes;
};

/// Characters of a text; a byte that is no UTF-8 becomes a letter of code 0xFFFFFFFF.
std::vector<Letter> letters_of(const std::string& text) {
  std::vector<Letter> letters;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t size = lead < 0x80    ? 1
                             : lead >= 0xF0 ? 4
                             : lead >= 0xE0 ? 3
                             : lead >= 0xC0 ? 2
                                            : 0;
    bool sound = size > 0 && lead < 0xF8 && i + size <= text.size();
    std::uint32_t code = size == 1 ? lead : lead & (0xFFu >> (size + 1));
    for (std::size_t k = 1; sound && k < size; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      sound = (next & 0xC0) == 0x80;
      code = (code << 6) | (next & 0x3Fu);
    }
    if (!sound) {
      letters.push_back({0xFFFFFFFFu, text.substr(i, 1)});
      i += 1;
    } else {
      letters.push_back({code, text.substr(i, size)});
      i += size;
    }
  }
  return letters;
}

bool is_digit(std::uint32_t c) {
  return c >= '0' && c <= '9';
}

bool is_space(std::uint32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0;
}

/// Letters that may stand in a name without back-ticks: ASCII letters, underscore, and letters of
/// any script (汉字, Greek, accented, subscripts as in CO₂); punctuation, symbols and full-width
/// forms are left out.
bool is_letter(std::uint32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  if (c < 0xC0) return c == 0xB5;
  if (c == 0xD7 || c == 0xF7) return false;
  if (c >= 0x2080 && c <= 0x209C) return true;
  if (c >= 0x2000 && c <= 0x2BFF) return false;
  if (c >= 0x3000 && c <= 0x3040) return c == 0x3005 || c == 0x3007;
  if (c >= 0xFE00 && c <= 0xFFFF) return false;
  return c < 0x1F000 || (c >= 0x20000 && c < 0x32000);
}

/// What a full-width or typographic character stands for; empty when it stands for nothing here.
std::string plain_form(const Letter& letter) {
  static const std::array<std::pair<std::uint32_t, const char*>, 21> marks = {
      {{0x3001, ","},  {0x3002, "."},  {0x3010, "["},  {0x3011, "]"},  {0x300C, "\""},
       {0x300D, "\""}, {0x2018, "'"},  {0x2019, "'"},  {0x201C, "\""}, {0x201D, "\""},
       {0x00D7, "*"},  {0x00F7, "/"},  {0x2212, "-"},  {0x2013, "-"},  {0x2014, "-"},
       {0x2264, "<="}, {0x2265, ">="}, {0x2260, "!="}, {0x3000, " "},  {0x00B2, "^2"},
       {0x00B3, "^3"}}};
  for (const auto& [code, plain] : marks)
    if (code == letter.code) return plain;
  if (letter.code < 0xFF00 || letter.code > 0xFF5E) return {};
  return std::string(1, static_cast<char>(letter.code - 0xFF00 + 0x20));
}

class Lexer {
 public:
  Lexer(const std::string& text, const Place& place, std::vector<Problem>& problems)
      : letters_(letters_of(text)),
        place_(place),
        problems_(problems) {}

  std::vector<Token> run() {
    while (at_ < letters_.size()) {
      const std::uint32_t c = letters_[at_].code;
      if (is_space(c)) {
        ++at_;
      } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
        number();
      } else if (is_letter(c)) {
        name();
      } else if (c == '"' || c == '\'') {
        quoted(c);
      } else if (c == '`') {
        back_ticked();
      } else {
        symbol();
      }
    }
    const int end = static_cast<int>(letters_.size());
    tokens_.push_back({Token::Kind::end, "", 0, false, end, end});
    return std::move(tokens_);
  }

 private:
  std::vector<Letter> letters_;
  const Place& place_;
  std::vector<Problem>& problems_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;

  std::uint32_t peek(std::size_t ahead) const {
    return at_ + ahead < letters_.size() ? letters_[at_ + ahead].code : 0;
  }

  void push(Token::Kind kind,
            std::string word,
            std::size_t begin,
            double number = 0,
            bool quoted = false) {
    tokens_.push_back(
        {kind, std::move(word), number, quoted, static_cast<int>(begin), static_cast<int>(at_)});
  }

  void report(const char* code, Text what, Text mend, std::size_t begin, std::size_t end) {
    problems_.push_back(error(code,
                              std::move(what),
                              std::move(mend),
                              part_of(place_, static_cast<int>(begin), static_cast<int>(end))));
  }

  std::string slice(std::size_t begin, std::size_t end) const {
    std::string s;
    for (std::size_t i = begin; i < end; ++i) s += letters_[i].bytes;
    return s;
  }

  void number() {
    const std::size_t begin = at_;
    while (is_digit(peek(0))) ++at_;
    if (peek(0) == '.' && is_digit(peek(1))) ++at_;
    while (is_digit(peek(0))) ++at_;
    if (peek(0) == 'e' || peek(0) == 'E') {
      const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
      if (is_digit(peek(1 + sign))) {
        at_ += 1 + sign;
        while (is_digit(peek(0))) ++at_;
      }
    }
    const bool tail =
        is_letter(peek(0)) || (peek(0) == '.' && (is_digit(peek(1)) || is_letter(peek(1))));
    while (is_letter(peek(0)) || is_digit(peek(0)) || (tail && peek(0) == '.')) ++at_;
    const std::string word = slice(begin, at_);
    double value = 0;
    if (tail || !text::parse_number(word, value) || !std::isfinite(value)) {
      report("YG2040",
             {"'" + word + "' is not a number", "“" + word + "”不是数值"},
             {"a column whose name begins with a digit goes between back-ticks: `" + word + "`",
              "以数字开头的变量名请用反引号括起：`" + word + "`"},
             begin,
             at_);
      value = 0;
    }
    push(Token::Kind::number, word, begin, value);
    if (peek(0) == '%') percent(word);
  }

  void percent(const std::string& word) {
    double value = 0;
    text::parse_number(word, value);
    report("YG2040",
           {"'%' has no meaning here", "此处不能使用“%”"},
           {"write " + text::round_trip(value / 100) + " for " + word + "%",
            word + "% 请写作 " + text::round_trip(value / 100)},
           at_,
           at_ + 1);
    ++at_;
  }

  /// L. L2. F. D. G. in front of a name or bracket, as in Stata; only in capitals, so that a column
  /// `l` stays usable.
  bool shift(const std::string& word, std::size_t begin) {
    if (peek(0) != '.' || std::string("LFDG").find(word[0]) == std::string::npos) return false;
    double distance = 1;
    if (word.size() > 1 && (word.size() > 4 || !text::parse_number(word.substr(1), distance)))
      return false;
    ++at_;
    push(Token::Kind::shift, word.substr(0, 1), begin, distance);
    return true;
  }

  void name() {
    const std::size_t begin = at_;
    while (is_letter(peek(0)) || is_digit(peek(0))) ++at_;
    if (shift(slice(begin, at_), begin)) return;
    while (peek(0) == '.' && (is_letter(peek(1)) || is_digit(peek(1)))) {
      ++at_;
      while (is_letter(peek(0)) || is_digit(peek(0))) ++at_;
    }
    const std::string word = slice(begin, at_);
    if (word == "and" || word == "or" || word == "not" || word == "in")
      push(Token::Kind::symbol, word, begin);
    else
      push(Token::Kind::name, word, begin);
  }

  void quoted(std::uint32_t mark) {
    const std::size_t begin = at_++;
    while (at_ < letters_.size() && peek(0) != mark) ++at_;
    const std::string word = slice(begin + 1, at_);
    if (at_ == letters_.size())
      report("YG2041",
             {"the text that begins here is not closed", "此处开始的文本没有结束引号"},
             {"close it with " + std::string(1, static_cast<char>(mark)),
              "请补上结束引号 " + std::string(1, static_cast<char>(mark))},
             begin,
             begin + 1);
    else
      ++at_;
    push(Token::Kind::text, word, begin);
  }

  void back_ticked() {
    const std::size_t begin = at_++;
    while (at_ < letters_.size() && peek(0) != '`') ++at_;
    const std::string word = slice(begin + 1, at_);
    if (at_ == letters_.size())
      report("YG2041",
             {"the name that begins here is not closed", "此处开始的变量名没有结束反引号"},
             {"close it with a back-tick `", "请补上反引号 `"},
             begin,
             begin + 1);
    else
      ++at_;
    if (word.empty() && at_ - begin == 2)
      report("YG2040",
             {"there is no name between the back-ticks", "反引号之间没有变量名"},
             {"write the column's name between them", "请在反引号之间写变量名"},
             begin,
             at_);
    push(Token::Kind::name, word, begin, 0, true);
  }

  void symbol() {
    const std::size_t begin = at_;
    const Letter letter = letters_[at_++];
    if (letter.code >= 0x80) return foreign(letter, begin);
    const char c = letter.bytes[0];
    const char next = peek(0) < 0x80 ? static_cast<char>(peek(0)) : '\0';
    const std::string two{c, next};
    static const std::array<std::pair<const char*, const char*>, 9> pairs = {{{"==", "=="},
                                                                              {"!=", "!="},
                                                                              {"<=", "<="},
                                                                              {">=", ">="},
                                                                              {"&&", "and"},
                                                                              {"||", "or"},
                                                                              {"~=", "!="},
                                                                              {"<>", "!="},
                                                                              {"**", "^"}}};
    for (const auto& [spelling, word] : pairs)
      if (two == spelling) {
        ++at_;
        return push(Token::Kind::symbol, word, begin);
      }
    switch (c) {
      case '&':
        return push(Token::Kind::symbol, "and", begin);
      case '|':
        return push(Token::Kind::symbol, "or", begin);
      case '!':
        return push(Token::Kind::symbol, "not", begin);
      case '+':
      case '-':
      case '*':
      case '/':
      case '^':
      case '<':
      case '>':
      case '=':
      case '(':
      case ')':
      case '[':
      case ']':
      case ',':
        return push(Token::Kind::symbol, std::string(1, c), begin);
      default:
        return unknown(c, begin);
    }
  }

  void foreign(const Letter& letter, std::size_t begin) {
    const std::string plain = plain_form(letter);
    if (letter.code == 0xFFFFFFFFu) {
      report("YG2042",
             {"a byte that is not UTF-8", "含有非 UTF-8 字节"},
             {"save the file in UTF-8", "请将文件另存为 UTF-8 编码"},
             begin,
             at_);
    } else if (!plain.empty()) {
      report("YG2003",
             {"full-width character '" + letter.bytes + "' outside quotes; Chinese input method?",
              "引号外出现全角字符“" + letter.bytes + "”，是否未切换输入法？"},
             {plain == " " ? "write an ordinary space" : "write " + plain,
              plain == " " ? "请改为半角空格" : "请改为 " + plain},
             begin,
             at_);
    } else {
      report(
          "YG2042",
          {"unexpected character '" + letter.bytes + "'", "无法识别的字符“" + letter.bytes + "”"},
          {"a column whose name holds it goes between back-ticks",
           "若变量名含有该字符，请用反引号括起变量名"},
          begin,
          at_);
    }
  }

  void unknown(char c, std::size_t begin) {
    Text mend{"a column whose name holds it goes between back-ticks",
              "若变量名含有该字符，请用反引号括起变量名"};
    if (c == '.')
      mend = {"for a missing value write missing(x) or NA", "缺失值请写 missing(x) 或 NA"};
    if (c == '{' || c == '}')
      mend = {"write ( ) for groups and [ ] for lists", "分组用 ( )，列表用 [ ]"};
    if (c == ';') mend = {"separate arguments with a comma", "参数之间请用逗号"};
    if (c == ':')
      mend = {"for a range write between(x, 2010, 2015)", "区间请写 between(x, 2010, 2015)"};
    if (c == '@')
      mend = {"sets such as @controls belong in formulas; write the column here",
              "@controls 等变量组只能用在公式中，此处请写变量名"};
    if (c == '~')
      mend = {"for `not` write !; a formula goes under [model]",
              "“非”请写 !；回归公式请放在 [model] 中"};
    const std::string shown = static_cast<unsigned char>(c) < 0x20 ? "?" : std::string(1, c);
    report("YG2042",
           {"unexpected character '" + shown + "'", "无法识别的字符“" + shown + "”"},
           mend,
           begin,
           at_);
  }
};

std::size_t byte_of(const std::string& line, int characters) {
  std::size_t i = 0;
  for (; characters > 0 && i < line.size(); --characters) {
    ++i;
    while (i < line.size() && (static_cast<unsigned char>(line[i]) & 0xC0) == 0x80) ++i;
  }
  return i;
}

}  // namespace

std::vector<Token> tokenise(const std::string& text,
                            const Place& place,
                            std::vector<Problem>& problems) {
  return Lexer(text, place, problems).run();
}

Place part_of(const Place& whole, int begin, int end) {
  Place p = whole;
  p.column = (whole.column > 0 ? whole.column : 1) + begin;
  p.length = end > begin ? end - begin : 1;
  return p;
}

Place settle_place(const std::string& text, Place place) {
  const int length = static_cast<int>(letters_of(text).size());
  if (place.source_line.empty() || place.column < 1) {
    place.source_line = text;
    place.column = 1;
    if (!place.known()) place.path = "expression";
  } else {
    // The parser of the file points at the opening quote, or at the first of three.
    const std::size_t from = byte_of(place.source_line, place.column - 1);
    const std::size_t found = place.source_line.find(text, from);
    if (found != std::string::npos && found <= from + 3)
      place.column += static_cast<int>(found - from);
  }
  place.length = length;
  return place;
}

}  // namespace yugong::prepare
