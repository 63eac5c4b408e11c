#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Files read and written whole. Every failure is an Error that names the file and the reason.
namespace yugong::study {

/// The bytes of a file. Throws Error: YG0101 no such file, YG0102 a folder, YG0103 not readable.
std::string read_bytes(const std::string& path);

/// Writes beside the file and renames: the old file or the new one, never half. Throws Error YG4001
/// (disk full) or YG4002.
void write_whole(const std::string& path, std::string_view bytes);

/// Makes a folder and its parents. Throws Error YG4002.
void make_folder(const std::string& path);

/// Files that match a pattern with `*` and `?` in its last parts, sorted by name. A pattern without
/// either is the file itself.
std::vector<std::string> glob(const std::string& pattern);

/// `${NAME}` replaced by the environment; sets `unset` to the first name that has no value.
std::string expand_environment(const std::string& path, std::string& unset);

/// `path` itself when absolute, else under `folder`.
std::string under(const std::string& folder, const std::string& path);

}  // namespace yugong::study
