#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yugong/report/writers.hpp"

/// Small pieces that several writers share.
namespace yugong::report {

/// `& < > " '` as entities; characters that XML forbids are left out. For text and attribute values
/// of HTML, SVG and XML.
std::string escape_xml(std::string_view s);

/// Notes in one language, the first led by "注：" or "Note: ".
std::vector<std::string> note_lines(const std::vector<Text>& notes, Lang lang, const Words& words);

/// True when a thin line is due above row `r` (a rule stands before it).
bool rule_above(const Table& table, std::size_t r);

/// Number of table columns before header cell `k` of a header row.
std::size_t first_column(const std::vector<HeaderCell>& line, std::size_t k);

/// Base64 (RFC 4648), for pictures inside a page.
std::string base64(std::string_view bytes);

/// Rows of a plain frame as texts: numbers round-trip, missing empty.
std::string frame_cell(const Column& column, std::size_t row);

}  // namespace yugong::report
