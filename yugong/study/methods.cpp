#include "yugong/study/methods.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "yugong/base/text.hpp"

namespace yugong::study {
namespace {

const std::vector<Method>& table() {
  static const std::vector<Method> methods = all_methods();
  return methods;
}

}  // namespace

const Method* find_method(std::string_view verb) {
  const auto found = std::find_if(
      table().begin(), table().end(), [&](const Method& m) { return m.verb.name == verb; });
  return found == table().end() ? nullptr : &*found;
}

std::vector<std::string> verbs_of(std::string_view section) {
  std::vector<std::string> names;
  for (const Method& m : table()) {
    if (m.verb.section == section) names.push_back(m.verb.name);
  }
  return names;
}

bool is_planned_kind(std::string_view kind) {
  static constexpr std::array<std::string_view, 21> planned = {
      "iv",       "did",         "event",      "threshold", "sdm",       "sar",     "sem",
      "sac",      "sdem",        "slx",        "moran",     "mediation", "mediate", "moderation",
      "subgroup", "sensitivity", "multiverse", "audit",     "tobit",     "psm",     "synth"};
  return std::find(planned.begin(), planned.end(), kind) != planned.end();
}

const Method* method_of(const std::string& section,
                        const std::string& kind,
                        const std::string& path,
                        const Place& place,
                        std::vector<Problem>& problems) {
  const std::vector<std::string> verbs = verbs_of(section);
  // A common word for what the verb does by default.
  const std::string wanted = kind == "sysgmm"     ? "gmm"
                             : !kind.empty()      ? kind
                             : section == "model" ? "fe"
                             : verbs.empty()      ? ""
                                                  : verbs.front();
  const Method* method = find_method(wanted);
  if (method != nullptr && method->verb.section == section) return method;
  const std::string all = text::join(verbs, ", ");
  if (is_planned_kind(wanted)) {
    problems.push_back(
        error("YG2111",
              {fmt::format("{}: this version does not have kind '{}' yet", path, wanted),
               fmt::format("{}：本版本尚不支持 kind = \"{}\"", path, wanted)},
              {"Leave it out of this study, and out of the tables that print it; available: " + all,
               "请先从研究文件及相应表格中删去；可用：" + all},
              place)
            .about(wanted));
    return nullptr;
  }
  const Text hint = text::did_you_mean(wanted, verbs);
  problems.push_back(error("YG2112",
                           {fmt::format("{}: unknown kind '{}'", path, wanted),
                            fmt::format("{}：未知的 kind“{}”", path, wanted)},
                           {"available: " + all + hint.en, "可用：" + all + hint.zh},
                           place)
                         .about(wanted));
  return nullptr;
}

}  // namespace yugong::study
