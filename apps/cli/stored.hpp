#pragma once

#include <string>
#include <vector>

#include "yugong/base/result.hpp"

namespace yugong::cli {

/// A result read back from its JSON: what tables need of it (formula, tidy, glance, tables, tests).
Result result_from_json(const std::string& json);

/// Results of the last run by what a column of a table may say: "base2", "region.上游",
/// "iv1.first"; one result per column. Throws as study::stored_result, and YG4027.
std::vector<Result> stored_columns(const std::string& folder,
                                   const std::vector<std::string>& names);

}  // namespace yugong::cli
