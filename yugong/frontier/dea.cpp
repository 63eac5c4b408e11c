#include "yugong/frontier/dea.hpp"

#include "yugong/base/progress.hpp"
#include "yugong/frontier/dea_data.hpp"
#include "yugong/frontier/dea_notes.hpp"
#include "yugong/frontier/dea_run.hpp"
#include "yugong/frontier/dea_settings.hpp"

namespace yugong::frontier::dea {

Verb verb() {
  return {"dea",
          {"Efficiency scores by data envelopment analysis: slacks-based, radial, directional, "
           "epsilon-based and additive models, with bad outputs and super-efficiency",
           "数据包络分析：SBM、径向、方向距离、EBM 与加性模型，可含非期望产出与超效率"},
          "efficiency",
          ""};
}

std::vector<std::string> uses(const Options& options) {
  std::vector<std::string> names;
  for (const Variable& v : variables_of(options)) names.push_back(v.name);
  if (options.direction.is_table())
    for (const auto& [name, value] : options.direction.members)
      if (value.is_text() && value.text != "own") names.push_back(value.text);
  if (!options.technology_gap.empty()) names.push_back(options.technology_gap);
  try {
    if (const FrontierRule rule = frontier_rule(options.frontier); !rule.column.empty())
      names.push_back(rule.column);
  } catch (const Error&) {
    // An unknown reference set is reported when the method runs.
  }
  return names;
}

Fit fit(const data::Panel& panel, const Options& options, const Executor& executor) {
  Fit fit;
  fit.options = settle(options, fit.notes);
  check_settings(fit.options);
  note_settings(fit.options, fit.notes);
  const std::vector<Reference> sets = read_panel(panel, fit);
  executor.progress().begin("dea", "units", fit.rows.size());
  measure_all(fit, sets, executor);
  executor.progress().finish("dea", "");
  note_outcomes(fit);
  return fit;
}

}  // namespace yugong::frontier::dea
