#include "scenarios.hpp"

#include <algorithm>

#include "yugong/base/text.hpp"
#include "yugong/simulate/city_panel.hpp"
#include "yugong/simulate/yellow_river.hpp"

namespace yugong::cli {
namespace {

template <class Options, class Simulate>
Scenario scenario(std::string name, Simulate simulate) {
  return {std::move(name),
          option_infos<Options>(),
          [simulate](const Value& settings, const std::string& folder) {
            return simulate::write(simulate(read_options<Options>(settings, "")), folder);
          }};
}

/// "yellow-river: A; city-panel: B" of what differs between scenarios.
Text told_apart(const std::vector<std::pair<std::string, Text>>& parts) {
  Text out;
  for (const auto& [name, text] : parts) {
    out.en += (out.en.empty() ? "" : "; ") + name + ": " + text.en;
    out.zh += (out.zh.empty() ? "" : "；") + name + "：" + text.zh;
  }
  return out;
}

OptionInfo joined(const std::vector<std::pair<std::string, OptionInfo>>& same) {
  OptionInfo out = same.front().second;
  bool helps_differ = false, defaults_differ = false;
  for (const auto& [name, info] : same) {
    helps_differ = helps_differ || info.help.en != out.help.en;
    defaults_differ = defaults_differ || info.fallback != out.fallback;
  }
  std::vector<std::pair<std::string, Text>> helps, defaults;
  for (const auto& [name, info] : same) {
    helps.emplace_back(name, info.help);
    defaults.emplace_back(name, Text{info.fallback, info.fallback});
  }
  if (helps_differ || same.size() < scenarios().size()) out.help = told_apart(helps);
  if (defaults_differ) {
    const Text apart = told_apart(defaults);
    out.help.en += " (default " + apart.en + ")";
    out.help.zh += "（默认 " + apart.zh + "）";
    out.fallback.clear();
  }
  return out;
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = {
      scenario<simulate::Options>("yellow-river", simulate::simulate),
      scenario<simulate::city_panel::Options>("city-panel", simulate::city_panel::simulate),
  };
  return all;
}

const Scenario* find_scenario(const std::string& name) {
  const auto found = std::find_if(
      scenarios().begin(), scenarios().end(), [&](const Scenario& s) { return s.name == name; });
  return found == scenarios().end() ? nullptr : &*found;
}

std::string scenario_names() {
  std::vector<std::string> names;
  for (const Scenario& s : scenarios()) names.push_back(s.name);
  return text::join(names, ", ");
}

std::vector<OptionInfo> scenario_options() {
  std::vector<std::string> order;
  std::vector<OptionInfo> out;
  for (const Scenario& s : scenarios())
    for (const OptionInfo& o : s.options)
      if (std::find(order.begin(), order.end(), o.name) == order.end()) order.push_back(o.name);
  for (const std::string& name : order) {
    std::vector<std::pair<std::string, OptionInfo>> same;
    for (const Scenario& s : scenarios())
      for (const OptionInfo& o : s.options)
        if (o.name == name) same.emplace_back(s.name, o);
    out.push_back(joined(same));
  }
  return out;
}

}  // namespace yugong::cli
