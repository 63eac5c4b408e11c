#include "yugong/regression/formula_lexer.hpp"

#include <algorithm>
#include <cstdint>

#include "yugong/base/text.hpp"

namespace yugong::regression {
namespace {

/// A text by characters, each knowing its bytes.
struct Characters {
  std::string_view bytes;
  std::vector<std::uint32_t> code;
  std::vector<std::size_t> start;  // [characters + 1]

  explicit Characters(std::string_view s) : bytes(s) {
    for (std::size_t i = 0; i < s.size();) {
      const auto lead = static_cast<unsigned char>(s[i]);
      const std::size_t length = lead < 0x80    ? 1
                                 : lead >= 0xF0 ? 4
                                 : lead >= 0xE0 ? 3
                                 : lead >= 0xC0 ? 2
                                                : 1;
      std::uint32_t c = length == 1 ? lead : lead & (0xFFU >> (length + 1));
      for (std::size_t k = 1; k < length && i + k < s.size(); ++k)
        c = (c << 6) | (static_cast<unsigned char>(s[i + k]) & 0x3FU);
      code.push_back(c);
      start.push_back(i);
      i += length;
    }
    start.push_back(s.size());
  }

  std::size_t size() const { return code.size(); }

  std::uint32_t at(std::size_t i) const { return i < code.size() ? code[i] : 0; }

  std::string text(std::size_t from, std::size_t to) const {
    const std::size_t end = std::min(start[to], bytes.size());
    return std::string(bytes.substr(start[from], end - start[from]));
  }
};

bool digit(std::uint32_t c) {
  return c >= '0' && c <= '9';
}

bool full_width(std::uint32_t c) {
  return (c >= 0xFF01 && c <= 0xFF5E) || c == 0x3000 || c == 0x3001 || c == 0x2018 || c == 0x2019 ||
         c == 0x201C || c == 0x201D;
}

bool name_start(std::uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (c >= 0x80 && c != 0xA0 && !full_width(c));
}

bool name_part(std::uint32_t c) {
  return name_start(c) || digit(c) || c == '.';
}

bool blank(std::uint32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0;
}

/// The whole text with the marks of a Chinese input method replaced.
std::string half_width(std::string_view text) {
  std::string out = text::normalise(text);
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"、", ","},
                                 {"‘", "`"},
                                 {"’", "`"},
                                 {"“", "`"},
                                 {"”", "`"}})
    for (std::size_t at = out.find(from); at != std::string::npos; at = out.find(from))
      out.replace(at, from.size(), to);
  return out;
}

class Lexer {
 public:
  Lexer(std::string_view text, const Place& base) : c_(text), base_(base) {}

  std::vector<Token> run() {
    while (true) {
      while (at_ < c_.size() && blank(c_.at(at_))) ++at_;
      const std::size_t from = at_;
      Token t = next();
      t.begin = static_cast<int>(from);
      t.length = static_cast<int>(at_ - from);
      const bool end = t.type == Token::Type::end;
      out_.push_back(std::move(t));
      if (end) return std::move(out_);
    }
  }

 private:
  Token next() {
    if (at_ >= c_.size()) return {};
    const std::uint32_t c = c_.at(at_);
    if (full_width(c)) refuse_full_width();
    if (c == '`' || c == '"' || c == '\'') return quoted(c);
    if (c == '@') return set();
    if (digit(c) || (c == '.' && digit(c_.at(at_ + 1)))) return number();
    if (name_start(c)) {
      if (Token lag = this->lag(); lag.type == Token::Type::lag) return lag;
      return name();
    }
    static const std::string symbols = "~|+-*/^:(),=[]";
    if (c < 0x80 && symbols.find(static_cast<char>(c)) != std::string::npos) {
      Token t;
      t.type = Token::Type::symbol;
      t.text = std::string(1, static_cast<char>(c));
      ++at_;
      return t;
    }
    refuse_character(c);
  }

  [[noreturn]] void refuse_full_width() const {
    const std::string fixed = half_width(c_.bytes);
    throw Error(error("YG2003",
                      {"full-width character '" + c_.text(at_, at_ + 1) +
                           "' outside quotes. Chinese input method?",
                       "引号外有全角字符“" + c_.text(at_, at_ + 1) + "”，可能是中文输入法所致"},
                      {"write " + fixed, "请写成 " + fixed},
                      shifted(base_, static_cast<int>(at_), 1)));
  }

  [[noreturn]] void refuse_character(std::uint32_t c) const {
    Text mend{"put a name with unusual characters in back ticks: `a name`",
              "含特殊字符的变量名请用反引号：`变量 名`"};
    if (c == '#')
      mend = {"write a:b for the product of a and b, prov^year for crossed fixed effects",
              "交互项写 a:b，交叉固定效应写 prov^year"};
    throw Error(error("YG2251",
                      {"the character '" + c_.text(at_, at_ + 1) + "' has no meaning in a formula",
                       "公式中不能使用字符“" + c_.text(at_, at_ + 1) + "”"},
                      mend,
                      shifted(base_, static_cast<int>(at_), 1)));
  }

