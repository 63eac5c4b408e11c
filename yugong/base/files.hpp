#pragma once

#include <string>
#include <string_view>

namespace yugong {

/// The bytes of a file. Throws YG1001 (not found, with the nearest name in that folder), YG1002 (a
/// directory), YG1003 (no permission).
std::string read_whole(const std::string& path);

/// Writes a file whole or not at all: to a temporary beside it, flushed, then renamed. Missing
/// folders are made. Throws YG4001 (cannot be written: reason) and leaves nothing behind.
void write_whole(const std::string& path, std::string_view bytes);

/// SHA-256 in hex.
std::string sha256(std::string_view bytes);

}  // namespace yugong
