#pragma once

#include <string>

#include "yugong/base/value.hpp"

/// From the text of a study file to a tree of settings in which every key and value knows its
/// place.
namespace yugong::study {

/// TOML text to a tree. Runs the guard first. Throws Error: YG2003 (character outside quotes),
/// YG2002 (syntax), YG2005 (the same key twice).
Value read_toml(const std::string& text, const std::string& file);

/// A study file, TOML or (by its ending, or a leading brace) JSON with the same keys. Throws Error:
/// YG0101 no such file, YG0102 it is a folder, YG0103 it cannot be read, YG2004 not UTF-8 (says so
/// when it looks like GBK), YG2006 empty.
Value read_tree(const std::string& path);

/// A tree as TOML text: for `--save-to` and for templates.
std::string to_toml(const Value& tree);

}  // namespace yugong::study
