#include "yugong/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>
#include <utf8proc.h>

namespace yugong::text {
namespace {

/// Code points of a UTF-8 text; a byte that is no UTF-8 stands for itself.
std::vector<std::int32_t> code_points(std::string_view s) {
  std::vector<std::int32_t> out;
  out.reserve(s.size());
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(s.data());
  auto left = static_cast<utf8proc_ssize_t>(s.size());
  while (left > 0) {
    utf8proc_int32_t cp = 0;
    utf8proc_ssize_t used = utf8proc_iterate(p, left, &cp);
    if (used <= 0) {
      cp = *p;
      used = 1;
    }
    out.push_back(cp);
    p += used;
    left -= used;
  }
  return out;
}

std::size_t space_length(std::string_view s) {
  if (s.empty()) return 0;
  if (s[0] == ' ' || s[0] == '\t' || s[0] == '\r' || s[0] == '\n' || s[0] == '\v' || s[0] == '\f')
    return 1;
  if (s.substr(0, 2) == "\xC2\xA0") return 2;
  if (s.substr(0, 3) == "\xE3\x80\x80") return 3;
  return 0;
}

}  // namespace

std::string trim(std::string_view s) {
  while (const std::size_t n = space_length(s)) s.remove_prefix(n);
  for (;;) {
    if (!s.empty() && space_length(s.substr(s.size() - 1)) == 1)
      s.remove_suffix(1);
    else if (s.size() >= 2 && space_length(s.substr(s.size() - 2)) == 2)
      s.remove_suffix(2);
    else if (s.size() >= 3 && space_length(s.substr(s.size() - 3)) == 3)
      s.remove_suffix(3);
    else
      return std::string(s);
  }
}

std::vector<std::string> split(std::string_view s, char separator) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t at = s.find(separator);
    out.emplace_back(s.substr(0, at));
    if (at == std::string_view::npos) return out;
    s.remove_prefix(at + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i];
  }
  return out;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool starts_with_ci(std::string_view s, std::string_view prefix) {
  return s.size() >= prefix.size() && lower(s.substr(0, prefix.size())) == lower(prefix);
}

std::size_t display_width(std::string_view s) {
  std::size_t width = 0;
  for (const std::int32_t cp : code_points(s))
    width += static_cast<std::size_t>(std::max(0, utf8proc_charwidth(cp)));
  return width;
}

std::string pad_right(std::string_view s, std::size_t width) {
  const std::size_t w = display_width(s);
  return std::string(s) + std::string(w < width ? width - w : 0, ' ');
}

std::string pad_left(std::string_view s, std::size_t width) {
  const std::size_t w = display_width(s);
  return std::string(w < width ? width - w : 0, ' ') + std::string(s);
}

std::string normalise(std::string_view s) {
  utf8proc_uint8_t* out = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(s.data()),
      static_cast<utf8proc_ssize_t>(s.size()),
      &out,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT));
  if (size < 0) return std::string(s);
  std::string result(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
  std::free(out);  // NOLINT: utf8proc allocates with malloc
  return result;
}

bool is_utf8(std::string_view s) {
  const auto* p = reinterpret_cast<const utf8proc_uint8_t*>(s.data());
  auto left = static_cast<utf8proc_ssize_t>(s.size());
  while (left > 0) {
    utf8proc_int32_t cp = 0;
    const utf8proc_ssize_t used = utf8proc_iterate(p, left, &cp);
    if (used <= 0) return false;
    p += used;
    left -= used;
  }
  return true;
}

bool parse_number(std::string_view s, double& value) {
  if (!s.empty() && s[0] == '+') {
    s.remove_prefix(1);
    if (!s.empty() && (s[0] == '-' || s[0] == '+')) return false;
  }
  if (s.empty() || !(s[0] == '-' || s[0] == '.' || (s[0] >= '0' && s[0] <= '9'))) return false;
  const auto [end, status] = std::from_chars(s.data(), s.data() + s.size(), value);
  return status == std::errc{} && end == s.data() + s.size() && std::isfinite(value);
}

std::string round_trip(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return fmt::format("{}", value);
}

std::string fixed(double value, int decimals) {
  std::string out = fmt::format("{:.{}f}", value, decimals);
  if (out[0] == '-' && out.find_first_not_of("-0.") == std::string::npos) out.erase(0, 1);
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  const std::vector<std::int32_t> x = code_points(a), y = code_points(b);
  std::vector<std::size_t> before(y.size() + 1), row(y.size() + 1), next(y.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= x.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= y.size(); ++j) {
      next[j] =
          std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (x[i - 1] == y[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[y.size()];
}

namespace {

/// Share of the shorter name's characters that the other one holds too; only for names with Chinese
/// characters.
double shared_characters(std::string_view a, std::string_view b) {
  std::vector<std::int32_t> x = code_points(a), y = code_points(b);
  const bool chinese = std::any_of(x.begin(), x.end(), [](std::int32_t c) { return c >= 0x2E80; });
  if (!chinese || x.empty() || y.empty()) return 0;
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  std::vector<std::int32_t> common;
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(common));
  return static_cast<double>(common.size()) / static_cast<double>(std::max(x.size(), y.size()));
}

}  // namespace

std::vector<std::string> nearest(std::string_view name,
                                 std::span<const std::string> candidates,
                                 std::size_t most) {
  std::vector<std::pair<double, std::string>> found;
  const std::string folded = lower(name);
  const std::size_t characters = code_points(name).size();
  for (const std::string& candidate : candidates) {
    const std::size_t distance =
        std::min(edit_distance(name, candidate), edit_distance(folded, lower(candidate)));
    const double shared = shared_characters(name, candidate);
    const std::size_t allowed = std::min<std::size_t>(2, std::max<std::size_t>(1, characters / 3));
    if (distance <= allowed)
      found.emplace_back(static_cast<double>(distance), candidate);
    else if (shared >= 0.5)
      found.emplace_back(3.0 - shared, candidate);
    else if (folded.size() >= 4 && lower(candidate).find(folded) != std::string::npos)
      found.emplace_back(4.0, candidate);
  }
  std::stable_sort(
      found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) out.push_back(found[i].second);
  return out;
}

Text did_you_mean(std::string_view name, std::span<const std::string> candidates) {
  std::vector<std::string> near = nearest(name, candidates);
  if (near.empty()) return {};
  for (std::string& n : near) n = "'" + n + "'";
  return {"; did you mean " + join(near, " or ") + "?", "；是否指 " + join(near, " 或 ") + "？"};
}

}  // namespace yugong::text
