#include "yugong/prepare/columns.hpp"

#include <algorithm>

namespace yugong::prepare {

namespace {

bool is_key(const data::Panel& panel, const std::string& name) {
  return name == panel.unit_name() || name == panel.time_name();
}

}  // namespace

std::vector<std::string> chosen_columns(const data::Panel& panel,
                                        const std::vector<std::string>& vars,
                                        const std::vector<std::string>& except) {
  std::vector<Problem> problems;
  std::vector<std::string> chosen;
  const auto known = [&](const std::string& name) {
    try {
      panel.table().column(name);
      return true;
    } catch (const Error& e) {
      problems.push_back(e.first());
      return false;
    }
  };
  for (const std::string& name : except) known(name);
  const auto add = [&](const std::string& name) {
    const bool left_out = std::find(except.begin(), except.end(), name) != except.end();
    if (!left_out && std::find(chosen.begin(), chosen.end(), name) == chosen.end())
      chosen.push_back(name);
  };
  for (const std::string& name : vars) {
    if (name == "all" && !panel.table().has("all")) {
      for (const data::DataColumn& c : panel.table().columns())
        if (!c.is_text && !is_key(panel, c.name)) add(c.name);
    } else if (known(name)) {
      if (panel.table().column(name).is_text || is_key(panel, name))
        problems.push_back(
            error("YG2241",
                  {"'" + name + "' is no numeric variable", "“" + name + "”不是数值变量"},
                  {"name numeric columns only; keys of the panel stay as they are",
                   "请只列出数值变量；面板标识变量保持不变"})
                .about(name));
      add(name);
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
  return chosen;
}

void record(data::Panel& panel,
            const std::string& step,
            const std::string& column,
            Text detail,
            std::vector<std::uint32_t> rows) {
  data::Change change;
  change.step = step;
  change.column = column;
  change.detail = std::move(detail);
  change.cells = rows.size();
  change.rows = std::move(rows);
  panel.table().changes().push_back(std::move(change));
}

}  // namespace yugong::prepare
