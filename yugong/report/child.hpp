#pragma once

#include <string>
#include <vector>

namespace yugong::report {

/// What a child process left behind.
struct ChildResult {
  int status = -1;  ///< exit code; 128 + signal when it was killed; -1 when it could not start
  std::string out;
  std::string err;
};

/// Path of an executable: `name` itself when it has a slash, else the first on PATH; empty when
/// there is none.
std::string find_program(const std::string& name);

/// Runs a program in `folder` with the arguments given, no shell between, nothing on its input;
/// waits for it.
ChildResult run_child(const std::string& program,
                      const std::vector<std::string>& arguments,
                      const std::string& folder);

}  // namespace yugong::report
