#pragma once

#include <deque>
#include <string>
#include <vector>

#include "yugong/report/regression_table.hpp"
#include "yugong/report/result_parts.hpp"
#include "yugong/study/build.hpp"
#include "yugong/study/keys.hpp"

/// Tables of estimates from the entries of a study: columns by name, panels, comparisons.
namespace yugong::study {

/// The keys of a table without those of the study, over those of [style]; `@set` items replaced,
/// also inside lists and tables.
Value table_settings(const Made& made, const ExhibitSpec& spec, bool with_style);
TableKeys keys_of(const ExhibitSpec& spec);

/// Columns of a table, with the parts of results that they point into.
struct NamedColumns {
  std::deque<report::Part> parts;
  std::vector<report::RegressionColumn> columns;
};

/// What "base1", "region.*", "region.上游", "iv1.first" or "quantiles.0.25" name, in order. Throws
/// Error YG4027 for a name behind the dot that is neither an estimate nor a part of one.
NamedColumns columns_of(const Made& made, const ExhibitSpec& spec, const TableKeys& keys);

/// kind = "regression", panels included, and kind = "compare".
report::Table regression_exhibit(const Made& made, const ExhibitSpec& spec);
report::Table compare_exhibit(const Made& made, const ExhibitSpec& spec);

}  // namespace yugong::study
