#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/study/file.hpp"

namespace yugong::study {

/// One step of a study. Steps form a graph without cycles; `needs` are positions of earlier steps.
struct Step {
  std::string id;    ///< unique: "source.yearbook", "panel", "prepare", "OPEN", "NQP", "base2",
                     ///< "table.4", "figure.1", "report"
  std::string kind;  ///< "source", "panel", "prepare", "derive", "index", "efficiency", "model",
                     ///< "table", "figure", "report"
  std::string what;  ///< the formula, expression or file, for people
  std::size_t item = 0;  ///< position in the list of the study that it comes from
  std::vector<std::size_t> needs;
  std::string key;  ///< content address: changes when anything that the step depends on changes
};

/// Steps in an order in which they can run.
struct Plan {
  Study study;
  std::vector<Step> steps;
  std::map<std::string, std::string> inputs;  ///< file as written -> SHA-256
  const Step* find(std::string_view id) const;
};

/// Orders the steps by the names they use and gives each its content key (XXH3 of 128 bits over the
/// settings, the keys of what it needs, the contents of the input files and the program's version).
/// Throws Error: files that cannot be read.
Plan plan(Study study);

/// Reads the data and resolves every name against it, without estimating: all problems found,
/// errors and warnings together. Used by `yugong check`; `run` does the same first. `panel_text`
/// receives one line on the panel's shape.
std::vector<Problem> check(const Plan& plan, const Executor& executor, Text* panel_text = nullptr);

/// Version of the program, part of every key and of the manifest.
std::string version();

}  // namespace yugong::study
