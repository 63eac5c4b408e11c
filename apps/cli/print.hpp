#pragma once

#include <string>
#include <vector>

#include "arguments.hpp"

#include "yugong/base/result.hpp"

namespace yugong::cli {

void out(const std::string& text);  ///< standard output, with a line end
void err(const std::string& text);  ///< standard error, with a line end
void print(const std::vector<Problem>& problems, const Common& common);
/// A frame as a table: at most `most` rows, numbers with `digits` significant digits.
std::string as_text(const Frame& frame, Lang lang, std::size_t most = 40, int digits = 6);
/// A result for the terminal, or the JSON object.
void print(const Result& result, const Common& common, bool with_augment);
/// 0 done, 1 study or data, 2 usage, 3 estimate, 4 file or network, 70 bug.
int exit_code(const std::vector<Problem>& problems, bool from_study);

}  // namespace yugong::cli
