#pragma once

#include <string>
#include <vector>

namespace yugong::cli {

/// A study file that `yugong new` writes, beside data from the simulator.
struct StudyTemplate {
  std::string name;
  std::string toml;
  std::string scenario;  ///< of the simulator
  std::string settings;  ///< of it, as JSON
};

const std::vector<StudyTemplate>& study_templates();

}  // namespace yugong::cli
