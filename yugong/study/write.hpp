#pragma once

#include <string>
#include <vector>

#include "yugong/study/build.hpp"
#include "yugong/study/outputs.hpp"
#include "yugong/study/plan.hpp"
#include "yugong/study/run.hpp"

/// The files of a run, one group each.
namespace yugong::study {

/// What the writers share.
struct Sink {
  const Plan& plan;
  const Made& made;
  Outputs& outputs;
  const RunOptions& options;
  const Executor& executor;

  /// Languages written; the first has no ending in file names, a second one ".en".
  std::vector<Lang> languages() const;
  /// "" or ".en".
  std::string ending(Lang lang) const;
};

/// data/panel.csv, panel.dta, codebook.csv
void write_data(const Sink& sink);
/// tables/t<id>.*; `kept` says on entry whether files of the last run may stay, on return whether
/// they did.
Exhibit write_table(const Sink& sink, const Step& step, bool& kept);
/// figures/f<id>.* of all figures, drawn side by side; `kept` as for tables, one for each.
std::vector<Exhibit> write_figures(const Sink& sink,
                                   const std::vector<const Step*>& steps,
                                   std::vector<bool>& kept);
/// report.html and report.docx
void write_report(const Sink& sink, const std::vector<Exhibit>& exhibits, const Outcome& outcome);
/// results/<id>.json and <id>.augment.csv
void write_results(const Sink& sink);

}  // namespace yugong::study
