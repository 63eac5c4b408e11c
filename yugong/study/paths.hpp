#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/base/error.hpp"

/// Paths as a study writes them.
namespace yugong::study {

/// Makes a folder and its parents. Throws Error YG4001 with the reason.
void make_folder(const std::string& path);

/// `${NAME}` replaced by the environment; sets `unset` to the first name that has no value.
std::string expand_environment(const std::string& path, std::string& unset);

/// `path` itself when absolute, else under `folder`.
std::string under(const std::string& folder, const std::string& path);

/// Folders of this machine and how the study writes them: "${NAME}/", or "" for its own folder.
/// Both ends with '/' where not empty.
using Places = std::vector<std::pair<std::string, std::string>>;

/// The text with every path as the study writes it, so that a record does not tell where the study
/// stands and is the same on every machine.
std::string as_written(const std::string& text, const Places& places);
Text as_written(const Text& text, const Places& places);
Problem as_written(Problem problem, const Places& places);
/// Remembers a folder; one inside another is found first.
void add_place(Places& places, std::string folder, const std::string& written);

/// The names of environment variables in a path.
std::vector<std::string> environment_names(const std::string& path);

/// A name as part of a file name: `/`, `\` and control characters become `_`.
std::string file_name(const std::string& name);

}  // namespace yugong::study
