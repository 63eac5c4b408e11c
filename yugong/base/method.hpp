#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/options.hpp"
#include "yugong/base/result.hpp"

namespace yugong {

namespace data {
class Panel;
}

/// The name under which study file, command line and bindings know a method, and one line on what
/// it does.
struct Verb {
  std::string name;     ///< "fe", "dea", "index"
  Text summary;         ///< one sentence
  std::string section;  ///< table of the study file: "model", "index", "efficiency"
  std::string leading;  ///< option that the command line takes as first positional argument
                        ///< ("formula"), or empty
};

/// One row of the method table.
struct Method {
  Verb verb;
  std::string room;
  std::vector<OptionInfo> options;
  /// Checks the settings without data: every mistake is appended.
  std::function<void(const Value&,
                     const std::string& path,
                     std::vector<Problem>&,
                     const std::set<std::string>& also)>
      check;
  /// Reads the settings, runs, and returns the result in the common shape. Throws Error.
  std::function<Result(const data::Panel&,
                       const Value&,
                       const std::string& path,
                       const Executor&,
                       const std::set<std::string>& also)>
      run;
  /// Columns of the panel that the settings use; empty when the settings are wrong.
  std::function<std::vector<std::string>(const Value&)> uses;
};

/// What the header of a method must declare in its own namespace; the room's generated methods.cpp
/// checks it.
///   struct Options (with described()), struct Fit, Verb verb(),
///   Fit fit(const data::Panel&, const Options&, const Executor&);
///   Frame tidy(const Fit&), glance(const Fit&), augment(const Fit&, const data::Panel&);
///   void complete(const Fit&, Result&)   -- sample, tests, notes, further tables
///   std::vector<std::string> uses(const Options&)   -- panel columns that are read
template <class Options, class Fit>
Method make_method(std::string room,
                   Verb verb,
                   Fit (*fit)(const data::Panel&, const Options&, const Executor&),
                   Frame (*tidy)(const Fit&),
                   Frame (*glance)(const Fit&),
                   Frame (*augment)(const Fit&, const data::Panel&),
                   void (*complete)(const Fit&, Result&),
                   std::vector<std::string> (*uses)(const Options&));

}  // namespace yugong

#include "yugong/base/method_impl.hpp"
