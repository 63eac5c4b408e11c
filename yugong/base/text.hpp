#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Words in two languages, and the small text operations that every room needs (all on UTF-8).
namespace yugong {

enum class Lang { en, zh };

/// One sentence, label or title in both languages. An empty `zh` means: the same as `en`.
struct Text {
  std::string en;
  std::string zh;

  Text() = default;

  Text(std::string english, std::string chinese) : en(std::move(english)), zh(std::move(chinese)) {}

  Text(const char* both) : en(both) {}  // NOLINT: a word that needs no translation

  Text(std::string both) : en(std::move(both)) {}  // NOLINT

  const std::string& in(Lang lang) const { return lang == Lang::zh && !zh.empty() ? zh : en; }

  bool empty() const { return en.empty() && zh.empty(); }

  bool operator==(const Text&) const = default;
};

namespace text {

/// Without white space (also U+3000 and U+00A0) at both ends.
std::string trim(std::string_view s);
std::vector<std::string> split(std::string_view s, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string lower(std::string_view s);  ///< ASCII letters only
bool starts_with_ci(std::string_view s, std::string_view prefix);

/// Width in terminal columns: a CJK character counts two.
std::size_t display_width(std::string_view s);
std::string pad_right(std::string_view s, std::size_t width);
std::string pad_left(std::string_view s, std::size_t width);

/// Unicode NFKC: full-width digits, letters and punctuation become ASCII.
std::string normalise(std::string_view s);
bool is_utf8(std::string_view s);

/// A number exactly as written: digits, sign, point, exponent; nothing before or after. False when
/// it is not one.
bool parse_number(std::string_view s, double& value);

/// Shortest text that reads back as the same double ("nan" for NaN).
std::string round_trip(double value);
/// Fixed number of decimals, "-0.000" printed as "0.000".
std::string fixed(double value, int decimals);

/// Damerau-Levenshtein distance in characters (not bytes).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidates nearest to `name`, best first: edit distance at most 2 (at most a third of the
/// length for short names), else for Chinese names a large share of common characters. Empty when
/// nothing is near.
std::vector<std::string> nearest(std::string_view name,
                                 std::span<const std::string> candidates,
                                 std::size_t most = 3);

/// "; did you mean 'x' or 'y'?" in both languages, empty when nothing is near: to be appended to an
/// advice.
Text did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace text
}  // namespace yugong
