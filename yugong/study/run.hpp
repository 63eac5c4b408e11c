#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "yugong/base/executor.hpp"
#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/study/plan.hpp"

namespace yugong::study {

enum class State { done, kept, failed, skipped };

/// How one step ended.
struct StepOutcome {
  std::string id;
  std::string kind;
  State state = State::done;
  double seconds = 0;
  Text summary;  ///< "504 obs", "36 units x 14 periods", "6 formats"
  std::vector<Problem>
      problems;  ///< why it failed or was skipped; warnings and notes of a step that was done
};

struct RunOptions {
  std::string out;  ///< folder of outputs; empty: `out` beside the study file
  std::vector<std::string>
      only;  ///< tables, figures, models or other steps wanted (with what they need); empty = all
  std::vector<std::string>
      force;                   ///< steps run again even when nothing changed; "all" = every step
  bool stop_at_first = false;  ///< stop at the first step that fails instead of keeping the others
  bool use_cache = true;
  std::string lang;  ///< "en", "zh", "both"; empty: as the study says
  std::vector<std::string>
      formats;  ///< of tables: "html", "tex", "docx", "xlsx", "csv", "md"; empty = all
  /// Called after each step, from the thread that called run: for a program that prints lines.
  std::function<void(const StepOutcome&)> on_step;
};

/// What a run made.
struct Outcome {
  std::vector<StepOutcome> steps;
  std::map<std::string, Result> results;     ///< by id: "NQP", "base2", "region.上游", "table.3"
  std::shared_ptr<const data::Panel> panel;  ///< with all derived columns
  std::vector<Problem> notes;                ///< of the run as a whole (cache entries ignored, ...)
  std::vector<std::string> files;            ///< written, relative to `folder`
  std::string folder;                        ///< of outputs
  bool failed = false;  ///< some step failed; the others were kept (exit code 3)
  double seconds = 0;
};

/// Brings everything up to date. Steps whose key is found in `out/cache/` are taken from there bit
/// by bit. Outputs are written to a folder beside `out` and moved in place when the run has ended:
/// each file whole or not at all. Throws Interrupted when a stop was asked for (finished steps stay
/// in the cache, the outputs of the last run stay as they were), and Error when nothing can be run:
/// data that do not fit the study, YG4001 outputs that cannot be written, YG4013 a folder that is
/// not ours.
Outcome run(const Plan& plan, const Executor& executor, const RunOptions& options = {});

/// The results stored by the last run in a folder of outputs, for `show`: the JSON text of
/// results/<id>.json. Throws Error YG2109 naming the results there are.
std::string stored_result(const std::string& out, const std::string& id);
/// The text of tables/t<id>.md of the last run. Throws Error YG2109.
std::string stored_table(const std::string& out, const std::string& id);

}  // namespace yugong::study
