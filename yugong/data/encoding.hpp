#pragma once

#include <string>
#include <string_view>

/// Text of any encoding to UTF-8. Private to the room, but for `encode` in write.hpp.
namespace yugong::data {

/// Turns the bytes of a text file into UTF-8 without byte order mark. With an empty `encoding` it
/// is found: byte order mark, valid UTF-8, UTF-16 by its zero bytes, then uchardet's guess, where
/// GB18030 wins unless Big5 is recognised. Returns the name of the encoding. YG1005 when the bytes
/// do not fit, with the line.
std::string to_utf8(std::string& bytes, const std::string& encoding, const std::string& file);

/// iconv with exact conversion; false when a character does not fit, `stopped_at` then being its
/// byte offset. YG1005 for an encoding that is not known.
bool convert(std::string_view in,
             const std::string& from,
             const std::string& to,
             std::string& out,
             std::size_t& stopped_at);

}  // namespace yugong::data
