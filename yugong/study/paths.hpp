#pragma once

#include <string>

/// Paths as a study writes them.
namespace yugong::study {

/// Makes a folder and its parents. Throws Error YG4001 with the reason.
void make_folder(const std::string& path);

/// `${NAME}` replaced by the environment; sets `unset` to the first name that has no value.
std::string expand_environment(const std::string& path, std::string& unset);

/// `path` itself when absolute, else under `folder`.
std::string under(const std::string& folder, const std::string& path);

/// A name as part of a file name: `/`, `\` and control characters become `_`.
std::string file_name(const std::string& name);

}  // namespace yugong::study
