#include "yugong/report/vcov_note.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace yugong::report {
namespace {

/// "cluster(a, b)" in words; a kind that has none is printed as the study wrote it.
Text spoken(const std::string& kind,
            const std::map<std::string, Text>& labels,
            const Words& words) {
  const std::string lower = text::lower(kind);
  if (lower == "iid") return words("vcov.iid");
  if (lower == "robust" || lower == "hc1") {
    const Text& robust = words("vcov.robust");
    return {robust.en + " (HC1)", robust.in(Lang::zh) + "（HC1）"};
  }
  if (lower == "windmeijer")
    return {"two-step GMM, Windmeijer (2005)", "两步 GMM，Windmeijer (2005) 修正"};
  if (lower == "bootstrap") return {"bootstrap", "自助法"};
  if (!lower.starts_with("cluster(") || !lower.ends_with(")")) return kind;
  Text names;
  for (const std::string& part : text::split(kind.substr(8, kind.size() - 9), ',')) {
    const std::string name = text::trim(part);
    const auto found = labels.find(name);
    const Text label = found == labels.end() || found->second.empty() ? Text(name) : found->second;
    names.en += (names.en.empty() ? "" : ", ") + label.en;
    names.zh += (names.zh.empty() ? "" : "、") + label.in(Lang::zh);
  }
  return {words("vcov.cluster").en + names.en, words("vcov.cluster").in(Lang::zh) + names.zh};
}

}  // namespace

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
      const Text kind = spoken(kinds[first], labels, words);
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
