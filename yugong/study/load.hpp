#pragma once

#include <span>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/study/file.hpp"

/// From the files of a study to its prepared panel, one step at a time.
namespace yugong::study {

/// Reads the files of one source.
data::Table load_source(const Study& study, const SourceSpec& source);

/// Compares the panel with `expect`: after preparation, since filters may be meant. Throws Error
/// YG1322.
void check_shape(const Study& study, const data::Panel& panel);

/// Unit names settled, sources joined by unit and period (a source without periods by unit alone),
/// periods outside `range` left out. The first source that has both
/// keys leads. Refuses: no such source (YG1321), a shape that is not the one expected (YG1322), a
/// range without rows (YG1323).
data::Panel join_sources(const Study& study, std::vector<data::Table> tables);

/// The steps of [prepare], in order, then the comparison with `expect`.
void prepare_panel(const Study& study, data::Panel& panel, const Executor& executor);

/// The name that every use of the study must be one of: columns of the panel, and what the study
/// makes. Problems: YG2104 for each use of an unknown name, YG2106 for a definition that would hide
/// a column of the data.
std::vector<Problem> check_names(const Study& study, std::span<const std::string> columns);

/// "36 units x 14 periods, 504 rows, balanced".
Text shape_of(const data::Panel& panel);

}  // namespace yugong::study
