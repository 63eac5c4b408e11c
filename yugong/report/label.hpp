#pragma once

#include <string>
#include <vector>

#include "yugong/report/regression_table.hpp"

/// What the builders of tables share: names of variables in words, and the sentence on stars.
namespace yugong::report {

/// The label of a variable when labels are asked for and the study has one, else its name; "_cons"
/// in words.
Text label_of(const std::string& name, Naming naming, const TableContext& context);

/// "***, **, * denote significance at 1%, 5%, 10%." with the levels given, and their symbols in the
/// same order where there are some.
Text levels_note(const std::vector<double>& levels, const std::vector<std::string>& symbols = {});

/// As above with what stands in parentheses: "t statistics in parentheses; ***, ...".
Text levels_note(const std::vector<double>& levels,
                 const std::vector<std::string>& symbols,
                 const Text& inside);

}  // namespace yugong::report
