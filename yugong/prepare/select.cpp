#include "yugong/prepare/select.hpp"

#include <algorithm>

#include "yugong/prepare/columns.hpp"

namespace yugong::prepare::select {

void apply(data::Panel& panel, const Options& options, const Executor&) {
  if (options.keep.empty() == options.drop.empty())
    throw Error(error("YG2242",
                      {"give either keep or drop", "keep 与 drop 必须且只能给出一个"},
                      {"write keep = [\"gdp\", \"co2\"] or drop = [\"remark\"]",
                       "例如 keep = [\"gdp\", \"co2\"] 或 drop = [\"remark\"]"}));
  std::vector<Problem> problems;
  for (const std::string& name : options.keep.empty() ? options.drop : options.keep) {
    try {
      panel.table().column(name);
    } catch (const Error& e) {
      problems.push_back(e.first());
    }
    if (name == panel.unit_name() || name == panel.time_name()) {
      if (options.keep.empty())
        problems.push_back(error("YG2242",
                                 {"'" + name + "' is a key of the panel and stays",
                                  "“" + name + "”是面板标识变量，不能删除"},
                                 {"remove it from drop", "请从 drop 中去掉"})
                               .about(name));
    }
  }
  if (!problems.empty()) throw Error(std::move(problems));
  const auto named = [](const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  for (const std::string& name : panel.table().names()) {
    const bool key = name == panel.unit_name() || name == panel.time_name();
    const bool go =
        options.keep.empty() ? named(options.drop, name) : !key && !named(options.keep, name);
    if (!go) continue;
    panel.table().remove(name);
    record(panel, "drop", name, {"column dropped", "删除变量"}, {});
  }
}

}  // namespace yugong::prepare::select
