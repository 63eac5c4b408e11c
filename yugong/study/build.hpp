#pragma once

#include <map>
#include <string>
#include <vector>

#include "yugong/base/result.hpp"
#include "yugong/data/panel.hpp"
#include "yugong/report/figure.hpp"
#include "yugong/report/page.hpp"
#include "yugong/report/regression_table.hpp"
#include "yugong/report/table.hpp"
#include "yugong/report/writers.hpp"
#include "yugong/study/file.hpp"
#include "yugong/study/run.hpp"
#include "yugong/study/steps.hpp"

/// From results to tables, figures and the report page.
namespace yugong::study {

/// All that exhibits are built from.
struct Made {
  const Study& study;
  const data::Panel& panel;
  const std::map<std::string, Result>& results;
  const std::map<std::string, std::vector<Variant>>&
      variants;  ///< of each model entry, in order, failed ones too
};

/// Names, labels and words that every table shares.
report::TableContext context_of(const Made& made, const ExhibitSpec& spec);
report::Words words_of(const Study& study);

/// The result that a table or figure is about. Throws Error YG4014 when its step failed.
const Result& subject(const Made& made, const std::string& of, const ExhibitSpec& spec);

/// What people call an estimate: the label of its model, its group, its title in the first table
/// that prints it ("Robustness (2)" when it has none), else its id.
Text column_name(const Made& made, const Variant& variant);
/// Warnings for terms of `show` that no regression table has: misspelt, most likely.
std::vector<Problem> terms_in_no_table(const Made& made);

/// Throws Error: a table none of whose estimates exist, a part that a result does not have
/// (YG2114).
report::Table build_table(const Made& made, const ExhibitSpec& spec);
report::Figure build_figure(const Made& made, const ExhibitSpec& spec, std::vector<Problem>& notes);

/// A table or figure as it goes into the report; `problems` when it could not be made.
struct Exhibit {
  const ExhibitSpec* spec = nullptr;
  std::vector<report::Table> table;  ///< one, or none
  std::vector<report::Figure> figure;
  std::map<Lang, std::string> svg;
  std::map<Lang, std::string> png;
  std::vector<Problem> problems;
};

/// The report page of a run.
report::Page build_page(const Made& made,
                        const std::vector<Exhibit>& exhibits,
                        const Outcome& outcome,
                        const std::map<std::string, std::string>& inputs,
                        Lang lang);
/// The same exhibits as the blocks of a Word document. The tables of `exhibits` must outlive the
/// blocks.
std::vector<report::DocxBlock> build_docx(const Made& made,
                                          const std::vector<Exhibit>& exhibits,
                                          Lang lang);

/// What preparation did to the data, one row per step and variable.
Frame changes_frame(const data::Panel& panel, Lang lang);

}  // namespace yugong::study
