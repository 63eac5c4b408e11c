#pragma once

#include <functional>
#include <string>
#include <vector>

#include "yugong/base/options.hpp"
#include "yugong/base/value.hpp"

/// The simulated panels that `yugong simulate` and `yugong new` can write.
namespace yugong::cli {

struct Scenario {
  std::string name;
  std::vector<OptionInfo> options;
  /// Draws the panel of these settings and writes it below a folder; the files, relative to it.
  std::function<std::vector<std::string>(const Value& settings, const std::string& folder)> write;
};

const std::vector<Scenario>& scenarios();

/// Nothing of that name: null.
const Scenario* find_scenario(const std::string& name);

/// "yellow-river, city-panel".
std::string scenario_names();

/// The options of all, each once; where defaults or meanings differ, the help tells them apart.
std::vector<OptionInfo> scenario_options();

}  // namespace yugong::cli
