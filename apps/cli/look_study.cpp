#include <algorithm>

#include "print.hpp"
#include "verbs.hpp"
#include <fmt/format.h>

#include "yugong/study/load.hpp"

namespace yugong::cli {
namespace {

/// One row a name that formulas of the study may use: the columns of its sources, then what it
/// derives.
Frame names_of_study(const study::Study& study, Lang lang) {
  std::vector<std::string> variable, from, label, unit;
  std::vector<double> rows, missing_cells;
  for (const study::SourceSpec& source : study.sources) {
    const data::Table table = study::load_source(study, source);
    for (const data::DataColumn& c : table.columns()) {
      if (std::find(variable.begin(), variable.end(), c.name) != variable.end()) continue;
      std::size_t absent = 0;
      for (std::size_t i = 0; i < c.size(); ++i) absent += c.missing_at(i) ? 1U : 0U;
      variable.push_back(c.name);
      from.push_back("source." + source.name);
      label.push_back(c.label.in(lang));
      unit.push_back(c.unit);
      rows.push_back(static_cast<double>(c.size()));
      missing_cells.push_back(static_cast<double>(absent));
    }
  }
  const auto defined =
      [&](const std::string& name, const std::string& where, const std::string& text) {
        variable.push_back(name);
        from.push_back(where);
        label.push_back(text);
        unit.emplace_back();
        rows.push_back(missing);
        missing_cells.push_back(missing);
      };
  for (const study::DeriveSpec& d : study.derive) defined(d.name, "derive", d.expression);
  for (const study::ComputedSpec& c : study.computed) defined(c.name, c.section, c.label.in(lang));
  Frame frame;
  frame.add("variable", variable).add("from", from).add("label", label).add("unit", unit);
  frame.add("rows", rows).add("missing", missing_cells);
  return frame;
}

}  // namespace

int look_study(const Request& request) {
  const study::Study study = study::read(request.positional[0]);
  const Frame names = names_of_study(study, request.common.lang);
  out(request.common.json ? to_json(names) : as_text(names, request.common.lang, 10000));
  return 0;
}

}  // namespace yugong::cli
