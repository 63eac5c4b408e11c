#pragma once

#include <string>
#include <utility>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/options.hpp"

namespace yugong::cli {

/// What every verb takes.
struct Common {
  Lang lang = Lang::en;
  bool lang_given = false;
  bool json = false;
  bool quiet = false;
  bool colour = false;
  int threads = 0;  ///< 0 = all cores
  Executor executor;
};

/// One verb with its arguments, as typed.
struct Request {
  Common common;
  std::string verb;
  std::vector<std::string> positional;
  std::vector<std::pair<std::string, std::string>>
      options;  ///< name without dashes (- and _ are the same), text
  bool has(const std::string& name) const;
  std::string get(const std::string& name, const std::string& fallback = "") const;
  std::vector<std::string> list(
      const std::string& name) const;  ///< split at commas, empty items left out
};

/// Options of a verb for the parser, help and suggestions.
struct VerbSpec {
  std::string name;
  Text summary;
  std::string usage;                 ///< "FORMULA --data FILE --panel UNIT,TIME"
  std::vector<OptionInfo> options;   ///< its own
  std::size_t fewest = 0, most = 0;  ///< positional arguments
};

/// All verbs: the program's own, then one for each method.
const std::vector<VerbSpec>& verbs();
const VerbSpec* find_verb(const std::string& name);
/// Options that read a data file (`--data`, `--panel`, `--sheet`, ...): shared by all verbs that
/// take data.
const std::vector<OptionInfo>& data_options();

/// Reads the command line. Throws Error of kind usage: unknown verb or option with the nearest
/// name, missing arguments.
Request parse(int argc, char** argv);

/// The options of a request that a table of OptionInfo describes, as settings: lists are split at
/// commas, numbers read.
Value settings_of(const Request& request, const std::vector<OptionInfo>& infos);

/// Options of a table of estimates that a command line can give.
std::vector<OptionInfo> table_flags();

/// The executor for `-j` (all cores unless told), stopping at Ctrl-C.
Executor executor_for(int threads);
bool stop_requested();
inline constexpr int interrupted_code = 130;  ///< exit code after Ctrl-C
void catch_interrupts();

}  // namespace yugong::cli