  Token quoted(std::uint32_t mark) {
    const std::size_t from = at_ + 1;
    std::size_t to = from;
    while (to < c_.size() && c_.at(to) != mark) ++to;
    if (to >= c_.size())
      throw Error(error("YG2251",
                        {"a quoted name is not closed", "带引号的变量名没有结束"},
                        {"close it with the mark it began with", "请用同样的引号结束"},
                        shifted(base_, static_cast<int>(at_), static_cast<int>(c_.size() - at_))));
    Token t;
    t.type = Token::Type::name;
    t.quoted = true;
    t.text = c_.text(from, to);
    at_ = to + 1;
    return t;
  }

  Token set() {
    std::size_t to = at_ + 1;
    while (name_part(c_.at(to))) ++to;
    Token t;
    t.type = Token::Type::set;
    t.text = c_.text(at_ + 1, to);
    if (t.text.empty()) refuse_character('@');
    at_ = to;
    return t;
  }

  Token number() {
    std::size_t to = at_;
    while (digit(c_.at(to)) || c_.at(to) == '.') ++to;
    if (c_.at(to) == 'e' || c_.at(to) == 'E') {
      const std::size_t sign = c_.at(to + 1) == '-' || c_.at(to + 1) == '+' ? 1 : 0;
      if (digit(c_.at(to + 1 + sign))) {
        to += 2 + sign;
        while (digit(c_.at(to))) ++to;
      }
    }
    Token t;
    t.type = Token::Type::number;
    t.text = c_.text(at_, to);
    const std::size_t from = at_;
    at_ = to;
    if (!text::parse_number(t.text, t.number))
      throw Error(error("YG2251",
                        {"'" + t.text + "' is not a number", "“" + t.text + "”不是数字"},
                        {"write a number such as 0.5", "请写成 0.5 这样的数字"},
                        shifted(base_, static_cast<int>(from), static_cast<int>(to - from))));
    return t;
  }

  Token name() {
    std::size_t to = at_;
    while (name_part(c_.at(to))) ++to;
    while (c_.at(to - 1) == '.') --to;
    Token t;
    t.type = Token::Type::name;
    t.text = c_.text(at_, to);
    at_ = to;
    return t;
  }

  bool operand_at(std::size_t i) const {
    const std::uint32_t c = c_.at(i);
    return name_start(c) || c == '(' || c == '`' || c == '"' || c == '\'';
  }

  /// `L.`, `L2.`, `L(1:3).` before an operand; anything else is no lag.
  Token lag() {
    const std::uint32_t c = c_.at(at_);
    Token t;
    if (c != 'L' && c != 'F' && c != 'D') return t;
    std::size_t to = at_ + 1;
    std::vector<long> lags;
    if (c_.at(to) == '(') {
      std::size_t close = to + 1;
      while (digit(c_.at(close)) || c_.at(close) == ':' || c_.at(close) == ',' ||
             c_.at(close) == ' ')
        ++close;
      if (c_.at(close) != ')' || close == to + 1 || !lag_list(c_.text(to + 1, close), lags))
        return t;
      to = close + 1;
    } else {
      long by = 0;
      const std::size_t first = to;
      while (digit(c_.at(to)) && to - first < 6)
        by = by * 10 + static_cast<long>(c_.at(to++) - '0');
      lags.push_back(to == first ? 1 : by);
    }
    if (c_.at(to) != '.' || !operand_at(to + 1)) return t;
    t.type = Token::Type::lag;
    t.op = static_cast<char>(c);
    t.lags = std::move(lags);
    at_ = to + 1;
    return t;
  }

  static bool lag_list(const std::string& written, std::vector<long>& lags) {
    for (const std::string& part : text::split(written, ',')) {
      const std::vector<std::string> ends = text::split(part, ':');
      double low = 0, high = 0;
      if (ends.empty() || ends.size() > 2 || !text::parse_number(text::trim(ends.front()), low) ||
          !text::parse_number(text::trim(ends.back()), high) || high < low || high - low > 1000)
        return false;
      for (long l = static_cast<long>(low); l <= static_cast<long>(high); ++l) lags.push_back(l);
    }
    return !lags.empty();
  }

  Characters c_;
  Place base_;
  std::size_t at_ = 0;
  std::vector<Token> out_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text, const Place& base) {
  return Lexer(text, base).run();
}

Place shifted(const Place& base, int begin, int length) {
  Place p = base;
  p.column = std::max(base.column, 1) + begin;
  p.length = std::max(length, 1);
  return p;
}

Place base_of(std::string_view text, const Place& origin) {
  Place p = origin;
  if (p.column <= 0) p.column = 1;
  if (p.source_line.empty()) {
    p.source_line = std::string(text);
    p.column = 1;
  }
  if (!p.known()) p.path = "formula";
  return p;
}

bool step_word(std::string_view word) {
  return word == "sw" || word == "sw0" || word == "csw" || word == "csw0" || word == "mvsw";
}

bool plain_name(std::string_view name) {
  const Characters c(name);
  if (c.size() == 0 || !name_start(c.at(0)) || name.back() == '.') return false;
  for (std::size_t i = 1; i < c.size(); ++i)
    if (!name_part(c.at(i))) return false;
  std::size_t after = 1;
  while (digit(c.at(after))) ++after;
  const std::uint32_t first = c.at(0);
  if ((first == 'L' || first == 'F' || first == 'D') && c.at(after) == '.') return false;
  return !((first == 'i' || first == 'c') && c.at(1) == '.');
}

}  // namespace yugong::regression
