#include "yugong/report/vcov_note.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace yugong::report {
namespace {

/// What stands between the parentheses of "name(a, b)", by commas.
std::vector<std::string> arguments_of(const std::string& kind) {
  const std::size_t open = kind.find('(');
  std::vector<std::string> parts;
  if (open == std::string::npos || kind.back() != ')') return parts;
  for (const std::string& part : text::split(kind.substr(open + 1, kind.size() - open - 2), ','))
    parts.push_back(text::trim(part));
  return parts;
}

Text clustered(const std::vector<std::string>& by,
               const std::map<std::string, Text>& labels,
               const Words& words) {
  Text names;
  for (const std::string& name : by) {
    const auto found = labels.find(name);
    const Text label = found == labels.end() || found->second.empty() ? Text(name) : found->second;
    names.en += (names.en.empty() ? "" : ", ") + label.en;
    names.zh += (names.zh.empty() ? "" : "、") + label.in(Lang::zh);
  }
  return {words("vcov.cluster").en + names.en, words("vcov.cluster").in(Lang::zh) + names.zh};
}

Text lags(Text name, const std::vector<std::string>& arguments) {
  if (arguments.empty()) return name;
  return {name.en + ", " + arguments[0] + (arguments[0] == "1" ? " lag" : " lags"),
          name.in(Lang::zh) + "，滞后 " + arguments[0] + " 期"};
}

/// "bootstrap", "bootstrap(200)" and "bootstrap(city, 200)": what is drawn, how often.
Text bootstrapped(const std::vector<std::string>& arguments,
                  const std::map<std::string, Text>& labels) {
  Text out{"bootstrap", "自助法"};
  if (arguments.size() > 1) {
    const auto found = labels.find(arguments[0]);
    const Text by =
        found == labels.end() || found->second.empty() ? Text(arguments[0]) : found->second;
    out = {"bootstrap by " + by.en, "按" + by.in(Lang::zh) + "抽样的自助法"};
  }
  if (arguments.empty()) return out;
  return {out.en + ", " + arguments.back() + " replications",
          out.in(Lang::zh) + "，" + arguments.back() + " 次"};
}

}  // namespace

Text spoken_vcov(const std::string& kind,
                 const std::map<std::string, Text>& labels,
                 const Words& words) {
  const std::string lower = text::lower(kind);
  const std::string name = lower.substr(0, lower.find('('));
  std::vector<std::string> arguments = arguments_of(kind);
  if (lower == "iid") return words("vcov.iid");
  const bool heteroskedastic = lower == "robust" || (lower.size() == 3 && lower.starts_with("hc"));
  if (heteroskedastic) {
    const Text& robust = words("vcov.robust");
    const std::string which = lower == "robust" ? "HC1" : "HC" + lower.substr(2);
    return {robust.en + " (" + which + ")", robust.in(Lang::zh) + "（" + which + "）"};
  }
  if (lower == "windmeijer")
    return {"two-step GMM, Windmeijer (2005)", "两步 GMM，Windmeijer (2005) 修正"};
  if (name == "bootstrap") return bootstrapped(arguments, labels);
  if (lower == "nid") return {"Hendricks-Koenker", "Hendricks-Koenker"};
  if (lower == "kernel") return {"Powell's kernel", "Powell 核估计"};
  if (name == "dk") return lags({"Driscoll-Kraay", "Driscoll-Kraay"}, arguments);
  if (name == "nw") return lags({"Newey-West", "Newey-West"}, arguments);
  if (name == "conley" && !arguments.empty())
    return {"Conley, spatial correlation up to " + arguments[0],
            "Conley 空间相关稳健，" + arguments[0] + " 以内"};
  if (arguments.empty()) return kind;
  if (name == "cluster") return clustered(arguments, labels, words);
  if (name == "cr0" || name == "cr2" || name == "cr3") {
    const Text by = clustered(arguments, labels, words);
    const std::string which = "CR" + name.substr(2);
    return {by.en + " (" + which + ")", by.in(Lang::zh) + "（" + which + "）"};
  }
  if (name == "wild") {
    arguments.resize(1);
    const Text by = clustered(arguments, labels, words);
    return {by.en + ", wild bootstrap", by.in(Lang::zh) + "，野自助法"};
  }
  return kind;
}

Text vcov_note(const std::vector<std::string>& kinds,
               const std::map<std::string, Text>& labels,
               const Words& words) {
  if (std::ranges::all_of(kinds, [](const std::string& kind) { return kind.empty(); })) return {};
  Text said;
  const bool all_agree =
      std::ranges::all_of(kinds, [&](const std::string& kind) { return kind == kinds.front(); });
  for (std::size_t first = 0; first < kinds.size();) {
    std::size_t last = first;
    while (last + 1 < kinds.size() && kinds[last + 1] == kinds[first]) ++last;
    if (!kinds[first].empty()) {
      const Text kind = spoken_vcov(kinds[first], labels, words);
      std::string columns;
      if (!all_agree)
        columns = first == last ? fmt::format("({}) ", first + 1)
                                : fmt::format("({})–({}) ", first + 1, last + 1);
      said.en += (said.en.empty() ? "" : "; ") + columns + kind.en;
      said.zh += (said.zh.empty() ? "" : "；") + columns + kind.in(Lang::zh);
    }
    first = last + 1;
  }
  return {words("vcov").en + ": " + said.en + ".",
          words("vcov").in(Lang::zh) + "：" + said.zh + "。"};
}

}  // namespace yugong::report
