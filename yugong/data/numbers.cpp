#include "yugong/data/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "yugong/base/text.hpp"
#include "yugong/data/read.hpp"

namespace yugong::data {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Plain digits, point, exponent, nothing else. The first character keeps "inf" and "nan" out.
bool plain(std::string_view s, double& value) {
  if (s.empty()) return false;
  const std::size_t body = s[0] == '-' ? 1 : 0;
  if (body == s.size() || !(is_digit(s[body]) || s[body] == '.')) return false;
  const auto [end, status] = std::from_chars(s.data(), s.data() + s.size(), value);
  return status == std::errc{} && end == s.data() + s.size();
}

/// Could any number be written with these characters? Keeps names away from the slow path.
bool hopeless(std::string_view s) {
  bool digit = false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (is_digit(c)) {
      digit = true;
    } else if ((c & 0x80) != 0) {
      if (s.compare(i, 2, "\xEF\xBC") == 0) digit = true;  // the block of full-width digits
    } else if (std::string_view(" .,+-%eE").find(c) == std::string_view::npos) {
      return true;
    }
  }
  return !digit;
}

/// Takes out separators between groups of three digits before the decimal mark; false when the
/// groups are wrong.
bool drop_groups(std::string& s, char decimal) {
  const std::size_t point = std::min(s.find(decimal), s.find_first_of("eE"));
  std::string head = s.substr(0, point), tail = point == std::string::npos ? "" : s.substr(point);
  if (tail.find_first_of(decimal == ',' ? ". " : ", ") != std::string::npos) return false;
  const char group = head.find(' ') != std::string::npos ? ' ' : decimal == ',' ? '.' : ',';
  if (const std::size_t first = head.find(group); first != std::string::npos) {
    const std::size_t begin = head[0] == '-' ? 1 : 0;
    if (first == begin || first - begin > 3) return false;
    for (std::size_t i = first; i < head.size(); i += 4) {
      if (head[i] != group || i + 3 >= head.size()) return false;
      if (!is_digit(head[i + 1]) || !is_digit(head[i + 2]) || !is_digit(head[i + 3])) return false;
    }
    head.erase(std::remove(head.begin(), head.end(), group), head.end());
  }
  if (!tail.empty() && tail[0] == decimal) tail[0] = '.';
  s = head + tail;
  return true;
}

}  // namespace

bool read_number(std::string_view s, char decimal, double& value, bool& percent) {
  percent = false;
  if (decimal == '.' && plain(s, value)) return true;
  if (s.size() > 64 || hopeless(s)) return false;
  std::string t = text::trim(text::normalise(s));
  if (t.compare(0, 3, "\u2212") == 0) t = "-" + t.substr(3);
  if (!t.empty() && t[0] == '+') t.erase(0, 1);
  if (!t.empty() && t.back() == '%') {
    percent = true;
    t = text::trim(t.substr(0, t.size() - 1));
  }
  return drop_groups(t, decimal) && plain(t, value);
}

const std::vector<std::string>& default_missing_marks() {
  static const std::vector<std::string> marks = {
      "-",      "--",           "---",  "\u2013", "\u2014", "\u2014\u2014", "\u2212", "\u2500",
      "\u2026", "\u2026\u2026", "...",  "......", ".",      "NA",           "N/A",    "n/a",
      "NaN",    "nan",          "NULL", "null",   "#N/A",   "缺失",         "\u2015"};
  return marks;
}

MissingMarks::MissingMarks(const std::vector<std::string>& further) {
  const auto add = [this](const std::string& mark) {
    const std::string folded = text::trim(text::normalise(mark));
    marks_.insert(mark);
    marks_.insert(folded);
    longest_ =
        std::max({longest_, mark.size(), folded.size() * 3});  // full-width forms take three bytes
    double ignored = 0;
    bool percent = false;
    has_numbers_ = has_numbers_ || read_number(folded, '.', ignored, percent);
  };
  for (const auto& mark : default_missing_marks()) add(mark);
  for (const auto& mark : further) add(mark);
}

bool MissingMarks::contains(std::string_view s) const {
  if (s.empty()) return true;
  if (s.size() > longest_) return false;
  if (marks_.count(std::string(s)) > 0) return true;
  const bool ascii = std::all_of(s.begin(), s.end(), [](char c) { return (c & 0x80) == 0; });
  return !ascii && marks_.count(text::trim(text::normalise(s))) > 0;
}

long year_in(std::string_view s) {
  const std::string t = text::normalise(s);
  long found = 0;
  for (std::size_t i = 0; i < t.size();) {
    if (!is_digit(t[i])) {
      ++i;
      continue;
    }
    std::size_t j = i;
    while (j < t.size() && is_digit(t[j])) ++j;
    if (j - i == 4) {
      const long year = std::stol(t.substr(i, 4));
      if (year >= 1900 && year <= 2100) {
        if (found != 0 && found != year) return 0;
        found = year;
      }
    }
    i = j;
  }
  return found;
}

}  // namespace yugong::data
