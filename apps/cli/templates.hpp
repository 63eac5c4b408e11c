#pragma once

#include <string>
#include <vector>

namespace yugong::cli {

/// A study file that `yugong new` writes, beside data from the simulator.
struct StudyTemplate {
  std::string name;
  std::string toml;
};

const std::vector<StudyTemplate>& study_templates();

}  // namespace yugong::cli
